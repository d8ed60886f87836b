/* Registrations: arguments that are refused, and cores without room (3261:10.2). */
#include "registering.h"

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
    solo_respond(solo, solo_register(solo), 200, "r", bound_100_s);
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
    solo_respond(solo, solo_register(solo), 200, "r", bound_100_s);
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
        cmocka_unit_test(test_arguments), cmocka_unit_test(test_part),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_full_when_removing),
        cmocka_unit_test(test_full),      cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
