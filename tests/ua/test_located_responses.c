/* Responses that cannot be sent: the sent-by is located if it is a name (3261:18.2.2, 3263:5). */
#include "names.h"

#define VIA(transport, sent_by) "SIP/2.0/" transport " " sent_by ";branch=z9hG4bK-1"

static void taking_messages(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}};
    names_locating(config);
    config->method = methods;
    config->methods = 1;
}

/* A request of that method comes; it is from 192.0.2.9:40000. */
static void ask(struct solo *solo, const char *method, unsigned transport, const char *via)
{
    solo->peer.transport = (uint8_t)transport;
    solo->peer.port = 40000;
    assert_int_equal(FEED(solo, .method = method, .via = via), SF_UA_OK);
}

/* The same of a request that the application answers with 200. */
static void ask_and_answer(struct solo *solo, unsigned transport, const char *via,
                           const char *call_id)
{
    solo->peer.transport = (uint8_t)transport;
    solo->peer.port = 40000;
    assert_int_equal(FEED(solo, .method = "MESSAGE", .via = via, .call_id = call_id), SF_UA_OK);
    assert_int_equal(solo->event[0].type, SF_UA_EV_REQUEST);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, solo->event[0].exchange,
                                  &(struct sf_answer){.status = 200}),
                     SF_UA_OK);
    solo_drain(solo);
}

/* The one datagram cannot be sent. */
static void fail_it(struct solo *solo)
{
    assert_int_equal(solo->outs, 1);
    uint64_t token = solo->out[0].token;
    assert_true(token != 0);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
    solo_drain(solo);
}

static void in_trouble(struct solo *solo)
{
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_TROUBLE);
    assert_int_equal(solo->event[0].status, 503);
}

static void refuse(struct solo *solo, unsigned status)
{
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, status), SF_UA_OK);
    solo_drain(solo);
}

/* Each server of the name gets it in turn, as it is; then the application hears of it. */
static void test_final(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "INVITE", SF_TRANSPORT_TCP, VIA("TCP", "tcp.example.org"));
    refuse(solo, 486);
    names_went_to(solo, 9, 40000, SF_TRANSPORT_TCP);
    names_keep(solo->out[0].text);
    uint64_t first = solo->out[0].token;
    assert_false(sf_ua_is_located(solo->ua, first));
    fail_it(solo);
    names_went_to(solo, 1, 5072, SF_TRANSPORT_TCP);
    assert_int_equal(names_asked, 3); /* SRV; two addresses */
    assert_string_equal(solo->out[0].text, names_kept);
    assert_true(sf_ua_is_located(solo->ua, solo->out[0].token));
    /* That the first one has failed is known. */
    uint64_t second = solo->out[0].token;
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, first), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, second), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 2, 5074, SF_TRANSPORT_TCP);
    assert_string_equal(solo->out[0].text, names_kept);
    fail_it(solo);
    in_trouble(solo);
    names_end(solo);
}

/* What follows a response that was located goes where that went, a 2xx and its repeats too. */
static void test_success(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "INVITE", SF_TRANSPORT_TCP, VIA("TCP", "tcp.example.org"));
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    fail_it(solo);
    names_went_to(solo, 1, 5072, SF_TRANSPORT_TCP);
    assert_memory_equal(solo->out[0].text, "SIP/2.0 180 ", 12);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 1, 5072, SF_TRANSPORT_TCP);
    assert_memory_equal(solo->out[0].text, "SIP/2.0 200 ", 12);
    fail_it(solo);
    names_went_to(solo, 2, 5074, SF_TRANSPORT_TCP);
    assert_memory_equal(solo->out[0].text, "SIP/2.0 200 ", 12);
    solo_wait(solo, 600000);
    names_went_to(solo, 2, 5074, SF_TRANSPORT_TCP);
    assert_memory_equal(solo->out[0].text, "SIP/2.0 200 ", 12);
    fail_it(solo);
    in_trouble(solo);
    names_end(solo);
}

/* A request that is no INVITE: over TCP its transaction lives on, so that the response is kept. */
static void test_request(void **state)
{
    static const struct {
        unsigned transport;
        const char *via;
        unsigned last, port;
    } cases[] = {{SF_TRANSPORT_TCP, VIA("TCP", "tcp.example.org"), 1, 5072},
                 {SF_TRANSPORT_TLS, VIA("TLS", "tls.example.org"), 1, 5073},
                 {SF_TRANSPORT_UDP, VIA("UDP", "example.org"), 1, 5070},
                 {SF_TRANSPORT_UDP, VIA("UDP", "phone.example.org"), 7, 5060},
                 {SF_TRANSPORT_TCP, VIA("TCP", "phone.example.org:5090"), 7, 5090},
                 {SF_TRANSPORT_TLS, VIA("TLS", "phone.example.org"), 7, 5061}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = names_begin_with(taking_messages);
        ask_and_answer(solo, cases[i].transport, cases[i].via, "c1");
        solo_expect(solo, "SIP/2.0 200 ");
        uint64_t token = solo->out[0].token;
        solo_wait(solo, 20000000);
        assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
        solo_drain(solo);
        names_went_to(solo, cases[i].last, cases[i].port, cases[i].transport);
        solo_expect(solo, "SIP/2.0 200 ");
        names_end(solo);
    }
}

/* No name, or none that anybody listens at: as without a locator. */
static void test_no_name(void **state)
{
    static const char *const vias[] = {VIA("UDP", "192.0.2.9:5060"), VIA("UDP", "[2001:db8::1]"),
                                       VIA("UDP", "example.org;maddr=192.0.2.44"),
                                       VIA("UDP", "no.example.org")};
    (void)state;
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++) {
        struct solo *solo = names_begin();
        ask(solo, "INVITE", SF_TRANSPORT_UDP, vias[i]);
        refuse(solo, 486);
        fail_it(solo);
        in_trouble(solo);
        assert_int_equal(names_asked, i == 3 ? 2 : 0);
        assert_string_equal(sf_ua_locate_trouble(solo->ua),
                            i == 3 ? "there is no address for it" : "");
        /* It is not looked for again. */
        unsigned before = names_asked;
        solo_wait(solo, 500000);
        fail_it(solo);
        in_trouble(solo);
        assert_int_equal(names_asked, before);
        names_end(solo);
    }
}

/* The name server takes its time: the newest response goes to the server that it names. */
static void test_waits(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "INVITE", SF_TRANSPORT_TCP, VIA("TCP", "phone.example.org:5090"));
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    names_hold = true;
    fail_it(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    refuse(solo, 486);
    names_went_to(solo, 9, 40000, SF_TRANSPORT_TCP);
    fail_it(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(names_asked, 1);
    names_hold = false;
    names_answer_held(solo);
    names_went_to(solo, 7, 5090, SF_TRANSPORT_TCP);
    solo_expect(solo, "SIP/2.0 486 ");
    names_end(solo);
}

/* It never answers: the application hears of it, and nothing is left. A transaction that ends in
 * between ends the search. */
static void test_silence(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "INVITE", SF_TRANSPORT_TCP, VIA("TCP", "tcp.example.org"));
    refuse(solo, 486);
    names_silent = true;
    fail_it(solo);
    assert_int_equal(sf_locator_searches(names_locator), 1);
    solo_wait(solo, 9900000);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 200000);
    in_trouble(solo);
    assert_string_equal(sf_ua_locate_trouble(solo->ua), "the name server has not answered");
    assert_int_equal(sf_locator_searches(names_locator), 0);
    names_end(solo);
}

static void test_ends(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "INVITE", SF_TRANSPORT_TCP, VIA("TCP", "tcp.example.org"));
    refuse(solo, 486);
    names_hold = true;
    fail_it(solo);
    names_keep(solo->out[0].text);
    assert_int_equal(FEED(solo, .method = "ACK", .via = VIA("TCP", "tcp.example.org"),
                          .to = header_in(names_kept, "To"), .no_contact = true),
                     SF_UA_OK);
    solo_wait(solo, 1);
    assert_int_equal(sf_locator_searches(names_locator), 0);
    names_hold = false;
    names_answer_held(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    names_end(solo);
}

/* Responses leave half of the searches to requests. */
static void test_room(void **state)
{
    (void)state;
    names_searches = 4;
    struct solo *solo = names_begin_with(taking_messages);
    names_searches = 0;
    names_silent = true;
    for (unsigned i = 0; i < 3; i++) {
        char via[80], call_id[16];
        snprintf(via, sizeof via, "SIP/2.0/TCP phone.example.org:50%u;branch=z9hG4bK-%u", i, i);
        snprintf(call_id, sizeof call_id, "call-%u", i);
        ask_and_answer(solo, SF_TRANSPORT_TCP, via, call_id);
        fail_it(solo);
        assert_int_equal(sf_locator_searches(names_locator), i < 2 ? i + 1 : 2);
        assert_int_equal(solo->outs + solo->events, 0); /* the third one's transaction is over */
    }
    names_call(solo, "sip:eve@phone.example.org");
    assert_int_equal(sf_locator_searches(names_locator), 3);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    names_end(solo);
}

/* A request of ours has failed at one server, and the connection there breaks later: that says
 * nothing about the server that it is tried at. */
static void test_late_failure(void **state)
{
    const struct sf_request request = {.method = SF_STR("OPTIONS"),
                                       .to = SF_STR("sip:tcp.example.org;transport=tcp")};
    struct sf_exchange exchange;
    (void)state;
    struct solo *solo = names_begin();
    assert_int_equal(
        sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0}, &request, &exchange), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 1, 5072, SF_TRANSPORT_TCP);
    uint64_t first = solo->out[0].token;
    assert_true(sf_ua_awaits(solo->ua, first));
    solo->peer.transport = SF_TRANSPORT_TCP;
    solo_respond(solo, names_keep(solo->out[0].text), 503, "t", NULL);
    names_went_to(solo, 2, 5074, SF_TRANSPORT_TCP);
    names_keep(solo->out[0].text);
    assert_true(sf_ua_awaits(solo->ua, solo->out[0].token));
    assert_false(sf_ua_awaits(solo->ua, first));
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, first), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_respond(solo, names_kept, 200, "t", NULL);
    assert_int_equal(solo->event[0].type, SF_UA_EV_RESPONSE);
    assert_int_equal(solo->event[0].status, 200);
    names_end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_final),        cmocka_unit_test(test_success),
        cmocka_unit_test(test_request),      cmocka_unit_test(test_no_name),
        cmocka_unit_test(test_waits),        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_ends),         cmocka_unit_test(test_room),
        cmocka_unit_test(test_late_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
