/* Requests to names: they are located, and one server after the other is tried (RFC 3263). */
#include "names.h"

/* ---- An INVITE ---- */

static void test_first(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "INVITE sip:eve@example.org SIP/2.0\r\n", 36);
    assert_int_equal(names_asked, 5); /* NAPTR; SRV for UDP and TCP; two addresses */
    solo_respond(solo, names_keep(solo->out[0].text), 486, "t", NULL);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP); /* the ACK */
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    names_end(solo);
}

/* The Via and the Contact are of the transport that is found. */
static void test_transports(void **state)
{
    static const struct {
        const char *uri;
        unsigned transport, port;
        const char *via, *contact;
    } cases[] = {
        {"sip:eve@tcp.example.org", SF_TRANSPORT_TCP, 5072,
         "SIP/2.0/TCP 10.0.0.2:5060;rport;branch", "<sip:bob@10.0.0.2:5060;transport=tcp>"},
        {"sips:eve@tls.example.org", SF_TRANSPORT_TLS, 5073,
         "SIP/2.0/TLS 10.0.0.2:5061;rport;branch", "<sips:bob@10.0.0.2:5061>"},
        {"sip:eve@192.0.2.44:5099;transport=tcp", SF_TRANSPORT_TCP, 5099,
         "SIP/2.0/TCP 10.0.0.2:5060;rport;branch", "<sip:bob@10.0.0.2:5060;transport=tcp>"},
        {"sip:eve@phone.example.org", SF_TRANSPORT_UDP, 5060,
         "SIP/2.0/UDP 10.0.0.2:5060;rport;branch", "<sip:bob@10.0.0.2:5060>"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = names_begin();
        names_call(solo, cases[i].uri);
        assert_int_equal(solo->outs, 1);
        assert_int_equal(solo->out[0].to.transport, cases[i].transport);
        assert_int_equal(solo->out[0].to.port, cases[i].port);
        const char *via = header_in(solo->out[0].text, "Via");
        assert_memory_equal(via, cases[i].via, strlen(cases[i].via));
        if (cases[i].contact)
            assert_string_equal(header_in(solo->out[0].text, "Contact"), cases[i].contact);
        names_end(solo);
    }
}

static void redirecting(struct sf_ua_config *config)
{
    static const struct sf_ua_redirect rule;
    static struct sf_ua_redirect with;
    with = rule;
    with.redirecting = sf_ua_redirecting();
    names_locating(config);
    config->redirect = &with;
}

/* The target of a redirection is a name: it is located, and its servers are tried one by one. */
static void test_redirected(void **state)
{
    (void)state;
    struct solo *solo = names_begin_with(redirecting);
    names_call(solo, "sip:eve@192.0.2.44:5099");
    solo_respond(solo, names_keep(solo->out[0].text), 302, "t",
                 "Contact: <sip:eve@example.org>, <sip:eve@tcp.example.org>;q=0.1\r\n");
    assert_int_equal(solo->outs, 2); /* the ACK, and the INVITE */
    assert_int_equal(solo->out[1].to.ip[3], 1);
    assert_int_equal(solo->out[1].to.port, 5070);
    solo_respond(solo, names_keep(solo->out[1].text), 503, "t", NULL);
    assert_int_equal(solo->out[1].to.port, 5071); /* the name's other server comes first */
    assert_memory_equal(solo->out[1].text, "INVITE sip:eve@example.org SIP/2.0\r\n", 36);
    solo_respond(solo, names_keep(solo->out[1].text), 503, "t", NULL);
    assert_memory_equal(solo->out[1].text, "INVITE sip:eve@tcp.example.org SIP/2.0\r\n", 40);
    assert_int_equal(solo->out[1].to.port, 5072);
    assert_int_equal(solo->out[1].to.transport, SF_TRANSPORT_TCP);
    assert_memory_equal(header_in(solo->out[1].text, "Via"), "SIP/2.0/TCP", 11);
    solo->peer.transport = SF_TRANSPORT_TCP;
    solo_respond(solo, names_keep(solo->out[1].text), 404, "t", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    names_end(solo);
}

/* 3263:4.3: no response at all. The call does not end in between, and the next one knows. */
static void test_timeout(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    names_keep(solo->out[0].text);
    solo_wait(solo, 31900000);
    solo_wait(solo, 200000);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    names_same_but_branch(names_kept, solo->out[0].text);
    assert_int_equal(solo->events, 0);
    names_keep(solo->out[0].text);
    solo_respond(solo, names_kept, 200, "t", "Contact: <sip:eve@192.0.2.2>\r\n");
    names_went_to(solo, 2, 5060, SF_TRANSPORT_UDP); /* the ACK, to its Contact */
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
    names_call(solo, "sip:eve@example.org");
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP); /* the first has failed lately */
    names_end(solo);
}

static void test_503(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    names_keep(solo->out[0].text);
    solo_respond(solo, names_kept, 180, "x", "Contact: <sip:eve@192.0.2.2>\r\n");
    solo_respond(solo, names_kept, 503, "t", NULL);
    assert_int_equal(solo->outs, 2);
    assert_memory_equal(solo->out[0].text, "ACK ", 4);
    assert_int_equal(solo->out[0].to.ip[3], 1);
    assert_memory_equal(solo->out[1].text, "INVITE ", 7);
    assert_int_equal(solo->out[1].to.ip[3], 2);
    names_same_but_branch(names_kept, solo->out[1].text);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
    /* The last one's is the call's. */
    solo_respond(solo, names_keep(solo->out[1].text), 503, "t", NULL);
    assert_int_equal(solo->outs, 1);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    names_end(solo);
}

/* Any other refusal is final. */
static void test_other_refusals(void **state)
{
    static const unsigned statuses[] = {408, 480, 500, 502, 504, 600, 603};
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct solo *solo = names_begin();
        names_call(solo, "sip:eve@example.org");
        solo_respond(solo, names_keep(solo->out[0].text), statuses[i], "t", NULL);
        assert_int_equal(solo->outs, 1);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        names_end(solo);
    }
}

static void test_unreachable(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    names_end(solo);
}

/* Nothing answers: 503, after three rounds. */
static void test_silence(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_silent = true;
    names_call(solo, "sip:eve@example.org");
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 14900000);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 200000);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(solo->event[0].status, 503);
    assert_string_equal(sf_ua_locate_trouble(solo->ua), "the name server has not answered");
    names_end(solo);
}

static void test_nowhere(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@nothing.example.org");
    solo_wait(solo, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_string_equal(sf_ua_locate_trouble(solo->ua), "there is no address for it");
    names_end(solo);
}

/* A CANCEL goes where its INVITE went (3263:4). */
static void test_cancel(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    names_keep(solo->out[0].text);
    solo_respond(solo, names_kept, 180, "t", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "CANCEL ", 7);
    assert_string_equal(header_in(solo->out[0].text, "Via"), header_in(names_kept, "Via"));
    names_end(solo);
}

/* A hang-up while the server is looked for ends the call at once; nothing goes out, then or
 * later. */
static void test_hang_up(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_silent = true;
    names_call(solo, "sip:eve@example.org");
    assert_int_equal(sf_locator_searches(names_locator), 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(solo->event[0].status, 487);
    assert_int_equal(sf_locator_searches(names_locator), 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_NO_CALL);
    solo_wait(solo, 40000000);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    names_end(solo);
}

/* Once the INVITE is out, a hang-up waits for a provisional response, as it must (3261:9.1). */
static void test_hang_up_later(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    names_call(solo, "sip:eve@example.org");
    names_keep(solo->out[0].text);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
    solo_respond(solo, names_kept, 180, "t", NULL);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    assert_memory_equal(solo->out[0].text, "CANCEL ", 7);
    names_end(solo);
}

/* 3261:8.1.2: the first route is what is located. */
static void test_route(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    struct sf_invite invite = names_invite("sip:eve@elsewhere.example");
    invite.route = SF_STR("<sip:phone.example.org:5090;lr>,<sip:other.example;lr>");
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 7, 5090, SF_TRANSPORT_UDP);
    names_end(solo);
}

/* 3261:8.1.2: a request to a SIPS URI goes by TLS, whatever its route is. */
static void test_secure_target(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    struct sf_invite invite = names_invite("sips:eve@elsewhere.example");
    invite.route = SF_STR("<sip:phone.example.org:5090;lr>");
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 7, 5090, SF_TRANSPORT_TLS);
    names_end(solo);
}

/* ---- Other requests ---- */

static void ask(struct solo *solo, const char *uri)
{
    const struct sf_request request = {.method = SF_STR("OPTIONS"), .to = sf_str_of(uri)};
    struct sf_exchange exchange;
    assert_int_equal(
        sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0}, &request, &exchange), SF_UA_OK);
    solo_drain(solo);
}

static void test_request(void **state)
{
    (void)state;
    for (int way = 0; way < 5; way++) {
        struct solo *solo = names_begin();
        ask(solo, "sip:example.org");
        names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
        names_keep(solo->out[0].text);
        if (way == 0) {
            solo_wait(solo, 31900000);
            solo_wait(solo, 200000);
        } else if (way == 1) {
            solo_respond(solo, names_kept, 100, NULL, NULL);
            solo->events = 0;
            solo_respond(solo, names_kept, 503, "t", NULL);
        } else if (way == 2) {
            solo_respond(solo, names_kept, 503, "t", NULL);
        } else {
            uint64_t token = solo->out[0].token;
            if (way == 3)
                solo_respond(solo, names_kept, 100, NULL, NULL);
            sf_ua_send_failed(solo->ua, solo->now_us, token);
            solo_drain(solo);
        }
        names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
        names_same_but_branch(names_kept, solo->out[0].text);
        solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
        assert_int_equal(solo->event[solo->events - 1].type, SF_UA_EV_RESPONSE);
        assert_int_equal(solo->event[solo->events - 1].status, 200);
        names_end(solo);
    }
}

/* A response to the branch that was given up is none. */
static void test_late_response(void **state)
{
    (void)state;
    struct solo *solo = names_begin();
    ask(solo, "sip:example.org");
    names_keep(solo->out[0].text);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    solo_respond(solo, names_kept, 200, "t", NULL);
    assert_int_equal(solo->events, 0);
    assert_int_equal(solo_counters(solo).stray_responses, 1);
    names_end(solo);
}

/* ---- Registrations ---- */

static void registering(struct sf_ua_config *config)
{
    static struct sf_ua_nat nat;
    names_locating(config);
    nat = (struct sf_ua_nat){.part = sf_ua_nat(), .keep_alive_s = 20};
    config->nat = &nat;
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static void told(const struct solo *solo, enum sf_registration_state state, unsigned status)
{
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_REGISTRATION);
    assert_int_equal(solo->event[0].registration_state, state);
    assert_int_equal(solo->event[0].status, status);
}

static const char granted[] = "Contact: <sip:bob@10.0.0.2:5060>;expires=1000\r\n";

/* The first server refuses: the second one gets the REGISTER, and keeps it. Keep-alives and
 * refreshes go there, also when the addresses are names_asked for anew. If it fails the first one
 * is tried again. */
static void test_registration(void **state)
{
    (void)state;
    struct solo *solo = names_begin_with(registering);
    const struct sf_register what = {.aor = SF_STR("sip:bob@example.org"), .expires_s = 1000};
    struct sf_registration registration;
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    names_keep(solo->out[0].text);
    solo_respond(solo, names_kept, 503, "t", NULL);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    names_same_but_branch(names_kept, solo->out[0].text);
    assert_int_equal(solo->events, 0);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", granted);
    told(solo, SF_REGISTRATION_REGISTERED, 200);

    solo_wait(solo, 21000000);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    assert_string_equal(solo->out[0].text, "\r\n\r\n");

    unsigned before = names_asked;
    solo_wait(solo, 100000000); /* the first one is not tried last any more */
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, registration), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(names_asked, before + 2); /* that there is no NAPTR, and no SRV of TCP */
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", granted);
    told(solo, SF_REGISTRATION_REGISTERED, 200);

    solo_wait(solo, 310000000); /* now all has expired */
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, registration), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(names_asked, before + 7);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
    solo_drain(solo);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", granted);
    told(solo, SF_REGISTRATION_REGISTERED, 200);

    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, registration, false), SF_UA_OK);
    solo_drain(solo);
    names_went_to(solo, 1, 5070, SF_TRANSPORT_UDP);
    assert_string_equal(header_in(solo->out[0].text, "Expires"), "0");
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
    names_end(solo);
}

/* All servers fail: it waits, and then begins anew. */
static void test_registration_fails(void **state)
{
    (void)state;
    struct solo *solo = names_begin_with(registering);
    const struct sf_register what = {.aor = SF_STR("sip:bob@example.org")};
    struct sf_registration registration;
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, names_keep(solo->out[0].text), 503, "t", NULL);
    solo_respond(solo, names_keep(solo->out[0].text), 503, "t", NULL);
    told(solo, SF_REGISTRATION_WAITING, 503);
    assert_int_equal(solo->outs, 0);
    solo->outs = 0;
    for (int i = 0; i < 150 && !solo->outs; i++)
        solo_wait(solo, 400000);
    names_went_to(solo, 2, 5071, SF_TRANSPORT_UDP); /* the first is tried last for 60 s */
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, registration, false), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, names_keep(solo->out[0].text), 403, "t", NULL);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
    names_end(solo);
}

/* ---- Limits ---- */

static void test_full(void **state)
{
    (void)state;
    names_searches = 1;
    struct solo *solo = names_begin();
    names_searches = 0;
    names_silent = true;
    names_call(solo, "sip:eve@example.org");
    const struct sf_invite invite = names_invite("sip:eve@example.org");
    struct sf_call second;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &second), SF_UA_FULL);
    const struct sf_invite bad = names_invite("sip:eve@example.org;transport=sctp");
    solo_dry(solo);
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &bad, &second), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "invite.next_hop");
    names_end(solo);
}

/* Without a names_locator a name is refused, as before, and there is nothing to answer. */
static void test_without(void **state)
{
    (void)state;
    struct solo *solo = solo_new(20, NULL);
    const struct sf_invite invite = names_invite("sip:eve@example.org");
    const struct sf_dns_answer none = {.status = SF_DNS_OK};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->text, "no address");
    assert_int_equal(sf_ua_answer_query(solo->ua, solo->now_us, 1, &none), SF_UA_STATE);
    assert_string_equal(sf_ua_locate_trouble(solo->ua), "");
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),          cmocka_unit_test(test_transports),
        cmocka_unit_test(test_timeout),        cmocka_unit_test(test_503),
        cmocka_unit_test(test_other_refusals), cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_silence),        cmocka_unit_test(test_nowhere),
        cmocka_unit_test(test_cancel),         cmocka_unit_test(test_route),
        cmocka_unit_test(test_secure_target),  cmocka_unit_test(test_request),
        cmocka_unit_test(test_late_response),  cmocka_unit_test(test_redirected),
        cmocka_unit_test(test_hang_up),        cmocka_unit_test(test_hang_up_later),
        cmocka_unit_test(test_registration),   cmocka_unit_test(test_registration_fails),
        cmocka_unit_test(test_full),           cmocka_unit_test(test_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
