#include "read/load.h"

#include "read/parse.h"
#include "read/resolve.h"

bool fg_load(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
             const char *name)
{
    return fg_load_among(machine, arena, log, name, NULL);
}

bool fg_load_among(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
                   const char *name, const char *const *folder)
{
    size_t errors = log->errors;
    *machine = (struct fg_machine){.arena = arena, .log = log, .folder = folder};
    fg_parse(machine, name);
    /* names are looked up even after errors in other lines, so that one run reports as much as it
     * can; but not for a machine without a name, an initial state or a table */
    if (!machine->cut && machine->name.symbol && machine->initial.symbol && machine->lines.count)
        fg_resolve(machine, log->errors == errors);
    return log->errors == errors;
}
