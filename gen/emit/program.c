#include "emit/program.h"

#include "sipfsm/fsm.h"

#include <stdlib.h>

_Static_assert(FG_TIMERS_MAX <= SF_FSM_TIMERS_MAX, "the engine has a bit for each timer");

/* The programs that were gathered: first that of the start, then one for each row. */
struct gathered {
    FG_LIST(struct fg_step) steps;
    FG_LIST(uint32_t) start; /* one more than the number of programs */
};

/* Finds, by hash, each run of steps that ends with its program. */
struct tails {
    uint32_t *slot; /* step + 1, 0 if free */
    uint32_t mask;
};

unsigned fg_step_operand(const struct fg_step *step)
{
    if (!step->op)
        return (unsigned)step->guard->name.symbol->index[FG_GUARD];
    return step->op->kind == FG_DO ? (unsigned)step->op->call
                                   : (unsigned)step->op->name.symbol->index[FG_TIMER];
}

/* For a timer that does not back off, a restart is the same as a start. */
unsigned fg_step_op(const struct fg_machine *machine, const struct fg_step *step)
{
    if (!step->op)
        return step->guard->negated ? SF_FSM_OP_GUARD_NOT : SF_FSM_OP_GUARD;
    if (step->op->kind == FG_DO)
        return SF_FSM_OP_ACTION;
    const struct fg_timer *timer = &machine->timers.at[fg_step_operand(step)];
    switch (step->op->kind) {
    case FG_STOP:
        return SF_FSM_OP_STOP;
    case FG_RESTART_AT:
        return SF_FSM_OP_RESTART_AT;
    case FG_RESTART:
        if (timer->backoff > 1)
            return SF_FSM_OP_RESTART;
        /* falls through */
    default:
        return timer->condition.symbol ? SF_FSM_OP_START_IF : SF_FSM_OP_START;
    }
}

static bool same_step(const struct fg_machine *machine, const struct fg_step *a,
                      const struct fg_step *b)
{
    return fg_step_op(machine, a) == fg_step_op(machine, b) &&
           fg_step_operand(a) == fg_step_operand(b) &&
           (!a->op || a->op->kind != FG_RESTART_AT || a->op->at.constant == b->op->at.constant);
}

static uint32_t hash_step(const struct fg_machine *machine, uint32_t hash,
                          const struct fg_step *step)
{
    return (hash ^ fg_step_op(machine, step) ^ fg_step_operand(step)) * 16777619u;
}

/* The slot of the steps from `first` to `end`. If it is used, the steps in it also end their
 * program. */
static uint32_t *tail(const struct fg_machine *machine, const struct tails *tails,
                      const struct fg_words *words, const uint32_t *end_of, uint32_t hash,
                      const struct fg_step *first, uint32_t count)
{
    for (uint32_t slot = (hash ^ hash >> 15) & tails->mask;; slot = (slot + 1) & tails->mask) {
        uint32_t at = tails->slot[slot], same = 0;
        if (!at)
            return &tails->slot[slot];
        if (end_of[at - 1] - (at - 1) != count)
            continue;
        while (same < count && same_step(machine, &words->steps.at[at - 1 + same], &first[same]))
            same++;
        if (same == count)
            return &tails->slot[slot];
    }
}

struct length {
    uint32_t steps, program;
};

static int longest_first(const void *left, const void *right)
{
    const struct length *a = left, *b = right;
    if (a->steps != b->steps)
        return a->steps < b->steps ? 1 : -1;
    return a->program < b->program ? -1 : 1;
}

static uint32_t step_words(const struct fg_step *step)
{
    return step->op && step->op->kind == FG_RESTART_AT ? 2 : 1;
}

/* Moves a stop to the front, where all stops of a row run at once. Nothing that runs can notice,
 * except an earlier start of the same timer. Returns the bits of the stops that were moved. */
static uint16_t gather_ops(struct fg_machine *machine, const struct fg_ops *ops, uint32_t *started,
                           struct gathered *to)
{
    unsigned stops = 0;
    for (size_t i = 0; i < ops->count; i++) {
        const struct fg_op *op = &ops->at[i];
        unsigned t = op->kind == FG_DO ? 0 : (unsigned)op->name.symbol->index[FG_TIMER];
        if (op->kind == FG_STOP && t < SF_FSM_STOPS && !(*started >> t & 1)) {
            stops |= 1u << t;
            continue;
        }
        if (op->kind != FG_DO && op->kind != FG_STOP)
            *started |= UINT32_C(1) << t;
        *FG_PUSH(machine->arena, &to->steps) = (struct fg_step){.op = op};
    }
    return (uint16_t)stops;
}

static void gather(struct fg_machine *machine, struct gathered *to, uint16_t *stops)
{
    uint32_t started = 0;
    *to = (struct gathered){0};
    *FG_PUSH(machine->arena, &to->start) = 0;
    gather_ops(machine, &machine->states.at[machine->initial_state].enter, &started,
               to); /* no timer runs yet that could be stopped */
    *FG_PUSH(machine->arena, &to->start) = (uint32_t)to->steps.count;
    for (size_t r = 0; r < machine->rows.count; r++) {
        const struct fg_row *row = &machine->rows.at[r];
        struct fg_program program = fg_machine_program(machine, row);
        started = 0;
        for (size_t g = 0; fg_program_is_guarded(machine, r) && g < row->line->guard.count; g++)
            *FG_PUSH(machine->arena, &to->steps) =
                (struct fg_step){.guard = &row->line->guard.at[g]};
        for (size_t p = 0; p < 3; p++)
            stops[r] |= gather_ops(machine, &program.part[p], &started, to);
        *FG_PUSH(machine->arena, &to->start) = (uint32_t)to->steps.count;
    }
}

/* The longest programs come first, so that one that is the end of another is found there. */
void fg_words_build(struct fg_machine *machine, struct fg_words *words)
{
    struct gathered all;
    struct tails tails = {.mask = 63};
    uint16_t *stops = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *stops);
    gather(machine, &all, stops);
    uint32_t programs = (uint32_t)all.start.count - 1;
    while (tails.mask < all.steps.count * 2)
        tails.mask = tails.mask * 2 + 1;
    tails.slot = fg_arena_get(machine->arena, (tails.mask + 1) * sizeof *tails.slot);
    struct length *order = fg_arena_get(machine->arena, programs * sizeof *order);
    uint32_t *end_of = fg_arena_get(machine->arena, (all.steps.count + 1) * sizeof *end_of);
    uint32_t *word_of = fg_arena_get(machine->arena, (all.steps.count + 1) * sizeof *word_of);
    *words = (struct fg_words){.words = 1, .stops = stops};
    words->of_row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *words->of_row);
    *FG_PUSH(machine->arena, &words->start) = 0;
    *FG_PUSH(machine->arena, &words->start) = 0;
    *FG_PUSH(machine->arena, &words->offset) = 0;
    for (uint32_t p = 0; p < programs; p++)
        order[p] = (struct length){all.start.at[p + 1] - all.start.at[p], p};
    qsort(order, programs, sizeof *order, longest_first);
    for (uint32_t o = 0; o < programs && order[o].steps; o++) {
        uint32_t count = order[o].steps, hash = 2166136261u, *found = NULL,
                 from = (uint32_t)words->steps.count;
        const struct fg_step *first = &all.steps.at[all.start.at[order[o].program]];
        for (uint32_t i = count; i-- > 0;)
            hash = hash_step(machine, hash, &first[i]);
        found = tail(machine, &tails, words, end_of, hash, first, count);
        if (!*found) {
            *FG_PUSH(machine->arena, &words->offset) = words->words;
            for (uint32_t i = 0; i < count; i++) {
                end_of[from + i] = from + count;
                word_of[from + i] = words->words;
                words->words += step_words(&first[i]);
                *FG_PUSH(machine->arena, &words->steps) = first[i];
            }
            *FG_PUSH(machine->arena, &words->start) = from + count;
            hash = 2166136261u;
            for (uint32_t i = count; i-- > 0;) {
                hash = hash_step(machine, hash, &first[i]);
                uint32_t *slot = tail(machine, &tails, words, end_of, hash, &first[i], count - i);
                if (!*slot)
                    *slot = from + i + 1;
            }
            found = tail(machine, &tails, words, end_of, hash, first, count);
        }
        *(order[o].program ? &words->of_row[order[o].program - 1] : &words->of_start) =
            word_of[*found - 1];
    }
}

bool fg_program_is_guarded(const struct fg_machine *machine, size_t i)
{
    const struct fg_row *row = &machine->rows.at[i];
    return i + 1 < machine->rows.count && row[1].state == row->state && row[1].event == row->event;
}

uint64_t fg_action_effects(const struct fg_action *action)
{
    uint64_t effects = 0;
    for (size_t i = 0; i < action->raises.count; i++)
        effects += action->raises.at[i].times;
    return effects;
}

uint64_t fg_program_effects(const struct fg_machine *machine, const struct fg_words *words)
{
    uint64_t most = 0;
    for (size_t n = 0; n < words->offset.count; n++) {
        uint64_t effects = 0;
        for (uint32_t i = words->start.at[n]; i < words->start.at[n + 1]; i++)
            if (words->steps.at[i].op && words->steps.at[i].op->kind == FG_DO)
                effects += fg_action_effects(
                    &machine->actions.at[words->steps.at[i].op->name.symbol->index[FG_ACTION]]);
        most = effects > most ? effects : most;
    }
    return most;
}
