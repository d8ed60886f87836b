/* The diagram of a machine: states as boxes with the rows that stay in them, arrows for those that
 * go, each with how often it ran outside the walks. Graphviz computes the places. Its colours are
 * placeholders that the page's style replaces. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "html.h"

/* The style sheet knows these: page.css. */
static const char *ink(const struct row *row)
{
    if (row->does == ROW_NEVER)
        return "#040404";
    return row_level(row) == LEVEL_NONE   ? "#010101"
           : row_level(row) == LEVEL_WALK ? "#020202"
                                          : "#030303";
}

static void row_label(const struct row *row, FILE *out)
{
    char count[16];
    fprintf(out, "<TR><TD ALIGN=\"LEFT\" HREF=\"#%s\" TOOLTIP=\"", row->key);
    html_text(out, row->actions);
    fprintf(out, "\"><FONT COLOR=\"%s\">", ink(row));
    if (row->does == ROW_STAYS)
        fputs("&#8635; ", out);
    html_text(out, row->event_name);
    if (*row->guard) {
        fputs(" [", out);
        html_text(out, row->guard);
        fputs("]", out);
    }
    if (row_level(row) == LEVEL_RUN)
        fprintf(out, "  <B>%s</B>", html_short(row_runs(row), count, sizeof count));
    else
        fputs(row_level(row) == LEVEL_WALK ? "  <B>walk</B>" : "  <B>never run</B>", out);
    fputs("</FONT></TD></TR>\n", out);
}

static void state(const struct machine *machine, unsigned s, FILE *out)
{
    const struct sf_fsm_table *table = &machine->type->table;
    const char *name = machine->names->state[s];
    fprintf(out,
            "s%u [id=\"%s-d-%s\", class=\"state%s\", label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" "
            "CELLSPACING=\"0\" CELLPADDING=\"1\">"
            "<TR><TD><FONT POINT-SIZE=\"13\"><B>%s</B></FONT></TD></TR>\n",
            s, machine->names->machine, name, table->final[s] ? " final" : "", name);
    for (unsigned r = 0; r < machine->rows; r++)
        if (machine->row[r].does == ROW_STAYS && machine->row[r].from == s)
            row_label(&machine->row[r], out);
    fprintf(out, "</TABLE>>%s];\n", table->final[s] ? ", peripheries=2" : "");
}

/* All rows from one state to another are one arrow: its width shows the runs, and its colour that
 * of its least tested row. */
static void arrow(const struct machine *machine, unsigned from, unsigned to, FILE *out)
{
    uint64_t runs = 0;
    double width = 1;
    const struct row *least = NULL;
    for (unsigned r = 0; r < machine->rows; r++) {
        const struct row *row = &machine->row[r];
        if (row->does != ROW_GOES || row->from != from || row->to != to)
            continue;
        runs += row_runs(row);
        if (!least || row_level(row) < row_level(least))
            least = row;
    }
    if (!least)
        return;
    for (; runs >= 10; runs /= 10)
        width += 0.5;
    fprintf(out,
            "s%u -> s%u [id=\"%s-a-%u-%u\", penwidth=%.1f, color=\"%s\", "
            "label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">\n",
            from, to, machine->names->machine, from, to, width, ink(least));
    for (unsigned r = 0; r < machine->rows; r++)
        if (machine->row[r].does == ROW_GOES && machine->row[r].from == from &&
            machine->row[r].to == to)
            row_label(&machine->row[r], out);
    fprintf(out, "</TABLE>>];\n");
}

static void graph(const struct machine *machine, FILE *out)
{
    const struct sf_fsm_table *table = &machine->type->table;
    fprintf(out,
            "digraph g {\nid=\"%s-d\"; bgcolor=\"transparent\"; ranksep=0.55; nodesep=0.35;\n"
            "node [shape=box, style=\"rounded,filled\", fillcolor=\"#050505\", color=\"#060606\", "
            "fontname=\"Helvetica\", fontsize=10, "
            "fontcolor=\"#070707\", margin=\"0.12,0.06\"];\n"
            "edge [fontname=\"Helvetica\", fontsize=10, arrowsize=0.7];\n"
            "start [id=\"%s-d-\", shape=point, width=0.12, style=filled, fillcolor=\"#060606\", "
            "label=\"\"];\n",
            machine->names->machine, machine->names->machine);
    for (unsigned s = 0; s < table->states; s++)
        state(machine, s, out);
    fprintf(out, "start -> s%u [id=\"%s-a-start\", color=\"#060606\"];\n", table->initial,
            machine->names->machine);
    for (unsigned from = 0; from < table->states; from++)
        for (unsigned to = 0; to < table->states; to++)
            arrow(machine, from, to, out);
    fprintf(out, "}\n");
}

/* From "<svg" on: the text before it is for a separate file. */
static bool copy_svg(FILE *from, FILE *out)
{
    char line[4096];
    bool inside = false;
    while (fgets(line, sizeof line, from)) {
        const char *at = inside ? line : strstr(line, "<svg");
        inside |= at != NULL;
        if (at)
            fputs(at, out);
    }
    return inside;
}

bool diagram_write(const struct machine *machine, FILE *out)
{
    char path[] = "/tmp/sipfsm-diagram-XXXXXX", command[128];
    int dot = mkstemp(path);
    FILE *file = dot < 0 ? NULL : fdopen(dot, "w");
    if (!file) {
        perror(path);
        return false;
    }
    graph(machine, file);
    bool ok = fclose(file) == 0;
    snprintf(command, sizeof command, "dot -Tsvg %s", path);
    FILE *svg = ok ? popen(command, "r") : NULL;
    ok = svg && copy_svg(svg, out);
    ok = svg && pclose(svg) == 0 && ok;
    if (!ok)
        fprintf(stderr, "%s: dot cannot draw it (is graphviz there?)\n", machine->names->machine);
    unlink(path);
    return ok;
}
