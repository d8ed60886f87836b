#include "receive_request.h"

#include "core.h"
#include "dialog_actor.h"
#include "match.h"
#include "step.h"
#include "transaction.h"

#include "sipfsm/body.h"
#include "sipfsm/headers.h"

/* A BYE whose Content-Type or Content-Encoding cannot be read counts as a BYE without a body,
 * because it needs none (3261:8.2.2). */
static bool is_labelled(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value, token;
    struct sf_content_type type;
    int field = sf_msg_find(msg, SF_HEADER_CONTENT_TYPE, 0);
    if (msg->method != SF_METHOD_BYE)
        return true;
    while (sf_msg_next_value(msg, SF_HEADER_CONTENT_ENCODING, &at, &value))
        if (!sf_token_parse(msg->bytes, value, &token, NULL))
            return false;
    return field >= 0 && sf_content_type_parse(msg->bytes, msg->header[field].value, &type, NULL);
}

void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_input input = {.ua = ua, .msg = msg};
    struct sf_body parts;
    const struct sf_transaction *transaction = sf_match_server_of(ua, msg);
    if (transaction)
        input.transaction = sf_ref_of(&transaction->a);
    if (!transaction && msg->to_tag.len) {
        struct sf_dialog_actor *dialog = sf_match_dialog_of(ua, msg);
        input.dialog = dialog ? sf_ref_of(&dialog->a) : SF_REF_NONE;
        if (dialog)
            sf_dialog_actor_prove(ua, dialog);
    }
    if (!transaction && msg->body.len &&
        is_labelled(msg)) { /* what the core reads is SDP: 3261:13.2.1 */
        struct sf_str type[SF_CAPABILITIES_TYPES];
        size_t types = sf_capabilities_types(&ua->can, type);
        sf_body_find(msg, type, types, &parts);
        input.parts = &parts;
    }
    sf_step_dispatch(ua, &input);
}
