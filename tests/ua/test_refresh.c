/* Session timers (RFC 4028): one core that calls and refreshes, or is refreshed, by another side.
 */
#include "refreshing.h"

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

/* ---- Want of room, and the configuration ---- */

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
        cmocka_unit_test(test_it_cannot_be_sent),
        cmocka_unit_test(test_it_finds_no_room),
        cmocka_unit_test(test_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
