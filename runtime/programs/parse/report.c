/* An error in a text. See report.h. */
#include "parse/report.h"
#include "sipfsm/msg.h"
#include "sipfsm/utf8.h"

#include <stdarg.h>

#define SHOWN_BEFORE 72 /* bytes of a line */
#define SHOWN_AFTER 40

/* A glyph of the line at p, or a dot for what has none. Returns the bytes it took. */
static unsigned put_glyph(FILE *out, const char *p, const char *pe)
{
    unsigned bytes = sf_utf8_printable_bytes((struct sf_str){p, (size_t)(pe - p)});
    if (bytes)
        fwrite(p, 1, bytes, out);
    else
        fputc(*p == '\t' ? ' ' : '.', out);
    return bytes ? bytes : 1;
}

static void show(FILE *out, struct sf_str text, uint32_t at)
{
    const char *start = text.p + at, *end = start, *first, *last;
    while (start > text.p && start[-1] != '\n')
        start--;
    while (end < text.p + text.len && *end != '\n')
        end++;
    if (end > start && end[-1] == '\r' && end - 1 >= text.p + at)
        end--;
    if (start == end)
        return;
    first = text.p + at - start > SHOWN_BEFORE ? text.p + at - SHOWN_BEFORE : start;
    last = end - (text.p + at) > SHOWN_AFTER ? text.p + at + SHOWN_AFTER : end;
    while (first > start && ((unsigned char)*first & 0xc0) == 0x80)
        first--;
    while (last < end && ((unsigned char)*last & 0xc0) == 0x80)
        last++;
    unsigned column = 0;
    fputs(first > start ? "  ..." : "  ", out);
    for (const char *p = first; p < last;) {
        unsigned bytes = put_glyph(out, p, last);
        column += p + bytes <= text.p + at;
        p += bytes;
    }
    fprintf(out, "%s\n%*s^\n", last < end ? "..." : "", (int)column + (first > start ? 5 : 2), "");
}

void report_place(struct sf_str text, uint32_t at, uint32_t from_line, uint32_t from_column,
                  uint32_t *line, uint32_t *column)
{
    sf_msg_place(text.p, text.len, at, line, column);
    if (*line == 1)
        *column += from_column;
    *line += from_line;
}

void report_from(FILE *out, const char *name, struct sf_str text, uint32_t at, uint32_t from_line,
                 uint32_t from_column, const char *what, const char *format, ...)
{
    va_list arguments;
    uint32_t line, column;
    if (at > text.len)
        at = (uint32_t)text.len;
    report_place(text, at, from_line, from_column, &line, &column);
    fprintf(out, "%s:%u:%u: %s: ", name, line, column, what);
    va_start(arguments, format);
    vfprintf(out, format, arguments);
    va_end(arguments);
    fputc('\n', out);
    show(out, text, at);
}
