/* Where things stand in the text ladder: the margin with the time, two lifelines, each with room
 * for words to its right.
 *
 *        7                                            52 100 time | Alice's words, 42 columns;
 * arrows, 44       | Bob's words, 46 columns
 */
#ifndef SIPFSM_LAYOUT_H
#define SIPFSM_LAYOUT_H

#include "canvas.h"
#include "words.h"

struct glyphs {
    const char *life, *shaft, *to_right, *to_left, *lost, *becomes,
        *corner[4]; /* corners: top left, top right, bottom left, bottom right */
};

static inline int lifeline_of(unsigned actor)
{
    return actor == 0 ? 7 : 52;
}

static inline int words_of(unsigned actor)
{
    return lifeline_of(actor) + 2;
}

static inline int words_end_of(unsigned actor)
{
    return actor == 0 ? 51 : SF_LADDER_COLUMNS;
}

const struct glyphs *sf_layout_glyphs(const struct sf_ladder *ladder);

/* A fresh line with both lifelines. */
void sf_layout_line(const struct sf_ladder *ladder, struct canvas *canvas);

/* The same with the time in the margin if it is another millisecond than the last one shown, or
 * `always`. */
void sf_layout_timed_line(struct sf_ladder *ladder, struct canvas *canvas, uint64_t now_us,
                          bool always);

void sf_layout_print(const struct sf_ladder *ladder, const struct canvas *canvas);

#endif
