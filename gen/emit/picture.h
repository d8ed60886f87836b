/* The contents of a diagram: boxes and arrows, their texts, and their places. */
#ifndef FG_PICTURE_H
#define FG_PICTURE_H

#include "emit/output.h"
#include "read/machine.h"

/* Sizes in pixels. A character of a fixed-width font is 0.6 of its height wide. */
#define FG_PICTURE_NAME 13
#define FG_PICTURE_TEXT 10
#define FG_PICTURE_LINE 14
#define FG_PICTURE_PAD 8

/* Lines of SVG text, and how much room they take. */
struct fg_block {
    FG_LIST(const char *) lines;
    size_t columns; /* of the widest line */
};

struct fg_arrow {
    int from, to; /* states; from is -1 for the start */
    struct fg_block label;
    const char *path; /* of the line, once placed */
    double x, y;      /* the middle of its label */
};

struct fg_box {
    struct fg_block text; /* below the name: on the way in, while there, on the way out */
    int width, height;
    double x, y; /* its middle */
};

struct fg_picture {
    struct fg_machine *machine;
    struct fg_output *out;
    struct fg_box *boxes; /* by state */
    FG_LIST(struct fg_arrow) arrows;
    double width, height;
    double start_x, start_y;
};

int fg_block_width(const struct fg_block *block);
int fg_block_height(const struct fg_block *block);

/* Fills the picture from the machine, and has Graphviz place it. False after a one-line message. */
bool fg_picture_place(struct fg_picture *picture);

#endif
