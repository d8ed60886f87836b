/* ladder FILE.pml ... <REPLAY: a counterexample of the search as a ladder. The replay is what
 * tests/model/seen.h says while pan follows a trail; the files, made by fsmgen, say what each row
 * is and where it stands. The margin counts inputs; an arrow stands where its message arrives. */
#include "sipfsm/ladder.h"

#include <stdlib.h>
#include <string.h>

#define MACHINES 16
#define NAMES 64
#define ROWS 256
#define TAKEN 4096

static char *copy(const char *text, size_t length)
{
    char *made = malloc(length + 1);
    if (!made)
        exit(1);
    memcpy(made, text, length);
    made[length] = 0;
    return made;
}

/* A table as far as the ladder needs one: names, and which states are final (those that no row
 * starts from). */
struct machine {
    char prefix[32], name[64];
    const char *state[NAMES], *event[NAMES], *place[ROWS], *text[ROWS];
    uint16_t states, events, from[ROWS], to[ROWS], on[ROWS];
    enum sf_fsm_outcome outcome[ROWS];
    uint8_t final[NAMES];
    struct sf_fsm_row_names row[ROWS];
    struct sf_fsm_type type;
    struct sf_fsm_names names;
};

static struct machine machine[MACHINES];
static unsigned machines;

static uint16_t number_of(const char **list, uint16_t *count, const char *name)
{
    for (uint16_t i = 0; i < *count; i++)
        if (strcmp(list[i], name) == 0)
            return i;
    if (*count == NAMES)
        exit(1);
    list[*count] = copy(name, strlen(name));
    return (*count)++;
}

static struct machine *machine_of(const char *prefix)
{
    for (unsigned m = 0; m < machines; m++)
        if (strcmp(machine[m].prefix, prefix) == 0)
            return &machine[m];
    if (machines == MACHINES)
        exit(1);
    snprintf(machine[machines].prefix, sizeof machine[machines].prefix, "%s", prefix);
    return &machine[machines++];
}

/* Cuts " a | b |" at its pipes; the number of cells. */
static unsigned cells_of(char *text, char **cell, unsigned most)
{
    unsigned count = 0;
    for (char *at = text; count < most; at++) {
        char *pipe = strchr(at, '|');
        if (!pipe)
            break;
        while (*at == ' ')
            at++;
        cell[count++] = at;
        *pipe = 0;
        for (char *end = pipe; end > at && end[-1] == ' ';)
            *--end = 0;
        at = pipe;
    }
    return count;
}

/* A comment that stands above a row: row PREFIX NUMBER PLACE | State | event | guard | Next | */
static void learn(const char *line)
{
    char prefix[32], place[256], text[512], *cell[4];
    unsigned number;
    const char *pipe = strchr(line, '|');
    if (sscanf(line, " /* row %31s %u %255s", prefix, &number, place) != 3 || !pipe ||
        number >= ROWS)
        return;
    struct machine *m = machine_of(prefix);
    snprintf(text, sizeof text, "%s", pipe + 1);
    m->text[number] = copy(pipe, strcspn(pipe, "*\n"));
    if (cells_of(text, cell, 4) != 4)
        return;
    m->place[number] = copy(place, strlen(place));
    m->from[number] = m->to[number] = number_of(m->state, &m->states, cell[0]);
    m->on[number] = number_of(m->event, &m->events, cell[1]);
    m->outcome[number] = strcmp(cell[3], "never") == 0    ? SF_FSM_IMPOSSIBLE
                         : strcmp(cell[3], "ignore") == 0 ? SF_FSM_IGNORED
                                                          : SF_FSM_TAKEN;
    if (m->outcome[number] == SF_FSM_TAKEN && strcmp(cell[3], "-") != 0)
        m->to[number] = number_of(m->state, &m->states, cell[3]);
    const char *slash = strrchr(place, '/');
    snprintf(m->name, sizeof m->name, "%.*s", (int)strcspn(slash ? slash + 1 : place, "."),
             slash ? slash + 1 : place);
}

static void know(struct sf_ladder *ladder, struct machine *m)
{
    memset(m->final, 1, sizeof m->final);
    for (unsigned row = 1; row < ROWS; row++)
        if (m->place[row])
            m->final[m->from[row]] = 0;
    for (unsigned row = 0; row < ROWS; row++)
        m->row[row] = (struct sf_fsm_row_names){
            .clause = "", .state = "", .event = "", .guard = "", .next = "", .actions = ""};
    m->type.table =
        (struct sf_fsm_table){.states = m->states, .events = m->events, .final = m->final};
    m->names = (struct sf_fsm_names){
        .machine = m->name, .file = "", .state = m->state, .event = m->event, .row = m->row};
    sf_ladder_know(ladder, &m->type, &m->names);
}

/* A message of that first line and CSeq; the parser reads it when the ladder draws it. */
static void draw_message(struct sf_ladder *ladder, uint64_t now_us, char *text, bool lost)
{
    char bytes[512], *slash = strstr(text, " / ");
    if (!slash)
        return;
    *slash = 0;
    const char *line = text + 2, *cseq = slash + 3;
    bool response = line[0] >= '1' && line[0] <= '6';
    snprintf(bytes, sizeof bytes,
             "%s%s%s\r\nVia: SIP/2.0/UDP %c;branch=z9hG4bK1\r\nFrom: <sip:alice@a>;tag=a\r\nTo: "
             "<sip:bob@b>\r\nCall-ID: 1\r\n"
             "CSeq: %s\r\nMax-Forwards: 70\r\nContact: <sip:%c>\r\nContent-Length: 0\r\n\r\n",
             response ? "SIP/2.0 " : "", line, response ? "" : " SIP/2.0", text[0], cseq, text[0]);
    struct sf_ladder_message message = {.now_us = now_us,
                                        .from = text[0] == 'b',
                                        .to = text[0] != 'b',
                                        .lost = lost,
                                        .incoming = !lost,
                                        .bytes = bytes,
                                        .length = strlen(bytes)};
    sf_ladder_message(ladder, &message);
}

static struct {
    unsigned input;
    char side, detail[32];
    struct machine *machine;
    unsigned row;
} taken[TAKEN];
static unsigned taken_count;

static void draw_row(struct sf_ladder *ladder, uint64_t now_us, char side, struct machine *m,
                     unsigned row, const char *detail)
{
    struct sf_fsm_step step = {.now_us = now_us,
                               .type = &m->type,
                               .from = m->from[row],
                               .to = m->to[row],
                               .event = m->on[row],
                               .row = (uint16_t)row,
                               .outcome = m->outcome[row]};
    if (row == 0)
        step = (struct sf_fsm_step){
            .now_us = now_us, .type = &m->type, .event = SF_FSM_STARTED, .to = m->from[1]};
    sf_ladder_step(ladder,
                   &(struct sf_ladder_step){
                       .actor = side == 'b', .machine = m->name, .detail = detail, .step = &step});
    if (row == 0 || taken_count == TAKEN)
        return;
    taken[taken_count].input = (unsigned)(now_us / 1000);
    taken[taken_count].side = side;
    snprintf(taken[taken_count].detail, sizeof taken[taken_count].detail, "%s", detail);
    taken[taken_count].machine = m;
    taken[taken_count++].row = row;
}

int main(int argc, char **argv)
{
    static struct sf_ladder ladder;
    char line[1024], callee[64], prefix[32], side;
    uint64_t now_us = 0;
    unsigned row;
    int end = 0;
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (!file)
            return perror(argv[i]), 1;
        while (fgets(line, sizeof line, file))
            learn(line);
        fclose(file);
    }
    struct sf_ladder_options options = {
        .out = stdout, .colour = sf_ladder_wants_colour(stdout), .ascii = sf_ladder_wants_ascii()};
    options.actor[0].name = "Alice";
    /* Two callees share a lifeline: what is said of either has its name. */
    options.actor[1].name =
        fgets(line, sizeof line, stdin) && sscanf(line, "callee %63[^\n]", callee) == 1 ? callee
                                                                                        : "Bob";
    options.actor[0].address = options.actor[1].address = "";
    sf_ladder_begin(&ladder, &options);
    for (unsigned m = 0; m < machines; m++)
        know(&ladder, &machine[m]);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strcmp(line, "input") == 0)
            now_us += 1000;
        else if (strncmp(line, "arrives ", 8) == 0)
            draw_message(&ladder, now_us, line + 8, false);
        else if (strncmp(line, "lost ", 5) == 0)
            draw_message(&ladder, now_us, line + 5, true);
        else if (strncmp(line, "note ", 5) == 0)
            sf_ladder_note(&ladder, now_us, line + 5);
        else if (sscanf(line, "row %c %31s %u %n", &side, prefix, &row, &end) == 3 && row < ROWS &&
                 (row == 0 || machine_of(prefix)->place[row]))
            draw_row(&ladder, now_us, side, machine_of(prefix), row, line + end);
        else if (strncmp(line, "violated ", 9) == 0)
            sf_ladder_verdict(&ladder, now_us, false, line + 9);
    }
    printf("\nrows taken, by input:\n");
    for (unsigned i = 0; i < taken_count; i++)
        printf("%6u %c  %s %s%s\n", taken[i].input, taken[i].side,
               taken[i].machine->place[taken[i].row], taken[i].machine->text[taken[i].row],
               taken[i].detail);
    return 0;
}
