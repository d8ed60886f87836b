/* `replaces` lines of a list of clauses. */
#include "read/clause_line.h"

#include <string.h>

static bool read_names(struct fg_cursor *cursor, struct fg_replacement *replacement)
{
    do {
        struct fg_ref name;
        if (!fg_cursor_name(cursor, "a state, an event or a timer", &name))
            return false;
        for (size_t i = 0; i < replacement->names.count; i++)
            if (strcmp(replacement->names.at[i].text, name.symbol->text) == 0) {
                fg_log_error(cursor->machine->log, name.place, NULL, "'%s' is listed twice",
                             name.symbol->text);
                return false;
            }
        *FG_PUSH(cursor->machine->arena, &replacement->names) =
            (struct fg_word){name.symbol->text, name.place};
    } while (fg_cursor_take(cursor, FG_COMMA));
    return true;
}

void fg_clause_replaces(struct fg_clauses *clauses, struct fg_cursor *cursor)
{
    struct fg_replacement replacement = {0};
    if (!fg_clause_section(clauses, cursor, "the section that replaces another", &replacement.by) ||
        !fg_clause_section(clauses, cursor, "the section that it replaces", &replacement.what))
        return;
    if (strcmp(replacement.by.text, replacement.what.text) == 0) {
        fg_log_error(cursor->machine->log, replacement.what.place, "traced",
                     "a section cannot replace itself");
        return;
    }
    if (fg_cursor_take_word(cursor, "for") && !read_names(cursor, &replacement))
        return;
    if (fg_clause_string(cursor,
                         replacement.names.count ? "what is replaced, in quotes"
                                                 : "`for` and names, or what is replaced in quotes",
                         &replacement.text) &&
        fg_cursor_done(cursor))
        *FG_PUSH(cursor->machine->arena, &clauses->replacements) = replacement;
}

const struct fg_replacement *fg_clauses_dead(const struct fg_clauses *clauses, const char *text)
{
    for (size_t i = 0; clauses && i < clauses->replacements.count; i++) {
        const struct fg_replacement *replacement = &clauses->replacements.at[i];
        if (!replacement->names.count && strcmp(replacement->what.text, text) == 0)
            return replacement;
    }
    return NULL;
}

static void check_alive(const struct fg_clauses *clauses, struct fg_log *log, const char *section,
                        struct fg_place place)
{
    const struct fg_replacement *dead = fg_clauses_dead(clauses, section);
    if (!dead)
        return;
    fg_log_error(log, place, "traced", "'%s' is replaced by %s, on line %u", section, dead->by.text,
                 (unsigned)dead->what.place.line);
    fg_log_hint(log, "name %s", dead->by.text);
}

void fg_clause_check_replaced(const struct fg_clauses *clauses, struct fg_log *log)
{
    for (size_t i = 0; i < clauses->replacements.count; i++) {
        const struct fg_section *by = &clauses->replacements.at[i].by;
        check_alive(clauses, log, by->text, by->place);
        if (!fg_clauses_know(clauses, by->text))
            fg_log_error(log, by->place, "traced", "no `clause` or `must` of this list is of '%s'",
                         by->text);
    }
    for (size_t i = 0; i < clauses->list.count; i++)
        check_alive(clauses, log, clauses->list.at[i].text, clauses->list.at[i].place);
    for (size_t i = 0; i < clauses->musts.count; i++)
        check_alive(clauses, log, clauses->musts.at[i].of.text, clauses->musts.at[i].of.place);
    for (size_t i = 0; i < clauses->sections.count; i++)
        check_alive(clauses, log, clauses->sections.at[i].of.text,
                    clauses->sections.at[i].of.place);
}
