#include "check/kept.h"

#include <string.h>

static void check_citation(const struct fg_clauses *clauses, struct fg_log *log,
                           const struct fg_code_citation *citation)
{
    const struct fg_replacement *dead = fg_clauses_dead(clauses, citation->clause);
    if (!fg_clauses_document(clauses, citation->clause))
        return;
    if (dead) {
        fg_log_error(log, citation->place, "traced", "'%s' is replaced by %s: %s", citation->clause,
                     dead->by.text, dead->text);
        fg_log_hint(log, "cite %s", dead->by.text);
    } else if (!fg_clauses_name(clauses, citation->clause)) {
        fg_log_error(log, citation->place, "traced",
                     "'%s' is not in %s as a clause, a must or a section", citation->clause,
                     clauses->source.name);
    }
}

void fg_check_code_cited(const struct fg_clauses *clauses, const struct fg_code *code,
                         struct fg_log *log)
{
    for (size_t f = 0; f < code->files.count; f++)
        for (size_t c = 0; c < code->files.at[f]->citations.count; c++)
            check_citation(clauses, log, &code->files.at[f]->citations.at[c]);
}

/* Does an earlier `must` name the same file for the same section? One message is enough. */
static bool is_repeated(const struct fg_clauses *clauses, size_t before, const char *section,
                        const char *file)
{
    for (size_t i = 0; i < before; i++)
        for (size_t k = 0; k < clauses->musts.at[i].files.count; k++)
            if (strcmp(clauses->musts.at[i].of.text, section) == 0 &&
                strcmp(clauses->musts.at[i].files.at[k].text, file) == 0)
                return true;
    return false;
}

void fg_check_kept(const struct fg_clauses *clauses, const struct fg_code *code,
                   struct fg_arena *arena, struct fg_log *log)
{
    for (size_t i = 0; i < clauses->musts.count; i++) {
        const struct fg_must *must = &clauses->musts.at[i];
        for (size_t k = 0; k < must->files.count; k++) {
            const struct fg_word *name = &must->files.at[k];
            if (is_repeated(clauses, i, must->of.text, name->text))
                continue;
            const struct fg_code_file *file = fg_code_find(code, arena, name->text);
            if (!file)
                fg_log_error(log, name->place, "traced", "%s is not one of the C files",
                             name->text);
            else if (!fg_code_cites(file, must->of.text))
                fg_log_error(log, name->place, "traced", "no comment of %s cites '%s'", name->text,
                             must->of.text);
        }
    }
}
