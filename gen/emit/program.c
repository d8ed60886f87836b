#include "emit/program.h"

#define SLOTS 65536u /* rows are at most 30,000, so there is always a free one */

static bool same_op(const struct fg_op *a, const struct fg_op *b)
{
    return a->kind == b->kind && a->name.symbol == b->name.symbol &&
           (a->kind != FG_RESTART_AT || a->at.constant == b->at.constant);
}

static uint32_t hash_ops(const struct fg_program *program)
{
    uint32_t hash = 2166136261u;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            const int *index = op->name.symbol->index;
            uint32_t word = (uint32_t)op->kind << 12 | (uint32_t)index[op->kind == FG_DO ? FG_ACTION : FG_TIMER];
            hash = (hash ^ word) * 16777619u;
        }
    return hash;
}

static bool same(const struct fg_words *words, uint32_t number, const struct fg_program *program)
{
    uint32_t at = words->start.at[number], end = words->start.at[number + 1];
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++)
            if (at == end || !same_op(&words->ops.at[at++], &program->part[p].at[i]))
                return false;
    return at == end;
}

static uint32_t intern(struct fg_machine *machine, struct fg_words *words, uint32_t *table, const struct fg_program *program)
{
    uint32_t slot = hash_ops(program) % SLOTS;
    for (; table[slot]; slot = (slot + 1) % SLOTS)
        if (same(words, table[slot] - 1, program))
            return table[slot] - 1;
    uint32_t number = (uint32_t)words->offset.count;
    table[slot] = number + 1;
    *FG_PUSH(machine->arena, &words->offset) = words->words;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            *FG_PUSH(machine->arena, &words->ops) = program->part[p].at[i];
            words->words += program->part[p].at[i].kind == FG_RESTART_AT ? 2 : 1;
        }
    words->words++; /* its end */
    *FG_PUSH(machine->arena, &words->start) = (uint32_t)words->ops.count;
    return number;
}

void fg_words_build(struct fg_machine *machine, struct fg_words *words)
{
    const struct fg_program empty = {0}, start = {.part[0] = machine->states.at[machine->initial_state].enter};
    uint32_t *table = fg_arena_get(machine->arena, SLOTS * sizeof *table);
    *words = (struct fg_words){0};
    *FG_PUSH(machine->arena, &words->start) = 0;
    words->of_row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *words->of_row);
    intern(machine, words, table, &empty);
    words->of_start = intern(machine, words, table, &start);
    for (size_t i = 0; i < machine->rows.count; i++) {
        struct fg_program program = fg_machine_program(machine, &machine->rows.at[i]);
        words->of_row[i] = intern(machine, words, table, &program);
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
            if (words->ops.at[i].kind == FG_DO)
                effects += fg_action_effects(&machine->actions.at[words->ops.at[i].name.symbol->index[FG_ACTION]]);
        most = effects > most ? effects : most;
    }
    return most;
}
