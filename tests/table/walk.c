/* Walks compiled tables by hand-written expectations: tests/table/<machine>.walk.
 *
 *     at STATE [running A B]          put the machine there, with these timers running and no
 * others EVENT [given GUARD ...] -> STATE | ignored | impossible [: action, action] [; A=500ms,
 * B=32s]
 *
 * EVENT is `start` (of the machine), `timer X` or an input (one that is itself called start is
 * written `input start`). Guards hold only if given. Actions are those that ran, in order. After
 * `;` stand all timers that run, and when they are due, counted from this step; without it, none
 * may have been armed or stopped by the step. Nothing of a machine's C runs: guards and actions are
 * recorders, so the table alone is on trial. It also wants every row of the table to have run. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walk.h"

#define START_US 1000000

static char ran[1024];
static const struct sf_fsm_names *names;
static uint64_t guards_given;

static void record(unsigned action)
{
    size_t n = strlen(ran);
    const char *argument = names->argument ? names->argument[action] : "";
    snprintf(ran + n, sizeof ran - n, "%s%s%s%s", n ? ", " : "", names->action[action],
             *argument ? " " : "", argument);
}

/* One function a slot, since an action is not told its own number. */
#define SLOT(n)                                                                                    \
    static void action_##n(void *context, const void *payload, unsigned argument)                  \
    {                                                                                              \
        (void)context;                                                                             \
        (void)payload;                                                                             \
        (void)argument;                                                                            \
        record(n);                                                                                 \
    }                                                                                              \
    static bool guard_##n(const void *context, const void *payload)                                \
    {                                                                                              \
        (void)context;                                                                             \
        (void)payload;                                                                             \
        return guards_given >> (n)&1;                                                              \
    }
#define LIST(m)                                                                                    \
    m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) m(15) m(16)    \
        m(17) m(18) m(19) m(20) m(21) m(22) m(23) m(24) m(25) m(26) m(27) m(28) m(29) m(30) m(31)  \
            m(32) m(33) m(34) m(35) m(36) m(37) m(38) m(39) m(40) m(41) m(42) m(43) m(44) m(45)    \
                m(46) m(47) m(48) m(49) m(50) m(51) m(52) m(53) m(54) m(55) m(56) m(57) m(58)      \
                    m(59) m(60) m(61) m(62) m(63)
LIST(SLOT)
#define ACTION_OF(n) action_##n,
#define GUARD_OF(n) guard_##n,
static sf_fsm_action *const actions[] = {LIST(ACTION_OF)};
static sf_fsm_guard *const guards[] = {LIST(GUARD_OF)};

static unsigned char row_ran[4096], edge_ran[256];

static void trace(void *user, const struct sf_fsm_step *step)
{
    if (user)
        sf_steps_keep(user, step);
    row_ran[step->row] = 1;
    for (unsigned e = 0; e < names->edges; e++) {
        bool enters = strcmp(names->edge[e].event, "enter") == 0;
        const char *state = names->state[enters ? step->to : step->from];
        bool moved = step->event == SF_FSM_STARTED
                         ? enters
                         : sf_fsm_row_kind(&step->type->table, step->row) == SF_FSM_GO;
        if (moved && step->outcome == SF_FSM_TAKEN &&
            (strcmp(names->edge[e].state, state) == 0 || strcmp(names->edge[e].state, "*") == 0))
            edge_ran[e] = 1;
    }
}

struct walk {
    const char *file;
    unsigned line, failures;
    struct sf_fsm machine;
    struct sf_fsm_timer timer[16];
    struct sf_fsm_clock clock;
    struct sf_fsm_type type;
    struct sf_fsm_run run;
};

static void fail(struct walk *walk, const char *what, const char *wanted, const char *got)
{
    printf("%s:%u: %s: wanted '%s', got '%s'\n", walk->file, walk->line, what, wanted, got);
    walk->failures++;
}

static int find(const char *const *list, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return (int)i;
    return -1;
}

static char *trim(char *text)
{
    while (*text == ' ')
        text++;
    for (size_t n = strlen(text); n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\n'); n--)
        text[n - 1] = 0;
    return text;
}

static void arm_by_hand(struct walk *walk, const char *timer)
{
    int t = find(names->timer, walk->type.table.timers, timer);
    if (t < 0) {
        fail(walk, "timer", "a timer of the table", timer);
        return;
    }
    walk->machine.armed |= 1u << t;
    walk->timer[t] = (struct sf_fsm_timer){.due_us = walk->clock.now_us + 3600000000u,
                                           .order = walk->clock.order++,
                                           .interval_us = 500000};
}

static void put_at(struct walk *walk, char *text)
{
    char *word = strtok(text, " ");
    int state = word ? find(names->state, walk->type.table.states, word) : -1;
    if (state < 0) {
        fail(walk, "at", "a state", word ? word : "");
        return;
    }
    memset(walk->timer, 0, sizeof walk->timer);
    walk->machine = (struct sf_fsm){.state = (uint16_t)state, .running = 1};
    while ((word = strtok(NULL, " ")))
        if (strcmp(word, "running") != 0)
            arm_by_hand(walk, word);
}

/* When a timer fires; 0: it does not run. */
static uint64_t due_of(const struct walk *walk, unsigned t)
{
    return sf_fsm_timer_runs(&walk->machine, walk->timer, t) ? walk->timer[t].due_us : 0;
}

/* The timers as they were before a step. */
struct before {
    uint64_t due_us[16];
    uint32_t order[16];
};

static void remember(const struct walk *walk, struct before *before)
{
    for (unsigned t = 0; t < 16; t++) {
        before->due_us[t] = due_of(walk, t);
        before->order[t] = walk->timer[t].order;
    }
}

/* "A=500ms, B=32s" of what runs, against what was wanted. */
static void check_timers(struct walk *walk, const struct before *before, const char *wanted)
{
    char got[512] = "";
    for (unsigned t = 0; t < walk->type.table.timers; t++) {
        uint64_t due = due_of(walk, t);
        size_t n = strlen(got);
        if (!wanted) {
            if (due != before->due_us[t] ||
                (due &&
                 walk->timer[t].order != before->order[t])) /* started anew is not left alone */
                fail(walk, "timers", "left alone", names->timer[t]);
            continue;
        }
        if (!due)
            continue;
        uint64_t in_us = due - walk->clock.now_us;
        if (in_us % 1000000 == 0)
            snprintf(got + n, sizeof got - n, "%s%s=%" PRIu64 "s", n ? ", " : "", names->timer[t],
                     in_us / 1000000);
        else
            snprintf(got + n, sizeof got - n, "%s%s=%" PRIu64 "ms", n ? ", " : "", names->timer[t],
                     in_us / 1000);
    }
    if (wanted && strcmp(got, wanted) != 0)
        fail(walk, "timers", wanted, got);
}

static void one_step(struct walk *walk, char *text)
{
    char *arrow = strstr(text, "->"), *timers = NULL, *wanted_actions = NULL, *given, *wanted;
    struct before before;
    enum sf_fsm_outcome outcome;
    if (!arrow) {
        fail(walk, "line", "EVENT -> STATE", text);
        return;
    }
    *arrow = 0;
    wanted = arrow + 2;
    if ((timers = strchr(wanted, ';')))
        *timers++ = 0;
    if ((wanted_actions = strchr(wanted, ':')))
        *wanted_actions++ = 0;
    wanted = trim(wanted);
    guards_given = 0;
    if ((given = strstr(text, " given "))) {
        *given = 0;
        for (char *g = strtok(given + 7, " "); g; g = strtok(NULL, " ")) {
            int guard = find(names->guard, walk->type.table.guards, g);
            if (guard < 0)
                fail(walk, "given", "a guard", g);
            else
                guards_given |= 1ull << guard;
        }
    }
    char *event = trim(text);
    char from[64];
    snprintf(from, sizeof from, "%s", names->state[walk->machine.state]);
    ran[0] = 0;
    remember(walk, &before);
    if (strcmp(event, "start") == 0) {
        outcome = sf_fsm_start(&walk->run, NULL);
        memset(&before, 0, sizeof before);
    } else {
        bool is_timer = strncmp(event, "timer ", 6) == 0;
        int e;
        if (is_timer) {
            e = find(names->timer, walk->type.table.timers, event + 6);
            if (e >= 0 && due_of(walk, (unsigned)e) &&
                walk->timer[e].due_us < walk->clock.now_us + 3600000000u)
                walk->clock.now_us = walk->timer[e].due_us;
            if (e >= 0)
                before.due_us[e] = walk->timer[e].due_us = 0;
        } else {
            e = find(names->event, walk->type.table.events,
                     strncmp(event, "input ", 6) == 0 ? event + 6 : event);
        }
        if (e < 0) {
            fail(walk, "event", "one of the table", event);
            return;
        }
        outcome = sf_fsm_event(&walk->run, (unsigned)e, NULL);
    }
    const char *got = outcome == SF_FSM_IGNORED      ? "ignored"
                      : outcome == SF_FSM_IMPOSSIBLE ? "impossible"
                                                     : names->state[walk->machine.state];
    if (strcmp(got, wanted) != 0)
        fail(walk, event, wanted, got);
    if (outcome != SF_FSM_TAKEN && strcmp(from, names->state[walk->machine.state]) != 0)
        fail(walk, event, "no change of state", names->state[walk->machine.state]);
    wanted_actions = wanted_actions ? trim(wanted_actions) : "";
    if (strcmp(ran, wanted_actions) != 0)
        fail(walk, "actions", wanted_actions, ran);
    check_timers(walk, &before, timers ? trim(timers) : NULL);
}

static unsigned check_rows(struct walk *walk)
{
    unsigned missing = 0;
    for (unsigned r = 1; r <= walk->type.table.rows; r++)
        if (!row_ran[r]) {
            printf("%s:%u: this row was never walked: %s | %s | %s\n", names->file,
                   names->row[r].line, names->row[r].state, names->row[r].event,
                   names->row[r].guard);
            missing++;
        }
    for (unsigned e = 0; e < names->edges; e++)
        if (!edge_ran[e]) {
            printf("%s:%u: this row was never walked: %s | %s\n", names->file, names->edge[e].line,
                   names->edge[e].state, names->edge[e].event);
            missing++;
        }
    return missing;
}

unsigned walk_run(const struct sf_fsm_table *table, const struct sf_fsm_names *its_names,
                  const char *path, bool want_rows, struct sf_steps *steps)
{
    static char line[1024];
    struct walk walk = {.clock = {.now_us = START_US, .tracer = trace, .tracer_user = steps},
                        .file = path};
    FILE *file = fopen(path, "r");
    if (!file || table->actions > 64 || table->guards > 64 || table->timers > 16) {
        printf("%s: %s\n", path, file ? "the table outgrew the recorders" : "cannot be opened");
        if (file)
            fclose(file);
        return 1;
    }
    names = its_names;
    memset(row_ran, 0, sizeof row_ran);
    memset(edge_ran, 0, sizeof edge_ran);
    walk.type = (struct sf_fsm_type){*table, guards, actions};
    walk.run = (struct sf_fsm_run){
        .type = &walk.type, .machine = &walk.machine, .timer = walk.timer, .clock = &walk.clock};
    while (fgets(line, sizeof line, file)) {
        walk.line++;
        char *hash = strchr(line, '#');
        if (hash)
            *hash = 0;
        char *text = trim(line);
        if (strncmp(text, "at ", 3) == 0)
            put_at(&walk, text + 3);
        else if (*text)
            one_step(&walk, text);
    }
    fclose(file);
    return walk.failures + (want_rows ? check_rows(&walk) : 0);
}
