/* The columns of the text ladder: the margin with the time, the lifelines, each with room for words
 * to its right: 42 columns, 46 at the last one. Arrows have 44 between neighbours. */
#ifndef SIPFSM_LAYOUT_H
#define SIPFSM_LAYOUT_H

#include "canvas.h"
#include "words.h"

struct glyphs {
    const char *life, *shaft, *across, *to_right, *to_left, *lost, *becomes,
        *corner[4]; /* corners: top left, top right, bottom left, bottom right */
};

static inline int lifeline_of(unsigned actor)
{
    return 7 + (int)actor * SF_LADDER_LANE;
}

static inline int words_of(unsigned actor)
{
    return lifeline_of(actor) + 2;
}

static inline int columns_of(const struct sf_ladder *ladder)
{
    return 10 + (int)ladder->options.actors * SF_LADDER_LANE;
}

static inline int words_end_of(const struct sf_ladder *ladder, unsigned actor)
{
    return actor + 1 < ladder->options.actors ? lifeline_of(actor + 1) - 1 : columns_of(ladder);
}

const struct glyphs *sf_layout_glyphs(const struct sf_ladder *ladder);

/* A fresh line with the lifelines. */
void sf_layout_line(const struct sf_ladder *ladder, struct canvas *canvas);

/* The same with the time in the margin if it is another millisecond than the last one shown, or
 * `always`. */
void sf_layout_timed_line(struct sf_ladder *ladder, struct canvas *canvas, uint64_t now_us,
                          bool always);

void sf_layout_print(const struct sf_ladder *ladder, const struct canvas *canvas);

#endif
