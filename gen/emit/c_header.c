/* <machine>_fsm.h: the numbers of a table, and the functions that the program must provide. */
#include "emit/emit.h"
#include "read/cname.h"

#include <string.h>

static void states(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "enum %s_state {\n", machine->prefix.symbol->text);
    for (int i = 0; i < (int)machine->states.count; i++) {
        const struct fg_state *state = &machine->states.at[i];
        fg_output_print(out, "    %s,", fg_cname_state(machine, i));
        if (state->final || state->text)
            fg_output_print(out, " /* %s%s%s */", state->final ? "final" : "",
                            state->final && state->text ? ": " : "",
                            state->text ? fg_output_comment(out, state->text) : "");
        fg_output_print(out, "\n");
    }
    fg_output_print(out, "    %s_STATES\n};\n\n", fg_cname_prefix(machine));
}

static void events(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "enum %s_event {\n", machine->prefix.symbol->text);
    for (int i = 0; i < (int)machine->width; i++) {
        const struct fg_event *event = fg_machine_event(machine, i);
        fg_output_print(out, "    %s,", fg_cname_event(machine, i));
        if (event && event->class_name.symbol)
            fg_output_print(out, " /* %s %u..%u%s%s */", event->class_name.symbol->text,
                            (unsigned)event->low, (unsigned)event->high, event->is.text ? ": " : "",
                            event->is.text ? fg_output_comment(out, event->is.text) : "");
        else if (event && event->is.text)
            fg_output_print(out, " /* %s */", fg_output_comment(out, event->is.text));
        fg_output_print(out, "\n");
    }
    fg_output_print(out, "    %s_EVENTS\n};\n\n", fg_cname_prefix(machine));
}

static void timers(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "enum %s_timer {\n", machine->prefix.symbol->text);
    for (int i = 0; i < (int)machine->timers.count; i++) {
        const char *text = machine->timers.at[i].is.text;
        fg_output_print(out, "    %s,", fg_cname_timer(machine, i));
        if (text)
            fg_output_print(out, " /* %s */", fg_output_comment(out, text));
        fg_output_print(out, "\n");
    }
    fg_output_print(out, "    %s_TIMERS\n};\n\n", fg_cname_prefix(machine));
}

static void constants(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "/* What the constants hold can be overridden at run time "
                         "(sf_fsm_run.constant_us); past the named ones lie\n"
                         " * the literals of the table. */\n");
    fg_output_print(out, "enum %s_constant {\n", machine->prefix.symbol->text);
    for (int i = 0; i < (int)machine->constants.count; i++)
        if (fg_cname_constant(machine, i))
            fg_output_print(out, "    %s, /* %llu us */\n", fg_cname_constant(machine, i),
                            (unsigned long long)machine->constants.at[i].us);
    fg_output_print(out, "    %s_CONSTANTS = %zu\n};\n\n", fg_cname_prefix(machine),
                    machine->constants.count);
}

/* The comment of a prototype. */
static void text(struct fg_output *out, const char *text)
{
    if (text)
        fg_output_print(out, "/* %s */\n", fg_output_comment(out, text));
}

/* The words that actions take. */
static void words(struct fg_machine *machine, struct fg_output *out)
{
    for (int a = 0; a < (int)machine->actions.count; a++) {
        const struct fg_action *action = &machine->actions.at[a];
        if (action->argument.words.count == 0)
            continue;
        fg_output_print(out, "enum %s_%s_%s {\n", machine->prefix.symbol->text,
                        action->is.name.symbol->text, action->argument.name.symbol->text);
        for (int w = 0; w < (int)action->argument.words.count; w++)
            fg_output_print(out, "%s    %s", w ? ",\n" : "", fg_cname_word(machine, a, w));
        fg_output_print(out, "\n};\n\n");
    }
}

/* The third parameter of an action that takes an argument. */
static const char *parameter(struct fg_machine *machine, const struct fg_action *action)
{
    const struct fg_argument *argument = &action->argument;
    if (!argument->name.symbol)
        return "";
    if (argument->words.count)
        return fg_arena_print(machine->arena, ", enum %s_%s_%s", machine->prefix.symbol->text,
                              action->is.name.symbol->text, argument->name.symbol->text);
    return fg_arena_print(machine->arena, ", unsigned /* %s %u..%u */", argument->name.symbol->text,
                          (unsigned)argument->low, (unsigned)argument->high);
}

static void functions(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    for (size_t i = 0; i < machine->classes.count; i++) {
        const struct fg_class *class = &machine->classes.at[i];
        if (class->is.used)
            fg_output_print(out,
                            "/* The event that a value of %u..%u is; -1 outside that range. "
                            "*/\nint %s_event_of_%s(unsigned value);\n\n",
                            (unsigned)class->low, (unsigned)class->high, prefix,
                            class->is.name.symbol->text);
    }
    if (machine->guards.count)
        fg_output_print(out,
                        "/* ---- Guards: the program answers, and changes nothing ---- */\n\n");
    for (size_t i = 0; i < machine->guards.count; i++) {
        text(out, machine->guards.at[i].text);
        fg_output_print(out, "bool %s_guard_%s(const %s *, const %s *);\n", prefix,
                        machine->guards.at[i].name.symbol->text, machine->context,
                        machine->payload);
    }
    if (machine->actions.count)
        fg_output_print(out,
                        "%s/* ---- Actions: the program acts, and steps no machine ---- */\n\n",
                        machine->guards.count ? "\n" : "");
    for (size_t i = 0; i < machine->actions.count; i++) {
        text(out, machine->actions.at[i].is.text);
        fg_output_print(out, "void %s_do_%s(%s *, const %s *%s);\n", prefix,
                        machine->actions.at[i].is.name.symbol->text, machine->context,
                        machine->payload, parameter(machine, &machine->actions.at[i]));
    }
    if (machine->guards.count || machine->actions.count)
        fg_output_print(out, "\n");
}

/* Declares a struct type, so that the prototypes mean it whatever the headers declare. */
static void forward(struct fg_output *out, const char *type)
{
    if (strncmp(type, "struct ", 7) == 0)
        fg_output_print(out, "%s;\n", type);
}

void fg_emit_c_header(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    const char *guard = fg_cname_upper(machine->arena, machine->name.symbol->text);
    fg_output_print(out,
                    "/* Generated by fsmgen from %s: change that, not this. */\n#ifndef "
                    "%s_FSM_H\n#define %s_FSM_H\n\n",
                    fg_output_comment(out, machine->source->name), guard, guard);
    fg_output_print(out, "#include \"sipfsm/fsm.h\"\n");
    for (size_t i = 0; i < machine->headers.count; i++)
        fg_output_print(out, "#include \"%s\"\n", machine->headers.at[i]);
    fg_output_print(out,
                    "\n#include <stdbool.h>\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    forward(out, machine->context);
    if (strcmp(machine->context, machine->payload) != 0)
        forward(out, machine->payload);
    fg_output_print(out, "\n");
    states(machine, out);
    events(machine, out);
    timers(machine, out);
    constants(machine, out);
    words(machine, out);
    functions(machine, out);
    fg_output_print(out, "extern const struct sf_fsm_type %s_type;\n", prefix);
    fg_output_print(
        out,
        "/* The functions of that type, in the table's order: for a binding of one's own "
        "(sipfsm/load.h). */\n"
        "extern sf_fsm_guard *const %s_guards[];\nextern sf_fsm_action *const %s_actions[];\n",
        prefix, prefix);
    fg_output_print(out,
                    "/* In a library of its own: for tools, and for programs that load tables. */\n"
                    "extern const struct sf_fsm_names %s_names;\nextern const struct "
                    "sf_fsm_binding %s_binding;\n\n",
                    prefix, prefix);
    fg_output_print(out, "#ifdef __cplusplus\n}\n#endif\n#endif\n");
}
