/* Calls with a session timer (RFC 4028): what the tests of refreshes have in common. */
#ifndef TESTS_UA_REFRESHING_H
#define TESTS_UA_REFRESHING_H

#include "changes.h"

#include <inttypes.h>
#include <string.h>

static struct sf_ua_session_timer timer; /* of the core that a test makes */

static inline void timed(struct sf_ua_config *config)
{
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

static inline void short_timed(struct sf_ua_config *config)
{
    timed(config);
    timer.interval_s = 400;
    timer.least_s = 120;
}

static inline void we_refresh(struct sf_ua_config *config)
{
    timed(config);
    timer.refresher = SF_UA_REFRESHER_US;
}

static inline void up_to_an_hour(struct sf_ua_config *config)
{
    timed(config);
    timer.most_s = 3600;
}

static unsigned number = 500; /* of branches */

#define UPDATE "Allow: INVITE, ACK, BYE, UPDATE\r\n"
#define FROM_EVE "Contact: <sip:eve@192.0.2.9>\r\n" UPDATE

static inline void keep_text(char *to, size_t size_bytes, const char *text)
{
    size_t length = strlen(text);
    assert_true(length < size_bytes);
    memcpy(to, text, length + 1);
}

/* The one REFRESH event of what came out last; null: there is none. */
static inline const struct sf_ua_event *refresh_event(const struct solo *solo)
{
    unsigned events = 0;
    for (unsigned i = 0; i < solo->events; i++)
        events += solo->event[i].type == SF_UA_EV_REFRESH;
    assert_true(events <= 1);
    return newest(solo, SF_UA_EV_REFRESH);
}

/* Its state; -1: there is none. */
static inline int refresh_state(const struct solo *solo)
{
    const struct sf_ua_event *event = refresh_event(solo);
    return event ? event->refresh_state : -1;
}

static inline void expect_agreed(const struct solo *solo, unsigned seconds, bool by_peer)
{
    const struct sf_ua_event *event = refresh_event(solo);
    assert_non_null(event);
    assert_int_equal(event->refresh_state, SF_REFRESH_AGREED);
    assert_int_equal(event->expires_s, seconds);
    assert_int_equal(event->by_peer, by_peer);
    assert_int_equal(event->call.slot, solo->call.slot);
}

/* The core calls; the 2xx has these lines beside Contact and Allow. Its INVITE is in `invite`. */
static inline struct solo *calls(void (*change)(struct sf_ua_config *), char invite[4000],
                                 const char *lines)
{
    char extra[1000];
    struct solo *solo = solo_new(2, change);
    snprintf(invite, 4000, "%s", solo_invite(solo));
    snprintf(extra, sizeof extra, FROM_EVE "%s", lines);
    solo_respond(solo, invite, 200, "eve", extra);
    solo_expect(solo, "ACK ");
    return solo;
}

/* The one datagram that came out last, however often. */
static inline const char *only(const struct solo *solo)
{
    assert_true(solo->outs > 0);
    for (unsigned i = 1; i < solo->outs; i++)
        assert_string_equal(solo->out[i].text, solo->out[0].text);
    return solo->out[0].text;
}

/* The request that comes out in that time, alone and with nothing before it, in a static buffer. */
static inline const char *next_request(struct solo *solo, uint64_t after_us)
{
    static char text[4][4000];
    static unsigned next;
    char *copy = text[next++ % 4];
    solo_wait(solo, after_us - S / 10);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, S / 5);
    snprintf(copy, 4000, "%.3999s", only(solo));
    return copy;
}

static inline void expect_update(const char *update, const char *interval)
{
    assert_memory_equal(update, "UPDATE ", 7);
    assert_string_equal(header_in(update, "Session-Expires"), interval);
    assert_string_equal(header_in(update, "Content-Length"), "0");
    assert_non_null(strstr(header_in(update, "Supported"), "timer"));
}

/* A call of ours that we refresh every 100 seconds; the refresh that is due is out. */
static inline struct solo *refreshing(char update[4000])
{
    char invite[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 200;refresher=uac\r\n");
    snprintf(update, 4000, "%s", next_request(solo, 100 * (uint64_t)S));
    expect_update(update, "200;refresher=uac");
    return solo;
}

static inline void bye_answered(struct solo *solo, const char *bye)
{
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    finish(solo);
}

#endif
