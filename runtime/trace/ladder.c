/* The ladder's front: what is common to its forms. See sipfsm/ladder.h. */
#include "ladder_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool sf_ladder_wants_colour(FILE *out)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(out)) && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
}

bool sf_ladder_wants_ascii(void)
{
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return !strstr(value, "UTF-8") && !strstr(value, "utf8") && !strstr(value, "UTF8") &&
                   !strstr(value, "utf-8");
    }
    return true;
}

void sf_ladder_begin(struct sf_ladder *ladder, const struct sf_ladder_options *options)
{
    memset(ladder, 0, sizeof *ladder);
    ladder->options = *options;
    ladder->shown_ms = UINT64_MAX;
    if (options->form == SF_LADDER_JSON)
        sf_ladder_json_begin(ladder);
    else
        sf_ladder_text_begin(ladder);
    fflush(options->out);
}

void sf_ladder_know(struct sf_ladder *ladder, const struct sf_fsm_type *type,
                    const struct sf_fsm_names *names)
{
    if (ladder->known_count < SF_LADDER_MACHINES) {
        ladder->known[ladder->known_count].type = type;
        ladder->known[ladder->known_count++].names = names;
    }
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

/* FNV-1a over the direction and the bytes: a repetition is told by it, so a collision costs a wrong
 * word in a picture. */
static bool seen_before(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    uint64_t hash = 0xcbf29ce484222325u ^ (message->from + 1);
    for (size_t i = 0; i < message->length; i++)
        hash = (hash ^ (unsigned char)message->bytes[i]) * 0x100000001b3u;
    hash |= 1; /* 0 is an empty place */
    for (unsigned i = 0; i < SF_LADDER_AGAIN; i++)
        if (ladder->again[i] == hash)
            return true;
    ladder->again[ladder->again_at++ % SF_LADDER_AGAIN] = hash;
    return false;
}

static void summarize(struct summary *summary, const struct sf_ladder_message *message)
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

void sf_ladder_message(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    struct summary summary;
    summarize(&summary, message);
    summary.again = seen_before(ladder, message);
    if (ladder->options.form == SF_LADDER_JSON)
        sf_ladder_json_message(ladder, "message", message, &summary);
    else
        sf_ladder_text_message(ladder, message, &summary);
    fflush(ladder->options.out);
}

void sf_ladder_arrival(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    struct summary summary;
    if (!ladder->options.verbose)
        return;
    summarize(&summary, message);
    if (ladder->options.form == SF_LADDER_JSON)
        sf_ladder_json_message(ladder, "arrival", message, &summary);
    else
        sf_ladder_text_arrival(ladder, message);
}

void sf_ladder_step(struct sf_ladder *ladder, const struct sf_ladder_step *step)
{
    char scratch[3][24];
    struct step_words words;
    sf_ladder_step_words(ladder, step->step, &words, scratch);
    if (ladder->options.form == SF_LADDER_JSON) {
        sf_ladder_json_step(ladder, step, &words);
        return;
    }
    /* A repetition by a timer is news though the state stays; and a broken promise of a table
     * always is. */
    if (words.moved || words.timed || step->step->outcome == SF_FSM_IMPOSSIBLE ||
        ladder->options.verbose)
        sf_ladder_text_step(ladder, step, &words);
}

const char *sf_ladder_dialog_state(unsigned state)
{
    static const char *const name[] = {"none", "early", "confirmed", "terminated"};
    return state < 4 ? name[state] : "?";
}

void sf_ladder_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                      const struct sf_dialog *dialog, unsigned state)
{
    if (ladder->options.form == SF_LADDER_JSON)
        sf_ladder_json_dialog(ladder, now_us, actor, dialog, state);
    else
        sf_ladder_text_dialog(ladder, now_us, actor, dialog, state);
}

void sf_ladder_note(struct sf_ladder *ladder, uint64_t now_us, const char *text)
{
    if (ladder->options.form == SF_LADDER_JSON)
        sf_ladder_json_text(ladder, "note", now_us, text, NULL);
    else
        sf_ladder_text_note(ladder, now_us, text);
    fflush(ladder->options.out);
}

void sf_ladder_verdict(struct sf_ladder *ladder, uint64_t now_us, bool holds, const char *text)
{
    if (ladder->options.form == SF_LADDER_JSON)
        sf_ladder_json_text(ladder, "verdict", now_us, text, &holds);
    else
        sf_ladder_text_verdict(ladder, now_us, holds, text);
    fflush(ladder->options.out);
}
