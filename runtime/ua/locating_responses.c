#include "locating_responses.h"

#include <stdio.h>

#include "core.h"
#include "invitation.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "transaction.h"

#include "sf_registry.h"

#define URI_BYTES 300 /* a name of at most 253 bytes is located */

static struct sf_located *located_of(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    return &ua->hop->of_transaction[transaction->a.self];
}

/* The TU of an INVITE keeps its 2xx. */
static struct sf_kept response_of(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    const struct sf_invitation *invitation = !transaction->kept.first &&
                                                     transaction->a.machine == SF_M_INVITE_SERVER
                                                 ? sf_invitation_get(ua, transaction->owner)
                                                 : NULL;
    return invitation ? invitation->success : transaction->kept;
}

/* 3261:18.2.2, 3263:5: what is looked up for a response is the name of its sent-by, with the port
 * if that has one, by the transport of the request. Empty: it has no name, or nobody listens there.
 */
static struct sf_str uri_of(struct sf_ua *ua, const struct sf_transaction *transaction,
                            char text[URI_BYTES])
{
    struct sf_kept kept = response_of(ua, transaction);
    unsigned transport = transaction->source.transport;
    struct sf_address numeric;
    if (!kept.first || sf_transport_is_ws(transport)) /* 7118:5.3 */
        return (struct sf_str){text, 0};
    const struct sf_msg *response = sf_keep_recall(ua, kept);
    struct sf_str host = sf_msg_str(response, response->via.host);
    if (response->via.maddr.len || sf_address_of_host(&numeric, host))
        return (struct sf_str){text, 0};
    int n = snprintf(text, URI_BYTES, "sip:%.*s", (int)host.len, host.p);
    if (n > 0 && n < URI_BYTES && response->via.port >= 0)
        n += snprintf(text + n, URI_BYTES - (size_t)n, ":%d", (int)response->via.port);
    if (n > 0 && n < URI_BYTES)
        n += snprintf(text + n, URI_BYTES - (size_t)n, ";transport=%s",
                      sf_transport_name(transport));
    return (struct sf_str){text, n > 0 && n < URI_BYTES ? (size_t)n : 0};
}

bool sf_locating_is_server(const struct sf_transaction *transaction)
{
    return transaction->a.machine == SF_M_INVITE_SERVER ||
           transaction->a.machine == SF_M_NON_INVITE_SERVER;
}

/* Requests have more than half of the searches for themselves. */
static bool has_room(const struct sf_ua *ua)
{
    return sf_locator_room(ua->hop->locator) > sf_locator_searches(ua->hop->locator);
}

bool sf_locating_can_answer(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    const struct sf_located *located = located_of(ua, transaction);
    struct sf_address other;
    char text[URI_BYTES];
    if (located->location.generation)
        return located->waits || sf_locator_peek(ua->hop->locator, located->location, &other);
    return !located->aimed && has_room(ua) && uri_of(ua, transaction, text).len > 0;
}

void sf_locating_respond(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_located *located = located_of(ua, transaction);
    struct sf_locator *locator = ua->hop->locator;
    struct sf_input none = {.ua = ua, .status = 503};
    struct sf_address other;
    located->waits = false;
    located->aimed = true;
    bool found = sf_locator_target(locator, located->location, &transaction->peer);
    if (found) {
        transaction->server++;
        sf_output_send_kept(ua, &transaction->peer, response_of(ua, transaction),
                            sf_transaction_token(transaction));
    } else {
        ua->hop->trouble = sf_locator_why(locator, located->location);
    }
    if (!sf_locator_peek(locator, located->location, &other)) {
        sf_locator_end(locator, ua->clock.now_us, located->location);
        located->location = (struct sf_location){0, 0};
    }
    if (!found)
        sf_queue_raise(ua, (enum sf_machine)transaction->a.machine, sf_ref_of(&transaction->a),
                       (unsigned)sf_registry_event[transaction->a.machine][SF_SHARED_EV_TP_ERR],
                       &none);
}

void sf_locating_answer(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_located *located = located_of(ua, transaction);
    struct sf_locator *locator = ua->hop->locator;
    char text[URI_BYTES];
    if (located->waits)
        return;
    if (located->location.generation) {
        sf_locator_next(locator, ua->clock.now_us, located->location);
    } else {
        const struct sf_locator_ask ask = {.uri = uri_of(ua, transaction, text),
                                           .user = sf_transaction_token(transaction)};
        sf_locator_begin(locator, ua->clock.now_us, &ask, &located->location);
    }
    located->waits = sf_locator_state(locator, located->location) == SF_LOCATOR_ASKING;
    if (!located->waits)
        sf_locating_respond(ua, transaction);
}
