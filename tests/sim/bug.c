#include "bug.h"

#include <stdlib.h>
#include <string.h>

#include "../table/machines.h"

#define CELLS 8

/* A row of a bug's file, taken apart at the bars. */
struct line {
    char text[1024];
    char *cell[CELLS];
    unsigned cells;
};

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        text[--length] = 0;
    return text;
}

static void take_apart(struct line *line, const char *text)
{
    snprintf(line->text, sizeof line->text, "%s", text);
    char *at = trim(line->text);
    size_t length = strlen(at);
    if (length && at[length - 1] == '*') /* what follows may be anything */
        at[length - 1] = 0;
    line->cells = 0;
    for (at = strchr(at, '|'); at && line->cells < CELLS;) {
        char *end = strchr(++at, '|');
        if (end)
            *end = 0;
        line->cell[line->cells++] = trim(at);
        at = end;
    }
}

/* True if `name` is one of a list, "Cancelling, Expired". */
static bool lists(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += strspn(at, ", ");
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == 0))
            return true;
    }
    return false;
}

/* True if the cells that are named are those of the row; not all need be. */
static bool is_named(const struct line *line, const char *state, const char *event,
                     const char *guard)
{
    bool has_event = line->cells > 1 && line->cell[1][0];
    bool has_guard = line->cells > 2;
    return lists(line->cell[0], state) && (!has_event || lists(line->cell[1], event)) &&
           (!has_guard || strcmp(line->cell[2], guard) == 0);
}

static bool take_out(struct model *model, const struct line *line, unsigned *place)
{
    bool found = false;
    for (unsigned e = 0; e < model->edges; e++) {
        struct model_edge *edge = &model->edge[e];
        if (!edge->gone &&
            is_named(line, model->names->state[edge->state], edge->enter ? "enter" : "exit", ""))
            found = edge->gone = true;
    }
    for (unsigned r = model->rows; r-- > 0;) {
        struct model_row *row = &model->row[r];
        if (row->gone || !is_named(line, model->names->state[row->state],
                                   model->names->event[row->event], row->guard))
            continue;
        row->gone = found = true;
        *place = r;
    }
    return found;
}

static unsigned kind_of(const struct model *model, const char *next, unsigned *state)
{
    *state = 0;
    if (strcmp(next, "-") == 0)
        return SF_FSM_STAY;
    if (strcmp(next, "ignore") == 0)
        return SF_FSM_IGNORE;
    if (strcmp(next, "never") == 0)
        return SF_FSM_NEVER;
    while (strcmp(model->names->state[*state], next) != 0)
        if (++*state == model->table->states)
            exit(2);
    return SF_FSM_GO;
}

static void put_edge(struct model *model, const struct line *line, unsigned state)
{
    struct model_edge *edge = &model->edge[model->edges++];
    *edge = (struct model_edge){.state = state, .enter = strcmp(line->cell[1], "enter") == 0};
    edge->ops = model_read_ops(model, line->cell[4], edge->op);
}

static void put_row(struct model *model, const struct line *line, unsigned state, unsigned event,
                    unsigned place)
{
    if (model->rows == MODEL_ROWS)
        exit(2);
    memmove(&model->row[place + 1], &model->row[place],
            (model->rows++ - place) * sizeof model->row[0]);
    struct model_row *row = &model->row[place];
    *row = (struct model_row){.state = state, .event = event, .reason = "", .clause = ""};
    snprintf(row->guard, sizeof row->guard, "%s", line->cell[2]);
    row->kind = kind_of(model, line->cell[3], &row->next);
    if (row->kind == SF_FSM_GO || row->kind == SF_FSM_STAY)
        row->ops = model_read_ops(model, line->cell[4], row->op);
}

/* The places of the rows that it becomes. */
static unsigned put_in(struct model *model, struct line *line, unsigned place)
{
    char *note = strchr(line->cell[4], '"');
    if (note)
        *note = 0;
    for (unsigned s = 0; s < model->table->states; s++) {
        if (!lists(line->cell[0], model->names->state[s]))
            continue;
        if (strcmp(line->cell[1], "enter") == 0 || strcmp(line->cell[1], "exit") == 0) {
            put_edge(model, line, s);
            continue;
        }
        for (unsigned e = 0; e < model->table->events; e++)
            if (lists(line->cell[1], model->names->event[e]))
                put_row(model, line, s, e, place++);
    }
    return place;
}

static bool begin_table(struct bug *bug, char *path)
{
    char *name = strrchr(trim(path), '/');
    if (!name || bug->machine[0])
        return false;
    name[strcspn(name, ".")] = 0;
    snprintf(bug->machine, sizeof bug->machine, "%s", name + 1);
    struct compiled machine = machine_named(bug->machine);
    if (!machine.type)
        return false;
    model_take(&bug->model, machine.type, machine.names, machine.binding);
    return true;
}

bool bug_read(struct bug *bug, const char *path)
{
    char text[1024];
    unsigned place = 0;
    struct line line;
    FILE *file = fopen(path, "r");
    bool good = file != NULL;
    bug->machine[0] = 0;
    while (good && fgets(text, sizeof text, file)) {
        if (strncmp(text, "table ", 6) == 0)
            good = begin_table(bug, text + 6);
        else if (strncmp(text, "- |", 3) == 0 || strncmp(text, "+ |", 3) == 0) {
            take_apart(&line, text + 2);
            if (text[0] == '-')
                good = take_out(&bug->model, &line, &place);
            else if ((good = line.cells > 4))
                place = put_in(&bug->model, &line, place);
            if (!good)
                fprintf(stderr, "%s: no such row: %s", path, text + 2);
        }
    }
    if (file)
        fclose(file);
    return good && bug->machine[0];
}
