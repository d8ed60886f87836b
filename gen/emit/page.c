#include "emit/page.h"
#include "emit/words.h"

#include <string.h>

/* ---- Text: what Markdown would take for markup is escaped ---- */

const char *fg_markdown_text(struct fg_arena *arena, const char *text)
{
    char *safe = fg_arena_get(arena, 4 * strlen(text) + 1), *to = safe;
    for (const char *from = text; *from; from++) {
        if (*from == '<' || *from == '&') {
            memcpy(to, *from == '<' ? "&lt;" : "&amp;", *from == '<' ? 4 : 5);
            to += *from == '<' ? 4 : 5;
            continue;
        }
        /* the usual marks of Markdown; our tables have `*` and `|` too */
        if (strchr("\\`*[]|~", *from) || (*from == '_' && (from == text || from[-1] == ' ')))
            *to++ = '\\';
        *to++ = *from;
    }
    return safe;
}

/* A name, a guard or an action, in code style. None of them can contain a backquote. */
const char *fg_page_code(struct fg_page *page, const char *text)
{
    return *text ? fg_arena_print(page->out->arena, "`%s`", text) : "";
}

const char *fg_page_text(struct fg_page *page, const char *words)
{
    return words ? fg_markdown_text(page->out->arena, words) : "";
}

const char *fg_page_root(struct fg_arena *arena, const char *root)
{
    size_t length = strlen(root);
    return fg_arena_print(arena, "%s%s", root, length && root[length - 1] != '/' ? "/" : "");
}

const char *fg_page_file(struct fg_arena *arena, const char *root, const char *name)
{
    return root ? fg_arena_print(arena, "[%s](%s%s)", name, fg_page_root(arena, root), name)
                : fg_arena_print(arena, "`%s`", name);
}

const char *fg_page_join(struct fg_page *page, const char *list, const char *separator,
                         const char *more)
{
    return *list ? fg_arena_print(page->out->arena, "%s%s%s", list, separator, more) : more;
}

const char *fg_page_state_name(struct fg_page *page, int state)
{
    return fg_machine_state_name(page->machine, state);
}

const char *fg_page_ops(struct fg_page *page, const struct fg_ops *list)
{
    const char *all = "";
    for (size_t i = 0; i < list->count; i++)
        all = fg_page_join(page, all, ", ",
                           fg_page_code(page, fg_word_op(page->out->arena, &list->at[i])));
    return all;
}

const char *fg_page_guard(struct fg_page *page, const struct fg_line *line)
{
    const char *text = line->cell[FG_COL_GUARD];
    if (!line->otherwise || (page->machine->decision && line->guard.count))
        return fg_page_code(page, text);
    text += strlen("else");
    text += strspn(text, " \t");
    return *text ? fg_arena_print(page->out->arena, "otherwise, if %s", fg_page_code(page, text))
                 : "otherwise";
}

const char *fg_page_done(struct fg_page *page, const struct fg_line *line)
{
    return line->why ? fg_page_join(page, fg_page_ops(page, &line->ops), "; ",
                                    fg_page_text(page, line->why))
                     : fg_page_ops(page, &line->ops);
}

/* "[3261:17.1.4](https://...)", or the clause as it is cited if there is no list. */
const char *fg_page_cite(struct fg_page *page, const char *clause)
{
    const struct fg_document *document = fg_clauses_document(page->clauses, clause);
    return document && document->link ? fg_arena_print(page->out->arena, "[%s](%s%s)", clause,
                                                       document->link, strchr(clause, ':') + 1)
                                      : clause;
}

const char *fg_page_cites(struct fg_page *page, const struct fg_line *line)
{
    const char *all = "";
    bool said = false; /* the last one had a reason, which may contain commas */
    for (size_t i = 0; i < line->clauses.count; i++) {
        const struct fg_citation *citation = &line->clauses.at[i];
        const char *clause = fg_page_cite(page, citation->clause);
        all = fg_page_join(page, all, said ? "; " : ", ",
                           citation->departs
                               ? fg_arena_print(page->out->arena, "departs from %s: %s", clause,
                                                fg_page_text(page, citation->departs))
                               : clause);
        said = citation->departs != NULL;
    }
    return all;
}

/* ---- Several machines. Their pages are in one folder. ---- */

const char *fg_page_from(struct fg_page *page, int event)
{
    static const char *const origin[] = {"the wire", "the transport", "the application", ""};
    const char *all = origin[fg_machine_origin(page->machine, event)];
    for (size_t i = 0; i < page->machines; i++) {
        const struct fg_machine *from = page->among[i];
        const char *name = from->name.symbol->text;
        if (fg_machine_raises(from, page->machine, fg_machine_event(page->machine, event)))
            all = fg_page_join(page, all, ", ",
                               from == page->machine
                                   ? "this machine"
                                   : fg_arena_print(page->out->arena, "[%s](%s.md#%s)", name, name,
                                                    from->decision ? "answers" : "actions"));
    }
    return *all ? all : "another machine";
}

/* "[`dialog.bye_done`](dialog.md#events) as bye", or the reason if the event is ignored. */
static const char *heard(struct fg_page *page, const struct fg_machine *owner,
                         const struct fg_owns *owns, const char *event)
{
    const char *name = owner->name.symbol->text, *label = owns->label.symbol->text;
    const struct fg_bind *bind = fg_owns_find(owns, event);
    const char *as = owns->label.symbol == owns->machine.symbol
                         ? ""
                         : fg_arena_print(page->out->arena, " as %s", label);
    if (!bind)
        return "";
    if (!bind->to.symbol)
        return fg_arena_print(page->out->arena, "[%s](%s.md#owned-machines)%s ignores it", name,
                              name, as);
    return fg_arena_print(page->out->arena, "[`%s.%s`](%s.md#events)%s", name,
                          bind->to.symbol->text, name, as);
}

const char *fg_page_heard(struct fg_page *page, const char *port, const char *event)
{
    const char *all = "";
    for (size_t m = 0; m < page->machines; m++)
        for (size_t i = 0; i < page->among[m]->owns.count; i++) {
            const struct fg_owns *owns = &page->among[m]->owns.at[i];
            if (fg_owns_is(owns, page->machine, port))
                all = fg_page_join(page, all, ", ", heard(page, page->among[m], owns, event));
        }
    return all;
}

const char *fg_page_raise(struct fg_page *page, const struct fg_raise *raise)
{
    if (fg_raise_is_port(raise))
        return fg_arena_print(page->out->arena, "[`%s.%s`](#ports)", raise->target->text,
                              raise->event);
    const char *name =
        fg_arena_print(page->out->arena, "`%s.%s`", raise->target->text, raise->event);
    for (size_t i = 0; i < page->machines && !fg_raise_is_sink(raise); i++)
        if (page->among[i] != page->machine &&
            fg_machine_is_called(page->among[i], raise->target->text))
            return fg_arena_print(page->out->arena, "[%s](%s.md#%s)", name,
                                  page->among[i]->name.symbol->text,
                                  page->among[i]->decision ? "rows" : "events");
    return name;
}

/* ---- Places: where rows do something, as "`Calling`: enter, timer A; `Proceeding`: exit" ---- */

struct places {
    struct fg_output said;
    int state; /* of the latest place, or -1 */
};

static void place(struct fg_page *page, struct places *places, int state, const char *what)
{
    if (state == places->state)
        fg_output_print(&places->said, ", %s", what);
    else
        fg_output_print(&places->said, "%s`%s`: %s", places->said.count ? "; " : "",
                        fg_page_state_name(page, state), what);
    places->state = state;
}

/* For a decision table: "rows 1, 4". */
static const char *find_rows(struct fg_page *page, fg_page_wanted *is_wanted, const void *what)
{
    const struct fg_machine *machine = page->machine;
    const char *all = "";
    size_t count = 0;
    for (size_t i = 0; i < machine->rows.count; i++) {
        if (!is_wanted(page, machine->rows.at[i].line, what))
            continue;
        all = fg_page_join(page, all, ", ", fg_arena_print(page->out->arena, "%zu", i + 1));
        count++;
    }
    return count ? fg_arena_print(page->out->arena, "row%s %s", count > 1 ? "s" : "", all) : "";
}

/* Looks at all rows, state by state: enter, exit, then events. An event that several rows of a cell
 * share is named once. */
const char *fg_page_find(struct fg_page *page, fg_page_wanted *is_wanted, const void *what)
{
    struct fg_machine *machine = page->machine;
    if (machine->decision)
        return find_rows(page, is_wanted, what);
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
        for (size_t i = machine->states.at[s].first;
             i < machine->states.at[s].first + machine->states.at[s].count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->event == latest || !is_wanted(page, row->line, what))
                continue;
            latest = row->event;
            place(page, &places, s, fg_machine_event_text(machine, row->event));
        }
    }
    return places.said.count ? places.said.at : "";
}

bool fg_page_does_timer_op(struct fg_page *page, const struct fg_line *line, const void *what)
{
    const struct fg_page_timer_op *sought = what;
    (void)page;
    for (size_t i = 0; i < line->ops.count; i++) {
        enum fg_op_kind kind = line->ops.at[i].kind == FG_RESTART_AT ? FG_RESTART
                                                                     : line->ops.at[i].kind;
        if (kind != FG_DO && kind == sought->kind &&
            line->ops.at[i].name.symbol->index[FG_TIMER] == sought->timer)
            return true;
    }
    return false;
}

bool fg_page_does_action(struct fg_page *page, const struct fg_line *line, const void *what)
{
    const struct fg_symbol *action = what;
    (void)page;
    for (size_t i = 0; i < line->ops.count; i++)
        if (line->ops.at[i].kind == FG_DO && line->ops.at[i].name.symbol == action)
            return true;
    return false;
}

bool fg_page_asks_guard(struct fg_page *page, const struct fg_line *line, const void *what)
{
    const struct fg_symbol *guard = what;
    (void)page;
    for (size_t i = 0; i < line->guard.count; i++)
        if (line->guard.at[i].name.symbol == guard)
            return true;
    return false;
}

bool fg_page_cites_clause(struct fg_page *page, const struct fg_line *line, const void *what)
{
    (void)page;
    for (size_t i = 0; i < line->clauses.count; i++)
        if (strcmp(line->clauses.at[i].clause, what) == 0)
            return true;
    return false;
}

bool fg_page_cites_none(struct fg_page *page, const struct fg_line *line, const void *what)
{
    (void)page;
    (void)what;
    return line->clauses.count == 0;
}
