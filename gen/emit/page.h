/* The parts of a machine's reference page: text that is safe in Markdown, and where the table does
 * what. */
#ifndef FG_PAGE_H
#define FG_PAGE_H

#include "check/flow.h"
#include "emit/emit.h"

struct fg_page {
    struct fg_machine *machine;
    struct fg_machine *const *among; /* all machines that have pages, this one among them */
    size_t machines;
    struct fg_output *out;
    const struct fg_clauses *clauses; /* null: clauses are named, not explained */
    const char *root; /* from the page to the folder from which tables are named; null: no link */
    bool pictures;    /* the diagram is a file */
    struct fg_flow flow;
    FG_LIST(const struct fg_line *) edges; /* the enter and exit rows */
};

/* The path to the folder from which tables are named. It ends with a slash, or is empty if that is
 * this folder. */
const char *fg_page_root(struct fg_arena *arena, const char *root);
/* The name of a file, with a link to it if `root` is not null. */
const char *fg_page_file(struct fg_arena *arena, const char *root, const char *name);

/* A name, a guard or an action, in code style. */
const char *fg_page_code(struct fg_page *page, const char *text);
/* A text of the table. Null becomes nothing. */
const char *fg_page_text(struct fg_page *page, const char *words);
/* The list with one more item. */
const char *fg_page_join(struct fg_page *page, const char *list, const char *separator,
                         const char *more);
const char *fg_page_state_name(struct fg_page *page, int state);
const char *fg_page_ops(struct fg_page *page, const struct fg_ops *list);
/* When a row holds: "`reliable !forked`", "otherwise", "otherwise, if `forked`". */
const char *fg_page_guard(struct fg_page *page, const struct fg_line *line);
/* What a row does, and its note if it has one. */
const char *fg_page_done(struct fg_page *page, const struct fg_line *line);
const char *fg_page_cite(struct fg_page *page, const char *clause);
const char *fg_page_cites(struct fg_page *page, const struct fg_line *line);

/* Where an event comes from: its origin, and the machines whose actions raise it. */
const char *fg_page_from(struct fg_page *page, int event);
/* What an event of a port of this machine is for each of its owners. */
const char *fg_page_heard(struct fg_page *page, const char *port, const char *event);
/* "`dialog.bye_done`", with a link to the machine's page if it has one. */
const char *fg_page_raise(struct fg_page *page, const struct fg_raise *raise);

/* Where the wanted rows are: "`Calling`: enter, timer A; `Proceeding`: exit". */
typedef bool fg_page_wanted(struct fg_page *page, const struct fg_line *line, const void *what);
const char *fg_page_find(struct fg_page *page, fg_page_wanted *is_wanted, const void *what);

struct fg_page_timer_op {
    enum fg_op_kind kind;
    int timer;
};

fg_page_wanted fg_page_does_timer_op; /* a struct fg_page_timer_op */
fg_page_wanted fg_page_does_action;   /* a symbol */
fg_page_wanted fg_page_asks_guard;    /* a symbol */
fg_page_wanted fg_page_cites_clause;  /* its text */
fg_page_wanted fg_page_cites_none;

#endif
