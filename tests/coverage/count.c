/* Counts how often each row of each table runs in this process, and says so when it ends. Linked
 * into a program with -Wl,--wrap for the engine's three entry points: the engine itself is not
 * changed, and nothing is counted unless SIPFSM_COVERAGE names a file. Each process adds one record
 * to it, by one write; its form is in counts.h. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "checksum.h"

#define TABLES 64
#define RECORD_BYTES (1 << 18)

enum sf_fsm_outcome __real_sf_fsm_start(const struct sf_fsm_run *run, const void *payload);
enum sf_fsm_outcome __real_sf_fsm_event(const struct sf_fsm_run *run, unsigned event,
                                        const void *payload);
bool __real_sf_fsm_fire(const struct sf_fsm_run *run, const void *payload);
enum sf_fsm_outcome __wrap_sf_fsm_start(const struct sf_fsm_run *run, const void *payload);
enum sf_fsm_outcome __wrap_sf_fsm_event(const struct sf_fsm_run *run, unsigned event,
                                        const void *payload);
bool __wrap_sf_fsm_fire(const struct sf_fsm_run *run, const void *payload);

static const char *path;
static struct seen {
    const struct sf_fsm_row *row; /* identifies a table: types are copied */
    uint64_t checksum;
    unsigned rows;
    uint64_t *count; /* rows + 1; [0] counts starts */
} seen[TABLES];
static unsigned tables;

static void write_record(void)
{
    char *record = malloc(RECORD_BYTES);
    size_t n = 0;
    if (!record)
        return;
    n += (size_t)snprintf(record, RECORD_BYTES, "counts 1\n");
    for (unsigned t = 0; t < tables; t++) {
        n += (size_t)snprintf(record + n, RECORD_BYTES - n, "table %016" PRIx64 " %u\n",
                              seen[t].checksum, seen[t].rows);
        for (unsigned r = 0; r <= seen[t].rows && n < RECORD_BYTES - 64; r++)
            if (seen[t].count[r])
                n += (size_t)snprintf(record + n, RECORD_BYTES - n, "%u %" PRIu64 "\n", r,
                                      seen[t].count[r]);
    }
    n += (size_t)snprintf(record + n, RECORD_BYTES - n, "end\n");
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (file < 0 || write(file, record, n) != (ssize_t)n)
        perror(path);
    if (file >= 0)
        close(file);
    free(record);
}

static bool wanted(void)
{
    static bool asked;
    if (!asked) {
        asked = true;
        path = getenv("SIPFSM_COVERAGE");
        if (path && atexit(write_record) != 0)
            path = NULL;
    }
    return path;
}

static struct seen *find(const struct sf_fsm_table *table)
{
    for (unsigned t = 0; t < tables; t++)
        if (seen[t].row == table->row && seen[t].rows == table->rows)
            return &seen[t];
    if (tables == TABLES)
        return NULL;
    seen[tables] = (struct seen){table->row, coverage_checksum(table), table->rows,
                                 calloc(table->rows + 1u, sizeof(uint64_t))};
    return seen[tables].count ? &seen[tables++] : NULL;
}

/* Runs before the tracer that was set. */
struct chained {
    sf_fsm_tracer *tracer;
    void *user;
};

static void count(void *user, const struct sf_fsm_step *step)
{
    const struct chained *next = user;
    struct seen *of = find(&step->type->table);
    if (of && step->row <= of->rows && (step->row || step->event == SF_FSM_STARTED))
        of->count[step->row]++;
    if (next->tracer)
        next->tracer(next->user, step);
}

#define COUNTED(type, call)                                                                        \
    do {                                                                                           \
        if (!wanted())                                                                             \
            return __real_##call;                                                                  \
        struct chained next = {run->clock->tracer, run->clock->tracer_user};                       \
        run->clock->tracer = count;                                                                \
        run->clock->tracer_user = &next;                                                           \
        type result = __real_##call;                                                               \
        run->clock->tracer = next.tracer;                                                          \
        run->clock->tracer_user = next.user;                                                       \
        return result;                                                                             \
    } while (0)

enum sf_fsm_outcome __wrap_sf_fsm_start(const struct sf_fsm_run *run, const void *payload)
{
    COUNTED(enum sf_fsm_outcome, sf_fsm_start(run, payload));
}

enum sf_fsm_outcome __wrap_sf_fsm_event(const struct sf_fsm_run *run, unsigned event,
                                        const void *payload)
{
    COUNTED(enum sf_fsm_outcome, sf_fsm_event(run, event, payload));
}

bool __wrap_sf_fsm_fire(const struct sf_fsm_run *run, const void *payload)
{
    COUNTED(bool, sf_fsm_fire(run, payload));
}
