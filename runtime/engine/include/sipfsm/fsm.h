/* sipfsm: the engine. It runs any transition table, and it knows no SIP.
 *
 * A table (`struct sf_fsm_table`) is constant data. It is compiled in by fsmgen, loaded, or built
 * in memory. A machine is plain data of the caller (`struct sf_fsm` and an array of timers). It has
 * no pointers, and nothing is allocated, so a copy of it is a snapshot. The clock is an argument.
 *
 * Actions must not step a machine. They append to a queue of the caller, and the caller drains it
 * after the step has returned (run to completion).
 *
 * No function here blocks, allocates or reads a clock. Any thread may call them; one machine may be
 * used by one thread at a time.
 */
#ifndef SIPFSM_FSM_H
#define SIPFSM_FSM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The table: what fsmgen emits ---- */

/* A row that does something. Row ids start at 1. The id alone says what kind of row it is:
 *
 *     id                            the row
 *     1 to first_choice - 1         is alone in its cell and is taken
 *     first_choice to               is one of several in its cell; the first whose guard holds is
 *       first_ignore - 1            taken. The rows of a cell have consecutive ids
 *     first_ignore to               is alone in its cell and is ignored
 *       first_never - 1
 *     first_never to `rows`         is alone in its cell and must never come. Id 0, which is no
 *                                   row, is treated in the same way
 *
 * Rows from first_ignore on run nothing and have no record. */
struct sf_fsm_row {
    /* SF_FSM_NEXT bits: the next state. SF_FSM_KIND bits: what the row does. SF_FSM_GUARDED. */
    uint16_t next;
    /* Timers that stop first: bit t is timer t. A timer from SF_FSM_STOPS on is stopped by a word
     * of the program. */
    uint16_t stops;
    /* Where its words start: the guards, if GUARDED, then all that it runs, exit and enter actions
     * included. 0: it has no words. */
    uint16_t program;
};

#define SF_FSM_STOPS 16     /* bits of `stops` */
#define SF_FSM_NEXT 0x0fffu /* up to 4,096 states */
#define SF_FSM_KIND 0x3000u
/* Runs the program and is in `next`: exit actions, the row's, enter actions. */
#define SF_FSM_GO 0x0000u
#define SF_FSM_STAY 0x1000u    /* runs the program and does not leave the state */
#define SF_FSM_IGNORE 0x2000u  /* does nothing; the table gives the reason */
#define SF_FSM_NEVER 0x3000u   /* cannot come; the table gives the reason */
#define SF_FSM_NO_STEP 0x2000u /* the bit that only IGNORE and NEVER have */
/* If its guard does not hold, the row with the next id is tried. The last row of a cell lacks it.
 */
#define SF_FSM_GUARDED 0x4000u

/* A program is a run of words. The last one is marked LAST. A word is an operation and a number
 * below 4,096. A program may start within another. */
#define SF_FSM_LAST 0x8000u
#define SF_FSM_OP 0x7000u
#define SF_FSM_OPERAND 0x0fffu
#define SF_FSM_OP_ACTION 0x0000u /* calls action[operand] with argument[operand] */
#define SF_FSM_OP_START 0x1000u  /* starts timer[operand], which has no condition */
/* Starts timer[operand] as its condition says; does nothing if the condition is false and the timer
 * has no `else`. */
#define SF_FSM_OP_START_IF 0x2000u
#define SF_FSM_OP_RESTART 0x3000u /* starts it again, with its backoff and cap */
/* Starts it again for the duration that the next word names: constant[word]. */
#define SF_FSM_OP_RESTART_AT 0x4000u
/* Stops timer[operand], where `stops` cannot: the timer has no bit there, or the program has
 * started it before. */
#define SF_FSM_OP_STOP 0x5000u
/* guard[operand] must hold, or the next row is tried. Guards come first in a program. */
#define SF_FSM_OP_GUARD 0x6000u
#define SF_FSM_OP_GUARD_NOT 0x7000u /* guard[operand] must not hold */

/* Both guard operations have these two bits, and no other operation has both. */
static inline bool sf_fsm_word_is_guard(unsigned word)
{
    return (word & SF_FSM_OP_GUARD) == SF_FSM_OP_GUARD;
}

/* factor * constant_us[constant] microseconds. A literal is a constant without a name and has the
 * factor 1. Factor 0 is no time at all. */
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
    struct sf_fsm_duration otherwise; /* if the condition is false; used only if has_otherwise */
    uint16_t condition; /* a guard, with SF_FSM_GUARD_NOT to negate it, or SF_FSM_NO_GUARD */
    uint16_t cap;       /* a constant, or SF_FSM_NO_CONSTANT */
    uint8_t has_otherwise;
    uint8_t backoff; /* a restart multiplies the interval by this; 0 or 1: it stays the same */
};

struct sf_fsm_table {
    uint16_t states, events, rows, timers, guards, actions, constants;
    uint16_t first_choice, first_ignore, first_never; /* row ids, as above */
    uint16_t initial;
    uint16_t start_program; /* the enter actions of the initial state; 0: none */
    const uint8_t *index8;  /* [event * states + state] -> the first row id of the cell; 0: none */
    const uint16_t
        *index16; /* the same. Exactly one of the two is set; more than 254 rows need this */
    const struct sf_fsm_row *row;          /* [id], below first_ignore; row[0] is unused */
    const uint16_t *program;               /* word 0 belongs to no program */
    const struct sf_fsm_timer_rule *timer; /* event t, for t < timers, is "timer t fired" */
    const uint8_t *final;                  /* per state: 1 if it is final */
    const uint64_t *constant_us; /* defaults, in microseconds: named constants and literals */
    const uint16_t *argument;    /* [action] its third parameter; 0 if the table gives
                                    none. Not null if there are actions */
};

/* The first row id of a cell; 0: the cell has no row. `state` and `event` must be below the counts
 * of the table. */
static inline unsigned sf_fsm_cell(const struct sf_fsm_table *table, unsigned state, unsigned event)
{
    unsigned cell = event * table->states + state;
    return table->index8 ? table->index8[cell] : table->index16[cell];
}

/* SF_FSM_GO, STAY, IGNORE or NEVER. `id` may be any number. */
static inline unsigned sf_fsm_row_kind(const struct sf_fsm_table *table, unsigned id)
{
    if (id == 0 || id >= table->first_never)
        return SF_FSM_NEVER;
    return id >= table->first_ignore ? SF_FSM_IGNORE : table->row[id].next & SF_FSM_KIND;
}

/* True if the row with the next id is tried when the guard of this one does not hold. */
static inline bool sf_fsm_row_guarded(const struct sf_fsm_table *table, unsigned id)
{
    return id && id < table->first_ignore && table->row[id].next & SF_FSM_GUARDED;
}

/* Names, positions and clauses. They stand in an object of their own, which only tools link. Row
 * ids are those of the table. */
struct sf_fsm_row_names {
    /* As written in the table; "" if blank. `state` is "*" for a wildcard row. */
    const char *state, *event, *guard, *next, *actions, *clause;
    uint32_t line; /* in `file` */
};

/* There is an action for each argument that the table gives it: `respond 480` and `respond 487` are
 * two. */
struct sf_fsm_names {
    const char *machine;
    const char *file; /* relative to the source root */
    /* As many as the table has. A constant that is a literal is "". */
    const char *const *state, *const *event;
    const char *const *timer, *const *guard, *const *action, *const *constant;
    const char *const *argument;        /* as many as actions: "480", "early", or "" */
    const struct sf_fsm_row_names *row; /* rows + 1 */
    /* The enter and exit rows, `edges` of them; their event is "enter" or "exit". */
    const struct sf_fsm_row_names *edge;
    uint16_t edges;
};

/* ---- What a table is bound to ---- */

typedef bool sf_fsm_guard(const void *context, const void *payload);
/* `argument`: the number in the row, or the place of the word in its list; 0 if the action takes
 * none. */
typedef void sf_fsm_action(void *context, const void *payload, unsigned argument);

/* A machine type: a table with its guards and actions, in the order of the table. fsmgen writes it
 * as
 * `<prefix>_type`. */
struct sf_fsm_type {
    struct sf_fsm_table table;
    sf_fsm_guard *const *guard;
    sf_fsm_action *const *action;
};

/* The argument that an action takes. */
struct sf_fsm_argument {
    uint8_t kind;            /* enum sf_fsm_argument_kind */
    uint16_t low, high;      /* the least and the most; of words: 0, and the place of the last */
    const char *const *word; /* high + 1 words; null if it takes none */
};
enum sf_fsm_argument_kind { SF_FSM_ARGUMENT_NONE, SF_FSM_ARGUMENT_NUMBER, SF_FSM_ARGUMENT_WORD };

/* Functions by name, for tables that are loaded (sipfsm/load.h). fsmgen writes it as
 * `<prefix>_binding`, in the object with the names. A program may also write its own. */
struct sf_fsm_binding {
    /* The C types that the functions take, as a table declares them. */
    const char *context, *payload;
    uint16_t guards, actions;
    const char *const *guard_name, *const *action_name;
    sf_fsm_guard *const *guard;
    sf_fsm_action *const *action;
    /* Per action: the most effects that it adds to the queue of the program. Null: not counted. */
    const uint16_t *action_effects;
    uint32_t
        effects; /* the most that one step may add; <prefix>_binding has what its table needs */
    const struct sf_fsm_argument *argument; /* per action; null: no action takes one */
};

/* How one owner binds the events of a port. `fsmgen emit registry` writes these and numbers
 * machines and events. */
struct sf_fsm_port_binding {
    uint16_t owner, owned; /* machines */
    uint16_t events;       /* of the port */
    const int16_t *event;  /* [event of the port]: the owner's event; -1: the owner ignores it */
};

/* The owner's event. -1: the owner ignores it, or the port has no such event. */
static inline int sf_fsm_port_hears(const struct sf_fsm_port_binding *binding, unsigned event)
{
    return event < binding->events ? binding->event[event] : -1;
}

/* ---- A machine: plain data ---- */

/* What a timer was started with. It has no meaning while `armed` of the machine lacks its bit. */
struct sf_fsm_timer {
    uint64_t due_us;      /* 0: it has fired */
    uint64_t interval_us; /* what it was started for; a restart with backoff multiplies this */
    uint32_t order;       /* the order of starting, for timers that are due at the same time */
};

/* An interval of this length no longer grows, so it never wraps: 1,142 years. */
#define SF_FSM_BACKOFF_MAX_US (UINT64_C(1) << 55)

struct sf_fsm {
    uint16_t state;
    uint8_t running; /* 1 once started */
    uint8_t spare;
    uint32_t armed; /* bit t: timer t was started and not stopped since; it may have fired */
};

enum sf_fsm_outcome {
    SF_FSM_TAKEN,      /* a row ran */
    SF_FSM_IGNORED,    /* an `ignore` row */
    SF_FSM_IMPOSSIBLE, /* a `never` row, or no row: the program broke the promise of the table.
                          It is counted, and nothing has changed */
    SF_FSM_ERROR       /* the event is out of range, or the machine was never started. Nothing has
                          changed; this is a mistake in the caller */
};

/* What a tracer gets for each step, before the actions of the step run. */
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

/* One clock for several machines. `order` counts the starts of timers. */
struct sf_fsm_clock {
    uint64_t now_us; /* monotonic, never 0 */
    uint32_t order;
    sf_fsm_tracer *tracer; /* may be null */
    void *tracer_user;
    uint64_t steps, ignored, impossible;
};

/* One machine with what it runs on. The caller makes it for a call; it need not outlive the call.
 *
 * `timer` has as many entries as the table has timers.
 *
 * `constant_us` has as many durations as the table has constants, in microseconds. Null means the
 * defaults of the table. Literals have places too, so copy table->constant_us and change the
 * constants that you mean (<PREFIX>_CONST_<NAME>). The engine only reads the array: one entry each
 * time that a timer is started or restarted with it. You may change it between calls, and an action
 * may change it during a call. What is started later, in the same row or on entering the next
 * state, runs for the new value. A timer that runs keeps its deadline. A restart with backoff
 * multiplies the last interval of the timer and reads only the cap. */
struct sf_fsm_run {
    const struct sf_fsm_type *type;
    struct sf_fsm *machine;
    struct sf_fsm_timer *timer;
    const uint64_t *constant_us;
    void *context;
    struct sf_fsm_clock *clock;
};

/* Starts the machine: it is in its initial state, no timer runs, and the enter actions of that
 * state run. Always SF_FSM_TAKEN. */
enum sf_fsm_outcome sf_fsm_start(const struct sf_fsm_run *run, const void *payload);

/* Steps the machine with one event. The actions run before this returns; they must not step this or
 * any other machine. A tracer is called once, before the actions. SF_FSM_ERROR: `event` is not
 * below table->events, or the machine was never started. */
enum sf_fsm_outcome sf_fsm_event(const struct sf_fsm_run *run, unsigned event, const void *payload);

/* Fires the earliest timer that is due at clock->now_us: by deadline, then by order of starting.
 * The timer stops, and its event is stepped. False: no timer is due, and nothing has changed.
 *
 * What that step starts counts from clock->now_us, not from the deadline. For periods that do not
 * drift if you wake late, set the clock to the deadline first. */
bool sf_fsm_fire(const struct sf_fsm_run *run, const void *payload);

/* True if timer `t` was started and has neither fired nor been stopped. `t` must be below
 * table->timers. */
static inline bool sf_fsm_timer_runs(const struct sf_fsm *machine, const struct sf_fsm_timer *timer,
                                     unsigned t)
{
    return machine->armed >> t & 1 && timer[t].due_us;
}

/* The index of the running timer that fires first; -1: no timer runs. `timer` has as many entries
 * as the table has timers. */
int sf_fsm_next_timer(const struct sf_fsm_table *table, const struct sf_fsm *machine,
                      const struct sf_fsm_timer *timer);

/* True if `a` fires before `b`: by deadline, then by order of starting. `order` may wrap around:
 * `a` is first if it is less than half a turn behind. Both timers must run. */
static inline bool sf_fsm_timer_before(const struct sf_fsm_timer *a, const struct sf_fsm_timer *b)
{
    return a->due_us != b->due_us ? a->due_us < b->due_us : a->order - b->order > UINT32_MAX / 2;
}

/* True if the machine was started and is in a final state. */
static inline bool sf_fsm_is_final(const struct sf_fsm_table *table, const struct sf_fsm *machine)
{
    return machine->running && table->final[machine->state];
}

#ifdef __cplusplus
}
#endif
#endif
