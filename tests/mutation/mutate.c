/* Every single change of every table, built in memory, and who notices it: fsmgen's checks,
 * warnings too, then the walks of tests/table, and, apart from both, the flows of tests/ua
 * (tests/locate, tests/net), run by the real core on the changed table; then, of what survives, the
 * searches of the models (search.sh). mutate FSMGEN SOURCE_ROOT [OPTION ...] [MACHINE ...]
 *     --sample N             every Nth mutant
 *     --only TEXT            those whose description has TEXT
 *     --without walks,flows,simulator  do not ask them: to see what the others know
 *     --ask survivors        ask each only about what those before it let pass
 *     --search LADDER        ask the searches about survivors; LADDER is model_ladder
 * Prints each survivor, what the searches say of those that walks and flows let pass, and a line a
 * table. Exit status 1 if a mutant that tests/mutation/equivalent.txt does not explain survives. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../table/machines.h"
#include "../table/walk.h"
#include "bindings.h"
#include "flows.h"
#include "model.h"
#include "search.h"
#include "simulate.h"

#define SIMULATED_ROUNDS 1 /* of each profile, about 2,400 calls */

static const char *fsmgen, *root, *ladder, *only = "", *without = "";
static char folder[64];
static unsigned sample = 1, sampled;
static struct {
    unsigned mutants, checks, walks, flows, simulator, either, flows_asked, asked, searches,
        not_searched, survived, equivalent;
} score;
static struct model whole, mutant;
static const struct sf_fsm_table *compiled_in;
static bool has_walk, has_simulator, survivors_only;
static enum flows flows;
static enum {
    NOT_TRIED,
    HOLDS,
    FAILS
} whole_searched; /* the table itself: what fails there says nothing of a mutant */

/* In a child: silence, a time limit, then what the test says. */
static int child_status(int (*run)(void *), void *argument)
{
    pid_t pid = fork();
    int status = 1;
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        dup2(null, 2);
        alarm(20);
        struct rlimit processor = {.rlim_cur = 6, .rlim_max = 6}; /* s; a round takes one at most */
        setrlimit(RLIMIT_CPU, &processor);
        _exit(run(argument) ? 1 : 0);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int run_check(void *argument)
{
    char path[128];
    (void)argument;
    snprintf(path, sizeof path, "%s/x/mutant.fsm", folder);
    execl(fsmgen, fsmgen, "check", "-Werror", path, (char *)NULL);
    return 1;
}

static int run_walk(void *argument)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/table/%s.walk", root, whole.names->machine);
    return (int)walk_run(argument, whole.names, path, false, NULL);
}

/* The core's own table is overwritten, in this child alone: it runs the mutant. */
static bool put_mutant(const struct sf_fsm_table *table)
{
    long page = sysconf(_SC_PAGESIZE);
    char *from = (char *)((uintptr_t)compiled_in & ~(uintptr_t)(page - 1));
    if (mprotect(from, (size_t)page * 2, PROT_READ | PROT_WRITE) != 0)
        return false;
    struct sf_fsm_type *type = (void *)(uintptr_t)compiled_in;
    type->table = *table;
    type->action = whole.function;
    return bindings_apply();
}

static int run_flows(void *argument)
{
    return put_mutant(argument) && flows_run(flows);
}

static int run_simulator(void *argument)
{
    return put_mutant(argument) && simulate(SIMULATED_ROUNDS, 1);
}

static bool is_equivalent(const char *what)
{
    char path[512], line[512];
    snprintf(path, sizeof path, "%s/tests/mutation/equivalent.txt", root);
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        char *colon = strstr(line, "  #");
        if (colon)
            *colon = 0;
        found = strcmp(line, what) == 0;
    }
    if (file)
        fclose(file);
    return found;
}

static void print_table(const struct model *model, const char *name)
{
    char path[128], original[512];
    snprintf(path, sizeof path, "%s/x/%s", folder, name);
    snprintf(original, sizeof original, "%s/%s", root, whole.names->file);
    FILE *out = fopen(path, "w");
    if (!out)
        exit(2);
    model_print(model, original, out);
    fclose(out);
}

static enum search_verdict search_table(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/x/%s", folder, name);
    return search_ask(root, fsmgen, ladder, folder, whole.names->machine, path);
}

/* Asks the searches about the mutant that is printed. */
static bool search_finds(const char *what)
{
    if (whole_searched == NOT_TRIED) {
        print_table(&whole, "whole.fsm");
        whole_searched = search_table("whole.fsm") == SEARCH_NOT_FOUND ? HOLDS : FAILS;
        if (whole_searched == FAILS)
            printf("%s: its mutants are not searched, as of the table itself is said: %s\n",
                   whole.names->machine, search_said);
    }
    if (whole_searched == FAILS) {
        score.not_searched++;
        return false;
    }
    score.asked++;
    enum search_verdict verdict = search_table("mutant.fsm");
    printf("search: %s: %s\n", what, search_said);
    fflush(stdout);
    score.searches += verdict == SEARCH_FOUND;
    score.not_searched += verdict == SEARCH_FAILED;
    return verdict == SEARCH_FOUND;
}

static void judge(const char *what)
{
    if (!strstr(what, only) || ++sampled % sample != 0)
        return;
    score.mutants++;
    print_table(&mutant, "mutant.fsm");
    if (child_status(run_check, NULL) != 0) {
        score.checks++;
        return;
    }
    const struct sf_fsm_table *table = model_compile(&mutant);
    bool walk = has_walk && child_status(run_walk, (void *)(uintptr_t)table) != 0;
    bool flow = flows && !(survivors_only && walk) &&
                child_status(run_flows, (void *)(uintptr_t)table) != 0;
    bool asked = has_simulator && !(survivors_only && (walk || flow));
    bool seen = asked && child_status(run_simulator, (void *)(uintptr_t)table) != 0;
    score.walks += walk;
    score.flows_asked += flows || has_simulator;
    score.flows += flow;
    score.simulator += seen;
    score.either += flow || seen;
    if (walk || flow || seen)
        return;
    char full[512];
    snprintf(full, sizeof full, "%s: %s", whole.names->machine, what);
    if (is_equivalent(full)) {
        score.equivalent++;
    } else if (!ladder || !search_finds(full)) {
        score.survived++;
        printf("survives: %s\n", full);
    }
}

/* Nothing in the table changes, so neither checks nor walks are asked. */
static void judge_binding(const char *what)
{
    if (!(flows || has_simulator) || !strstr(what, only) || ++sampled % sample != 0)
        return;
    score.mutants++;
    score.flows_asked++;
    void *table = (void *)(uintptr_t)model_compile(&whole);
    bool flow = flows && child_status(run_flows, table) != 0;
    bool seen = has_simulator && child_status(run_simulator, table) != 0;
    score.flows += flow;
    score.simulator += seen;
    score.either += flow || seen;
    if (flow || seen)
        return;
    char full[512];
    snprintf(full, sizeof full, "%s: %s", whole.names->machine, what);
    if (is_equivalent(full)) {
        score.equivalent++;
    } else {
        score.survived++;
        printf("survives: %s\n", full);
    }
}

static const char *place(const struct model_row *row, const char *what)
{
    static char text[384];
    snprintf(text, sizeof text, "%s | %s | %s: %s", whole.names->state[row->state],
             whole.names->event[row->event], row->guard, what);
    return text;
}

static bool is_action(struct op op)
{
    return op.kind == OP_ACTION;
}

static bool backs_off(struct op op)
{
    return op.kind == OP_RESTART && whole.table->timer[op.operand].backoff > 1;
}

/* Operations of a row or an edge: dropped, doubled, swapped with the next. Not made is what nobody
 * could tell apart: a timer started or stopped twice at one moment, a timer operation before or
 * after another operation. */
static void mutate_ops(struct op *op, unsigned *count, const char *where)
{
    struct op kept[MODEL_OPS];
    unsigned n = *count;
    char what[512];
    memcpy(kept, op, sizeof kept);
    for (unsigned i = 0; i < n; i++) {
        memmove(op + i, op + i + 1, (n - i - 1) * sizeof *op);
        *count = n - 1;
        snprintf(what, sizeof what, "%s operation %u dropped", where, i + 1);
        judge(what);
        memcpy(op, kept, sizeof kept);
        *count = n;
        if (n < MODEL_OPS && (is_action(op[i]) || backs_off(op[i]))) {
            memmove(op + i + 1, op + i, (n - i) * sizeof *op);
            *count = n + 1;
            snprintf(what, sizeof what, "%s operation %u doubled", where, i + 1);
            judge(what);
            memcpy(op, kept, sizeof kept);
            *count = n;
        }
        if (i + 1 < n && is_action(op[i]) && is_action(op[i + 1])) {
            op[i] = kept[i + 1];
            op[i + 1] = kept[i];
            snprintf(what, sizeof what, "%s operations %u and %u swapped", where, i + 1, i + 2);
            judge(what);
            memcpy(op, kept, sizeof kept);
        }
    }
}

/* Another argument of the same action: each other word; of numbers the next one that the table has,
 * and one that it has nowhere. */
static void mutate_arguments(struct op *op, unsigned count, const char *where)
{
    char what[512];
    for (unsigned i = 0; i < count; i++) {
        unsigned kept = op[i].operand, made = 0;
        if (op[i].kind != OP_ACTION || !*whole.argument[kept])
            continue;
        bool number = whole.argument[kept][strspn(whole.argument[kept], "0123456789")] == 0;
        for (unsigned step = 1; step < whole.actions; step++) {
            unsigned other = (kept + step) % whole.actions;
            bool own = other < whole.table->actions;
            if (strcmp(whole.action[other], whole.action[kept]) != 0 || (number && own && made++))
                continue;
            op[i].operand = other;
            snprintf(what, sizeof what, "%s operation %u gives %s", where, i + 1,
                     whole.argument[other]);
            judge(what);
        }
        op[i].operand = kept;
    }
}

static bool has_edges(unsigned state)
{
    for (unsigned e = 0; e < whole.edges; e++)
        if (whole.edge[e].state == state)
            return true;
    return false;
}

static bool do_the_same(const struct model_row *a, const struct model_row *b)
{
    if (a->kind != b->kind || (a->kind == SF_FSM_GO && a->next != b->next) || a->ops != b->ops)
        return false;
    for (unsigned i = 0; i < a->ops; i++)
        if (a->op[i].kind != b->op[i].kind || a->op[i].operand != b->op[i].operand ||
            a->op[i].at != b->op[i].at)
            return false;
    return true; /* an ignore row's reason, and the clause, are for people */
}

static bool begins_with_else(const char *guard)
{
    return strncmp(guard, "else", 4) == 0 && (guard[4] == ' ' || guard[4] == 0);
}

/* Rows that are tried one after another, in another order. */
static void swap_choices(unsigned r)
{
    struct model_row *row = &mutant.row[r], *next = row + 1, kept = *row;
    if (r + 1 >= mutant.rows || next->state != row->state || next->event != row->event ||
        !(mutant.decision || (begins_with_else(row->guard) && begins_with_else(next->guard))) ||
        strcmp(next->guard, "else") == 0 || do_the_same(row, next))
        return;
    const char *where = place(row, "tried after the next");
    *row = *next;
    *next = kept;
    judge(where);
    *next = *row;
    *row = kept;
}

static void mutate_row(unsigned r)
{
    struct model_row *row = &mutant.row[r];
    char where[384], what[128];
    row->gone = true;
    judge(place(row, "deleted"));
    row->gone = false;
    if (row->kind == SF_FSM_GO || row->kind == SF_FSM_STAY) {
        unsigned kind = row->kind, next = row->next;
        for (unsigned s = 0; s < whole.table->states; s++) {
            if ((kind == SF_FSM_GO && s == next) ||
                (kind == SF_FSM_STAY && s == row->state && !has_edges(s)))
                continue; /* the row itself; leaving and entering again where nothing happens on the
                             way */
            row->kind = SF_FSM_GO;
            row->next = s;
            snprintf(what, sizeof what, "goes to %s", whole.names->state[s]);
            judge(place(row, what));
        }
        if (kind == SF_FSM_GO) {
            row->kind = SF_FSM_STAY;
            judge(place(row, "stays"));
        }
        row->kind = SF_FSM_IGNORE;
        judge(place(row, "ignored"));
        row->kind = kind;
        row->next = next;
        snprintf(where, sizeof where, "%s", place(row, ""));
        mutate_ops(row->op, &row->ops, where);
        mutate_arguments(row->op, row->ops, where);
    }
    if (row->guard[0] && strcmp(row->guard, "else") != 0) { /* each predicate turned round */
        char kept[96];
        strcpy(kept, row->guard);
        for (char *at = kept; *at; at += strcspn(at, " ,"), at += strspn(at, " ,")) {
            size_t head = (size_t)(at - kept);
            if (at == kept && begins_with_else(kept))
                continue;
            if (*at == '!')
                snprintf(row->guard, sizeof row->guard, "%.*s%s", (int)head, kept, at + 1);
            else
                snprintf(row->guard, sizeof row->guard, "%.*s!%s", (int)head, kept, at);
            char text[96];
            strcpy(text, row->guard);
            strcpy(row->guard, kept);
            snprintf(what, sizeof what, "guard becomes %s", text);
            snprintf(where, sizeof where, "%s", place(row, what));
            strcpy(row->guard, text);
            judge(where);
            strcpy(row->guard, kept);
        }
    }
    swap_choices(r);
    for (unsigned q = r + 1; q < mutant.rows; q++) { /* two events of a state swapped */
        struct model_row *other = &mutant.row[q];
        if (other->state != row->state || other->event == row->event || row->guard[0] ||
            other->guard[0])
            continue;
        if (do_the_same(row, other))
            continue;
        unsigned mine = row->event, theirs = other->event;
        snprintf(what, sizeof what, "swapped with %s", whole.names->event[theirs]);
        snprintf(where, sizeof where, "%s", place(row, what));
        row->event = theirs;
        other->event = mine;
        judge(where);
        row->event = mine;
        other->event = theirs;
        break; /* the next event is enough: all pairs are many alike */
    }
}

static enum flows flows_of(const struct sf_fsm_type *type)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        if (sf_registry_type[m] == type)
            return FLOWS_UA;
    for (unsigned m = 0; m < SF_LOCATE_MACHINES; m++)
        if (sf_locate_registry_type[m] == type)
            return FLOWS_LOCATE;
    for (unsigned m = 0; m < SF_NET_MACHINES; m++)
        if (sf_net_registry_type[m] == type)
            return FLOWS_NET;
    return FLOWS_NONE; /* the demo's agents have walks alone */
}

static void mutate_machine(const struct compiled *machine)
{
    const struct sf_fsm_type *type = machine->type;
    const struct sf_fsm_names *names = machine->names;
    char where[128];
    memset(&score, 0, sizeof score);
    model_take(&whole, type, names, machine->binding);
    mutant = whole;
    compiled_in = &type->table;
    has_walk = !strstr(without, "walks");
    flows = strstr(without, "flows") ? FLOWS_NONE : flows_of(type);
    has_simulator = false;
    for (unsigned m = 0; m < SF_MACHINES && !strstr(without, "simulator"); m++)
        has_simulator = has_simulator || sf_registry_type[m] == type;
    whole_searched = NOT_TRIED;
    const struct sf_fsm_table *table = model_compile(&whole);
    if ((has_walk && child_status(run_walk, (void *)(uintptr_t)table)) ||
        (flows && child_status(run_flows, (void *)(uintptr_t)table)) ||
        (has_simulator && child_status(run_simulator, (void *)(uintptr_t)table))) {
        printf("%s: the table itself, taken apart and put together, fails\n", names->machine);
        exit(1);
    }
    for (unsigned r = 0; r < whole.rows; r++)
        mutate_row(r);
    for (unsigned e = 0; e < whole.edges; e++) {
        struct model_edge *edge = &mutant.edge[e];
        snprintf(where, sizeof where, "%s | %s:", names->state[edge->state],
                 edge->enter ? "enter" : "exit");
        mutate_ops(edge->op, &edge->ops, where);
        mutate_arguments(edge->op, edge->ops, where);
    }
    bindings_mutate(names->machine, judge_binding);
    unsigned real = score.mutants - score.equivalent;
    printf("%-18s %5u mutants: checks %5u, then walks %4u; of %4u that pass the checks "
           "flows alone %4u, the simulator alone %4u, both together %4u (%.1f %%); "
           "search asked of %2u, found %2u, could not search %2u; equivalent %2u; survive %2u; "
           "score %.1f %%\n",
           names->machine, score.mutants, score.checks, score.walks, score.flows_asked, score.flows,
           score.simulator, score.either,
           score.flows_asked ? 100.0 * score.either / score.flows_asked : 100.0, score.asked,
           score.searches, score.not_searched, score.equivalent, score.survived,
           real ? 100.0 * (real - score.survived) / real : 100.0);
    fflush(stdout);
}

static void copy_shared(void)
{
    char from[512], to[128], line[1024];
    snprintf(folder, sizeof folder, "/tmp/sipfsm-mutants.XXXXXX");
    if (!mkdtemp(folder))
        exit(2);
    snprintf(to, sizeof to, "%s/x", folder);
    mkdir(to, 0700);
    snprintf(from, sizeof from, "%s/fsm/sip.fsm", root);
    snprintf(to, sizeof to, "%s/sip.fsm", folder);
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    while (in && out && fgets(line, sizeof line, in))
        fputs(line, out);
    if (!in || !out)
        exit(2);
    fclose(in);
    fclose(out);
}

int main(int argc, char **argv)
{
    int at = 3;
    unsigned survived = 0, mutants = 0;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        if (strcmp(argv[at], "--sample") == 0)
            sample = (unsigned)atoi(argv[at + 1]);
        else if (strcmp(argv[at], "--only") == 0)
            only = argv[at + 1];
        else if (strcmp(argv[at], "--without") == 0)
            without = argv[at + 1];
        else if (strcmp(argv[at], "--ask") == 0)
            survivors_only = strcmp(argv[at + 1], "survivors") == 0;
        else if (strcmp(argv[at], "--search") == 0 && !(ladder = realpath(argv[at + 1], NULL)))
            break;
        else if (strcmp(argv[at], "--search") != 0)
            break;
    }
    if (argc < 3 || (at < argc && argv[at][0] == '-') || !(fsmgen = realpath(argv[1], NULL)) ||
        !(root = realpath(argv[2], NULL))) {
        fprintf(stderr,
                "usage: mutate FSMGEN SOURCE_ROOT [--sample N] [--only TEXT] [--without "
                "walks,flows,simulator] [--ask survivors] [--search LADDER] [MACHINE ...]\n");
        return 2;
    }
    if (sample < 1)
        sample = 1;
    copy_shared();
    for (unsigned m = 0; m < MACHINES; m++) {
        const struct compiled machine = machine_at(m);
        bool wanted = at >= argc;
        for (int i = at; i < argc; i++)
            wanted = wanted || strcmp(argv[i], machine.names->machine) == 0;
        if (!wanted)
            continue;
        mutate_machine(&machine);
        survived += score.survived;
        mutants += score.mutants;
    }
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0)
        return 2;
    printf("%u mutants, %u survive\n", mutants, survived);
    return survived ? 1 : 0;
}
