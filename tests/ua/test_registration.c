/* Registrations: when a REGISTER is sent again, and how each registration ends (3261:10.2). */
#include "registering.h"

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
    const char *second = solo_register(solo);
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
    solo_respond(solo, solo_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=320\r\n");
    assert_in_range(wait_for_register(solo), 320 * 80 / 100, 320 * 90 / 100);
    solo_respond(solo, solo_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=80000\r\n");
    for (unsigned i = 0; i < 30; i++) {
        unsigned after = wait_for_register(solo);
        least = after < least ? after : least;
        most = after > most ? after : most;
        solo_respond(solo, solo_register(solo), 200, "r",
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
    text = solo_register(solo);
    assert_string_equal(header_in(text, "Expires"), "90");
    solo_respond(solo, text, 423, "r", "Min-Expires: 90\r\n"); /* it asks for no more */
    told(solo, SF_REGISTRATION_WAITING, 423);
    assert_int_equal(solo->outs, 0);
    wait_for_register(solo);
    for (unsigned i = 0; i < 5; i++) {
        char extra[40];
        snprintf(extra, sizeof extra, "Min-Expires: %u\r\n", 100 + i);
        text = solo_register(solo);
        solo_respond(solo, text, 423, "r", extra);
        assert_int_equal(solo->events, 0);
    }
    text = solo_register(solo);
    solo_respond(solo, text, 423, "r", "Min-Expires: 200\r\n"); /* one too many */
    told(solo, SF_REGISTRATION_WAITING, 423);
    wait_for_register(solo);
    for (unsigned i = 0; i < 12; i++) { /* a success lets it begin anew */
        char extra[40];
        snprintf(extra, sizeof extra, "Min-Expires: %u\r\n", 300 + i);
        solo_respond(solo, solo_register(solo), i % 4 == 3 ? 200 : 423, "r",
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
    text = solo_register(solo);
    assert_memory_equal(text, "REGISTER sip:192.0.2.8:5070 SIP/2.0\r\n", 37);
    assert_string_equal(header_in(text, "Route"), "");
    assert_string_equal(header_in(text, "To"), "<sip:bob@example.org>");
    assert_int_equal(solo->out[0].to.ip[3], 8);
    assert_int_equal(solo->out[0].to.port, 5070);
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    wait_for_register(solo);
    text = solo_register(solo);
    assert_int_equal(solo->out[0].to.ip[3], 8); /* 3261:10.2.4: where it was redirected to */
    solo_respond(solo, text, 500, "r", NULL);
    told(solo, SF_REGISTRATION_WAITING, 500);
    wait_for_register(solo);
    text = solo_register(solo);
    assert_memory_equal(text, "REGISTER sip:example.org SIP/2.0\r\n", 34);
    assert_string_equal(header_in(text, "Route"), "<sip:192.0.2.9;lr>");
    assert_int_equal(solo->out[0].to.ip[3], 9);
    for (unsigned i = 0; i < 5; i++) { /* in a circle, but not without end */
        solo_respond(solo, text, 302, "r", "Contact: <sip:192.0.2.8>\r\n");
        text = solo_register(solo);
        assert_int_equal(solo->out[0].to.port, 5060);
    }
    solo_respond(solo, text, 302, "r", "Contact: <sip:192.0.2.8>\r\n");
    told(solo, SF_REGISTRATION_WAITING, 302);
    wait_for_register(solo);
    solo_respond(solo, solo_register(solo), 302, "r", "Contact: <sip:elsewhere.example.org>\r\n");
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
        text = solo_register(solo);
    }
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=4000\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    wait_for_register(solo);
    solo_respond(solo, solo_register(solo), 503, "r", "Retry-After: 700 (maintenance)\r\n");
    const struct sf_ua_event *event = told(solo, SF_REGISTRATION_WAITING, 503);
    assert_int_equal(event->retry_s, 700);
    assert_in_range(event->expires_s, 400, 800); /* what was granted still stands */
    assert_in_range(wait_for_register(solo), 699, 700);
    solo_respond(solo, solo_register(solo), 500, "r", NULL);
    assert_in_range(told(solo, SF_REGISTRATION_WAITING, 500)->retry_s, 60, 120);
    /* The application need not wait. */
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_OK);
    solo_drain(solo);
    text = solo_register(solo);
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_STATE);
    solo_respond(solo, text, 200, "r", "Contact: <sip:bob@10.0.0.2:5060>;expires=4000\r\n");
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, begun), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, solo_register(solo), 200, "r", bound_100_s);
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
    assert_string_equal(header_in(solo_register(solo), "Expires"), "0");
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
    assert_string_equal(header_in(solo_register(solo), "Expires"),
                        "0"); /* an error may come late */
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
        text = solo_register(solo);
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
    text = solo_register(solo);
    assert_string_equal(header_in(text, "Expires"), "0");
    solo_respond(solo, text, 200, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
