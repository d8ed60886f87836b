/* Commands, handles, tokens and configurations that cannot be used: each is refused, and changes
 * nothing. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static void assert_unmoved(struct solo *solo, const struct sf_ua_usage *before)
{
    struct sf_ua_usage after = solo_usage(solo);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_memory_equal(before, &after, sizeof after);
}

static void test_bad_invites(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    const struct sf_invite good = {.to = SF_STR("sip:eve@192.0.2.9"),
                                   .next_hop = solo->peer,
                                   .content_type = SOLO_TYPE,
                                   .body = SOLO_SDP};
    struct sf_ua_usage before = solo_usage(solo);
    struct sf_invite bad[28];
    unsigned n = 0;
    static const char *const uris[] = {"",
                                       "eve",
                                       "sip:",
                                       "sip:eve@",
                                       "tel:+15551234",
                                       "http://h/",
                                       "sip:eve@h\r\nEvil: 1",
                                       "sip:eve@h>",
                                       "sip:eve@h x",
                                       "sip:eve@h?Subject=x",
                                       "sip:eve@h;method=BYE"};
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        bad[n] = good;
        bad[n++].to = sf_str_of(uris[i]);
        if (i > 0 && i < 10) {
            bad[n] = good;
            bad[n++].from = sf_str_of(uris[i]);
        }
    }
    bad[n] = good, bad[n++].content_type = SF_STR("application/sdp\r\nEvil: 1");
    bad[n] = good, bad[n++].route = SF_STR("<sip:p;lr>\r\nEvil: 1");
    bad[n] = good, bad[n++].content_type = SF_STR("application/");
    bad[n] = good, bad[n++].route = SF_STR("p.example.com");
    bad[n] = good, bad[n++].route = SF_STR("sip:p.example.com;lr");
    bad[n] = good, bad[n++].route = SF_STR("<sip:p.example.com;lr>, <sip:>");
    bad[n] = good, bad[n++].content_type.len = 0;
    bad[n] = good, bad[n++].next_hop.family = 0;
    assert_true(n <= sizeof bad / sizeof *bad);
    for (unsigned i = 0; i < n; i++) {
        struct sf_call call = {9, 9};
        enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &bad[i], &call);
        if (result != SF_UA_ARGUMENT)
            fail_msg("bad INVITE %u: %s", i, sf_ua_result_text(result));
        assert_int_equal(call.generation, 9);
        assert_unmoved(solo, &before);
    }
    solo_assert_empty(solo);
    solo_invite(solo);
    solo_free(solo);
}

static void test_bad_answers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .method = NULL);
    struct sf_ua_usage before = solo_usage(solo);
    struct sf_ua *ua = solo->ua;
    uint64_t now_us = solo->now_us;
    static const unsigned rings[] = {0, 99, 100, 200, 300, 1000},
                          rejects[] = {401, 407, 420, 423, 0,     100,
                                       180, 200, 299, 700, 65535, 65536 + 486};
    for (size_t i = 0; i < sizeof rings / sizeof *rings; i++)
        assert_int_equal(sf_ua_ring(ua, now_us, solo->call, rings[i]), SF_UA_ARGUMENT);
    for (size_t i = 0; i < sizeof rejects / sizeof *rejects; i++)
        assert_int_equal(sf_ua_reject(ua, now_us, solo->call, rejects[i]), SF_UA_ARGUMENT);
    assert_int_equal(
        sf_ua_accept(ua, now_us, solo->call, SF_STR("application/sdp\r\nEvil: 1"), SOLO_SDP),
        SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("sdp"), SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("a\nb"), SOLO_SDP),
                     SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("a\x7f"), SOLO_SDP),
                     SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, (struct sf_str){"a\0b", 3}, SOLO_SDP),
                     SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, (struct sf_str){NULL, 0}, SOLO_SDP),
                     SF_UA_ARGUMENT);
    assert_unmoved(solo, &before);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK); /* it still can be */
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    before = solo_usage(solo);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_STATE);
    assert_int_equal(sf_ua_reject(ua, now_us, solo->call, 486), SF_UA_STATE);
    assert_int_equal(sf_ua_ring(ua, now_us, solo->call, 180), SF_UA_STATE);
    assert_unmoved(solo, &before);
    solo_free(solo);
}

static void test_stale_handles(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_call dead, handles[5];
    FEED(solo, .method = NULL);
    dead = solo->call;
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, dead, 486), SF_UA_OK);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    FEED(solo, .call_id = "2", .via = hand_branch(2)); /* lives in the same slot, perhaps */
    handles[0] = dead;
    handles[1] = (struct sf_call){0, 0};
    handles[2] = (struct sf_call){UINT32_MAX, 1};
    handles[3] = (struct sf_call){solo->call.slot, solo->call.generation + 1};
    handles[4] = (struct sf_call){solo->call.slot, solo->call.generation + 2};
    struct sf_ua_usage before = solo_usage(solo);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, handles[i], 180), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, handles[i], SOLO_TYPE, SOLO_SDP),
                         SF_UA_NO_CALL);
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, handles[i], 486), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, handles[i]), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_set_user(solo->ua, handles[i], 1), SF_UA_NO_CALL);
    }
    assert_unmoved(solo, &before);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

static void test_stale_tokens(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    static const uint64_t tokens[] = {
        0, 1, UINT32_MAX, (uint64_t)1 << 32 | 5, UINT64_MAX, (uint64_t)2 << 32};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, tokens[i]), SF_UA_OK);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    uint64_t token = solo->out[0].token;
    assert_int_not_equal(token, 0);
    solo_dry(solo);
    FEED(solo, .via = hand_branch(3), .call_id = "3"); /* in the slot of the first */
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->events, 0); /* no event */
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Configurations ---- */

static void test_bad_configurations(void **state)
{
    (void)state;
    const struct sf_ua_config good = {.calls = 1,
                                      .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
                                      .user = SF_STR("bob")};
    struct sf_ua_config bad[9];
    size_t size = sf_ua_size(&good);
    void *memory = malloc(size);
    assert_non_null(memory);
    for (int i = 0; i < 9; i++)
        bad[i] = good;
    bad[0].calls = 0;
    bad[1].message_bytes = 100;
    bad[2].message_bytes = 65536;
    bad[3].calls = UINT32_MAX;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(sf_ua_size(&bad[i]), 0);
        assert_null(sf_ua_init(memory, size, &bad[i]));
    }
    bad[4].user = SF_STR("bob smith");
    bad[5].host = SF_STR("h\r\nEvil: 1");
    bad[6].agent = SF_STR("a\r\nEvil: 1");
    bad[7].agent = SF_STR("a\x7f");
    bad[8].local.family = 0;
    for (int i = 4; i < 9; i++)
        if (sf_ua_init(memory, size, &bad[i]))
            fail_msg("configuration %d was taken", i);
    assert_null(sf_ua_init(memory, size - 1, &good));
    assert_null(sf_ua_init(NULL, size, &good));
    struct sf_ua *ua = sf_ua_init(memory, size, &good); /* with /dev/urandom */
    assert_non_null(ua);
    assert_true(sf_ua_next_deadline(ua) == UINT64_MAX);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_invites),        cmocka_unit_test(test_bad_answers),
        cmocka_unit_test(test_stale_handles),      cmocka_unit_test(test_stale_tokens),
        cmocka_unit_test(test_bad_configurations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
