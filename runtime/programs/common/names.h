/* Every machine's names, made known to a ladder. */
#ifndef SIPFSM_PROGRAM_NAMES_H
#define SIPFSM_PROGRAM_NAMES_H

#include "sipfsm/ladder.h"
#include "sipfsm/trace.h"

void names_tell(struct sf_ladder *ladder);

/* What a step of a core's machine is drawn with. */
struct sf_ua;
size_t names_text(char *text, const char *actor, const struct sf_ua *ua,
                  const struct sf_fsm_step *step);
void names_draw(struct sf_ladder *ladder, unsigned actor, const struct sf_ua *ua,
                const struct sf_fsm_step *step);

/* A step of a core's machine of that name, from that state to that one. */
bool names_is(const struct sf_fsm_step *step, const char *machine, const char *from,
              const char *to);

#endif
