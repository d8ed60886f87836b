/* From a file's bytes to a machine type. See sipfsm/load.h; the file's frame is read in
 * load_file.c, what must hold inside in load_check.c. */
#include "load_private.h"

#include <string.h>

/* ---- The memory: the result, its functions and its names as pointers ---- */

struct room {
    size_t guard, action, names, rows, edges, argument, end;
};

static void measure(struct room *room, const struct sf_fsm_file *h)
{
    bool positions = h->position_bytes > 0;
    room->guard = sizeof(struct sf_fsm_loaded);
    room->action = room->guard + h->guards * sizeof(sf_fsm_guard *);
    room->names = room->action + h->actions * sizeof(sf_fsm_action *);
    room->rows = room->names + load_name_count(h) * sizeof(char *);
    room->edges = room->rows +
                  (positions ? ((size_t)h->rows + 1) * sizeof(struct sf_fsm_row_names) : 0);
    room->argument = room->edges +
                     (positions ? (size_t)h->edges * sizeof(struct sf_fsm_row_names) : 0);
    room->end = room->argument + h->actions * sizeof(uint16_t);
}

size_t sf_fsm_load_size(const void *bytes, size_t size)
{
    struct sf_load_error error;
    struct load load = {.error = &error};
    struct room room;
    if (!sf_load_open(&load, bytes, size))
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
            return sf_load_fail(load, SF_LOAD_TYPE, load->at.names + (1 + i) * sizeof *name,
                                "made for the %s type '%.40s', and the program's is '%.40s'",
                                i ? "payload" : "context", load_string(load, name[1 + i]),
                                wanted[i] ? wanted[i] : "");
    return true;
}

/* Compares the most effects that one program can add with the room that there is for them. */
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
            return sf_load_fail(
                load, SF_LOAD_EFFECTS, load->at.programs + i * sizeof *program,
                "one row's actions add up to %lu effects, and the program has room for %lu",
                (unsigned long)sum, (unsigned long)load->binding->effects);
        sum = 0;
    }
    return true;
}

/* A number as fsmgen writes it; -1 if it is not a number, or has more than 16 bits. */
static long number_of(const char *text)
{
    long number = 0;
    if (!*text || (*text == '0' && text[1]))
        return -1;
    for (; *text; text++) {
        number = number * 10 + (*text - '0');
        if (*text < '0' || *text > '9' || number > UINT16_MAX)
            return -1;
    }
    return number;
}

/* Compares the argument that a row gives to an action with what the program's action takes. Words
 * are compared by name, because they may be in another order. */
static bool bind_argument(struct load *load, const struct sf_fsm_argument *takes, size_t name,
                          const char *action, uint16_t *argument)
{
    const char *given = load_string(load, load_names(load)[name]);
    size_t offset = load->at.names + name * sizeof(uint32_t);
    long value = 0;
    if (!takes || takes->kind == SF_FSM_ARGUMENT_NONE)
        return !*given || sf_load_fail(load, SF_LOAD_ACTION, offset,
                                       "action '%.40s' takes no argument, and is given '%.40s'",
                                       action, given);
    if (takes->kind == SF_FSM_ARGUMENT_WORD)
        value = *given ? find(takes->word, takes->high + 1u, given) : -1;
    else
        value = number_of(given);
    if (value < takes->low || value > takes->high)
        return sf_load_fail(load, SF_LOAD_ACTION, offset, "action '%.40s' does not take '%.40s'",
                            action, given);
    *argument = (uint16_t)value;
    return true;
}

static bool bind_functions(struct load *load, sf_fsm_guard **guard, sf_fsm_action **action,
                           uint16_t *argument)
{
    const struct sf_fsm_file *h = load->head;
    const struct sf_fsm_binding *b = load->binding;
    uint16_t effects[LOAD_NAMES_MAX];
    size_t first = SF_FSM_FILE_NAMES + (size_t)h->states + h->events + h->timers;
    const uint32_t *name = load_names(load);
    for (unsigned g = 0; g < h->guards; g++) {
        int is = find(b->guard_name, b->guards, load_string(load, name[first + g]));
        if (is < 0)
            return sf_load_fail(load, SF_LOAD_GUARD, load->at.names + (first + g) * sizeof *name,
                                "the program has no guard '%.60s'",
                                load_string(load, name[first + g]));
        guard[g] = b->guard[is];
    }
    first += h->guards;
    for (unsigned a = 0; a < h->actions; a++) {
        int is = find(b->action_name, b->actions, load_string(load, name[first + a]));
        if (is < 0)
            return sf_load_fail(load, SF_LOAD_ACTION, load->at.names + (first + a) * sizeof *name,
                                "the program has no action '%.60s'",
                                load_string(load, name[first + a]));
        argument[a] = 0;
        if (!bind_argument(load, b->argument ? &b->argument[is] : NULL,
                           first + h->actions + h->constants + a,
                           load_string(load, name[first + a]), &argument[a]))
            return false;
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
    names->argument = names->constant + h->constants;
    names->edges = h->position_bytes ? h->edges : 0;
}

static void point_positions(const struct load *load, struct sf_fsm_row_names *row,
                            struct sf_fsm_row_names *edge)
{
    const char *strings = (const char *)load->bytes + load->at.position_strings;
    const struct sf_fsm_file_row *from = load_positions(load);
    row[0] = (struct sf_fsm_row_names){"", "", "", "", "", "", 0};
    for (size_t i = 0; i < (size_t)load->head->rows + load->head->edges; i++) {
        struct sf_fsm_row_names *to = i < load->head->rows ? &row[1 + i]
                                                           : &edge[i - load->head->rows];
        *to = (struct sf_fsm_row_names){.state = strings + from[i].state,
                                        .event = strings + from[i].event,
                                        .guard = strings + from[i].guard,
                                        .next = strings + from[i].next,
                                        .actions = strings + from[i].actions,
                                        .clause = strings + from[i].clause,
                                        .line = from[i].line};
    }
}

static void point_table(const struct load *load, struct sf_fsm_table *table)
{
    const struct sf_fsm_file *h = load->head;
    *table = (struct sf_fsm_table){.states = h->states,
                                   .events = h->events,
                                   .rows = h->rows,
                                   .timers = h->timers,
                                   .guards = h->guards,
                                   .actions = h->actions,
                                   .constants = h->constants,
                                   .first_choice = h->first_choice,
                                   .first_ignore = h->first_ignore,
                                   .first_never = h->first_never,
                                   .initial = h->initial,
                                   .start_program = h->start_program,
                                   .row = load_rows(load),
                                   .program = load_programs(load),
                                   .timer = load_timers(load),
                                   .final = load->bytes + load->at.finals,
                                   .constant_us = load_constants(load)};
    if (h->index_bytes == 1)
        table->index8 = load->bytes + load->at.index;
    else
        table->index16 = (const void *)(load->bytes + load->at.index);
}

const struct sf_fsm_loaded *sf_fsm_load(void *memory, size_t memory_bytes, const void *bytes,
                                        size_t size, const struct sf_fsm_binding *binding,
                                        struct sf_load_error *error)
{
    struct load load = {.binding = binding, .error = error};
    struct room room;
    *error = (struct sf_load_error){.code = SF_LOAD_OK};
    if (!sf_load_open(&load, bytes, size))
        return NULL;
    measure(&room, load.head);
    if (!memory || memory_bytes < room.end || (uintptr_t)memory % _Alignof(struct sf_fsm_loaded)) {
        sf_load_fail(&load, SF_LOAD_ARGUMENT, 0, "the memory has %lu bytes, and %lu are needed",
                     (unsigned long)memory_bytes, (unsigned long)room.end);
        return NULL;
    }
    char *base = memory;
    struct sf_fsm_loaded *loaded = memory;
    sf_fsm_guard **guard = (void *)(base + room.guard);
    sf_fsm_action **action = (void *)(base + room.action);
    uint16_t *argument = (void *)(base + room.argument);
    if (!sf_load_check(&load) || !bind_types(&load) ||
        !bind_functions(&load, guard, action, argument))
        return NULL;
    memset(loaded, 0, sizeof *loaded);
    point_table(&load, &loaded->type.table);
    loaded->type.table.argument = argument;
    point_names(&load, (void *)(base + room.names), &loaded->names);
    if (load.head->position_bytes) {
        struct sf_fsm_row_names *row = (void *)(base + room.rows),
                                *edge = (void *)(base + room.edges);
        point_positions(&load, row, edge);
        loaded->names.row = row;
        loaded->names.edge = edge;
    }
    loaded->type.guard = guard;
    loaded->type.action = action;
    return loaded;
}

int sf_fsm_state_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                       const char *name)
{
    return find(names->state, table->states, name);
}

int sf_fsm_event_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                       const char *name)
{
    return find(names->event, table->events, name);
}

int sf_fsm_constant_named(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                          const char *name)
{
    return find(names->constant, table->constants, name);
}
