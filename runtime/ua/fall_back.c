#include "fall_back.h"

#include <assert.h>

#include "core.h"
#include "keep.h"
#include "keys.h"
#include "request.h"
#include "reserve.h"
#include "transaction.h"

/* The sent-by of another endpoint may be longer. */
#define MORE_BYTES SF_OWN_TEXT_BYTES

/* A request that has grown had an endpoint of UDP. */
bool sf_fall_back_is_possible(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    size_t bytes = transaction ? transaction->kept.length_bytes + MORE_BYTES : 0;
    return transaction && transaction->grown && ua->refused && transaction->kept.first &&
           bytes <= ua->message_bytes && sf_reserve_for_transaction(ua, bytes);
}

static size_t put(struct sf_ua *ua, size_t at, const char *text, size_t length)
{
    assert(length <= ua->message_bytes - at); /* sf_fall_back_is_possible */
    memcpy(ua->build_bytes + at, text, length);
    return at + length;
}

/* The kept request with UDP and another sent-by and branch in its Via. */
static struct sf_str by_udp(struct sf_ua *ua, const struct sf_transaction *transaction,
                            struct sf_str branch, struct sf_address *to)
{
    const struct sf_msg *msg = sf_keep_recall(ua, transaction->kept);
    const struct sf_via *via = &msg->via;
    const char *bytes = msg->bytes;
    size_t name = via->transport.at + via->transport.len,
           sent_by = via->sent_by.at + via->sent_by.len, rest = via->branch.at + via->branch.len;
    *to = transaction->peer;
    to->transport = SF_TRANSPORT_UDP;
    struct sf_str ours = sf_own_towards(&ua->own, to)->sent_by;
    size_t at = put(ua, 0, bytes, via->transport.at);
    at = put(ua, at, "UDP", 3);
    at = put(ua, at, bytes + name, via->sent_by.at - name);
    at = put(ua, at, ours.p, ours.len);
    at = put(ua, at, bytes + sent_by, via->branch.at - sent_by);
    at = put(ua, at, branch.p, branch.len);
    at = put(ua, at, bytes + rest, transaction->kept.length_bytes - rest);
    return (struct sf_str){ua->build_bytes, at};
}

void sf_fall_back(struct sf_ua *ua, struct sf_transaction *transaction)
{
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_str bytes = by_udp(ua, transaction, branch, &transaction->peer);
    sf_store_drop(&ua->store, &transaction->kept);
    sf_keep(ua, &transaction->kept, bytes);
    sf_index_remove(&ua->by_branch, transaction->a.self);
    sf_index_add(&ua->by_branch, transaction->a.self,
                 sf_key_of_client(ua, branch, (enum sf_method)transaction->method));
    transaction->grown = false;
}

struct sf_transaction *sf_fall_back_invite(struct sf_ua *ua, const struct sf_transaction *old)
{
    char text[SF_BRANCH_BYTES];
    struct sf_address to;
    struct sf_str branch = sf_request_branch(ua, text), bytes = by_udp(ua, old, branch, &to);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_INVITE_CLIENT, old->a.call, SF_METHOD_INVITE, branch, &to);
    transaction->binding = old->binding;
    transaction->owner = old->owner;
    transaction->tries = old->tries;
    transaction->name = old->name;
    sf_keep(ua, &transaction->kept, bytes);
    return transaction;
}
