#include "stage.h"

#include "sf_registry.h"

#include <string.h>

struct stage stage;

/* ---- Drawing ---- */

static const struct sf_fsm_names *names_of(const struct sf_fsm_type *type)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        if (type == sf_registry_type[m])
            return sf_registry_names[m];
    return NULL;
}

/* Transactions are left to the picture: the rows that decide a race are those of sessions. */
static bool is_listed(const char *machine)
{
    return !strstr(machine, "_client") && !strstr(machine, "_server");
}

/* "bob    invite_uas     Answered  ack            → Ended    3261:13.3.1.4" */
static void list_row(unsigned actor, const struct sf_fsm_step *step)
{
    const struct sf_fsm_names *names = names_of(step->type);
    char line[160], cell[80];
    if (!names || !step->row || !is_listed(names->machine) || stage.rows == 24)
        return;
    const struct sf_fsm_row_names *row = &names->row[step->row];
    snprintf(cell, sizeof cell, "%s%s%s", row->event, row->guard[0] ? ", " : "", row->guard);
    snprintf(line, sizeof line, "| %s | `%s` | %s | %s | %s | %s |",
             stage.solo ? "Bob"
             : actor    ? "Bob"
                        : "Alice",
             names->machine, names->state[step->from], cell, row->next, row->clause);
    for (unsigned i = 0; i < stage.rows; i++)
        if (strcmp(stage.row[i], line) == 0)
            return;
    memcpy(stage.row[stage.rows++], line, sizeof line);
}

static void on_step(void *user, const struct sf_fsm_step *step)
{
    unsigned actor = stage.world && user == &stage.world->agent[BOB];
    const struct sf_ua *ua = stage.world ? stage.world->agent[actor].ua : stage.solo->ua;
    if (!stage.shown || !stage.page || step->event == SF_FSM_STARTED)
        return;
    struct sf_ua_actor machine = {.machine = "?"};
    char method[16];
    sf_ua_actor_of(ua, step, &machine);
    bool named = machine.method != SF_METHOD_OTHER && machine.method != SF_METHOD_INVITE;
    snprintf(method, sizeof method, "%.*s", named ? (int)sf_method_name(machine.method).len : 0,
             sf_method_name(machine.method).p);
    sf_ladder_step(&stage.ladder,
                   &(struct sf_ladder_step){
                       .actor = actor, .machine = machine.machine, .detail = method, .step = step});
    if (stage.crossed)
        list_row(actor, step);
}

static void draw(uint64_t now_us, unsigned from, bool lost, const char *bytes, size_t length)
{
    if (stage.shown && stage.page)
        sf_ladder_message(&stage.ladder, &(struct sf_ladder_message){.now_us = now_us,
                                                                     .from = from,
                                                                     .to = !from,
                                                                     .lost = lost,
                                                                     .bytes = bytes,
                                                                     .length = length});
}

static void watch(struct solo *solo, bool sent, const char *bytes, size_t length)
{
    draw(solo->now_us, sent ? 0 : 1, false, bytes, length);
}

void stage_show(const char *before)
{
    uint64_t now_us = stage.world ? stage.world->now_us : stage.solo->now_us;
    stage.shown = true;
    if (!stage.page)
        return;
    struct sf_ladder_options options = {
        .out = stage.page, .start_us = now_us, .actor = {{"Alice", ""}, {"Bob", ""}}};
    static const struct sf_ladder_options alone = {.actor = {{"Bob", ""}, {"Eve", ""}}};
    if (stage.solo)
        memcpy(options.actor, alone.actor, sizeof options.actor);
    sf_ladder_begin(&stage.ladder, &options);
    for (unsigned m = 0; m < SF_MACHINES; m++)
        sf_ladder_know(&stage.ladder, sf_registry_type[m], sf_registry_names[m]);
    if (before)
        sf_ladder_note(&stage.ladder, now_us, before);
}

void stage_say(const char *text)
{
    uint64_t now_us = stage.world ? stage.world->now_us : stage.solo->now_us;
    if (stage.shown && stage.page)
        sf_ladder_note(&stage.ladder, now_us, text);
}

void stage_cross(void)
{
    stage.crossed = true;
}

/* ---- The network ---- */

static bool passes(struct world *world, unsigned from, const char *bytes)
{
    bool arrives = true;
    world->delay_us = ONE_WAY_MS * 1000;
    for (unsigned i = 0; i < stage.fates; i++) {
        struct fate *fate = &stage.fate[i];
        if (fate->from != from || !fate->times ||
            strncmp(bytes, fate->prefix, strlen(fate->prefix)) != 0)
            continue;
        fate->times--;
        world->delay_us = fate->delay_ms * UINT64_C(1000);
        arrives = fate->delay_ms != 0;
        fate->at_us = arrives ? world->now_us + world->delay_us : 0;
        break;
    }
    draw(world->now_us, from, !arrives, bytes, strlen(bytes));
    return arrives;
}

/* An arrow is drawn when its message is sent: one that takes its time is seen once more. */
static void arrives(struct world *world, unsigned to, const char *bytes, size_t length)
{
    char text[80];
    (void)length;
    for (unsigned i = 0; i < stage.fates; i++) {
        const struct fate *fate = &stage.fate[i];
        if (fate->from == to || fate->at_us != world->now_us ||
            strncmp(bytes, fate->prefix, strlen(fate->prefix)) != 0)
            continue;
        snprintf(text, sizeof text, "now that %.*s arrives", (int)strcspn(fate->prefix, " "),
                 fate->prefix);
        stage_say(text);
    }
}

void stage_lose(unsigned from, const char *prefix)
{
    stage_delay(from, prefix, 0);
}

void stage_delay(unsigned from, const char *prefix, unsigned delay_ms)
{
    assert_true(stage.fates < 4);
    stage.fate[stage.fates++] =
        (struct fate){.from = from, .times = 1, .prefix = prefix, .delay_ms = delay_ms};
}

/* ---- Who plays ---- */

static void quiet(struct world *world, const struct sf_ua_event *event)
{
    (void)world;
    (void)event;
}

/* Within a drain, so that what comes of it is taken by that. */
static void accept(struct world *world, unsigned side)
{
    struct agent *agent = &world->agent[side];
    assert_int_equal(sf_ua_accept(agent->ua, world->now_us, agent->call, SDP_TYPE, SDP_ANSWER),
                     SF_UA_OK);
}

static void oblige_alice(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_REINVITE)
        accept(world, ALICE);
}

static void oblige_bob(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING || event->type == SF_UA_EV_REINVITE)
        accept(world, BOB);
}

void stage_oblige(void)
{
    stage.world->alice = oblige_alice;
    stage.world->bob = oblige_bob;
}

struct world *stage_two(void)
{
    stage = (struct stage){.page = stage.page};
    stage.world = world_new(on_step);
    stage.world->passes = passes;
    stage.world->arrives = arrives;
    stage.world->alice = stage.world->bob = quiet;
    return stage.world;
}

static void (*changes)(struct sf_ua_config *config);

static void traced(struct sf_ua_config *config)
{
    if (changes)
        changes(config);
    config->tracer = on_step;
}

struct solo *stage_one(void (*change)(struct sf_ua_config *config))
{
    stage = (struct stage){.page = stage.page};
    changes = change;
    stage.solo = solo_new(2, traced);
    stage.solo->watch = watch;
    return stage.solo;
}

struct world *stage_call(void)
{
    struct world *world = stage_two();
    stage_oblige();
    stage_invite(true);
    stage_run(1000);
    assert_int_equal(world->agent[BOB].seen[SF_UA_EV_CONFIRMED], 1);
    return world;
}

/* ---- Commands ---- */

void stage_invite(bool offers)
{
    struct world *world = stage.world;
    struct sf_invite invite = {.to = SF_STR("sip:bob@10.0.0.2"),
                               .next_hop = world->agent[BOB].address};
    if (offers) {
        invite.content_type = SDP_TYPE;
        invite.body = SDP_OFFER;
    }
    assert_int_equal(
        sf_ua_invite(world->agent[ALICE].ua, world->now_us, &invite, &world->agent[ALICE].call),
        SF_UA_OK);
    world_drain(world, ALICE);
}

void stage_ring(void)
{
    struct agent *bob = &stage.world->agent[BOB];
    assert_int_equal(sf_ua_ring(bob->ua, stage.world->now_us, bob->call, 180), SF_UA_OK);
    world_drain(stage.world, BOB);
}

void stage_accept(unsigned side)
{
    accept(stage.world, side);
    world_drain(stage.world, side);
}

void stage_hangup(unsigned side)
{
    struct agent *agent = &stage.world->agent[side];
    assert_int_equal(sf_ua_hangup(agent->ua, stage.world->now_us, agent->call), SF_UA_OK);
    world_drain(stage.world, side);
}

void stage_change(unsigned side, bool update)
{
    struct agent *agent = &stage.world->agent[side];
    const struct sf_change change = {.content = {.type = SDP_TYPE, .body = SDP_OFFER},
                                     .update = update};
    assert_int_equal(sf_ua_modify(agent->ua, stage.world->now_us, agent->call, &change), SF_UA_OK);
    world_drain(stage.world, side);
}

void stage_run(unsigned for_ms)
{
    world_run(stage.world, for_ms * UINT64_C(1000));
}

unsigned stage_sent(unsigned side, const char *prefix)
{
    return world_count_sent(stage.world, side, prefix);
}

void stage_end(unsigned stale)
{
    stage.shown = false;
    if (stage.solo) {
        stage.solo->stale = stale;
        finish(stage.solo);
    } else {
        stage.world->stale = stale;
        world_assert_both_empty(stage.world);
        world_free(stage.world);
    }
}

void stage_close(void)
{
    stage.shown = false;
    if (stage.solo)
        hang_up(stage.solo);
    else
        stage_hangup(ALICE);
    stage_end(0);
}
