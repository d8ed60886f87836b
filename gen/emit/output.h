/* Text that is being made, and the file that it becomes. The file is written whole or not at all,
 * and only if it differs from the existing one. */
#ifndef FG_OUTPUT_H
#define FG_OUTPUT_H

#include "read/arena.h"

#include <stdbool.h>

struct fg_output {
    struct fg_arena *arena;
    char *at;
    size_t count, capacity;
};

void fg_output_print(struct fg_output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void fg_output_bytes(struct fg_output *output, const char *bytes, size_t count);

/* Pads the current line with blanks up to that column (the first is 0). */
void fg_output_column(struct fg_output *output, size_t column);

/* The number of UTF-8 characters of a text. */
size_t fg_output_columns(const char *text);

/* For the inside of a C comment, and for a C string with its quotes. */
const char *fg_output_comment(struct fg_output *output, const char *text);
const char *fg_output_string(struct fg_output *output, const char *text);

/* False after a message to stderr. The folder is made if it does not exist, with those above it. */
bool fg_output_folder(struct fg_arena *arena, const char *name);
bool fg_output_file(const struct fg_output *output, const char *name);
bool fg_output_stdout(const struct fg_output *output);

#endif
