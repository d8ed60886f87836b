#include "match.h"

#include "core.h"
#include "dialog_actor.h"
#include "invitation.h"
#include "keys.h"
#include "transaction.h"

struct sf_transaction *sf_match_transaction(struct sf_ua *ua, struct sf_key key)
{
    uint32_t at = sf_index_find(&ua->by_branch, key, 0);
    return at ? sf_pool_at(&ua->transactions, at - 1) : NULL;
}

struct sf_dialog_actor *sf_match_dialog(struct sf_ua *ua, struct sf_key key)
{
    uint32_t at = sf_index_find(&ua->by_dialog, key, 0);
    return at ? sf_pool_at(&ua->dialogs, at - 1) : NULL;
}

struct sf_dialog_actor *sf_match_dialog_of(struct sf_ua *ua, const struct sf_msg *request)
{
    return sf_match_dialog(ua, sf_key_of_dialog(ua, sf_msg_str(request, request->call_id),
                                                sf_msg_str(request, request->to_tag),
                                                sf_msg_str(request, request->from_tag)));
}

bool sf_match_replaces(const struct sf_msg *invite, struct sf_replaces *replaces)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value, second;
    return sf_msg_next_value(invite, SF_HEADER_REPLACES, &at, &value) &&
           !sf_msg_next_value(invite, SF_HEADER_REPLACES, &at, &second) &&
           sf_replaces_parse(invite->bytes, value, replaces, NULL);
}

struct sf_dialog_actor *sf_match_replaced(struct sf_ua *ua, const struct sf_msg *invite)
{
    struct sf_replaces replaces;
    if (!sf_match_replaces(invite, &replaces))
        return NULL;
    return sf_match_dialog(ua, sf_key_of_dialog(ua, sf_msg_str(invite, replaces.call_id),
                                                sf_msg_str(invite, replaces.to_tag),
                                                sf_msg_str(invite, replaces.from_tag)));
}

/* 3261:17.1.1.3, 3261:13.2.2.4: an ACK has the Call-ID, the From tag and the number of its INVITE,
 * and the To tag of the response. One that comes late may be for a response to an earlier INVITE of
 * the same branch. Without a To tag it is taken, but for a sender of RFC 2543, which has nothing
 * else that tells them apart. */
static bool acknowledges(struct sf_ua *ua, const struct sf_transaction *transaction,
                         const struct sf_msg *ack)
{
    if (transaction->name != sf_key_of_name(ua, ack))
        return false;
    if (!transaction->rfc2543 && (!ack->to_tag.len || !transaction->ack_tag))
        return true;
    return sf_key_of_tag(ua, sf_msg_str(ack, ack->to_tag)) == transaction->ack_tag;
}

struct sf_transaction *sf_match_server_of(struct sf_ua *ua, const struct sf_msg *request)
{
    bool ack = request->method == SF_METHOD_ACK;
    struct sf_transaction *transaction = sf_match_transaction(
        ua, sf_key_of_server(ua, request, ack ? SF_METHOD_INVITE : request->method));
    return transaction && ack && !acknowledges(ua, transaction, request) ? NULL : transaction;
}

struct sf_transaction *sf_match_cancelled(struct sf_ua *ua, const struct sf_msg *cancel)
{
    /* A CANCEL has an effect on an INVITE only; it is answered for the others too. */
    static const enum sf_method methods[] = {SF_METHOD_INVITE, SF_METHOD_BYE, SF_METHOD_OPTIONS,
                                             SF_METHOD_UPDATE};
    struct sf_transaction *transaction = NULL;
    for (unsigned i = 0; !transaction && i < sizeof methods / sizeof *methods; i++)
        transaction = sf_match_transaction(ua, sf_key_of_server(ua, cancel, methods[i]));
    /* 3261:9.1, 3261:9.2: it has them from the request that it cancels. */
    return transaction && transaction->name == sf_key_of_name(ua, cancel) ? transaction : NULL;
}

struct sf_invitation *sf_match_acknowledged(struct sf_ua *ua, const struct sf_msg *ack,
                                            struct sf_ref ref)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, ref);
    struct sf_invitation *invitation = dialog ? sf_dialog_actor_pending(ua, dialog) : NULL;
    return invitation && invitation->cseq == ack->cseq.number ? invitation : NULL;
}
