/* A cursor over the tokens of one line, and the questions that all of the parser asks of it. */
#ifndef FG_CURSOR_H
#define FG_CURSOR_H

#include "read/machine.h"
#include "read/scan.h"

struct fg_cursor {
    struct fg_machine *machine;
    const struct fg_source *source;
    bool shared;          /* in an included file */
    uint32_t start, line; /* of the line: its offset and number */
    uint32_t length;
    const struct fg_token *token;
    size_t at, end; /* the cursor stops before `end`: a cell's end, or the line's */
};

struct fg_token fg_cursor_peek(const struct fg_cursor *cursor);
/* A word that has exactly this text? */
bool fg_cursor_is_word(const struct fg_cursor *cursor, const char *word);
bool fg_cursor_take(struct fg_cursor *cursor, enum fg_token_kind kind);
bool fg_cursor_take_word(struct fg_cursor *cursor, const char *word);

const char *fg_cursor_text(const struct fg_cursor *cursor, struct fg_token token);
struct fg_place fg_cursor_place(const struct fg_cursor *cursor, struct fg_token token);
/* The place of the cursor. After the last token, the place just behind it. */
struct fg_place fg_cursor_here(const struct fg_cursor *cursor);

/* These complain and return false if what they read is missing; `what` names it in the message. */
bool fg_cursor_name(struct fg_cursor *cursor, const char *what, struct fg_ref *name);
bool fg_cursor_string(struct fg_cursor *cursor, const char *what, const char **text);
bool fg_cursor_number(struct fg_cursor *cursor, const char *what, uint32_t *number);
/* 500ms, T1, 64*T1, 0. A literal other than 0 needs a unit. */
bool fg_cursor_duration(struct fg_cursor *cursor, struct fg_duration *duration);
bool fg_cursor_done(struct fg_cursor *cursor);

/* Complains about the current token: "expected WHAT". Always false. */
bool fg_cursor_expected(struct fg_cursor *cursor, const char *what);

#endif
