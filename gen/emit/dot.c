/* A diagram for Graphviz. A state is a box with what it does on its way in and out, and the rows
 * that stay; an arrow is what leaves. `ignore` and `never` are left out. */
#include "emit/decision.h"
#include "emit/words.h"

#include <string.h>

#define WIDE 44 /* characters of a line; a longer list goes on in the next */

#define GREY "#5f6b7a"

/* How many bytes a character of UTF-8 takes that starts here; 0 if none does. */
static size_t character(const unsigned char *at)
{
    size_t length = at[0] < 0x80                    ? 1
                    : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                    : (at[0] & 0xf0) == 0xe0        ? 3
                    : at[0] >= 0xf0 && at[0] < 0xf5 ? 4
                                                    : 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return length;
}

const char *fg_dot_label(struct fg_output *out, const char *text)
{
    char *safe = fg_arena_get(out->arena, 6 * strlen(text) + 1), *to = safe;
    while (*text) {
        size_t length = character((const unsigned char *)text);
        const char *as = *text == '&'   ? "&amp;"
                         : *text == '<' ? "&lt;"
                         : *text == '>' ? "&gt;"
                         : *text == '"' ? "&quot;"
                                        : NULL;
        if (as)
            to += strlen(strcpy(to, as));
        else if (length == 0 || (unsigned char)*text < ' ' || *text == 0x7f)
            *to++ = '?';
        else
            to = (char *)memcpy(to, text, length) + length;
        text += length ? length : 1;
    }
    return safe;
}

/* Names of files and machines, between quotes. */
static const char *quoted(struct fg_output *out, const char *text)
{
    char *safe = fg_arena_get(out->arena, 2 * strlen(text) + 1), *to = safe;
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = (unsigned char)*text < ' ' ? '?' : *text;
    }
    return safe;
}

static void ops(struct fg_output *out, const struct fg_ops *of, size_t column, const char *feed)
{
    for (size_t i = 0; i < of->count; i++) {
        const char *text = fg_word_op(out->arena, &of->at[i]);
        bool wraps = i && column + strlen(text) > WIDE;
        fg_output_print(out, "%s%s<FONT COLOR=\"" GREY "\">%s</FONT>", i ? "," : "",
                        wraps ? feed
                        : i   ? " "
                              : "",
                        fg_dot_label(out, text));
        column = (wraps ? 4 : column) + strlen(text) + 2;
    }
}

#define FEED "<BR ALIGN=\"LEFT\"/>&#160;&#160;&#160;&#160;"

/* "r1xx [reliable] / tell, start A", wrapped; `lead` keeps it off its arrow. */
static void row_label(struct fg_output *out, const char *lead, const char *event, const char *guard,
                      const struct fg_ops *of)
{
    size_t column = strlen(event) + (*guard ? strlen(guard) + 3 : 0) + 3;
    fg_output_print(out, "%s%s", lead, fg_dot_label(out, event));
    if (*guard)
        fg_output_print(out, " <I>[%s]</I>", fg_dot_label(out, guard));
    if (of->count) {
        bool wraps = column + strlen(fg_word_op(out->arena, &of->at[0])) > WIDE;
        fg_output_print(out, " /%s", wraps ? FEED : " ");
        ops(out, of, wraps ? 4 : column, FEED);
    }
    fg_output_print(out, "<BR ALIGN=\"LEFT\"/>");
}

static void state(struct fg_machine *machine, struct fg_output *out, const struct fg_state *state)
{
    const char *name = state->name.symbol->text;
    fg_output_print(out,
                    "    \"%s\" [%slabel=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
                    "CELLPADDING=\"3\"><TR><TD><B>%s</B></TD></TR>",
                    name, state->final ? "peripheries=2, fillcolor=\"#eceff3\", " : "",
                    fg_dot_label(out, name));
    bool stays = false;
    for (size_t i = state->first; i < state->first + state->count; i++)
        stays |= machine->rows.at[i].line->kind == FG_STAY;
    if (state->enter.count || state->exit.count || stays) {
        fg_output_print(out,
                        "<HR/><TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\">");
        if (state->enter.count)
            row_label(out, "", "enter", "", &state->enter);
        for (size_t i = state->first; i < state->first + state->count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->line->kind == FG_STAY)
                row_label(out, "", fg_machine_event_text(machine, row->event),
                          row->line->cell[FG_COL_GUARD], &row->line->ops);
        }
        if (state->exit.count)
            row_label(out, "", "exit", "", &state->exit);
        fg_output_print(out, "</FONT></TD></TR>");
    }
    fg_output_print(out, "</TABLE>>];\n");
}

static bool same_edge(const struct fg_row *a, const struct fg_row *b)
{
    return b->line->kind == FG_GO && a->next == b->next;
}

/* One arrow for all rows between two states; each is a line of its label. */
static void edge(struct fg_machine *machine, struct fg_output *out, const struct fg_row *first,
                 const struct fg_row *end)
{
    fg_output_print(out, "    \"%s\" -> \"%s\" [label=<",
                    fg_machine_state_name(machine, first->state),
                    fg_machine_state_name(machine, first->next));
    for (const struct fg_row *row = first; row < end; row++)
        if (same_edge(first, row))
            row_label(out, "&#160;", fg_machine_event_text(machine, row->event),
                      row->line->cell[FG_COL_GUARD], &row->line->ops);
    fg_output_print(out, ">];\n");
}

void fg_emit_dot(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "// Generated by fsmgen from %s\ndigraph \"%s\" {\n",
                    quoted(out, machine->source->name), machine->name.symbol->text);
    fg_output_print(out, "    rankdir=TB; nodesep=0.5; ranksep=0.6; pad=0.3;\n"
                         "    node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", "
                         "color=\"#2b3a4a\", penwidth=1.2, fontname=\"Helvetica,sans-serif\", "
                         "fontsize=13, margin=\"0.08,0.04\"];\n"
                         "    edge [color=\"#2b3a4a\", fontname=\"Helvetica,sans-serif\", "
                         "fontsize=10, arrowsize=0.8];\n");
    if (machine->decision) {
        fg_decision_dot(machine, out);
        fg_output_print(out, "}\n");
        return;
    }
    fg_output_print(out, "    \"\" [shape=point, width=0.14, fillcolor=\"#2b3a4a\"];\n");
    for (size_t s = 0; s < machine->states.count; s++)
        state(machine, out, &machine->states.at[s]);
    fg_output_print(out, "    \"\" -> \"%s\";\n", machine->initial.symbol->text);
    for (size_t s = 0; s < machine->states.count; s++) {
        const struct fg_row *first = machine->rows.at + machine->states.at[s].first,
                            *end = first + machine->states.at[s].count;
        bool *drawn = fg_arena_get(machine->arena, machine->states.count + 1); /* by next state */
        for (const struct fg_row *row = first; row < end; row++) {
            if (row->line->kind != FG_GO || drawn[row->next])
                continue;
            drawn[row->next] = true;
            edge(machine, out, row, end);
        }
    }
    fg_output_print(out, "}\n");
}
