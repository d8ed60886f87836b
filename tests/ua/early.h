/* Calls with an early dialog whose session can be changed: what the tests of early offers have in
 * common. Eve is the other side. */
#ifndef TESTS_UA_EARLY_H
#define TESTS_UA_EARLY_H

#include "changes.h"

#include "fill.h"

#define ALLOW "Allow: INVITE, ACK, BYE, UPDATE, PRACK\r\n"

static char invite[4000], request[4000], to[200];
static unsigned number; /* of Eve's requests: their CSeq */
static struct sf_early early;
static void (*configure)(struct sf_ua_config *config) = fill_takes_messages;

static const struct sf_answer ok = {
    .status = 200, .content = {.type = {"application/sdp", 15}, .body = {"v=0\r\n", 5}}};

/* ---- Our call ---- */

/* A provisional response of a fork with a session description; it is reliable. */
static inline void rings(struct solo *solo, const char *fork, unsigned rseq, const char *body)
{
    static char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 183 Session Progress\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=%s\r\nCall-ID: "
             "%s\r\nCSeq: %s\r\nContact: <sip:eve@192.0.2.9>\r\n" ALLOW
             "Require: 100rel\r\nRSeq: %u\r\nContent-Type: application/sdp\r\nContent-Length: "
             "%zu\r\n\r\n%s",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"), fork,
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"), rseq, strlen(body), body);
    solo_feed_bytes(solo, text, strlen(text));
}

static inline void keep_only(struct solo *solo, const char *start)
{
    solo_expect(solo, start);
    snprintf(request, sizeof request, "%s", solo_only(solo));
}

static inline enum sf_ua_result change(struct solo *solo, struct sf_early of)
{
    struct sf_change wanted = by_invite;
    wanted.early = of;
    enum sf_ua_result result = sf_ua_modify(solo->ua, solo->now_us, solo->call, &wanted);
    solo_drain(solo);
    return result;
}

/* The answer has come reliably, and its PRACK is done: the fork's early dialog. */
static inline void is_answered(struct solo *solo, const char *fork, unsigned rseq)
{
    rings(solo, fork, rseq, SDP);
    keep_only(solo, "PRACK ");
    assert_int_equal(change(solo, (struct sf_early){0, 0}), SF_UA_STATE);
    solo_respond(solo, request, 200, NULL, NULL);
    const struct sf_ua_event *event = newest(solo, SF_UA_EV_ACKNOWLEDGED);
    assert_non_null(event);
    assert_true(event->early.generation != 0);
    early = event->early;
}

static inline struct solo *calling(void)
{
    struct solo *solo = solo_new(4, configure);
    number = 0;
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    return solo;
}

static inline struct solo *call_with_an_answer(void)
{
    struct solo *solo = calling();
    is_answered(solo, "eve", 7);
    return solo;
}

/* ---- Hers ---- */

static inline void from_eve(struct solo *solo, const char *method, const char *body,
                            const char *extra)
{
    bool ours = *invite != 0;
    number++;
    FEED(solo, .method = method, .via = hand_branch(100 + number), .cseq = number, .to = to,
         .from = ours ? "<sip:eve@192.0.2.9>;tag=eve" : NULL, .body = body, .extra = extra,
         .contact = "<sip:eve@192.0.2.77>", .call_id = ours ? header_in(invite, "Call-ID") : NULL);
}

/* Her UPDATE with an offer, which the application is to answer. */
static inline struct sf_exchange asks(struct solo *solo)
{
    from_eve(solo, "UPDATE", SDP, NULL);
    assert_int_equal(solo->outs, 0);
    const struct sf_ua_event *event = newest(solo, SF_UA_EV_REQUEST);
    assert_non_null(event);
    assert_int_equal(event->body.len, 5);
    assert_int_equal(event->msg->method, SF_METHOD_UPDATE);
    return event->exchange;
}

static inline void expect(struct solo *solo, unsigned status)
{
    assert_int_equal(atoi(solo_only(solo) + 8), status);
    assert_int_equal(count_headers(solo_only(solo), "Retry-After"), status == 500);
}

/* Her re-INVITE gets that, and has its ACK. */
static inline void refuses(struct solo *solo, unsigned status)
{
    from_eve(solo, "INVITE", SDP, NULL);
    expect(solo, status);
    number--;
    from_eve(solo, "ACK", NULL, NULL);
}

static inline void answer(struct solo *solo, struct sf_exchange exchange)
{
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &ok), SF_UA_OK);
    solo_drain(solo);
}

/* The callee answers our INVITE, which ends the early dialog; then the session is whole. */
static inline void is_confirmed(struct solo *solo)
{
    solo_respond(solo, invite, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
}

static inline void change_and_end(struct solo *solo)
{
    solo_respond(solo, modify(solo, &by_invite), 488, NULL, NULL);
    assert_int_equal(modified(solo), 488);
    hang_up(solo);
    finish(solo);
}

/* ---- A call that comes in ---- */

static inline void sends(struct solo *solo, unsigned status, const char *start)
{
    const struct sf_answer response = {.status = status, .content = ok.content, .reliable = true};
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &response), SF_UA_OK);
    solo_drain(solo);
    if (start)
        keep_only(solo, start);
    else
        assert_int_equal(solo->outs, 0);
}

static inline void pracks(struct solo *solo, const char *body)
{
    char rack[200];
    snprintf(rack, sizeof rack, "RAck: %s 1 INVITE\r\n", header_in(request, "RSeq"));
    from_eve(solo, "PRACK", body, rack);
}

/* She has called; the answer has gone out, and has no PRACK yet. */
static inline struct solo *comes_in(void)
{
    struct solo *solo = solo_new(2, configure);
    *invite = 0;
    number = 1;
    FEED(solo, .body = SDP, .extra = "Supported: 100rel\r\n" ALLOW);
    sends(solo, 183, "SIP/2.0 183 ");
    snprintf(to, sizeof to, "%s", header_in(request, "To"));
    return solo;
}

static inline struct solo *comes_in_and_is_answered(void)
{
    struct solo *solo = comes_in();
    pracks(solo, NULL);
    expect(solo, 200);
    assert_non_null(newest(solo, SF_UA_EV_ACKNOWLEDGED));
    early = newest(solo, SF_UA_EV_ACKNOWLEDGED)->early;
    assert_true(early.generation != 0);
    return solo;
}

/* The 2xx that has come out among others gets its ACK; then there is nothing in the way. */
static inline void is_acknowledged(struct solo *solo)
{
    FEED(solo, .method = "ACK", .via = hand_branch(900), .cseq = 1, .to = to);
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
    change_and_end(solo);
}

/* The 2xx of her INVITE: its CSeq number is 1. */
static inline unsigned successes(const struct solo *solo)
{
    unsigned count = 0;
    for (unsigned i = 0; i < solo->outs; i++)
        count += strncmp(solo->out[i].text, "SIP/2.0 200 ", 12) == 0 &&
                 strncmp(header_in(solo->out[i].text, "CSeq"), "1 INVITE", 8) == 0;
    return count;
}

#endif
