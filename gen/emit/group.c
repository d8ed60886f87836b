#include "emit/group.h"

#include "emit/output.h"
#include "emit/words.h"

#include <string.h>

#define WIDE 44

static bool is_drawn(const struct fg_row *row)
{
    return row->line->kind == FG_GO || row->line->kind == FG_STAY;
}

static bool is_alike(const struct fg_row *a, const struct fg_row *b)
{
    return a->line->kind == b->line->kind && (a->line->kind == FG_STAY || a->next == b->next);
}

/* `else` depends on the other rows of its event, so two `else` are never the same. */
static bool is_same(const struct fg_group *group, const char *guard, const char *actions)
{
    return strcmp(group->guard, guard) == 0 && strncmp(guard, "else", 4) != 0 &&
           strcmp(group->actions, actions) == 0;
}

bool fg_group_starts(const struct fg_row *first, const struct fg_row *row)
{
    if (!is_drawn(row))
        return false;
    for (; first < row; first++)
        if (is_alike(first, row))
            return false;
    return true;
}

const struct fg_group *fg_group_rows(struct fg_machine *machine, struct fg_arena *arena,
                                     const struct fg_row *first, const struct fg_row *end,
                                     const struct fg_row *like, size_t *count)
{
    size_t most = (size_t)(end - first);
    struct fg_group *groups = fg_arena_get(arena, most * sizeof *groups);
    struct fg_output *events = fg_arena_get(arena, most * sizeof *events);
    *count = 0;
    for (const struct fg_row *row = first; row < end; row++) {
        if (!is_alike(like, row))
            continue;
        const char *guard = row->line->cell[FG_COL_GUARD],
                   *actions = fg_word_ops(arena, &row->line->ops);
        size_t at = 0;
        while (at < *count && !is_same(&groups[at], guard, actions))
            at++;
        if (at == *count) {
            groups[(*count)++] = (struct fg_group){.guard = guard, .actions = actions};
            events[at].arena = arena;
        }
        fg_output_print(&events[at], "%s%s", events[at].count ? ", " : "",
                        fg_machine_event_text(machine, row->event));
    }
    for (size_t i = 0; i < *count; i++)
        groups[i].events = fg_arena_text(arena, events[i].at, events[i].count);
    return groups;
}

struct label {
    struct fg_arena *arena;
    FG_LIST(struct fg_label_word) words;
    size_t column;
};

static void word(struct label *label, const char *text, size_t length, enum fg_label_kind kind)
{
    bool feeds = label->words.count && label->column + 1 + length > WIDE;
    *FG_PUSH(label->arena, &label->words) =
        (struct fg_label_word){fg_arena_text(label->arena, text, length), kind, feeds};
    label->column = length + (feeds ? FG_LABEL_IN : label->words.count ? label->column + 1 : 0);
}

/* The items of a list, each with the comma that follows it. */
static void list(struct label *label, const char *text, enum fg_label_kind kind)
{
    for (const char *end; *text; text = end) {
        while (*text == ' ')
            text++;
        end = strstr(text, ", ");
        end = end ? end + 1 : text + strlen(text);
        word(label, text, (size_t)(end - text), kind);
    }
}

const struct fg_label_word *fg_label(struct fg_arena *arena, const char *events, const char *guard,
                                     const char *actions, size_t *count)
{
    struct label label = {.arena = arena};
    list(&label, events, FG_LABEL_EVENT);
    if (*guard) {
        const char *text = fg_arena_print(arena, "[%s]", guard);
        word(&label, text, strlen(text), FG_LABEL_GUARD);
    }
    if (*actions) {
        word(&label, "/", 1, FG_LABEL_EVENT);
        list(&label, actions, FG_LABEL_ACTION);
    }
    *count = label.words.count;
    return label.words.at;
}
