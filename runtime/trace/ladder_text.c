/* The ladder as text: arrows and steps. Boxes are in box.c, notes in across.c. See ladder_text.h.
 */
#include "ladder_text.h"

#include "layout.h"
#include "shown.h"
#include "sipfsm/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void sf_ladder_text_begin(struct sf_ladder *ladder)
{
    struct canvas canvas;
    sf_canvas_clear(&canvas);
    sf_canvas_puts(&canvas, 4, 7, "ms", STYLE_DIM);
    for (unsigned i = 0; i < ladder->options.actors; i++) {
        int end = words_end_of(ladder, i);
        int column =
            sf_canvas_puts(&canvas, lifeline_of(i), end, ladder->options.actor[i].name, STYLE_BOLD);
        sf_canvas_puts(&canvas, column + 2, end, ladder->options.actor[i].address, STYLE_DIM);
    }
    sf_layout_print(ladder, &canvas);
}

/* ---- Arrows ---- */

static enum style style_of(const struct summary *summary)
{
    if (!summary->readable)
        return STYLE_BAD;
    if (summary->is_request)
        return STYLE_REQUEST;
    return summary->status < 200 ? STYLE_PROVISIONAL : summary->status < 300 ? STYLE_OK : STYLE_BAD;
}

struct label { /* on the shaft: what it is, and near the other end its CSeq */
    char what[256];
    char cseq[64];
};

/* 5626:3.5.1: a ping, or its pong. */
static bool is_keep_alive(const struct sf_ladder_message *message)
{
    size_t at = 0;
    while (at < message->length && (message->bytes[at] == '\r' || message->bytes[at] == '\n'))
        at++;
    return at && at == message->length;
}

static void write_label(struct label *label, const struct sf_ladder_message *message,
                        const struct summary *s)
{
    label->cseq[0] = 0;
    if (!s->readable) {
        snprintf(label->what, sizeof label->what, "%s, %zu bytes",
                 is_keep_alive(message) ? "keep-alive" : "not SIP", message->length);
    } else if (s->is_request) {
        /* A repetition says so where the first one says its URI: nothing else about it is new. A
         * lost one has less room. */
        struct sf_str second = s->again ? SF_STR("again") : message->lost ? SF_STR("") : s->uri;
        snprintf(label->what, sizeof label->what, "%.*s%s%.*s", (int)s->method.len, s->method.p,
                 second.len ? " " : "", (int)second.len, second.p);
        snprintf(label->cseq, sizeof label->cseq, "CSeq %" PRIu32, s->cseq_number);
    } else {
        snprintf(label->what, sizeof label->what, "%u %.*s%s", s->status, (int)s->reason.len,
                 s->reason.p ? s->reason.p : "", s->again ? " again" : "");
        snprintf(label->cseq, sizeof label->cseq, "CSeq %.*s", (int)s->cseq.len, s->cseq.p);
    }
}

/* Between [begin, end): shaft, words, shaft, CSeq, shaft. Without enough room the word CSeq goes
 * first, then the words are cut. */
static void put_label(struct canvas *canvas, int begin, int end, const struct label *label,
                      enum style style)
{
    const char *cseq = label->cseq;
    int needed = sf_canvas_width(sf_str_of(label->what)) + sf_canvas_width(sf_str_of(cseq)) + 8;
    if (*cseq && needed > end - begin)
        cseq += strlen("CSeq ");
    int cseq_width = sf_canvas_width(sf_str_of(cseq));
    int cseq_at = end - 2 - cseq_width - 1;
    if (!cseq_width || cseq_at < begin + 8)
        cseq_at = end;
    int column = begin + 1;
    sf_canvas_puts(canvas, column, end, " ", style);
    column = sf_canvas_puts(canvas, column + 1, cseq_at < end ? cseq_at - 2 : end - 1, label->what,
                            style);
    sf_canvas_puts(canvas, column, end, " ", style);
    if (cseq_at == end)
        return;
    sf_canvas_puts(canvas, cseq_at - 1, end, " ", STYLE_DIM);
    column = sf_canvas_puts(canvas, cseq_at, end, cseq, STYLE_DIM);
    sf_canvas_puts(canvas, column, end, " ", STYLE_DIM);
}

static void put_bytes(struct sf_ladder *ladder, unsigned actor, char mark,
                      const struct sf_ladder_message *message)
{
    FILE *out = ladder->options.out;
    char *copy;
    struct sf_str shown =
        sf_ladder_shown(ladder, (struct sf_str){message->bytes, message->length}, &copy);
    const char *bytes = shown.p;
    size_t length = shown.len;
    fprintf(out, "         %s %c %zu bytes\n", ladder->options.actor[actor].name, mark,
            message->length);
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(bytes + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - bytes) : length,
               next = newline ? end + 1 : length;
        if (end > at && newline && bytes[end - 1] == '\r')
            end--;
        fprintf(out, "         %c ", mark);
        while (at < end) {
            unsigned glyph = sf_utf8_printable_bytes((struct sf_str){bytes + at, end - at});
            if (glyph)
                fwrite(bytes + at, 1, glyph, out);
            else
                fprintf(out, "\\x%02x", (unsigned char)bytes[at]);
            at += glyph ? glyph : 1;
        }
        fputc('\n', out);
        at = next;
    }
    free(copy);
}

void sf_ladder_text_message(struct sf_ladder *ladder, const struct sf_ladder_message *message,
                            const struct summary *summary)
{
    const struct glyphs *g = sf_layout_glyphs(ladder);
    enum style style = style_of(summary);
    struct label label;
    struct canvas canvas;
    write_label(&label, message, summary);
    sf_layout_timed_line(ladder, &canvas, message->now_us, true);
    bool to_right = message->from < message->to;
    unsigned left = to_right ? message->from : message->to,
             right = to_right ? message->to : message->from;
    int begin = lifeline_of(left) + 1, end = lifeline_of(right);
    if (message->lost) { /* the arrow stops short of the other side */
        int short_of = 9;
        if (to_right) {
            end -= short_of;
            sf_canvas_puts(&canvas, end + 1, lifeline_of(right), "lost", STYLE_BAD);
        } else {
            begin += short_of;
            sf_canvas_puts(&canvas, begin - 5, begin, "lost", STYLE_BAD);
        }
    }
    sf_canvas_fill(&canvas, begin, end, g->shaft, style);
    for (unsigned i = left + 1; i < right; i++)
        sf_canvas_puts(&canvas, lifeline_of(i), end, g->across, style);
    put_label(&canvas, begin + !to_right, end - to_right, &label, style);
    const char *head = message->lost ? g->lost : to_right ? g->to_right : g->to_left;
    sf_canvas_puts(&canvas, to_right ? end - 1 : begin, end, head,
                   message->lost ? STYLE_BAD : style);
    sf_layout_print(ladder, &canvas);
    if (ladder->options.verbose)
        put_bytes(ladder, message->incoming ? message->to : message->from,
                  message->incoming ? '<' : '>', message);
}

void sf_ladder_text_arrival(struct sf_ladder *ladder, const struct sf_ladder_message *message)
{
    put_bytes(ladder, message->to, '<', message);
}

/* ---- Steps ---- */

/* Writes the step's words, the least needed last; returns the column it ended at. */
static int put_step(const struct sf_ladder *ladder, struct canvas *canvas,
                    const struct sf_ladder_step *step, const struct step_words *words,
                    bool with_detail, bool with_input)
{
    int column = words_of(step->actor), end = words_end_of(ladder, step->actor);
    column = sf_canvas_puts(canvas, column, end, step->machine, STYLE_MACHINE);
    if (with_detail && step->detail[0])
        column = sf_canvas_puts(canvas, column + 1, end, step->detail, STYLE_DIM);
    column++;
    if (step->step->outcome == SF_FSM_IMPOSSIBLE || step->step->outcome == SF_FSM_ERROR) {
        column = sf_canvas_puts(canvas, column, end, "IMPOSSIBLE: ", STYLE_BAD);
        column = sf_canvas_puts(canvas, column, end, words->from, STYLE_BAD);
        return sf_canvas_puts(canvas, column + 1, end, words->input, STYLE_BAD);
    }
    if (words->moved && !words->started) {
        column = sf_canvas_puts(canvas, column, end, words->from, STYLE_PLAIN);
        column = 1 + sf_canvas_puts(canvas, column + 1, end, sf_layout_glyphs(ladder)->becomes,
                                    STYLE_DIM);
    }
    column = sf_canvas_puts(canvas, column, end, words->to, words->final ? STYLE_DIM : STYLE_BOLD);
    if (words->started || (!with_input && words->moved))
        return column;
    char input[96];
    snprintf(input, sizeof input, step->step->outcome == SF_FSM_IGNORED ? "ignores %s" : "(%s)",
             words->input);
    return sf_canvas_puts(canvas, column + 1, end, input, STYLE_DIM);
}

void sf_ladder_text_step(struct sf_ladder *ladder, const struct sf_ladder_step *step,
                         const struct step_words *words)
{
    struct canvas canvas;
    sf_layout_timed_line(ladder, &canvas, step->step->now_us, false);
    /* Everything if it fits; then without the cause; then without the method. */
    int width = sf_canvas_width(sf_str_of(step->machine)) + 1 +
                sf_canvas_width(sf_str_of(words->to)) + 1;
    if (words->moved && !words->started)
        width += sf_canvas_width(sf_str_of(words->from)) + 2 + (ladder->options.ascii ? 2 : 1);
    int room = words_end_of(ladder, step->actor) - words_of(step->actor);
    int detail = step->detail[0] ? 1 + sf_canvas_width(sf_str_of(step->detail)) : 0;
    int input = words->started ? 0
                               : sf_canvas_width(sf_str_of(words->input)) +
                                     (step->step->outcome == SF_FSM_IGNORED ? 8 : 2);
    put_step(ladder, &canvas, step, words, width + detail - 1 <= room,
             width + detail + input <= room);
    sf_layout_print(ladder, &canvas);
}
