/* A machine as JSON, with everything that is known of it. docs/tables.md describes the form.
 * `format` changes when the form changes incompatibly. */
#include "check/flow.h"
#include "emit/emit.h"
#include "emit/words.h"

#include <string.h>

/* The length of the UTF-8 character at `text`; 0 if there is none. */
static size_t character(const unsigned char *text)
{
    static const struct {
        unsigned char low, high, second_low, second_high, length;
    } form[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        if (text[0] < form[i].low || text[0] > form[i].high)
            continue;
        if (form[i].length > 1 && (text[1] < form[i].second_low || text[1] > form[i].second_high))
            return 0;
        for (size_t k = 2; k < form[i].length; k++)
            if ((text[k] & 0xc0) != 0x80)
                return 0;
        return form[i].length;
    }
    return 0;
}

/* A string with its quotes. A null text becomes null. Bytes that are not UTF-8 become U+FFFD. */
static const char *string(struct fg_output *out, const char *text)
{
    if (!text)
        return "null";
    char *safe = fg_arena_get(out->arena, 6 * strlen(text) + 3), *to = safe;
    *to++ = '"';
    for (const unsigned char *from = (const unsigned char *)text; *from;) {
        size_t length = character(from);
        if (*from == '\n') { /* of the leading comment */
            memcpy(to, "\\n", 2);
            to += 2;
            from++;
            continue;
        }
        if (length == 0 || *from < ' ' || *from == 0x7f) {
            static const char hex[] = "0123456789abcdef";
            unsigned code = length ? *from : 0xfffd;
            memcpy(to, "\\u", 2);
            for (int digit = 0; digit < 4; digit++)
                to[2 + digit] = hex[code >> (12 - 4 * digit) & 15];
            to += 6;
            from++;
            continue;
        }
        if (*from == '"' || *from == '\\')
            *to++ = '\\';
        memcpy(to, from, length);
        to += length;
        from += length;
    }
    *to = '"';
    return safe;
}

static const char *name(struct fg_output *out, const struct fg_ref *ref)
{
    return string(out, ref->symbol ? ref->symbol->text : NULL);
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

/* A list of objects, one on each line. */
static void list_start(struct fg_output *out, const char *key)
{
    fg_output_print(out, ",\n  \"%s\": [", key);
}

static void element(struct fg_output *out, size_t *count)
{
    fg_output_print(out, "%s\n    ", (*count)++ ? "," : "");
}

static void list_end(struct fg_output *out, size_t count)
{
    fg_output_print(out, "%s]", count ? "\n  " : "");
}

static void strings(struct fg_output *out, const char *key, const char *const *text, size_t count)
{
    fg_output_print(out, "\"%s\": [", key);
    for (size_t i = 0; i < count; i++)
        fg_output_print(out, "%s%s", i ? ", " : "", string(out, text[i]));
    fg_output_print(out, "]");
}

static void duration(struct fg_machine *machine, struct fg_output *out,
                     const struct fg_duration *duration)
{
    fg_output_print(out, "{\"text\": %s, \"us\": %llu, \"constant\": %s, \"factor\": %u}",
                    string(out, fg_word_duration(out->arena, duration)),
                    (unsigned long long)fg_machine_us(machine, duration),
                    name(out, &duration->name), (unsigned)duration->factor);
}

static void ops(struct fg_machine *machine, struct fg_output *out, const char *key,
                const struct fg_ops *ops)
{
    static const char *const verb[] = {"do", "start", "stop", "restart", "restart"};
    fg_output_print(out, "\"%s\": [", key);
    for (size_t i = 0; i < ops->count; i++) {
        fg_output_print(out, "%s{\"%s\": %s", i ? ", " : "", verb[ops->at[i].kind],
                        name(out, &ops->at[i].name));
        if (ops->at[i].given == FG_WORD_GIVEN)
            fg_output_print(out, ", \"argument\": %s", name(out, &ops->at[i].word));
        else if (ops->at[i].given == FG_NUMBER_GIVEN)
            fg_output_print(out, ", \"argument\": %u", (unsigned)ops->at[i].argument);
        if (ops->at[i].kind == FG_RESTART_AT) {
            fg_output_print(out, ", \"at\": ");
            duration(machine, out, &ops->at[i].at);
        }
        fg_output_print(out, "}");
    }
    fg_output_print(out, "]");
}

static void constants(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "constants");
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_constant *constant = &machine->constants.at[i];
        if (!constant->is.name.symbol)
            continue; /* a literal */
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, \"us\": %llu, \"used\": %s, \"text\": %s}",
                        name(out, &constant->is.name), (unsigned long long)constant->us,
                        truth(constant->is.used), string(out, constant->is.text));
    }
    list_end(out, count);
}

static void events(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "classes");
    for (size_t i = 0; i < machine->classes.count; i++) {
        const struct fg_class *class = &machine->classes.at[i];
        if (!class->is.used)
            continue;
        element(out, &count);
        fg_output_print(out,
                        "{\"name\": %s, \"low\": %u, \"high\": %u, \"from\": \"%s\", \"text\": %s}",
                        name(out, &class->is.name), (unsigned)class->low, (unsigned)class->high,
                        fg_word_origin[class->origin], string(out, class->is.text));
    }
    list_end(out, count);
    count = 0;
    list_start(out, "events");
    for (size_t i = 0; i < machine->events.count; i++) {
        const struct fg_event *event = &machine->events.at[i];
        element(out, &count);
        fg_output_print(
            out, "{\"name\": %s, \"from\": \"%s\", ", name(out, &event->is.name),
            fg_word_origin[fg_machine_origin(machine, (int)(machine->timers.count + i))]);
        if (event->class_name.symbol)
            fg_output_print(out, "\"class\": %s, \"low\": %u, \"high\": %u, ",
                            name(out, &event->class_name), (unsigned)event->low,
                            (unsigned)event->high);
        fg_output_print(out, "\"text\": %s}", string(out, event->is.text));
    }
    list_end(out, count);
}

static void timers(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "timers");
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, \"duration\": ", name(out, &timer->is.name));
        duration(machine, out, &timer->duration);
        if (timer->condition.symbol)
            fg_output_print(out, ", \"if\": {\"guard\": %s, \"not\": %s}",
                            name(out, &timer->condition), truth(timer->negated));
        if (timer->has_otherwise) {
            fg_output_print(out, ", \"else\": ");
            duration(machine, out, &timer->otherwise);
        }
        if (timer->backoff)
            fg_output_print(out, ", \"backoff\": %u", (unsigned)timer->backoff);
        if (timer->has_cap) {
            fg_output_print(out, ", \"cap\": ");
            duration(machine, out, &timer->cap);
        }
        fg_output_print(out, "%s, \"text\": %s}", timer->sometimes ? ", \"sometimes\": true" : "",
                        string(out, timer->is.text));
    }
    list_end(out, count);
}

static void things(struct fg_output *out, const char *key, const struct fg_thing *thing,
                   size_t things)
{
    size_t count = 0;
    list_start(out, key);
    for (size_t i = 0; i < things; i++) {
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, \"text\": %s}", name(out, &thing[i].name),
                        string(out, thing[i].text));
    }
    list_end(out, count);
}

static void exclusives(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "exclusive");
    for (size_t i = 0; i < machine->exclusives.count; i++) {
        size_t said = 0;
        element(out, &count);
        fg_output_print(out, "[");
        for (size_t g = 0; g < machine->exclusives.at[i].guards.count; g++) {
            const struct fg_ref *guard = &machine->exclusives.at[i].guards.at[g];
            if (guard->symbol->index[FG_GUARD] >= 0)
                fg_output_print(out, "%s%s", said++ ? ", " : "", name(out, guard));
        }
        fg_output_print(out, "]");
    }
    list_end(out, count);
}

static void argument(struct fg_output *out, const struct fg_argument *argument)
{
    if (!argument->name.symbol)
        return;
    fg_output_print(out, "\"argument\": {\"name\": %s, ", name(out, &argument->name));
    if (argument->words.count == 0)
        fg_output_print(out, "\"low\": %u, \"high\": %u}, ", (unsigned)argument->low,
                        (unsigned)argument->high);
    for (size_t i = 0; i < argument->words.count; i++)
        fg_output_print(out, "%s%s%s", i ? ", " : "\"words\": [", name(out, &argument->words.at[i]),
                        i + 1 == argument->words.count ? "]}, " : "");
}

static void actions(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "actions");
    for (size_t i = 0; i < machine->actions.count; i++) {
        const struct fg_action *action = &machine->actions.at[i];
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, ", name(out, &action->is.name));
        argument(out, &action->argument);
        fg_output_print(out, "\"raises\": [");
        for (size_t r = 0; r < action->raises.count; r++)
            fg_output_print(out, "%s{\"times\": %u, \"%s\": %s, \"event\": %s}", r ? ", " : "",
                            (unsigned)action->raises.at[r].times,
                            fg_raise_is_port(&action->raises.at[r]) ? "port" : "machine",
                            string(out, action->raises.at[r].target->text),
                            string(out, action->raises.at[r].event));
        fg_output_print(out, "], \"text\": %s}", string(out, action->is.text));
    }
    list_end(out, count);
}

static void ports(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "ports");
    for (size_t i = 0; i < machine->ports.count; i++) {
        const struct fg_port *port = &machine->ports.at[i];
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, \"events\": [", name(out, &port->is.name));
        for (size_t e = 0; e < port->events.count; e++)
            fg_output_print(out, "%s%s", e ? ", " : "", name(out, &port->events.at[e]));
        fg_output_print(out, "], \"text\": %s}", string(out, port->is.text));
    }
    list_end(out, count);
    count = 0;
    list_start(out, "owns");
    for (size_t i = 0; i < machine->owns.count; i++) {
        const struct fg_owns *owns = &machine->owns.at[i];
        element(out, &count);
        fg_output_print(out, "{\"machine\": %s, \"port\": %s, \"as\": %s, \"binds\": [",
                        name(out, &owns->machine), name(out, &owns->port), name(out, &owns->label));
        for (size_t b = 0; b < owns->binds.count; b++)
            fg_output_print(out, "%s{\"event\": %s, \"to\": %s, \"why\": %s}", b ? ", " : "",
                            name(out, &owns->binds.at[b].event), name(out, &owns->binds.at[b].to),
                            string(out, owns->binds.at[b].why));
        fg_output_print(out, "]}");
    }
    list_end(out, count);
}

static void running(struct fg_machine *machine, struct fg_output *out, const char *key,
                    const struct fg_set *set, bool any)
{
    const char *text[FG_TIMERS_MAX];
    size_t count = 0;
    for (int i = 0; any && i < (int)machine->timers.count; i++)
        if (fg_set_has(set, i))
            text[count++] = machine->timers.at[i].is.name.symbol->text;
    strings(out, key, text, count);
}

static void states(struct fg_machine *machine, struct fg_output *out)
{
    struct fg_flow flow;
    size_t count = 0;
    fg_flow_run(machine, &flow);
    list_start(out, "states");
    for (size_t i = 0; i < machine->states.count; i++) {
        const struct fg_state *state = &machine->states.at[i];
        element(out, &count);
        fg_output_print(out, "{\"name\": %s, \"initial\": %s, \"final\": %s, ",
                        name(out, &state->name), truth((int)i == machine->initial_state),
                        truth(state->final));
        ops(machine, out, "enter", &state->enter);
        fg_output_print(out, ", ");
        ops(machine, out, "exit", &state->exit);
        fg_output_print(out, ", ");
        running(machine, out, "timers_may_run", &flow.may[i], flow.reached[i]);
        fg_output_print(out, ", ");
        running(machine, out, "timers_run", &flow.must[i], flow.reached[i]);
        fg_output_print(out, ", \"text\": %s}", string(out, state->text));
    }
    list_end(out, count);
}

/* The departures of a row, if it has any. */
static void departures(struct fg_output *out, const struct fg_line *line)
{
    size_t count = 0;
    for (size_t i = 0; i < line->clauses.count; i++) {
        const struct fg_citation *citation = &line->clauses.at[i];
        if (citation->departs)
            fg_output_print(out, "%s{\"clause\": %s, \"why\": %s}",
                            count++ ? ", " : ", \"departures\": [", string(out, citation->clause),
                            string(out, citation->departs));
    }
    fg_output_print(out, "%s", count ? "]" : "");
}

static void source_of_row(struct fg_output *out, const struct fg_line *line)
{
    fg_output_print(out, ", \"why\": %s, \"clauses\": [", string(out, line->why));
    for (size_t i = 0; i < line->clauses.count; i++)
        fg_output_print(out, "%s%s", i ? ", " : "", string(out, line->clauses.at[i].clause));
    fg_output_print(out, "]");
    departures(out, line);
    fg_output_print(out, ", \"wildcard\": %s, \"line\": %u}", truth(line->wildcard),
                    (unsigned)line->place.line);
}

static void edges(struct fg_machine *machine, struct fg_output *out)
{
    size_t count = 0;
    list_start(out, "edges");
    for (int s = 0; s < (int)machine->states.count; s++)
        for (int kind = FG_ON_ENTER; kind <= FG_ON_EXIT; kind++)
            for (int named = 0; named < 2; named++)
                for (size_t i = 0; i < machine->lines.count; i++) {
                    const struct fg_line *line = &machine->lines.at[i];
                    if (line->wildcard == named ||
                        !fg_word_is_edge(machine, line, s, (enum fg_event_kind)kind))
                        continue;
                    element(out, &count);
                    fg_output_print(out, "{\"state\": %s, \"on\": \"%s\", ",
                                    string(out, fg_machine_state_name(machine, s)),
                                    kind == FG_ON_ENTER ? "enter" : "exit");
                    ops(machine, out, "actions", &line->ops);
                    source_of_row(out, line);
                }
    list_end(out, count);
}

static void rows(struct fg_machine *machine, struct fg_output *out)
{
    static const char *const kind[] = {"go", "stay", "ignore", "never"};
    size_t count = 0;
    list_start(out, "rows");
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        const struct fg_line *line = row->line;
        element(out, &count);
        const struct fg_event *event = fg_machine_event(machine, row->event);
        fg_output_print(out, "{\"state\": %s, \"%s\": %s, \"guard\": [",
                        string(out, fg_machine_state_name(machine, row->state)),
                        event ? "event" : "timer",
                        event ? name(out, &event->is.name)
                              : name(out, &machine->timers.at[row->event].is.name));
        for (size_t g = 0; g < line->guard.count; g++)
            fg_output_print(out, "%s{\"guard\": %s, \"not\": %s}", g ? ", " : "",
                            name(out, &line->guard.at[g].name), truth(line->guard.at[g].negated));
        fg_output_print(out, "], \"else\": %s, \"kind\": \"%s\", \"next\": %s, ",
                        truth(line->otherwise), kind[line->kind],
                        line->kind == FG_GO ? string(out, fg_machine_state_name(machine, row->next))
                                            : "null");
        ops(machine, out, "actions", &line->ops);
        source_of_row(out, line);
    }
    list_end(out, count);
}

void fg_emit_json(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out,
                    "{\n  \"format\": 1,\n  \"machine\": %s,\n  \"source\": %s,\n  \"about\": %s",
                    name(out, &machine->name), string(out, machine->source->name),
                    string(out, fg_word_about(machine)));
    if (machine->decision)
        fg_output_print(out, ",\n  \"decision\": true,\n  \"text\": %s",
                        string(out, machine->text));
    fg_output_print(out, ",\n  \"prefix\": %s,\n  \"context\": %s,\n  \"payload\": %s,\n  ",
                    name(out, &machine->prefix), string(out, machine->context),
                    string(out, machine->payload));
    if (machine->optional)
        fg_output_print(out, "\"optional\": true,\n  ");
    strings(out, "headers", machine->headers.at, machine->headers.count);
    fg_output_print(out, ",\n  \"initial\": %s", name(out, &machine->initial));
    constants(machine, out);
    events(machine, out);
    things(out, "guards", machine->guards.at, machine->guards.count);
    exclusives(machine, out);
    things(out, "sinks", machine->sinks.at, machine->sinks.count);
    ports(machine, out);
    actions(machine, out);
    timers(machine, out);
    states(machine, out);
    edges(machine, out);
    rows(machine, out);
    fg_output_print(out, "\n}\n");
}
