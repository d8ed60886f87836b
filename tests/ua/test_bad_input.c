/* What a stranger may send: every line of "Bad input". Each is answered as the RFC says, or dropped and counted, and leaves
 * nothing behind. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define FEED(solo, ...) solo_feed((solo), &(struct hand){__VA_ARGS__})

/* ---- Not SIP, cut short ---- */

static void test_not_sip(void **state)
{
    (void)state;
    static const char *const bytes[] = {
        "", "\r\n\r\n", "\r\n\r\n\r\n\r\n", "hello", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01", "INVITE", "INVITE sip:bob@10.0.0.2",
        "INVITE sip:bob@10.0.0.2 SIP/2.0", "INVITE sip:bob@10.0.0.2 SIP/2.0\r\n", "INVITE sip:bob@10.0.0.2 SIP/2.0\r\n\r\n", "SIP/2.0", "SIP/2.0 200 OK",
        "SIP/2.0 200 OK\r\n\r\n", "SIP/2.0 999999999999 OK\r\n\r\n", " INVITE sip:bob@10.0.0.2 SIP/2.0\r\n\r\n",
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        struct sf_ua_counters before = solo_counters(solo), after;
        assert_int_equal(solo_feed_bytes(solo, bytes[i], strlen(bytes[i])), SF_UA_OK);
        after = solo_counters(solo);
        if (solo->outs || solo->events || after.not_sip + after.bad_responses + after.bad_requests != before.not_sip + before.bad_responses + before.bad_requests + 1)
            fail_msg("case %zu: \"%s\"", i, bytes[i]);
        assert_int_equal(after.received, before.received + 1);
    }
    solo_assert_empty(solo);
    solo_free(solo);
}

/* A good INVITE cut at every byte: dropped and counted, or, once all that an answer needs is there, a 400. */
static void test_cut_short(void **state)
{
    (void)state;
    char *text, whole[2000];
    size_t length = hand_write(&(struct hand){.body = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\n"}, &text), answered = 0;
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
    assert_true(answered >= 30); /* every cut in the body at least: 18.3 */
    solo_feed_bytes(solo, whole, length);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1); /* it was a good one */
    solo_free(solo);
}

/* Any byte of a good INVITE replaced by others: whatever happens, the core stays whole and says nothing that splits a line. */
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
    static const char with[] = {0, '\r', '\n', ' ', '"', '<', '>', ',', ';', ':', '\\', 'A', '9', (char)0x80, (char)0xff};
    struct hand hand = {.extra = "Record-Route: \"a\" <sip:p1;lr>, <sip:p2>\r\nRequire: \r\n x\r\n", .body = "v=0\r\n",
                        .via = "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;rport, SIP/2.0/TCP [2001:db8::1]:99;branch=z9hG4bK-0"};
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
    static const struct { struct hand hand; const char *reason; } cases[] = {
        {{.extra = "Contact: <sip:x@y\r\n", .no_contact = true}, "Contact"},
        {{.extra = "Contact: *\r\n", .no_contact = true}, "Contact"}, /* 8.1.1.8: one SIP URI */
        {{.from = "sip:eve@192.0.2.9;tag=@@"}, "From"},
        {{.to = "<sip:bob@10.0.0.2"}, "To"},
        {{.cseq_method = "BYE"}, "CSeq"},
        {{.uri = "sip:bob@"}, "Request-URI"},
        {{.uri = "sip:bob@10.0.0.2?Subject=x"}, "Request-URI"},
        {{.extra = "Max-Forwards: 70\r\n"}, "Max-Forwards"},
        {{.extra = "Record-Route: <sip:p1\r\n"}, "Record-Route"},
        {{.extra = "no colon here\r\n"}, "header"},
        {{.extra = "Expires: soon\r\n"}, "Expires"},
        {{.via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1, rubbish"}, "Via"},
        {{.no_contact = true}, "Contact"},
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        solo_feed(solo, &cases[i].hand);
        solo_expect(solo, "SIP/2.0 400 ");
        const char *end = strstr(solo_only(solo), "\r\n"), *found = strstr(solo_only(solo), cases[i].reason);
        if (!found || found > end)
            fail_msg("case %zu: %.60s does not say %s", i, solo_only(solo), cases[i].reason);
        assert_true(tag_in(solo_only(solo), "To")[0] != 0); /* 8.2.6.2 */
        assert_int_equal(solo->events, 0);
        solo_assert_empty(solo);
    }
    struct sf_ua_counters counters = solo_counters(solo);
    assert_int_equal(counters.bad_requests + counters.rejected, sizeof cases / sizeof *cases);
    solo_free(solo);
}

/* Content-Length larger than the datagram: 400 (18.3). Smaller: the rest is no part of the message. */
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

static void test_405_and_501(void **state)
{
    (void)state;
    static const char *const known[] = {"REGISTER", "PRACK", "UPDATE", "INFO", "SUBSCRIBE", "NOTIFY", "REFER", "MESSAGE", "PUBLISH"};
    static const char *const unknown[] = {"FROBNICATE", "invite", "Ack", "INVITE2", "~"};
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        FEED(solo, .method = known[i]);
        solo_expect(solo, "SIP/2.0 405 ");
        assert_string_equal(header_in(solo_only(solo), "Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS");
        solo_assert_empty(solo);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        FEED(solo, .method = unknown[i]);
        solo_expect(solo, "SIP/2.0 501 ");
        solo_assert_empty(solo);
    }
    assert_int_equal(solo_counters(solo).rejected, 14);
    solo_free(solo);
}

static void test_505(void **state)
{
    (void)state;
    static const char *const versions[] = {"SIP/3.0", "SIP/2.1", "SIP/1.0", "sip/7.0"};
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        FEED(solo, .version = versions[i]);
        solo_expect(solo, "SIP/2.0 505 ");
        solo_assert_empty(solo);
    }
    FEED(solo, .version = "sip/2.0"); /* a string without case: 7.1 */
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_free(solo);
}

static void test_416(void **state)
{
    (void)state;
    static const char *const uris[] = {"tel:+15551234", "sips:bob@10.0.0.2", "http://example.com/", "im:bob@10.0.0.2", "sipx:bob@10.0.0.2"};
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        FEED(solo, .uri = uris[i]);
        solo_expect(solo, "SIP/2.0 416 ");
        solo_assert_empty(solo);
    }
    FEED(solo, .uri = "SIP:bob@10.0.0.2");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_free(solo);
}

static void test_415(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, NULL);
    static const char *const types[] = {"text/plain", "application/sdp2", "multipart/mixed;boundary=x", "xapplication/sdp"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        FEED(solo, .type = types[i], .body = "hi");
        solo_expect(solo, "SIP/2.0 415 ");
        assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp");
        solo_assert_empty(solo);
    }
    FEED(solo, .body = "hi", .extra = "Content-Encoding: gzip\r\n");
    solo_expect(solo, "SIP/2.0 415 ");
    assert_string_equal(header_in(solo_only(solo), "Accept-Encoding"), "identity");
    FEED(solo, .type = "text/plain", .body = "hi", .extra = "Content-Disposition: render;handling=required\r\n");
    solo_expect(solo, "SIP/2.0 415 ");
    solo_assert_empty(solo);
    /* What passes. */
    static const struct hand good[] = {
        {.call_id = "1", .via = "SIP/2.0/UDP h;branch=z9hG4bK-1", .type = "text/plain", .body = "hi", .extra = "Content-Disposition: render;handling=optional\r\n"},
        {.call_id = "2", .via = "SIP/2.0/UDP h;branch=z9hG4bK-2", .type = "text/plain", .body = "hi", .extra = "Content-Disposition: x; a=\"1;2\" ; Handling = OPTIONAL\r\n"},
        {.call_id = "3", .via = "SIP/2.0/UDP h;branch=z9hG4bK-3", .type = "text/plain"}, /* no body at all */
        {.call_id = "4", .via = "SIP/2.0/UDP h;branch=z9hG4bK-4", .type = "Application/SDP;charset=x", .body = "v"},
        {.call_id = "5", .via = "SIP/2.0/UDP h;branch=z9hG4bK-5", .body = "v", .extra = "Content-Encoding: Identity\r\n"},
    };
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        solo_feed(solo, &good[i]);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], i + 1);
    }
    solo_free(solo);
}

static void test_420(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .extra = "Require: 100rel\r\nRequire: timer , \r\n replaces\r\nSupported: path\r\n");
    solo_expect(solo, "SIP/2.0 420 ");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "100rel, timer, replaces");
    solo_assert_empty(solo);
    /* However many and however long: each is named. */
    char extra[4000] = "Require: ", *p = extra + strlen(extra);
    for (int i = 0; i < 200; i++)
        p += sprintf(p, "%soption%03d", i ? "," : "", i);
    strcpy(p, "\r\n");
    FEED(solo, .extra = extra);
    solo_expect(solo, "SIP/2.0 420 ");
    for (int i = 0; i < 200; i++) {
        char name[16];
        snprintf(name, sizeof name, "option%03d", i);
        assert_non_null(strstr(header_in(solo_only(solo), "Unsupported"), name));
    }
    char longest[700];
    memset(longest, 'x', sizeof longest);
    memcpy(longest, "Require: ", 9);
    memcpy(longest + 697, "\r\n", 3);
    FEED(solo, .method = "OPTIONS", .extra = longest);
    solo_expect(solo, "SIP/2.0 420 ");
    assert_int_equal(strlen(header_in(solo_only(solo), "Unsupported")), 688);
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 8.2.2.3: in a CANCEL and in an ACK for a non-2xx Require is ignored. */
static void test_require_in_cancel_and_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .method = "CANCEL", .extra = "Require: 100rel\r\n");
    assert_int_equal(solo->outs, 2);
    assert_memory_equal(solo->out[0].text, "SIP/2.0 200 ", 12);
    assert_memory_equal(solo->out[1].text, "SIP/2.0 487 ", 12);
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(solo->out[1].text, "To"));
    assert_string_equal(tag_in(solo->out[0].text, "To"), tag_in(solo->out[1].text, "To")); /* 9.2 */
    FEED(solo, .method = "ACK", .to = to, .extra = "Require: 100rel\r\n");
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 3000000);
    assert_int_equal(solo->outs, 0); /* the ACK was taken: the 487 is not repeated */
    assert_int_equal(solo_counters(solo).stray_acks, 0);
    solo_dry(solo);
    solo_free(solo);
}

/* ---- 481, 482 ---- */

static void test_481(void **state)
{
    (void)state;
    static const struct hand cases[] = {
        {.method = "BYE", .to = "<sip:bob@10.0.0.2>;tag=nobody"}, {.method = "INVITE", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
        {.method = "OPTIONS", .to = "<sip:bob@10.0.0.2>;tag=nobody"}, {.method = "CANCEL"}, {.method = "BYE"},
        {.method = "BYE", .from = "<sip:eve@192.0.2.9>"}, {.method = "CANCEL", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        solo_feed(solo, &cases[i]);
        solo_expect(solo, "SIP/2.0 481 ");
        assert_int_equal(solo->events, 0);
        solo_assert_empty(solo);
    }
    solo_free(solo);
}

static void test_481_next_to_a_dialog(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo, &(struct hand){.method = NULL});
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    static const char via[] = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-2";
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to, .call_id = "C1@192.0.2.9"); /* Call-IDs have case: 20.8 */
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to, .from = "<sip:eve@192.0.2.9>;tag=mallory");
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to, .from = "<sip:eve@192.0.2.9>");
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to, .from = "\"other text\" <sip:not.the.same@192.0.2.9>;tag=EVE"); /* tags alone count; no case */
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* 8.2.2.2: the same From tag, Call-ID and CSeq with another branch. */
static void test_482(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-2");
    solo_expect(solo, "SIP/2.0 482 ");
    FEED(solo, .via = "SIP/2.0/UDP proxy.example;branch=z9hG4bK-1"); /* the same branch from another sender is another branch */
    solo_expect(solo, "SIP/2.0 482 ");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-3", .to = "<sip:bob@10.0.0.2>;tag=x"); /* with a To tag it is in-dialog */
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-4", .cseq = 2);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-5", .from = "<sip:eve@192.0.2.9>;tag=other");
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-6", .call_id = "other");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 4);
    FEED(solo, .method = "OPTIONS", .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-7");
    solo_expect(solo, "SIP/2.0 200 "); /* another method is another request */
    FEED(solo, .method = "OPTIONS", .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-8");
    solo_expect(solo, "SIP/2.0 482 ");
    /* A plain repetition is none of this. */
    FEED(solo, .method = NULL);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 4);
    solo_free(solo);
}

static void test_max_forwards_zero(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKo\nMax-Forwards: 0\nFrom: <sip:e@h>;tag=1\nTo: <sip:b@h>\n"
                         "Call-ID: o\nCSeq: 1 OPTIONS\n\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp"); /* 11.2 */
    assert_string_equal(header_in(solo_only(solo), "Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS");
    solo_feed_text(solo, "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKi\nMax-Forwards: 0\nFrom: <sip:e@h>;tag=1\nTo: <sip:b@h>\n"
                         "Call-ID: i\nCSeq: 1 INVITE\nContact: <sip:e@h>\n\n");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_free(solo);
}

/* ---- ACKs and responses that nobody waits for ---- */

static void test_ack_is_never_answered(void **state)
{
    (void)state;
    static const struct hand acks[] = {
        {.method = "ACK"},
        {.method = "ACK", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
        {.method = "ACK", .cseq_method = "INVITE"},
        {.method = "ACK", .version = "SIP/3.0"},
        {.method = "ACK", .uri = "tel:+1"},
        {.method = "ACK", .uri = "sip:bob@"},
        {.method = "ACK", .from = "<sip:eve"},
        {.method = "ACK", .extra = "Require: x\r\nContact: <sip\r\n"},
        {.method = "ACK", .type = "text/plain", .body = "hi"},
        {.method = "ACK", .extra = "Content-Length: 77\r\n"},
        {.method = "ACK", .extra = "rubbish\r\n"},
        {.method = "ACK", .via = "SIP/2.0/UDP 192.0.2.9"},
    };
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof acks / sizeof *acks; i++) {
        struct sf_ua_counters before = solo_counters(solo), after;
        solo_feed(solo, &acks[i]);
        after = solo_counters(solo);
        if (solo->outs)
            fail_msg("ACK %zu was answered: %.60s", i, solo->out[0].text);
        assert_int_equal(after.stray_acks + after.bad_requests, before.stray_acks + before.bad_requests + 1);
        assert_int_equal(after.rejected, 0);
        solo_assert_empty(solo);
    }
    solo_free(solo);
}

static void test_stray_responses(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    static const char *const vias[] = {
        "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKnone", "SIP/2.0/UDP 10.0.0.2:5060", "SIP/2.0/UDP 10.0.0.2:5060;branch=1",
    };
    for (unsigned i = 0; i < 3; i++) {
        char text[500];
        snprintf(text, sizeof text, "SIP/2.0 200 OK\nVia: %s\nFrom: <sip:b@h>;tag=1\nTo: <sip:e@h>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContact: <sip:e@h>\n\n", vias[i]);
        solo_feed_text(solo, text);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(solo_counters(solo).stray_responses, i + 1);
    }
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 18.1.2: the top Via must be ours; 8.1.3.3: and the only one. 17.1.3: branch and CSeq method. */
static void test_foreign_responses(void **state)
{
    (void)state;
    static const char *const headers[][3] = { /* Via, CSeq method, To */
        {"%s, SIP/2.0/UDP other;branch=z9hG4bKx", "INVITE", ""},
        {"%s\r\nVia: SIP/2.0/UDP other;branch=z9hG4bKx", "INVITE", ""},
        {"SIP/2.0/UDP 10.0.0.3:5060;branch=%s", "INVITE", ""},
        {"SIP/2.0/UDP 10.0.0.2:5070;branch=%s", "INVITE", ""},
        {"SIP/2.0/UDP bob.example;branch=%s", "INVITE", ""},
        {"%s", "BYE", ""},
        {"%s", "CANCEL", ""},
    };
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    char text[3000], via[500], call[200], from[200];
    snprintf(call, sizeof call, "%s", header_in(invite, "Call-ID"));
    snprintf(from, sizeof from, "%s", header_in(invite, "From"));
    for (unsigned i = 0; i < sizeof headers / sizeof *headers; i++) {
        const char *branch = strstr(header_in(invite, "Via"), "branch=") + 7;
        bool whole = headers[i][0][0] == '%';
        size_t head = strcspn(headers[i][0], "%");
        snprintf(via, sizeof via, "%.*s%s%s", (int)head, headers[i][0], whole ? header_in(invite, "Via") : branch, headers[i][0] + head + 2);
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: <sip:eve@192.0.2.9>;tag=9\r\nCall-ID: %s\r\nCSeq: %s %s\r\nContact: <sip:e@h>\r\n\r\n", via,
                 from, call, header_in(invite, "CSeq")[0] ? strtok(strcpy((char[64]){0}, header_in(invite, "CSeq")), " ") : "", headers[i][1]);
        solo_feed_bytes(solo, text, strlen(text));
        if (solo->outs || solo->events)
            fail_msg("response %u was taken", i);
        assert_int_equal(solo_counters(solo).stray_responses, i + 1);
    }
    solo_respond(solo, invite, 200, "9", "Contact: <sip:eve@192.0.2.9>\r\n"); /* the real one still counts */
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    solo_free(solo);
}

static void test_malformed_response(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 200, "9", "Contact: <sip:eve\r\n");
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).bad_responses, 1);
    solo_respond(solo, invite, 180, "9", "Record-Route: \"\r\n");
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).bad_responses, 2);
    solo_respond(solo, invite, 486, "9", "Server: no(grammar\r\n"); /* nobody needs it */
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* ---- In a dialog ---- */

static void test_lower_cseq(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo, &(struct hand){.cseq = 10});
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    char to[200], via[100];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    static const struct { const char *method; unsigned cseq; } cases[] = {{"BYE", 9}, {"OPTIONS", 1}, {"INVITE", 9}, {"BYE", 10}};
    struct sf_ua_usage before, after;
    sf_ua_usage(solo->ua, &before);
    for (unsigned i = 0; i < 4; i++) {
        snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-low%u", i);
        FEED(solo, .method = cases[i].method, .to = to, .cseq = cases[i].cseq, .via = via);
        solo_expect(solo, "SIP/2.0 500 ");
        assert_int_equal(solo->events, 0);
        sf_ua_usage(solo->ua, &after);
        assert_memory_equal(&before, &after, sizeof after);
    }
    FEED(solo, .method = "OPTIONS", .to = to, .cseq = 11, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-o"); /* 11 was still the next */
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(tag_in(solo_only(solo), "To"), strstr(to, "tag=") + 4);
    FEED(solo, .method = "BYE", .to = to, .cseq = 11, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-b");
    solo_expect(solo, "SIP/2.0 500 "); /* the OPTIONS has moved it */
    FEED(solo, .method = "BYE", .to = to, .cseq = 4000, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-c"); /* gaps are no error: 12.2.2 */
    solo_expect(solo, "SIP/2.0 200 ");
    solo_dry(solo);
    solo_free(solo);
}

/* 14.2: a second INVITE before the first is answered: 500 with Retry-After; while one of ours is under way: 491. */
static void test_early_reinvite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .to = to, .cseq = 2, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-2");
    solo_expect(solo, "SIP/2.0 500 ");
    const char *after = header_in(solo_only(solo), "Retry-After");
    assert_true(after[0] && atoi(after) >= 0 && atoi(after) <= 10);
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 0);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

/* ---- What we echo ---- */

static void test_huge_via_list(void **state)
{
    (void)state;
    enum { VIAS = 60 };
    char via[VIAS * 64], *p = via;
    for (int i = 0; i < VIAS; i++)
        p += sprintf(p, "%sSIP/2.0/UDP h%d.example.com;branch=z9hG4bK-%d", i == 0 ? "" : i % 2 ? ", " : "\r\nVia: ", i, i);
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = "OPTIONS", .via = via);
    solo_expect(solo, "SIP/2.0 200 ");
    const char *text = solo_only(solo);
    assert_int_equal(count_headers(text, "Via"), VIAS);
    for (unsigned i = 0; i < VIAS; i++) {
        char whole[100];
        snprintf(whole, sizeof whole, "SIP/2.0/UDP h%u.example.com;branch=z9hG4bK-%u%s", i, i, i ? "" : ";received=192.0.2.9");
        assert_string_equal(nth_header(text, "Via", i), whole); /* in order: 8.2.6.2 */
    }
    solo_dry(solo);
    solo_free(solo);
}

/* More values than a message has room for fields: the answer is one that can be read all the same. */
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
    assert_int_equal(sf_msg_parse(&answer, solo_only(solo), strlen(solo_only(solo)), NULL), SF_MSG_OK);
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

static void large(struct sf_ua_config *config) { config->message_bytes = SF_LIMIT_MESSAGE_BYTES; }

/* With our tag the To would be longer than a field may be: nothing is sent rather than what nobody can read, and no call is made. */
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

/* Folds in all that is echoed come back as single spaces: no line of the answer starts with a space, none is new. */
static void test_folded_headers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .via = "SIP/2.0/UDP\r\n 192.0.2.9\r\n\t:\r\n 5060 ;\r\n branch=z9hG4bK-1 \r\n ;\r\n\tx=\"a\r\n b\" ;rport", .from = "\"Eve\r\n\tEvil: yes\"\r\n <sip:eve@192.0.2.9>\r\n ;tag=eve",
         .to = "\r\n <sip:bob@10.0.0.2>", .extra = "Record-Route:\r\n \"x\r\n y\" <sip:p1;lr>\r\n ,\r\n <sip:p2;lr>\r\nTimestamp:\r\n 54\r\n", .call_id = "\r\n c1@192.0.2.9");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_wait(solo, 300000);
    solo_expect(solo, "SIP/2.0 100 ");
    for (int round = 0; round < 2; round++) {
        const char *text = solo_only(solo);
        assert_lines_whole(text);
        assert_null(strstr(text, "\r\n "));
        assert_null(strstr(text, "\r\n\t"));
        assert_null(strstr(text, "\r\nEvil"));
        assert_string_equal(header_in(text, "From"), "\"Eve Evil: yes\" <sip:eve@192.0.2.9> ;tag=eve");
        assert_string_equal(header_in(text, "Call-ID"), "c1@192.0.2.9");
        assert_string_equal(header_in(text, "Via"), "SIP/2.0/UDP 192.0.2.9 : 5060;branch=z9hG4bK-1 ;x=\"a b\" ;received=192.0.2.9;rport=5060");
        if (round == 0) {
            assert_string_equal(header_in(text, "Timestamp"), "54"); /* 8.2.6.1 */
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_OK);
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

/* A CR or an LF of its own, or any other control character, in each field that goes into an answer or into a dialog. */
static void test_no_injection(void **state)
{
    (void)state;
    static const char *const evil[] = {"\rEvil: 1", "\nEvil: 1", "\n\nEvil: 1", "\r\r\nEvil: 1", "\\\rEvil: 1", "\\\nEvil: 1", "\x01", "\\\x01", "\x7f", "\\\x7f"};
    for (size_t e = 0; e < sizeof evil / sizeof *evil; e++)
        for (int field = 0; field < 9; field++) {
            char value[300];
            struct hand hand = {.method = NULL};
            static const char *const shapes[] = {
                "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1;x=\"%s\"", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-1, SIP/2.0/UDP h;x=\"%s\"", "\"%s\" <sip:eve@192.0.2.9>;tag=eve",
                "\"%s\" <sip:bob@10.0.0.2>", "c1%s@h", "Record-Route: \"%s\" <sip:p1;lr>\r\n", "Require: a%s\r\n", "<sip:eve@192.0.2.9;x=%s>", "Timestamp: 1%s\r\n"};
            snprintf(value, sizeof value, shapes[field], evil[e]);
            *(field < 2 ? &hand.via : field == 2 ? &hand.from : field == 3 ? &hand.to : field == 4 ? &hand.call_id : field == 7 ? &hand.contact : &hand.extra) = value;
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
                assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_OK);
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
        cmocka_unit_test(test_not_sip),            cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_any_byte_replaced),  cmocka_unit_test(test_400),
        cmocka_unit_test(test_content_length),     cmocka_unit_test(test_405_and_501),
        cmocka_unit_test(test_505),                cmocka_unit_test(test_416),
        cmocka_unit_test(test_415),                cmocka_unit_test(test_420),
        cmocka_unit_test(test_require_in_cancel_and_ack), cmocka_unit_test(test_481),
        cmocka_unit_test(test_481_next_to_a_dialog), cmocka_unit_test(test_482),
        cmocka_unit_test(test_max_forwards_zero),  cmocka_unit_test(test_ack_is_never_answered),
        cmocka_unit_test(test_stray_responses),    cmocka_unit_test(test_foreign_responses),
        cmocka_unit_test(test_malformed_response), cmocka_unit_test(test_lower_cseq),
        cmocka_unit_test(test_early_reinvite),     cmocka_unit_test(test_huge_via_list),
        cmocka_unit_test(test_vias_past_the_fields), cmocka_unit_test(test_no_room_for_a_tag),
        cmocka_unit_test(test_folded_headers),     cmocka_unit_test(test_no_injection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
