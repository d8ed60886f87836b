/* Words for the page and the diagrams in it. */
#ifndef TESTS_COVERAGE_HTML_H
#define TESTS_COVERAGE_HTML_H

#include <inttypes.h>

#include "report.h"

/* Text, as the content of an element or of a quoted attribute. */
static inline void html_text(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
}

/* 950, 1.2k, 34k, 5.6M: short enough to fit next to an arrow. At least 8 bytes. */
static inline const char *html_short(uint64_t count, char *text, size_t size)
{
    double value = (double)count;
    if (count < 1000)
        snprintf(text, size, "%" PRIu64, count);
    else
        snprintf(text, size,
                 value < 9950     ? "%.1fk"
                 : value < 999500 ? "%.0fk"
                                  : "%.1fM",
                 value < 999500 ? value / 1000 : value / 1000000);
    return text;
}

/* The class of a row: never, none, walk, or run1 to run5, each for ten times as many runs. */
static inline const char *html_level(const struct row *row)
{
    static const char *const run[] = {"run1", "run2", "run3", "run4", "run5"};
    unsigned step = 0;
    if (row->does == ROW_NEVER)
        return row_runs(row) ? "none" : "never";
    if (row_level(row) != LEVEL_RUN)
        return row_level(row) == LEVEL_WALK ? "walk" : "none";
    for (uint64_t count = row_runs(row); count >= 10 && step < 4; count /= 10)
        step++;
    return run[step];
}

static inline bool html_acts(const struct row *row)
{
    return row->does == ROW_GOES || row->does == ROW_STAYS;
}

/* The parts of the page about one machine. */
void page_machine(const struct report *report, unsigned machine, FILE *out);

#endif
