/* NATs: requests to a private Contact go to the source, and our own Contact follows what the
 * registrar sees (sipfsm/nat.h). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static struct sf_ua_nat options;

static void answers(struct sf_ua_config *config)
{
    solo_also_ipv6(config);
    options = (struct sf_ua_nat){.part = sf_ua_nat(), .answer_source = true};
    config->nat = &options;
}

static void follows(struct sf_ua_config *config)
{
    options = (struct sf_ua_nat){.part = sf_ua_nat(), .follow_shown = true};
    config->nat = &options;
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static void follows_by_name(struct sf_ua_config *config)
{
    follows(config);
    config->host = SF_STR("bob.example.org");
}

static void follows_by_tcp(struct sf_ua_config *config)
{
    follows(config);
    config->local.transport = SF_TRANSPORT_TCP;
}

/* ---- The other side behind a NAT ---- */

/* Answers a call with that Contact, and hangs up: the BYE went to the source, or else. */
static bool goes_to_source(void (*change)(struct sf_ua_config *), const char *contact,
                           const char *extra, const char *via)
{
    struct solo *solo = solo_new(2, change);
    solo->peer.port = 40000;
    solo_answer_call(solo, &(struct hand){.contact = contact, .extra = extra, .via = via});
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@");
    bool to_source = sf_address_equal(&solo->out[0].to, &solo->peer);
    solo_dry(solo);
    solo_free(solo);
    return to_source;
}

static void test_private_contacts(void **state)
{
    (void)state;
    static const struct {
        const char *contact;
        bool hidden;
    } cases[] = {
        {"<sip:eve@10.1.2.3>", true},
        {"<sip:eve@9.255.255.255>", false},
        {"<sip:eve@11.0.0.0>", false},
        {"<sip:eve@172.16.0.1>", true},
        {"<sip:eve@172.31.255.255>", true},
        {"<sip:eve@172.15.0.1>", false},
        {"<sip:eve@172.32.0.1>", false},
        {"<sip:eve@192.168.7.7:5062>", true},
        {"<sip:eve@192.167.7.7>", false},
        {"<sip:eve@100.64.0.1>", true},
        {"<sip:eve@100.127.0.1>", true},
        {"<sip:eve@100.63.0.1>", false},
        {"<sip:eve@100.128.0.1>", false},
        {"<sip:eve@169.254.1.1>", true},
        {"<sip:eve@169.253.1.1>", false},
        {"<sip:eve@127.0.0.1>", true},
        {"<sip:eve@0.0.0.0>", true},
        {"<sip:eve@192.0.2.9:5062>", false}, /* the source's own, and not private */
        {"<sip:eve@[fd00::1]>", true},
        {"<sip:eve@[fc00::1]>", true},
        {"<sip:eve@[fe80::1]>", true},
        {"<sip:eve@[febf::1]>", true},
        {"<sip:eve@[fec0::1]>", false},
        {"<sip:eve@[2001:db8::1]>", false},
        {"<sip:eve@[::1]>", true},
        {"<sip:eve@[::]>", true},
        {"<sip:eve@[::2]>", false},
        {"<sip:eve@203.0.113.1;maddr=10.0.0.1>", true},
        {"<sip:eve@10.0.0.1;maddr=203.0.113.1>", false},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (goes_to_source(answers, cases[i].contact, NULL, NULL) != cases[i].hidden)
            fail_msg("%s", cases[i].contact);
        assert_false(goes_to_source(solo_also_ipv6, cases[i].contact, NULL, NULL));
    }
}

/* 3261:12.2.1.1: never past a route set. A proxy that stays out of the dialog is left out of it. */
static void test_what_is_not_answered_to_the_source(void **state)
{
    (void)state;
    static const char hidden[] = "<sip:eve@10.1.2.3>";
    assert_true(goes_to_source(answers, hidden, "", NULL));
    assert_false(goes_to_source(answers, hidden, "Record-Route: <sip:203.0.113.7;lr>\r\n", NULL));
    assert_false(
        goes_to_source(answers, hidden, "Via: SIP/2.0/UDP 10.1.2.3;branch=z9hG4bKfar\r\n", NULL));
}

/* A private address that is the source's is reached as it says. */
static void test_private_source(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, answers);
    solo->peer = (struct sf_address){.family = 4, .port = 40000, .ip = {10, 1, 2, 3}};
    solo_answer_call(solo, &(struct hand){.contact = "<sip:eve@10.1.2.3:5062>"});
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@10.1.2.3:5062 ");
    assert_int_equal(solo->out[0].to.port, 5062);
    solo_dry(solo);
    solo_free(solo);
}

/* The same of a call of ours: its ACK, and what follows. */
static void test_private_callee(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, answers);
    const char *invite = solo_invite(solo);
    solo->peer.port = 40000;
    solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.168.0.7>\r\n");
    solo_expect(solo, "ACK sip:eve@192.168.0.7 ");
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@192.168.0.7 ");
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    solo_dry(solo);
    solo_free(solo);
}

/* ---- This side behind a NAT ---- */

static struct sf_registration begun;

static const char *begin(struct solo *solo, uint32_t reg_id, const struct sf_str *contact)
{
    const struct sf_register what = {.aor = SF_STR("sip:bob@example.org"),
                                     .next_hop = solo->peer,
                                     .parameters = sf_str_of(contact ? "" : ";q=0.5"),
                                     .contact = contact,
                                     .contacts = contact != NULL,
                                     .instance = sf_str_of(reg_id ? "urn:uuid:1" : ""),
                                     .reg_id = reg_id};
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &begun), SF_UA_OK);
    solo_drain(solo);
    return solo_register(solo);
}

/* The next one, when it is due. */
static const char *next_register(struct solo *solo)
{
    for (unsigned i = 0; i < 100; i++) {
        uint64_t next_us = sf_ua_next_deadline(solo->ua);
        assert_true(next_us != UINT64_MAX);
        solo_wait(solo, next_us > solo->now_us ? next_us - solo->now_us : 0);
        if (solo_count(solo, "REGISTER "))
            return solo_register(solo);
    }
    fail();
    return NULL;
}

/* The registrar's answer, whose Via has these parameters more. */
static void grant(struct solo *solo, const char *request, const char *shown)
{
    static char text[4000];
    char extra[200];
    const char *at = strstr(request, ";rport");
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - request), request, shown, at + 6);
    snprintf(extra, sizeof extra, "Contact: %s;expires=100\r\n", header_in(request, "Contact"));
    solo_respond(solo, text, 200, "r", extra);
}

static bool is_registered(const struct solo *solo)
{
    return solo->events == 1 && solo->event[0].type == SF_UA_EV_REGISTRATION &&
           solo->event[0].registration_state == SF_REGISTRATION_REGISTERED;
}

static void end(struct solo *solo)
{
    solo_wait(solo, 10000000);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, solo_register(solo), 200, "r", NULL);
    solo_dry(solo);
    solo_free(solo);
}

static void test_contact_follows(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, follows);
    const char *first = begin(solo, 0, NULL);
    assert_string_equal(header_in(first, "Contact"), "<sip:bob@10.0.0.2:5060>;q=0.5");
    grant(solo, first, ";received=203.0.113.5;rport=41000");
    assert_int_equal(solo->events, 0);
    const char *second = solo_register(solo); /* the old one is taken back */
    assert_string_equal(nth_header(second, "Contact", 0), "<sip:bob@203.0.113.5:41000>;q=0.5");
    assert_string_equal(nth_header(second, "Contact", 1), "<sip:bob@10.0.0.2:5060>;expires=0");
    assert_int_equal(count_headers(second, "Contact"), 2);
    assert_string_equal(header_in(second, "Call-ID"), header_in(first, "Call-ID"));
    grant(solo, second, ";received=203.0.113.5;rport=41000");
    assert_true(is_registered(solo));
    assert_int_equal(solo->outs, 0);

    const char *invite = solo_invite(solo); /* later requests */
    assert_string_equal(header_in(invite, "Contact"), "<sip:bob@203.0.113.5:41000>");
    assert_memory_equal(header_in(invite, "Via"), "SIP/2.0/UDP 10.0.0.2:5060;rport;", 32);
    solo_respond(solo, invite, 486, "e", NULL);

    const char *third = next_register(solo); /* the refresh takes nothing back */
    assert_string_equal(header_in(third, "Contact"), "<sip:bob@203.0.113.5:41000>;q=0.5");
    assert_int_equal(count_headers(third, "Contact"), 1);
    grant(solo, third, ";received=203.0.113.5;rport=42000"); /* the binding was lost */
    const char *fourth = solo_register(solo);
    assert_string_equal(nth_header(fourth, "Contact", 0), "<sip:bob@203.0.113.5:42000>;q=0.5");
    assert_string_equal(nth_header(fourth, "Contact", 1), "<sip:bob@203.0.113.5:41000>;expires=0");
    /* A NAT with a new port each time is not followed without end. */
    grant(solo, fourth, ";received=203.0.113.5;rport=43000");
    assert_true(is_registered(solo));
    assert_int_equal(solo->outs, 0);
    end(solo);
}

static void test_contact_stays(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        const char *shown;
        uint32_t reg_id;
        bool given;
    } cases[] = {
        {follows, ";received=10.0.0.2;rport=5060", 0, false},
        {follows, ";rport=5060", 0, false},
        {follows, ";received=name;rport=5061", 0, false},
        {follows, ";received=10.0.0.2;rport=0", 0, false},
        {follows, ";received=2001:db8::1;rport=5061", 0, false},
        {follows, ";received=255.255.255.255;rport=5061", 0, false}, /* none of a host */
        {follows, ";received=224.0.1.75;rport=5061", 0, false},
        {follows, ";received=0.0.0.0;rport=5061", 0, false},
        {follows, ";received=203.0.113.5;rport=41000", 1, false},
        {follows, ";received=203.0.113.5;rport=41000", 0, true},
        {follows_by_name, ";received=203.0.113.5;rport=41000", 0, false},
        {follows_by_tcp, ";received=10.0.0.2;rport=41000", 0, false},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, cases[i].change);
        struct sf_str contact = SF_STR("<sip:bob@10.0.0.2:5060>");
        if (cases[i].change == follows_by_tcp)
            solo->peer.transport = SF_TRANSPORT_TCP;
        grant(solo, begin(solo, cases[i].reg_id, cases[i].given ? &contact : NULL), cases[i].shown);
        if (!is_registered(solo) || solo->outs)
            fail_msg("%u: %s", i, cases[i].shown);
        end(solo);
    }
}

/* A refusal shows nothing that is followed; the next try says the same. */
static void test_only_success_is_followed(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, follows);
    const char *first = begin(solo, 0, NULL);
    char text[4000];
    const char *at = strstr(first, ";rport");
    snprintf(text, sizeof text, "%.*s;received=203.0.113.5;rport=41000%s", (int)(at - first), first,
             at + 6);
    solo_respond(solo, text, 500, "r", NULL);
    const char *second = next_register(solo);
    assert_string_equal(header_in(second, "Contact"), header_in(first, "Contact"));
    grant(solo, second, ";received=203.0.113.5;rport=41000");
    const char *third = solo_register(solo);
    solo_respond(solo, third, 503, "r", NULL); /* what it takes back is taken back later */
    const char *fourth = next_register(solo);
    assert_string_equal(nth_header(fourth, "Contact", 0), "<sip:bob@203.0.113.5:41000>;q=0.5");
    assert_string_equal(nth_header(fourth, "Contact", 1), "<sip:bob@10.0.0.2:5060>;expires=0");
    grant(solo, fourth, ";received=203.0.113.5;rport=41000");
    assert_true(is_registered(solo));
    end(solo);
}

/* ---- Keep-alives ---- */

static void keeps(struct sf_ua_config *config)
{
    options = (struct sf_ua_nat){.part = sf_ua_nat(), .keep_alive_s = 30};
    config->nat = &options;
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static void keeps_by_tcp(struct sf_ua_config *config)
{
    keeps(config);
    config->local.transport = SF_TRANSPORT_TCP;
}

/* The 2xx has that in its Via in place of ";keep", and more header fields. */
static void grant_with(struct solo *solo, const char *request, const char *keep, const char *more)
{
    char text[4000], extra[500];
    const char *at = strstr(request, ";keep\r\n");
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - request), request, keep, at + 5);
    snprintf(extra, sizeof extra, "Contact: <sip:bob@10.0.0.2:5060>;expires=1000\r\n%s", more);
    solo_respond(solo, text, 200, "r", extra);
    assert_true(is_registered(solo));
    assert_int_equal(solo->outs, 0);
}

static void grant_kept(struct solo *solo, const char *request, const char *keep)
{
    grant_with(solo, request, keep, "");
}

/* When the next datagram goes out, in milliseconds; it is that. */
static void await_keep_alive(struct solo *solo, unsigned most_s, const char *crlf)
{
    uint64_t from_us = solo->now_us;
    for (unsigned i = 0; i < 100; i++) {
        uint64_t next_us = sf_ua_next_deadline(solo->ua);
        assert_true(next_us != UINT64_MAX);
        solo_wait(solo, next_us > solo->now_us ? next_us - solo->now_us : 0);
        if (solo->outs)
            break;
    }
    assert_string_equal(solo_only(solo), crlf);
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    assert_true(sf_ua_awaits(solo->ua, solo->out[0].token));
    assert_in_range(solo->now_us - from_us, most_s * 800000, most_s * 1000000);
}

static void end_kept(struct solo *solo, uint64_t token)
{
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    assert_false(sf_ua_awaits(solo->ua, token)); /* another one has gone out */
    assert_null(strstr(solo_only(solo), ";keep"));
    solo_respond(solo, solo_register(solo), 200, "r", NULL);
    solo_dry(solo);
    solo_free(solo);
}

static void test_keep_alives(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        const char *keep, *crlf;
        unsigned most_s;
    } cases[] = {
        {keeps, ";keep", "\r\n\r\n", 30},
        {keeps, ";keep=20", "\r\n\r\n", 20},
        {keeps, ";keep=0", "\r\n\r\n", 30},
        {keeps, ";keep=90", "\r\n\r\n", 30},
        {keeps, ";Keep=99999999999", "\r\n\r\n", 30},
        {keeps, ";keep=x", "\r\n\r\n", 30},
        {keeps, "", "\r\n\r\n", 30},
        {keeps_by_tcp, ";keep", "\r\n", 30},
        {keeps_by_tcp, "", "\r\n", 30},
        {keeps_by_tcp, ";keep=20", "\r\n\r\n", 20},
        {keeps_by_tcp, ";keep=0", "\r\n\r\n", 30},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, cases[i].change);
        if (cases[i].change == keeps_by_tcp)
            solo->peer.transport = SF_TRANSPORT_TCP;
        grant_kept(solo, begin(solo, 0, NULL), cases[i].keep);
        for (unsigned k = 0; k < 5; k++)
            await_keep_alive(solo, cases[i].most_s, cases[i].crlf);
        end_kept(solo, solo->out[0].token);
    }
}

#define OUTBOUND "Require: outbound\r\n"

/* 5626:4.4: a registrar that keeps the flow apart owes a pong, and may say how often. Without the
 * option it is kept alive all the same. */
static void test_outbound_is_kept_alive(void **state)
{
    (void)state;
    static const struct {
        const char *keep, *more, *crlf;
        unsigned most_s;
    } cases[] = {
        {"", OUTBOUND, "\r\n\r\n", 30},
        {"", OUTBOUND "Flow-Timer: 12\r\n", "\r\n\r\n", 12},
        {";keep=7", OUTBOUND "flow-timer: 12\r\n", "\r\n\r\n", 7},
        {";keep=20", OUTBOUND "Flow-Timer: 12\r\n", "\r\n\r\n", 12},
        {"", OUTBOUND "Flow-Timer: 200\r\n", "\r\n\r\n", 30},
        {"", OUTBOUND "Flow-Timer: x\r\n", "\r\n\r\n", 30},
        {"", "Flow-Timer: 12\r\n", "\r\n", 30},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, keeps_by_tcp);
        solo->peer.transport = SF_TRANSPORT_TCP;
        grant_with(solo, begin(solo, 0, NULL), cases[i].keep, cases[i].more);
        for (unsigned k = 0; k < 3; k++)
            await_keep_alive(solo, cases[i].most_s, cases[i].crlf);
        end_kept(solo, solo->out[0].token);
    }
    for (unsigned transport = SF_TRANSPORT_UDP; transport <= SF_TRANSPORT_TCP; transport++) {
        struct solo *solo = solo_new(2, transport ? keeps_by_tcp : keeps);
        options.keep_alive_s = 0;
        solo->peer.transport = (uint8_t)transport;
        const char *request = begin(solo, 0, NULL);
        assert_null(strstr(request, ";keep"));
        solo_respond(solo, request, 200, "r",
                     "Contact: <sip:bob@10.0.0.2:5060>;expires=1000\r\n" OUTBOUND);
        assert_true(is_registered(solo));
        await_keep_alive(solo, transport ? 120 : 29, "\r\n\r\n");
        end_kept(solo, solo->out[0].token);
    }
}

/* 5626:4.5. */
static void test_a_flow_is_lost(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, keeps);
    const char *first = begin(solo, 0, NULL);
    uint64_t token = solo->out[0].token;
    assert_true(sf_ua_awaits(solo->ua, token));
    grant_kept(solo, first, ";keep");
    assert_true(sf_ua_awaits(solo->ua, token));
    await_keep_alive(solo, 30, "\r\n\r\n");
    assert_int_equal(solo->out[0].token, token);
    sf_ua_send_failed(solo->ua, solo->now_us, token + 1); /* of nobody */
    sf_ua_send_failed(solo->ua, solo->now_us, token);
    solo_drain(solo);
    const char *second = solo_register(solo);
    assert_int_equal(solo->events, 0);
    uint64_t next = solo->out[0].token;
    assert_false(sf_ua_awaits(solo->ua, token));
    sf_ua_send_failed(solo->ua, solo->now_us, token); /* what was, is of no matter */
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    grant_kept(solo, second, ";keep");
    sf_ua_send_failed(solo->ua, solo->now_us, next); /* it has not lasted */
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].registration_state, SF_REGISTRATION_WAITING);
    assert_int_equal(solo->event[0].status, 503);
    assert_in_range(solo->event[0].retry_s, 30, 60);
    const char *third = next_register(solo);
    sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token); /* the REGISTER itself */
    solo_drain(solo);
    assert_int_equal(solo->event[0].registration_state, SF_REGISTRATION_WAITING);
    (void)third;
    grant_kept(solo, next_register(solo), ";keep");
    await_keep_alive(solo, 30, "\r\n\r\n");
    end_kept(solo, solo->out[0].token);
}

/* Without the option nothing is offered, sent or watched. */
static void test_not_kept(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, follows);
    const char *first = begin(solo, 0, NULL);
    uint64_t token = solo->out[0].token;
    assert_null(strstr(first, "keep"));
    assert_true(sf_ua_awaits(solo->ua, token));
    grant(solo, first, ";rport=5060;keep=10");
    assert_true(is_registered(solo));
    solo_wait(solo, 39000000); /* and 10 s in end(): the refresh is due after 50 s */
    assert_int_equal(solo->outs, 0);
    assert_false(sf_ua_awaits(solo->ua, token));
    sf_ua_send_failed(solo->ua, solo->now_us, token);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    end(solo);
}

static void asks(struct sf_ua_config *config)
{
    options = (struct sf_ua_nat){.part = sf_ua_nat(), .ask_keep_alive_s = 25};
    config->nat = &options;
    static const struct sf_str taken = {"REGISTER", 8};
    config->method = &taken;
    config->methods = 1;
}

/* 6223:4.4: the registrar asks those that offer it, in a 2xx. */
static void test_registrar_asks(void **state)
{
    (void)state;
    static const struct {
        const char *via, *wanted;
        unsigned status;
    } cases[] = {
        {";keep;branch=z9hG4bKa", ";keep=25;branch=z9hG4bKa", 200},
        {";branch=z9hG4bKb;KEEP", ";branch=z9hG4bKb;KEEP=25", 200},
        {";branch=z9hG4bKc;keep=7", ";branch=z9hG4bKc;keep=7", 200},
        {";branch=z9hG4bKd;keeper", ";branch=z9hG4bKd;keeper", 200},
        {";branch=z9hG4bKe", ";branch=z9hG4bKe", 200},
        {";branch=z9hG4bKf;keep", ";branch=z9hG4bKf;keep", 403},
    };
    struct solo *solo = solo_new(2, asks);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char via[100], wanted[100], call_id[10];
        snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9%s", cases[i].via);
        snprintf(wanted, sizeof wanted, "SIP/2.0/UDP 192.0.2.9%s", cases[i].wanted);
        snprintf(call_id, sizeof call_id, "%u", i);
        FEED(solo, .method = "REGISTER", .via = via, .call_id = call_id);
        assert_int_equal(solo->events, 1);
        enum sf_ua_result result = sf_ua_answer(solo->ua, solo->now_us, solo->event[0].exchange,
                                                &(struct sf_answer){.status = cases[i].status});
        if (result != SF_UA_OK)
            fail_msg("%u: %s %s", i, sf_ua_error(solo->ua)->argument, sf_ua_error(solo->ua)->text);
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Via"), wanted);
    }
    FEED(solo, .method = "OPTIONS", .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKo;keep");
    assert_string_equal(header_in(solo_only(solo), "Via"),
                        "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKo;keep");
    solo_dry(solo);
    solo_free(solo);
}

/* What keeps a NAT's binding by UDP is no message, and no bad one. */
static void test_keep_alives_that_come(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_feed_bytes(solo, "\r\n\r\n", 4);
    solo_feed_bytes(solo, "\r\n", 2);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).not_sip, 0);
    assert_int_equal(solo_counters(solo).received, 0);
    solo_feed_bytes(solo, "\r\n\r\nx", 5);
    assert_int_equal(solo_counters(solo).not_sip, 1);
    solo_free(solo);
}

/* ---- Connections offered to the other side ---- */

static void aliases(struct sf_ua_config *config)
{
    options = (struct sf_ua_nat){.part = sf_ua_nat(), .alias = true};
    config->nat = &options;
}

static void aliases_over_tls(struct sf_ua_config *config)
{
    aliases(config);
    config->local.transport = SF_TRANSPORT_TLS;
}

/* 5923:8.1. */
static void test_alias(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, aliases_over_tls);
    solo->peer.transport = SF_TRANSPORT_TLS;
    const char *invite = solo_invite(solo);
    const char *via = header_in(invite, "Via");
    assert_memory_equal(via, "SIP/2.0/TLS ", 12);
    assert_non_null(strstr(via, ";alias"));
    solo_respond(solo, invite, 486, "e", NULL);
    assert_non_null(strstr(solo_only(solo), ";alias\r\n")); /* the ACK */
    solo_dry(solo);
    solo_free(solo);
    solo = solo_new(2, aliases);
    invite = solo_invite(solo);
    assert_null(strstr(invite, "alias"));
    solo_respond(solo, invite, 486, "e", NULL);
    solo_dry(solo);
    solo_free(solo);
}

/* 3581:3, 3581:4: each request of ours asks; one that asks is answered. */
static void test_rport(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo->peer.port = 40000;
    FEED(solo, .method = "OPTIONS", .via = "SIP/2.0/UDP 10.1.2.3:5062;rport;branch=z9hG4bKr");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Via"),
                        "SIP/2.0/UDP 10.1.2.3:5062;branch=z9hG4bKr;received=192.0.2.9;rport=40000");
    assert_true(sf_address_equal(&solo->out[0].to, &solo->peer));
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_private_contacts),
        cmocka_unit_test(test_what_is_not_answered_to_the_source),
        cmocka_unit_test(test_private_source),
        cmocka_unit_test(test_private_callee),
        cmocka_unit_test(test_contact_follows),
        cmocka_unit_test(test_contact_stays),
        cmocka_unit_test(test_only_success_is_followed),
        cmocka_unit_test(test_keep_alives),
        cmocka_unit_test(test_outbound_is_kept_alive),
        cmocka_unit_test(test_a_flow_is_lost),
        cmocka_unit_test(test_not_kept),
        cmocka_unit_test(test_registrar_asks),
        cmocka_unit_test(test_keep_alives_that_come),
        cmocka_unit_test(test_alias),
        cmocka_unit_test(test_rport),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
