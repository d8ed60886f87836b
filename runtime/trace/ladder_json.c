/* The ladder as JSON lines: one object an event. See ladder_json.h. */
#include "ladder_json.h"

#include "shown.h"
#include "sipfsm/json.h"

#include <stdlib.h>

static struct sf_json open_event(const struct sf_ladder *ladder, uint64_t now_us, const char *event)
{
    struct sf_json json = {.out = ladder->options.out};
    sf_json_open(&json, NULL, '{');
    sf_json_number(&json, "time_us", (long long)ladder_since_us(ladder, now_us));
    sf_json_text(&json, "event", sf_str_of(event));
    return json;
}

static void close_event(struct sf_json *json)
{
    sf_json_close(json, '}');
    fputc('\n', json->out);
}

static void actor_member(struct sf_json *json, const char *name, const struct sf_ladder *ladder,
                         unsigned actor)
{
    sf_json_text(json, name, sf_str_of(ladder->options.actor[actor].name));
}

void sf_ladder_json_begin(struct sf_ladder *ladder)
{
    struct sf_json json = open_event(ladder, 0, "begin");
    sf_json_open(&json, "actors", '[');
    for (unsigned i = 0; i < ladder->options.actors; i++) {
        sf_json_open(&json, NULL, '{');
        actor_member(&json, "name", ladder, i);
        sf_json_text(&json, "address", sf_str_of(ladder->options.actor[i].address));
        sf_json_close(&json, '}');
    }
    sf_json_close(&json, ']');
    close_event(&json);
}

void sf_ladder_json_message(struct sf_ladder *ladder, const char *event,
                            const struct sf_ladder_message *message, const struct summary *summary)
{
    struct sf_json json = open_event(ladder, message->now_us, event);
    actor_member(&json, "from", ladder, message->from);
    actor_member(&json, "to", ladder, message->to);
    sf_json_bool(&json, "lost", message->lost);
    sf_json_bool(&json, "again", summary->again);
    sf_json_number(&json, "length", (long long)message->length); /* texts may be longer, escaped */
    if (summary->readable && summary->is_request) {
        sf_json_text(&json, "method", summary->method);
        sf_json_text(&json, "uri", summary->uri);
    } else if (summary->readable) {
        sf_json_number(&json, "status", summary->status);
        sf_json_text(&json, "reason", summary->reason);
    }
    if (summary->readable)
        sf_json_text(&json, "cseq", summary->cseq);
    if (ladder->options.verbose) {
        struct sf_str bytes = {message->bytes, message->length};
        char *copy;
        sf_json_text(&json, "text", sf_ladder_shown(ladder, bytes, &copy));
        free(copy);
    }
    close_event(&json);
}

void sf_ladder_json_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words)
{
    static const char *const outcome[] = {"taken", "ignored", "impossible", "error"};
    struct sf_json json = open_event(ladder, step->step->now_us, "step");
    actor_member(&json, "actor", ladder, step->actor);
    sf_json_text(&json, "machine", sf_str_of(step->machine));
    if (step->detail[0])
        sf_json_text(&json, "method", sf_str_of(step->detail));
    if (!words->started)
        sf_json_text(&json, "from", sf_str_of(words->from));
    sf_json_text(&json, "to", sf_str_of(words->to));
    sf_json_text(&json, "input", sf_str_of(words->input));
    sf_json_text(&json, "outcome", sf_str_of(outcome[step->step->outcome]));
    sf_json_number(&json, "row", step->step->row);
    sf_json_bool(&json, "final", words->final);
    if (words->line) {
        sf_json_text(&json, "file", sf_str_of(words->file));
        sf_json_number(&json, "line", words->line);
        sf_json_text(&json, "clause", sf_str_of(words->clause));
    }
    close_event(&json);
}

static void number_or_null(struct sf_json *json, const char *name, bool present, uint32_t number)
{
    if (present)
        sf_json_number(json, name, number);
    else
        sf_json_null(json, name);
}

void sf_ladder_json_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *dialog, unsigned state)
{
    struct sf_json json = open_event(ladder, now_us, "dialog");
    actor_member(&json, "actor", ladder, actor);
    sf_json_text(&json, "state", sf_str_of(sf_ladder_dialog_state(state)));
    sf_json_text(&json, "call_id", sf_dialog_str(dialog, dialog->call_id));
    sf_json_text(&json, "local_tag", sf_dialog_str(dialog, dialog->local_tag));
    sf_json_text(&json, "remote_tag", sf_dialog_str(dialog, dialog->remote_tag));
    sf_json_text(&json, "local_uri", sf_dialog_str(dialog, dialog->local_uri));
    sf_json_text(&json, "remote_uri", sf_dialog_str(dialog, dialog->remote_uri));
    sf_json_text(&json, "remote_target", sf_dialog_str(dialog, dialog->remote_target));
    sf_json_text(&json, "route_set", sf_dialog_str(dialog, dialog->route_set));
    number_or_null(&json, "local_cseq", dialog->has_local_cseq, dialog->local_cseq);
    number_or_null(&json, "remote_cseq", dialog->has_remote_cseq, dialog->remote_cseq);
    sf_json_text(&json, "role", sf_str_of(dialog->role == SF_ROLE_UAC ? "UAC" : "UAS"));
    sf_json_bool(&json, "secure", dialog->secure);
    close_event(&json);
}

void sf_ladder_json_text(struct sf_ladder *ladder, const char *event, uint64_t now_us,
                         const char *text, const bool *holds)
{
    struct sf_json json = open_event(ladder, now_us, event);
    if (holds)
        sf_json_bool(&json, "holds", *holds);
    sf_json_text(&json, "text", sf_str_of(text));
    close_event(&json);
}
