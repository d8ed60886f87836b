#include "check/traced.h"

#include <string.h>

void fg_check_cited(const struct fg_clauses *clauses, struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++) {
            const struct fg_citation *citation = &machine->lines.at[i].clauses.at[c];
            if (fg_clauses_find(clauses, citation->clause))
                continue;
            fg_log_error(machine->log, citation->place, "traced", "clause '%s' is not in %s",
                         citation->clause, clauses->source.name);
        }
}

static bool is_cited(const struct fg_machine *machine, const char *clause)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++)
            if (strcmp(machine->lines.at[i].clauses.at[c].clause, clause) == 0)
                return true;
    return false;
}

void fg_check_answered(const struct fg_clauses *clauses, struct fg_log *log,
                       struct fg_machine **machine, size_t machines)
{
    for (size_t i = 0; i < clauses->list.count; i++) {
        const struct fg_clause *clause = &clauses->list.at[i];
        bool cited = false;
        for (size_t m = 0; m < machines && !cited; m++)
            cited = is_cited(machine[m], clause->text);
        if (!cited)
            fg_log_error(log, clause->place, "traced", "no row answers clause '%s', %s",
                         clause->text, clause->title);
    }
}
