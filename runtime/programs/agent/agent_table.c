/* Tables given at run time. See agent_table.h. */
#include "agent/agent_table.h"
#include "alice_fsm.h"
#include "bob_fsm.h"
#include "check/cascade.h"
#include "check/check.h"
#include "check/offered.h"
#include "emit/emit.h"
#include "common/options.h"
#include "read/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDERS 8

static const struct sf_fsm_binding *binding_of(const struct agent_kind *like)
{
    return like->caller ? &alice_binding : &bob_binding;
}

/* ---- Loading: bytes that are bound ---- */

/* Finds each event that the program raises by its name. The table must have all of them. */
static bool find_events(struct agent_table *table, const char *command, const char *path,
                        const struct sf_fsm_loaded *loaded, const struct agent_kind *like)
{
    struct agent_kind *kind = &table->kind;
    *kind = (struct agent_kind){
        .caller = like->caller, .type = &loaded->type, .names = &loaded->names, .start = -1};
    for (int e = -1; e <= SF_UA_EV_RELEASED; e++) {
        int was = e < 0 ? like->start : like->event[e],
            *is = e < 0 ? &kind->start : &kind->event[e];
        *is = was < 0 ? -1
                      : sf_fsm_event_named(&loaded->type.table, &loaded->names,
                                           like->names->event[was]);
        if (was >= 0 && *is < 0) {
            complain(command, "%s: the program raises '%s', and this machine does not declare it",
                     path, like->names->event[was]);
            return false;
        }
    }
    if (loaded->type.table.timers > AGENT_TIMERS ||
        loaded->type.table.constants > AGENT_CONSTANTS) {
        complain(command, "%s: more than %d timers, or %d constants and durations", path,
                 AGENT_TIMERS, AGENT_CONSTANTS);
        return false;
    }
    return true;
}

bool agent_table_take(struct agent_table *table, const char *command, const char *path,
                      const void *bytes, size_t size, const struct agent_kind *like)
{
    struct sf_fsm_binding binding = *binding_of(like);
    struct sf_load_error error = {.text = "out of memory"};
    binding.effects = AGENT_COMMANDS;
    memset(table, 0, sizeof *table);
    table->bytes = malloc(size + 1);
    if (table->bytes) {
        table->size = size;
        memcpy(table->bytes, bytes, size);
        size_t need = sf_fsm_load_size(table->bytes, size);
        table->memory = malloc(need + 1);
        const struct sf_fsm_loaded *loaded =
            table->memory ? sf_fsm_load(table->memory, need, table->bytes, size, &binding, &error)
                          : NULL;
        if (loaded && find_events(table, command, path, loaded, like))
            return true;
        if (!loaded)
            complain(command, "%s: %s", path, error.text);
    } else {
        complain(command, "%s: out of memory", path);
    }
    agent_table_free(table);
    return false;
}

void agent_table_free(struct agent_table *table)
{
    free(table->memory);
    free(table->bytes);
    memset(table, 0, sizeof *table);
}

/* ---- Reading: a text, checked as fsmgen checks it ---- */

/* Where included tables are: in the given folder, installed beside this program, or in the source
 * tree that it was built in. */
static void find_folders(struct fg_arena *arena, const char *include, const char **folder)
{
    static const char *const near[] = {"../share/sipfsm/fsm", "../share/sipfsm/fsm/demo", "../fsm",
                                       "../fsm/demo"};
    char self[4096];
    unsigned count = 0;
    if (include)
        folder[count++] = include;
    ssize_t length = readlink("/proc/self/exe", self, sizeof self);
    const char *slash =
        length > 0 && (size_t)length < sizeof self ? memrchr(self, '/', (size_t)length) : NULL;
    for (unsigned i = 0; slash && i < sizeof near / sizeof *near; i++)
        folder[count++] = fg_arena_print(arena, "%.*s/%s", (int)(slash - self), self, near[i]);
    folder[count] = NULL;
}

static void offer_of(struct fg_offer *offer, const struct agent_kind *like, const char **event)
{
    const struct sf_fsm_binding *binding = binding_of(like);
    *offer = (struct fg_offer){.context = binding->context,
                               .payload = binding->payload,
                               .guard = binding->guard_name,
                               .guards = binding->guards,
                               .action = binding->action_name,
                               .actions = binding->actions,
                               .argument = binding->argument,
                               .event = event,
                               .effects = binding->action_effects,
                               .most_effects = AGENT_COMMANDS,
                               .most_timers = AGENT_TIMERS,
                               .most_constants = AGENT_CONSTANTS};
    for (int e = -1; e <= SF_UA_EV_RELEASED; e++) {
        int number = e < 0 ? like->start : like->event[e];
        if (number >= 0)
            event[offer->events++] = like->names->event[number];
    }
}

static bool read_text(struct agent_table *table, const char *command, const char *path,
                      const char *include, const struct agent_kind *like)
{
    struct fg_arena arena = {0};
    struct fg_log log = {.arena = &arena};
    struct fg_machine *machine = fg_arena_get(&arena, sizeof *machine);
    struct fg_output file = {.arena = &arena};
    struct fg_offer offer;
    const char *folder[FOLDERS], *event[SF_UA_EV_RELEASED + 2];
    find_folders(&arena, include, folder);
    offer_of(&offer, like, event);
    if (fg_load_among(machine, &arena, &log, path, folder)) {
        fg_check(machine);
        fg_check_offered(machine, &offer);
    }
    if (log.errors == 0)
        fg_cascade(&arena, &log, &machine, 1, false);
    bool sound = log.errors == 0 && fg_emit_bin(machine, true, &file);
    fg_log_flush(&log);
    sound = sound && agent_table_take(table, command, path, file.at, file.count, like);
    fg_arena_free(&arena);
    return sound;
}

bool agent_table_read(struct agent_table *table, const char *command, const char *path,
                      const char *include, const struct agent_kind *like)
{
    memset(table, 0, sizeof *table);
    FILE *file = fopen(path, "rb");
    char *bytes = file ? malloc(AGENT_TABLE_BYTES + 1) : NULL;
    if (!bytes) {
        complain(command, "%s: %s", path, file ? "out of memory" : strerror(errno));
        if (file)
            fclose(file);
        return false;
    }
    size_t size = fread(bytes, 1, AGENT_TABLE_BYTES + 1, file);
    bool readable = !ferror(file), taken = false;
    int why = errno;
    fclose(file);
    if (!readable)
        complain(command, "%s: %s", path, strerror(why));
    else if (size > AGENT_TABLE_BYTES)
        complain(command, "%s: larger than %u bytes", path, AGENT_TABLE_BYTES);
    else if (size >= 4 && memcmp(bytes, SF_FSM_FILE_MAGIC, 4) == 0)
        taken = agent_table_take(table, command, path, bytes, size, like);
    else
        taken = read_text(table, command, path, include, like);
    free(bytes);
    return taken;
}
