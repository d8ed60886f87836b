/* The demo: the result of the call. See demo_parts.h. */
#include "demo/demo_parts.h"
#include "demo/judge.h"
#include "common/options.h"

#include <inttypes.h>
#include <string.h>

static void say_dialog(struct demo *demo, const struct agent *agent)
{
    const struct sf_dialog *d = &agent->record.dialog;
    char text[AGENT_DIALOG_BYTES + 64];
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

/* With --register: both were registered, and nothing of that is left. */
static bool judge_members(struct demo *demo, char *why)
{
    uint64_t now_us = sf_clock_now_us(&demo->clock);
    if (!judge_member(&demo->side[BOB].agent, "Bob", why) ||
        !judge_member(&demo->side[ALICE].agent, "Alice", why))
        return false;
    bool empty = !demo->options.registers || registrar_count(&demo->desk.registrar, now_us) == 0;
    if (!empty)
        snprintf(why, JUDGE_TEXT_BYTES, "the registrar keeps a contact");
    return empty && (!demo->options.registers ||
                     judge_empty(&demo->side[REGISTRAR].agent, "the registrar", why));
}

bool demo_judge_changed(struct demo *demo)
{
    static const char *const name[] = {"Alice", "Bob"};
    char text[2 * JUDGE_TEXT_BYTES + 64] = "", one[JUDGE_TEXT_BYTES];
    bool holds = judge_members(demo, text);
    for (unsigned i = 0; i < 2 && holds; i++) {
        size_t used = strlen(text);
        if (!demo_plays(demo, i) ||
            (i == BOB && demo->side[BOB].agent.call.generation == 0 && demo_plays(demo, ALICE)))
            continue; /* no call has come to Bob, so there is none that he could have ended */
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

/* Checks what the plan asks of each side that this program runs. */
static bool judge_sessions(const struct demo *demo, char *why)
{
    static const char *const name[] = {"Alice", "Bob"};
    bool holds = true;
    for (unsigned i = 0; i < 2 && holds; i++)
        if (demo_plays(demo, i))
            holds = judge_session(&demo->side[i].agent, name[i], &demo->options.plan, why);
    /* Each refresh keeps it for 90 seconds. */
    if (holds && demo->options.plan.refresh && demo->refreshes < DEMO_STANDS_US / 90000000) {
        snprintf(why, JUDGE_TEXT_BYTES, "the session was refreshed %" PRIu64 " times",
                 demo->refreshes);
        return false;
    }
    return holds;
}

/* The outcome, for a verdict. */
static void say_session(const struct demo *demo, char *text, size_t room)
{
    const struct plan *plan = &demo->options.plan;
    const char *held = plan->bob_hangs_up ? "; Bob held Alice, and resumed"
                                          : "; Alice held Bob, and resumed";
    char refreshed[48] = "";
    if (plan->refresh)
        snprintf(refreshed, sizeof refreshed, "; it was refreshed %" PRIu64 " times",
                 demo->refreshes);
    snprintf(text, room, "%s%s%s%s", plan->reliable ? "; it rang reliably" : "",
             plan->early_media ? "; Bob was heard early" : "", plan->hold ? held : "", refreshed);
}

bool demo_judge(struct demo *demo)
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
    enum outcome outcome = options->plan.busy     ? OUTCOME_BUSY
                           : options->plan.cancel ? OUTCOME_CANCELLED
                                                  : OUTCOME_TALKED;
    char text[JUDGE_TEXT_BYTES] = "";
    const char *first = options->registers ? "both registered, and the call was by name; " : "";
    bool holds = !judge_members(demo, text) ? false
                 : options->role == DEMO_BOTH
                     ? judge_both(alice, bob, outcome, options->plan.bob_hangs_up, text)
                 : options->role == DEMO_UAC ? judge_side(alice, "Alice", outcome, text)
                                             : judge_side(bob, "Bob", outcome, text);
    holds = holds && judge_sessions(demo, text);
    if (options->role != DEMO_BOTH)
        say_dialog(demo, options->role == DEMO_UAC ? alice : bob);
    if (holds) {
        char session[JUDGE_TEXT_BYTES / 2], lost[64] = "";
        say_session(demo, session, sizeof session);
        if (options->loses)
            snprintf(lost, sizeof lost, " (datagrams lost: %" PRIu64 ")", demo->lost);
        snprintf(text, sizeof text, "%s%s%s%s", first,
                 options->role == DEMO_BOTH ? holds_text[outcome] : own_text[outcome], session,
                 lost);
    }
    sf_ladder_verdict(&demo->ladder, sf_clock_now_us(&demo->clock), holds, text);
    if (!holds)
        complain("demo", "%s", text);
    return holds;
}
