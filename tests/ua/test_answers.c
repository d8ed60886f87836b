/* What an application adds to messages: header fields, names, contacts, bodies; and what of it the
 * core refuses, with the argument, the place and the reason. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define SDP(name)                                                                                  \
    {                                                                                              \
        .type = SF_STR("application/sdp"), .body = SF_STR(name)                                    \
    }

static struct sf_invite good_invite(const struct solo *solo)
{
    return (struct sf_invite){.to = SF_STR("sip:eve@192.0.2.9"),
                              .next_hop = solo->peer,
                              .content_type = SOLO_TYPE,
                              .body = SOLO_SDP};
}

static void assert_refused(struct solo *solo, enum sf_ua_result result, const char *argument,
                           size_t index, size_t offset)
{
    const struct sf_ua_error *error = sf_ua_error(solo->ua);
    assert_int_equal(result, SF_UA_ARGUMENT);
    assert_non_null(error->argument);
    assert_string_equal(error->argument, argument);
    assert_int_equal(error->index, index);
    assert_int_equal(error->offset, offset);
    assert_true(strlen(error->text) > 0);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
}

static enum sf_ua_result respond(struct solo *solo, const struct sf_answer *answer)
{
    enum sf_ua_result result = sf_ua_respond(solo->ua, solo->now_us, solo->call, answer);
    if (result == SF_UA_OK)
        solo_drain(solo);
    return result;
}

static void test_an_invite_has_what_is_added(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    const struct sf_ua_field fields[] = {{SF_STR("Subject"), SF_STR("a call")},
                                         {SF_STR("X-Account"), SF_STR("7; x=\"y\"")},
                                         {SF_STR("P-Asserted-Identity"), SF_STR("<sip:a@b>")}};
    struct sf_invite invite = good_invite(solo);
    invite.request_uri = SF_STR("sip:desk@192.0.2.77;user=phone");
    invite.from_name = SF_STR("Bob \"the\" \\ Builder");
    invite.to_name = SF_STR("Eve");
    invite.field = fields;
    invite.fields = 3;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
    const char *text = solo_only(solo);
    assert_memory_equal(text, "INVITE sip:desk@192.0.2.77;user=phone SIP/2.0\r\n", 47);
    assert_string_equal(header_in(text, "To"), "\"Eve\" <sip:eve@192.0.2.9>");
    assert_memory_equal(header_in(text, "From"),
                        "\"Bob \\\"the\\\" \\\\ Builder\" <sip:bob@10.0.0.2:5060>;tag=", 53);
    assert_string_equal(header_in(text, "Subject"), "a call");
    assert_string_equal(header_in(text, "X-Account"), "7; x=\"y\"");
    assert_string_equal(header_in(text, "P-Asserted-Identity"), "<sip:a@b>");
    solo_free(solo);
}

/* Each refusal names the argument, which one of a list, and the byte. */
static void test_bad_fields_of_an_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    static const struct {
        struct sf_ua_field field;
        const char *argument;
        size_t offset;
    } bad[] = {
        {{{"", 0}, {"x", 1}}, "invite.field[].name", 0},
        {{{"Two Words", 9}, {"x", 1}}, "invite.field[].name", 3},
        {{{"Colon:", 6}, {"x", 1}}, "invite.field[].name", 5},
        {{{"N\0L", 3}, {"x", 1}}, "invite.field[].name", 1},
        {{{"Evil\r\nX", 7}, {"x", 1}}, "invite.field[].name", 4},
        {{{"Subject", 7}, {"a\r\nEvil: 1", 10}}, "invite.field[].value", 1},
        {{{"Subject", 7}, {"ab\nc", 4}}, "invite.field[].value", 2},
        {{{"Subject", 7}, {"abc\0", 4}}, "invite.field[].value", 3},
        {{{"Subject", 7}, {"\x7f", 1}}, "invite.field[].value", 0},
        {{{"Via", 3}, {"x", 1}}, "invite.field[].name", 0},
        {{{"v", 1}, {"x", 1}}, "invite.field[].name", 0},
        {{{"FROM", 4}, {"x", 1}}, "invite.field[].name", 0},
        {{{"t", 1}, {"x", 1}}, "invite.field[].name", 0},
        {{{"Call-ID", 7}, {"x", 1}}, "invite.field[].name", 0},
        {{{"CSeq", 4}, {"x", 1}}, "invite.field[].name", 0},
        {{{"Max-Forwards", 12}, {"7", 1}}, "invite.field[].name", 0},
        {{{"Content-Length", 14}, {"7", 1}}, "invite.field[].name", 0},
        {{{"l", 1}, {"7", 1}}, "invite.field[].name", 0},
        {{{"Content-Type", 12}, {"a/b", 3}}, "invite.field[].name", 0},
        {{{"Contact", 7}, {"<sip:a@b>", 9}}, "invite.field[].name", 0},
        {{{"Record-Route", 12}, {"<sip:a;lr>", 10}}, "invite.field[].name", 0},
        {{{"Route", 5}, {"<sip:a;lr>", 10}}, "invite.field[].name", 0},
        {{{"Allow", 5}, {"X", 1}}, "invite.field[].name", 0},
        {{{"Supported", 9}, {"x", 1}}, "invite.field[].name", 0},
#ifndef SIPFSM_SMALL /* which does not read them */
        {{{"Expires", 7}, {"soon", 4}}, "invite.field[].value", 0},
        {{{"Date", 4}, {"yesterday", 9}}, "invite.field[].value", 0},
        {{{"Reply-To", 8}, {"<sip:a@b", 8}}, "invite.field[].value", 8},
#endif
    };
    static char long_name[SF_UA_FIELD_NAME_BYTES + 1];
    memset(long_name, 'x', sizeof long_name);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct sf_ua_field fields[] = {{SF_STR("X-Good"), SF_STR("x")}, bad[i].field};
        struct sf_invite invite = good_invite(solo);
        struct sf_call call = {9, 9};
        invite.field = fields;
        invite.fields = 2;
        enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &invite, &call);
        if (result != SF_UA_ARGUMENT)
            fail_msg("field %zu: %s", i, sf_ua_result_text(result));
        assert_refused(solo, result, bad[i].argument, 1, bad[i].offset);
        assert_int_equal(call.generation, 9);
    }
    struct sf_ua_field field = {{long_name, sizeof long_name}, SF_STR("x")};
    struct sf_invite invite = good_invite(solo);
    invite.field = &field;
    invite.fields = 1;
    assert_refused(solo, sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call),
                   "invite.field[].name", 0, SF_UA_FIELD_NAME_BYTES);
    field.name.len--;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_free(solo);
}

static void test_other_bad_arguments_of_an_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_invite bad[12], good = good_invite(solo);
    static const struct {
        const char *argument;
        size_t offset;
    } error[] = {{"invite.to", 4},           {"invite.to", 0},        {"invite.from", 17},
                 {"invite.request_uri", 0},  {"invite.from_name", 3}, {"invite.to_name", 0},
                 {"invite.route", 10},       {"invite.next_hop", 0},  {"invite.body", 0},
                 {"invite.content_type", 0}, {"invite.route", 0},     {"invite.content_type", 3}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        bad[i] = good;
    bad[0].to = SF_STR("sip:");
    bad[1].to = SF_STR("http://x/");
    bad[2].from = SF_STR("sip:eve@192.0.2.9?Subject=x");
    bad[3].request_uri = SF_STR("tel:+15551234");
    bad[4].from_name = SF_STR("Bob\r\nEvil: 1");
    bad[5].to_name = SF_STR("\x01");
    bad[6].route = SF_STR("<sip:p;lr>\r\nEvil: 1");
    bad[7].next_hop.family = 0;
    bad[8].body.len = 0;
    bad[9].content_type.len = 0;
    bad[10].route = SF_STR("sip.p");
    bad[11].content_type = SF_STR("a/b\n");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &bad[i], &solo->call);
        assert_int_equal(result, SF_UA_ARGUMENT);
        const struct sf_ua_error *said = sf_ua_error(solo->ua);
        if (strcmp(said->argument, error[i].argument) != 0 ||
            (error[i].offset && said->offset != error[i].offset))
            fail_msg("%zu: %s at %zu: %s", i, said->argument, said->offset, said->text);
    }
    static char body[9000];
    good.body = (struct sf_str){body, sizeof body};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &good, &solo->call), SF_UA_TOO_LONG);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "invite");
    solo_free(solo);
}

/* 183 with a session description, twice, and again after a minute as it was (3261:13.3.1.1). */
static void test_early_media(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    const struct sf_ua_field field = {SF_STR("X-Stage"), SF_STR("two")};
    struct sf_answer answer = {.status = 183, .content = SDP("v=1\r\n")};
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(respond(solo, &answer), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 183 Session Progress\r\n");
    assert_non_null(strstr(solo_only(solo), "\r\n\r\nv=1\r\n"));
    answer.reason = SF_STR("Please Wait");
    answer.content = (struct sf_ua_content)SDP("v=2\r\n");
    answer.content.field = &field;
    answer.content.fields = 1;
    assert_int_equal(respond(solo, &answer), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 183 Please Wait\r\n");
    static char second[SOLO_TEXT];
    snprintf(second, sizeof second, "%s", solo_only(solo));
    assert_string_equal(header_in(second, "X-Stage"), "two");
    assert_string_equal(header_in(second, "Contact"), "<sip:bob@10.0.0.2:5060>");
    solo_wait(solo, 61000000);
    assert_string_equal(solo_only(solo), second);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    assert_null(strstr(solo_only(solo), "v="));
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_free(solo);
}

static void refuse_with(const struct sf_answer *answer, const char *starts, const char *name,
                        const char *value)
{
    struct solo *solo = solo_new(1, NULL);
    FEED(solo, .body = "v=0\r\n");
    enum sf_ua_result result = respond(solo, answer);
    if (result != SF_UA_OK)
        fail_msg("%u: %s", answer->status, sf_ua_error(solo->ua)->text);
    solo_expect(solo, starts);
    assert_string_equal(header_in(solo_only(solo), name), value);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    solo_dry(solo);
    solo_free(solo);
}

static void test_refusals_have_their_fields(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        struct sf_ua_field field;
        const char *value;
    } given[] = {
        {401, {{"WWW-Authenticate", 16}, {"Digest realm=\"r\", nonce=\"n\"", 27}}, NULL},
        {407, {{"Proxy-Authenticate", 18}, {"Digest realm=\"r\", nonce=\"n\"", 27}}, NULL},
        {415, {{"Accept", 6}, {"application/sdp", 15}}, NULL},
        {415, {{"Accept-Encoding", 15}, {"identity", 8}}, NULL},
        {420, {{"Unsupported", 11}, {"x", 1}}, NULL},
        {421, {{"Require", 7}, {"100rel", 6}}, NULL},
        {423, {{"Min-Expires", 11}, {"60", 2}}, NULL},
        {480, {{"Retry-After", 11}, {"18 (lunch)", 10}}, NULL},
        {485, {{"Contact", 7}, {"<sip:bob.smith@b>", 17}}, NULL},
        {606, {{"Warning", 7}, {"370 b.example \"too little\"", 26}}, NULL},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        char starts[32], value[64];
        struct sf_answer answer = {.status = given[i].status,
                                   .content = {.field = &given[i].field, .fields = 1}};
        snprintf(starts, sizeof starts, "SIP/2.0 %u ", given[i].status);
        snprintf(value, sizeof value, "%.*s", (int)given[i].field.value.len,
                 given[i].field.value.p);
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)given[i].field.name.len, given[i].field.name.p);
        refuse_with(&answer, starts, name, value);
    }
}

static void test_a_redirect_has_its_contacts(void **state)
{
    (void)state;
    static const struct sf_str contacts[] = {{"<sip:bob@192.0.2.4>;q=0.5", 25},
                                             {"\"Desk, Bob\" <sip:bob@192.0.2.5>", 31}};
    struct sf_answer answer = {.status = 302, .contact = contacts, .contacts = 2};
    refuse_with(&answer, "SIP/2.0 302 Moved Temporarily\r\n", "Contact", contacts[0].p);
    struct solo *solo = solo_new(1, NULL);
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(respond(solo, &answer), SF_UA_OK);
    assert_int_equal(count_headers(solo_only(solo), "Contact"), 2);
    assert_string_equal(nth_header(solo_only(solo), "Contact", 1), contacts[1].p);
    solo_free(solo);
}

static void test_bad_answers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    static const struct sf_str contacts[][2] = {
        {{"<sip:a@b>", 9}, {"*", 1}},
        {{"<sip:a@b>", 9}, {"", 0}},
        {{"<sip:a@b>", 9}, {"<sip:a@b", 8}},
        {{"<sip:a@b>", 9}, {"<sip:a@b>\r\nX: 1", 15}},
    };
    static const unsigned needy[] = {401, 407, 415, 420, 421, 423};
    const struct sf_ua_field owned = {SF_STR("Contact"), SF_STR("<sip:a@b>")};
    FEED(solo, .body = "v=0\r\n");
    struct sf_ua_usage before = solo_usage(solo);
    static const unsigned statuses[] = {0, 100, 700, 65536 + 486};
    for (size_t i = 0; i < 4; i++)
        assert_refused(solo, respond(solo, &(struct sf_answer){.status = statuses[i]}),
                       "answer.status", 0, 0);
    for (size_t i = 0; i < sizeof needy / sizeof *needy; i++)
        assert_refused(solo, respond(solo, &(struct sf_answer){.status = needy[i]}),
                       "answer.content.field", 0, 0);
    static const size_t offsets[] = {0, 0, 8, 9};
    for (size_t i = 0; i < 4; i++)
        assert_refused(
            solo,
            respond(solo,
                    &(struct sf_answer){.status = 300, .contact = contacts[i], .contacts = 2}),
            "answer.contact[]", 1, offsets[i]);
    assert_refused(solo, respond(solo, &(struct sf_answer){.status = 302}), "answer.contact", 0, 0);
    assert_refused(
        solo,
        respond(solo, &(struct sf_answer){.status = 486, .contact = contacts[0], .contacts = 1}),
        "answer.contact", 0, 0);
    assert_refused(
        solo,
        respond(solo, &(struct sf_answer){.status = 486, .reason = SF_STR("Busy\r\nEvil: 1")}),
        "answer.reason", 0, 4);
    for (unsigned status = 180; status <= 302; status += 61) /* 180, 241, 302 */
        assert_refused(
            solo,
            respond(solo, &(struct sf_answer){.status = status,
                                              .contact = contacts[0],
                                              .contacts = status >= 300,
                                              .content = {.field = &owned, .fields = 1}}),
            "answer.content.field[].name", 0, 0);
#ifndef SIPFSM_SMALL /* which does not read it */
    const struct sf_ua_field bad_value = {SF_STR("Retry-After"), SF_STR("soon")};
    assert_refused(
        solo,
        respond(solo,
                &(struct sf_answer){.status = 480, .content = {.field = &bad_value, .fields = 1}}),
        "answer.content.field[].value", 0, 0);
#endif
    assert_refused(
        solo, respond(solo, &(struct sf_answer){.status = 183, .content = {.body = SF_STR("v=0")}}),
        "answer.content.type", 0, 0);
    static char body[9000];
    struct sf_answer large = {.status = 183,
                              .content = {.type = SOLO_TYPE, .body = {body, sizeof body}}};
    for (; large.status < 600; large.status += 200) /* 183, 383, 583 */ {
        large.contact = contacts[0];
        large.contacts = large.status / 100 == 3;
        assert_int_equal(respond(solo, &large), SF_UA_TOO_LONG);
        assert_string_equal(sf_ua_error(solo->ua)->argument, "answer");
    }
    struct sf_ua_usage after = solo_usage(solo);
    assert_memory_equal(&before, &after, sizeof after);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_free(solo);
}

/* 3261:13.3.1.4: a 2xx brings the answer or the offer, also that of a re-INVITE (3261:14.2). */
static void test_a_success_needs_its_body(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    const struct hand offer = {.body = "v=0\r\n"}, none = {.call_id = "2", .via = hand_branch(2)};
    const struct sf_str nothing = {NULL, 0};
    const struct hand *const invites[] = {&offer, &none};
    const char *texts[2];
    for (int i = 0; i < 2; i++) {
        solo_feed(solo, invites[i]);
        assert_refused(solo, sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, nothing),
                       "answer.content.body", 0, 0);
        texts[i] = sf_ua_error(solo->ua)->text;
        assert_refused(solo, sf_ua_accept(solo->ua, solo->now_us, solo->call, nothing, nothing),
                       "answer.content.body", 0, 0);
    }
    assert_string_not_equal(texts[0], texts[1]); /* which of the two is due */
    solo_free(solo);
}

static void huge(struct sf_ua_config *config)
{
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

/* A provisional response that could not be repeated is not sent at all. */
static void test_a_provisional_with_a_body_is_kept(void **state)
{
    (void)state;
    static char body[30000];
    memset(body, 'x', sizeof body);
    struct solo *solo = solo_new(4, huge);
    struct sf_answer answer = {.status = 183,
                               .content = {.type = SOLO_TYPE, .body = {body, sizeof body}}};
    struct sf_call calls[8];
    enum sf_ua_result result = SF_UA_OK;
    unsigned n = 0, sent = 0;
    for (; n < 8; n++) {
        char call_id[16];
        snprintf(call_id, sizeof call_id, "n%u", n);
        FEED(solo, .via = hand_branch(n), .call_id = call_id);
        if (solo->seen[SF_UA_EV_INCOMING] == n)
            break; /* 503 */
        calls[n] = solo->call;
    }
    assert_true(n > 1);
    for (unsigned i = 0; i < 100 && result == SF_UA_OK; i++) {
        solo->call = calls[i % n];
        result = respond(solo, &answer);
        sent += result == SF_UA_OK;
    }
    assert_true(sent > 0);
    assert_int_equal(result, SF_UA_FULL);
    assert_int_equal(respond(solo, &(struct sf_answer){.status = 180}), SF_UA_OK);
    assert_int_equal(solo_counters(solo).unkept, 0);
    solo_free(solo);
}

/* ---- Their ACKs ---- */

/* The caller uses its branch again: with another Call-ID, or for a copy of the same INVITE. The
 * late ACK of the 480 that the first one got does not acknowledge the 2xx of the second. */
static void test_late_ack_of_a_refusal(void **state)
{
    (void)state;
    for (int copy = 0; copy < 2; copy++) {
        struct solo *solo = solo_new(2, NULL);
        char late[2048], refused[200];
        FEED(solo, .call_id = "first");
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 480), SF_UA_OK);
        solo_drain(solo);
        snprintf(refused, sizeof refused, "%s", header_in(solo_only(solo), "To"));
        const struct hand ack = {.method = "ACK", .call_id = "first", .to = refused};
        char *text;
        size_t length = hand_write(&ack, &text);
        memcpy(late, text, length);
        solo_feed(solo, &ack);
        solo_wait(solo, 6000000); /* timer I */
        FEED(solo, .call_id = copy ? "first" : "second");
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        char accepted[200];
        snprintf(accepted, sizeof accepted, "%s", header_in(solo_only(solo), "To"));
        solo_feed_bytes(solo, late, length);
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 0);
        assert_int_equal(solo_counters(solo).stray_acks, 1);
        solo_wait(solo, 600000);
        assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1); /* it is repeated */
        FEED(solo, .method = "ACK", .call_id = copy ? "first" : "second", .to = accepted);
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        solo_respond(solo, solo_only(solo), 200, NULL, NULL);
        solo_wait(solo, 33000000);
        solo_dry(solo);
        solo_free(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_invite_has_what_is_added),
        cmocka_unit_test(test_bad_fields_of_an_invite),
        cmocka_unit_test(test_other_bad_arguments_of_an_invite),
        cmocka_unit_test(test_early_media),
        cmocka_unit_test(test_refusals_have_their_fields),
        cmocka_unit_test(test_a_redirect_has_its_contacts),
        cmocka_unit_test(test_bad_answers),
        cmocka_unit_test(test_a_success_needs_its_body),
        cmocka_unit_test(test_a_provisional_with_a_body_is_kept),
        cmocka_unit_test(test_late_ack_of_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
