#include <inttypes.h>
#include <string.h>

#include "report.h"

bool cites(const struct row *row, const char *clause)
{
    size_t length = strlen(clause);
    for (const char *at = row->clauses; (at = strstr(at, clause)); at += length)
        if ((at == row->clauses || strchr(", ", at[-1])) &&
            strchr(", ", at[length])) /* strchr finds the end as well */
            return true;
    return false;
}

void clause_sum(const struct coverage *coverage, const char *clause, struct clause_total *total)
{
    *total = (struct clause_total){0};
    for (unsigned m = 0; m < coverage->machines; m++)
        for (unsigned r = 0; r < coverage->machine[m].rows; r++) {
            const struct row *row = &coverage->machine[m].row[r];
            if (!cites(row, clause))
                continue;
            total->never += row->does == ROW_NEVER;
            if (row->does == ROW_NEVER)
                continue;
            total->rows++;
            total->run += row_level(row) == LEVEL_RUN;
            total->walk += row_level(row) == LEVEL_WALK;
        }
}

bool clause_in_test(const struct coverage *coverage, const char *clause, unsigned test)
{
    for (unsigned m = 0; m < coverage->machines; m++)
        for (unsigned r = 0; r < coverage->machine[m].rows; r++)
            if (coverage->machine[m].row[r].by_test[test] &&
                cites(&coverage->machine[m].row[r], clause))
                return true;
    return false;
}

static void heads(const struct coverage *coverage, FILE *out)
{
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (coverage_shows(coverage, kind))
            fprintf(out, " %7s", kind_name[kind]);
}

static void totals_line(const struct coverage *coverage, FILE *out, const char *name,
                        const struct totals *t)
{
    fprintf(out, "%-20s %5u", name, t->rows);
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (kind == SIM && !t->of_kind[kind])
            fprintf(out, " %7s", "-");
        else if (coverage_shows(coverage, kind))
            fprintf(out, " %7u", t->of_kind[kind]);
    fprintf(out, "  %5u %9u %5u\n", t->run, t->walk, t->none);
}

static void place(FILE *out, const struct machine *machine, const struct row *row)
{
    fprintf(out, "%s:%u: %s | %s%s%s", machine->names->file, row->line, row->state, row->event_name,
            *row->guard ? " | " : "", row->guard);
}

static bool walked(const struct row *row)
{
    return row->does != ROW_NEVER && row_level(row) == LEVEL_WALK;
}

/* The rows that one line of the table stands for, from `first` to before `end`: a line for each
 * event, with its states. */
static void walked_line(FILE *out, const struct machine *machine, unsigned first, unsigned end)
{
    for (unsigned r = first; r < end; r++) {
        const struct row *row = &machine->row[r];
        bool said = false;
        for (unsigned before = first; before < r && !said; before++)
            said = walked(&machine->row[before]) &&
                   strcmp(machine->row[before].event_name, row->event_name) == 0;
        if (said || !walked(row))
            continue;
        fprintf(out, "  %s:%u: %s%s%s in", machine->names->file, row->line, row->event_name,
                *row->guard ? " | " : "", row->guard);
        for (unsigned same = r; same < end; same++)
            if (walked(&machine->row[same]) &&
                strcmp(machine->row[same].event_name, row->event_name) == 0)
                fprintf(out, "%s %s", same > r ? "," : "", machine->row[same].state);
        fprintf(out, "\n");
    }
}

static void only_walked(const struct coverage *coverage, FILE *out)
{
    bool said = false;
    for (unsigned m = 0; m < coverage->machines; m++) {
        const struct machine *machine = &coverage->machine[m];
        struct totals totals = {0};
        coverage_total(machine, &totals);
        if (totals.walk && !said)
            fprintf(out, "\nWitnessed only by walks: the table has the row, and no call has been "
                         "seen to need it.\n");
        said |= totals.walk > 0;
        for (unsigned end, first = 0; first < machine->rows; first = end) {
            for (end = first;
                 end < machine->rows && machine->row[end].line == machine->row[first].line;)
                end++;
            walked_line(out, machine, first, end);
        }
    }
}

static double percent(unsigned part, unsigned whole)
{
    return whole ? 100.0 * part / whole : 100.0;
}

static void clauses_summary(const struct report *report, FILE *out)
{
    const struct fg_clauses *clauses = report->clauses;
    unsigned whole = 0, some = 0, walked = 0, none = 0;
    for (size_t i = 0; i < clauses->list.count; i++) {
        struct clause_total total;
        clause_sum(report->coverage, clauses->list.at[i].text, &total);
        if (total.run == total.rows && total.rows)
            whole++;
        else if (total.run)
            some++;
        else if (total.walk)
            walked++;
        else
            none++;
    }
    fprintf(out,
            "\nClauses: %zu; every row ran outside the walks: %u; some: %u; only walked: %u; none: "
            "%u\n",
            clauses->list.count, whole, some, walked, none);
    for (size_t i = 0; i < clauses->list.count; i++) {
        struct clause_total total;
        clause_sum(report->coverage, clauses->list.at[i].text, &total);
        if (total.run < total.rows)
            fprintf(out, "  %-14s %3u of %3u rows  %s\n", clauses->list.at[i].text, total.run,
                    total.rows, clauses->list.at[i].title);
    }
}

static void lines_summary(const struct lines *lines, FILE *out)
{
    struct file_lines sum, all = {0};
    fprintf(out, "\nLines of handwritten code\n%-20s %7s %7s %7s %9s\n", "folder", "lines", "run",
            "%", "branches");
    for (unsigned next, first = 0; first < lines->files; first = next) {
        next = lines_sum(lines, first, &sum);
        fprintf(out, "%-20s %7u %7u %6.1f%% %8.1f%%\n", sum.path, sum.lines, sum.covered,
                percent(sum.covered, sum.lines), percent(sum.branches_taken, sum.branches));
        all.lines += sum.lines;
        all.covered += sum.covered;
        all.branches += sum.branches;
        all.branches_taken += sum.branches_taken;
    }
    fprintf(out, "%-20s %7u %7u %6.1f%% %8.1f%%\n", "all", all.lines, all.covered,
            percent(all.covered, all.lines), percent(all.branches_taken, all.branches));
}

void text_summary(const struct report *report, FILE *out)
{
    const struct coverage *coverage = report->coverage;
    struct totals all = {0};
    fprintf(out, "Rows that ran, of those that may, in %u tests\n%-20s %5s", coverage->tests,
            "machine", "rows");
    heads(coverage, out);
    fprintf(out, "  %5s %9s %5s\n", "run", "walk only", "never");
    for (unsigned m = 0; m < coverage->machines; m++) {
        struct totals one = {0};
        coverage_total(&coverage->machine[m], &one);
        coverage_total(&coverage->machine[m], &all);
        totals_line(coverage, out, coverage->machine[m].names->machine, &one);
    }
    totals_line(coverage, out, "all", &all);
    fprintf(out, "`never` rows: %u, tried by walks: %u; run by anything else: %u\n", all.never,
            all.never - all.untried, all.broken);
    only_walked(coverage, out);
    if (report->clauses)
        clauses_summary(report, out);
    if (report->lines)
        lines_summary(report->lines, out);
}

void text_rows(const struct report *report, FILE *out)
{
    const struct coverage *coverage = report->coverage;
    for (unsigned m = 0; m < coverage->machines; m++) {
        const struct machine *machine = &coverage->machine[m];
        fprintf(out, "%s%s, %s\n%4s  %-12s %-12s %-32s %-12s", m ? "\n" : "",
                machine->names->machine, machine->names->file, "line", "state", "event", "guard",
                "next");
        heads(coverage, out);
        fprintf(out, "\n");
        for (unsigned r = 0; r < machine->rows; r++) {
            const struct row *row = &machine->row[r];
            fprintf(out, "%4u  %-12s %-12s %-32s %-12s", row->line, row->state, row->event_name,
                    row->guard, row->next);
            for (enum kind kind = 0; kind < KINDS; kind++)
                if (row->of_kind[kind])
                    fprintf(out, " %7" PRIu64, row->of_kind[kind]);
                else if (coverage_shows(coverage, kind))
                    fprintf(out, " %7s", kind == SIM ? "-" : ".");
            fprintf(out, "%s\n",
                    row->does == ROW_NEVER         ? row_runs(row) ? "  `never`, and ran"
                                                     : row->total  ? ""
                                                                   : "  not tried"
                    : row_level(row) == LEVEL_NONE ? "  NEVER RAN"
                    : row_level(row) == LEVEL_WALK ? "  walked only"
                                                   : "");
        }
    }
    for (size_t i = 0; report->clauses && i < report->clauses->list.count; i++) {
        const struct fg_clause *clause = &report->clauses->list.at[i];
        struct clause_total total;
        clause_sum(coverage, clause->text, &total);
        fprintf(out, "\n%s %s\n    rows %u, run %u, walked only %u, `never` %u\n   ", clause->text,
                clause->title, total.rows, total.run, total.walk, total.never);
        for (unsigned t = 0; t < coverage->tests; t++)
            if (clause_in_test(coverage, clause->text, t))
                fprintf(out, " %s", coverage->test[t].name);
        fprintf(out, "\n");
    }
}

unsigned text_check(const struct coverage *coverage, FILE *out)
{
    unsigned wrong = 0;
    for (unsigned m = 0; m < coverage->machines; m++)
        for (unsigned r = 0; r < coverage->machine[m].rows; r++) {
            const struct row *row = &coverage->machine[m].row[r];
            const char *what = row->does == ROW_NEVER && row_runs(row)
                                   ? "`never`, and it ran outside the walks"
                               : row_level(row) != LEVEL_NONE ? NULL
                               : row->does == ROW_NEVER       ? "no walk tries this `never` row"
                                                              : "nothing ever ran this row";
            if (!what)
                continue;
            place(out, &coverage->machine[m], row);
            fprintf(out, ": %s\n", what);
            wrong++;
        }
    return wrong;
}
