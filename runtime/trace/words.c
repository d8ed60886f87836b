/* What happened, in words. See words.h. */
#include "words.h"

#include <stdio.h>
#include <string.h>

void sf_ladder_summarize(struct summary *summary, const struct sf_ladder_message *message)
{
    static struct sf_msg msg; /* large; one ladder draws at a time */
    memset(summary, 0, sizeof *summary);
    if (sf_msg_parse(&msg, message->bytes, message->length, NULL) != SF_MSG_OK)
        return;
    summary->readable = true;
    summary->is_request = msg.is_request;
    summary->status = msg.status;
    summary->method = sf_msg_str(&msg, msg.method_name);
    summary->uri = sf_msg_str(&msg, msg.request_uri);
    summary->reason = sf_msg_str(&msg, msg.reason);
    summary->cseq = sf_msg_value(&msg, SF_HEADER_CSEQ);
    summary->cseq_number = msg.cseq.number;
}

static const struct sf_fsm_names *names_of(const struct sf_ladder *ladder,
                                           const struct sf_fsm_type *type)
{
    for (unsigned i = 0; i < ladder->known_count; i++)
        if (ladder->known[i].type == type)
            return ladder->known[i].names;
    return NULL;
}

void sf_ladder_step_words(const struct sf_ladder *ladder, const struct sf_fsm_step *step,
                          struct step_words *words, char scratch[3][24])
{
    const struct sf_fsm_table *table = &step->type->table;
    const struct sf_fsm_names *names = names_of(ladder, step->type);
    *words = (struct step_words){.clause = "", .file = ""};
    words->started = step->event == SF_FSM_STARTED;
    words->timed = !words->started && step->event < table->timers;
    words->moved = words->started || (step->outcome == SF_FSM_TAKEN && step->from != step->to);
    words->final = table->final[step->to];
    if (!names) {
        snprintf(scratch[0], 24, "state %u", step->from);
        snprintf(scratch[1], 24, "state %u", step->to);
        snprintf(scratch[2], 24, "event %u", step->event);
        words->from = scratch[0];
        words->to = scratch[1];
        words->input = words->started ? "start" : scratch[2];
        return;
    }
    words->from = names->state[step->from];
    words->to = names->state[step->to];
    words->file = names->file;
    words->input = words->started ? "start" : names->event[step->event];
    if (step->row && names->row) {
        words->clause = names->row[step->row].clause;
        words->line = names->row[step->row].line;
    }
}

const char *sf_ladder_dialog_state(unsigned state)
{
    static const char *const name[] = {"none", "early", "confirmed", "terminated"};
    return state < 4 ? name[state] : "?";
}
