#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "hop.h"
#include "input.h"
#include "keys.h"
#include "match.h"
#include "request.h"
#include "reserve.h"
#include "session.h"
#include "snapshot_state.h"
#include "timers.h"

#include "dialog_fsm.h"
#include "refresh_fsm.h"

#include "sipfsm/headers.h"

/* Numbers are below 2^31 (3261:8.1.1.5), and those after this one are enough for a call. */
#define MOST_CSEQ (INT32_MAX - UINT16_MAX)

/* ---- Is it a dialog? A checksum may be right and its record wrong. ---- */

static bool is_uri(const struct sf_dialog *d, struct sf_view view)
{
    struct sf_uri uri;
    return view.len && sf_uri_parse(d->text, view, &uri, NULL);
}

static bool are_routes(const struct sf_dialog *d)
{
    struct sf_dialog rest = *d;
    struct sf_name_addr route;
    struct sf_str more;
    for (unsigned i = 0; rest.route_set.len; i++) {
        if (i == SF_LIMIT_ROUTES || !sf_dialog_first_route(&rest, &route, &more) ||
            !route.brackets || !is_uri(d, route.address))
            return false;
        uint32_t end = rest.route_set.at + rest.route_set.len;
        rest.route_set.at = more.p ? (uint32_t)(more.p - d->text) : end;
        rest.route_set.len = end - rest.route_set.at;
        if (more.p && !more.len)
            return false;
    }
    return true;
}

/* Checks that a BYE made from the dialog can be parsed, and names the same dialog. */
static bool makes_a_bye(struct sf_ua *ua, const struct sf_dialog *d)
{
    static const struct sf_str branch = {"z9hG4bK0123456789abcdef0123", 27};
    struct sf_str bytes = sf_request_in_dialog(ua, d, SF_METHOD_BYE, 1, branch);
    const struct sf_msg *bye = ua->recalled;
    struct sf_msg_error error;
    return bytes.len &&
           sf_msg_parse_within(ua->recalled, ua->headers, bytes.p, bytes.len, &error) ==
               SF_MSG_OK &&
           sf_str_equal(sf_msg_str(bye, bye->call_id), sf_dialog_str(d, d->call_id)) &&
           sf_str_equal(sf_msg_str(bye, bye->from_tag), sf_dialog_str(d, d->local_tag)) &&
           sf_str_equal(sf_msg_str(bye, bye->to_tag), sf_dialog_str(d, d->remote_tag));
}

static bool has_address(const struct sf_address *peer)
{
    return sf_transport_name(peer->transport) && (peer->family == 4 || peer->family == 6);
}

/* The endpoint that the dialog has used has another number here, or is not here. */
static void find_endpoint(const struct sf_ua *ua, struct sf_snapshot *s)
{
    for (unsigned i = 0; i < ua->own.endpoints; i++)
        if (sf_address_equal(&ua->own.endpoint[i].address, &s->local))
            s->d.peer.endpoint = i + 1;
}

static bool is_sound(const struct sf_snapshot *s)
{
    const struct sf_dialog *d = &s->d;
    struct sf_call_id call_id;
    return d->role <= SF_ROLE_UAS && has_address(&d->peer) && d->local_cseq <= MOST_CSEQ &&
           d->call_id.len && sf_call_id_parse(d->text, d->call_id, &call_id, NULL) &&
           d->local_tag.len && is_uri(d, d->local_uri) && is_uri(d, d->remote_uri) &&
           is_uri(d, d->remote_target) && are_routes(d) && sf_snapshot_state_fits(s);
}

static struct sf_key key_of(struct sf_ua *ua, const struct sf_dialog *d)
{
    return sf_key_of_dialog(ua, sf_dialog_str(d, d->call_id), sf_dialog_str(d, d->local_tag),
                            sf_dialog_str(d, d->remote_tag));
}

static enum sf_snapshot_result check(struct sf_ua *ua, const struct sf_snapshot *s)
{
    const struct sf_dialog *d = &s->d;
    if (!is_sound(s))
        return SF_SNAPSHOT_CORRUPT;
    if (!sf_request_fits_in_dialog(ua, d->text_bytes))
        return SF_SNAPSHOT_TOO_LONG;
    if (!makes_a_bye(ua, d))
        return SF_SNAPSHOT_CORRUPT;
    if (!sf_hop_has_way(ua, d))
        return SF_SNAPSHOT_NO_WAY;
    if (sf_match_dialog(ua, key_of(ua, d)))
        return SF_SNAPSHOT_KNOWN;
    return sf_reserve_for_restored(ua, d->text_bytes) ? SF_SNAPSHOT_OK : SF_SNAPSHOT_FULL;
}

/* ---- Its machines, in the states in which they were saved ---- */

static void set_timer(struct sf_ua *ua, struct sf_actor *actor, struct sf_fsm_timer *timer,
                      unsigned t, const struct sf_snapshot_timer *saved, uint64_t passed_us)
{
    if (!saved->runs)
        return;
    uint64_t left_us = saved->left_us > passed_us ? saved->left_us - passed_us : 0;
    timer[t] = (struct sf_fsm_timer){.due_us = ua->clock.now_us + left_us,
                                     .interval_us = saved->interval_us,
                                     .order = ua->clock.order++};
    actor->fsm.armed |= UINT32_C(1) << t;
}

static struct sf_dialog_actor *make_dialog(struct sf_ua *ua, struct sf_call_record *call,
                                           const struct sf_snapshot *s)
{
    struct sf_ref ref;
    struct sf_dialog_actor *dialog = sf_pool_take(&ua->dialogs, &ref);
    assert(dialog); /* sf_reserve_for_restored */
    sf_actor_init(&dialog->a, ref, SF_M_DIALOG, sf_call_ref(call));
    call->dialog = ref;
    call->parts++;
    dialog->acked = s->acked;
    dialog->proven = s->proven;
    dialog->origin = sf_key_of_source(ua, &s->d.peer).lo;
    dialog->tag = sf_key_of_tag(ua, sf_dialog_str(&s->d, s->d.remote_tag));
    sf_index_add(&ua->by_dialog, dialog->a.self, key_of(ua, &s->d));
    ua->draft.d = s->d; /* its text is in the draft already */
    sf_dialog_text_write(ua, dialog);
    sf_reserve_bye(ua, dialog->a.call, s->d.text_bytes);
    return dialog;
}

static struct sf_session *make_session(struct sf_ua *ua, struct sf_dialog_actor *dialog,
                                       const struct sf_snapshot *s)
{
    struct sf_session *session = sf_session_make(ua, dialog);
    session->takes_update = s->takes_update;
    session->offered = s->offered;
    return session;
}

/* A core that has session timers gives one to a session that had none: it is idle. */
static struct sf_refresh *make_refresh(struct sf_ua *ua, struct sf_session *session,
                                       const struct sf_snapshot *s)
{
    struct sf_ref ref;
    struct sf_refresh *refresh = sf_pool_take(&ua->session_timers, &ref);
    assert(refresh); /* there are as many as sessions */
    sf_actor_init(&refresh->a, ref, SF_M_REFRESH, session->a.call);
    refresh->dialog = session->dialog;
    session->refresh = ref.slot + 1;
    refresh->wish_s = s->wish_s;
    refresh->least_s = s->least_s;
    refresh->now = s->now;
    refresh->given = s->given;
    return refresh;
}

static struct sf_call make(struct sf_ua *ua, const struct sf_snapshot *s, uint64_t passed_us)
{
    struct sf_call_record *call =
        sf_call_make(ua, true); /* it has its dialog: it holds back none */
    struct sf_ref ref = sf_call_ref(call);
    if (s->d.role == SF_ROLE_UAS)
        sf_source_hold(ua, &call->held, &s->d.peer, SF_SOURCE_CALLS, 0);
    struct sf_dialog_actor *dialog = make_dialog(ua, call, s);
    struct sf_session *session = make_session(ua, dialog, s);
    struct sf_refresh *refresh = ua->session_timer ? make_refresh(ua, session, s) : NULL;
    sf_snapshot_state_restore(s, dialog, session, refresh);
    set_timer(ua, &dialog->a, dialog->timer, SF_DLG_TIMER_L, &s->longest, passed_us);
    sf_timers_note(ua, &dialog->a);
    if (refresh) {
        set_timer(ua, &refresh->a, refresh->timer, SF_RFR_TIMER_W, &s->wait, passed_us);
        set_timer(ua, &refresh->a, refresh->timer, SF_RFR_TIMER_E, &s->expiry, passed_us);
        sf_timers_note(ua, &refresh->a);
    }
    return (struct sf_call){ref.slot, ref.generation};
}

/* Leaves out so many sequence numbers. The first one of a side is below 2^16. */
static void skip(struct sf_dialog *d, uint32_t unseen)
{
    uint32_t from = d->has_local_cseq ? d->local_cseq : UINT16_MAX;
    d->local_cseq = unseen < MOST_CSEQ - from ? from + unseen : MOST_CSEQ;
    d->has_local_cseq = true;
}

enum sf_snapshot_result sf_dialog_restore(struct sf_ua *ua, uint64_t now_us, const void *bytes,
                                          size_t length_bytes, uint64_t wall_us, uint32_t unseen,
                                          struct sf_call *call)
{
    struct sf_snapshot s;
    if (!sf_input_open_command(ua, now_us))
        return SF_SNAPSHOT_BUSY;
    enum sf_snapshot_result result = sf_snapshot_read(ua, bytes, length_bytes, &s);
    if (result == SF_SNAPSHOT_OK) {
        find_endpoint(ua, &s);
        result = check(ua, &s);
    }
    if (result != SF_SNAPSHOT_OK)
        return result;
    if (unseen)
        skip(&s.d, unseen);
    *call = make(ua, &s, wall_us > s.wall_us ? wall_us - s.wall_us : 0);
    return SF_SNAPSHOT_OK;
}
