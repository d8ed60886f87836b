/* What a search has seen, counted outside the state: which rows ran, which messages arrived, how
 * often all came to rest. Included by the C that Spin makes (pan). When pan replays a trail, the
 * same calls say what happens, for the ladder. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define SEEN_ROWS 256
#define SEEN_MESSAGES 32
#define SEEN_MACHINES 16

struct seen_machine {
    const char *name, *sides; /* a table's prefix; the side of each machine that runs it: "ab" */
    unsigned rows;
    const char *const *details; /* what tells each of them from its like, or null */
    unsigned long times[SEEN_ROWS];
};

static struct seen_machine *seen_machines[SEEN_MACHINES];
static const char *const *seen_message_names, *const *seen_user_names;
static unsigned long seen_delivered[SEEN_MESSAGES], seen_rests;
static const char *seen_callee = "Bob"; /* who stands on the right of a ladder */
static unsigned long seen_left_out;     /* the messages that need not be delivered: a mask */

static void seen_close(void)
{
    for (unsigned m = 0; m < SEEN_MACHINES && seen_machines[m]; m++)
        for (unsigned row = 1; row <= seen_machines[m]->rows; row++)
            printf("seen row %s %u %lu\n", seen_machines[m]->name, row,
                   seen_machines[m]->times[row]);
    for (unsigned i = 0; seen_message_names[i]; i++)
        if (seen_delivered[i] || !(seen_left_out >> i & 1))
            printf("seen message %lu %s\n", seen_delivered[i], seen_message_names[i]);
    printf("seen rest %lu\n", seen_rests);
}

/* Messages: "a BYE sip:bob / 2 BYE", who sends it, its first line, its CSeq. Users: by event, what
 * one does. The machines end with a null. */
static void seen_open(int replay, const char *const *message_names, const char *const *user_names,
                      ...)
{
    va_list machines;
    va_start(machines, user_names);
    for (unsigned m = 0; (seen_machines[m] = va_arg(machines, struct seen_machine *)) != NULL; m++)
        ;
    va_end(machines);
    seen_message_names = message_names;
    seen_user_names = user_names;
    if (replay)
        printf("callee %s\n", seen_callee);
    else
        atexit(seen_close);
}

static void seen_input(int replay)
{
    if (replay)
        printf("input\n");
}

static void seen_row(struct seen_machine *machine, unsigned at, unsigned row, int replay)
{
    machine->times[row]++;
    if (replay)
        printf("row %c %s %u %s\n", machine->sides[at], machine->name, row,
               machine->details ? machine->details[at] : "");
}

static void seen_sent(unsigned message, int replay)
{
    if (replay)
        printf("send %s\n", seen_message_names[message]);
}

static void seen_arrival(unsigned message, int replay)
{
    seen_delivered[message]++;
    if (replay)
        printf("arrives %s\n", seen_message_names[message]);
}

static void seen_loss(unsigned message, int replay)
{
    if (replay)
        printf("lost %s\n", seen_message_names[message]);
}

static void seen_user(unsigned event, int replay)
{
    if (replay)
        printf("note %s\n", seen_user_names[event]);
}

static void seen_rest(int replay)
{
    seen_rests++;
    if (replay)
        printf("input\nnote nothing more can happen\n");
}

static void seen_note(const char *text, int replay)
{
    if (replay)
        printf("note %s\n", text);
}
