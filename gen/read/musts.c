/* `must` lines of a list of clauses. */
#include "read/clause_line.h"

#include <string.h>

/* "rows", or a file's name. */
static bool read_keeper(struct fg_cursor *cursor, struct fg_must *must)
{
    if (fg_cursor_peek(cursor).kind == FG_END || fg_cursor_peek(cursor).kind == FG_STRING)
        return fg_cursor_expected(cursor, "`rows` or the file that keeps it");
    struct fg_token raw = fg_clause_raw(cursor, ",\"");
    struct fg_word word = {fg_clause_raw_text(cursor, raw), fg_cursor_place(cursor, raw)};
    bool rows = strcmp(word.text, "rows") == 0, twice = rows && must->rows;
    for (size_t i = 0; i < must->files.count && !twice; i++)
        twice = strcmp(must->files.at[i].text, word.text) == 0;
    if (twice || !*word.text) {
        fg_log_error(cursor->machine->log, word.place, NULL,
                     twice ? "'%s' is listed twice" : "a file without a name%s", word.text);
        return false;
    }
    if (rows)
        must->rows = true;
    else
        *FG_PUSH(cursor->machine->arena, &must->files) = word;
    return true;
}

static bool read_keepers(struct fg_cursor *cursor, struct fg_must *must)
{
    do {
        if (!read_keeper(cursor, must))
            return false;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return true;
}

static bool read_status(struct fg_cursor *cursor, struct fg_must *must)
{
    static const char *const word[FG_MUST_STATUSES] = {"by", "part", "missing", "not"};
    for (int s = 0; s < FG_MUST_STATUSES; s++) {
        if (!fg_cursor_take_word(cursor, word[s]))
            continue;
        must->status = (enum fg_must_status)s;
        if (s <= FG_MUST_PART && !read_keepers(cursor, must))
            return false;
        return s == FG_MUST_KEPT || fg_clause_string(cursor, "the reason in quotes", &must->why);
    }
    return fg_cursor_expected(cursor, "`by`, `part`, `not` or `missing`");
}

void fg_clause_must(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_must must = {0};
    if (!fg_clause_section(clauses, cursor, "the section that asks it", &must.of) ||
        !fg_clause_string(cursor, "what it asks, in quotes", &must.asks) ||
        !read_status(cursor, &must) || !fg_cursor_done(cursor))
        return;
    for (size_t i = 0; i < clauses->musts.count; i++)
        if (strcmp(clauses->musts.at[i].of.text, must.of.text) == 0 &&
            strcmp(clauses->musts.at[i].asks, must.asks) == 0) {
            fg_log_error(cursor->machine->log, must.of.place, "traced",
                         "the same line is already on line %u",
                         (unsigned)clauses->musts.at[i].of.place.line);
            return;
        }
    *FG_PUSH(cursor->machine->arena, &clauses->musts) = must;
}
