/* Guards and actions of fsm/session/refresh.fsm. */
#include <assert.h>

#include "refresh.h"

#include "call.h"
#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "request.h"
#include "reserve.h"
#include "retarget.h"
#include "session.h"
#include "transaction.h"
#include "way.h"

#include "sipfsm/headers.h"

#include "dialog_fsm.h"
#include "refresh_fsm.h"

#define US 1000000u
#define BEFORE_S 32            /* 4028:10: how long before the end the BYE goes out, at most */
#define LEAST_WAIT_US (5 * US) /* between two tries of one refresh */

/* It lives as long as the session. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_refresh *refresh)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, refresh->dialog);
    assert(dialog);
    return dialog;
}

/* Only a 2xx says how long the session lives. Any other response, or none, gives 0. */
static struct sf_interval interval_of(const struct sf_refresh *refresh, const struct sf_input *in)
{
    if (in->status >= 300)
        return (struct sf_interval){.seconds = 0};
    return sf_interval_agreed(in->ua, refresh, in->msg);
}

bool sf_rfr_guard_ours(const struct sf_refresh *refresh, const struct sf_input *in)
{
    struct sf_interval interval = interval_of(refresh, in);
    return interval.seconds && interval.ours;
}

bool sf_rfr_guard_theirs(const struct sf_refresh *refresh, const struct sf_input *in)
{
    struct sf_interval interval = interval_of(refresh, in);
    return interval.seconds && !interval.ours;
}

bool sf_rfr_guard_success(const struct sf_refresh *refresh, const struct sf_input *in)
{
    (void)refresh;
    return in->status >= 200 && in->status < 300;
}

/* A timeout counts as a 408 (3261:12.2.1.2). */
bool sf_rfr_guard_lost(const struct sf_refresh *refresh, const struct sf_input *in)
{
    (void)refresh;
    return in->status == 408 || in->status == 481;
}

bool sf_rfr_guard_glare(const struct sf_refresh *refresh, const struct sf_input *in)
{
    (void)refresh;
    return in->status == 491;
}

bool sf_rfr_guard_unlimited(const struct sf_refresh *refresh, const struct sf_input *in)
{
    (void)in;
    return !refresh->now.seconds;
}

bool sf_rfr_guard_takes_update(const struct sf_refresh *refresh, const struct sf_input *in)
{
    const struct sf_session *session = sf_session_get(in->ua, dialog_of(in->ua, refresh)->session);
    return session && session->takes_update;
}

static struct sf_str build_update(struct sf_ua *ua, const struct sf_refresh *refresh,
                                  const struct sf_dialog *d, uint32_t cseq, struct sf_str branch)
{
    static const struct sf_ua_content nothing;
    return sf_request_change(ua, &nothing, d, refresh, SF_METHOD_UPDATE, cseq, branch);
}

bool sf_rfr_guard_room(const struct sf_refresh *refresh, const struct sf_input *in)
{
    static const struct sf_str some_branch = {"z9hG4bK0123456789abcdef0123", 27};
    const struct sf_dialog *d = sf_dialog_text_read(in->ua, dialog_of(in->ua, refresh));
    struct sf_str bytes = build_update(in->ua, refresh, d, INT32_MAX, some_branch);
    return bytes.len && sf_reserve_for_transaction(in->ua, bytes.len);
}

static struct sf_told *tell(const struct sf_refresh *refresh, const struct sf_input *in,
                            enum sf_refresh_state state)
{
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_REFRESH, refresh->a.call);
    event->msg = false;
    event->refresh_state = (uint8_t)state;
    event->session_s = refresh->now.seconds;
    event->by_peer = refresh->now.seconds && !refresh->now.ours;
    return event;
}

/* A second is far below what overflows: 2^32 of them are 2^52 microseconds. */
static uint64_t us(uint32_t seconds)
{
    return (uint64_t)seconds * US;
}

void sf_rfr_do_take_interval(struct sf_refresh *refresh, const struct sf_input *in)
{
    uint64_t *last_us = &sf_constants_us(in->ua, SF_M_REFRESH)[SF_RFR_CONST_LAST];
    struct sf_interval now = interval_of(refresh, in);
    bool told = now.seconds == refresh->now.seconds && now.ours == refresh->now.ours;
    uint32_t before_s = now.seconds / 3 < BEFORE_S ? now.seconds / 3 : BEFORE_S;
    refresh->now = now;
    *last_us = us(now.seconds - before_s);
    tell(refresh, in, told ? SF_REFRESH_RENEWED : SF_REFRESH_AGREED);
}

void sf_rfr_do_drop_interval(struct sf_refresh *refresh, const struct sf_input *in)
{
    refresh->now = (struct sf_interval){.seconds = 0};
    tell(refresh, in, SF_REFRESH_UNLIMITED);
}

void sf_rfr_do_tell_due(struct sf_refresh *refresh, const struct sf_input *in)
{
    tell(refresh, in, SF_REFRESH_DUE);
}

/* The time that the response says (3261:20.33), else half of the time that is left. So there are
 * only a few tries, even if the same response comes each time (4028:10). */
static uint64_t later_us(const struct sf_refresh *refresh, const struct sf_input *in)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_retry_after after;
    uint64_t end_us = refresh->timer[SF_RFR_TIMER_E].due_us, now_us = in->ua->clock.now_us;
    uint64_t wait_us = end_us > now_us ? (end_us - now_us) / 2 : 0;
    if (in->msg && sf_msg_next_value(in->msg, SF_HEADER_RETRY_AFTER, &at, &value) &&
        sf_retry_after_parse(in->msg->bytes, value, &after, NULL))
        wait_us = us(after.seconds);
    return wait_us > LEAST_WAIT_US ? wait_us : LEAST_WAIT_US;
}

/* The timer that starts next reads the constant, and no other does. */
void sf_rfr_do_choose_wait(struct sf_refresh *refresh, const struct sf_input *in,
                           enum sf_rfr_choose_wait_what what)
{
    uint64_t *wait_us = &sf_constants_us(in->ua, SF_M_REFRESH)[SF_RFR_CONST_WAIT];
    if (what == SF_RFR_CHOOSE_WAIT_HALF)
        *wait_us = us(refresh->now.seconds) / 2;
    else if (what == SF_RFR_CHOOSE_WAIT_GLARE)
        *wait_us = sf_session_glare_us(in->ua, dialog_of(in->ua, refresh));
    else
        *wait_us = later_us(refresh, in);
}

void sf_rfr_do_send_update(struct sf_refresh *refresh, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    struct sf_dialog_actor *dialog = dialog_of(ua, refresh);
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    uint32_t cseq = sf_request_next_cseq(ua, &dialog->d);
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    struct sf_str bytes = build_update(ua, refresh, d, cseq, branch);
    struct sf_address to = sf_dialog_next_hop(&ua->own, d);
    sf_way_grow(ua, &bytes, &to);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, refresh->a.call, SF_METHOD_UPDATE, branch, &to);
    bytes = sf_challenge_sign_if_room(ua, bytes, &transaction->peer);
    sf_keep(ua, &transaction->kept, bytes);
    sf_transaction_own(transaction, SF_BIND_REFRESH_UPDATE, &refresh->a);
    sf_queue_start(ua, &transaction->a, NULL);
}

void sf_rfr_do_take_target(struct sf_refresh *refresh, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, refresh);
    struct sf_session *session = sf_session_get(in->ua, dialog->session);
    assert(session); /* it ends after this does */
    sf_session_hear(session, in->msg);
    sf_retarget(in->ua, dialog, sf_dialog_contact_of(in->msg));
}

static void raise_dialog(const struct sf_refresh *refresh, const struct sf_input *in,
                         unsigned event)
{
    const struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_DIALOG, refresh->dialog, event, &input);
}

void sf_rfr_do_lose(struct sf_refresh *refresh, const struct sf_input *in)
{
    raise_dialog(refresh, in, SF_DLG_EV_HANGUP);
}

void sf_rfr_do_expire(struct sf_refresh *refresh, const struct sf_input *in)
{
    tell(refresh, in, SF_REFRESH_EXPIRED);
    raise_dialog(refresh, in, SF_DLG_EV_HANGUP);
}
