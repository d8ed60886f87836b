#include "read/parse.h"

#include "read/reader.h"

#include <string.h>

#define INCLUDE_DEPTH 16
#define INCLUDE_FILES                                                                              \
    64 /* of a machine: if a file includes itself under ever new names (links to `.`), the number  \
          would double with each level */
#define ERRORS_MAX 1000 /* nobody reads more than this; reading stops there */
#define HUSHED_MAX 200  /* words of a refused line, which can be as long as its file */

static struct fg_place file_place(const struct fg_source *source)
{
    return (struct fg_place){.source = source, .line = 1, .column = 1};
}

/* A line was refused: the names that it would have declared are not reported as unknown. */
static void hush(struct fg_cursor *cursor, const struct fg_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count && i < HUSHED_MAX; i++)
        if (tokens->at[i].kind == FG_WORD)
            fg_machine_symbol(cursor->machine, fg_cursor_text(cursor, tokens->at[i]),
                              tokens->at[i].length)
                ->hushed = FG_HUSHED_ALL;
}

static void read_include(struct fg_reader *reader, const char *target, struct fg_place place);

static void read_line(struct fg_reader *reader, struct fg_cursor *cursor)
{
    const char *text = cursor->source->text + cursor->start;
    struct fg_tokens tokens = {0};
    enum fg_line_kind kind = fg_scan_line(text, cursor->length);
    if (kind == FG_LINE_BLANK)
        return;
    fg_scan_tokens(cursor->machine->arena, &tokens, text, cursor->length);
    cursor->token = tokens.at;
    cursor->at = 0;
    cursor->end = tokens.count;
    reader->errors_before = cursor->machine->log->errors;
    switch (kind) {
    case FG_LINE_DECLARATION:
        fg_declare(reader, cursor);
        if (reader->include) {
            const char *target = reader->include;
            reader->include = NULL;
            read_include(reader, target, reader->include_place);
        }
        break;
    case FG_LINE_ROW:
        reader->has_table = true;
        fg_table_row(reader, cursor);
        break;
    case FG_LINE_RULE:
        fg_table_rule(reader, cursor);
        break;
    default:
        if (!fg_table_bad(reader, cursor))
            fg_cursor_expected(cursor, "a declaration or a table row");
    }
    if (cursor->machine->log->errors != reader->errors_before)
        hush(cursor, &tokens);
}

/* Reading stops when a list is too long: the rest can only be more of the same. */
static bool is_too_long(struct fg_reader *reader, const struct fg_cursor *cursor)
{
    const struct fg_machine *machine = cursor->machine;
    const struct {
        size_t count, most;
        const char *what;
    } list[] = {{machine->lines.count, FG_ROWS_MAX, "rows"},
                {machine->guards.count, FG_NAMES_MAX, "guards"},
                {machine->actions.count, FG_NAMES_MAX, "actions"},
                {machine->constants.count, FG_NAMES_MAX, "constants"},
                {machine->events.count, FG_EVENTS_MAX, "events"},
                {machine->timers.count, FG_NAMES_MAX, "timers"},
                {machine->classes.count, FG_NAMES_MAX, "classes"},
                {machine->sinks.count, FG_NAMES_MAX, "sinks"},
                {machine->headers.count, FG_NAMES_MAX, "headers"},
                {machine->exclusives.count, FG_NAMES_MAX, "`exclusive` lines"},
                {machine->finals.count, FG_STATES_MAX, "final states"},
                {machine->meanings.count, FG_STATES_MAX, "states"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i].count > list[i].most) {
            fg_log_error(machine->log, fg_cursor_here(cursor), NULL, "more than %zu %s",
                         list[i].most, list[i].what);
            return reader->machine->cut = true;
        }
    return false;
}

static void read_source(struct fg_reader *reader, const struct fg_source *source)
{
    struct fg_log *log = reader->machine->log;
    const char *nul = memchr(source->text, 0, source->length);
    struct fg_cursor cursor = {
        .machine = reader->machine, .source = source, .shared = reader->open.count > 1};
    for (size_t start = 0; start < source->length;) {
        const char *text = source->text + start;
        const char *feed = memchr(text, '\n', source->length - start);
        size_t length = feed ? (size_t)(feed - text) : source->length - start;
        cursor.line++;
        cursor.start = (uint32_t)start;
        start += length + 1;
        if (nul && nul < text + length) {
            struct fg_place place = file_place(source);
            place.line = cursor.line;
            place.offset = (uint32_t)(nul - source->text);
            place.column = place.offset - cursor.start + 1;
            fg_log_error(log, place, NULL, "a NUL byte: this is not a text file");
            return; /* it cannot be a table */
        }
        if (length > 0 && text[length - 1] == '\r')
            length--;
        cursor.length = (uint32_t)length;
        read_line(reader, &cursor);
        reader->machine->cut |= log->errors - reader->errors > ERRORS_MAX;
        if (reader->machine->cut || is_too_long(reader, &cursor))
            return;
    }
}

static const struct fg_source *open_source(struct fg_reader *reader, const char *name,
                                           const struct fg_place *place)
{
    struct fg_machine *machine = reader->machine;
    struct fg_source *source = fg_arena_get(machine->arena, sizeof *source);
    source->order = (unsigned)machine->files.count;
    const char *why;
    if (place && !fg_source_is_file(name)) { /* reading it might never end */
        *source = (struct fg_source){.name = name, .text = "", .order = source->order};
        why = "this is not a regular file";
    } else {
        why = fg_source_read(machine->arena, source, name);
    }
    if (!place)
        machine->source = source;
    if (why && place)
        fg_log_error(machine->log, *place, NULL, "cannot read '%s': %s", name, why);
    else if (why)
        fg_log_error(machine->log, file_place(source), NULL, "cannot read the file: %s", why);
    *FG_PUSH(machine->arena, &machine->files) = name;
    return why ? NULL : source;
}

/* An included file: in the folder of the file that includes it, or in the first of the others that
 * has it. */
static const char *find(struct fg_machine *machine, const char *from, const char *target)
{
    const char *beside = fg_source_beside(machine->arena, from, target);
    if (!machine->folder || target[0] == '/' || fg_source_is_there(beside))
        return beside;
    for (const char *const *folder = machine->folder; *folder; folder++) {
        const char *there = fg_source_beside(
            machine->arena, fg_arena_print(machine->arena, "%s/", *folder), target);
        if (fg_source_is_there(there))
            return there;
    }
    return beside;
}

/* Reads an included file in place. */
static void read_include(struct fg_reader *reader, const char *target, struct fg_place place)
{
    struct fg_machine *machine = reader->machine;
    const char *name = find(machine, place.source->name, target);
    for (size_t i = 0; i < reader->open.count; i++)
        if (strcmp(reader->open.at[i]->name, name) == 0) {
            fg_log_error(machine->log, place, NULL, "'%s' includes itself", name);
            return;
        }
    for (size_t i = 0; i < machine->files.count; i++)
        if (strcmp(machine->files.at[i], name) == 0)
            return;
    if (reader->open.count >= INCLUDE_DEPTH) {
        fg_log_error(machine->log, place, NULL, "includes go deeper than %d", INCLUDE_DEPTH);
        return;
    }
    if (machine->files.count > INCLUDE_FILES) {
        fg_log_error(machine->log, place, NULL, "more than %d files are included", INCLUDE_FILES);
        return;
    }
    const struct fg_source *source = open_source(reader, name, &place);
    if (!source)
        return;
    *FG_PUSH(machine->arena, &reader->open) = source;
    read_source(reader, source);
    reader->open.count--;
    reader->errors_before = machine->log->errors; /* the line that includes it is correct */
}

/* Does a line of the file start with this word, after blanks and `before`? */
static bool has_line(const struct fg_source *source, const char *before, const char *word)
{
    const char *at = source->text, *end = at + source->length;
    size_t skip = strlen(before), length = strlen(word);
    while (at < end) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const char *stop = feed ? feed : end;
        at += strspn(at, " \t");
        if ((size_t)(stop - at) >= skip && memcmp(at, before, skip) == 0) {
            at += skip;
            at += strspn(at, " \t");
            if ((size_t)(stop - at) >= length && memcmp(at, word, length) == 0 &&
                (at + length == stop || strchr(" \t\r|", at[length])))
                return true;
        }
        at = stop + 1;
    }
    return false;
}

/* The kind of table must be known before the first line is read. */
static bool is_decision(const struct fg_source *source)
{
    return has_line(source, "", "decision") ||
           (!has_line(source, "", "machine") && has_line(source, "|", "When"));
}

/* The one state and the one event of a decision table. */
static void make_decision(struct fg_machine *machine, struct fg_place place)
{
    struct fg_event event = {
        .is.name = {fg_machine_symbol(machine, FG_DECISION_EVENT, strlen(FG_DECISION_EVENT)),
                    place},
        .is.used = true,
        .origin = FG_MACHINE};
    machine->initial = (struct fg_ref){
        fg_machine_symbol(machine, FG_DECISION_STATE, strlen(FG_DECISION_STATE)), place};
    machine->no_final = true;
    if (event.is.name.symbol->index[FG_EVENT] >= 0) {
        fg_log_error(machine->log, event.is.name.symbol->where[FG_EVENT], NULL,
                     "a decision table has an event '%s' of its own", FG_DECISION_EVENT);
        return;
    }
    event.is.name.symbol->index[FG_EVENT] = (int)machine->events.count;
    event.is.name.symbol->where[FG_EVENT] = place;
    *FG_PUSH(machine->arena, &machine->events) = event;
}

/* Does a refused line have this word? */
static bool is_hushed(struct fg_machine *machine, const char *word)
{
    return fg_machine_symbol(machine, word, strlen(word))->hushed != 0;
}

void fg_parse(struct fg_machine *machine, const char *name)
{
    size_t errors = machine->log->errors;
    struct fg_reader reader = {.machine = machine, .errors = errors};
    const struct fg_source *source = open_source(&reader, name, NULL);
    if (!source)
        return;
    if (source->length == 0) {
        fg_log_error(machine->log, file_place(source), NULL, "the file is empty");
        return;
    }
    *FG_PUSH(machine->arena, &reader.open) = source;
    machine->decision = is_decision(source);
    read_source(&reader, source);
    if (machine->cut)
        return;
    struct fg_place place = machine->name.symbol ? machine->name.place : file_place(source);
    if (is_hushed(machine, "include"))
        machine->hushed |= FG_HUSHED_ALL & ~(1u << FG_STATE); /* includes declare no states */
    if (!machine->name.symbol && !is_hushed(machine, "machine") && !is_hushed(machine, "decision"))
        fg_log_error(machine->log, place, NULL, "neither `machine` nor `decision` is declared");
    if (machine->decision)
        make_decision(machine, place);
    if (!machine->initial.symbol && !is_hushed(machine, "initial"))
        fg_log_error(machine->log, place, NULL, "no `initial` state is declared");
    if (machine->finals.count == 0 && !machine->no_final && !is_hushed(machine, "final"))
        fg_log_error(machine->log, place, NULL,
                     "no `final` state is declared (a machine that never ends says `final none`)");
    if (!machine->context && !is_hushed(machine, "context"))
        fg_log_error(machine->log, place, NULL,
                     "no `context` is declared (the C type that %ss and %ss are given)",
                     fg_machine_word(machine, FG_GUARD), fg_machine_word(machine, FG_ACTION));
    if (machine->lines.count == 0 && (!reader.has_table || machine->log->errors == errors))
        fg_log_error(machine->log, place, NULL, "the %s has no row",
                     machine->decision ? "decision table" : "machine");
}
