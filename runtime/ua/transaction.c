#include "transaction.h"

#include <assert.h>

#include "core.h"
#include "flow.h"
#include "hop.h"
#include "keep.h"
#include "keys.h"
#include "output.h"
#include "response.h"

#define TOKEN_SLOT_BITS 25
#define TOKEN_SERVERS 0x3fu /* below the bit of a flow (flow.c) */

struct sf_transaction *sf_transaction_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->transactions, ref);
}

static struct sf_transaction *make(struct sf_ua *ua, enum sf_machine machine, struct sf_ref call,
                                   enum sf_method method, const struct sf_address *peer,
                                   struct sf_key key)
{
    struct sf_ref ref;
    assert(sf_pool_room(&ua->transactions) > 0);
    struct sf_transaction *transaction = sf_pool_take(&ua->transactions, &ref);
    sf_actor_init(&transaction->a, ref, machine, call);
    transaction->method = (uint8_t)method;
    transaction->peer = *peer;
    sf_index_add(&ua->by_branch, ref.slot, key);
    return transaction;
}

struct sf_transaction *sf_transaction_make_client(struct sf_ua *ua, enum sf_machine machine,
                                                  struct sf_ref call, enum sf_method method,
                                                  struct sf_str branch,
                                                  const struct sf_address *peer)
{
    struct sf_transaction *transaction =
        make(ua, machine, call, method, peer, sf_key_of_client(ua, branch, method));
    transaction->grown = ua->grown && peer->transport == SF_TRANSPORT_TCP;
    ua->grown = false;
    return transaction;
}

struct sf_transaction *sf_transaction_make_server(struct sf_ua *ua, enum sf_machine machine,
                                                  struct sf_ref call, const struct sf_msg *msg,
                                                  const struct sf_address *from)
{
    struct sf_address to = sf_response_goes_to(ua, msg, from);
    struct sf_transaction *transaction =
        make(ua, machine, call, msg->method, &to, sf_key_of_server(ua, msg, msg->method));
    transaction->source = *from;
    sf_source_hold(ua, &transaction->held, from, SF_SOURCE_TRANSACTIONS, 0);
    transaction->rfc2543 = !sf_key_is_by_branch(msg);
    transaction->name = sf_key_of_name(ua, msg);
    if (!msg->to_tag.len) {
        sf_index_add(&ua->by_merge, transaction->a.self, sf_key_of_merge(ua, msg));
        transaction->in_merge_index = true;
    }
    return transaction;
}

void sf_transaction_unmerge(struct sf_ua *ua, struct sf_transaction *transaction)
{
    if (transaction->in_merge_index)
        sf_index_remove(&ua->by_merge, transaction->a.self);
    transaction->in_merge_index = false;
}

void sf_transaction_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_transaction *transaction = (struct sf_transaction *)(void *)actor;
    sf_hop_release(ua, transaction);
    sf_index_remove(&ua->by_branch, actor->self);
    sf_transaction_unmerge(ua, transaction);
    sf_store_drop(&ua->store, &transaction->kept);
    sf_source_release(ua, &transaction->held, SF_SOURCE_TRANSACTIONS);
    sf_pool_give(&ua->transactions, sf_ref_of(actor));
}

uint64_t sf_transaction_token(const struct sf_transaction *transaction)
{
    return (uint64_t)transaction->a.slot.generation << 32 |
           (transaction->server & TOKEN_SERVERS) << TOKEN_SLOT_BITS | transaction->a.self;
}

struct sf_transaction *sf_transaction_of_token(const struct sf_ua *ua, uint64_t token)
{
    struct sf_ref ref = {(uint32_t)token & ((1u << TOKEN_SLOT_BITS) - 1), (uint32_t)(token >> 32)};
    struct sf_transaction *transaction = sf_pool_get(&ua->transactions, ref);
    return transaction && sf_transaction_token(transaction) == token ? transaction : NULL;
}

bool sf_transaction_is_unreliable(const struct sf_transaction *transaction)
{
    return !sf_address_is_reliable(&transaction->peer);
}

/* The token of what it sends. For a registration it is that of the flow, which the owner watches.
 */
static uint64_t token_of(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    const struct sf_registration_record *registration =
        transaction->binding == SF_BIND_REGISTRATION_REGISTER
            ? sf_pool_get(&ua->registrations, transaction->owner)
            : NULL;
    return registration ? sf_flow_token(registration) : sf_transaction_token(transaction);
}

void sf_transaction_send(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    sf_output_send_kept(ua, &transaction->peer, transaction->kept, token_of(ua, transaction));
}

void sf_transaction_resend(struct sf_ua *ua, struct sf_transaction *transaction)
{
    if (transaction->repeats < UINT8_MAX)
        transaction->repeats++;
    ua->counters.retransmitted += transaction->kept.first != 0;
    sf_transaction_send(ua, transaction);
}

void sf_transaction_keep(struct sf_ua *ua, struct sf_transaction *transaction, struct sf_str bytes)
{
    bool kept = sf_keep_spared(ua, transaction->a.call, &transaction->kept, bytes);
    sf_source_resize(ua, &transaction->held, kept ? sf_store_blocks_for(bytes.len) : 0);
    if (kept)
        return;
    sf_output_send(ua, &transaction->peer, bytes, sf_transaction_token(transaction));
    ua->counters.unkept++;
}

void sf_transaction_forget(struct sf_ua *ua, struct sf_transaction *transaction)
{
    sf_store_drop(&ua->store, &transaction->kept);
    sf_source_resize(ua, &transaction->held, 0);
}

void sf_transaction_own(struct sf_transaction *transaction, enum sf_binding binding,
                        const struct sf_actor *owner)
{
    transaction->binding = (uint8_t)binding;
    transaction->owner = sf_ref_of(owner);
}

void sf_transaction_tell(const struct sf_transaction *transaction, const struct sf_input *in,
                         unsigned port_event, unsigned status)
{
    struct sf_input input = *in;
    unsigned owner;
    int event = sf_registry_hears(transaction->binding, port_event, &owner);
    input.status = status;
    if (event >= 0) /* a BYE without a dialog has no owner */
        sf_queue_raise(in->ua, (enum sf_machine)owner, transaction->owner, (unsigned)event, &input);
}

void sf_transaction_trouble(const struct sf_transaction *transaction, const struct sf_input *in,
                            unsigned status)
{
    sf_output_event(in->ua, SF_UA_EV_TROUBLE, transaction->a.call)->status = (uint16_t)status;
}
