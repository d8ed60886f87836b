/* Tables loaded at run time: which files are refused and with which error, and that a loaded table
 * does the same as the compiled one. The file is that of the door in tests/gen/machine, made in
 * memory; its name is the first argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "door_lock_fsm.h"
#include "emit/emit.h"
#include "read/load.h"
#include "sipfsm/load.h"

bool dl_guard_night(const struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
    return false;
}
bool dl_guard_busy(const struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
    return false;
}
bool dl_guard_idle(const struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
    return false;
}
bool dl_guard_alarmed(const struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
    return false;
}
void dl_do_ring(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}
void dl_do_bolt(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}
void dl_do_unbolt(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}
void dl_do_greet(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}
void dl_do_scold(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}
void dl_do_note(struct door *d, const struct knock *k)
{
    (void)d;
    (void)k;
}

static const char *table;
static struct fg_arena arena;
static uint64_t whole[2048], scratch[2048], memory[4096];
static size_t size, stripped_size;

static size_t make(bool positions, void *to, size_t room)
{
    struct fg_log log = {.arena = &arena};
    struct fg_machine machine;
    struct fg_output file = {.arena = &arena};
    assert_true(fg_load(&machine, &arena, &log, table));
    fg_check(&machine);
    fg_log_flush(&log);
    assert_int_equal(log.errors, 0);
    assert_true(fg_emit_bin(&machine, positions, &file));
    assert_true(file.count <= room);
    memcpy(to, file.at, file.count);
    return file.count;
}

static struct sf_load_error error;

static const struct sf_fsm_loaded *load_bound(const void *bytes, size_t count,
                                              const struct sf_fsm_binding *binding)
{
    return sf_fsm_load(memory, sizeof memory, bytes, count, binding, &error);
}

static const struct sf_fsm_loaded *load(const void *bytes, size_t count)
{
    return load_bound(bytes, count, &dl_binding);
}

static struct sf_fsm_file *copy(void)
{
    memcpy(scratch, whole, size);
    return (struct sf_fsm_file *)(void *)scratch;
}

static void seal(struct sf_fsm_file *file)
{
    size_t from = offsetof(struct sf_fsm_file, file_bytes);
    file->crc = sf_fsm_file_crc((char *)file + from, size - from);
}

static void refuse(const struct sf_fsm_file *file, enum sf_load_code code, const char *text)
{
    if (load(file, size))
        fail_msg("loaded; wanted '%s'", text);
    if (error.code != code || !strstr(error.text, text))
        fail_msg("code %d, '%s'; wanted code %d, '%s'", error.code, error.text, code, text);
    char offset[32];
    snprintf(offset, sizeof offset, "offset %u: ", (unsigned)error.offset);
    assert_memory_equal(error.text, offset, strlen(offset));
    assert_true(error.offset <= size);
}

/* ---- What is taken ---- */

static void same_list(const char *const *a, const char *const *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        assert_string_equal(a[i], b[i]);
}

static void same_rows(const struct sf_fsm_row_names *a, const struct sf_fsm_row_names *b,
                      unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const char *const left[] = {a[i].state, a[i].event,   a[i].guard,
                                    a[i].next,  a[i].actions, a[i].clause};
        const char *const right[] = {b[i].state, b[i].event,   b[i].guard,
                                     b[i].next,  b[i].actions, b[i].clause};
        same_list(left, right, 6);
        assert_int_equal(a[i].line, b[i].line);
    }
}

static void equals_compiled(void **state)
{
    (void)state;
    const struct sf_fsm_loaded *loaded = load(whole, size);
    assert_non_null(loaded);
    const struct sf_fsm_table *a = &loaded->type.table, *b = &dl_type.table;
    assert_int_equal(a->states, b->states);
    assert_int_equal(a->events, b->events);
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->timers, b->timers);
    assert_int_equal(a->guards, b->guards);
    assert_int_equal(a->actions, b->actions);
    assert_int_equal(a->constants, b->constants);
    assert_int_equal(a->initial, b->initial);
    assert_int_equal(a->start_program, b->start_program);
    assert_memory_equal(a->index8, b->index8, (size_t)a->states * a->events);
    assert_int_equal(a->first_choice, b->first_choice);
    assert_int_equal(a->first_ignore, b->first_ignore);
    assert_int_equal(a->first_never, b->first_never);
    assert_memory_equal(a->row, b->row, a->first_ignore * sizeof *a->row);
    assert_memory_equal(a->final, b->final, a->states);
    assert_memory_equal(a->constant_us, b->constant_us, a->constants * sizeof *a->constant_us);
    for (unsigned t = 0; t < a->timers; t++) {
        assert_int_equal(a->timer[t].duration.factor, b->timer[t].duration.factor);
        assert_int_equal(a->timer[t].duration.constant, b->timer[t].duration.constant);
        assert_int_equal(a->timer[t].otherwise.factor, b->timer[t].otherwise.factor);
        assert_int_equal(a->timer[t].condition, b->timer[t].condition);
        assert_int_equal(a->timer[t].cap, b->timer[t].cap);
        assert_int_equal(a->timer[t].has_otherwise, b->timer[t].has_otherwise);
        assert_int_equal(a->timer[t].backoff, b->timer[t].backoff);
    }
    const struct sf_fsm_file *head = (const void *)whole;
    assert_memory_equal(a->program, b->program, head->program_words * sizeof *a->program);
    for (unsigned i = 0; i < a->guards; i++)
        assert_true(loaded->type.guard[i] == dl_type.guard[i]);
    for (unsigned i = 0; i < a->actions; i++)
        assert_true(loaded->type.action[i] == dl_type.action[i]);
    const struct sf_fsm_names *n = &loaded->names;
    assert_string_equal(n->machine, dl_names.machine);
    assert_string_equal(n->file, dl_names.file);
    same_list(n->state, dl_names.state, a->states);
    same_list(n->event, dl_names.event, a->events);
    same_list(n->timer, dl_names.timer, a->timers);
    same_list(n->guard, dl_names.guard, a->guards);
    same_list(n->action, dl_names.action, a->actions);
    same_list(n->argument, dl_names.argument, a->actions);
    assert_memory_equal(a->argument, b->argument, a->actions * sizeof *a->argument);
    same_list(n->constant, dl_names.constant, a->constants);
    assert_int_equal(n->edges, dl_names.edges);
    same_rows(n->row, dl_names.row, a->rows + 1u);
    same_rows(n->edge, dl_names.edge, n->edges);
    assert_int_equal(sf_fsm_state_named(a, n, "Alarm"), DL_ALARM);
    assert_int_equal(sf_fsm_event_named(a, n, "timer Beep"), DL_EV_TIMER_BEEP);
    assert_int_equal(sf_fsm_constant_named(a, n, "SLOW"), DL_CONST_SLOW);
    assert_int_equal(sf_fsm_event_named(a, n, "nothing"), -1);
}

static void stripped(void **state)
{
    (void)state;
    stripped_size = make(false, scratch, sizeof scratch);
    assert_true(stripped_size < size);
    assert_true(sf_fsm_load_size(scratch, stripped_size) < sf_fsm_load_size(whole, size));
    const struct sf_fsm_loaded *loaded = load(scratch, stripped_size);
    assert_non_null(loaded);
    assert_null(loaded->names.row);
    assert_int_equal(loaded->names.edges, 0);
    same_list(loaded->names.state, dl_names.state, DL_STATES);
}

/* ---- What is refused ---- */

static void every_byte(void **state)
{
    (void)state;
    for (size_t at = 0; at < size; at++)
        for (unsigned bit = 0; bit < 9; bit++) {
            unsigned char *bytes = (unsigned char *)copy();
            bytes[at] = (unsigned char)(bit < 8 ? bytes[at] ^ 1u << bit : ~(unsigned)bytes[at]);
            if (load(bytes, size))
                fail_msg("byte %zu may be %u", at, bytes[at]);
            assert_true(error.code != SF_LOAD_OK && error.text[0]);
        }
}

static void every_length(void **state)
{
    (void)state;
    for (size_t count = 0; count < size; count++) {
        void *cut = malloc(count + !count); /* exactly so long, for sanitizers */
        memcpy(cut, whole, count);
        assert_null(load(cut, count));
        assert_true(error.code == SF_LOAD_SIZE || (count < 4 && error.code == SF_LOAD_FORMAT));
        assert_int_equal(sf_fsm_load_size(cut, count), 0);
        free(cut);
    }
    assert_non_null(load(copy(), size));
}

static void longer(void **state)
{
    (void)state;
    assert_null(load(copy(), size + 1));
    assert_int_equal(error.code, SF_LOAD_SIZE);
    assert_non_null(strstr(error.text, "something follows"));
}

static void header(void **state)
{
    struct sf_fsm_file *f = copy();
    (void)state;
    f->magic[1] = 'f';
    refuse(f, SF_LOAD_FORMAT, "no table made by");
    f = copy();
    f->magic[4] = '\n';
    refuse(f, SF_LOAD_FORMAT, "transferred as text");
    f = copy();
    f->version = SF_FSM_FILE_VERSION + 1;
    refuse(f, SF_LOAD_VERSION, "version 5, and this program takes version 4");
    f = copy();
    f->initial = 1;
    refuse(f, SF_LOAD_CHECKSUM, "damaged");
    f = copy();
    f->states = 5000;
    seal(f);
    refuse(f, SF_LOAD_LIMIT, "5000 states");
    f = copy();
    f->states++;
    seal(f);
    refuse(f, SF_LOAD_SIZE, "its parts need");
    f = copy();
    f->initial = f->states;
    seal(f);
    refuse(f, SF_LOAD_INDEX, "starts in a state that does not exist");
    f = copy();
    f->start_program = (uint16_t)f->program_words;
    seal(f);
    refuse(f, SF_LOAD_INDEX, "no program starts at word");
    f = copy();
    f->zero[3] = 1;
    seal(f);
    refuse(f, SF_LOAD_INDEX, "means nothing");
}

/* The parts of the door's file, found as the description in load.h says. */
struct parts {
    struct sf_fsm_timer_rule *timer;
    uint32_t *name;
    struct sf_fsm_row *row;
    uint16_t *program;
    uint8_t *index, *final;
    char *strings;
    struct sf_fsm_file_row *position;
};

static struct parts parts(struct sf_fsm_file *f)
{
    struct parts p;
    p.name = (void *)((uint64_t *)(void *)(f + 1) + f->constants);
    p.timer = (void *)(p.name + 4 + f->states + f->events + f->timers + f->guards + f->actions +
                       f->constants + f->actions);
    p.row = (void *)(p.timer + f->timers);
    p.program = (void *)(p.row + f->first_ignore);
    p.index = (void *)(p.program + f->program_words);
    p.final = p.index + f->states * f->events;
    p.strings = (char *)p.final + f->states;
    p.position = (void *)((char *)f +
                          (((size_t)(p.strings - (char *)f) + f->string_bytes + 3) & ~(size_t)3));
    return p;
}

/* The door's file with the given number of extra timers, copies of its first, and a right checksum.
 */
static size_t with_timers(unsigned more, void *to, size_t room)
{
    struct sf_fsm_file *f = copy();
    struct parts p = parts(f);
    char *out = to, *names_end = (char *)p.timer;
    size_t head = (size_t)(names_end - (char *)f), rest = size - head;
    size_t added = more * (sizeof *p.name + sizeof *p.timer);
    assert_true(size + added <= room && f->timers > 0);
    memcpy(out, f, head);
    for (unsigned i = 0; i < more; i++)
        memcpy(out + head + i * sizeof *p.name, p.name, sizeof *p.name);
    out += head + more * sizeof *p.name;
    for (unsigned i = 0; i < more; i++)
        memcpy(out + i * sizeof *p.timer, p.timer, sizeof *p.timer);
    memcpy(out + more * sizeof *p.timer, names_end, rest);
    f = to;
    f->timers = (uint16_t)(f->timers + more);
    f->file_bytes += (uint32_t)added;
    size_t from = offsetof(struct sf_fsm_file, file_bytes);
    f->crc = sf_fsm_file_crc((char *)f + from, f->file_bytes - from);
    return f->file_bytes;
}

/* Each timer fires as an event of its own, so there may be as many timers as events, and not one
 * more. */
static void timers_and_events(void **state)
{
    (void)state;
    static uint64_t grown[4096];
    const struct sf_fsm_file *f = (const void *)whole;
    unsigned equal = (unsigned)f->events - f->timers;
    size_t count = with_timers(equal + 1, grown, sizeof grown);
    assert_null(load(grown, count));
    assert_int_equal(error.code, SF_LOAD_INDEX);
    assert_non_null(strstr(error.text, "more timers than events"));
    count = with_timers(equal, grown, sizeof grown);
    if (!load(grown, count))
        assert_null(strstr(error.text, "more timers than events"));
}

#define BROKEN(change, code, text)                                                                 \
    do {                                                                                           \
        struct sf_fsm_file *f = copy();                                                            \
        struct parts p = parts(f);                                                                 \
        (void)p;                                                                                   \
        change;                                                                                    \
        seal(f);                                                                                   \
        refuse(f, code, text);                                                                     \
    } while (0)

static unsigned first_row(const struct sf_fsm_file *f, const struct parts *p, unsigned mask,
                          unsigned value)
{
    unsigned r = 1;
    while (r < f->first_ignore && (p->row[r].next & mask) != value)
        r++;
    assert_true(r < f->first_ignore);
    return r;
}

/* An action after which its program goes on. */
static uint16_t first_word(const struct sf_fsm_file *f, const struct parts *p, unsigned op)
{
    uint16_t w = 1;
    while (w < f->program_words &&
           (p->program[w] & (op == SF_FSM_OP_ACTION ? SF_FSM_OP | SF_FSM_LAST : SF_FSM_OP)) != op)
        w++;
    assert_true(w < f->program_words);
    return w;
}

static uint16_t first_guard(const struct sf_fsm_file *f, const struct parts *p)
{
    return first_word(f, p, SF_FSM_OP_GUARD);
}

static void inside(void **state)
{
    (void)state;
    BROKEN(p.row[first_row(f, &p, SF_FSM_KIND, SF_FSM_GO)].next |= SF_FSM_NEXT, SF_LOAD_INDEX,
           "a state that does not exist: row");
    BROKEN(p.row[first_row(f, &p, SF_FSM_KIND, SF_FSM_STAY)].next |= 1, SF_LOAD_INDEX,
           "a state that does not exist: row");
    BROKEN(p.row[2].next |= 0x8000, SF_LOAD_INDEX, "row 2");
    BROKEN(p.row[2].program = (uint16_t)f->program_words, SF_LOAD_INDEX,
           "no program starts where it says: row 2");
    BROKEN(p.row[2].program = UINT16_MAX, SF_LOAD_INDEX,
           "no program starts where it says: row 2"); /* far behind the file */
    BROKEN(f->start_program = UINT16_MAX, SF_LOAD_INDEX, "no program starts at word");
    BROKEN(p.row[0].next = SF_FSM_GO, SF_LOAD_INDEX, "row 0");
    BROKEN(p.row[0].stops = 1, SF_LOAD_INDEX, "row 0");
    BROKEN(p.row[1].stops |= (uint16_t)(1u << f->timers), SF_LOAD_INDEX,
           "stops a timer that does not exist");
    BROKEN(p.row[first_row(f, &p, SF_FSM_KIND, SF_FSM_IGNORE)].stops = 1, SF_LOAD_INDEX,
           "stops a timer that does not exist, or none");
    BROKEN(p.row[first_row(f, &p, SF_FSM_GUARDED, SF_FSM_GUARDED)].program = 0, SF_LOAD_INDEX,
           "has no guard to ask");
    BROKEN(p.row[f->first_ignore - 1].next |= SF_FSM_GUARDED;
           p.row[f->first_ignore - 1].program = first_guard(f, &p), SF_LOAD_INDEX,
           "none can follow");
    BROKEN(p.row[first_row(f, &p, SF_FSM_GUARDED, SF_FSM_GUARDED)].next &= 0xbfff, SF_LOAD_INDEX,
           "row");
    BROKEN(p.row[first_row(f, &p, SF_FSM_GUARDED, 0)].program = first_guard(f, &p), SF_LOAD_INDEX,
           "asks a guard in vain");
    BROKEN(f->start_program = first_guard(f, &p), SF_LOAD_INDEX, "no program starts at word");
    BROKEN(p.program[first_guard(f, &p)] = (uint16_t)(SF_FSM_OP_GUARD | f->guards), SF_LOAD_INDEX,
           "guard");
    BROKEN(p.row[1].program = (uint16_t)(first_word(f, &p, SF_FSM_OP_RESTART_AT) + 1),
           SF_LOAD_INDEX, "no program starts where it says: row 1");
    BROKEN(p.program[first_word(f, &p, SF_FSM_OP_ACTION) + 1] = SF_FSM_OP_GUARD, SF_LOAD_INDEX,
           "none here");
    BROKEN(p.program[0] = SF_FSM_LAST, SF_LOAD_INDEX, "program word 0");
    BROKEN(p.program[first_word(f, &p, SF_FSM_OP_START)] |= f->timers, SF_LOAD_INDEX,
           "program word");
    BROKEN(p.program[f->program_words - 1] = SF_FSM_OP_ACTION, SF_LOAD_INDEX,
           "the programs do not end");
    BROKEN(p.program[f->program_words - 1] = SF_FSM_OP_RESTART_AT, SF_LOAD_INDEX, "program word");
    BROKEN(p.index[0] = (uint8_t)(f->rows + 1), SF_LOAD_INDEX, "another row belongs here: cell 0");
    BROKEN(p.final[0] = 2, SF_LOAD_INDEX, "neither final nor not: state 0");
    BROKEN(p.final[f->initial] = 1, SF_LOAD_INDEX, "another row belongs here");
    BROKEN(p.timer[0].duration.constant = f->constants, SF_LOAD_INDEX, "of timer 0");
    BROKEN(p.timer[0].duration.factor = UINT16_MAX;
           ((uint64_t *)(void *)(f + 1))[p.timer[0].duration.constant] = (uint64_t)1 << 50,
           SF_LOAD_INDEX, "of timer 0");
    BROKEN(p.timer[1].condition = f->guards, SF_LOAD_INDEX, "of timer 1");
    BROKEN(p.timer[1].cap = f->constants, SF_LOAD_INDEX, "of timer 1");
    BROKEN(p.timer[1].has_otherwise = 2, SF_LOAD_INDEX, "of timer 1");
    BROKEN(p.name[5] = f->string_bytes, SF_LOAD_NAME, "name 5 lies outside");
    BROKEN(p.name[5] = 0, SF_LOAD_NAME, "name 5 is empty");
    BROKEN(p.strings[p.name[4]] = '\033', SF_LOAD_NAME, "control character in name 4");
    BROKEN(p.strings[f->string_bytes - 1] = 'x', SF_LOAD_NAME, "end with a NUL");
    BROKEN(p.position[0].state = f->position_bytes, SF_LOAD_NAME, "a text of row 1");
    BROKEN(p.position[0].event = f->position_bytes, SF_LOAD_NAME, "a text of row 1");
    BROKEN(p.position[1].guard = f->position_bytes, SF_LOAD_NAME, "a text of row 2");
    BROKEN(p.position[1].next = f->position_bytes, SF_LOAD_NAME, "a text of row 2");
    BROKEN(p.position[1].actions = f->position_bytes, SF_LOAD_NAME, "a text of row 2");
    BROKEN(p.position[2].clause = f->position_bytes, SF_LOAD_NAME, "a text of row 3");
    BROKEN(f->first_ignore = (uint16_t)(f->first_never + 1), SF_LOAD_LIMIT, "first_ignore");
    BROKEN(f->first_choice = 0, SF_LOAD_LIMIT, "first_choice");
    BROKEN(f->first_choice++, SF_LOAD_INDEX, "is alone in its cell, and not taken");
    BROKEN(f->timers = (uint16_t)(f->events + 1); f->events = 0, SF_LOAD_SIZE, "its parts need");
}

static void binding(void **state)
{
    static const char *const fewer[] = {"night", "busy", "idle"};
    static const char *const other[] = {"ring", "bolt", "unbolt", "greet", "scould", "note"};
    struct sf_fsm_binding b = dl_binding;
    (void)state;
    assert_int_equal(b.effects, 2); /* ring raises 2 */
    b.guards = 3;
    b.guard_name = fewer;
    assert_null(load_bound(whole, size, &b));
    assert_int_equal(error.code, SF_LOAD_GUARD);
    assert_non_null(strstr(error.text, "no guard 'alarmed'"));
    b = dl_binding;
    b.action_name = other;
    assert_null(load_bound(whole, size, &b));
    assert_int_equal(error.code, SF_LOAD_ACTION);
    assert_non_null(strstr(error.text, "no action 'scold'"));
    b = dl_binding;
    b.context = "struct window";
    assert_null(load_bound(whole, size, &b));
    assert_int_equal(error.code, SF_LOAD_TYPE);
    assert_non_null(strstr(error.text, "'struct door', and the program's is 'struct window'"));
    b = dl_binding;
    b.payload = "int";
    assert_null(load_bound(whole, size, &b));
    assert_int_equal(error.code, SF_LOAD_TYPE);
    b = dl_binding;
    b.effects = 1;
    assert_null(load_bound(whole, size, &b));
    assert_int_equal(error.code, SF_LOAD_EFFECTS);
    assert_non_null(strstr(error.text, "2 effects, and the program has room for 1"));
    b.action_effects = NULL;
    assert_non_null(load_bound(whole, size, &b));
}

static void arguments(void **state)
{
    (void)state;
    size_t need = sf_fsm_load_size(whole, size);
    assert_true(need > 0 && need <= sizeof memory);
    assert_null(sf_fsm_load(memory, need - 1, whole, size, &dl_binding, &error));
    assert_int_equal(error.code, SF_LOAD_ARGUMENT);
    assert_null(
        sf_fsm_load((char *)memory + 1, sizeof memory - 1, whole, size, &dl_binding, &error));
    assert_int_equal(error.code, SF_LOAD_ARGUMENT);
    memcpy((char *)scratch + 4, whole, size);
    assert_null(load((char *)scratch + 4, size));
    assert_int_equal(error.code, SF_LOAD_ARGUMENT);
    void *exact = malloc(need);
    assert_non_null(sf_fsm_load(exact, need, whole, size, &dl_binding, &error));
    free(exact);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_compiled),
                                       cmocka_unit_test(stripped),
                                       cmocka_unit_test(every_byte),
                                       cmocka_unit_test(every_length),
                                       cmocka_unit_test(longer),
                                       cmocka_unit_test(header),
                                       cmocka_unit_test(timers_and_events),
                                       cmocka_unit_test(inside),
                                       cmocka_unit_test(binding),
                                       cmocka_unit_test(arguments)};
    if (argc != 2)
        return 2;
    table = argv[1];
    size = make(true, whole, sizeof whole);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fg_arena_free(&arena);
    return failed;
}
