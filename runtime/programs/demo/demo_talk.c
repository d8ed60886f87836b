/* The demo: what happens while the two talk, before the call ends. The side that will hang up does
 * it. See demo_parts.h. */
#include "demo/demo_parts.h"

/* Of the demo's clock: between two things, and after a change that was refused. A 500 says at most
 * ten seconds (3261:14.2). */
#define PAUSE_US 200000
#define AGAIN_US 10000000

static void next(struct demo *demo, enum demo_talk talk, uint64_t wait_us)
{
    demo->talk = talk;
    demo->talk_due_us = sf_clock_now_us(&demo->clock) + wait_us;
}

static void stand(struct demo *demo)
{
    bool refresh = demo->options.plan.refresh;
    next(demo, TALK_STANDS, refresh ? DEMO_STANDS_US : PAUSE_US);
    if (refresh)
        sf_ladder_note(&demo->ladder, sf_clock_now_us(&demo->clock),
                       "the session stands for four minutes: the clock moves to each deadline");
}

bool demo_stands(const struct demo *demo)
{
    return demo->options.plan.refresh && demo->talk == TALK_STANDS &&
           sf_clock_now_us(&demo->clock) < demo->talk_due_us;
}

void demo_next_talk(struct demo *demo, bool call_is_over)
{
    const struct plan *plan = &demo->options.plan;
    unsigned side = plan->bob_hangs_up ? BOB : ALICE;
    struct agent *agent = &demo->side[side].agent;
    const struct agent_session *session = &agent->session;
    if (!(plan->hold || plan->refresh) || !demo_plays(demo, side) || call_is_over ||
        !session->stands || sf_clock_now_us(&demo->clock) < demo->talk_due_us)
        return;
    switch (demo->talk) {
    case TALK_BEGINS:
        if (plan->hold)
            next(demo, TALK_HOLDS, PAUSE_US);
        else
            stand(demo);
        break;
    case TALK_HOLDS:
        agent_change(agent, CHANGE_HOLD);
        next(demo, TALK_HOLDING, 0);
        break;
    case TALK_HOLDING:
        if (session->held)
            next(demo, TALK_RESUMES, PAUSE_US);
        else if (session->asked == CHANGE_NONE)
            next(demo, TALK_HOLDS, AGAIN_US);
        break;
    case TALK_RESUMES:
        agent_change(agent, CHANGE_RESUME);
        next(demo, TALK_RESUMING, 0);
        break;
    case TALK_RESUMING:
        if (session->resumed)
            stand(demo);
        else if (session->asked == CHANGE_NONE)
            next(demo, TALK_RESUMES, AGAIN_US);
        break;
    case TALK_STANDS:
        agent_hang_up(agent);
        next(demo, TALK_IS_OVER, 0);
        break;
    case TALK_IS_OVER:
        break;
    }
}
