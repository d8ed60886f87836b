#include "registration.h"

#include <assert.h>

#include "challenge.h"
#include "core.h"
#include "hop.h"
#include "keep.h"
#include "queue.h"
#include "request.h"
#include "reserve.h"
#include "transaction.h"
#include "way.h"

#include "registration_fsm.h"

const struct sf_ua_part *sf_ua_registering(void)
{
    static const struct sf_ua_part part = {SF_M_REGISTRATION, &sf_reg_type, sf_registration_free};
    return &part;
}

struct sf_registration_record *sf_registration_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->registrations, ref);
}

void sf_registration_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_registration_record *registration = (struct sf_registration_record *)(void *)actor;
    sf_store_drop(&ua->store, &registration->model);
    sf_pool_give(&ua->registrations, sf_ref_of(actor));
}

bool sf_registration_has_room(struct sf_ua *ua, const struct sf_registration_record *registration)
{
    return sf_reserve_for_transaction(ua,
                                      sf_reserve_register_bytes(registration->model.length_bytes) +
                                          registration->target_bytes);
}

/* 3261:8.1.1.7, 3261:8.1.3.4: a new branch; the rest of the header field as the model has it. */
static void put_via(struct sf_build *build, const struct sf_msg *model, struct sf_str branch,
                    bool keep)
{
    const struct sf_via *via = &model->via;
    struct sf_str whole = sf_msg_str(model, via->whole), old = sf_msg_str(model, via->branch);
    sf_build_open(build, "Via");
    sf_build_text(build, (struct sf_str){whole.p, (size_t)(old.p - whole.p)});
    sf_build_text(build, branch);
    sf_build_text(
        build, (struct sf_str){old.p + old.len, (size_t)(whole.p + whole.len - old.p - old.len)});
    if (keep) /* 6223:4.3 */
        sf_build_text(build, SF_STR(";keep"));
    sf_build_close(build);
}

/* 3261:10.2: the same To, From and Call-ID, and a CSeq number that is one higher. 3261:10.2.2: a
 * Contact of * has an Expires of 0. */
static struct sf_str build(struct sf_ua *ua, const struct sf_registration_record *registration,
                           const struct sf_msg *model, struct sf_str branch, uint32_t expires_s)
{
    struct sf_str target = {registration->target, registration->target_bytes};
    bool all = registration->all && !expires_s, first = true;
    bool takes_back = registration->takes_back && expires_s;
    struct sf_build b;
    sf_build_begin(&b, ua->build_bytes, ua->message_bytes);
    sf_build_request(&b, sf_method_name(SF_METHOD_REGISTER),
                     target.len ? target : sf_msg_str(model, model->request_uri));
    for (unsigned i = 0; i < model->header_count; i++)
        switch (model->header[i].id) {
        case SF_HEADER_VIA:
            put_via(&b, model, branch, ua->own.nat && ua->own.nat->keep_alive_s && expires_s);
            break;
        case SF_HEADER_CSEQ:
            sf_build_open(&b, "CSeq");
            sf_build_number(&b, registration->cseq);
            sf_build_text(&b, SF_STR(" REGISTER"));
            sf_build_close(&b);
            break;
        case SF_HEADER_EXPIRES:
            sf_build_header_number(&b, "Expires", expires_s);
            break;
        case SF_HEADER_CONTACT:
            if (!all && (first || !registration->is_own || takes_back))
                sf_build_copy(&b, model, i);
            else if (first)
                sf_build_header(&b, "Contact", SF_STR("*"));
            first = false;
            break;
        case SF_HEADER_ROUTE: /* it led to the address that has redirected us */
            if (!target.len)
                sf_build_copy(&b, model, i);
            break;
        case SF_HEADER_CONTENT_TYPE:
        case SF_HEADER_CONTENT_LENGTH:
            break; /* sf_build_end writes them */
        default:
            sf_build_copy(&b, model, i);
        }
    size_t length = sf_build_end(&b, sf_msg_value(model, SF_HEADER_CONTENT_TYPE),
                                 sf_msg_str(model, model->body));
    assert(length); /* what it may be longer than the model was asked for at the start */
    return (struct sf_str){b.bytes, length};
}

void sf_registration_send(struct sf_ua *ua, struct sf_registration_record *registration,
                          uint32_t expires_s)
{
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    const struct sf_msg *model = sf_keep_recall(ua, registration->model);
    registration->cseq++;
    struct sf_str bytes = build(ua, registration, model, branch, expires_s);
    struct sf_address to = registration->to;
    sf_way_grow(ua, &bytes, &to);
    /* What it cannot find is unreachable. */
    sf_hop_find(ua, &to, sf_msg_value(model, SF_HEADER_ROUTE),
                sf_msg_str(model, model->request_uri), &registration->server, NULL);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, SF_REF_NONE, SF_METHOD_REGISTER, branch, &to);
    sf_transaction_own(transaction, SF_BIND_REGISTRATION_REGISTER, &registration->a);
    registration->sent = sf_ref_of(&transaction->a);
    registration->flow++;
    bytes = sf_challenge_sign_if_room(ua, bytes, &transaction->peer);
    sf_hop_attach(ua, transaction);
    sf_keep(ua, &transaction->kept, bytes);
    sf_hop_start(ua, transaction);
}
