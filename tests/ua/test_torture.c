/* What the user agent answers where the torture suite (tests/msg/torture) says that a message is
 * well-formed, or can be answered, and the rest is not the parser's. Messages are whole and written
 * by hand; "\n" stands for CRLF. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

/* The ordinary lines, with a branch of its own for each case: copies of one request would be
 * absorbed. */
#define VIA(branch) "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK" branch "\n"
#define PARTIES "From: <sip:eve@192.0.2.9>;tag=eve\nTo: <sip:bob@10.0.0.2>\n"

static void answered(const char *text, const char *status)
{
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, text);
    solo_expect(solo, status);
    assert_int_equal(solo->events, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 0);
    solo_dry(solo);
    solo_free(solo);
}

/* Nobody hears of it, neither outside nor inside. */
static void dropped(const char *text)
{
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, text);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_assert_empty(solo);
    solo_free(solo);
}

static void rings(const char *text)
{
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, text);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 486 ");
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Well-formed ---- */

/* 4475:3.1.1.1, with a method and headers of our own. */
static void test_everything_folded(void **state)
{
    (void)state;
    rings("INVITE sip:bob@10.0.0.2;colour=blue;quiet SIP/2.0\nsUBJECT\t:\nmax-FORWARDS :  "
          "000012\nX-Ledger   : unbalanced \") < and ; = , {\n"
          "f\t:\t\"Madame \\\"Zo\\\\e\\\"\"\n\t<sip:zoe@192.0.2.9>\n ;\ttag = q7  ; "
          "mood\nCALL-id:\n 77-folds\nVia:SIP / 2.0\n / UDP 192.0.2.9 : 5060 ;branch\n"
          " =  z9hG4bKfolds ;x = \"a;b,c\" ; y\nCSEQ : 0000042\n  INVITE\nv :  SIP  / 2.0  / TCP   "
          "relay.example.net ; branch =\n\tz9hG4bKtwo\n"
          "t :\n sip:bob@10.0.0.2  ; copied\nm : \"One, two\" <sip:zoe@192.0.2.9;lr>;flag\nrOuTe "
          ":<sip:10.0.0.2;lr;unknown=%20>\nL : 0\n\n");
}

/* 4475:3.1.1.2, 3.1.1.5: an unknown method with all letters of a token, and with text that only
 * looks like an escape. */
static void test_unknown_methods(void **state)
{
    (void)state;
    answered("T!o%k*e_n+`x'~-.9 sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 T!o%k*e_n+`x'~-.9\n\n",
             "SIP/2.0 501 ");
    answered("O%50TIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("2") PARTIES
             "Call-ID: 2\nCSeq: 1 O%50TIONS\n\n",
             "SIP/2.0 501 ");
}

/* 4475:3.1.1.8: the second message of a datagram is no message; its call is not made. */
static void test_second_message(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(
        solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
        "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n"
        "INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("2") PARTIES
        "Call-ID: 2\nCSeq: 1 INVITE\nContact: <sip:eve@192.0.2.9>\nContent-Length: 0\n\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "1 OPTIONS");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 0);
    solo_dry(solo);
    solo_free(solo);
}

/* 4475:3.1.1.3, 3.1.1.4, 3.1.1.6, 3.1.1.7, 3.1.1.9, 3.1.1.10: what is echoed comes back letter for
 * letter. */
static void test_echoes(void **state)
{
    (void)state;
    static const char *const from[] = {
        "<sip:%61nn%40home%3Anight@192.0.2.9>;tag=1",
        "<sip:cut%00here@192.0.2.9>;tag=1",
        "Eve<sip:eve@192.0.2.9>;tag=1",
        "<sip:eve;lr;day=tue%40noon@192.0.2.9>;tag=1",
        "\"50%% \\\" \\\\ \xc3\xb8 \xff\" <sip:eve@192.0.2.9>;tag=-.!%*_+`'~",
        "<https://www.example.com/ann?x=1>;tag=1",
    };
    struct solo *solo = solo_new(2, NULL);
    for (unsigned i = 0; i < sizeof from / sizeof *from; i++) {
        char text[2000];
        snprintf(text, sizeof text,
                 "OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/SMOKE "
                 "192.0.2.9;branch=z9hG4bK%u\nFrom: %s\nTo: <sip:bob@10.0.0.2>\nCall-ID: %u\nCSeq: "
                 "1 OPTIONS\n\n",
                 i, from[i], i);
        solo_feed_text(solo, text);
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "From"), from[i]);
        assert_memory_equal(header_in(solo_only(solo), "Via"),
                            "SIP/2.0/SMOKE 192.0.2.9;branch=z9hG4bK", 38);
    }
    solo_dry(solo);
    solo_free(solo);
}

/* 4475:3.1.1.11: several parts; here they have no end. */
static void test_multipart(void **state)
{
    (void)state;
    answered("INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 INVITE\nContact: <sip:eve@192.0.2.9>\n"
             "Content-Type: multipart/mixed;boundary=frontier\n\n--frontier\nContent-Type: "
             "application/sdp\n\nv=0\n--front",
             "SIP/2.0 400 ");
}

/* 4475:3.1.1.12, 3.1.1.13: the reason means nothing. */
static void test_reasons(void **state)
{
    (void)state;
    static const char *const reasons[] = {"", " ", "= 2**3 * 5**2 \xd0\xbd \"q\" <a>; 100%;", "\t",
                                          "OK\xff"};
    for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct solo *solo = solo_new(2, NULL);
        const char *invite = solo_invite(solo);
        char text[3000];
        snprintf(text, sizeof text,
                 "SIP/2.0 486 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=9\r\nCall-ID: %s\r\nCSeq: "
                 "%s\r\n\r\n",
                 reasons[i], header_in(invite, "Via"), header_in(invite, "From"),
                 header_in(invite, "To"), header_in(invite, "Call-ID"), header_in(invite, "CSeq"));
        solo_feed_bytes(solo, text, strlen(text));
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* ---- Malformed ---- */

/* 4475:3.1.2: what can be answered is answered with 400 and says what is wrong; what cannot is
 * dropped. */
static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *status;
    } cases[] = {
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("1;;,;,,") PARTIES
         "Call-ID: 1\nCSeq: 1 INVITE\n\n",
         "400 Malformed Via"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
             "1") "From: <sip:eve@192.0.2.9>;;tag=1;;;\nTo: <sip:bob@10.0.0.2>\nCall-ID: 1\nCSeq: "
                  "1 OPTIONS\n\n",
         "200 "},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("2") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 8765\n\nv=0\n",
         "400 Body shorter than Content-Length"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("3") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: -123\n\nv=0\n",
         "400 Malformed Content-Length"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("3") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 4294967296\n\nv=0\n",
         "400 Malformed Content-Length"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("4") PARTIES
         "Call-ID: 1\nCSeq: 55340232221128654848 OPTIONS\n\n",
         "400 Malformed CSeq"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("5") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\nMax-Forwards: 400\n\n",
         "400 Malformed Max-Forwards"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("6") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\nExpires: 1000000000000\n\n",
         "200 "}, /* it is not needed: 3261:8.2.2 */
        {"SIP/2.0 503 Busy\n" VIA("7") PARTIES
         "Call-ID: 1\nCSeq: 9999999999999999999999 INVITE\n\n",
         NULL},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
             "8") "From: <sip:eve@192.0.2.9>;tag=1\nTo: \"Bob <sip:bob@10.0.0.2>\nCall-ID: "
                  "1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed To"},
        {"OPTIONS <sip:bob@10.0.0.2> SIP/2.0\n" VIA("9") PARTIES "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed Request-URI"},
        {"OPTIONS sip:bob@10.0.0.2; lr SIP/2.0\n" VIA("10") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed start line"},
        {"OPTIONS  sip:bob@10.0.0.2  SIP/2.0\n" VIA("11") PARTIES "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed start line"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0  \n" VIA("12") PARTIES "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed start line"},
        {"OPTIONS sip:bob@10.0.0.2?Route=%3Csip:evil.example.com%3E SIP/2.0\n" VIA("13") PARTIES
         "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed Request-URI"},
        {"INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("14") PARTIES
         "Call-ID: 1\nCSeq: 1 INVITE\nContact: "
         "sip:eve@192.0.2.9?Route=%3Csip:evil.example.com%3E\n\n",
         "400 Malformed Contact"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
             "15") "From: <sip:eve@192.0.2.9>;tag=1\nTo: \"Bob\" < sip:bob@10.0.0.2 >\nCall-ID: "
                   "1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed To"},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
             "16") "From: Lee, Eve <sip:eve@192.0.2.9>;tag=1\nTo: <sip:bob@10.0.0.2>\nCall-ID: "
                   "1\nCSeq: 1 OPTIONS\n\n",
         "200 "}, /* a name that means one thing */
        {"OPTIONS sip:bob@10.0.0.2 SIP/7.0\n" VIA("17") PARTIES "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "505 "},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("18") PARTIES "Call-ID: 1\nCSeq: 1 INVITE\n\n",
         "400 CSeq method differs"},
        {"FROB sip:bob@10.0.0.2 SIP/2.0\n" VIA("19") PARTIES "Call-ID: 1\nCSeq: 1 FROBNICATE\n\n",
         "400 CSeq method differs"},
        {"SIP/2.0 4294967496 Better not\n" VIA("20") PARTIES "Call-ID: 1\nCSeq: 1 INVITE\n\n",
         NULL},
        {"OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
             "21") "From: <sip:eve@192.0.2.9>;tag=1\nTo: <sip:bob@10.0.0.2>;tag=\nt: "
                   "<sip:bob@10.0.0.2>\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n",
         "400 Malformed To"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char status[100];
        if (cases[i].status) {
            snprintf(status, sizeof status, "SIP/2.0 %s", cases[i].status);
            answered(cases[i].text, status);
        } else {
            dropped(cases[i].text);
        }
    }
}

/* 4475:3.1.2.12: a malformed Date, which is not read here, is no reason to refuse a call
 * (3261:8.2.2). */
static void test_bad_date(void **state)
{
    (void)state;
    rings("INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
          "Call-ID: 1\nCSeq: 1 INVITE\nContact: <sip:eve@192.0.2.9>\nDate: Tue, 04 Mar 2008 "
          "07:09:00 CET\n\n");
}

/* ---- Transactions ---- */

/* 4475:3.2.1: requests whose branch is the cookie alone, from one sender. By the letter of
 * 3261:17.2.3 they would be one; distinguished like those of an RFC 2543 sender, each gets its own
 * answer, and a copy gets the same answer. */
static void test_cookie_alone(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("") PARTIES
                   "Call-ID: 1\nCSeq: 1 OPTIONS\n\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Call-ID"), "1");
    solo_feed_text(solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("") PARTIES
                   "Call-ID: 2\nCSeq: 2 OPTIONS\n\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Call-ID"), "2");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "2 OPTIONS");
    static const char invite[] = "INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("") PARTIES
        "Call-ID: 3\nCSeq: 3 INVITE\nContact: <sip:eve@192.0.2.9>\n\n";
    solo_feed_text(solo, invite);
    solo_feed_text(solo, invite);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 486 ");
    char ack[500];
    snprintf(ack, sizeof ack,
             "ACK sip:bob@10.0.0.2 SIP/2.0\n" VIA(
                 "") "From: <sip:eve@192.0.2.9>;tag=eve\nTo: %s\nCall-ID: 3\nCSeq: 3 ACK\n\n",
             header_in(solo_only(solo), "To"));
    solo_feed_text(solo, ack);
    solo_wait(solo, 3000000);
    assert_int_equal(solo->outs, 0); /* the ACK was taken */
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Semantics ---- */

/* 4475:3.3.1: no Call-ID, From or To: an answer would have none either. */
static void test_insufficient(void **state)
{
    (void)state;
    answered("INVITE sip:bob@10.0.0.2 SIP/2.0\nCSeq: 1 INVITE\n" VIA(
                 "1") "Max-Forwards: 70\nContent-Type: application/sdp\n\nv=0\n",
             "SIP/2.0 400 Missing From");
    answered("OPTIONS sip:bob@10.0.0.2 SIP/2.0\nCSeq: 1 OPTIONS\n" VIA("1") PARTIES "\n",
             "SIP/2.0 400 Missing Call-ID");
    dropped("OPTIONS sip:bob@10.0.0.2 SIP/2.0\nCSeq: 1 OPTIONS\nCall-ID: 1\n" PARTIES "\n");
}

/* 4475:3.3.2, 3.3.3: 416 (3261:8.2.2.1). 3.3.4: in From, To and Contact another scheme is no such
 * ground. */
static void test_schemes(void **state)
{
    (void)state;
    answered("OPTIONS zz-top.3+:no/idea?what=this SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
             "SIP/2.0 416 ");
    answered("OPTIONS xmpp.beep://ann@[2001:db8::1]/a?d SIP/2.0\n" VIA("2") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\n\n",
             "SIP/2.0 416 ");
    answered("OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA(
                 "3") "From: <https://www.example.com/ann>;tag=1\nTo: "
                      "urn:isbn:9780131103627\nCall-ID: 1\nCSeq: 1 OPTIONS\n"
                      "Contact: <mailto:ann@example.com>\n\n",
             "SIP/2.0 200 ");
}

/* 4475:3.3.5: 420 names what Require has and not what Proxy-Require has (3261:8.2.2.3). */
static void test_require(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
                   "Call-ID: 1\nCSeq: 1 OPTIONS\nRequire: fly, Swim\nProxy-Require: walk,\n "
                   "run\nRequire: 100rel\n\n");
    solo_expect(solo, "SIP/2.0 420 ");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "fly, Swim");
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 4475:3.3.6: 415 with what would be taken (3261:8.2.3). */
static void test_unknown_type(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, "INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
                   "Call-ID: 1\nCSeq: 1 INVITE\nContact: <sip:eve@192.0.2.9>\n"
                   "Content-Type: x-music/x-hum+noise;key=\"C;#\"\nContent-Length: 3\n\nlal");
    solo_expect(solo, "SIP/2.0 415 ");
    assert_string_equal(header_in(solo_only(solo), "Accept"), "application/sdp");
    solo_assert_empty(solo);
    solo_free(solo);
}

/* 4475:3.3.7, 3.3.12 to 3.3.14: this is no registrar, whatever the contacts and credentials are. */
static void test_registers(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Authorization: Handshake firm=\"yes, very\", times=3\n",
        "Contact: sip:ann@192.0.2.4;weather=fair\n",
        "Contact: <sip:ann@192.0.2.4;weather=fair>\n",
        "Contact: <sip:ann@192.0.2.4?Route=%3Csip:relay.example.com%3Blr%3E>\n",
    };
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[1000];
        snprintf(text, sizeof text,
                 "REGISTER sip:10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
                 "Call-ID: 1\nCSeq: 1 REGISTER\n%s\n",
                 lines[i]);
        answered(text, "SIP/2.0 405 ");
    }
}

/* 4475:3.3.8, 3.3.9: the answer has the first of each. */
static void test_two_of_each(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_text(solo, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
                   "Call-ID: 1\nCSeq: 1 OPTIONS\nCSeq: 5 OPTIONS\nCall-ID: other\n"
                   "From: <sip:other@192.0.2.9>;tag=other\nTo: <sip:other@10.0.0.2>\nMax-Forwards: "
                   "7\nMax-Forwards: 8\n\n");
    solo_expect(solo, "SIP/2.0 400 Repeated CSeq");
    static const char *const names[] = {"From", "To", "Call-ID", "CSeq"};
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(count_headers(solo_only(solo), names[i]), 1);
        assert_null(strstr(header_in(solo_only(solo), names[i]), "other"));
    }
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "1 OPTIONS");
    solo_assert_empty(solo);
    solo_free(solo);
    answered("OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 2\nContent-Length: 4\n\nokno",
             "SIP/2.0 400 Repeated Content-Length");
    answered("OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 2\nl: 2\n\nok",
             "SIP/2.0 400 Repeated Content-Length");
}

/* 4475:3.3.10: a response whose Vias are others' is dropped, and nothing is sent to a broadcast
 * address (3261:18.1.2, 3261:8.1.3.3). */
static void test_broadcast(void **state)
{
    (void)state;
    dropped("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKours\nVia: SIP/2.0/UDP "
            "255.255.255.255;branch=z9hG4bKall\n" PARTIES
            "Call-ID: 1\nCSeq: 1 INVITE\nContact: <sip:ben@192.0.2.7>\nContent-Length: 0\n\n");
}

/* 4475:3.3.11: 483 is a proxy's; here the request has arrived. */
static void test_max_forwards_0(void **state)
{
    (void)state;
    answered("OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\nMax-Forwards: 0\n\n",
             "SIP/2.0 200 ");
}

/* 4475:3.3.15: what the caller accepts concerns the application that makes the answer: the call is
 * offered. */
static void test_accept(void **state)
{
    (void)state;
    rings("INVITE sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
          "Call-ID: 1\nCSeq: 1 INVITE\nContact: <sip:eve@192.0.2.9>\nAccept: "
          "text/x-never-heard-of\n\n");
}

/* 4475:3.4.1: no cookie, no From tag, no Max-Forwards: a call as another, up to its end. It does
 * want a Contact. */
static void test_rfc_2543(void **state)
{
    (void)state;
    rings("INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9\nFrom: "
          "<sip:+12025550187@192.0.2.9;user=phone>\nTo: sip:bob@10.0.0.2\n"
          "Call-ID: 7a7b@192.0.2.9\nCSeq: 56 INVITE\nContact: <sip:gw@192.0.2.9>\nRecord-Route: "
          "<sip:bob@10.0.0.2;maddr=192.0.2.9>\n\n");
}

/* ---- RFC 5118 ---- */

/* 5118:4.1 to 4.5, 4.9, 4.10. */
static void test_ipv6(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *status;
    } cases[] = {
        {"sip:[2001:db8:77::e]", "SIP/2.0 200 "},
        {"sip:2001:db8:77::e", "SIP/2.0 400 Malformed Request-URI"},
        {"sip:[2001:db8:77::e:5090]", "SIP/2.0 200 "},
        {"sip:[2001:db8:77::e]:5090", "SIP/2.0 200 "},
        {"sip:[::ffff:192.0.2.61]:20202", "SIP/2.0 200 "},
        {"sip:[2001:db8:77:::192.0.2.33]", "SIP/2.0 200 "},
        {"sip:[fe80::1%25eth0]", "SIP/2.0 400 Malformed Request-URI"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1000];
        snprintf(
            text, sizeof text,
            "OPTIONS %s SIP/2.0\nVia: SIP/2.0/UDP "
            "[2001:db8:77::b:1];received=2001:db8:77::b:200;branch=z9hG4bK1\nVia: SIP/2.0/UDP "
            "[2001:db8:77::b:2];received=[2001:db8:77::b:201]\n"
            "From: <sip:ann@[::1]>;tag=1\nTo: <sip:bob@[::2]>\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n",
            cases[i].uri);
        answered(text, cases[i].status);
    }
}

/* ---- Limits ---- */

/* Vias that have no place in the table cannot be copied: no answer. Joined by commas they can: one,
 * with all of them. */
static void test_300_vias(void **state)
{
    (void)state;
    static char text[30000];
    char *p = text + sprintf(text, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" PARTIES
                                   "Call-ID: 1\nCSeq: 1 OPTIONS\n");
    for (int i = 0; i < 300; i++)
        p += sprintf(p, "Via: SIP/2.0/UDP h%d\n", i);
    strcpy(p, "\n");
    dropped(text);
}

/* Past a limit, and answerable: 513. */
static void test_513(void **state)
{
    (void)state;
    static char text[65000];
    snprintf(text, sizeof text,
             "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
             "Call-ID: 1\nCSeq: 1 OPTIONS\nX-Large: %060000d\n\n",
             0);
    answered(text, "SIP/2.0 513 ");
    char *p = text + sprintf(text, "OPTIONS sip:bob@10.0.0.2 SIP/2.0\n" VIA("1") PARTIES
                             "Call-ID: 1\nCSeq: 1 OPTIONS\n");
    for (int i = 0; i < 2000; i++)
        p += sprintf(p, "Xx: y\n");
    strcpy(p, "\n");
    answered(text, "SIP/2.0 513 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_folded), cmocka_unit_test(test_unknown_methods),
        cmocka_unit_test(test_second_message),    cmocka_unit_test(test_echoes),
        cmocka_unit_test(test_multipart),         cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_malformed),         cmocka_unit_test(test_bad_date),
        cmocka_unit_test(test_cookie_alone),      cmocka_unit_test(test_insufficient),
        cmocka_unit_test(test_schemes),           cmocka_unit_test(test_require),
        cmocka_unit_test(test_unknown_type),      cmocka_unit_test(test_registers),
        cmocka_unit_test(test_two_of_each),       cmocka_unit_test(test_broadcast),
        cmocka_unit_test(test_max_forwards_0),    cmocka_unit_test(test_accept),
        cmocka_unit_test(test_rfc_2543),          cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_300_vias),          cmocka_unit_test(test_513),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
