#include "read/cursor.h"

#include <string.h>

#define LONGEST_US                                                                                 \
    ((uint64_t)1                                                                                   \
     << 50) /* 35 years; the product with a factor is checked once the constant is known */

struct fg_token fg_cursor_peek(const struct fg_cursor *cursor)
{
    return cursor->at < cursor->end ? cursor->token[cursor->at] : (struct fg_token){.kind = FG_END};
}

const char *fg_cursor_text(const struct fg_cursor *cursor, struct fg_token token)
{
    return cursor->source->text + cursor->start + token.at;
}

bool fg_cursor_is_word(const struct fg_cursor *cursor, const char *word)
{
    struct fg_token token = fg_cursor_peek(cursor);
    return token.kind == FG_WORD && token.length == strlen(word) &&
           memcmp(fg_cursor_text(cursor, token), word, token.length) == 0;
}

bool fg_cursor_take(struct fg_cursor *cursor, enum fg_token_kind kind)
{
    bool there = fg_cursor_peek(cursor).kind == kind;
    cursor->at += there;
    return there;
}

bool fg_cursor_take_word(struct fg_cursor *cursor, const char *word)
{
    bool there = fg_cursor_is_word(cursor, word);
    cursor->at += there;
    return there;
}

struct fg_place fg_cursor_place(const struct fg_cursor *cursor, struct fg_token token)
{
    return (struct fg_place){.source = cursor->source,
                             .offset = cursor->start + token.at,
                             .line = cursor->line,
                             .column = token.at + 1,
                             .width = token.length};
}

struct fg_place fg_cursor_here(const struct fg_cursor *cursor)
{
    struct fg_token token = fg_cursor_peek(cursor);
    if (token.kind == FG_END && cursor->at > 0) {
        struct fg_token last = cursor->token[cursor->at - 1];
        token = (struct fg_token){.at = last.at + last.length, .length = 1};
    }
    return fg_cursor_place(cursor, token);
}

bool fg_cursor_expected(struct fg_cursor *cursor, const char *what)
{
    struct fg_token token = fg_cursor_peek(cursor);
    struct fg_place here = fg_cursor_here(cursor);
    struct fg_log *log = cursor->machine->log;
    int length = token.length > 40 ? 40 : (int)token.length;
    switch (token.kind) {
    case FG_END:
        fg_log_error(log, here, NULL, "expected %s", what);
        break;
    case FG_OPEN_STRING:
        fg_log_error(log, here, NULL, "the quote is never closed");
        break;
    case FG_STRAY:
        if (token.length == 1 && (unsigned char)*fg_cursor_text(cursor, token) < ' ')
            fg_log_error(log, here, NULL, "stray control character 0x%02x",
                         (unsigned char)*fg_cursor_text(cursor, token));
        else
            fg_log_error(log, here, NULL, "stray '%.*s'", length, fg_cursor_text(cursor, token));
        break;
    default:
        fg_log_error(log, here, NULL, "expected %s, not '%.*s'", what, length,
                     fg_cursor_text(cursor, token));
    }
    return false;
}

bool fg_cursor_name(struct fg_cursor *cursor, const char *what, struct fg_ref *name)
{
    struct fg_token token = fg_cursor_peek(cursor);
    if (token.kind != FG_WORD)
        return fg_cursor_expected(cursor, what);
    name->place = fg_cursor_place(cursor, token);
    name->symbol = fg_machine_symbol(cursor->machine, fg_cursor_text(cursor, token), token.length);
    cursor->at++;
    return true;
}

bool fg_cursor_string(struct fg_cursor *cursor, const char *what, const char **text)
{
    struct fg_token token = fg_cursor_peek(cursor);
    if (token.kind != FG_STRING)
        return fg_cursor_expected(cursor, what);
    *text =
        fg_arena_text(cursor->machine->arena, fg_cursor_text(cursor, token) + 1, token.length - 2);
    cursor->at++;
    return true;
}

/* The number that a token starts with. False if it is above 2^53. */
static bool digits(const struct fg_cursor *cursor, struct fg_token token, uint64_t *value,
                   size_t *used)
{
    const char *text = fg_cursor_text(cursor, token);
    *value = 0;
    for (*used = 0; *used < token.length && text[*used] >= '0' && text[*used] <= '9'; ++*used) {
        *value = *value * 10 + (uint64_t)(text[*used] - '0');
        if (*value > (uint64_t)1 << 53)
            return false;
    }
    return true;
}

bool fg_cursor_number(struct fg_cursor *cursor, const char *what, uint32_t *number)
{
    struct fg_token token = fg_cursor_peek(cursor);
    uint64_t value;
    size_t used;
    if (token.kind != FG_NUMBER)
        return fg_cursor_expected(cursor, what);
    if (!digits(cursor, token, &value, &used) || value > UINT32_MAX) {
        fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL, "the number is too large");
        return false;
    }
    *number = (uint32_t)value;
    cursor->at++;
    return true;
}

static bool span(struct fg_cursor *cursor, uint64_t *us)
{
    struct fg_token token = fg_cursor_peek(cursor);
    size_t used;
    uint64_t value;
    bool fits = digits(cursor, token, &value, &used);
    const char *unit = fg_cursor_text(cursor, token) + used;
    uint64_t scale = *unit == 'u'     ? 1
                     : *unit == 's'   ? 1000000
                     : *unit == 'h'   ? 3600000000
                     : unit[1] == 's' ? 1000
                                      : 60000000;
    if (!fits || value > LONGEST_US / scale) {
        fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                     "the duration is too long");
        return false;
    }
    *us = value * scale;
    cursor->at++;
    return true;
}

bool fg_cursor_duration(struct fg_cursor *cursor, struct fg_duration *duration)
{
    struct fg_token token = fg_cursor_peek(cursor);
    *duration = (struct fg_duration){.factor = 1, .constant = -1, .place = fg_cursor_here(cursor)};
    switch (token.kind) {
    case FG_SPAN:
        return span(cursor, &duration->literal_us);
    case FG_WORD:
        if (!fg_cursor_name(cursor, "a duration", &duration->name) ||
            fg_cursor_peek(cursor).kind != FG_STAR)
            return duration->name.symbol != NULL;
        fg_log_error(cursor->machine->log, duration->place, NULL,
                     "bad duration: a factor is a number before its constant, as in `64*T1`");
        return false;
    case FG_NUMBER:
        if (!fg_cursor_number(cursor, "a duration", &duration->factor))
            return false;
        if (duration->factor > FG_FACTOR_MAX) {
            fg_log_error(cursor->machine->log, duration->place, NULL,
                         "bad duration: a factor is at most %u", (unsigned)FG_FACTOR_MAX);
            return false;
        }
        if (fg_cursor_take(cursor, FG_STAR))
            return fg_cursor_name(cursor, "a constant's name", &duration->name);
        if (duration->factor == 0)
            return true;
        if (fg_cursor_peek(cursor).kind == FG_DOT) {
            fg_log_error(cursor->machine->log, duration->place, NULL,
                         "bad duration: whole numbers only, 1500ms and not 1.5s");
            return false;
        }
        fg_log_error(cursor->machine->log, duration->place, NULL,
                     "bad duration: a number needs a unit right after it (us, ms, s, min, h)");
        return false;
    case FG_BAD_NUMBER:
        fg_log_error(cursor->machine->log, duration->place, NULL,
                     "bad duration '%.*s': units are us, ms, s, min and h; a factor is followed by "
                     "`*`, as in `64*T1`",
                     token.length > 40 ? 40 : (int)token.length, fg_cursor_text(cursor, token));
        return false;
    default:
        return fg_cursor_expected(cursor, "a duration");
    }
}

bool fg_cursor_done(struct fg_cursor *cursor)
{
    const char *end = cursor->token[0].kind == FG_BAR ? "the end of the cell"
                                                      : "the end of the line";
    return cursor->at >= cursor->end || fg_cursor_expected(cursor, end);
}
