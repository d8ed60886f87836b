/* The demo: sides, ladder, recording and agents, set up. See demo_parts.h. */
#include "demo/demo_parts.h"
#include "common/loss.h"
#include "common/names.h"
#include "common/options.h"
#include "sipfsm/sockaddr.h"

#include <string.h>

/* ---- What the edge and the cores tell ---- */

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct side *side = user;
    struct demo *demo = side->demo;
    if (side->number == REGISTRAR)
        desk_take(&demo->desk, &side->agent.endpoint, sf_clock_now_us(&demo->clock), event);
    else
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
    unsigned other = demo_column(demo, demo_peer(demo, side->number, crossing));
    unsigned self = demo_column(demo, side->number);
    struct sf_ladder_message message = {.now_us = crossing->now_us,
                                        .bytes = crossing->bytes,
                                        .length = crossing->length,
                                        .lost = crossing->dropped || crossing->failed,
                                        .incoming = !crossing->outgoing};
    message.from = crossing->outgoing ? self : other;
    message.to = crossing->outgoing ? other : self;
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
    side->demo->refreshes += names_is(step, "refresh", "Sent", "Ours");
    names_draw(&side->demo->ladder, demo_column(side->demo, side->number), side->agent.endpoint.ua,
               step);
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
    const struct sf_fsm_names *names = agent_names_of(&side->agent, step);
    struct sf_ladder_step drawn = {.actor = demo_column(side->demo, side->number),
                                   .machine = names->machine,
                                   .detail = "",
                                   .step = step};
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
    recording_config(&config, number, &demo->options.plan,
                     demo->options.seeded ? &side->seeded : NULL);
    if (number == REGISTRAR)
        desk_config(&config);
    else if (demo->options.registers)
        desk_member_config(&demo->desk, number, &config);
    config.tracer = on_step;
    config.tracer_user = side;
    struct listening listening = {.address = {*listen}, .count = 1};
    if (!demo->secure.tls &&
        !secure_begin(&demo->secure, "demo", listen, 1, demo->options.role == DEMO_UAS))
        return false;
    net.tls = demo->secure.tls;
    if (sf_address_is_any(listen) && target)
        sf_address_towards(&listening.advertised[0], target);
    side->demo = demo;
    side->number = number;
    side->agent.side = demo_column(demo, number);
    side->agent.clock = &demo->clock;
    side->agent.ladder = &demo->ladder;
    side->agent.step = on_agent_step;
    side->agent.input = on_agent_input;
    side->agent.user = side;
    if (!endpoint_open(&side->agent.endpoint, "demo", &net, &config, &listening))
        return false;
    side->local = config.local;
    sf_address_text(&config.local, side->address);
    sessions_begin(&side->agent.sessions, &config.local, number + 1);
    return true;
}

bool demo_open_sides(struct demo *demo, struct sf_address *target)
{
    const struct demo_options *options = &demo->options;
    struct sf_address listen = {.family = 4, .ip = {127, 0, 0, 1}};
    sf_transport_of(sf_str_of(options->transport), &listen.transport);
    if (options->role == DEMO_UAC) {
        const char *wrong = target_of_uri(target, options->to);
        if (wrong) {
            complain("demo", "%s: %s", options->to, wrong);
            return false;
        }
        sf_address_text(target, demo->side[BOB].address);
        listen.transport = target->transport;
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
    demo->secure.config.throw_away = sf_transport_is_secure(listen.transport) ? "127.0.0.1" : NULL;
    if (options->registers && (!desk_begin(&demo->desk, "demo", options->key, demo_domain(demo)) ||
                               !open_side(demo, REGISTRAR, &listen, NULL)))
        return false;
    if (!open_side(demo, BOB, &listen, NULL) || !open_side(demo, ALICE, &listen, NULL))
        return false;
    *target = demo->side[options->registers ? REGISTRAR : BOB].local;
    return true;
}

void demo_begin_ladder(struct demo *demo)
{
    const struct demo_options *options = &demo->options;
    struct sf_ladder_options ladder = {.out = stdout,
                                       .form = options->json ? SF_LADDER_JSON : SF_LADDER_TEXT,
                                       .verbose = options->verbose,
                                       .shows_credentials = options->shows_credentials,
                                       .actors = options->registers ? 3 : 2,
                                       .ascii = sf_ladder_wants_ascii(),
                                       .start_us = sf_clock_now_us(&demo->clock)};
    ladder.colour = strcmp(options->colour, "auto") == 0 ? sf_ladder_wants_colour(stdout)
                                                         : strcmp(options->colour, "always") == 0;
    for (unsigned i = 0; i < ladder.actors; i++) {
        ladder.actor[demo_column(demo, i)].name = recording_side[i];
        ladder.actor[demo_column(demo, i)].address = demo->side[i].address;
    }
    sf_ladder_begin(&demo->ladder, &ladder);
    names_tell(&demo->ladder);
    for (unsigned i = 0; i < 2; i++)
        if (demo->side[i].table.memory)
            sf_ladder_know(&demo->ladder, demo->side[i].table.kind.type,
                           demo->side[i].table.kind.names);
}

bool demo_begin_recording(struct demo *demo, const char *to, const struct sf_address *target)
{
    static struct recording_setup setup;
    const struct demo_options *options = &demo->options;
    if (!options->record)
        return true;
    setup = (struct recording_setup){
        .seed = options->seed, .plan = options->plan, .registers = options->registers};
    snprintf(setup.to, sizeof setup.to, "%s", to);
    setup.target = *target;
    for (unsigned i = 0; i < RECORDING_SIDES; i++) {
        setup.side[i].plays = demo_plays(demo, i);
        if (!demo_plays(demo, i))
            continue;
        setup.side[i].local = demo->side[i].local;
        if (i == REGISTRAR)
            continue;
        snprintf(setup.side[i].table_name, sizeof setup.side[i].table_name, "%s",
                 options->table[i] ? options->table[i] : "");
        setup.side[i].table = demo->side[i].table.bytes;
        setup.side[i].table_bytes = demo->side[i].table.size;
    }
    return recording_begin(&demo->recording, "demo", &setup);
}

void demo_begin_agents(struct demo *demo, const char *to, const struct sf_address *target)
{
    const struct demo_options *options = &demo->options;
    struct agent *alice = &demo->side[ALICE].agent, *bob = &demo->side[BOB].agent;
    for (unsigned i = 0; i < 2 && options->registers; i++)
        desk_enrol(&demo->desk, i, &demo->side[i].agent, &demo->side[REGISTRAR].local);
    agent_set_up(alice, true, &options->plan, to, target);
    agent_set_up(bob, false, &options->plan, to, target);
    if (demo_plays(demo, BOB))
        agent_begin(bob, demo_kind_of(&demo->side[BOB]), &demo->loop);
    if (demo_plays(demo, ALICE)) {
        agent_begin(alice, demo_kind_of(&demo->side[ALICE]), &demo->loop);
        if (!options->registers)
            agent_start(alice);
    }
}
