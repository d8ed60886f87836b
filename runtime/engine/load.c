/* From a file's bytes to a machine type. See sipfsm/load.h; what must hold inside is in load_check.c. */
#include "load_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATES_MAX 4096u
#define EVENTS_MAX 4096u
#define ROWS_MAX 30000u
#define TIMERS_MAX SF_FSM_TIMERS_MAX
#define NAMES_MAX 4096u
#define WORDS_MAX 65536u /* a row says in 16 bits where its program starts */
#define STRINGS_MAX (1u << 28)

/* The file is used in place: these are its shapes too. */
_Static_assert(sizeof(struct sf_fsm_file) == 64 && offsetof(struct sf_fsm_file, states) == 32, "the header has no gaps");
_Static_assert(sizeof(struct sf_fsm_row) == 6, "a row has no gaps");
_Static_assert(sizeof(struct sf_fsm_timer_rule) == 14, "a timer has no gaps");
_Static_assert(sizeof(struct sf_fsm_file_row) == 28, "a position has no gaps");

bool sf_load_fail(struct load *load, enum sf_load_code code, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    load->error->code = code;
    load->error->offset = (uint32_t)offset;
    int used = snprintf(load->error->text, SF_LOAD_TEXT_BYTES, "offset %lu: ", (unsigned long)offset);
    vsnprintf(load->error->text + used, SF_LOAD_TEXT_BYTES - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

uint32_t sf_fsm_file_crc(const void *bytes, size_t size)
{
    static const uint32_t nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                        0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    const unsigned char *at = bytes;
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc ^= at[i];
        crc = crc >> 4 ^ nibble[crc & 15];
        crc = crc >> 4 ^ nibble[crc & 15];
    }
    return ~crc;
}

/* ---- The header ---- */

static void lay_out(struct layout *at, const struct sf_fsm_file *h)
{
    at->constants = sizeof *h;
    at->names = at->constants + (size_t)h->constants * sizeof(uint64_t);
    at->timers = at->names + load_name_count(h) * sizeof(uint32_t);
    at->rows = at->timers + (size_t)h->timers * sizeof(struct sf_fsm_timer_rule);
    at->programs = at->rows + (size_t)h->first_ignore * sizeof(struct sf_fsm_row);
    at->index = at->programs + (size_t)h->program_words * sizeof(uint16_t);
    at->finals = at->index + (size_t)h->states * h->events * h->index_bytes;
    at->strings = at->finals + h->states;
    at->positions = (at->strings + h->string_bytes + 3) & ~(size_t)3;
    at->position_strings = at->positions + (h->position_bytes ? ((size_t)h->rows + h->edges) * sizeof(struct sf_fsm_file_row) : 0);
    at->end = at->position_strings + h->position_bytes;
}

static bool check_count(struct load *load, const char *what, size_t offset, uint32_t count, uint32_t least, uint32_t most)
{
    if (count >= least && count <= most)
        return true;
    return sf_load_fail(load, SF_LOAD_LIMIT, offset, "%lu %s, and it is %lu to %lu", (unsigned long)count, what, (unsigned long)least,
                        (unsigned long)most);
}
#define COUNT(what, least, most) check_count(load, #what, offsetof(struct sf_fsm_file, what), h->what, (least), (most))

static bool check_header(struct load *load, size_t size)
{
    static const char magic[8] = SF_FSM_FILE_MAGIC;
    const struct sf_fsm_file *h = load->head;
    const union {
        uint16_t word;
        uint8_t byte[2];
    } host = {.word = 1};
    if (host.byte[0] != 1)
        return sf_load_fail(load, SF_LOAD_HOST, 0, "tables cannot be loaded on a big-endian processor: compile them");
    if (size < sizeof magic || memcmp(load->bytes, magic, sizeof magic) != 0) {
        if (size >= 4 && memcmp(load->bytes, magic, 4) == 0)
            return sf_load_fail(load, size < sizeof magic ? SF_LOAD_SIZE : SF_LOAD_FORMAT, 4,
                                size < sizeof magic ? "the file is cut short" : "the file was transferred as text, and has changed on its way");
        return sf_load_fail(load, SF_LOAD_FORMAT, 0, "this is no table made by `fsmgen emit bin`");
    }
    if (size >= 12 && h->version != SF_FSM_FILE_VERSION)
        return sf_load_fail(load, SF_LOAD_VERSION, 8, "a table of version %lu, and this program takes version %u: make it again",
                            (unsigned long)h->version, SF_FSM_FILE_VERSION);
    if (size < sizeof *h)
        return sf_load_fail(load, SF_LOAD_SIZE, size, "the file is cut short");
    if (h->file_bytes != size)
        return sf_load_fail(load, SF_LOAD_SIZE, offsetof(struct sf_fsm_file, file_bytes), "the file says that it has %lu bytes, and has %lu: %s",
                            (unsigned long)h->file_bytes, (unsigned long)size, size < h->file_bytes ? "it is cut short" : "something follows it");
    if (!COUNT(states, 1, STATES_MAX) || !COUNT(events, 0, EVENTS_MAX) || !COUNT(rows, 0, ROWS_MAX) || !COUNT(timers, 0, TIMERS_MAX) ||
        !COUNT(guards, 0, NAMES_MAX) || !COUNT(actions, 0, NAMES_MAX) || !COUNT(constants, 0, NAMES_MAX) || !COUNT(edges, 0, UINT16_MAX) ||
        !COUNT(program_words, 1, WORDS_MAX) || !COUNT(string_bytes, 1, STRINGS_MAX) ||
        !COUNT(first_never, 1, h->rows + 1u) || !COUNT(first_ignore, 1, h->first_never) || !COUNT(first_choice, 1, h->first_ignore) ||
        !COUNT(position_bytes, 0, STRINGS_MAX) || !COUNT(index_bytes, h->rows <= 254 ? 1 : 2, h->rows <= 254 ? 1 : 2))
        return false;
    lay_out(&load->at, h);
    if (load->at.end != size)
        return sf_load_fail(load, SF_LOAD_SIZE, offsetof(struct sf_fsm_file, file_bytes), "its parts need %lu bytes, and it has %lu",
                            (unsigned long)load->at.end, (unsigned long)size);
    return true;
}

/* ---- The memory: the result, its functions and its names as pointers ---- */

struct room {
    size_t guard, action, names, rows, edges, end;
};

static void measure(struct room *room, const struct sf_fsm_file *h)
{
    bool positions = h->position_bytes > 0;
    room->guard = sizeof(struct sf_fsm_loaded);
    room->action = room->guard + h->guards * sizeof(sf_fsm_guard *);
    room->names = room->action + h->actions * sizeof(sf_fsm_action *);
    room->rows = room->names + load_name_count(h) * sizeof(char *);
    room->edges = room->rows + (positions ? ((size_t)h->rows + 1) * sizeof(struct sf_fsm_row_names) : 0);
    room->end = room->edges + (positions ? (size_t)h->edges * sizeof(struct sf_fsm_row_names) : 0);
}

static bool open_file(struct load *load, const void *bytes, size_t size)
{
    load->bytes = bytes;
    load->head = bytes;
    if (!bytes || (uintptr_t)bytes % 8)
        return sf_load_fail(load, SF_LOAD_ARGUMENT, 0, "the bytes are not aligned to 8");
    return check_header(load, size);
}

size_t sf_fsm_load_size(const void *bytes, size_t size)
{
    struct sf_load_error error;
    struct load load = {.error = &error};
    struct room room;
    if (!open_file(&load, bytes, size))
        return 0;
    measure(&room, load.head);
    return room.end;
}

/* ---- Binding ---- */

static int find(const char *const *list, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return (int)i;
    return -1;
}

static bool bind_types(struct load *load)
{
    const uint32_t *name = load_names(load);
    const char *wanted[] = {load->binding->context, load->binding->payload};
    for (unsigned i = 0; i < 2; i++)
        if (!wanted[i] || strcmp(load_string(load, name[1 + i]), wanted[i]) != 0)
            return sf_load_fail(load, SF_LOAD_TYPE, load->at.names + (1 + i) * sizeof *name, "made for the %s type '%.40s', and the program's is '%.40s'",
                                i ? "payload" : "context", load_string(load, name[1 + i]), wanted[i] ? wanted[i] : "");
    return true;
}

/* The most effects that one program can add, held against the room there is for them. */
static bool check_effects(struct load *load, const uint16_t *effects_of)
{
    const uint16_t *program = load_programs(load);
    uint64_t sum = 0;
    for (uint32_t i = 1; i < load->head->program_words; i++) {
        unsigned word = program[i];
        if ((word & SF_FSM_OP) == SF_FSM_OP_ACTION)
            sum += effects_of[word & SF_FSM_OPERAND];
        if ((word & SF_FSM_OP) == SF_FSM_OP_RESTART_AT)
            i++;
        if (!(word & SF_FSM_LAST))
            continue;
        if (sum > load->binding->effects)
            return sf_load_fail(load, SF_LOAD_EFFECTS, load->at.programs + i * sizeof *program,
                                "one row's actions add up to %lu effects, and the program has room for %lu", (unsigned long)sum,
                                (unsigned long)load->binding->effects);
        sum = 0;
    }
    return true;
}

static bool bind_functions(struct load *load, sf_fsm_guard **guard, sf_fsm_action **action)
{
    const struct sf_fsm_file *h = load->head;
    const struct sf_fsm_binding *b = load->binding;
    uint16_t effects[NAMES_MAX];
    size_t first = SF_FSM_FILE_NAMES + (size_t)h->states + h->events + h->timers;
    const uint32_t *name = load_names(load);
    for (unsigned g = 0; g < h->guards; g++) {
        int is = find(b->guard_name, b->guards, load_string(load, name[first + g]));
        if (is < 0)
            return sf_load_fail(load, SF_LOAD_GUARD, load->at.names + (first + g) * sizeof *name, "the program has no guard '%.60s'",
                                load_string(load, name[first + g]));
        guard[g] = b->guard[is];
    }
    first += h->guards;
    for (unsigned a = 0; a < h->actions; a++) {
        int is = find(b->action_name, b->actions, load_string(load, name[first + a]));
        if (is < 0)
            return sf_load_fail(load, SF_LOAD_ACTION, load->at.names + (first + a) * sizeof *name, "the program has no action '%.60s'",
                                load_string(load, name[first + a]));
        action[a] = b->action[is];
        effects[a] = b->action_effects ? b->action_effects[is] : 0;
    }
    return !b->action_effects || check_effects(load, effects);
}

/* ---- Putting it together ---- */

static void point_names(const struct load *load, const char **name, struct sf_fsm_names *names)
{
    const struct sf_fsm_file *h = load->head;
    for (size_t i = 0; i < load_name_count(h); i++)
        name[i] = load_string(load, load_names(load)[i]);
    names->machine = name[0];
    names->file = name[3];
    names->state = (const char *const *)name + SF_FSM_FILE_NAMES;
    names->event = names->state + h->states;
    names->timer = names->event + h->events;
    names->guard = names->timer + h->timers;
    names->action = names->guard + h->guards;
    names->constant = names->action + h->actions;
    names->edges = h->position_bytes ? h->edges : 0;
}

static void point_positions(const struct load *load, struct sf_fsm_row_names *row, struct sf_fsm_row_names *edge)
{
    const char *strings = (const char *)load->bytes + load->at.position_strings;
    const struct sf_fsm_file_row *from = load_positions(load);
    row[0] = (struct sf_fsm_row_names){"", "", "", "", "", "", 0};
    for (size_t i = 0; i < (size_t)load->head->rows + load->head->edges; i++) {
        struct sf_fsm_row_names *to = i < load->head->rows ? &row[1 + i] : &edge[i - load->head->rows];
        *to = (struct sf_fsm_row_names){.state = strings + from[i].state, .event = strings + from[i].event, .guard = strings + from[i].guard,
                                        .next = strings + from[i].next, .actions = strings + from[i].actions,
                                        .clause = strings + from[i].clause, .line = from[i].line};
    }
}

static void point_table(const struct load *load, struct sf_fsm_table *table)
{
    const struct sf_fsm_file *h = load->head;
    *table = (struct sf_fsm_table){.states = h->states, .events = h->events, .rows = h->rows, .timers = h->timers, .guards = h->guards,
                                   .actions = h->actions, .constants = h->constants, .first_choice = h->first_choice,
                                   .first_ignore = h->first_ignore, .first_never = h->first_never, .initial = h->initial, .start_program = h->start_program,
                                   .row = load_rows(load), .program = load_programs(load), .timer = load_timers(load),
                                   .final = load->bytes + load->at.finals, .constant_us = load_constants(load)};
    if (h->index_bytes == 1)
        table->index8 = load->bytes + load->at.index;
    else
        table->index16 = (const void *)(load->bytes + load->at.index);
}

const struct sf_fsm_loaded *sf_fsm_load(void *memory, size_t memory_bytes, const void *bytes, size_t size,
                                        const struct sf_fsm_binding *binding, struct sf_load_error *error)
{
    struct load load = {.binding = binding, .error = error};
    struct room room;
    *error = (struct sf_load_error){.code = SF_LOAD_OK};
    if (!open_file(&load, bytes, size))
        return NULL;
    measure(&room, load.head);
    if (!memory || memory_bytes < room.end || (uintptr_t)memory % _Alignof(struct sf_fsm_loaded)) {
        sf_load_fail(&load, SF_LOAD_ARGUMENT, 0, "the memory has %lu bytes, and %lu are needed", (unsigned long)memory_bytes, (unsigned long)room.end);
        return NULL;
    }
    char *base = memory;
    struct sf_fsm_loaded *loaded = memory;
    sf_fsm_guard **guard = (void *)(base + room.guard);
    sf_fsm_action **action = (void *)(base + room.action);
    if (!sf_load_check(&load) || !bind_types(&load) || !bind_functions(&load, guard, action))
        return NULL;
    memset(loaded, 0, sizeof *loaded);
    point_table(&load, &loaded->type.table);
    point_names(&load, (void *)(base + room.names), &loaded->names);
    if (load.head->position_bytes) {
        struct sf_fsm_row_names *row = (void *)(base + room.rows), *edge = (void *)(base + room.edges);
        point_positions(&load, row, edge);
        loaded->names.row = row;
        loaded->names.edge = edge;
    }
    loaded->type.guard = guard;
    loaded->type.action = action;
    return loaded;
}

int sf_fsm_state_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names, const char *name)
{
    return find(names->state, table->states, name);
}

int sf_fsm_event_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names, const char *name)
{
    return find(names->event, table->events, name);
}

int sf_fsm_constant_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names, const char *name)
{
    return find(names->constant, table->constants, name);
}
