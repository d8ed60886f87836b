/* The part of session timers that programs without them do not link. */
#include "refresh.h"

#include <assert.h>

#include "again.h"
#include "challenge.h"
#include "core.h"
#include "dialog_actor.h"
#include "invitation.h"
#include "keep.h"
#include "keys.h"
#include "match.h"
#include "queue.h"
#include "session.h"
#include "transaction.h"
#include "way.h"

#include "refresh_fsm.h"

#define MOST_TRIES 6 /* of one request, for whatever reason */

static void open(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    struct sf_ref ref;
    struct sf_refresh *refresh = sf_pool_take(&ua->session_timers, &ref);
    struct sf_session *session = sf_session_get(ua, dialog->session);
    assert(refresh && session); /* there are as many as dialogs */
    sf_actor_init(&refresh->a, ref, SF_M_REFRESH, dialog->a.call);
    refresh->dialog = sf_ref_of(&dialog->a);
    const struct sf_invitation *invitation = sf_invitation_get(ua, dialog->invitation);
    if (invitation && !invitation->uas)
        refresh->wish_s = invitation->session_s;
    session->refresh = ref.slot + 1;
    sf_queue_start(ua, &refresh->a, NULL);
}

static bool is_brief(const struct sf_ua *ua, const struct sf_msg *request)
{
    uint32_t seconds = sf_interval_in(request, SF_HEADER_SESSION_EXPIRES, NULL);
    if (request->method != SF_METHOD_INVITE && request->method != SF_METHOD_UPDATE) /* 4028:4 */
        return false;
    return seconds && seconds < sf_interval_least(ua) && sf_interval_is_supported(request);
}

/* 4028:6, 4028:9; and 4028:5: in no other response. */
static void refuse(const struct sf_ua *ua, struct sf_build *build)
{
    sf_build_header_number(build, "Min-SE", sf_interval_least(ua));
}

/* "Session-Expires: 1800;refresher=uac". */
static void put(struct sf_build *build, uint32_t seconds, const char *refresher)
{
    sf_build_open(build, "Session-Expires");
    sf_build_number(build, seconds);
    if (refresher) {
        sf_build_text(build, SF_STR(";refresher="));
        sf_build_text(build, sf_str_of(refresher));
    }
    sf_build_close(build);
}

/* 4028:7.1, 4028:7.4. */
static void ask(const struct sf_ua *ua, struct sf_build *build, const struct sf_refresh *refresh,
                uint32_t wish_s)
{
    uint32_t least_s = sf_interval_least(ua);
    bool we_refresh = ua->session_timer->refresher == SF_UA_REFRESHER_US;
    uint32_t seconds = refresh ? refresh->now.seconds : sf_interval_wish(ua, wish_s);
    if (!seconds)
        return;
    if (refresh && refresh->least_s > least_s)
        least_s = refresh->least_s;
    put(build, seconds > least_s ? seconds : least_s,
        refresh      ? refresh->now.ours ? "uac" : "uas"
        : we_refresh ? "uac"
                     : NULL);
    if (least_s > SF_REFRESH_LEAST_S || (refresh && refresh->least_s)) /* 4028:5: without one: 90 */
        sf_build_header_number(build, "Min-SE", least_s);
}

static bool is_confirmed_or_invite(const struct sf_dialog_actor *dialog,
                                   const struct sf_msg *request)
{
    return request->method == SF_METHOD_INVITE || dialog->d.state == SF_DIALOG_CONFIRMED;
}

/* An UPDATE in an early dialog says nothing about a session that has not begun. */
static struct sf_interval answer(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                 const struct sf_msg *request)
{
    const struct sf_refresh *refresh = sf_refresh_of_dialog(ua, dialog);
    if (!refresh || !is_confirmed_or_invite(dialog, request))
        return (struct sf_interval){.seconds = 0};
    return sf_interval_for(ua, refresh, request);
}

/* 4028:9. */
static void say(struct sf_build *build, struct sf_interval interval)
{
    if (!interval.said)
        return;
    if (interval.require)
        sf_build_header(build, "Require", SF_STR("timer"));
    put(build, interval.seconds, interval.ours ? "uas" : "uac");
}

static void hear_least(struct sf_refresh *refresh, const struct sf_msg *msg)
{
    uint32_t least_s = sf_interval_in(msg, SF_HEADER_MIN_SE, NULL);
    if (least_s > refresh->least_s)
        refresh->least_s = least_s;
}

static void give(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                 const struct sf_msg *request, struct sf_interval interval)
{
    struct sf_refresh *refresh = sf_refresh_of_dialog(ua, dialog);
    if (!refresh || !is_confirmed_or_invite(dialog, request))
        return;
    hear_least(refresh, request);
    refresh->given = sf_interval_bounded(ua, refresh, interval);
}

/* ---- 422 (4028:7.3) ---- */

/* The request once more, with the interval and the minimum that the 422 asks for (4028:7.4). */
static struct sf_str build_longer(struct sf_ua *ua, const struct sf_msg *request, uint32_t least_s,
                                  unsigned refresher)
{
    static const char *const names[] = {
        [SF_REFRESHER_NONE] = NULL, [SF_REFRESHER_UAC] = "uac", [SF_REFRESHER_UAS] = "uas"};
    struct sf_challenges *c = ua->challenge;
    struct sf_build b;
    sf_again_begin(&b, ua->build_bytes, ua->message_bytes, request, c->branch, c->cseq, true);
    put(&b, least_s, names[refresher]);
    sf_build_header_number(&b, "Min-SE", least_s);
    return sf_again_end(&b, request);
}

/* With the credentials that are known, where the one before had some. */
static void keep_again(struct sf_ua *ua, struct sf_str bytes)
{
    struct sf_challenges *c = ua->challenge;
    bytes = sf_challenge_sign(ua, bytes, &c->to);
    if (bytes.len && bytes.p != c->bytes) {
        memcpy(c->bytes, bytes.p, bytes.len);
        bytes.p = c->bytes;
    }
    c->again = bytes;
    sf_way_grow(ua, &c->again, &c->to);
}

static void hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response)
{
    struct sf_challenges *c = ua->challenge;
    unsigned refresher = SF_REFRESHER_NONE;
    if (response->status != 422 || !transaction->kept.first || transaction->tries == MOST_TRIES)
        return;
    const struct sf_msg *request = sf_keep_recall(ua, transaction->kept);
    uint32_t asked_s = sf_interval_in(request, SF_HEADER_SESSION_EXPIRES, &refresher);
    uint32_t least_s = sf_interval_in(response, SF_HEADER_MIN_SE, NULL);
    const struct sf_dialog_actor *dialog =
        sf_match_dialog(ua, sf_key_of_dialog(ua, sf_msg_str(request, request->call_id),
                                             sf_msg_str(request, request->from_tag),
                                             sf_msg_str(request, request->to_tag)));
    struct sf_refresh *refresh = dialog ? sf_refresh_of_dialog(ua, dialog) : NULL;
    if (refresh)
        hear_least(refresh, response);
    if (!request->is_request || !asked_s || least_s <= asked_s) /* it would come again */
        return;
    c->branch = sf_request_branch(ua, c->branch_text);
    c->cseq = (dialog ? dialog->d.local_cseq : request->cseq.number) + 1;
    c->dialog = dialog ? sf_ref_of(&dialog->a) : SF_REF_NONE;
    c->to = transaction->peer;
    keep_again(ua, build_longer(ua, request, least_s, refresher));
    if (c->again.len)
        c->verdict = SF_UA_CHALLENGE_ANSWERED;
}

const struct sf_ua_timing *sf_ua_timing(void)
{
    static const struct sf_ua_timing timing = {{SF_M_REFRESH, &sf_rfr_type, sf_refresh_free},
                                               open,
                                               is_brief,
                                               refuse,
                                               ask,
                                               answer,
                                               say,
                                               give,
                                               hear};
    return &timing;
}
