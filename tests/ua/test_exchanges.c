/* Requests of any method: those that the application sends, in a dialog and outside, and those that
 * it takes. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/exchange.h"

static void takes_some(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}, {"INFO", 4}, {"X-POKE", 6}};
    config->method = methods;
    config->methods = 3;
}

static void takes_options(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"OPTIONS", 7}};
    config->method = methods;
    config->methods = 1;
}

static const struct sf_ua_event *one(const struct solo *solo, enum sf_ua_event_type type)
{
    const struct sf_ua_event *found = NULL;
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == type) {
            assert_null(found);
            found = &solo->event[i];
        }
    assert_non_null(found);
    return found;
}

static struct sf_request message(const struct solo *solo)
{
    return (struct sf_request){.method = SF_STR("MESSAGE"),
                               .to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content = {.type = SF_STR("text/plain"), .body = SF_STR("hi")}};
}

static const struct sf_call outside = {0, 0};

static const char *ask(struct solo *solo, struct sf_call call, const struct sf_request *request,
                       struct sf_exchange *exchange)
{
    static char copy[SOLO_TEXT];
    enum sf_ua_result result = sf_ua_request(solo->ua, solo->now_us, call, request, exchange);
    if (result != SF_UA_OK)
        fail_msg("%s: %s", sf_ua_result_text(result), sf_ua_error(solo->ua)->text);
    solo_drain(solo);
    snprintf(copy, sizeof copy, "%s", solo_only(solo));
    return copy;
}

static void test_outside_a_dialog(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    const struct sf_ua_field field = {SF_STR("Subject"), SF_STR("greetings")};
    struct sf_exchange exchange = {0, 0};
    struct sf_request request = message(solo);
    request.from_name = SF_STR("Bob");
    request.content.field = &field;
    request.content.fields = 1;
    const char *text = ask(solo, outside, &request, &exchange);
    assert_memory_equal(text, "MESSAGE sip:eve@192.0.2.9 SIP/2.0\r\n", 35);
    assert_int_equal(count_headers(text, "CSeq"), 1);
    assert_non_null(strstr(header_in(text, "CSeq"), " MESSAGE"));
    assert_string_equal(header_in(text, "Subject"), "greetings");
    assert_string_equal(header_in(text, "Contact"), "");
    assert_non_null(strstr(text, "\r\n\r\nhi"));
    solo_respond(solo, text, 100, NULL, NULL);
    assert_int_equal(one(solo, SF_UA_EV_RESPONSE)->status, 100);
    solo_respond(solo, text, 202, "eve", "Expires: 7\r\n");
    const struct sf_ua_event *event = one(solo, SF_UA_EV_RESPONSE);
    assert_int_equal(event->status, 202);
    assert_int_equal(solo_usage(solo).blocks, 0); /* the request is not kept for its copies */
    assert_int_equal(event->exchange.slot, exchange.slot);
    assert_int_equal(event->exchange.generation, exchange.generation);
    assert_int_equal(event->call.generation, 0);
    assert_non_null(event->msg);
    assert_true(sf_msg_has(event->msg, SF_HEADER_EXPIRES));
    solo_respond(solo, text, 202, "eve", NULL); /* once more */
    assert_int_equal(solo->events, 0);
    solo_dry(solo);
    solo_free(solo);
}

static void test_no_response(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_exchange exchange;
    struct sf_request request = message(solo);
    ask(solo, outside, &request, &exchange);
    solo_wait(solo, 33000000);
    assert_true(solo->outs >= 7); /* timer E */
    assert_int_equal(one(solo, SF_UA_EV_RESPONSE)->status, 408);
    assert_null(one(solo, SF_UA_EV_RESPONSE)->msg);
    solo_assert_empty(solo);
    ask(solo, outside, &request, &exchange);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(one(solo, SF_UA_EV_RESPONSE)->status, 503);
    solo_assert_empty(solo);
    /* The same after a provisional response. */
    for (unsigned fails = 0; fails < 2; fails++) {
        const char *text = ask(solo, outside, &request, &exchange);
        uint64_t token = solo->out[0].token;
        solo_respond(solo, text, 100, NULL, NULL);
        if (fails) {
            assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
            solo_drain(solo);
        } else {
            solo_wait(solo, 32000000);
        }
        assert_int_equal(one(solo, SF_UA_EV_RESPONSE)->status, fails ? 503 : 408);
        solo_assert_empty(solo);
    }
    solo_free(solo);
}

/* In a dialog: its tags and numbers, one after the other; also an unknown method. */
static void test_in_a_dialog(void **state)
{
    (void)state;
    static const struct sf_ua_field refer_to = {{"Refer-To", 8}, {"<sip:carol@192.0.2.7>", 21}};
    struct solo *solo = solo_new(1, NULL);
    struct sf_exchange exchange;
    struct sf_request info = {.method = SF_STR("INFO"),
                              .content = {.type = SF_STR("text/plain"), .body = SF_STR("5")}},
                      poke = {.method = SF_STR("X-POKE")},
                      refer = {.method = SF_STR("REFER"),
                               .content = {.field = &refer_to, .fields = 1}};
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    struct sf_call call = solo->call;
    char text[2][3000];
    snprintf(text[0], sizeof text[0], "%s", ask(solo, call, &info, &exchange));
    snprintf(text[1], sizeof text[1], "%s", ask(solo, call, &poke, &exchange));
    assert_memory_equal(text[0], "INFO sip:eve@192.0.2.9 SIP/2.0\r\n", 32);
    assert_memory_equal(text[1], "X-POKE sip:eve@192.0.2.9 SIP/2.0\r\n", 34);
    assert_string_equal(tag_in(text[0], "To"), "eve");
    assert_string_equal(header_in(text[1], "Call-ID"), "c1@192.0.2.9");
    assert_int_equal(atoi(header_in(text[1], "CSeq")), atoi(header_in(text[0], "CSeq")) + 1);
    solo_respond(solo, text[1], 200, NULL, NULL);
    const struct sf_ua_event *event = one(solo, SF_UA_EV_RESPONSE);
    assert_int_equal(event->exchange.generation, exchange.generation);
    assert_int_equal(event->call.slot, call.slot);
    assert_int_equal(event->call.generation, call.generation);
    assert_string_equal(header_in(ask(solo, call, &refer, &exchange), "Contact"),
                        "<sip:bob@10.0.0.2:5060>");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(atoi(header_in(solo_only(solo), "CSeq")),
                     atoi(header_in(text[0], "CSeq")) + 3);
    solo_dry(solo); /* the exchanges outlive their call */
    assert_int_equal(sf_ua_request(solo->ua, solo->now_us, call, &info, &exchange), SF_UA_NO_CALL);
    solo_invite(solo); /* it has no dialog yet */
    assert_int_equal(sf_ua_request(solo->ua, solo->now_us, solo->call, &info, &exchange),
                     SF_UA_STATE);
    solo_free(solo);
}

/* 5057:5.3: no response to an INFO: the other side has lost the call, and a BYE ends it. */
static void test_no_response_in_a_call(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_exchange exchange;
    const struct sf_request info = {.method = SF_STR("INFO")};
    char bye[3000];
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    ask(solo, solo->call, &info, &exchange);
    solo_wait(solo, 31999999);
    assert_int_equal(solo_count(solo, "INFO "), 10);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 1);
    assert_int_equal(one(solo, SF_UA_EV_RESPONSE)->status, 408);
    assert_int_equal(solo_usage(solo).exchanges, 0);
    snprintf(bye, sizeof bye, "%s", solo_only(solo));
    assert_memory_equal(bye, "BYE ", 4);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

static void test_bad_requests(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_exchange exchange = {9, 9};
    static const char *const methods[] = {"", "INVITE", "ACK", "BYE", "CANCEL", "A B", "X\r\nY"};
    struct sf_request request;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        request = message(solo);
        request.method = sf_str_of(methods[i]);
        assert_int_equal(sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange),
                         SF_UA_ARGUMENT);
        assert_string_equal(sf_ua_error(solo->ua)->argument, "request.method");
    }
    const struct sf_ua_field owned = {SF_STR("Via"), SF_STR("x")};
    struct sf_request bad[5];
    static const char *const arguments[] = {"request.to", "request.next_hop",
                                            "request.content.type", "request.content.field[].name",
                                            "request.route"};
    for (size_t i = 0; i < 5; i++)
        bad[i] = message(solo);
    bad[0].to.len = 0;
    bad[1].next_hop.family = 0;
    bad[2].content.type.len = 0;
    bad[3].content.field = &owned, bad[3].content.fields = 1;
    bad[4].route = SF_STR("nowhere");
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sf_ua_request(solo->ua, solo->now_us, outside, &bad[i], &exchange),
                         SF_UA_ARGUMENT);
        assert_string_equal(sf_ua_error(solo->ua)->argument, arguments[i]);
    }
    assert_int_equal(exchange.generation, 9);
    solo_assert_empty(solo);
    solo_free(solo);
}

static void test_requests_that_are_taken(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    static const char *const methods[] = {"MESSAGE", "X-POKE"};
    const struct sf_ua_field field = {SF_STR("Contact"), SF_STR("<sip:b@c>")};
    const struct sf_answer answer = {
        .status = 202,
        .content = {
            .field = &field, .fields = 1, .type = SF_STR("text/plain"), .body = SF_STR("yes")}};
    for (unsigned i = 0; i < 2; i++) {
        FEED(solo, .method = methods[i], .via = hand_branch(i), .call_id = methods[i],
             .type = "text/plain", .body = "hello");
        const struct sf_ua_event *event = one(solo, SF_UA_EV_REQUEST);
        struct sf_exchange exchange = event->exchange;
        assert_int_equal(solo->outs, 0);
        assert_int_equal(event->body.len, 5);
        FEED(solo, .method = methods[i], .via = hand_branch(i), .call_id = methods[i],
             .type = "text/plain", .body = "hello"); /* a copy */
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &answer), SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 202 ");
        assert_string_equal(header_in(solo_only(solo), "Contact"), "<sip:b@c>");
        assert_non_null(strstr(solo_only(solo), "\r\n\r\nyes"));
        assert_true(strlen(tag_in(solo_only(solo), "To")) > 0);
        FEED(solo, .method = methods[i], .via = hand_branch(i), .call_id = methods[i],
             .type = "text/plain", .body = "hello");
        solo_expect(solo, "SIP/2.0 202 ");
        assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &answer), SF_UA_NO_CALL);
    }
    FEED(solo, .method = "NOTIFY", .via = hand_branch(5), .call_id = "5",
         .extra = "Event: x\r\nSubscription-State: active\r\n");
    solo_expect(solo, "SIP/2.0 405 ");
    assert_string_equal(header_in(solo_only(solo), "Allow"),
                        "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, MESSAGE, INFO, X-POKE");
    FEED(solo, .method = "X-POK", .via = hand_branch(6), .call_id = "6");
    solo_expect(solo, "SIP/2.0 501 ");
    solo_dry(solo);
    solo_free(solo);
}

static void test_an_answer_that_never_comes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
    struct sf_exchange exchange = one(solo, SF_UA_EV_REQUEST)->exchange;
    solo_wait(solo, 3499999); /* 4320:4.1: Timer E is reset to T2 after 500 + 1000 + 2000 ms */
    assert_int_equal(solo->outs + solo->events, 0);
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 1);
    solo_expect(solo, "SIP/2.0 100 ");
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
    solo_expect(solo, "SIP/2.0 100 "); /* a copy gets it again */
    solo_wait(solo, 15500000);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 2000000);
    solo_expect(solo, "SIP/2.0 500 ");
    assert_int_equal(one(solo, SF_UA_EV_UNANSWERED)->exchange.generation, exchange.generation);
    assert_int_equal(one(solo, SF_UA_EV_UNANSWERED)->status, 500);
    assert_int_equal(
        sf_ua_answer(solo->ua, solo->now_us, exchange, &(struct sf_answer){.status = 200}),
        SF_UA_NO_CALL);
    solo_dry(solo);
    solo_free(solo);
}

/* 6026:8.8: a 100 or a final response that could not be sent is reported, and no more. */
static void test_an_answer_that_cannot_be_sent(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
    struct sf_exchange exchange = one(solo, SF_UA_EV_REQUEST)->exchange;
    for (unsigned final = 0; final < 2; final++) {
        const char *line = final ? "SIP/2.0 200 " : "SIP/2.0 100 ";
        const struct sf_answer answer = {.status = 200};
        if (final) {
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &answer), SF_UA_OK);
            solo_drain(solo);
        } else {
            solo_wait(solo, 3500000);
        }
        solo_expect(solo, line);
        for (unsigned copy = 0; copy < 2; copy++) {
            assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token),
                             SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(one(solo, SF_UA_EV_TROUBLE)->status, 503);
            FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
            solo_expect(solo, line);
        }
    }
    solo_dry(solo);
    solo_free(solo);
}

static void slow(struct sf_ua_config *config)
{
    takes_some(config);
    config->t1_us = 1000000;
    config->t2_us = 3000000;
    config->answer_us = 5000000;
}

/* How long that takes depends on T1 and T2; the Timestamp of the 100 says the delay
 * (3261:8.2.6.1). */
static void test_a_100_at_other_timers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, slow);
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "a", .extra = "Timestamp: 7\r\n");
    solo_wait(solo, 2999999);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 1);
    solo_expect(solo, "SIP/2.0 100 ");
    assert_string_equal(header_in(solo_only(solo), "Timestamp"), "7 3.000");
    solo_wait(solo, 2000000);
    solo_expect(solo, "SIP/2.0 500 ");
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:15.1.2: a request that still waits when its dialog ends gets an answer: 487, or what the
 * application says. */
static void test_requests_whose_dialog_ends(void **state)
{
    (void)state;
    for (unsigned answered = 0; answered < 5; answered++) {
        struct solo *solo = solo_new(1, takes_some);
        struct sf_exchange exchange[3];
        char to[300];
        solo_answer_call(solo, &(struct hand){.method = "INVITE"});
        snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
                 solo->dialog.text + solo->dialog.local_tag.at);
        for (unsigned i = 0; i < 3; i++) {
            FEED(solo, .method = "INFO", .to = to, .cseq = 2 + i, .via = hand_branch(2 + i));
            exchange[i] = one(solo, SF_UA_EV_REQUEST)->exchange;
        }
        if (answered == 4) /* it ends after the 100s, and after an answer */
            solo_wait(solo, 4000000);
        const struct sf_answer answer = {.status = 200};
        if (answered == 4) {
            sf_ua_answer(solo->ua, solo->now_us, exchange[1], &answer);
            solo_drain(solo);
        }
        FEED(solo, .method = "BYE", .to = to, .cseq = 6, .via = hand_branch(6));
        solo_expect(solo, "SIP/2.0 200 ");
        if (answered < 3) { /* the application is faster than the core */
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange[answered], &answer),
                             SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, "SIP/2.0 200 ");
        }
        assert_true(sf_ua_next_deadline(solo->ua) <= solo->now_us);
        solo_wait(solo, 1);
        unsigned left = answered == 3 ? 3 : 2;
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), left);
        assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], left);
        for (unsigned i = 0; i < solo->events; i++)
            if (solo->event[i].type == SF_UA_EV_UNANSWERED)
                assert_int_equal(solo->event[i].status, 487);
        for (unsigned i = 0; i < 3; i++)
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange[i], &answer),
                             SF_UA_NO_CALL);
        solo_dry(solo);
        solo_free(solo);
    }
}

static void test_bad_answers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    FEED(solo, .method = "MESSAGE", .type = "text/plain", .body = "hello");
    struct sf_exchange exchange = one(solo, SF_UA_EV_REQUEST)->exchange;
    static const unsigned statuses[] = {0, 100, 180, 199, 302, 401, 415, 700};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange,
                                      &(struct sf_answer){.status = statuses[i]}),
                         SF_UA_ARGUMENT);
#ifndef SIPFSM_SMALL /* which does not read it */
    const struct sf_ua_field field = {SF_STR("Expires"), SF_STR("soon")};
    assert_int_equal(
        sf_ua_answer(solo->ua, solo->now_us, exchange,
                     &(struct sf_answer){.status = 200, .content = {.field = &field, .fields = 1}}),
        SF_UA_ARGUMENT);
#endif
    static char body[9000];
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange,
                                  &(struct sf_answer){.status = 200,
                                                      .content = {.type = SF_STR("text/plain"),
                                                                  .body = {body, sizeof body}}}),
                     SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    struct sf_exchange none = {0, 0};
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, none, &(struct sf_answer){.status = 200}),
                     SF_UA_NO_CALL);
    assert_int_equal(
        sf_ua_answer(solo->ua, solo->now_us, exchange, &(struct sf_answer){.status = 200}),
        SF_UA_OK);
    solo_free(solo);
}

/* INFO in a call, and OPTIONS that the application answers itself. */
static void test_in_a_call_and_options(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    char to[200];
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "INFO", .to = to, .cseq = 2, .via = hand_branch(2), .type = "text/plain",
         .body = "5");
    const struct sf_ua_event *event = one(solo, SF_UA_EV_REQUEST);
    assert_int_equal(event->call.generation, solo->call.generation);
    assert_int_equal(
        sf_ua_answer(solo->ua, solo->now_us, event->exchange, &(struct sf_answer){.status = 200}),
        SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "To"), to);
    FEED(solo, .method = "INFO", .to = to, .cseq = 2, .via = hand_branch(3)); /* out of order */
    solo_expect(solo, "SIP/2.0 500 ");
    FEED(solo, .method = "OPTIONS", .via = hand_branch(4), .call_id = "4");
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
    solo = solo_new(1, takes_options);
    FEED(solo, .method = "OPTIONS");
    assert_int_equal(solo->outs, 0);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, one(solo, SF_UA_EV_REQUEST)->exchange,
                                  &(struct sf_answer){.status = 486}),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 486 ");
    solo_dry(solo);
    solo_free(solo);
}

/* A full pool is reported in both directions, and held requests end. */
static void test_many(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, takes_some);
    struct sf_exchange exchange;
    struct sf_request request = message(solo);
    enum sf_ua_result result = SF_UA_OK;
    unsigned sent = 0, taken = 0;
    for (; result == SF_UA_OK && sent < 1000; sent += result == SF_UA_OK) {
        result = sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange);
        solo_drain(solo);
    }
    assert_int_equal(result, SF_UA_FULL);
    assert_true(sent > 1);
    solo_dry(solo);
    for (; taken < 1000; taken++) {
        char id[16];
        snprintf(id, sizeof id, "%u", taken);
        FEED(solo, .method = "MESSAGE", .via = hand_branch(taken), .call_id = id);
        if (solo->outs)
            break;
    }
    solo_expect(solo, "SIP/2.0 503 ");
    assert_true(taken > 1);
    solo_dry(solo);
    solo_free(solo);
}

static void test_bad_configurations(void **state)
{
    (void)state;
    static char long_name[300];
    memset(long_name, 'x', sizeof long_name);
    const struct sf_str bad[] = {
        {"INVITE", 6}, {"ACK", 3}, {"BYE", 3}, {"CANCEL", 6},
        {"", 0},       {"a b", 3}, {"a,b", 3}, {long_name, sizeof long_name}};
    struct sf_ua_config config = {.calls = 1,
                                  .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}}};
    size_t size = sf_ua_size(&config);
    void *memory = malloc(size);
    assert_non_null(memory);
    assert_non_null(sf_ua_init(memory, size, &config));
    config.methods = 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        config.method = &bad[i];
        assert_null(sf_ua_init(memory, size, &config));
    }
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outside_a_dialog),
        cmocka_unit_test(test_no_response),
        cmocka_unit_test(test_in_a_dialog),
        cmocka_unit_test(test_no_response_in_a_call),
        cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_requests_that_are_taken),
        cmocka_unit_test(test_an_answer_that_never_comes),
        cmocka_unit_test(test_an_answer_that_cannot_be_sent),
        cmocka_unit_test(test_a_100_at_other_timers),
        cmocka_unit_test(test_requests_whose_dialog_ends),
        cmocka_unit_test(test_bad_answers),
        cmocka_unit_test(test_in_a_call_and_options),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_bad_configurations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
