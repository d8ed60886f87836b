/* <prefix>_registry.c and _registry_names.c: the arrays. */
#include "emit/registry.h"

#include <string.h>

static int number_of(const struct fg_registry *registry, const char *machine)
{
    for (size_t m = 0; m < registry->machines; m++)
        if (strcmp(registry->machine[m]->name.symbol->text, machine) == 0)
            return (int)m;
    return -1;
}

static void pointers(const struct fg_registry *registry, struct fg_output *out, const char *type,
                     const char *what)
{
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "extern const struct %s %s_%s;\n", type,
                        registry->machine[m]->prefix.symbol->text, what);
    fg_output_print(out, "\nconst struct %s *const %s_registry_%s[%s_MACHINES] = {\n", type,
                    registry->prefix, what, fg_registry_upper(registry, registry->prefix));
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "    &%s_%s,\n", registry->machine[m]->prefix.symbol->text, what);
    fg_output_print(out, "};\n\n");
}

/* The types again, without the optional machines: a program that uses only this array does not link
 * those. */
static void fixed(const struct fg_registry *registry, struct fg_output *out)
{
    if (!fg_registry_has_optional(registry))
        return;
    fg_output_print(out, "const struct sf_fsm_type *const %s_registry_fixed[%s_MACHINES] = {\n",
                    registry->prefix, fg_registry_upper(registry, registry->prefix));
    for (size_t m = 0; m < registry->machines; m++) {
        const struct fg_machine *machine = registry->machine[m];
        if (machine->optional)
            fg_output_print(out, "    0, /* %s */\n", machine->name.symbol->text);
        else
            fg_output_print(out, "    &%s_type,\n", machine->prefix.symbol->text);
    }
    fg_output_print(out, "};\n\n");
}

static void places(const struct fg_registry *registry, struct fg_output *out, const char *array,
                   const char *count, const char *const *text, size_t texts,
                   bool (*has)(const struct fg_machine *, const char *, int *))
{
    const char *up = fg_registry_upper(registry, registry->prefix);
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
    const char *up = fg_registry_upper(registry, registry->prefix);
    if (registry->classes.count == 0)
        return;
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t c = 0; c < registry->classes.count; c++)
            if (fg_registry_class(registry->machine[m], registry->classes.at[c]))
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
            bool is = fg_registry_class(registry->machine[m], registry->classes.at[c]);
            fg_output_print(out, "%s%s%s%s", c ? ", " : "",
                            is ? registry->machine[m]->prefix.symbol->text : "",
                            is ? "_event_of_" : "0", is ? registry->classes.at[c] : "");
        }
        fg_output_print(out, "}, /* %s */\n", registry->machine[m]->name.symbol->text);
    }
    fg_output_print(out, "};\n\n");
}

static void port_arrays(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = fg_registry_upper(registry, low);
    size_t number = 0;
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t i = 0; i < registry->machine[m]->owns.count; i++) {
            struct fg_machine *owner = registry->machine[m];
            const struct fg_owns *owns = &owner->owns.at[i];
            const struct fg_port *port =
                fg_machine_port(registry->machine[number_of(registry, owns->machine.symbol->text)],
                                owns->port.symbol->text);
            fg_output_print(out, "static const int16_t %s_port_%zu[] = {\n", low, ++number);
            for (size_t e = 0; e < port->events.count; e++) {
                const char *event = port->events.at[e].symbol->text;
                const struct fg_ref *to = &fg_owns_find(owns, event)->to;
                fg_output_print(out, "    %d, /* %s: %s */\n",
                                to->symbol ? fg_machine_named_event(owner, to) : -1, event,
                                to->symbol ? to->symbol->text : "ignored");
            }
            fg_output_print(out, "};\n");
        }
    fg_output_print(
        out,
        "%sconst struct sf_fsm_port_binding %s_registry_port[%s_BINDINGS] = {\n    {0, 0, "
        "0, 0}, /* none */\n",
        number ? "\n" : "", low, up);
    number = 0;
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t i = 0; i < registry->machine[m]->owns.count; i++) {
            const struct fg_owns *owns = &registry->machine[m]->owns.at[i];
            const char *owned = owns->machine.symbol->text;
            fg_output_print(out, "    {%s_M_%s, %s_M_%s, %s_EVENTS, %s_port_%zu}, /* %s */\n", up,
                            fg_registry_upper(registry, registry->machine[m]->name.symbol->text),
                            up, fg_registry_upper(registry, owned),
                            fg_registry_port(registry, owned, owns->port.symbol->text), low,
                            ++number, owns->label.symbol->text);
        }
    fg_output_print(out,
                    "};\n\nint %s_registry_hears(unsigned binding, unsigned port_event, unsigned "
                    "*owner)\n{\n"
                    "    *owner = %s_registry_port[binding].owner;\n"
                    "    return sf_fsm_port_hears(&%s_registry_port[binding], port_event);\n}\n",
                    low, low, low);
}

void fg_emit_registry_table(const struct fg_registry *registry, struct fg_output *out)
{
    const char *low = registry->prefix, *up = fg_registry_upper(registry, low);
    fg_registry_title(out, "the machines of a program");
    fg_output_print(out, "#include \"%s_registry.h\"\n\n", low);
    pointers(registry, out, "sf_fsm_type", "type");
    fixed(registry, out);
    fg_output_print(out, "const char *const %s_registry_name[%s_MACHINES] = {\n", low, up);
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(out, "    \"%s\",\n", registry->machine[m]->name.symbol->text);
    fg_output_print(out, "};\n\nconst uint8_t %s_registry_record[%s_MACHINES] = {\n", low, up);
    for (size_t m = 0; m < registry->machines; m++)
        fg_output_print(
            out, "    %s_RECORD%s, /* %s */\n", up,
            registry->machine[m]->decision
                ? "S"
                : fg_arena_print(registry->arena, "_%s",
                                 fg_registry_record(registry, registry->machine[m]->context)),
            registry->machine[m]->name.symbol->text);
    fg_output_print(out, "};\n\n");
    places(registry, out, "constant", "SHARED_CONSTANTS", registry->constants.at,
           registry->constants.count, fg_registry_has_constant);
    places(registry, out, "event", "SHARED_EVENTS", registry->events.at, registry->events.count,
           fg_registry_has_event);
    class_functions(registry, out);
    port_arrays(registry, out);
}

void fg_emit_registry_names(const struct fg_registry *registry, struct fg_output *out)
{
    fg_registry_title(out, "the names of the machines, for tools");
    fg_output_print(out, "#include \"%s_registry.h\"\n\n", registry->prefix);
    pointers(registry, out, "sf_fsm_names", "names");
    pointers(registry, out, "sf_fsm_binding", "binding");
    fg_output_print(out, "const char *const %s_registry_port_name[%s_BINDINGS] = {\n    \"\",\n",
                    registry->prefix, fg_registry_upper(registry, registry->prefix));
    for (size_t m = 0; m < registry->machines; m++)
        for (size_t i = 0; i < registry->machine[m]->owns.count; i++)
            fg_output_print(out, "    \"%s %s\",\n", registry->machine[m]->name.symbol->text,
                            registry->machine[m]->owns.at[i].label.symbol->text);
    fg_output_print(out, "};\n");
}
