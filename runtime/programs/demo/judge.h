/* Whether a demo's outcome holds, and if not, why. */
#ifndef SIPFSM_JUDGE_H
#define SIPFSM_JUDGE_H

#include "agent/agent.h"

enum outcome { OUTCOME_TALKED, OUTCOME_BUSY, OUTCOME_CANCELLED };

#define JUDGE_TEXT_BYTES 320

/* One side alone: its agent is done, its dialogs are what the outcome asks for, its core has given
 * everything back. */
bool judge_side(const struct agent *agent, const char *name, enum outcome outcome, char *why);

/* For an agent whose table was changed: the call may end in any way, but it must have ended and
 * given everything back. `text` has the result, or what is wrong. */
bool judge_own(const struct agent *agent, const char *name, char *text);

/* Both: that, and the two records mirror each other, and the right side hung up. */
bool judge_both(const struct agent *alice, const struct agent *bob, enum outcome outcome,
                bool bob_hangs_up, char *why);

/* A member of a domain: it was registered, and its contact is removed. True of any other agent. */
bool judge_member(const struct agent *agent, const char *name, char *why);

/* Checks what the plan asks of the agent and of the other side in a session. True if the plan asks
 * for nothing there. */
bool judge_session(const struct agent *agent, const char *name, const struct plan *plan, char *why);

/* Everything given back? */
bool judge_empty(const struct agent *agent, const char *name, char *why);

#endif
