/* Session timers (RFC 4028): one core against another side, in both roles and as either refresher.
 */
#include "changes.h"

#include <inttypes.h>
#include <string.h>

static struct sf_ua_session_timer timer;

static void timed(struct sf_ua_config *config)
{
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

static void short_timed(struct sf_ua_config *config)
{
    timed(config);
    timer.interval_s = 400;
    timer.least_s = 120;
}

static void we_refresh(struct sf_ua_config *config)
{
    timed(config);
    timer.refresher = SF_UA_REFRESHER_US;
}

static unsigned number = 500; /* of branches */

#define UPDATE "Allow: INVITE, ACK, BYE, UPDATE\r\n"
#define FROM_EVE "Contact: <sip:eve@192.0.2.9>\r\n" UPDATE

static void keep_text(char *to, size_t size_bytes, const char *text)
{
    size_t length = strlen(text);
    assert_true(length < size_bytes);
    memcpy(to, text, length + 1);
}

/* The one REFRESH event of what came out last; null: there is none. */
static const struct sf_ua_event *refresh_event(const struct solo *solo)
{
    unsigned events = 0;
    for (unsigned i = 0; i < solo->events; i++)
        events += solo->event[i].type == SF_UA_EV_REFRESH;
    assert_true(events <= 1);
    return newest(solo, SF_UA_EV_REFRESH);
}

/* Its state; -1: there is none. */
static int refresh_state(const struct solo *solo)
{
    const struct sf_ua_event *event = refresh_event(solo);
    return event ? event->refresh_state : -1;
}

static void expect_agreed(const struct solo *solo, unsigned seconds, bool by_peer)
{
    const struct sf_ua_event *event = refresh_event(solo);
    assert_non_null(event);
    assert_int_equal(event->refresh_state, SF_REFRESH_AGREED);
    assert_int_equal(event->expires_s, seconds);
    assert_int_equal(event->by_peer, by_peer);
    assert_int_equal(event->call.slot, solo->call.slot);
}

/* The core calls; the 2xx has these lines beside Contact and Allow. Its INVITE is in `invite`. */
static struct solo *calls(void (*change)(struct sf_ua_config *), char invite[4000],
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
static const char *only(const struct solo *solo)
{
    assert_true(solo->outs > 0);
    for (unsigned i = 1; i < solo->outs; i++)
        assert_string_equal(solo->out[i].text, solo->out[0].text);
    return solo->out[0].text;
}

/* The request that comes out in that time, alone and with nothing before it, in a static buffer. */
static const char *next_request(struct solo *solo, uint64_t after_us)
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

static void expect_update(const char *update, const char *interval)
{
    assert_memory_equal(update, "UPDATE ", 7);
    assert_string_equal(header_in(update, "Session-Expires"), interval);
    assert_string_equal(header_in(update, "Content-Length"), "0");
    assert_non_null(strstr(header_in(update, "Supported"), "timer"));
}

/* A call of ours that we refresh every 100 seconds; the refresh that is due is out. */
static struct solo *refreshing(char update[4000])
{
    char invite[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 200;refresher=uac\r\n");
    snprintf(update, 4000, "%s", next_request(solo, 100 * (uint64_t)S));
    expect_update(update, "200;refresher=uac");
    return solo;
}

static void bye_answered(struct solo *solo, const char *bye)
{
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    finish(solo);
}

/* ---- Our call ---- */

static void test_we_refresh(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo = calls(timed, invite,
                              "Session-Expires: 200;refresher=uac\r\n"
                              "Require: timer\r\n");
    assert_string_equal(header_in(invite, "Session-Expires"), "1800");
    assert_string_equal(header_in(invite, "Min-SE"), "");
    assert_non_null(strstr(header_in(invite, "Supported"), "timer"));
    expect_agreed(solo, 200, false);
    for (unsigned i = 0; i < 3; i++) {
        const char *update = next_request(solo, 100 * (uint64_t)S);
        expect_update(update, "200;refresher=uac");
        assert_memory_equal(update, i ? "UPDATE sip:eve@192.0.2.77 " : "UPDATE sip:eve@192.0.2.9 ",
                            24);
        solo_respond(solo, update, 100, NULL, NULL);
        solo_respond(solo, update, 200, NULL, MOVED "Session-Expires: 200;refresher=uac\r\n");
        assert_int_equal(solo->events, 1); /* nothing new, but a record of the call is old */
        assert_int_equal(refresh_state(solo), SF_REFRESH_RENEWED);
    }
    hang_up(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.77 ");
    bye_answered(solo, solo_only(solo));
}

/* The other side does not know session timers: they are for our own use (4028:7.2). One that knows
 * them and says nothing wants none. */
static void test_nothing_is_said(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo = calls(timed, invite, "");
    expect_agreed(solo, 1800, false);
    const char *update = next_request(solo, 900 * (uint64_t)S);
    expect_update(update, "1800;refresher=uac");
    solo_respond(solo, update, 200, NULL, NULL);
    assert_int_equal(refresh_state(solo), SF_REFRESH_RENEWED);
    update = next_request(solo, 900 * (uint64_t)S);
    solo_respond(solo, update, 200, NULL, "Supported: path, timer\r\n"); /* it turns it off */
    assert_int_equal(refresh_state(solo), SF_REFRESH_UNLIMITED);
    solo_wait(solo, 9000 * (uint64_t)S);
    assert_int_equal(solo->outs + solo->events, 0);
    const char *change = modify(solo, &by_invite);
    assert_string_equal(header_in(change, "Session-Expires"), "");
    solo_respond(solo, change, 200, NULL, MOVED);
    assert_int_equal(refresh_state(solo), -1); /* none was asked for */
    hang_up(solo);
    finish(solo);

    solo = calls(timed, invite, "Supported: timer\r\n");
    assert_int_equal(refresh_state(solo), -1);
    solo_wait(solo, 9000 * (uint64_t)S);
    assert_int_equal(solo->outs, 0);
    hang_up(solo);
    finish(solo);
}

/* They refresh, by UPDATE and by re-INVITE, and then do no longer: a BYE goes out before the end.
 */
static void test_they_refresh(void **state)
{
    (void)state;
    char invite[4000], to[200], from[200];
    struct solo *solo = calls(timed, invite, "Session-Expires: 300;refresher=uas\r\n");
    expect_agreed(solo, 300, true);
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
    for (unsigned i = 0; i < 4; i++) {
        solo_wait(solo, 260 * (uint64_t)S);
        assert_int_equal(solo->outs + solo->events, 0);
        FEED(solo, .method = i & 1 ? "INVITE" : "UPDATE", .via = hand_branch(number++), .to = to,
             .from = from, .call_id = header_in(invite, "Call-ID"), .cseq = i + 1,
             .contact = "<sip:eve@192.0.2.9>", .body = i & 1 ? SDP : NULL,
             .extra = "Supported: timer\r\nSession-Expires: 300;refresher=uac\r\n");
        if (i & 1) {
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_drain(solo);
        }
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "300;refresher=uac");
        assert_string_equal(header_in(solo_only(solo), "Require"), "timer");
        assert_int_equal(refresh_state(solo), SF_REFRESH_RENEWED);
        if (i & 1)
            FEED(solo, .method = "ACK", .via = hand_branch(number++), .to = to, .from = from,
                 .call_id = header_in(invite, "Call-ID"), .cseq = i + 1);
    }
    solo_wait(solo, 267 * (uint64_t)S);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 2 * S); /* 268: 32 seconds before the end */
    assert_memory_equal(only(solo), "BYE ", 4);
    assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    bye_answered(solo, only(solo));
}

/* A third of a short one before its end; and no shorter one than the least is kept to. */
static void test_short_intervals(void **state)
{
    (void)state;
    char invite[4000];
    for (unsigned i = 0; i < 3; i++) {
        struct solo *solo = calls(timed, invite,
                                  i == 2 ? "Session-Expires: 0;refresher=uas\r\n"
                                  : i    ? "Session-Expires: 1;refresher=uas\r\n"
                                         : "Session-Expires: 90;refresher=uas\r\n");
        expect_agreed(solo, 90, true);
        const char *bye = next_request(solo, 60 * (uint64_t)S);
        assert_memory_equal(bye, "BYE ", 4);
        bye_answered(solo, bye);
        solo = calls(timed, invite,
                     i ? "Session-Expires: 1;refresher=uac\r\n" : "Session-Expires: 90\r\n");
        expect_agreed(solo, 90, false);
        expect_update(next_request(solo, 45 * (uint64_t)S), "90;refresher=uac");
        solo->stale = 1; /* the refresh has no response when the session ends */
        finish(solo);
    }
}

static void up_to_an_hour(struct sf_ua_config *config)
{
    timed(config);
    timer.most_s = 3600;
}

/* The longest that can be said is 136 years. A peer that has vanished is noticed before. */
static void test_longest_interval(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        uint32_t said_s, kept_s;
        const char *who;
        bool theirs;
    } cases[] = {
        {timed, UINT32_MAX, 86400, "uac", false},  {timed, UINT32_MAX, 86400, "uas", false},
        {timed, 86401, 86400, "uas", false},       {timed, 86400, 86400, "uas", true},
        {up_to_an_hour, 3601, 3600, "uas", false}, {up_to_an_hour, 3600, 3600, "uas", true},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char invite[4000], line[80];
        snprintf(line, sizeof line, "Session-Expires: %" PRIu32 ";refresher=%s\r\n",
                 cases[i].said_s, cases[i].who);
        struct solo *solo = calls(cases[i].change, invite, line);
        expect_agreed(solo, cases[i].kept_s, cases[i].theirs);
        if (!cases[i].theirs) {
            snprintf(line, sizeof line, "%" PRIu32 ";refresher=uac", cases[i].kept_s);
            expect_update(next_request(solo, (uint64_t)cases[i].kept_s * S / 2), line);
        }
        finish(solo);
    }
}

/* ---- Failures of ours ---- */

static void test_it_is_lost(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 3; way++) {
        char update[4000];
        struct solo *solo = refreshing(update);
        if (way < 2)
            solo_respond(solo, update, way ? 408 : 481, NULL, NULL);
        else
            solo_wait(solo, 33 * (uint64_t)S); /* no response */
        assert_true(solo_count(solo, "BYE ") > 0);
        for (unsigned i = 0; i < solo->outs; i++)
            if (strncmp(solo->out[i].text, "BYE ", 4) == 0) {
                keep_text(update, sizeof update, solo->out[i].text);
                break;
            }
        assert_int_equal(refresh_state(solo), -1);
        bye_answered(solo, update);
    }
}

/* 491: the wait of 3261:14.1, as owner of the Call-ID 2.1 to 4 s, else up to 2 s. */
static void test_it_has_glare(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 8; round++) {
        char update[4000];
        struct solo *solo = refreshing(update);
        solo_respond(solo, update, 491, NULL, NULL);
        solo_wait(solo, 2 * S);
        assert_int_equal(solo->outs, 0);
        solo_wait(solo, 3 * S);
        expect_update(only(solo), "200;refresher=uac");
        assert_int_equal(atoi(header_in(only(solo), "CSeq")), atoi(header_in(update, "CSeq")) + 1);
        finish(solo);
    }
}

static void test_it_is_tried_again(void **state)
{
    (void)state;
    char update[4000];
    struct solo *solo = refreshing(update);
    solo_respond(solo, update, 500, NULL, "Retry-After: 7\r\n");
    const char *again = next_request(solo, 7 * S);
    expect_update(again, "200;refresher=uac");
    solo_respond(solo, again, 503, NULL, NULL); /* half of the 168 - 107 seconds that are left */
    again = next_request(solo, (uint64_t)30400 * 1000);
    solo_respond(solo, again, 400, NULL, "Retry-After: 0\r\n");
    again = next_request(solo, 5 * S); /* not at once */
    solo_respond(solo, again, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
    assert_int_equal(refresh_state(solo), SF_REFRESH_RENEWED);
    again = next_request(solo, 100 * (uint64_t)S);
    /* Nothing but failures: it ends in time. */
    unsigned tries = 0;
    for (unsigned i = 0; i < 200; i++) {
        solo_respond(solo, again, 503, NULL, NULL);
        solo->outs = 0;
        while (!solo->outs)
            solo_wait(solo, S);
        if (strncmp(only(solo), "UPDATE ", 7) != 0)
            break;
        snprintf(update, sizeof update, "%.3999s", only(solo));
        again = update;
        tries++;
    }
    assert_true(tries >= 3 && tries <= 8);
    assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    assert_memory_equal(only(solo), "BYE ", 4);
    bye_answered(solo, only(solo));
}

/* 4028:7.3: at once, as long as it asks for more than it had; the largest Min-SE stays. */
static void test_its_interval_is_too_small(void **state)
{
    (void)state;
    char update[4000];
    struct solo *solo = refreshing(update);
    solo_respond(solo, update, 422, NULL, "Min-SE: 500\r\n");
    const char *again = solo_only(solo);
    expect_update(again, "500;refresher=uac");
    assert_string_equal(header_in(again, "Min-SE"), "500");
    assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(update, "CSeq")) + 1);
    snprintf(update, sizeof update, "%s", again);
    solo_respond(solo, update, 200, NULL, "Session-Expires: 600;refresher=uac\r\n");
    expect_agreed(solo, 600, false);
    again = next_request(solo, 300 * (uint64_t)S);
    expect_update(again, "600;refresher=uac");
    assert_string_equal(header_in(again, "Min-SE"), "500");
    solo_respond(solo, again, 422, NULL, "Min-SE: 600\r\n"); /* that is what it had */
    assert_int_equal(solo->outs, 0);
    again = next_request(solo, (uint64_t)134 * S); /* half of the 568 - 300 that are left */
    expect_update(again, "600;refresher=uac");
    assert_string_equal(header_in(again, "Min-SE"), "600");
    for (unsigned i = 1; i <= 6; i++) { /* no end of it */
        char lines[40];
        snprintf(update, sizeof update, "%s", again);
        snprintf(lines, sizeof lines, "Min-SE: %u\r\n", 600 + i);
        solo_respond(solo, update, 422, NULL, lines);
        again = solo_only(solo);
    }
    snprintf(update, sizeof update, "%s", again);
    solo_respond(solo, update, 422, NULL, "Min-SE: 700\r\n");
    assert_int_equal(solo->outs, 0);
    finish(solo);
}

/* ---- The INVITE and the changes of ours ---- */

static void test_an_invite_is_too_brief(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, we_refresh);
    char invite[4000], again[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    assert_string_equal(header_in(invite, "Session-Expires"), "1800;refresher=uac");
    solo_respond(solo, invite, 422, "p", "Min-SE: 2000\r\n");
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo_count(solo, "INVITE "), 1);
    keep_text(again, sizeof again, solo->out[solo->outs - 1].text);
    assert_memory_equal(again, "INVITE ", 7);
    assert_string_equal(header_in(again, "Session-Expires"), "2000;refresher=uac");
    assert_string_equal(header_in(again, "Min-SE"), "2000");
    assert_int_equal(count_headers(again, "Session-Expires"), 1);
    assert_string_equal(header_in(again, "Call-ID"), header_in(invite, "Call-ID"));
    assert_string_equal(header_in(again, "From"), header_in(invite, "From"));
    assert_string_equal(header_in(again, "To"), header_in(invite, "To"));
    assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(invite, "CSeq")) + 1);
    assert_non_null(strstr(again, "\r\n\r\nv=0\r\n"));
    solo_respond(solo, again, 422, "p", "Min-SE: 2000\r\n"); /* it asks for no more */
    solo_expect(solo, "ACK ");
    assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 422);
    finish(solo);
    for (unsigned i = 0; i < 3; i++) { /* one that says nothing of use */
        solo = solo_new(2, timed);
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        solo_respond(solo, invite, 422, "p",
                     i == 0   ? NULL
                     : i == 1 ? "Min-SE: soon\r\n"
                              : "Min-SE: 90\r\n");
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 422);
        finish(solo);
    }
}

/* What one call asks for. */
static void test_a_call_of_its_own(void **state)
{
    (void)state;
    static const uint32_t wish[] = {0, 600, 100, SF_UA_NO_LIMIT};
    static const char *const asked[] = {"400", "600", "120", ""};
    for (unsigned i = 0; i < 4; i++) {
        struct solo *solo = solo_new(2, short_timed);
        struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                                   .next_hop = solo->peer,
                                   .content_type = SOLO_TYPE,
                                   .body = SOLO_SDP,
                                   .session_s = wish[i]};
        char text[4000];
        assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
        solo_drain(solo);
        snprintf(text, sizeof text, "%s", solo_only(solo));
        assert_string_equal(header_in(text, "Session-Expires"), asked[i]);
        assert_string_equal(header_in(text, "Min-SE"), asked[i][0] ? "120" : "");
        assert_non_null(strstr(header_in(text, "Supported"), "timer"));
        solo_respond(solo, text, 200, "eve", FROM_EVE);
        if (asked[i][0])
            expect_agreed(solo, (unsigned)atoi(asked[i]), false);
        else
            assert_int_equal(refresh_state(solo), -1);
        hang_up(solo);
        finish(solo);
    }
    struct sf_ua_field field = {SF_STR("Session-Expires"), SF_STR("100")};
    struct solo *solo = solo_new(2, timed);
    struct sf_invite invite = {
        .to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer, .field = &field, .fields = 1};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_ARGUMENT);
    solo_free(solo);
    solo = solo_new(2, NULL); /* without session timers it is a field as any other */
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_null(strstr(header_in(solo_only(solo), "Supported"), "timer"));
    finish(solo);
}

/* Without UPDATE the application sends a re-INVITE; the core reminds it. */
static void test_by_reinvite(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo =
        calls(timed, invite, "Session-Expires: 200;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n");
    solo_wait(solo, 101 * (uint64_t)S);
    assert_memory_equal(only(solo), "UPDATE ", 7); /* two Allow fields are one list */
    solo_free(solo);
    solo = solo_new(2, timed);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve",
                 "Contact: <sip:eve@192.0.2.9>\r\nAllow: INVITE, ACK, BYE\r\n"
                 "Session-Expires: 200;refresher=uac\r\n");
    static const unsigned quiet_s[] = {99, 32, 15};
    for (unsigned i = 0; i < 3; i++) { /* at 100 s, at 134 s, at 151 s: half of what is left */
        solo_wait(solo, quiet_s[i] * (uint64_t)S);
        assert_int_equal(refresh_state(solo), -1);
        solo_wait(solo, 2 * S);
        assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
        assert_int_equal(solo->outs, 0);
    }
    const char *change = modify(solo, &by_update);
    assert_memory_equal(change, "INVITE ", 7);
    assert_string_equal(header_in(change, "Session-Expires"), "200;refresher=uac");
    solo_respond(solo, change, 200, NULL,
                 "Contact: <sip:eve@192.0.2.9>\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_wait(solo, 99 * (uint64_t)S);
    assert_int_equal(refresh_state(solo), -1);
    solo_wait(solo, 2 * S);
    assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
    finish(solo);
}

/* A change of ours refreshes too, whichever side is the refresher, and is tried again after a 422.
 */
static void test_a_change_refreshes(void **state)
{
    (void)state;
    for (unsigned update = 0; update < 2; update++) {
        char invite[4000], change[4000];
        struct solo *solo = calls(timed, invite, "Session-Expires: 200;refresher=uas\r\n");
        solo_wait(solo, 160 * (uint64_t)S);
        snprintf(change, sizeof change, "%s", modify(solo, update ? &by_update : &by_invite));
        assert_memory_equal(change, update ? "UPDATE " : "INVITE ", 7);
        assert_string_equal(header_in(change, "Session-Expires"), "200;refresher=uas");
        solo_respond(solo, change, 422, NULL, "Min-SE: 300\r\n");
        assert_int_equal(modified(solo), 0);
        keep_text(change, sizeof change, solo->out[solo->outs - 1].text);
        assert_memory_equal(change, update ? "UPDATE " : "INVITE ", 7);
        assert_string_equal(header_in(change, "Session-Expires"), "300;refresher=uas");
        assert_string_equal(header_in(change, "Min-SE"), "300");
        assert_non_null(strstr(change, "\r\n\r\nv=0\r\n"));
        solo_respond(solo, change, 200, NULL, FROM_EVE "Session-Expires: 300;refresher=uas\r\n");
        assert_int_equal(modified(solo), 200);
        expect_agreed(solo, 300, true);
        solo_wait(solo, 260 * (uint64_t)S);
        assert_int_equal(solo_count(solo, "BYE "), 0);
        solo_wait(solo, 9 * S);
        assert_memory_equal(only(solo), "BYE ", 4);
        bye_answered(solo, only(solo));
    }
}

/* ---- What crosses a refresh of ours ---- */

/* The other side's request in a call of ours. */
static void feed_in(struct solo *solo, const char *request, const char *method, unsigned cseq,
                    const char *body, const char *extra)
{
    char to[200], from[200];
    snprintf(to, sizeof to, "%s", header_in(request, "From"));
    snprintf(from, sizeof from, "%s", header_in(request, "To"));
    FEED(solo, .method = method, .via = hand_branch(number++), .to = to, .from = from,
         .call_id = header_in(request, "Call-ID"), .cseq = cseq, .contact = "<sip:eve@192.0.2.9>",
         .body = body, .extra = extra);
}

static void test_a_bye_crosses_it(void **state)
{
    (void)state;
    for (unsigned ours = 0; ours < 2; ours++) {
        char update[4000], bye[4000];
        struct solo *solo = refreshing(update);
        if (ours) {
            hang_up(solo);
            snprintf(bye, sizeof bye, "%s", solo_only(solo));
        } else {
            feed_in(solo, update, "BYE", 1, NULL, NULL);
            solo_expect(solo, "SIP/2.0 200 ");
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        }
        solo_respond(solo, update, ours ? 200 : 481, NULL, NULL);
        assert_int_equal(solo->outs, 0);
        if (ours)
            solo_respond(solo, bye, 200, NULL, NULL);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo->stale = 1; /* the response to the refresh */
        finish(solo);
    }
}

/* Their re-INVITE is taken while ours, which has no offer, is out. It refreshes as well. */
static void test_a_reinvite_crosses_it(void **state)
{
    (void)state;
    char update[4000];
    struct solo *solo = refreshing(update);
    feed_in(solo, update, "INVITE", 1, SDP,
            "Supported: timer\r\nSession-Expires: 240;refresher=uas\r\n");
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "200;refresher=uas");
    feed_in(solo, update, "ACK", 1, NULL, NULL);
    solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
    expect_update(next_request(solo, 100 * (uint64_t)S), "200;refresher=uac");
    finish(solo);
}

/* Both sides refresh: each answers the other, and the later 2xx decides. One that turns the timer
 * off meanwhile has the last word, unless the call is lost. */
static void test_both_refresh(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 4; way++) {
        char update[4000];
        struct solo *solo = refreshing(update);
        feed_in(solo, update, "UPDATE", 1, NULL,
                way < 2 ? "Supported: timer\r\nSession-Expires: 200;refresher=uac\r\n"
                        : "Supported: timer\r\nSession-Expires: 190;refresher=uas\r\n");
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"),
                            way < 2 ? "200;refresher=uac" : "190;refresher=uas");
        expect_agreed(solo, way < 2 ? 200 : 190, way < 2);
        if (way == 0) {
            solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
            expect_agreed(solo, 200, false);
            expect_update(next_request(solo, 100 * (uint64_t)S), "200;refresher=uac");
        } else if (way == 1) {
            solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uas\r\n");
            assert_memory_equal(next_request(solo, 168 * (uint64_t)S), "BYE ", 4);
        } else if (way == 2) {
            solo_respond(solo, update, 200, NULL, "Supported: timer\r\n");
            assert_int_equal(refresh_state(solo), SF_REFRESH_UNLIMITED);
            solo_wait(solo, 5000 * (uint64_t)S);
            assert_int_equal(solo->outs, 0);
            hang_up(solo);
        } else {
            solo_respond(solo, update, 481, NULL, NULL);
            solo_expect(solo, "BYE ");
        }
        finish(solo);
    }
}

/* A re-INVITE of either side may wait long for its answer: ours has no offer, and goes out all the
 * same. Where the other side takes no UPDATE, it waits. */
static void test_a_change_is_under_way(void **state)
{
    (void)state;
    for (unsigned theirs = 0; theirs < 2; theirs++) {
        char invite[4000], change[4000], update[4000];
        struct solo *solo = calls(timed, invite, "Session-Expires: 200;refresher=uac\r\n");
        solo_wait(solo, 99 * (uint64_t)S);
        if (theirs) {
            snprintf(change, sizeof change, "%s;tag=eve", header_in(invite, "To"));
            FEED(solo, .via = hand_branch(number++), .to = header_in(invite, "From"),
                 .from = change, .call_id = header_in(invite, "Call-ID"), .cseq = 1, .body = SDP);
        } else {
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 100, NULL, NULL);
        }
        solo_wait(solo, 2 * S);
        unsigned at = 0; /* behind a 100 */
        while (at + 1 < solo->outs && strncmp(solo->out[at].text, "UPDATE ", 7) != 0)
            at++;
        snprintf(update, sizeof update, "%.3999s", solo->out[at].text);
        expect_update(update, "200;refresher=uac");
        solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
        assert_int_equal(solo_counters(solo).impossible, 0);
        if (theirs) {
            assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
            solo_drain(solo);
        } else {
            solo_respond(solo, change, 200, NULL,
                         FROM_EVE "Session-Expires: 200;refresher=uac\r\n");
            assert_int_equal(modified(solo), 200);
        }
        finish(solo);
    }
    char invite[4000], change[4000];
    struct solo *solo = solo_new(2, timed);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve",
                 "Contact: <sip:eve@192.0.2.9>\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_wait(solo, 99 * (uint64_t)S);
    snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
    solo_respond(solo, change, 100, NULL, NULL);
    solo_wait(solo, 2 * S); /* the refresh is due, and nothing is to be done */
    assert_int_equal(solo->outs, 0);
    assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    solo_respond(solo, change, 200, NULL,
                 "Contact: <sip:eve@192.0.2.9>\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_wait(solo, 99 * (uint64_t)S);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 2 * S);
    assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
    finish(solo);
}

/* ---- Each state, and each thing that a 2xx can say in it ---- */

enum { STATE_THEIRS, STATE_OURS, STATE_WAITING, STATE_SENT, STATES };
enum { SAYS_OURS, SAYS_THEIRS, SAYS_NOTHING, SAYS };

/* What has been said comes true, from now on. */
static void expect_to_be(struct solo *solo, unsigned says, unsigned seconds)
{
    if (says == SAYS_OURS) {
        char text[100];
        snprintf(text, sizeof text, "%u;refresher=uac", seconds);
        expect_update(next_request(solo, (uint64_t)seconds * S / 2), text);
    } else if (says == SAYS_THEIRS) {
        const char *bye = next_request(solo, (uint64_t)(seconds - 32) * S);
        assert_memory_equal(bye, "BYE sip:eve@192.0.2.77 ", 23);
        assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    } else {
        solo_wait(solo, 6000 * (uint64_t)S);
        assert_int_equal(solo->outs + solo->events, 0);
        const char *change = modify(solo, &by_invite); /* and a later 2xx turns it on again */
        assert_memory_equal(change, "INVITE sip:eve@192.0.2.77 ", 26);
        solo_respond(solo, change, 200, NULL,
                     MOVED UPDATE "Session-Expires: 700;refresher=uac\r\n");
        expect_agreed(solo, 700, false);
        const char *update = next_request(solo, 350 * (uint64_t)S);
        expect_update(update, "700;refresher=uac");
        solo_respond(solo, update, 200, NULL, "Session-Expires: 700;refresher=uac\r\n");
        hang_up(solo);
    }
}

static void expect_said(const struct solo *solo, unsigned says, unsigned seconds)
{
    if (says == SAYS_NOTHING)
        assert_int_equal(refresh_state(solo), SF_REFRESH_UNLIMITED);
    else
        expect_agreed(solo, seconds, says == SAYS_THEIRS);
}

static const char *const says_600[SAYS] = {MOVED UPDATE "Session-Expires: 600;refresher=uac\r\n",
                                           MOVED UPDATE "Session-Expires: 600;refresher=uas\r\n",
                                           MOVED UPDATE "Supported: timer\r\n"};

static void test_a_change_says_it_anew(void **state)
{
    (void)state;
    for (unsigned in = 0; in < STATES; in++)
        for (unsigned says = 0; says < SAYS; says++) {
            char invite[4000], update[4000] = "", change[4000];
            struct solo *solo = calls(timed, invite,
                                      in == STATE_THEIRS
                                          ? "Session-Expires: 200;refresher=uas\r\n"
                                          : "Session-Expires: 200;refresher=uac\r\n");
            if (in >= STATE_WAITING)
                snprintf(update, sizeof update, "%s", next_request(solo, 100 * (uint64_t)S));
            if (in == STATE_WAITING)
                solo_respond(solo, update, 503, NULL, NULL);
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 200, NULL, says_600[says]);
            assert_int_equal(modified(solo), 200);
            expect_said(solo, says, 600);
            if (in == STATE_SENT) { /* with a 503 for ours it waits for its turn: half of 568 */
                solo_respond(solo, update, 503, NULL, NULL);
                assert_int_equal(solo->events, 0);
                if (says != SAYS_NOTHING) {
                    expect_update(next_request(solo, 284 * (uint64_t)S),
                                  says == SAYS_OURS ? "600;refresher=uac" : "600;refresher=uas");
                    finish(solo);
                    continue;
                }
            }
            expect_to_be(solo, says, 600);
            finish(solo);
        }
}

/* The same of the response to our refresh; and what happens to it when the timer was turned off. */
static void test_the_response_says_it_anew(void **state)
{
    (void)state;
    for (unsigned off = 0; off < 2; off++)
        for (unsigned says = 0; says < SAYS + 3; says++) {
            static const unsigned status[] = {200, 200, 200, 491, 503, 481};
            char update[4000], change[4000];
            struct solo *solo = refreshing(update);
            if (off) {
                snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
                solo_respond(solo, change, 200, NULL, says_600[SAYS_NOTHING]);
            }
            solo_respond(solo, update, status[says], NULL, says < SAYS ? says_600[says] : NULL);
            if (says < SAYS) {
                if (says != SAYS_NOTHING || !off)
                    expect_said(solo, says, 600);
                expect_to_be(solo, says, 600);
                finish(solo);
                continue;
            }
            assert_int_equal(solo_count(solo, "BYE "), status[says] == 481);
            assert_int_equal(solo->events, 0);
            if (off && status[says] != 481)
                expect_to_be(solo, SAYS_NOTHING, 0);
            else if (status[says] != 481)
                hang_up(solo);
            finish(solo);
        }
}

/* And says then that the refreshes are ours. */
static void test_the_last_word_counts(void **state)
{
    (void)state;
    for (unsigned in = 0; in < STATES + 2; in++) {
        char invite[4000], update[4000] = "", change[4000];
        struct solo *solo = calls(timed, invite,
                                  in == STATE_THEIRS || in > STATES
                                      ? "Session-Expires: 200;refresher=uas\r\n"
                                      : "Session-Expires: 200;refresher=uac\r\n");
        if (in >= STATE_WAITING && in <= STATES)
            snprintf(update, sizeof update, "%s", next_request(solo, 100 * (uint64_t)S));
        if (in == STATE_WAITING)
            solo_respond(solo, update, 503, NULL, NULL);
        if (in == STATES)
            solo_respond(solo, update, 200, NULL, says_600[SAYS_THEIRS]);
        for (unsigned says = in < STATES ? SAYS_THEIRS : SAYS_OURS; says + 1 > 0; says--) {
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 200, NULL, says_600[says]);
            expect_said(solo, says, 600);
            if (says == SAYS_OURS)
                break;
        }
        if (in == STATE_SENT)
            solo_respond(solo, update, 200, NULL, says_600[SAYS_OURS]);
        expect_to_be(solo, SAYS_OURS, 600);
        assert_memory_equal(only(solo), "UPDATE sip:eve@192.0.2.77 ", 26);
        finish(solo);
    }
}

/* Half of their interval has passed: that is nothing to us. */
static void test_only_they_refresh(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 1800;refresher=uas\r\n");
    assert_memory_equal(next_request(solo, 1768 * (uint64_t)S), "BYE sip:eve@192.0.2.9 ", 22);
    assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    finish(solo);
}

/* Turned off while ours is out: it does not end when it would have ended. */
static void test_turned_off_in_time(void **state)
{
    (void)state;
    char invite[4000], update[4000], change[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 90;refresher=uac\r\n");
    snprintf(update, sizeof update, "%s", next_request(solo, 45 * S));
    solo_respond(solo, update, 100, NULL, NULL);
    assert_int_equal(solo->outs + solo->events, 0);
    snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
    solo_respond(solo, change, 200, NULL, says_600[SAYS_NOTHING]);
    solo_wait(solo, 20 * S); /* at 60 s */
    assert_int_equal(solo->events, 0);
    solo_respond(solo, update, 503, NULL, NULL);
    expect_to_be(solo, SAYS_NOTHING, 0);
    finish(solo);
}

/* A transport that fails is no lost call: it is tried again. */
static void test_it_cannot_be_sent(void **state)
{
    (void)state;
    char update[4000];
    struct solo *solo = refreshing(update);
    uint64_t token = solo->out[0].token;
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->events, 0);
    expect_update(next_request(solo, (uint64_t)33900 * 1000), "200;refresher=uac");
    finish(solo);
}

static void few(struct sf_ua_config *config)
{
    timed(config);
    config->calls_per_second = 0;
}

/* It finds no room for its UPDATE, and tries again: it is due at 200 s, at 284 s, at 326 s. */
static void test_it_finds_no_room(void **state)
{
    (void)state;
    for (unsigned full = 1; full <= 2; full++) {
        char invite[4000], from[200];
        struct solo *solo = calls(few, invite, "Session-Expires: 400;refresher=uac\r\n");
        unsigned taken = 0;
        snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
        for (unsigned i = 0; i < full; i++) {
            solo_wait(solo, (i ? 81 : 199) * (uint64_t)S);
            assert_int_equal(solo->outs, 0);
            do { /* each takes a transaction, for 32 s */
                FEED(solo, .method = "OPTIONS", .via = hand_branch(number++),
                     .to = header_in(invite, "From"), .from = from,
                     .call_id = header_in(invite, "Call-ID"), .cseq = ++taken);
            } while (strncmp(solo_only(solo), "SIP/2.0 200 ", 12) == 0);
            assert_true(taken > 2);
            solo_wait(solo, (i ? 5 : 3) * S); /* the time comes */
            assert_int_equal(solo->outs, 0);
        }
        expect_update(next_request(solo, (full == 1 ? 82 : 38) * (uint64_t)S), "400;refresher=uac");
        finish(solo);
    }
}

/* ---- Their call ---- */

/* The 2xx to an INVITE of theirs, in a static buffer. */
static const char *answered(struct solo *solo, const char *extra)
{
    static char text[4000];
    FEED(solo, .body = SDP, .extra = extra);
    if (!solo->seen[SF_UA_EV_INCOMING])
        return solo_only(solo);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(text, sizeof text, "%s", solo_only(solo));
    return text;
}

/* 4028:9, table 2; the interval is theirs or ours, whichever is less, but not below their Min-SE.
 */
static void test_what_we_answer(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        const char *extra, *interval;
        bool require, theirs;
        unsigned seconds; /* 0: it lives without a limit */
    } cases[] = {
        {timed, "Session-Expires: 500\r\n", "500;refresher=uas", false, false, 500},
        {timed, "Session-Expires: 500\r\nSupported: timer\r\n", "500;refresher=uac", true, true,
         500},
        {we_refresh, "Session-Expires: 500\r\nSupported: timer\r\n", "500;refresher=uas", true,
         false, 500},
        {we_refresh, "x: 500 ;refresher=uac\r\nk: timer\r\n", "500;refresher=uac", true, true, 500},
        {timed, "Session-Expires: 500;refresher=uas\r\nSupported: TIMER\r\n", "500;refresher=uas",
         true, false, 500},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\n", "1800;refresher=uac", true, true,
         1800},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 3000\r\n",
         "3000;refresher=uac", true, true, 3000},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 9000\r\n",
         "5000;refresher=uac", true, true, 5000},
        {timed, "Supported: timer\r\n", "1800;refresher=uac", true, true, 1800},
        {we_refresh, "Supported: timer\r\n", "1800;refresher=uas", true, false, 1800},
        {short_timed, "Supported: timer\r\nMin-SE: 500\r\n", "500;refresher=uac", true, true, 500},
        /* 4028:5, 4028:9: what is said is kept to, and never below 90. */
        {short_timed, "Session-Expires: 60\r\n", "90;refresher=uas", false, false, 90},
        {timed, "Session-Expires: 0\r\n", "90;refresher=uas", false, false, 90},
        {timed, "Session-Expires: 100\r\nMin-SE: 0\r\n", "100;refresher=uas", false, false, 100},
        /* Their Min-SE is said, and not waited for. */
        {timed, "Session-Expires: 4294967295\r\nSupported: timer\r\nMin-SE: 4294967295\r\n",
         "4294967295;refresher=uac", true, false, 86400},
        {up_to_an_hour, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 3601\r\n",
         "3601;refresher=uac", true, false, 3600},
        {timed, "Session-Expires: soon\r\nSupported: timer\r\n", "1800;refresher=uac", true, true,
         1800},
        {timed, "", "", false, false, 1800},
        {timed, "Require: timer\r\nSupported: timer\r\n", "1800;refresher=uac", true, true, 1800},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, cases[i].change);
        const char *answer = answered(solo, cases[i].extra);
        assert_memory_equal(answer, "SIP/2.0 200 ", 12);
        assert_string_equal(header_in(answer, "Session-Expires"), cases[i].interval);
        assert_string_equal(header_in(answer, "Require"), cases[i].require ? "timer" : "");
        expect_agreed(solo, cases[i].seconds, cases[i].theirs);
        finish(solo);
    }
}

static void test_what_is_too_brief(void **state)
{
    (void)state;
    static const char *const lines[] = {"Session-Expires: 119\r\nSupported: timer\r\n",
                                        "Session-Expires: 120\r\nSupported: timer\r\n",
                                        "Session-Expires: 119\r\n",
                                        "Session-Expires: 0\r\nSupported: timer\r\n"};
    for (unsigned i = 0; i < 4; i++) {
        struct solo *solo = solo_new(2, short_timed);
        const char *answer = answered(solo, lines[i]);
        bool taken = i == 1 || i == 2;
        assert_memory_equal(answer, taken ? "SIP/2.0 200 " : "SIP/2.0 422 ", 12);
        assert_string_equal(header_in(answer, "Min-SE"), taken ? "" : "120");
        finish(solo);
    }
    /* So is an UPDATE, and what was agreed stands. */
    struct solo *solo = solo_new(2, short_timed);
    solo_answer_call(solo, &(struct hand){.body = SDP, .extra = "Supported: timer\r\n" UPDATE});
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2,
         .extra = lines[0]);
    solo_expect(solo, "SIP/2.0 422 ");
    assert_string_equal(header_in(solo_only(solo), "Min-SE"), "120");
    FEED(solo, .method = "OPTIONS", .via = hand_branch(number++), .to = to, .cseq = 3,
         .extra = lines[0]);
    solo_expect(solo, "SIP/2.0 200 "); /* it has no session interval */
    solo_wait(solo, 369 * (uint64_t)S);
    assert_memory_equal(only(solo), "BYE ", 4);
    finish(solo);
    /* Without session timers it is an extension that is not supported. */
    solo = solo_new(2, NULL);
    assert_memory_equal(answered(solo, "Session-Expires: 10\r\nSupported: timer\r\n"),
                        "SIP/2.0 200 ", 12);
    finish(solo);
    solo = solo_new(2, NULL);
    assert_memory_equal(answered(solo, "Require: timer\r\n"), "SIP/2.0 420 ", 12);
    finish(solo);
}

/* The callee refreshes by UPDATE; the Min-SE of the INVITE stays, and what the INVITE's sender says
 * later counts. */
static void test_the_callee_refreshes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, timed);
    solo_answer_call(solo,
                     &(struct hand){.body = SDP,
                                    .extra = UPDATE "Supported: timer\r\nMin-SE: 90\r\n"
                                                    "Session-Expires: 400;refresher=uas\r\n"});
    char to[200], update[4000];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    snprintf(update, sizeof update, "%s", next_request(solo, 200 * (uint64_t)S));
    expect_update(update, "400;refresher=uac");
    assert_string_equal(header_in(update, "Min-SE"), "90");
    solo_respond(solo, update, 491, NULL, NULL);
    solo_wait(solo, 21 * S / 10); /* not the owner of the Call-ID */
    snprintf(update, sizeof update, "%.3999s", only(solo));
    expect_update(update, "400;refresher=uac");
    solo_respond(solo, update, 200, NULL, "Session-Expires: 400;refresher=uac\r\n");
    /* Theirs with an offer, which the application answers. */
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2, .body = SDP,
         .extra = "Supported: timer\r\nSession-Expires: 300;refresher=uac\r\nMin-SE: 250\r\n");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "300;refresher=uac");
    expect_agreed(solo, 300, true);
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 3,
         .extra = "Supported: timer\r\n");
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "300;refresher=uac");
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 4, .body = SDP,
         .extra = "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 488 "); /* a refusal says nothing */
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "");
    const char *bye = next_request(solo, 268 * (uint64_t)S);
    assert_memory_equal(bye, "BYE ", 4);
    bye_answered(solo, bye);
}

/* The application wants none for this call: the other side's wish is kept to, and nothing more. */
static void test_a_call_without(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 2; asked++) {
        struct solo *solo = solo_new(2, timed);
        struct sf_answer answer = {.status = 200,
                                   .content = {.type = SOLO_TYPE, .body = SOLO_SDP},
                                   .session_s = SF_UA_NO_LIMIT};
        FEED(solo, .body = SDP,
             .extra = asked ? "Supported: timer\r\nSession-Expires: 5000\r\n"
                            : "Supported: timer\r\n");
        assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"),
                            asked ? "5000;refresher=uac" : "");
        if (asked)
            expect_agreed(solo, 5000, true);
        else
            assert_int_equal(refresh_state(solo), -1);
        hang_up(solo);
        finish(solo);
    }
}

/* In an early dialog an UPDATE says nothing of the session; what ends it ends the timer's record.
 */
static void test_early(void **state)
{
    (void)state;
    for (unsigned end = 0; end < 3; end++) {
        struct solo *solo = solo_new(2, timed);
        char to[200];
        FEED(solo, .body = SDP, .extra = "Supported: timer\r\nSession-Expires: 500\r\n");
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2,
             .extra = "Supported: timer\r\nSession-Expires: 200\r\n");
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "");
        assert_int_equal(refresh_state(solo), -1);
        if (end == 0) {
            FEED(solo, .method = "CANCEL", .cseq = 1);
        } else if (end == 1) {
            sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
            solo_drain(solo);
        } else {
            sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
            solo_drain(solo);
            assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "500;refresher=uac");
            solo_wait(solo, 33 * (uint64_t)S); /* it has no ACK */
        }
        finish(solo);
    }
}

/* What is no configuration. */
static void test_configuration(void **state)
{
    (void)state;
    static const struct sf_ua_session_timer wrong[] = {{.interval_s = 89},
                                                       {.least_s = 89},
                                                       {.interval_s = 100, .least_s = 101},
                                                       {.interval_s = SF_UA_NO_LIMIT},
                                                       {.most_s = 1799},
                                                       {.interval_s = 500, .most_s = 499},
                                                       {.least_s = 2000, .most_s = 1999}};
    static char memory[4000000];
    for (unsigned i = 0; i < 8; i++) {
        struct sf_ua_session_timer bad = i < 7 ? wrong[i] : (struct sf_ua_session_timer){0};
        struct sf_ua_config config = {.calls = 1,
                                      .user = SF_STR("bob"),
                                      .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
                                      .session_timer = &bad};
        if (i < 7)
            bad.timing = sf_ua_timing();
        assert_true(sf_ua_size(&config) <= sizeof memory);
        assert_null(sf_ua_init(memory, sizeof memory, &config));
        bad =
            (struct sf_ua_session_timer){.timing = sf_ua_timing(), .least_s = 2000, .most_s = 2000};
        assert_non_null(sf_ua_init(memory, sizeof memory, &config));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_we_refresh),
        cmocka_unit_test(test_nothing_is_said),
        cmocka_unit_test(test_they_refresh),
        cmocka_unit_test(test_short_intervals),
        cmocka_unit_test(test_longest_interval),
        cmocka_unit_test(test_it_is_lost),
        cmocka_unit_test(test_it_has_glare),
        cmocka_unit_test(test_it_is_tried_again),
        cmocka_unit_test(test_its_interval_is_too_small),
        cmocka_unit_test(test_an_invite_is_too_brief),
        cmocka_unit_test(test_a_call_of_its_own),
        cmocka_unit_test(test_by_reinvite),
        cmocka_unit_test(test_a_change_refreshes),
        cmocka_unit_test(test_a_bye_crosses_it),
        cmocka_unit_test(test_a_reinvite_crosses_it),
        cmocka_unit_test(test_both_refresh),
        cmocka_unit_test(test_a_change_is_under_way),
        cmocka_unit_test(test_a_change_says_it_anew),
        cmocka_unit_test(test_the_response_says_it_anew),
        cmocka_unit_test(test_the_last_word_counts),
        cmocka_unit_test(test_only_they_refresh),
        cmocka_unit_test(test_turned_off_in_time),
        cmocka_unit_test(test_it_cannot_be_sent),
        cmocka_unit_test(test_it_finds_no_room),
        cmocka_unit_test(test_what_we_answer),
        cmocka_unit_test(test_what_is_too_brief),
        cmocka_unit_test(test_the_callee_refreshes),
        cmocka_unit_test(test_a_call_without),
        cmocka_unit_test(test_early),
        cmocka_unit_test(test_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
