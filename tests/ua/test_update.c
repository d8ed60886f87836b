/* UPDATE of the other side (RFC 3311), by what the session owes; what has no room; and requests of
 * ours that tell that the other side has lost the call (RFC 5057). */
#include "changes.h"

#include <string.h>

#include "sipfsm/exchange.h"

static unsigned number = 100; /* of branches */

/* An UPDATE of the other side's; the one response to it. */
static const char *update(struct solo *solo, const char *to, unsigned cseq, const char *contact,
                          const char *body)
{
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = cseq,
         .contact = contact, .body = body);
    return solo->outs ? solo_only(solo) : "";
}

#define EXPECT(response, status) assert_memory_equal(response, "SIP/2.0 " status " ", 12)

/* The core answers by itself, and the target moves; its own Contact is in the answer. */
static void test_without_an_offer(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    const char *answer = update(solo, to, 2, "<sip:eve@192.0.2.77>", NULL);
    EXPECT(answer, "200");
    assert_string_equal(header_in(answer, "Contact"), "<sip:bob@10.0.0.2:5060>");
    assert_int_equal(solo->events, 0);
    update(solo, to, 3, NULL, NULL); /* one without a Contact moves nothing */
    hang_up(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.77 ");
    finish(solo);
}

static void test_with_an_offer(void **state)
{
    (void)state;
    for (unsigned refused = 0; refused < 2; refused++) {
        char to[200];
        struct solo *solo = eve_calls(to);
        assert_string_equal(update(solo, to, 2, "<sip:eve@192.0.2.77>", SDP), "");
        const struct sf_ua_event *event = newest(solo, SF_UA_EV_REINVITE);
        assert_non_null(event);
        assert_int_equal(event->msg->method, SF_METHOD_UPDATE);
        assert_int_equal(event->body.len, 5);
        EXPECT(update(solo, to, 3, NULL, NULL), "500"); /* 3311:5.2: the first one waits */
        assert_string_not_equal(header_in(solo_only(solo), "Retry-After"), "");
        FEED(solo, .via = hand_branch(number++), .to = to, .cseq = 4, .body = SDP);
        solo_expect(solo, "SIP/2.0 500 "); /* 6337:4.3 */
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_update), SF_UA_STATE);
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_ARGUMENT);
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 408), SF_UA_ARGUMENT);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SF_STR(""), SF_STR("")),
                         SF_UA_ARGUMENT);
        assert_int_equal(
            refused ? sf_ua_reject(solo->ua, solo->now_us, solo->call, 488)
                    : sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
            SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, refused ? "SIP/2.0 488 " : "SIP/2.0 200 ");
        assert_int_equal(atoi(header_in(solo_only(solo), "CSeq")), 2);
        assert_int_equal(count_headers(solo_only(solo), "Contact"), !refused);
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_STATE);
        hang_up(solo);
        solo_expect(solo, refused ? "BYE sip:eve@192.0.2.9 " : "BYE sip:eve@192.0.2.77 ");
        finish(solo);
    }
}

/* Before the 2xx and before its ACK. */
static void test_in_a_call_that_comes_in(void **state)
{
    (void)state;
    for (unsigned late = 0; late < 2; late++) {
        struct solo *solo = solo_new(2, NULL);
        char to[200];
        FEED(solo, .body = late ? NULL : SDP);
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        EXPECT(update(solo, to, 2, "<sip:eve@192.0.2.77>", NULL), "200");
        EXPECT(update(solo, to, 3, NULL, SDP), "500"); /* their offer has no answer */
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_update), SF_UA_STATE);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        EXPECT(update(solo, to, 4, NULL, NULL), "200");
        if (late) /* ours in the 2xx has none */
            EXPECT(update(solo, to, 5, NULL, SDP), "491");
        else
            EXPECT(update(solo, to, 5, NULL, SDP), "500");
        FEED(solo, .method = "ACK", .via = hand_branch(number++), .to = to, .cseq = 1,
             .body = late ? SDP : NULL);
        assert_non_null(newest(solo, SF_UA_EV_CONFIRMED));
        assert_string_equal(update(solo, to, 6, NULL, SDP), "");
        assert_non_null(newest(solo, SF_UA_EV_REINVITE));
        hang_up(solo);
        solo_expect(solo, "BYE sip:eve@192.0.2.77 ");
        solo_wait(solo, 1);
        solo_expect(solo, "SIP/2.0 487 "); /* 3261:15.1.2 */
        finish(solo);
    }
}

/* The other side is the callee. */
static const char *update_of_callee(struct solo *solo, const char *invite, unsigned cseq,
                                    const char *body)
{
    char to[200], from[200];
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .from = from,
         .call_id = header_in(invite, "Call-ID"), .cseq = cseq, .contact = "<sip:eve@192.0.2.77>",
         .body = body);
    return solo->outs ? solo_only(solo) : "";
}

static void test_in_a_call_of_ours(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "eve", EVE);
    EXPECT(update_of_callee(solo, invite, 1, SDP), "491"); /* our offer has no answer */
    EXPECT(update_of_callee(solo, invite, 2, NULL), "200");
    solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_expect(solo, "ACK ");
    const char *change = modify(solo, &by_update); /* its Allow came with the 180 */
    assert_memory_equal(change, "UPDATE ", 7);
    EXPECT(update_of_callee(solo, invite, 3, SDP), "491");
    EXPECT(update_of_callee(solo, invite, 4, NULL), "200");
    solo_respond(solo, change, 200, NULL, "Allow: INVITE, ACK, BYE\r\n" MOVED);
    assert_int_equal(modified(solo), 200);
    assert_memory_equal(modify(solo, &by_update), "INVITE ", 7); /* it takes none any more */
    finish(solo);
}

/* The offer of their 2xx waits for our answer. */
static void test_while_we_owe_the_answer(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    struct sf_invite silent = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    char invite[4000], text[4000];
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &silent, &solo->call), SF_UA_OK);
    solo_drain(solo);
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=eve\r\nCall-ID: %s\r\nCSeq: "
             "%s\r\n" EVE "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"),
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"));
    solo_feed_bytes(solo, text, strlen(text));
    assert_non_null(newest(solo, SF_UA_EV_ANSWERED));
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    EXPECT(update_of_callee(solo, invite, 1, NULL), "200");
    EXPECT(update_of_callee(solo, invite, 2, SDP), "500");
    struct sf_ua_content answer = {.type = SOLO_TYPE, .body = SOLO_SDP};
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "ACK ");
    assert_string_equal(update_of_callee(solo, invite, 3, SDP), "");
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    hang_up(solo);
    finish(solo);
}

static void test_outside_and_malformed(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    EXPECT(update(solo, "<sip:bob@10.0.0.2>", 2, NULL, SDP), "481");
    EXPECT(update(solo, to, 2, "*", NULL), "400");
    EXPECT(update(solo, to, 3, "<sip:eve@", NULL), "400");
    EXPECT(update(solo, to, 1, NULL, NULL), "500"); /* an old number */
    static char contact[7000];
    int n = snprintf(contact, sizeof contact, "<sip:eve@192.0.2.9;x=");
    memset(contact + n, 'y', sizeof contact - 2 - (size_t)n);
    strcpy(contact + sizeof contact - 2, ">");
    EXPECT(update(solo, to, 4, contact, NULL), "200");
    hang_up(solo);
    assert_non_null(strstr(solo_only(solo), "BYE sip:eve@192.0.2.9;x=yyyy"));
    finish(solo);
}

/* An answered UPDATE is answered the same again, and does not come twice. */
static void test_copies(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    struct hand offer = {
        .method = "UPDATE", .via = hand_branch(7), .to = to, .cseq = 2, .body = SDP};
    solo_feed(solo, &offer);
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    solo_feed(solo, &offer);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_feed(solo, &offer);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->events, 0);
    FEED(solo, .method = "CANCEL", .via = hand_branch(7), .to = to, .cseq = 2);
    solo_expect(solo, "SIP/2.0 200 "); /* 3261:9.2: it has no effect */
    hang_up(solo);
    finish(solo);
}

/* ---- No room ---- */

/* Takes all transactions that are free, by changes that are refused; what is left when the core
 * says that it is full belongs to calls. */
static void fill(struct solo *solo)
{
    enum sf_ua_result result;
    for (unsigned n = 0; n < 1000; n++) {
        result = sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_update);
        if (result == SF_UA_FULL)
            return;
        assert_int_equal(result, SF_UA_OK);
        solo_drain(solo);
        solo_respond(solo, solo_only(solo), 488, NULL, NULL);
        assert_int_equal(modified(solo), 488);
    }
    fail_msg("it is never full");
}

static void test_a_change_without_room(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    struct sf_call first = solo->call;
    solo_respond(solo, modify(solo, &by_invite), 491, NULL, NULL);
    solo_answer_call(solo, &(struct hand){.via = hand_branch(50),
                                          .call_id = "other",
                                          .body = SDP,
                                          .extra = "Allow: INVITE, ACK, BYE, UPDATE\r\n"});
    fill(solo);
    solo_wait(solo, 2 * S);
    assert_int_equal(modified(solo), 503); /* the second try finds none */
    assert_int_equal(newest(solo, SF_UA_EV_MODIFIED)->call.slot, first.slot);
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, first, &by_invite), SF_UA_FULL);
    solo_wait(solo, 40 * S);
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, first, &by_invite), SF_UA_OK);
    solo_drain(solo);
    hang_up(solo);
    finish(solo); /* the first ends by its re-INVITE, which nobody answers */
}

/* ---- Other requests of a call (RFC 5057) ---- */

static const char *ask(struct solo *solo, const char *method)
{
    static char text[4000];
    struct sf_exchange exchange;
    static const struct sf_ua_field refer_to = {{"Refer-To", 8}, {"<sip:carol@192.0.2.7>", 21}};
    struct sf_request request = {
        .method = {method, strlen(method)},
        .content = {.field = &refer_to, .fields = strcmp(method, "REFER") == 0}};
    assert_int_equal(sf_ua_request(solo->ua, solo->now_us, solo->call, &request, &exchange),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(text, sizeof text, "%s", solo_only(solo));
    return text;
}

static void test_requests_that_end_the_call(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        unsigned status; /* 0: none comes */
        bool ends;
    } cases[] = {{"INFO", 481, true},   {"INFO", 408, true},     {"INFO", 0, true},
                 {"INFO", 500, false},  {"OPTIONS", 481, false}, {"MESSAGE", 408, false},
                 {"OPTIONS", 0, false}, {"REFER", 481, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = calls_eve(NULL);
        const char *request = ask(solo, cases[i].method);
        if (cases[i].status)
            solo_respond(solo, request, cases[i].status, NULL, NULL);
        else
            solo_wait(solo, 32 * S + 1000);
        assert_int_equal(newest(solo, SF_UA_EV_RESPONSE)->status,
                         cases[i].status ? cases[i].status : 408);
        assert_int_equal(solo_count(solo, "BYE "), cases[i].ends);
        if (!cases[i].ends)
            hang_up(solo);
        finish(solo);
    }
}

/* No BYE before the ACK of our 2xx (3261:15), and none in an early dialog. */
static void test_a_481_while_their_invite_waits(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    FEED(solo, .via = hand_branch(2), .to = to, .cseq = 2, .body = SDP);
    const char *info = ask(solo, "INFO");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, info, 481, NULL, NULL);
    assert_int_equal(solo_count(solo, "BYE "), 0);
    FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 2);
    solo_expect(solo, "BYE ");
    finish(solo);

    solo = solo_new(2, NULL);
    FEED(solo, .body = SDP);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, ask(solo, "INFO"), 481, NULL, NULL);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    finish(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_an_offer),
        cmocka_unit_test(test_with_an_offer),
        cmocka_unit_test(test_in_a_call_that_comes_in),
        cmocka_unit_test(test_in_a_call_of_ours),
        cmocka_unit_test(test_while_we_owe_the_answer),
        cmocka_unit_test(test_outside_and_malformed),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_a_change_without_room),
        cmocka_unit_test(test_requests_that_end_the_call),
        cmocka_unit_test(test_a_481_while_their_invite_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
