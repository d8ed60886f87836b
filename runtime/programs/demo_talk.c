/* The demo: what happens while the two talk, before the call ends. Who hangs up does it. See
 * demo_parts.h. */
#include "demo_parts.h"

/* Of the demo's clock: between two things, and after a change that was refused. A 500 says at most
 * ten seconds (3261:14.2). */
#define PAUSE_US 200000
#define AGAIN_US 10000000

static void next(struct demo *demo, enum demo_talk talk, uint64_t wait_us)
{
    demo->talk = talk;
    demo->talk_due_us = sf_clock_now_us(&demo->clock) + wait_us;
}

/* A change that is asked for has come to its end: made, or to be tried again. */
static void next_change(struct demo *demo, const struct agent_session *session, bool made,
                        enum demo_talk then, enum demo_talk again)
{
    if (session->asked == CHANGE_NONE)
        next(demo, made ? then : again, made ? PAUSE_US : AGAIN_US);
}

void demo_next_talk(struct demo *demo, bool call_is_over)
{
    const struct plan *plan = &demo->options.plan;
    unsigned side = plan->bob_hangs_up ? BOB : ALICE;
    struct agent *agent = &demo->side[side].agent;
    const struct agent_session *session = &agent->session;
    if (!plan->hold || !demo_plays(demo, side) || call_is_over || !session->stands ||
        sf_clock_now_us(&demo->clock) < demo->talk_due_us)
        return;
    switch (demo->talk) {
    case TALK_BEGINS:
        next(demo, TALK_HOLDS, PAUSE_US);
        break;
    case TALK_HOLDS:
        agent_change(agent, CHANGE_HOLD);
        next(demo, TALK_HOLDING, 0);
        break;
    case TALK_HOLDING:
        next_change(demo, session, session->held, TALK_RESUMES, TALK_HOLDS);
        break;
    case TALK_RESUMES:
        agent_change(agent, CHANGE_RESUME);
        next(demo, TALK_RESUMING, 0);
        break;
    case TALK_RESUMING:
        next_change(demo, session, session->resumed, TALK_STANDS, TALK_RESUMES);
        break;
    case TALK_STANDS:
        agent_hang_up(agent);
        next(demo, TALK_IS_OVER, 0);
        break;
    case TALK_IS_OVER:
        break;
    }
}
