/* Each token of right tables is dropped, doubled, replaced or followed by what does not belong
 * there: what comes of it is read and checked without a crash, each message has a place in its
 * file, and a mistake is one message, with few exceptions. */
#include "check/check.h"
#include "read/load.h"
#include "read/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const damages[] = {"dropped",  "doubled",  "replaced", "unquoted",    "before =",
                                      "behind )", "behind ,", "behind |", "line dropped"};
enum { DROPPED, DOUBLED, REPLACED, UNQUOTED, BEFORE, BEHIND, COMMA, BAR, LINE, DAMAGES };

#define MOST                                                                                       \
    6 /* messages that one damage causes: the checks of a row that is not there any more say       \
         honestly what it did */
#define MANY 2     /* more than these are seldom: */
#define SELDOM 100 /* one of so many damages */

static struct {
    size_t damages, sound, many, bad;
} count;

static void complain(const char *file, unsigned line, const char *damage, const char *what)
{
    printf("FAIL %s:%u, %s: %s\n", file, line, damage, what);
    count.bad++;
}

/* A message's column is that of its line in its source. */
static bool is_located(const struct fg_place *place)
{
    if (!place->source || place->line == 0 || place->column == 0 ||
        place->offset > place->source->length || place->column - 1 > place->offset)
        return false;
    size_t start = place->offset - (place->column - 1), lines = 1;
    for (size_t i = 0; i < start; i++)
        lines += place->source->text[i] == '\n';
    return lines == place->line && (start == 0 || place->source->text[start - 1] == '\n');
}

static void look_at(const char *file, unsigned line, const char *damage, const char *name,
                    const char *const *folder)
{
    struct fg_arena arena = {0};
    struct fg_log log = {.arena = &arena};
    struct fg_machine *machine = fg_arena_get(&arena, sizeof *machine);
    if (fg_load_among(machine, &arena, &log, name, folder))
        fg_check(machine);
    count.damages++;
    count.sound += log.errors == 0;
    count.many += log.entries.count > MANY;
    if (log.errors && log.entries.count == 0)
        complain(file, line, damage, "an error, and no message");
    for (size_t i = 0; i < log.entries.count; i++)
        if (!is_located(&log.entries.at[i].place) || !log.entries.at[i].text[0])
            complain(file, line, damage, log.entries.at[i].text);
    if (log.entries.count > MOST) {
        complain(file, line, damage, "too many messages");
        fg_log_flush(&log);
    }
    fg_arena_free(&arena);
}

/* Writes the table with `with` in the place of `length` bytes. */
static void damage(const char *name, const struct fg_source *source, size_t at, size_t length,
                   const char *with, size_t width)
{
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(source->text, 1, at, file) != at || fwrite(with, 1, width, file) != width ||
        fwrite(source->text + at + length, 1, source->length - at - length, file) !=
            source->length - at - length ||
        fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

static void damage_token(struct fg_arena *arena, const char *name, const struct fg_source *source,
                         size_t at, struct fg_token token, int how)
{
    const char *text = source->text + at;
    int length = (int)token.length;
    bool quoted = token.kind == FG_STRING;
    const char *with = how == DROPPED ? ""
                       : how == DOUBLED
                           ? fg_arena_print(arena, "%.*s %.*s", length, text, length, text)
                       : how == REPLACED ? "qqzzqq"
                       : how == UNQUOTED ? fg_arena_print(arena, "%.*s", length - quoted, text)
                       : how == BEFORE   ? fg_arena_print(arena, "=%.*s", length, text)
                                         : fg_arena_print(arena, "%.*s%s", length, text,
                                                        how == BEHIND  ? ")"
                                                          : how == COMMA ? ","
                                                                         : " |");
    damage(name, source, at, token.length, with, strlen(with));
}

static void damage_table(const char *file, const char *name)
{
    struct fg_arena arena = {0};
    struct fg_source source;
    const char *const folder[] = {
        fg_arena_print(&arena, "%.*s", (int)(strrchr(file, '/') - file), file), NULL};
    if (fg_source_read(&arena, &source, file)) {
        complain(file, 0, "", "cannot be read");
        return;
    }
    unsigned line = 0;
    for (size_t at = 0; at < source.length;) {
        const char *text = source.text + at, *feed = memchr(text, '\n', source.length - at);
        size_t length = feed ? (size_t)(feed - text) : source.length - at;
        struct fg_tokens tokens = {0};
        line++;
        fg_scan_tokens(&arena, &tokens, text, length);
        if (tokens.count) {
            damage(name, &source, at, length, "", 0);
            look_at(file, line, damages[LINE], name, folder);
        }
        size_t most = fg_scan_line(text, length) == FG_LINE_RULE && tokens.count > 12
                          ? 12
                          : tokens.count; /* dashes are all alike */
        for (size_t t = 0; t < most; t++)
            for (int how = 0; how < LINE; how++) {
                if (how == UNQUOTED && tokens.at[t].kind != FG_STRING)
                    continue;
                damage_token(&arena, name, &source, at + tokens.at[t].at, tokens.at[t], how);
                look_at(file, line, damages[how], name, folder);
            }
        at += length + 1;
    }
    fg_arena_free(&arena);
}

/* The file that the damaged tables are written to; then the tables. */
int main(int count_of_files, char **file)
{
    if (count_of_files < 2)
        return 2;
    for (int i = 2; i < count_of_files; i++)
        damage_table(file[i], file[1]);
    remove(file[1]);
    printf("%zu damages: %zu leave a table that is right, %zu cause more than %d messages\n",
           count.damages, count.sound, count.many, MANY);
    if (count.damages < 1000 || count.many * SELDOM > count.damages) {
        printf("FAIL: too many\n");
        count.bad++;
    }
    return count.bad != 0;
}
