#include "emit/decision.h"

#include "emit/dot_label.h"
#include "emit/words.h"

#include <string.h>

void fg_decision_page(struct fg_page *page)
{
    const struct fg_machine *machine = page->machine;
    fg_output_print(
        page->out,
        "## Rows\n\nRows are tried from top to bottom: the first whose conditions hold "
        "gives the answer.\n\n| | When | Answer, or why | Clause |\n|---|---|---|---|\n");
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_line *line = machine->rows.at[i].line;
        fg_output_print(page->out, "| %zu | %s | %s | %s |\n", i + 1, fg_page_guard(page, line),
                        fg_page_done(page, line), fg_page_cites(page, line));
    }
    fg_output_print(page->out, "\n");
}

const char *fg_decision_answer(struct fg_output *out, const struct fg_line *line)
{
    return line->ops.count ? fg_word_ops(out->arena, &line->ops) : line->why ? line->why : "";
}

/* For text between the quotes of Mermaid. */
static const char *quoted(struct fg_output *out, const char *text)
{
    char *safe = fg_arena_get(out->arena, 6 * strlen(text) + 1), *to = safe;
    for (; *text; text++) {
        const char *as = *text == '"' ? "#quot;" : *text == '#' ? "#35;" : NULL;
        if (as)
            to += strlen(strcpy(to, as));
        else
            *to++ = (unsigned char)*text < ' ' ? ' ' : *text;
    }
    return safe;
}

/* Each row is a question. If it does not hold, the next row is asked. The last row is not asked. */
void fg_decision_mermaid(struct fg_machine *machine, struct fg_output *out)
{
    size_t last = machine->rows.count - 1;
    fg_output_print(out, "flowchart TD\n");
    for (size_t i = 0; i <= last; i++) {
        const struct fg_line *line = machine->rows.at[i].line;
        if (i < last)
            fg_output_print(out, "    r%zu{\"%s\"} -- yes --> a%zu[\"%s\"]\n", i + 1,
                            quoted(out, line->cell[FG_COL_GUARD]), i + 1,
                            quoted(out, fg_decision_answer(out, line)));
        else
            fg_output_print(out, "    a%zu[\"%s\"]\n", i + 1,
                            quoted(out, fg_decision_answer(out, line)));
        if (i > 0)
            fg_output_print(out, "    r%zu -- no --> %s%zu\n", i, i < last ? "r" : "a", i + 1);
    }
}

void fg_decision_dot(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out,
                    "    \"%s\" [shape=plain, label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" "
                    "CELLSPACING=\"0\" CELLPADDING=\"5\"><TR><TD><B>When</B></TD>"
                    "<TD><B>Answer</B></TD><TD><B>Spec</B></TD></TR>\n",
                    FG_DECISION_STATE);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_line *line = machine->rows.at[i].line;
        fg_output_print(out, "<TR><TD ALIGN=\"LEFT\">%s</TD>",
                        fg_dot_label(out, line->cell[FG_COL_GUARD]));
        fg_output_print(out,
                        line->ops.count ? "<TD ALIGN=\"LEFT\">%s</TD>"
                                        : "<TD ALIGN=\"LEFT\"><I>%s</I></TD>",
                        fg_dot_label(out, fg_decision_answer(out, line)));
        fg_output_print(out, "<TD ALIGN=\"LEFT\">%s</TD></TR>\n",
                        fg_dot_label(out, line->cell[FG_COL_SPEC]));
    }
    fg_output_print(out, "</TABLE>>];\n");
}
