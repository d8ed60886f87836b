#include "input.h"

#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "flow.h"
#include "output.h"
#include "record.h"
#include "step.h"
#include "timers.h"
#include "transaction.h"

#include "registration_fsm.h"

void sf_input_send_failed(struct sf_ua *ua, uint64_t token)
{
    struct sf_registration_record *registration = sf_flow_of_token(ua, token);
    struct sf_transaction *transaction = registration ? sf_transaction_get(ua, registration->sent)
                                                      : sf_transaction_of_token(ua, token);
    struct sf_input input = {.ua = ua, .status = 503};
    int event = transaction ? sf_registry_event[transaction->a.machine][SF_SHARED_EV_TP_ERR] : -1;
    if (event >= 0)
        sf_step_event(ua, &transaction->a, (unsigned)event, &input);
    if (registration && sf_flow_of_token(ua, token))
        sf_step_event(ua, &registration->a, SF_REG_EV_LOST, &input);
}

bool sf_input_waits(struct sf_ua *ua)
{
    return ua->wayless_count || sf_timers_due(ua) || sf_hop_deadline(ua) <= ua->clock.now_us;
}

static void open(struct sf_ua *ua, uint64_t now_us, uint32_t spare)
{
    struct sf_actor *actor;
    sf_output_settle(ua);
    ua->grown = false;
    if (now_us > ua->clock.now_us)
        ua->clock.now_us = now_us;
    if (ua->arena_end == 0 && ua->event_count == 0) { /* nobody has a pointer to what has ended */
        sf_dialog_text_end_limbo(ua);
        for (unsigned record = 0; record < SF_RECORDS; record++)
            sf_pool_end_limbo(sf_record_pool(ua, record));
        sf_pool_end_limbo(&ua->calls);
    }
    while (sf_output_has_spare(ua, spare)) {
        if (ua->wayless_count) {
            sf_input_send_failed(ua, ua->wayless[--ua->wayless_count]);
            continue;
        }
        if ((actor = sf_timers_due(ua)))
            sf_step_timer(ua, actor);
        else if (!sf_hop_settle(ua))
            break;
    }
}

bool sf_input_open(struct sf_ua *ua, uint64_t now_us)
{
    open(ua, now_us, 0);
    return sf_output_has_spare(ua, 0);
}

bool sf_input_open_command(struct sf_ua *ua, uint64_t now_us)
{
    open(ua, now_us, 1);
    return sf_output_has_room(ua);
}
