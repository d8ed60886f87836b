/* The model: one machine as its file declares it, then resolved and expanded. Knows no protocol. */
#ifndef FG_MACHINE_H
#define FG_MACHINE_H

#include "read/log.h"

#define FG_STATES_MAX 4096
#define FG_EVENTS_MAX 4096 /* timers included */
#define FG_ROWS_MAX 30000  /* after expansion */
#define FG_TIMERS_MAX 32
#define FG_FACTOR_MAX 65535 /* of a duration */
#define FG_NAMES_MAX 4096   /* of guards, of actions, of constants */
#define FG_RAISES_MAX 255   /* of one effect by one action */

/* ---- Names. A name is one symbol, which knows its place in the list of each kind. ---- */

enum fg_kind {
    FG_STATE,
    FG_EVENT,
    FG_TIMER,
    FG_GUARD,
    FG_ACTION,
    FG_CONSTANT,
    FG_CLASS,
    FG_SINK,
    FG_PORT,
    FG_KINDS
};

struct fg_symbol {
    struct fg_symbol *chain; /* the next one in its bucket of the name table */
    const char *text;
    int index[FG_KINDS];             /* -1: no thing of that kind has this name */
    struct fg_place where[FG_KINDS]; /* where it is declared */
    unsigned hushed; /* bits of kinds: do not report that no such thing exists, since that was
                        reported or follows from a report */
};
#define FG_HUSHED_ALL ((1u << FG_KINDS) - 1)

/* A name, and where it is written. */
struct fg_ref {
    struct fg_symbol *symbol; /* null: not given */
    struct fg_place place;
};

/* What all declared things have in common. */
struct fg_thing {
    struct fg_ref name;
    const char *text; /* the describing text, or null */
    bool shared;      /* declared in an included file */
    bool used;
};

/* ---- Declarations ---- */

enum fg_origin { FG_WIRE, FG_TRANSPORT, FG_APP, FG_MACHINE };

struct fg_constant {
    struct fg_thing is; /* is.name.symbol is null for a literal */
    uint64_t us;
};

/* factor * constant; before resolving, the constant is a name or a literal. */
struct fg_duration {
    uint32_t factor; /* 0: zero */
    int constant;
    struct fg_ref name; /* of the constant; null symbol: a literal */
    uint64_t literal_us;
    struct fg_place place;
};

struct fg_class {
    struct fg_thing is;
    uint32_t low, high;
    enum fg_origin origin;
};

struct fg_event {
    struct fg_thing is;
    struct fg_ref class_name; /* null symbol: an `input` */
    uint32_t low, high;
    enum fg_origin origin; /* of an `input` */
};

struct fg_raise {
    uint32_t times;
    const struct fg_symbol *target; /* a machine, a sink or a port */
    const char *event;
    struct fg_place place;
};

/* Sinks are looked up first: a machine with the name of a sink is not found. */
static inline bool fg_raise_is_sink(const struct fg_raise *raise)
{
    return raise->target->index[FG_SINK] >= 0;
}

/* A port belongs to one machine. Ports are looked up before machines, and no sink has the name of a
 * port. */
static inline bool fg_raise_is_port(const struct fg_raise *raise)
{
    return raise->target->index[FG_PORT] >= 0;
}

/* The events that a machine raises for its owner, whichever that is. */
struct fg_port {
    struct fg_thing is;
    FG_LIST(struct fg_ref) events;
};

/* What an owner makes of an event of a port. */
struct fg_bind {
    struct fg_ref event; /* of the port */
    struct fg_ref to;    /* an event of the owner; null symbol: it is ignored */
    const char *why;     /* it is ignored */
};

/* A machine owns another one, and gets the events of one of its ports. */
struct fg_owns {
    struct fg_ref machine, port, label; /* if no label is given, it is the owned machine's name */
    struct fg_place place;              /* of machine.port */
    FG_LIST(struct fg_bind) binds;
};

/* What rows give to an action: a number in a range, or one of some words. */
struct fg_argument {
    struct fg_ref name; /* null symbol: it takes none */
    uint32_t low, high; /* of words: the places of the first and the last */
    FG_LIST(struct fg_ref) words;
};
#define FG_ARGUMENT_MAX 65535 /* the number, or the place of the word */

struct fg_action {
    struct fg_thing is;
    struct fg_argument argument;
    FG_LIST(struct fg_raise) raises;
};

/* An action with its argument: what a program calls. */
struct fg_call {
    int action;
    uint32_t argument; /* 0 if it takes none */
};

struct fg_timer {
    struct fg_thing is;
    bool started;   /* some row starts it */
    bool sometimes; /* as declared: it runs in some state only on some ways in, on purpose */
    struct fg_duration duration, otherwise, cap;
    struct fg_ref condition;
    bool negated, has_otherwise, has_cap;
    uint32_t backoff;
};

struct fg_exclusive {
    FG_LIST(struct fg_ref) guards;
};

/* ---- Rows as written ---- */

enum fg_op_kind { FG_DO, FG_START, FG_STOP, FG_RESTART, FG_RESTART_AT };

struct fg_op {
    enum fg_op_kind kind;
    struct fg_ref name; /* an action or a timer */
    struct fg_duration at;
    /* for an action: its argument as written; then its value, and the call that both make */
    enum { FG_NOTHING, FG_NUMBER_GIVEN, FG_WORD_GIVEN } given;
    struct fg_ref word; /* its place, and the symbol of a word */
    uint32_t argument;
    int call;
};

struct fg_term {
    struct fg_ref name;
    bool negated;
};

enum fg_event_kind { FG_ON_EVENT, FG_ON_TIMER, FG_ON_ENTER, FG_ON_EXIT };

struct fg_trigger {
    enum fg_event_kind kind;
    struct fg_ref name;
};

enum fg_row_kind { FG_GO, FG_STAY, FG_IGNORE, FG_NEVER };

enum fg_column {
    FG_COL_STATE,
    FG_COL_EVENT,
    FG_COL_GUARD,
    FG_COL_NEXT,
    FG_COL_ACTIONS,
    FG_COL_SPEC,
    FG_COLUMNS
};

struct fg_ops {
    struct fg_op *at;
    size_t count, capacity;
};

struct fg_citation {
    const char *clause;  /* 3261:17.1.1.2 */
    const char *departs; /* why the row does not do as the clause asks; null: it does */
    struct fg_place place;
};

struct fg_line {
    struct fg_place place; /* of its first cell */
    bool wildcard;         /* the state is `*` */
    FG_LIST(struct fg_ref) states;
    FG_LIST(struct fg_trigger) triggers;
    FG_LIST(struct fg_term) guard;
    bool otherwise; /* `else`: holds only if no row above it in its cell holds */
    struct fg_place guard_place, next_place;
    enum fg_row_kind kind;
    struct fg_ref next;
    struct fg_ops ops;
    const char *why; /* the reason of `ignore` and `never`, the note of any other row, or null */
    FG_LIST(struct fg_citation) clauses; /* empty for `-` */
    const char *cell[FG_COLUMNS];        /* as written, trimmed; the actions without their note */
    bool applies;                        /* to some cell, after expansion */
};

/* ---- Rows as expanded: one state, one event ---- */

struct fg_row {
    const struct fg_line *line;
    int state, event;
    int next; /* for GO rows */
};

struct fg_state {
    struct fg_ref name;
    const char *text; /* what holds in it, or null */
    bool final;
    struct fg_ops enter, exit; /* from all its enter and exit rows, those of `*` first */
    size_t first, count;       /* its rows */
};

struct fg_machine {
    struct fg_arena *arena;
    struct fg_log *log;
    const struct fg_source *source; /* of the machine itself */
    FG_LIST(const char *) files;    /* all that were read, its own first, each once */
    const char *const
        *folder; /* where else to look for included files; a null ends the list; may be null */
    struct fg_symbol **bucket; /* `buckets` of them, at least as many as symbols */
    size_t buckets, symbols;
    bool cut;        /* it was not read to its end: nothing is reported as missing */
    unsigned hushed; /* bits of kinds: lines that may declare such names could not be read */

    /* A decision table: its guards are conditions, its actions are answers. It has one state and
     * one event. Each row but the first holds only if no row above it holds. */
    bool decision;
    const char *text; /* what it decides, or null */
    bool optional;    /* a program can leave it out: emit/registry.h */
    struct fg_ref name, prefix, initial;
    const char *context, *payload;
    FG_LIST(const char *) headers;
    FG_LIST(struct fg_ref) finals;
    FG_LIST(struct fg_thing) meanings; /* of states, as declared */
    bool no_final;                     /* `final none` */

    FG_LIST(struct fg_constant) constants;
    FG_LIST(struct fg_class) classes;
    FG_LIST(struct fg_event) events;    /* without the timers */
    FG_LIST(struct fg_event) not_taken; /* of included files; no row names them */
    FG_LIST(struct fg_thing) guards;
    FG_LIST(struct fg_exclusive) exclusives;
    FG_LIST(struct fg_action) actions;
    FG_LIST(struct fg_call)
    calls; /* by action, then by argument; some row has each of them, except actions without
              argument */
    FG_LIST(struct fg_thing) sinks;
    FG_LIST(struct fg_port) ports;
    FG_LIST(struct fg_owns) owns;
    FG_LIST(struct fg_timer) timers;
    FG_LIST(struct fg_line) lines;

    /* resolved */
    FG_LIST(struct fg_state) states;
    FG_LIST(struct fg_row) rows; /* by state, then event, then line */
    size_t width;                /* events of a state: timers first, then the others */
    int32_t *cell;               /* [state * width + event]: its first row, or -1 */
    int initial_state;
};

#define FG_DECISION_STATE "Decide"
#define FG_DECISION_EVENT "decide"

/* The word that a table uses for that kind: "guard", or "condition" in a decision table. */
const char *fg_machine_word(const struct fg_machine *machine, enum fg_kind kind);

struct fg_symbol *fg_machine_symbol(struct fg_machine *machine, const char *text, size_t length);

/* The number of an event: of `timer T`, or of a named one. */
int fg_machine_timer_event(const struct fg_machine *machine, const struct fg_ref *timer);
int fg_machine_named_event(const struct fg_machine *machine, const struct fg_ref *event);

/* "timer A" or "r1xx", as a table writes it. */
const char *fg_machine_event_text(struct fg_machine *machine, int event);
const char *fg_machine_state_name(const struct fg_machine *machine, int state);

/* Null for a timer. */
const struct fg_event *fg_machine_event(const struct fg_machine *machine, int event);
enum fg_origin fg_machine_origin(const struct fg_machine *machine, int event);

/* True if `name` is the machine's name or its prefix; `raises` may use either. */
bool fg_machine_is_called(const struct fg_machine *machine, const char *name);
/* A port by its name, and the place of an event in it. Null and -1 if there is none. */
const struct fg_port *fg_machine_port(const struct fg_machine *machine, const char *name);
int fg_port_event(const struct fg_port *port, const char *event);
/* Is this the port that is owned here? And what is its event for the owner: null if the owner does
 * not say. */
bool fg_owns_is(const struct fg_owns *owns, const struct fg_machine *machine, const char *port);
const struct fg_bind *fg_owns_find(const struct fg_owns *owns, const char *event);
/* Does an action of `from` raise this event of `to`, by its name or by a port that `to` owns? The
 * two may be the same machine. */
bool fg_machine_raises(const struct fg_machine *from, const struct fg_machine *to,
                       const struct fg_event *event);

/* The place of a word of an argument; -1: there is none of that name. "480", "early", or "" if the
 * action takes no argument. */
int fg_argument_word(const struct fg_argument *argument, const char *word);
bool fg_machine_has_arguments(const struct fg_machine *machine);
const char *fg_machine_call_text(const struct fg_machine *machine, const struct fg_call *call);

/* How many rows the cell has; *row becomes the first. */
size_t fg_machine_cell(const struct fg_machine *machine, int state, int event,
                       const struct fg_row **row);

/* What a GO or STAY row runs, in order: exit actions, its own, enter actions. Empty for other kinds
 * of rows. */
struct fg_program {
    struct fg_ops part[3];
};
struct fg_program fg_machine_program(const struct fg_machine *machine, const struct fg_row *row);
/* What the machine runs when it starts. */
struct fg_program fg_machine_start(const struct fg_machine *machine);

/* Rebuilds `cell` and each state's rows after a change of `rows`. */
void fg_machine_index(struct fg_machine *machine);

/* A duration in microseconds, with constants as they are declared. */
uint64_t fg_machine_us(const struct fg_machine *machine, const struct fg_duration *duration);

#endif
