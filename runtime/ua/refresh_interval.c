/* The session interval that messages ask for (4028:4, 4028:5), and the one that results. */
#include "refresh.h"

#include "core.h"
#include "dialog_actor.h"

#include "sipfsm/extensions.h"

uint32_t sf_interval_in(const struct sf_msg *msg, enum sf_header_id id, unsigned *refresher)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_session_expires expires;
    if (!sf_msg_next_value(msg, id, &at, &value) ||
        !sf_session_expires_parse(msg->bytes, value, &expires, NULL))
        return 0;
    if (refresher)
        *refresher = expires.refresher;
    return expires.seconds ? expires.seconds : 1;
}

bool sf_interval_is_supported(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(msg, SF_HEADER_SUPPORTED, &at, &value))
        if (sf_str_equal_nocase(sf_msg_str(msg, value), SF_STR("timer")))
            return true;
    return false;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

uint32_t sf_interval_least(const struct sf_ua *ua)
{
    return larger(ua->session_timer->least_s, SF_REFRESH_LEAST_S);
}

static uint32_t most_of(const struct sf_ua *ua, uint32_t wish_s)
{
    uint32_t most_s = ua->session_timer->most_s;
    return larger(most_s ? most_s : SF_REFRESH_MOST_S, sf_interval_wish(ua, wish_s));
}

struct sf_interval sf_interval_bounded(const struct sf_ua *ua, const struct sf_refresh *refresh,
                                       struct sf_interval interval)
{
    uint32_t most_s = most_of(ua, refresh->wish_s);
    if (interval.seconds > most_s) {
        interval.seconds = most_s;
        interval.ours = true;
    }
    return interval;
}

/* 4028:7.1: what is asked for is not below the least. */
uint32_t sf_interval_wish(const struct sf_ua *ua, uint32_t wish_s)
{
    if (wish_s == SF_UA_NO_LIMIT)
        return 0;
    if (!wish_s)
        wish_s = ua->session_timer->interval_s;
    return larger(wish_s ? wish_s : SF_REFRESH_INTERVAL_S, sf_interval_least(ua));
}

/* Is it the 2xx to the INVITE that made the dialog? */
static bool is_first(const struct sf_dialog_actor *dialog, const struct sf_msg *success)
{
    return dialog->d.role == SF_ROLE_UAC && success->cseq.method == SF_METHOD_INVITE &&
           success->cseq.number == dialog->d.invite_cseq;
}

/* 4028:7.2. A 2xx without Session-Expires turns the timer off if its sender supports session
 * timers. A sender that does not support them has ignored ours: then the timer is for our own use,
 * and we refresh. An interval below the least one would make us send all the time (4028:11). */
static struct sf_interval of_success(struct sf_ua *ua, const struct sf_refresh *refresh,
                                     const struct sf_msg *success)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, refresh->dialog);
    unsigned refresher = SF_REFRESHER_NONE;
    uint32_t seconds = sf_interval_in(success, SF_HEADER_SESSION_EXPIRES, &refresher);
    struct sf_interval interval = {.ours = true};
    if (seconds) {
        interval.seconds = larger(seconds, SF_REFRESH_LEAST_S);
        interval.ours = refresher != SF_REFRESHER_UAS;
    } else if (!sf_interval_is_supported(success) && dialog) {
        interval.seconds = is_first(dialog, success)
                               ? sf_interval_wish(ua, refresh->wish_s)
                               : refresh->now.seconds; /* 4028:7.4: else it was not asked for */
    }
    return interval;
}

struct sf_interval sf_interval_agreed(struct sf_ua *ua, const struct sf_refresh *refresh,
                                      const struct sf_msg *success)
{
    return success ? sf_interval_bounded(ua, refresh, of_success(ua, refresh, success))
                   : refresh->given;
}

/* 4028:9, its table 2. If the choice is ours, the role stays as it is (4028:7.4), or is as
 * configured. */
static bool is_ours(const struct sf_ua *ua, const struct sf_refresh *refresh, bool supported,
                    unsigned refresher)
{
    if (!supported || refresher == SF_REFRESHER_UAS)
        return true;
    if (refresher == SF_REFRESHER_UAC)
        return false;
    return refresh->now.seconds ? refresh->now.ours
                                : ua->session_timer->refresher == SF_UA_REFRESHER_US;
}

struct sf_interval sf_interval_for(const struct sf_ua *ua, const struct sf_refresh *refresh,
                                   const struct sf_msg *request)
{
    unsigned refresher = SF_REFRESHER_NONE;
    uint32_t asked_s = sf_interval_in(request, SF_HEADER_SESSION_EXPIRES, &refresher);
    uint32_t least_s = larger(sf_interval_in(request, SF_HEADER_MIN_SE, NULL), SF_REFRESH_LEAST_S);
    uint32_t wish_s = refresh->now.seconds ? refresh->now.seconds
                                           : sf_interval_wish(ua, refresh->wish_s);
    bool supported = sf_interval_is_supported(request);
    if (!asked_s && !wish_s)
        return (struct sf_interval){.seconds = 0};
    wish_s = larger(wish_s ? wish_s : most_of(ua, refresh->wish_s), least_s);
    if (asked_s)
        asked_s = larger(asked_s, SF_REFRESH_LEAST_S);
    struct sf_interval interval = {.seconds = !asked_s || wish_s < asked_s ? wish_s : asked_s,
                                   .ours = is_ours(ua, refresh, supported, refresher),
                                   .said = asked_s || supported,
                                   .require = supported};
    return interval;
}
