/* Which way a request goes: what no transport of ours leads to is refused and never sent with a Via
 * that is not true; a strict first route; and a response comes back to the sent-by of that Via. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static struct sf_invite invite_of(const struct solo *solo, const char *to, const char *route)
{
    return (struct sf_invite){.to = sf_str_of(to),
                              .next_hop = solo->peer,
                              .route = sf_str_of(route),
                              .content_type = SOLO_TYPE,
                              .body = SOLO_SDP};
}

static void over_tcp(struct sf_ua_config *config)
{
    config->local.transport = SF_TRANSPORT_TCP;
}

static void over_tls(struct sf_ua_config *config)
{
    config->local.transport = SF_TRANSPORT_TLS;
}

/* ---- Commands ---- */

static void test_commands(void **state)
{
    (void)state;
    static const struct {
        const char *to, *route;
        bool udp, tcp, tls;
    } cases[] = {
        {"sip:eve@h", "", true, true, true},
        {"sips:eve@h", "", false, false, true},
        {"sips:eve@h;transport=tcp", "", false, false, true},
        {"sip:eve@h;transport=udp", "", true, false, false},
        {"sip:eve@h;transport=TCP", "", false, true, false},
        {"sip:eve@h;transport=tls", "", false, false, true},
        {"sip:eve@h;transport=sctp", "", false, false, false},
        {"sip:eve@h;transport=tcp", "<sip:p;lr>", true, true, true},
        {"sip:eve@h", "<sip:p;lr;transport=tcp>", false, true, false},
        {"sip:eve@h", "<sips:p;lr>", false, false, true},
        {"sips:eve@h", "<sip:p;lr>", false, false, true},
        {"sip:eve@h", "<sip:p;lr>,<sips:q;lr>", true, true, true},
    };
    static void (*const changes[])(struct sf_ua_config *) = {NULL, over_tcp, over_tls};
    for (unsigned t = 0; t < 3; t++) {
        struct solo *solo = solo_new(20, changes[t]);
        struct sf_call call;
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            bool fits = t == 0 ? cases[i].udp : t == 1 ? cases[i].tcp : cases[i].tls;
            struct sf_invite invite = invite_of(solo, cases[i].to, cases[i].route);
            invite.next_hop.transport = (uint8_t)t;
            if (sf_ua_invite(solo->ua, solo->now_us, &invite, &call) !=
                (fits ? SF_UA_OK : SF_UA_ARGUMENT))
                fail_msg("%s by %s over %u", cases[i].to, cases[i].route, t);
            solo_drain(solo);
            assert_int_equal(solo->outs, fits);
            invite.next_hop.transport = (uint8_t)((t + 1) % 3);
            assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_ARGUMENT);
        }
        solo_free(solo);
    }
}

/* 3261:8.1.1.1: a first Route without lr becomes the Request-URI, and the one in To ends the Route.
 */
static void test_strict_route(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"<sip:p1;lr>,<sip:p2>", "sip:eve@h", "<sip:p1;lr>,<sip:p2>"},
        {"<sip:p1>", "sip:p1", "<sip:eve@h>"},
        {"<sip:p1;x=1> , <sip:p2;lr>", "sip:p1;x=1", "<sip:p2;lr>,<sip:eve@h>"},
        {"\"a,b\" <sip:a,b@p1;method=BYE?c=d>;e,<sip:p2>", "sip:a,b@p1", "<sip:p2>,<sip:eve@h>"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        struct sf_invite invite = invite_of(solo, "sip:eve@h", cases[i][0]);
        char line[100], branch[100];
        assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
        solo_drain(solo);
        snprintf(line, sizeof line, "INVITE %s SIP/2.0\r\n", cases[i][1]);
        solo_expect(solo, line);
        assert_string_equal(header_in(solo_only(solo), "Route"), cases[i][2]);
        assert_string_equal(header_in(solo_only(solo), "To"), "<sip:eve@h>");
        char text[2000];
        snprintf(text, sizeof text, "%s", solo_only(solo));
        snprintf(branch, sizeof branch, "%s", header_in(text, "Via"));
        solo_respond(solo, text, 486, "a", NULL); /* 3261:17.1.1.3: so has its ACK */
        snprintf(line, sizeof line, "ACK %s SIP/2.0\r\n", cases[i][1]);
        solo_expect(solo, line);
        assert_string_equal(header_in(solo_only(solo), "Route"), cases[i][2]);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* ---- In a dialog ---- */

/* The BYE has no way to go: as if its transport had failed, at the next input, and at once. */
static void test_bye_without_a_way(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"<sip:eve@192.0.2.9;transport=tcp>", NULL},
        {"<sips:eve@192.0.2.9>", NULL},
        {"<sip:eve@192.0.2.9>", "Record-Route: <sip:192.0.2.9;lr;transport=tls>\r\n"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        solo_answer_call(solo, &(struct hand){.contact = cases[i][0], .extra = cases[i][1]});
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo_counters(solo).unsent, 1);
        assert_true(sf_ua_next_deadline(solo->ua) <= solo->now_us);
        assert_int_equal(sf_ua_tick(solo->ua, solo->now_us), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
    /* A loose route of our transport leads there, whatever transport the target after it asks for.
     */
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo, &(struct hand){.contact = "<sip:eve@192.0.2.9;transport=tcp>",
                                          .extra = "Record-Route: <sip:192.0.2.8;lr>\r\n"});
    sf_ua_hangup(solo->ua, solo->now_us, solo->call);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.9;transport=tcp SIP/2.0\r\n");
    solo_free(solo);
}

/* The ACK of a 2xx that names another transport goes to where the 2xx came from, and so does the
 * BYE that ends the dialog: the call has failed. An early dialog makes no difference. */
static void test_ack_without_a_way(void **state)
{
    (void)state;
    static const char *const moved[] = {
        "Contact: <sip:eve@192.0.2.9;transport=tcp>\r\n",
        "Contact: <sip:eve@192.0.2.9>\r\nRecord-Route: <sip:192.0.2.8;lr;transport=tcp>\r\n"};
    char invite[3000];
    for (unsigned i = 0; i < 4; i++) {
        struct solo *solo = solo_new(2, NULL);
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        if (i >= 2)
            solo_respond(solo, invite, 180, "a", "Contact: <sip:eve@192.0.2.9>\r\n");
        for (unsigned copy = 0; copy < 2; copy++) { /* the second one has its ACK too, and no BYE */
            solo_respond(solo, invite, 200, "a", moved[i % 2]);
            assert_int_equal(solo->outs, 2 - copy);
            assert_memory_equal(solo->out[0].text, "ACK sip:eve@192.0.2.9", 21);
            assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
            if (copy == 0) {
                assert_memory_equal(solo->out[1].text, "BYE sip:eve@192.0.2.9", 21);
                assert_true(sf_address_equal(&solo->out[1].to, &solo->peer));
            }
        }
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 0);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* ---- Responses ---- */

static void named(struct sf_ua_config *config)
{
    config->host = SF_STR("Bob.Example.com");
}

static void over_ipv6(struct sf_ua_config *config)
{
    config->local = (struct sf_address){
        .family = 6, .port = 5060, .ip = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};
}

static void other_port(struct sf_ua_config *config)
{
    config->local.port = 5070;
}

/* 3261:18.1.2: the sent-by is compared by value. */
static void test_sent_by(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        const char *sent_by;
        bool ours;
    } cases[] = {
        {NULL, "10.0.0.2", true},
        {NULL, "10.0.0.2 : 5060", true},
        {NULL, "10.0.0.2:05060", true},
        {NULL, "10.0.0.2\r\n :\r\n 5060", true},
        {NULL, "10.0.0.2:5061", false},
        {NULL, "10.0.0.3", false},
        {NULL, "bob.example.com", false},
        {NULL, "[::ffff:10.0.0.2]", false},
        {named, "bob.example.COM", true},
        {named, "BOB.EXAMPLE.COM:5060", true},
        {named, "10.0.0.2:5060", false},
        {named, "bob.example.co", false},
        {over_ipv6, "[2001:db8::2]", true},
        {over_ipv6, "[2001:DB8:0:0:0:0:0:2]:5060", true},
        {over_ipv6, "[2001:0db8::0:2] :5060", true},
        {over_ipv6, "[2001:db8::0.0.0.2]", true},
        {over_ipv6, "[2001:db8::3]", false},
        {other_port, "10.0.0.2", false},
        {other_port, "10.0.0.2 :5070", true},
        {over_tls, "10.0.0.2:5060", true},
        {over_tls, "10.0.0.2", false},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, cases[i].change);
        struct sf_invite invite = invite_of(solo, "sip:eve@h", "");
        char text[2000];
        invite.next_hop.transport = cases[i].change == over_tls ? SF_TRANSPORT_TLS
                                                                : SF_TRANSPORT_UDP;
        if (cases[i].change == over_ipv6) {
            solo->peer = (struct sf_address){
                .family = 6, .port = 5060, .ip = {0x20, 1, 0xd, 0xb8, [15] = 9}};
            invite.next_hop = solo->peer;
        }
        solo->peer.transport = invite.next_hop.transport;
        assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
        solo_drain(solo);
        const char *sent = solo_only(solo), *via = header_in(sent, "Via");
        snprintf(text, sizeof text,
                 "SIP/2.0 486 Busy Here\r\nVia: %.11s %s%s\r\nFrom: %s\r\nTo: %s;tag=a\r\nCall-ID: "
                 "%s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n",
                 via, cases[i].sent_by, strchr(via, ';'), header_in(sent, "From"),
                 header_in(sent, "To"), header_in(sent, "Call-ID"), header_in(sent, "CSeq"));
        solo_feed_bytes(solo, text, strlen(text));
        if (solo->seen[SF_UA_EV_FAILED] != cases[i].ours)
            fail_msg("case %u: %s", i, cases[i].sent_by);
        solo_free(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),          cmocka_unit_test(test_strict_route),
        cmocka_unit_test(test_bye_without_a_way), cmocka_unit_test(test_ack_without_a_way),
        cmocka_unit_test(test_sent_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
