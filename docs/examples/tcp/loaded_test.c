/* The connection's table, loaded: the program has no numbers of it, so it asks for each by name,
 * once. What a class is for the compiled table, a list of names is here. loaded_test TCP.BIN */
#include "sipfsm/load.h"
#include "tcp_fsm.h" /* for tcp_binding; none of its numbers are used */

#undef NDEBUG
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* For each number of the class `segment`, the event. The table declares these, and need not be the
 * one that was compiled. */
static const char *const of_segment[] = {"rst", "syn_ack", "syn", "fin", "ack"};
enum { SEGMENTS = sizeof of_segment / sizeof *of_segment };

int main(int argc, char **argv)
{
    /* The file as a whole, at a place aligned to 8. */
    static uint64_t bytes[2048];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    assert(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);

    struct sf_load_error error;
    size_t need = sf_fsm_load_size(bytes, size);
    void *memory = malloc(need);
    const struct sf_fsm_loaded *loaded =
        sf_fsm_load(memory, need, bytes, size, &tcp_binding, &error);
    if (!loaded) {
        fprintf(stderr, "%s: %s\n", argv[1], error.text);
        return 1;
    }
    const struct sf_fsm_table *table = &loaded->type.table;
    int event_of[SEGMENTS], open = sf_fsm_event_named(table, &loaded->names, "open");
    for (int i = 0; i < SEGMENTS; i++) {
        event_of[i] = sf_fsm_event_named(table, &loaded->names, of_segment[i]);
        assert(event_of[i] >= 0); /* -1: this table declares no such event */
    }
    int resend = sf_fsm_event_named(table, &loaded->names, "timer Resend");
    int established = sf_fsm_state_named(table, &loaded->names, "Established");
    assert(open >= 0 && resend >= 0 && established >= 0);
    assert(sf_fsm_event_named(table, &loaded->names, "segment") == -1); /* a class is no event */

    struct tcp tcp = {.first = 100, .next = 100, .clock = {.now_us = 1}};
    assert(table->timers <= sizeof tcp.timer / sizeof *tcp.timer);
    struct sf_fsm_run run = {.type = &loaded->type,
                             .machine = &tcp.machine,
                             .timer = tcp.timer,
                             .context = &tcp,
                             .clock = &tcp.clock};
    sf_fsm_start(&run, NULL);
    sf_fsm_event(&run, (unsigned)open, NULL);
    assert(tcp.outs == 1 && tcp.out[0].syn &&
           sf_fsm_next_timer(table, &tcp.machine, tcp.timer) == resend); /* event t is timer t's */
    struct tcp_segment answer = {.syn = true, .ack = true, .seq = 300, .ack_number = 101};
    sf_fsm_event(&run, (unsigned)event_of[1], &answer);
    assert(tcp.machine.state == established && tcp.outs == 2 && tcp.out[1].ack);
    free(memory);
    puts("a loaded table: ok");
    return 0;
}
