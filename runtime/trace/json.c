/* The ladder as JSON lines: one object an event (RFC 8259). Bytes that are not UTF-8 come as
 * \u00XX, so that a line always parses; the member "length" is the true number of bytes. */
#include "canvas.h"
#include "ladder_private.h"

#include <inttypes.h>

static void put_string(FILE *out, struct sf_str text)
{
    fputc('"', out);
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.p[at];
        unsigned bytes = sf_canvas_glyph((struct sf_str){text.p + at, text.len - at});
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte == '\r')
            fputs("\\r", out);
        else if (byte == '\n')
            fputs("\\n", out);
        else if (bytes == 0)
            fprintf(out, "\\u%04x", byte);
        else
            fwrite(text.p + at, 1, bytes, out);
        at += bytes ? bytes : 1;
    }
    fputc('"', out);
}

static void member(FILE *out, const char *name, struct sf_str value)
{
    fprintf(out, ",\"%s\":", name);
    put_string(out, value);
}

static void open_event(const struct sf_ladder *ladder, uint64_t now_us, const char *event)
{
    fprintf(ladder->options.out, "{\"time_us\":%" PRIu64 ",\"event\":\"%s\"",
            ladder_since_us(ladder, now_us), event);
}

static void close_event(const struct sf_ladder *ladder)
{
    fputs("}\n", ladder->options.out);
}

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

void sf_ladder_json_begin(struct sf_ladder *ladder)
{
    FILE *out = ladder->options.out;
    open_event(ladder, 0, "begin");
    fputs(",\"actors\":[", out);
    for (unsigned i = 0; i < SF_LADDER_ACTORS; i++) {
        fputs(i ? ",{\"name\":" : "{\"name\":", out);
        put_string(out, sf_str_of(ladder->options.actor[i].name));
        member(out, "address", sf_str_of(ladder->options.actor[i].address));
        fputc('}', out);
    }
    fputc(']', out);
    close_event(ladder);
}

void sf_ladder_json_message(struct sf_ladder *ladder, const char *event,
                            const struct sf_ladder_message *message, const struct summary *summary)
{
    FILE *out = ladder->options.out;
    open_event(ladder, message->now_us, event);
    member(out, "from", sf_str_of(ladder->options.actor[message->from].name));
    member(out, "to", sf_str_of(ladder->options.actor[message->to].name));
    fprintf(out, ",\"lost\":%s,\"again\":%s,\"length\":%zu", boolean(message->lost),
            boolean(summary->again), message->length);
    if (summary->readable && summary->is_request) {
        member(out, "method", summary->method);
        member(out, "uri", summary->uri);
    } else if (summary->readable) {
        fprintf(out, ",\"status\":%u", summary->status);
        member(out, "reason", summary->reason);
    }
    if (summary->readable)
        member(out, "cseq", summary->cseq);
    if (ladder->options.verbose)
        member(out, "text", (struct sf_str){message->bytes, message->length});
    close_event(ladder);
}

void sf_ladder_json_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words)
{
    static const char *const outcome[] = {"taken", "ignored", "impossible", "error"};
    FILE *out = ladder->options.out;
    open_event(ladder, step->step->now_us, "step");
    member(out, "actor", sf_str_of(ladder->options.actor[step->actor].name));
    member(out, "machine", sf_str_of(step->machine));
    if (step->detail[0])
        member(out, "method", sf_str_of(step->detail));
    if (!words->started)
        member(out, "from", sf_str_of(words->from));
    member(out, "to", sf_str_of(words->to));
    member(out, "input", sf_str_of(words->input));
    member(out, "outcome", sf_str_of(outcome[step->step->outcome]));
    fprintf(out, ",\"row\":%u,\"final\":%s", step->step->row, boolean(words->final));
    if (words->line) {
        member(out, "file", sf_str_of(words->file));
        fprintf(out, ",\"line\":%" PRIu32, words->line);
        member(out, "clause", sf_str_of(words->clause));
    }
    close_event(ladder);
}

static void number_or_null(FILE *out, const char *name, bool present, uint32_t number)
{
    if (present)
        fprintf(out, ",\"%s\":%" PRIu32, name, number);
    else
        fprintf(out, ",\"%s\":null", name);
}

void sf_ladder_json_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *dialog, unsigned state)
{
    FILE *out = ladder->options.out;
    open_event(ladder, now_us, "dialog");
    member(out, "actor", sf_str_of(ladder->options.actor[actor].name));
    member(out, "state", sf_str_of(sf_ladder_dialog_state(state)));
    member(out, "call_id", sf_dialog_str(dialog, dialog->call_id));
    member(out, "local_tag", sf_dialog_str(dialog, dialog->local_tag));
    member(out, "remote_tag", sf_dialog_str(dialog, dialog->remote_tag));
    member(out, "local_uri", sf_dialog_str(dialog, dialog->local_uri));
    member(out, "remote_uri", sf_dialog_str(dialog, dialog->remote_uri));
    member(out, "remote_target", sf_dialog_str(dialog, dialog->remote_target));
    member(out, "route_set", sf_dialog_str(dialog, dialog->route_set));
    number_or_null(out, "local_cseq", dialog->has_local_cseq, dialog->local_cseq);
    number_or_null(out, "remote_cseq", dialog->has_remote_cseq, dialog->remote_cseq);
    member(out, "role", sf_str_of(dialog->role == SF_ROLE_UAC ? "UAC" : "UAS"));
    fprintf(out, ",\"secure\":%s", boolean(dialog->secure));
    close_event(ladder);
}

void sf_ladder_json_text(struct sf_ladder *ladder, const char *event, uint64_t now_us,
                         const char *text, const bool *holds)
{
    open_event(ladder, now_us, event);
    if (holds)
        fprintf(ladder->options.out, ",\"holds\":%s", boolean(*holds));
    member(ladder->options.out, "text", sf_str_of(text));
    close_event(ladder);
}
