/* Calls that are challenged: INVITE, ACK and BYE (3261:22.1 to 3261:22.3). */
#include "challenger.h"

#include <stdio.h>
#include <stdlib.h>

static const char *copy_of(const char *text)
{
    static char copies[8][3000];
    static unsigned next;
    char *copy = copies[next++ % 8];
    snprintf(copy, sizeof copies[0], "%s", text);
    return copy;
}

/* The datagram that starts so. */
static const char *out_of(const struct solo *solo, const char *prefix)
{
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0)
            return copy_of(solo->out[i].text);
    fail_msg("no %s among %u datagrams", prefix, solo->outs);
    return NULL;
}

static unsigned events_of(const struct solo *solo, enum sf_ua_event_type type)
{
    unsigned n = 0;
    for (unsigned i = 0; i < solo->events; i++)
        n += solo->event[i].type == type;
    return n;
}

/* Challenges the INVITE: it gets its ACK, and comes once more. */
static const char *challenge(struct solo *solo, struct sf_digest_server *server, const char *invite)
{
    challenger_refuse(solo, server, invite);
    assert_int_equal(solo->outs, 2);
    const char *ack = out_of(solo, "ACK "), *again = out_of(solo, "INVITE ");
    assert_string_equal(header_in(ack, "Via"), header_in(invite, "Via"));
    assert_string_equal(tag_in(ack, "To"), "srv");
    assert_int_equal(atoi(header_in(ack, "CSeq")), atoi(header_in(invite, "CSeq")));
    assert_string_equal(header_in(again, "From"), header_in(invite, "From"));
    assert_string_equal(header_in(again, "To"), header_in(invite, "To"));
    assert_string_equal(header_in(again, "Call-ID"), header_in(invite, "Call-ID"));
    assert_string_equal(header_in(again, "Contact"), header_in(invite, "Contact"));
    assert_string_not_equal(header_in(again, "Via"), header_in(invite, "Via"));
    assert_string_equal(strstr(again, "\r\n\r\n"), strstr(invite, "\r\n\r\n"));
    assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(invite, "CSeq")) + 1);
    return again;
}

static void hang_up(struct solo *solo)
{
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, copy_of(solo_only(solo)), 200, NULL, NULL);
    assert_int_equal(events_of(solo, SF_UA_EV_ENDED), 1);
    solo_dry(solo);
    solo_free(solo);
}

static const char contact[] = "Contact: <sip:eve@192.0.2.9>\r\n";

/* A whole call through a proxy and to a callee that both challenge the caller. The ACK of the 2xx
 * repeats the credentials. The BYE has them too, but is challenged again, and ends the call only
 * after that. */
static void test_a_call(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *proxy = challenger_new("atlanta.com", true),
                            *callee = challenger_new("biloxi.com", false);
    const char *first = solo_invite(solo);
    const char *second = challenge(solo, proxy, first);
    assert_int_equal(events_of(solo, SF_UA_EV_FAILED), 0);
    assert_int_equal(challenger_check(proxy, second), SF_DIGEST_OK);
    challenger_refuse(solo, proxy, first); /* a copy gets its ACK again, and nothing else */
    solo_expect(solo, "ACK ");
    const char *third = challenge(solo, callee, second);
    const char *ack = out_of(solo, "ACK "); /* 3261:22.1 */
    assert_string_equal(header_in(ack, "Proxy-Authorization"),
                        header_in(second, "Proxy-Authorization"));
    assert_int_equal(challenger_check(proxy, third), SF_DIGEST_OK);
    assert_int_equal(challenger_check(callee, third), SF_DIGEST_OK);
    solo_respond(solo, third, 200, "eve", contact);
    assert_int_equal(events_of(solo, SF_UA_EV_ANSWERED), 1);
    ack = copy_of(solo_only(solo));
    assert_memory_equal(ack, "ACK ", 4);
    assert_string_equal(header_in(ack, "Proxy-Authorization"),
                        header_in(third, "Proxy-Authorization"));
    assert_string_equal(header_in(ack, "Authorization"), header_in(third, "Authorization"));
    assert_int_equal(atoi(header_in(ack, "CSeq")), atoi(header_in(third, "CSeq")));
    solo_respond(solo, third, 200, "eve", contact);
    assert_string_equal(solo_only(solo), ack);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    const char *bye = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(proxy, bye), SF_DIGEST_OK);
    assert_int_equal(challenger_check(callee, bye), SF_DIGEST_OK);
    assert_int_equal(atoi(header_in(bye, "CSeq")), atoi(header_in(third, "CSeq")) + 1);
    solo_respond(solo, bye, 401, "eve", challenger_line(callee, true));
    assert_int_equal(solo->events, 0);
    const char *again = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(callee, again), SF_DIGEST_OK);
    assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(bye, "CSeq")) + 1);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    solo_respond(solo, again, 200, "eve", NULL);
    assert_int_equal(events_of(solo, SF_UA_EV_ENDED), 1);
    assert_int_equal(solo_usage(solo).dialogs, 0);
    /* The next call has the credentials of the callee at once. */
    first = solo_invite(solo);
    assert_int_equal(challenger_check(callee, first), SF_DIGEST_OK);
    solo_respond(solo, first, 200, "eve2", contact);
    assert_string_equal(header_in(solo_only(solo), "Authorization"),
                        header_in(first, "Authorization"));
    hang_up(solo);
}

/* A re-INVITE that is challenged, before and after a provisional response, is sent again: the next
 * number, credentials, and an ACK that repeats them. The application hears of what follows alone.
 */
static void test_a_change(void **state)
{
    (void)state;
    const struct sf_change change = {.content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    for (unsigned rings = 0; rings < 2; rings++) {
        struct solo *solo = solo_new(1, challenger_any);
        struct sf_digest_server *callee = challenger_new("biloxi.com", false);
        const char *first = copy_of(solo_invite(solo));
        solo_respond(solo, first, 200, "eve", contact);
        solo_expect(solo, "ACK ");
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
        solo_drain(solo);
        const char *asked = out_of(solo, "INVITE ");
        assert_int_equal(atoi(header_in(asked, "CSeq")), atoi(header_in(first, "CSeq")) + 1);
        if (rings)
            solo_respond(solo, asked, 183, NULL, contact);
        challenger_refuse(solo, callee, asked);
        assert_int_equal(solo->events, 0);
        assert_int_equal(solo->outs, 2);
        assert_string_equal(header_in(out_of(solo, "ACK "), "Via"), header_in(asked, "Via"));
        const char *again = out_of(solo, "INVITE ");
        assert_int_equal(challenger_check(callee, again), SF_DIGEST_OK);
        assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(asked, "CSeq")) + 1);
        assert_string_not_equal(header_in(again, "Via"), header_in(asked, "Via"));
        assert_string_equal(strstr(again, "\r\n\r\n"), strstr(asked, "\r\n\r\n"));
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_STATE);
        if (rings)
            solo_respond(solo, again, 100, NULL, NULL);
        solo_respond(solo, again, 200, NULL, contact);
        assert_int_equal(events_of(solo, SF_UA_EV_MODIFIED), 1);
        const char *ack = copy_of(solo_only(solo));
        assert_memory_equal(ack, "ACK ", 4);
        assert_string_equal(header_in(ack, "Authorization"), header_in(again, "Authorization"));
        assert_int_equal(atoi(header_in(ack, "CSeq")), atoi(header_in(again, "CSeq")));
        solo_respond(solo, again, 200, NULL, contact); /* a copy has its ACK too */
        assert_string_equal(solo_only(solo), ack);
        hang_up(solo);
    }
}

/* A PRACK that is challenged goes again with the same RAck, and the next one has the number after
 * that (3262:4). The application hears of neither. */
static void test_a_reliable_response(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *callee = challenger_new("biloxi.com", false);
    const char *invite = copy_of(solo_invite(solo));
    solo_respond(solo, invite, 183, "eve",
                 "Require: 100rel\r\nRSeq: 7\r\nContact: <sip:eve@192.0.2.9>\r\n");
    const char *asked = out_of(solo, "PRACK ");
    solo_respond(solo, asked, 401, "eve", challenger_line(callee, false));
    assert_int_equal(solo->events, 0);
    const char *again = copy_of(solo_only(solo));
    assert_memory_equal(again, "PRACK ", 6);
    assert_int_equal(challenger_check(callee, again), SF_DIGEST_OK);
    assert_string_equal(header_in(again, "RAck"), header_in(asked, "RAck"));
    assert_string_not_equal(header_in(again, "Via"), header_in(asked, "Via"));
    assert_int_equal(atoi(header_in(again, "CSeq")), atoi(header_in(asked, "CSeq")) + 1);
    solo_respond(solo, again, 200, "eve", NULL);
    assert_int_equal(solo->events, 0);
    solo_respond(solo, invite, 180, "eve",
                 "Require: 100rel\r\nRSeq: 8\r\nContact: <sip:eve@192.0.2.9>\r\n");
    const char *next = out_of(solo, "PRACK ");
    assert_int_equal(challenger_check(callee, next), SF_DIGEST_OK);
    assert_int_equal(atoi(header_in(next, "CSeq")), atoi(header_in(again, "CSeq")) + 1);
    solo_respond(solo, next, 200, "eve", NULL);
    solo_respond(solo, invite, 200, "eve", contact);
    assert_int_equal(events_of(solo, SF_UA_EV_ANSWERED), 1);
    solo_expect(solo, "ACK ");
    hang_up(solo);
}

static void test_a_wrong_password(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_wrong);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *text = challenge(solo, server, solo_invite(solo));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_WRONG);
    challenger_refuse(solo, server, text);
    solo_expect(solo, "ACK ");
    assert_int_equal(events_of(solo, SF_UA_EV_FAILED), 1);
    assert_int_equal(solo->event[0].status, 401);
    assert_int_equal(solo->event[0].challenge, SF_UA_CHALLENGE_REFUSED);
    assert_int_equal(solo->event[0].realm.len, strlen("\"biloxi.com\""));
    solo_dry(solo);
    solo_free(solo);
}

/* It rings, and then a fork wants credentials: the early dialog ends, and may come again under the
 * same tag, as a server without state makes it. */
static void test_while_it_rings(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *first = solo_invite(solo);
    solo_respond(solo, first, 180, "eve", contact);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    const char *second = challenge(solo, server, first);
    assert_int_equal(events_of(solo, SF_UA_EV_DIALOG), 1);
    assert_int_equal(solo->event[0].dialog_state, SF_DIALOG_TERMINATED);
    assert_int_equal(solo_usage(solo).dialogs, 0);
    solo_respond(solo, first, 180, "eve", contact); /* late */
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 600000); /* it is repeated until a response comes, as the first was */
    solo_expect(solo, "INVITE ");
    solo_respond(solo, second, 180, "eve", contact);
    assert_int_equal(events_of(solo, SF_UA_EV_DIALOG), 1);
    solo_respond(solo, second, 200, "eve", contact);
    assert_int_equal(events_of(solo, SF_UA_EV_ANSWERED), 1);
    solo_expect(solo, "ACK ");
    hang_up(solo);
}

/* Nobody answers the second INVITE. */
static void test_silence_after_a_challenge(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *first = solo_invite(solo);
    solo_respond(solo, first, 100, NULL, NULL);
    challenge(solo, server, first);
    solo_wait(solo, 33000000);
    assert_int_equal(events_of(solo, SF_UA_EV_FAILED), 1);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    solo_free(solo);
}

/* After the caller has hung up, no challenge is answered. The CANCEL is not tried again either. */
static void test_hung_up(void **state)
{
    (void)state;
    for (int rings = 0; rings < 2; rings++) {
        struct solo *solo = solo_new(1, challenger_any);
        struct sf_digest_server *server = challenger_new("biloxi.com", false);
        const char *invite = solo_invite(solo);
        if (rings)
            solo_respond(solo, invite, 180, "eve", contact);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        if (rings) {
            const char *cancel = copy_of(solo_only(solo));
            challenger_refuse(solo, server, cancel);
            assert_int_equal(solo->outs, 0);
        }
        challenger_refuse(solo, server, invite);
        solo_expect(solo, "ACK ");
        assert_int_equal(events_of(solo, SF_UA_EV_FAILED), 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A CANCEL of the second INVITE is for that one. */
static void test_hung_up_after_a_challenge(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *second = challenge(solo, server, solo_invite(solo));
    solo_respond(solo, second, 180, "eve", contact);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    const char *cancel = copy_of(solo_only(solo));
    assert_memory_equal(cancel, "CANCEL ", 7);
    assert_string_equal(header_in(cancel, "Via"), header_in(second, "Via"));
    assert_int_equal(atoi(header_in(cancel, "CSeq")), atoi(header_in(second, "CSeq")));
    solo_respond(solo, cancel, 200, NULL, NULL);
    solo_respond(solo, second, 487, "eve", NULL);
    const char *ack = copy_of(solo_only(solo));
    assert_string_equal(header_in(ack, "Authorization"), header_in(second, "Authorization"));
    solo_dry(solo);
    solo_free(solo);
}

/* Calls of ours fill the core: the INVITE that is challenged then fails, and says why. */
static void test_no_room(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    struct sf_exchange exchange;
    const struct sf_call outside = {0, 0};
    const struct sf_request request = {
        .method = SF_STR("MESSAGE"), .to = SF_STR("sip:carol@192.0.2.9"), .next_hop = solo->peer};
    const char *invite = solo_invite(solo);
    unsigned n = 0;
    /* A request that has its response leaves its transaction for T4. */
    while (sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange) == SF_UA_OK) {
        solo_drain(solo);
        solo_respond(solo, copy_of(solo_only(solo)), 200, "srv", NULL);
        assert_true(n++ < 1000);
    }
    challenger_refuse(solo, server, invite);
    solo_expect(solo, "ACK ");
    assert_int_equal(events_of(solo, SF_UA_EV_FAILED), 1);
    assert_int_equal(solo->event[0].challenge, SF_UA_CHALLENGE_NO_ROOM);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call),
        cmocka_unit_test(test_a_change),
        cmocka_unit_test(test_a_reliable_response),
        cmocka_unit_test(test_a_wrong_password),
        cmocka_unit_test(test_while_it_rings),
        cmocka_unit_test(test_silence_after_a_challenge),
        cmocka_unit_test(test_hung_up),
        cmocka_unit_test(test_hung_up_after_a_challenge),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
