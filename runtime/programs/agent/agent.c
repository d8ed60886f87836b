/* What Alice and Bob have in common. See agent.h. */
#include "agent/agent.h"
#include "member_fsm.h"

#include <assert.h>
#include <string.h>

/* How long an agent talks that has no time to hang up. */
#define LINGERING_TALK_US 1000000000
#define PATIENT_ANSWER_US                                                                          \
    100000000 /* how long Bob lets it ring when Alice is to give up first, however much is lost */

static void trace(void *user, const struct sf_fsm_step *step)
{
    struct agent *agent = user;
    agent->step(agent->user, step);
}

static struct sf_fsm_run run_of(struct agent *agent)
{
    agent->steps.now_us = sf_clock_now_us(agent->clock);
    return (struct sf_fsm_run){.type = agent->kind->type,
                               .machine = &agent->machine,
                               .timer = agent->timer,
                               .constant_us = agent->constant_us,
                               .context = agent,
                               .clock = &agent->steps};
}

/* ---- Commands ---- */

void agent_command(struct agent *agent, enum agent_command_kind kind, unsigned status)
{
    assert(agent->queued < AGENT_COMMANDS);
    agent->queue[agent->queued++] =
        (struct agent_command){.kind = kind, .call = agent->call, .status = status};
}

void agent_turn_away(struct agent *agent, const struct sf_ua_event *event, unsigned status)
{
    agent_command(agent, AGENT_REJECT, status);
    agent->queue[agent->queued - 1].call = event->call;
}

static enum sf_ua_result give(struct agent *agent, const struct agent_command *command)
{
    struct sf_ua *ua = agent->endpoint.ua;
    uint64_t now_us = sf_clock_now_us(agent->clock);
    enum sf_ua_result result;
    switch (command->kind) {
    case AGENT_INVITE:
        agent->invite.body = sessions_offer(&agent->sessions);
        result = sf_ua_invite(ua, now_us, &agent->invite, &agent->call);
        if (result == SF_UA_OK)
            sessions_keep(&agent->sessions, agent->call, agent->invite.body);
        return result;
    case AGENT_RING:
        return agent_session_ring(agent, command->call, command->status);
    case AGENT_ACCEPT:
        if (agent->refuses)
            return sessions_refuse(&agent->sessions, ua, now_us, command->call, agent->refuses);
        return agent_session_accept(agent, command->call);
    case AGENT_REJECT:
        return sf_ua_reject(ua, now_us, command->call, command->status);
    case AGENT_HANGUP:
        return sf_ua_hangup(ua, now_us, command->call);
    case AGENT_HOLD:
        return agent_session_change(agent, CHANGE_HOLD);
    case AGENT_RESUME:
        return agent_session_change(agent, CHANGE_RESUME);
    case AGENT_REGISTER:
        return sf_ua_register(ua, now_us,
                              &(struct sf_register){.aor = sf_str_of(agent->membership.aor),
                                                    .next_hop = agent->membership.registrar},
                              &agent->membership.registration);
    case AGENT_UNREGISTER:
        return sf_ua_unregister(ua, now_us, agent->membership.registration, false);
    }
    return SF_UA_ARGUMENT;
}

/* A command for which the core has no room waits until the agent wakes, or for its next event. */
static void give_all(struct agent *agent)
{
    unsigned given = 0;
    for (; given < agent->queued; given++) {
        enum sf_ua_result result = give(agent, &agent->queue[given]);
        if (result == SF_UA_BUSY)
            break;
        /* A call may end on its own before the command for it is given: no fault of anybody's. */
        if (result != SF_UA_OK && result != SF_UA_NO_CALL && result != SF_UA_STATE)
            agent->record.refused = result;
    }
    agent->queued -= given;
    memmove(agent->queue, agent->queue + given, agent->queued * sizeof agent->queue[0]);
}

/* Before a step, which may queue as many as there is room for. */
static void give_rest(struct agent *agent)
{
    give_all(agent);
    if (agent->queued)
        agent->record.refused = SF_UA_BUSY;
    agent->queued = 0;
}

/* ---- Time ---- */

static void on_wake(uv_timer_t *timer);

/* The event that stands for none: a guard or an action may read it in any row. */
static const struct sf_ua_event nothing;

static void set_wake(struct agent *agent)
{
    int next = sf_fsm_next_timer(&agent->kind->type->table, &agent->machine, agent->timer);
    if (!agent->loop)
        return; /* a replay says itself when to wake */
    if (agent->queued)
        uv_timer_start(&agent->wake, on_wake, 0, 0);
    else if (next >= 0)
        uv_timer_start(&agent->wake, on_wake,
                       sf_clock_real_ms_until(agent->clock, agent->timer[next].due_us), 0);
    else
        uv_timer_stop(&agent->wake);
}

static void tell_input(struct agent *agent, enum agent_input input)
{
    if (agent->input)
        agent->input(agent->user, input, sf_clock_now_us(agent->clock));
}

static void on_wake(uv_timer_t *timer)
{
    agent_wake(timer->data);
}

void agent_wake(struct agent *agent)
{
    tell_input(agent, AGENT_WAKE);
    give_rest(agent);
    struct sf_fsm_run run = run_of(agent);
    unsigned fires = 0;
    while (fires < AGENT_FIRES && sf_fsm_fire(&run, &nothing)) {
        give_all(agent);
        if (agent->queued) {
            endpoint_drain(&agent->endpoint);
            give_rest(agent);
        }
        fires++;
    }
    if (fires == AGENT_FIRES) { /* a table that was given at run time may do so */
        agent->record.endless = true;
        memset(agent->timer, 0, sizeof agent->timer);
    }
    endpoint_drain(&agent->endpoint);
    set_wake(agent);
}

/* ---- Events ---- */

static bool same_dialog(const struct sf_dialog *a, const struct sf_dialog *b)
{
    return sf_str_equal(sf_dialog_str(a, a->local_tag), sf_dialog_str(b, b->local_tag)) &&
           sf_str_equal(sf_dialog_str(a, a->remote_tag), sf_dialog_str(b, b->remote_tag));
}

static void keep(struct agent_record *record, const struct sf_ua_event *event)
{
    bool known_confirmed = record->confirmed && same_dialog(&record->dialog, event->dialog);
    switch (event->dialog_state) {
    case SF_DIALOG_EARLY:
        record->early++;
        record->early_left++;
        break;
    case SF_DIALOG_CONFIRMED:
        record->confirmed++;
        break;
    case SF_DIALOG_TERMINATED:
        record->terminated++;
        break;
    default:
        return;
    }
    if (event->dialog_state != SF_DIALOG_EARLY && !known_confirmed && record->early_left)
        record->early_left--;
    if (event->dialog_state == SF_DIALOG_CONFIRMED || record->confirmed == 0)
        sf_dialog_copy(&record->dialog, record->dialog_text, sizeof record->dialog_text,
                       event->dialog);
}

static struct sf_fsm_run run_of_member(struct agent *agent)
{
    struct sf_fsm_run run = run_of(agent);
    run.type = &member_type;
    run.machine = &agent->membership.machine;
    run.timer = NULL;
    run.constant_us = NULL;
    return run;
}

static void step_member(struct agent *agent, unsigned number, const struct sf_ua_event *event)
{
    give_rest(agent);
    struct sf_fsm_run run = run_of_member(agent);
    sf_fsm_event(&run, number, event);
    give_all(agent);
    set_wake(agent);
}

static void take_registration(struct agent *agent, const struct sf_ua_event *event)
{
    static const uint8_t number[] = {[SF_REGISTRATION_REGISTERED] = MEMBER_EV_GRANTED,
                                     [SF_REGISTRATION_WAITING] = MEMBER_EV_WAITS,
                                     [SF_REGISTRATION_ENDED] = MEMBER_EV_ENDED};
    if (agent->membership.wanted)
        step_member(agent, number[event->registration_state], event);
}

void agent_take(struct agent *agent, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_REGISTRATION)
        take_registration(agent, event);
    struct sf_str text;
    bool own = agent->call.generation && event->call.slot == agent->call.slot &&
               event->call.generation == agent->call.generation;
    if (event->type == SF_UA_EV_DIALOG && agent->ladder)
        sf_ladder_dialog(agent->ladder, sf_clock_now_us(agent->clock), agent->side, event->dialog,
                         event->dialog_state);
    if (event->type == SF_UA_EV_TROUBLE && agent->ladder)
        sf_ladder_note(agent->ladder, sf_clock_now_us(agent->clock),
                       "a response could not be delivered, or was never acknowledged");
    if (own && event->type == SF_UA_EV_DIALOG && event->dialog)
        keep(&agent->record, event);
    if (event->msg && (event->type == SF_UA_EV_INCOMING ? !agent->call.generation
                                                        : own && event->type == SF_UA_EV_REINVITE))
        agent->refuses = sessions_answer(&agent->sessions, event->call, event->msg, &text);
    if (own)
        agent_session_take(agent, event);
    int number = agent->kind->event[event->type];
    if (number < 0 || (!own && event->type != SF_UA_EV_INCOMING))
        return;
    give_rest(agent);
    struct sf_fsm_run run = run_of(agent);
    sf_fsm_event(&run, (unsigned)number, event);
    give_all(agent);
    set_wake(agent);
}

void agent_start(struct agent *agent)
{
    tell_input(agent, AGENT_START);
    struct sf_fsm_run run = run_of(agent);
    sf_fsm_event(&run, (unsigned)agent->kind->start, &nothing);
    give_all(agent);
    endpoint_drain(&agent->endpoint);
    set_wake(agent);
}

/* What the agent does besides its table. */
static void tell(struct agent *agent, enum agent_input input, enum agent_command_kind kind)
{
    tell_input(agent, input);
    give_rest(agent);
    agent_command(agent, kind, 0);
    give_all(agent);
    endpoint_drain(&agent->endpoint);
    set_wake(agent);
}

void agent_change(struct agent *agent, enum agent_change change)
{
    bool hold = change == CHANGE_HOLD;
    tell(agent, hold ? AGENT_HOLDS : AGENT_RESUMES, hold ? AGENT_HOLD : AGENT_RESUME);
}

void agent_hang_up(struct agent *agent)
{
    tell(agent, AGENT_ENDS, AGENT_HANGUP);
}

static void tell_member(struct agent *agent, enum agent_input input, unsigned number)
{
    tell_input(agent, input);
    step_member(agent, number, &nothing);
    endpoint_drain(&agent->endpoint);
    set_wake(agent);
}

void agent_join(struct agent *agent)
{
    tell_member(agent, AGENT_JOIN, MEMBER_EV_JOIN);
}

void agent_leave(struct agent *agent)
{
    tell_member(agent, AGENT_LEAVE, MEMBER_EV_LEAVE);
}

bool agent_is_member(const struct agent *agent)
{
    return agent->membership.machine.state == MEMBER_REGISTERED;
}

bool agent_has_left(const struct agent *agent)
{
    return agent->membership.machine.state == MEMBER_GONE;
}

const struct sf_fsm_names *agent_names_of(const struct agent *agent, const struct sf_fsm_step *step)
{
    return step->type == &member_type ? &member_names : agent->kind->names;
}

bool agent_is_over(const struct agent *agent)
{
    const struct agent_record *record = &agent->record;
    return record->ended || record->cancelled || record->failed_status || record->endless ||
           agent_is_done(agent);
}

bool agent_is_done(const struct agent *agent)
{
    return sf_fsm_is_final(&agent->kind->type->table, &agent->machine);
}

/* ---- Beginning and end ---- */

void agent_set_up(struct agent *agent, bool caller, const struct plan *plan, const char *to,
                  const struct sf_address *target)
{
    agent->hangs_up_first = caller != plan->bob_hangs_up;
    agent->lingers = agent->hangs_up_first && (plan->hold || plan->refresh);
    agent->session.reliable = !caller && plan->reliable;
    agent->session.early_media = !caller && plan->early_media;
    agent->busy = !caller && plan->busy;
    agent->impatient = caller && plan->cancel;
    agent->patient = !caller && plan->cancel;
    if (caller)
        agent->invite = (struct sf_invite){.to = sf_str_of(to),
                                           .from = sf_str_of(agent->membership.aor),
                                           .next_hop = *target,
                                           .content_type = SDP_TYPE};
}

void agent_begin(struct agent *agent, const struct agent_kind *kind, uv_loop_t *loop)
{
    const struct sf_fsm_table *table = &kind->type->table;
    assert(table->timers <= AGENT_TIMERS && table->constants <= AGENT_CONSTANTS);
    agent->kind = kind;
    memcpy(agent->constant_us, table->constant_us, table->constants * sizeof agent->constant_us[0]);
    agent->steps.tracer = trace;
    agent->steps.tracer_user = agent;
    agent->loop = loop;
    if (loop)
        uv_timer_init(loop, &agent->wake);
    agent->wake.data = agent;
    tell_input(agent, AGENT_BEGIN);
    struct sf_fsm_run run = run_of(agent);
    sf_fsm_start(&run, &nothing);
    if (agent->membership.wanted) {
        run = run_of_member(agent);
        sf_fsm_start(&run, &nothing);
    }
    give_all(agent);
    endpoint_drain(&agent->endpoint);
    set_wake(agent);
    if (agent->patient)
        agent_set_constant(agent, "ANSWER", PATIENT_ANSWER_US);
    if (agent->lingers)
        agent_set_constant(agent, "TALK", LINGERING_TALK_US);
}

void agent_end(struct agent *agent)
{
    if (agent->loop)
        uv_close((uv_handle_t *)&agent->wake, NULL);
}

void agent_set_constant(struct agent *agent, const char *name, uint64_t us)
{
    const struct sf_fsm_names *names = agent->kind->names;
    for (unsigned i = 0; i < agent->kind->type->table.constants; i++)
        if (strcmp(names->constant[i], name) == 0)
            agent->constant_us[i] = us;
}
