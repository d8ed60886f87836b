/* How long transactions live, and what they keep meanwhile. */
#include "solo.h"

#include <stdio.h>

#define S UINT64_C(1000000)
#define LIFE (32 * S) /* 64*T1 */

/* 3261:17.2.1, 6026:8.8: a refusal that could not be sent is reported and goes out again; Timer H
 * ends it. */
static void test_a_refusal_without_an_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    assert_int_equal(solo->seen[SF_UA_EV_TROUBLE], 1);
    solo_wait(solo, S / 2);
    solo_expect(solo, "SIP/2.0 486 ");
    solo_wait(solo, LIFE - S / 2 - 1);
    assert_int_equal(solo->outs, 9); /* after 1.5, 3.5, 7.5, 11.5 ... 31.5 s */
    assert_int_equal(solo_usage(solo).transactions, 1);
    solo_wait(solo, 1);
    assert_int_equal(solo_usage(solo).transactions, 0);
    assert_int_equal(solo->seen[SF_UA_EV_TROUBLE], 2);
    solo_dry(solo);
    solo_free(solo);
}

/* Timer I: only copies of the ACK are still awaited, so nothing is kept. */
static void test_a_refusal_with_its_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char to[300];
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    assert_true(solo_usage(solo).blocks > 0);
    FEED(solo, .method = "ACK", .to = to);
    assert_int_equal(solo_usage(solo).blocks, 0);
    solo_wait(solo, 5 * S - 1);
    assert_int_equal(solo_usage(solo).transactions, 1);
    solo_wait(solo, 1);
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 6026:8.7: Timer L, from the 2xx on. The call keeps the 2xx and lives on; what went out before it
 * is not kept. */
static void test_an_invite_that_is_accepted(void **state)
{
    uint32_t blocks[2];
    (void)state;
    for (unsigned rings = 0; rings < 2; rings++) {
        struct solo *solo = solo_new(2, NULL);
        FEED(solo, .body = "v=0\r\n");
        if (rings)
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        char to[300];
        snprintf(to, sizeof to, "%s", header_in(solo->out[solo->outs - 1].text, "To"));
        FEED(solo, .method = "ACK", .to = to, .via = hand_branch(2));
        blocks[rings] = solo_usage(solo).blocks;
        solo_wait(solo, LIFE - 1);
        assert_int_equal(solo_usage(solo).transactions, 1);
        solo_wait(solo, 1);
        assert_int_equal(solo_usage(solo).transactions, 0);
        assert_int_equal(solo_usage(solo).blocks, blocks[rings]);
        assert_int_equal(solo_usage(solo).calls, 1);
        solo_free(solo);
    }
    assert_int_equal(blocks[0], blocks[1]);
}

/* The same of ours: as soon as there is a 2xx, the INVITE is not kept, however long it is. */
static void test_our_invite_that_is_accepted(void **state)
{
    static char body[2000];
    uint32_t blocks[2];
    (void)state;
    memset(body, 'a', sizeof body);
    for (unsigned i = 0; i < 2; i++) {
        struct solo *solo = solo_new(2, NULL);
        const struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                                         .next_hop = solo->peer,
                                         .content_type = SOLO_TYPE,
                                         .body = {body, i ? sizeof body : 4}};
        static char text[SOLO_TEXT];
        assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
        solo_drain(solo);
        snprintf(text, sizeof text, "%s", solo_only(solo));
        solo_respond(solo, text, 200, "t", "Contact: <sip:eve@192.0.2.9>\r\n");
        blocks[i] = solo_usage(solo).blocks;
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_dry(solo);
        solo_free(solo);
    }
    assert_int_equal(blocks[0], blocks[1]);
}

static void once(struct sf_ua_config *config)
{
    config->repeats_unproven = 1;
}

/* The BYE of a call that was never acknowledged goes to an address that has proved nothing: it is
 * not repeated. Its intervals go on, so that a 100 makes it go out again when that is due
 * (3261:17.1.2.2). */
static void test_a_100_from_where_little_is_repeated(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, once);
    static char bye[SOLO_TEXT];
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_wait(solo, LIFE);
    snprintf(bye, sizeof bye, "%s", solo->out[solo->outs - 1].text);
    assert_memory_equal(bye, "BYE ", 4);
    solo_wait(solo, 4 * S); /* it was due after 0.5, 1.5 and 3.5 s */
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, bye, 100, NULL, NULL);
    solo_wait(solo, 3 * S + S / 2 - 1);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 1);
    assert_int_equal(solo_count(solo, "BYE "), 1); /* at 7.5 s */
    solo_respond(solo, bye, 200, NULL, NULL);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refusal_without_an_ack),
        cmocka_unit_test(test_a_refusal_with_its_ack),
        cmocka_unit_test(test_an_invite_that_is_accepted),
        cmocka_unit_test(test_our_invite_that_is_accepted),
        cmocka_unit_test(test_a_100_from_where_little_is_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
