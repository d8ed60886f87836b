/* <prefix>_registry.h, _registry.c and _registry_names.c. The header includes no machine's header,
 * so that the records of a program can be defined with it. */
#include "emit/registry.h"

#include "read/cname.h"

#include <ctype.h>
#include <string.h>

#define NAMES_FOR                                                                                  \
    "/* Linked by tools and by programs that load tables: the names, and the functions by name. "  \
    "*/\n"

bool fg_registry_is_prefix(const char *text)
{
    bool good = isalpha((unsigned char)*text) || *text == '_';
    for (; *text && good; text++)
        good = isalnum((unsigned char)*text) || *text == '_';
    return good;
}

/* ---- What the machines have in common ---- */

static int find(const char *const *text, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text[i], wanted) == 0)
            return (int)i;
    return -1;
}

static bool has_constant(const struct fg_machine *machine, const char *name, int *place)
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

static bool has_event(const struct fg_machine *machine, const char *name, int *place)
{
    for (size_t i = 0; i < machine->events.count; i++)
        if (strcmp(machine->events.at[i].is.name.symbol->text, name) == 0) {
            *place = (int)(machine->timers.count + i);
            return true;
        }
    return false;
}

static const struct fg_class *class_named(const struct fg_machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->classes.count; i++)
        if (machine->classes.at[i].is.used &&
            strcmp(machine->classes.at[i].is.name.symbol->text, name) == 0)
            return &machine->classes.at[i];
    return NULL;
}

/* Does a machine after this one have it as well? */
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
    if (find(registry->records.at, registry->records.count, machine->context) < 0)
        *FG_PUSH(registry->arena, &registry->records) = machine->context;
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_symbol *symbol = machine->constants.at[i].is.name.symbol;
        if (symbol && find(registry->constants.at, registry->constants.count, symbol->text) < 0 &&
            is_shared(registry, m, symbol->text, has_constant))
            *FG_PUSH(registry->arena, &registry->constants) = symbol->text;
    }
    for (size_t i = 0; i < machine->events.count; i++) {
        const char *name = machine->events.at[i].is.name.symbol->text;
        if (find(registry->events.at, registry->events.count, name) < 0 &&
            is_shared(registry, m, name, has_event))
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

static const char *upper(const struct fg_registry *registry, const char *name)
{
    return fg_cname_upper(registry->arena, name);
}

/* `struct sf_txn` -> TXN: without the keyword and without the prefix. */
static const char *record_name(const struct fg_registry *registry, const char *type)
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
    return upper(registry, name);
}

struct naming {
    const char *enumerator, *what;
    const struct fg_machine *machine;
};

bool fg_registry_build(struct fg_registry *registry)
{
    const char *prefix = upper(registry, registry->prefix);
    size_t errors = registry->log->errors;
    FG_LIST(struct naming) names = {0};
    for (size_t m = 0; m < registry->machines; m++)
        gather(registry, m);
    for (size_t m = 0; m < registry->machines; m++) {
        const struct fg_machine *machine = registry->machine[m];
        const char *name = upper(registry, machine->name.symbol->text);
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
                                           record_name(registry, registry->records.at[r])),
                            "context", first};
    }
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

/* ---- The header ---- */

static void enumeration(const struct fg_registry *registry, struct fg_output *out,
                        const char *about, const char *name, const char *middle, const char *count,
                        const char *const *text, size_t texts)
{
    const char *prefix = upper(registry, registry->prefix);
    fg_output_print(out, "/* %s */\nenum %s_%s {\n", about, registry->prefix, name);
    for (size_t i = 0; i < texts; i++)
        fg_output_print(out, "    %s_%s_%s,\n", prefix, middle, text[i]);
    fg_output_print(out, "    %s_%s\n};\n\n", prefix, count);
}

/* The upper-case names of a list. */
static const char *const *uppers(const struct fg_registry *registry, const char *const *text,
                                 size_t count)
{
    const char **to = fg_arena_get(registry->arena, (count + 1) * sizeof *to);
    for (size_t i = 0; i < count; i++)
        to[i] = upper(registry, text[i]);
    return to;
}

static void records(const struct fg_registry *registry, struct fg_output *out)
{
    const char **name = fg_arena_get(registry->arena, (registry->records.count + 1) * sizeof *name);
    for (size_t r = 0; r < registry->records.count; r++)
        name[r] = record_name(registry, registry->records.at[r]);
    enumeration(registry, out, "What machines run on: their C types of `context`.", "record",
                "RECORD", "RECORDS", name, registry->records.count);
    fg_output_print(out, "/* The most timers of any machine on such a record. */\n");
    for (size_t r = 0; r < registry->records.count; r++) {
        size_t most = 0;
        for (size_t m = 0; m < registry->machines; m++)
            if (strcmp(registry->machine[m]->context, registry->records.at[r]) == 0 &&
                registry->machine[m]->timers.count > most)
                most = registry->machine[m]->timers.count;
        fg_output_print(out, "#define %s_TIMERS_%s %zu /* %s */\n",
                        upper(registry, registry->prefix), name[r], most,
                        fg_output_comment(out, registry->records.at[r]));
    }
    fg_output_print(out, "\n");
}

static void arrays(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = upper(registry, low);
    fg_output_print(out, "extern const struct sf_fsm_type *const %s_registry_type[%s_MACHINES];\n",
                    low, up);
    fg_output_print(out, "extern const char *const %s_registry_name[%s_MACHINES];\n", low, up);
    fg_output_print(out,
                    "extern const uint8_t %s_registry_record[%s_MACHINES]; /* enum %s_record "
                    "*/\n",
                    low, up, low);
    if (registry->constants.count)
        fg_output_print(
            out,
            "/* The place of a shared constant among the machine's own, or -1: it has none. */\n"
            "extern const int16_t %s_registry_constant[%s_MACHINES][%s_SHARED_CONSTANTS];\n",
            low, up, up);
    if (registry->events.count)
        fg_output_print(out,
                        "/* The number of a shared event in the machine, or -1: it has none. */\n"
                        "extern const int16_t %s_registry_event[%s_MACHINES][%s_SHARED_EVENTS];\n",
                        low, up, up);
    if (registry->classes.count)
        fg_output_print(
            out,
            "/* The event that a number of that class is, or -1: outside the range. A null "
            "pointer: the machine\n * has no such class. */\n"
            "extern int (*const %s_registry_event_of[%s_MACHINES][%s_EVENT_CLASSES])(unsigned "
            "value);\n",
            low, up, up);
    fg_output_print(out, "\n" NAMES_FOR);
    fg_output_print(
        out, "extern const struct sf_fsm_names *const %s_registry_names[%s_MACHINES];\n", low, up);
    fg_output_print(out,
                    "extern const struct sf_fsm_binding *const %s_registry_binding[%s_MACHINES];\n",
                    low, up);
}

static void title(struct fg_output *out, const char *what)
{
    fg_output_print(out, "/* Generated by fsmgen: %s. Change the tables, not this. */\n", what);
}

void fg_emit_registry_header(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = upper(registry, low);
    const char **machine = fg_arena_get(registry->arena, registry->machines * sizeof *machine);
    for (size_t m = 0; m < registry->machines; m++)
        machine[m] = upper(registry, registry->machine[m]->name.symbol->text);
    title(out, "the machines of a program");
    fg_output_print(out, "#ifndef %s_REGISTRY_H\n#define %s_REGISTRY_H\n\n", up, up);
    fg_output_print(out, "#include \"sipfsm/fsm.h\"\n\n"
                         "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    enumeration(registry, out, "The machines, in the order of the files.", "machine", "M",
                "MACHINES", machine, registry->machines);
    records(registry, out);
    enumeration(registry, out, "Constants that two machines or more have, by name.",
                "shared_constant", "SHARED", "SHARED_CONSTANTS",
                uppers(registry, registry->constants.at, registry->constants.count),
                registry->constants.count);
    enumeration(registry, out, "Events that two machines or more have, by name.", "shared_event",
                "SHARED_EV", "SHARED_EVENTS",
                uppers(registry, registry->events.at, registry->events.count),
                registry->events.count);
    enumeration(registry, out, "Classes of numbers that are events.", "event_class", "EVENT_CLASS",
                "EVENT_CLASSES", uppers(registry, registry->classes.at, registry->classes.count),
                registry->classes.count);
    arrays(registry, out);
    fg_output_print(out, "\n#ifdef __cplusplus\n}\n#endif\n#endif\n");
}

/* ---- The arrays ---- */

static void pointers(const struct fg_registry *registry, struct fg_output *out, const char *type,
                     const char *what)
{
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "extern const struct %s %s_%s;\n", type,
                        registry->machine[m]->prefix.symbol->text, what);
    fg_output_print(out, "\nconst struct %s *const %s_registry_%s[%s_MACHINES] = {\n", type,
                    registry->prefix, what, upper(registry, registry->prefix));
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "    &%s_%s,\n", registry->machine[m]->prefix.symbol->text, what);
    fg_output_print(out, "};\n\n");
}

static void places(const struct fg_registry *registry, struct fg_output *out, const char *array,
                   const char *count, const char *const *text, size_t texts,
                   bool (*has)(const struct fg_machine *, const char *, int *))
{
    const char *up = upper(registry, registry->prefix);
    if (texts == 0)
        return;
    fg_output_print(out, "const int16_t %s_registry_%s[%s_MACHINES][%s_%s] = {\n    /*",
                    registry->prefix, array, up, up, count);
    for (size_t t = 0; t < texts; t++)
        fg_output_print(out, " %s", text[t]);
    fg_output_print(out, " */\n");
    for (size_t m = 0; m < registry->machines; m++) {
        fg_output_print(out, "    {");
        for (size_t t = 0; t < texts; t++) {
            int place = -1;
            if (!has(registry->machine[m], text[t], &place))
                place = -1;
            fg_output_print(out, "%s%d", t ? ", " : "", place);
        }
        fg_output_print(out, "}, /* %s */\n", registry->machine[m]->name.symbol->text);
    }
    fg_output_print(out, "};\n\n");
}

static void class_functions(const struct fg_registry *registry, struct fg_output *out)
{
    const char *up = upper(registry, registry->prefix);
    if (registry->classes.count == 0)
        return;
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t c = 0; c < registry->classes.count; c++)
            if (class_named(registry->machine[m], registry->classes.at[c]))
                fg_output_print(out, "int %s_event_of_%s(unsigned value);\n",
                                registry->machine[m]->prefix.symbol->text, registry->classes.at[c]);
    fg_output_print(
        out,
        "\nint (*const %s_registry_event_of[%s_MACHINES][%s_EVENT_CLASSES])(unsigned value) "
        "= {\n",
        registry->prefix, up, up);
    for (size_t m = 0; m < registry->machines; m++) {
        fg_output_print(out, "    {");
        for (size_t c = 0; c < registry->classes.count; c++) {
            bool is = class_named(registry->machine[m], registry->classes.at[c]);
            fg_output_print(out, "%s%s%s%s", c ? ", " : "",
                            is ? registry->machine[m]->prefix.symbol->text : "",
                            is ? "_event_of_" : "0", is ? registry->classes.at[c] : "");
        }
        fg_output_print(out, "}, /* %s */\n", registry->machine[m]->name.symbol->text);
    }
    fg_output_print(out, "};\n\n");
}

void fg_emit_registry_table(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = upper(registry, low);
    title(out, "the machines of a program");
    fg_output_print(out, "#include \"%s_registry.h\"\n\n", low);
    pointers(registry, out, "sf_fsm_type", "type");
    fg_output_print(out, "const char *const %s_registry_name[%s_MACHINES] = {\n", low, up);
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "    \"%s\",\n", registry->machine[m]->name.symbol->text);
    fg_output_print(out, "};\n\nconst uint8_t %s_registry_record[%s_MACHINES] = {\n", low, up);
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "    %s_RECORD_%s, /* %s */\n", up,
                        record_name(registry, registry->machine[m]->context),
                        registry->machine[m]->name.symbol->text);
    fg_output_print(out, "};\n\n");
    places(registry, out, "constant", "SHARED_CONSTANTS", registry->constants.at,
           registry->constants.count, has_constant);
    places(registry, out, "event", "SHARED_EVENTS", registry->events.at, registry->events.count,
           has_event);
    class_functions(registry, out);
}

void fg_emit_registry_names(const struct fg_registry *registry, struct fg_output *out)
{
    title(out, "the names of the machines, for tools");
    fg_output_print(out, "#include \"%s_registry.h\"\n\n", registry->prefix);
    pointers(registry, out, "sf_fsm_names", "names");
    pointers(registry, out, "sf_fsm_binding", "binding");
}
