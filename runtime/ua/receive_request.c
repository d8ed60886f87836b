#include "receive_request.h"

#include "core.h"
#include "dialog_actor.h"
#include "match.h"
#include "step.h"
#include "transaction.h"

#include "sipfsm/body.h"

void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_input input = {.ua = ua, .msg = msg};
    struct sf_body parts;
    const struct sf_transaction *transaction = sf_match_server_of(ua, msg);
    if (transaction)
        input.transaction = sf_ref_of(&transaction->a);
    if (!transaction && msg->to_tag.len) {
        const struct sf_dialog_actor *dialog = sf_match_dialog_of(ua, msg);
        input.dialog = dialog ? sf_ref_of(&dialog->a) : SF_REF_NONE;
    }
    if (!transaction && msg->body.len) { /* what is read is SDP: 3261:13.2.1 */
        sf_body_find(msg, NULL, 0, &parts);
        input.parts = &parts;
    }
    sf_step_dispatch(ua, &input);
}
