/* A core that is full, undrained or given what it cannot use: strangers get 503, calls in progress end as they should, and a
 * refused command changes nothing. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define FEED(solo, ...) solo_feed((solo), &(struct hand){__VA_ARGS__})

static const char *branch(unsigned n)
{
    static char via[8][100];
    static unsigned next;
    char *text = via[next++ % 8];
    snprintf(text, sizeof via[0], "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-%u", n);
    return text;
}

static struct sf_ua_usage usage_of(const struct solo *solo)
{
    struct sf_ua_usage usage;
    sf_ua_usage(solo->ua, &usage);
    return usage;
}

/* How many datagrams that start so came out. */
static unsigned count(const struct solo *solo, const char *prefix)
{
    unsigned n = 0;
    for (unsigned i = 0; i < solo->outs; i++)
        n += strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0;
    return n;
}

/* Calls from strangers until one is refused with 503. Returns how many were taken; the refused one's number is that. */
static unsigned flood(struct solo *solo)
{
    for (unsigned n = 0; n < 1000; n++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "flood%u", n);
        unsigned before = solo->seen[SF_UA_EV_INCOMING];
        FEED(solo, .via = branch(100000 + n), .call_id = call_id);
        if (solo->seen[SF_UA_EV_INCOMING] == before) {
            solo_expect(solo, "SIP/2.0 503 ");
            return n;
        }
    }
    fail_msg("a thousand calls and not full");
    return 0;
}

/* Fills with OPTIONS whatever transactions are left. */
static unsigned fill_transactions(struct solo *solo)
{
    for (unsigned n = 0; n < 2000; n++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "options%u", n);
        FEED(solo, .method = "OPTIONS", .via = branch(200000 + n), .call_id = call_id);
        if (strncmp(solo_only(solo), "SIP/2.0 503 ", 12) == 0)
            return n;
    }
    fail_msg("two thousand transactions and not full");
    return 0;
}

static void huge(struct sf_ua_config *config)
{
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

static void small(struct sf_ua_config *config)
{
    config->message_bytes = 1500;
}

/* A Via of about so many bytes: many values, all of which an answer must say. */
static const char *long_via(unsigned n, size_t bytes)
{
    static char via[50000];
    char *p = via + sprintf(via, "%s", branch(n));
    while ((size_t)(p - via) + 240 < bytes) {
        p += sprintf(p, "\r\nVia: SIP/2.0/UDP p;branch=z9hG4bK");
        memset(p, 'x', 200);
        p += 200;
        *p = 0;
    }
    return via;
}

/* Fills the blocks with OPTIONS, ever smaller ones, until none is taken. */
static void fill_blocks(struct solo *solo)
{
    unsigned n = 0;
    for (size_t bytes = 40000; bytes > 20; bytes /= 2)
        for (;;) {
            char call_id[32];
            snprintf(call_id, sizeof call_id, "blocks%u", ++n);
            struct hand hand = {.method = "OPTIONS", .via = long_via(400000 + n, bytes), .call_id = call_id};
            solo_feed(solo, &hand);
            if (strncmp(solo_only(solo), "SIP/2.0 503 ", 12) == 0)
                break;
            solo_expect(solo, "SIP/2.0 200 ");
            solo_feed(solo, &hand); /* what is taken is answered for good: to each copy */
            solo_expect(solo, "SIP/2.0 200 ");
        }
}

static void test_503(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    unsigned taken = flood(solo);
    assert_true(taken >= 2); /* what was configured, and perhaps a little more */
    char call_id[32], to[200];
    snprintf(call_id, sizeof call_id, "flood%u", taken);
    assert_true(atoi(header_in(solo_only(solo), "Retry-After")) > 0);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    assert_true(strstr(to, ";tag=") != NULL);
    struct sf_ua_usage before = usage_of(solo), after;
    uint64_t full = solo_counters(solo).full;
    for (unsigned i = 0; i < 5; i++) { /* 8.2.7: the same tag for each copy */
        FEED(solo, .via = branch(100000 + taken), .call_id = call_id);
        solo_expect(solo, "SIP/2.0 503 ");
        assert_string_equal(header_in(solo_only(solo), "To"), to);
        assert_int_equal(solo_counters(solo).full, full + 1 + i);
    }
    FEED(solo, .method = "ACK", .via = branch(100000 + taken), .call_id = call_id, .to = to);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).stray_acks, 1);
    FEED(solo, .via = branch(7), .call_id = "another"); /* and another tag for another INVITE */
    solo_expect(solo, "SIP/2.0 503 ");
    assert_string_not_equal(header_in(solo_only(solo), "To"), to);
    after = usage_of(solo);
    assert_memory_equal(&before, &after, sizeof after); /* no state */
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer, .content_type = SOLO_TYPE, .body = SOLO_SDP};
    struct sf_call call = {77, 77};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_FULL);
    assert_int_equal(call.slot, 77);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    after = usage_of(solo);
    assert_memory_equal(&before, &after, sizeof after);
    solo_free(solo);
}

/* A stateless 503 to an INVITE must not stand in the way of the same INVITE once there is room. */
static void test_room_comes_back(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    unsigned taken = flood(solo);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 480 ");
    solo_wait(solo, 60000000);
    unsigned before = solo->seen[SF_UA_EV_INCOMING];
    char call_id[32];
    snprintf(call_id, sizeof call_id, "flood%u", taken);
    FEED(solo, .via = branch(100000 + taken), .call_id = call_id);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], before + 1);
    solo_free(solo);
}

/* Calls of each kind are made, then everything is filled; each must still end in each way. */
#define NAME "A name of a hundred letters is longer than most, and yet it is what some people like to send, whoever. "

static void test_calls_go_on_when_full(void **state)
{
    (void)state;
    enum { HANG_UP_IN, PEER_HANGS_UP_IN, CANCELLED, HANG_UP_OUT, PEER_HANGS_UP_OUT, CANCEL, REJECT, NO_ACK, ACCEPT, WAYS };
    for (int way = 0; way < 2 * WAYS; way++) {
        bool blocks = way >= WAYS; /* what runs out: transactions, or blocks */
        struct solo *solo = solo_new(3, blocks ? huge : NULL);
        char to[300] = "<sip:bob@10.0.0.2>", invite[3000] = "", cancel[100], text[2000];
        static const struct hand in = {.via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-in", .call_id = "mine", .extra = "Record-Route: <sip:192.0.2.1;lr>,<sip:p2;lr>\r\n",
                                       .from = "\"" NAME NAME NAME NAME NAME NAME "\" <sip:eve@192.0.2.9>;tag=eve"}; /* answers of some blocks */
        struct sf_call mine;
        int how = way % WAYS;
        if (how == HANG_UP_IN || how == PEER_HANGS_UP_IN) {
            solo_answer_call(solo, &in);
            struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
            snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        } else if (how == CANCELLED || how == REJECT || how == NO_ACK || how == ACCEPT) {
            solo_feed(solo, &in);
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
            solo_drain(solo);
            if (how == NO_ACK)
                assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_OK);
            solo_drain(solo);
        } else {
            snprintf(invite, sizeof invite, "%s", solo_invite(solo));
            solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
            if (how != CANCEL)
                solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
        }
        mine = solo->call;
        if (blocks)
            fill_blocks(solo);
        flood(solo);
        if (!blocks)
            fill_transactions(solo);
        struct sf_ua_usage usage = usage_of(solo);
        assert_true(usage.transactions < usage.transactions_of); /* what is left is reserved */
        unsigned ended = solo->seen[SF_UA_EV_ENDED], released = solo->seen[SF_UA_EV_RELEASED];
        switch (how) {
        case HANG_UP_IN:
        case HANG_UP_OUT:
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
            solo_drain(solo);
            assert_memory_equal(solo_only(solo), "BYE ", 4);
            snprintf(text, sizeof text, "%s", solo_only(solo));
            solo_wait(solo, 600000);
            assert_int_equal(count(solo, "BYE "), 1); /* kept, so that it is repeated */
            solo_respond(solo, text, 200, NULL, NULL);
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended + 1);
            break;
        case PEER_HANGS_UP_IN:
            for (int copy = 0; copy < 2; copy++) {
                FEED(solo, .method = "BYE", .via = branch(1), .call_id = "mine", .cseq = 2, .to = to, .from = in.from);
                solo_expect(solo, "SIP/2.0 200 ");
            }
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended + 1);
            break;
        case PEER_HANGS_UP_OUT:
            snprintf(text, sizeof text, "BYE sip:bob@10.0.0.2 SIP/2.0\r\nVia: %s\r\nFrom: <sip:eve@192.0.2.9>;tag=eve\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 1 BYE\r\n\r\n", branch(1),
                     header_in(invite, "From"), header_in(invite, "Call-ID"));
            for (int copy = 0; copy < 2; copy++) {
                solo_feed_bytes(solo, text, strlen(text));
                solo_expect(solo, "SIP/2.0 200 ");
            }
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended + 1);
            break;
        case CANCELLED:
            FEED(solo, .method = "CANCEL", .via = in.via, .call_id = "mine", .from = in.from);
            assert_int_equal(solo->outs, 2);
            assert_memory_equal(solo->out[0].text, "SIP/2.0 200 ", 12);
            assert_memory_equal(solo->out[1].text, "SIP/2.0 487 ", 12);
            FEED(solo, .method = "CANCEL", .via = in.via, .call_id = "mine", .from = in.from);
            solo_expect(solo, "SIP/2.0 200 "); /* kept too */
            solo_wait(solo, 600000);
            assert_int_equal(count(solo, "SIP/2.0 487 "), 1); /* kept, so that it is repeated */
            break;
        case CANCEL:
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
            solo_drain(solo);
            assert_memory_equal(solo_only(solo), "CANCEL ", 7);
            snprintf(cancel, sizeof cancel, "%s", header_in(solo_only(solo), "Via"));
            assert_string_equal(cancel, header_in(invite, "Via"));
            solo_wait(solo, 600000);
            assert_int_equal(count(solo, "CANCEL "), 1);
            solo_respond(solo, invite, 487, "eve", NULL);
            assert_memory_equal(solo_only(solo), "ACK ", 4);
            break;
        case REJECT:
            assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, mine, 486), SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, "SIP/2.0 486 ");
            break;
        case ACCEPT:
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, mine, 183), SF_UA_OK);
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, mine, SOLO_TYPE, SOLO_SDP), SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(count(solo, "SIP/2.0 183 ") + count(solo, "SIP/2.0 200 "), 2);
            solo_wait(solo, 600000);
            assert_int_equal(count(solo, "SIP/2.0 200 "), 1);
            break;
        case NO_ACK:
            solo_wait(solo, 10000000); /* the 200 is repeated: after 0.5, 1.5, 3.5, 7.5 s */
            assert_int_equal(count(solo, "SIP/2.0 200 "), 4);
            solo_wait(solo, 22500000);
            assert_true(count(solo, "BYE ") >= 1);
            break;
        default:
            break;
        }
        solo_wait(solo, 70000000);
        assert_true(solo->seen[SF_UA_EV_RELEASED] > released);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_NO_CALL);
        solo_free(solo);
    }
}

/* A peer's BYE with a Via list that fills the blocks is answered, and does not take what another call's BYE needs. */
static void test_peers_cannot_eat_the_reserve(void **state)
{
    (void)state;
    enum { CALLS = 8 };
    struct solo *solo = solo_new(CALLS, huge);
    char tos[CALLS][200], calls[CALLS][32];
    struct sf_call handle[CALLS];
    for (unsigned n = 0; n < CALLS; n++) {
        snprintf(calls[n], sizeof calls[n], "mine%u", n);
        solo_answer_call(solo, &(struct hand){.via = branch(n), .call_id = calls[n]});
        struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
        snprintf(tos[n], sizeof tos[n], "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        handle[n] = solo->call;
    }
    for (unsigned n = 0; n + 1 < CALLS; n++) { /* each of the others would fill all the blocks there are */
        struct sf_ua_usage usage = usage_of(solo);
        size_t left = (usage.blocks_of - usage.blocks) * 252u;
        FEED(solo, .method = "BYE", .via = long_via(300000 + n, left > 40000 ? 40000 : left - 200), .call_id = calls[n], .cseq = 2, .to = tos[n]);
        solo_expect(solo, "SIP/2.0 200 ");
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, handle[CALLS - 1]), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    solo_wait(solo, 600000);
    assert_int_equal(count(solo, "BYE "), 1);
    solo_dry(solo);
    solo_free(solo);
}

/* Forks that answer too late cost transactions of their own, not the one that our BYE needs. */
static void test_forks_cannot_eat_the_reserve(void **state)
{
    (void)state;
    struct solo *solo = solo_new(3, NULL);
    char invite[3000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    struct sf_call mine = solo->call;
    solo_respond(solo, invite, 200, "first", "Contact: <sip:eve@192.0.2.9>\r\n");
    flood(solo);
    fill_transactions(solo);
    for (unsigned n = 0; n < 4; n++) {
        char tag[16];
        snprintf(tag, sizeof tag, "fork%u", n);
        solo_respond(solo, invite, 200, tag, "Contact: <sip:eve@192.0.2.9>\r\n");
        assert_memory_equal(solo->out[0].text, "ACK ", 4); /* acknowledged at least */
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    assert_string_equal(tag_in(solo_only(solo), "To"), "first");
    solo_free(solo);
}

static void test_busy(void **state)
{
    (void)state;
    struct solo *solo = solo_new(50, NULL);
    solo->drains = false;
    unsigned n = 0;
    while (FEED(solo, .method = "OPTIONS", .via = branch(n), .call_id = branch(n) + 40) == SF_UA_OK)
        assert_true(++n < 1000);
    assert_true(n >= 1);
    struct sf_ua_usage before = usage_of(solo), after;
    struct sf_ua_counters counters = solo_counters(solo), later;
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer, .content_type = SOLO_TYPE, .body = SOLO_SDP};
    struct sf_call call = {5, 5};
    assert_int_equal(FEED(solo, .method = "OPTIONS", .via = branch(n)), SF_UA_BUSY);
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_BUSY);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, call), SF_UA_BUSY);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, 1), SF_UA_BUSY);
    assert_int_equal(sf_ua_tick(solo->ua, solo->now_us), SF_UA_OK); /* nothing is due */
    after = usage_of(solo);
    later = solo_counters(solo);
    assert_memory_equal(&before, &after, sizeof after);
    assert_memory_equal(&counters, &later, sizeof later);
    assert_int_equal(call.slot, 5);
    solo_drain(solo);
    assert_int_equal(solo->outs, n); /* all that was promised is there */
    solo->drains = true;
    assert_int_equal(FEED(solo, .method = "OPTIONS", .via = branch(n)), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "INVITE ", 7);
    solo_free(solo);
}

/* However full the outputs are: an input either finds room for all it puts out, or changes nothing. */
static void test_room_for_the_longest_cascade(void **state)
{
    (void)state;
    unsigned refused = 0;
    for (unsigned waiting = 0; waiting < 64; waiting++) {
        struct solo *solo = solo_new(20, small);
        char via[1200];
        snprintf(via, sizeof via, "%s", long_via(1, 1150));
        FEED(solo, .via = via);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
        solo->drains = false;
        for (unsigned n = 0; n < waiting / 4; n++) /* of four sizes, so that what is left varies */
            FEED(solo, .method = "OPTIONS", .via = long_via(2 + n, 450 + 233 * (waiting % 4)), .call_id = branch(n) + 40);
        enum sf_ua_result result = FEED(solo, .method = "CANCEL", .via = via); /* a 200 and a 487 */
        solo->drains = true;
        solo_drain(solo);
        if (result == SF_UA_BUSY) {
            refused++;
            assert_int_equal(count(solo, "SIP/2.0 487 "), 0);
            FEED(solo, .method = "CANCEL", .via = via);
        }
        assert_int_equal(count(solo, "SIP/2.0 487 "), 1);
        assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
    assert_true(refused > 0 && refused < 64);
}

/* Timers that cannot say what they must wait for the drain, and the deadline says so. */
static void test_busy_timers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(100, NULL);
    for (unsigned n = 0; n < 100; n++)
        solo_invite(solo);
    solo->now_us += 500000; /* timer A of each */
    unsigned rounds = 0, repeated = 0;
    while (sf_ua_tick(solo->ua, solo->now_us) == SF_UA_BUSY) {
        assert_true(sf_ua_next_deadline(solo->ua) <= solo->now_us);
        solo_drain(solo);
        repeated += solo->outs;
        assert_true(++rounds < 100);
    }
    solo_drain(solo);
    repeated += solo->outs;
    assert_true(rounds >= 1);
    assert_int_equal(repeated, 100);
    assert_true(sf_ua_next_deadline(solo->ua) > solo->now_us);
    solo_free(solo);
}

/* Every way a call can go, thousands of times through a core for eight. */
static void test_thousands_of_calls(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, NULL);
    char call_id[32], via[120], to[300], invite[3000];
    for (unsigned n = 0; n < 4000; n++) {
        snprintf(call_id, sizeof call_id, "many%u", n);
        snprintf(via, sizeof via, "%s", branch(n));
        struct hand hand = {.call_id = call_id, .via = via, .body = "v=0\r\n"};
        switch (n % 5) {
        case 0: /* answered, and ended by the peer */
            solo_answer_call(solo, &hand);
            struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
            snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
            FEED(solo, .method = "BYE", .call_id = call_id, .via = branch(900000 + n), .to = to, .cseq = 2);
            solo_expect(solo, "SIP/2.0 200 ");
            break;
        case 1: /* cancelled */
            solo_feed(solo, &hand);
            sf_ua_ring(solo->ua, solo->now_us, solo->call, 180);
            solo_drain(solo);
            FEED(solo, .method = "CANCEL", .call_id = call_id, .via = via);
            break;
        case 2: /* out, and ended by us */
            snprintf(invite, sizeof invite, "%s", solo_invite(solo));
            solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            solo_respond(solo, strcpy(invite, solo_only(solo)), 200, NULL, NULL);
            break;
        case 3: /* out, and refused */
            snprintf(invite, sizeof invite, "%s", solo_invite(solo));
            solo_respond(solo, invite, 603, "eve", NULL);
            assert_memory_equal(solo_only(solo), "ACK ", 4);
            break;
        default: /* out, and nobody there */
            solo_invite(solo);
            break;
        }
        solo_wait(solo, n % 5 == 4 ? 33000000 : 9000000);
    }
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1600);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1600);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1600);
    assert_int_equal(solo_counters(solo).full, 0);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 4000);
    solo_free(solo);
}

/* ---- Sizes ---- */

static void test_message_bytes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char body[3000];
    memset(body, 'x', sizeof body);
    body[1500] = 0;
    FEED(solo, .body = body); /* received, and too long for us */
    solo_expect(solo, "SIP/2.0 513 ");
    assert_true(solo->out[0].length <= 1500);
    assert_int_equal(solo_counters(solo).bad_requests, 1);
    solo_assert_empty(solo);
    FEED(solo, .method = "ACK", .body = body);
    assert_int_equal(solo->outs, 0);
    /* A call whose own INVITE would be too long. */
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer, .content_type = SOLO_TYPE, .body = {body, 1400}};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    solo_assert_empty(solo);
    invite.body.len = 900;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_drain(solo);
    assert_true(solo->out[0].length > 900 && solo->out[0].length <= 1500);
    solo_free(solo);
}

/* What can be taken in can be answered: an INVITE just within message_bytes is rung, accepted or refused. */
static void test_large_invite_can_be_answered(void **state)
{
    (void)state;
    static char body[1400], extra[1400];
    for (int echoed = 0; echoed < 2; echoed++)
        for (int way = 0; way < 3; way++) {
            struct solo *solo = solo_new(4, small);
            memset(body, 'x', 1000);
            body[1000] = 0;
            snprintf(extra, sizeof extra, "Subject: %.*s\r\n", 1000, body);
            solo_feed(solo, &(struct hand){.body = echoed ? "" : body, .extra = echoed ? extra : ""});
            assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
            enum sf_ua_result result = way == 0   ? sf_ua_ring(solo->ua, solo->now_us, solo->call, 180)
                                       : way == 1 ? sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP)
                                                  : sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
            assert_int_equal(result, SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, way == 0 ? "SIP/2.0 180 " : way == 1 ? "SIP/2.0 200 " : "SIP/2.0 486 ");
            solo_free(solo);
        }
    /* An answer that is too long by its own body is refused, and a shorter one may follow. */
    struct solo *solo = solo_new(4, small);
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, (struct sf_str){body, 1400}), SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
}

/* An INVITE whose headers leave no room for any answer is none that can be taken. */
static void test_unanswerable_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char via[1500];
    for (unsigned length = 900; length < 1300; length += 10) {
        int n = snprintf(via, sizeof via, "SIP/2.0/UDP h;branch=z9hG4bK-%u;x=", length);
        memset(via + n, 'y', length - (unsigned)n);
        via[length] = 0;
        unsigned before = solo->seen[SF_UA_EV_INCOMING];
        FEED(solo, .via = via);
        if (solo->seen[SF_UA_EV_INCOMING] > before) {
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(count(solo, "SIP/2.0 180 ") + count(solo, "SIP/2.0 480 "), 2);
        } else if (solo->outs) {
            solo_expect(solo, "SIP/2.0 513 ");
        }
        solo_dry(solo);
    }
    assert_true(solo->seen[SF_UA_EV_INCOMING] > 0 && solo_counters(solo).rejected > 0);
    solo_free(solo);
}

/* 21.5.7: a dialog whose text does not fit its record. */
static void test_dialog_too_long(void **state)
{
    (void)state;
    static char extra[3000];
    struct solo *solo = solo_new(4, NULL);
    char *p = extra + sprintf(extra, "Record-Route: ");
    for (int i = 0; i < 40; i++)
        p += sprintf(p, "%s<sip:proxy%02d.of.a.long.way.example.com;lr>", i ? "," : "", i);
    strcpy(p, "\r\n");
    FEED(solo, .extra = extra);
    solo_expect(solo, "SIP/2.0 513 ");
    assert_int_equal(solo->events, 0);
    solo_assert_empty(solo);
    /* Just short of it: taken, and what must be said can be said. */
    p = extra + sprintf(extra, "Record-Route: ");
    for (int i = 0; i < 19; i++)
        p += sprintf(p, "%s<sip:proxy%02d.of.a.long.way.example.com;lr>", i ? "," : "", i);
    strcpy(p, "\r\n");
    solo_answer_call(solo, &(struct hand){.extra = extra, .via = branch(1)});
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    assert_non_null(strstr(header_in(solo_only(solo), "Route"), "<sip:proxy18."));
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Bad arguments ---- */

static void assert_unmoved(struct solo *solo, const struct sf_ua_usage *before)
{
    struct sf_ua_usage after = usage_of(solo);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_memory_equal(before, &after, sizeof after);
}

static void test_bad_invites(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    const struct sf_invite good = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer, .content_type = SOLO_TYPE, .body = SOLO_SDP};
    struct sf_ua_usage before = usage_of(solo);
    struct sf_invite bad[28];
    unsigned n = 0;
    static const char *const uris[] = {"", "eve", "sip:", "sip:eve@", "tel:+15551234", "http://h/", "sip:eve@h\r\nEvil: 1", "sip:eve@h>", "sip:eve@h x", "sip:eve@h?Subject=x", "sip:eve@h;method=BYE"};
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        bad[n] = good;
        bad[n++].to = sf_str_of(uris[i]);
        if (i > 0 && i < 10) {
            bad[n] = good;
            bad[n++].from = sf_str_of(uris[i]);
        }
    }
    bad[n] = good, bad[n++].content_type = SF_STR("application/sdp\r\nEvil: 1");
    bad[n] = good, bad[n++].route = SF_STR("<sip:p;lr>\r\nEvil: 1");
    bad[n] = good, bad[n++].content_type = SF_STR("application/");
    bad[n] = good, bad[n++].route = SF_STR("p.example.com");
    bad[n] = good, bad[n++].route = SF_STR("sip:p.example.com;lr");
    bad[n] = good, bad[n++].route = SF_STR("<sip:p.example.com;lr>, <sip:>");
    bad[n] = good, bad[n++].content_type.len = 0;
    bad[n] = good, bad[n++].next_hop.family = 0;
    assert_true(n <= sizeof bad / sizeof *bad);
    for (unsigned i = 0; i < n; i++) {
        struct sf_call call = {9, 9};
        enum sf_ua_result result = sf_ua_invite(solo->ua, solo->now_us, &bad[i], &call);
        if (result != SF_UA_ARGUMENT)
            fail_msg("bad INVITE %u: %s", i, sf_ua_result_text(result));
        assert_int_equal(call.generation, 9);
        assert_unmoved(solo, &before);
    }
    solo_assert_empty(solo);
    solo_invite(solo);
    solo_free(solo);
}

static void test_bad_answers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .method = NULL);
    struct sf_ua_usage before = usage_of(solo);
    struct sf_ua *ua = solo->ua;
    uint64_t now_us = solo->now_us;
    static const unsigned rings[] = {0, 99, 100, 200, 300, 1000}, rejects[] = {401, 407, 420, 423, 0, 100, 180, 200, 299, 700, 65535, 65536 + 486};
    for (size_t i = 0; i < sizeof rings / sizeof *rings; i++)
        assert_int_equal(sf_ua_ring(ua, now_us, solo->call, rings[i]), SF_UA_ARGUMENT);
    for (size_t i = 0; i < sizeof rejects / sizeof *rejects; i++)
        assert_int_equal(sf_ua_reject(ua, now_us, solo->call, rejects[i]), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("application/sdp\r\nEvil: 1"), SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("sdp"), SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("a\nb"), SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SF_STR("a\x7f"), SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, (struct sf_str){"a\0b", 3}, SOLO_SDP), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, (struct sf_str){NULL, 0}, SOLO_SDP), SF_UA_ARGUMENT);
    assert_unmoved(solo, &before);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_OK); /* it still can be */
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    before = usage_of(solo);
    assert_int_equal(sf_ua_accept(ua, now_us, solo->call, SOLO_TYPE, SOLO_SDP), SF_UA_STATE);
    assert_int_equal(sf_ua_reject(ua, now_us, solo->call, 486), SF_UA_STATE);
    assert_int_equal(sf_ua_ring(ua, now_us, solo->call, 180), SF_UA_STATE);
    assert_unmoved(solo, &before);
    solo_free(solo);
}

static void test_stale_handles(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_call dead, handles[5];
    FEED(solo, .method = NULL);
    dead = solo->call;
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, dead, 486), SF_UA_OK);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    FEED(solo, .call_id = "2", .via = branch(2)); /* lives in the same slot, perhaps */
    handles[0] = dead;
    handles[1] = (struct sf_call){0, 0};
    handles[2] = (struct sf_call){UINT32_MAX, 1};
    handles[3] = (struct sf_call){solo->call.slot, solo->call.generation + 1};
    handles[4] = (struct sf_call){solo->call.slot, solo->call.generation + 2};
    struct sf_ua_usage before = usage_of(solo);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, handles[i], 180), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, handles[i], SOLO_TYPE, SOLO_SDP), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, handles[i], 486), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, handles[i]), SF_UA_NO_CALL);
        assert_int_equal(sf_ua_set_user(solo->ua, handles[i], 1), SF_UA_NO_CALL);
    }
    assert_unmoved(solo, &before);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

static void test_stale_tokens(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    static const uint64_t tokens[] = {0, 1, UINT32_MAX, (uint64_t)1 << 32 | 5, UINT64_MAX, (uint64_t)2 << 32};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, tokens[i]), SF_UA_OK);
    FEED(solo, .method = "OPTIONS");
    uint64_t token = solo->out[0].token;
    assert_int_not_equal(token, 0);
    solo_dry(solo);
    FEED(solo, .method = "OPTIONS", .via = branch(3), .call_id = "3"); /* in the slot of the first */
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->events, 0); /* nobody is told */
    solo_dry(solo);
    solo_free(solo);
}

/* ---- Configurations ---- */

static void test_bad_configurations(void **state)
{
    (void)state;
    const struct sf_ua_config good = {.calls = 1, .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}}, .user = SF_STR("bob")};
    struct sf_ua_config bad[9];
    size_t size = sf_ua_size(&good);
    void *memory = malloc(size);
    assert_non_null(memory);
    for (int i = 0; i < 9; i++)
        bad[i] = good;
    bad[0].calls = 0;
    bad[1].message_bytes = 100;
    bad[2].message_bytes = 65536;
    bad[3].calls = UINT32_MAX;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(sf_ua_size(&bad[i]), 0);
        assert_null(sf_ua_init(memory, size, &bad[i]));
    }
    bad[4].user = SF_STR("bob smith");
    bad[5].host = SF_STR("h\r\nEvil: 1");
    bad[6].agent = SF_STR("a\r\nEvil: 1");
    bad[7].agent = SF_STR("a\x7f");
    bad[8].local.family = 0;
    for (int i = 4; i < 9; i++)
        if (sf_ua_init(memory, size, &bad[i]))
            fail_msg("configuration %d was taken", i);
    assert_null(sf_ua_init(memory, size - 1, &good));
    assert_null(sf_ua_init(NULL, size, &good));
    struct sf_ua *ua = sf_ua_init(memory, size, &good); /* with /dev/urandom */
    assert_non_null(ua);
    assert_true(sf_ua_next_deadline(ua) == UINT64_MAX);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_503),                  cmocka_unit_test(test_room_comes_back),
        cmocka_unit_test(test_calls_go_on_when_full), cmocka_unit_test(test_peers_cannot_eat_the_reserve),
        cmocka_unit_test(test_forks_cannot_eat_the_reserve), cmocka_unit_test(test_busy),
        cmocka_unit_test(test_room_for_the_longest_cascade),
        cmocka_unit_test(test_busy_timers),          cmocka_unit_test(test_thousands_of_calls),
        cmocka_unit_test(test_message_bytes),        cmocka_unit_test(test_large_invite_can_be_answered),
        cmocka_unit_test(test_unanswerable_invite),
        cmocka_unit_test(test_dialog_too_long),      cmocka_unit_test(test_bad_invites),
        cmocka_unit_test(test_bad_answers),          cmocka_unit_test(test_stale_handles),
        cmocka_unit_test(test_stale_tokens),         cmocka_unit_test(test_bad_configurations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
