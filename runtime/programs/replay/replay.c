/* sipfsm replay: what went into the cores and agents of a recorded run goes into fresh ones, at the
 * same times, without a socket and without waiting; what they do must be what was recorded. */
#include "agent/agent_table.h"
#include "command.h"
#include "demo/desk.h"
#include "common/names.h"
#include "common/options.h"
#include "replay/recording.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char replay_help[] = "usage: sipfsm replay FILE [OPTION ...]\n"
                           "\n"
                           "Runs a recording of `sipfsm demo --record FILE` again, in virtual "
                           "time: the same datagrams, at the same times, into fresh\n"
                           "cores. Reports that every step is the same, or the first step that "
                           "differs and its row. Exit status 0 if all steps are\n"
                           "the same, 1 if they differ, 2 if the recording or a table is wrong.\n"
                           "\n"
                           "  --alice FILE         run this table for Alice instead of the "
                           "recorded one: what would she have done?\n"
                           "  --bob FILE           the same for Bob\n"
                           "  --include DIR        where to look for the files that they include, "
                           "if not in their own folders\n"
                           "  --against FILE       run nothing: compare the steps of two "
                           "recordings, side by side, whatever their times\n"
                           "  --steps              print each step\n";

struct replay;

struct player {
    struct replay *replay;
    unsigned number;
    struct agent agent;
    struct agent_table table; /* recorded, or given */
    struct seeded seeded;
    struct sf_virtual core;
};

struct replay {
    const char *path;
    struct recorded recorded;
    struct sf_clock clock;
    uint64_t now_us;
    struct player player[RECORDING_SIDES];
    struct desk desk;
    const struct recorded_input *input; /* the current one */
    size_t step;                        /* so many were the same */
    size_t until;                       /* so many there should be when the current input is done */
    bool differs, prints;
};

/* ---- What is the same, and what is not ---- */

static void tell_input(const struct replay *replay)
{
    static const char *const what[] = {"the agent began",
                                       "the agent was started",
                                       "a timer of the agent's was due",
                                       "the agent was to register",
                                       "its call was over",
                                       "the agent was to put the other on hold",
                                       "the agent was to resume",
                                       "the agent was to hang up",
                                       "came in: ",
                                       "a timer of the core's was due",
                                       "a datagram could not be sent"};
    const struct recorded_input *input = replay->input;
    size_t length = 0;
    while (input->kind == RECORDED_RECEIVE && length < input->length && length < 60 &&
           (unsigned char)input->bytes[length] >= ' ' && (unsigned char)input->bytes[length] < 0x7f)
        length++;
    printf("  after     %s: %s%.*s\n", recording_side[input->side], what[input->kind], (int)length,
           length ? input->bytes : "");
}

static void tell_line(const char *who, const char *file, const struct recorded_step *step)
{
    if (step)
        printf("  %s  %s\n            at %" PRIu64 ".%06u s, %s:%zu\n", who, step->text,
               step->now_us / 1000000, (unsigned)(step->now_us % 1000000), file, step->line);
    else
        printf("  %s  nothing more\n", who);
}

/* The first difference. `text` is what the replay did; null: nothing. */
static void differ(struct replay *replay, const char *text)
{
    bool more = replay->step < replay->until;
    if (replay->differs)
        return;
    replay->differs = true;
    printf("%s: differs after %zu steps that are the same\n", replay->path, replay->step);
    tell_input(replay);
    tell_line("recorded", replay->path, more ? &replay->recorded.step[replay->step] : NULL);
    printf("  replayed  %s\n", text ? text : "nothing more");
}

static void on_text(struct replay *replay, uint64_t now_us, const char *text)
{
    const struct recorded_step *step = &replay->recorded.step[replay->step];
    if (replay->differs)
        return;
    if (replay->prints)
        printf("%10" PRIu64 " %s\n", now_us, text);
    if (replay->step < replay->until && step->now_us == now_us && sf_trace_same(step->text, text))
        replay->step++;
    else
        differ(replay, text);
}

/* ---- The cores and agents ---- */

static void on_core_step(void *user, const struct sf_fsm_step *step)
{
    struct player *player = user;
    char text[SF_TRACE_TEXT_BYTES];
    names_text(text, recording_side[player->number], player->agent.endpoint.ua, step);
    on_text(player->replay, step->now_us, text);
}

static void on_agent_step(void *user, const struct sf_fsm_step *step)
{
    struct player *player = user;
    const struct sf_fsm_names *names = agent_names_of(&player->agent, step);
    struct sf_trace_actor actor = {recording_side[player->number], names->machine, "", names};
    char text[SF_TRACE_TEXT_BYTES];
    sf_trace_text(text, &actor, step);
    on_text(player->replay, step->now_us, text);
}

/* The core's datagrams are not sent: the recording has their results. */
static void take(void *user, const struct sf_output *output)
{
    struct player *player = user;
    struct replay *replay = player->replay;
    if (output->type != SF_OUTPUT_EVENT)
        return;
    if (player->number == RECORDING_AGENTS)
        desk_take(&replay->desk, &player->agent.endpoint, replay->now_us, &output->event);
    else if (player->agent.kind) /* begun: a recording that has been tampered with may do without */
        agent_take(&player->agent, &output->event);
}

/* The table of an agent: given, recorded, or the compiled one. */
static bool open_table(struct player *player, const struct recording_setup *setup,
                       const char *given, const char *include)
{
    const struct agent_kind *like = player->number == 0 ? &agent_alice : &agent_bob;
    unsigned number = player->number;
    if (given)
        return agent_table_read(&player->table, "replay", given, include, like);
    return !setup->side[number].table_bytes ||
           agent_table_take(&player->table, "replay", setup->side[number].table_name,
                            setup->side[number].table, setup->side[number].table_bytes, like);
}

static bool open_player(struct replay *replay, unsigned number, const char *given,
                        const char *include)
{
    struct player *player = &replay->player[number];
    const struct recording_setup *setup = &replay->recorded.setup;
    struct sf_ua_config config;
    player->replay = replay;
    player->number = number;
    if (number < RECORDING_AGENTS && !open_table(player, setup, given, include))
        return false;
    if (!setup->side[number].plays || (number == RECORDING_AGENTS && !setup->registers))
        return true;
    player->seeded = (struct seeded){.seed = setup->seed, .side = number};
    recording_config(&config, number, &setup->plan, &player->seeded);
    if (number == RECORDING_AGENTS)
        desk_config(&config);
    else if (setup->registers)
        desk_member_config(&replay->desk, number, &config);
    config.local = setup->side[number].local;
    config.tracer = on_core_step;
    config.tracer_user = player;
    struct agent *agent = &player->agent;
    player->core.take = take;
    player->core.user = player;
    if (!sf_virtual_open(&player->core, &config, 0)) {
        complain("replay", "no room for a core");
        return false;
    }
    agent->endpoint = (struct endpoint){.ua = player->core.ua, .core = &player->core};
    agent->clock = &replay->clock;
    agent->step = on_agent_step;
    agent->user = player;
    sessions_begin(&agent->sessions, &config.local, number + 1);
    if (number == RECORDING_AGENTS)
        return true;
    if (setup->registers)
        desk_enrol(&replay->desk, number, agent, &setup->side[RECORDING_AGENTS].local);
    agent_set_up(agent, number == 0, &setup->plan, setup->to, &setup->target);
    return true;
}

static bool play(struct replay *replay, const struct recorded_input *input)
{
    static const struct agent_kind *const compiled[] = {&agent_alice, &agent_bob};
    struct player *player = &replay->player[input->side];
    struct agent *agent = &player->agent;
    struct sf_virtual *core = &player->core;
    replay->input = input;
    replay->now_us = input->now_us;
    if ((input->kind == RECORDED_BEGIN) == (agent->kind != NULL) &&
        input->kind <= RECORDED_HANGUP) {
        complain("replay", "%s: an agent begins once, before anything else happens to it",
                 replay->path);
        return false;
    }
    switch (input->kind) {
    case RECORDED_BEGIN:
        agent_begin(agent, player->table.memory ? &player->table.kind : compiled[input->side],
                    NULL);
        break;
    case RECORDED_START:
        if (agent->kind->start >= 0)
            agent_start(agent);
        break;
    case RECORDED_WAKE:
        agent_wake(agent);
        break;
    case RECORDED_JOIN:
    case RECORDED_LEAVE:
        if (!agent->membership.wanted)
            break;
        if (input->kind == RECORDED_JOIN)
            agent_join(agent);
        else
            agent_leave(agent);
        break;
    case RECORDED_HOLD:
    case RECORDED_RESUME:
        agent_change(agent, input->kind == RECORDED_HOLD ? CHANGE_HOLD : CHANGE_RESUME);
        break;
    case RECORDED_HANGUP:
        agent_hang_up(agent);
        break;
    case RECORDED_RECEIVE:
        sf_virtual_receive(core, input->now_us, input->bytes, input->length, &input->from);
        break;
    case RECORDED_TICK:
        sf_virtual_tick(core, input->now_us);
        break;
    case RECORDED_REFUSED:
        sf_virtual_not_connected(core, input->now_us, input->token);
        break;
    case RECORDED_FAILED:
        sf_virtual_send_failed(core, input->now_us, input->token);
        break;
    }
    return true;
}

static int run(struct replay *replay)
{
    const struct recorded *recorded = &replay->recorded;
    for (size_t i = 0; i < recorded->inputs && !replay->differs; i++) {
        replay->until = i + 1 < recorded->inputs ? recorded->input[i + 1].steps : recorded->steps;
        if (!play(replay, &recorded->input[i]))
            return EXIT_USAGE;
        if (replay->step < replay->until)
            differ(replay, NULL);
    }
    if (replay->differs)
        return 1;
    printf("%s: equal: %zu inputs, %zu steps\n", replay->path, recorded->inputs, recorded->steps);
    return 0;
}

/* ---- Two recordings ---- */

static const struct recorded_step *next_of(const struct recorded *recorded, size_t *at,
                                           const char *side)
{
    size_t length = strlen(side);
    while (*at < recorded->steps && (strncmp(recorded->step[*at].text, side, length) != 0 ||
                                     recorded->step[*at].text[length] != ' '))
        ++*at;
    return *at < recorded->steps ? &recorded->step[(*at)++] : NULL;
}

/* Each side's steps in their order; how the two sides interleave, and when, differs from run to
 * run. */
static int compare(const struct recorded *a, const char *a_path, const struct recorded *b,
                   const char *b_path)
{
    for (unsigned side = 0; side < RECORDING_SIDES; side++) {
        size_t at_a = 0, at_b = 0, same = 0;
        for (;; same++) {
            const struct recorded_step *left = next_of(a, &at_a, recording_side[side]),
                                       *right = next_of(b, &at_b, recording_side[side]);
            if (!left && !right)
                break;
            if (left && right && sf_trace_same(left->text, right->text))
                continue;
            printf("%s and %s: %s differs after %zu steps that are the same\n", a_path, b_path,
                   recording_side[side], same);
            tell_line("the first", a_path, left);
            tell_line("the other", b_path, right);
            return 1;
        }
    }
    printf("%s and %s: the same %zu steps\n", a_path, b_path, a->steps);
    return 0;
}

static int against(const struct replay *replay, const char *path)
{
    struct recorded other;
    if (!recorded_read(&other, "replay", path))
        return EXIT_USAGE;
    int code = compare(&replay->recorded, replay->path, &other, path);
    recorded_free(&other);
    return code;
}

int replay_main(int argc, char **argv)
{
    static struct replay replay; /* large; there is one */
    const char *path = NULL, *table[RECORDING_AGENTS] = {0}, *include = NULL, *other = NULL;
    const struct option options[] = {
        {.name = "--alice", .kind = OPTION_TEXT, .text = &table[0]},
        {.name = "--bob", .kind = OPTION_TEXT, .text = &table[1]},
        {.name = "--include", .kind = OPTION_TEXT, .text = &include},
        {.name = "--against", .kind = OPTION_TEXT, .text = &other},
        {.name = "--steps", .kind = OPTION_FLAG, .flag = &replay.prints},
    };
    if (!options_read("replay", options, sizeof options / sizeof options[0], argc, argv, &path))
        return EXIT_USAGE;
    if (!path) {
        complain("replay", "the recording is missing (see sipfsm help replay)");
        return EXIT_USAGE;
    }
    replay.path = path;
    if (!recorded_read(&replay.recorded, "replay", path))
        return EXIT_USAGE;
    int code = EXIT_USAGE;
    if (other)
        code = against(&replay, other);
    else {
        sf_clock_start(&replay.clock, 1);
        replay.clock.held_us = &replay.now_us;
        const struct recording_setup *setup = &replay.recorded.setup;
        bool open = !setup->registers ||
                    desk_begin(&replay.desk, "replay", setup->seed,
                               desk_domain(setup->side[RECORDING_AGENTS].local.transport));
        for (unsigned i = 0; i < RECORDING_SIDES && open; i++)
            open = open_player(&replay, i, i < RECORDING_AGENTS ? table[i] : NULL, include);
        code = open ? run(&replay) : EXIT_USAGE;
    }
    for (unsigned i = 0; i < RECORDING_SIDES; i++) {
        sf_virtual_close(&replay.player[i].core);
        sessions_end(&replay.player[i].agent.sessions);
        agent_table_free(&replay.player[i].table);
    }
    desk_end(&replay.desk);
    recorded_free(&replay.recorded);
    return code;
}
