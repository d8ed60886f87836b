/* Makes every single change of every table in memory, and finds the tests that notice it: fsmgen's
 * checks, warnings too, then the walks of tests/table, and, apart from both, the flows of tests/ua
 * (tests/locate, tests/net), run by the real core on the changed table; then, of what survives, the
 * searches of the models (search.sh). mutate FSMGEN SOURCE_ROOT [OPTION ...] [MACHINE ...] --sample
 * N             every Nth mutant --only TEXT            those whose description has TEXT --among
 * FILE           those that it lists, as equivalent.txt does, or as a run has printed them
 * --without walks,flows,simulator  do not ask them: to see what the others know --ask survivors
 * ask each only about what those before it let pass --search LADDER        ask the searches about
 * survivors; LADDER is model_ladder Prints each survivor, what the searches say of those that walks
 * and flows let pass, and a line a table. Exit status 1 if a mutant that
 * tests/mutation/equivalent.txt does not explain survives. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../table/machines.h"
#include "bindings.h"
#include "model.h"
#include "search.h"
#include "witness.h"

static const char *fsmgen, *root, *ladder, *only = "", *without = "", *among;
static char folder[64];
static unsigned sample = 1, sampled;
static struct {
    unsigned mutants, checks, walks, flows, simulator, either, asked_outside, same, asked, searches,
        not_searched, survived, equivalent;
} score;
static struct model whole, mutant;
static bool has_walk, has_outside, survivors_only, differs;
static enum {
    NOT_TRIED,
    HOLDS,
    FAILS
} whole_searched; /* the table itself: what fails there says nothing of a mutant */

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

/* A mutant that does an operation twice, or two in another order, while it is judged. It is the
 * table itself to all outside if nothing that leaves a core differs, though something does, and is
 * noticed, where the operation is dropped: so the row has run, and what it does matters. */
static struct {
    const struct op *kept;
    struct op *op;
    unsigned *count, of, at;
    bool both;
} order;

static bool is_noticed_without(unsigned at)
{
    struct op changed[MODEL_OPS];
    unsigned count = *order.count;
    memcpy(changed, order.op, sizeof changed);
    memcpy(order.op, order.kept, at * sizeof *order.op);
    memcpy(order.op + at, order.kept + at + 1, (order.of - at - 1) * sizeof *order.op);
    *order.count = order.of - 1;
    struct verdict verdict = witness_ask(model_compile(&mutant), false);
    memcpy(order.op, changed, sizeof changed);
    *order.count = count;
    return verdict.flow || verdict.simulator;
}

static bool is_the_same_in_order(void)
{
    return order.op && is_noticed_without(order.at) &&
           (!order.both || is_noticed_without(order.at + 1));
}

/* Flows and simulator, which do not read tables. True: one of them notices the change, or no test
 * from outside could. */
static bool is_clear_outside(const struct sf_fsm_table *table, const char *full)
{
    struct verdict verdict = witness_ask(table, !survivors_only);
    bool noticed = verdict.flow || verdict.simulator;
    score.asked_outside++;
    score.flows += verdict.flow;
    score.simulator += verdict.simulator;
    score.either += noticed;
    differs = !verdict.same;
    if (noticed)
        return true;
    bool same = (verdict.same && is_the_same_in_order()) || witness_is_listed("unseen.txt", full);
    score.same += same || witness_is_listed("equivalent.txt", full);
    return same;
}

/* It says of one that flows and simulator have been asked about whether their rows ran otherwise
 * than with the table itself: is a check missing, or a way to the row? */
static void note_survivor(const char *full, bool searches)
{
    if (witness_is_listed("equivalent.txt", full)) {
        score.equivalent++;
    } else if (!searches || !search_finds(full)) {
        score.survived++;
        printf("survives: %s%s\n", full,
               !has_outside ? ""
               : differs    ? "  # outputs differ"
                            : "  # no output differs");
        fflush(stdout);
    }
}

static void judge(const char *what)
{
    char full[512], path[128];
    snprintf(full, sizeof full, "%s: %s", whole.names->machine, what);
    if (!strstr(what, only) || (among && !witness_is_listed(among, full)) ||
        ++sampled % sample != 0)
        return;
    score.mutants++;
    print_table(&mutant, "mutant.fsm");
    snprintf(path, sizeof path, "%s/x/mutant.fsm", folder);
    if (witness_checks(fsmgen, path)) {
        score.checks++;
        return;
    }
    const struct sf_fsm_table *table = model_compile(&mutant);
    bool walk = has_walk && witness_walk(table);
    score.walks += walk;
    bool clear = has_outside && !(survivors_only && walk) && is_clear_outside(table, full);
    if (!walk && !clear)
        note_survivor(full, ladder != NULL);
}

/* Nothing in the table changes, so neither checks nor walks are asked. */
static void judge_binding(const char *what)
{
    char full[512];
    snprintf(full, sizeof full, "%s: %s", whole.names->machine, what);
    if (!has_outside || !strstr(what, only) || (among && !witness_is_listed(among, full)) ||
        ++sampled % sample != 0)
        return;
    score.mutants++;
    if (!is_clear_outside(model_compile(&whole), full))
        note_survivor(full, false);
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

/* Operations of a row or an edge: dropped, doubled, swapped with the next. Changes without any
 * effect are not made: a timer that is started or stopped twice at one moment, or a timer operation
 * that is moved before or after another operation. */
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
        order.kept = kept;
        order.op = op;
        order.count = count;
        order.of = n;
        order.at = i;
        order.both = false;
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
            order.both = true;
            snprintf(what, sizeof what, "%s operations %u and %u swapped", where, i + 1, i + 2);
            judge(what);
            memcpy(op, kept, sizeof kept);
        }
        order.op = NULL;
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

static void mutate_machine(const struct compiled *machine)
{
    const struct sf_fsm_type *type = machine->type;
    const struct sf_fsm_names *names = machine->names;
    char where[128];
    memset(&score, 0, sizeof score);
    model_take(&whole, type, names, machine->binding);
    mutant = whole;
    enum flows flows = strstr(without, "flows") ? FLOWS_NONE : witness_flows_of(type);
    bool simulator = !strstr(without, "simulator") && witness_is_simulated(type);
    witness_begin(root, machine, &whole, flows, simulator);
    has_walk = !strstr(without, "walks");
    has_outside = flows || simulator;
    whole_searched = NOT_TRIED;
    const struct sf_fsm_table *table = model_compile(&whole);
    struct verdict verdict = witness_ask(table, true);
    if ((has_walk && witness_walk(table)) || verdict.flow || verdict.simulator) {
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
    unsigned real = score.mutants - score.equivalent, outside = score.asked_outside - score.same;
    printf(
        "%-18s %5u mutants: checks %5u, then walks %4u; of %4u that pass the checks "
        "flows alone %4u, the simulator alone %4u, both together %4u (%.1f %%), the same to them "
        "%3u; search asked of %2u, found %2u, could not search %2u; equivalent %2u; survive %2u; "
        "score %.1f %%\n",
        names->machine, score.mutants, score.checks, score.walks, outside, score.flows,
        score.simulator, score.either, outside ? 100.0 * score.either / outside : 100.0, score.same,
        score.asked, score.searches, score.not_searched, score.equivalent, score.survived,
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
        else if (strcmp(argv[at], "--among") == 0)
            among = argv[at + 1];
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
        fprintf(
            stderr,
            "usage: mutate FSMGEN SOURCE_ROOT [--sample N] [--only TEXT] [--among FILE] [--without "
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
