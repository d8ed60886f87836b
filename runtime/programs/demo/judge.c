/* The demo's verdict. See judge.h. */
#include "demo/judge.h"

#include <stdarg.h>

static bool no(char *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, JUDGE_TEXT_BYTES, format, arguments);
    va_end(arguments);
    return false;
}

/* "1 call, 2 blocks": what there is none of is left out. False if that is all. */
static bool list_kept(char *list, size_t room, const struct sf_ua_usage *usage)
{
    const struct {
        unsigned count;
        const char *one;
    } kept[] = {
        {usage->calls, "call"},
        {usage->invites, "invite"},
        {usage->dialogs, "dialog"},
        {usage->transactions, "transaction"},
        {usage->registrations, "registration"},
        {usage->timers, "timer"},
        {usage->blocks, "block"},
    };
    list[0] = 0;
    for (size_t i = 0, used = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i].count)
            used += (size_t)snprintf(list + used, room - used, "%s%u %s%s", used ? ", " : "",
                                     kept[i].count, kept[i].one, kept[i].count == 1 ? "" : "s");
    return list[0];
}

bool judge_empty(const struct agent *agent, const char *name, char *why)
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    char list[JUDGE_TEXT_BYTES - 16];
    sf_ua_usage(agent->endpoint.ua, &usage);
    sf_ua_counters(agent->endpoint.ua, &counters);
    if (counters.impossible || agent->steps.impossible)
        return no(why, "%s: a table's `never` row was met", name);
    if (list_kept(list, sizeof list, &usage))
        return no(why, "%s still has %s", name, list);
    return true;
}

bool judge_member(const struct agent *agent, const char *name, char *why)
{
    const struct membership *member = &agent->membership;
    if (!member->wanted)
        return true;
    if (!member->granted && member->failed_status == 408)
        return no(why, "%s: the registrar does not answer", name);
    if (!member->granted && member->why)
        return no(why, "%s cannot register: %u: %s", name, member->failed_status,
                  sf_ua_challenge_text((enum sf_ua_challenge)member->why));
    if (!member->granted)
        return no(why, "%s cannot register: %u", name, member->failed_status);
    if (member->failed_status || !member->removed)
        return no(why, "%s: the registrar has not confirmed the removal of the contact", name);
    return true;
}

bool judge_session(const struct agent *agent, const char *name, const struct plan *plan, char *why)
{
    const struct agent_session *session = &agent->session;
    if (plan->hold && agent->hangs_up_first && !(session->held && session->resumed))
        return no(why, "%s: the other side was not %s", name, session->held ? "resumed" : "held");
    if (plan->hold && !agent->hangs_up_first && !(session->was_held && session->was_resumed))
        return no(why, "%s was not %s", name, session->was_held ? "resumed" : "held");
    if (plan->refresh && session->expired)
        return no(why, "%s: nobody has refreshed the session", name);
    if (plan->refresh && !session->interval_s)
        return no(why, "%s: the session has no interval", name);
    if (plan->early_media && agent->kind->caller && !session->heard_early)
        return no(why, "%s: the other side was not heard early", name);
    if (plan->reliable && agent->kind->caller && !session->heard_reliably)
        return no(why, "%s: it did not ring reliably", name);
    if ((plan->reliable || plan->early_media) && !agent->kind->caller && !session->acknowledged)
        return no(why, "%s: no PRACK came", name);
    return true;
}

static bool judge_talk(const struct agent_record *record, const char *name, char *why)
{
    if (record->failed_status == 408)
        return no(why, "%s: no answer", name);
    if (record->failed_status == 503)
        return no(why, "%s: the other side cannot be reached", name);
    if (record->failed_status)
        return no(why, "%s: the call failed with %u", name, record->failed_status);
    if (record->confirmed != 1)
        return no(why, "%s: %u dialogs were confirmed, not one", name, record->confirmed);
    if (!record->ended || record->terminated != 1)
        return no(why, "%s: the dialog was not ended", name);
    return true;
}

static bool judge_refusal(const struct agent *agent, const char *name, enum outcome outcome,
                          char *why)
{
    const struct agent_record *record = &agent->record;
    unsigned wanted = outcome == OUTCOME_BUSY ? 486 : 487;
    if (record->confirmed)
        return no(why, "%s: a dialog was confirmed", name);
    if (agent->kind->caller && record->failed_status != wanted)
        return no(why, "%s: the call ended with %u, not %u", name, record->failed_status, wanted);
    if (!agent->kind->caller && outcome == OUTCOME_CANCELLED && !record->cancelled)
        return no(why, "%s: no CANCEL came", name);
    return true;
}

static bool judge_end(const struct agent *agent, const char *name, char *why)
{
    if (agent->record.endless)
        return no(why, "%s: timers fire without end", name);
    if (agent->record.refused != SF_UA_OK)
        return no(why, "%s: the core refused a command: %s", name,
                  sf_ua_result_text(agent->record.refused));
    if (!agent_is_done(agent))
        return no(why, "%s is not done: the call rests in state %s", name,
                  agent->kind->names->state[agent->machine.state]);
    if (agent->record.early_left)
        return no(why, "%s: a dialog is left early", name);
    return judge_empty(agent, name, why);
}

bool judge_own(const struct agent *agent, const char *name, char *text)
{
    const struct agent_record *record = &agent->record;
    if (!judge_end(agent, name, text))
        return false;
    if (record->confirmed)
        snprintf(text, JUDGE_TEXT_BYTES, "%s: %u dialog%s, confirmed and ended", name,
                 record->confirmed, record->confirmed == 1 ? "" : "s");
    else if (record->failed_status)
        snprintf(text, JUDGE_TEXT_BYTES, "%s: %u, no dialog", name, record->failed_status);
    else
        snprintf(text, JUDGE_TEXT_BYTES, "%s: %sno dialog", name,
                 record->cancelled ? "cancelled, " : "");
    return true;
}

bool judge_side(const struct agent *agent, const char *name, enum outcome outcome, char *why)
{
    if (agent->record.refused == SF_UA_OK && agent_is_done(agent) &&
        (outcome == OUTCOME_TALKED ? !judge_talk(&agent->record, name, why)
                                   : !judge_refusal(agent, name, outcome, why)))
        return false;
    return judge_end(agent, name, why);
}

static bool mirrored(const struct sf_dialog *a, const struct sf_dialog *b)
{
    struct sf_str a_local = sf_dialog_str(a, a->local_tag),
                  a_remote = sf_dialog_str(a, a->remote_tag);
    struct sf_str b_local = sf_dialog_str(b, b->local_tag),
                  b_remote = sf_dialog_str(b, b->remote_tag);
    return a_local.len && a_remote.len &&
           sf_str_equal(sf_dialog_str(a, a->call_id), sf_dialog_str(b, b->call_id)) &&
           sf_str_equal(a_local, b_remote) && sf_str_equal(a_remote, b_local);
}

bool judge_both(const struct agent *alice, const struct agent *bob, enum outcome outcome,
                bool bob_hangs_up, char *why)
{
    if (!judge_side(alice, "Alice", outcome, why) || !judge_side(bob, "Bob", outcome, why))
        return false;
    if (outcome != OUTCOME_TALKED)
        return true;
    if (!mirrored(&alice->record.dialog, &bob->record.dialog))
        return no(why, "the two dialog ids do not mirror each other");
    if (alice->record.ended_by_peer != bob_hangs_up || bob->record.ended_by_peer == bob_hangs_up)
        return no(why, "the wrong side hung up");
    return true;
}
