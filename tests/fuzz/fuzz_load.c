/* The input is a file as `fsmgen emit bin` writes it. Its sizes and its checksum are corrected, so
 * that the checks after them are reached. A loaded table is run: events that it has and events that
 * it lacks, guards that answer at random, timers, the clock; nothing that it does may leave the
 * table, and a state is always one of its states. Without repairs it is loaded once more: then
 * every input that is taken must be what the repairs make of it. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "sipfsm/load.h"

#define INPUT_BYTES (64 * 1024)
#define STEPS 2000

static uint64_t seed;
static unsigned acted;

static uint32_t any(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

static bool guard(const void *context, const void *payload)
{
    (void)context;
    (void)payload;
    return any() & 1;
}

static void action(void *context, const void *payload, unsigned argument)
{
    (void)context;
    (void)payload;
    (void)argument;
    acted++;
}

/* Every name that the file has is bound, so that only the table is tested. */
static const char *guard_name[4096], *action_name[4096], *argument_name[4096];
static struct sf_fsm_argument arguments[4096];
static sf_fsm_guard *guards[4096];
static sf_fsm_action *actions[4096];
static uint16_t effects[4096];

/* The names of the file, if they can be read at all; a file whose names cannot be read is refused.
 */
static unsigned collect(const char *bytes, const struct sf_fsm_file *f, size_t first,
                        unsigned count, const char **to)
{
    size_t all = 4u + f->states + f->events + f->timers + f->guards + 2u * f->actions +
                 f->constants;
    size_t names = sizeof *f + f->constants * 8u;
    size_t strings = names + all * 4 + f->timers * sizeof(struct sf_fsm_timer_rule) +
                     f->first_ignore * sizeof(struct sf_fsm_row) + (size_t)f->program_words * 2 +
                     (size_t)f->states * f->events * f->index_bytes + f->states;
    unsigned got = 0;
    if (strings + f->string_bytes > f->file_bytes || !f->string_bytes ||
        bytes[strings + f->string_bytes - 1])
        return 0;
    for (; got < count && got < 4096; got++) {
        uint32_t at;
        memcpy(&at, bytes + names + (first + got) * 4, 4);
        if (at >= f->string_bytes)
            break;
        to[got] = bytes + strings + at;
    }
    return got;
}

/* The header's sizes, from its counts; false if they cannot be those of this input. */
static void repair(char *bytes, size_t size)
{
    struct sf_fsm_file *f = (void *)bytes;
    memcpy(f->magic, SF_FSM_FILE_MAGIC, 8);
    f->version = SF_FSM_FILE_VERSION;
    f->file_bytes = (uint32_t)size;
    f->index_bytes = f->rows <= 254 ? 1 : 2;
    f->crc = sf_fsm_file_crc(&f->file_bytes, size - offsetof(struct sf_fsm_file, file_bytes));
}

static void check_step(void *user, const struct sf_fsm_step *step)
{
    const struct sf_fsm_loaded *loaded = user;
    FUZZ_MUST(step->from < loaded->type.table.states && step->to < loaded->type.table.states,
              "a step from %u to %u of %u states", step->from, step->to, loaded->type.table.states);
    FUZZ_MUST(step->row <= loaded->type.table.rows, "row %u of %u", step->row,
              loaded->type.table.rows);
    if (loaded->names.row)
        FUZZ_MUST(strlen(loaded->names.row[step->row].actions) < INPUT_BYTES,
                  "a row without a text");
    FUZZ_MUST(strlen(loaded->names.state[step->to]) > 0, "a state without a name");
}

static void run(const struct sf_fsm_loaded *loaded)
{
    static struct sf_fsm_timer timer[SF_FSM_TIMERS_MAX];
    struct sf_fsm machine = {0};
    struct sf_fsm_clock clock = {
        .now_us = 1, .tracer = check_step, .tracer_user = (void *)(uintptr_t)loaded};
    struct sf_fsm_run it = {
        .type = &loaded->type, .machine = &machine, .timer = timer, .clock = &clock};
    memset(timer, 0, sizeof timer);
    sf_fsm_start(&it, NULL);
    for (unsigned i = 0; i < STEPS && !sf_fsm_is_final(&loaded->type.table, &machine); i++) {
        int next = sf_fsm_next_timer(&loaded->type.table, &machine, timer);
        if (next >= 0 && any() % 4 == 0) {
            clock.now_us = timer[next].due_us > clock.now_us ? timer[next].due_us : clock.now_us;
            FUZZ_MUST(sf_fsm_fire(&it, NULL), "a timer that is due does not fire");
        } else {
            sf_fsm_event(&it, any() % (loaded->type.table.events + 2u), NULL);
        }
        FUZZ_MUST(machine.state < loaded->type.table.states, "state %u of %u", machine.state,
                  loaded->type.table.states);
        if (clock.now_us > (uint64_t)1 << 63)
            break; /* 300,000 years */
    }
}

/* Each action takes any argument: any number, or any word that the file has. */
static void take_all(const char *bytes, const struct sf_fsm_file *f, size_t first)
{
    unsigned count = collect(bytes, f, first, f->actions, argument_name);
    memset(arguments, 0, sizeof arguments);
    for (unsigned i = 0; i < count; i++) {
        const char *text = argument_name[i];
        if (!*text)
            continue;
        bool number = text[strspn(text, "0123456789")] == 0;
        arguments[i] = number
                           ? (struct sf_fsm_argument){SF_FSM_ARGUMENT_NUMBER, 0, UINT16_MAX, NULL}
                           : (struct sf_fsm_argument){SF_FSM_ARGUMENT_WORD, 0,
                                                      (uint16_t)(count - 1), argument_name};
    }
}

static const struct sf_fsm_loaded *load(const char *bytes, size_t size, void **memory)
{
    struct sf_load_error error;
    const struct sf_fsm_file *f = (const void *)bytes;
    struct sf_fsm_binding binding = {.context = "",
                                     .payload = "",
                                     .guard_name = guard_name,
                                     .action_name = action_name,
                                     .guard = guards,
                                     .action = actions,
                                     .action_effects = effects,
                                     .effects = 1000};
    if (size >= sizeof *f && f->file_bytes == size) {
        const char *names[4] = {"", "", "", ""};
        size_t first = 4u + f->states + f->events + f->timers;
        collect(bytes, f, 0, 4, names);
        binding.context = names[1];
        binding.payload = names[2];
        binding.guards = (uint16_t)collect(bytes, f, first, f->guards, guard_name);
        binding.actions = (uint16_t)collect(bytes, f, first + f->guards, f->actions, action_name);
        take_all(bytes, f, first + f->guards + f->actions + f->constants);
        binding.argument = arguments;
    }
    size_t need = sf_fsm_load_size(bytes, size);
    *memory = malloc(need + !need);
    const struct sf_fsm_loaded *loaded = sf_fsm_load(*memory, need, bytes, size, &binding, &error);
    FUZZ_MUST((loaded == NULL) == (error.code != SF_LOAD_OK), "code %d", error.code);
    FUZZ_MUST(loaded || (error.offset <= size && strncmp(error.text, "offset ", 7) == 0),
              "offset %u of %zu, '%s'", error.offset, size, error.text);
    FUZZ_MUST(error.code != SF_LOAD_ARGUMENT, "'%s'", error.text);
    return loaded;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *memory, *other;
    if (size > INPUT_BYTES)
        return 0;
    for (unsigned i = 0; i < 4096 && !guards[i]; i++) {
        guards[i] = guard;
        actions[i] = action;
        effects[i] = 1;
    }
    char *bytes = fuzz_copy(data, size); /* malloc aligns it */
    bool as_it_is = load(bytes, size, &other) != NULL;
    if (size >= sizeof(struct sf_fsm_file))
        repair(bytes, size);
    const struct sf_fsm_loaded *loaded = load(bytes, size, &memory);
    FUZZ_MUST(loaded || !as_it_is, "what was sound is repaired to what is not");
    FUZZ_MUST(as_it_is || !getenv("FUZZ_LOADS"),
              "refused"); /* for tables that are known to be good: the test fuzz.load.sound */
    seed = size;
    if (loaded)
        run(loaded);
    free(memory);
    free(other);
    free(bytes);
    return 0;
}
