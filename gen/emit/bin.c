/* <machine>.bin: the table as bytes that the engine loads and runs in place. sipfsm/load.h
 * describes the layout. Numbers are written byte by byte, so that the file is the same on every
 * machine that makes it. */
#include "emit/emit.h"
#include "emit/ids.h"
#include "emit/program.h"
#include "emit/words.h"
#include "sipfsm/load.h"

#include <string.h>

#define SLOTS 65536u

/* CRC-32 (IEEE 802.3). */
static uint32_t crc32(const char *bytes, size_t count)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < count; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/* Strings, each stored once. A name is the offset of its string. */
struct strings {
    struct fg_output bytes;
    uint32_t *slot; /* offset + 1 */
    size_t count;
};

static void put8(struct fg_output *out, unsigned value)
{
    char byte = (char)value;
    fg_output_bytes(out, &byte, 1);
}

static void put16(struct fg_output *out, unsigned value)
{
    put8(out, value & 0xff);
    put8(out, value >> 8 & 0xff);
}

static void put32(struct fg_output *out, uint32_t value)
{
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

static void put64(struct fg_output *out, uint64_t value)
{
    put32(out, (uint32_t)value);
    put32(out, (uint32_t)(value >> 32));
}

static void strings_begin(struct strings *strings, struct fg_arena *arena)
{
    *strings = (struct strings){.bytes = {.arena = arena}};
    strings->slot = fg_arena_get(arena, SLOTS * sizeof *strings->slot);
    put8(&strings->bytes, 0); /* "" */
}

static uint32_t string(struct strings *strings, const char *text)
{
    uint32_t hash = 2166136261u, offset = (uint32_t)strings->bytes.count;
    if (!*text)
        return 0;
    for (const char *at = text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    for (hash %= SLOTS; strings->slot[hash]; hash = (hash + 1) % SLOTS)
        if (strcmp(strings->bytes.at + strings->slot[hash] - 1, text) == 0)
            return strings->slot[hash] - 1;
    if (strings->count < SLOTS / 2) { /* above that, a string may be written more than once */
        strings->slot[hash] = offset + 1;
        strings->count++;
    }
    fg_output_bytes(&strings->bytes, text, strlen(text) + 1);
    return offset;
}

/* ---- The parts ---- */

static void put_duration(struct fg_output *out, const struct fg_duration *duration, bool given)
{
    bool some = given && duration->factor;
    put16(out, some ? duration->factor : 0);
    put16(out, some ? (unsigned)duration->constant : 0);
}

static void put_timers(const struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        unsigned condition = SF_FSM_NO_GUARD;
        if (timer->condition.symbol)
            condition = (unsigned)timer->condition.symbol->index[FG_GUARD] |
                        (timer->negated ? SF_FSM_GUARD_NOT : 0);
        put_duration(out, &timer->duration, true);
        put_duration(out, &timer->otherwise, timer->has_otherwise);
        put16(out, condition);
        put16(out, timer->has_cap ? (unsigned)timer->cap.constant : SF_FSM_NO_CONSTANT);
        put8(out, timer->has_otherwise);
        put8(out, timer->backoff);
    }
}

static void put_name(struct fg_output *out, struct strings *strings, const char *text)
{
    put32(out, string(strings, text));
}

static void put_names(struct fg_machine *machine, struct fg_output *out, struct strings *strings)
{
    put_name(out, strings, machine->name.symbol->text);
    put_name(out, strings, machine->context);
    put_name(out, strings, machine->payload);
    put_name(out, strings, machine->source->name);
    for (int i = 0; i < (int)machine->states.count; i++)
        put_name(out, strings, fg_machine_state_name(machine, i));
    for (int i = 0; i < (int)machine->width; i++)
        put_name(out, strings, fg_machine_event_text(machine, i));
    for (size_t i = 0; i < machine->timers.count; i++)
        put_name(out, strings, machine->timers.at[i].is.name.symbol->text);
    for (size_t i = 0; i < machine->guards.count; i++)
        put_name(out, strings, machine->guards.at[i].name.symbol->text);
    for (size_t i = 0; i < machine->calls.count; i++)
        put_name(out, strings,
                 machine->actions.at[machine->calls.at[i].action].is.name.symbol->text);
    for (size_t i = 0; i < machine->constants.count; i++)
        put_name(out, strings,
                 machine->constants.at[i].is.name.symbol
                     ? machine->constants.at[i].is.name.symbol->text
                     : "");
    for (size_t i = 0; i < machine->calls.count; i++)
        put_name(out, strings, fg_machine_call_text(machine, &machine->calls.at[i]));
}

static void put_programs(const struct fg_machine *machine, const struct fg_words *words,
                         struct fg_output *out)
{
    put16(out, 0);
    for (size_t n = 1; n < words->offset.count; n++)
        for (uint32_t i = words->start.at[n]; i < words->start.at[n + 1]; i++) {
            const struct fg_step *step = &words->steps.at[i];
            put16(out, fg_step_op(machine, step) | fg_step_operand(step) |
                           (i + 1 == words->start.at[n + 1] ? SF_FSM_LAST : 0));
            if (step->op && step->op->kind == FG_RESTART_AT)
                put16(out, (unsigned)step->op->at.constant);
        }
}

static void put_rows(const struct fg_machine *machine, const struct fg_ids *ids,
                     const struct fg_words *words, struct fg_output *out)
{
    static const unsigned kind[] = {SF_FSM_GO, SF_FSM_STAY, SF_FSM_IGNORE, SF_FSM_NEVER};
    put16(out, SF_FSM_NEVER);
    put32(out, 0);
    for (size_t id = 1; id < ids->first_ignore; id++) {
        size_t i = ids->row[id];
        const struct fg_row *row = &machine->rows.at[i];
        unsigned next = kind[row->line->kind] |
                        (row->line->kind == FG_GO ? (unsigned)row->next : 0);
        put16(out, next | (fg_program_is_guarded(machine, i) ? SF_FSM_GUARDED : 0));
        put16(out, words->stops[i]);
        put16(out, words->of_row[i] & 0xffff);
    }
}

static void put_index(const struct fg_machine *machine, const struct fg_ids *ids,
                      struct fg_output *out)
{
    for (size_t cell = 0; cell < machine->states.count * machine->width; cell++) {
        size_t event = cell / machine->states.count, state = cell % machine->states.count;
        int32_t first = machine->cell[state * machine->width + event];
        unsigned row = first < 0 ? 0 : ids->of_row[first];
        if (machine->rows.count <= 254)
            put8(out, row);
        else
            put16(out, row);
    }
    for (size_t s = 0; s < machine->states.count; s++)
        put8(out, machine->states.at[s].final);
}

static void put_position(struct fg_output *out, struct strings *strings, const struct fg_line *line,
                         const char *state, const char *event)
{
    static const enum fg_column rest[] = {FG_COL_GUARD, FG_COL_NEXT, FG_COL_ACTIONS, FG_COL_SPEC};
    put_name(out, strings, line->wildcard ? "*" : state);
    put_name(out, strings, event);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        put_name(out, strings, line->cell[rest[i]]);
    put32(out, line->place.line);
}

/* Writes the positions in the order of a compiled table's names: the rows, then the enter and exit
 * rows. Returns how many enter and exit rows there are. */
static unsigned put_positions(struct fg_machine *machine, const struct fg_ids *ids,
                              struct fg_output *out, struct strings *strings)
{
    unsigned edges = 0;
    for (size_t id = 1; id <= machine->rows.count; id++) {
        const struct fg_row *row = &machine->rows.at[ids->row[id]];
        put_position(out, strings, row->line, fg_machine_state_name(machine, row->state),
                     fg_machine_event_text(machine, row->event));
    }
    for (size_t i = 0; i < machine->lines.count; i++) {
        const struct fg_line *line = &machine->lines.at[i];
        for (size_t t = 0; t < line->triggers.count; t++) {
            if (line->triggers.at[t].kind < FG_ON_ENTER)
                continue;
            const char *event = line->triggers.at[t].kind == FG_ON_ENTER ? "enter" : "exit";
            for (size_t s = 0; s < line->states.count + line->wildcard; s++, edges++)
                put_position(out, strings, line,
                             line->wildcard ? "*" : line->states.at[s].symbol->text, event);
        }
    }
    return edges;
}

static void put_header(const struct fg_machine *machine, const struct fg_ids *ids,
                       const struct fg_words *words, const struct fg_output *after,
                       uint32_t string_bytes, uint32_t position_bytes, unsigned edges,
                       struct fg_output *out)
{
    struct fg_output rest = {.arena = out->arena};
    put32(&rest, (uint32_t)(sizeof(struct sf_fsm_file) + after->count));
    put32(&rest, string_bytes);
    put32(&rest, position_bytes);
    put32(&rest, words->words);
    size_t counts[] = {machine->states.count,    machine->width,
                       machine->rows.count,      machine->timers.count,
                       machine->guards.count,    machine->calls.count,
                       machine->constants.count, edges};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        put16(&rest, (unsigned)counts[i]);
    put16(&rest, (unsigned)machine->initial_state);
    put16(&rest, words->of_start & 0xffff);
    put16(&rest, ids->first_choice);
    put16(&rest, ids->first_ignore);
    put16(&rest, ids->first_never);
    put8(&rest, machine->rows.count <= 254 ? 1 : 2);
    for (int i = 0; i < 5; i++)
        put8(&rest, 0);
    fg_output_bytes(&rest, after->at, after->count);
    fg_output_bytes(out, SF_FSM_FILE_MAGIC, 8);
    put32(out, SF_FSM_FILE_VERSION);
    put32(out, crc32(rest.at, rest.count));
    fg_output_bytes(out, rest.at, rest.count);
}

bool fg_emit_bin(struct fg_machine *machine, bool positions, struct fg_output *out)
{
    struct fg_words words;
    struct fg_ids ids;
    struct strings names, texts;
    struct fg_output body = {.arena = machine->arena}, table = body;
    unsigned edges = 0;
    fg_words_build(machine, &words);
    fg_ids_build(machine, &ids);
    strings_begin(&names, machine->arena);
    strings_begin(&texts, machine->arena);
    for (size_t i = 0; i < machine->constants.count; i++)
        put64(&body, machine->constants.at[i].us);
    put_names(machine, &body, &names);
    put_timers(machine, &body);
    put_rows(machine, &ids, &words, &body);
    put_programs(machine, &words, &body);
    put_index(machine, &ids, &body);
    fg_output_bytes(&body, names.bytes.at, names.bytes.count);
    while (body.count % 4)
        put8(&body, 0);
    if (positions) {
        edges = put_positions(machine, &ids, &table, &texts);
        fg_output_bytes(&body, table.at, table.count);
        fg_output_bytes(&body, texts.bytes.at, texts.bytes.count);
    }
    put_header(machine, &ids, &words, &body, (uint32_t)names.bytes.count,
               positions ? (uint32_t)texts.bytes.count : 0, edges, out);
    if (words.words <= UINT16_MAX && edges <= UINT16_MAX)
        return true;
    fg_log_error(machine->log, machine->name.place, "limits",
                 "the programs of the rows take more than %u words", (unsigned)UINT16_MAX);
    return false;
}
