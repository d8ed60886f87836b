/* Where things go: responses by 3261:18.2 and 3581:4, requests of a dialog by its route set and
 * target (3261:12.2.1.1), and peers that speak RFC 2543. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static struct sf_address address(const char *host, unsigned port)
{
    struct sf_address a = {.port = (uint16_t)port};
    assert_true(sf_address_of_host(&a, sf_str_of(host)));
    return a;
}

static void assert_sent_to(const struct solo *solo, unsigned out, const char *host, unsigned port)
{
    char text[SF_ADDRESS_TEXT_BYTES], wanted[SF_ADDRESS_TEXT_BYTES];
    struct sf_address to = address(host, port);
    assert_true(out < solo->outs);
    sf_address_text(&solo->out[out].to, text);
    sf_address_text(&to, wanted);
    assert_string_equal(text, wanted);
}

static void assert_first_line(const char *message, const char *line)
{
    size_t length = strlen(line);
    if (strncmp(message, line, length) != 0 || message[length] != '\r')
        fail_msg("\"%s\" was expected: %.200s", line, message);
}

/* The newest datagram whose first line starts so; fails if there is none. */
static const char *sent(const struct solo *solo, const char *prefix, unsigned *which)
{
    for (unsigned i = solo->outs; i-- > 0;)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0) {
            if (which)
                *which = i;
            return solo->out[i].text;
        }
    fail_msg("no %s was sent", prefix);
    return "";
}

static void follows_maddr(struct sf_ua_config *config)
{
    config->follow_maddr = true;
}

/* ---- Responses ---- */

static void test_where_responses_go(void **state)
{
    (void)state;
    static const struct {
        const char *via, *from;
        unsigned from_port;
        const char *to;
        unsigned to_port;
        const char *echo;
    } cases[] = {
        {"192.0.2.9:5060;branch=z9hG4bKa", "192.0.2.9", 5060, "192.0.2.9", 5060,
         "192.0.2.9:5060;branch=z9hG4bKa"},
        {"192.0.2.9;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 5060,
         "192.0.2.9;branch=z9hG4bKa"}, /* the default port, not the source's */
        {"192.0.2.9:5070;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 5070,
         "192.0.2.9:5070;branch=z9hG4bKa"},
        {"192.168.1.7:5070;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 5070,
         "192.168.1.7:5070;branch=z9hG4bKa;received=192.0.2.9"},
        {"eve.example:5070;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 5070,
         "eve.example:5070;branch=z9hG4bKa;received=192.0.2.9"},
        {"192.0.2.9:5070;rport;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 40000,
         "192.0.2.9:5070;branch=z9hG4bKa;received=192.0.2.9;rport=40000"},
        {"192.168.1.7;branch=z9hG4bKa;rport", "192.0.2.9", 40000, "192.0.2.9", 40000,
         "192.168.1.7;branch=z9hG4bKa;received=192.0.2.9;rport=40000"},
        {"192.0.2.9;received=6.6.6.6;branch=z9hG4bKa", "192.0.2.9", 5060, "192.0.2.9", 5060,
         "192.0.2.9;branch=z9hG4bKa"}, /* a liar's */
        {"192.168.1.7;received=6.6.6.6;rport=9;branch=z9hG4bKa", "192.0.2.9", 777, "192.0.2.9", 777,
         "192.168.1.7;branch=z9hG4bKa;received=192.0.2.9;rport=777"},
        {"192.0.2.9:5070;maddr=239.1.2.3;branch=z9hG4bKa", "192.0.2.9", 40000, "239.1.2.3", 5070,
         "192.0.2.9:5070;maddr=239.1.2.3;branch=z9hG4bKa"},
        {"192.0.2.9;maddr=239.1.2.3;branch=z9hG4bKa", "192.0.2.9", 40000, "239.1.2.3", 5060,
         "192.0.2.9;maddr=239.1.2.3;branch=z9hG4bKa"},
        {"192.0.2.9;maddr=a.name;branch=z9hG4bKa", "192.0.2.9", 40000, "192.0.2.9", 5060,
         "192.0.2.9;maddr=a.name;branch=z9hG4bKa"}, /* no resolver here */
        {"[2001:db8::9]:5070;branch=z9hG4bKa", "2001:db8::9", 40000, "2001:db8::9", 5070,
         "[2001:db8::9]:5070;branch=z9hG4bKa"},
        {"[2001:DB8:0::9];branch=z9hG4bKa", "2001:db8::9", 40000, "2001:db8::9", 5060,
         "[2001:DB8:0::9];branch=z9hG4bKa"}, /* the same address */
        {"[2001:db8::1];branch=z9hG4bKa;rport", "2001:db8::9", 40000, "2001:db8::9", 40000,
         "[2001:db8::1];branch=z9hG4bKa;received=2001:db8::9;rport=40000"},
        {"192.0.2.9 ;\r\n branch = z9hG4bKa ; rport ; ttl=3", "192.0.2.9", 7, "192.0.2.9", 7,
         "192.0.2.9;branch = z9hG4bKa ;ttl=3;received=192.0.2.9;rport=7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int stateless = 0; stateless < 2; stateless++) {
            struct solo *solo = solo_new(2, follows_maddr);
            char via[300], echo[300];
            snprintf(via, sizeof via, "SIP/2.0/UDP %s", cases[i].via);
            snprintf(echo, sizeof echo, "SIP/2.0/UDP %s", cases[i].echo);
            solo->peer = address(cases[i].from, cases[i].from_port);
            FEED(solo, .method = stateless ? "REGISTER" : "OPTIONS", .via = via);
            solo_expect(solo, stateless ? "SIP/2.0 405 " : "SIP/2.0 200 ");
            assert_string_equal(header_in(solo_only(solo), "Via"), echo);
            assert_sent_to(solo, 0, cases[i].to, cases[i].to_port);
            if (!stateless) { /* and a repetition the same way */
                FEED(solo, .method = "OPTIONS", .via = via);
                solo_expect(solo, "SIP/2.0 200 ");
                assert_sent_to(solo, 0, cases[i].to, cases[i].to_port);
            }
            solo_dry(solo);
            solo_free(solo);
        }
}

static void over_tcp(struct sf_ua_config *config)
{
    config->local.transport = SF_TRANSPORT_TCP;
}

/* 3261:18.2.2: over a connection the answer goes back on it, whatever the Via says. */
static void test_reliable_responses(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, over_tcp);
    solo->peer = address("192.0.2.9", 40000);
    solo->peer.transport = SF_TRANSPORT_TCP;
    FEED(solo, .method = "OPTIONS",
         .via = "SIP/2.0/TCP 192.168.1.7:5070;maddr=239.1.2.3;branch=z9hG4bKa");
    assert_sent_to(solo, 0, "192.0.2.9", 40000);
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    assert_string_equal(
        header_in(solo_only(solo), "Via"),
        "SIP/2.0/TCP 192.168.1.7:5070;maddr=239.1.2.3;branch=z9hG4bKa;received=192.0.2.9");
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Route sets ---- */

/* A call from the other side with this Record-Route and Contact, and the BYE that ends it. */
static struct solo *answered_with(const char *record_route, const char *contact)
{
    struct solo *solo = solo_new(2, solo_also_ipv6);
    char extra[2000] = "";
    if (record_route)
        snprintf(extra, sizeof extra, "Record-Route: %s\r\n", record_route);
    solo_answer_call(solo, &(struct hand){.extra = extra,
                                          .contact = contact,
                                          .from = "\"Eve, E\" <sip:eve@example.com>;tag=eve"});
    return solo;
}

static const char *hang_up(struct solo *solo)
{
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    return solo_only(solo);
}

static void end(struct solo *solo)
{
    solo_dry(solo);
    solo_free(solo);
}

static void test_uas_without_routes(void **state)
{
    (void)state;
    struct solo *solo =
        answered_with(NULL, "\"me\" <sip:eve@192.0.2.44:5999;transport=udp>;expires=30");
    const char *bye = hang_up(solo);
    assert_first_line(bye, "BYE sip:eve@192.0.2.44:5999;transport=udp SIP/2.0");
    assert_int_equal(count_headers(bye, "Route"), 0);
    assert_memory_equal(header_in(bye, "From"), "<sip:bob@10.0.0.2>;tag=", 23);
    assert_string_equal(header_in(bye, "To"), "<sip:eve@example.com>;tag=eve");
    assert_string_equal(header_in(bye, "Call-ID"), "c1@192.0.2.9");
    assert_sent_to(solo, 0, "192.0.2.44", 5999);
    end(solo);
}

/* 3261:12.1.1: in order. 3261:12.2.1.1: loose first route. */
static void test_uas_loose_routes(void **state)
{
    (void)state;
    struct solo *solo =
        answered_with("\"a, b\" <sip:192.0.2.1:5071;lr>;x=y, "
                      "<sip:p2.example;lr;id=7>\r\nRecord-Route: <sip:p3.example;lr=on>",
                      "<sip:eve@host.example>");
    const char *bye = hang_up(solo);
    assert_first_line(bye, "BYE sip:eve@host.example SIP/2.0");
    assert_string_equal(header_in(bye, "Route"),
                        "<sip:192.0.2.1:5071;lr>,<sip:p2.example;lr;id=7>,<sip:p3.example;lr=on>");
    assert_sent_to(solo, 0, "192.0.2.1", 5071);
    end(solo);
}

/* The very shape of 3261:12.2.1.1's example. */
static void test_uas_strict_route(void **state)
{
    (void)state;
    struct solo *solo = answered_with("<sip:proxy1>,<sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>",
                                      "<sip:user@remoteua>");
    const char *bye = hang_up(solo);
    assert_first_line(bye, "BYE sip:proxy1 SIP/2.0");
    assert_string_equal(header_in(bye, "Route"),
                        "<sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>,<sip:user@remoteua>");
    assert_sent_to(solo, 0, "192.0.2.9", 5060); /* a name: where the peer was seen */
    end(solo);
}

static void test_only_a_strict_route(void **state)
{
    (void)state;
    struct solo *solo = answered_with("<sip:u@192.0.2.1:5071;method=INVITE;x=y?Subject=z>",
                                      "<sip:eve@192.0.2.44?Priority=urgent>");
    const char *bye = hang_up(solo);
    assert_first_line(
        /* stripped of what 3261:19.1.1 forbids there */
        bye, "BYE sip:u@192.0.2.1:5071;x=y SIP/2.0");
    assert_string_equal(header_in(bye, "Route"), "<sip:eve@192.0.2.44?Priority=urgent>");
    assert_sent_to(solo, 0, "192.0.2.1", 5071);
    end(solo);
}

/* A Contact with what a Request-URI must not have (3261:19.1.1, Table 1). */
static void test_target_is_stripped(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"<sip:eve@192.0.2.44?Subject=x&Priority=urgent>", "BYE sip:eve@192.0.2.44 SIP/2.0"},
        {"<sip:eve@192.0.2.44;method=INVITE>", "BYE sip:eve@192.0.2.44 SIP/2.0"},
        {"<sip:eve@192.0.2.44;a=1;method=REFER;b=2?Subject=x>",
         "BYE sip:eve@192.0.2.44;a=1;b=2 SIP/2.0"},
        {"<sip:eve@192.0.2.44;methods=x;lr>", "BYE sip:eve@192.0.2.44;methods=x;lr SIP/2.0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = answered_with(NULL, cases[i][0]);
        assert_first_line(hang_up(solo), cases[i][1]);
        end(solo);
    }
}

/* maddr names the next hop; a name there or in the URI leaves it where the peer was seen. */
static void test_next_hop(void **state)
{
    (void)state;
    static const struct {
        const char *contact, *route, *to;
        unsigned port;
    } cases[] = {
        {"<sip:eve@host.example;maddr=192.0.2.50>", NULL, "192.0.2.50", 5060},
        {"<sip:eve@192.0.2.44:5999>", "<sip:p.example:5099;maddr=192.0.2.50;lr>", "192.0.2.50",
         5099},
        {"<sip:eve@192.0.2.44:5999>", "<sip:p.example;lr>", "192.0.2.9", 5060},
        {"<sip:eve@host.example:5999>", NULL, "192.0.2.9", 5060},
        {"<sip:eve@[2001:db8::44]:5999>", NULL, "2001:db8::44", 5999},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = answered_with(cases[i].route, cases[i].contact);
        hang_up(solo);
        assert_sent_to(solo, 0, cases[i].to, cases[i].port);
        end(solo);
    }
}

/* 3261:12.1.2: a UAC takes them in reverse; the ACK of 3261:13.2.2.4 goes the way of the BYE. */
static void test_uac_routes(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *target, *route, *to;
        unsigned port;
    } cases[] = {
        {"Contact: <sip:eve@192.0.2.44:5999>\r\n", "sip:eve@192.0.2.44:5999", "", "192.0.2.44",
         5999},
        {"Contact: <sip:eve@host>\r\nRecord-Route: <sip:p3;lr>, <sip:p2;lr>\r\nRecord-Route: "
         "<sip:192.0.2.1;lr>\r\n",
         "sip:eve@host", "<sip:192.0.2.1;lr>,<sip:p2;lr>,<sip:p3;lr>", "192.0.2.1", 5060},
        {"Contact: <sip:user@remoteua>\r\nRecord-Route: "
         "<sip:proxy4>,<sip:proxy3;lr>,<sip:proxy2>,<sip:proxy1>\r\n",
         "sip:proxy1", "<sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>,<sip:user@remoteua>", "192.0.2.9",
         5060},
        {"", "sip:eve@192.0.2.9", "", "192.0.2.9",
         5060}, /* no Contact: the To, for want of better */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        char line[200], branch[200];
        const char *invite = solo_invite(solo);
        unsigned long cseq = strtoul(header_in(invite, "CSeq"), NULL, 10);
        snprintf(branch, sizeof branch, "%s", header_in(invite, "Via"));
        solo_respond(solo, invite, 200, "eve", cases[i].headers);
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
        const char *ack = solo_only(solo);
        snprintf(line, sizeof line, "ACK %s SIP/2.0", cases[i].target);
        assert_first_line(ack, line);
        assert_string_equal(header_in(ack, "Route"), cases[i].route);
        assert_sent_to(solo, 0, cases[i].to, cases[i].port);
        snprintf(line, sizeof line, "%lu ACK", cseq);
        assert_string_equal(header_in(ack, "CSeq"), line);
        assert_string_equal(header_in(ack, "From"), header_in(invite, "From"));
        assert_string_equal(header_in(ack, "To"), "<sip:eve@192.0.2.9>;tag=eve");
        assert_string_not_equal(header_in(ack, "Via"), branch); /* a transaction of its own */
        const char *bye = hang_up(solo);
        snprintf(line, sizeof line, "BYE %s SIP/2.0", cases[i].target);
        assert_first_line(bye, line);
        assert_string_equal(header_in(bye, "Route"), cases[i].route);
        assert_sent_to(solo, 0, cases[i].to, cases[i].port);
        snprintf(line, sizeof line, "%lu BYE", cseq + 1);
        assert_string_equal(header_in(bye, "CSeq"), line);
        end(solo);
    }
}

/* 3261:13.2.2.4: the route set of the 2xx replaces that of the 180. */
static void test_route_set_of_the_2xx(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 180, "eve",
                 "Contact: <sip:early@192.0.2.1>\r\nRecord-Route: <sip:old1;lr>,<sip:old2;lr>\r\n");
    assert_int_equal(solo->dialog.state, SF_DIALOG_EARLY);
    assert_true(sf_str_equal(sf_dialog_str(&solo->dialog, solo->dialog.route_set),
                             SF_STR("<sip:old2;lr>,<sip:old1;lr>")));
    solo_respond(
        solo, invite, 200, "eve",
        "Contact: <sip:late@192.0.2.2>\r\nRecord-Route: <sip:new1;lr>,<sip:192.0.2.3;lr>\r\n");
    const char *ack = sent(solo, "ACK ", NULL);
    assert_first_line(ack, "ACK sip:late@192.0.2.2 SIP/2.0");
    assert_string_equal(header_in(ack, "Route"), "<sip:192.0.2.3;lr>,<sip:new1;lr>");
    assert_sent_to(solo, 0, "192.0.2.3", 5060);
    assert_true(sf_str_equal(sf_dialog_str(&solo->dialog, solo->dialog.route_set),
                             SF_STR("<sip:192.0.2.3;lr>,<sip:new1;lr>")));
    hang_up(solo);
    end(solo);
    /* And none where there was one. */
    solo = solo_new(2, NULL);
    invite = solo_invite(solo);
    solo_respond(solo, invite, 180, "eve",
                 "Contact: <sip:early@192.0.2.1>\r\nRecord-Route: <sip:old1;lr>\r\n");
    solo_respond(solo, invite, 200, "eve", "Contact: <sip:late@192.0.2.2>\r\n");
    assert_int_equal(count_headers(solo_only(solo), "Route"), 0);
    hang_up(solo);
    end(solo);
}

/* 3261:12.2.2: an accepted re-INVITE moves the target; its Record-Route moves nothing (3261:12.2).
 * A refused one moves neither. */
static void test_target_refresh(void **state)
{
    (void)state;
    for (int accepted = 0; accepted < 2; accepted++) {
        struct solo *solo = answered_with("<sip:p1;lr>", "<sip:eve@192.0.2.44>");
        struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
        char to[200];
        snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        FEED(solo, .to = to, .cseq = 2, .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-re",
             .contact = "<sip:moved@192.0.2.45>", .extra = "Record-Route: <sip:other;lr>\r\n");
        assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
        if (accepted)
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
        else
            assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, accepted ? "SIP/2.0 200 " : "SIP/2.0 488 ");
        FEED(solo, .method = "ACK", .to = to, .cseq = 2,
             .via = accepted ? "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-ack"
                             : "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-re");
        assert_int_equal(solo->outs, 0);
        const char *bye = hang_up(solo);
        assert_first_line(bye, accepted ? "BYE sip:moved@192.0.2.45 SIP/2.0"
                                        : "BYE sip:eve@192.0.2.44 SIP/2.0");
        assert_string_equal(header_in(bye, "Route"), "<sip:p1;lr>");
        end(solo);
    }
}

/* 3261:12.1.1: Record-Route goes back in what makes a dialog, in order. */
static void test_record_route_is_echoed(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(
        solo,
        .extra = "Record-Route: <sip:p1;lr>;x=y , \"d\" <sip:p2;lr>\r\nRecord-Route: <sip:p3>\r\n");
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        else
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
        solo_drain(solo);
        const char *text = solo_only(solo);
        assert_string_equal(nth_header(text, "Record-Route", 0),
                            "<sip:p1;lr>;x=y , \"d\" <sip:p2;lr>");
        assert_string_equal(nth_header(text, "Record-Route", 1), "<sip:p3>");
        assert_string_equal(header_in(text, "Contact"), "<sip:bob@10.0.0.2:5060>");
    }
    end(solo);
}

/* 3261:9.1, 3261:17.1.1.3: CANCEL and the ACK of a non-2xx copy the INVITE's Request-URI, top Via
 * and Route.
 */
static void test_companions_of_the_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    struct sf_invite invite = {.to = SF_STR("sip:eve@host.example"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP,
                               .route = SF_STR("<sip:p1;lr>,<sip:p2;lr>")};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    char text[2000];
    snprintf(text, sizeof text, "%s", solo_only(solo));
    assert_string_equal(header_in(text, "Route"), "<sip:p1;lr>,<sip:p2;lr>");
    unsigned long cseq = strtoul(header_in(text, "CSeq"), NULL, 10);
    solo_respond(solo, text, 180, NULL, NULL);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    for (int i = 0; i < 2; i++) {
        char line[100];
        if (i == 1)
            solo_respond(solo, text, 487, "late", NULL);
        const char *companion = solo_only(solo);
        assert_first_line(companion, i ? "ACK sip:eve@host.example SIP/2.0"
                                       : "CANCEL sip:eve@host.example SIP/2.0");
        assert_string_equal(header_in(companion, "Via"), header_in(text, "Via"));
        assert_int_equal(count_headers(companion, "Via"), 1);
        assert_string_equal(header_in(companion, "Route"), "<sip:p1;lr>,<sip:p2;lr>");
        assert_string_equal(header_in(companion, "From"), header_in(text, "From"));
        assert_string_equal(header_in(companion, "To"),
                            i ? "<sip:eve@host.example>;tag=late" : "<sip:eve@host.example>");
        assert_string_equal(header_in(companion, "Call-ID"), header_in(text, "Call-ID"));
        snprintf(line, sizeof line, "%lu %s", cseq, i ? "ACK" : "CANCEL");
        assert_string_equal(header_in(companion, "CSeq"), line);
        assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    }
    end(solo);
}

/* ---- RFC 2543 ---- */

#define OLD_VIA "SIP/2.0/UDP 192.0.2.9"

static void test_2543_retransmission_and_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .via = OLD_VIA);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    FEED(solo, .via = OLD_VIA); /* the same Request-URI, From tag, Call-ID, CSeq and Via: a copy */
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 486 ");
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .via = OLD_VIA);
    solo_expect(solo, "SIP/2.0 486 "); /* repeated for a copy */
    assert_string_equal(header_in(solo_only(solo), "To"), to);
    FEED(solo, .method = "ACK", .via = OLD_VIA,
         .to = "<sip:bob@10.0.0.2>;tag=another"); /* 3261:17.2.3: the To tag counts */
    assert_int_equal(solo_counters(solo).stray_acks, 1);
    solo_wait(solo, 600000);
    solo_expect(solo, "SIP/2.0 486 "); /* timer G still runs */
    FEED(solo, .method = "ACK", .via = OLD_VIA, .to = to);
    assert_int_equal(solo_counters(solo).stray_acks, 1);
    solo_wait(solo, 4000000);
    assert_int_equal(solo->outs, 0);
    end(solo);
}

static void test_2543_other_requests(void **state)
{
    (void)state;
    static const struct hand others[] = {
        {.via = OLD_VIA, .call_id = "another"},
        {.via = OLD_VIA, .cseq = 2},
        {.via = OLD_VIA, .from = "<sip:eve@192.0.2.9>;tag=other"},
    };
    struct solo *solo = solo_new(8, NULL);
    FEED(solo, .via = OLD_VIA);
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        solo_feed(solo, &others[i]);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], i + 2);
    }
    FEED(solo, .via = OLD_VIA,
         .uri = "sip:robert@10.0.0.2"); /* the same INVITE over another path: 3261:8.2.2.2 */
    solo_expect(solo, "SIP/2.0 482 ");
    FEED(solo, .method = "OPTIONS", .via = OLD_VIA);
    solo_expect(solo, "SIP/2.0 200 ");
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "OPTIONS", .via = OLD_VIA);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "To"), to);
    solo_free(solo);
}

static void test_2543_cancel(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .via = OLD_VIA);
    FEED(solo, .method = "CANCEL", .via = OLD_VIA);
    assert_int_equal(solo->outs, 2);
    sent(solo, "SIP/2.0 200 ", NULL);
    sent(solo, "SIP/2.0 487 ", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 1);
    end(solo);
}

/* A branch without the cookie is no branch. */
static void test_branch_without_cookie(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .via = OLD_VIA ";branch=1");
    FEED(solo, .via = OLD_VIA ";branch=1",
         .call_id = "another"); /* the same branch: two calls all the same */
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    FEED(solo, .via = OLD_VIA ";branch=1");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    assert_int_equal(solo->outs, 0);
    FEED(solo, .via = OLD_VIA ";branch=Z9HG4BK-1", .call_id = "third"); /* the cookie has no case */
    FEED(solo, .via = OLD_VIA ";branch=z9hg4bk-1", .call_id = "third");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 3);
    assert_int_equal(solo->outs, 0);
    solo_free(solo);
}

/* No From tag: a dialog all the same (3261:12.1.1), and its BYE has none either. */
static void test_2543_without_tags(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    static const char from[] = "Eve <sip:eve@192.0.2.9>";
    solo_answer_call(solo, &(struct hand){.from = from, .via = OLD_VIA ";branch=1"});
    assert_int_equal(solo->dialog.state, SF_DIALOG_CONFIRMED);
    assert_int_equal(solo->dialog.remote_tag.len, 0);
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    FEED(solo, .method = "BYE", .from = from, .to = to, .cseq = 2, .via = OLD_VIA);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    end(solo);
    /* The other way: a 2xx without a To tag (3261:12.1.2). */
    solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 180, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 0); /* no tag, no early dialog */
    solo_respond(solo, invite, 200, NULL, "Contact: <sip:eve@192.0.2.44>\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_string_equal(header_in(solo_only(solo), "To"), "<sip:eve@192.0.2.9>");
    solo_respond(solo, invite, 200, NULL,
                 "Contact: <sip:eve@192.0.2.44>\r\n"); /* each copy gets its ACK */
    assert_memory_equal(solo_only(solo), "ACK ", 4);
    char text[1000];
    snprintf(text, sizeof text,
             "BYE sip:bob@10.0.0.2 SIP/2.0\r\nVia: " OLD_VIA
             "\r\nFrom: <sip:eve@192.0.2.9>\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 1 BYE\r\n\r\n",
             header_in(invite, "From"), header_in(invite, "Call-ID"));
    solo_feed_bytes(solo, text, strlen(text));
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    end(solo);
}

/* An RFC 2543 client's ACK for a 2xx looks like the INVITE's own transaction: it reaches the
 * dialog. */
static void test_2543_ack_of_2xx(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .via = OLD_VIA);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = OLD_VIA, .to = to);
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
    solo_wait(solo, 10000000);
    assert_int_equal(solo->outs, 0);
    hang_up(solo);
    end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_where_responses_go),
        cmocka_unit_test(test_reliable_responses),
        cmocka_unit_test(test_uas_without_routes),
        cmocka_unit_test(test_uas_loose_routes),
        cmocka_unit_test(test_uas_strict_route),
        cmocka_unit_test(test_only_a_strict_route),
        cmocka_unit_test(test_target_is_stripped),
        cmocka_unit_test(test_next_hop),
        cmocka_unit_test(test_uac_routes),
        cmocka_unit_test(test_route_set_of_the_2xx),
        cmocka_unit_test(test_target_refresh),
        cmocka_unit_test(test_record_route_is_echoed),
        cmocka_unit_test(test_companions_of_the_invite),
        cmocka_unit_test(test_2543_retransmission_and_ack),
        cmocka_unit_test(test_2543_other_requests),
        cmocka_unit_test(test_2543_cancel),
        cmocka_unit_test(test_branch_without_cookie),
        cmocka_unit_test(test_2543_without_tags),
        cmocka_unit_test(test_2543_ack_of_2xx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
