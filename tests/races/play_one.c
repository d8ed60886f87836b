/* Races of Bob's core with Eve, whose messages are written by hand: sessions and changes. */
#include "races.h"

#include <string.h>

static void with_refer(struct sf_ua_config *config)
{
    static const struct sf_str refer = {"REFER", 5};
    config->method = &refer;
    config->methods = 1;
}

/* Eve has called Bob; his tag is in `to`. */
static struct solo *eve_has_called(char to[200], void (*change)(struct sf_ua_config *config))
{
    struct solo *solo = stage_one(change);
    solo_answer_call(solo,
                     &(struct hand){.body = SDP, .extra = "Allow: INVITE, ACK, BYE, UPDATE\r\n"});
    snprintf(to, 200, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    return solo;
}

/* Bob has called Eve, whose 200 has these lines; the INVITE. */
static const char *bob_has_called(struct solo *solo, const char *lines)
{
    static char invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", lines);
    solo_expect(solo, "ACK ");
    return invite;
}

static unsigned cseq_of(const char *message)
{
    return (unsigned)atoi(header_in(message, "CSeq"));
}

static void accept(struct solo *solo)
{
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
}

void race_early_bye_crosses_200(void)
{
    char to[200];
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    FEED(solo, .body = SDP);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    solo_wait(solo, S / 10);
    stage_cross();
    accept(solo);
    FEED(solo, .method = "BYE", .via = hand_branch(2), .to = to, .cseq = 2);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_true(newest(solo, SF_UA_EV_ENDED)->by_peer);
    solo_wait(solo, S / 10);
    FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to);
    assert_int_equal(solo->outs + solo->seen[SF_UA_EV_CONFIRMED], 0);
    solo_wait(solo, 3 * S);
    assert_int_equal(solo->outs, 0);
    stage_end(0);
}

void race_refer_crosses_bye(void)
{
    char to[200];
    struct solo *solo = eve_has_called(to, with_refer);
    stage_show("a call stands");
    stage_cross();
    hang_up(solo);
    FEED(solo, .method = "REFER", .via = hand_branch(2), .to = to, .cseq = 2,
         .extra = "Refer-To: <sip:carol@192.0.2.9>\r\n");
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo->events, 0);
    stage_end(0);
}

void race_early_bye(void)
{
    char to[200];
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    FEED(solo, .body = SDP);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    solo_wait(solo, S / 10);
    stage_cross();
    FEED(solo, .method = "BYE", .via = hand_branch(2), .to = to, .cseq = 2);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
    assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
    FEED(solo, .method = "ACK", .to = to);
    assert_int_equal(solo->outs, 0);
    stage_end(0);
}

void race_late_200_after_bye(void)
{
    struct solo *solo = stage_one(NULL);
    bob_has_called(solo, EVE);
    stage_show("a call stands");
    const char *invite = modify(solo, &by_invite);
    hang_up(solo);
    solo_respond(solo, solo_only(solo), 200, NULL, NULL);
    assert_non_null(newest(solo, SF_UA_EV_ENDED));
    stage_cross();
    for (unsigned copy = 0; copy < 2; copy++) {
        solo_respond(solo, invite, 200, NULL, EVE);
        solo_expect(solo, "ACK ");
        assert_int_equal(cseq_of(solo_only(solo)), cseq_of(invite));
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
    }
    stage_end(0);
}

void race_ack_at_once(void)
{
    char to[200];
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    FEED(solo, .body = SDP);
    stage_cross();
    accept(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to);
    assert_non_null(newest(solo, SF_UA_EV_CONFIRMED));
    solo_wait(solo, 40 * S);
    assert_int_equal(solo->outs, 0);
    stage_close();
}

void race_late_200_after_reinvite(void)
{
    struct solo *solo = stage_one(NULL);
    const char *first = bob_has_called(solo, EVE);
    stage_show("a call stands, but its ACK is lost");
    const char *second = modify(solo, &by_invite);
    stage_cross();
    solo_respond(solo, first, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
    assert_int_equal(cseq_of(solo_only(solo)), cseq_of(first));
    assert_int_equal(solo->events, 0);
    solo_respond(solo, second, 200, NULL, EVE);
    assert_int_equal(modified(solo), 200);
    assert_int_equal(cseq_of(solo_only(solo)), cseq_of(second));
    stage_close();
}

void race_invite_again_after_ack(void)
{
    char to[200];
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    FEED(solo, .body = SDP);
    accept(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to);
    stage_cross();
    FEED(solo, .body = SDP);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    stage_close();
}

void race_prack_crosses_update(void)
{
    char to[300], rack[100];
    const struct sf_answer offer = {.status = 183,
                                    .content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    FEED(solo, .extra = "Require: 100rel\r\n");
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &offer), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(rack, sizeof rack, "RAck: %s 1 INVITE\r\n", header_in(solo_only(solo), "RSeq"));
    stage_cross();
    FEED(solo, .method = "UPDATE", .via = hand_branch(2), .to = to, .cseq = 3, .body = SDP,
         .contact = "<sip:eve@192.0.2.9>");
    solo_expect(solo, "SIP/2.0 500 ");
    FEED(solo, .method = "PRACK", .via = hand_branch(3), .to = to, .cseq = 4, .body = SDP,
         .extra = rack);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], 1);
    stage.shown = false;
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    stage_end(0);
}

void race_equal_waits(void)
{
    char to[200], again[4000];
    struct solo *solo = eve_has_called(to, NULL);
    stage_show("a call stands");
    const char *request = modify(solo, &by_invite);
    stage_cross();
    FEED(solo, .via = hand_branch(2), .to = to, .cseq = 2, .body = SDP);
    solo_expect(solo, "SIP/2.0 491 ");
    FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to, .cseq = 2);
    solo_respond(solo, request, 491, NULL, NULL);
    solo_expect(solo, "ACK ");
    while (!solo_count(solo, "INVITE "))
        solo_wait(solo, 10000);
    snprintf(again, sizeof again, "%s", solo_only(solo));
    FEED(solo, .via = hand_branch(3), .to = to, .cseq = 3, .body = SDP);
    solo_expect(solo, "SIP/2.0 491 ");
    FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 3);
    solo_respond(solo, again, 491, NULL, NULL);
    assert_int_equal(modified(solo), 491);
    solo_wait(solo, 10 * S);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    stage_close();
}

void race_strict_route_and_refresh(void)
{
    struct solo *solo = stage_one(NULL);
    bob_has_called(solo, "Record-Route: <sip:192.0.2.51;lr>, <sip:192.0.2.50>\r\n" EVE);
    stage_show("a call stands, over two proxies; the first one is a strict router");
    stage_cross();
    const char *request = modify(solo, &by_invite);
    assert_non_null(strstr(request, " sip:192.0.2.50 SIP/2.0\r\n"));
    assert_string_equal(header_in(request, "Route"), "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.9>");
    solo_respond(solo, request, 200, NULL,
                 "Record-Route: <sip:192.0.2.66;lr>\r\nContact: <sip:eve@192.0.2.78>\r\n");
    solo_expect(solo, "ACK sip:192.0.2.50 ");
    assert_string_equal(header_in(solo_only(solo), "Route"),
                        "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.78>");
    hang_up(solo);
    solo_expect(solo, "BYE sip:192.0.2.50 ");
    assert_string_equal(header_in(solo_only(solo), "Route"),
                        "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.78>");
    stage_end(0);
}

void race_wrong_tag(void)
{
    static const char *const methods[] = {"INVITE", "UPDATE", "BYE"};
    char to[200];
    struct solo *solo = eve_has_called(to, NULL);
    stage_show("a call stands");
    stage_cross();
    for (unsigned i = 0; i < 3; i++) {
        FEED(solo, .method = methods[i], .via = hand_branch(2 + i), .cseq = 2 + i, .to = to,
             .from = "<sip:eve@192.0.2.9>;tag=mallory");
        solo_expect(solo, "SIP/2.0 481 ");
        assert_int_equal(solo->events, 0);
        if (i == 0)
            FEED(solo, .method = "ACK", .via = hand_branch(2), .cseq = 2, .to = to);
    }
    stage_say("and with the right tags");
    FEED(solo, .method = "BYE", .via = hand_branch(9), .to = to, .cseq = 2);
    solo_expect(solo, "SIP/2.0 200 ");
    stage_end(0);
}
