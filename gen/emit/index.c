/* The index of the reference pages: the machines, and for each clause the machines that answer to
 * it. */
#include "emit/emit.h"
#include "emit/words.h"

#include <string.h>

/* The first sentence of the table's comment. */
static const char *summary(struct fg_machine *machine)
{
    if (machine->text)
        return fg_markdown_text(machine->arena, machine->text);
    const char *about = fg_word_about(machine), *at = about;
    while (*at && !(*at == '.' && (at[1] == ' ' || at[1] == '\n' || !at[1])))
        at++;
    char *line = fg_arena_text(machine->arena, about, (size_t)(at - about) + (*at == '.'));
    for (char *c = line; *c; c++)
        if (*c == '\n')
            *c = ' ';
    return fg_markdown_text(machine->arena, line);
}

static size_t rows_that_cite(const struct fg_machine *machine, const char *clause)
{
    size_t count = 0;
    for (size_t i = 0; i < machine->lines.count; i++) {
        bool cited = false;
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++)
            cited |= strcmp(machine->lines.at[i].clauses.at[c].clause, clause) == 0;
        count += cited;
    }
    return count;
}

static size_t count_decisions(struct fg_machine **machine, size_t machines)
{
    size_t count = 0;
    for (size_t m = 0; m < machines; m++)
        count += machine[m]->decision;
    return count;
}

static void machines_table(struct fg_output *out, struct fg_machine **machine, size_t machines)
{
    fg_output_print(out,
                    "| Machine | What it is | States | Events | Rows |\n|---|---|---|---|---|\n");
    for (size_t m = 0; m < machines; m++) {
        const char *name = machine[m]->name.symbol->text;
        if (!machine[m]->decision)
            fg_output_print(out, "| [%s](%s.md) | %s | %zu | %zu | %zu |\n", name, name,
                            summary(machine[m]), machine[m]->states.count, machine[m]->width,
                            machine[m]->rows.count);
    }
}

static void decisions_table(struct fg_output *out, struct fg_machine **machine, size_t machines)
{
    fg_output_print(out, "| Decision table | What it decides | Conditions | Rows |\n"
                         "|---|---|---|---|\n");
    for (size_t m = 0; m < machines; m++) {
        const char *name = machine[m]->name.symbol->text;
        if (machine[m]->decision)
            fg_output_print(out, "| [%s](%s.md) | %s | %zu | %zu |\n", name, name,
                            summary(machine[m]), machine[m]->guards.count, machine[m]->rows.count);
    }
}

/* Which machine owns which, if any does. */
static void owners_table(struct fg_output *out, struct fg_machine **machine, size_t machines)
{
    bool any = false;
    for (size_t m = 0; m < machines; m++)
        for (size_t i = 0; i < machine[m]->owns.count; i++) {
            const struct fg_owns *owns = &machine[m]->owns.at[i];
            const char *name = machine[m]->name.symbol->text, *of = owns->machine.symbol->text;
            if (!any)
                fg_output_print(out, "\n## Owners\n\nA machine that is owned raises its events "
                                     "for its owner.\n\n| Owner | Owned machine | As | Port "
                                     "|\n|---|---|---|---|\n");
            any = true;
            bool here = false;
            for (size_t o = 0; o < machines; o++)
                here |= strcmp(machine[o]->name.symbol->text, of) == 0;
            fg_output_print(out, "| [%s](%s.md#owned-machines) | ", name, name);
            fg_output_print(out, here ? "[%s](%s.md#ports)" : "%s", of, of);
            fg_output_print(out, " | %s | `%s` |\n", owns->label.symbol->text,
                            owns->port.symbol->text);
        }
}

static void clauses_table(struct fg_output *out, const struct fg_clauses *clauses,
                          struct fg_machine **machine, size_t machines)
{
    for (size_t d = 0; d < clauses->documents.count; d++) {
        const struct fg_document *document = &clauses->documents.at[d];
        bool any = false;
        for (size_t i = 0; i < clauses->list.count && !any; i++)
            any = clauses->list.at[i].document == d;
        if (!any)
            continue;
        fg_output_print(
            out, "\n### %s\n\n| Clause | What it asks | Rows that answer to it |\n|---|---|---|\n",
            fg_markdown_text(out->arena, document->title));
        for (size_t i = 0; i < clauses->list.count; i++) {
            const struct fg_clause *clause = &clauses->list.at[i];
            if (clause->document != d)
                continue;
            if (document->link)
                fg_output_print(out, "| [%s](%s%s) | ", clause->section, document->link,
                                clause->section);
            else
                fg_output_print(out, "| %s | ", clause->section);
            fg_output_print(out, "*%s.* %s | ", fg_markdown_text(out->arena, clause->title),
                            fg_markdown_text(out->arena, clause->gist));
            size_t said = 0;
            for (size_t m = 0; m < machines; m++) {
                size_t rows = rows_that_cite(machine[m], clause->text);
                const char *name = machine[m]->name.symbol->text;
                if (rows)
                    fg_output_print(out, "%s%zu in [%s](%s.md#clauses)", said++ ? ", " : "", rows,
                                    name, name);
            }
            fg_output_print(out, " |\n");
        }
    }
}

void fg_emit_index(struct fg_machine **machine, size_t machines, const struct fg_clauses *clauses,
                   struct fg_output *out)
{
    fg_output_print(
        out, "<!-- Generated by fsmgen: change the tables, not this. -->\n# State machines\n\n"
             "A page for each machine, made from its table: diagram, states, transitions, timers, "
             "clauses. A row counts once in\n"
             "each state that it holds for; what is done on entering and on leaving a state counts "
             "among the clauses only.\n\n");
    size_t decisions = count_decisions(machine, machines);
    if (decisions < machines)
        machines_table(out, machine, machines);
    if (decisions) {
        fg_output_print(out, decisions < machines ? "\n" : "");
        decisions_table(out, machine, machines);
    }
    owners_table(out, machine, machines);
    if (!clauses)
        return;
    fg_output_print(out, "\n## Clauses\n\nWhat the machines answer to, from `%s`, and where.\n",
                    clauses->source.name);
    clauses_table(out, clauses, machine, machines);
}
