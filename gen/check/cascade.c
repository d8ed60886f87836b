#include "check/cascade.h"
#include "check/ports.h"

#include <string.h>

#define START                                                                                      \
    "enter" /* `raises m.enter`: machine m is started, and runs its initial state's enter actions  \
             */
#define EFFECTS_MAX 1000000
#define COMPARED_MAX 100 /* unknown names; each is compared with each */

/* A node is an event of a machine, or its start. Its weight counts either all effects, or those for
 * one sink. */
struct node {
    enum { UNSEEN, OPEN, DONE } mark;
    uint64_t weight;
};

struct walk {
    struct fg_arena *arena;
    struct fg_log *log;
    struct fg_machine **machine;
    size_t machines;
    bool whole;
    struct node **node; /* [machine][event]; the last one is the start */
    struct {
        const struct fg_row **row; /* by event: those of e stand from end[e] to end[e + 1] */
        size_t *end;
    } * rows;          /* [machine] */
    uint64_t **action; /* [machine][action]: 1 + its weight; 0: not known yet */
    const char *sink;  /* count only effects for this sink; null: all */
    struct step {
        size_t machine;
        int event;
    } * path; /* the nodes that are open */
    size_t depth;
    FG_LIST(const struct fg_raise *) unknown; /* of one machine: already reported */
    struct fg_place edge;                     /* the `raises` that is being followed */
    bool failed;
};

static const char *node_name(const struct walk *walk, size_t m, int event)
{
    struct fg_machine *machine = walk->machine[m];
    const char *name = machine->name.symbol->text;
    if ((size_t)event == machine->width)
        return fg_arena_print(walk->arena, "%s.%s", name, START);
    return fg_arena_print(walk->arena, "%s.%s", name, fg_machine_event_text(machine, event));
}

static int find_machine(const struct walk *walk, const char *name)
{
    for (size_t i = 0; i < walk->machines; i++)
        if (fg_machine_is_called(walk->machine[i], name))
            return (int)i;
    return -1;
}

static int find_event(struct fg_machine *machine, const char *name)
{
    if (strcmp(name, START) == 0)
        return (int)machine->width;
    int event = fg_machine_symbol(machine, name, strlen(name))->index[FG_EVENT];
    return event < 0 ? -1 : (int)machine->timers.count + event;
}

/* ---- What is raised exists ---- */

/* The closest name for an unknown one. Machines of one kind have similar names (uac, uas). So if
 * the files are not the whole program, only a machine that has the event is suggested: another
 * machine may be meant that is not among the files. */
static const char *closest_target(const struct walk *walk, const struct fg_machine *from,
                                  const struct fg_raise *raise)
{
    const char *close = NULL;
    for (size_t i = 0; i < walk->machines; i++) {
        int event = find_event(walk->machine[i], raise->event);
        if (!walk->whole && (event < 0 || (size_t)event == walk->machine[i]->width))
            continue;
        close = fg_log_closer(raise->target->text, close, walk->machine[i]->name.symbol->text);
        close = fg_log_closer(raise->target->text, close, walk->machine[i]->prefix.symbol->text);
    }
    for (size_t i = 0; i < from->sinks.count; i++)
        close = fg_log_closer(raise->target->text, close, from->sinks.at[i].name.symbol->text);
    for (size_t i = 0; i < from->ports.count; i++)
        close = fg_log_closer(raise->target->text, close, from->ports.at[i].is.name.symbol->text);
    return close;
}

/* An unknown name is reported once, however often it is written. So is an unknown event of a known
 * machine (`event`). */
static bool is_told(struct walk *walk, const struct fg_raise *raise, bool event)
{
    for (size_t i = 0; i < walk->unknown.count && i < COMPARED_MAX; i++)
        if (strcmp(walk->unknown.at[i]->target->text, raise->target->text) == 0 &&
            (!event || strcmp(walk->unknown.at[i]->event, raise->event) == 0))
            return true;
    *FG_PUSH(walk->arena, &walk->unknown) = raise;
    return false;
}

static void check_raise(struct walk *walk, const struct fg_machine *machine,
                        const struct fg_raise *raise)
{
    const char *name = raise->target->text;
    if (fg_raise_is_sink(raise) || fg_raise_is_port(raise))
        return;
    int target = find_machine(walk, name);
    if (target < 0) {
        if (is_told(walk, raise, false))
            return;
        const char *close = closest_target(walk, machine, raise);
        if (walk->whole)
            fg_log_error(walk->log, raise->place, "cascade",
                         "'%s' is not a machine of these files%s", name,
                         machine->ports.count ? ", a sink or a port" : " or a sink");
        else if (close)
            fg_log_error(walk->log, raise->place, "raises",
                         "'%s' is not a sink%s, but nearly the name of one or of this machine",
                         name, machine->ports.count ? " or a port" : "");
        else
            return; /* another machine, as far as one file can know */
        fg_log_suggest(walk->log, close);
    } else if (find_event(walk->machine[target], raise->event) < 0) {
        if (is_told(walk, raise, true))
            return;
        const char *close = NULL;
        const struct fg_machine *other = walk->machine[target];
        for (size_t i = 0; i < other->events.count; i++)
            close = fg_log_closer(raise->event, close, other->events.at[i].is.name.symbol->text);
        fg_log_error(walk->log, raise->place, "cascade", "%s '%s' has no event '%s'",
                     other->decision ? "decision" : "machine", other->name.symbol->text,
                     raise->event);
        fg_log_suggest(walk->log, close);
    }
}

static void check_raises(struct walk *walk)
{
    for (size_t m = 0; m < walk->machines; m++) {
        const struct fg_machine *machine = walk->machine[m];
        walk->unknown.count = 0;
        for (size_t i = 0; i < m; i++)
            if (strcmp(walk->machine[i]->name.symbol->text, machine->name.symbol->text) == 0 ||
                strcmp(walk->machine[i]->prefix.symbol->text, machine->prefix.symbol->text) == 0)
                fg_log_error(walk->log, machine->name.place, "cascade",
                             "%s has a machine of the same name or prefix",
                             walk->machine[i]->source->name);
        for (size_t a = 0; a < machine->actions.count; a++)
            for (size_t r = 0; r < machine->actions.at[a].raises.count; r++)
                check_raise(walk, machine, &machine->actions.at[a].raises.at[r]);
    }
}

/* ---- The longest cascade ---- */

static uint64_t weigh(struct walk *walk, size_t m, int event);

/* The largest weight that an event of a port has for any owner. An ignored event is not queued. If
 * none of these machines is an owner, a machine outside may be. */
static uint64_t weigh_port(struct walk *walk, size_t m, const struct fg_raise *raise)
{
    uint64_t most = 0;
    bool owned = false;
    for (size_t o = 0; o < walk->machines; o++)
        for (size_t i = 0; i < walk->machine[o]->owns.count; i++) {
            const struct fg_owns *owns = &walk->machine[o]->owns.at[i];
            if (!fg_owns_is(owns, walk->machine[m], raise->target->text))
                continue;
            const struct fg_bind *bind = fg_owns_find(owns, raise->event);
            owned = true;
            if (!bind || !bind->to.symbol)
                continue;
            walk->edge = raise->place;
            uint64_t one = !walk->sink +
                           weigh(walk, o, find_event(walk->machine[o], bind->to.symbol->text));
            most = one > most ? one : most;
        }
    return owned ? most : !walk->sink;
}

static uint64_t weigh_action(struct walk *walk, size_t m, int index)
{
    const struct fg_action *action = &walk->machine[m]->actions.at[index];
    uint64_t sum = 0;
    if (walk->action[m][index])
        return walk->action[m][index] - 1;
    for (size_t r = 0; r < action->raises.count; r++) {
        const struct fg_raise *raise = &action->raises.at[r];
        if (fg_raise_is_port(raise)) {
            sum += raise->times * weigh_port(walk, m, raise);
            continue;
        }
        bool sink = fg_raise_is_sink(raise);
        int target = sink ? -1 : find_machine(walk, raise->target->text);
        uint64_t one = !walk->sink || (sink && strcmp(walk->sink, raise->target->text) == 0);
        walk->edge = raise->place;
        if (target >= 0)
            one += weigh(walk, (size_t)target, find_event(walk->machine[target], raise->event));
        sum += raise->times * one;
    }
    walk->action[m][index] = 1 + (sum > EFFECTS_MAX ? EFFECTS_MAX : sum);
    return walk->action[m][index] - 1;
}

static uint64_t weigh_ops(struct walk *walk, size_t m, const struct fg_ops *ops)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < ops->count; i++)
        if (ops->at[i].kind == FG_DO)
            sum += weigh_action(walk, m, ops->at[i].name.symbol->index[FG_ACTION]);
    return sum > EFFECTS_MAX ? EFFECTS_MAX : sum;
}

static void complain_cycle(struct walk *walk, size_t m, int event)
{
    size_t at = walk->depth;
    const char *text;
    while (at > 0 && !(walk->path[at - 1].machine == m && walk->path[at - 1].event == event))
        at--;
    text = node_name(walk, m, event);
    for (; at < walk->depth; at++)
        text = fg_arena_print(walk->arena, "%s -> %s", text,
                              node_name(walk, walk->path[at].machine, walk->path[at].event));
    fg_log_error(walk->log, walk->edge, "cascade", "an unbounded cascade: %s -> %s", text,
                 node_name(walk, m, event));
}

static uint64_t weigh(struct walk *walk, size_t m, int event)
{
    struct fg_machine *machine = walk->machine[m];
    struct node *node = &walk->node[m][event];
    if (node->mark == DONE)
        return node->weight;
    if (node->mark == OPEN) {
        if (!walk->failed)
            complain_cycle(walk, m, event);
        walk->failed = true;
        return 0;
    }
    node->mark = OPEN;
    walk->path[walk->depth++] = (struct step){m, event};
    if ((size_t)event == machine->width)
        node->weight = weigh_ops(walk, m, &machine->states.at[machine->initial_state].enter);
    for (size_t i = walk->rows[m].end[event];
         (size_t)event < machine->width && i < walk->rows[m].end[event + 1]; i++) {
        struct fg_program program = fg_machine_program(machine, walk->rows[m].row[i]);
        uint64_t sum = 0;
        for (size_t p = 0; p < 3; p++)
            sum += weigh_ops(walk, m, &program.part[p]);
        if (sum > node->weight)
            node->weight = sum;
    }
    walk->depth--;
    node->mark = DONE;
    return node->weight;
}

/* The heaviest of all nodes: an input can be any event, and can start a machine. */
static uint64_t heaviest(struct walk *walk, const char *sink)
{
    uint64_t most = 0;
    walk->sink = sink;
    for (size_t m = 0; m < walk->machines; m++) {
        memset(walk->node[m], 0, (walk->machine[m]->width + 1) * sizeof *walk->node[m]);
        memset(walk->action[m], 0, walk->machine[m]->actions.count * sizeof *walk->action[m]);
    }
    for (size_t m = 0; m < walk->machines; m++)
        for (size_t e = 0; e <= walk->machine[m]->width; e++) {
            uint64_t weight = weigh(walk, m, (int)e);
            most = weight > most ? weight : most;
        }
    return most;
}

static void add_sink(struct walk *walk, struct fg_cascade *cascade, const char *name)
{
    for (size_t i = 0; i < cascade->sinks.count; i++)
        if (strcmp(cascade->sinks.at[i].name, name) == 0)
            return;
    *FG_PUSH(walk->arena, &cascade->sinks) = (struct fg_sink_bound){name, heaviest(walk, name)};
}

static void sort_by_event(struct walk *walk, size_t m)
{
    const struct fg_machine *machine = walk->machine[m];
    size_t *end = fg_arena_get(walk->arena, (machine->width + 2) * sizeof *end);
    const struct fg_row **row = fg_arena_get(walk->arena, (machine->rows.count + 1) * sizeof *row);
    for (size_t i = 0; i < machine->rows.count; i++)
        end[machine->rows.at[i].event + 2]++;
    for (size_t e = 2; e <= machine->width; e++)
        end[e] += end[e - 1];
    for (size_t i = 0; i < machine->rows.count; i++)
        row[end[machine->rows.at[i].event + 1]++] = &machine->rows.at[i];
    walk->rows[m].row = row;
    walk->rows[m].end = end;
}

struct fg_cascade *fg_cascade(struct fg_arena *arena, struct fg_log *log,
                              struct fg_machine **machine, size_t machines, bool whole)
{
    struct walk walk = {
        .arena = arena, .log = log, .machine = machine, .machines = machines, .whole = whole};
    struct fg_cascade *cascade = fg_arena_get(arena, sizeof *cascade);
    size_t nodes = 0, errors = log->errors;
    walk.node = fg_arena_get(arena, machines * sizeof *walk.node);
    walk.rows = fg_arena_get(arena, machines * sizeof *walk.rows);
    walk.action = fg_arena_get(arena, machines * sizeof *walk.action);
    for (size_t m = 0; m < machines; m++) {
        walk.node[m] = fg_arena_get(arena, (machine[m]->width + 1) * sizeof *walk.node[m]);
        walk.action[m] =
            fg_arena_get(arena, (machine[m]->actions.count + 1) * sizeof *walk.action[m]);
        sort_by_event(&walk, m);
        nodes += machine[m]->width + 1;
    }
    walk.path = fg_arena_get(arena, nodes * sizeof *walk.path);
    check_raises(&walk);
    fg_check_owned(machine, machines, whole);
    if (log->errors != errors)
        return cascade;
    cascade->effects = heaviest(&walk, NULL);
    if (cascade->effects >= EFFECTS_MAX)
        fg_log_error(log, machine[0]->name.place, "cascade",
                     "one input can cause %d effects or more", EFFECTS_MAX);
    for (size_t m = 0; m < machines && !walk.failed; m++)
        for (size_t s = 0; s < machine[m]->sinks.count; s++)
            add_sink(&walk, cascade, machine[m]->sinks.at[s].name.symbol->text);
    return cascade;
}
