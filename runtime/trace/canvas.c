/* One line as cells. See canvas.h. */
#include "canvas.h"
#include "sipfsm/utf8.h"

#include <string.h>

static const char *const sgr[] = {
    [STYLE_PLAIN] = "",          [STYLE_DIM] = "\x1b[2m",
    [STYLE_BOLD] = "\x1b[1m",    [STYLE_REQUEST] = "\x1b[1;36m",
    [STYLE_OK] = "\x1b[1;32m",   [STYLE_PROVISIONAL] = "\x1b[33m",
    [STYLE_BAD] = "\x1b[1;31m",  [STYLE_MACHINE] = "\x1b[34m",
    [STYLE_RECORD] = "\x1b[35m",
};

void sf_canvas_clear(struct canvas *canvas)
{
    memset(canvas, 0, sizeof *canvas);
}

int sf_canvas_width(struct sf_str text)
{
    int width = 0;
    for (size_t at = 0; at < text.len; width++) {
        unsigned bytes = sf_utf8_printable_bytes((struct sf_str){text.p + at, text.len - at});
        at += bytes ? bytes : 1;
    }
    return width;
}

static void set_cell(struct canvas *canvas, int column, const char *glyph, unsigned bytes,
                     enum style style)
{
    memcpy(canvas->cell[column].glyph, glyph, bytes);
    canvas->cell[column].glyph[bytes] = 0;
    canvas->cell[column].style = (uint8_t)style;
}

int sf_canvas_put(struct canvas *canvas, int column, int end, struct sf_str text, enum style style)
{
    if (end > SF_LADDER_COLUMNS)
        end = SF_LADDER_COLUMNS;
    int begin = column;
    for (size_t at = 0; at < text.len; column++) {
        if (column >= end) {
            for (int i = end - 2; i < end; i++)
                if (i >= begin)
                    set_cell(canvas, i, ".", 1, style);
            return end;
        }
        unsigned bytes = sf_utf8_printable_bytes((struct sf_str){text.p + at, text.len - at});
        if (bytes)
            set_cell(canvas, column, text.p + at, bytes, style);
        else
            set_cell(canvas, column, "?", 1, style);
        at += bytes ? bytes : 1;
    }
    return column;
}

int sf_canvas_puts(struct canvas *canvas, int column, int end, const char *text, enum style style)
{
    return sf_canvas_put(canvas, column, end, sf_str_of(text), style);
}

void sf_canvas_fill(struct canvas *canvas, int column, int end, const char *glyph, enum style style)
{
    for (; column < end && column < SF_LADDER_COLUMNS; column++)
        set_cell(canvas, column, glyph, (unsigned)strlen(glyph), style);
}

void sf_canvas_print(const struct canvas *canvas, FILE *out, bool colour)
{
    int width = SF_LADDER_COLUMNS;
    while (width > 0 &&
           (!canvas->cell[width - 1].glyph[0] || strcmp(canvas->cell[width - 1].glyph, " ") == 0))
        width--;
    unsigned style = STYLE_PLAIN;
    for (int column = 0; column < width; column++) {
        const char *glyph = canvas->cell[column].glyph;
        if (colour && glyph[0] && canvas->cell[column].style != style) {
            if (style != STYLE_PLAIN)
                fputs("\x1b[0m", out);
            style = canvas->cell[column].style;
            fputs(sgr[style], out);
        }
        fputs(glyph[0] ? glyph : " ", out);
    }
    if (style != STYLE_PLAIN)
        fputs("\x1b[0m", out);
    fputc('\n', out);
}
