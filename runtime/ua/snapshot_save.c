#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "exchange.h"
#include "session.h"
#include "snapshot_state.h"

#include "dialog_fsm.h"

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
    *session = *dialog ? sf_session_get(ua, (*dialog)->session) : NULL;
    *refresh = *session ? sf_refresh_get(ua, *session) : NULL;
    enum sf_snapshot_result result = sf_snapshot_state_of(*dialog, *session, *refresh);
    if (result != SF_SNAPSHOT_OK)
        return result;
    assert(*dialog); /* else its state is none that is saved */
    if (sf_dialog_actor_pending(ua, *dialog))
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
        .longest = sf_snapshot_timer_of(&dialog->a.fsm, dialog->timer, SF_DLG_TIMER_L, now_us)};
    s.local = sf_own_towards(&ua->own, &s.d.peer)->address;
    if (refresh) {
        s.timed = true;
        sf_snapshot_state_save(&s, refresh, now_us);
        s.wish_s = refresh->wish_s;
        s.least_s = refresh->least_s;
        s.now = refresh->now;
        s.given = refresh->given;
    }
    *length_bytes = sf_snapshot_write(ua, &s, bytes, size);
    return *length_bytes <= size ? SF_SNAPSHOT_OK : SF_SNAPSHOT_NO_SPACE;
}
