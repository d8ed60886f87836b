/* The texts of dialogs: as long as the messages that made them, kept in blocks. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "fill.h"

#define EVE "Contact: <sip:eve@192.0.2.9>\r\n"

static void small(struct sf_ua_config *config)
{
    config->message_bytes = 1500;
}

static void huge(struct sf_ua_config *config)
{
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

/* A header field with the given number of routes, each with that many bytes between its brackets.
 */
static const char *routes(unsigned count, unsigned bytes)
{
    static char text[SF_LIMIT_MESSAGE_BYTES];
    char *p = text + sprintf(text, "Record-Route: ");
    for (unsigned i = 0; i < count; i++)
        p += sprintf(p, "%s<sip:192.0.2.9;lr;x=%0*u>", i ? "," : "", (int)bytes - 19, i);
    strcpy(p, "\r\n");
    return text;
}

/* How many routes the Route fields of a request have. */
static unsigned routes_of(const char *request)
{
    unsigned n = 0;
    for (const char *p = strstr(request, "\r\nRoute: "); p && (p = strstr(p, "<sip:192.0.2.9;lr"));
         p++)
        n++;
    return n;
}

/* 3261:13.2.2.4: four long routes cost a 2xx neither its ACK nor its dialog; nor do many. */
static void test_long_routes_of_a_2xx(void **state)
{
    (void)state;
    static const struct {
        unsigned count, bytes;
    } cases[] = {{4, 400}, {1, 4000}, {40, 300}, {SF_LIMIT_ROUTES, 30}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(4, huge);
        static char extra[SF_LIMIT_MESSAGE_BYTES];
        unsigned fields = i < 2 ? 1 : 2; /* 8,192 bytes are the most of one */
        strcpy(extra, EVE);
        for (unsigned field = 0; field < fields; field++)
            strcat(extra, routes(cases[i].count / fields, cases[i].bytes));
        solo_respond(solo, solo_invite(solo), 200, "a", extra);
        assert_memory_equal(solo_only(solo), "ACK sip:eve@192.0.2.9 ", 22);
        assert_int_equal(routes_of(solo_only(solo)), cases[i].count);
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
        assert_true(solo->dialog.route_set.len > cases[i].count * cases[i].bytes);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        assert_memory_equal(solo_only(solo), "BYE sip:eve@192.0.2.9 ", 22);
        assert_int_equal(routes_of(solo_only(solo)), cases[i].count);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* One route more than a dialog may have: an INVITE gets 513; a 2xx is acknowledged and ended
 * without them. */
static void test_too_many_routes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .extra = routes(SF_LIMIT_ROUTES + 1, 20));
    solo_expect(solo, "SIP/2.0 513 ");
    assert_int_equal(solo->events, 0);
    solo_assert_empty(solo);
    static char extra[SF_LIMIT_MESSAGE_BYTES];
    strcpy(extra, EVE);
    strcat(extra, routes(SF_LIMIT_ROUTES + 1, 20));
    solo_respond(solo, solo_invite(solo), 200, "a", extra);
    assert_int_equal(solo->outs, 2);
    assert_memory_equal(solo->out[0].text, "ACK sip:eve@192.0.2.9 ", 22);
    assert_memory_equal(solo->out[1].text, "BYE sip:eve@192.0.2.9 ", 22);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* A 2xx as long as message_bytes allows, most of it routes, has its ACK and its BYE within
 * message_bytes. */
static void test_2xx_of_message_bytes(void **state)
{
    (void)state;
    unsigned taken = 0;
    for (unsigned bytes = 1000; bytes < 1500; bytes++) {
        struct solo *solo = solo_new(1, small);
        static char extra[3000];
        char invite[3000];
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        strcpy(extra, EVE);
        strcat(extra, routes(1, bytes));
        uint64_t before = solo_counters(solo).bad_responses;
        solo_respond(solo, invite, 200, "a", extra);
        if (solo_counters(solo).bad_responses > before) { /* longer than message_bytes */
            solo_free(solo);
            break;
        }
        assert_memory_equal(solo_only(solo), "ACK sip:eve@192.0.2.9 ", 22);
        assert_true(solo->out[0].length <= 1500);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        assert_memory_equal(solo_only(solo), "BYE sip:eve@192.0.2.9 ", 22);
        assert_true(solo->out[0].length <= 1500);
        taken = bytes;
        solo_free(solo);
    }
    assert_true(taken > 1100 && taken < 1499);
}

/* Blocks run out: the 2xx is acknowledged, and its dialog ended. One of the usual length is
 * taken, as its blocks are held back. */
static void test_no_blocks_for_a_long_2xx(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 3;
         way++) { /* a short one, a long one, a long one of an early one */
        static const struct sf_answer ok = {.status = 200};
        struct solo *solo = solo_new(4, fill_takes_messages);
        static char text[SF_LIMIT_MESSAGE_BYTES];
        char invite[3000], call_id[32];
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        if (way == 2)
            solo_respond(solo, invite, 180, "a", EVE);
        for (unsigned n = 0, bytes = 30000; bytes > 8;) { /* answers that are kept */
            unsigned before = solo_usage(solo).blocks;
            snprintf(call_id, sizeof call_id, "o%u", n);
            snprintf(text, sizeof text, "%0*d", (int)bytes % 8000, 0);
            static char subject[9000];
            snprintf(subject, sizeof subject, "Via: SIP/2.0/UDP h;x=%.*s\r\n", (int)bytes % 8000,
                     text);
            FEED(solo, .method = "MESSAGE", .call_id = call_id, .via = hand_branch(1000 + n++),
                 .extra = subject);
            if (solo->events) {
                assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, solo->event[0].exchange, &ok),
                                 SF_UA_OK);
                solo_drain(solo);
            }
            if (solo_usage(solo).blocks == before)
                bytes = bytes % 8000 / 2;
        }
        strcpy(text, EVE);
        strcat(text, way ? routes(10, 600) : "");
        solo_respond(solo, invite, 200, "a", text);
        assert_memory_equal(solo->out[0].text, "ACK sip:eve@192.0.2.9 ", 22);
        assert_int_equal(routes_of(solo->out[0].text), way ? 10 : 0);
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], way ? 0 : 1);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], way ? 1 : 0);
        solo_respond(solo, invite, 200, "a", text); /* so is its copy */
        assert_memory_equal(solo->out[0].text, "ACK sip:eve@192.0.2.9 ", 22);
        if (!way)
            sf_ua_hangup(solo->ua, solo->now_us, solo->call);
        solo_drain(solo);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* A re-INVITE whose Contact would make the dialog longer than a message is refused, and changes
 * nothing; one that just fits is taken, and the BYE goes there. */
static void test_a_target_that_is_too_long(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, small);
    static char contact[1500], target[1500];
    unsigned refused = 0, taken = 0;
    solo_answer_call(solo, &(struct hand){.via = hand_branch(1), .extra = routes(1, 600)});
    char to[100];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    for (unsigned n = 0; n < 100; n++) {
        unsigned before = solo->seen[SF_UA_EV_REINVITE];
        solo_wait(solo, 33000000); /* the transactions of the one before have ended */
        snprintf(contact, sizeof contact, "<sip:eve@192.0.2.9;x=%0*u>", 600 + 4 * (int)n, n);
        FEED(solo, .via = hand_branch(10 + n), .to = to, .cseq = 2 + n, .contact = contact);
        if (solo->seen[SF_UA_EV_REINVITE] == before) {
            solo_expect(solo, "SIP/2.0 513 ");
            refused++;
            continue;
        }
        assert_int_equal(refused, 0);
        taken++;
        snprintf(target, sizeof target, "BYE %.*s ", (int)strlen(contact) - 2, contact + 1);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        FEED(solo, .method = "ACK", .via = hand_branch(500 + n), .to = to, .cseq = 2 + n);
    }
    assert_true(taken > 0 && refused > 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), target, strlen(target));
    solo_dry(solo);
    solo_free(solo);
}

/* An UPDATE in that dialog; the one response to it. */
static const char *update(struct solo *solo, const char *to, unsigned cseq, const char *contact)
{
    FEED(solo, .method = "UPDATE", .via = hand_branch(700 + cseq), .to = to, .cseq = cseq,
         .contact = contact);
    return solo_only(solo);
}

/* The same of an UPDATE, in an early dialog and in a confirmed one. */
static void test_an_update_with_a_target_that_is_too_long(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, small);
    char contact[1000], to[100];
    FEED(solo, .body = "v=0\r\n", .extra = routes(1, 600));
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(contact, sizeof contact, "<sip:eve@192.0.2.9;x=%0700u>", 1u);
    for (unsigned confirmed = 0; confirmed < 2; confirmed++) {
        unsigned cseq = confirmed ? 10 : 2;
        if (confirmed) {
            solo_wait(solo, 33000000); /* the transactions have ended */
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_drain(solo);
            FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to);
            assert_int_equal(solo->dialog.state, SF_DIALOG_CONFIRMED);
        }
        unsigned events = solo->seen[SF_UA_EV_DIALOG];
        assert_memory_equal(update(solo, to, cseq, contact), "SIP/2.0 513 ", 12);
        assert_memory_equal(update(solo, to, cseq, contact), "SIP/2.0 513 ", 12); /* a copy */
        assert_memory_equal(update(solo, to, cseq + 1, NULL), "SIP/2.0 200 ", 12);
        assert_memory_equal(update(solo, to, cseq + 2, "<sip:eve@192.0.2.7>"), "SIP/2.0 200 ", 12);
        assert_int_equal(solo->seen[SF_UA_EV_DIALOG], events);
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.7 ");
    solo_dry(solo);
    solo_free(solo);
}

static void huge_for_messages(struct sf_ua_config *config)
{
    huge(config);
    fill_takes_messages(config);
}

/* There is room to answer it, and none to keep its Contact: 503, and the dialog stays as it was. */
static void test_an_update_without_room_for_its_target(void **state)
{
    (void)state;
    for (unsigned confirmed = 0; confirmed < 2; confirmed++) {
        struct solo *solo = solo_new(2, huge_for_messages);
        static char contact[8000];
        char to[100];
        struct hand hand = {.via = fill_long_via(1, 3000), .call_id = "first"};
        assert_true(fill_hold(solo, &hand)); /* its blocks are free again before the others */
        solo_wait(solo, 10000000);
        FEED(solo, .body = "v=0\r\n");
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        if (confirmed) {
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_drain(solo);
            FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to);
        }
        fill_blocks(solo);
        solo_wait(solo, 22500000);
        unsigned events = solo->seen[SF_UA_EV_DIALOG], cseq = 2;
        snprintf(contact, sizeof contact, "<sip:eve@192.0.2.9;x=%0*u>", 3000, 1u);
        update(solo, to, cseq++, contact);
        solo_expect(solo, "SIP/2.0 503 ");
        assert_memory_equal(update(solo, to, cseq - 1, contact), "SIP/2.0 503 ", 12); /* a copy */
        assert_int_equal(solo->seen[SF_UA_EV_DIALOG], events);
        solo_wait(solo, 33000000);
        assert_memory_equal(update(solo, to, cseq, contact), "SIP/2.0 200 ", 12);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
        FEED(solo, .method = "BYE", .via = hand_branch(3), .to = to, .cseq = cseq + 1);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* The From of an ACK is the one that our INVITE had, where that of the 2xx cannot be read. */
static void test_from_that_cannot_be_read(void **state)
{
    (void)state;
    static const char *const froms[] = {"<sip:a b>;tag=x", "\"", "<>", ";tag=1", "sip:a@b;tag=;"};
    for (unsigned i = 0; i < sizeof froms / sizeof *froms; i++)
        for (unsigned early = 0; early < 2; early++) {
            struct solo *solo = solo_new(4, NULL);
            static char text[3000];
            char invite[3000], from[200];
            snprintf(invite, sizeof invite, "%s", solo_invite(solo));
            snprintf(from, sizeof from, "%s", header_in(invite, "From"));
            if (early)
                solo_respond(solo, invite, 180, "a", EVE);
            snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nVia: %s\r\n", header_in(invite, "Via"));
            sprintf(text + strlen(text), "From: %s\r\n", froms[i]);
            sprintf(text + strlen(text), "To: %s;tag=a\r\n", header_in(invite, "To"));
            sprintf(text + strlen(text), "Call-ID: %s\r\n", header_in(invite, "Call-ID"));
            sprintf(text + strlen(text), "CSeq: %s\r\n" EVE "Content-Length: 0\r\n\r\n",
                    header_in(invite, "CSeq"));
            for (unsigned copy = 0; copy < 2; copy++) {
                solo_feed_bytes(solo, text, strlen(text));
                assert_memory_equal(solo_only(solo), "ACK sip:eve@192.0.2.9 ", 22);
                assert_string_equal(header_in(solo_only(solo), "From"), from);
            }
            assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
            /* Another Call-ID is none of ours, whatever its From. */
            *strstr(text, "Call-ID: ") = 'X';
            solo_feed_bytes(solo, text, strlen(text));
            assert_int_equal(solo->outs, 0);
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            assert_string_equal(header_in(solo_only(solo), "From"), from);
            solo_dry(solo);
            solo_free(solo);
        }
}

/* A copy is the caller's own, if it fits. */
static void test_copy(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char text[1000];
    struct sf_dialog copy = {.role = 77};
    FEED(solo, .via = hand_branch(1));
    const struct sf_dialog *d = &solo->dialog;
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    assert_true(d->text_bytes > 0 && d->text_bytes < sizeof text);
    assert_false(sf_dialog_copy(&copy, text, d->text_bytes - 1, d));
    assert_int_equal(copy.role, 77);
    assert_true(sf_dialog_copy(&copy, text, d->text_bytes, d));
    assert_ptr_equal(copy.text, text);
    assert_true(sf_str_equal(sf_dialog_str(&copy, copy.call_id), sf_dialog_str(d, d->call_id)));
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_routes_of_a_2xx),
        cmocka_unit_test(test_too_many_routes),
        cmocka_unit_test(test_2xx_of_message_bytes),
        cmocka_unit_test(test_no_blocks_for_a_long_2xx),
        cmocka_unit_test(test_a_target_that_is_too_long),
        cmocka_unit_test(test_an_update_with_a_target_that_is_too_long),
        cmocka_unit_test(test_an_update_without_room_for_its_target),
        cmocka_unit_test(test_from_that_cannot_be_read),
        cmocka_unit_test(test_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
