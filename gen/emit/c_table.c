/* <machine>_fsm.c: the table as data, and the thunks that bind it to the program's functions. */
#include "emit/emit.h"
#include "emit/ids.h"
#include "emit/program.h"
#include "emit/words.h"
#include "read/cname.h"
#include "sipfsm/fsm.h"

#include <string.h>

#define INDEX_ACROSS 24

static const char *op_comment(struct fg_machine *machine, const struct fg_op *op)
{
    if (op->kind != FG_RESTART_AT)
        return fg_word_op(machine->arena, op);
    const char *text = fg_arena_print(machine->arena, "restart %s", op->name.symbol->text);
    const struct fg_symbol *constant = machine->constants.at[op->at.constant].is.name.symbol;
    if (constant)
        return fg_arena_print(machine->arena, "%s at %s", text, constant->text);
    return fg_arena_print(machine->arena, "%s at %llu us", text,
                          (unsigned long long)op->at.literal_us);
}

static void class_function(struct fg_machine *machine, struct fg_output *out, int class)
{
    const struct fg_class *of = &machine->classes.at[class];
    fg_output_print(out, "int %s_event_of_%s(unsigned value)\n{\n", machine->prefix.symbol->text,
                    of->is.name.symbol->text);
    for (int i = (int)machine->timers.count; i < (int)machine->width; i++) {
        const struct fg_event *event = fg_machine_event(machine, i);
        if (!event->class_name.symbol || event->class_name.symbol->index[FG_CLASS] != class)
            continue;
        fg_output_print(out, "    if (");
        if (event->low == event->high)
            fg_output_print(out, "value == %uu", (unsigned)event->low);
        else if (event->low)
            fg_output_print(out, "value >= %uu && value <= %uu", (unsigned)event->low,
                            (unsigned)event->high);
        else
            fg_output_print(out, "value <= %uu", (unsigned)event->high);
        fg_output_print(out, ")\n        return %s;\n", fg_cname_event(machine, i));
    }
    fg_output_print(out, "    return -1;\n}\n\n");
}

/* The name of a call with an argument has a number: otherwise it could be the name of another
 * action. */
static const char *call_name(struct fg_machine *machine, size_t i)
{
    const struct fg_call *call = &machine->calls.at[i];
    const struct fg_action *action = &machine->actions.at[call->action];
    const char *prefix = machine->prefix.symbol->text, *name = action->is.name.symbol->text;
    if (!action->argument.name.symbol)
        return fg_arena_print(machine->arena, "%s_a_%s", prefix, name);
    return fg_arena_print(machine->arena, "%s_a%zu_%s_%s", prefix, i, name,
                          fg_machine_call_text(machine, call));
}

/* The table's numbers are numbers of calls. Without arguments these are the actions. */
static void calls(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    if (fg_machine_has_arguments(machine)) {
        fg_output_print(out, "static sf_fsm_action *const %s_calls[] = {\n", prefix);
        for (size_t i = 0; i < machine->calls.count; i++)
            fg_output_print(out, "    %s_call_do_%s,\n", prefix,
                            machine->actions.at[machine->calls.at[i].action].is.name.symbol->text);
        fg_output_print(out, "%s};\n\n", machine->calls.count ? "" : "    0 /* none */\n");
    }
    fg_output_print(out, "static const uint16_t %s_arguments[] = {", prefix);
    for (size_t i = 0; i < machine->calls.count; i++)
        fg_output_print(out, "%s%u,", i % INDEX_ACROSS ? " " : "\n    ",
                        (unsigned)machine->calls.at[i].argument);
    fg_output_print(out, "%s\n};\n\n", machine->calls.count ? "" : " 0 /* none */");
}

static void thunks(struct fg_machine *machine, struct fg_output *out)
{
    const char *prefix = machine->prefix.symbol->text;
    fg_output_print(out, "/* ---- Guards and actions: from untyped to typed ---- */\n\n");
    for (size_t i = 0; i < machine->guards.count; i++) {
        const char *name = machine->guards.at[i].name.symbol->text;
        fg_output_print(out, "static bool %s_call_guard_%s(const void *c, const void *p)", prefix,
                        name);
        fg_output_column(out, 72);
        fg_output_print(out, " { return %s_guard_%s(c, p); }\n", prefix, name);
    }
    for (size_t i = 0; i < machine->actions.count; i++) {
        const char *name = machine->actions.at[i].is.name.symbol->text;
        const struct fg_argument *argument = &machine->actions.at[i].argument;
        fg_output_print(out, "static void %s_call_do_%s(void *c, const void *p, unsigned a)",
                        prefix, name);
        fg_output_column(out, 72);
        if (!argument->name.symbol)
            fg_output_print(out, " { (void)a, %s_do_%s(c, p); }\n", prefix, name);
        else if (argument->words.count)
            fg_output_print(out, " { %s_do_%s(c, p, (enum %s_%s_%s)a); }\n", prefix, name, prefix,
                            name, argument->name.symbol->text);
        else
            fg_output_print(out, " { %s_do_%s(c, p, a); }\n", prefix, name);
    }
    fg_output_print(out, "\n");
    if (machine->guards.count)
        fg_output_print(out, "enum { /* guards */\n");
    for (size_t i = 0; i < machine->guards.count; i++)
        fg_output_print(out, "    %s_g_%s,\n", prefix, machine->guards.at[i].name.symbol->text);
    fg_output_print(out, "%s", machine->guards.count ? "};\n\n" : "");
    if (machine->calls.count)
        fg_output_print(out, "enum { /* actions, with what they are given */\n");
    for (size_t i = 0; i < machine->calls.count; i++)
        fg_output_print(out, "    %s,\n", call_name(machine, i));
    fg_output_print(out, "%ssf_fsm_guard *const %s_guards[] = {\n",
                    machine->calls.count ? "};\n\n" : "", prefix);
    for (size_t i = 0; i < machine->guards.count; i++)
        fg_output_print(out, "    %s_call_guard_%s,\n", prefix,
                        machine->guards.at[i].name.symbol->text);
    fg_output_print(out, "%s};\n\nsf_fsm_action *const %s_actions[] = {\n",
                    machine->guards.count ? "" : "    0 /* none */\n", prefix);
    for (size_t i = 0; i < machine->actions.count; i++)
        fg_output_print(out, "    %s_call_do_%s,\n", prefix,
                        machine->actions.at[i].is.name.symbol->text);
    fg_output_print(out, "%s};\n\n", machine->actions.count ? "" : "    0 /* none */\n");
}

static const char *duration(struct fg_machine *machine, const struct fg_duration *duration)
{
    if (duration->factor == 0)
        return "{0, 0}";
    const char *name = fg_cname_constant(machine, duration->constant);
    if (name)
        return fg_arena_print(machine->arena, "{%u, %s}", (unsigned)duration->factor, name);
    return fg_arena_print(machine->arena, "{%u, %d}", (unsigned)duration->factor,
                          duration->constant);
}

static void timers(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(
        out, "/* ---- Constants and timers ---- */\n\nstatic const uint64_t %s_defaults[] = {\n",
        machine->prefix.symbol->text);
    for (int i = 0; i < (int)machine->constants.count; i++) {
        const char *name = fg_cname_constant(machine, i);
        fg_output_print(out, "    /* %3d %-16s */ %llu,\n", i,
                        name ? machine->constants.at[i].is.name.symbol->text : "",
                        (unsigned long long)machine->constants.at[i].us);
    }
    fg_output_print(out, "%s};\n\nstatic const struct sf_fsm_timer_rule %s_timers[] = {\n",
                    machine->constants.count ? "" : "    0 /* none */\n",
                    machine->prefix.symbol->text);
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        fg_output_print(out, "    /* %s */ {.duration = %s, .otherwise = %s, ",
                        timer->is.name.symbol->text, duration(machine, &timer->duration),
                        timer->has_otherwise ? duration(machine, &timer->otherwise) : "{0, 0}");
        if (timer->condition.symbol)
            fg_output_print(out, ".condition = %s_g_%s%s, ", machine->prefix.symbol->text,
                            timer->condition.symbol->text,
                            timer->negated ? " | SF_FSM_GUARD_NOT" : "");
        else
            fg_output_print(out, ".condition = SF_FSM_NO_GUARD, ");
        if (timer->has_cap && fg_cname_constant(machine, timer->cap.constant))
            fg_output_print(out, ".cap = %s, ", fg_cname_constant(machine, timer->cap.constant));
        else if (timer->has_cap)
            fg_output_print(out, ".cap = %d, ", timer->cap.constant);
        else
            fg_output_print(out, ".cap = SF_FSM_NO_CONSTANT, ");
        fg_output_print(out, ".has_otherwise = %d, .backoff = %u},\n", timer->has_otherwise,
                        (unsigned)timer->backoff);
    }
    fg_output_print(out, "%s};\n\n",
                    machine->timers.count ? "" : "    {.condition = SF_FSM_NO_GUARD} /* none */\n");
}

/* The comment of a step: a guard as it is written, or what is run. */
static const char *step_comment(struct fg_machine *machine, const struct fg_step *step)
{
    if (step->op)
        return op_comment(machine, step->op);
    return fg_arena_print(machine->arena, "[%s%s]", step->guard->negated ? "!" : "",
                          step->guard->name.symbol->text);
}

static void step_words(struct fg_machine *machine, struct fg_output *out,
                       const struct fg_step *step, bool last)
{
    static const char *const code[] = {"ACTION",     "START", "START_IF", "RESTART",
                                       "RESTART_AT", "STOP",  "GUARD",    "GUARD_NOT"};
    const char *prefix = machine->prefix.symbol->text;
    const struct fg_op *op = step->op;
    fg_output_print(out, "SF_FSM_OP_%s | ", code[fg_step_op(machine, step) / SF_FSM_OP_START]);
    if (!op)
        fg_output_print(out, "%s_g_%s", prefix, step->guard->name.symbol->text);
    else if (op->kind == FG_DO)
        fg_output_print(out, "%s", call_name(machine, (size_t)op->call));
    else
        fg_output_print(out, "%s", fg_cname_timer(machine, op->name.symbol->index[FG_TIMER]));
    fg_output_print(out, last ? " | SF_FSM_LAST," : ",");
    const char *at = op && op->kind == FG_RESTART_AT ? fg_cname_constant(machine, op->at.constant)
                                                     : NULL;
    if (at)
        fg_output_print(out, " %s,", at);
    else if (op && op->kind == FG_RESTART_AT)
        fg_output_print(out, " %d,", op->at.constant);
}

static void programs(struct fg_machine *machine, struct fg_output *out,
                     const struct fg_words *words)
{
    fg_output_print(out,
                    "/* ---- Programs: [guards of rows] and what they run once the row's timers "
                    "have stopped; a row that runs the\n"
                    " * end of another's starts in it ---- */\n\nstatic const uint16_t "
                    "%s_programs[] = {\n    0,\n",
                    machine->prefix.symbol->text);
    for (size_t n = 1; n < words->offset.count; n++) {
        uint32_t first = words->start.at[n], end = words->start.at[n + 1];
        fg_output_print(out, "    /* %u:", (unsigned)words->offset.at[n]);
        for (uint32_t i = first; i < end; i++)
            fg_output_print(out, "%s %s", i > first ? "," : "",
                            step_comment(machine, &words->steps.at[i]));
        fg_output_print(out, " */\n    ");
        for (uint32_t i = first; i < end; i++) {
            fg_output_print(out, i > first ? " " : "");
            step_words(machine, out, &words->steps.at[i], i + 1 == end);
        }
        fg_output_print(out, "\n");
    }
    fg_output_print(out, "};\n\n");
}

/* Which timers a row stops, as a sum of bits. */
static void row_stops(struct fg_machine *machine, struct fg_output *out, unsigned stops)
{
    for (unsigned t = 0; stops >> t; t++)
        if (stops >> t & 1)
            fg_output_print(out, "1u << %s%s", fg_cname_timer(machine, (int)t),
                            stops >> (t + 1) ? " | " : "");
    if (!stops)
        fg_output_print(out, "0");
}

static void row_comment(struct fg_machine *machine, struct fg_output *out, const struct fg_row *row)
{
    const struct fg_line *line = row->line;
    const char *guard = line->cell[FG_COL_GUARD], *actions = line->cell[FG_COL_ACTIONS];
    fg_output_print(out, " /* %s%s%s%s", fg_machine_event_text(machine, row->event),
                    *guard ? " [" : "", fg_output_comment(out, guard), *guard ? "]" : "");
    if (line->kind == FG_GO)
        fg_output_print(out, " -> %s", fg_machine_state_name(machine, row->next));
    if (*actions)
        fg_output_print(out, ": %s", fg_output_comment(out, actions));
    fg_output_print(out, " (%s, line %u) */\n", fg_output_comment(out, line->cell[FG_COL_SPEC]),
                    (unsigned)line->place.line);
}

/* Rows that run nothing need no record, since their ids tell what they are. They are in the output
 * as comments, for readers. */
static void rows(struct fg_machine *machine, struct fg_output *out, const struct fg_ids *ids,
                 const struct fg_words *words)
{
    const char *prefix = machine->prefix.symbol->text;
    static const char *const kind[] = {"SF_FSM_GO", "SF_FSM_STAY", "SF_FSM_IGNORE", "SF_FSM_NEVER"};
    fg_output_print(out, "/* ---- Rows; the number in front is a row's id ---- */\n\n");
    fg_output_print(out,
                    "static const struct sf_fsm_row %s_rows[] = {\n    /*    0 */ {SF_FSM_NEVER, "
                    "0, 0}, /* no such cell */\n",
                    prefix);
    for (uint32_t id = 1; id <= machine->rows.count; id++) {
        size_t i = ids->row[id];
        const struct fg_row *row = &machine->rows.at[i];
        if (id == ids->first_choice && id < ids->first_ignore)
            fg_output_print(
                out,
                "    /* -- several for one state and event: the first whose guard holds -- */\n");
        if (id == ids->first_ignore && id < ids->first_never)
            fg_output_print(out, "    /* -- ignored -- */\n");
        if (id == ids->first_never)
            fg_output_print(out, "    /* -- never -- */\n");
        if (id == 1 || machine->rows.at[ids->row[id - 1]].state != row->state)
            fg_output_print(out, "    /* %s */\n", fg_machine_state_name(machine, row->state));
        fg_output_print(out, "    /* %4u */ ", (unsigned)id);
        if (id < ids->first_ignore) {
            fg_output_print(out, "{%s", kind[row->line->kind]);
            if (row->line->kind == FG_GO)
                fg_output_print(out, " | %s", fg_cname_state(machine, row->next));
            fg_output_print(out, "%s, ",
                            fg_program_is_guarded(machine, i) ? " | SF_FSM_GUARDED" : "");
            row_stops(machine, out, words->stops[i]);
            fg_output_print(out, ", %u},", (unsigned)words->of_row[i]);
        }
        fg_output_column(out, 64);
        row_comment(machine, out, row);
    }
    fg_output_print(out, "};\n\n");
}

static void cell_index(struct fg_machine *machine, struct fg_output *out, const struct fg_ids *ids)
{
    const char *prefix = machine->prefix.symbol->text;
    bool small = machine->rows.count <= 254;
    fg_output_print(out, "/* ---- Which row a state has first for an event ----\n *");
    for (int i = 0; i < (int)machine->states.count; i++)
        fg_output_print(out, "%s %d %s", i ? "," : "", i, fg_machine_state_name(machine, i));
    fg_output_print(out, " */\n\nstatic const %s %s_cells[] = {", small ? "uint8_t" : "uint16_t",
                    prefix);
    for (size_t e = 0; e < machine->width; e++) {
        fg_output_print(out, "\n    /* %s */", fg_machine_event_text(machine, (int)e));
        for (size_t s = 0; s < machine->states.count; s++) {
            int32_t first = machine->cell[s * machine->width + e];
            fg_output_print(out, "%s%*u,", s % INDEX_ACROSS ? " " : "\n    ", small ? 3 : 5,
                            first < 0 ? 0 : (unsigned)ids->of_row[first]);
        }
    }
    fg_output_print(out, "%s\n};\n\n", machine->width ? "" : " 0 /* none */");
    fg_output_print(out, "static const uint8_t %s_final[] = {", prefix);
    for (size_t s = 0; s < machine->states.count; s++)
        fg_output_print(out, "%s%d,", s % INDEX_ACROSS ? " " : "\n    ",
                        machine->states.at[s].final);
    fg_output_print(out, "\n};\n\n");
}

static void table(struct fg_machine *machine, struct fg_output *out, const struct fg_ids *ids,
                  const struct fg_words *words)
{
    const char *prefix = machine->prefix.symbol->text, *upper = fg_cname_prefix(machine);
    fg_output_print(out, "const struct sf_fsm_type %s_type = {\n    .table = {\n", prefix);
    fg_output_print(
        out, "        .states = %s_STATES,\n        .events = %s_EVENTS,\n        .rows = %zu,\n",
        upper, upper, machine->rows.count);
    fg_output_print(out,
                    "        .timers = %s_TIMERS,\n        .guards = %zu,\n        .actions = "
                    "%zu,\n        .constants = %s_CONSTANTS,\n",
                    upper, machine->guards.count, machine->calls.count, upper);
    fg_output_print(
        out,
        "        .first_choice = %u,\n        .first_ignore = %u,\n        .first_never = %u,\n",
        (unsigned)ids->first_choice, (unsigned)ids->first_ignore, (unsigned)ids->first_never);
    fg_output_print(out, "        .initial = %s,\n        .start_program = %u,\n",
                    fg_cname_state(machine, machine->initial_state), (unsigned)words->of_start);
    fg_output_print(
        out, "        .%s = %s_cells,\n        .row = %s_rows,\n        .program = %s_programs,\n",
        machine->rows.count <= 254 ? "index8" : "index16", prefix, prefix, prefix);
    fg_output_print(out,
                    "        .timer = %s_timers,\n        .final = %s_final,\n        .constant_us "
                    "= %s_defaults,\n        .argument = %s_arguments,\n    },\n",
                    prefix, prefix, prefix, prefix);
    fg_output_print(out, "    .guard = %s_guards,\n    .action = %s_%s,\n};\n", prefix, prefix,
                    fg_machine_has_arguments(machine) ? "calls" : "actions");
}

bool fg_emit_c_table(struct fg_machine *machine, struct fg_output *out)
{
    struct fg_words words;
    struct fg_ids ids;
    fg_words_build(machine, &words);
    fg_ids_build(machine, &ids);
    fg_output_print(
        out, "/* Generated by fsmgen from %s: change that, not this. */\n#include \"%s_fsm.h\"\n\n",
        fg_output_comment(out, machine->source->name), machine->name.symbol->text);
    for (size_t i = 0; i < machine->classes.count; i++)
        if (machine->classes.at[i].is.used)
            class_function(machine, out, (int)i);
    thunks(machine, out);
    calls(machine, out);
    timers(machine, out);
    programs(machine, out, &words);
    rows(machine, out, &ids, &words);
    cell_index(machine, out, &ids);
    table(machine, out, &ids, &words);
    if (words.words <= UINT16_MAX)
        return true;
    fg_log_error(machine->log, machine->name.place, "limits",
                 "the programs of the rows take more than %u words", (unsigned)UINT16_MAX);
    return false;
}
