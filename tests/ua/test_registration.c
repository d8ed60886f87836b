/* Registrations: what a REGISTER says, when it is sent again, and how each ends (3261:10.2). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/registration.h"

#define SECOND 1000000u

static void registers(struct sf_ua_config *config)
{
    config->registering = sf_ua_registering();
    config->registrations = 2;
}

static const char bound_100_s[] = "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n";
static const char own[] = "<sip:bob@10.0.0.2:5060>";

static struct sf_register account(const struct solo *solo)
{
    return (struct sf_register){.aor = SF_STR("sip:bob@example.org"), .next_hop = solo->peer};
}

/* The newest REGISTER that went out, in a buffer that stays. */
static const char *the_register(struct solo *solo)
{
    static char copy[4][4000];
    static unsigned next;
    char *text = copy[next++ % 4];
    snprintf(text, sizeof copy[0], "%s", solo_only(solo));
    assert_memory_equal(text, "REGISTER ", 9);
    return text;
}

static struct sf_registration begun;

static const char *begin(struct solo *solo, const struct sf_register *what)
{
    enum sf_ua_result result = sf_ua_register(solo->ua, solo->now_us, what, &begun);
    if (result != SF_UA_OK)
        fail_msg("%s: %s: %s", sf_ua_result_text(result), sf_ua_error(solo->ua)->argument,
                 sf_ua_error(solo->ua)->text);
    solo_drain(solo);
    assert_int_equal(solo->events, 0);
    return the_register(solo);
}

static const struct sf_ua_event *told(const struct solo *solo, enum sf_registration_state state,
                                      unsigned status)
{
    assert_int_equal(solo->events, 1);
    const struct sf_ua_event *event = &solo->event[0];
    assert_int_equal(event->type, SF_UA_EV_REGISTRATION);
    assert_int_equal(event->registration_state, state);
    assert_int_equal(event->status, status);
    assert_int_equal(event->call.generation, 0);
    assert_int_equal(event->registration.slot, begun.slot);
    assert_int_equal(event->registration.generation, begun.generation);
    return event;
}

static unsigned number(const char *message, const char *name)
{
    return (unsigned)atoi(header_in(message, name));
}

/* Registers and is answered. */
static const char *registered(struct solo *solo, const char *granted)
{
    struct sf_register what = account(solo);
    const char *text = begin(solo, &what);
    solo_respond(solo, text, 200, "r", granted);
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    return text;
}

/* When the next REGISTER goes out, in seconds from now, rounded down; it is the newest then. */
static unsigned wait_for_register(struct solo *solo)
{
    uint64_t from_us = solo->now_us;
    for (unsigned i = 0; i < 100; i++) {
        uint64_t next_us = sf_ua_next_deadline(solo->ua);
        assert_true(next_us != UINT64_MAX);
        solo_wait(solo, next_us > solo->now_us ? next_us - solo->now_us : 0);
        if (solo_count(solo, "REGISTER "))
            return (unsigned)((solo->now_us - from_us) / SECOND);
    }
    fail();
    return 0;
}

static void remove_at_the_end(struct solo *solo)
{
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    if (solo->outs)
        solo_respond(solo, the_register(solo), 200, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_NO_CALL);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:10.2: what a REGISTER has, and what the next one keeps of it. */
static void test_registers_and_refreshes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    what.name = SF_STR("Bob");
    const char *first = begin(solo, &what);
    assert_memory_equal(first, "REGISTER sip:example.org SIP/2.0\r\n", 34);
    assert_string_equal(header_in(first, "To"), "<sip:bob@example.org>");
    assert_memory_equal(header_in(first, "From"), "\"Bob\" <sip:bob@example.org>;tag=", 32);
    assert_string_equal(header_in(first, "Contact"), own);
    assert_string_equal(header_in(first, "Expires"), "3600");
    assert_string_equal(header_in(first, "Supported"), "path, replaces");
    assert_string_equal(header_in(first, "Max-Forwards"), "70");
    assert_int_equal(count_headers(first, "Via"), 1);
    solo_respond(solo, first, 100, NULL, NULL);
    assert_int_equal(solo->events, 0);
    solo_respond(solo, first, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    assert_int_equal(told(solo, SF_REGISTRATION_REGISTERED, 200)->expires_s, 100);
    assert_string_equal(sf_registration_advice(999), sf_registration_advice(400));

    unsigned after = wait_for_register(solo); /* 3261:10.2.4: before it expires */
    assert_in_range(after, 50, 70);
    const char *second = the_register(solo);
    assert_string_equal(header_in(second, "Call-ID"), header_in(first, "Call-ID"));
    assert_string_equal(header_in(second, "From"), header_in(first, "From"));
    assert_string_equal(header_in(second, "Contact"), own);
    assert_int_equal(number(second, "CSeq"), number(first, "CSeq") + 1);
    assert_string_not_equal(header_in(second, "Via"), header_in(first, "Via"));
    assert_memory_equal(header_in(second, "Via"), header_in(first, "Via"), 45);
    solo_respond(solo, second, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>\r\nExpires: 50\r\n");
    assert_int_equal(told(solo, SF_REGISTRATION_REGISTERED, 200)->expires_s, 50);
    remove_at_the_end(solo);
}

/* The times of refreshes are spread. */
static void test_spread(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    unsigned least = UINT32_MAX, most = 0;
    registered(solo, "Contact: <sip:bob@10.0.0.2:5060>;expires=319\r\n");
    assert_in_range(wait_for_register(solo), 319 * 50 / 100, 319 * 70 / 100);
    solo_respond(solo, the_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=320\r\n");
    assert_in_range(wait_for_register(solo), 320 * 80 / 100, 320 * 90 / 100);
    solo_respond(solo, the_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=80000\r\n");
    for (unsigned i = 0; i < 30; i++) {
        unsigned after = wait_for_register(solo);
        least = after < least ? after : least;
        most = after > most ? after : most;
        solo_respond(solo, the_register(solo), 200, "r",
                     "Contact: <sip:bob@10.0.0.2:5060>;expires=80000\r\n");
        told(solo, SF_REGISTRATION_REGISTERED, 200);
    }
    assert_in_range(least, 64000, 66000);
    assert_in_range(most, 70000, 72000);
    remove_at_the_end(solo);
}

/* 3261:10.2.8, and not without end. */
static void test_interval_too_brief(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    what.expires_s = 60;
    const char *text = begin(solo, &what);
    assert_string_equal(header_in(text, "Expires"), "60");
    solo_respond(solo, text, 423, "r", "Min-Expires: 90\r\n");
    assert_int_equal(solo->events, 0);
    text = the_register(solo);
    assert_string_equal(header_in(text, "Expires"), "90");
    solo_respond(solo, text, 423, "r", "Min-Expires: 90\r\n"); /* it asks for no more */
    told(solo, SF_REGISTRATION_WAITING, 423);
    assert_int_equal(solo->outs, 0);
    wait_for_register(solo);
    for (unsigned i = 0; i < 5; i++) {
        char extra[40];
        snprintf(extra, sizeof extra, "Min-Expires: %u\r\n", 100 + i);
        text = the_register(solo);
        solo_respond(solo, text, 423, "r", extra);
        assert_int_equal(solo->events, 0);
    }
    text = the_register(solo);
    solo_respond(solo, text, 423, "r", "Min-Expires: 200\r\n"); /* one too many */
    told(solo, SF_REGISTRATION_WAITING, 423);
    wait_for_register(solo);
    for (unsigned i = 0; i < 12; i++) { /* a success lets it begin anew */
        char extra[40];
        snprintf(extra, sizeof extra, "Min-Expires: %u\r\n", 300 + i);
        solo_respond(solo, the_register(solo), i % 4 == 3 ? 200 : 423, "r",
                     i % 4 == 3 ? bound_100_s : extra);
        if (i % 4 == 3 && i < 11)
            wait_for_register(solo);
    }
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    remove_at_the_end(solo);
}

/* 3261:8.1.3.4: the REGISTER goes to the address of a 3xx, and after a failure home again. */
static void test_redirection(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    what.route = SF_STR("<sip:192.0.2.9;lr>");
    const char *text = begin(solo, &what);
    assert_string_equal(header_in(text, "Route"), "<sip:192.0.2.9;lr>");
    solo_respond(solo, text, 302, "r",
                 "Contact: <sip:elsewhere.example.org>, <sip:a@192.0.2.7>, "
                 "<sip:192.0.2.7;transport=tcp>, <sip:192.0.2.7?x=y>, <sip:192.0.2.7:0>, "
                 "<sip:224.0.1.75>, <sip:255.255.255.255>, <sip:192.0.2.8:5070>\r\n");
    assert_int_equal(solo->events, 0);
    text = the_register(solo);
    assert_memory_equal(text, "REGISTER sip:192.0.2.8:5070 SIP/2.0\r\n", 37);
    assert_string_equal(header_in(text, "Route"), "");
    assert_string_equal(header_in(text, "To"), "<sip:bob@example.org>");
    assert_int_equal(solo->out[0].to.ip[3], 8);
    assert_int_equal(solo->out[0].to.port, 5070);
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    wait_for_register(solo);
    text = the_register(solo);
    assert_int_equal(solo->out[0].to.ip[3], 8); /* 3261:10.2.4: where it was redirected to */
    solo_respond(solo, text, 500, "r", NULL);
    told(solo, SF_REGISTRATION_WAITING, 500);
    wait_for_register(solo);
    text = the_register(solo);
    assert_memory_equal(text, "REGISTER sip:example.org SIP/2.0\r\n", 34);
    assert_string_equal(header_in(text, "Route"), "<sip:192.0.2.9;lr>");
    assert_int_equal(solo->out[0].to.ip[3], 9);
    for (unsigned i = 0; i < 5; i++) { /* in a circle, but not without end */
        solo_respond(solo, text, 302, "r", "Contact: <sip:192.0.2.8>\r\n");
        text = the_register(solo);
        assert_int_equal(solo->out[0].to.port, 5060);
    }
    solo_respond(solo, text, 302, "r", "Contact: <sip:192.0.2.8>\r\n");
    told(solo, SF_REGISTRATION_WAITING, 302);
    wait_for_register(solo);
    solo_respond(solo, the_register(solo), 302, "r", "Contact: <sip:elsewhere.example.org>\r\n");
    told(solo, SF_REGISTRATION_WAITING, 302); /* a name is the application's to look up */
    remove_at_the_end(solo);
}

/* 5626:4.5, and Retry-After. */
static void test_back_off(void **state)
{
    (void)state;
    static const unsigned most_s[] = {60, 120, 240, 480, 960, 1800, 1800, 1800};
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    const char *text = begin(solo, &what);
    for (unsigned i = 0; i < sizeof most_s / sizeof *most_s; i++) {
        solo_respond(solo, text, 503, "r", "Retry-After: 1\r\n");
        unsigned retry_s = told(solo, SF_REGISTRATION_WAITING, 503)->retry_s;
        assert_in_range(retry_s, most_s[i] / 2, most_s[i]);
        assert_in_range(wait_for_register(solo), retry_s - 1, retry_s);
        text = the_register(solo);
    }
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=4000\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    wait_for_register(solo);
    solo_respond(solo, the_register(solo), 503, "r", "Retry-After: 700 (maintenance)\r\n");
    const struct sf_ua_event *event = told(solo, SF_REGISTRATION_WAITING, 503);
    assert_int_equal(event->retry_s, 700);
    assert_in_range(event->expires_s, 400, 800); /* what was granted still stands */
    assert_in_range(wait_for_register(solo), 699, 700);
    solo_respond(solo, the_register(solo), 500, "r", NULL);
    assert_in_range(told(solo, SF_REGISTRATION_WAITING, 500)->retry_s, 60, 120);
    /* The application need not wait. */
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_OK);
    solo_drain(solo);
    text = the_register(solo);
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_STATE);
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=4000\r\n");
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, the_register(solo), 200, "r", bound_100_s);
    remove_at_the_end(solo);
}

static void test_refused(void **state)
{
    (void)state;
    static const unsigned ends[] = {400, 401, 403, 404, 405, 407, 416,
                                    420, 439, 501, 505, 513, 603},
                          waits[] = {300, 408, 423, 429, 430, 480, 486, 500, 502, 504, 600};
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct solo *solo = solo_new(1, registers);
        struct sf_register what = account(solo);
        /* Only a 3xx says with a Contact where to go. */
        solo_respond(solo, begin(solo, &what), ends[i], "r", "Contact: <sip:192.0.2.8>\r\n");
        assert_int_equal(told(solo, SF_REGISTRATION_ENDED, ends[i])->expires_s, 0);
        assert_true(strlen(sf_registration_advice(ends[i])) > 20);
        assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_NO_CALL);
        solo_dry(solo);
        solo_free(solo);
    }
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; i++) {
        struct solo *solo = solo_new(1, registers);
        struct sf_register what = account(solo);
        solo_respond(solo, begin(solo, &what), waits[i], "r",
                     waits[i] == 300 ? NULL : "Contact: <sip:192.0.2.8>\r\n");
        told(solo, SF_REGISTRATION_WAITING, waits[i]);
        remove_at_the_end(solo); /* nothing is sent: the registrar has none of ours */
    }
}

/* No response: the registrar may have it all the same, so that it is removed. */
static void test_unanswered(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    begin(solo, &what);
    solo_wait(solo, 32 * SECOND + 1);
    const struct sf_ua_event *waits = told(solo, SF_REGISTRATION_WAITING, 408);
    assert_int_equal(waits->expires_s, 0);
    assert_in_range(waits->retry_s, 30, 60); /* 5626:4.5, of one failure */
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(the_register(solo), "Expires"), "0");
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
    told(solo, SF_REGISTRATION_ENDED, 503);
    solo_dry(solo);
    begin(solo, &what);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
    told(solo, SF_REGISTRATION_WAITING, 503);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(the_register(solo), "Expires"), "0"); /* an error may come late */
    solo_wait(solo, 33 * SECOND);
    told(solo, SF_REGISTRATION_ENDED, 408);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:10.2.2: those of ours, or all; and never two REGISTERs at a time. */
static void test_removal(void **state)
{
    (void)state;
    for (unsigned all = 0; all < 2; all++) {
        struct solo *solo = solo_new(1, registers);
        const char *text = registered(solo, "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
        unsigned cseq = number(text, "CSeq");
        assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, all), SF_UA_OK);
        solo_drain(solo);
        text = the_register(solo);
        assert_string_equal(header_in(text, "Expires"), "0");
        assert_string_equal(header_in(text, "Contact"), all ? "*" : own);
        assert_int_equal(count_headers(text, "Contact"), 1);
        assert_int_equal(number(text, "CSeq"), cseq + 1);
        assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, all), SF_UA_STATE);
        assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_STATE);
        solo_respond(solo, text, 404, "r", NULL);
        told(solo, SF_REGISTRATION_ENDED, 404);
        solo_dry(solo);
        solo_free(solo);
    }
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    const char *text = begin(solo, &what);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0); /* it waits */
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_STATE);
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    assert_int_equal(solo->events, 0);
    text = the_register(solo);
    assert_string_equal(header_in(text, "Expires"), "0");
    solo_respond(solo, text, 200, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
    solo_dry(solo);
    solo_free(solo);
}

/* Several contacts, of which each counts; the removal of all has one star. */
static void test_contacts(void **state)
{
    (void)state;
    static const struct sf_str contacts[] = {{"<sip:bob@192.0.2.4>;q=0.5", 25},
                                             {"\"Desk\" <sip:bob@192.0.2.5>;q=1", 30}};
    static const struct sf_ua_field field = {{"X-Office", 8}, {"3", 1}};
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    what.contact = contacts;
    what.contacts = 2;
    what.registrar = SF_STR("sip:registrar.example.org");
    what.from = SF_STR("sip:boss@example.org");
    what.content.field = &field;
    what.content.fields = 1;
    const char *text = begin(solo, &what);
    assert_memory_equal(text, "REGISTER sip:registrar.example.org SIP/2.0\r\n", 44);
    assert_memory_equal(header_in(text, "From"), "<sip:boss@example.org>;tag=", 27);
    assert_string_equal(header_in(text, "To"), "<sip:bob@example.org>");
    assert_string_equal(nth_header(text, "Contact", 0), contacts[0].p);
    assert_string_equal(nth_header(text, "Contact", 1), contacts[1].p);
    assert_string_equal(header_in(text, "X-Office"), "3");
    solo_respond(
        solo, text, 200, "r",
        "Contact: <sip:other@192.0.2.77>;expires=7, "
        "<sip:bob@192.0.2.5;x=y>;expires=90\r\n"
        "Contact: <sip:bob@192.0.2.4:5060>;expires=100, <sip:bob@192.0.2.4>;expires=80\r\n");
    assert_int_equal(told(solo, SF_REGISTRATION_REGISTERED, 200)->expires_s, 80);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, true), SF_UA_OK);
    solo_drain(solo);
    text = the_register(solo);
    assert_int_equal(count_headers(text, "Contact"), 1);
    assert_string_equal(header_in(text, "Contact"), "*");
    solo_respond(solo, text, 200, "r", NULL);
    solo_dry(solo);
    solo_free(solo);
}

/* What a 2xx can say of the time. */
static void test_granted(void **state)
{
    (void)state;
    static const struct {
        const char *extra;
        unsigned expires_s;
    } cases[] = {
        {"Contact: <sip:bob@10.0.0.2>;expires=70\r\n", 70}, /* 3261:19.1.4: no port is not 5060, but
                                                                one contact is listed */
        {"Contact: <sip:bob@10.0.0.2:5060>;expires=70\r\nExpires: 80\r\n", 70},
        {"Contact: <sip:BOB@10.0.0.2:5060>;expires=60, <sip:bob@10.0.0.2:5060>;expires=70\r\n", 70},
        {"Contact: <sip:bob@10.0.0.2:5060>\r\n", 3600},
        {"Contact: <sip:bob@203.0.113.9:6000>;expires=70\r\nExpires: 80\r\n", 80},
        {"Contact: <sip:bob@203.0.113.9:6000>;expires=70\r\n", 70},
        {"Expires: 80\r\n", 80},
        {"Contact: <sip:bob@10.0.0.2:5060>;expires=60, <sip:bob@10.0.0.2:5060>;expires=70\r\n", 60},
        {"Contact: *, <sip:bob@10.0.0.2:5060>;expires=70\r\n", 70},
        {"Contact: <sip:x, <sip:bob@10.0.0.2:5060>;expires=70\r\nContact: "
         "<sip:bob@10.0.0.2:5060>;expires=50\r\n",
         50},
        {"Contact: <sip:a@h>;expires=60, <sip:b@h>;expires=70, <sip:c@h>\r\n", 60},
        {"Contact: <sip:a@h>;expires=60\r\nExpires: 0\r\n", 0},
        {"Contact: <sip:192.0.2.8>;expires=0\r\n", 0},
        {"Contact: <sip:bob@10.0.0.2:5060>\r\nExpires: 0\r\n", 0},
        {"Contact: <sip:bob@10.0.0.2:5060>;expires=99999999999\r\n", UINT32_MAX},
        {NULL, 0},
        {"Contact: <sip:bob@10.0.0.2:5060>;expires=0\r\n", 0},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(1, registers);
        struct sf_register what = account(solo);
        solo_respond(solo, begin(solo, &what), 200, "r", cases[i].extra);
        const struct sf_ua_event *event = told(
            solo, cases[i].expires_s ? SF_REGISTRATION_REGISTERED : SF_REGISTRATION_WAITING, 200);
        assert_int_equal(event->expires_s, cases[i].expires_s);
        remove_at_the_end(solo);
    }
}

/* However little is granted, or however much: the next REGISTER is not at once, nor in years. */
static void test_next_is_bounded(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    registered(solo, "Contact: <sip:bob@10.0.0.2:5060>;expires=1\r\n");
    assert_int_equal(wait_for_register(solo), 5);
    solo_respond(solo, the_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=20\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_in_range(wait_for_register(solo), 10, 14); /* that is enough */
    solo_respond(solo, the_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=4294967295\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_in_range(wait_for_register(solo), 86400 / 10 * 8 - 1, 86400 / 10 * 9);
    solo_respond(solo, the_register(solo), 503, "r", "Retry-After: 4294967295\r\n");
    assert_int_equal(told(solo, SF_REGISTRATION_WAITING, 503)->retry_s, 86400);
    assert_in_range(wait_for_register(solo), 86399, 86400);
    solo_respond(solo, the_register(solo), 200, "r", bound_100_s);
    remove_at_the_end(solo);
    solo = solo_new(1, registers); /* an application that asks for so little */
    struct sf_register what = account(solo);
    what.expires_s = 4;
    solo_respond(solo, begin(solo, &what), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=1\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_int_equal(wait_for_register(solo), 2);
    solo_respond(solo, the_register(solo), 200, "r", bound_100_s);
    remove_at_the_end(solo);
}

/* 3608:6.1, 5627:4.2, 5626:4.2.1. */
static void test_service_route_and_gruu(void **state)
{
    (void)state;
    struct sf_registration_grant grant;
    char text[SF_REGISTRATION_TEXT_BYTES], longer[1000];
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    what.instance = SF_STR("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    what.reg_id = 1;
    what.parameters = SF_STR(";q=0.7");
    const char *request = begin(solo, &what);
    assert_string_equal(header_in(request, "Supported"), "path, outbound, gruu, replaces");
    assert_string_equal(
        header_in(request, "Contact"),
        "<sip:bob@10.0.0.2:5060>;q=0.7;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-"
        "a765-00a0c91e6bf6>\";reg-id=1");
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_int_equal(grant.expires_s, 0);
    solo_respond(
        solo, request, 200, "r",
        "Service-Route: <sip:p2.example.org;lr>\r\nRequire: outbound\r\n"
        "Service-Route: sip:no.brackets, <sip:p1.example.org;lr>;x=y, "
        "<sip:p0.example.org;lr>\r\n"
        "Contact: <sip:other@192.0.2.1>;pub-gruu=\"sip:no@x\";expires=9\r\n"
        "Contact: <sip:bob@10.0.0.2:5060>;expires=100;pub-gruu=\"sip:bob@example.org;gr=1\""
        ";temp-gruu=\"sip:t@example.org;gr\"\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_int_equal(grant.expires_s, 100);
    assert_true(grant.outbound);
    assert_false(grant.cut);
    assert_true(sf_str_equal(grant.service_route,
                             SF_STR("<sip:p2.example.org;lr>,<sip:p1.example.org;lr>;x=y,"
                                    "<sip:p0.example.org;lr>")));
    assert_true(sf_str_equal(grant.public_gruu, SF_STR("sip:bob@example.org;gr=1")));
    assert_true(sf_str_equal(grant.temporary_gruu, SF_STR("sip:t@example.org;gr")));
    wait_for_register(solo);
    snprintf(longer, sizeof longer,
             "Service-Route: <sip:%0700d@x>\r\nContact: <sip:bob@10.0.0.2:5060>;expires=100;"
             "temp-gruu=\"sip:%070d@x\"\r\n",
             1, 2);
    solo_respond(solo, the_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_true(grant.cut);
    assert_false(grant.outbound);
    assert_int_equal(grant.service_route.len + grant.public_gruu.len + grant.temporary_gruu.len, 0);
    wait_for_register(solo);
    snprintf(longer, sizeof longer, "Service-Route: <sip:%0761d@x>\r\n%s", 1, bound_100_s);
    solo_respond(solo, the_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_true(grant.cut);
    assert_int_equal(grant.service_route.len, 0);
    wait_for_register(solo);
    snprintf(longer, sizeof longer, "Service-Route: <sip:%0760d@x>\r\n%s", 1, bound_100_s);
    solo_respond(solo, the_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_false(grant.cut);
    assert_int_equal(grant.service_route.len, SF_REGISTRATION_TEXT_BYTES);
    wait_for_register(solo); /* 3608:6.1: without one the one before is forgotten */
    solo_respond(solo, the_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_false(grant.cut);
    assert_int_equal(grant.service_route.len + grant.public_gruu.len + grant.temporary_gruu.len, 0);
    wait_for_register(solo); /* nor once it has expired */
    solo_respond(solo, the_register(solo), 200, "r",
                 "Service-Route: <sip:p1.example.org;lr>\r\nRequire: outbound\r\n"
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=100;pub-gruu=\"sip:b@e;gr=1\"\r\n");
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_true(grant.outbound && grant.service_route.len && grant.public_gruu.len);
    solo_wait(solo, 200 * SECOND); /* refreshes are not answered */
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_int_equal(grant.expires_s, 0);
    assert_false(grant.outbound || grant.service_route.len || grant.public_gruu.len);
    sf_ua_unregister(solo->ua, solo->now_us, begun, false);
    solo_drain(solo);
    solo_wait(solo, 100 * SECOND);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_NO_CALL);
    solo_dry(solo);
    solo_free(solo);
}

static void expect_error(struct solo *solo, const struct sf_register *what, const char *argument)
{
    struct sf_registration registration;
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, what, &registration), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, argument);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
}

static void test_arguments(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_str contact = SF_STR("<sip:bob@192.0.2.4>");
    struct sf_ua_field fields[16];
    for (unsigned i = 0; i < 16; i++)
        fields[i] = (struct sf_ua_field){SF_STR("X"), SF_STR("y")};
#define WRONG(argument, ...)                                                                       \
    do {                                                                                           \
        struct sf_register what = account(solo);                                                   \
        __VA_ARGS__;                                                                               \
        expect_error(solo, &what, argument);                                                       \
    } while (0)
    WRONG("register.aor", what.aor = SF_STR("bob"));
    WRONG("register.aor", what.aor = SF_STR("tel:+1"));
    WRONG("register.aor", what.aor = SF_STR("sips:bob@example.org"));
    WRONG("register.registrar", what.registrar = SF_STR("sip:bob@example.org"));
    WRONG("register.registrar", what.registrar = SF_STR("example.org"));
    WRONG("register.next_hop", what.next_hop.family = 0);
    WRONG("register.from", what.from = SF_STR("x"));
    WRONG("register.name", what.name = SF_STR("a\nb"));
    WRONG("register.route", what.route = SF_STR("sip:a"));
    WRONG("register.reg_id", what.reg_id = 1);
    WRONG("register.reg_id", (what.reg_id = 1, what.instance = SF_STR("urn:a:b"),
                              what.from = SF_STR("sip:boss@example.org")));
    WRONG("register.reg_id", (what.reg_id = 1u << 31, what.instance = SF_STR("urn:a:b")));
    WRONG("register.expires_s", what.expires_s = 1u << 31);
    WRONG("register.instance", what.instance = SF_STR("a\"b"));
    WRONG("register.parameters", what.parameters = SF_STR("q=1"));
#ifndef SIPFSM_SMALL /* which does not read the parameters of a Contact */
    WRONG("register.contact[]", what.parameters = SF_STR(";q=7"));
#endif
    WRONG("register.contact[]", (what.contact = &contact, what.contacts = 1, what.reg_id = 1));
    static const struct sf_str bad[] = {
        {"*", 1},
        {"sip:a@b", 7},
        {"<sip:a@b>;expires=3", 19},
#ifndef SIPFSM_SMALL
        {"<sip:a@b>;q=2", 13},
#endif
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        WRONG("register.contact[]", (what.contact = &bad[i], what.contacts = 1));
    WRONG("register.content.field[].name", (fields[0].name = SF_STR("Expires"),
                                            what.content.field = fields, what.content.fields = 1));
    WRONG("register.content.field[].name", (fields[0].name = SF_STR("Contact"),
                                            what.content.field = fields, what.content.fields = 1));
    WRONG("register.content.field[].name",
          (fields[0].name = SF_STR("X"), what.content.field = fields, what.content.fields = 14));
    solo_dry(solo);
    solo_free(solo);
}

static void none(struct sf_ua_config *config)
{
    config->registrations = 0;
}

static void short_messages(struct sf_ua_config *config)
{
    config->registering = sf_ua_registering();
    config->registrations = 1;
    config->message_bytes = 1500;
}

/* Registrations need the part of the core that registers, and it takes memory. */
static void test_part(void **state)
{
    (void)state;
    struct sf_ua_config config = {.calls = 1, .local = {.family = 4, .port = 5060}};
    size_t without = sf_ua_size(&config);
    config.registrations = 1;
    assert_int_equal(sf_ua_size(&config), 0);
    config.registering = sf_ua_registering();
    assert_true(without > 0 && sf_ua_size(&config) > without);
    config.registrations = 0;
    assert_true(sf_ua_size(&config) > without); /* its constants */
}

/* As many as the configuration says; and each ends in a place that another takes. */
static void test_limits(void **state)
{
    (void)state;
    static char body[2000];
    struct solo *solo = solo_new(1, none);
    struct sf_registration registration;
    struct sf_register what = account(solo);
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_FULL);
    solo_dry(solo);
    solo_free(solo);

    solo = solo_new(1, registers);
    const char *text = begin(solo, &what);
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_FULL);
    assert_int_equal(solo_usage(solo).registrations, 2);
    assert_int_equal(solo_usage(solo).registrations_of, 2);
    solo_respond(solo, text, 403, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 403);
    begin(solo, &what);
    solo_free(solo);

    solo = solo_new(1, short_messages);
    memset(body, 'a', sizeof body);
    what.content.type = SF_STR("text/plain");
    what.content.body = (struct sf_str){body, sizeof body};
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_TOO_LONG);
    /* What fits now, and would not with a longer number. */
    struct sf_registration fits = {0, 0};
    what.content.body.len = 1500;
    while (what.content.body.len &&
           sf_ua_register(solo->ua, solo->now_us, &what, &fits) == SF_UA_TOO_LONG)
        what.content.body.len--;
    solo_drain(solo);
    assert_in_range(strlen(solo_only(solo)), 1500 - 158, 1500 - 148);
    solo_free(solo);
}

/* A core that is full refreshes when there is room again. */
/* Requests in a call until there is no room for more: each leaves a transaction for 64*T1. */
static void fill_up(struct solo *solo)
{
    char to[100];
    unsigned asked = 2;
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s",
             (int)sf_dialog_str(&solo->dialog, solo->dialog.local_tag).len,
             sf_dialog_str(&solo->dialog, solo->dialog.local_tag).p);
    do
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = asked, .via = hand_branch(asked));
    while (solo_count(solo, "SIP/2.0 200 ") && asked++ < 1000);
    assert_in_range(asked, 50, 999);
}

/* The application has asked for the removal while a REGISTER was out, and then there is no room for
 * it: it learns that its contacts are not removed. */
static void test_full_when_removing(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_register what = account(solo);
    char text[2000];
    snprintf(text, sizeof text, "%s", begin(solo, &what));
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    fill_up(solo);
    solo_respond(solo, text, 200, "r", bound_100_s);
    assert_int_equal(solo_count(solo, "REGISTER "), 0);
    told(solo, SF_REGISTRATION_ENDED, 503);
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_NO_CALL);
    solo_wait(solo, 100 * SECOND);
    assert_int_equal(solo_count(solo, "REGISTER "), 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, solo_only(solo), 200, NULL, NULL);
    solo_dry(solo);
    solo_free(solo);
}

static void test_full(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    registered(solo, bound_100_s);
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    solo_wait(solo, 49 * SECOND);
    fill_up(solo);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_FULL);
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_FULL);
    solo_wait(solo, 22 * SECOND);
    assert_int_equal(solo_count(solo, "REGISTER "), 0);
    assert_in_range(wait_for_register(solo), 8, 12); /* the transactions have ended */
    solo_respond(solo, the_register(solo), 200, "r", bound_100_s);
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, solo_only(solo), 200, NULL, NULL);
    remove_at_the_end(solo);
}

static void two_transports(struct sf_ua_config *config)
{
    static const struct sf_address tcp = {
        .transport = SF_TRANSPORT_TCP, .family = 4, .port = 5060, .ip = {10, 0, 0, 2}};
    config->registering = sf_ua_registering();
    config->registrations = 1;
    config->more_local = &tcp;
    config->more_locals = 1;
    config->udp_request_bytes = 1300;
}

static void brief_udp(struct sf_ua_config *config)
{
    config->registering = sf_ua_registering();
    config->registrations = 1;
    config->udp_request_bytes = 1300;
}

/* 3261:18.1.1: a long REGISTER goes by TCP, and registers the contact all the same. */
static void test_long(void **state)
{
    (void)state;
    static char text[1300];
    struct solo *solo = solo_new(1, two_transports);
    struct sf_register what = account(solo);
    memset(text, 'a', sizeof text);
    what.content.type = SF_STR("text/plain");
    what.content.body = (struct sf_str){text, sizeof text};
    const char *request = begin(solo, &what);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TCP);
    assert_memory_equal(header_in(request, "Via"), "SIP/2.0/TCP 10.0.0.2:5060;", 26);
    assert_string_equal(header_in(request, "Contact"), own);
    solo_respond(solo, request, 200, "r", bound_100_s);
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    wait_for_register(solo);
    assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TCP);
    solo_respond(solo, the_register(solo), 200, "r", bound_100_s);
    remove_at_the_end(solo);

    solo = solo_new(1, brief_udp); /* without TCP it is too long */
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &begun), SF_UA_TOO_LONG);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "register");
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registers_and_refreshes),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_interval_too_brief),
        cmocka_unit_test(test_redirection),
        cmocka_unit_test(test_back_off),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unanswered),
        cmocka_unit_test(test_removal),
        cmocka_unit_test(test_contacts),
        cmocka_unit_test(test_granted),
        cmocka_unit_test(test_next_is_bounded),
        cmocka_unit_test(test_service_route_and_gruu),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_full_when_removing),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
