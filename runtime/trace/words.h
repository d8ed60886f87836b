/* What happened, in words: the texts that the text ladder and the JSON ladder share. */
#ifndef SIPFSM_WORDS_H
#define SIPFSM_WORDS_H

#include "sipfsm/ladder.h"
#include "sipfsm/msg.h"

/* A message in a few words. The texts are views of the message's bytes. */
struct summary {
    bool readable, is_request;
    unsigned status;
    struct sf_str method, uri, reason, cseq; /* cseq: "1 INVITE" */
    uint32_t cseq_number;
    bool again; /* the same bytes went the same way before: the caller sets it */
};

/* Sets all of `summary`, `again` to false. It is good for as long as the message's bytes are. */
void sf_ladder_summarize(struct summary *summary, const struct sf_ladder_message *message);

/* A step in words. */
struct step_words {
    const char *from, *to, *input; /* input: "timer A", "r1xx", "start" */
    const char *clause;            /* "" if none is known */
    const char *file;
    uint32_t line;
    bool moved, timed, started;
    bool final;
};

/* `scratch` holds the words for a machine whose names are not known. It must live as long as
 * `words`. */
void sf_ladder_step_words(const struct sf_ladder *ladder, const struct sf_fsm_step *step,
                          struct step_words *words, char scratch[3][24]);

/* The name of an enum sf_dialog_state, static; "?" for any other number. */
const char *sf_ladder_dialog_state(unsigned state);

/* Time since the ladder's time 0; 0 before it. */
static inline uint64_t ladder_since_us(const struct sf_ladder *ladder, uint64_t now_us)
{
    return now_us > ladder->options.start_us ? now_us - ladder->options.start_us : 0;
}

#endif
