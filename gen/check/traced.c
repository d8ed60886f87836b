#include "check/traced.h"

#include <string.h>

void fg_check_cited(const struct fg_clauses *clauses, struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++) {
            const struct fg_citation *citation = &machine->lines.at[i].clauses.at[c];
            if (fg_clauses_know(clauses, citation->clause) ||
                fg_clauses_dead(clauses, citation->clause)) /* another check reports these */
                continue;
            fg_log_error(machine->log, citation->place, "traced", "clause '%s' is not in %s",
                         citation->clause, clauses->source.name);
        }
}

/* Is the clause cited by a row that does as it asks, or by any row? */
static bool is_cited(const struct fg_machine *machine, const char *clause, bool kept)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++)
            if (strcmp(machine->lines.at[i].clauses.at[c].clause, clause) == 0 &&
                !(kept && machine->lines.at[i].clauses.at[c].departs))
                return true;
    return false;
}

static bool is_answered(struct fg_machine **machine, size_t machines, const char *clause, bool kept)
{
    bool cited = false;
    for (size_t m = 0; m < machines && !cited; m++)
        cited = is_cited(machine[m], clause, kept);
    return cited;
}

static bool is_cited_by_c(const struct fg_code *code, const char *clause)
{
    bool cited = false;
    for (size_t f = 0; code && f < code->files.count && !cited; f++)
        cited = fg_code_cites(code->files.at[f], clause);
    return cited;
}

void fg_check_answered(const struct fg_clauses *clauses, struct fg_log *log,
                       struct fg_machine **machine, size_t machines, const struct fg_code *code)
{
    for (size_t i = 0; i < clauses->list.count; i++) {
        const struct fg_clause *clause = &clauses->list.at[i];
        if (!is_answered(machine, machines, clause->text, false) &&
            !is_cited_by_c(code, clause->text))
            fg_log_error(log, clause->place, "traced", "no row %sanswers clause '%s', %s",
                         code ? "and no C " : "", clause->text, clause->title);
    }
    for (size_t i = 0; i < clauses->musts.count; i++) {
        const struct fg_must *must = &clauses->musts.at[i];
        if (must->rows && !is_answered(machine, machines, must->of.text, true))
            fg_log_error(log, must->of.place, "traced", "no row keeps this: none cites '%s'",
                         must->of.text);
    }
    for (size_t i = 0; code && i < clauses->sections.count; i++)
        if (!is_cited_by_c(code, clauses->sections.at[i].of.text))
            fg_log_error(log, clauses->sections.at[i].of.place, "traced", "no C cites '%s', %s",
                         clauses->sections.at[i].of.text, clauses->sections.at[i].title);
}
