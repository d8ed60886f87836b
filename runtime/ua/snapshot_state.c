#include "snapshot_state.h"

#include "dialog_actor.h"
#include "session.h"

#include "dialog_fsm.h"
#include "offer_fsm.h"
#include "refresh_fsm.h"

enum sf_snapshot_result sf_snapshot_state_of(const struct sf_dialog_actor *dialog,
                                             const struct sf_session *session,
                                             const struct sf_refresh *refresh)
{
    if (!dialog || dialog->a.fsm.state != SF_DLG_CONFIRMED || !session ||
        session->a.fsm.state == SF_OFFER_OVER)
        return SF_SNAPSHOT_NO_DIALOG;
    if (session->a.fsm.state != SF_OFFER_STABLE || (refresh && refresh->a.fsm.state == SF_RFR_SENT))
        return SF_SNAPSHOT_CHANGING;
    return SF_SNAPSHOT_OK;
}

struct sf_snapshot_timer sf_snapshot_timer_of(const struct sf_fsm *machine,
                                              const struct sf_fsm_timer *timer, unsigned t,
                                              uint64_t now_us)
{
    if (!sf_fsm_timer_runs(machine, timer, t))
        return (struct sf_snapshot_timer){.runs = false};
    return (struct sf_snapshot_timer){.runs = true,
                                      .left_us = timer[t].due_us > now_us ? timer[t].due_us - now_us
                                                                          : 0,
                                      .interval_us = timer[t].interval_us};
}

void sf_snapshot_state_save(struct sf_snapshot *s, const struct sf_refresh *refresh,
                            uint64_t now_us)
{
    s->refresh_state = (uint8_t)refresh->a.fsm.state;
    s->wait = sf_snapshot_timer_of(&refresh->a.fsm, refresh->timer, SF_RFR_TIMER_W, now_us);
    s->expiry = sf_snapshot_timer_of(&refresh->a.fsm, refresh->timer, SF_RFR_TIMER_E, now_us);
}

bool sf_snapshot_state_fits(const struct sf_snapshot *s)
{
    bool waits = s->refresh_state == SF_RFR_OURS || s->refresh_state == SF_RFR_WAITING;
    bool expires = waits || s->refresh_state == SF_RFR_THEIRS;
    return !s->timed || ((expires || s->refresh_state == SF_RFR_IDLE) && s->wait.runs == waits &&
                         s->expiry.runs == expires);
}

static void put_in(struct sf_actor *actor, unsigned state)
{
    actor->fsm = (struct sf_fsm){.state = (uint16_t)state, .running = 1};
}

void sf_snapshot_state_restore(const struct sf_snapshot *s, struct sf_dialog_actor *dialog,
                               struct sf_session *session, struct sf_refresh *refresh)
{
    put_in(&dialog->a, SF_DLG_CONFIRMED);
    put_in(&session->a, SF_OFFER_STABLE);
    if (refresh)
        put_in(&refresh->a, s->timed ? s->refresh_state : (unsigned)SF_RFR_IDLE);
}
