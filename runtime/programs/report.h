/* An error in a text, as compilers tell it: FILE:line:column: error: ..., the line, a caret. */
#ifndef SIPFSM_REPORT_H
#define SIPFSM_REPORT_H

#include "sipfsm/str.h"

#include <stdio.h>

/* `what` as "error" or "note". Bytes that do not print are shown as dots, a long line in part, an
 * empty one not at all. */
void report(FILE *out, const char *name, struct sf_str text, uint32_t at, const char *what,
            const char *format, ...) __attribute__((format(printf, 6, 7)));

#endif
