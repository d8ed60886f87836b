#define _DEFAULT_SOURCE
#include "counts.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"

const char *const kind_name[KINDS] = {"walk", "unit", "flow", "demo", "sipp", "fuzz", "sim"};

static void *get(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return memory;
}

static int by_place(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void add_row(struct machine *machine, unsigned id, unsigned state, unsigned event)
{
    static const enum row_does does[] = {ROW_GOES, ROW_STAYS, ROW_IGNORES, ROW_NEVER};
    const struct sf_fsm_table *table = &machine->type->table;
    const struct sf_fsm_row_names *said = &machine->names->row[id];
    unsigned kind = sf_fsm_row_kind(table, id);
    struct row *row = &machine->row[machine->rows++];
    *row = (struct row){.id = id,
                        .from = state,
                        .event = event,
                        .does = does[kind >> 12],
                        .state = machine->names->state[state],
                        .event_name = machine->names->event[event],
                        .guard = said->guard,
                        .next = said->next,
                        .actions = said->actions,
                        .clauses = said->clause,
                        .line = said->line};
    row->to = row->does == ROW_GOES ? table->row[id].next & SF_FSM_NEXT : state;
    snprintf(row->key, sizeof row->key, "%s-%u", machine->names->machine, id);
}

void coverage_add(struct coverage *coverage, const struct sf_fsm_type *type,
                  const struct sf_fsm_names *names)
{
    const struct sf_fsm_table *table = &type->table;
    if (coverage->machines == MACHINES_MAX) {
        fprintf(stderr, "more than %d machines\n", MACHINES_MAX);
        exit(2);
    }
    struct machine *machine = &coverage->machine[coverage->machines++];
    *machine =
        (struct machine){.type = type,
                         .names = names,
                         .checksum = coverage_checksum(table),
                         .row = get((size_t)table->rows + names->edges, sizeof *machine->row)};
    for (unsigned state = 0; state < table->states; state++)
        for (unsigned event = 0; event < table->events; event++)
            for (unsigned id = sf_fsm_cell(table, state, event); id; id++) {
                add_row(machine, id, state, event);
                if (!sf_fsm_row_guarded(table, id))
                    break;
            }
    for (unsigned e = 0; e < names->edges; e++) {
        const struct sf_fsm_row_names *said = &names->edge[e];
        struct row *row = &machine->row[machine->rows++];
        *row = (struct row){.does = strcmp(said->event, "enter") == 0 ? ROW_ENTERS : ROW_EXITS,
                            .state = said->state,
                            .event_name = said->event,
                            .guard = "",
                            .next = "",
                            .actions = said->actions,
                            .clauses = said->clause,
                            .line = said->line};
        snprintf(row->key, sizeof row->key, "%s-e%u", names->machine, e);
    }
    qsort(machine->row, machine->rows, sizeof *machine->row, by_place);
}

void coverage_print_tables(const struct coverage *coverage, FILE *out)
{
    for (unsigned m = 0; m < coverage->machines; m++)
        fprintf(out, "%016" PRIx64 " %s\n", coverage->machine[m].checksum,
                coverage->machine[m].names->machine);
}

static bool wrong(struct coverage *coverage, const char *path, const char *what)
{
    snprintf(coverage->error, sizeof coverage->error, "%s: %s", path, what);
    return false;
}

static bool same_tables(struct coverage *coverage, const char *dir)
{
    char path[512], name[96], line[256], what[160];
    unsigned found = 0;
    uint64_t checksum;
    snprintf(path, sizeof path, "%s/tables", dir);
    FILE *file = fopen(path, "r");
    if (!file)
        return wrong(coverage, path, "cannot be read: no tests were counted here");
    bool same = true;
    what[0] = 0;
    while (same && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%" SCNx64 " %95s", &checksum, name) != 2) {
            snprintf(what, sizeof what, "is no list of tables");
            same = false;
            break;
        }
        for (unsigned m = 0; m < coverage->machines; m++) {
            if (strcmp(coverage->machine[m].names->machine, name) != 0)
                continue;
            found++;
            if (coverage->machine[m].checksum != checksum) {
                snprintf(what, sizeof what, "%s has changed since: count anew", name);
                same = false;
            }
        }
    }
    fclose(file);
    if (same && found != coverage->machines) {
        snprintf(what, sizeof what, "not all machines were there then: count anew");
        same = false;
    }
    return same ? true : wrong(coverage, path, what);
}

static struct machine *of_checksum(struct coverage *coverage, uint64_t checksum)
{
    for (unsigned m = 0; m < coverage->machines; m++)
        if (coverage->machine[m].checksum == checksum)
            return &coverage->machine[m];
    return NULL;
}

static bool is_edge_of(const struct machine *machine, const struct row *edge, unsigned state)
{
    return strcmp(edge->state, "*") == 0 || strcmp(edge->state, machine->names->state[state]) == 0;
}

/* A start enters the initial state; a row that goes leaves one state and enters another, or the
 * same one again. */
static void add_times(struct machine *machine, unsigned test, unsigned id, uint64_t times)
{
    const struct row *ran = NULL;
    if (id == 0)
        machine->starts += times;
    for (unsigned r = 0; r < machine->rows; r++)
        if (id && machine->row[r].id == id) {
            machine->row[r].by_test[test] += times;
            ran = &machine->row[r];
        }
    if (id && (!ran || ran->does != ROW_GOES))
        return;
    for (unsigned r = 0; r < machine->rows; r++) {
        struct row *edge = &machine->row[r];
        if (edge->does == ROW_ENTERS &&
            is_edge_of(machine, edge, ran ? ran->to : machine->type->table.initial))
            edge->by_test[test] += times;
        if (edge->does == ROW_EXITS && ran && is_edge_of(machine, edge, ran->from))
            edge->by_test[test] += times;
    }
}

static bool read_counts(struct coverage *coverage, const char *path, unsigned test)
{
    char line[256], what[96];
    unsigned number = 0, row, rows = 0;
    uint64_t checksum, times;
    struct machine *machine = NULL;
    bool inside = false, in_table = false, ok = true;
    FILE *file = fopen(path, "r");
    if (!file)
        return wrong(coverage, path, "cannot be read");
    while (ok && fgets(line, sizeof line, file)) {
        number++;
        size_t length = strlen(line);
        if (length == 0 || line[length - 1] != '\n') {
            ok = false;
        } else if (!inside) {
            ok = inside = strcmp(line, "counts 1\n") == 0;
            in_table = false;
        } else if (strcmp(line, "end\n") == 0) {
            inside = false;
        } else if (sscanf(line, "table %" SCNx64 " %u", &checksum, &rows) == 2) {
            machine = of_checksum(coverage, checksum);
            in_table = true;
            ok = !machine || rows == machine->type->table.rows;
        } else {
            ok = in_table && sscanf(line, "%u %" SCNu64, &row, &times) == 2 && row <= rows;
            if (ok && machine)
                add_times(machine, test, row, times);
        }
    }
    fclose(file);
    if (ok && !inside)
        return true;
    snprintf(what, sizeof what, "%s line %u", ok ? "is cut off after" : "is no counts file, by its",
             number);
    return wrong(coverage, path, what);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Finds the tests first: their number gives the size of a row. */
static bool find_tests(struct coverage *coverage, const char *dir)
{
    char path[512];
    for (enum kind kind = 0; kind < KINDS; kind++) {
        struct dirent **entry;
        snprintf(path, sizeof path, "%s/%s", dir, kind_name[kind]);
        int count = scandir(path, &entry, visible, alphasort);
        for (int i = 0; i < count; i++) {
            if (coverage->tests < TESTS_MAX) {
                struct test *test = &coverage->test[coverage->tests];
                test->kind = kind;
                snprintf(test->name, sizeof test->name, "%s", entry[i]->d_name);
            }
            coverage->tests++;
            free(entry[i]);
        }
        if (count >= 0)
            free(entry);
    }
    if (coverage->tests > TESTS_MAX)
        return wrong(coverage, dir, "too many tests");
    return coverage->tests ? true : wrong(coverage, dir, "holds no counts");
}

bool coverage_read(struct coverage *coverage, const char *dir)
{
    char path[800];
    if (!same_tables(coverage, dir) || !find_tests(coverage, dir))
        return false;
    for (unsigned m = 0; m < coverage->machines; m++)
        for (unsigned r = 0; r < coverage->machine[m].rows; r++)
            coverage->machine[m].row[r].by_test = get(coverage->tests, sizeof(uint64_t));
    for (unsigned t = 0; t < coverage->tests; t++) {
        snprintf(path, sizeof path, "%s/%s/%s", dir, kind_name[coverage->test[t].kind],
                 coverage->test[t].name);
        if (!read_counts(coverage, path, t))
            return false;
    }
    for (unsigned m = 0; m < coverage->machines; m++)
        for (unsigned r = 0; r < coverage->machine[m].rows; r++) {
            struct row *row = &coverage->machine[m].row[r];
            for (unsigned t = 0; t < coverage->tests; t++) {
                row->of_kind[coverage->test[t].kind] += row->by_test[t];
                row->total += row->by_test[t];
            }
        }
    return true;
}

bool coverage_shows(const struct coverage *coverage, enum kind kind)
{
    for (unsigned t = 0; t < coverage->tests; t++)
        if (coverage->test[t].kind == kind)
            return true;
    return kind == SIM;
}

uint64_t row_runs(const struct row *row)
{
    return row->total - row->of_kind[WALK];
}

enum level row_level(const struct row *row)
{
    if (row_runs(row))
        return LEVEL_RUN;
    return row->total ? LEVEL_WALK : LEVEL_NONE;
}

void coverage_total(const struct machine *machine, struct totals *totals)
{
    for (unsigned r = 0; r < machine->rows; r++) {
        const struct row *row = &machine->row[r];
        enum level level = row_level(row);
        if (row->does == ROW_NEVER) {
            totals->never++;
            totals->untried += level == LEVEL_NONE;
            totals->broken += level == LEVEL_RUN;
            continue;
        }
        totals->rows++;
        totals->run += level == LEVEL_RUN;
        totals->walk += level == LEVEL_WALK;
        totals->none += level == LEVEL_NONE;
        for (enum kind kind = 0; kind < KINDS; kind++)
            totals->of_kind[kind] += row->of_kind[kind] > 0;
    }
}
