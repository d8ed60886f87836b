#include "emit/svg.h"

#include "emit/decision.h"
#include "emit/dot_label.h"
#include "emit/picture.h"

#define BORDER 12

static void begin(struct fg_output *out, const char *name, double width, double height)
{
    fg_output_print(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
        "viewBox=\"%d %d %.0f %.0f\">\n<title>%s</title>\n<style>\n"
        "svg { color-scheme: light dark; --paper: #fff; --box: #f4f7fa; --end: #e3e8ee;\n"
        "      --ink: #1f2d3d; --quiet: #566373; --line: #5b6b7c }\n"
        "@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --box: #18202a;\n"
        "      --end: #2a3440; --ink: #e6edf3; --quiet: #9aa7b4; --line: #8896a5 } }\n"
        ".paper { fill: var(--paper) }\n"
        "text { font: %dpx ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;\n"
        "       fill: var(--ink); white-space: pre }\n"
        ".name { font-size: %dpx; font-weight: bold; text-anchor: middle }\n"
        ".a { fill: var(--quiet) } .g { font-style: italic }\n"
        ".box { fill: var(--box); stroke: var(--line) } .end { fill: var(--end) }\n"
        ".line { fill: none; stroke: var(--line) } .tip { fill: var(--line) }\n"
        "</style>\n"
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 6\" refX=\"1\" refY=\"3\" markerWidth=\"8\" "
        "markerHeight=\"6\" orient=\"auto\"><path class=\"tip\" d=\"M0,0 L8,3 L0,6 z\"/></marker>"
        "</defs>\n"
        "<rect class=\"paper\" x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%.0f\"/>\n",
        width + 2 * BORDER, height + 2 * BORDER, -BORDER, -BORDER, width + 2 * BORDER,
        height + 2 * BORDER, name, FG_PICTURE_TEXT, FG_PICTURE_NAME, -BORDER, -BORDER,
        width + 2 * BORDER, height + 2 * BORDER);
}

static void draw_block(struct fg_output *out, const struct fg_block *block, double left, double top)
{
    for (size_t i = 0; i < block->lines.count; i++)
        fg_output_print(out, "<text x=\"%.0f\" y=\"%.0f\">%s</text>\n", left,
                        top + (double)i * FG_PICTURE_LINE + FG_PICTURE_TEXT, block->lines.at[i]);
}

static void draw_box(const struct fg_picture *picture, size_t s)
{
    struct fg_output *out = picture->out;
    const struct fg_state *state = &picture->machine->states.at[s];
    const struct fg_box *box = &picture->boxes[s];
    double left = box->x - box->width / 2.0, top = box->y - box->height / 2.0;
    fg_output_print(out,
                    "<rect class=\"box%s\" x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" "
                    "rx=\"6\"/>\n",
                    state->final ? " end" : "", left, top, box->width, box->height);
    if (state->final)
        fg_output_print(out,
                        "<rect class=\"line\" x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" "
                        "rx=\"4\"/>\n",
                        left + 3, top + 3, box->width - 6, box->height - 6);
    fg_output_print(out, "<text class=\"name\" x=\"%.0f\" y=\"%.0f\">%s</text>\n", box->x,
                    top + FG_PICTURE_PAD + FG_PICTURE_NAME - 2, state->name.symbol->text);
    if (!box->text.lines.count)
        return;
    top += FG_PICTURE_NAME + 2 * FG_PICTURE_PAD - 2;
    fg_output_print(out, "<path class=\"line\" d=\"M%.0f,%.0f h%d\"/>\n", left, top, box->width);
    draw_block(out, &box->text, left + FG_PICTURE_PAD, top + FG_PICTURE_PAD / 2.0);
}

static void draw(const struct fg_picture *picture)
{
    struct fg_output *out = picture->out;
    begin(out, picture->machine->name.symbol->text, picture->width, picture->height);
    fg_output_print(out, "<circle class=\"tip\" cx=\"%.0f\" cy=\"%.0f\" r=\"5\"/>\n",
                    picture->start_x, picture->start_y);
    for (size_t i = 0; i < picture->arrows.count; i++)
        fg_output_print(out, "<path class=\"line\" marker-end=\"url(#tip)\" d=\"%s\"/>\n",
                        picture->arrows.at[i].path);
    for (size_t s = 0; s < picture->machine->states.count; s++)
        draw_box(picture, s);
    for (size_t i = 0; i < picture->arrows.count; i++) {
        const struct fg_arrow *arrow = &picture->arrows.at[i];
        draw_block(out, &arrow->label, arrow->x - fg_block_width(&arrow->label) / 2.0,
                   arrow->y - fg_block_height(&arrow->label) / 2.0);
    }
    fg_output_print(out, "</svg>\n");
}

#define ROW 20

static int text_width(const char *text)
{
    return (int)fg_output_columns(text) * FG_PICTURE_TEXT * 6 / 10 + 2 * FG_PICTURE_PAD;
}

/* A decision table is drawn as a table. */
static void draw_decision(struct fg_machine *machine, struct fg_output *out)
{
    enum { WHEN, ANSWER, SPEC, COLUMNS };
    static const char *const title[COLUMNS] = {"When", "Answer", "Spec"};
    int left[COLUMNS + 1] = {0};
    const char *(*cell)[COLUMNS] = fg_arena_get(out->arena, machine->rows.count * sizeof *cell);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_line *line = machine->rows.at[i].line;
        cell[i][WHEN] = line->cell[FG_COL_GUARD];
        cell[i][ANSWER] = fg_decision_answer(out, line);
        cell[i][SPEC] = line->cell[FG_COL_SPEC];
    }
    for (int c = 0; c < COLUMNS; c++) {
        int wide = text_width(title[c]);
        for (size_t i = 0; i < machine->rows.count; i++)
            if (text_width(cell[i][c]) > wide)
                wide = text_width(cell[i][c]);
        left[c + 1] = left[c] + wide;
    }
    int height = ((int)machine->rows.count + 1) * ROW;
    begin(out, machine->name.symbol->text, left[COLUMNS], height);
    fg_output_print(out,
                    "<rect class=\"box\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n"
                    "<g style=\"font-weight: bold\">\n",
                    left[COLUMNS], height);
    for (int c = 0; c < COLUMNS; c++)
        fg_output_print(out, "<text x=\"%d\" y=\"14\">%s</text>\n", left[c] + FG_PICTURE_PAD,
                        title[c]);
    fg_output_print(out, "</g>\n");
    for (size_t i = 0; i < machine->rows.count; i++) {
        int top = ((int)i + 1) * ROW;
        fg_output_print(out, "<path class=\"line\" d=\"M0,%d h%d\"/>\n", top, left[COLUMNS]);
        for (int c = 0; c < COLUMNS; c++)
            fg_output_print(out, "<text x=\"%d\" y=\"%d\">%s</text>\n", left[c] + FG_PICTURE_PAD,
                            top + 14, fg_dot_label(out, cell[i][c]));
    }
    for (int c = 1; c < COLUMNS; c++)
        fg_output_print(out, "<path class=\"line\" d=\"M%d,0 v%d\"/>\n", left[c], height);
    fg_output_print(out, "</svg>\n");
}

bool fg_emit_svg(struct fg_machine *machine, struct fg_output *output)
{
    struct fg_picture picture = {.machine = machine, .out = output};
    if (machine->decision) {
        draw_decision(machine, output);
        return true;
    }
    if (!fg_picture_place(&picture))
        return false;
    draw(&picture);
    return true;
}
