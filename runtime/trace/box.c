/* A dialog record as a box under its side's lifeline, every field whole: long values go on in the
 * next line. */
#include "ladder_text.h"
#include "layout.h"
#include "sipfsm/utf8.h"

#include <inttypes.h>

#define BOX_LABEL_COLUMNS 14 /* leaves 25 for values: sip:alice@127.0.0.1:65535 */

struct box {
    struct sf_ladder *ladder;
    int begin, end; /* of the box, borders included */
};

static void box_edge(const struct box *box, const char *left, const char *right, const char *title,
                     enum style title_style)
{
    struct canvas canvas;
    sf_layout_line(box->ladder, &canvas);
    sf_canvas_fill(&canvas, box->begin, box->end, sf_layout_glyphs(box->ladder)->shaft,
                   STYLE_RECORD);
    sf_canvas_puts(&canvas, box->begin, box->end, left, STYLE_RECORD);
    sf_canvas_puts(&canvas, box->end - 1, box->end, right, STYLE_RECORD);
    if (title) {
        int column = sf_canvas_puts(&canvas, box->begin + 2, box->end, " dialog ", STYLE_RECORD);
        column = sf_canvas_puts(&canvas, column, box->end, title, title_style);
        sf_canvas_puts(&canvas, column, box->end, " ", STYLE_RECORD);
    }
    sf_layout_print(box->ladder, &canvas);
}

static void box_row(const struct box *box, const char *label, struct sf_str value)
{
    int column = box->begin + 2 + BOX_LABEL_COLUMNS, room = box->end - 1 - column;
    do {
        struct canvas canvas;
        sf_layout_line(box->ladder, &canvas);
        const char *life = sf_layout_glyphs(box->ladder)->life;
        sf_canvas_puts(&canvas, box->begin, box->end, life, STYLE_RECORD);
        sf_canvas_puts(&canvas, box->end - 1, box->end, life, STYLE_RECORD);
        sf_canvas_puts(&canvas, box->begin + 2, column, label, STYLE_DIM);
        label = "";
        size_t at = 0;
        for (int cells = 0; cells < room && at < value.len; cells++) {
            unsigned bytes = sf_utf8_printable_bytes((struct sf_str){value.p + at, value.len - at});
            at += bytes ? bytes : 1;
        }
        sf_canvas_put(&canvas, column, box->end - 1, (struct sf_str){value.p, at}, STYLE_PLAIN);
        sf_layout_print(box->ladder, &canvas);
        value = (struct sf_str){value.p + at, value.len - at};
    } while (value.len);
}

static void box_number(const struct box *box, const char *label, bool present, uint32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32, number);
    box_row(box, label, present ? sf_str_of(text) : SF_STR("none yet"));
}

static struct sf_str or_else(struct sf_str value, struct sf_str otherwise)
{
    return value.len ? value : otherwise;
}

void sf_ladder_text_dialog(struct sf_ladder *ladder, uint64_t now_us, unsigned actor,
                           const struct sf_dialog *d, unsigned state)
{
    static const enum style style[] = {STYLE_PLAIN, STYLE_PROVISIONAL, STYLE_OK, STYLE_DIM};
    const struct glyphs *g = sf_layout_glyphs(ladder);
    struct box box = {.ladder = ladder, .begin = words_of(actor), .end = words_of(actor) + 42};
    (void)now_us;
    box_edge(&box, g->corner[0], g->corner[1], sf_ladder_dialog_state(state),
             style[state < 4 ? state : 0]);
    box_row(&box, "Call-ID", sf_dialog_str(d, d->call_id));
    box_row(&box, "local tag", or_else(sf_dialog_str(d, d->local_tag), SF_STR("none")));
    box_row(&box, "remote tag", or_else(sf_dialog_str(d, d->remote_tag), SF_STR("none")));
    box_row(&box, "local URI", sf_dialog_str(d, d->local_uri));
    box_row(&box, "remote URI", sf_dialog_str(d, d->remote_uri));
    box_row(&box, "remote target", or_else(sf_dialog_str(d, d->remote_target), SF_STR("none")));
    box_row(&box, "route set", or_else(sf_dialog_str(d, d->route_set), SF_STR("empty")));
    box_number(&box, "local CSeq", d->has_local_cseq, d->local_cseq);
    box_number(&box, "remote CSeq", d->has_remote_cseq, d->remote_cseq);
    box_row(&box, "role", d->role == SF_ROLE_UAC ? SF_STR("UAC") : SF_STR("UAS"));
    box_row(&box, "secure", d->secure ? SF_STR("yes") : SF_STR("no"));
    box_edge(&box, g->corner[2], g->corner[3], NULL, STYLE_RECORD);
}
