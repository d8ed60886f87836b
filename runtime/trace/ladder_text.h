/* The ladder as text, for people: what sf_ladder_* calls for SF_LADDER_TEXT. Each function writes
 * whole lines to ladder->options.out. */
#ifndef SIPFSM_LADDER_TEXT_H
#define SIPFSM_LADDER_TEXT_H

#include "words.h"

void sf_ladder_text_begin(struct sf_ladder *ladder);
void sf_ladder_text_message(struct sf_ladder *ladder, const struct sf_ladder_message *message,
                            const struct summary *summary);
void sf_ladder_text_arrival(struct sf_ladder *ladder, const struct sf_ladder_message *message);
void sf_ladder_text_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words);
void sf_ladder_text_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *dialog, unsigned state);
void sf_ladder_text_note(struct sf_ladder *ladder, uint64_t now_us, const char *text);
void sf_ladder_text_verdict(struct sf_ladder *ladder, uint64_t now_us, bool holds,
                            const char *text);

#endif
