#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "exchange.h"
#include "session.h"
#include "snapshot.h"

#include "dialog_fsm.h"
#include "offer_fsm.h"
#include "refresh_fsm.h"

static struct sf_snapshot_timer timer_of(const struct sf_fsm *machine,
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

/* May the call be saved as it is? What it is then saved from. */
static enum sf_snapshot_result find(struct sf_ua *ua, struct sf_call handle,
                                    const struct sf_dialog_actor **dialog,
                                    const struct sf_session **session,
                                    const struct sf_refresh **refresh)
{
    const struct sf_call_record *call =
        sf_call_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!call)
        return SF_SNAPSHOT_NO_CALL;
    *dialog = sf_dialog_actor_get(ua, call->dialog);
    if (!*dialog || (*dialog)->a.fsm.state != SF_DLG_CONFIRMED)
        return SF_SNAPSHOT_NO_DIALOG;
    *session = sf_session_get(ua, (*dialog)->session);
    if (!*session || (*session)->a.fsm.state == SF_OFFER_OVER)
        return SF_SNAPSHOT_NO_DIALOG;
    *refresh = sf_refresh_get(ua, *session);
    if ((*session)->a.fsm.state != SF_OFFER_STABLE || sf_dialog_actor_pending(ua, *dialog) ||
        (*refresh && (*refresh)->a.fsm.state == SF_RFR_SENT))
        return SF_SNAPSHOT_CHANGING;
    return sf_exchange_get(ua, (*dialog)->asked) ? SF_SNAPSHOT_ASKED : SF_SNAPSHOT_OK;
}

enum sf_snapshot_result sf_dialog_save(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                                       uint64_t wall_us, void *bytes, size_t size,
                                       size_t *length_bytes)
{
    const struct sf_dialog_actor *dialog;
    const struct sf_session *session;
    const struct sf_refresh *refresh;
    enum sf_snapshot_result result = find(ua, handle, &dialog, &session, &refresh);
    *length_bytes = 0;
    if (result != SF_SNAPSHOT_OK)
        return result;
    if (now_us < ua->clock.now_us)
        now_us = ua->clock.now_us;
    struct sf_snapshot s = {
        .wall_us = wall_us,
        .d = *sf_dialog_text_read(ua, dialog),
        .acked = dialog->acked,
        .proven = sf_dialog_actor_knows(ua, dialog, &dialog->d.peer),
        .takes_update = session->takes_update,
        .offered = session->offered,
        .longest = timer_of(&dialog->a.fsm, dialog->timer, SF_DLG_TIMER_L, now_us)};
    if (refresh && refresh->a.fsm.state != SF_RFR_OVER) {
        s.timed = true;
        s.refresh_state = (uint8_t)refresh->a.fsm.state;
        s.wish_s = refresh->wish_s;
        s.least_s = refresh->least_s;
        s.now = refresh->now;
        s.given = refresh->given;
        s.wait = timer_of(&refresh->a.fsm, refresh->timer, SF_RFR_TIMER_W, now_us);
        s.expiry = timer_of(&refresh->a.fsm, refresh->timer, SF_RFR_TIMER_E, now_us);
    }
    *length_bytes = sf_snapshot_write(ua, &s, bytes, size);
    return *length_bytes <= size ? SF_SNAPSHOT_OK : SF_SNAPSHOT_NO_SPACE;
}
