/* The scanner: what kind a line is, its tokens, and what a clause looks like. Written in Ragel
 * (scan.rl). */
#ifndef FG_SCAN_H
#define FG_SCAN_H

#include "read/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum fg_line_kind { FG_LINE_BLANK, FG_LINE_DECLARATION, FG_LINE_RULE, FG_LINE_ROW, FG_LINE_BAD };

enum fg_token_kind {
    FG_END, /* after the last token; the scanner never makes one */
    FG_WORD,
    FG_NUMBER,
    FG_SPAN,       /* a number with a unit of time: 500ms */
    FG_BAD_NUMBER, /* 500mz */
    FG_STRING,     /* with its quotes */
    FG_OPEN_STRING,
    FG_RANGE, /* .. */
    FG_DOT,
    FG_COMMA,
    FG_COLON,
    FG_ARROW, /* -> */
    FG_LEFT,  /* ( */
    FG_RIGHT, /* ) */
    FG_NOT,
    FG_STAR,
    FG_DASH,
    FG_BAR,
    FG_STRAY
};

struct fg_token {
    enum fg_token_kind kind;
    uint32_t at, length; /* in the line */
};

struct fg_tokens {
    struct fg_token *at;
    size_t count, capacity;
};

enum fg_line_kind fg_scan_line(const char *line, size_t length);

/* Appends the line's tokens. It cannot fail: what is no token becomes FG_STRAY. Comments and blanks
 * are left out. */
void fg_scan_tokens(struct fg_arena *arena, struct fg_tokens *tokens, const char *line,
                    size_t length);

/* `3261:17.1.1.2`: a document, a colon, a section. */
bool fg_scan_is_clause(const char *text, size_t length);

#endif
