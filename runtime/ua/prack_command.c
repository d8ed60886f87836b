/* The application's answer to an offer in a reliable provisional response. It is checked completely
 * before it changes a machine. */
#include "content.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "error.h"
#include "input.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "step.h"

#include "reliable_uac_fsm.h"

static const struct sf_content_names names = {.field_name = "content.field[].name",
                                              .field_value = "content.field[].value",
                                              .type = "content.type",
                                              .body = "content.body",
                                              .contact = "content"};

/* It can be built, read and kept. */
static enum sf_ua_result check(struct sf_ua *ua, const struct sf_reliable *reliable,
                               const struct sf_ua_content *content)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, reliable->dialog);
    if (!dialog)
        return SF_UA_NO_CALL;
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    char text[SF_BRANCH_BYTES];
    struct sf_str bytes = sf_request_prack(ua, d, INT32_MAX, sf_request_branch(ua, text),
                                           reliable->rseq, reliable->cseq, content);
    if (!bytes.len)
        return sf_error_too_long(ua, "content");
    enum sf_ua_result result = sf_content_check_built(ua, bytes, content, NULL, 0, &names);
    if (result == SF_UA_OK && !sf_reserve_for_transaction(ua, bytes.len))
        result = SF_UA_FULL;
    return result;
}

enum sf_ua_result sf_ua_prack(struct sf_ua *ua, uint64_t now_us, struct sf_prack handle,
                              const struct sf_ua_content *content)
{
    const struct sf_answer answer = {.content = *content};
    struct sf_input input = {.ua = ua, .answer = &answer};
    enum sf_ua_result result = sf_content_check(ua, content, 0, &names);
    if (result == SF_UA_OK && !content->body.len)
        result = sf_error_argument(ua, "content.body", 0, "the answer to the offer is due");
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_reliable *reliable =
        sf_reliable_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!reliable || reliable->a.machine != SF_M_RELIABLE_UAC)
        return SF_UA_NO_CALL;
    result = check(ua, reliable, content);
    if (result != SF_UA_OK)
        return result;
    return sf_step_event(ua, &reliable->a, SF_RELC_EV_ANSWER, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                                      : SF_UA_STATE;
}
