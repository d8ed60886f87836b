/* A core with several endpoints: what a message says of where it leaves from, and which way it goes
 * (3261:18.1.1, 3261:8.1.2). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static void with_all(struct sf_ua_config *config)
{
    config->udp_request_bytes = 0;
    static const struct sf_address more[] = {
        {.transport = SF_TRANSPORT_TCP, .family = 4, .port = 5062, .ip = {10, 0, 0, 2}},
        {.transport = SF_TRANSPORT_TLS, .family = 4, .port = 5061, .ip = {10, 0, 0, 2}},
        {.transport = SF_TRANSPORT_TCP, .family = 6, .port = 5063, .ip = {0xfd, [15] = 2}}};
    config->more_local = more;
    config->more_locals = sizeof more / sizeof *more;
}

static const struct {
    const char *via, *contact, *from;
} ends[] = {
    [SF_TRANSPORT_UDP] = {"SIP/2.0/UDP 10.0.0.2:5060;", "<sip:bob@10.0.0.2:5060>",
                          "<sip:bob@10.0.0.2:5060>;"},
    [SF_TRANSPORT_TCP] = {"SIP/2.0/TCP 10.0.0.2:5062;", "<sip:bob@10.0.0.2:5062;transport=tcp>",
                          "<sip:bob@10.0.0.2:5062>;"},
    [SF_TRANSPORT_TLS] = {"SIP/2.0/TLS 10.0.0.2:5061;", "<sips:bob@10.0.0.2:5061>",
                          "<sips:bob@10.0.0.2:5061>;"},
};

static const char by_tls[] = "<sip:bob@10.0.0.2:5061;transport=tls>";

static void assert_begins(const char *text, const char *prefix)
{
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        fail_msg("\"%s\" was expected: %.100s", prefix, text);
}

static enum sf_ua_result invite(struct solo *solo, const struct sf_address *to, const char *uri,
                                struct sf_str body)
{
    struct sf_invite call = {
        .to = sf_str_of(uri), .next_hop = *to, .content_type = SOLO_TYPE, .body = body};
    solo->outs = solo->events = 0;
    enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &call, &solo->call);
    solo_drain(solo);
    return result;
}

static void test_requests_say_where_they_leave_from(void **state)
{
    (void)state;
    static const char *const uris[] = {"sip:eve@192.0.2.9", "sip:eve@192.0.2.9;transport=tcp",
                                       "sips:eve@192.0.2.9"};
    for (unsigned i = 0; i <= SF_TRANSPORT_TLS; i++) {
        struct solo *solo = solo_new(2, with_all);
        struct sf_address to = solo->peer;
        to.transport = (uint8_t)i;
        assert_int_equal(invite(solo, &to, uris[i], SOLO_SDP), SF_UA_OK);
        const char *sent = solo_only(solo);
        assert_int_equal(solo->out[0].to.transport, i);
        assert_begins(header_in(sent, "Via"), ends[i].via);
        assert_string_equal(header_in(sent, "Contact"), ends[i].contact);
        assert_begins(header_in(sent, "From"), ends[i].from);
        /* Its response comes the same way, and no other. */
        solo->peer.transport = (uint8_t)((i + 1) % 3);
        char copy[4000];
        snprintf(copy, sizeof copy, "%s", sent);
        solo_respond(solo, copy, 180, "t", NULL);
        assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 0);
        assert_int_equal(solo_counters(solo).stray_responses, 1);
        solo->peer.transport = (uint8_t)i;
        solo_respond(solo, copy, 180, "t", NULL);
        assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 1);
        solo_free(solo);
    }
}

static void test_the_family_counts(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_all);
    struct sf_address to = {
        .transport = SF_TRANSPORT_TCP, .family = 6, .port = 5060, .ip = {0xfd, [15] = 9}};
    assert_int_equal(invite(solo, &to, "sip:eve@[fd00::9];transport=tcp", SOLO_SDP), SF_UA_OK);
    assert_begins(header_in(solo_only(solo), "Via"), "SIP/2.0/TCP [fd00::2]:5063;");
    solo_free(solo);
}

static void test_responses_say_where_the_request_came_to(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= SF_TRANSPORT_TLS; i++) {
        struct solo *solo = solo_new(2, with_all);
        solo->peer.transport = (uint8_t)i;
        FEED(solo, .method = "INVITE");
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo->outs = 0;
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Contact"),
                            i == SF_TRANSPORT_TLS ? by_tls : ends[i].contact);
        assert_int_equal(solo->out[0].to.transport, i);
        solo_free(solo);
    }
}

/* 5630:5.1.1.2: TLS alone does not make a SIPS URI of our Contact, since the other side may not
 * know how to use it: 3261:8.1.1.8 and 3261:12.1.1 say what does. */
static void test_a_sips_contact_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *contact, *extra;
        bool sips;
    } cases[] = {
        {"sip:bob@10.0.0.2", "<sip:eve@192.0.2.9;transport=tls>", NULL, false},
        {"sips:bob@10.0.0.2", "<sips:eve@192.0.2.9>", NULL, true},
        {"sip:bob@10.0.0.2", "<sips:eve@192.0.2.9>", NULL, true},
        {"sip:bob@10.0.0.2", "<sip:eve@192.0.2.9>",
         "Record-Route: <sips:192.0.2.9;lr>, <sip:192.0.2.8;lr>\r\n", true},
        {"sip:bob@10.0.0.2", "<sips:eve@192.0.2.9>",
         "Record-Route: <sip:192.0.2.9;lr;transport=tls>, <sips:192.0.2.8;lr>\r\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, with_all);
        solo->peer.transport = SF_TRANSPORT_TLS;
        FEED(solo, .method = "INVITE", .uri = cases[i].uri, .contact = cases[i].contact,
             .extra = cases[i].extra);
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo->outs = 0;
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Contact"),
                            cases[i].sips ? ends[SF_TRANSPORT_TLS].contact : by_tls);
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, with_all);
    struct sf_address to = solo->peer;
    to.transport = SF_TRANSPORT_TLS;
    assert_int_equal(invite(solo, &to, "sip:eve@192.0.2.9;transport=tls", SOLO_SDP), SF_UA_OK);
    assert_string_equal(header_in(solo_only(solo), "Contact"), by_tls);
    assert_begins(header_in(solo_only(solo), "From"), "<sip:bob@10.0.0.2:5061>;");
    solo_free(solo);
}

/* 3261:12.2.1.1: a secure dialog keeps its SIPS Contact when the session is changed; another has
 * none. */
static void test_a_change_keeps_the_scheme(void **state)
{
    (void)state;
    for (unsigned sips = 0; sips <= 1; sips++) {
        struct solo *solo = solo_new(2, with_all);
        struct sf_address to = solo->peer;
        char request[4000];
        to.transport = solo->peer.transport = SF_TRANSPORT_TLS;
        assert_int_equal(
            invite(solo, &to, sips ? "sips:eve@192.0.2.9" : "sip:eve@192.0.2.9", SOLO_SDP),
            SF_UA_OK);
        snprintf(request, sizeof request, "%s", solo_only(solo));
        solo_respond(solo, request, 200, "t",
                     sips ? "Contact: <sips:eve@192.0.2.9>\r\n"
                          : "Contact: <sip:eve@192.0.2.9;transport=tls>\r\n");
        solo->outs = 0;
        assert_int_equal(
            sf_ua_modify(solo->ua, solo->now_us, solo->call,
                         &(struct sf_change){.content = {.type = SOLO_TYPE, .body = SOLO_SDP}}),
            SF_UA_OK);
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Contact"),
                            sips ? ends[SF_TRANSPORT_TLS].contact : by_tls);
        solo_free(solo);
    }
}

/* 3261:8.2.2.1, 3261:26.3: a SIPS URI is taken over TLS alone. */
static void test_sips_comes_by_tls(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_all);
    FEED(solo, .method = "OPTIONS", .uri = "sips:bob@10.0.0.2");
    solo_expect(solo, "SIP/2.0 416 ");
    solo->peer.transport = SF_TRANSPORT_TLS;
    FEED(solo, .method = "OPTIONS", .uri = "sips:bob@10.0.0.2", .via = hand_branch(2));
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
}

/* A dialog's requests go where the target says, by its transport. */
static void test_a_dialog_changes_its_transport(void **state)
{
    (void)state;
    static const struct {
        const char *contact;
        uint8_t transport;
        uint16_t port;
        bool fails;
    } cases[] = {
        {"<sip:eve@192.0.2.9:5090>", SF_TRANSPORT_UDP, 5090, false},
        {"<sip:eve@192.0.2.9:5090;transport=tcp>", SF_TRANSPORT_TCP, 5090, false},
        {"<sip:eve@192.0.2.9;transport=TCP>", SF_TRANSPORT_TCP, 5060, false},
        {"<sips:eve@192.0.2.9>", SF_TRANSPORT_TLS, 5061, false},
        {"<sips:eve@192.0.2.9:5090;transport=tcp>", SF_TRANSPORT_TLS, 5090, false},
        {"<sip:eve@192.0.2.9;transport=sctp>", 0, 0, true},
        {"<sip:eve@eve.example;transport=tcp>", 0, 0, true}, /* names are not looked up */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, with_all);
        solo_answer_call(solo, &(struct hand){.method = "INVITE", .contact = cases[i].contact});
        solo->outs = 0;
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo_count(solo, "BYE "), !cases[i].fails);
        if (!cases[i].fails) {
            assert_int_equal(solo->out[0].to.transport, cases[i].transport);
            assert_int_equal(solo->out[0].to.port, cases[i].port);
            assert_begins(header_in(solo->out[0].text, "Via"), ends[cases[i].transport].via);
        }
        solo_free(solo);
    }
}

static void test_what_no_endpoint_leads_to_is_refused(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    struct sf_address to = solo->peer;
    to.transport = SF_TRANSPORT_TCP;
    assert_int_equal(invite(solo, &to, "sip:eve@192.0.2.9;transport=tcp", SOLO_SDP),
                     SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "invite.next_hop");
    assert_string_equal(sf_ua_error(solo->ua)->text,
                        "no endpoint of its transport and address family");
    solo_free(solo);
}

static void test_what_is_no_endpoint_is_refused(void **state)
{
    (void)state;
    const struct sf_address udp = {.family = 4, .port = 1, .ip = {10, 0, 0, 2}};
    struct sf_address more[SF_UA_ENDPOINTS];
    struct sf_ua_config config = {
        .calls = 1, .calls_per_second = 1, .local = udp, .more_local = more, .more_locals = 1};
    more[0] = udp;
    assert_true(sf_ua_size(&config) > 0);
    more[0].family = 0;
    assert_int_equal(sf_ua_size(&config), 0);
    more[0].family = 4;
    more[0].transport = SF_TRANSPORT_WSS + 1;
    assert_int_equal(sf_ua_size(&config), 0);
    config.more_locals = SF_UA_ENDPOINTS;
    assert_int_equal(sf_ua_size(&config), 0);
}

static struct sf_str sdp_of(size_t length)
{
    static char text[4000];
    memset(text, 'a', sizeof text);
    memcpy(text, "v=0\r\n", 5);
    memcpy(text + length - 2, "\r\n", 2);
    return (struct sf_str){text, length};
}

/* 3261:18.1.1. */
static void test_a_long_request_goes_by_tcp(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, with_all);
    assert_int_equal(invite(solo, &solo->peer, "sip:eve@192.0.2.9", sdp_of(100)), SF_UA_OK);
    size_t frame = solo->out[0].length - 100 + 1; /* one more digit of Content-Length */
    assert_int_equal(invite(solo, &solo->peer, "sip:eve@192.0.2.9", sdp_of(1300 - frame)),
                     SF_UA_OK);
    assert_in_range(solo->out[0].length, 1298, 1300);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_UDP);
    assert_int_equal(invite(solo, &solo->peer, "sip:eve@192.0.2.9", sdp_of(1303 - frame)),
                     SF_UA_OK);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TCP);
    assert_int_equal(solo->out[0].to.port, 5060);
    const char *sent = solo_only(solo);
    assert_begins(header_in(sent, "Via"), "SIP/2.0/TCP 10.0.0.2:5062;rport;branch=z9hG4bK");
    assert_string_equal(header_in(sent, "Max-Forwards"), "70");
    assert_int_equal(solo->out[0].length, strlen(sent));
    solo->outs = 0;
    solo_wait(solo, 3000000); /* TCP repeats by itself */
    for (unsigned i = 0; i < solo->outs; i++)
        assert_int_not_equal(solo->out[i].to.transport, SF_TRANSPORT_TCP);
    solo_free(solo);
}

/* If the application says that the path carries it, it goes by UDP; else: test_what_udp_carries. */
static void test_a_long_request_by_a_known_path(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    assert_int_equal(invite(solo, &solo->peer, "sip:eve@192.0.2.9", sdp_of(2000)), SF_UA_OK);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_UDP);
    assert_begins(header_in(solo_only(solo), "Via"), "SIP/2.0/UDP ");
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests_say_where_they_leave_from),
        cmocka_unit_test(test_the_family_counts),
        cmocka_unit_test(test_responses_say_where_the_request_came_to),
        cmocka_unit_test(test_a_sips_contact_is_asked_for),
        cmocka_unit_test(test_a_change_keeps_the_scheme),
        cmocka_unit_test(test_sips_comes_by_tls),
        cmocka_unit_test(test_a_dialog_changes_its_transport),
        cmocka_unit_test(test_what_no_endpoint_leads_to_is_refused),
        cmocka_unit_test(test_what_is_no_endpoint_is_refused),
        cmocka_unit_test(test_a_long_request_goes_by_tcp),
        cmocka_unit_test(test_a_long_request_by_a_known_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
