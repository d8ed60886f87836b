/* Malformed messages from an unknown sender: each is answered with 400, or dropped and counted. The
 * parts that are echoed do no harm, and nothing is left behind. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Not SIP, cut short ---- */

static void test_not_sip(void **state)
{
    (void)state;
    static const char *const bytes[] = {
        "",
        "hello",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\x16\x03\x01",
        "INVITE",
        "INVITE sip:bob@10.0.0.2",
        "INVITE sip:bob@10.0.0.2 SIP/2.0",
        "INVITE sip:bob@10.0.0.2 SIP/2.0\r\n",
        "INVITE sip:bob@10.0.0.2 SIP/2.0\r\n\r\n",
        "SIP/2.0",
        "SIP/2.0 200 OK",
        "SIP/2.0 200 OK\r\n\r\n",
        "SIP/2.0 999999999999 OK\r\n\r\n",
        " INVITE sip:bob@10.0.0.2 SIP/2.0\r\n\r\n",
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        struct sf_ua_counters before = solo_counters(solo), after;
        assert_int_equal(solo_feed_bytes(solo, bytes[i], strlen(bytes[i])), SF_UA_OK);
        after = solo_counters(solo);
        if (solo->outs || solo->events ||
            after.not_sip + after.bad_responses + after.bad_requests !=
                before.not_sip + before.bad_responses + before.bad_requests + 1)
            fail_msg("case %zu: \"%s\"", i, bytes[i]);
        assert_int_equal(after.received, before.received + 1);
    }
    solo_assert_empty(solo);
    solo_free(solo);
}

/* A good INVITE cut at every byte: dropped and counted, or, once all that an answer needs is there,
 * a 400. */
static void test_cut_short(void **state)
{
    (void)state;
    char *text, whole[2000];
    size_t length =
               hand_write(&(struct hand){.body = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\n"}, &text),
           answered = 0;
    memcpy(whole, text, length);
    struct solo *solo = solo_new(2, NULL);
    for (size_t cut = 0; cut < length; cut++) {
        struct sf_ua_counters before = solo_counters(solo), after;
        solo_feed_bytes(solo, whole, cut);
        after = solo_counters(solo);
        assert_int_equal(solo->events, 0);
        if (solo->outs) {
            solo_expect(solo, "SIP/2.0 400 ");
            assert_int_equal(after.bad_requests, before.bad_requests + 1);
            answered++;
        } else {
            assert_int_equal(after.not_sip, before.not_sip + 1);
        }
        solo_assert_empty(solo);
    }
    assert_true(answered >= 30); /* every cut in the body at least: 3261:18.3 */
    solo_feed_bytes(solo, whole, length);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1); /* it was a good one */
    solo_free(solo);
}

/* Any byte of a good INVITE replaced by others: whatever happens, the core stays whole and says
 * nothing that splits a line. */
static void assert_lines_whole(const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\r')
            assert_int_equal(p[1], '\n');
        if (*p == '\n')
            assert_true(p > text && p[-1] == '\r');
        if (strncmp(p, "\r\n\r\n", 4) == 0)
            return;
    }
    fail_msg("no empty line: %s", text);
}

static void test_any_byte_replaced(void **state)
{
    (void)state;
    static const char with[] = {0,   '\r', '\n', ' ', '"', '<',        '>',       ',',
                                ';', ':',  '\\', 'A', '9', (char)0x80, (char)0xff};
    struct hand hand = {.extra = "Record-Route: \"a\" <sip:p1;lr>, <sip:p2>\r\nRequire: \r\n x\r\n",
                        .body = "v=0\r\n",
                        .via = "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;rport, SIP/2.0/TCP "
                               "[2001:db8::1]:99;branch=z9hG4bK-0"};
    char *text, whole[2000];
    size_t length = hand_write(&hand, &text);
    memcpy(whole, text, length);
    struct solo *solo = solo_new(4, NULL);
    for (size_t at = 0; at < length; at++)
        for (size_t w = 0; w < sizeof with; w++) {
            char was = whole[at];
            whole[at] = with[w];
            solo_feed_bytes(solo, whole, length);
            for (unsigned i = 0; i < solo->outs; i++)
                assert_lines_whole(solo->out[i].text);
            if (solo->seen[SF_UA_EV_INCOMING]) {
                assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
                solo_drain(solo);
                if (solo->outs)
                    assert_lines_whole(solo_only(solo));
                solo->seen[SF_UA_EV_INCOMING] = 0;
            }
            solo_dry(solo);
            whole[at] = was;
        }
    solo_free(solo);
}

/* ---- Malformed requests ---- */

static void test_400(void **state)
{
    (void)state;
    static const struct {
        struct hand hand;
        const char *reason;
    } cases[] = {
        {{.extra = "Contact: <sip:x@y\r\n", .no_contact = true}, "Contact"},
        {{.extra = "Contact: *\r\n", .no_contact = true},
         "Contact"}, /* 3261:8.1.1.8: one SIP URI */
        {{.from = "sip:eve@192.0.2.9;tag=@@"}, "From"},
        {{.to = "<sip:bob@10.0.0.2"}, "To"},
        {{.cseq_method = "BYE"}, "CSeq"},
        {{.uri = "sip:bob@"}, "Request-URI"},
        {{.uri = "sip:bob@10.0.0.2?Subject=x"}, "Request-URI"},
        {{.extra = "Max-Forwards: 70\r\n"}, "Max-Forwards"},
        {{.extra = "Record-Route: <sip:p1\r\n"}, "Record-Route"},
        {{.extra = "no colon here\r\n"}, "header"},
        {{.via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1, rubbish"}, "Via"},
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        solo_feed(solo, &cases[i].hand);
        solo_expect(solo, "SIP/2.0 400 ");
        const char *end = strstr(solo_only(solo), "\r\n"),
                   *found = strstr(solo_only(solo), cases[i].reason);
        if (!found || found > end)
            fail_msg("case %zu: %.60s does not say %s", i, solo_only(solo), cases[i].reason);
        assert_true(tag_in(solo_only(solo), "To")[0] != 0); /* 3261:8.2.6.2 */
        assert_int_equal(solo->events, 0);
        solo_assert_empty(solo);
    }
    struct sf_ua_counters counters = solo_counters(solo);
    assert_int_equal(counters.bad_requests + counters.rejected, sizeof cases / sizeof *cases);
    solo_free(solo);
}

/* Content-Length larger than the datagram: 400 (3261:18.3). Smaller: the rest is no part of the
 * message.
 */
static void test_content_length(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char *text, whole[2000];
    size_t length = hand_write(&(struct hand){.body = "v=0\r\n"}, &text);
    memcpy(whole, text, length);
    memcpy(whole + length, "INVITE trailing rubbish", 23);
    solo_feed_bytes(solo, whole, length + 23);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->event[solo->events - 1].body.len, 5);
    sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
    solo_dry(solo);
    FEED(solo, .extra = "Content-Length: 9\r\n");
    solo_expect(solo, "SIP/2.0 400 "); /* twice is not once */
    solo_assert_empty(solo);
    solo_free(solo);
}

/* ---- What we echo ---- */

static void test_huge_via_list(void **state)
{
    (void)state;
    enum { VIAS = 60 };
    char via[VIAS * 64], *p = via;
    for (int i = 0; i < VIAS; i++)
        p += sprintf(p, "%sSIP/2.0/UDP h%d.example.com;branch=z9hG4bK-%d",
                     i == 0  ? ""
                     : i % 2 ? ", "
                             : "\r\nVia: ",
                     i, i);
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = "OPTIONS", .via = via);
    solo_expect(solo, "SIP/2.0 200 ");
    const char *text = solo_only(solo);
    assert_int_equal(count_headers(text, "Via"), VIAS);
    for (unsigned i = 0; i < VIAS; i++) {
        char whole[100];
        snprintf(whole, sizeof whole, "SIP/2.0/UDP h%u.example.com;branch=z9hG4bK-%u%s", i, i,
                 i ? "" : ";received=192.0.2.9");
        assert_string_equal(nth_header(text, "Via", i), whole); /* in order: 3261:8.2.6.2 */
    }
    solo_dry(solo);
    solo_free(solo);
}

/* More values than a message has room for fields: the answer is one that can be read all the same.
 */
static void test_vias_past_the_fields(void **state)
{
    (void)state;
    enum { VIAS = 400 };
    static struct sf_msg answer;
    static char via[VIAS * 32];
    char *p = via;
    for (int i = 0; i < VIAS; i++)
        p += sprintf(p, "%sSIP/2.0/UDP h%d", i == 0 ? "" : i % 100 ? "," : "\r\nVia: ", i);
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = "OPTIONS", .via = via);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(sf_msg_parse(&answer, solo_only(solo), strlen(solo_only(solo)), NULL),
                     SF_MSG_OK);
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    char name[16];
    for (unsigned i = 0; i < VIAS; i++) {
        assert_true(sf_msg_next_value(&answer, SF_HEADER_VIA, &at, &value));
        snprintf(name, sizeof name, "UDP h%u", i);
        assert_memory_equal(answer.bytes + value.at + 8, name, strlen(name));
    }
    assert_false(sf_msg_next_value(&answer, SF_HEADER_VIA, &at, &value));
    solo_dry(solo);
    solo_free(solo);
}

static void large(struct sf_ua_config *config)
{
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

/* With our tag the To would be longer than a field may be. A response with it could not be read, so
 * none is sent, and no call is made. */
static void test_no_room_for_a_tag(void **state)
{
    (void)state;
    static char to[SF_LIMIT_HEADER_VALUE_BYTES + 1];
    snprintf(to, sizeof to, "<sip:%0*d@h>", SF_LIMIT_HEADER_VALUE_BYTES - 10, 0);
    struct solo *solo = solo_new(2, large);
    FEED(solo, .to = to);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 0);
    solo_assert_empty(solo);
    solo_free(solo);
}

/* Folds in all that is echoed come back as single spaces: no line of the answer starts with a
 * space, none is new. */
static void test_folded_headers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo,
         .via = "SIP/2.0/UDP\r\n 192.0.2.9\r\n\t:\r\n 5060 ;\r\n branch=z9hG4bK-1 \r\n "
                ";\r\n\tx=\"a\r\n b\" ;rport",
         .from = "\"Eve\r\n\tEvil: yes\"\r\n <sip:eve@192.0.2.9>\r\n ;tag=eve",
         .to = "\r\n <sip:bob@10.0.0.2>",
         .extra = "Record-Route:\r\n \"x\r\n y\" <sip:p1;lr>\r\n ,\r\n "
                  "<sip:p2;lr>\r\nTimestamp:\r\n 54\r\n",
         .call_id = "\r\n c1@192.0.2.9");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_wait(solo, 300000);
    solo_expect(solo, "SIP/2.0 100 ");
    for (int round = 0; round < 2; round++) {
        const char *text = solo_only(solo);
        assert_lines_whole(text);
        assert_null(strstr(text, "\r\n "));
        assert_null(strstr(text, "\r\n\t"));
        assert_null(strstr(text, "\r\nEvil"));
        assert_string_equal(header_in(text, "From"),
                            "\"Eve Evil: yes\" <sip:eve@192.0.2.9> ;tag=eve");
        assert_string_equal(header_in(text, "Call-ID"), "c1@192.0.2.9");
        assert_string_equal(header_in(text, "Via"), "SIP/2.0/UDP 192.0.2.9 : 5060;branch=z9hG4bK-1 "
                                                    ";x=\"a b\" ;received=192.0.2.9;rport=5060");
        if (round == 0) {
            assert_string_equal(header_in(text, "Timestamp"), "54 0.200"); /* 3261:8.2.6.1 */
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, "SIP/2.0 200 ");
        }
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_wait(solo, 40000000); /* no ACK: BYE at 64*T1 */
    const char *bye = "";
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            bye = solo->out[i].text;
    assert_memory_equal(bye, "BYE ", 4);
    assert_lines_whole(bye);
    assert_null(strstr(bye, "\r\n "));
    assert_null(strstr(bye, "\r\n\t"));
    solo_dry(solo);
    solo_free(solo);
}

/* A CR or an LF of its own, or any other control character, in each field that goes into an answer
 * or into a dialog. */
static void test_no_injection(void **state)
{
    (void)state;
    static const char *const evil[] = {"\rEvil: 1",   "\nEvil: 1",   "\n\nEvil: 1", "\r\r\nEvil: 1",
                                       "\\\rEvil: 1", "\\\nEvil: 1", "\x01",        "\\\x01",
                                       "\x7f",        "\\\x7f"};
    for (size_t e = 0; e < sizeof evil / sizeof *evil; e++)
        for (int field = 0; field < 9; field++) {
            char value[300];
            struct hand hand = {.method = NULL};
            static const char *const shapes[] = {
                "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1;x=\"%s\"",
                "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1, SIP/2.0/UDP h;x=\"%s\"",
                "\"%s\" <sip:eve@192.0.2.9>;tag=eve",
                "\"%s\" <sip:bob@10.0.0.2>",
                "c1%s@h",
                "Record-Route: \"%s\" <sip:p1;lr>\r\n",
                "Require: a%s\r\n",
                "<sip:eve@192.0.2.9;x=%s>",
                "Timestamp: 1%s\r\n"};
            snprintf(value, sizeof value, shapes[field], evil[e]);
            *(field < 2    ? &hand.via
              : field == 2 ? &hand.from
              : field == 3 ? &hand.to
              : field == 4 ? &hand.call_id
              : field == 7 ? &hand.contact
                           : &hand.extra) = value;
            struct solo *solo = solo_new(2, NULL);
            solo_feed(solo, &hand);
            unsigned heard = solo->outs;
            if (solo->outs)
                assert_lines_whole(solo_only(solo));
            if (solo->outs)
                assert_null(strstr(solo_only(solo), "\r\nEvil"));
            if (solo->seen[SF_UA_EV_INCOMING]) {
                solo_wait(solo, 300000);
                heard += solo->outs;
                assert_lines_whole(solo_only(solo));
                assert_int_equal(
                    sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                    SF_UA_OK);
                solo_drain(solo);
                assert_lines_whole(solo_only(solo));
                assert_null(strstr(solo_only(solo), "\r\nEvil"));
                solo_wait(solo, 40000000);
                const char *bye = "";
                for (unsigned i = 0; i < solo->outs; i++) {
                    assert_lines_whole(solo->out[i].text);
                    if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
                        bye = solo->out[i].text;
                }
                if (!bye[0]) /* whatever was taken into a dialog can be said again */
                    fail_msg("field %d, evil %zu: no BYE came", field, e);
            }
            (void)heard;
            solo_dry(solo);
            solo_free(solo);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_sip),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_any_byte_replaced),
        cmocka_unit_test(test_400),
        cmocka_unit_test(test_content_length),
        cmocka_unit_test(test_huge_via_list),
        cmocka_unit_test(test_vias_past_the_fields),
        cmocka_unit_test(test_no_room_for_a_tag),
        cmocka_unit_test(test_folded_headers),
        cmocka_unit_test(test_no_injection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
