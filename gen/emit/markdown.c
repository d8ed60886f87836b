/* The reference page of a machine, for somebody who knows the protocol and never saw the code. */
#include "check/flow.h"
#include "emit/emit.h"
#include "emit/words.h"

#include <string.h>

struct page {
    struct fg_machine *machine;
    struct fg_output *out;
    const struct fg_clauses *clauses; /* null: they are named, not explained */
    const char *root;                 /* the way from the page to where tables are named from; null: no link */
    struct fg_flow flow;
    FG_LIST(const struct fg_line *) edges; /* the enter and exit rows */
};

/* ---- Text: what Markdown would take for markup is made plain ---- */

const char *fg_markdown_text(struct fg_arena *arena, const char *text)
{
    char *safe = fg_arena_get(arena, 4 * strlen(text) + 1), *to = safe;
    for (const char *from = text; *from; from++) {
        if (*from == '<' || *from == '&') {
            memcpy(to, *from == '<' ? "&lt;" : "&amp;", *from == '<' ? 4 : 5);
            to += *from == '<' ? 4 : 5;
            continue;
        }
        /* `*` and `|` stand in tables of ours too, so the usual marks are escaped and nothing more */
        if (strchr("\\`*[]|~", *from) || (*from == '_' && (from == text || from[-1] == ' ')))
            *to++ = '\\';
        *to++ = *from;
    }
    return safe;
}

/* A name, a guard, an action: in code style. None of them can hold a backquote. */
static const char *code(struct page *page, const char *text)
{
    return *text ? fg_arena_print(page->out->arena, "`%s`", text) : "";
}

static const char *text(struct page *page, const char *words)
{
    return words ? fg_markdown_text(page->out->arena, words) : "";
}

static const char *join(struct page *page, const char *list, const char *separator, const char *more)
{
    return *list ? fg_arena_print(page->out->arena, "%s%s%s", list, separator, more) : more;
}

static const char *state_name(struct page *page, int state)
{
    return fg_machine_state_name(page->machine, state);
}

static const char *ops(struct page *page, const struct fg_ops *list)
{
    const char *all = "";
    for (size_t i = 0; i < list->count; i++)
        all = join(page, all, ", ", code(page, fg_word_op(page->out->arena, &list->at[i])));
    return all;
}

/* "[17.1.4](https://...)", or the clause as it is cited if there is no list. */
static const char *cite(struct page *page, const char *clause)
{
    const struct fg_clause *known = fg_clauses_find(page->clauses, clause);
    if (!known)
        return clause;
    const struct fg_document *document = &page->clauses->documents.at[known->document];
    return document->link ? fg_arena_print(page->out->arena, "[%s](%s%s)", clause, document->link, known->section) : clause;
}

static const char *cites(struct page *page, const struct fg_line *line)
{
    const char *all = "";
    for (size_t i = 0; i < line->clauses.count; i++)
        all = join(page, all, ", ", cite(page, line->clauses.at[i].clause));
    return all;
}

/* ---- Places: which rows do what, as "`Calling`: enter, timer A; `Proceeding`: exit" ---- */

struct places {
    struct fg_output said;
    int state; /* of the latest place, or -1 */
};

static void place(struct page *page, struct places *places, int state, const char *what)
{
    if (state == places->state)
        fg_output_print(&places->said, ", %s", what);
    else
        fg_output_print(&places->said, "%s`%s`: %s", places->said.count ? "; " : "", state_name(page, state), what);
    places->state = state;
}

typedef bool wanted(struct page *page, const struct fg_line *line, const void *what);

/* Over all rows, state by state: enter, exit, then events. An event that several rows of a cell share is named once. */
static const char *find(struct page *page, wanted *is_wanted, const void *what)
{
    struct fg_machine *machine = page->machine;
    struct places places = {{.arena = page->out->arena}, -1};
    for (int s = 0; s < (int)machine->states.count; s++) {
        for (int kind = FG_ON_ENTER; kind <= FG_ON_EXIT; kind++) {
            bool found = false;
            for (size_t i = 0; i < page->edges.count && !found; i++)
                found = fg_word_is_edge(machine, page->edges.at[i], s, (enum fg_event_kind)kind) &&
                        is_wanted(page, page->edges.at[i], what);
            if (found)
                place(page, &places, s, kind == FG_ON_ENTER ? "enter" : "exit");
        }
        int latest = -1;
        for (size_t i = machine->states.at[s].first; i < machine->states.at[s].first + machine->states.at[s].count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->event == latest || !is_wanted(page, row->line, what))
                continue;
            latest = row->event;
            place(page, &places, s, fg_machine_event_text(machine, row->event));
        }
    }
    return places.said.count ? places.said.at : "";
}

struct timer_op {
    enum fg_op_kind kind;
    int timer;
};

static bool does_timer_op(struct page *page, const struct fg_line *line, const void *what)
{
    const struct timer_op *sought = what;
    (void)page;
    for (size_t i = 0; i < line->ops.count; i++) {
        enum fg_op_kind kind = line->ops.at[i].kind == FG_RESTART_AT ? FG_RESTART : line->ops.at[i].kind;
        if (kind != FG_DO && kind == sought->kind && line->ops.at[i].name.symbol->index[FG_TIMER] == sought->timer)
            return true;
    }
    return false;
}

static bool does_action(struct page *page, const struct fg_line *line, const void *what)
{
    const struct fg_symbol *action = what;
    (void)page;
    for (size_t i = 0; i < line->ops.count; i++)
        if (line->ops.at[i].kind == FG_DO && line->ops.at[i].name.symbol == action)
            return true;
    return false;
}

static bool asks_guard(struct page *page, const struct fg_line *line, const void *what)
{
    const struct fg_symbol *guard = what;
    (void)page;
    for (size_t i = 0; i < line->guard.count; i++)
        if (line->guard.at[i].name.symbol == guard)
            return true;
    return false;
}

static bool cites_clause(struct page *page, const struct fg_line *line, const void *what)
{
    (void)page;
    for (size_t i = 0; i < line->clauses.count; i++)
        if (strcmp(line->clauses.at[i].clause, what) == 0)
            return true;
    return false;
}

static bool cites_none(struct page *page, const struct fg_line *line, const void *what)
{
    (void)page;
    (void)what;
    return line->clauses.count == 0;
}

/* ---- The sections of the page ---- */

static void head(struct page *page)
{
    struct fg_machine *machine = page->machine;
    const char *source = machine->source->name;
    fg_output_print(page->out, "<!-- Generated by fsmgen from %s: change that, not this. -->\n# %s\n\n", source,
                    machine->name.symbol->text);
    fg_output_print(page->out, "%s%s", text(page, fg_word_about(machine)), *fg_word_about(machine) ? "\n" : "");
    if (page->root)
        fg_output_print(page->out, "The table that this page is made from: [%s](%s%s).\n\n", source, page->root, source);
    else
        fg_output_print(page->out, "The table that this page is made from: `%s`.\n\n", source);
}

static void diagram(struct page *page)
{
    fg_output_print(page->out, "## Diagram\n\n```mermaid\n");
    fg_emit_mermaid(page->machine, page->out);
    fg_output_print(page->out,
                    "```\n\nAn arrow says `event [guard] / actions`. One from a state to itself stays there, unless it says "
                    "*anew*: then the state is left and entered again. What a state does whenever it is entered or "
                    "left is listed below, as is what is ignored.\n\n");
}

/* Those that run on each way in, then those that may. */
static const char *running(struct page *page, int state)
{
    const char *all = "";
    for (int must = 1; must >= 0; must--)
        for (int t = 0; t < (int)page->machine->timers.count && page->flow.reached[state]; t++) {
            if (!fg_set_has(&page->flow.may[state], t) || fg_set_has(&page->flow.must[state], t) != must)
                continue;
            const char *name = code(page, page->machine->timers.at[t].is.name.symbol->text);
            all = join(page, all, ", ", must ? name : fg_arena_print(page->out->arena, "perhaps %s", name));
        }
    return all;
}

static void states(struct page *page)
{
    struct fg_machine *machine = page->machine;
    fg_output_print(page->out,
                    "## States\n\n| State | | Timers that run | On entering | On leaving |\n|---|---|---|---|---|\n");
    for (int s = 0; s < (int)machine->states.count; s++) {
        const struct fg_state *state = &machine->states.at[s];
        fg_output_print(page->out, "| `%s` | %s%s%s | %s | %s | %s |\n", state_name(page, s),
                        s == machine->initial_state ? "initial" : "", s == machine->initial_state && state->final ? ", " : "",
                        state->final ? "final" : "", running(page, s), ops(page, &state->enter), ops(page, &state->exit));
    }
    bool conditions = false;
    for (size_t t = 0; t < machine->timers.count; t++)
        conditions |= machine->timers.at[t].condition.symbol != NULL;
    fg_output_print(page->out, "\n%s",
                    conditions ? "A timer *perhaps* runs where it depends on its condition, or on the way "
                                 "that led there.\n\n"
                               : "");
}

static void events(struct page *page)
{
    static const char *const from[] = {"the wire", "the transport", "the application", "another machine"};
    struct fg_machine *machine = page->machine;
    if (machine->events.count == 0)
        return;
    fg_output_print(page->out, "## Events\n\n| Event | From | Meaning |\n|---|---|---|\n");
    for (size_t i = 0; i < machine->events.count; i++) {
        const struct fg_event *event = &machine->events.at[i];
        const char *meaning = text(page, event->is.text);
        if (event->class_name.symbol) {
            const char *range = event->low == event->high
                                    ? fg_arena_print(page->out->arena, "%u", (unsigned)event->low)
                                    : fg_arena_print(page->out->arena, "%u to %u", (unsigned)event->low, (unsigned)event->high);
            range = fg_arena_print(page->out->arena, "%s %s", event->class_name.symbol->text, range);
            meaning = join(page, range, *meaning ? ": " : "", meaning);
        }
        fg_output_print(page->out, "| `%s` | %s | %s |\n", event->is.name.symbol->text,
                        from[fg_machine_origin(machine, (int)(machine->timers.count + i))], meaning);
    }
    fg_output_print(page->out, "\n");
}

static const char *target(struct page *page, const struct fg_row *row)
{
    switch (row->line->kind) {
    case FG_GO:
        return fg_arena_print(page->out->arena, "→ `%s`%s", state_name(page, row->next),
                              row->next == row->state ? " anew" : "");
    case FG_STAY:
        return "stays";
    case FG_IGNORE:
        return "ignored";
    default:
        return "never";
    }
}

static void transitions_of(struct page *page, int s)
{
    struct fg_machine *machine = page->machine;
    const struct fg_state *state = &machine->states.at[s];
    fg_output_print(page->out, "### %s\n\n", state_name(page, s));
    for (int kind = FG_ON_ENTER; kind <= FG_ON_EXIT; kind++)
        for (int named = 0; named < 2; named++)
            for (size_t i = 0; i < page->edges.count; i++) {
                const struct fg_line *line = page->edges.at[i];
                if (line->wildcard == named || !fg_word_is_edge(machine, line, s, (enum fg_event_kind)kind))
                    continue;
                fg_output_print(page->out, "On %s: %s%s%s%s\n\n", kind == FG_ON_ENTER ? "entering" : "leaving",
                                ops(page, &line->ops), line->clauses.count ? " (" : "", cites(page, line),
                                line->clauses.count ? ")" : "");
            }
    if (state->count)
        fg_output_print(page->out, "| When | If | Then | Actions, or why | Clause |\n|---|---|---|---|---|\n");
    for (size_t i = state->first; i < state->first + state->count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        const struct fg_line *line = row->line;
        bool runs = line->kind == FG_GO || line->kind == FG_STAY;
        const char *guard = line->otherwise ? "otherwise" : code(page, line->cell[FG_COL_GUARD]);
        fg_output_print(page->out, "| `%s` | %s | %s | %s | %s |\n", fg_machine_event_text(machine, row->event), guard,
                        target(page, row), runs ? ops(page, &line->ops) : text(page, fg_word_reason(page->out->arena, line)),
                        cites(page, line));
    }
    fg_output_print(page->out, "%s", state->count ? "\n" : "");
}

static void transitions(struct page *page)
{
    struct fg_machine *machine = page->machine;
    bool never = false;
    for (size_t r = 0; r < machine->rows.count; r++)
        never |= machine->rows.at[r].line->kind == FG_NEVER;
    fg_output_print(page->out, "## Transitions\n\n*Stays*: the actions are done and the state is not left.%s\n\n",
                    never ? " *Never*: none of our own machines can cause it there; if it happens all the same, it is counted and nothing is done."
                          : "");
    for (int s = 0; s < (int)machine->states.count; s++)
        if (!machine->states.at[s].final || machine->states.at[s].enter.count)
            transitions_of(page, s);
}

/* What can become of an event in a state, each outcome once. */
static const char *outcomes(struct page *page, int state, int event)
{
    const struct fg_row *row = NULL;
    const char *all = "";
    size_t rows = fg_machine_cell(page->machine, state, event, &row);
    for (size_t i = 0; i < rows; i++) {
        bool said = false;
        for (size_t k = 0; k < i && !said; k++)
            said = row[k].line->kind == row[i].line->kind && row[k].next == row[i].next;
        enum fg_row_kind kind = row[i].line->kind;
        const char *one = kind == FG_GO       ? code(page, state_name(page, row[i].next))
                          : kind == FG_STAY   ? "-"
                          : kind == FG_IGNORE ? "ignore"
                                              : "never";
        if (!said)
            all = join(page, all, " or ", one);
    }
    return all;
}

static void matrix(struct page *page)
{
    struct fg_machine *machine = page->machine;
    fg_output_print(page->out, "## State by event\n\n|");
    for (int s = 0; s < (int)machine->states.count; s++)
        if (!machine->states.at[s].final)
            fg_output_print(page->out, " | %s", state_name(page, s));
    fg_output_print(page->out, " |\n|---");
    for (int s = 0; s < (int)machine->states.count; s++)
        if (!machine->states.at[s].final)
            fg_output_print(page->out, "|---");
    fg_output_print(page->out, "|\n");
    for (int e = 0; e < (int)machine->width; e++) {
        fg_output_print(page->out, "| **%s**", fg_machine_event_text(machine, e));
        for (int s = 0; s < (int)machine->states.count; s++)
            if (!machine->states.at[s].final)
                fg_output_print(page->out, " | %s", outcomes(page, s, e));
        fg_output_print(page->out, " |\n");
    }
    fg_output_print(page->out, "\nA name is the next state, `-` stays. Where it says *or*, guards decide.%s\n\n",
                    machine->timers.count ? " A blank cell: that timer cannot run there." : "");
}

/* "64*T1 (32s)" */
static const char *length(struct page *page, const struct fg_duration *duration)
{
    const char *said = fg_word_duration(page->out->arena, duration);
    if (!duration->name.symbol)
        return code(page, duration->factor ? said : "0");
    return fg_arena_print(page->out->arena, "`%s` (%s)", said,
                          fg_word_span(page->out->arena, fg_word_us(page->machine, duration)));
}

static void timers(struct page *page)
{
    struct fg_machine *machine = page->machine;
    if (machine->timers.count == 0)
        return;
    fg_output_print(page->out,
                    "## Timers\n\n| Timer | Runs for | Started in | Restarted in | Stopped in |\n|---|---|---|---|---|\n");
    for (int t = 0; t < (int)machine->timers.count; t++) {
        const struct fg_timer *timer = &machine->timers.at[t];
        const char *span = length(page, &timer->duration);
        if (timer->backoff)
            span = fg_arena_print(page->out->arena, "%s, times %u at each restart", span, (unsigned)timer->backoff);
        if (timer->has_cap)
            span = fg_arena_print(page->out->arena, "%s, at most %s", span, length(page, &timer->cap));
        if (timer->condition.symbol)
            span = fg_arena_print(page->out->arena, "%s, if `%s%s`", span, timer->negated ? "!" : "",
                                  timer->condition.symbol->text);
        if (timer->has_otherwise)
            span = fg_arena_print(page->out->arena, "%s, else %s", span, length(page, &timer->otherwise));
        if (timer->is.text)
            span = fg_arena_print(page->out->arena, "%s: %s", span, text(page, timer->is.text));
        fg_output_print(page->out, "| `%s` | %s", timer->is.name.symbol->text, span);
        for (int kind = FG_START; kind <= FG_STOP + 1; kind++) {
            static const enum fg_op_kind order[] = {FG_START, FG_RESTART, FG_STOP};
            struct timer_op sought = {order[kind - FG_START], t};
            fg_output_print(page->out, " | %s", find(page, does_timer_op, &sought));
        }
        fg_output_print(page->out, " |\n");
    }
    fg_output_print(page->out, "\nA timer that fires has stopped. One whose condition does not hold is not started.\n\n");
    size_t said = 0;
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_constant *constant = &machine->constants.at[i];
        if (!constant->is.name.symbol || !constant->is.used)
            continue;
        fg_output_print(page->out, "%s`%s` is %s%s%s%s", said++ ? "; " : "By default ", constant->is.name.symbol->text,
                        fg_word_span(page->out->arena, constant->us), constant->is.text ? " (" : "",
                        text(page, constant->is.text), constant->is.text ? ")" : "");
    }
    fg_output_print(page->out, "%s", said ? ". A program can override that.\n\n" : "");
}

static void guards(struct page *page)
{
    struct fg_machine *machine = page->machine;
    if (machine->guards.count == 0)
        return;
    fg_output_print(page->out, "## Guards\n\n| Guard | Holds if | Asked in |\n|---|---|---|\n");
    for (size_t i = 0; i < machine->guards.count; i++) {
        const struct fg_thing *guard = &machine->guards.at[i];
        const char *where = find(page, asks_guard, guard->name.symbol);
        for (size_t t = 0; t < machine->timers.count; t++)
            if (machine->timers.at[t].condition.symbol == guard->name.symbol)
                where = join(
                    page, where, "; ",
                    fg_arena_print(page->out->arena, "the start of timer `%s`", machine->timers.at[t].is.name.symbol->text));
        fg_output_print(page->out, "| `%s` | %s | %s |\n", guard->name.symbol->text, text(page, guard->text), where);
    }
    fg_output_print(page->out, "\n");
    for (size_t i = 0; i < machine->exclusives.count; i++) {
        const char *all = "";
        size_t known = 0;
        for (size_t g = 0; g < machine->exclusives.at[i].guards.count; g++) {
            const struct fg_symbol *guard = machine->exclusives.at[i].guards.at[g].symbol;
            if (guard->index[FG_GUARD] < 0)
                continue; /* shared, and not used here */
            all = join(page, all, ", ", code(page, guard->text));
            known++;
        }
        if (known > 1)
            fg_output_print(page->out, "At most one of these holds at a time: %s.\n\n", all);
    }
}

static void actions(struct page *page)
{
    struct fg_machine *machine = page->machine;
    if (machine->actions.count == 0)
        return;
    fg_output_print(page->out, "## Actions\n\n| Action | What it does | Raises, at most | Done in |\n|---|---|---|---|\n");
    for (size_t i = 0; i < machine->actions.count; i++) {
        const struct fg_action *action = &machine->actions.at[i];
        const char *raises = "";
        for (size_t r = 0; r < action->raises.count; r++) {
            const struct fg_raise *raise = &action->raises.at[r];
            const char *one = fg_arena_print(page->out->arena, "`%s.%s`", raise->machine, raise->event);
            if (raise->times > 1)
                one = fg_arena_print(page->out->arena, "%u times %s", (unsigned)raise->times, one);
            raises = join(page, raises, ", ", one);
        }
        fg_output_print(page->out, "| `%s` | %s | %s | %s |\n", action->is.name.symbol->text, text(page, action->is.text),
                        raises, find(page, does_action, action->is.name.symbol));
    }
    fg_output_print(page->out, "\n");
}

static bool first_citation(const struct fg_machine *machine, size_t line, size_t clause)
{
    const char *sought = machine->lines.at[line].clauses.at[clause].clause;
    for (size_t i = 0; i <= line; i++)
        for (size_t c = 0; c < (i < line ? machine->lines.at[i].clauses.count : clause); c++)
            if (strcmp(machine->lines.at[i].clauses.at[c].clause, sought) == 0)
                return false;
    return true;
}

static void clause_row(struct page *page, const char *clause)
{
    const struct fg_clause *known = fg_clauses_find(page->clauses, clause);
    fg_output_print(page->out, "| %s | ", cite(page, clause));
    if (known)
        fg_output_print(page->out, "*%s.* %s | ", text(page, known->title), text(page, known->gist));
    fg_output_print(page->out, "%s |\n", find(page, cites_clause, clause));
}

/* In the list's order; without a list, or for what is not in it, in the order of the rows. */
static void clauses(struct page *page)
{
    struct fg_machine *machine = page->machine;
    size_t cited = 0;
    for (size_t i = 0; i < machine->lines.count; i++)
        cited += machine->lines.at[i].clauses.count;
    if (cited == 0)
        return;
    fg_output_print(page->out, "%s",
                    page->clauses ? "## Clauses\n\n| Clause | What it asks | Rows |\n|---|---|---|\n"
                                  : "## Clauses\n\n| Clause | Rows |\n|---|---|\n");
    for (size_t i = 0; page->clauses && i < page->clauses->list.count; i++)
        if (*find(page, cites_clause, page->clauses->list.at[i].text))
            clause_row(page, page->clauses->list.at[i].text);
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++) {
            const char *clause = machine->lines.at[i].clauses.at[c].clause;
            if (first_citation(machine, i, c) && !fg_clauses_find(page->clauses, clause))
                clause_row(page, clause);
        }
    fg_output_print(page->out, "\nA clause is cited as document:section.");
    const char *none = find(page, cites_none, NULL);
    if (*none)
        fg_output_print(page->out, " These rows answer to none: %s.", none);
    fg_output_print(page->out, "\n");
}

void fg_emit_markdown(struct fg_machine *machine, const struct fg_clauses *list, const char *root, struct fg_output *out)
{
    struct page page = {.machine = machine, .out = out, .clauses = list, .root = root};
    fg_flow_run(machine, &page.flow);
    for (size_t i = 0; i < machine->lines.count; i++)
        if (machine->lines.at[i].triggers.at[0].kind >= FG_ON_ENTER)
            *FG_PUSH(out->arena, &page.edges) = &machine->lines.at[i];
    head(&page);
    diagram(&page);
    states(&page);
    events(&page);
    transitions(&page);
    matrix(&page);
    timers(&page);
    guards(&page);
    actions(&page);
    clauses(&page);
}
