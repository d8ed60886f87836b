/* sipfsm demo: Alice calls Bob over real sockets, drawn as it happens, and judged. */
#include "agent_table.h"
#include "command.h"
#include "demo_options.h"
#include "judge.h"
#include "loss.h"
#include "names.h"
#include "options.h"
#include "recording.h"
#include "sipfsm/sockaddr.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ALICE 0
#define BOB 1

/* Nothing has come for so long: nothing is in flight from another process. With loss it is longer
 * than the other side's longest retransmission, T2. */
#define QUIET_REAL_MS 200
#define QUIET_LOSSY_US 4500000
/* How often the demo looks whether the call has come to an end. */
#define LOOK_REAL_MS 100
/* With a changed table: no timer of an agent runs, and nothing has come for so long. */
#define IDLE_US 5000000
/* Of the demo's clock: a call that is not over by then never will be. */
#define STUCK_US 180000000
#define MOVES_MOST 100000

struct demo;

struct side {
    struct demo *demo;
    struct agent agent;
    struct agent_table table; /* if one was given */
    unsigned number;          /* ALICE or BOB: also the direction, for losses */
    char address[SF_ADDRESS_TEXT_BYTES];
    struct sf_address local;
    struct seeded seeded;
};

struct demo {
    struct demo_options options;
    uv_loop_t loop;
    uv_timer_t alarm; /* wakes the loop while it waits for silence */
    struct sf_clock clock;
    struct sf_ladder ladder;
    struct side side[2];
    uint64_t crossed_out, crossed_in; /* handed to the kernel, taken from it */
    uint64_t last_in_us;
    uint64_t lost;
    uint64_t held_us; /* the time of the input at hand */
    uv_prepare_t before_poll;
    uv_check_t after_poll;
    struct recording recording;
};

static bool is_own(const struct demo *demo)
{
    return demo->options.table[ALICE] || demo->options.table[BOB];
}

static const struct agent_kind *kind_of(const struct side *side)
{
    static const struct agent_kind *const compiled[] = {&agent_alice, &agent_bob};
    return side->table.memory ? &side->table.kind : compiled[side->number];
}

static bool plays(const struct demo *demo, unsigned side)
{
    return demo->options.role == DEMO_BOTH || (demo->options.role == DEMO_UAC) == (side == ALICE);
}

/* ---- What the edge and the cores tell ---- */

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct side *side = user;
    agent_take(&side->agent, event);
}

static bool on_drop(void *user, bool outgoing, uint64_t number, const char *bytes, size_t length)
{
    const struct side *side = user;
    const struct demo_options *options = &side->demo->options;
    (void)bytes;
    (void)length;
    return outgoing &&
           loss_takes(options->seed, side->number, number, (unsigned)options->loss_percent);
}

static void on_crossing(void *user, const struct sf_net_crossing *crossing)
{
    struct side *side = user;
    struct demo *demo = side->demo;
    unsigned other = side->number == ALICE ? BOB : ALICE;
    struct sf_ladder_message message = {.now_us = crossing->now_us,
                                        .bytes = crossing->bytes,
                                        .length = crossing->length,
                                        .lost = crossing->dropped || crossing->failed,
                                        .incoming = !crossing->outgoing};
    message.from = crossing->outgoing ? side->number : other;
    message.to = crossing->outgoing ? other : side->number;
    demo->lost += crossing->dropped;
    if (crossing->outgoing)
        demo->crossed_out += !message.lost;
    else
        demo->crossed_in++;
    if (!crossing->outgoing)
        demo->last_in_us = crossing->now_us;
    if (crossing->outgoing || demo->options.role != DEMO_BOTH)
        sf_ladder_message(&demo->ladder, &message);
    else
        sf_ladder_arrival(&demo->ladder, &message); /* it was drawn on its way out */
}

static void on_step(void *user, const struct sf_fsm_step *step)
{
    struct side *side = user;
    char text[SF_TRACE_TEXT_BYTES];
    names_draw(&side->demo->ladder, side->number, side->agent.endpoint.ua, step);
    names_text(text, recording_side[side->number], side->agent.endpoint.ua, step);
    recording_step(&side->demo->recording, step->now_us, text);
}

static void on_input(void *user, const struct sf_net_input *input)
{
    struct side *side = user;
    recording_net(&side->demo->recording, side->number, input);
}

static void on_agent_step(void *user, const struct sf_fsm_step *step)
{
    struct side *side = user;
    const struct sf_fsm_names *names = side->agent.kind->names;
    struct sf_ladder_step drawn = {
        .actor = side->number, .machine = names->machine, .detail = "", .step = step};
    struct sf_trace_actor actor = {recording_side[side->number], names->machine, "", names};
    char text[SF_TRACE_TEXT_BYTES];
    sf_ladder_step(&side->demo->ladder, &drawn);
    sf_trace_text(text, &actor, step);
    recording_step(&side->demo->recording, step->now_us, text);
}

static void on_agent_input(void *user, enum agent_input input, uint64_t now_us)
{
    struct side *side = user;
    recording_agent(&side->demo->recording, side->number, input, now_us);
}

/* ---- Setting up ---- */

static bool open_side(struct demo *demo, unsigned number, const struct sf_address *listen,
                      const struct sf_address *target)
{
    static const char *const user[] = {"alice", "bob"};
    struct side *side = &demo->side[number];
    struct sf_net_config net = {.loop = &demo->loop,
                                .clock = &demo->clock,
                                .user = side,
                                .event = on_event,
                                .input = on_input,
                                .observe = on_crossing,
                                .drop = demo->options.loses ? on_drop : NULL};
    struct sf_ua_config config;
    side->seeded = (struct seeded){.seed = demo->options.seed, .side = number};
    recording_config(&config, number, demo->options.seeded ? &side->seeded : NULL);
    config.tracer = on_step;
    config.tracer_user = side;
    struct sf_address advertised = {0};
    if (sf_address_is_any(listen) && target)
        sf_address_towards(&advertised, target);
    side->demo = demo;
    side->number = number;
    side->agent.side = number;
    side->agent.clock = &demo->clock;
    side->agent.ladder = &demo->ladder;
    side->agent.step = on_agent_step;
    side->agent.input = on_agent_input;
    side->agent.user = side;
    if (!endpoint_open(&side->agent.endpoint, "demo", &net, &config, listen, &advertised))
        return false;
    side->local = config.local;
    sf_address_text(&config.local, side->address);
    side->agent.sdp_bytes = sdp_write(side->agent.sdp, user[number], &config.local);
    return true;
}

static bool open_sides(struct demo *demo, struct sf_address *target)
{
    const struct demo_options *options = &demo->options;
    struct sf_address listen = {.family = 4, .ip = {127, 0, 0, 1}};
    if (options->role == DEMO_UAC) {
        const char *wrong = target_of_uri(target, options->to);
        if (wrong) {
            complain("demo", "%s: %s", options->to, wrong);
            return false;
        }
        sf_address_text(target, demo->side[BOB].address);
        if (!options->listen) {
            sf_address_towards(&listen, target);
            return open_side(demo, ALICE, &listen, target);
        }
    }
    if (options->listen && !listen_address("demo", &listen, options->listen, 0))
        return false;
    if (options->role == DEMO_UAS) {
        listen.port = options->listen ? listen.port : 5060;
        return open_side(demo, BOB, &listen, NULL);
    }
    if (options->role == DEMO_UAC)
        return open_side(demo, ALICE, &listen, target);
    if (!open_side(demo, BOB, &listen, NULL) || !open_side(demo, ALICE, &listen, NULL))
        return false;
    return !sf_resolve(target, demo->side[BOB].address, 0);
}

static void begin_ladder(struct demo *demo)
{
    const struct demo_options *options = &demo->options;
    struct sf_ladder_options ladder = {.out = stdout,
                                       .form = options->json ? SF_LADDER_JSON : SF_LADDER_TEXT,
                                       .verbose = options->verbose,
                                       .ascii = sf_ladder_wants_ascii(),
                                       .start_us = sf_clock_now_us(&demo->clock)};
    ladder.colour = strcmp(options->colour, "auto") == 0 ? sf_ladder_wants_colour(stdout)
                                                         : strcmp(options->colour, "always") == 0;
    ladder.actor[ALICE].name = "Alice";
    ladder.actor[BOB].name = "Bob";
    for (unsigned i = 0; i < 2; i++)
        ladder.actor[i].address = demo->side[i].address;
    sf_ladder_begin(&demo->ladder, &ladder);
    names_tell(&demo->ladder);
    for (unsigned i = 0; i < 2; i++)
        if (demo->side[i].table.memory)
            sf_ladder_know(&demo->ladder, demo->side[i].table.kind.type,
                           demo->side[i].table.kind.names);
}

static bool begin_recording(struct demo *demo, const char *to, const struct sf_address *target)
{
    static struct recording_setup setup;
    const struct demo_options *options = &demo->options;
    if (!options->record)
        return true;
    setup = (struct recording_setup){.seed = options->seed,
                                     .busy = options->busy,
                                     .cancel = options->cancel,
                                     .bob_hangs_up = options->bob_hangs_up};
    snprintf(setup.to, sizeof setup.to, "%s", to);
    setup.target = *target;
    for (unsigned i = 0; i < 2; i++) {
        setup.side[i].plays = plays(demo, i);
        if (!plays(demo, i))
            continue;
        setup.side[i].local = demo->side[i].local;
        snprintf(setup.side[i].table_name, sizeof setup.side[i].table_name, "%s",
                 options->table[i] ? options->table[i] : "");
        setup.side[i].table = demo->side[i].table.bytes;
        setup.side[i].table_bytes = demo->side[i].table.size;
    }
    return recording_begin(&demo->recording, "demo", &setup);
}

static void begin_agents(struct demo *demo, const char *to, const struct sf_address *target)
{
    const struct demo_options *options = &demo->options;
    struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    agent_set_up(alice, true, options->busy, options->cancel, options->bob_hangs_up, to, target);
    agent_set_up(bob, false, options->busy, options->cancel, options->bob_hangs_up, to, target);
    if (plays(demo, BOB))
        agent_begin(bob, kind_of(&demo->side[BOB]), &demo->loop);
    if (plays(demo, ALICE)) {
        agent_begin(alice, kind_of(&demo->side[ALICE]), &demo->loop);
        agent_start(alice);
    }
}

/* ---- Running ---- */

/* Between two turns of the loop the clock goes on; within one it stands still, so that one input
 * happens at one time. */
static void on_prepare(uv_prepare_t *prepare)
{
    *(uint64_t *)prepare->data = 0;
}

static void on_check(uv_check_t *check)
{
    *(uint64_t *)check->data = 0;
}

static void begin_clock(struct demo *demo)
{
    sf_clock_start(&demo->clock, (uint32_t)demo->options.time_scale);
    demo->clock.held_us = &demo->held_us;
    uv_prepare_init(&demo->loop, &demo->before_poll);
    uv_check_init(&demo->loop, &demo->after_poll);
    demo->before_poll.data = demo->after_poll.data = &demo->held_us;
    uv_prepare_start(&demo->before_poll, on_prepare);
    uv_check_start(&demo->after_poll, on_check);
}

static void on_alarm(uv_timer_t *timer)
{
    (void)timer;
}

static bool all_over(const struct demo *demo)
{
    const struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    if (plays(demo, ALICE) && !agent_is_over(alice))
        return false;
    /* Every INVITE may have been lost: then no call ever comes to Bob, and it is over when it is
     * for Alice. */
    bool reached = bob->call.generation != 0 || demo->crossed_in < demo->crossed_out;
    return !plays(demo, BOB) || agent_is_over(bob) || (plays(demo, ALICE) && !reached);
}

static bool waits(const struct agent *agent)
{
    return agent->kind &&
           sf_fsm_next_timer(&agent->kind->type->table, &agent->machine, agent->timer) >= 0;
}

/* Nothing will happen any more, and it is not over: a changed table can bring that about. */
static bool is_idle(const struct demo *demo)
{
    return is_own(demo) && !waits(&demo->side[ALICE].agent) && !waits(&demo->side[BOB].agent) &&
           sf_clock_now_us(&demo->clock) - demo->last_in_us > IDLE_US;
}

static void run_call(struct demo *demo)
{
    uint64_t start_us = sf_clock_now_us(&demo->clock);
    uv_timer_start(&demo->alarm, on_alarm, LOOK_REAL_MS, LOOK_REAL_MS);
    /* A UAS waits for its caller as long as it takes; from then on the same limit holds for both.
     */
    while (!all_over(demo)) {
        fflush(stdout); /* what has happened is seen before the next thing is waited for */
        uv_run(&demo->loop, UV_RUN_ONCE);
        bool waiting = demo->options.role == DEMO_UAS && demo->side[BOB].agent.call.generation == 0;
        if (waiting)
            start_us = sf_clock_now_us(&demo->clock);
        else if (is_idle(demo) || sf_clock_now_us(&demo->clock) - start_us > STUCK_US)
            break;
    }
    uv_timer_stop(&demo->alarm);
}

/* Waits until every datagram that was sent has been taken in; with the other side elsewhere, until
 * nothing comes any more. */
static void wait_for_silence(struct demo *demo)
{
    bool alone = demo->options.role != DEMO_BOTH;
    uint64_t quiet_us = demo->options.loses && alone
                            ? QUIET_LOSSY_US
                            : QUIET_REAL_MS * 1000 * (uint64_t)demo->clock.scale;
    uint64_t since_us = sf_clock_now_us(&demo->clock);
    for (;;) {
        if (!alone && demo->crossed_in >= demo->crossed_out)
            return;
        if (demo->last_in_us > since_us)
            since_us = demo->last_in_us;
        uint64_t until_us = since_us + quiet_us;
        if (sf_clock_now_us(&demo->clock) >= until_us)
            return; /* the kernel lost one, or the other side has fallen silent */
        uv_timer_start(&demo->alarm, on_alarm, sf_clock_real_ms_until(&demo->clock, until_us), 0);
        uv_run(&demo->loop, UV_RUN_ONCE);
    }
}

static uint64_t next_deadline(const struct demo *demo)
{
    uint64_t next_us = UINT64_MAX;
    for (unsigned i = 0; i < 2; i++) {
        if (!plays(demo, i))
            continue;
        uint64_t deadline_us = sf_ua_next_deadline(demo->side[i].agent.endpoint.ua);
        next_us = deadline_us < next_us ? deadline_us : next_us;
    }
    return next_us;
}

/* Finished transactions stay for up to 32 s, to absorb what is repeated. Nobody need wait for that:
 * time is an argument. */
static void settle(struct demo *demo)
{
    char text[JUDGE_TEXT_BYTES + 64];
    uint64_t before_us = sf_clock_now_us(&demo->clock), next_us;
    unsigned moves = 0;
    wait_for_silence(demo);
    sf_ladder_note(&demo->ladder, sf_clock_now_us(&demo->clock),
                   "no datagram is in flight: the clock moves to each deadline that is left");
    while (moves < MOVES_MOST && (next_us = next_deadline(demo)) != UINT64_MAX) {
        sf_clock_move_to(&demo->clock, next_us);
        moves++;
        for (unsigned i = 0; i < 2; i++)
            if (plays(demo, i))
                sf_net_tick(demo->side[i].agent.endpoint.net);
        if (demo->options.role == DEMO_BOTH)
            wait_for_silence(demo);
    }
    uint64_t now_us = sf_clock_now_us(&demo->clock), moved_ms = (now_us - before_us) / 1000;
    const struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    char why[JUDGE_TEXT_BYTES];
    bool empty = (!plays(demo, ALICE) || judge_empty(alice, "Alice", why)) &&
                 (!plays(demo, BOB) || judge_empty(bob, "Bob", why));
    snprintf(text, sizeof text, "moved %u time%s, by %" PRIu64 " ms: %s", moves,
             moves == 1 ? "" : "s", moved_ms,
             empty ? "every transaction, dialog and timer has been given back" : why);
    sf_ladder_note(&demo->ladder, now_us, text);
}

static void say_dialog(struct demo *demo, const struct agent *agent)
{
    const struct sf_dialog *d = &agent->record.dialog;
    char text[SF_DIALOG_TEXT_BYTES + 64];
    struct sf_str id = sf_dialog_str(d, d->call_id), local = sf_dialog_str(d, d->local_tag),
                  remote = sf_dialog_str(d, d->remote_tag);
    if (!agent->record.confirmed)
        return;
    snprintf(text, sizeof text, "dialog id: Call-ID %.*s", (int)id.len, id.p);
    sf_ladder_note(&demo->ladder, sf_clock_now_us(&demo->clock), text);
    snprintf(text, sizeof text, "           local tag %.*s, remote tag %.*s", (int)local.len,
             local.p, (int)remote.len, remote.p);
    sf_ladder_note(&demo->ladder, sf_clock_now_us(&demo->clock), text);
}

/* Of a changed table nobody knows what should come of the call; but it should end, and leave
 * nothing. */
static bool judge_changed(struct demo *demo)
{
    static const char *const name[] = {"Alice", "Bob"};
    char text[2 * JUDGE_TEXT_BYTES + 64] = "", one[JUDGE_TEXT_BYTES];
    bool holds = true;
    for (unsigned i = 0; i < 2 && holds; i++) {
        size_t used = strlen(text);
        if (!plays(demo, i) ||
            (i == BOB && demo->side[BOB].agent.call.generation == 0 && plays(demo, ALICE)))
            continue; /* nobody called Bob: then there is nothing that he could have ended */
        holds = judge_own(&demo->side[i].agent, name[i], one);
        snprintf(text + (holds ? used : 0), sizeof text - used, "%s%s", holds && used ? "; " : "",
                 one);
    }
    if (holds)
        snprintf(text + strlen(text), sizeof text - strlen(text), "; nothing is left");
    sf_ladder_verdict(&demo->ladder, sf_clock_now_us(&demo->clock), holds, text);
    if (!holds)
        complain("demo", "%s", text);
    return holds;
}

static bool judge(struct demo *demo)
{
    static const char *const holds_text[] = {
        "one dialog, confirmed and then ended, on both sides under one id",
        "Bob was busy (486); no dialog was confirmed, none is left",
        "Alice gave up while it rang (487); no dialog was confirmed, none is left"};
    static const char *const own_text[] = {
        "one dialog, confirmed and then ended", "busy (486); no dialog was confirmed, none is left",
        "cancelled (487); no dialog was confirmed, none is left"};
    const struct demo_options *options = &demo->options;
    const struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    enum outcome outcome = options->busy     ? OUTCOME_BUSY
                           : options->cancel ? OUTCOME_CANCELLED
                                             : OUTCOME_TALKED;
    char text[JUDGE_TEXT_BYTES] = "";
    bool holds = options->role == DEMO_BOTH
                     ? judge_both(alice, bob, outcome, options->bob_hangs_up, text)
                 : options->role == DEMO_UAC ? judge_side(alice, "Alice", outcome, text)
                                             : judge_side(bob, "Bob", outcome, text);
    if (options->role != DEMO_BOTH)
        say_dialog(demo, options->role == DEMO_UAC ? alice : bob);
    if (holds && options->loses)
        snprintf(text, sizeof text, "%s (datagrams lost: %" PRIu64 ")",
                 options->role == DEMO_BOTH ? holds_text[outcome] : own_text[outcome], demo->lost);
    else if (holds)
        snprintf(text, sizeof text, "%s",
                 options->role == DEMO_BOTH ? holds_text[outcome] : own_text[outcome]);
    sf_ladder_verdict(&demo->ladder, sf_clock_now_us(&demo->clock), holds, text);
    if (!holds)
        complain("demo", "%s", text);
    return holds;
}

static bool run(struct demo *demo)
{
    struct sf_address target = {0};
    char to[SF_ADDRESS_TEXT_BYTES + 16];
    if (!open_sides(demo, &target))
        return false;
    snprintf(to, sizeof to, "sip:bob@%s", demo->side[BOB].address);
    if (!begin_recording(demo, demo->options.to ? demo->options.to : to, &target))
        return false;
    begin_ladder(demo);
    begin_agents(demo, demo->options.to ? demo->options.to : to, &target);
    run_call(demo);
    settle(demo);
    bool holds = is_own(demo) ? judge_changed(demo) : judge(demo);
    return recording_end(&demo->recording, "demo", demo->options.record) && holds;
}

int demo_main(int argc, char **argv)
{
    static struct demo demo; /* large; there is one */
    if (!demo_options_read(&demo.options, argc, argv))
        return EXIT_USAGE;
    for (unsigned i = 0; i < 2; i++) {
        demo.side[i].number = i;
        if (demo.options.table[i] &&
            !agent_table_read(&demo.side[i].table, "demo", demo.options.table[i],
                              demo.options.include, kind_of(&demo.side[i]))) {
            agent_table_free(&demo.side[ALICE].table);
            return EXIT_USAGE;
        }
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    uv_loop_init(&demo.loop);
    uv_timer_init(&demo.loop, &demo.alarm);
    begin_clock(&demo);
    bool holds = run(&demo);
    fflush(stdout);
    for (unsigned i = 0; i < 2; i++) {
        if (demo.side[i].agent.kind)
            agent_end(&demo.side[i].agent);
        endpoint_close(&demo.side[i].agent.endpoint, &demo.loop);
        agent_table_free(&demo.side[i].table);
    }
    uv_close((uv_handle_t *)&demo.alarm, NULL);
    uv_close((uv_handle_t *)&demo.before_poll, NULL);
    uv_close((uv_handle_t *)&demo.after_poll, NULL);
    uv_run(&demo.loop, UV_RUN_DEFAULT);
    uv_loop_close(&demo.loop);
    return holds ? 0 : 1;
}
