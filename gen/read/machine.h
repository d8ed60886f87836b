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
    struct fg_symbol *chain; /* in its bucket of the name table */
    const char *text;
    int index[FG_KINDS];             /* -1: no such thing of that kind */
    struct fg_place where[FG_KINDS]; /* it is declared */
    unsigned hushed; /* bits of kinds: that none is called so has been said, or follows from what
                        has been said */
};
#define FG_HUSHED_ALL ((1u << FG_KINDS) - 1)

/* A name where it is written. */
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

/* Sinks come first: a machine of that name is not meant then. */
static inline bool fg_raise_is_sink(const struct fg_raise *raise)
{
    return raise->target->index[FG_SINK] >= 0;
}

/* A port is a machine's own: it is looked for before machines, and no sink has its name. */
static inline bool fg_raise_is_port(const struct fg_raise *raise)
{
    return raise->target->index[FG_PORT] >= 0;
}

/* The events that a machine raises for whatever owns it. */
struct fg_port {
    struct fg_thing is;
    FG_LIST(struct fg_ref) events;
};

/* What an event of a port is for an owner. */
struct fg_bind {
    struct fg_ref event; /* of the port */
    struct fg_ref to;    /* an event of the owner; null symbol: it is ignored */
    const char *why;     /* it is ignored */
};

/* A machine owns another one, and hears the events of a port of that one. */
struct fg_owns {
    struct fg_ref machine, port, label; /* the label is the owned machine's name if none is given */
    struct fg_place place;              /* of machine.port */
    FG_LIST(struct fg_bind) binds;
};

/* What an action is given by the rows that do it: a number of a range, or one of some words. */
struct fg_argument {
    struct fg_ref name; /* null symbol: it takes none */
    uint32_t low, high; /* of words: the places of the first and the last */
    FG_LIST(struct fg_ref) words;
};
#define FG_ARGUMENT_MAX 65535 /* a number, and the place of a word */

struct fg_action {
    struct fg_thing is;
    struct fg_argument argument;
    FG_LIST(struct fg_raise) raises;
};

/* An action with what it is given: what a program calls. */
struct fg_call {
    int action;
    uint32_t argument; /* 0 if it takes none */
};

struct fg_timer {
    struct fg_thing is;
    bool started;   /* some row starts it */
    bool sometimes; /* as declared: in some state it runs on some ways in only, and that is meant */
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
    /* of an action: what it is given, as written; then its value, and the call that both are */
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
    const char *departs; /* why the row does otherwise than it asks; null: it does as asked */
    struct fg_place place;
};

struct fg_line {
    struct fg_place place; /* of its first cell */
    bool wildcard;         /* the state is `*` */
    FG_LIST(struct fg_ref) states;
    FG_LIST(struct fg_trigger) triggers;
    FG_LIST(struct fg_term) guard;
    bool otherwise; /* `else`: only where no row above it in its cell holds */
    struct fg_place guard_place, next_place;
    enum fg_row_kind kind;
    struct fg_ref next;
    struct fg_ops ops;
    const char *why; /* the reason of `ignore` and `never`, the note of another row, or null */
    FG_LIST(struct fg_citation) clauses; /* empty for `-` */
    const char *cell[FG_COLUMNS]; /* as written, trimmed; that of the actions without a note */
    bool applies;                 /* to some cell, once expanded */
};

/* ---- Rows as expanded: one state, one event ---- */

struct fg_row {
    const struct fg_line *line;
    int state, event;
    int next; /* of GO rows */
};

struct fg_state {
    struct fg_ref name;
    const char *text; /* what is so in it, or null */
    bool final;
    struct fg_ops enter, exit; /* of all its enter and exit rows, those of `*` first */
    size_t first, count;       /* its rows */
};

struct fg_machine {
    struct fg_arena *arena;
    struct fg_log *log;
    const struct fg_source *source; /* of the machine itself */
    FG_LIST(const char *) files;    /* all that were read, its own first; each is read once */
    const char *const
        *folder; /* where else to look for what is included; null behind the last; may be null */
    struct fg_symbol **bucket; /* `buckets` of them, as many as there are symbols or more */
    size_t buckets, symbols;
    bool cut;        /* it was not read to its end: what it lacks is not reported */
    unsigned hushed; /* bits of kinds: some that would be known stand in what could not be read */

    /* A decision table: its guards are conditions, its actions answers. It has one state and one
     * event, and each row but the first holds only where none above it does. */
    bool decision;
    const char *text; /* what it decides, or null */
    bool optional;    /* a program may do without it: emit/registry.h */
    struct fg_ref name, prefix, initial;
    const char *context, *payload;
    FG_LIST(const char *) headers;
    FG_LIST(struct fg_ref) finals;
    FG_LIST(struct fg_thing) meanings; /* of states, as declared */
    bool no_final;                     /* `final none` */

    FG_LIST(struct fg_constant) constants;
    FG_LIST(struct fg_class) classes;
    FG_LIST(struct fg_event) events;    /* without the timers */
    FG_LIST(struct fg_event) not_taken; /* of included files: declared there, and named by no row */
    FG_LIST(struct fg_thing) guards;
    FG_LIST(struct fg_exclusive) exclusives;
    FG_LIST(struct fg_action) actions;
    FG_LIST(struct fg_call)
    calls; /* by action, then by argument; each is done by some row, or its
              action takes no argument */
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

/* What a table calls things of that kind: "guard", or "condition" in a decision table. */
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

/* By its name or its prefix: what `raises` calls it. */
bool fg_machine_is_called(const struct fg_machine *machine, const char *name);
/* A port by its name, and the place of an event in it; null and -1 if there is none. */
const struct fg_port *fg_machine_port(const struct fg_machine *machine, const char *name);
int fg_port_event(const struct fg_port *port, const char *event);
/* Is this port the one that is owned here? And what its event is for the owner: null if nothing is
 * said. */
bool fg_owns_is(const struct fg_owns *owns, const struct fg_machine *machine, const char *port);
const struct fg_bind *fg_owns_find(const struct fg_owns *owns, const char *event);
/* Does an action that `from` does raise this event of `to`, by its name or by a port that `to`
 * owns? They may be one machine. */
bool fg_machine_raises(const struct fg_machine *from, const struct fg_machine *to,
                       const struct fg_event *event);

/* The place of a word of an argument; -1: it has none of that name. "480", "early", or "" if the
 * action takes none. */
int fg_argument_word(const struct fg_argument *argument, const char *word);
bool fg_machine_has_arguments(const struct fg_machine *machine);
const char *fg_machine_call_text(const struct fg_machine *machine, const struct fg_call *call);

/* The rows of a cell: how many, and the first in *row. */
size_t fg_machine_cell(const struct fg_machine *machine, int state, int event,
                       const struct fg_row **row);

/* What a GO or STAY row runs, in order: exit actions, its own, enter actions. Empty for the other
 * kinds. */
struct fg_program {
    struct fg_ops part[3];
};
struct fg_program fg_machine_program(const struct fg_machine *machine, const struct fg_row *row);
/* What the machine runs as it starts. */
struct fg_program fg_machine_start(const struct fg_machine *machine);

/* Rebuilds `cell` and each state's rows after `rows` has changed. */
void fg_machine_index(struct fg_machine *machine);

/* A duration in microseconds, with constants as they are declared. */
uint64_t fg_machine_us(const struct fg_machine *machine, const struct fg_duration *duration);

#endif
