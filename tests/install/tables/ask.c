/* Says how long it waits for an answer. */
#include "asker_fsm.h"
#include "bounds.h"
#include "hearer_fsm.h"

#include <stdio.h>

int asked;

void asker_do_send(int *context, const void *payload)
{
    (void)payload;
    ++*context;
}

int main(void)
{
    struct sf_fsm machine;
    struct sf_fsm_timer timer[ASKER_TIMERS];
    struct sf_fsm_clock clock = {.now_us = 1};
    struct sf_fsm_run run = {.type = &asker_type,
                             .machine = &machine,
                             .timer = timer,
                             .context = &asked,
                             .clock = &clock};
    sf_fsm_start(&run, NULL);
    sf_fsm_event(&run, ASKER_EV_GO, NULL);
    printf("%d of %d, %u us\n", asked, SF_CASCADE_EFFECTS,
           (unsigned)(timer[ASKER_TIMER_WAIT].due_us - 1));
    return hearer_type.table.states == HEARER_STATES ? 0 : 1;
}
