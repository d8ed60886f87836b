/* The engine: one step of one machine. See sipfsm/fsm.h for the table's shape and the order of
 * things. * A processor cannot predict the order of events. So each jump costs time, and so does
 * each load that a jump waits for. That is why a step is split into the functions below
 * (docs/bench.md). */
#include "sipfsm/fsm.h"

#include <stddef.h>

#define UNLIKELY(condition) __builtin_expect((condition), 0)
#define APART __attribute__((noinline)) /* so that the step itself saves no registers for it */
#define WITHIN static inline __attribute__((always_inline))

/* ---- Timers ---- */

static uint64_t constant_of(const struct sf_fsm_run *run, unsigned constant)
{
    return run->constant_us ? run->constant_us[constant] : run->type->table.constant_us[constant];
}

WITHIN uint64_t duration_of(const struct sf_fsm_run *run, struct sf_fsm_duration duration)
{
    return duration.factor ? duration.factor * constant_of(run, duration.constant) : 0;
}

WITHIN void arm(const struct sf_fsm_run *run, unsigned t, uint64_t interval_us)
{
    struct sf_fsm_timer *timer = &run->timer[t];
    timer->due_us = run->clock->now_us + interval_us;
    timer->interval_us = interval_us;
    timer->order = run->clock->order++;
    run->machine->armed |= UINT32_C(1) << t;
}

static void start_if(const struct sf_fsm_run *run, unsigned t, const void *payload)
{
    const struct sf_fsm_timer_rule *rule = &run->type->table.timer[t];
    unsigned guard = rule->condition & ~SF_FSM_GUARD_NOT;
    bool negated = rule->condition & SF_FSM_GUARD_NOT;
    if (rule->condition == SF_FSM_NO_GUARD ||
        run->type->guard[guard](run->context, payload) != negated)
        arm(run, t, duration_of(run, rule->duration));
    else if (rule->has_otherwise)
        arm(run, t, duration_of(run, rule->otherwise));
}

static void restart(const struct sf_fsm_run *run, unsigned t, const void *payload)
{
    const struct sf_fsm_timer_rule *rule = &run->type->table.timer[t];
    uint64_t interval_us = run->machine->armed >> t & 1 ? run->timer[t].interval_us : 0;
    if (rule->backoff < 2 || interval_us == 0) {
        start_if(run, t, payload);
        return;
    }
    if (interval_us < SF_FSM_BACKOFF_MAX_US)
        interval_us *= rule->backoff;
    if (rule->cap != SF_FSM_NO_CONSTANT && interval_us > constant_of(run, rule->cap))
        interval_us = constant_of(run, rule->cap);
    arm(run, t, interval_us);
}

/* ---- Programs ---- */

/* The rare words. Returns the last word that was read, because some take two. */
APART static const uint16_t *seldom(const struct sf_fsm_run *run, const uint16_t *word,
                                    const void *payload)
{
    unsigned t = *word & SF_FSM_OPERAND, op = *word & SF_FSM_OP;
    if (op == SF_FSM_OP_RESTART)
        restart(run, t, payload);
    else if (op == SF_FSM_OP_STOP)
        run->machine->armed &= ~(UINT32_C(1) << t);
    else
        arm(run, t, constant_of(run, *++word));
    return word;
}

/* Actions first, then starts: these are most of the words. */
WITHIN void execute(const struct sf_fsm_run *run, const uint16_t *word, const void *payload)
{
    sf_fsm_action *const *action = run->type->action;
    const uint16_t *argument = run->type->table.argument;
    void *context = run->context;
    unsigned now;
    do {
        now = *word;
        unsigned operand = now & SF_FSM_OPERAND, op = now & SF_FSM_OP;
        if (op == SF_FSM_OP_ACTION)
            action[operand](context, payload, argument[operand]);
        else if (op == SF_FSM_OP_START)
            arm(run, operand, duration_of(run, run->type->table.timer[operand].duration));
        else if (op == SF_FSM_OP_START_IF)
            start_if(run, operand, payload);
        else
            word = seldom(run, word, payload);
        word++;
    } while (!(now & SF_FSM_LAST));
}

APART static enum sf_fsm_outcome execute_all(const struct sf_fsm_run *run, const uint16_t *word,
                                             const void *payload)
{
    execute(run, word, payload);
    return SF_FSM_TAKEN;
}

/* ---- Rows ---- */

/* A row, and the place in its program after its guards: null if it runs nothing. */
struct choice {
    const struct sf_fsm_row *row;
    const uint16_t *word;
};

/* Most programs are one action. */
WITHIN enum sf_fsm_outcome take(const struct sf_fsm_run *run, const struct sf_fsm_row *row,
                                const uint16_t *word, const void *payload)
{
    if (!(row->next & SF_FSM_KIND))
        run->machine->state = row->next & SF_FSM_NEXT;
    run->machine->armed &= ~(uint32_t)row->stops;
    if (!word)
        return SF_FSM_TAKEN;
    unsigned action = *word ^ SF_FSM_LAST;
    if (action > SF_FSM_OPERAND)
        return execute_all(run, word, payload);
    run->type->action[action](run->context, payload, run->type->table.argument[action]);
    return SF_FSM_TAKEN;
}

WITHIN enum sf_fsm_outcome leave(const struct sf_fsm_run *run, bool ignored)
{
    if (UNLIKELY(!ignored)) {
        run->clock->impossible++;
        return SF_FSM_IMPOSSIBLE;
    }
    run->clock->ignored++;
    return SF_FSM_IGNORED;
}

/* The rows of a cell follow each other; the last has no guard (fsmgen has proved that it needs
 * none). */
APART static struct choice choose(const struct sf_fsm_run *run, const struct sf_fsm_row *row,
                                  const void *payload)
{
    const struct sf_fsm_type *type = run->type;
    for (;; row++) {
        const uint16_t *word = row->program ? type->table.program + row->program : NULL;
        if (!(row->next & SF_FSM_GUARDED))
            return (struct choice){row, word};
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a guarded row has a program */
        for (unsigned now = *word; type->guard[now & SF_FSM_OPERAND](run->context, payload) ==
                                   ((now & SF_FSM_OP) == SF_FSM_OP_GUARD);
             now = *word) {
            if (now & SF_FSM_LAST)
                return (struct choice){row, NULL};
            if (!sf_fsm_word_is_guard(*++word))
                return (struct choice){row, word};
        }
    }
}

static enum sf_fsm_outcome settle(const struct sf_fsm_run *run, struct choice choice,
                                  const void *payload)
{
    if (choice.row->next & SF_FSM_NO_STEP)
        return leave(run, (choice.row->next & SF_FSM_KIND) == SF_FSM_IGNORE);
    return take(run, choice.row, choice.word, payload);
}

APART static enum sf_fsm_outcome guarded(const struct sf_fsm_run *run, const struct sf_fsm_row *row,
                                         const void *payload)
{
    return settle(run, choose(run, row, payload), payload);
}

/* ---- With a tracer, which is called before anything changes ---- */

static void tell(const struct sf_fsm_run *run, unsigned to, unsigned event, unsigned row,
                 enum sf_fsm_outcome outcome)
{
    run->clock->tracer(run->clock->tracer_user, &(struct sf_fsm_step){.now_us = run->clock->now_us,
                                                                      .type = run->type,
                                                                      .context = run->context,
                                                                      .from = run->machine->state,
                                                                      .to = (uint16_t)to,
                                                                      .event = (uint16_t)event,
                                                                      .row = (uint16_t)row,
                                                                      .outcome = outcome});
}

APART static enum sf_fsm_outcome traced(const struct sf_fsm_run *run, unsigned event, unsigned id,
                                        const void *payload)
{
    static const enum sf_fsm_outcome outcome[] = {SF_FSM_TAKEN, SF_FSM_TAKEN, SF_FSM_IGNORED,
                                                  SF_FSM_IMPOSSIBLE};
    const struct sf_fsm_table *table = &run->type->table;
    struct choice choice = {NULL, NULL};
    if (id && id < table->first_ignore) {
        choice = choose(run, &table->row[id], payload);
        id = (unsigned)(choice.row - table->row);
    }
    unsigned kind = sf_fsm_row_kind(table, id);
    tell(run, kind == SF_FSM_GO ? choice.row->next & SF_FSM_NEXT : run->machine->state, event, id,
         outcome[kind / SF_FSM_STAY]);
    return choice.row ? settle(run, choice, payload) : leave(run, kind == SF_FSM_IGNORE);
}

/* ---- Steps ---- */

enum sf_fsm_outcome sf_fsm_start(const struct sf_fsm_run *run, const void *payload)
{
    const struct sf_fsm_table *table = &run->type->table;
    *run->machine = (struct sf_fsm){.state = table->initial, .running = 1};
    run->clock->steps++;
    if (UNLIKELY(run->clock->tracer != NULL))
        tell(run, table->initial, SF_FSM_STARTED, 0, SF_FSM_TAKEN);
    if (table->start_program)
        execute(run, table->program + table->start_program, payload);
    return SF_FSM_TAKEN;
}

enum sf_fsm_outcome sf_fsm_event(const struct sf_fsm_run *run, unsigned event, const void *payload)
{
    const struct sf_fsm_table *table = &run->type->table;
    struct sf_fsm *machine = run->machine;
    if (UNLIKELY(!machine->running || machine->state >= table->states || event >= table->events))
        return SF_FSM_ERROR;
    run->clock->steps++;
    unsigned id = sf_fsm_cell(table, machine->state, event);
    if (UNLIKELY(run->clock->tracer != NULL))
        return traced(run, event, id, payload);
    /* Also taken if `id` is 0. That is not so rare, but the other branch goes straight on. */
    if (UNLIKELY(id - 1 >= table->first_ignore - 1u))
        return leave(run, id - 1 < table->first_never - 1u);
    const struct sf_fsm_row *row = &table->row[id];
    if (id >= table->first_choice)
        return guarded(run, row, payload);
    return take(run, row, row->program ? table->program + row->program : NULL, payload);
}

int sf_fsm_next_timer(const struct sf_fsm_table *table, const struct sf_fsm *machine,
                      const struct sf_fsm_timer *timer)
{
    int first = -1;
    uint32_t armed = machine->armed;
    for (int t = 0; armed && t < table->timers; t++, armed >>= 1)
        if (armed & 1 && timer[t].due_us &&
            (first < 0 || sf_fsm_timer_before(&timer[t], &timer[first])))
            first = t;
    return first;
}

bool sf_fsm_fire(const struct sf_fsm_run *run, const void *payload)
{
    int t = sf_fsm_next_timer(&run->type->table, run->machine, run->timer);
    if (t < 0 || run->timer[t].due_us > run->clock->now_us)
        return false;
    run->timer[t].due_us = 0; /* its interval stays: a restart backs off from it */
    sf_fsm_event(run, (unsigned)t, payload);
    return true;
}
