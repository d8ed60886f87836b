/* One line of the ladder as cells: text is put at columns in any order, then printed. */
#ifndef SIPFSM_CANVAS_H
#define SIPFSM_CANVAS_H

#include "sipfsm/ladder.h"

enum style {
    STYLE_PLAIN,
    STYLE_DIM,
    STYLE_BOLD,
    STYLE_REQUEST,
    STYLE_OK,
    STYLE_PROVISIONAL,
    STYLE_BAD,
    STYLE_MACHINE,
    STYLE_RECORD
};

struct canvas {
    struct {
        char glyph[5]; /* one UTF-8 character; "": a blank */
        uint8_t style;
    } cell[SF_LADDER_COLUMNS];
};

void sf_canvas_clear(struct canvas *canvas);

/* Puts text from `column` up to but not including `end` (at most the width). Control characters and
 * bytes that are not UTF-8 become '?'. Returns the column after the last cell set. Text that does
 * not fit is cut, and ends in "..". */
int sf_canvas_put(struct canvas *canvas, int column, int end, struct sf_str text, enum style style);
int sf_canvas_puts(struct canvas *canvas, int column, int end, const char *text, enum style style);

/* Repeats one glyph over [column, end). */
void sf_canvas_fill(struct canvas *canvas, int column, int end, const char *glyph,
                    enum style style);

/* Prints the line without the blanks at its end. */
void sf_canvas_print(const struct canvas *canvas, FILE *out, bool colour);

/* Cells that a text takes. */
int sf_canvas_width(struct sf_str text);

#endif
