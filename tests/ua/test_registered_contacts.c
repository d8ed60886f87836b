/* Registrations: the Contacts of a REGISTER, and what its 2xx grants (3261:10.2, RFC 3608). */
#include "registering.h"

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
    text = solo_register(solo);
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
    solo_respond(solo, solo_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=20\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_in_range(wait_for_register(solo), 10, 14); /* that is enough */
    solo_respond(solo, solo_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=4294967295\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_in_range(wait_for_register(solo), 86400 / 10 * 8 - 1, 86400 / 10 * 9);
    solo_respond(solo, solo_register(solo), 503, "r", "Retry-After: 4294967295\r\n");
    assert_int_equal(told(solo, SF_REGISTRATION_WAITING, 503)->retry_s, 86400);
    assert_in_range(wait_for_register(solo), 86399, 86400);
    solo_respond(solo, solo_register(solo), 200, "r", bound_100_s);
    remove_at_the_end(solo);
    solo = solo_new(1, registers); /* an application that asks for so little */
    struct sf_register what = account(solo);
    what.expires_s = 4;
    solo_respond(solo, begin(solo, &what), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=1\r\n");
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    assert_int_equal(wait_for_register(solo), 2);
    solo_respond(solo, solo_register(solo), 200, "r", bound_100_s);
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
    solo_respond(solo, solo_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_true(grant.cut);
    assert_false(grant.outbound);
    assert_int_equal(grant.service_route.len + grant.public_gruu.len + grant.temporary_gruu.len, 0);
    wait_for_register(solo);
    snprintf(longer, sizeof longer, "Service-Route: <sip:%0761d@x>\r\n%s", 1, bound_100_s);
    solo_respond(solo, solo_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_true(grant.cut);
    assert_int_equal(grant.service_route.len, 0);
    wait_for_register(solo);
    snprintf(longer, sizeof longer, "Service-Route: <sip:%0760d@x>\r\n%s", 1, bound_100_s);
    solo_respond(solo, solo_register(solo), 200, "r", longer);
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_false(grant.cut);
    assert_int_equal(grant.service_route.len, SF_REGISTRATION_TEXT_BYTES);
    wait_for_register(solo); /* 3608:6.1: without one the one before is forgotten */
    solo_respond(solo, solo_register(solo), 200, "r",
                 "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n");
    assert_int_equal(sf_ua_registration(solo->ua, begun, &grant, text), SF_UA_OK);
    assert_false(grant.cut);
    assert_int_equal(grant.service_route.len + grant.public_gruu.len + grant.temporary_gruu.len, 0);
    wait_for_register(solo); /* nor once it has expired */
    solo_respond(solo, solo_register(solo), 200, "r",
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contacts),
        cmocka_unit_test(test_granted),
        cmocka_unit_test(test_next_is_bounded),
        cmocka_unit_test(test_service_route_and_gruu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
