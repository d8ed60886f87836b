/* The page: rows that have never run come first, then the machines, the clauses, the lines. */
#include <string.h>

#include "html.h"

static bool copy_file(const char *path, FILE *out)
{
    char part[4096];
    size_t n;
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return false;
    }
    while ((n = fread(part, 1, sizeof part, file)))
        fwrite(part, 1, n, out);
    fclose(file);
    return true;
}

static double percent(unsigned part, unsigned whole)
{
    return whole ? 100.0 * part / whole : 100.0;
}

static void bar(FILE *out, unsigned run, unsigned walk, unsigned whole)
{
    fprintf(out,
            "<span class=\"bar\" title=\"%u of %u\"><i class=\"run\" style=\"width:%.1f%%\"></i><i "
            "class=\"walk\" style=\"width:%.1f%%\"></i></span>",
            run, whole, percent(run, whole), walk ? percent(walk, whole) : 0);
}

static void tile(FILE *out, const char *class, const char *number, const char *of, const char *what)
{
    fprintf(out,
            "<div class=\"tile %s\"><b>%s</b><span class=\"of\">%s</span><span>%s</span></div>\n",
            class, number, of, what);
}

static void sum_lines(const struct lines *lines, struct file_lines *all)
{
    *all = (struct file_lines){0};
    for (unsigned i = 0; i < lines->files; i++) {
        all->lines += lines->file[i].lines;
        all->covered += lines->file[i].covered;
    }
}

static void tiles(const struct report *report, const struct totals *all, FILE *out)
{
    char number[32], of[32];
    fputs("<div class=\"tiles\">\n", out);
    snprintf(number, sizeof number, "%u", all->run);
    snprintf(of, sizeof of, " of %u", all->rows);
    tile(out, "good", number, of, "rows ran in calls");
    snprintf(number, sizeof number, "%u", all->walk);
    tile(out, all->walk ? "half" : "good", number, "", "rows ran only in a walk");
    snprintf(number, sizeof number, "%u", all->none);
    tile(out, all->none ? "bad" : "good", number, "", "rows never ran");
    snprintf(number, sizeof number, "%u", all->broken);
    tile(out, all->broken ? "bad" : "good", number, "", "<code>never</code> rows ran in calls");
    if (report->clauses) {
        unsigned whole = 0;
        for (size_t i = 0; i < report->clauses->list.count; i++) {
            struct clause_total total;
            clause_sum(report->coverage, report->clauses->list.at[i].text, &total);
            whole += total.rows && total.run == total.rows;
        }
        snprintf(number, sizeof number, "%u", whole);
        snprintf(of, sizeof of, " of %zu", report->clauses->list.count);
        tile(out, "good", number, of, "clauses: every row ran");
    }
    if (report->lines) {
        struct file_lines sum;
        sum_lines(report->lines, &sum);
        snprintf(number, sizeof number, "%.1f%%", percent(sum.covered, sum.lines));
        tile(out, "good", number, "", "of handwritten lines ran");
    }
    fputs("</div>\n", out);
}

static void machines_table(const struct report *report, FILE *out)
{
    const struct coverage *coverage = report->coverage;
    fputs("<div class=\"wide\"><table class=\"sums\"><caption>Rows that ran, by kind of "
          "test</caption><thead><tr><th>Machine</th><th class=\"n\">rows</th>",
          out);
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (coverage_shows(coverage, kind))
            fprintf(out, "<th class=\"n\">%s</th>", kind == SIPP ? "SIPp" : kind_name[kind]);
    fputs(
        "<th class=\"n\">walk only</th><th class=\"n\">never</th><th></th></tr></thead>\n<tbody>\n",
        out);
    for (unsigned m = 0; m < coverage->machines; m++) {
        struct totals t = {0};
        coverage_total(&coverage->machine[m], &t);
        const char *name = coverage->machine[m].names->machine;
        fprintf(out, "<tr><th scope=\"row\"><a href=\"#m-%s\">%s</a></th><td class=\"n\">%u</td>",
                name, name, t.rows);
        for (enum kind kind = 0; kind < KINDS; kind++)
            if (kind == SIM && !t.of_kind[kind])
                fputs("<td class=\"n zero\">–</td>", out);
            else if (coverage_shows(coverage, kind))
                fprintf(out, "<td class=\"n\">%u</td>", t.of_kind[kind]);
        fprintf(out, "<td class=\"n%s\">%u</td><td class=\"n%s\">%u</td><td>",
                t.walk ? " walk" : " zero", t.walk, t.none ? " none" : " zero", t.none);
        bar(out, t.run, t.walk, t.rows);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static bool is_gap(const struct row *row, enum level level)
{
    return row_level(row) == level && (row->does != ROW_NEVER || level == LEVEL_NONE);
}

static void gap(const struct row *row, enum level level, FILE *out)
{
    fprintf(out, "<a class=\"%s\" href=\"#%s\">", level == LEVEL_NONE ? "none" : "walk", row->key);
    html_text(out, row->state);
    fputs(" · ", out);
    html_text(out, row->event_name);
    if (*row->guard) {
        fputs(" [", out);
        html_text(out, row->guard);
        fputs("]", out);
    }
    fputs("</a> ", out);
}

/* A line for each machine; long lists are folded. */
static void gaps(const struct coverage *coverage, enum level level, const char *title, FILE *out)
{
    bool said = false;
    for (unsigned m = 0; m < coverage->machines; m++) {
        const struct machine *machine = &coverage->machine[m];
        unsigned count = 0;
        for (unsigned r = 0; r < machine->rows; r++)
            count += is_gap(&machine->row[r], level);
        if (!count)
            continue;
        if (!said)
            fprintf(out, "<h3>%s</h3>\n", title);
        said = true;
        fprintf(out, "<details class=\"gaps\"%s><summary>%s <b>%u</b></summary>\n",
                count <= 20 ? " open=\"open\"" : "", machine->names->machine, count);
        for (unsigned r = 0; r < machine->rows; r++)
            if (is_gap(&machine->row[r], level))
                gap(&machine->row[r], level, out);
        fputs("</details>\n", out);
    }
}

static bool machines(const struct report *report, FILE *out)
{
    for (unsigned m = 0; m < report->coverage->machines; m++) {
        const struct machine *machine = &report->coverage->machine[m];
        struct totals t = {0};
        coverage_total(machine, &t);
        fprintf(out,
                "<section class=\"machine\" id=\"m-%s\">\n<h2>%s</h2>\n<p "
                "class=\"file\"><code>%s</code> · %u rows: %u ran in calls, %u only in a walk, %u "
                "not at all</p>\n"
                "<div class=\"pair\">\n<div class=\"wide diagram\">\n",
                machine->names->machine, machine->names->machine, machine->names->file, t.rows,
                t.run, t.walk, t.none);
        if (!diagram_write(machine, out))
            return false;
        fputs("</div>\n", out);
        page_machine(report, m, out);
        fputs("</section>\n", out);
    }
    return true;
}

static void clause_rows(const struct coverage *coverage, const char *clause, FILE *out)
{
    for (unsigned m = 0; m < coverage->machines; m++) {
        bool said = false;
        for (unsigned r = 0; r < coverage->machine[m].rows; r++) {
            const struct row *row = &coverage->machine[m].row[r];
            if (!cites(row, clause))
                continue;
            if (!said)
                fprintf(out, "<span class=\"of\">%s</span> ", coverage->machine[m].names->machine);
            said = true;
            fprintf(out, "<a class=\"%s\" href=\"#%s\">", html_level(row), row->key);
            html_text(out, row->state);
            fputs(" · ", out);
            html_text(out, row->event_name);
            fputs("</a> ", out);
        }
    }
}

static void clauses(const struct report *report, FILE *out)
{
    const struct coverage *coverage = report->coverage;
    fputs(
        "<section id=\"clauses\">\n<h2>Clauses</h2>\n<div class=\"wide\"><table "
        "class=\"clauses\"><thead><tr><th>Clause</th><th>What it asks</th><th class=\"n\">rows</th>"
        "<th class=\"n\">ran</th><th></th></tr></thead>\n<tbody>\n",
        out);
    for (size_t i = 0; i < report->clauses->list.count; i++) {
        const struct fg_clause *clause = &report->clauses->list.at[i];
        const char *link = report->clauses->documents.at[clause->document].link;
        struct clause_total total;
        unsigned tests = 0;
        clause_sum(coverage, clause->text, &total);
        fprintf(out, "<tr class=\"row %s\" id=\"c-%s\" tabindex=\"0\"><td>",
                total.run == total.rows  ? "run3"
                : total.run + total.walk ? "walk"
                                         : "none",
                clause->text);
        html_text(out, clause->text);
        fputs("</td><td><i>", out);
        html_text(out, clause->title);
        fputs(".</i> ", out);
        html_text(out, clause->gist);
        fprintf(out, "</td><td class=\"n\">%u</td><td class=\"n\">%u</td><td>", total.rows,
                total.run);
        bar(out, total.run, total.walk, total.rows);
        fputs("</td></tr>\n<tr class=\"detail\"><td colspan=\"5\">", out);
        if (link)
            fprintf(out, "<p><a href=\"%s%s\">%s%s</a></p>", link, clause->section, link,
                    clause->section);
        fputs("<p class=\"links\">", out);
        clause_rows(coverage, clause->text, out);
        fputs("</p><p><b>tests</b>", out);
        for (unsigned t = 0; t < coverage->tests; t++)
            if (clause_in_test(coverage, clause->text, t)) {
                fprintf(out, " <span class=\"test\">%s</span>", coverage->test[t].name);
                tests++;
            }
        fputs(tests ? "</p></td></tr>\n" : " none</p></td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n</section>\n", out);
}

static void lines_row(const struct file_lines *of, const char *class, FILE *out)
{
    fprintf(out,
            "<tr class=\"%s\"><td><code>%s</code></td><td class=\"n\">%u</td><td "
            "class=\"n\">%u</td><td class=\"n\">%.1f%%</td><td class=\"n\">%.1f%%</td><td>",
            class, of->path, of->lines, of->covered, percent(of->covered, of->lines),
            percent(of->branches_taken, of->branches));
    bar(out, of->covered, 0, of->lines);
    fputs("</td></tr>\n", out);
}

static void lines_section(const struct lines *lines, FILE *out)
{
    struct file_lines sum;
    fputs("<section id=\"lines\">\n<h2>Lines of handwritten code</h2>\n<div class=\"wide\"><table "
          "class=\"lines\"><thead><tr><th>File</th><th class=\"n\">lines</th>"
          "<th class=\"n\">run</th><th class=\"n\">%</th><th "
          "class=\"n\">branches</th><th></th></tr></thead>\n",
          out);
    for (unsigned next, first = 0; first < lines->files; first = next) {
        next = lines_sum(lines, first, &sum);
        fputs("<tbody>\n", out);
        lines_row(&sum, "folder", out);
        for (unsigned i = first; i < next; i++)
            lines_row(&lines->file[i], "one", out);
        fputs("</tbody>\n", out);
    }
    fputs("</table></div>\n</section>\n", out);
}

static void navigation(const struct report *report, FILE *out)
{
    fputs("<nav>\n<a href=\"#top\">Coverage</a>\n", out);
    for (unsigned m = 0; m < report->coverage->machines; m++)
        fprintf(out, "<a href=\"#m-%s\">%s</a>\n", report->coverage->machine[m].names->machine,
                report->coverage->machine[m].names->machine);
    fprintf(out,
            "%s%s<label class=\"find\"><span>Filter</span> <input id=\"filter\" type=\"search\" "
            "placeholder=\"state, event, clause, test\"></label>\n"
            "<label class=\"find\"><input id=\"gaps-only\" type=\"checkbox\"> only "
            "gaps</label>\n</nav>\n",
            report->clauses ? "<a href=\"#clauses\">clauses</a>\n" : "",
            report->lines ? "<a href=\"#lines\">lines</a>\n" : "");
}

static const char legend[] =
    "<p class=\"legend\"><span class=\"none\">never ran</span> <span class=\"walk\">ran only in a "
    "walk</span> "
    "<span class=\"run1\">ran 1+</span><span class=\"run2\">10+</span><span "
    "class=\"run3\">100+</span><span class=\"run4\">1,000+</span>"
    "<span class=\"run5\">10,000+</span> <span class=\"never\"><i>never</i>: the table says it "
    "cannot be</span></p>\n";

bool page_write(const struct report *report, const char *style, const char *script,
                const char *path)
{
    struct totals all = {0};
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        return false;
    }
    for (unsigned m = 0; m < report->coverage->machines; m++)
        coverage_total(&report->coverage->machine[m], &all);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
          "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<title>sipfsm coverage</title>\n<style>\n",
          out);
    bool ok = copy_file(style, out);
    fputs("</style>\n</head>\n<body>\n", out);
    navigation(report, out);
    fprintf(out,
            "<main id=\"top\">\n<div id=\"overview\">\n<h1>Coverage</h1>\n<p>How often each row of "
            "each table ran, in %u tests. Click a row, an arrow or a cell for its clauses and its "
            "tests. "
            "A walk puts a table by itself into a state and gives it an event; all other tests run "
            "whole calls.</p>\n",
            report->coverage->tests);
    tiles(report, &all, out);
    fputs(legend, out);
    gaps(report->coverage, LEVEL_NONE, "Never ran", out);
    gaps(report->coverage, LEVEL_WALK, "Ran only in a walk: no call has been seen to need it", out);
    machines_table(report, out);
    fputs("</div>\n", out);
    ok = machines(report, out) && ok;
    if (report->clauses)
        clauses(report, out);
    if (report->lines)
        lines_section(report->lines, out);
    fputs("</main>\n<script>\n", out);
    ok = copy_file(script, out) && ok;
    fputs("</script>\n</body>\n</html>\n", out);
    if (fclose(out) != 0) {
        perror(path);
        return false;
    }
    return ok;
}
