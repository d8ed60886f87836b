#include "emit/program.h"

#include <stdlib.h>

/* Programs as they are gathered: of the start, then of each row. */
struct gathered {
    FG_LIST(struct fg_step) steps;
    FG_LIST(uint32_t) start; /* one more than there are programs */
};

/* Where each run of steps up to a program's end is found, by its hash. */
struct tails {
    uint32_t *slot; /* step + 1, 0 if free */
    uint32_t mask;
};

static bool same_step(const struct fg_step *a, const struct fg_step *b)
{
    if (!a->op || !b->op)
        return a->guard && b->guard && a->guard->name.symbol == b->guard->name.symbol && a->guard->negated == b->guard->negated;
    return a->op->kind == b->op->kind && a->op->name.symbol == b->op->name.symbol &&
           (a->op->kind != FG_RESTART_AT || a->op->at.constant == b->op->at.constant);
}

static uint32_t hash_step(uint32_t hash, const struct fg_step *step)
{
    const int *index = step->op ? step->op->name.symbol->index : step->guard->name.symbol->index;
    uint32_t word = step->op ? (uint32_t)step->op->kind << 12 | (uint32_t)index[step->op->kind == FG_DO ? FG_ACTION : FG_TIMER]
                             : (5u + step->guard->negated) << 12 | (uint32_t)index[FG_GUARD];
    return (hash ^ word) * 16777619u;
}

/* The slot of the steps from `first` up to `end`; what it holds ends with a program too. */
static uint32_t *tail(const struct tails *tails, const struct fg_words *words, const uint32_t *end_of, uint32_t hash, const struct fg_step *first,
                      uint32_t count)
{
    for (uint32_t slot = (hash ^ hash >> 15) & tails->mask;; slot = (slot + 1) & tails->mask) {
        uint32_t at = tails->slot[slot], same = 0;
        if (!at)
            return &tails->slot[slot];
        if (end_of[at - 1] - (at - 1) != count)
            continue;
        while (same < count && same_step(&words->steps.at[at - 1 + same], &first[same]))
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

static void gather(struct fg_machine *machine, struct gathered *to)
{
    const struct fg_ops *enter = &machine->states.at[machine->initial_state].enter;
    *to = (struct gathered){0};
    *FG_PUSH(machine->arena, &to->start) = 0;
    for (size_t i = 0; i < enter->count; i++)
        *FG_PUSH(machine->arena, &to->steps) = (struct fg_step){.op = &enter->at[i]};
    *FG_PUSH(machine->arena, &to->start) = (uint32_t)to->steps.count;
    for (size_t r = 0; r < machine->rows.count; r++) {
        const struct fg_row *row = &machine->rows.at[r];
        struct fg_program program = fg_machine_program(machine, row);
        for (size_t g = 0; fg_program_is_guarded(machine, r) && g < row->line->guard.count; g++)
            *FG_PUSH(machine->arena, &to->steps) = (struct fg_step){.guard = &row->line->guard.at[g]};
        for (size_t p = 0; p < 3; p++)
            for (size_t i = 0; i < program.part[p].count; i++)
                *FG_PUSH(machine->arena, &to->steps) = (struct fg_step){.op = &program.part[p].at[i]};
        *FG_PUSH(machine->arena, &to->start) = (uint32_t)to->steps.count;
    }
}

/* The longest come first, so that what a program ends with is there when it is looked for. */
void fg_words_build(struct fg_machine *machine, struct fg_words *words)
{
    struct gathered all;
    struct tails tails = {.mask = 63};
    gather(machine, &all);
    uint32_t programs = (uint32_t)all.start.count - 1;
    while (tails.mask < all.steps.count * 2)
        tails.mask = tails.mask * 2 + 1;
    tails.slot = fg_arena_get(machine->arena, (tails.mask + 1) * sizeof *tails.slot);
    struct length *order = fg_arena_get(machine->arena, programs * sizeof *order);
    uint32_t *end_of = fg_arena_get(machine->arena, (all.steps.count + 1) * sizeof *end_of);
    uint32_t *word_of = fg_arena_get(machine->arena, (all.steps.count + 1) * sizeof *word_of);
    *words = (struct fg_words){.words = 1}; /* the empty one's end */
    words->of_row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *words->of_row);
    *FG_PUSH(machine->arena, &words->start) = 0;
    *FG_PUSH(machine->arena, &words->start) = 0;
    *FG_PUSH(machine->arena, &words->offset) = 0;
    for (uint32_t p = 0; p < programs; p++)
        order[p] = (struct length){all.start.at[p + 1] - all.start.at[p], p};
    qsort(order, programs, sizeof *order, longest_first);
    for (uint32_t o = 0; o < programs && order[o].steps; o++) {
        uint32_t count = order[o].steps, hash = 2166136261u, *found = NULL, from = (uint32_t)words->steps.count;
        const struct fg_step *first = &all.steps.at[all.start.at[order[o].program]];
        for (uint32_t i = count; i-- > 0;)
            hash = hash_step(hash, &first[i]);
        found = tail(&tails, words, end_of, hash, first, count);
        if (!*found) {
            *FG_PUSH(machine->arena, &words->offset) = words->words;
            for (uint32_t i = 0; i < count; i++) {
                end_of[from + i] = from + count;
                word_of[from + i] = words->words;
                words->words += step_words(&first[i]);
                *FG_PUSH(machine->arena, &words->steps) = first[i];
            }
            words->words++; /* its end */
            *FG_PUSH(machine->arena, &words->start) = from + count;
            hash = 2166136261u;
            for (uint32_t i = count; i-- > 0;) {
                hash = hash_step(hash, &first[i]);
                uint32_t *slot = tail(&tails, words, end_of, hash, &first[i], count - i);
                if (!*slot)
                    *slot = from + i + 1;
            }
            found = tail(&tails, words, end_of, hash, first, count);
        }
        *(order[o].program ? &words->of_row[order[o].program - 1] : &words->of_start) = word_of[*found - 1];
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
                effects += fg_action_effects(&machine->actions.at[words->steps.at[i].op->name.symbol->index[FG_ACTION]]);
        most = effects > most ? effects : most;
    }
    return most;
}
