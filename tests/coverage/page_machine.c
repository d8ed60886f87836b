/* A machine on the page: its diagram, its matrix, its rows. */
#include <string.h>

#include "html.h"

static const char *head_of(enum kind kind)
{
    static const char *const head[KINDS] = {"walk", "unit", "flow", "demo", "SIPp", "fuzz", "sim"};
    return head[kind];
}

static void cell_row(const struct row *row, FILE *out)
{
    char count[16];
    fprintf(out, "<a class=\"%s\" href=\"#%s\" title=\"", html_level(row), row->key);
    html_text(out, *row->guard ? row->guard : row->actions);
    fprintf(out, "\">%s ",
            row->does == ROW_GOES      ? row->next
            : row->does == ROW_STAYS   ? "stays"
            : row->does == ROW_IGNORES ? "ignore"
                                       : "never");
    if (row->does != ROW_NEVER || row_runs(row))
        fprintf(out, "<b>%s</b>",
                row_level(row) == LEVEL_RUN    ? html_short(row_runs(row), count, sizeof count)
                : row_level(row) == LEVEL_WALK ? "walk"
                                               : "0");
    fputs("</a>", out);
}

static void matrix(const struct machine *machine, FILE *out)
{
    const struct sf_fsm_table *table = &machine->type->table;
    fputs("<div class=\"wide\"><table class=\"matrix\"><caption>State by "
          "event</caption>\n<thead><tr><td></td>",
          out);
    for (unsigned s = 0; s < table->states; s++)
        if (!table->final[s])
            fprintf(out, "<th scope=\"col\">%s</th>", machine->names->state[s]);
    fputs("</tr></thead>\n<tbody>\n", out);
    for (unsigned e = 0; e < table->events; e++) {
        fprintf(out, "<tr><th scope=\"row\">%s</th>", machine->names->event[e]);
        for (unsigned s = 0; s < table->states; s++) {
            if (table->final[s])
                continue;
            fputs("<td>", out);
            for (unsigned r = 0; r < machine->rows; r++)
                if (machine->row[r].id && machine->row[r].from == s && machine->row[r].event == e)
                    cell_row(&machine->row[r], out);
            fputs("</td>", out);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void links_to_clauses(const struct report *report, const struct row *row, FILE *out)
{
    char clause[64];
    for (const char *at = row->clauses; *at;) {
        size_t length = strcspn(at, ", ");
        snprintf(clause, sizeof clause, "%.*s", (int)length, at);
        if (report->clauses && fg_clauses_find(report->clauses, clause))
            fprintf(out, "<a href=\"#c-%s\">%s</a> ", clause, clause);
        else if (length)
            html_text(out, clause);
        at += length;
        at += strspn(at, ", ");
    }
}

/* The clauses' own words, and the tests: what a click on the row shows. */
static void detail(const struct report *report, const struct row *row, FILE *out)
{
    fprintf(out, "<tr class=\"detail\"><td colspan=\"%d\">", 6 + KINDS);
    for (size_t i = 0; report->clauses && i < report->clauses->list.count; i++) {
        const struct fg_clause *clause = &report->clauses->list.at[i];
        const char *link = report->clauses->documents.at[clause->document].link;
        if (!cites(row, clause->text))
            continue;
        fputs("<p><b>", out);
        if (link)
            fprintf(out, "<a href=\"%s%s\">%s</a>", link, clause->section, clause->text);
        else
            html_text(out, clause->text);
        fputs("</b> <i>", out);
        html_text(out, clause->title);
        fputs(".</i> ", out);
        html_text(out, clause->gist);
        fputs("</p>", out);
    }
    for (enum kind kind = 0; kind < KINDS; kind++) {
        if (!row->of_kind[kind])
            continue;
        fprintf(out, "<p><b>%s</b>", head_of(kind));
        for (unsigned t = 0; t < report->coverage->tests; t++)
            if (report->coverage->test[t].kind == kind && row->by_test[t])
                fprintf(out, " <span class=\"test\">%s <b>%" PRIu64 "</b></span>",
                        report->coverage->test[t].name, row->by_test[t]);
        fputs("</p>", out);
    }
    if (!row->total)
        fputs("<p>No test has run it.</p>", out);
    fputs("</td></tr>\n", out);
}

/* A reason stands in quotes in the table. */
static void said(const char *actions, FILE *out)
{
    char text[512];
    size_t length = strlen(actions);
    bool quoted = length >= 2 && actions[0] == '"' && actions[length - 1] == '"';
    snprintf(text, sizeof text, "%.*s", quoted ? (int)length - 2 : (int)length, actions + quoted);
    html_text(out, text);
}

static void one_row(const struct report *report, const struct row *row, FILE *out)
{
    fprintf(out, "<tr class=\"row %s\" id=\"%s\" tabindex=\"0\"><td>", html_level(row), row->key);
    html_text(out, row->state);
    fputs("</td><td>", out);
    html_text(out, row->event_name);
    fputs("</td><td>", out);
    html_text(out, row->guard);
    fputs("</td><td>", out);
    html_text(out, row->next);
    fprintf(out, "</td><td class=\"%s\">",
            html_acts(row) || row->does >= ROW_ENTERS ? "does" : "why");
    said(row->actions, out);
    fputs("</td><td class=\"cites\">", out);
    links_to_clauses(report, row, out);
    fputs("</td>", out);
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (row->of_kind[kind])
            fprintf(out, "<td class=\"n\">%" PRIu64 "</td>", row->of_kind[kind]);
        else if (coverage_shows(report->coverage, kind))
            fprintf(out, "<td class=\"n zero\">%s</td>", kind == SIM ? "–" : "·");
    fputs("</tr>\n", out);
    detail(report, row, out);
}

static void rows(const struct report *report, const struct machine *machine, FILE *out)
{
    fputs("<div class=\"wide\"><table class=\"rows\"><caption>Rows</caption>\n"
          "<thead><tr><th>State</th><th>Event</th><th>Guard</th><th>Next</th><th>Actions, or "
          "why</th><th>Clause</th>",
          out);
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (coverage_shows(report->coverage, kind))
            fprintf(out, "<th class=\"n\">%s</th>", head_of(kind));
    fputs("</tr></thead>\n<tbody>\n", out);
    for (unsigned r = 0; r < machine->rows; r++)
        one_row(report, &machine->row[r], out);
    fputs("</tbody></table></div>\n", out);
}

void page_machine(const struct report *report, unsigned m, FILE *out)
{
    const struct machine *machine = &report->coverage->machine[m];
    matrix(machine, out);
    fputs("</div>\n", out); /* of diagram and matrix */
    rows(report, machine, out);
}
