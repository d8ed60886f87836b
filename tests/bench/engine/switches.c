/* switches MACHINE | switches --list: writes a compiled table as the nested switch that one would
 * write by hand: a case a state, in it a case an event, in it what the row does, as calls and
 * assignments. --list writes the list of all of them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../table/machines.h"

static const struct sf_fsm_table *table;
static const struct sf_fsm_names *names;

static void guard(uint16_t word)
{
    printf("%swork_guard_%u(m->context, p)", word & SF_FSM_GUARD_NOT ? "!" : "",
           word & ~SF_FSM_GUARD_NOT);
}

static void arm(unsigned t, struct sf_fsm_duration duration)
{
    if (duration.factor)
        printf("switch_arm(m, %u, %uu * m->constant_us[%u]);", t, duration.factor,
               duration.constant);
    else
        printf("switch_arm(m, %u, 0);", t);
}

static void start(unsigned t)
{
    const struct sf_fsm_timer_rule *rule = &table->timer[t];
    if (rule->condition != SF_FSM_NO_GUARD) {
        printf("if (");
        guard(rule->condition);
        printf(") ");
    }
    arm(t, rule->duration);
    if (rule->has_otherwise) {
        printf(" else ");
        arm(t, rule->otherwise);
    }
}

static void restart(unsigned t)
{
    const struct sf_fsm_timer_rule *rule = &table->timer[t];
    if (rule->backoff < 2) {
        start(t);
        return;
    }
    printf("if (m->fsm.armed >> %u & 1 && m->timer[%u].interval_us) { uint64_t us = "
           "switch_longer(m->timer[%u].interval_us, %u); ",
           t, t, t, rule->backoff);
    if (rule->cap != SF_FSM_NO_CONSTANT)
        printf("if (us > m->constant_us[%u]) us = m->constant_us[%u]; ", rule->cap, rule->cap);
    printf("switch_arm(m, %u, us); } else { ", t);
    start(t);
    printf(" }");
}

static void program(unsigned stops, const uint16_t *word, const char *indent)
{
    for (unsigned t = 0; stops >> t; t++)
        if (stops >> t & 1)
            printf("%sswitch_stop(m, %u);\n", indent, t);
    if (word == table->program)
        return;
    for (unsigned now = 0; !(now & SF_FSM_LAST); word++) {
        now = *word;
        unsigned operand = now & SF_FSM_OPERAND, op = now & SF_FSM_OP;
        if (sf_fsm_word_is_guard(*word)) /* the cell has asked it */
            continue;
        printf("%s", indent);
        if (op == SF_FSM_OP_ACTION)
            printf("work_action_%u(m->context, p, %u);", operand, table->argument[operand]);
        else if (op == SF_FSM_OP_START || op == SF_FSM_OP_START_IF)
            start(operand);
        else if (op == SF_FSM_OP_STOP)
            printf("switch_stop(m, %u);", operand);
        else if (op == SF_FSM_OP_RESTART)
            restart(operand);
        else
            printf("switch_arm(m, %u, m->constant_us[%u]);", operand, *++word);
        printf("\n");
    }
}

static void row(unsigned id, const char *indent)
{
    switch (sf_fsm_row_kind(table, id)) {
    case SF_FSM_GO:
        printf("%sm->fsm.state = %u;\n", indent, table->row[id].next & SF_FSM_NEXT);
        break;
    case SF_FSM_STAY:
        break;
    case SF_FSM_IGNORE:
        printf("%sm->clock->ignored++;\n%sreturn SF_FSM_IGNORED;\n", indent, indent);
        return;
    default:
        printf("%sm->clock->impossible++;\n%sreturn SF_FSM_IMPOSSIBLE;\n", indent, indent);
        return;
    }
    program(table->row[id].stops, table->program + table->row[id].program, indent);
    printf("%sreturn SF_FSM_TAKEN;\n", indent);
}

static void cell(unsigned state, unsigned event)
{
    unsigned id = sf_fsm_cell(table, state, event);
    if (!id)
        return;
    printf("        case %u: /* %s */\n", event, names->event[event]);
    for (; sf_fsm_row_guarded(table, id); id++) {
        printf("            if (");
        const uint16_t *word = table->program + table->row[id].program;
        for (unsigned now = 0; !(now & SF_FSM_LAST) && sf_fsm_word_is_guard(*word); word++) {
            printf("%s", now ? " && " : "");
            now = *word;
            guard((uint16_t)((now & SF_FSM_OPERAND) |
                             ((now & SF_FSM_OP) == SF_FSM_OP_GUARD_NOT ? SF_FSM_GUARD_NOT : 0)));
        }
        printf(") {\n");
        row(id, "                ");
        printf("            }\n");
    }
    row(id, "            ");
}

static void machine(void)
{
    printf("/* Generated for the benchmark from %s */\n#include \"work.h\"\n\n", names->file);
    printf("switch_start start_%s;\nswitch_event event_%s;\n\n", names->machine, names->machine);
    printf("void start_%s(struct switched *m, const void *p)\n{\n    (void)p;\n    m->fsm = "
           "(struct sf_fsm){.state = %u, .running = 1};\n    m->clock->steps++;\n",
           names->machine, table->initial);
    program(0, table->program + table->start_program, "    ");
    printf(
        "}\n\nenum sf_fsm_outcome event_%s(struct switched *m, unsigned event, const void *p)\n{\n"
        "    if (!m->fsm.running || event >= %u)\n        return SF_FSM_ERROR;\n    "
        "m->clock->steps++;\n    switch (m->fsm.state) {\n",
        names->machine, table->events);
    for (unsigned s = 0; s < table->states; s++) {
        printf("    case %u: /* %s */\n        switch (event) {\n", s, names->state[s]);
        for (unsigned e = 0; e < table->events; e++)
            cell(s, e);
        printf("        default:\n            break;\n        }\n        break;\n");
    }
    printf("    default:\n        return SF_FSM_ERROR;\n    }\n    m->clock->impossible++;\n    "
           "return SF_FSM_IMPOSSIBLE;\n}\n");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        printf("#include \"work.h\"\n\n#include <stddef.h>\n\n");
        for (unsigned i = 0; i < MACHINES; i++)
            printf("switch_start start_%s;\nswitch_event event_%s;\n", machine_at(i).names->machine,
                   machine_at(i).names->machine);
        printf("\nconst struct switch_type switches[] = {\n");
        for (unsigned i = 0; i < MACHINES; i++) {
            const char *name = machine_at(i).names->machine;
            printf("    {\"%s\", start_%s, event_%s},\n", name, name, name);
        }
        printf("    {NULL, NULL, NULL},\n};\n");
        return 0;
    }
    const struct compiled chosen = machine_named(argc == 2 ? argv[1] : "");
    if (!chosen.type) {
        fprintf(stderr, "usage: switches MACHINE | switches --list\n");
        return 2;
    }
    table = &chosen.type->table;
    names = chosen.names;
    machine();
    return 0;
}
