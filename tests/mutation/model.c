#include "model.h"

#include <stdlib.h>
#include <string.h>

static unsigned find(const char *const *list, unsigned count, const char *name, const char *what)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return i;
    fprintf(stderr, "no %s '%s'\n", what, name);
    exit(2);
}

static unsigned find_call(const struct model *model, const char *action, const char *argument)
{
    for (unsigned i = 0; i < model->actions; i++)
        if (strcmp(model->action[i], action) == 0 && strcmp(model->argument[i], argument) == 0)
            return i;
    fprintf(stderr, "no action '%s %s'\n", action, argument);
    exit(2);
}

static void add_call(struct model *model, unsigned like, const char *argument, unsigned value)
{
    if (model->actions == MODEL_ACTIONS)
        abort();
    model->action[model->actions] = model->action[like];
    model->argument[model->actions] = argument;
    model->value[model->actions] = (uint16_t)value;
    model->function[model->actions++] = model->function[like];
}

static bool is_given(const struct model *model, const char *action, unsigned value)
{
    for (unsigned i = 0; i < model->actions; i++)
        if (strcmp(model->action[i], action) == 0 && model->value[i] == value)
            return true;
    return false;
}

/* For an action that some row does: each word that no row gives it, or the first such number. */
static void add_arguments(struct model *model, unsigned like, const struct sf_fsm_argument *takes)
{
    static char texts[MODEL_ACTIONS][8];
    for (unsigned value = takes->low; value <= takes->high; value++) {
        if (is_given(model, model->action[like], value))
            continue;
        snprintf(texts[model->actions % MODEL_ACTIONS], sizeof *texts, "%u", value);
        bool number = takes->kind == SF_FSM_ARGUMENT_NUMBER;
        add_call(model, like, number ? texts[model->actions % MODEL_ACTIONS] : takes->word[value],
                 value);
        if (number)
            return;
    }
}

static void take_actions(struct model *model, const struct sf_fsm_type *type,
                         const struct sf_fsm_names *names, const struct sf_fsm_binding *binding)
{
    unsigned own = type->table.actions;
    if (own > MODEL_ACTIONS)
        abort();
    for (unsigned i = 0; i < own; i++) {
        model->action[i] = names->action[i];
        model->argument[i] = names->argument[i];
        model->value[i] = type->table.argument[i];
        model->function[i] = type->action[i];
    }
    model->actions = own;
    for (unsigned i = 0; i < own; i++)
        for (unsigned b = 0; b < binding->actions; b++)
            if (binding->argument[b].kind != SF_FSM_ARGUMENT_NONE &&
                strcmp(binding->action_name[b], names->action[i]) == 0 &&
                (i == 0 || strcmp(names->action[i - 1], names->action[i]) != 0))
                add_arguments(model, i, &binding->argument[b]);
    model->named = *names;
    model->named.action = model->action;
    model->named.argument = model->argument;
    model->names = &model->named;
}

static struct op read_op(const struct model *model, const char *text)
{
    char verb[64] = "", timer[64] = "", constant[64] = "";
    const struct sf_fsm_names *names = model->names;
    int words = sscanf(text, "%63s %63s at %63s", verb, timer, constant);
    if (words == 1 ||
        (strcmp(verb, "start") != 0 && strcmp(verb, "stop") != 0 && strcmp(verb, "restart") != 0))
        return (struct op){OP_ACTION, find_call(model, verb, timer), 0};
    unsigned t = find(names->timer, model->table->timers, timer, "timer");
    if (words == 3)
        return (struct op){OP_RESTART_AT, t,
                           find(names->constant, model->table->constants, constant, "constant")};
    return (struct op){verb[1] == 'e' ? OP_RESTART : verb[2] == 'a' ? OP_START : OP_STOP, t, 0};
}

unsigned model_read_ops(const struct model *model, const char *actions, struct op *op)
{
    char text[512];
    unsigned count = 0;
    if (strchr(actions, '"'))
        return 0;
    snprintf(text, sizeof text, "%s", actions);
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ","))
        if (word[strspn(word, " ")])
            op[count++] = read_op(model, word);
    return count;
}

void model_take(struct model *model, const struct sf_fsm_type *type,
                const struct sf_fsm_names *names, const struct sf_fsm_binding *binding)
{
    const struct sf_fsm_table *table = &type->table;
    memset(model, 0, sizeof *model);
    model->table = table;
    take_actions(model, type, names, binding);
    model->decision = table->states == 1 && table->events == 1 &&
                      strcmp(names->state[0], "Decide") == 0 &&
                      strcmp(names->event[0], "decide") == 0;
    model->rows = table->rows;
    model->edges = names->edges;
    if (model->rows > MODEL_ROWS || model->edges > 64)
        abort();
    for (unsigned r = 0; r < model->rows; r++) {
        const struct sf_fsm_row_names *from = &names->row[r + 1];
        struct model_row *row = &model->row[r];
        row->kind = sf_fsm_row_kind(table, r + 1);
        row->next = row->kind == SF_FSM_GO ? table->row[r + 1].next & SF_FSM_NEXT : 0;
        row->event = find(names->event, table->events, from->event, "event");
        row->reason = from->actions;
        row->clause = from->clause;
        snprintf(row->guard, sizeof row->guard, "%s", from->guard);
        row->ops = model_read_ops(model, from->actions, row->op);
        /* A wildcard row's state is its cell's. */
        for (unsigned s = 0; s < table->states; s++) {
            for (unsigned at = sf_fsm_cell(table, s, row->event); at;
                 at = sf_fsm_row_guarded(table, at) ? at + 1 : 0)
                if (at == r + 1)
                    row->state = s;
        }
    }
    for (unsigned e = 0; e < model->edges; e++) {
        struct model_edge *edge = &model->edge[e];
        edge->state = find(names->state, table->states, names->edge[e].state, "state");
        edge->enter = strcmp(names->edge[e].event, "enter") == 0;
        edge->ops = model_read_ops(model, names->edge[e].actions, edge->op);
    }
}

/* Of the row that is being put together. */
static uint16_t program[16384], *last;
static unsigned words;

static void put_word(unsigned op, unsigned operand)
{
    last = &program[words++];
    *last = (uint16_t)(op | operand);
}

/* Each by the word that needs to know nothing else: what fsmgen makes shorter is left long. */
static void put_op(const struct op *op)
{
    static const unsigned code[] = {SF_FSM_OP_ACTION, SF_FSM_OP_START_IF, SF_FSM_OP_STOP,
                                    SF_FSM_OP_RESTART, SF_FSM_OP_RESTART_AT};
    put_word(code[op->kind], op->operand);
    if (op->kind == OP_RESTART_AT)
        program[words++] = (uint16_t)op->at;
}

static void put_ops(const struct op *op, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        put_op(&op[i]);
}

static void put_edges(const struct model *model, unsigned state, bool enter)
{
    for (unsigned e = 0; e < model->edges; e++)
        if (!model->edge[e].gone && model->edge[e].state == state && model->edge[e].enter == enter)
            put_ops(model->edge[e].op, model->edge[e].ops);
}

static void begin_program(void)
{
    last = NULL;
}

/* Where it started; 0 if there is none. */
static uint16_t end_program(unsigned start)
{
    if (last)
        *last |= SF_FSM_LAST;
    return last ? (uint16_t)start : 0;
}

static void put_guards(const struct model *model, const char *guard)
{
    char text[96];
    snprintf(text, sizeof text, "%s", guard);
    for (char *word = strtok(text, " ,"); word; word = strtok(NULL, " ,"))
        if (strcmp(word, "else") != 0)
            put_word(
                *word == '!' ? SF_FSM_OP_GUARD_NOT : SF_FSM_OP_GUARD,
                find(model->names->guard, model->table->guards, word + (*word == '!'), "guard"));
}

const struct sf_fsm_table *model_compile(const struct model *model)
{
    static struct sf_fsm_table table;
    static uint16_t index[64 * 64];
    static struct sf_fsm_row row[MODEL_ROWS + 1];
    unsigned rows = 0;
    table = *model->table;
    table.actions = (uint16_t)model->actions;
    table.argument = model->value;
    memset(index, 0, sizeof index);
    words = 1;
    begin_program();
    put_edges(model, table.initial, true);
    table.start_program = end_program(1);
    row[0] = (struct sf_fsm_row){SF_FSM_NEVER, 0, 0};
    for (unsigned cell = 0; cell < (unsigned)table.states * table.events; cell++)
        for (unsigned r = 0; r < model->rows; r++) {
            const struct model_row *from = &model->row[r];
            if (from->gone || from->state * table.events + from->event != cell)
                continue;
            uint16_t *first = &index[from->event * table.states + from->state];
            rows++;
            if (!*first)
                *first = (uint16_t)rows;
            bool is_last = true;
            for (unsigned q = r + 1; q < model->rows; q++)
                is_last = is_last && (model->row[q].gone || model->row[q].state != from->state ||
                                      model->row[q].event != from->event);
            row[rows].next = (uint16_t)(from->kind | from->next | (is_last ? 0 : SF_FSM_GUARDED));
            unsigned start = words;
            begin_program();
            if (!is_last)
                put_guards(model, from->guard);
            if (from->kind == SF_FSM_GO)
                put_edges(model, from->state, false);
            put_ops(from->op, from->ops);
            if (from->kind == SF_FSM_GO)
                put_edges(model, from->next, true);
            row[rows].stops = 0;
            row[rows].program = end_program(start);
        }
    table.rows = (uint16_t)rows;
    table.first_choice = 1; /* each row says itself what it is */
    table.first_ignore = table.first_never = (uint16_t)(rows + 1);
    table.index8 = NULL;
    table.index16 = index;
    table.row = row;
    table.program = program;
    return &table;
}

void model_print_ops(const struct model *model, const struct op *op, unsigned count, FILE *out)
{
    static const char *const verb[] = {"", "start ", "stop ", "restart ", "restart "};
    for (unsigned i = 0; i < count; i++) {
        const char *const *name = op[i].kind == OP_ACTION ? model->names->action
                                                          : model->names->timer;
        fprintf(out, "%s%s%s", i ? ", " : "", verb[op[i].kind], name[op[i].operand]);
        if (op[i].kind == OP_ACTION && *model->argument[op[i].operand])
            fprintf(out, " %s", model->argument[op[i].operand]);
        if (op[i].kind == OP_RESTART_AT)
            fprintf(out, " at %s", model->names->constant[op[i].at]);
    }
}

static void print_decision(const struct model *model, FILE *out)
{
    fprintf(out, "\n| When | Answer | Spec |\n|--|--|--|\n");
    for (unsigned r = 0; r < model->rows; r++) {
        const struct model_row *row = &model->row[r];
        if (row->gone)
            continue;
        fprintf(out, "| %s | ", row->guard);
        if (row->kind == SF_FSM_IGNORE || row->ops == 0)
            fprintf(out, "%s", row->reason[0] == '"' ? row->reason : "\"a mutant\"");
        else
            model_print_ops(model, row->op, row->ops, out);
        fprintf(out, " | %s |\n", row->clause[0] ? row->clause : "-");
    }
}

void model_print(const struct model *model, const char *original, FILE *out)
{
    FILE *in = fopen(original, "r");
    char line[1024];
    while (in && fgets(line, sizeof line, in))
        if (line[0] != '|')
            fputs(line, out);
    if (in)
        fclose(in);
    if (model->decision) {
        print_decision(model, out);
        return;
    }
    fprintf(out, "\n| State | Event | Guard | Next | Actions | Spec |\n|--|--|--|--|--|--|\n");
    for (unsigned e = 0; e < model->edges; e++)
        if (!model->edge[e].gone) {
            fprintf(out, "| %s | %s | | | ", model->names->state[model->edge[e].state],
                    model->edge[e].enter ? "enter" : "exit");
            model_print_ops(model, model->edge[e].op, model->edge[e].ops, out);
            fprintf(out, " | - |\n");
        }
    for (unsigned r = 0; r < model->rows; r++) {
        const struct model_row *row = &model->row[r];
        const char *next = row->kind == SF_FSM_STAY     ? "-"
                           : row->kind == SF_FSM_IGNORE ? "ignore"
                           : row->kind == SF_FSM_NEVER  ? "never"
                                                        : model->names->state[row->next];
        if (row->gone)
            continue;
        fprintf(out, "| %s | %s | %s | %s | ", model->names->state[row->state],
                model->names->event[row->event], row->guard, next);
        if (row->kind == SF_FSM_IGNORE || row->kind == SF_FSM_NEVER)
            fprintf(out, "%s", row->reason[0] == '"' ? row->reason : "\"a mutant\"");
        else
            model_print_ops(model, row->op, row->ops, out);
        fprintf(out, " | %s |\n", row->clause[0] ? row->clause : "-");
    }
}
