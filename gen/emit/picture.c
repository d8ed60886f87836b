#include "emit/picture.h"

#include "emit/dot_label.h"
#include "emit/graphviz.h"
#include "emit/group.h"
#include "emit/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INCH 72 /* `dot` counts in inches */
#define GAP 3   /* between an arrow and its label */

int fg_block_width(const struct fg_block *block)
{
    return (int)block->columns * FG_PICTURE_TEXT * 6 / 10;
}

int fg_block_height(const struct fg_block *block)
{
    return (int)block->lines.count * FG_PICTURE_LINE;
}

static void end_line(struct fg_output *out, struct fg_block *block, struct fg_output *line,
                     size_t columns)
{
    *FG_PUSH(out->arena, &block->lines) = fg_arena_text(out->arena, line->at, line->count);
    if (columns > block->columns)
        block->columns = columns;
    line->count = 0;
}

static void add(struct fg_output *out, struct fg_block *block, const char *events,
                const char *guard, const char *actions)
{
    static const char *const style[][2] = {
        {"", ""}, {"<tspan class=\"g\">", "</tspan>"}, {"<tspan class=\"a\">", "</tspan>"}};
    size_t count, columns = 0;
    const struct fg_label_word *words = fg_label(out->arena, events, guard, actions, &count);
    struct fg_output line = {.arena = out->arena};
    for (size_t i = 0; i < count; i++) {
        if (words[i].feeds) {
            end_line(out, block, &line, columns);
            columns = FG_LABEL_IN;
            fg_output_print(&line, "%*s", FG_LABEL_IN, "");
        } else if (i) {
            columns++;
            fg_output_print(&line, " ");
        }
        columns += fg_output_columns(words[i].text);
        fg_output_print(&line, "%s%s%s", style[words[i].kind][0], fg_dot_label(out, words[i].text),
                        style[words[i].kind][1]);
    }
    end_line(out, block, &line, columns);
}

static void add_rows(struct fg_machine *machine, struct fg_output *out, struct fg_block *block,
                     const struct fg_row *like, const struct fg_row *end)
{
    size_t count;
    const struct fg_group *groups = fg_group_rows(machine, out->arena, like, end, like, &count);
    for (size_t i = 0; i < count; i++)
        add(out, block, groups[i].events, groups[i].guard, groups[i].actions);
}

/* ---- What Graphviz must place ---- */

static const struct fg_row *rows_of(const struct fg_machine *machine, size_t state,
                                    const struct fg_row **end)
{
    const struct fg_row *first = machine->rows.at + machine->states.at[state].first;
    *end = first + machine->states.at[state].count;
    return first;
}

static void fill_box(struct fg_picture *picture, size_t s)
{
    struct fg_machine *machine = picture->machine;
    const struct fg_state *state = &machine->states.at[s];
    struct fg_box *box = &picture->boxes[s];
    const struct fg_row *end, *first = rows_of(machine, s, &end);
    if (state->enter.count)
        add(picture->out, &box->text, "enter", "", fg_word_ops(picture->out->arena, &state->enter));
    for (const struct fg_row *row = first; row < end; row++) {
        if (!fg_group_starts(first, row))
            continue;
        if (row->line->kind == FG_STAY) {
            add_rows(machine, picture->out, &box->text, row, end);
            continue;
        }
        struct fg_arrow *arrow = FG_PUSH(picture->out->arena, &picture->arrows);
        arrow->from = (int)s;
        arrow->to = row->next;
        add_rows(machine, picture->out, &arrow->label, row, end);
    }
    if (state->exit.count)
        add(picture->out, &box->text, "exit", "", fg_word_ops(picture->out->arena, &state->exit));
    int name = (int)strlen(state->name.symbol->text) * FG_PICTURE_NAME * 6 / 10 + 1;
    int text = fg_block_width(&box->text);
    box->width = 2 * FG_PICTURE_PAD + (name > text ? name : text);
    box->height = FG_PICTURE_NAME + 2 * FG_PICTURE_PAD +
                  (box->text.lines.count ? fg_block_height(&box->text) + FG_PICTURE_PAD : 0);
}

/* Boxes have a fixed size and labels have no text, so that the result does not depend on fonts. */
static void write_graph(const struct fg_picture *picture, struct fg_output *graph)
{
    fg_output_print(graph, "digraph {\nrankdir=TB; nodesep=0.4; ranksep=0.5;\n"
                           "node [shape=box, fixedsize=true, label=\"\"];\n"
                           "s [width=0.14, height=0.14];\n");
    for (size_t s = 0; s < picture->machine->states.count; s++)
        fg_output_print(graph, "n%zu [width=%.4f, height=%.4f];\n", s,
                        (double)picture->boxes[s].width / INCH,
                        (double)picture->boxes[s].height / INCH);
    fg_output_print(graph, "s -> n%d;\n", picture->machine->initial_state);
    for (size_t i = 0; i < picture->arrows.count; i++) {
        const struct fg_arrow *arrow = &picture->arrows.at[i];
        if (arrow->from < 0)
            continue;
        int width = fg_block_width(&arrow->label) + 2 * GAP,
            height = fg_block_height(&arrow->label) + 2;
        fg_output_print(graph,
                        "n%d -> n%d [label=<<TABLE FIXEDSIZE=\"TRUE\" WIDTH=\"%d\" HEIGHT=\"%d\" "
                        "BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>"
                        "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"%d\" HEIGHT=\"%d\"></TD></TR></TABLE>>];\n",
                        arrow->from, arrow->to, width, height, width, height);
    }
    fg_output_print(graph, "}\n");
}

/* ---- The places that Graphviz returns ---- */

static bool next_number(char **at, double *number)
{
    char *end;
    *number = strtod(*at, &end) * INCH;
    if (end == *at)
        return false;
    *at = end;
    return true;
}

static double down(const struct fg_picture *picture, double y)
{
    return picture->height - y; /* dot counts upwards */
}

static bool place_box(struct fg_picture *picture, char *at)
{
    struct fg_box start, *box = &start;
    if (*at == 'n') {
        unsigned long s = strtoul(at + 1, &at, 10);
        if (s >= picture->machine->states.count)
            return false;
        box = &picture->boxes[s];
    } else {
        at++;
    }
    if (!next_number(&at, &box->x) || !next_number(&at, &box->y))
        return false;
    box->y = down(picture, box->y);
    if (box == &start) {
        picture->start_x = start.x;
        picture->start_y = start.y;
    }
    return true;
}

/* "n0 n1 4 x y x y ... "<TABLE>" x y solid black": an edge is returned with its two ends, but
 * without a name. */
static bool place_arrow(struct fg_picture *picture, char *at)
{
    int from = *at == 's' ? -1 : (int)strtol(at + 1, &at, 10);
    at = strchr(at, 'n');
    if (!at)
        return false;
    int to = (int)strtol(at + 1, &at, 10);
    struct fg_arrow *arrow = NULL;
    for (size_t i = 0; i < picture->arrows.count && !arrow; i++)
        if (picture->arrows.at[i].from == from && picture->arrows.at[i].to == to)
            arrow = &picture->arrows.at[i];
    unsigned long points = strtoul(at, &at, 10);
    struct fg_output path = {.arena = picture->out->arena};
    for (unsigned long i = 0; i < points; i++) {
        double x, y;
        if (!next_number(&at, &x) || !next_number(&at, &y))
            return false;
        fg_output_print(&path, "%s%.0f,%.0f",
                        i == 0   ? "M"
                        : i == 1 ? " C"
                                 : " ",
                        x, down(picture, y));
    }
    if (!arrow || points < 4)
        return false;
    arrow->path = fg_arena_text(picture->out->arena, path.at, path.count);
    if (!arrow->label.lines.count)
        return true;
    at = strrchr(at, '"');
    if (!at)
        return false;
    at++;
    if (!next_number(&at, &arrow->x) || !next_number(&at, &arrow->y))
        return false;
    arrow->y = down(picture, arrow->y);
    return true;
}

static bool take_places(struct fg_picture *picture, char *text)
{
    for (char *end; *text; text = end) {
        end = strchr(text, '\n');
        if (end)
            *end++ = '\0';
        else
            end = text + strlen(text);
        char *at = strchr(text, ' ');
        bool good = true;
        if (at && strncmp(text, "graph ", 6) == 0) {
            double scale;
            good = next_number(&at, &scale) && next_number(&at, &picture->width) &&
                   next_number(&at, &picture->height);
        } else if (at && strncmp(text, "node ", 5) == 0) {
            good = place_box(picture, at + 1);
        } else if (at && strncmp(text, "edge ", 5) == 0) {
            good = place_arrow(picture, at + 1);
        }
        if (!good)
            return false;
    }
    return picture->width > 0;
}

bool fg_picture_place(struct fg_picture *picture)
{
    struct fg_machine *machine = picture->machine;
    struct fg_arena *arena = picture->out->arena;
    struct fg_output graph = {.arena = arena}, places = graph;
    picture->boxes = fg_arena_get(arena, machine->states.count * sizeof *picture->boxes);
    for (size_t s = 0; s < machine->states.count; s++)
        fill_box(picture, s);
    *FG_PUSH(arena, &picture->arrows) = (struct fg_arrow){.from = -1, .to = machine->initial_state};
    write_graph(picture, &graph);
    if (!fg_graphviz(&graph, &places))
        return false;
    if (take_places(picture, fg_arena_text(arena, places.at, places.count)))
        return true;
    fprintf(stderr, "fsmgen: `dot` wrote something else than places\n");
    return false;
}
