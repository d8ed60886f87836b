/* The engine: one step of one machine. See sipfsm/fsm.h for the table's shape and the order of things. */
#include "sipfsm/fsm.h"

#include <stddef.h>

static bool guard_holds(const struct sf_fsm_run *run, uint16_t word, const void *payload)
{
    bool holds = run->type->guard[word & ~SF_FSM_GUARD_NOT](run->context, payload);
    return (word & SF_FSM_GUARD_NOT) ? !holds : holds;
}

static uint64_t constant_of(const struct sf_fsm_run *run, unsigned constant)
{
    return run->constant_us ? run->constant_us[constant] : run->type->table->constant_us[constant];
}

static uint64_t duration_of(const struct sf_fsm_run *run, struct sf_fsm_duration duration)
{
    return duration.factor ? duration.factor * constant_of(run, duration.constant) : 0;
}

static void arm(const struct sf_fsm_run *run, unsigned t, uint64_t interval_us)
{
    struct sf_fsm_timer *timer = &run->timer[t];
    timer->due_us = run->clock->now_us + interval_us;
    timer->interval_us = interval_us > UINT32_MAX ? UINT32_MAX : (uint32_t)interval_us;
    timer->order = run->clock->order++;
}

/* Inlined where it is used: a call more is felt, since most programs that are not of actions alone start a timer. */
static inline __attribute__((always_inline)) void start_timer(const struct sf_fsm_run *run, unsigned t, const void *payload)
{
    const struct sf_fsm_timer_rule *rule = &run->type->table->timer[t];
    if (rule->condition == SF_FSM_NO_GUARD || guard_holds(run, rule->condition, payload))
        arm(run, t, duration_of(run, rule->duration));
    else if (rule->has_otherwise)
        arm(run, t, duration_of(run, rule->otherwise));
}

static void restart_timer(const struct sf_fsm_run *run, unsigned t, const void *payload)
{
    const struct sf_fsm_timer_rule *rule = &run->type->table->timer[t];
    uint64_t interval_us = run->timer[t].interval_us;
    if (rule->backoff < 2 || interval_us == 0) {
        start_timer(run, t, payload);
        return;
    }
    interval_us *= rule->backoff;
    if (rule->cap != SF_FSM_NO_CONSTANT && interval_us > constant_of(run, rule->cap))
        interval_us = constant_of(run, rule->cap);
    arm(run, t, interval_us);
}

static void stop_timer(const struct sf_fsm_run *run, unsigned t)
{
    run->timer[t].due_us = 0;
    run->timer[t].interval_us = 0;
}

/* Words that start a timer. Gives the last word that was read: some take two. */
__attribute__((noinline)) static const uint16_t *arm_by(const struct sf_fsm_run *run, const uint16_t *word, const void *payload)
{
    unsigned t = *word & SF_FSM_OPERAND;
    if ((*word & SF_FSM_OP) == SF_FSM_OP_START)
        start_timer(run, t, payload);
    else if ((*word & SF_FSM_OP) == SF_FSM_OP_RESTART)
        restart_timer(run, t, payload);
    else
        arm(run, t, constant_of(run, *++word));
    return word;
}

/* Actions first, then stops: most words are those. */
static inline void execute(const struct sf_fsm_run *run, const uint16_t *word, const void *payload)
{
    sf_fsm_action *const *action = run->type->action;
    void *context = run->context;
    for (unsigned now; (now = *word) < SF_FSM_OP_END; word++)
        if (now < SF_FSM_OP_START)
            action[now](context, payload);
        else if (now >= SF_FSM_OP_STOP && now < SF_FSM_OP_RESTART)
            stop_timer(run, now & SF_FSM_OPERAND);
        else
            word = arm_by(run, word, payload);
}

/* Apart, so that a step without a tracer keeps its registers. */
__attribute__((noinline, cold)) static void tell(const struct sf_fsm_run *run, unsigned to, unsigned event, unsigned row, enum sf_fsm_outcome outcome)
{
    run->clock->tracer(run->clock->tracer_user,
                       &(struct sf_fsm_step){.now_us = run->clock->now_us,
                                             .type = run->type,
                                             .context = run->context,
                                             .from = run->machine->state,
                                             .to = (uint16_t)to,
                                             .event = (uint16_t)event,
                                             .row = (uint16_t)row,
                                             .outcome = outcome});
}

static inline void trace(const struct sf_fsm_run *run, unsigned to, unsigned event, unsigned row, enum sf_fsm_outcome outcome)
{
    if (run->clock->tracer)
        tell(run, to, event, row, outcome);
}

enum sf_fsm_outcome sf_fsm_start(const struct sf_fsm_run *run, const void *payload)
{
    const struct sf_fsm_table *table = run->type->table;
    for (unsigned t = 0; t < table->timers; t++)
        run->timer[t] = (struct sf_fsm_timer){0};
    run->machine->state = table->initial;
    run->machine->running = 1;
    run->clock->steps++;
    trace(run, table->initial, SF_FSM_STARTED, 0, SF_FSM_TAKEN);
    execute(run, table->program + table->start_program, payload);
    return SF_FSM_TAKEN;
}

static inline bool is_guard(unsigned word)
{
    return word >= SF_FSM_OP_GUARD && word < SF_FSM_OP_END;
}

/* The cell's rows stand one after another; the last has no guard (fsmgen has proved that it needs none). */
__attribute__((noinline)) static unsigned choose(const struct sf_fsm_run *run, unsigned row, const void *payload)
{
    const struct sf_fsm_table *table = run->type->table;
    for (; table->row[row].next & SF_FSM_GUARDED; row++) {
        const uint16_t *word = table->program + table->row[row].program;
        while (is_guard(*word) && run->type->guard[*word & SF_FSM_OPERAND](run->context, payload) == (*word < SF_FSM_OP_GUARD_NOT))
            word++;
        if (!is_guard(*word))
            break;
    }
    return row;
}
/* Apart, so that what is no step, and a step that runs nothing, save no registers. */
__attribute__((noinline)) static enum sf_fsm_outcome take(const struct sf_fsm_run *run, const uint16_t *word, const void *payload)
{
    execute(run, word, payload);
    return SF_FSM_TAKEN;
}

#define UNLIKELY(condition) __builtin_expect((condition), 0)

/* Events come in no order that a processor could guess, so each test of what a row is costs: what is a step is told from what is
 * none by one test, and where it leads is chosen without a jump. */
enum sf_fsm_outcome sf_fsm_event(const struct sf_fsm_run *run, unsigned event, const void *payload)
{
    const struct sf_fsm_table *table = run->type->table;
    struct sf_fsm *machine = run->machine;
    unsigned from = machine->state;
    if (UNLIKELY(!machine->running || from >= table->states || event >= table->events))
        return SF_FSM_ERROR;
    run->clock->steps++;
    unsigned cell = from * table->events + event, row = UNLIKELY(!table->index8) ? table->index16[cell] : table->index8[cell];
    unsigned next = table->row[row].next;
    if (row && next & SF_FSM_GUARDED) {
        row = choose(run, row, payload);
        next = table->row[row].next;
    }
    if (!row || next & SF_FSM_NO_STEP) {
        if (row && (next & SF_FSM_KIND) == SF_FSM_IGNORE) {
            run->clock->ignored++;
            trace(run, from, event, row, SF_FSM_IGNORED);
            return SF_FSM_IGNORED;
        }
        run->clock->impossible++;
        trace(run, from, event, row, SF_FSM_IMPOSSIBLE);
        return SF_FSM_IMPOSSIBLE;
    }
    unsigned to = next & SF_FSM_KIND ? from : next & SF_FSM_NEXT;
    if (UNLIKELY(run->clock->tracer != NULL))
        tell(run, to, event, row, SF_FSM_TAKEN);
    machine->state = (uint16_t)to;
    const uint16_t *word = table->program + table->row[row].program;
    if (next & SF_FSM_GUARDED)
        while (is_guard(*word))
            word++;
    return *word == SF_FSM_OP_END ? SF_FSM_TAKEN : take(run, word, payload);
}

int sf_fsm_next_timer(const struct sf_fsm_table *table, const struct sf_fsm_timer *timer)
{
    int first = -1;
    for (int t = 0; t < table->timers; t++)
        if (timer[t].due_us && (first < 0 || sf_fsm_timer_before(&timer[t], &timer[first])))
            first = t;
    return first;
}

bool sf_fsm_fire(const struct sf_fsm_run *run, const void *payload)
{
    int t = sf_fsm_next_timer(run->type->table, run->timer);
    if (t < 0 || run->timer[t].due_us > run->clock->now_us)
        return false;
    run->timer[t].due_us = 0; /* its interval stays: a restart backs off from it */
    sf_fsm_event(run, (unsigned)t, payload);
    return true;
}
