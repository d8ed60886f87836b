/* See agent_session.h. */
#include "agent/agent.h"
#include "sipfsm/body.h"

#include <inttypes.h>

static const char *name_of(const struct agent *agent, bool other)
{
    return agent->kind->caller != other ? "Alice" : "Bob";
}

static void note(const struct agent *agent, const char *what, bool about_other)
{
    char text[80];
    if (!agent->ladder) /* a replay */
        return;
    snprintf(text, sizeof text, "session: %s %s", name_of(agent, about_other), what);
    sf_ladder_note(agent->ladder, sf_clock_now_us(agent->clock), text);
}

enum sf_ua_result agent_session_change(struct agent *agent, enum agent_change change)
{
    struct sf_change offer = {.content = {.type = SDP_TYPE}};
    if (!sessions_change(&agent->sessions, agent->call, change == CHANGE_HOLD, &offer.content.body))
        return SF_UA_NO_CALL;
    enum sf_ua_result result =
        sf_ua_modify(agent->endpoint.ua, sf_clock_now_us(agent->clock), agent->call, &offer);
    if (result == SF_UA_OK)
        agent->session.asked = change;
    return result;
}

enum sf_ua_result agent_session_ring(struct agent *agent, struct sf_call call, unsigned status)
{
    struct sf_answer answer = {.status = status, .reliable = agent->session.reliable};
    if (agent->session.early_media && !agent->refuses) {
        answer.status = status == 180 ? 183 : status;
        answer.content =
            (struct sf_ua_content){.type = SDP_TYPE, .body = sessions_last(&agent->sessions, call)};
    }
    struct sf_ua *ua = agent->endpoint.ua;
    struct sf_ua_usage usage;
    enum sf_ua_result result = sf_ua_respond(ua, sf_clock_now_us(agent->clock), call, &answer);
    sf_ua_usage(ua, &usage); /* a caller may know nothing of that */
    agent->session.rings_reliably = result == SF_UA_OK && usage.reliables > 0;
    return result;
}

enum sf_ua_result agent_session_accept(struct agent *agent, struct sf_call call)
{
    agent->session.accepts = agent->session.rings_reliably;
    if (agent->session.accepts)
        return SF_UA_OK;
    return sf_ua_accept(agent->endpoint.ua, sf_clock_now_us(agent->clock), call, SDP_TYPE,
                        sessions_last(&agent->sessions, call));
}

static void take_progress(struct agent *agent, const struct sf_ua_event *event)
{
    struct agent_session *session = &agent->session;
    session->heard_reliably |= event->reliable;
    if (session->heard_early || session->stands || !event->body.len ||
        sessions_check(&agent->sessions, event->call, event->msg))
        return;
    session->heard_early = true;
    note(agent, "is heard before the call is answered", true);
}

static void take_acknowledgement(struct agent *agent)
{
    struct agent_session *session = &agent->session;
    session->acknowledged = true;
    session->rings_reliably = false;
    if (!session->accepts)
        return;
    enum sf_ua_result result = agent_session_accept(agent, agent->call);
    if (result != SF_UA_OK)
        agent->record.refused = result;
}

/* A change of ours has its final response. */
static void take_response(struct agent *agent, const struct sf_ua_event *event)
{
    struct agent_session *session = &agent->session;
    enum agent_change asked = session->asked;
    session->asked = CHANGE_NONE;
    if (event->status >= 300 || sessions_check(&agent->sessions, event->call, event->msg))
        return;
    session->held |= asked == CHANGE_HOLD;
    session->resumed |= asked == CHANGE_RESUME;
    note(agent, asked == CHANGE_HOLD ? "is on hold (sendonly)" : "is no longer on hold", true);
}

/* True if the other side, in its offer, still wants to receive. */
static void take_offer(struct agent *agent, const struct sf_ua_event *event)
{
    static struct sf_sdp offer; /* large */
    struct agent_session *session = &agent->session;
    struct sf_body body;
    if (agent->refuses || !event->msg ||
        sf_body_find(event->msg, NULL, 0, &body) != SF_BODY_SESSION ||
        sf_sdp_parse(&offer, event->msg->bytes, body.session, SF_SDP_LENIENT, NULL) != SF_SDP_OK ||
        !offer.media_count)
        return;
    enum sf_sdp_direction direction = sf_sdp_direction_of(&offer, &offer.media[0]);
    bool holds = direction == SF_SDP_SENDONLY || direction == SF_SDP_INACTIVE;
    session->was_resumed |= session->was_held && !holds;
    session->was_held |= holds;
}

static void take_refresh(struct agent *agent, const struct sf_ua_event *event)
{
    struct agent_session *session = &agent->session;
    char text[40];
    session->expired |= event->refresh_state == SF_REFRESH_EXPIRED;
    if (event->refresh_state == SF_REFRESH_AGREED)
        session->interval_s = event->expires_s;
    if (event->refresh_state == SF_REFRESH_UNLIMITED)
        session->interval_s = 0;
    if (event->refresh_state != SF_REFRESH_AGREED || event->by_peer)
        return;
    snprintf(text, sizeof text, "refreshes it, %" PRIu32 " s at most", event->expires_s);
    note(agent, text, false);
}

void agent_session_take(struct agent *agent, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_ANSWERED || event->type == SF_UA_EV_CONFIRMED)
        agent->session.stands = true;
    else if (event->type == SF_UA_EV_PROGRESS)
        take_progress(agent, event);
    else if (event->type == SF_UA_EV_ACKNOWLEDGED)
        take_acknowledgement(agent);
    else if (event->type == SF_UA_EV_REFRESH)
        take_refresh(agent, event);
    else if (event->type == SF_UA_EV_MODIFIED)
        take_response(agent, event);
    else if (event->type == SF_UA_EV_REINVITE)
        take_offer(agent, event);
}
