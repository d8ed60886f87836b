/* An error in a text, as compilers tell it: FILE:line:column: error: ..., the line, a caret. */
#ifndef SIPFSM_REPORT_H
#define SIPFSM_REPORT_H

#include "sipfsm/str.h"

#include <stdio.h>

/* `what` as "error" or "warning". `text` may be the rest of a file: `line` and `column` are where
 * it begins, counted from 0. Bytes that do not print are shown as dots, a long line in part, an
 * empty one not at all. */
void report_from(FILE *out, const char *name, struct sf_str text, uint32_t at, uint32_t line,
                 uint32_t column, const char *what, const char *format, ...)
    __attribute__((format(printf, 8, 9)));
/* Line and column, as people count. */
void report_place(struct sf_str text, uint32_t at, uint32_t from_line, uint32_t from_column,
                  uint32_t *line, uint32_t *column);

#endif
