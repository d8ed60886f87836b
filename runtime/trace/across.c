/* The ladder as text: words across the lifelines. See layout.h. */
#include "ladder_text.h"
#include "layout.h"
#include "sipfsm/utf8.h"

/* How much of a text goes on one line: up to the last space that fits; without a space, as much as
 * fits. */
static size_t fitting(struct sf_str text, int room)
{
    size_t at = 0, space = 0;
    bool word = false;
    for (int width = 0; at < text.len; width++) {
        if (word && text.p[at] == ' ')
            space = at;
        word = word || text.p[at] != ' ';
        if (width == room)
            return space ? space : at;
        unsigned bytes = sf_utf8_printable_bytes((struct sf_str){text.p + at, text.len - at});
        at += bytes ? bytes : 1;
    }
    return at;
}

/* Writes a whole text from `column` on, over as many lines as it takes. The canvas holds the first
 * of them. */
static void print_across(struct sf_ladder *ladder, struct canvas *canvas, int column,
                         const char *words, bool lifelines)
{
    struct sf_str text = sf_str_of(words);
    for (;;) {
        size_t n = fitting(text, columns_of(ladder) - column);
        sf_canvas_put(canvas, column, columns_of(ladder), (struct sf_str){text.p, n}, STYLE_PLAIN);
        sf_layout_print(ladder, canvas);
        text = (struct sf_str){text.p + n, text.len - n};
        while (text.len && *text.p == ' ')
            text = (struct sf_str){text.p + 1, text.len - 1};
        if (!text.len)
            return;
        if (lifelines)
            sf_layout_line(ladder, canvas);
        else
            sf_canvas_clear(canvas);
    }
}

void sf_ladder_text_note(struct sf_ladder *ladder, uint64_t now_us, const char *text)
{
    struct canvas canvas;
    sf_layout_timed_line(ladder, &canvas, now_us, true);
    print_across(ladder, &canvas, words_of(0), text, true);
}

void sf_ladder_text_verdict(struct sf_ladder *ladder, uint64_t now_us, bool holds, const char *text)
{
    struct canvas canvas;
    (void)now_us;
    sf_canvas_clear(&canvas);
    int column = sf_canvas_puts(&canvas, 0, columns_of(ladder),
                                holds ? "holds: " : "FAILED: ", holds ? STYLE_OK : STYLE_BAD);
    print_across(ladder, &canvas, column, text, false);
}
