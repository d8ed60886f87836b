/* Steps as lines of text. See sipfsm/trace.h. */
#include "sipfsm/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PLACE                                                                                      \
    "  (" /* where the place starts; no name and no cell has two blanks in a row before a          \
             parenthesis but by intent */

struct line {
    char *text;
    size_t used;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int more =
        vsnprintf(line->text + line->used, SF_TRACE_TEXT_BYTES - line->used, format, arguments);
    va_end(arguments);
    if (more > 0)
        line->used += (size_t)more;
    if (line->used >= SF_TRACE_TEXT_BYTES)
        line->used = SF_TRACE_TEXT_BYTES - 1;
}

/* The texts of tables may hold anything but a quote, so control characters are replaced here. */
static void make_plain(struct line *line)
{
    for (size_t i = 0; i < line->used; i++)
        if ((unsigned char)line->text[i] < ' ' || line->text[i] == 0x7f)
            line->text[i] = '?';
}

static void add_by_number(struct line *line, const struct sf_fsm_step *step)
{
    static const char *const other[] = {"", "ignored", "impossible", "error"};
    if (step->event == SF_FSM_STARTED)
        add(line, " start -> state %u", step->to);
    else if (step->outcome == SF_FSM_TAKEN)
        add(line, " state %u event %u -> state %u : row %u", step->from, step->event, step->to,
            step->row);
    else
        add(line, " state %u event %u -> %s", step->from, step->event, other[step->outcome]);
}

static void add_by_name(struct line *line, const struct sf_fsm_step *step,
                        const struct sf_fsm_names *names)
{
    static const struct sf_fsm_row_names blank = {"", "", "", "", "", "", 0};
    const struct sf_fsm_row_names *row = names->row ? &names->row[step->row] : &blank;
    if (step->event == SF_FSM_STARTED) {
        add(line, " start -> %s", names->state[step->to]);
        return;
    }
    add(line, " %s %s%s%s%s -> ", names->state[step->from], names->event[step->event],
        row->guard[0] ? " [" : "", row->guard, row->guard[0] ? "]" : "");
    if (step->outcome == SF_FSM_TAKEN)
        add(line, "%s", names->state[step->to]);
    else
        add(line, "%s",
            step->outcome == SF_FSM_IGNORED      ? "ignored"
            : step->outcome == SF_FSM_IMPOSSIBLE ? "impossible"
                                                 : "error");
    if (row->actions[0])
        add(line, " : %s", row->actions);
    if (row->line)
        add(line, PLACE "%s:%u%s%s)", names->file, (unsigned)row->line,
            row->clause[0] && strcmp(row->clause, "-") != 0 ? ", " : "",
            strcmp(row->clause, "-") != 0 ? row->clause : "");
}

size_t sf_trace_text(char text[SF_TRACE_TEXT_BYTES], const struct sf_trace_actor *actor,
                     const struct sf_fsm_step *step)
{
    struct line line = {.text = text};
    text[0] = 0;
    add(&line, "%s %s%s%s", actor->name, actor->machine, actor->detail[0] ? " " : "",
        actor->detail);
    if (actor->names)
        add_by_name(&line, step, actor->names);
    else
        add_by_number(&line, step);
    make_plain(&line);
    return line.used;
}

static size_t without_place(const char *text)
{
    const char *place = NULL;
    for (const char *at = strstr(text, PLACE); at; at = strstr(at + 1, PLACE))
        place = at; /* the last */
    return place ? (size_t)(place - text) : strlen(text);
}

bool sf_trace_same(const char *a, const char *b)
{
    size_t length = without_place(a);
    return length == without_place(b) && memcmp(a, b, length) == 0;
}
