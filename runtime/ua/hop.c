#include "hop.h"

#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "error.h"
#include "fall_back.h"
#include "invitation.h"
#include "output.h"
#include "queue.h"
#include "request.h"
#include "transaction.h"

enum sf_ua_result sf_hop_find(struct sf_ua *ua, const struct sf_address *next_hop,
                              struct sf_str route, struct sf_str target,
                              const struct sf_address *prefer, const char *argument)
{
    if (next_hop->family || !ua->hop)
        return SF_UA_OK;
    const struct sf_address wish = prefer && prefer->family ? *prefer : *next_hop;
    enum sf_ua_result result = ua->hop->locating->find(ua, route, target, &wish);
    return result == SF_UA_ARGUMENT && argument
               ? sf_error_argument(ua, argument, 0, "no address, and a URI that cannot be located")
               : result;
}

struct sf_address sf_hop_of_dialog(struct sf_ua *ua, const struct sf_dialog *d)
{
    if (ua->hop)
        ua->hop->locating->find_in_dialog(ua, d);
    return sf_dialog_next_hop(&ua->own, d);
}

bool sf_hop_has_way(const struct sf_ua *ua, const struct sf_dialog *d)
{
    return sf_dialog_next_hop(&ua->own, d).family ||
           (ua->hop && ua->hop->locating->has_name(ua, d));
}

void sf_hop_attach(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    if (ua->hop)
        ua->hop->locating->attach(ua, transaction);
}

void sf_hop_start(struct sf_ua *ua, struct sf_transaction *transaction)
{
    if (!ua->hop || !ua->hop->locating->is_awaited(ua, transaction))
        sf_queue_start(ua, &transaction->a, NULL);
}

void sf_hop_send_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_dialog *d, struct sf_str ack)
{
    if (ua->hop && ua->hop->locating->send_ack(ua, dialog, NULL, ack))
        return;
    struct sf_address to = sf_dialog_next_hop(&ua->own, d);
    if (ack.p)
        sf_output_send(ua, &to, ack, 0);
    else
        sf_output_send_kept(ua, &to, dialog->ack, 0);
}

void sf_hop_send_reinvite_ack(struct sf_ua *ua, const struct sf_invitation *reinvite,
                              struct sf_str ack)
{
    if (ua->hop && ua->hop->locating->send_ack(ua, NULL, reinvite, ack))
        return;
    if (ack.p)
        sf_output_send(ua, &reinvite->source, ack, 0);
    else
        sf_output_send_kept(ua, &reinvite->source, reinvite->success, 0);
}

bool sf_hop_has_another(struct sf_ua *ua, const struct sf_transaction *transaction,
                        const struct sf_input *in)
{
    return sf_fall_back_is_possible(ua, transaction) ||
           (ua->hop && transaction && ua->hop->locating->has_another(ua, transaction, in));
}

void sf_hop_retry(struct sf_ua *ua, struct sf_transaction *transaction)
{
    if (sf_fall_back_is_possible(ua, transaction)) {
        sf_fall_back(ua, transaction);
        return;
    }
    assert(ua->hop); /* sf_hop_has_another */
    ua->hop->locating->retry(ua, transaction);
}

struct sf_transaction *sf_hop_retry_invite(struct sf_ua *ua, struct sf_ref old)
{
    struct sf_transaction *transaction = sf_transaction_get(ua, old);
    if (sf_fall_back_is_possible(ua, transaction)) {
        struct sf_transaction *by_udp = sf_fall_back_invite(ua, transaction);
        if (ua->hop)
            ua->hop->locating->move(ua, transaction, by_udp);
        return by_udp;
    }
    assert(ua->hop && transaction); /* sf_hop_has_another */
    return ua->hop->locating->retry_invite(ua, transaction);
}
