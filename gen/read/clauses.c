#include "read/clause_line.h"

#include <string.h>

static void read_document(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_document document = {0};
    if (fg_cursor_peek(cursor).kind == FG_END) {
        fg_cursor_expected(cursor, "a document's short name");
        return;
    }
    struct fg_token name = fg_clause_raw(cursor, "");
    document.name = fg_clause_raw_text(cursor, name);
    if (!fg_scan_is_clause(fg_arena_print(cursor->machine->arena, "%s:1", document.name),
                           name.length + 2)) {
        fg_log_error(cursor->machine->log, fg_cursor_place(cursor, name), NULL,
                     "bad document name '%s': it is made of letters, digits, `_` and `-`",
                     document.name);
        return;
    }
    if (!fg_cursor_string(cursor, "the document's title in quotes", &document.title))
        return;
    if (fg_cursor_peek(cursor).kind != FG_END &&
        !fg_cursor_string(cursor, "an address in quotes", &document.link))
        return;
    if (!fg_cursor_done(cursor))
        return;
    if (fg_clauses_document(clauses, document.name))
        fg_log_error(cursor->machine->log, fg_cursor_place(cursor, name), NULL,
                     "document '%s' is listed twice", document.name);
    else
        *FG_PUSH(cursor->machine->arena, &clauses->documents) = document;
}

static void read_clause(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_section of;
    if (!fg_clause_section(clauses, cursor, "a clause", &of))
        return;
    struct fg_clause clause = {
        .text = of.text, .document = of.document, .section = of.section, .place = of.place};
    if (!fg_cursor_string(cursor, "the clause's title in quotes", &clause.title) ||
        !fg_cursor_string(cursor, "a line in quotes that says what it asks", &clause.gist) ||
        !fg_cursor_done(cursor))
        return;
    const struct fg_clause *other = fg_clauses_find(clauses, clause.text);
    if (other)
        fg_log_error(cursor->machine->log, clause.place, "traced",
                     "clause '%s' is already on line %u", clause.text, (unsigned)other->place.line);
    else
        *FG_PUSH(cursor->machine->arena, &clauses->list) = clause;
}

static void read_section(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_heading heading;
    if (fg_clause_section(clauses, cursor, "a section", &heading.of) &&
        fg_clause_string(cursor, "the section's title in quotes", &heading.title) &&
        fg_cursor_done(cursor))
        *FG_PUSH(cursor->machine->arena, &clauses->sections) = heading;
}

/* Called at the end: a section may have a `section` line only if no other line names it. */
static void check_sections(const struct fg_clauses *clauses, struct fg_log *log)
{
    for (size_t i = 0; i < clauses->sections.count; i++) {
        const struct fg_section *of = &clauses->sections.at[i].of;
        bool twice = fg_clauses_know(clauses, of->text);
        for (size_t s = 0; s < i && !twice; s++)
            twice = strcmp(clauses->sections.at[s].of.text, of->text) == 0;
        if (twice)
            fg_log_error(log, of->place, "traced", "another line names '%s' already", of->text);
    }
}

static void read_line(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_tokens tokens = {0};
    fg_scan_tokens(cursor->machine->arena, &tokens, cursor->source->text + cursor->start,
                   cursor->length);
    cursor->token = tokens.at;
    cursor->at = 0;
    cursor->end = tokens.count;
    if (tokens.count == 0)
        return;
    if (fg_cursor_take_word(cursor, "document"))
        read_document(clauses, cursor);
    else if (fg_cursor_take_word(cursor, "clause"))
        read_clause(clauses, cursor);
    else if (fg_cursor_take_word(cursor, "replaces"))
        fg_clause_replaces(clauses, cursor);
    else if (fg_cursor_take_word(cursor, "must"))
        fg_clause_must(clauses, cursor);
    else if (fg_cursor_take_word(cursor, "section"))
        read_section(clauses, cursor);
    else
        fg_cursor_expected(cursor, "`document`, `clause`, `replaces`, `must` or `section`");
}

/* Reading stops when a list is too long. */
static bool is_too_long(const struct fg_clauses *clauses, const struct fg_cursor *cursor)
{
    const struct {
        size_t count;
        const char *what;
    } list[] = {{clauses->list.count, "clauses"},
                {clauses->documents.count, "documents"},
                {clauses->replacements.count, "`replaces` lines"},
                {clauses->musts.count, "`must` lines"},
                {clauses->sections.count, "`section` lines"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i].count > FG_CLAUSES_MAX) {
            struct fg_place here = {.source = cursor->source,
                                    .offset = cursor->start,
                                    .line = cursor->line,
                                    .column = 1};
            fg_log_error(cursor->machine->log, here, NULL, "more than %d %s", FG_CLAUSES_MAX,
                         list[i].what);
            return true;
        }
    return false;
}

bool fg_clauses_read(struct fg_clauses *clauses, struct fg_arena *arena, struct fg_log *log,
                     const char *name)
{
    size_t errors = log->errors;
    struct fg_machine *frame = fg_arena_get(arena, sizeof *frame); /* a cursor needs a machine */
    *frame = (struct fg_machine){.arena = arena, .log = log};
    struct fg_source *source = &clauses->source;
    struct fg_place start = {.source = source, .line = 1, .column = 1};
    const char *why = fg_source_read(arena, source, name);
    const char *nul = memchr(source->text, 0, source->length);
    if (why)
        fg_log_error(log, start, NULL, "cannot read the file: %s", why);
    else if (nul)
        fg_log_error(log, start, NULL, "NUL bytes: this is not a text file");
    struct fg_cursor cursor = {.machine = frame, .source = source};
    for (size_t at = 0; at < source->length && !nul;) {
        const char *text = source->text + at, *feed = memchr(text, '\n', source->length - at);
        size_t length = feed ? (size_t)(feed - text) : source->length - at;
        cursor.line++;
        cursor.start = (uint32_t)at;
        at += length + 1;
        cursor.length = (uint32_t)(length - (length > 0 && text[length - 1] == '\r'));
        read_line(clauses, &cursor);
        if (is_too_long(clauses, &cursor))
            break;
    }
    if (log->errors == errors && clauses->list.count == 0)
        fg_log_error(log, start, "traced", "the file lists no clause");
    if (log->errors == errors) {
        fg_clause_check_replaced(clauses, log);
        check_sections(clauses, log);
    }
    return log->errors == errors;
}
