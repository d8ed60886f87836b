/* <prefix>_registry.h. It includes no machine's header, so that a program can define its records
 * with it. */
#include "emit/registry.h"

#include <string.h>

#define NAMES_FOR                                                                                  \
    "/* Linked by tools and by programs that load tables: the names, and the functions by name. "  \
    "*/\n"

static void enumeration(const struct fg_registry *registry, struct fg_output *out,
                        const char *about, const char *name, const char *middle, const char *count,
                        const char *const *text, size_t texts)
{
    const char *prefix = fg_registry_upper(registry, registry->prefix);
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
        to[i] = fg_registry_upper(registry, text[i]);
    return to;
}

static void records(const struct fg_registry *registry, struct fg_output *out)
{
    const char **name = fg_arena_get(registry->arena, (registry->records.count + 1) * sizeof *name);
    for (size_t r = 0; r < registry->records.count; r++)
        name[r] = fg_registry_record(registry, registry->records.at[r]);
    enumeration(registry, out,
                "What machines run on: their C types of `context`. A decision table has none.",
                "record", "RECORD", "RECORDS", name, registry->records.count);
    fg_output_print(out, "/* The most timers of any machine on such a record. */\n");
    for (size_t r = 0; r < registry->records.count; r++) {
        size_t most = 0;
        for (size_t m = 0; m < registry->machines; m++)
            if (strcmp(registry->machine[m]->context, registry->records.at[r]) == 0 &&
                registry->machine[m]->timers.count > most)
                most = registry->machine[m]->timers.count;
        fg_output_print(out, "#define %s_TIMERS_%s %zu /* %s */\n",
                        fg_registry_upper(registry, registry->prefix), name[r], most,
                        fg_output_comment(out, registry->records.at[r]));
    }
    fg_output_print(out, "\n");
}

/* ---- Ports ---- */

static void ports(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = fg_registry_upper(registry, low);
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t p = 0; p < registry->machine[m]->ports.count; p++) {
            const struct fg_port *port = &registry->machine[m]->ports.at[p];
            const char *machine = registry->machine[m]->name.symbol->text,
                       *name = port->is.name.symbol->text;
            fg_output_print(
                out, "/* What %s raises for its owner at port %s%s%s. */\nenum %s_port_%s_%s {\n",
                machine, name, port->is.text ? ": " : "",
                port->is.text ? fg_output_comment(out, port->is.text) : "", low, machine, name);
            for (size_t e = 0; e < port->events.count; e++)
                fg_output_print(out, "    %s_%s,\n", fg_registry_port(registry, machine, name),
                                fg_registry_upper(registry, port->events.at[e].symbol->text));
            fg_output_print(out, "    %s_EVENTS\n};\n\n",
                            fg_registry_port(registry, machine, name));
        }
    fg_output_print(
        out,
        "/* Who owns a machine, and as what: a record keeps the number beside the "
        "reference to its owner. */\nenum %s_binding {\n    %s_BIND_NONE, /* it has no owner "
        "*/\n",
        low, up);
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t i = 0; i < registry->machine[m]->owns.count; i++) {
            const struct fg_owns *owns = &registry->machine[m]->owns.at[i];
            fg_output_print(out, "    %s, /* %s owns %s.%s */\n",
                            fg_registry_bind(registry, registry->machine[m], owns),
                            registry->machine[m]->name.symbol->text, owns->machine.symbol->text,
                            owns->port.symbol->text);
        }
    fg_output_print(out, "    %s_BINDINGS\n};\n\n", up);
}

static void arrays(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = fg_registry_upper(registry, low);
    fg_output_print(out, "extern const struct sf_fsm_type *const %s_registry_type[%s_MACHINES];\n",
                    low, up);
    if (fg_registry_has_optional(registry))
        fg_output_print(
            out,
            "/* The same, but null for a machine that is `optional`. A program that uses this one "
            "links no optional\n * machine but those that it names itself. */\n"
            "extern const struct sf_fsm_type *const %s_registry_fixed[%s_MACHINES];\n",
            low, up);
    fg_output_print(out, "extern const char *const %s_registry_name[%s_MACHINES];\n", low, up);
    fg_output_print(
        out,
        "extern const uint8_t %s_registry_record[%s_MACHINES]; /* enum %s_record; %s_RECORDS: none "
        "*/\n",
        low, up, low, up);
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
    fg_output_print(
        out,
        "\nextern const struct sf_fsm_port_binding %s_registry_port[%s_BINDINGS];\n\n"
        "/* The event of the owner that an event of a port is, and the owner's machine "
        "in *owner; -1: no owner gets it. */\n"
        "int %s_registry_hears(unsigned binding, unsigned port_event, unsigned *owner);\n",
        low, up, low);
    fg_output_print(out, "\n" NAMES_FOR);
    fg_output_print(
        out, "extern const struct sf_fsm_names *const %s_registry_names[%s_MACHINES];\n", low, up);
    fg_output_print(out,
                    "extern const struct sf_fsm_binding *const %s_registry_binding[%s_MACHINES];\n",
                    low, up);
    fg_output_print(out,
                    "extern const char *const %s_registry_port_name[%s_BINDINGS]; /* \"dialog "
                    "bye\": the owner and the label */\n",
                    low, up);
}

void fg_emit_registry_header(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = fg_registry_upper(registry, low);
    const char **machine = fg_arena_get(registry->arena, registry->machines * sizeof *machine);
    for (size_t m = 0; m < registry->machines; m++)
        machine[m] = fg_registry_upper(registry, registry->machine[m]->name.symbol->text);
    fg_registry_title(out, "the machines of a program");
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
    ports(registry, out);
    arrays(registry, out);
    fg_output_print(out, "\n#ifdef __cplusplus\n}\n#endif\n#endif\n");
}
