/* coverage_report --tables
 * coverage_report DIR [--check] [--summary] [--rows FILE] [--clauses FILE] [--lines CSV] [--page
 * FILE --style FILE --script FILE]
 *
 * The first says which tables this program knows; the second reads the counts folder DIR (counts.h)
 * and reports. --check says which rows nothing ran, and exits 1 if there are any. Exit status 2:
 * usage, or counts that cannot be used. */
#include <stdlib.h>
#include <string.h>

#include "report.h"

static struct coverage coverage;
static struct lines lines;

static int usage(void)
{
    fprintf(stderr, "usage: coverage_report --tables\n"
                    "       coverage_report DIR [--check] [--summary] [--rows FILE] [--clauses "
                    "FILE] [--lines CSV]\n"
                    "                       [--page FILE --style FILE --script FILE]\n");
    return 2;
}

static int refuse(const char *what, const char *why)
{
    fprintf(stderr, "%s%s%s\n", what, *why ? ": " : "", why);
    return 2;
}

static bool read_clauses(const char *path, struct fg_arena *arena, struct fg_clauses *clauses)
{
    struct fg_log log = {.arena = arena};
    bool ok = fg_clauses_read(clauses, arena, &log, path);
    fg_log_flush(&log);
    return ok;
}

static bool rows_file(const struct report *report, const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return false;
    text_rows(report, out);
    return fclose(out) == 0;
}

int main(int argc, char **argv)
{
    static struct fg_arena arena;
    static struct fg_clauses clauses;
    enum { ROWS, CLAUSES, LINES, PAGE, STYLE, SCRIPT, OPTIONS };
    static const char *const option[OPTIONS] = {"--rows", "--clauses", "--lines",
                                                "--page", "--style",   "--script"};
    const char *value[OPTIONS] = {NULL}, *dir = NULL;
    bool check = false, summary = false, tables = false;
    for (int i = 1; i < argc; i++) {
        int o = 0;
        while (o < OPTIONS && strcmp(argv[i], option[o]) != 0)
            o++;
        if (o < OPTIONS && i + 1 < argc)
            value[o] = argv[++i];
        else if (strcmp(argv[i], "--check") == 0)
            check = true;
        else if (strcmp(argv[i], "--summary") == 0)
            summary = true;
        else if (strcmp(argv[i], "--tables") == 0)
            tables = true;
        else if (argv[i][0] != '-' && !dir)
            dir = argv[i];
        else
            return usage();
    }
    if (tables == (dir != NULL) || (value[PAGE] && (!value[STYLE] || !value[SCRIPT])))
        return usage();
    coverage_add_machines(&coverage);
    if (tables) {
        coverage_print_tables(&coverage, stdout);
        return 0;
    }
    if (!coverage_read(&coverage, dir))
        return refuse(coverage.error, "");
    if (value[CLAUSES] && !read_clauses(value[CLAUSES], &arena, &clauses))
        return 2;
    if (value[LINES] && !lines_read(&lines, value[LINES]))
        return refuse(value[LINES], "no line coverage can be read from it");
    struct report report = {&coverage, value[CLAUSES] ? &clauses : NULL,
                            value[LINES] ? &lines : NULL};
    if (summary)
        text_summary(&report, stdout);
    if (value[ROWS] && !rows_file(&report, value[ROWS]))
        return refuse(value[ROWS], "cannot be written");
    if (value[PAGE] && !page_write(&report, value[STYLE], value[SCRIPT], value[PAGE]))
        return 2;
    return check && text_check(&coverage, stdout) > 0;
}
