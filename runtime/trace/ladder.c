/* The ladder's front: what is common to its forms. See sipfsm/ladder.h. */
#include "ladder_json.h"
#include "ladder_text.h"

#include <assert.h>
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
    if (!options->actors)
        ladder->options.actors = 2;
    assert(ladder->options.actors <= SF_LADDER_ACTORS);
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

/* FNV-1a over the direction and the bytes: it identifies a repetition, so a collision costs a wrong
 * word in a picture. */
static bool seen_before(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    uint64_t hash = 0xcbf29ce484222325u ^ (message->from + 1 + (uint64_t)message->to * 256);
    for (size_t i = 0; i < message->length; i++)
        hash = (hash ^ (unsigned char)message->bytes[i]) * 0x100000001b3u;
    hash |= 1; /* 0 is an empty place */
    for (unsigned i = 0; i < SF_LADDER_AGAIN; i++)
        if (ladder->again[i] == hash)
            return true;
    ladder->again[ladder->again_at++ % SF_LADDER_AGAIN] = hash;
    return false;
}

void sf_ladder_message(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    struct summary summary;
    sf_ladder_summarize(&summary, message);
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
    sf_ladder_summarize(&summary, message);
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
    /* A repetition by a timer is shown although the state stays. A broken promise of a table is
     * always shown. */
    if (words.moved || words.timed || step->step->outcome == SF_FSM_IMPOSSIBLE ||
        ladder->options.verbose)
        sf_ladder_text_step(ladder, step, &words);
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
