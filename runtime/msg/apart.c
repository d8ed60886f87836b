/* sipfsm msg: a message taken apart into the structs of all its values. */
#include "apart.h"

#include "fast/dispatch.h"

/* The Request-URI and all fields by the grammar. */
static bool by_grammar(struct sf_apart *apart)
{
    const struct sf_msg *msg = apart->msg;
    if (msg->is_request && !sf_apart_request_uri(apart))
        return false;
    for (unsigned field = 0; field < msg->header_count; field++) {
        uint32_t offset = 0;
        if (!sf_kind_of((enum sf_header_id)msg->header[field].id))
            continue;
        for (unsigned number = 1; number == 1 || offset <= msg->header[field].value.len; number++) {
            if (!sf_apart_value(apart, field, &offset, number))
                return false;
            if (!offset)
                break;
        }
    }
    return true;
}

enum sf_msg_code sf_msg_take_apart(const struct sf_msg *msg, sf_msg_taker *take, void *context,
                                   struct sf_msg_error *error)
{
    struct sf_apart apart = {msg, take, context, false};
    bool (*fields)(struct sf_apart *) = by_grammar;
#ifndef SIPFSM_NO_FAST
    fields = sf_apart_by_hand_plain;
#ifdef SF_WIDE
    if (sf_is_wide())
        fields = sf_apart_by_hand_wide;
#endif
#endif
    if (!fields(&apart))
        return sf_msg_check(msg, error); /* which finds the first */
    return sf_check_whole(msg, NULL, 0, apart.may_be_star, error);
}
