/* Well-formed messages that are not for this core, or not now. Each gets the status that the RFC
 * says (3261:8.2), or is dropped and counted. None leaves anything behind. */
#include "solo.h"

#include "sipfsm/body.h"

#include <stdio.h>
#include <stdlib.h>

static void test_405_and_501(void **state)
{
    (void)state;
    static const char *const known[] = {"REGISTER", "INFO",    "SUBSCRIBE", "NOTIFY",
                                        "REFER",    "MESSAGE", "PUBLISH"};
    static const char *const unknown[] = {"FROBNICATE", "invite", "Ack", "INVITE2", "~"};
    struct solo *solo = solo_new(2, NULL);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        FEED(solo, .method = known[i]);
        solo_expect(solo, "SIP/2.0 405 ");
        assert_string_equal(header_in(solo_only(solo), "Allow"),
                            "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK");
        solo_assert_empty(solo);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        FEED(solo, .method = unknown[i]);
        solo_expect(solo, "SIP/2.0 501 ");
        solo_assert_empty(solo);
    }
    assert_int_equal(solo_counters(solo).rejected, 12);
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
    FEED(solo, .version = "sip/2.0"); /* a string without case: 3261:7.1 */
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_free(solo);
}

/* RFC 3966: a telephone number is for the application to read; a gateway routes by it. */
static void test_a_telephone_number(void **state)
{
    (void)state;
    static const char *const uris[] = {"tel:+1-555-1234", "TEL:7042;phone-context=example.com",
                                       "tel:7042"};
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        struct solo *solo = solo_new(2, NULL);
        char to[200];
        FEED(solo, .uri = uris[i], .to = "<tel:+1-555-1234>");
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
        for (unsigned e = 0; e < solo->events; e++)
            if (solo->event[e].type == SF_UA_EV_INCOMING)
                assert_int_equal(solo->event[e].msg->request_uri.len, strlen(uris[i]));
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        FEED(solo, .method = "ACK", .uri = uris[i], .to = to, .via = hand_branch(2));
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
        FEED(solo, .method = "BYE", .cseq = 2, .uri = uris[i], .to = to, .via = hand_branch(3));
        solo_expect(solo, "SIP/2.0 200 ");
        solo_dry(solo);
        solo_free(solo);
    }
}

static void test_416(void **state)
{
    (void)state;
    static const char *const uris[] = {"urn:x", "sips:bob@10.0.0.2", "http://example.com/",
                                       "im:bob@10.0.0.2", "sipx:bob@10.0.0.2"};
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
    static const char *const types[] = {"text/plain", "application/sdp2", "xapplication/sdp"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        FEED(solo, .type = types[i], .body = "hi");
        solo_expect(solo, "SIP/2.0 415 ");
        assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp");
        solo_assert_empty(solo);
    }
    FEED(solo, .body = "hi", .extra = "Content-Encoding: gzip\r\n");
    solo_expect(solo, "SIP/2.0 415 ");
    assert_string_equal(header_in(solo_only(solo), "Accept-Encoding"), "identity");
    FEED(solo, .type = "text/plain", .body = "hi",
         .extra = "Content-Disposition: render;handling=required\r\n");
    solo_expect(solo, "SIP/2.0 415 ");
    solo_assert_empty(solo);
    /* What passes. */
    static const struct hand good[] = {
        {.call_id = "1",
         .via = "SIP/2.0/UDP h;branch=z9hG4bK-1",
         .type = "text/plain",
         .body = "hi",
         .extra = "Content-Disposition: render;handling=optional\r\n"},
        {.call_id = "2",
         .via = "SIP/2.0/UDP h;branch=z9hG4bK-2",
         .type = "text/plain",
         .body = "hi",
         .extra = "Content-Disposition: x; a=\"1;2\" ; Handling = OPTIONAL\r\n"},
        {.call_id = "3",
         .via = "SIP/2.0/UDP h;branch=z9hG4bK-3",
         .type = "text/plain"}, /* no body at all */
        {.call_id = "4",
         .via = "SIP/2.0/UDP h;branch=z9hG4bK-4",
         .type = "Application/SDP;charset=x",
         .body = "v"},
        {.call_id = "5",
         .via = "SIP/2.0/UDP h;branch=z9hG4bK-5",
         .body = "v",
         .extra = "Content-Encoding: Identity\r\n"},
    };
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        solo_feed(solo, &good[i]);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], i + 1);
    }
    solo_free(solo);
}

/* Bodies of several parts (5621): a session description in one is let through, and the application
 * sees the message. */
static void test_multipart(void **state)
{
#define PARTS(other)                                                                               \
    "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x\r\nContent-Type: application/isup"     \
    "\r\n" other "\r\n77\r\n--x--\r\n"
    (void)state;
    struct solo *solo = solo_new(8, NULL);
    static const char type[] = "multipart/mixed;boundary=x";
    FEED(solo, .type = type, .body = PARTS(""));
    solo_expect(solo, "SIP/2.0 415 ");
    assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp");
    FEED(solo, .type = type, .body = "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x");
    solo_expect(solo, "SIP/2.0 400 Multipart body cut short");
    solo_assert_empty(solo);
    /* By hand: the message is good as long as its bytes are. */
    char *text;
    struct sf_output output;
    struct sf_body body = {.code = SF_BODY_NONE};
    size_t length = hand_write(
        &(struct hand){.type = type,
                       .body = PARTS("Content-Disposition: signal;handling=optional\r\n")},
        &text);
    assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, text, length, &solo->peer), SF_UA_OK);
    while (sf_ua_next(solo->ua, &output)) {
        const struct sf_ua_event *event = &output.event;
        if (output.type != SF_OUTPUT_EVENT || event->type != SF_UA_EV_INCOMING)
            continue;
        assert_non_null(event->msg);
        assert_int_equal(sf_body_find(event->msg, NULL, 0, &body), SF_BODY_SESSION);
        assert_true(sf_str_equal(sf_msg_str(event->msg, body.session), SF_STR("v=0")));
        solo->call = event->call;
    }
    assert_int_equal(body.code, SF_BODY_SESSION);
    sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
    solo_drain(solo);
    solo_dry(solo);
    solo_free(solo);
}

static void test_420(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo,
         .extra = "Require: precondition\r\nRequire: timer , \r\n join\r\nSupported: path\r\n");
    solo_expect(solo, "SIP/2.0 420 ");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "precondition, timer, join");
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

/* 3261:8.2.2.3: in a CANCEL and in an ACK for a non-2xx Require is ignored. */
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
    /* 3261:9.2 */
    assert_string_equal(tag_in(solo->out[0].text, "To"), tag_in(solo->out[1].text, "To"));
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
        {.method = "BYE", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
        {.method = "INVITE", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
        {.method = "OPTIONS", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
        {.method = "CANCEL"},
        {.method = "BYE"},
        {.method = "BYE", .from = "<sip:eve@192.0.2.9>"},
        {.method = "CANCEL", .to = "<sip:bob@10.0.0.2>;tag=nobody"},
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
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to,
         .call_id = "C1@192.0.2.9"); /* Call-IDs have case: 3261:20.8 */
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to,
         .from = "<sip:eve@192.0.2.9>;tag=mallory");
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to, .from = "<sip:eve@192.0.2.9>");
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    FEED(solo, .method = "BYE", .via = via, .cseq = 2, .to = to,
         .from =
             "\"other text\" <sip:not.the.same@192.0.2.9>;tag=EVE"); /* tags alone count; no case */
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:8.2.2.2: the same From tag, Call-ID and CSeq with another branch. */
static void test_482(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-2");
    solo_expect(solo, "SIP/2.0 482 ");
    FEED(solo, .via = "SIP/2.0/UDP proxy.example;branch=z9hG4bK-1"); /* the same branch from another
                                                                        sender is another branch */
    solo_expect(solo, "SIP/2.0 482 ");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-3",
         .to = "<sip:bob@10.0.0.2>;tag=x"); /* with a To tag it is in-dialog */
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-4", .cseq = 2);
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-5",
         .from = "<sip:eve@192.0.2.9>;tag=other");
    FEED(solo, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-6", .call_id = "other");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 4);
    FEED(solo, .method = "OPTIONS", .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-7");
    solo_expect(solo, "SIP/2.0 200 "); /* another method is another request */
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
    solo_feed_text(solo,
                   "OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP "
                   "h;branch=z9hG4bKo\nMax-Forwards: 0\nFrom: <sip:e@h>;tag=1\nTo: <sip:b@h>\n"
                   "Call-ID: o\nCSeq: 1 OPTIONS\n\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp"); /* 3261:11.2 */
    assert_string_equal(header_in(solo_only(solo), "Allow"),
                        "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK");
    solo_feed_text(solo,
                   "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP "
                   "h;branch=z9hG4bKi\nMax-Forwards: 0\nFrom: <sip:e@h>;tag=1\nTo: <sip:b@h>\n"
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
        assert_int_equal(after.stray_acks + after.bad_requests,
                         before.stray_acks + before.bad_requests + 1);
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
        "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKnone",
        "SIP/2.0/UDP 10.0.0.2:5060",
        "SIP/2.0/UDP 10.0.0.2:5060;branch=1",
    };
    for (unsigned i = 0; i < 3; i++) {
        char text[500];
        snprintf(text, sizeof text,
                 "SIP/2.0 200 OK\nVia: %s\nFrom: <sip:b@h>;tag=1\nTo: <sip:e@h>;tag=2\nCall-ID: "
                 "x\nCSeq: 1 INVITE\nContact: <sip:e@h>\n\n",
                 vias[i]);
        solo_feed_text(solo, text);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(solo_counters(solo).stray_responses, i + 1);
    }
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 3261:18.1.2: the top Via must be ours; 3261:8.1.3.3: and the only one. 3261:17.1.3: branch and
 * CSeq method. */
static void test_foreign_responses(void **state)
{
    (void)state;
    static const char *const headers[][3] = {
        /* Via, CSeq method, To */
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
        snprintf(via, sizeof via, "%.*s%s%s", (int)head, headers[i][0],
                 whole ? header_in(invite, "Via") : branch, headers[i][0] + head + 2);
        snprintf(
            text, sizeof text,
            "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: <sip:eve@192.0.2.9>;tag=9\r\nCall-ID: "
            "%s\r\nCSeq: %s %s\r\nContact: <sip:e@h>\r\n\r\n",
            via, from, call,
            header_in(invite, "CSeq")[0]
                ? strtok(strcpy((char[64]){0}, header_in(invite, "CSeq")), " ")
                : "",
            headers[i][1]);
        solo_feed_bytes(solo, text, strlen(text));
        if (solo->outs || solo->events)
            fail_msg("response %u was taken", i);
        assert_int_equal(solo_counters(solo).stray_responses, i + 1);
    }
    solo_respond(solo, invite, 200, "9",
                 "Contact: <sip:eve@192.0.2.9>\r\n"); /* the real one still counts */
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    solo_free(solo);
}

static void test_malformed_response(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 180, "9", "Record-Route: \"\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 1);
    assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 0);               /* it makes no dialog */
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
    static const struct {
        const char *method;
        unsigned cseq;
    } cases[] = {{"BYE", 9}, {"OPTIONS", 1}, {"INVITE", 9}, {"INVITE", 10}};
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
    FEED(solo, .method = "OPTIONS", .to = to, .cseq = 11,
         .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-o"); /* 11 was still the next */
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(tag_in(solo_only(solo), "To"), strstr(to, "tag=") + 4);
    FEED(solo, .method = "BYE", .to = to, .cseq = 10,
         .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-b");
    solo_expect(solo, "SIP/2.0 500 "); /* the OPTIONS has moved it */
    FEED(solo, .method = "BYE", .to = to, .cseq = 4000,
         .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-c"); /* gaps are no error: 3261:12.2.2 */
    solo_expect(solo, "SIP/2.0 200 ");
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:14.2: a second INVITE before the first is answered: 500 with Retry-After; while one of ours
 * is under way: 491. */
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

/* 5407:3.1.5: a re-INVITE that has overtaken the ACK of our 2xx gets 491, each copy the same, and
 * the call goes on. */
static void test_reinvite_before_the_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    char to[200], refused[200];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    struct hand again = {.to = to, .cseq = 2, .via = hand_branch(2)};
    solo_feed(solo, &again);
    solo_expect(solo, "SIP/2.0 491 ");
    snprintf(refused, sizeof refused, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .to = to, .via = hand_branch(3));
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
    solo_feed(solo, &again); /* its copy comes late */
    solo_expect(solo, "SIP/2.0 491 ");
    FEED(solo, .method = "ACK", .to = refused, .cseq = 2, .via = hand_branch(2));
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 0);
    FEED(solo, .to = to, .cseq = 3, .via = hand_branch(4));
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
    FEED(solo, .to = to, .cseq = 4, .via = hand_branch(5)); /* 3261:14.2: that one has no answer */
    solo_expect(solo, "SIP/2.0 500 ");
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
    solo_drain(solo);
    FEED(solo, .method = "BYE", .to = to, .cseq = 5, .via = hand_branch(6));
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
}

/* 3261:8.2.2.2 speaks of transactions that are under way. A proxy that tries again after a refusal
 * has another branch and the same Call-ID, From tag and number. */
static void test_a_retry_is_not_merged(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char to[200];
    FEED(solo, .via = hand_branch(1));
    FEED(solo, .via = hand_branch(2));
    solo_expect(solo, "SIP/2.0 482 ");
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .via = hand_branch(3)); /* nothing has acknowledged the 486: it is under way */
    solo_expect(solo, "SIP/2.0 482 ");
    FEED(solo, .method = "ACK", .to = to, .via = hand_branch(1));
    FEED(solo, .via = hand_branch(4));
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    FEED(solo, .via = hand_branch(5)); /* the retry is under way now */
    solo_expect(solo, "SIP/2.0 482 ");
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_405_and_501),
        cmocka_unit_test(test_505),
        cmocka_unit_test(test_a_telephone_number),
        cmocka_unit_test(test_416),
        cmocka_unit_test(test_415),
        cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_420),
        cmocka_unit_test(test_require_in_cancel_and_ack),
        cmocka_unit_test(test_481),
        cmocka_unit_test(test_481_next_to_a_dialog),
        cmocka_unit_test(test_482),
        cmocka_unit_test(test_max_forwards_zero),
        cmocka_unit_test(test_ack_is_never_answered),
        cmocka_unit_test(test_stray_responses),
        cmocka_unit_test(test_foreign_responses),
        cmocka_unit_test(test_malformed_response),
        cmocka_unit_test(test_lower_cseq),
        cmocka_unit_test(test_early_reinvite),
        cmocka_unit_test(test_reinvite_before_the_ack),
        cmocka_unit_test(test_a_retry_is_not_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
