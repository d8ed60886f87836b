/* Several endpoints of one transport: which one a message leaves from, and what it says of that
 * (3261:18.1.1, 3261:18.2.2, 3581:4). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 1, SECOND, SIX, TCP_FIRST, TCP_SECOND };

/* Bob at 10.0.0.2, 10.0.0.3 and [fd00::2]. */
static void with_all(struct sf_ua_config *config)
{
    static const struct sf_address more[] = {
        {.family = 4, .port = 5062, .ip = {10, 0, 0, 3}},
        {.family = 6, .port = 5063, .ip = {0xfd, [15] = 2}},
        {.transport = SF_TRANSPORT_TCP, .family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
        {.transport = SF_TRANSPORT_TCP, .family = 4, .port = 5062, .ip = {10, 0, 0, 3}}};
    config->udp_request_bytes = 0;
    config->more_local = more;
    config->more_locals = sizeof more / sizeof *more;
}

static const char *const sent_by[] = {[FIRST] = "UDP 10.0.0.2:5060;",
                                      [SECOND] = "UDP 10.0.0.3:5062;",
                                      [SIX] = "UDP [fd00::2]:5063;",
                                      [TCP_FIRST] = "TCP 10.0.0.2:5060;",
                                      [TCP_SECOND] = "TCP 10.0.0.3:5062;"};
static const char *const contact[] = {[FIRST] = "<sip:bob@10.0.0.2:5060>",
                                      [SECOND] = "<sip:bob@10.0.0.3:5062>",
                                      [SIX] = "<sip:bob@[fd00::2]:5063>",
                                      [TCP_FIRST] = "<sip:bob@10.0.0.2:5060;transport=tcp>",
                                      [TCP_SECOND] = "<sip:bob@10.0.0.3:5062;transport=tcp>"};

static const struct sf_address eve6 = {
    .family = 6, .port = 5060, .ip = {0x20, 1, 0xd, 0xb8, [15] = 9}};

/* A request left from that endpoint, and says so. */
static void assert_from(const struct solo *solo, unsigned number, unsigned endpoint)
{
    const char *text = solo->out[number].text, *via = header_in(text, "Via");
    assert_true(solo->outs > number);
    if (strncmp(text, "SIP/2.0 ", 8) != 0 &&
        strncmp(via + 8, sent_by[endpoint], strlen(sent_by[endpoint])) != 0)
        fail_msg("\"%s\" was expected: %s", sent_by[endpoint], via);
    if (*header_in(text, "Contact"))
        assert_string_equal(header_in(text, "Contact"), contact[endpoint]);
    assert_int_equal(solo->out[number].to.endpoint, endpoint);
}

static enum sf_ua_result invite(struct solo *solo, const struct sf_address *to, struct sf_str body)
{
    struct sf_invite call = {.to = SF_STR("sip:eve@192.0.2.9"),
                             .next_hop = *to,
                             .content_type = SOLO_TYPE,
                             .body = body};
    solo->outs = solo->events = 0;
    enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &call, &solo->call);
    solo_drain(solo);
    return result;
}

static void modify(struct solo *solo)
{
    const struct sf_change change = {.content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    solo->outs = 0;
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
    solo_drain(solo);
}

static void hang_up(struct solo *solo)
{
    solo->outs = 0;
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
}

/* ---- Requests outside a dialog ---- */

static void test_the_application_names_the_endpoint(void **state)
{
    (void)state;
    for (unsigned named = 0; named <= SECOND; named++) {
        struct solo *solo = solo_new(2, with_all);
        struct sf_address to = solo->peer;
        char request[4000];
        to.endpoint = named;
        assert_int_equal(invite(solo, &to, SOLO_SDP), SF_UA_OK);
        snprintf(request, sizeof request, "%s", solo_only(solo));
        assert_from(solo, 0, named ? named : FIRST);
        solo_wait(solo, 600000); /* and so does a copy, and the CANCEL */
        assert_from(solo, 0, named ? named : FIRST);
        solo->peer.endpoint = named ? named : FIRST;
        solo_respond(solo, request, 180, "t", NULL);
        hang_up(solo);
        assert_memory_equal(solo_only(solo), "CANCEL ", 7);
        assert_from(solo, 0, named ? named : FIRST);
        solo_respond(solo, request, 487, "t", NULL);
        assert_memory_equal(solo_only(solo), "ACK ", 4);
        assert_from(solo, 0, named ? named : FIRST);
        solo_free(solo);
    }
}

static void test_an_endpoint_that_does_not_lead_there_is_refused(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_all);
    struct sf_address to = solo->peer;
    const unsigned wrong[] = {SIX, TCP_FIRST, TCP_SECOND + 1, UINT32_MAX};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        to.endpoint = wrong[i];
        assert_int_equal(invite(solo, &to, SOLO_SDP), SF_UA_ARGUMENT);
        assert_string_equal(sf_ua_error(solo->ua)->argument, "invite.next_hop");
    }
    assert_int_equal(invite(solo, &eve6, SOLO_SDP), SF_UA_OK);
    assert_from(solo, 0, SIX);
    solo_free(solo);
    solo = solo_new(2, NULL);
    assert_int_equal(invite(solo, &eve6, SOLO_SDP), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->text,
                        "no endpoint of its transport and address family");
    solo_free(solo);
}

static void test_other_requests_name_it_too(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_all);
    struct sf_request request = {
        .method = SF_STR("OPTIONS"), .to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    struct sf_exchange exchange;
    request.next_hop.endpoint = SECOND;
    assert_int_equal(
        sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0, 0}, &request, &exchange),
        SF_UA_OK);
    solo_drain(solo);
    assert_from(solo, 0, SECOND);
    solo_free(solo);
}

/* ---- Responses ---- */

static void test_a_response_leaves_from_where_the_request_came_to(void **state)
{
    (void)state;
    for (unsigned i = FIRST; i <= TCP_SECOND; i++) {
        struct solo *solo = solo_new(2, with_all);
        if (i == SIX)
            solo->peer = eve6;
        solo->peer.endpoint = i;
        solo->peer.transport = i >= TCP_FIRST ? SF_TRANSPORT_TCP : SF_TRANSPORT_UDP;
        FEED(solo, .method = "BLA", .via = hand_branch(1)); /* stateless */
        solo_expect(solo, "SIP/2.0 501 ");
        assert_from(solo, 0, i);
        FEED(solo, .method = "INVITE", .via = hand_branch(2));
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo->outs = 0;
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        assert_from(solo, 0, i);
        solo_free(solo);
    }
}

/* ---- In a dialog ---- */

static void test_a_dialog_goes_on_where_it_began(void **state)
{
    (void)state;
    for (unsigned i = FIRST; i <= SECOND; i++) {
        struct solo *solo = solo_new(2, with_all);
        solo->peer.endpoint = i;
        solo_answer_call(solo, &(struct hand){.method = "INVITE"});
        modify(solo);
        assert_from(solo, 0, i);
        hang_up(solo);
        assert_from(solo, solo->outs - 1, i);
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, with_all);
    struct sf_address to = solo->peer;
    char request[4000];
    to.endpoint = solo->peer.endpoint = SECOND;
    assert_int_equal(invite(solo, &to, SOLO_SDP), SF_UA_OK);
    snprintf(request, sizeof request, "%s", solo_only(solo));
    solo_respond(solo, request, 200, "t", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_memory_equal(solo_only(solo), "ACK ", 4);
    assert_from(solo, 0, SECOND);
    hang_up(solo);
    assert_from(solo, 0, SECOND);
    solo_free(solo);
}

static void test_a_dialog_follows_the_other_side(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_all);
    char to[200];
    solo->peer.endpoint = FIRST;
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    solo->peer.endpoint = SECOND;
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "OPTIONS", .to = to, .cseq = 9, .via = hand_branch(7));
    solo_expect(solo, "SIP/2.0 200 ");
    assert_from(solo, 0, SECOND);
    hang_up(solo);
    assert_from(solo, 0, SECOND);
    solo_free(solo);
}

/* The target asks for another transport or is of another family: from the endpoint with the same IP
 * address, else from the first that leads there. */
static void test_a_dialog_that_moves(void **state)
{
    (void)state;
    static const struct {
        unsigned began;
        const char *target;
        unsigned goes_on; /* 0: there is no way */
    } cases[] = {
        {FIRST, "<sip:eve@192.0.2.9;transport=tcp>", TCP_FIRST},
        {SECOND, "<sip:eve@192.0.2.9;transport=tcp>", TCP_SECOND},
        {SECOND, "<sip:eve@[2001:db8::9]>", SIX},
        {SIX, "<sip:eve@192.0.2.9>", FIRST},
        {SIX, "<sip:eve@192.0.2.9;transport=tcp>", TCP_FIRST},
        {TCP_SECOND, "<sip:eve@192.0.2.9;transport=udp>", SECOND},
        {FIRST, "<sip:eve@[2001:db8::9];transport=tcp>", 0},
        {FIRST, "<sip:eve@192.0.2.9;transport=tls>", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, with_all);
        if (cases[i].began == SIX)
            solo->peer = eve6;
        solo->peer.endpoint = cases[i].began;
        solo->peer.transport = cases[i].began >= TCP_FIRST ? SF_TRANSPORT_TCP : SF_TRANSPORT_UDP;
        solo_answer_call(solo, &(struct hand){.method = "INVITE", .contact = cases[i].target});
        hang_up(solo);
        assert_int_equal(solo_count(solo, "BYE "), cases[i].goes_on ? 1 : 0);
        if (cases[i].goes_on)
            assert_from(solo, 0, cases[i].goes_on);
        solo_free(solo);
    }
}

/* ---- Requests too long for UDP ---- */

static void test_a_long_request_keeps_its_address(void **state)
{
    (void)state;
    static char text[1400];
    memset(text, 'a', sizeof text);
    memcpy(text, "v=0\r\n", 5);
    memcpy(text + sizeof text - 2, "\r\n", 2);
    for (unsigned i = FIRST; i <= SECOND; i++) {
        struct solo *solo = solo_new(2, with_all);
        struct sf_address to = solo->peer;
        to.endpoint = i;
        assert_int_equal(invite(solo, &to, (struct sf_str){text, sizeof text}), SF_UA_OK);
        assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TCP);
        unsigned tcp = i == FIRST ? TCP_FIRST : TCP_SECOND;
        assert_int_equal(solo->out[0].to.endpoint, tcp);
        assert_memory_equal(header_in(solo->out[0].text, "Via") + 8, sent_by[tcp],
                            strlen(sent_by[tcp]));
        uint64_t token = solo->out[0].token;
        solo->outs = 0;
        assert_int_equal(sf_ua_not_connected(solo->ua, solo->now_us, token), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_UDP);
        assert_from(solo, 0, i);
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, with_all); /* no TCP of that family */
    assert_int_equal(invite(solo, &eve6, (struct sf_str){text, sizeof text}), SF_UA_TOO_LONG);
    solo_free(solo);
}

/* ---- Registrations ---- */

static struct sf_ua_nat nat;

static void registers(struct sf_ua_config *config)
{
    with_all(config);
    nat = (struct sf_ua_nat){.part = sf_ua_nat(), .follow_shown = true};
    config->nat = &nat;
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

/* What a registrar shows is about the endpoint that the REGISTER has left from. */
static void test_a_registration_is_of_one_endpoint(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, registers);
    struct sf_register what = {.aor = SF_STR("sip:bob@example.org"), .next_hop = solo->peer};
    struct sf_registration registration;
    char request[4000], extra[300];
    what.next_hop.endpoint = solo->peer.endpoint = SECOND;
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->out[0].to.endpoint, SECOND);
    snprintf(request, sizeof request, "%s", solo_only(solo));
    assert_string_equal(header_in(request, "Contact"), contact[SECOND]);
    char *shown = strstr(request, ";rport;");
    assert_non_null(shown);
    char copy[4200];
    snprintf(copy, sizeof copy, "%.*s;rport=777;received=203.0.113.5;%s", (int)(shown - request),
             request, shown + 7);
    snprintf(extra, sizeof extra, "Contact: %s;expires=600\r\n", contact[SECOND]);
    solo_respond(solo, copy, 200, "r", extra);
    assert_string_equal(header_in(solo_only(solo), "Contact"), "<sip:bob@203.0.113.5:777>");
    assert_int_equal(solo->out[0].to.endpoint, SECOND);
    for (unsigned i = FIRST; i <= SECOND; i++) {
        struct sf_address to = solo->peer;
        to.endpoint = i;
        assert_int_equal(invite(solo, &to, SOLO_SDP), SF_UA_OK);
        assert_string_equal(header_in(solo->out[0].text, "Contact"),
                            i == FIRST ? contact[FIRST] : "<sip:bob@203.0.113.5:777>");
    }
    solo_free(solo);
}

/* ---- Saved ---- */

static void in_another_order(struct sf_ua_config *config)
{
    static const struct sf_address more[] = {{.family = 4, .port = 5060, .ip = {10, 0, 0, 9}},
                                             {.family = 4, .port = 5062, .ip = {10, 0, 0, 3}}};
    config->more_local = more;
    config->more_locals = 2;
}

/* A core with the endpoint of the dialog at another place finds it; one without it uses another. */
static void test_a_restored_dialog_finds_its_endpoint(void **state)
{
    (void)state;
    char record[2000];
    size_t length;
    struct solo *solo = solo_new(2, with_all), *other = solo_new(2, in_another_order);
    solo->peer.endpoint = SECOND;
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    assert_int_equal(
        sf_dialog_save(solo->ua, solo->now_us, solo->call, 1, record, sizeof record, &length),
        SF_SNAPSHOT_OK);
    assert_in_range(length, 1, solo->dialog.text_bytes + SF_SNAPSHOT_FRAME_BYTES);
    assert_int_equal(
        sf_dialog_restore(other->ua, other->now_us, record, length, 1, 0, &other->call),
        SF_SNAPSHOT_OK);
    hang_up(other);
    assert_int_equal(other->out[0].to.endpoint, 3);
    assert_memory_equal(header_in(solo_only(other), "Via"), "SIP/2.0/UDP 10.0.0.3:5062;", 26);
    solo_free(other);
    other = solo_new(2, NULL);
    assert_int_equal(
        sf_dialog_restore(other->ua, other->now_us, record, length, 1, 0, &other->call),
        SF_SNAPSHOT_OK);
    hang_up(other);
    assert_from(other, 0, FIRST);
    solo_free(other);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_application_names_the_endpoint),
        cmocka_unit_test(test_an_endpoint_that_does_not_lead_there_is_refused),
        cmocka_unit_test(test_other_requests_name_it_too),
        cmocka_unit_test(test_a_response_leaves_from_where_the_request_came_to),
        cmocka_unit_test(test_a_dialog_goes_on_where_it_began),
        cmocka_unit_test(test_a_dialog_follows_the_other_side),
        cmocka_unit_test(test_a_dialog_that_moves),
        cmocka_unit_test(test_a_long_request_keeps_its_address),
        cmocka_unit_test(test_a_registration_is_of_one_endpoint),
        cmocka_unit_test(test_a_restored_dialog_finds_its_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
