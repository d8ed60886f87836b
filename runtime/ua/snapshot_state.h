/* The states that the machines of a saved call may be in. A record has states, so this is the one
 * place of the core whose C names them; what they mean stays in the tables. */
#ifndef SF_UA_SNAPSHOT_STATE_H
#define SF_UA_SNAPSHOT_STATE_H

#include "snapshot.h"

struct sf_dialog_actor;
struct sf_session;

/* May a call be saved with its machines as they are? OK, NO_DIALOG or CHANGING. A null pointer: the
 * call has no such machine. */
enum sf_snapshot_result sf_snapshot_state_of(const struct sf_dialog_actor *dialog,
                                             const struct sf_session *session,
                                             const struct sf_refresh *refresh);
/* Takes the state and the timers of the session timer. */
void sf_snapshot_state_save(struct sf_snapshot *s, const struct sf_refresh *refresh,
                            uint64_t now_us);
/* Is it a state that can be saved, and do the timers run that run in it? */
bool sf_snapshot_state_fits(const struct sf_snapshot *s);
/* Puts each machine in its state. `refresh` may be null. */
void sf_snapshot_state_restore(const struct sf_snapshot *s, struct sf_dialog_actor *dialog,
                               struct sf_session *session, struct sf_refresh *refresh);
/* How long a timer has left. */
struct sf_snapshot_timer sf_snapshot_timer_of(const struct sf_fsm *machine,
                                              const struct sf_fsm_timer *timer, unsigned t,
                                              uint64_t now_us);

#endif
