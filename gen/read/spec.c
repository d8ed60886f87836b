#include "read/spec.h"

#include <string.h>

/* The place in the cell. It is read as text, not as tokens: sections hold dots and letters. */
struct spec {
    struct fg_cursor *cursor;
    const char *text;  /* the line */
    uint32_t at, stop; /* offsets in it; `stop` is the end of the cell */
};

static struct fg_place place_of(const struct spec *spec, uint32_t at, uint32_t length)
{
    return fg_cursor_place(spec->cursor, (struct fg_token){.at = at, .length = length});
}

static void skip_blanks(struct spec *spec)
{
    while (spec->at < spec->stop && (spec->text[spec->at] == ' ' || spec->text[spec->at] == '\t'))
        spec->at++;
}

/* Always false. */
static bool refuse(const struct spec *spec, uint32_t at, uint32_t length, const char *what)
{
    fg_log_error(spec->cursor->machine->log, place_of(spec, at, length), NULL, "%s", what);
    return false;
}

/* The reason of a departure, in quotes. */
static bool read_reason(struct spec *spec, const char **why)
{
    struct fg_arena *arena = spec->cursor->machine->arena;
    skip_blanks(spec);
    const char *from = &spec->text[spec->at + 1];
    const char *close = spec->at < spec->stop && spec->text[spec->at] == '"'
                            ? memchr(from, '"', spec->stop - spec->at - 1)
                            : NULL;
    if (!close)
        return refuse(spec, spec->at, 1, "expected the reason of the departure, in quotes");
    *why = fg_arena_text(arena, from, (size_t)(close - from));
    if (!(*why)[strspn(*why, " \t")])
        return refuse(spec, spec->at, (uint32_t)(close - from) + 2, "the reason is blank");
    spec->at = (uint32_t)(close - spec->text) + 1;
    return true;
}

/* False: the rest of the cell is not read. */
static bool read_citation(struct spec *spec, struct fg_line *line)
{
    struct fg_log *log = spec->cursor->machine->log;
    struct fg_citation citation = {0};
    bool departs = spec->text[spec->at] == '!';
    uint32_t start = spec->at += departs;
    while (spec->at < spec->stop && !strchr(", \t\"!", spec->text[spec->at]))
        spec->at++;
    if (spec->at == start && !departs)
        spec->at++;
    uint32_t from = spec->at == start ? start - departs
                                      : start; /* the start of what is shown as wrong */
    citation.place = place_of(spec, start, spec->at - start);
    if (!fg_scan_is_clause(spec->text + start, spec->at - start)) {
        fg_log_error(log, place_of(spec, from, spec->at - from), "traced", "bad clause '%.*s'",
                     (int)(spec->at - from), spec->text + from);
        fg_log_hint(log, "a clause is a document, a colon and a section: 3261:17.1.1.2");
        return false;
    }
    citation.clause =
        fg_arena_text(spec->cursor->machine->arena, spec->text + start, spec->at - start);
    if (departs && !read_reason(spec, &citation.departs))
        return false;
    skip_blanks(spec);
    if (!departs && spec->at < spec->stop && spec->text[spec->at] == '"')
        return refuse(spec, spec->at, 1, "a reason needs a departure: write `!` before the clause");
    *FG_PUSH(spec->cursor->machine->arena, &line->clauses) = citation;
    return true;
}

/* The clauses without their reasons. */
static const char *bare(struct fg_arena *arena, const struct fg_line *line)
{
    const char *text = "";
    for (size_t i = 0; i < line->clauses.count; i++)
        text = fg_arena_print(arena, "%s%s%s", text, i ? ", " : "", line->clauses.at[i].clause);
    return text;
}

bool fg_spec_read(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line)
{
    struct fg_log *log = cursor->machine->log;
    struct spec spec = {cursor, cursor->source->text + cursor->start, cell->start, cell->stop};
    size_t errors = log->errors;      /* if it is a warning or is turned off, the row stays */
    bool due = true, departs = false; /* due: a clause must follow */
    if (cell->start == cell->stop) {
        fg_log_error(log, fg_cell_place(cursor, cell), "traced",
                     "the row cites no clause (`-` says that it implements none)");
        return log->errors == errors;
    }
    if (cell->stop - cell->start == 1 && spec.text[cell->start] == '-')
        return true;
    for (skip_blanks(&spec); spec.at < spec.stop; skip_blanks(&spec)) {
        if (spec.text[spec.at] == ',' && !due) {
            due = true;
            spec.at++;
            continue;
        }
        departs |= spec.text[spec.at] == '!';
        if (!read_citation(&spec, line))
            return log->errors == errors;
        due = false;
    }
    if (due)
        return refuse(&spec, cell->stop, 1, "expected a clause");
    if (departs)
        line->cell[FG_COL_SPEC] = bare(cursor->machine->arena, line);
    return true;
}
