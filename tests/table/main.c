/* walk MACHINE FILE.walk TABLE.fsm: the compiled table is walked, then the same table once more, as
 * `fsmgen emit bin` writes it and the engine loads it. Both must do as expected, and step by step
 * the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "emit/emit.h"
#include "machines.h"
#include "read/load.h"
#include "sipfsm/load.h"
#include "walk.h"

#define STEPS 4096

static struct sf_step_kept kept[2][STEPS];

/* The table as a file in memory, loaded. What it takes stays until the end of the program. */
static const struct sf_fsm_loaded *load(const char *machine, const char *table,
                                        struct fg_arena *arena)
{
    struct fg_log log = {.arena = arena};
    struct fg_machine *read = fg_arena_get(arena, sizeof *read);
    struct fg_output file = {.arena = arena};
    struct sf_load_error error = {.text = "fsmgen refuses it"};
    if (fg_load(read, arena, &log, table))
        fg_check(read);
    fg_log_flush(&log);
    if (log.errors == 0 && fg_emit_bin(read, true, &file)) {
        uint64_t *bytes = fg_arena_get(arena, file.count + 8); /* aligned */
        memcpy(bytes, file.at, file.count);
        size_t need = sf_fsm_load_size(bytes, file.count);
        const struct sf_fsm_loaded *loaded = sf_fsm_load(fg_arena_get(arena, need + 1), need, bytes,
                                                         file.count, machine_named(machine).binding,
                                                         &error);
        if (loaded)
            return loaded;
    }
    printf("%s: %s\n", table, error.text);
    return NULL;
}

static unsigned differ(const char *machine, const struct sf_steps *compiled,
                       const struct sf_steps *loaded)
{
    size_t at = sf_steps_differ(compiled, loaded);
    if (at == SF_STEPS_EQUAL)
        return compiled->count == 0;
    printf("%s: the loaded table differs in step %zu of %zu\n", machine, at, compiled->count);
    return 1;
}

int main(int argc, char **argv)
{
    const struct compiled machine = machine_named(argc > 3 ? argv[1] : "");
    const struct sf_fsm_type *type = machine.type;
    const struct sf_fsm_names *names = machine.names;
    struct sf_steps compiled = {.at = kept[0], .capacity = STEPS},
                    again = {.at = kept[1], .capacity = STEPS};
    struct fg_arena arena = {0};
    if (!type) {
        fprintf(stderr, "usage: walk MACHINE FILE.walk TABLE.fsm\n");
        return 2;
    }
    unsigned failures = walk_run(&type->table, names, argv[2], true, &compiled);
    const struct sf_fsm_loaded *loaded = load(argv[1], argv[3], &arena);
    failures += loaded ? walk_run(&loaded->type.table, &loaded->names, argv[2], true, &again) +
                             differ(argv[1], &compiled, &again)
                       : 1;
    printf("%s: %u failures, %u rows, %zu steps, twice\n", argv[1], failures,
           (unsigned)type->table.rows + names->edges, compiled.count);
    fg_arena_free(&arena);
    return failures ? 1 : 0;
}
