/* The input is a table. The bytes after a NUL, if there is one, are the contents of any `include`.
 * The table is read and checked. If it is correct, it is emitted in every form, and its expanded
 * print must be a table that prints the same. */
#define _POSIX_C_SOURCE 200809L /* fmemopen */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "check/cascade.h"
#include "check/check.h"
#include "emit/emit.h"
#include "read/load.h"

/* A limit, because a short table can make much work: a list of states times a list of events is
 * squared, and checks are slower still. */
#define INPUT_BYTES 12000

static struct {
    const char *bytes;
    size_t size;
} file[2]; /* the table, what it includes */

FILE *fuzz_fopen(const char *name, const char *mode);
FILE *fuzz_nowhere(void);

FILE *fuzz_fopen(const char *name, const char *mode)
{
    int which = strcmp(name, "input.fsm") != 0;
    (void)mode;
    if (which && !file[1].bytes)
        return NULL;
    return file[which].size ? fmemopen((void *)(uintptr_t)file[which].bytes, file[which].size, "rb")
                            : fopen("/dev/null", "rb");
}

FILE *fuzz_nowhere(void)
{
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "wb");
    return nowhere;
}

static void check_log(const struct fg_log *log)
{
    size_t warnings = 0;
    for (size_t i = 0; i < log->entries.count; i++)
        warnings += log->entries.at[i].warning;
    FUZZ_MUST(log->errors > 0 || log->entries.count == warnings, "%zu errors, %zu told",
              log->errors, log->entries.count);
    for (size_t i = 0; i < log->entries.count; i++) {
        const struct fg_entry *entry = &log->entries.at[i];
        const struct fg_place *place = &entry->place;
        FUZZ_MUST(entry->text && entry->text[0], "an error without a text");
        FUZZ_MUST(place->source && place->line > 0 && place->column > 0, "'%s' has no place",
                  entry->text);
        FUZZ_MUST(place->offset <= place->source->length, "'%s': offset %u of %zu", entry->text,
                  place->offset, place->source->length);
        FUZZ_MUST(place->column - 1 <= place->offset, "'%s': column %u at offset %u", entry->text,
                  place->column, place->offset);
        size_t start = place->offset - (place->column - 1), lines = 1;
        FUZZ_MUST(start == 0 || place->source->text[start - 1] == '\n',
                  "'%s': column %u is not its column", entry->text, place->column);
        for (size_t at = 0; at < start; at++)
            lines += place->source->text[at] == '\n';
        FUZZ_MUST(lines == place->line, "'%s': line %u is line %zu", entry->text, place->line,
                  lines);
    }
}

/* Reads and checks the contents of `file`. Null if it has an error. */
static struct fg_machine *load(struct fg_arena *arena, struct fg_log *log)
{
    struct fg_machine *machine = fg_arena_get(arena, sizeof *machine);
    log->arena = arena;
    if (fg_load(machine, arena, log, "input.fsm"))
        fg_check(machine);
    check_log(log);
    bool sound = log->errors == 0;
    if (sound) {
        fg_cascade(arena, log, &machine, 1, false);
        check_log(log);
        sound = log->errors == 0;
    }
    fg_log_flush(log);
    return sound ? machine : NULL;
}

static void emit(struct fg_machine *machine, struct fg_arena *arena)
{
    struct fg_output header = {.arena = arena}, table = header, names = header, dot = header;
    struct fg_output bin = header, json = header, mermaid = header, page = header;
    fg_emit_json(machine, &json);
    fg_emit_mermaid(machine, &mermaid);
    fg_emit_markdown(&machine, 1, 0, NULL, NULL, false, &page);
    bool fits = fg_emit_bin(machine, true, &bin);
    FUZZ_MUST(json.count && mermaid.count && page.count && (bin.count || !fits),
              "nothing was emitted");
    fg_emit_c_header(machine, &header);
    fg_emit_c_names(machine, &names);
    fg_emit_dot(machine, &dot);
    if (fg_emit_c_table(machine, &table))
        FUZZ_MUST(table.count && header.count && names.count && dot.count, "nothing was emitted");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fg_arena arena = {0}, again_arena = {0};
    struct fg_log log = {0}, again_log = {0};
    if (size > INPUT_BYTES)
        return 0;
    char *copy = fuzz_copy(data, size), *nul = memchr(copy, 0, size);
    file[0].bytes = copy;
    file[0].size = nul ? (size_t)(nul - copy) : size;
    file[1].bytes = nul ? nul + 1 : NULL;
    file[1].size = nul ? size - file[0].size - 1 : 0;
    struct fg_machine *machine = load(&arena, &log);
    if (machine) {
        struct fg_output print = {.arena = &arena}, twice = {.arena = &again_arena};
        emit(machine, &arena);
        fg_emit_print(machine, &print);
        file[0].bytes = print.at;
        file[0].size = print.count;
        struct fg_machine *again = load(&again_arena, &again_log);
        FUZZ_MUST(again, "the print of a sound table is not sound:\n%.*s", (int)print.count,
                  print.at);
        fg_emit_print(again, &twice);
        FUZZ_MUST(print.count == twice.count && memcmp(print.at, twice.at, print.count) == 0,
                  "the print of a print is another");
    }
    fg_arena_free(&arena);
    fg_arena_free(&again_arena);
    free(copy);
    return 0;
}
