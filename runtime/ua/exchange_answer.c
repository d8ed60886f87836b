#include "exchange_answer.h"

#include "answer.h"
#include "core.h"
#include "dialog_actor.h"
#include "error.h"
#include "exchange.h"
#include "keep.h"
#include "random.h"
#include "refresh.h"
#include "response.h"
#include "step.h"

#include "exchange_uas_fsm.h"

enum sf_ua_result sf_exchange_answer(struct sf_ua *ua, struct sf_exchange_record *exchange,
                                     const struct sf_answer *answer)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, exchange->dialog);
    const struct sf_input input = {.ua = ua, .status = answer->status, .answer = answer};
    bool success = answer->status < 300;
    struct sf_response response = {.status = answer->status,
                                   .contact = success && exchange->update,
                                   .to_tag = some_tag,
                                   .answer = answer};
    if (answer->status == 408) /* 4320:4.2 */
        return sf_error_argument(ua, "answer.status", 0, "408 answers no request but an INVITE");
    if (success && exchange->offers && !answer->content.body.len) /* 3311:5.2, 3262:5 */
        return sf_error_argument(ua, "answer.content.body", 0, "the answer to its offer is due");
    const struct sf_msg *request = sf_keep_recall(ua, exchange->request);
    if (success && exchange->change && dialog)
        response.interval = sf_refresh_answer(ua, dialog, request);
    if (!sf_response_fits(ua, request, &exchange->source, &response))
        return sf_error_too_long(ua, "answer");
    enum sf_ua_result result = sf_answer_check_built(ua, request, &exchange->source, &response);
    if (result != SF_UA_OK)
        return result;
    return sf_step_event(ua, &exchange->a, SF_XUAS_EV_ANSWER, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                                      : SF_UA_STATE;
}
