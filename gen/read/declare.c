/* Declarations: a keyword, and what follows it. */
#include "read/arguments.h"
#include "read/ports.h"
#include "read/reader.h"

#include <string.h>

#define COMPARED_MAX 4096 /* names of one list; each is compared with each */

/* A describing text may end any declaration. */
static bool end_text(struct fg_cursor *cursor, const char **text)
{
    if (fg_cursor_peek(cursor).kind == FG_STRING && !fg_cursor_string(cursor, "a text", text))
        return false;
    return fg_cursor_done(cursor);
}

/* Complains about what stands in place of the text or the end, most often a mistyped word. */
static bool end_words(struct fg_cursor *cursor, const char *const *word, const char **text)
{
    struct fg_token token = fg_cursor_peek(cursor);
    if (end_text(cursor, text))
        return true;
    const char *close = NULL;
    struct fg_ref wrong;
    if (*text)
        fg_log_hint(cursor->machine->log, "the text comes last");
    else if (token.kind == FG_WORD && fg_cursor_name(cursor, "a word", &wrong))
        for (; *word; word++)
            close = fg_log_closer(wrong.symbol->text, close, *word);
    fg_log_suggest(cursor->machine->log, close);
    return false;
}

/* Enters a name of that kind at place `index` of its list. Complains if it exists already. */
static bool enter(struct fg_cursor *cursor, enum fg_kind kind, const char *what,
                  struct fg_thing *thing, size_t index)
{
    struct fg_symbol *symbol = thing->name.symbol;
    if (symbol->index[kind] >= 0) {
        const struct fg_place *other = &symbol->where[kind];
        fg_log_error(cursor->machine->log, thing->name.place, NULL, "%s '%s' is declared twice",
                     what, symbol->text);
        fg_log_hint(cursor->machine->log, "the other is in %s:%u", other->source->name,
                    (unsigned)other->line);
        return false;
    }
    symbol->index[kind] = (int)index;
    symbol->where[kind] = thing->name.place;
    thing->shared = cursor->shared;
    return true;
}

static bool once(struct fg_cursor *cursor, bool given, const char *what, struct fg_place place)
{
    if (given)
        fg_log_error(cursor->machine->log, place, NULL, "%s is declared twice", what);
    return !given;
}

static bool not_shared(struct fg_cursor *cursor, const char *what, struct fg_place place)
{
    if (cursor->shared)
        fg_log_error(cursor->machine->log, place, NULL, "an included file cannot declare %s", what);
    return !cursor->shared;
}

static void declare_machine(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_ref name;
    if (fg_cursor_name(cursor, "the machine's name", &name) &&
        not_shared(cursor, "a machine", name.place) &&
        once(cursor, machine->name.symbol, "the machine", name.place) && fg_cursor_done(cursor))
        machine->name = name;
}

static void declare_decision(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_ref name;
    const char *text = NULL;
    if (fg_cursor_name(cursor, "the decision's name", &name) &&
        not_shared(cursor, "a decision", name.place) &&
        once(cursor, machine->name.symbol, "the decision", name.place) && end_text(cursor, &text)) {
        machine->name = name;
        machine->text = text;
    }
}

static void declare_prefix(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_ref name;
    if (fg_cursor_name(cursor, "a C prefix", &name) && not_shared(cursor, "a prefix", name.place) &&
        once(cursor, machine->prefix.symbol, "the prefix", name.place) && fg_cursor_done(cursor))
        machine->prefix = name;
}

static void declare_type(struct fg_cursor *cursor, const char *what, const char **type)
{
    struct fg_place place = fg_cursor_here(cursor);
    const char *text;
    if (!fg_cursor_string(cursor, "a C type in quotes", &text) || !fg_cursor_done(cursor))
        return;
    if (text[strspn(text, " ")] == 0)
        fg_log_error(cursor->machine->log, place, NULL, "the C type is blank");
    else if (once(cursor, *type, what, place))
        *type = text;
}

static void declare_context(struct fg_reader *reader, struct fg_cursor *cursor)
{
    declare_type(cursor, "the context", &reader->machine->context);
}

static void declare_payload(struct fg_reader *reader, struct fg_cursor *cursor)
{
    declare_type(cursor, "the payload", &reader->machine->payload);
}

static void declare_optional(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_place place = fg_cursor_here(cursor);
    if (fg_cursor_done(cursor) && not_shared(cursor, "a machine optional", place) &&
        once(cursor, reader->machine->optional, "`optional`", place))
        reader->machine->optional = true;
}

static void declare_header(struct fg_reader *reader, struct fg_cursor *cursor)
{
    const char *text;
    if (!fg_cursor_string(cursor, "a header's name in quotes", &text) || !fg_cursor_done(cursor))
        return;
    for (size_t i = 0; i < reader->machine->headers.count; i++)
        if (strcmp(reader->machine->headers.at[i], text) == 0)
            return;
    *FG_PUSH(reader->machine->arena, &reader->machine->headers) = text;
}

static void declare_include(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_place place = fg_cursor_here(cursor);
    const char *text;
    if (fg_cursor_string(cursor, "a file's name in quotes", &text) && fg_cursor_done(cursor)) {
        reader->include = text;
        reader->include_place = place;
    }
}

static void declare_initial(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_ref name;
    if (fg_cursor_name(cursor, "a state", &name) &&
        not_shared(cursor, "an initial state", name.place) &&
        once(cursor, machine->initial.symbol, "the initial state", name.place) &&
        fg_cursor_done(cursor))
        machine->initial = name;
}

static void declare_final(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_ref name;
    if (!not_shared(cursor, "a final state", fg_cursor_here(cursor)))
        return;
    if (machine->finals.count == 0 && fg_cursor_take_word(cursor, "none")) {
        machine->no_final = fg_cursor_done(cursor);
        return;
    }
    do {
        if (!fg_cursor_name(cursor, "a state", &name))
            return;
        for (size_t i = 0; i < machine->finals.count && i < COMPARED_MAX; i++)
            if (machine->finals.at[i].symbol == name.symbol) {
                fg_log_error(machine->log, name.place, NULL, "final state '%s' is declared twice",
                             name.symbol->text);
                return;
            }
        *FG_PUSH(machine->arena, &machine->finals) = name;
    } while (fg_cursor_take(cursor, FG_COMMA) || fg_cursor_peek(cursor).kind == FG_WORD);
    fg_cursor_done(cursor);
}

/* A `state` line only describes a state, since the table itself names the states. So the line must
 * have a text. */
static void declare_state(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_thing meaning = {0};
    if (!not_shared(cursor, "a state", fg_cursor_here(cursor)) ||
        !fg_cursor_name(cursor, "a state", &meaning.name))
        return;
    struct fg_place place = fg_cursor_here(cursor);
    if (!fg_cursor_string(cursor, "a text in quotes that says what is so in that state",
                          &meaning.text) ||
        !fg_cursor_done(cursor))
        return;
    if (meaning.text[strspn(meaning.text, " \t")] == 0) {
        fg_log_error(machine->log, place, NULL, "the text is blank");
        return;
    }
    for (size_t i = 0; i < machine->meanings.count; i++)
        if (machine->meanings.at[i].name.symbol == meaning.name.symbol) {
            const struct fg_place *other = &machine->meanings.at[i].name.place;
            fg_log_error(machine->log, meaning.name.place, NULL, "state '%s' is declared twice",
                         meaning.name.symbol->text);
            fg_log_hint(machine->log, "the other is in %s:%u", other->source->name,
                        (unsigned)other->line);
            return;
        }
    *FG_PUSH(machine->arena, &machine->meanings) = meaning;
}

static void declare_const(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_constant constant = {0};
    struct fg_duration value;
    if (!fg_cursor_name(cursor, "a constant's name", &constant.is.name) ||
        !fg_cursor_duration(cursor, &value))
        return;
    if (value.name.symbol) {
        fg_log_error(reader->machine->log, value.place, NULL,
                     "a constant is a number with a unit, as in `500ms`");
        return;
    }
    constant.us = value.factor ? value.literal_us : 0;
    if (end_text(cursor, &constant.is.text) &&
        enter(cursor, FG_CONSTANT, "constant", &constant.is, reader->machine->constants.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->constants) = constant;
}

static bool range(struct fg_cursor *cursor, uint32_t *low, uint32_t *high)
{
    struct fg_place place = fg_cursor_here(cursor);
    if (!fg_cursor_number(cursor, "a range (100..199)", low))
        return false;
    *high = *low; /* a single value is a range too */
    if (fg_cursor_take(cursor, FG_RANGE) && !fg_cursor_number(cursor, "the end of the range", high))
        return false;
    if (*low > *high)
        fg_log_error(cursor->machine->log, place, NULL, "the range ends before it starts");
    return *low <= *high;
}

static bool origin(struct fg_cursor *cursor, enum fg_origin *origin)
{
    static const char *const name[] = {"wire", "transport", "app", "machine"};
    if (!fg_cursor_take_word(cursor, "from"))
        return fg_cursor_expected(cursor, "`from` and an origin (wire, transport, app or machine)");
    for (unsigned i = 0; i < 4; i++)
        if (fg_cursor_take_word(cursor, name[i])) {
            *origin = (enum fg_origin)i;
            return true;
        }
    return fg_cursor_expected(cursor, "an origin (wire, transport, app or machine)");
}

static void declare_class(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_class class = {0};
    if (!fg_cursor_name(cursor, "a class's name", &class.is.name))
        return;
    if (!fg_cursor_take_word(cursor, "range")) {
        fg_cursor_expected(cursor, "`range`");
        return;
    }
    if (range(cursor, &class.low, &class.high) && origin(cursor, &class.origin) &&
        end_text(cursor, &class.is.text) &&
        enter(cursor, FG_CLASS, "class", &class.is, reader->machine->classes.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->classes) = class;
}

static bool event_name(struct fg_cursor *cursor, struct fg_ref *name)
{
    if (!fg_cursor_name(cursor, "an event's name", name))
        return false;
    const char *text = name->symbol->text;
    bool taken = strcmp(text, "enter") == 0 || strcmp(text, "exit") == 0 ||
                 strcmp(text, "timer") == 0;
    if (taken)
        fg_log_error(cursor->machine->log, name->place, NULL,
                     "'%s' means something else in the Event column", text);
    return !taken;
}

static void declare_event(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_event event = {0};
    if (event_name(cursor, &event.is.name) &&
        fg_cursor_name(cursor, "a class's name", &event.class_name) &&
        range(cursor, &event.low, &event.high) && end_text(cursor, &event.is.text) &&
        enter(cursor, FG_EVENT, "event", &event.is, reader->machine->events.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->events) = event;
}

static void declare_input(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_event event = {0};
    if (event_name(cursor, &event.is.name) && origin(cursor, &event.origin) &&
        end_text(cursor, &event.is.text) &&
        enter(cursor, FG_EVENT, "event", &event.is, reader->machine->events.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->events) = event;
}

/* A guard; in a decision table, a condition. */
static void declare_guard(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_thing guard = {0};
    if (!fg_cursor_name(cursor, machine->decision ? "a condition's name" : "a guard's name",
                        &guard.name) ||
        !end_text(cursor, &guard.text))
        return;
    if (strcmp(guard.name.symbol->text, "else") == 0)
        fg_log_error(machine->log, guard.name.place, NULL,
                     "'else' means something else in the %s column",
                     machine->decision ? "When" : "Guard");
    else if (enter(cursor, FG_GUARD, fg_machine_word(machine, FG_GUARD), &guard,
                   machine->guards.count))
        *FG_PUSH(machine->arena, &machine->guards) = guard;
}

static void declare_sink(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_thing sink = {0};
    if (fg_cursor_name(cursor, "a sink's name", &sink.name) && end_text(cursor, &sink.text) &&
        enter(cursor, FG_SINK, "sink", &sink, reader->machine->sinks.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->sinks) = sink;
}

static void declare_exclusive(struct fg_reader *reader, struct fg_cursor *cursor)
{
    const char *word = fg_machine_word(reader->machine, FG_GUARD);
    struct fg_exclusive exclusive = {0};
    do {
        struct fg_ref name;
        if (!fg_cursor_name(cursor, fg_arena_print(reader->machine->arena, "a %s's name", word),
                            &name))
            return;
        for (size_t i = 0; i < exclusive.guards.count && i < COMPARED_MAX; i++)
            if (exclusive.guards.at[i].symbol == name.symbol) {
                fg_log_error(reader->machine->log, name.place, NULL, "%s '%s' is listed twice",
                             word, name.symbol->text);
                return;
            }
        *FG_PUSH(reader->machine->arena, &exclusive.guards) = name;
    } while (fg_cursor_take(cursor, FG_COMMA) || fg_cursor_peek(cursor).kind == FG_WORD);
    if (!fg_cursor_done(cursor))
        return;
    if (exclusive.guards.count < 2)
        fg_log_error(reader->machine->log, fg_cursor_here(cursor), NULL,
                     "`exclusive` needs two %ss or more", word);
    else
        *FG_PUSH(reader->machine->arena, &reader->machine->exclusives) = exclusive;
}

static void declare_port(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_port port = {0};
    if (not_shared(cursor, "a port", fg_cursor_here(cursor)) && fg_read_port(cursor, &port) &&
        end_text(cursor, &port.is.text) &&
        enter(cursor, FG_PORT, "port", &port.is, machine->ports.count))
        *FG_PUSH(machine->arena, &machine->ports) = port;
}

static void declare_owns(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_owns owns = {0};
    if (!not_shared(cursor, "what is owned", fg_cursor_here(cursor)) ||
        !fg_read_owns(cursor, &owns) || !fg_cursor_done(cursor))
        return;
    for (size_t i = 0; i < machine->owns.count; i++)
        if (machine->owns.at[i].label.symbol == owns.label.symbol) {
            fg_log_error(machine->log, owns.label.place, NULL, "'%s' is owned twice",
                         owns.label.symbol->text);
            fg_log_hint(machine->log,
                        "the other is on line %u: give one a name of its own, `as LABEL`",
                        (unsigned)machine->owns.at[i].place.line);
            return;
        }
    *FG_PUSH(machine->arena, &machine->owns) = owns;
}

static bool raises(struct fg_cursor *cursor, struct fg_action *action)
{
    do {
        struct fg_ref machine, event;
        struct fg_raise raise = {.times = 1, .place = fg_cursor_here(cursor)};
        if (fg_cursor_peek(cursor).kind == FG_NUMBER &&
            !fg_cursor_number(cursor, "a count", &raise.times))
            return false;
        if (raise.times < 1 || raise.times > FG_RAISES_MAX) {
            fg_log_error(cursor->machine->log, raise.place, NULL, "a count is 1 to %d",
                         FG_RAISES_MAX);
            return false;
        }
        raise.place = fg_cursor_here(cursor);
        if (!fg_cursor_name(cursor,
                            "what it raises, as in `machine.event`, `port.event` or "
                            "`sink.anything`",
                            &machine))
            return false;
        if (!fg_cursor_take(cursor, FG_DOT))
            return fg_cursor_expected(cursor, "'.' and an event's name");
        if (!fg_cursor_name(cursor, "an event's name", &event))
            return false;
        raise.target = machine.symbol;
        raise.event = event.symbol->text;
        raise.place.width = event.place.column + event.place.width - raise.place.column;
        *FG_PUSH(cursor->machine->arena, &action->raises) = raise;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return true;
}

static void declare_action(struct fg_reader *reader, struct fg_cursor *cursor)
{
    static const char *const word[] = {"raises", NULL};
    struct fg_action action = {0};
    if (!fg_cursor_name(cursor, reader->machine->decision ? "an answer's name" : "an action's name",
                        &action.is.name))
        return;
    const char *text = action.is.name.symbol->text;
    if (strcmp(text, "start") == 0 || strcmp(text, "stop") == 0 || strcmp(text, "restart") == 0) {
        fg_log_error(reader->machine->log, action.is.name.place, NULL,
                     "'%s' is what a row does to a timer", text);
        return;
    }
    if (!fg_read_argument(cursor, &action.argument))
        return;
    if (fg_cursor_take_word(cursor, "raises") && !raises(cursor, &action))
        return;
    if (end_words(cursor, word, &action.is.text) &&
        enter(cursor, FG_ACTION, fg_machine_word(reader->machine, FG_ACTION), &action.is,
              reader->machine->actions.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->actions) = action;
}

/* ---- Timers: what follows the duration, in any order ---- */

static bool timer_condition(struct fg_cursor *cursor, struct fg_timer *timer)
{
    timer->negated = fg_cursor_take(cursor, FG_NOT);
    if (!fg_cursor_name(cursor, "a guard's name", &timer->condition))
        return false;
    timer->has_otherwise = fg_cursor_take_word(cursor, "else");
    return !timer->has_otherwise || fg_cursor_duration(cursor, &timer->otherwise);
}

static bool timer_backoff(struct fg_cursor *cursor, struct fg_timer *timer, struct fg_place place)
{
    if (!fg_cursor_number(cursor, "a factor", &timer->backoff))
        return false;
    if (timer->backoff < 2 || timer->backoff > 255) {
        fg_log_error(cursor->machine->log, place, NULL, "a backoff is 2 to 255");
        return false;
    }
    return true;
}

static bool timer_cap(struct fg_cursor *cursor, struct fg_timer *timer, struct fg_place place)
{
    timer->has_cap = true;
    if (!fg_cursor_duration(cursor, &timer->cap))
        return false;
    if (timer->cap.factor != 1)
        fg_log_error(cursor->machine->log, place, NULL, "a cap is a constant or a literal");
    return timer->cap.factor == 1;
}

static const char *const timer_word[] = {"if", "backoff", "cap", "sometimes", "else", NULL};

static bool timer_words(struct fg_cursor *cursor, struct fg_timer *timer, struct fg_place *cap)
{
    bool given[4] = {false};
    for (int word = 0; word < 4; word++) {
        struct fg_place here = fg_cursor_here(cursor);
        if (!fg_cursor_take_word(cursor, timer_word[word]))
            continue;
        if (given[word]) {
            fg_log_error(cursor->machine->log, here, NULL, "`%s` is listed twice",
                         timer_word[word]);
            return false;
        }
        given[word] = true;
        *cap = word == 2 ? here : *cap;
        if ((word == 0 && !timer_condition(cursor, timer)) ||
            (word == 1 && !timer_backoff(cursor, timer, here)) ||
            (word == 2 && !timer_cap(cursor, timer, here)))
            return false;
        word = -1; /* start again with the first keyword */
    }
    timer->sometimes = given[3];
    return true;
}

static void declare_timer(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_timer timer = {0};
    struct fg_place cap = {0};
    if (!fg_cursor_name(cursor, "a timer's name", &timer.is.name) ||
        !fg_cursor_duration(cursor, &timer.duration) || !timer_words(cursor, &timer, &cap) ||
        !end_words(cursor, timer_word, &timer.is.text))
        return;
    if (timer.has_cap && !timer.backoff)
        fg_log_error(reader->machine->log, cap, NULL, "a cap without a backoff has no effect");
    else if (enter(cursor, FG_TIMER, "timer", &timer.is, reader->machine->timers.count))
        *FG_PUSH(reader->machine->arena, &reader->machine->timers) = timer;
}

static const struct {
    const char *keyword;
    void (*declare)(struct fg_reader *, struct fg_cursor *);
    enum { OF_BOTH, OF_MACHINE, OF_DECISION } of;
} declarations[] = {
    {"machine", declare_machine, OF_MACHINE}, {"decision", declare_decision, OF_DECISION},
    {"prefix", declare_prefix, OF_BOTH},      {"context", declare_context, OF_BOTH},
    {"payload", declare_payload, OF_BOTH},    {"header", declare_header, OF_BOTH},
    {"include", declare_include, OF_BOTH},    {"initial", declare_initial, OF_MACHINE},
    {"final", declare_final, OF_MACHINE},     {"const", declare_const, OF_MACHINE},
    {"class", declare_class, OF_MACHINE},     {"event", declare_event, OF_MACHINE},
    {"input", declare_input, OF_MACHINE},     {"guard", declare_guard, OF_MACHINE},
    {"action", declare_action, OF_MACHINE},   {"condition", declare_guard, OF_DECISION},
    {"answer", declare_action, OF_DECISION},  {"exclusive", declare_exclusive, OF_BOTH},
    {"sink", declare_sink, OF_BOTH},          {"timer", declare_timer, OF_MACHINE},
    {"state", declare_state, OF_MACHINE},     {"port", declare_port, OF_MACHINE},
    {"owns", declare_owns, OF_MACHINE},       {"optional", declare_optional, OF_MACHINE},
};

/* Some declarations belong to machines only, others to decision tables only. An included file may
 * have both. */
static bool has_place(struct fg_reader *reader, struct fg_cursor *cursor, size_t declaration,
                      struct fg_place place)
{
    static const struct {
        const char *wrong, *right;
    } pair[] = {{"guard", "condition"}, {"action", "answer"}};
    const struct fg_machine *machine = reader->machine;
    const char *word = declarations[declaration].keyword;
    if (cursor->shared || declarations[declaration].of == OF_BOTH ||
        (declarations[declaration].of == OF_DECISION) == machine->decision)
        return true;
    if (strcmp(word, "machine") == 0)
        fg_log_error(machine->log, place, NULL,
                     "this file has a decision table: a machine has a file of its own");
    else if (machine->decision)
        fg_log_error(machine->log, place, NULL, "a decision table has no `%s`", word);
    else
        fg_log_error(machine->log, place, NULL, "`%s` is a word of decision tables", word);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        if (machine->decision && strcmp(word, pair[i].wrong) == 0)
            fg_log_hint(machine->log, "there it is `%s`", pair[i].right);
        if (!machine->decision && strcmp(word, pair[i].right) == 0)
            fg_log_hint(machine->log, "in a machine it is `%s`", pair[i].wrong);
    }
    return false;
}

void fg_declare(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_ref keyword;
    const char *close = NULL;
    if (!fg_cursor_name(cursor, "a declaration", &keyword))
        return;
    for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++) {
        if (strcmp(declarations[i].keyword, keyword.symbol->text) == 0) {
            reader->has_columns = reader->has_rule = false;
            if (has_place(reader, cursor, i, keyword.place))
                declarations[i].declare(reader, cursor);
            return;
        }
        close = fg_log_closer(keyword.symbol->text, close, declarations[i].keyword);
    }
    if (fg_table_bad(reader, cursor))
        return;
    fg_log_error(reader->machine->log, keyword.place, NULL, "unknown declaration '%s'",
                 keyword.symbol->text);
    fg_log_suggest(reader->machine->log, close);
    if (close) /* it was meant, so it is not reported as missing */
        fg_machine_symbol(reader->machine, close, strlen(close))->hushed = FG_HUSHED_ALL;
}
