#include "emit/words.h"

#include <string.h>

const char *const fg_word_origin[] = {"wire", "transport", "app", "machine"};

const char *fg_word_span(struct fg_arena *arena, uint64_t us)
{
    static const struct {
        uint64_t us;
        const char *name;
    } unit[] = {{3600000000, "h"}, {60000000, "min"}, {1000000, "s"}, {1000, "ms"}, {1, "us"}};
    int u = 0;
    while (us % unit[u].us || (us == 0 && u < 4))
        u++;
    return fg_arena_print(arena, "%llu%s", (unsigned long long)(us / unit[u].us), unit[u].name);
}

const char *fg_word_duration(struct fg_arena *arena, const struct fg_duration *duration)
{
    if (duration->factor == 0)
        return "0";
    if (!duration->name.symbol)
        return fg_word_span(arena, duration->literal_us);
    if (duration->factor == 1)
        return duration->name.symbol->text;
    return fg_arena_print(arena, "%u*%s", (unsigned)duration->factor, duration->name.symbol->text);
}

bool fg_word_is_edge(const struct fg_machine *machine, const struct fg_line *line, int state,
                     enum fg_event_kind kind)
{
    const struct fg_state *of = &machine->states.at[state];
    bool now = false;
    for (size_t t = 0; t < line->triggers.count && !now; t++)
        now = line->triggers.at[t].kind == kind;
    if (!now || line->wildcard)
        return now && !of->final;
    for (size_t s = 0; s < line->states.count; s++)
        if (line->states.at[s].symbol == of->name.symbol)
            return true;
    return false;
}

const char *fg_word_argument(struct fg_arena *arena, const struct fg_argument *argument)
{
    if (!argument->name.symbol)
        return "";
    const char *text = fg_arena_print(arena, "(%s ", argument->name.symbol->text);
    for (size_t i = 0; i < argument->words.count; i++)
        text = fg_arena_print(arena, "%s%s%s", text, i ? " | " : "",
                              argument->words.at[i].symbol->text);
    if (argument->words.count)
        return fg_arena_print(arena, "%s)", text);
    return argument->low == argument->high
               ? fg_arena_print(arena, "%s%u)", text, (unsigned)argument->low)
               : fg_arena_print(arena, "%s%u..%u)", text, (unsigned)argument->low,
                                (unsigned)argument->high);
}

const char *fg_word_op(struct fg_arena *arena, const struct fg_op *op)
{
    static const char *const verb[] = {"", "start ", "stop ", "restart ", "restart "};
    if (op->given != FG_NOTHING)
        return op->given == FG_WORD_GIVEN
                   ? fg_arena_print(arena, "%s %s", op->name.symbol->text, op->word.symbol->text)
                   : fg_arena_print(arena, "%s %u", op->name.symbol->text, (unsigned)op->argument);
    return fg_arena_print(arena, "%s%s%s%s", verb[op->kind], op->name.symbol->text,
                          op->kind == FG_RESTART_AT ? " at " : "",
                          op->kind == FG_RESTART_AT ? fg_word_duration(arena, &op->at) : "");
}

const char *fg_word_ops(struct fg_arena *arena, const struct fg_ops *ops)
{
    const char *text = "";
    for (size_t i = 0; i < ops->count; i++)
        text = fg_arena_print(arena, "%s%s%s", text, i ? ", " : "", fg_word_op(arena, &ops->at[i]));
    return text;
}

const char *fg_word_about(struct fg_machine *machine)
{
    const char *at = machine->source->text, *end = at + machine->source->length, *about = "";
    while (at < end && *at == '#') {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const char *stop = feed ? feed : end;
        at += at + 1 < stop && at[1] == ' ' ? 2 : 1;
        int length = (int)(stop - at);
        length -= length > 0 && at[length - 1] == '\r';
        about = fg_arena_print(machine->arena, "%s%.*s\n", about, length, at);
        at = feed ? feed + 1 : end;
    }
    return about;
}
