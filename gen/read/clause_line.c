#include "read/clause_line.h"

#include <string.h>

struct fg_token fg_clause_raw(struct fg_cursor *cursor, const char *ends)
{
    struct fg_token raw = fg_cursor_peek(cursor);
    const char *text = fg_cursor_text(cursor, raw);
    raw.length = 0;
    while (raw.at + raw.length < cursor->length && text[raw.length] != ' ' &&
           text[raw.length] != '\t' && (!text[raw.length] || !strchr(ends, text[raw.length])))
        raw.length++;
    while (cursor->at < cursor->end && cursor->token[cursor->at].at < raw.at + raw.length)
        cursor->at++;
    return raw;
}

const char *fg_clause_raw_text(const struct fg_cursor *cursor, struct fg_token raw)
{
    return fg_arena_text(cursor->machine->arena, fg_cursor_text(cursor, raw), raw.length);
}

bool fg_clause_section(struct fg_clauses *clauses, struct fg_cursor *cursor, const char *what,
                       struct fg_section *section)
{
    struct fg_log *log = cursor->machine->log;
    if (fg_cursor_peek(cursor).kind == FG_END)
        return fg_cursor_expected(cursor, what);
    struct fg_token name = fg_clause_raw(cursor, "");
    section->text = fg_clause_raw_text(cursor, name);
    section->place = fg_cursor_place(cursor, name);
    if (!fg_scan_is_clause(section->text, name.length)) {
        fg_log_error(log, section->place, "traced", "bad clause '%s'", section->text);
        fg_log_hint(log, "a clause is a document, a colon and a section: 3261:17.1.1.2");
        return false;
    }
    section->section = strchr(section->text, ':') + 1;
    const struct fg_document *document = fg_clauses_document(clauses, section->text);
    if (document) {
        section->document = (size_t)(document - clauses->documents.at);
        return true;
    }
    fg_log_error(log, section->place, "traced",
                 "clause '%s' is of a document that no line above declares", section->text);
    return false;
}

bool fg_clause_string(struct fg_cursor *cursor, const char *what, const char **text)
{
    struct fg_place place = fg_cursor_here(cursor);
    if (!fg_cursor_string(cursor, what, text))
        return false;
    if ((*text)[strspn(*text, " \t")])
        return true;
    fg_log_error(cursor->machine->log, place, NULL, "the text is blank");
    return false;
}
