/* <machine>_fsm_names.c: what tools show to people. Running a machine needs none of it. */
#include "emit/emit.h"
#include "emit/ids.h"
#include "emit/program.h"
#include "read/cname.h"

struct name_list {
    struct fg_output *out;
    const char *prefix, *name;
    size_t count;
};

static void list_start(struct name_list *list)
{
    fg_output_print(list->out, "static const char *const %s_%s_names[] = {\n", list->prefix,
                    list->name);
}

static void list_add(struct name_list *list, const char *text)
{
    fg_output_print(list->out, "    %s,\n", fg_output_string(list->out, text));
    list->count++;
}

static void list_end(struct name_list *list)
{
    fg_output_print(list->out, "%s};\n\n", list->count ? "" : "    \"\" /* none */\n");
}

static void row(struct fg_output *out, const struct fg_line *line, const char *state,
                const char *event)
{
    fg_output_print(out, "    {%s, %s, %s, %s,\n",
                    fg_output_string(out, line->wildcard ? "*" : state),
                    fg_output_string(out, event), fg_output_string(out, line->cell[FG_COL_GUARD]),
                    fg_output_string(out, line->cell[FG_COL_NEXT]));
    fg_output_print(out, "     %s, %s, %u},\n", fg_output_string(out, line->cell[FG_COL_ACTIONS]),
                    fg_output_string(out, line->cell[FG_COL_SPEC]), (unsigned)line->place.line);
}

static size_t edges(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    fg_output_print(out, "static const struct sf_fsm_row_names %s_edge_names[] = {\n",
                    machine->prefix.symbol->text);
    for (size_t i = 0; i < machine->lines.count; i++) {
        const struct fg_line *line = &machine->lines.at[i];
        for (size_t t = 0; t < line->triggers.count; t++) {
            if (line->triggers.at[t].kind < FG_ON_ENTER)
                continue;
            const char *event = line->triggers.at[t].kind == FG_ON_ENTER ? "enter" : "exit";
            for (size_t s = 0; s < line->states.count + line->wildcard; s++, count++)
                row(out, line, line->wildcard ? "*" : line->states.at[s].symbol->text, event);
        }
    }
    fg_output_print(out, "%s};\n\n",
                    count ? "" : "    {\"\", \"\", \"\", \"\", \"\", \"\", 0} /* none */\n");
    return count;
}

/* The actions as they are declared, and what each takes. */
static void arguments(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    struct name_list list = {.out = out, .prefix = prefix, .name = "offered"};
    list_start(&list);
    for (size_t i = 0; i < machine->actions.count; i++)
        list_add(&list, machine->actions.at[i].is.name.symbol->text);
    list_end(&list);
    for (size_t i = 0; i < machine->actions.count; i++) {
        const struct fg_action *action = &machine->actions.at[i];
        if (action->argument.words.count == 0)
            continue;
        list = (struct name_list){
            .out = out,
            .prefix = prefix,
            .name = fg_arena_print(out->arena, "%s_word", action->is.name.symbol->text)};
        list_start(&list);
        for (size_t w = 0; w < action->argument.words.count; w++)
            list_add(&list, action->argument.words.at[w].symbol->text);
        list_end(&list);
    }
    fg_output_print(out, "static const struct sf_fsm_argument %s_offered_arguments[] = {\n",
                    prefix);
    for (size_t i = 0; i < machine->actions.count; i++) {
        const struct fg_argument *argument = &machine->actions.at[i].argument;
        const char *name = machine->actions.at[i].is.name.symbol->text;
        if (!argument->name.symbol)
            fg_output_print(out, "    {SF_FSM_ARGUMENT_NONE, 0, 0, 0}, /* %s */\n", name);
        else if (argument->words.count)
            fg_output_print(out, "    {SF_FSM_ARGUMENT_WORD, 0, %u, %s_%s_word_names}, /* %s */\n",
                            (unsigned)argument->high, prefix, name, name);
        else
            fg_output_print(out, "    {SF_FSM_ARGUMENT_NUMBER, %u, %u, 0}, /* %s */\n",
                            (unsigned)argument->low, (unsigned)argument->high, name);
    }
    fg_output_print(out, "%s};\n\n",
                    machine->actions.count ? ""
                                           : "    {SF_FSM_ARGUMENT_NONE, 0, 0, 0} /* none */\n");
}

/* What a loaded table is bound to: the functions by name, and how much they put into the queue. */
static void binding(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    struct fg_words words;
    fg_words_build(machine, &words);
    arguments(machine, out);
    fg_output_print(out, "static const uint16_t %s_action_effects[] = {", prefix);
    for (size_t i = 0; i < machine->actions.count; i++) {
        uint64_t effects = fg_action_effects(&machine->actions.at[i]);
        fg_output_print(out, "%s%u", i ? ", " : "",
                        effects > UINT16_MAX ? UINT16_MAX : (unsigned)effects);
    }
    fg_output_print(out, "%s};\n\nconst struct sf_fsm_binding %s_binding = {\n",
                    machine->actions.count ? "" : "0", prefix);
    fg_output_print(out, "    .context = %s,\n    .payload = %s,\n",
                    fg_output_string(out, machine->context),
                    fg_output_string(out, machine->payload));
    fg_output_print(out, "    .guards = %zu,\n    .actions = %zu,\n", machine->guards.count,
                    machine->actions.count);
    fg_output_print(out,
                    "    .guard_name = %s_guard_names,\n    .action_name = %s_offered_names,\n",
                    prefix, prefix);
    fg_output_print(out, "    .guard = %s_guards,\n    .action = %s_actions,\n", prefix, prefix);
    fg_output_print(
        out,
        "    .action_effects = %s_action_effects,\n    .effects = %llu,\n    .argument = "
        "%s_offered_arguments,\n};\n",
        prefix, (unsigned long long)fg_program_effects(machine, &words), prefix);
}

void fg_emit_c_names(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    fg_output_print(
        out, "/* Generated by fsmgen from %s: change that, not this. */\n#include \"%s_fsm.h\"\n\n",
        fg_output_comment(out, machine->source->name), machine->name.symbol->text);
    struct name_list list = {.out = out, .prefix = prefix, .name = "state"};
    list_start(&list);
    for (int i = 0; i < (int)machine->states.count; i++)
        list_add(&list, fg_machine_state_name(machine, i));
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "event"};
    list_start(&list);
    for (int i = 0; i < (int)machine->width; i++)
        list_add(&list, fg_machine_event_text(machine, i));
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "timer"};
    list_start(&list);
    for (size_t i = 0; i < machine->timers.count; i++)
        list_add(&list, machine->timers.at[i].is.name.symbol->text);
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "guard"};
    list_start(&list);
    for (size_t i = 0; i < machine->guards.count; i++)
        list_add(&list, machine->guards.at[i].name.symbol->text);
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "action"};
    list_start(&list);
    for (size_t i = 0; i < machine->calls.count; i++)
        list_add(&list, machine->actions.at[machine->calls.at[i].action].is.name.symbol->text);
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "argument"};
    list_start(&list);
    for (size_t i = 0; i < machine->calls.count; i++)
        list_add(&list, fg_machine_call_text(machine, &machine->calls.at[i]));
    list_end(&list);
    list = (struct name_list){.out = out, .prefix = prefix, .name = "constant"};
    list_start(&list);
    for (size_t i = 0; i < machine->constants.count; i++)
        list_add(&list, machine->constants.at[i].is.name.symbol
                            ? machine->constants.at[i].is.name.symbol->text
                            : "");
    list_end(&list);
    fg_output_print(out,
                    "static const struct sf_fsm_row_names %s_row_names[] = {\n    {\"\", \"\", "
                    "\"\", \"\", \"\", \"\", 0},\n",
                    prefix);
    struct fg_ids ids;
    fg_ids_build(machine, &ids);
    for (size_t id = 1; id <= machine->rows.count; id++) {
        const struct fg_row *at = &machine->rows.at[ids.row[id]];
        row(out, at->line, fg_machine_state_name(machine, at->state),
            fg_machine_event_text(machine, at->event));
    }
    fg_output_print(out, "};\n\n");
    size_t count = edges(machine, out);
    fg_output_print(out,
                    "const struct sf_fsm_names %s_names = {\n    .machine = %s,\n    .file = %s,\n",
                    machine->prefix.symbol->text, fg_output_string(out, machine->name.symbol->text),
                    fg_output_string(out, machine->source->name));
    static const char *const kind[] = {"state",    "event",    "timer", "guard", "action",
                                       "argument", "constant", "row",   "edge"};
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++)
        fg_output_print(out, "    .%s = %s_%s_names,\n", kind[i], prefix, kind[i]);
    fg_output_print(out, "    .edges = %zu,\n};\n\n", count);
    binding(machine, out);
}
