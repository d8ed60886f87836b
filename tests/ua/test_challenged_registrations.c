/* Registrations at a registrar that asks for credentials. */
#include "challenger.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/registration.h"

#define SECOND 1000000u

static const char bound[] = "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n";
static struct sf_registration registration;

static void registers(struct sf_ua_config *config)
{
    challenger_any(config);
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static void registers_wrong(struct sf_ua_config *config)
{
    challenger_wrong(config);
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static const char *copy_of(struct solo *solo)
{
    static char copy[4][4000];
    static unsigned next;
    char *text = copy[next++ % 4];
    snprintf(text, sizeof copy[0], "%s", solo_only(solo));
    return text;
}

static const char *begin(struct solo *solo)
{
    const struct sf_register what = {.aor = SF_STR("sip:bob@biloxi.com"), .next_hop = solo->peer};
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    return copy_of(solo);
}

static const struct sf_ua_event *told(const struct solo *solo, enum sf_registration_state state,
                                      unsigned status)
{
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_REGISTRATION);
    assert_int_equal(solo->event[0].registration_state, state);
    assert_int_equal(solo->event[0].status, status);
    return &solo->event[0];
}

static unsigned cseq(const char *text)
{
    return (unsigned)atoi(header_in(text, "CSeq"));
}

static const char *refresh(struct solo *solo)
{
    for (unsigned i = 0; i < 20; i++) {
        solo_wait(solo, sf_ua_next_deadline(solo->ua) - solo->now_us);
        if (solo->outs)
            return copy_of(solo);
    }
    fail();
    return NULL;
}

/* 3261:10.2: each REGISTER has the next number, those with credentials too; a refresh and a removal
 * have credentials at once. */
static void test_challenged(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *first = begin(solo);
    assert_int_equal(challenger_check(server, first), SF_DIGEST_NO_CREDENTIALS);
    challenger_refuse(solo, server, first);
    assert_int_equal(solo->events, 0);
    const char *second = copy_of(solo);
    assert_int_equal(cseq(second), cseq(first) + 1);
    assert_int_equal(challenger_check(server, second), SF_DIGEST_OK);
    solo_respond(solo, second, 200, "r", bound);
    assert_int_equal(told(solo, SF_REGISTRATION_REGISTERED, 200)->expires_s, 100);

    const char *third = refresh(solo);
    assert_int_equal(cseq(third), cseq(second) + 1);
    assert_int_equal(challenger_check(server, third), SF_DIGEST_OK);
    solo_respond(solo, third, 401, "r", challenger_line(server, true)); /* another nonce */
    const char *fourth = copy_of(solo);
    assert_int_equal(cseq(fourth), cseq(third) + 1);
    assert_int_equal(challenger_check(server, fourth), SF_DIGEST_OK);
    solo_respond(solo, fourth, 423, "r", "Min-Expires: 5000\r\n");
    const char *fifth = copy_of(solo);
    assert_int_equal(cseq(fifth), cseq(fourth) + 1);
    assert_string_equal(header_in(fifth, "Expires"), "5000");
    solo_respond(solo, fifth, 200, "r", bound);

    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, registration, false), SF_UA_OK);
    solo_drain(solo);
    const char *sixth = copy_of(solo);
    assert_string_equal(header_in(sixth, "Expires"), "0");
    assert_int_equal(challenger_check(server, sixth), SF_DIGEST_OK);
    challenger_refuse(solo, server, sixth); /* a removal that is challenged is completed */
    const char *seventh = copy_of(solo);
    assert_string_equal(header_in(seventh, "Expires"), "0");
    assert_int_equal(cseq(seventh), cseq(sixth) + 1);
    solo_respond(solo, seventh, 200, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
    solo_dry(solo);
    solo_free(solo);
}

static void test_wrong_password(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers_wrong);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    challenger_refuse(solo, server, begin(solo));
    challenger_refuse(solo, server, copy_of(solo));
    const struct sf_ua_event *event = told(solo, SF_REGISTRATION_ENDED, 401);
    assert_int_equal(event->challenge, SF_UA_CHALLENGE_REFUSED);
    solo_dry(solo);
    solo_free(solo);
}

/* Without room for the credentials it is tried again later, not given up. */
static void test_no_room(void **state)
{
    (void)state;
    char to[100], from[2000], realm[400];
    snprintf(realm, sizeof realm, "%0390d", 0);
    struct solo *solo = solo_new(1, registers);
    struct sf_digest_server *server = challenger_new(realm, false);
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s",
             (int)sf_dialog_str(&solo->dialog, solo->dialog.local_tag).len,
             sf_dialog_str(&solo->dialog, solo->dialog.local_tag).p);
    snprintf(from, sizeof from, "\"%01900d\" <sip:eve@192.0.2.9>;tag=eve", 0);
    const char *first = begin(solo);
    unsigned asked = 2; /* each leaves a long response for 64*T1 */
    do
        FEED(solo, .method = "OPTIONS", .to = to, .from = from, .cseq = asked,
             .via = hand_branch(asked));
    while (solo_count(solo, "SIP/2.0 200 ") && asked++ < 1000);
    do { /* and then a short one */
        asked++;
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = asked, .via = hand_branch(asked));
    } while (solo_count(solo, "SIP/2.0 200 ") && asked < 1000);
    assert_in_range(solo_usage(solo).blocks_of - solo_usage(solo).blocks, 0, 80);
    challenger_refuse(solo, server, first);
    const struct sf_ua_event *event = told(solo, SF_REGISTRATION_WAITING, 401);
    assert_int_equal(event->challenge, SF_UA_CHALLENGE_NO_ROOM);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, solo_only(solo), 200, NULL, NULL);
    const char *second = refresh(solo);
    assert_int_equal(challenger_check(server, second), SF_DIGEST_OK);
    solo_respond(solo, second, 200, "r", bound);
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    sf_ua_unregister(solo->ua, solo->now_us, registration, false);
    solo_drain(solo);
    solo_respond(solo, copy_of(solo), 200, "r", NULL);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_challenged),
        cmocka_unit_test(test_wrong_password),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
