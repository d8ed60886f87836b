#include "read/log.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES_MAX                                                                                \
    100 /* errors of one file, and as many warnings, so that neither crowds out the other; the     \
           rest is counted */
#define NAME_MAX_COMPARED 64
#define LINE_SHOWN 160
#define TEXT_MAX 600 /* bytes of one message: a name can be as long as its file */

static char *format_text(struct fg_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    size_t room = length < 0 ? 1 : (size_t)length + 1;
    char *text = fg_arena_get(arena, room + sizeof " ...");
    vsnprintf(text, room, format, again);
    va_end(again);
    if (room > TEXT_MAX)
        strcpy(text + TEXT_MAX, " ...");
    return text;
}

void fg_log_error(struct fg_log *log, struct fg_place place, const char *check, const char *format,
                  ...)
{
    int which = check ? fg_diagnostic_find(check, strlen(check)) : -1;
    enum fg_level level = which < 0 ? FG_ERROR : fg_level_of(&log->levels, which);
    log->muted = level == FG_OFF;
    if (log->muted)
        return;
    log->errors += level == FG_ERROR;
    if (log->said[level == FG_WARNING] >= ENTRIES_MAX) {
        log->muted = true;
        log->unsaid++;
        return;
    }
    log->said[level == FG_WARNING]++;
    struct fg_entry *entry = FG_PUSH(log->arena, &log->entries);
    va_list arguments;
    va_start(arguments, format);
    *entry = (struct fg_entry){.place = place,
                               .check = check,
                               .warning = level == FG_WARNING,
                               .text = format_text(log->arena, format, arguments)};
    va_end(arguments);
}

void fg_log_hint(struct fg_log *log, const char *format, ...)
{
    if (log->muted || log->entries.count == 0)
        return;
    struct fg_entry *entry = &log->entries.at[log->entries.count - 1];
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(log->arena, format, arguments);
    va_end(arguments);
    entry->hint = entry->hint ? fg_arena_print(log->arena, "%s\n    %s", entry->hint, text) : text;
}

void fg_log_suggest(struct fg_log *log, const char *candidate)
{
    if (candidate)
        fg_log_hint(log, "did you mean '%s'?", candidate);
}

/* The edit distance of two names: a letter inserted, removed or replaced, or two letters swapped. A
 * difference in case costs nothing, so that `calling` finds `Calling` first. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MAX_COMPARED + 1], height = strlen(a), width = strlen(b);
    if (height > NAME_MAX_COMPARED || width > NAME_MAX_COMPARED)
        return SIZE_MAX;
    for (size_t j = 0; j <= width; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= height; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            bool swapped = i > 1 && j > 1 &&
                           tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 2]) &&
                           tolower((unsigned char)a[i - 2]) == tolower((unsigned char)b[j - 1]);
            row[j] = above[j - 1] + !same;
            if (above[j] + 1 < row[j])
                row[j] = above[j] + 1;
            if (row[j - 1] + 1 < row[j])
                row[j] = row[j - 1] + 1;
            if (swapped && second[j - 2] + 1 < row[j])
                row[j] = second[j - 2] + 1;
        }
    }
    return rows[height % 3][width];
}

const char *fg_log_closer(const char *wrong, const char *best, const char *candidate)
{
    if (!candidate || strcmp(wrong, candidate) == 0)
        return best;
    size_t length = strlen(wrong), reach = distance(wrong, candidate);
    if (reach > (length < 3 ? 0 : length < 6 ? 1 : length / 3))
        return best;
    return !best || reach < distance(wrong, best) ? candidate : best;
}

bool fg_log_said(const struct fg_log *log, struct fg_place place, const char *check)
{
    for (size_t i = 0; i < log->entries.count; i++) {
        const struct fg_entry *entry = &log->entries.at[i];
        if (entry->check && strcmp(entry->check, check) == 0 &&
            entry->place.source == place.source && entry->place.offset == place.offset)
            return true;
    }
    return false;
}

bool fg_log_is_error(const struct fg_log *log, const char *check)
{
    return fg_level_of(&log->levels, fg_diagnostic_find(check, strlen(check))) == FG_ERROR;
}

static int by_place(const struct fg_entry *a, const struct fg_entry *b)
{
    if (a->place.source->order != b->place.source->order)
        return a->place.source->order < b->place.source->order ? -1 : 1;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return 0;
}

/* Prints the line, with control characters made visible, and the caret below it. Both lines keep
 * tabs. */
static void show_line(const struct fg_place *place)
{
    const struct fg_source *source = place->source;
    size_t start = place->offset - (place->column - 1), end = place->offset;
    while (end < source->length && source->text[end] != '\n')
        end++;
    if (end > start && source->text[end - 1] == '\r')
        end--;
    if (end == start)
        return;
    if (place->column > LINE_SHOWN)
        start = place->offset - LINE_SHOWN / 2;
    if (end - start > LINE_SHOWN)
        end = start + LINE_SHOWN;
    fputs("    ", stderr);
    for (size_t i = start; i < end; i++) {
        unsigned char c = (unsigned char)source->text[i];
        fputc((c < ' ' && c != '\t') || c == 0x7f ? '?' : c, stderr);
    }
    fputs("\n    ", stderr);
    for (size_t i = start; i < place->offset; i++) {
        unsigned char c = (unsigned char)source->text[i];
        if ((c & 0xc0) != 0x80) /* one blank for each character, not for each byte */
            fputc(c == '\t' ? '\t' : ' ', stderr);
    }
    fputc('^', stderr);
    for (size_t i = 1; i < place->width && place->offset + i < end; i++)
        if (((unsigned char)source->text[place->offset + i] & 0xc0) != 0x80)
            fputc('~', stderr);
    fputc('\n', stderr);
}

void fg_log_flush(struct fg_log *log)
{
    struct fg_entry *entry = log->entries.at;
    size_t count = log->entries.count;
    /* insertion sort: stable, and there are few entries */
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0; j--) {
            if (by_place(&entry[j - 1], &entry[j]) <= 0)
                break;
            struct fg_entry later = entry[j - 1];
            entry[j - 1] = entry[j];
            entry[j] = later;
        }
    for (size_t i = 0; i < count; i++) {
        fprintf(stderr, "%s:%u:%u: %s: %s", entry[i].place.source->name,
                (unsigned)entry[i].place.line, (unsigned)entry[i].place.column,
                entry[i].warning ? "warning" : "error", entry[i].text);
        if (entry[i].check)
            fprintf(stderr, " [%s]", entry[i].check);
        fputc('\n', stderr);
        show_line(&entry[i].place);
        if (entry[i].hint)
            fprintf(stderr, "    %s\n", entry[i].hint);
    }
    if (log->unsaid)
        fprintf(stderr, "fsmgen: %zu more messages\n", log->unsaid);
    log->entries.count = log->said[0] = log->said[1] = 0;
    log->unsaid = 0;
}
