/* Lines of the text ladder. See layout.h. */
#include "layout.h"

#include <inttypes.h>

const struct glyphs *sf_layout_glyphs(const struct sf_ladder *ladder)
{
    static const struct glyphs drawn = {"│", "─", "┼", "▶", "◀", "✗", "→", {"┌", "┐", "└", "┘"}};
    static const struct glyphs plain = {"|", "-", "+", ">", "<", "x", "->", {"+", "+", "+", "+"}};
    return ladder->options.ascii ? &plain : &drawn;
}

void sf_layout_line(const struct sf_ladder *ladder, struct canvas *canvas)
{
    sf_canvas_clear(canvas);
    for (unsigned i = 0; i < ladder->options.actors; i++)
        sf_canvas_puts(canvas, lifeline_of(i), columns_of(ladder), sf_layout_glyphs(ladder)->life,
                       STYLE_DIM);
}

void sf_layout_timed_line(struct sf_ladder *ladder, struct canvas *canvas, uint64_t now_us,
                          bool always)
{
    sf_layout_line(ladder, canvas);
    uint64_t ms = ladder_since_us(ladder, now_us) / 1000;
    if (ms == ladder->shown_ms && !always)
        return;
    char text[24];
    int length = snprintf(text, sizeof text, "%" PRIu64, ms);
    sf_canvas_puts(canvas, length < 6 ? 6 - length : 0, 7, text, STYLE_DIM);
    ladder->shown_ms = ms;
}

void sf_layout_print(const struct sf_ladder *ladder, const struct canvas *canvas)
{
    sf_canvas_print(canvas, ladder->options.out, ladder->options.colour);
}
