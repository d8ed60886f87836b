/* Messages and dialogs that are too long: a message that cannot be kept or answered is refused, and
 * leaves nothing behind. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static void small(struct sf_ua_config *config)
{
    config->message_bytes = 1500;
}

/* ---- Sizes ---- */

static void test_message_bytes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char body[3000];
    memset(body, 'x', sizeof body);
    body[1500] = 0;
    FEED(solo, .body = body); /* received, and too long for us */
    solo_expect(solo, "SIP/2.0 513 ");
    assert_true(solo->out[0].length <= 1500);
    assert_int_equal(solo_counters(solo).bad_requests, 1);
    solo_assert_empty(solo);
    FEED(solo, .method = "ACK", .body = body);
    assert_int_equal(solo->outs, 0);
    /* A call whose own INVITE would be too long. */
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = {body, 1400}};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    solo_assert_empty(solo);
    invite.body.len = 900;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_drain(solo);
    assert_true(solo->out[0].length > 900 && solo->out[0].length <= 1500);
    solo_free(solo);
}

/* A message that can be received can be answered: an INVITE just within message_bytes is rung,
 * accepted or refused. */
static void test_large_invite_can_be_answered(void **state)
{
    (void)state;
    static char body[1400], extra[1400];
    for (int echoed = 0; echoed < 2; echoed++)
        for (int way = 0; way < 3; way++) {
            struct solo *solo = solo_new(4, small);
            memset(body, 'x', 1000);
            body[1000] = 0;
            snprintf(extra, sizeof extra, "Subject: %.*s\r\n", 1000, body);
            solo_feed(solo,
                      &(struct hand){.body = echoed ? "" : body, .extra = echoed ? extra : ""});
            assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
            enum sf_ua_result result =
                way == 0   ? sf_ua_ring(solo->ua, solo->now_us, solo->call, 180)
                : way == 1 ? sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP)
                           : sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
            assert_int_equal(result, SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, way == 0   ? "SIP/2.0 180 "
                              : way == 1 ? "SIP/2.0 200 "
                                         : "SIP/2.0 486 ");
            solo_free(solo);
        }
    /* An answer that is too long by its own body is refused, and a shorter one may follow. */
    struct solo *solo = solo_new(4, small);
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(
        sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, (struct sf_str){body, 1400}),
        SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
}

/* An INVITE whose headers leave no room for any answer is none that can be taken. */
static void test_unanswerable_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char via[1500];
    for (unsigned length = 900; length < 1300; length += 10) {
        int n = snprintf(via, sizeof via, "SIP/2.0/UDP h;branch=z9hG4bK-%u;x=", length);
        memset(via + n, 'y', length - (unsigned)n);
        via[length] = 0;
        unsigned before = solo->seen[SF_UA_EV_INCOMING];
        FEED(solo, .via = via);
        if (solo->seen[SF_UA_EV_INCOMING] > before) {
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(solo_count(solo, "SIP/2.0 180 ") + solo_count(solo, "SIP/2.0 480 "),
                             2);
        } else if (solo->outs) {
            solo_expect(solo, "SIP/2.0 513 ");
        }
        solo_dry(solo);
    }
    assert_true(solo->seen[SF_UA_EV_INCOMING] > 0 && solo_counters(solo).rejected > 0);
    solo_free(solo);
}

/* ---- 3261:18.1.1: what UDP carries ---- */

static void usual(struct sf_ua_config *config)
{
    config->udp_request_bytes = 0;
}

static void of_a_known_path(struct sf_ua_config *config)
{
    config->udp_request_bytes = 1400;
}

static void by_tcp(struct sf_ua_config *config)
{
    usual(config);
    config->local.transport = SF_TRANSPORT_TCP;
}

/* The longest INVITE, MESSAGE and re-INVITE that goes out. */
static void carries(void (*change)(struct sf_ua_config *), size_t limit)
{
    static char body[4000];
    struct sf_ua_content content = {.type = SF_STR("text/plain"), .body = {body, 0}};
    struct solo *solo = solo_new(2, change);
    if (change == by_tcp)
        solo->peer.transport = SF_TRANSPORT_TCP;
    memset(body, 'x', sizeof body);
    solo_answer_call(solo, &(struct hand){.method = NULL});
    for (unsigned kind = 0; kind < 3; kind++) {
        size_t longest = 0;
        for (content.body.len = 700; content.body.len < 2000; content.body.len++) {
            const struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                                             .next_hop = solo->peer,
                                             .content_type = content.type,
                                             .body = content.body};
            const struct sf_request request = {.method = SF_STR("MESSAGE"),
                                               .to = invite.to,
                                               .next_hop = solo->peer,
                                               .content = content};
            const struct sf_change offer = {.content = content};
            struct sf_exchange exchange;
            struct sf_call call;
            enum sf_ua_result result =
                kind == 0   ? sf_ua_invite(solo->ua, solo->now_us, &invite, &call)
                : kind == 1 ? sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0, 0},
                                            &request, &exchange)
                            : sf_ua_modify(solo->ua, solo->now_us, solo->call, &offer);
            solo_drain(solo);
            if (result == SF_UA_TOO_LONG) {
                assert_non_null(strstr(sf_ua_error(solo->ua)->text, "UDP"));
                assert_int_equal(solo->outs, 0);
                break;
            }
            assert_int_equal(result, SF_UA_OK);
            longest = solo->out[0].length;
            solo_respond(solo, solo->out[0].text, 486, "eve", NULL);
            solo_wait(solo, 64000000); /* the transaction is gone */
        }
        if (limit && (longest > limit || longest + 9 < limit)) /* CSeq may grow */
            fail_msg("kind %u: %zu bytes, not %zu", kind, longest, limit);
        if (!limit)
            assert_true(longest > 1900);
    }
    solo_free(solo);
}

static void test_what_udp_carries(void **state)
{
    (void)state;
    carries(usual, 1300);
    carries(of_a_known_path, 1400);
    carries(by_tcp, 0);
}

/* ---- A core for a device ---- */

static void device(struct sf_ua_config *config)
{
    config->message_bytes = 1500;
    config->calls_per_second = 0;
    assert_true(sf_ua_size(config) > 0 && sf_ua_size(config) <= 32 * 1024);
}

/* A call comes in, with a route of so many bytes, and is answered. False: a message would be too
 * long. */
static bool is_taken(struct solo *solo, unsigned bytes)
{
    static char routes[1500];
    snprintf(routes, sizeof routes, "Record-Route: <sip:192.0.2.9;lr;x=%0*d>\r\n", (int)bytes, 0);
    FEED(solo, .extra = routes);
    if (!solo->seen[SF_UA_EV_INCOMING]) {
        solo_expect(solo, "SIP/2.0 513 ");
        return false;
    }
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 180 ");
    enum sf_ua_result result =
        sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
    assert_int_equal(result, result == SF_UA_OK ? SF_UA_OK : SF_UA_TOO_LONG);
    solo_drain(solo);
    return result == SF_UA_OK;
}

/* A core of one call with short messages is small, and it takes a call whose messages are as long
 * as they may be; and then two more of the usual length in a row. */
static void test_small_core(void **state)
{
    (void)state;
    bool taken = false;
    for (unsigned bytes = 1300; !taken; bytes--) {
        struct solo *solo = solo_new(1, device);
        char call_id[32];
        taken = is_taken(solo, bytes);
        if (taken) {
            assert_true(bytes > 800);
            assert_true(solo->out[0].length > 1490 && solo->out[0].length <= 1500);
            solo_wait(solo, 33000000); /* no ACK: our BYE ends it */
            assert_true(solo_count(solo, "BYE ") > 0);
            assert_int_equal(solo_counters(solo).unkept, 0);
            solo_dry(solo);
        }
        for (unsigned call = 0; taken && call < 2; call++) {
            snprintf(call_id, sizeof call_id, "next%u", call);
            solo_answer_call(solo, &(struct hand){.via = hand_branch(call), .call_id = call_id});
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            solo_respond(solo, solo_only(solo), 200, NULL, NULL);
        }
        if (taken)
            solo_dry(solo);
        solo_free(solo);
    }
}

/* The header fields of a message are as many as fit one of that length; in a core for long messages
 * as many as the parser takes. */
static void test_header_fields(void **state)
{
    (void)state;
    static char extra[8000];
    for (int large = 0; large < 2; large++) {
        unsigned most = large ? 256 : 1500 / 30;
        for (int over = 0; over < 2; over++) {
            struct solo *solo = solo_new(1, large ? NULL : small);
            unsigned fields = most - 8 + (unsigned)over; /* the others are hand_write's */
            extra[0] = 0;
            for (unsigned i = 0; i < fields; i++)
                strcat(extra, "a: b\r\n");
            FEED(solo, .extra = extra);
            if (over) {
                solo_expect(solo, "SIP/2.0 513 ");
            } else {
                assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
                assert_int_equal(solo->event[0].msg->header_count, most);
            }
            solo_free(solo);
        }
    }
    /* And so are those of a message of ours. */
    struct solo *solo = solo_new(1, small);
    static struct sf_ua_field field[60];
    for (unsigned i = 0; i < 60; i++)
        field[i] = (struct sf_ua_field){SF_STR("Extra"), SF_STR("b")};
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP,
                               .field = field,
                               .fields = 60};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_TOO_LONG);
    invite.fields = 30;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_bytes),
        cmocka_unit_test(test_large_invite_can_be_answered),
        cmocka_unit_test(test_unanswerable_invite),
        cmocka_unit_test(test_what_udp_carries),
        cmocka_unit_test(test_small_core),
        cmocka_unit_test(test_header_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
