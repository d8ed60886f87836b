#include "receive_response.h"

#include "core.h"
#include "keys.h"
#include "match.h"
#include "step.h"
#include "transaction.h"

/* 3261:18.1.2: the top Via is ours, and 3261:8.1.3.3: it is the only one. */
static bool is_for_us(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    unsigned vias = 0;
    while (vias < 2 && sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value))
        vias++;
    return vias == 1 && sf_str_equal_nocase(sf_msg_str(msg, msg->via.sent_by), ua->own.sent_by);
}

void sf_receive_response(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_transaction *transaction = NULL;
    if (is_for_us(ua, msg))
        transaction = sf_match_transaction(
            ua, sf_key_of_client(ua, sf_msg_str(msg, msg->via.branch), msg->cseq.method));
    if (!transaction) { /* 6026:8.9 */
        ua->counters.stray_responses++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg, .status = msg->status};
    /* By its class, known or not (3261:8.1.3.2). A client key finds a machine that takes responses;
     * the parser lets 100 to 699 pass. */
    int event = sf_registry_event_of[transaction->a.machine][SF_EVENT_CLASS_RESPONSE](msg->status);
    if (event >= 0)
        sf_step_event(ua, &transaction->a, (unsigned)event, &input);
}
