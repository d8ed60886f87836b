/* 3261:18.1.1: a request that goes by TCP only because of its length, to a peer that does not take
 * TCP, is sent again by UDP. No other request is. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sf_address tcp = {
    .transport = SF_TRANSPORT_TCP, .family = 4, .port = 5062, .ip = {10, 0, 0, 2}};

static void with_tcp(struct sf_ua_config *config)
{
    config->udp_request_bytes = 0;
    config->more_local = &tcp;
    config->more_locals = 1;
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static struct sf_str long_body(void)
{
    static char body[1500];
    memset(body, 'x', sizeof body);
    return (struct sf_str){body, sizeof body};
}

static void invite(struct solo *solo, uint8_t transport, struct sf_str body)
{
    struct sf_invite call = {.to = SF_STR("sip:eve@192.0.2.9"),
                             .next_hop = solo->peer,
                             .content_type = SOLO_TYPE,
                             .body = body};
    call.next_hop.transport = transport;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &call, &solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs, 1);
}

static void refuse(struct solo *solo)
{
    assert_int_equal(sf_ua_not_connected(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
}

/* The same in both but for the Via. */
static void assert_same_behind_via(const char *by_tcp, const char *by_udp)
{
    assert_string_equal(strstr(by_tcp, "\r\nMax-Forwards"), strstr(by_udp, "\r\nMax-Forwards"));
    assert_memory_equal(header_in(by_tcp, "Via"), "SIP/2.0/TCP 10.0.0.2:5062;rport;branch=z9h", 41);
    assert_memory_equal(header_in(by_udp, "Via"), "SIP/2.0/UDP 10.0.0.2:5060;rport;branch=z9h", 41);
    assert_string_not_equal(header_in(by_tcp, "Via") + 25, header_in(by_udp, "Via") + 25);
}

static void test_an_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_tcp);
    static char by_tcp[4000];
    invite(solo, SF_TRANSPORT_UDP, long_body());
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TCP);
    snprintf(by_tcp, sizeof by_tcp, "%s", solo_only(solo));
    refuse(solo);
    assert_int_equal(solo->events, 0);
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    static char by_udp[4000];
    snprintf(by_udp, sizeof by_udp, "%s", solo_only(solo));
    assert_same_behind_via(by_tcp, by_udp);
    solo_wait(solo, 600000); /* it is repeated, as by UDP it must be */
    assert_string_equal(solo_only(solo), by_udp);
    solo_respond(solo, by_udp, 180, "e", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 1);
    solo_respond(solo, by_udp, 486, "e", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    solo_expect(solo, "ACK ");
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_UDP);
    solo_dry(solo);
    solo_free(solo);
}

/* A request of the application's, and a REGISTER. */
static void test_other_requests(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_tcp);
    static char by_tcp[4000], by_udp[4000];
    struct sf_exchange exchange;
    struct sf_registration registration;
    struct sf_request request = {.method = SF_STR("MESSAGE"),
                                 .to = SF_STR("sip:eve@192.0.2.9"),
                                 .next_hop = solo->peer,
                                 .content = {.type = SF_STR("text/plain"), .body = long_body()}};
    assert_int_equal(
        sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0, 0}, &request, &exchange),
        SF_UA_OK);
    solo_drain(solo);
    snprintf(by_tcp, sizeof by_tcp, "%s", solo_only(solo));
    refuse(solo);
    snprintf(by_udp, sizeof by_udp, "%s", solo_only(solo));
    assert_same_behind_via(by_tcp, by_udp);
    solo_respond(solo, by_udp, 200, "e", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_RESPONSE], 1);
    const struct sf_register what = {
        .aor = SF_STR("sip:bob@example.org"),
        .next_hop = solo->peer,
        .content = {.type = SF_STR("text/plain"), .body = long_body()}};
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    snprintf(by_tcp, sizeof by_tcp, "%s", solo_only(solo));
    refuse(solo);
    snprintf(by_udp, sizeof by_udp, "%s", solo_only(solo));
    assert_same_behind_via(by_tcp, by_udp);
    solo_respond(solo, by_udp, 403, "r", NULL);
    solo_dry(solo);
    solo_free(solo);
}

static unsigned failed_with(const struct solo *solo)
{
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_FAILED)
            return solo->event[i].status;
    return 0;
}

/* One that the caller sends by TCP; one that has left and broke; one that is refused by UDP too. */
static void test_what_does_not_fall_back(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, with_tcp);
    invite(solo, SF_TRANSPORT_TCP, long_body());
    refuse(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(failed_with(solo), 503);

    invite(solo, SF_TRANSPORT_UDP, long_body());
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(failed_with(solo), 503);

    invite(solo, SF_TRANSPORT_UDP, long_body());
    refuse(solo);
    assert_int_equal(solo->outs, 1);
    refuse(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(failed_with(solo), 503);

    invite(solo, SF_TRANSPORT_UDP, SOLO_SDP); /* a short one after a long one */
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_UDP);
    refuse(solo);
    assert_int_equal(failed_with(solo), 503);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_invite),
        cmocka_unit_test(test_other_requests),
        cmocka_unit_test(test_what_does_not_fall_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
