/* Which machine gets a response: its client transaction (3261:17.1.3, 18.1.2). What matches none is
 * dropped, counted. */
#include "core.h"

#include "invite_client_fsm.h"
#include "non_invite_client_fsm.h"

void sf_receive_response(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    unsigned vias = 0;
    while (vias < 2 && sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value))
        vias++;
    /* 18.1.2: the top Via is ours, and 8.1.3.3: it is the only one. */
    if (vias != 1 || !sf_str_equal_nocase(sf_msg_str(msg, msg->via.sent_by), ua->sent_by)) {
        ua->counters.stray_responses++;
        return;
    }
    struct sf_transaction *transaction = sf_match_transaction(
        ua, sf_match_client_key(ua, sf_msg_str(msg, msg->via.branch), msg->cseq.method));
    if (!transaction) {
        ua->counters.stray_responses++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg, .status = msg->status};
    int event = transaction->a.machine == SF_M_ICT ? sf_ict_event_of_response(msg->status)
                                                   : sf_nict_event_of_response(msg->status);
    (void)from;
    if (event >= 0)
        sf_core_event(ua, &transaction->a, (unsigned)event, &input);
}
