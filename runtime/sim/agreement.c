#include "agreement.h"

#include "world.h"

void sf_agreement_take(struct sf_sim *sim, unsigned agent, const struct leg *leg)
{
    struct planned *planned = &sim->planned[leg->number];
    sim->report.answered += leg->outgoing && leg->facts.answered;
    if (leg->number == sim->calls)
        return;
    if (leg->outgoing) {
        planned->caller = leg->facts;
        return;
    }
    planned->callees++;
    if (!planned->callee.was || leg->facts.answered)
        planned->callee = leg->facts;
    planned->callee_agent = agent;
}

/* What does not fit together; NULL: all does. */
static const char *disagreement(const struct planned *planned)
{
    const struct end_facts *caller = &planned->caller, *callee = &planned->callee;
    if (!caller->was)
        return callee->was ? "it came in, and nobody made it" : NULL;
    if (caller->answered && !callee->answered)
        return "the caller was answered, but no callee has accepted";
    if (!callee->was)
        return caller->failed ? NULL : "nobody was called, and it has not failed";
    if (callee->confirmed && !caller->answered && !caller->hung_up)
        return "the callee was confirmed, but the caller was not answered";
    if (caller->answered && callee->confirmed && caller->dialog != callee->dialog)
        return "the ends talk in different dialogs";
    if (caller->answered && caller->ended && caller->by_peer && !callee->hung_up &&
        callee->confirmed)
        return "the caller was hung up, but the callee has not done it";
    if (callee->answered && callee->ended && callee->by_peer && !caller->hung_up)
        return "the callee was hung up, but the caller has not done it";
    if (callee->answered && caller->failed && !caller->hung_up)
        return "the callee accepted, but the caller has failed";
    if (callee->status >= 300 && !callee->answered && !callee->expired && !callee->cancelled &&
        caller->failed && caller->from_wire && caller->status != callee->status &&
        planned->callees == 1)
        return "the caller heard another status than the callee gave";
    if (callee->cancelled && !caller->hung_up)
        return "the callee was cancelled, but the caller has not hung up";
    return NULL;
}

void sf_agreement_check(struct sf_sim *sim)
{
    if (sim->profile->hostile)
        return;
    for (unsigned i = 0; i < sim->calls; i++) {
        const char *text = disagreement(&sim->planned[i]);
        if (text)
            sf_witness_violated(sim, sim->planned[i].caller_agent, "call %u: %s", i, text);
    }
}
