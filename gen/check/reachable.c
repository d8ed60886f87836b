/* [reachable]: a way leads from the initial state to every state. [ends]: a way leads from every
 * state to a final one. If several states are wrong together, only the one on which the others
 * depend is reported. */
#include "check/check.h"

#define STATES_SHOWN 8 /* states that depend on another, in one message */

/* Marks the states that lead to a marked one, until no more are found. */
static void mark_back(const struct fg_machine *machine, const struct fg_flow *flow, bool *leads)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = machine->rows.count; i-- > 0;) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->line->kind == FG_GO && leads[row->next] && !leads[row->state] &&
                fg_flow_happens(machine, flow, row))
                leads[row->state] = more = true;
        }
    }
}

/* States that are wrong in the same way, and which of them depend on which. If a state cannot be
 * reached, the states to which it leads depend on it. */
struct lost {
    const struct fg_machine *machine;
    bool back;  /* the states that lead to it depend on it */
    bool *open; /* the states that are not yet visited */
    int *list;  /* the visited states, each after those that depend on it */
    size_t count;
};

static void visit(struct lost *lost, int state)
{
    const struct fg_machine *machine = lost->machine;
    const struct fg_state *from = &machine->states.at[state];
    size_t first = lost->back ? 0 : from->first,
           count = lost->back ? machine->rows.count : from->count;
    lost->open[state] = false;
    for (size_t i = first; i < first + count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        int next = lost->back ? row->state : row->next;
        if (row->line->kind == FG_GO && lost->open[next] && (!lost->back || row->next == state))
            visit(lost, next);
    }
    lost->list[lost->count++] = state;
}

/* After a first visit of all states, the last one in the list depends on none before it. So the
 * second visit goes backwards through the list. Each time it starts at a state that depends on no
 * other, or only on states that also depend on it. */
static void tell(struct fg_machine *machine, const bool *wrong, bool back,
                 void (*complain)(struct fg_machine *, const struct fg_ref *), const char *with_it)
{
    size_t states = machine->states.count;
    struct lost all = {.machine = machine, .back = back}, one = all;
    all.open = fg_arena_get(machine->arena, states + 1);
    all.list = fg_arena_get(machine->arena, (states + 1) * sizeof *all.list);
    one.open = fg_arena_get(machine->arena, states + 1);
    one.list = fg_arena_get(machine->arena, (states + 1) * sizeof *one.list);
    for (size_t s = 0; s < states; s++)
        all.open[s] = one.open[s] = wrong[s];
    for (size_t s = 0; s < states; s++)
        if (all.open[s])
            visit(&all, (int)s);
    for (size_t i = all.count; i-- > 0;) {
        const char *names = NULL;
        if (!one.open[all.list[i]])
            continue;
        one.count = 0;
        visit(&one, all.list[i]);
        complain(machine, &machine->states.at[all.list[i]].name);
        for (size_t k = one.count - 1; k-- > 0 && k + 1 + STATES_SHOWN >= one.count;)
            names = names ? fg_arena_print(machine->arena, "%s, '%s'", names,
                                           fg_machine_state_name(machine, one.list[k]))
                          : fg_arena_print(machine->arena, "'%s'",
                                           fg_machine_state_name(machine, one.list[k]));
        if (names)
            fg_log_hint(machine->log, "%s: %s%s", with_it, names,
                        one.count - 1 > STATES_SHOWN ? ", ..." : "");
    }
}

static void complain_reach(struct fg_machine *machine, const struct fg_ref *name)
{
    const char *close = NULL;
    fg_log_error(machine->log, name->place, "reachable", "state '%s' cannot be reached from '%s'",
                 name->symbol->text, machine->initial.symbol->text);
    for (size_t s = 0; s < machine->states.count; s++)
        close = fg_log_closer(name->symbol->text, close, fg_machine_state_name(machine, (int)s));
    fg_log_suggest(machine->log, close);
}

static void complain_end(struct fg_machine *machine, const struct fg_ref *name)
{
    fg_log_error(machine->log, name->place, "ends", "state '%s' never leads to a final state",
                 name->symbol->text);
}

void fg_check_reachable(struct fg_machine *machine, const struct fg_flow *flow)
{
    size_t states = machine->states.count;
    bool *leads = fg_arena_get(machine->arena, states + 1),
         *far = fg_arena_get(machine->arena, states + 1);
    bool *stuck = fg_arena_get(machine->arena, states + 1);
    for (size_t s = 0; s < states; s++)
        leads[s] = machine->states.at[s].final;
    mark_back(machine, flow, leads);
    for (size_t s = 0; s < states; s++) {
        far[s] = !flow->reached[s];
        stuck[s] = flow->reached[s] && !leads[s] && !machine->no_final;
    }
    tell(machine, far, false, complain_reach, "nor can those that it leads to");
    tell(machine, stuck, true, complain_end, "nor do those that lead to it");
}
