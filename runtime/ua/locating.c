/* The part that sf_ua_locating names: the searches of transactions and ACKs. */
#include "sipfsm/locating.h"

#include <assert.h>

#include "aim.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "invitation.h"
#include "keep.h"
#include "keys.h"
#include "locating_responses.h"
#include "output.h"
#include "queue.h"
#include "registration.h"
#include "request.h"
#include "reserve.h"
#include "step.h"
#include "transaction.h"

#include "sf_registry.h"

/* In the number that a search reports: it is for the ACK of a dialog in that slot. */
#define OF_DIALOG (UINT64_C(1) << 31)
#define OF_REINVITE (UINT64_C(1) << 30) /* and that of a re-INVITE */

static struct sf_located *of_transaction(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    return &ua->hop->of_transaction[transaction->a.self];
}

static struct sf_located *of_dialog(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                    bool reinvite)
{
    return &ua->hop->of_dialog[2 * dialog->a.self + reinvite];
}

static void end(struct sf_ua *ua, struct sf_location *location)
{
    if (location->generation)
        sf_locator_end(ua->hop->locator, ua->clock.now_us, *location);
    *location = (struct sf_location){0, 0};
}

static void drop(struct sf_ua *ua, struct sf_located *located)
{
    end(ua, &located->location);
    *located = (struct sf_located){0};
}

/* ---- A request is made ---- */

static enum sf_ua_result begin(struct sf_ua *ua, struct sf_str uri, bool secure,
                               const struct sf_address *prefer, uint64_t user,
                               struct sf_location *location)
{
    const struct sf_locator_ask ask = {.uri = uri,
                                       .secure = secure,
                                       .prefer = prefer ? *prefer : (struct sf_address){0},
                                       .target = ua->hop->server,
                                       .targets = ua->hop->servers,
                                       .user = user};
    switch (sf_locator_begin(ua->hop->locator, ua->clock.now_us, &ask, location)) {
    case SF_LOCATOR_OK:
        return SF_UA_OK;
    case SF_LOCATOR_FULL:
        return SF_UA_FULL;
    default:
        return SF_UA_ARGUMENT;
    }
}

static enum sf_ua_result find_name(struct sf_ua *ua, struct sf_str uri, bool secure,
                                   const struct sf_address *prefer)
{
    end(ua, &ua->hop->found); /* the command before has failed otherwise */
    return begin(ua, uri, secure, prefer, 0, &ua->hop->found);
}

static enum sf_ua_result find(struct sf_ua *ua, struct sf_str route, struct sf_str target,
                              const struct sf_address *prefer)
{
    return find_name(ua, sf_request_hop(route, target), sf_own_is_sips(target), prefer);
}

/* 3261:8.1.2: whatever its route is, a request to a SIPS URI goes by TLS. */
static bool is_secure(const struct sf_dialog *d)
{
    return sf_own_is_sips(sf_dialog_str(d, d->remote_target));
}

static void find_in_dialog(struct sf_ua *ua, const struct sf_dialog *d)
{
    struct sf_str uri;
    if (sf_dialog_hop_name(&ua->own, d, &uri))
        find_name(ua, uri, is_secure(d), &d->peer);
}

static bool has_name(const struct sf_ua *ua, const struct sf_dialog *d)
{
    struct sf_str uri;
    return sf_dialog_hop_name(&ua->own, d, &uri);
}

static void attach(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    struct sf_located *located = of_transaction(ua, transaction);
    assert(!located->location.generation);
    if (!ua->hop->found.generation)
        return;
    *located = (struct sf_located){.location = ua->hop->found};
    ua->hop->found = (struct sf_location){0, 0};
    sf_locator_bind(ua->hop->locator, located->location, sf_transaction_token(transaction));
}

/* The request goes to the target in use; without one, to where it would go otherwise. A search with
 * one target is no longer needed. */
static void aim(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_located *located = of_transaction(ua, transaction);
    struct sf_address to, other;
    located->waits = false;
    located->aimed = true;
    if (sf_locator_target(ua->hop->locator, located->location, &to))
        sf_aim_transaction(ua, transaction, &to);
    else
        ua->hop->trouble = sf_locator_why(ua->hop->locator, located->location);
    if (!sf_locator_peek(ua->hop->locator, located->location, &other))
        drop(ua, located);
}

static bool is_awaited(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_located *located = of_transaction(ua, transaction);
    if (!located->location.generation || located->aimed)
        return false;
    bool waits = sf_locator_state(ua->hop->locator, located->location) == SF_LOCATOR_ASKING;
    located->waits = waits;
    if (!waits)
        aim(ua, transaction);
    return waits;
}

static bool waits(const struct sf_ua *ua, const struct sf_transaction *transaction)
{
    return ua->hop->of_transaction[transaction->a.self].waits;
}

/* ---- ACKs ---- */

static struct sf_kept kept_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                               struct sf_ref reinvite)
{
    const struct sf_invitation *invitation = sf_invitation_get(ua, reinvite);
    return reinvite.generation == 0 ? dialog->ack
           : invitation             ? invitation->success
                                    : (struct sf_kept){0};
}

static void send_ack_now(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                         struct sf_located *located, struct sf_str ack)
{
    struct sf_kept kept = kept_ack(ua, dialog, located->reinvite);
    struct sf_address to = dialog->d.peer; /* where there is no target */
    bool secure = located->secure;
    if (!sf_locator_target(ua->hop->locator, located->location, &to))
        ua->hop->trouble = sf_locator_why(ua->hop->locator, located->location);
    drop(ua, located);
    if (!ack.p && kept.first) {
        sf_store_copy(&ua->store, kept, ua->build_bytes);
        ack = (struct sf_str){ua->build_bytes, kept.length_bytes};
    }
    if (ack.len && (!secure || sf_transport_is_secure(to.transport)))
        sf_output_send(ua, &to, sf_aim_text(ua, ack, &to), 0);
}

static bool send_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_invitation *reinvite, struct sf_str ack)
{
    struct sf_str uri;
    if (reinvite && !(dialog = sf_dialog_actor_get(ua, reinvite->dialog[0])))
        return false;
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    if (!sf_dialog_hop_name(&ua->own, d, &uri))
        return false;
    struct sf_located *located = of_dialog(ua, dialog, reinvite);
    struct sf_ref ref = sf_ref_of(&dialog->a);
    uint64_t user = (uint64_t)ref.generation << 32 | OF_DIALOG | (reinvite ? OF_REINVITE : 0) |
                    ref.slot;
    located->secure = is_secure(d);
    located->reinvite = reinvite ? sf_ref_of(&reinvite->a) : SF_REF_NONE;
    if (!located->location.generation) /* if it cannot begin: to the peer */
        begin(ua, uri, located->secure, &dialog->d.peer, user, &located->location);
    located->waits = located->location.generation &&
                     sf_locator_state(ua->hop->locator, located->location) == SF_LOCATOR_ASKING;
    if (!located->waits)
        send_ack_now(ua, dialog, located, ack);
    return true;
}

/* ---- It is tried elsewhere ---- */

/* The request that the transaction keeps, for the next target. */
static void prepare(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    struct sf_hops *hop = ua->hop;
    hop->again.len = 0;
    if (!transaction->kept.first ||
        !sf_locator_peek(hop->locator, of_transaction(ua, transaction)->location, &hop->to))
        return;
    const struct sf_msg *request = sf_keep_recall(ua, transaction->kept);
    if (request->method == SF_METHOD_ACK)
        return;
    hop->branch = sf_request_branch(ua, hop->branch_text);
    hop->again = sf_aim_again(ua, request, hop->branch, &hop->to);
}

static bool is_invite(const struct sf_transaction *transaction)
{
    return transaction->a.machine == SF_M_INVITE_CLIENT;
}

/* When the owner of an INVITE gets its 503, the transaction keeps the ACK already. */
static void hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response)
{
    ua->hop->again.len = 0;
    if (response->status == 503 && is_invite(transaction))
        prepare(ua, transaction);
    else if (response->status >= 200 && response->status != 401 && response->status != 407 &&
             response->status != 503)
        drop(ua, of_transaction(ua, transaction));
}

/* 3263:4.3: a 503; or without a response, for a timeout or an error of the transport. */
static bool has_another(struct sf_ua *ua, const struct sf_transaction *transaction,
                        const struct sf_input *in)
{
    if (!of_transaction(ua, transaction)->location.generation || (in->msg && in->status != 503))
        return false;
    if (!in->msg || !is_invite(transaction))
        prepare(ua, transaction);
    size_t bytes = ua->hop->again.len;
    return bytes && (is_invite(transaction) ? sf_reserve_for_transaction(ua, bytes)
                                            : sf_reserve_for_retry(ua, transaction, bytes));
}

static void retry(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_hops *hop = ua->hop;
    bool kept = sf_keep_spared(ua, transaction->a.call, &transaction->kept, hop->again);
    assert(kept); /* has_another */
    (void)kept;
    sf_index_remove(&ua->by_branch, transaction->a.self);
    sf_index_add(&ua->by_branch, transaction->a.self,
                 sf_key_of_client(ua, hop->branch, (enum sf_method)transaction->method));
    transaction->peer = hop->to;
    transaction->server++;
    if (transaction->binding == SF_BIND_REGISTRATION_REGISTER) {
        struct sf_registration_record *registration =
            sf_pool_get(&ua->registrations, transaction->owner);
        registration->flow++; /* its token, in place of the transaction's */
    }
    sf_aim_judge(ua, transaction);
    sf_locator_next(hop->locator, ua->clock.now_us, of_transaction(ua, transaction)->location);
    hop->again.len = 0;
}

static void move(struct sf_ua *ua, const struct sf_transaction *from,
                 const struct sf_transaction *to)
{
    struct sf_located *located = of_transaction(ua, from);
    *of_transaction(ua, to) = *located;
    *located = (struct sf_located){0};
    sf_locator_bind(ua->hop->locator, of_transaction(ua, to)->location, sf_transaction_token(to));
}

static struct sf_transaction *retry_invite(struct sf_ua *ua, struct sf_transaction *old)
{
    struct sf_hops *hop = ua->hop;
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_INVITE_CLIENT, old->a.call, SF_METHOD_INVITE, hop->branch, &hop->to);
    transaction->binding = old->binding;
    transaction->owner = old->owner;
    transaction->tries = old->tries;
    transaction->name = old->name;
    sf_keep(ua, &transaction->kept, hop->again);
    move(ua, old, transaction);
    sf_locator_next(hop->locator, ua->clock.now_us, of_transaction(ua, transaction)->location);
    hop->again.len = 0;
    return transaction;
}

static void release(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    drop(ua, of_transaction(ua, transaction));
}

static void release_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    drop(ua, of_dialog(ua, dialog, false));
    drop(ua, of_dialog(ua, dialog, true));
}

/* ---- Inputs and outputs ---- */

static bool is_its(const struct sf_located *located, struct sf_location location)
{
    return located->waits && located->location.slot == location.slot &&
           located->location.generation == location.generation;
}

static bool let_go(struct sf_ua *ua, struct sf_location location, uint64_t user)
{
    if (user & OF_DIALOG) {
        struct sf_ref ref = {(uint32_t)(user & ~(OF_DIALOG | OF_REINVITE)), (uint32_t)(user >> 32)};
        const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, ref);
        struct sf_located *located = dialog ? of_dialog(ua, dialog, user & OF_REINVITE) : NULL;
        bool waits = located && is_its(located, location);
        if (waits)
            send_ack_now(ua, dialog, located, (struct sf_str){NULL, 0});
        return waits;
    }
    struct sf_transaction *transaction = sf_transaction_of_token(ua, user);
    if (!transaction || !is_its(of_transaction(ua, transaction), location))
        return false;
    if (sf_locating_is_server(transaction)) {
        sf_locating_respond(ua, transaction);
    } else {
        aim(ua, transaction);
        sf_queue_start(ua, &transaction->a, NULL);
    }
    sf_step_drain(ua);
    return true;
}

static bool settle(struct sf_ua *ua)
{
    struct sf_location location;
    uint64_t user;
    sf_locator_tick(ua->hop->locator, ua->clock.now_us);
    while (sf_locator_done(ua->hop->locator, &location, &user))
        if (let_go(ua, location, user))
            return true;
    return false;
}

static bool query(struct sf_ua *ua, struct sf_dns_query *query)
{
    return sf_locator_query(ua->hop->locator, query);
}

static void answer(struct sf_ua *ua, uint64_t id, const struct sf_dns_answer *answer)
{
    sf_locator_answer(ua->hop->locator, ua->clock.now_us, id, answer);
}

static uint64_t deadline(const struct sf_ua *ua)
{
    return sf_locator_has_done(ua->hop->locator) ? ua->clock.now_us
                                                 : sf_locator_deadline(ua->hop->locator);
}

const struct sf_ua_locating *sf_ua_locating(void)
{
    /* In order: `make dist` renames static functions, and would rename members. */
    static const struct sf_ua_locating locating = {find,
                                                   find_in_dialog,
                                                   has_name,
                                                   attach,
                                                   is_awaited,
                                                   waits,
                                                   send_ack,
                                                   hear,
                                                   has_another,
                                                   retry,
                                                   retry_invite,
                                                   move,
                                                   sf_locating_can_answer,
                                                   sf_locating_answer,
                                                   release,
                                                   release_ack,
                                                   settle,
                                                   query,
                                                   answer,
                                                   deadline};
    return &locating;
}
