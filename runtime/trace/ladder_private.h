/* What the ladder's two forms share. */
#ifndef SIPFSM_LADDER_PRIVATE_H
#define SIPFSM_LADDER_PRIVATE_H

#include "sipfsm/ladder.h"
#include "sipfsm/msg.h"

/* A message in a few words. Views of the message's bytes, or static text. */
struct summary {
    bool readable, is_request;
    unsigned status;
    struct sf_str method, uri, reason, cseq; /* cseq: "1 INVITE" */
    uint32_t cseq_number;
    bool again; /* the same bytes went the same way before */
};

/* A step in words. */
struct step_words {
    const char *from, *to, *input; /* input: "timer A", "r1xx", "start" */
    const char *clause;            /* "" if none is known */
    const char *file;
    uint32_t line;
    bool moved, timed, started;
    bool final;
};

void sf_ladder_step_words(const struct sf_ladder *ladder, const struct sf_fsm_step *step,
                          struct step_words *words, char scratch[3][24]);

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

void sf_ladder_json_begin(struct sf_ladder *ladder);
void sf_ladder_json_message(struct sf_ladder *ladder, const char *event,
                            const struct sf_ladder_message *message, const struct summary *summary);
void sf_ladder_json_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words);
void sf_ladder_json_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *dialog, unsigned state);
void sf_ladder_json_text(struct sf_ladder *ladder, const char *event, uint64_t now_us,
                         const char *text, const bool *holds);

const char *sf_ladder_dialog_state(unsigned state);

static inline uint64_t ladder_since_us(const struct sf_ladder *ladder, uint64_t now_us)
{
    return now_us > ladder->options.start_us ? now_us - ladder->options.start_us : 0;
}

#endif
