/* sipfsm: the engine. Runs any transition table; knows no SIP.
 *
 * A table (`struct sf_fsm_table`) is constant data: compiled in by fsmgen, loaded, or built in
 * memory. A machine is plain data of the caller's (`struct sf_fsm` and an array of timers): no
 * pointers, nothing allocated, so a copy is a snapshot. The clock is an argument. Actions must not
 * step a machine: they append to a queue of the caller's, which the caller drains once the step has
 * returned (run to completion).
 *
 * Nothing here blocks, allocates or reads a clock; all of it may be called from any thread, one
 * thread at a time for one machine.
 */
#ifndef SIPFSM_FSM_H
#define SIPFSM_FSM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The table: what fsmgen emits ---- */

/* What a row that does something does. Row ids start at 1, and what a row is, its id tells:
 *
 *     up to first_choice        alone in its cell: it is taken
 *     up to first_ignore        of a cell with several rows: the first is taken whose guard holds;
 * those of a cell follow each other up to first_never         alone in its cell, and ignored up to
 * and with `rows`     alone in its cell, and said never to come; 0, which is no row, is treated
 * likewise
 *
 * Those from first_ignore on run nothing, and have no record. */
struct sf_fsm_row {
    uint16_t next;    /* SF_FSM_NEXT bits: the state to go to; SF_FSM_KIND bits: what the row does;
                         SF_FSM_GUARDED */
    uint16_t stops;   /* the timers that stop before all else: bit t is timer t; those from
                         SF_FSM_STOPS on stop by a word */
    uint16_t program; /* where its words start: its guards, if GUARDED, then what it runs, exit and
                         enter actions too; 0: no words */
};

#define SF_FSM_STOPS 16     /* bits of `stops` */
#define SF_FSM_NEXT 0x0fffu /* up to 4,096 states */
#define SF_FSM_KIND 0x3000u
#define SF_FSM_GO                                                                                  \
    0x0000u /* run the program, be in `next` (exit actions, the row's, enter actions) */
#define SF_FSM_STAY 0x1000u    /* run the program, stay without leaving */
#define SF_FSM_IGNORE 0x2000u  /* the table says so, with a reason */
#define SF_FSM_NEVER 0x3000u   /* the table says it cannot be */
#define SF_FSM_NO_STEP 0x2000u /* the bit that IGNORE and NEVER share, and the others lack */
#define SF_FSM_GUARDED                                                                             \
    0x4000u /* if its guard does not hold, the next row id is the one to try; a cell's last row    \
               has none */

/* A program is a run of words up to one marked LAST: an operation and a number below 4,096. One may
 * start within another. */
#define SF_FSM_LAST 0x8000u
#define SF_FSM_OP 0x7000u
#define SF_FSM_OPERAND 0x0fffu
#define SF_FSM_OP_ACTION 0x0000u /* call action[operand] with argument[operand] */
#define SF_FSM_OP_START                                                                            \
    0x1000u /* start timer[operand], which has no condition, for its duration                      \
             */
#define SF_FSM_OP_START_IF                                                                         \
    0x2000u /* as its condition says: nothing if that is false and there is no `else` */
#define SF_FSM_OP_RESTART 0x3000u /* start it anew, with backoff and cap applied if it has them */
#define SF_FSM_OP_RESTART_AT                                                                       \
    0x4000u /* the same with the duration of the word that follows: constant[word] */
#define SF_FSM_OP_STOP                                                                             \
    0x5000u /* stop timer[operand], where `stops` cannot: one that has no bit, or was started      \
               before in the program */
#define SF_FSM_OP_GUARD                                                                            \
    0x6000u /* guard[operand] must hold, or the next row is tried; all of these come first */
#define SF_FSM_OP_GUARD_NOT 0x7000u /* it must not */

static inline bool sf_fsm_word_is_guard(unsigned word)
{
    return (word & SF_FSM_OP_GUARD) ==
           SF_FSM_OP_GUARD; /* the two bits that both guards have, and no other operation */
}

/* factor * constant_us[constant] microseconds; a literal is a constant without a name, with a
 * factor of 1; factor 0 is zero. */
struct sf_fsm_duration {
    uint16_t factor;
    uint16_t constant;
};

#define SF_FSM_TIMERS_MAX 32 /* of one machine: `armed` has a bit for each */
#define SF_FSM_NO_GUARD 0xffffu
#define SF_FSM_GUARD_NOT 0x8000u
#define SF_FSM_NO_CONSTANT 0xffffu

struct sf_fsm_timer_rule {
    struct sf_fsm_duration duration;
    struct sf_fsm_duration otherwise; /* when the condition is false; used only if has_otherwise */
    uint16_t condition; /* a guard, with SF_FSM_GUARD_NOT to negate it, or SF_FSM_NO_GUARD */
    uint16_t cap;       /* a constant, or SF_FSM_NO_CONSTANT */
    uint8_t has_otherwise;
    uint8_t backoff; /* on restart the interval is multiplied by this; 0 or 1: it stays */
};

struct sf_fsm_table {
    uint16_t states, events, rows, timers, guards, actions, constants;
    uint16_t first_choice, first_ignore, first_never; /* row ids, as above */
    uint16_t initial;
    uint16_t start_program;  /* the initial state's enter actions; 0: none */
    const uint8_t *index8;   /* [event * states + state] -> the cell's first row id, 0 for none; */
    const uint16_t *index16; /* exactly one of the two is set (rows past 254 need the second) */
    const struct sf_fsm_row *row;          /* [id], below first_ignore; row[0] is unused */
    const uint16_t *program;               /* word 0 belongs to no program */
    const struct sf_fsm_timer_rule *timer; /* event t, for t < timers, is "timer t fired" */
    const uint8_t *final;                  /* per state: 1 if it is final */
    const uint64_t *constant_us;           /* the defaults; a literal or a named constant each */
    const uint16_t *argument; /* [action] what its function is given; 0 if the table gives it
                                 nothing. Not null if there are actions */
};

/* The first row id of a cell; 0: it has none. */
static inline unsigned sf_fsm_cell(const struct sf_fsm_table *table, unsigned state, unsigned event)
{
    unsigned cell = event * table->states + state;
    return table->index8 ? table->index8[cell] : table->index16[cell];
}

/* SF_FSM_GO, STAY, IGNORE or NEVER; any id may be asked. */
static inline unsigned sf_fsm_row_kind(const struct sf_fsm_table *table, unsigned id)
{
    if (id == 0 || id >= table->first_never)
        return SF_FSM_NEVER;
    return id >= table->first_ignore ? SF_FSM_IGNORE : table->row[id].next & SF_FSM_KIND;
}

/* May the next id be tried if this row's guard does not hold? */
static inline bool sf_fsm_row_guarded(const struct sf_fsm_table *table, unsigned id)
{
    return id && id < table->first_ignore && table->row[id].next & SF_FSM_GUARDED;
}

/* Names, positions and clauses, in an object of their own that only tools link. Row ids as in the
 * table. */
struct sf_fsm_row_names {
    const char *state, *event, *guard, *next, *actions,
        *clause;   /* as written; "" where blank; `state` is "*" for a wildcard row */
    uint32_t line; /* in `file` */
};

/* Actions have a place for each argument that they are given: `respond 480` and `respond 487` are
 * two. */
struct sf_fsm_names {
    const char *machine;
    const char *file;                        /* relative to the source root */
    const char *const *state, *const *event; /* as many as the table has */
    const char *const *timer, *const *guard, *const *action,
                                                 *const *constant; /* constants: "" for a literal */
    const char *const *argument;        /* as many as actions: "480", "early", or "" */
    const struct sf_fsm_row_names *row; /* rows + 1 */
    const struct sf_fsm_row_names
        *edge; /* the enter and exit rows, `edges` of them; event is "enter" or "exit" */
    uint16_t edges;
};

/* ---- What a table is bound to ---- */

typedef bool sf_fsm_guard(const void *context, const void *payload);
/* `argument`: the number that the row gives it, or the place of the word; 0 if it takes none. */
typedef void sf_fsm_action(void *context, const void *payload, unsigned argument);

/* A machine type: a table and its guards and actions, in the table's order. Emitted by fsmgen as
 * `<prefix>_type`. */
struct sf_fsm_type {
    struct sf_fsm_table table;
    sf_fsm_guard *const *guard;
    sf_fsm_action *const *action;
};

/* What an action takes. */
struct sf_fsm_argument {
    uint8_t kind;            /* enum sf_fsm_argument_kind */
    uint16_t low, high;      /* the least and the most; of words: 0, and the place of the last */
    const char *const *word; /* high + 1 of them; null if it takes none */
};
enum sf_fsm_argument_kind { SF_FSM_ARGUMENT_NONE, SF_FSM_ARGUMENT_NUMBER, SF_FSM_ARGUMENT_WORD };

/* Functions by name, for tables that are loaded (sipfsm/load.h). Emitted by fsmgen as
 * `<prefix>_binding`, in the object of the names; a program can as well write its own. */
struct sf_fsm_binding {
    const char *context,
        *payload; /* the C types that the functions take, as a table declares them */
    uint16_t guards, actions;
    const char *const *guard_name, *const *action_name;
    sf_fsm_guard *const *guard;
    sf_fsm_action *const *action;
    const uint16_t *action_effects; /* per action: how many effects it can add to the program's
                                       queue; null: nobody counts */
    uint32_t
        effects; /* the most that one step may add; <prefix>_binding has what its own table needs */
    const struct sf_fsm_argument *argument; /* per action; null: none takes one */
};

/* What the events of a port are for one owner of the machine that raises them. Emitted by
 * `fsmgen emit registry`, which numbers machines and the events of a port. */
struct sf_fsm_port_binding {
    uint16_t owner, owned; /* machines */
    uint16_t events;       /* of the port */
    const int16_t *event;  /* [event of the port]: the owner's, or -1: the owner ignores it */
};

/* The owner's event; -1: the owner ignores it, or the port has no such event. */
static inline int sf_fsm_port_hears(const struct sf_fsm_port_binding *binding, unsigned event)
{
    return event < binding->events ? binding->event[event] : -1;
}

/* ---- A machine: plain data ---- */

/* What a timer was armed with; means nothing while the machine's `armed` lacks its bit. */
struct sf_fsm_timer {
    uint64_t due_us;      /* 0: it has fired */
    uint64_t interval_us; /* what it was started for: a restart backs off from it */
    uint32_t order;       /* place in the order of arming, for timers due at the same time */
};

#define SF_FSM_BACKOFF_MAX_US                                                                      \
    (UINT64_C(1)                                                                                   \
     << 55) /* an interval that is so long grows no more, and so never wraps: 1,142 years */

struct sf_fsm {
    uint16_t state;
    uint8_t running; /* 1 once started */
    uint8_t spare;
    uint32_t armed; /* bit t: timer t was started, and not stopped since; it may have fired */
};

enum sf_fsm_outcome {
    SF_FSM_TAKEN,      /* a row ran */
    SF_FSM_IGNORED,    /* an `ignore` row */
    SF_FSM_IMPOSSIBLE, /* a `never` row, or no row: the table's promise is broken. Counted; nothing
                          has changed */
    SF_FSM_ERROR /* the event is out of range or the machine is not started; nothing has changed */
};

/* What a tracer is told of each step, before its actions run. */
struct sf_fsm_step {
    uint64_t now_us;
    const struct sf_fsm_type *type;
    const void *context;
    uint16_t from, to;
    uint16_t event; /* SF_FSM_STARTED for the start */
    uint16_t row;   /* 0 for the start and for a cell without a row */
    enum sf_fsm_outcome outcome;
};
#define SF_FSM_STARTED 0xffffu

typedef void sf_fsm_tracer(void *user, const struct sf_fsm_step *step);

/* Shared by all machines under one clock. `order` counts timer starts. */
struct sf_fsm_clock {
    uint64_t now_us; /* monotonic, never 0 */
    uint32_t order;
    sf_fsm_tracer *tracer; /* may be null: then a step pays one predictable test */
    void *tracer_user;
    uint64_t steps, ignored, impossible;
};

/* One machine, put together for a call. `timer` has table->timers.
 *
 * `constant_us` has table->constants durations in microseconds, or is null: the table's own.
 * Literals have places too, so copy table->constant_us and change what you mean to
 * (<PREFIX>_CONST_<NAME>). The array is the caller's and is only read, an entry each time a timer
 * is started or restarted with it; it need not outlive the call. Between calls it may be changed,
 * and an action may change it within one: what starts after the action, in the same row or on
 * entering the next state, runs for the new value. A timer that runs keeps its deadline. A restart
 * that backs off multiplies the timer's last interval, and reads the cap alone. */
struct sf_fsm_run {
    const struct sf_fsm_type *type;
    struct sf_fsm *machine;
    struct sf_fsm_timer *timer;
    const uint64_t *constant_us;
    void *context;
    struct sf_fsm_clock *clock;
};

/* Puts the machine into its initial state with no timer running and runs the enter actions of that
 * state. */
enum sf_fsm_outcome sf_fsm_start(const struct sf_fsm_run *run, const void *payload);

/* One event. Actions run before it returns; they must not step this or any other machine. The
 * tracer, if any, is called once, before the actions. SF_FSM_ERROR if `event` is not one of the
 * table's or the machine was never started. */
enum sf_fsm_outcome sf_fsm_event(const struct sf_fsm_run *run, unsigned event, const void *payload);

/* Fires the earliest timer that is due at clock->now_us (by deadline, then by order of arming): it
 * stops and its event is stepped. False if none is due; then nothing has changed. What that step
 * starts counts from clock->now_us, not from the deadline: for periods that do not drift when you
 * wake late, set the clock to the deadline before. */
bool sf_fsm_fire(const struct sf_fsm_run *run, const void *payload);

/* Was timer `t` (below table->timers) started, and has it neither fired nor been stopped? */
static inline bool sf_fsm_timer_runs(const struct sf_fsm *machine, const struct sf_fsm_timer *timer,
                                     unsigned t)
{
    return machine->armed >> t & 1 && timer[t].due_us;
}

/* The index of the running timer that fires first, or -1 if none runs. `timer` has table->timers;
 * of `armed` no more bits are looked at. */
int sf_fsm_next_timer(const struct sf_fsm_table *table, const struct sf_fsm *machine,
                      const struct sf_fsm_timer *timer);

/* True if `a` fires before `b`: by deadline, then by order of arming (which may wrap around). Both
 * must be running. */
static inline bool sf_fsm_timer_before(const struct sf_fsm_timer *a, const struct sf_fsm_timer *b)
{
    return a->due_us != b->due_us
               ? a->due_us < b->due_us
               : a->order - b->order > UINT32_MAX / 2; /* `a` is less than half a turn behind */
}

static inline bool sf_fsm_is_final(const struct sf_fsm_table *table, const struct sf_fsm *machine)
{
    return machine->running && table->final[machine->state];
}

#ifdef __cplusplus
}
#endif
#endif
