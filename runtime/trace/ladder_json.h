/* The ladder as JSON lines, for programs: what sf_ladder_* calls for SF_LADDER_JSON. Each function
 * writes one object and a newline to ladder->options.out. */
#ifndef SIPFSM_LADDER_JSON_H
#define SIPFSM_LADDER_JSON_H

#include "words.h"

void sf_ladder_json_begin(struct sf_ladder *ladder);
void sf_ladder_json_message(struct sf_ladder *ladder, const char *event,
                            const struct sf_ladder_message *message, const struct summary *summary);
void sf_ladder_json_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words);
void sf_ladder_json_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *dialog, unsigned state);
void sf_ladder_json_text(struct sf_ladder *ladder, const char *event, uint64_t now_us,
                         const char *text, const bool *holds);

#endif
