/* The list of what applications do with a call. A new command is a row of action.c, its name in
 * profile.h, and its weights in profiles.c. */
#ifndef SIPFSM_SIM_ACTION_H
#define SIPFSM_SIM_ACTION_H

#include "agent.h"
#include "profile.h"

const char *sf_action_name(unsigned action);
/* True in the phases of the call in which the API allows it. */
bool sf_action_is_legal(unsigned action, const struct leg *leg);
/* Gives the command. The leg's phase changes if the core has taken it. */
enum sf_ua_result sf_action_do(struct agent *agent, struct leg *leg, unsigned action);
/* True if the application thinks of something else to do afterwards. */
bool sf_action_goes_on(unsigned action);

/* Refuses a call to a user that the agent does not know. */
void sf_action_refuse_unknown(struct agent *agent, struct leg *leg);
/* The answer to an offer in an UPDATE or a PRACK. */
struct sf_ua_content sf_action_answer_content(void);
/* Answers the offer of a reliable provisional response, in its PRACK (3262:5). */
void sf_action_answer_offer(struct agent *agent, struct leg *leg, struct sf_prack prack);

#endif
