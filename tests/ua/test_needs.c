/* What a message needs to be matched and to be acted on decides whether it is refused. Everything
 * else may be malformed (3261:8.2.2). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

/* Malformed, and needed by nothing that is matched by its branch or its dialog. */
static const char *const needless[] = {
    "Supported: ,outbound\r\n",
    "Allow: INVITE,,BYE\r\n",
    "Expires: soon\r\n",
    "Contact: <sip:eve smith@192.0.2.9>\r\n",
    "Contact: *\r\n",
    "Timestamp: x\r\n",
    "Content-Disposition: \r\n",
    "Content-Type: @\r\n",
    "Content-Encoding: ,\r\n",
    "Proxy-Require: \r\n",
    "Proxy-Require: a b\r\n",
    "Route: sip:10.0.0.2\r\n",
    "Record-Route: sip:10.0.0.2;lr\r\n",
    "User-Agent: (x\r\n",
    "Reason: ;;\r\n",
    "Date: yesterday\r\n",
    "Max-Forwards: 300\r\n", /* and Max-Forwards twice */
    "Subject: \"\x01\"\r\n",
    "Expires: 1\r\nExpires: 2\r\n",
    "no colon here\r\n",
};
enum { NEEDLESS = sizeof needless / sizeof *needless };

/* ---- Requests that have been matched ---- */

static void test_bye_and_ack(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NEEDLESS; i++) {
        struct solo *solo = solo_new(2, NULL);
        char to[200];
        FEED(solo, .method = NULL);
        sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        FEED(solo, .method = "ACK", .to = to, .via = hand_branch(2), .extra = needless[i]);
        if (solo->seen[SF_UA_EV_CONFIRMED] != 1)
            fail_msg("an ACK with %s", needless[i]);
        FEED(solo, .method = "BYE", .to = to, .cseq = 2, .via = hand_branch(3),
             .extra = needless[i]);
        if (strncmp(solo_only(solo), "SIP/2.0 200 ", 12) != 0)
            fail_msg("a BYE with %s got %.60s", needless[i], solo_only(solo));
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

static void test_cancel(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NEEDLESS; i++) {
        struct solo *solo = solo_new(2, NULL);
        FEED(solo, .method = NULL);
        FEED(solo, .method = "CANCEL", .extra = needless[i]);
        if (!solo_count(solo, "SIP/2.0 200 ") || !solo_count(solo, "SIP/2.0 487 "))
            fail_msg("a CANCEL with %s", needless[i]);
        assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A body of a BYE is not needed either, if what labels it cannot be read. */
static void test_bye_with_a_body(void **state)
{
    (void)state;
    static const char *const types[] = {"@", "text", "application/sdp\r\nContent-Encoding: a b",
                                        "multipart/mixed;boundary=none"};
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++) {
        struct solo *solo = solo_new(2, NULL);
        solo_answer_call(solo, &(struct hand){.method = NULL});
        struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
        char to[200];
        snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        FEED(solo, .method = "BYE", .to = to, .cseq = 2, .via = hand_branch(3), .type = types[i],
             .body = "x");
        solo_expect(solo, "SIP/2.0 200 ");
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A message that is cut short is refused, whatever else is wrong with it (3261:18.3), and so is a
 * method that is not CSeq's (3261:8.1.1.5). */
static void test_needs_hold(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "BYE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nTo: <sip:b@h>;tag=2\nCall-ID: 1\nCSeq: 1 BYE\nMax-Forwards: "
        "300\nContent-Length: 99\n\nx",
        "BYE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nTo: <sip:b@h>;tag=2\nCall-ID: 1\nMax-Forwards: 300\nCSeq: 1 "
        "INVITE\n\n",
        "BYE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nTo: <sip:b@h>;tag=2\nCall-ID: 1\nCall-ID: 2\nCSeq: 1 BYE\n\n",
        "BYE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nTo: <sip:b@h>;tag=2\nCall-ID: 1\nCSeq: 1 BYE\nRequire: a b\n\n",
        /* the first error is needless, a later one is not */
        "BYE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nSubject: a\nSubject: b\nTo: <sip:b@h>;tag=2\nCall-ID: 1\nCSeq: 1 "
        "BYE\nCall-ID: 2\n\n",
        "OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nSubject: a\nSubject: b\nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1 "
        "OPTIONS\nContent-Length: 0\nContent-Length: 1\n\nx",
        "OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nSubject: a\nSubject: b\nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1 "
        "OPTIONS\nContent-Length: x\n\n",
        "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:e@h>;tag=1\nSubject: a\nSubject: b\nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1 "
        "INVITE\nContact: <sip:x@\n\n",
    };
    struct solo *solo = solo_new(2, NULL);
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        solo_feed_text(solo, texts[i]);
        solo_expect(solo, "SIP/2.0 400 ");
    }
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 3261:13.3.1.4: an ACK says which INVITE it is for by its dialog; its Request-URI is no matter. */
static void test_ack_of_any_scheme(void **state)
{
    (void)state;
    static const char *const uris[] = {"tel:+15551234", "sips:bob@10.0.0.2", "urn:x",
                                       "sip:a@b?c=d"};
    for (unsigned i = 0; i < sizeof uris / sizeof *uris; i++) {
        struct solo *solo = solo_new(2, NULL);
        char to[200];
        FEED(solo, .method = NULL);
        sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        FEED(solo, .method = "ACK", .uri = uris[i], .to = to, .via = hand_branch(2));
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
        solo_free(solo);
    }
}

/* 3261:9.2: a CANCEL has its INVITE's Call-ID, From tag and CSeq number. */
static void test_cancel_of_another(void **state)
{
    (void)state;
    static const struct hand cancels[] = {
        {.method = "CANCEL", .call_id = "c2@192.0.2.9"},
        {.method = "CANCEL", .from = "<sip:eve@192.0.2.9>;tag=mallory"},
        {.method = "CANCEL", .cseq = 2},
    };
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    for (unsigned i = 0; i < 3; i++) {
        solo_feed(solo, &cancels[i]);
        solo_expect(solo, "SIP/2.0 481 ");
        assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 0);
    }
    FEED(solo, .method = "CANCEL");
    assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* ---- INVITE ---- */

static void test_invite_ignores(void **state)
{
    (void)state;
    static const char *const headers[] = {"Expires: soon\r\n",
                                          "Allow: ,INVITE\r\n",
                                          "Supported: ,x\r\n",
                                          "Supported: a b\r\n",
                                          "Timestamp: x\r\n",
                                          "Proxy-Require: ,\r\n",
                                          "Route: sip:10.0.0.2\r\n",
                                          "Content-Encoding: \r\n",
                                          "Content-Disposition: ;\r\n",
                                          "Content-Type: @\r\n",
                                          "Min-SE: ;\r\n",
                                          "Session-Expires: x\r\n",
                                          "P-Asserted-Identity: x\r\n",
                                          "Organization: \x01\r\n",
                                          "Subject: a\r\nSubject: b\r\n",
                                          "Expires: 60\r\nExpires: 2\r\n",
                                          "Timestamp: 5\r\nTimestamp: 6\r\n",
                                          "Require: \r\n",
                                          "Require: ,\r\n"};
    for (unsigned i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct solo *solo = solo_new(2, NULL);
        FEED(solo, .method = "OPTIONS", .via = hand_branch(2), .extra = headers[i]);
        if (!solo_count(solo, "SIP/2.0 200 "))
            fail_msg("an OPTIONS with %s", headers[i]);
        FEED(solo, .extra = headers[i]);
        if (solo->seen[SF_UA_EV_INCOMING] != 1)
            fail_msg("an INVITE with %s", headers[i]);
        sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A needed field is read with tolerance if it has only one possible meaning. */
static void test_invite_mended(void **state)
{
    (void)state;
    static const struct hand invites[] = {
        {.from = "<sip:eve@192.0.2.9>;;tag=eve;"},
        {.from = "Lee, Eve <sip:eve@192.0.2.9>;tag=eve"},
        {.contact = "<sip:eve#1@192.0.2.9>"},
        {.contact = "<sip:eve@192.0.2.9>,,"},
        {.extra = "Record-Route: ,<sip:p1;lr>, ,\r\n"},
        {.via = "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;;x,"},
    };
    for (unsigned i = 0; i < sizeof invites / sizeof *invites; i++) {
        struct solo *solo = solo_new(2, NULL);
        solo_feed(solo, &invites[i]);
        if (solo->seen[SF_UA_EV_INCOMING] != 1)
            fail_msg("case %u: %.60s", i, solo->outs ? solo->out[0].text : "nothing");
        solo_wait(solo, 300000); /* its 100 is made of the kept INVITE */
        solo_expect(solo, "SIP/2.0 100 ");
        solo_feed(solo, &invites[i]); /* a copy */
        solo_expect(solo, "SIP/2.0 100 ");
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        solo_dry(solo);
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .extra = "Require: , x,\r\n");
    solo_expect(solo, "SIP/2.0 420 ");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "x");
    solo_free(solo);
}

/* Events of a mended message point into the core: the next datagram waits until they are taken. */
static void test_mended_events(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    struct sf_output output;
    unsigned incoming = 0;
    const struct hand one = {.contact = "<sip:eve#1@192.0.2.9>", .body = "one"};
    const struct hand two = {.contact = "<sip:eve#1@192.0.2.9>",
                             .call_id = "c2",
                             .from = "<sip:eve@192.0.2.9>;tag=2",
                             .via = hand_branch(2),
                             .body = "two"};
    solo->drains = false;
    assert_int_equal(solo_feed(solo, &one), SF_UA_OK);
    assert_int_equal(solo_feed(solo, &two), SF_UA_BUSY);
    while (sf_ua_next(solo->ua, &output))
        if (output.type == SF_OUTPUT_EVENT && output.event.type == SF_UA_EV_INCOMING) {
            assert_memory_equal(output.event.body.p, "one", 3);
            incoming++;
        }
    assert_int_equal(incoming, 1);
    assert_int_equal(solo_feed(solo, &two), SF_UA_OK);
    solo_free(solo);
}

/* RFC 2543 asks for no Contact: requests of the dialog go to From's URI. */
static void test_invite_without_contact(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo, &(struct hand){.no_contact = true,
                                          .from = "<sip:eve@192.0.2.77:5099>"
                                                  ";tag=eve"});
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.77:5099 SIP/2.0\r\n");
    assert_int_equal(solo->out[0].to.port, 5099);
    solo_dry(solo);
    solo_free(solo);
}

/* White space that ends a datagram is no body; with a Content-Length it is one. */
static void test_blank_body(void **state)
{
    (void)state;
    static const char head[] =
        "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
        "<sip:eve@192.0.2.9>;tag=1\nTo: <sip:bob@10.0.0.2>\nCall-ID: 1\nCSeq: 1 INVITE\n"
        "Contact: <sip:eve@192.0.2.9>\n";
    static const char *const blanks[] = {"\n\n", "\n\n\n\n", "\n \t\n"};
    char text[1000];
    for (unsigned i = 0; i < 3; i++) {
        struct solo *solo = solo_new(2, NULL);
        snprintf(text, sizeof text, "%s%s", head, blanks[i]);
        solo_feed_text(solo, text);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
        assert_int_equal(solo->event[solo->events - 1].body.len, 0);
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, NULL);
    snprintf(text, sizeof text, "%sContent-Length: 2\n\n\n", head);
    solo_feed_text(solo, text);
    solo_expect(solo, "SIP/2.0 400 Missing Content-Type");
    snprintf(text, sizeof text, "%s\nx", head);
    solo_feed_text(solo, text);
    solo_expect(solo, "SIP/2.0 400 Missing Content-Type");
    solo_free(solo);
}

/* 3261:8.2.6.1, 3261:20.38: the delay of the 100 is in its Timestamp. */
static void test_timestamp(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"54", "54 0.200"},
                                           {"54.3 9", "54.3 0.200"},
                                           {"7.\t0.1", "7. 0.200"},
                                           {"", ""},
                                           {"x", ""},
                                           {"5x", ""},
                                           {"1.2.3", ""}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        char line[60];
        snprintf(line, sizeof line, "Timestamp: %s\r\n", cases[i][0]);
        FEED(solo, .extra = line);
        solo_wait(solo, 300000);
        solo_expect(solo, "SIP/2.0 100 ");
        assert_string_equal(header_in(solo_only(solo), "Timestamp"), cases[i][1]);
        sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* 3261:13.2.1, 3261:13.3.1.4, 3261:11.2: an empty Supported says that there is no extension. */
static void test_supported(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    assert_int_equal(count_headers(solo_invite(solo), "Supported"), 1);
    FEED(solo, .method = "OPTIONS");
    assert_int_equal(count_headers(solo_only(solo), "Supported"), 1);
    FEED(solo, .via = hand_branch(2));
    sf_ua_ring(solo->ua, solo->now_us, solo->call, 180);
    solo_drain(solo);
    assert_int_equal(count_headers(solo_only(solo), "Supported"), 0);
    sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
    solo_drain(solo);
    assert_int_equal(count_headers(solo_only(solo), "Supported"), 1);
    solo_free(solo);
}

/* ---- Requests that cannot be read ---- */

/* A response needs to know where to go, and has of the request what can be read. */
static void test_400_with_a_via_alone(void **state)
{
    (void)state;
#define WAY "Via: SIP/2.0/UDP 192.0.2.9:5099;branch=z9hG4bKa\n"
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" WAY "\n", "Missing From"},
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" WAY "From: \nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1 "
         "INVITE\n\n",
         "Malformed From"},
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" WAY "From: <sip:e@h>;tag=1\nCall-ID: 1\nCSeq: 1 "
         "INVITE\n\n",
         "Missing To"},
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" WAY "From: <sip:e@h>;tag=1\nTo: <sip:b@h>\nCall-ID: a "
         "b\nCSeq: 1 INVITE\n\n",
         "Malformed Call-ID"},
        {"FROB sip:bob@10.0.0.2 SIP/2.0\n" WAY "From: <sip:e@h>;tag=1\nTo: <sip:b@h>\nCall-ID: "
         "1\nCSeq: FROB\n\n",
         "Malformed CSeq"},
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" WAY "From: <sip:e@h>;tag=1", "Message cut short"},
    };
    struct solo *solo = solo_new(2, NULL);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char status[100];
        snprintf(status, sizeof status, "SIP/2.0 400 %s\r\n", cases[i].reason);
        solo_feed_text(solo, cases[i].text);
        solo_expect(solo, status);
        assert_int_equal(solo->out[0].to.port, 5099);
        assert_int_equal(count_headers(solo_only(solo), "Via"), 1);
        assert_int_equal(count_headers(solo_only(solo), "To"),
                         strstr(cases[i].text, "To: ") != NULL);
        solo_assert_empty(solo);
    }
    solo_feed_text(solo, "ACK sip:bob@10.0.0.2 SIP/2.0\n" WAY "\n"); /* which is never answered */
    assert_int_equal(solo->outs, 0);
    solo_feed_text(solo, "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP @\n\n");
    assert_int_equal(solo->outs, 0);
    solo_free(solo);
#undef WAY
}

/* ---- Responses ---- */

/* A final response is matched by Via and CSeq (3261:17.1.3), acknowledged, and reported. */
static void test_final_responses(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        const char *extra;
    } cases[] = {
        {486, "Contact: <sip:eve smith@192.0.2.9>\r\n"},
        {302, "Contact: <sip:a@192.0.2.10>, <sip:PBX 1@192.0.2.11>\r\n"},
        {302, "Contact: *\r\n"},
        {603, "Record-Route: sip:198.51.100.1;lr\r\n"},
        {503, "Retry-After: later\r\n"},
        {486, "Content-Type: @\r\nContent-Disposition: ;\r\nExpires: x\r\n"},
        {486, "Max-Forwards: 999\r\n"},
        {486, "Expires: 1\r\nExpires: 2\r\n"},
        {486, "no colon here\r\n"},
        {486, "Subject: \"\x01\"\r\n"},
    };
    for (unsigned i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        const char *invite = solo_invite(solo);
        if (i % 2)
            solo_respond(solo, invite, 180, "a", "Contact: <sip:a@192.0.2.9>\r\n");
        solo_respond(solo, invite, cases[i / 2].status, "a", cases[i / 2].extra);
        if (solo_count(solo, "ACK ") != 1 || solo->seen[SF_UA_EV_FAILED] != 1)
            fail_msg("%u with %s", cases[i / 2].status, cases[i / 2].extra);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A response to `request` without its lines of one name. */
static void respond_without(struct solo *solo, const char *request, const char *status,
                            const char *name, const char *instead)
{
    static const char *const names[] = {"Via", "From", "To", "Call-ID", "CSeq"};
    char text[2000];
    int n = snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status);
    for (unsigned i = 0; i < 5; i++)
        if (strcmp(names[i], name) == 0)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s", instead);
        else
            n += snprintf(text + n, sizeof text - (size_t)n, "%s: %s\r\n", names[i],
                          header_in(request, names[i]));
    n += snprintf(text + n, sizeof text - (size_t)n, "\r\n");
    solo_feed_bytes(solo, text, (size_t)n);
}

static void test_needless_parties(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"From", ""},
        {"From", "From: \"\r\n"},
        {"To", ""},
        {"To", "To: <sip:\r\n"},
        {"Call-ID", ""},
        {"Call-ID", "Call-ID: a b\r\n"},
        {"To", "To: <sip:a@h>;tag=1\r\nTo: <sip:b@h>;tag=2\r\n"}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        const char *invite = solo_invite(solo);
        respond_without(solo, invite, "486 Busy Here", cases[i][0], cases[i][1]);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        assert_int_equal(count_headers(solo_only(solo), "To"), 1);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        solo_dry(solo);
        solo_free(solo);
        solo = solo_new(2, NULL);
        solo_answer_call(solo, &(struct hand){.method = NULL});
        sf_ua_hangup(solo->ua, solo->now_us, solo->call);
        solo_drain(solo);
        char bye[2000];
        snprintf(bye, sizeof bye, "%s", solo_only(solo));
        respond_without(solo, bye, "200 OK", cases[i][0], cases[i][1]);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
    /* CSeq and Via are what it is matched by. */
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    respond_without(solo, invite, "486 Busy Here", "CSeq", "");
    respond_without(solo, invite, "486 Busy Here", "CSeq", "CSeq: 1 INVITE\r\nCSeq: 1 INVITE\r\n");
    respond_without(solo, invite, "486 Busy Here", "Via", "");
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
    solo_free(solo);
}

/* A 2xx that makes no dialog of ours is acknowledged and its dialog ended (3261:13.2.2.4). */
static void test_unusable_success(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *target;
        unsigned port;
    } cases[] = {
        {"Contact: <sip:eve@192.0.2.44:x>\r\n", "sip:eve@192.0.2.9", 5060},
        {"Contact: *\r\n", "sip:eve@192.0.2.9", 5060},
        {"Contact: <sip:eve@192.0.2.44:5999>\r\nRecord-Route: <sip:p\r\n",
         "sip:eve@192.0.2.44:5999", 5999},
        {"Contact: <sip:eve@192.0.2.44:5999>\r\nRecord-Route: <sip:192.0.2.3;lr>, sip:p;lr\r\n",
         "sip:eve@192.0.2.44:5999", 5999},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        const char *invite = solo_invite(solo);
        char line[100];
        solo_respond(solo, invite, 200, "a", cases[i].headers);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 0);
        assert_int_equal(solo->outs, 2);
        snprintf(line, sizeof line, "ACK %s SIP/2.0\r\n", cases[i].target);
        assert_memory_equal(solo->out[0].text, line, strlen(line));
        snprintf(line, sizeof line, "BYE %s SIP/2.0\r\n", cases[i].target);
        assert_memory_equal(solo->out[1].text, line, strlen(line));
        assert_int_equal(solo->out[0].to.port, cases[i].port);
        assert_int_equal(count_headers(solo->out[0].text, "Route"), 0);
        solo_dry(solo);
        solo_free(solo);
    }
    /* A field that it does not need may be malformed, and one Contact of several is enough. */
    static const char *const usable[] = {
        "Contact: <sip:eve@192.0.2.44>;expires=never\r\n", "Contact: <sip:eve@192.0.2.44>;q=2\r\n",
        "Contact: <sip:eve@192.0.2.44>\r\nServer: (x\r\nAllow: ,\r\n",
        "Contact: <sip:e@>, <sip:eve@192.0.2.44>\r\n",
        "Contact: ,<sip:eve@192.0.2.44>\r\nRecord-Route: ,<sip:192.0.2.44;lr>,\r\n"};
    for (unsigned i = 0; i < sizeof usable / sizeof *usable; i++) {
        struct solo *solo = solo_new(2, NULL);
        solo_respond(solo, solo_invite(solo), 200, "a", usable[i]);
        if (solo->seen[SF_UA_EV_ANSWERED] != 1)
            fail_msg("a 200 with %s", usable[i]);
        solo_expect(solo, "ACK sip:eve@192.0.2.44 SIP/2.0\r\n");
        solo_free(solo);
    }
    /* The early dialog has brought what the 2xx does not. */
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 180, "a", "Contact: <sip:eve@192.0.2.44>\r\n");
    solo_respond(solo, invite, 200, "a", "Contact: <sip:e@>\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    solo_expect(solo, "ACK sip:eve@192.0.2.44 SIP/2.0\r\n");
    solo_free(solo);
}

/* 3261:12.1.2: the dialog's Call-ID, local tag and number are those of the INVITE that we sent. */
static void test_success_of_another(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Call-ID", "Call-ID: other\r\n"},
        {"From", "From: <sip:bob@10.0.0.2>;tag=other\r\n"},
        {"From", "From: <sip:bob@10.0.0.2>\r\n"},
        {"CSeq", "CSeq: 4711 INVITE\r\n"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        const char *invite = solo_invite(solo);
        respond_without(solo, invite, "200 OK\r\nContact: <sip:eve@192.0.2.66>", cases[i][0],
                        cases[i][1]);
        assert_int_equal(solo->outs + solo->events, 0);
        respond_without(solo, invite, "183 Ringing\r\nContact: <sip:eve@192.0.2.66>", cases[i][0],
                        cases[i][1]);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(solo_counters(solo).stray_responses, 2);
        solo_respond(solo, invite, 200, "a", "Contact: <sip:eve@192.0.2.44>\r\n");
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
        solo_free(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bye_and_ack),       cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_bye_with_a_body),   cmocka_unit_test(test_needs_hold),
        cmocka_unit_test(test_ack_of_any_scheme), cmocka_unit_test(test_cancel_of_another),
        cmocka_unit_test(test_invite_ignores),    cmocka_unit_test(test_invite_mended),
        cmocka_unit_test(test_mended_events),     cmocka_unit_test(test_invite_without_contact),
        cmocka_unit_test(test_blank_body),        cmocka_unit_test(test_timestamp),
        cmocka_unit_test(test_supported),         cmocka_unit_test(test_400_with_a_via_alone),
        cmocka_unit_test(test_final_responses),   cmocka_unit_test(test_needless_parties),
        cmocka_unit_test(test_unusable_success),  cmocka_unit_test(test_success_of_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
