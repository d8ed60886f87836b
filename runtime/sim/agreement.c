#include "agreement.h"

#include "world.h"

void sf_agreement_take(struct sf_sim *sim, unsigned agent, const struct leg *leg)
{
    struct planned *planned = &sim->planned[leg->number];
    sim->report.answered += leg->outgoing && leg->facts.answered;
    if (leg->number == sim->calls)
        return;
    planned->left |= 1u << agent;
    planned->left_us = sim->now_us;
    if (leg->outgoing)
        planned->caller = leg->facts;
    else if (planned->callees < CALLEES)
        planned->callee[planned->callees++] = leg->facts;
}

bool sf_agreement_explains_end(struct sf_sim *sim, unsigned agent, const struct leg *leg,
                               const struct sf_dialog *dialog)
{
    const struct planned *planned = &sim->planned[leg->number];
    if (planned->lost || planned->cut || (planned->restored && leg->facts.hung_up))
        return true;
    /* While an agent is away it misses more than a correct network loses. */
    if (planned->restored && sim->now_us - planned->crashed_us < 64 * T1_US)
        return true;
    return planned->restored && dialog && sf_wire_is_unacknowledged(sim, agent, dialog);
}

/* What a callee saw does not fit to what the caller saw; NULL: it does. `forked`: there are other
 * callees, or a proxy that may cancel on its own. */
static const char *misfit(const struct end_facts *caller, const struct end_facts *callee,
                          bool forked, bool lost, uint64_t end_us)
{
    bool talked = caller->answered && callee->answered && caller->dialog == callee->dialog;
    if (callee->confirmed && !caller->answered && !caller->hung_up)
        return "the callee was confirmed, but the caller was not answered";
    /* An acceptance that waits for a PRACK may come to nothing. */
    if (callee->answered && caller->failed && !caller->hung_up && !callee->hung_up &&
        !callee->expired && !callee->lost)
        return "the callee accepted, but the caller has failed";
    if (talked && caller->ended && caller->by_peer && !callee->hung_up)
        return "the caller was hung up, but the callee has not done it";
    if (callee->answered && callee->ended && callee->by_peer && !caller->hung_up &&
        (talked || !forked))
        return "the callee was hung up, but the caller has not done it";
    if (callee->confirmed && !talked && callee->left_last && !callee->by_peer &&
        !(lost && caller->hung_up) && /* its BYE was lost in a crash */
        end_us - callee->confirmed_us > T4_US)
        return "a callee talks to nobody";
    if (callee->cancelled && !caller->hung_up)
        return "the callee was cancelled, but the caller has not hung up";
    if (!forked && callee->status >= 300 && !callee->expired && !callee->cancelled &&
        caller->failed && caller->from_wire && caller->status != callee->status)
        return "the caller heard another status than the callee gave";
    return NULL;
}

/* What the caller heard last was given by one of the callees. */
static bool was_given(const struct planned *planned)
{
    const struct end_facts *caller = &planned->caller;
    bool given = !caller->failed || !caller->from_wire || caller->hung_up;
    for (unsigned i = 0; i < planned->callees; i++)
        given = given || planned->callee[i].status == caller->status ||
                (planned->callee[i].hung_up && caller->status == 480);
    return given;
}

static const char *disagreement(const struct planned *planned, bool forked, uint64_t end_us)
{
    const struct end_facts *caller = &planned->caller;
    const char *text = NULL;
    bool found = false;
    if (!caller->was)
        return planned->callees ? "it came in, and nobody made it" : NULL;
    if (!planned->callees && !caller->failed && !caller->lost)
        return "nobody was called, and it has not failed";
    for (unsigned i = 0; i < planned->callees && !text; i++) {
        const struct end_facts *callee = &planned->callee[i];
        found = found || (callee->answered && callee->dialog == caller->dialog);
        text = misfit(caller, callee, forked || planned->callees > 1, planned->lost, end_us);
    }
    if (caller->answered && !found)
        return "the caller was answered in a dialog that no callee has accepted";
    return text;
}

/* A third party that has not seen the dialog, or can only repeat what was sent, ends and changes no
 * call that stands; NULL: it has not. */
static const char *disturbance(const struct planned *planned)
{
    const struct end_facts *caller = &planned->caller;
    for (unsigned i = 0; i < planned->callees; i++) {
        const struct end_facts *callee = &planned->callee[i];
        if (!caller->answered || !callee->confirmed || caller->dialog != callee->dialog)
            continue;
        if ((caller->ended && caller->by_peer && !callee->hung_up) ||
            (callee->ended && callee->by_peer && !caller->hung_up))
            return "a third party has ended it";
        if ((caller->ended && !caller->by_peer && !caller->hung_up) ||
            (callee->ended && !callee->by_peer && !callee->hung_up))
            return "it was given up because of a third party";
        if (planned->asks > planned->asked)
            return "a third party has changed it";
    }
    return NULL;
}

void sf_agreement_check(struct sf_sim *sim)
{
    for (unsigned i = 0; i < sim->calls && sim->profile->untouched; i++) {
        const char *text = disturbance(&sim->planned[i]);
        if (text)
            sf_witness_violated(sim, sim->planned[i].caller_agent, "call %u: %s", i, text);
    }
    if (sim->profile->hostile)
        return;
    for (unsigned i = 0; i < sim->calls; i++) {
        const struct planned *planned = &sim->planned[i];
        const char *text = disagreement(planned, sim->profile->forks > 1, sim->ended_us);
        if (!text && sim->profile->follows && planned->callees && !was_given(planned))
            text = "the caller heard a status that no callee gave";
        if (text)
            sf_witness_violated(sim, sim->planned[i].caller_agent, "call %u: %s", i, text);
    }
}
