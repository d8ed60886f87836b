/* What the machines of a program have in common, and the names of that in C. */
#include "emit/registry.h"

#include "read/cname.h"

#include <ctype.h>
#include <string.h>

bool fg_registry_is_prefix(const char *text)
{
    bool good = isalpha((unsigned char)*text) || *text == '_';
    for (; *text && good; text++)
        good = isalnum((unsigned char)*text) || *text == '_';
    return good;
}

bool fg_registry_has_optional(const struct fg_registry *registry)
{
    bool has = false;
    for (size_t m = 0; m < registry->machines; m++)
        has = has || registry->machine[m]->optional;
    return has;
}

/* ---- What the machines have in common ---- */

static int find(const char *const *text, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text[i], wanted) == 0)
            return (int)i;
    return -1;
}

bool fg_registry_has_constant(const struct fg_machine *machine, const char *name, int *place)
{
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_symbol *symbol = machine->constants.at[i].is.name.symbol;
        if (symbol && strcmp(symbol->text, name) == 0) {
            *place = (int)i;
            return true;
        }
    }
    return false;
}

bool fg_registry_has_event(const struct fg_machine *machine, const char *name, int *place)
{
    for (size_t i = 0; i < machine->events.count; i++)
        if (strcmp(machine->events.at[i].is.name.symbol->text, name) == 0) {
            *place = (int)(machine->timers.count + i);
            return true;
        }
    return false;
}

const struct fg_class *fg_registry_class(const struct fg_machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->classes.count; i++)
        if (machine->classes.at[i].is.used &&
            strcmp(machine->classes.at[i].is.name.symbol->text, name) == 0)
            return &machine->classes.at[i];
    return NULL;
}

/* Does a later machine have it as well? */
static bool is_shared(const struct fg_registry *registry, size_t after, const char *name,
                      bool (*has)(const struct fg_machine *, const char *, int *))
{
    int place;
    for (size_t m = after + 1; m < registry->machines; m++)
        if (has(registry->machine[m], name, &place))
            return true;
    return false;
}

static void gather(struct fg_registry *registry, size_t m)
{
    const struct fg_machine *machine = registry->machine[m];
    if (!machine->decision &&
        find(registry->records.at, registry->records.count, machine->context) < 0)
        *FG_PUSH(registry->arena, &registry->records) = machine->context;
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_symbol *symbol = machine->constants.at[i].is.name.symbol;
        if (symbol && find(registry->constants.at, registry->constants.count, symbol->text) < 0 &&
            is_shared(registry, m, symbol->text, fg_registry_has_constant))
            *FG_PUSH(registry->arena, &registry->constants) = symbol->text;
    }
    for (size_t i = 0; i < machine->events.count; i++) {
        const char *name = machine->events.at[i].is.name.symbol->text;
        if (find(registry->events.at, registry->events.count, name) < 0 &&
            is_shared(registry, m, name, fg_registry_has_event))
            *FG_PUSH(registry->arena, &registry->events) = name;
    }
    for (size_t i = 0; i < machine->classes.count; i++) {
        const char *name = machine->classes.at[i].is.name.symbol->text;
        if (machine->classes.at[i].is.used &&
            find(registry->classes.at, registry->classes.count, name) < 0)
            *FG_PUSH(registry->arena, &registry->classes) = name;
    }
}

/* ---- Names in C ---- */

const char *fg_registry_upper(const struct fg_registry *registry, const char *name)
{
    return fg_cname_upper(registry->arena, name);
}

/* `struct sf_txn` -> TXN: without the keyword and without the prefix. */
const char *fg_registry_record(const struct fg_registry *registry, const char *type)
{
    static const char *const keyword[] = {"const ", "struct ", "union ", "enum "};
    size_t length = strlen(registry->prefix);
    for (size_t i = 0; i < sizeof keyword / sizeof *keyword; i++)
        if (strncmp(type, keyword[i], strlen(keyword[i])) == 0)
            type += strlen(keyword[i]);
    if (strncmp(type, registry->prefix, length) == 0 && type[length] == '_' && type[length + 1])
        type += length + 1;
    char *name = fg_arena_text(registry->arena, type, strlen(type));
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return fg_registry_upper(registry, name);
}

const char *fg_registry_bind(const struct fg_registry *registry, const struct fg_machine *owner,
                             const struct fg_owns *owns)
{
    return fg_arena_print(registry->arena, "%s_BIND_%s_%s",
                          fg_registry_upper(registry, registry->prefix),
                          fg_registry_upper(registry, owner->name.symbol->text),
                          fg_registry_upper(registry, owns->label.symbol->text));
}

const char *fg_registry_port(const struct fg_registry *registry, const char *machine,
                             const char *port)
{
    return fg_arena_print(registry->arena, "%s_PORT_%s_%s",
                          fg_registry_upper(registry, registry->prefix),
                          fg_registry_upper(registry, machine), fg_registry_upper(registry, port));
}

void fg_registry_title(struct fg_output *out, const char *what)
{
    fg_output_print(out, "/* Generated by fsmgen: %s. Change the tables, not this. */\n", what);
}

struct naming {
    const char *enumerator, *what;
    const struct fg_machine *machine;
};

bool fg_registry_build(struct fg_registry *registry)
{
    const char *prefix = fg_registry_upper(registry, registry->prefix);
    size_t errors = registry->log->errors;
    FG_LIST(struct naming) names = {0};
    for (size_t m = 0; m < registry->machines; m++)
        gather(registry, m);
    for (size_t m = 0; m < registry->machines; m++) {
        const struct fg_machine *machine = registry->machine[m];
        const char *name = fg_registry_upper(registry, machine->name.symbol->text);
        *FG_PUSH(registry->arena, &names) = (struct naming){
            fg_arena_print(registry->arena, "%s_M_%s", prefix, name), "machine", machine};
    }
    for (size_t r = 0; r < registry->records.count; r++) {
        const struct fg_machine *first = NULL;
        for (size_t m = 0; m < registry->machines && !first; m++)
            if (strcmp(registry->machine[m]->context, registry->records.at[r]) == 0)
                first = registry->machine[m];
        *FG_PUSH(registry->arena, &names) =
            (struct naming){fg_arena_print(registry->arena, "%s_RECORD_%s", prefix,
                                           fg_registry_record(registry, registry->records.at[r])),
                            "context", first};
    }
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t i = 0; i < registry->machine[m]->owns.count; i++)
            *FG_PUSH(registry->arena, &names) = (struct naming){
                fg_registry_bind(registry, registry->machine[m], &registry->machine[m]->owns.at[i]),
                "binding", registry->machine[m]};
    for (size_t i = 0; i < names.count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(names.at[i].enumerator, names.at[k].enumerator) == 0) {
                fg_log_error(registry->log, names.at[i].machine->name.place, "names",
                             "in the registry this machine's %s would be called %s, as is that of "
                             "machine '%s'",
                             strcmp(names.at[i].what, "machine") == 0 ? "number" : names.at[i].what,
                             names.at[i].enumerator, names.at[k].machine->name.symbol->text);
                break;
            }
    return registry->log->errors == errors;
}
