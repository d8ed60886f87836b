#include "order.h"

#include "world.h"

static const char *const event_names[] = {
    [SF_UA_EV_INCOMING] = "INCOMING",
    [SF_UA_EV_PROGRESS] = "PROGRESS",
    [SF_UA_EV_ANSWERED] = "ANSWERED",
    [SF_UA_EV_CONFIRMED] = "CONFIRMED",
    [SF_UA_EV_REINVITE] = "REINVITE",
    [SF_UA_EV_MODIFIED] = "MODIFIED",
    [SF_UA_EV_FAILED] = "FAILED",
    [SF_UA_EV_CANCELLED] = "CANCELLED",
    [SF_UA_EV_UNANSWERED] = "UNANSWERED",
    [SF_UA_EV_DIALOG] = "DIALOG",
    [SF_UA_EV_ENDED] = "ENDED",
    [SF_UA_EV_TROUBLE] = "TROUBLE",
    [SF_UA_EV_RESPONSE] = "RESPONSE",
    [SF_UA_EV_REQUEST] = "REQUEST",
    [SF_UA_EV_REGISTRATION] = "REGISTRATION",
    [SF_UA_EV_ACKNOWLEDGED] = "ACKNOWLEDGED",
    [SF_UA_EV_REFRESH] = "REFRESH",
    [SF_UA_EV_RELEASED] = "RELEASED",
};

static void wrong(struct agent *agent, const struct sf_ua_event *event, const char *why)
{
    sf_witness_violated(agent->sim, agent->number, "the event %s of a call %s",
                        event_names[event->type], why);
}

#define FORKS_KEPT 8 /* early dialogs of one INVITE in a core */

/* An early dialog is announced, confirmed, terminated: no way back. */
static void take_dialog(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    uint64_t key = event->dialog ? sf_leg_dialog_key(event->dialog) : 0;
    unsigned at = 0;
    while (at < leg->dialogs && leg->dialog[at].key != key)
        at++;
    if (!event->dialog) {
        wrong(agent, event, "has no dialog");
    } else if (at == leg->dialogs) {
        if (event->dialog_state == SF_DIALOG_TERMINATED)
            wrong(agent, event, "terminates a dialog that was never announced");
        else if (leg->dialogs < LEG_DIALOGS)
            leg->dialog[leg->dialogs++].key = key;
    } else if (event->dialog_state <= leg->dialog[at].state && !leg->dialog[at].evicted) {
        wrong(agent, event, "takes its dialog back to a state that it has had");
    }
    if (event->dialog_state == SF_DIALOG_TERMINATED && leg->amending && leg->amended == key)
        leg->amending = false; /* no MODIFIED follows */
    if (event->dialog_state != SF_DIALOG_EARLY && leg->early_key == key)
        leg->early.generation = 0;
    if (at < LEG_DIALOGS) {
        leg->dialog[at].evicted = event->dialog_state == SF_DIALOG_TERMINATED &&
                                  leg->dialog[at].state == SF_DIALOG_EARLY &&
                                  leg->dialogs >= FORKS_KEPT;
        leg->dialog[at].state = event->dialog_state;
    }
    if (!leg->outgoing && event->dialog_state == SF_DIALOG_CONFIRMED)
        leg->facts.dialog = key;
}

/* A session that has ended leaves a BYE without an answer, or a re-INVITE that was cancelled: 64*T1
 * for a response, and as long again for its copies (3261:9.1, 3261:13.2.2.4). */
#define LONGEST_AFTER_US (2 * 64 * T1_US)

static void take_released(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    const struct end_facts *facts = &leg->facts;
    for (unsigned i = 0; i < leg->dialogs; i++)
        if (leg->dialog[i].state != SF_DIALOG_TERMINATED)
            wrong(agent, event, "comes before its dialog was terminated");
    if (leg->outgoing ? !facts->failed && !facts->ended
                      : !(leg->phase & (PHASE_OVER | PHASE_LEAVING)))
        wrong(agent, event, "comes before it was over");
    if (leg->outgoing && facts->answered && !facts->ended)
        wrong(agent, event, "comes without an ENDED");
    if (leg->over_us && sf_local_now_us(agent) - leg->over_us > LONGEST_AFTER_US)
        wrong(agent, event, "comes long after its session has ended");
    sf_agreement_take(agent->sim, agent->number, leg);
    sf_leg_set_phase(leg, 0);
    leg->call.generation = 0;
}

/* The caller's side: PROGRESS, then ANSWERED or FAILED. */
static void take_response(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    struct end_facts *facts = &leg->facts;
    if (event->type == SF_UA_EV_PROGRESS && leg->changing && event->reliable && !facts->ended)
        return; /* of our re-INVITE */
    if (!leg->outgoing || facts->answered || facts->failed || facts->ended) {
        wrong(agent, event, "comes where none may");
        return;
    }
    if (event->type == SF_UA_EV_FAILED) {
        if (event->status < 300)
            wrong(agent, event, "has no status of a failure");
        facts->failed = true;
        facts->from_wire = event->msg && event->msg->status == event->status;
        facts->status = event->status;
        sf_leg_set_phase(leg, PHASE_OVER);
        return;
    }
    if (leg->phase == PHASE_LEAVING && leg->left_input != agent->inputs)
        wrong(agent, event, "comes after the call was hung up");
    if (event->type == SF_UA_EV_PROGRESS) {
        if (event->status >= 300 && event->status < 600 && agent->sim->profile->follows) {
            sf_leg_set_phase(leg, PHASE_CALLING); /* another target */
            return;
        }
        if (event->status < 100 || event->status > 199)
            wrong(agent, event, "has no status of a provisional response");
        if (leg->phase == PHASE_CALLING)
            sf_leg_set_phase(leg, PHASE_PROGRESS);
        return;
    }
    if (event->status < 200 || event->status > 299 || !event->dialog)
        wrong(agent, event, "has no status of an answer, or no dialog");
    else
        facts->dialog = sf_leg_dialog_key(event->dialog);
    facts->answered = true;
    if (leg->phase != PHASE_LEAVING)
        sf_leg_set_phase(leg, leg->late && event->body.len ? PHASE_DUE : PHASE_TALKING);
}

/* 3891:3: the core ends the dialog whose place another call has taken. It may be that of a fork, so
 * its call may go on. */
static void end_replaced(struct agent *agent, const struct leg *leg)
{
    struct leg *replaced = sf_leg_of(agent, leg->replaces);
    if (!replaced)
        return;
    replaced->may_end = true;
    replaced->facts.hung_up = true;
}

static void take_confirmed(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    if (leg->outgoing ? leg->phase != PHASE_CHANGED
                      : !leg->facts.answered || leg->facts.ended || !event->dialog) {
        wrong(agent, event, "comes where there is nothing to confirm");
        return;
    }
    if (!event->msg)
        sf_pace_overtaken(agent->sim, agent->number);
    if (leg->phase & PHASE_ACCEPTED) {
        end_replaced(agent, leg);
        leg->facts.confirmed = true;
        leg->facts.confirmed_us = agent->sim->now_us;
    }
    if (event->dialog && leg->facts.dialog != sf_leg_dialog_key(event->dialog))
        wrong(agent, event, "is of another dialog than was accepted");
    if (leg->phase != PHASE_LEAVING)
        sf_leg_set_phase(leg, PHASE_TALKING);
}

static void take_end(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    struct end_facts *facts = &leg->facts;
    if (facts->ended || facts->failed || facts->cancelled || facts->expired)
        wrong(agent, event, "ends it twice");
    else if (leg->outgoing && !facts->answered && !facts->hung_up &&
             !agent->sim->profile->ringing_ms)
        wrong(agent, event, "ends a session that there never was");
    facts->ended = true;
    facts->by_peer = event->by_peer;
    leg->over_us = sf_local_now_us(agent);
    if (!event->by_peer &&
        (agent->sim->profile->session_s || /* its refresh has found nobody */
         sf_agreement_explains_end(agent->sim, agent->number, leg, event->dialog)))
        facts->hung_up = true;
    sf_leg_set_phase(leg, PHASE_OVER);
}

/* CANCELLED, UNANSWERED: no answer is wanted any more; of a re-INVITE, that it is over. */
static void take_unwanted(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    bool cancelled = event->type == SF_UA_EV_CANCELLED;
    if (!cancelled && leg->phase & PHASE_DUE) { /* the core ends it: ENDED follows */
        leg->facts.hung_up = true;
        sf_leg_set_phase(leg, PHASE_LEAVING);
        return;
    }
    if (leg->phase & (PHASE_CHANGE | PHASE_CHANGED)) { /* accepted, too: as below */
        sf_leg_set_phase(leg, PHASE_TALKING);
        return;
    }
    if (!cancelled && (leg->changing || (leg->outgoing && !leg->facts.answered)))
        return; /* the offer of a reliable response */
    /* Accepted, too: the 2xx may wait for a PRACK. */
    if (leg->outgoing || leg->facts.confirmed ||
        !(leg->phase & (PHASE_OFFERED | PHASE_RINGING | PHASE_ACCEPTED)))
        wrong(agent, event, "comes where no answer is waited for");
    leg->facts.cancelled = cancelled;
    leg->facts.expired = !cancelled;
    leg->facts.status = event->status;
    sf_leg_set_phase(leg, PHASE_OVER);
}

/* Where the network delivers in time, nobody gives up on the other side. */
static void check_patience(struct agent *agent, const struct leg *leg,
                           const struct sf_ua_event *event)
{
    bool gives_up = false;
    if (agent->sim->profile->hostile || event->msg || leg->late ||
        agent->sim->planned[leg->number].lost)
        return;
    if (event->type == SF_UA_EV_FAILED) /* in PHASE_PROGRESS it rang too long */
        gives_up = leg->phase & (PHASE_CALLING | PHASE_LEAVING) &&
                   !agent->sim->planned[leg->number].astray;
    else if (event->type == SF_UA_EV_ENDED) /* a refresh may find that the other side has left */
        gives_up = !event->by_peer && !agent->sim->profile->session_s;
    else if (event->type == SF_UA_EV_REFRESH)
        gives_up = event->refresh_state == SF_REFRESH_EXPIRED;
    else if (event->type == SF_UA_EV_UNANSWERED) /* 504: the other side has sent no PRACK */
        gives_up = leg->phase & (PHASE_CHANGE | PHASE_CHANGED) && !leg->by_update &&
                   event->status == 504;
    else if (event->type == SF_UA_EV_TROUBLE)
        gives_up = true;
    if (gives_up && !sf_agreement_explains_end(agent->sim, agent->number, leg, event->dialog))
        wrong(agent, event, "gives up on the other side, though all arrives");
}

static void take_refresh(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    uint32_t least_s = agent->sim->profile->session_s;
    if (!least_s || leg->facts.ended || !(leg->facts.answered || leg->outgoing))
        wrong(agent, event, "comes where no session stands");
    if (event->refresh_state == SF_REFRESH_AGREED) {
        if (event->expires_s < least_s || event->expires_s > least_s + 40)
            wrong(agent, event, "has an interval that nobody wants");
        leg->session_s = event->expires_s;
        sf_leg_renew(agent, leg);
    } else if (event->refresh_state == SF_REFRESH_RENEWED) {
        if (event->expires_s != leg->session_s)
            wrong(agent, event, "has another interval than was agreed");
        sf_leg_renew(agent, leg);
    } else if (event->refresh_state == SF_REFRESH_EXPIRED) {
        leg->facts.hung_up = true;
        sf_leg_set_phase(leg, PHASE_LEAVING);
    } else {
        wrong(agent, event, "comes though all know UPDATE and session timers");
    }
}

/* MODIFIED of a change that we have asked for in an early dialog; false: it is of another one. */
static bool take_amended(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    if (!leg->amending || !event->dialog || sf_leg_dialog_key(event->dialog) != leg->amended)
        return false;
    leg->amending = false;
    if (leg->facts.ended || event->status < 200)
        wrong(agent, event, "answers no change of ours");
    if (event->early.generation || (event->status != 408 && event->status != 481))
        return true;
    /* The dialog has been confirmed since. If that was before the response came, ENDED follows; if
     * the response let the 2xx go out, it does not. */
    leg->facts.hung_up = leg->may_end = true;
    return true;
}

void sf_order_take(struct agent *agent, struct leg *leg, const struct sf_ua_event *event)
{
    leg->doubted = false;
    check_patience(agent, leg, event);
    if (event->user && event->user != leg->number + UINT64_C(1))
        wrong(agent, event, "has another call's user number");
    switch (event->type) {
    case SF_UA_EV_INCOMING:
    case SF_UA_EV_REGISTRATION:
        break;
    case SF_UA_EV_PROGRESS:
    case SF_UA_EV_ANSWERED:
    case SF_UA_EV_FAILED:
        take_response(agent, leg, event);
        break;
    case SF_UA_EV_CONFIRMED:
        take_confirmed(agent, leg, event);
        break;
    case SF_UA_EV_REINVITE:
        if (!(leg->phase & (PHASE_TALKING | PHASE_LEAVING)))
            wrong(agent, event, "comes in no call that stands");
        else if (leg->changing && !leg->facts.ended) /* 3261:14.1 */
            wrong(agent, event, "comes, and nothing has said what became of our change");
        else if (leg->phase & PHASE_TALKING)
            sf_leg_set_phase(leg, PHASE_CHANGE);
        leg->rings = 0;
        agent->sim->planned[leg->number].asks++;
        leg->by_update = event->msg && event->msg->method == SF_METHOD_UPDATE;
        break;
    case SF_UA_EV_MODIFIED:
        if (take_amended(agent, leg, event))
            break;
        if (!leg->changing || leg->facts.ended || event->status < 200)
            wrong(agent, event, "answers no change of ours");
        leg->changing = false;
        if (leg->asks && event->status < 300 && event->body.len && leg->phase & PHASE_TALKING) {
            leg->late = true;
            sf_leg_set_phase(leg, PHASE_DUE);
        }
        if (event->status == 408 || event->status == 481) { /* ENDED follows */
            leg->facts.hung_up = true;
            sf_leg_set_phase(leg, PHASE_LEAVING);
        }
        break;
    case SF_UA_EV_CANCELLED:
    case SF_UA_EV_UNANSWERED:
        take_unwanted(agent, leg, event);
        break;
    case SF_UA_EV_DIALOG:
        take_dialog(agent, leg, event);
        break;
    case SF_UA_EV_ENDED:
        take_end(agent, leg, event);
        break;
    case SF_UA_EV_RELEASED:
        take_released(agent, leg, event);
        break;
    case SF_UA_EV_REFRESH:
        take_refresh(agent, leg, event);
        break;
    case SF_UA_EV_ACKNOWLEDGED:
        if (event->early.generation) {
            leg->early = event->early;
            leg->early_key = sf_leg_dialog_key(event->dialog);
        }
        break;
    case SF_UA_EV_TROUBLE:
    case SF_UA_EV_RESPONSE:
    case SF_UA_EV_REQUEST:
        break;
    }
}
