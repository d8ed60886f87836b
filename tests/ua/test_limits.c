/* A core that is full or undrained: new calls get 503, and calls in progress end as they should. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "fill.h"

/* Calls from other sides until one is refused with 503. Returns how many were taken; the refused
 * one's number is that. */
static unsigned flood(struct solo *solo)
{
    for (unsigned n = 0; n < 1000; n++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "flood%u", n);
        unsigned before = solo->seen[SF_UA_EV_INCOMING];
        FEED(solo, .via = hand_branch(100000 + n), .call_id = call_id);
        if (solo->seen[SF_UA_EV_INCOMING] == before) {
            solo_expect(solo, "SIP/2.0 503 ");
            return n;
        }
    }
    fail_msg("a thousand calls and not full");
    return 0;
}

static void huge(struct sf_ua_config *config)
{
    fill_takes_messages(config);
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

static void small(struct sf_ua_config *config)
{
    fill_takes_messages(config);
    config->message_bytes = 1500;
}

static void test_503(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, fill_takes_messages);
    unsigned taken = flood(solo);
    assert_true(taken >= 2); /* what was configured, and perhaps a little more */
    fill_transactions(solo); /* so that there is no room to keep a refusal either */
    char call_id[32], to[200];
    snprintf(call_id, sizeof call_id, "flood%u", ++taken);
    FEED(solo, .via = hand_branch(100000 + taken), .call_id = call_id);
    solo_expect(solo, "SIP/2.0 503 ");
    assert_true(atoi(header_in(solo_only(solo), "Retry-After")) > 0);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    assert_true(strstr(to, ";tag=") != NULL);
    struct sf_ua_usage before = solo_usage(solo), after;
    uint64_t full = solo_counters(solo).full;
    for (unsigned i = 0; i < 5; i++) { /* 3261:8.2.7: the same tag for each copy */
        FEED(solo, .via = hand_branch(100000 + taken), .call_id = call_id);
        solo_expect(solo, "SIP/2.0 503 ");
        assert_string_equal(header_in(solo_only(solo), "To"), to);
        assert_int_equal(solo_counters(solo).full, full + 1 + i);
    }
    FEED(solo, .method = "ACK", .via = hand_branch(100000 + taken), .call_id = call_id, .to = to);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).stray_acks, 1);
    FEED(solo, .via = hand_branch(7),
         .call_id = "another"); /* and another tag for another INVITE */
    solo_expect(solo, "SIP/2.0 503 ");
    assert_string_not_equal(header_in(solo_only(solo), "To"), to);
    after = solo_usage(solo);
    assert_memory_equal(&before, &after, sizeof after); /* no state */
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP};
    struct sf_call call = {77, 77};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_FULL);
    assert_int_equal(call.slot, 77);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    after = solo_usage(solo);
    assert_memory_equal(&before, &after, sizeof after);
    solo_free(solo);
}

/* 3261:12.2.2: the number of a request that finds no room counts. */
static void test_the_number_of_what_finds_no_room(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, fill_takes_messages);
    char to[200];
    unsigned n = 10;
    solo_answer_call(solo, &(struct hand){.method = NULL});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    fill_transactions(solo);
    uint64_t full = solo_counters(solo).full;
    do {
        assert_true(++n < 1000);
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = n, .via = hand_branch(900000 + n));
    } while (!solo_count(solo, "SIP/2.0 503 "));
    assert_int_equal(solo_counters(solo).full, full + 1);
    FEED(solo, .method = "OPTIONS", .to = to, .cseq = n, .via = hand_branch(900001 + n));
    solo_expect(solo, "SIP/2.0 500 ");
    solo_free(solo);
}

/* A CANCEL of an INVITE whose call is over has no reserve any more. */
static void test_a_late_cancel_when_full(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, fill_takes_messages);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    fill_transactions(solo);
    uint64_t full = solo_counters(solo).full;
    FEED(solo, .method = "CANCEL");
    solo_expect(solo, "SIP/2.0 503 ");
    assert_int_equal(solo_counters(solo).full, full + 1);
    solo_free(solo);
}

/* A stateless 503 to an INVITE must not stand in the way of the same INVITE once there is room. */
static void test_room_comes_back(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, fill_takes_messages);
    unsigned taken = flood(solo);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 480 ");
    solo_wait(solo, 60000000);
    unsigned before = solo->seen[SF_UA_EV_INCOMING];
    char call_id[32];
    snprintf(call_id, sizeof call_id, "flood%u", taken);
    FEED(solo, .via = hand_branch(100000 + taken), .call_id = call_id);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], before + 1);
    solo_free(solo);
}

/* Calls of each kind are made, then everything is filled; each must still end in each way. */
#define NAME                                                                                       \
    "A name of a hundred letters is longer than most, and yet it is what some people like to "     \
    "send, at times"

static void test_calls_go_on_when_full(void **state)
{
    (void)state;
    enum {
        HANG_UP_IN,
        PEER_HANGS_UP_IN,
        CANCELLED,
        HANG_UP_OUT,
        PEER_HANGS_UP_OUT,
        CANCEL,
        REJECT,
        NO_ACK,
        ACCEPT,
        WAYS
    };
    for (int way = 0; way < 2 * WAYS; way++) {
        bool blocks = way >= WAYS; /* what runs out: transactions, or blocks */
        struct solo *solo = solo_new(3, blocks ? huge : fill_takes_messages);
        char to[300] = "<sip:bob@10.0.0.2>", invite[3000] = "", cancel[100], text[2000];
        static const struct hand in = {
            .via = "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-in",
            .call_id = "mine",
            .extra = "Record-Route: <sip:192.0.2.1;lr>,<sip:p2;lr>\r\n",
            .from = "\"" NAME NAME NAME NAME NAME NAME
                    "\" <sip:eve@192.0.2.9>;tag=eve"}; /* answers of some blocks */
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
                assert_int_equal(
                    sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                    SF_UA_OK);
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
        struct sf_ua_usage usage = solo_usage(solo);
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
            assert_int_equal(solo_count(solo, "BYE "), 1); /* kept, so that it is repeated */
            solo_respond(solo, text, 200, NULL, NULL);
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended + 1);
            break;
        case PEER_HANGS_UP_IN:
            for (int copy = 0; copy < 2; copy++) {
                FEED(solo, .method = "BYE", .via = hand_branch(1), .call_id = "mine", .cseq = 2,
                     .to = to, .from = in.from);
                solo_expect(solo, "SIP/2.0 200 ");
            }
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended + 1);
            break;
        case PEER_HANGS_UP_OUT:
            snprintf(text, sizeof text,
                     "BYE sip:bob@10.0.0.2 SIP/2.0\r\nVia: %s\r\nFrom: "
                     "<sip:eve@192.0.2.9>;tag=eve\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 1 BYE\r\n\r\n",
                     hand_branch(1), header_in(invite, "From"), header_in(invite, "Call-ID"));
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
            assert_int_equal(solo_count(solo, "SIP/2.0 487 "),
                             1); /* kept, so that it is repeated */
            break;
        case CANCEL:
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
            solo_drain(solo);
            assert_memory_equal(solo_only(solo), "CANCEL ", 7);
            snprintf(cancel, sizeof cancel, "%s", header_in(solo_only(solo), "Via"));
            assert_string_equal(cancel, header_in(invite, "Via"));
            solo_wait(solo, 600000);
            assert_int_equal(solo_count(solo, "CANCEL "), 1);
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
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, mine, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(solo_count(solo, "SIP/2.0 183 ") + solo_count(solo, "SIP/2.0 200 "),
                             2);
            solo_wait(solo, 600000);
            assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
            break;
        case NO_ACK:
            solo_wait(solo, 10000000); /* the 200 is repeated: after 0.5, 1.5, 3.5, 7.5 s */
            assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 4);
            solo_wait(solo, 22500000);
            assert_true(solo_count(solo, "BYE ") >= 1);
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

/* A peer's BYE with a Via list that fills the blocks is answered, and does not take what another
 * call's BYE needs. */
static void test_peers_cannot_eat_the_reserve(void **state)
{
    (void)state;
    enum { CALLS = 8 };
    struct solo *solo = solo_new(CALLS, huge);
    char tos[CALLS][200], calls[CALLS][32];
    struct sf_call handle[CALLS];
    for (unsigned n = 0; n < CALLS; n++) {
        snprintf(calls[n], sizeof calls[n], "mine%u", n);
        solo_answer_call(solo, &(struct hand){.via = hand_branch(n), .call_id = calls[n]});
        struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
        snprintf(tos[n], sizeof tos[n], "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        handle[n] = solo->call;
    }
    for (unsigned n = 0; n + 1 < CALLS;
         n++) { /* each of the others would fill all the blocks there are */
        struct sf_ua_usage usage = solo_usage(solo);
        size_t left = (usage.blocks_of - usage.blocks) * 252u;
        FEED(solo, .method = "BYE",
             .via = fill_long_via(300000 + n, left > 40000 ? 40000 : left - 200),
             .call_id = calls[n], .cseq = 2, .to = tos[n]);
        solo_expect(solo, "SIP/2.0 200 ");
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, handle[CALLS - 1]), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    solo_wait(solo, 600000);
    assert_int_equal(solo_count(solo, "BYE "), 1);
    solo_dry(solo);
    solo_free(solo);
}

/* Forks that answer too late cost transactions of their own, not the one that our BYE needs. */
static void test_forks_cannot_eat_the_reserve(void **state)
{
    (void)state;
    struct solo *solo = solo_new(3, fill_takes_messages);
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

/* Nor do re-INVITEs that are cancelled one after another: the last slot is for our BYE. */
static void test_cancels_cannot_eat_the_reserve(void **state)
{
    (void)state;
    struct solo *solo = solo_new(3, fill_takes_messages);
    char to[200];
    solo_answer_call(solo, &(struct hand){.via = hand_branch(1), .call_id = "mine"});
    struct sf_call mine = solo->call;
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    for (unsigned n = 0; n < 4; n++) {
        struct hand hand = {.via = hand_branch(10 + n), .call_id = "mine", .cseq = 2 + n, .to = to};
        solo_feed(solo, &hand);
        assert_int_equal(solo->seen[SF_UA_EV_REINVITE], n + 1);
        hand.method = "CANCEL";
        solo_feed(solo, &hand);
        assert_int_equal(solo_count(solo, "SIP/2.0 200 ") + solo_count(solo, "SIP/2.0 487 "), 2);
        hand.method = "ACK";
        solo_feed(solo, &hand);
    }
    flood(solo);
    fill_transactions(solo);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    solo_free(solo);
}

/* A CANCEL that is too long for what its call holds back is sent, once, and does not use the
 * reserve of another call. */
static void test_a_long_cancel_when_full(void **state)
{
    (void)state;
    struct solo *solo = solo_new(3, huge);
    char invite[8000], route[4000] = "<sip:192.0.2.1;lr;p=";
    size_t length = strlen(route);
    memset(route + length, 'x', 3000);
    memcpy(route + length + 3000, ">", 2);
    struct sf_invite call = {.to = SF_STR("sip:eve@192.0.2.9"),
                             .next_hop = solo->peer,
                             .route = sf_str_of(route),
                             .content_type = SOLO_TYPE,
                             .body = SOLO_SDP};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &call, &solo->call), SF_UA_OK);
    solo_drain(solo);
    struct sf_call mine = solo->call;
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    solo_respond(solo, invite, 180, NULL, NULL);
    fill_blocks(solo);
    uint64_t unkept = solo_counters(solo).unkept;
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "CANCEL ", 7);
    assert_int_equal(solo_counters(solo).unkept, unkept + 1);
    solo_wait(solo, 600000);
    assert_int_equal(solo_count(solo, "CANCEL "), 0);
    solo_respond(solo, invite, 487, "eve", NULL);
    assert_memory_equal(solo_only(solo), "ACK ", 4);
    solo_free(solo);
}

static void test_busy(void **state)
{
    (void)state;
    struct solo *solo = solo_new(50, fill_takes_messages);
    solo->drains = false;
    unsigned n = 0;
    while (FEED(solo, .method = "OPTIONS", .via = hand_branch(n), .call_id = hand_branch(n) + 40) ==
           SF_UA_OK)
        assert_true(++n < 1000);
    assert_true(n >= 1);
    struct sf_ua_usage before = solo_usage(solo), after;
    struct sf_ua_counters counters = solo_counters(solo), later;
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = SOLO_SDP};
    struct sf_call call = {5, 5};
    assert_int_equal(FEED(solo, .method = "OPTIONS", .via = hand_branch(n)), SF_UA_BUSY);
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_BUSY);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, call), SF_UA_BUSY);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, 1), SF_UA_BUSY);
    assert_int_equal(sf_ua_tick(solo->ua, solo->now_us), SF_UA_OK); /* nothing is due */
    after = solo_usage(solo);
    later = solo_counters(solo);
    assert_memory_equal(&before, &after, sizeof after);
    assert_memory_equal(&counters, &later, sizeof later);
    assert_int_equal(call.slot, 5);
    solo_drain(solo);
    assert_int_equal(solo->outs, n); /* all that was promised is there */
    solo->drains = true;
    assert_int_equal(FEED(solo, .method = "OPTIONS", .via = hand_branch(n)), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "INVITE ", 7);
    solo_free(solo);
}

/* However full the outputs are: an input either finds room for all it puts out, or changes nothing.
 */
static void test_room_for_the_longest_cascade(void **state)
{
    (void)state;
    unsigned refused = 0;
    for (unsigned waiting = 0; waiting < 64; waiting++) {
        struct solo *solo = solo_new(20, small);
        char via[1200];
        snprintf(via, sizeof via, "%.1199s", fill_long_via(1, 1150));
        FEED(solo, .via = via);
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
        solo->drains = false;
        for (unsigned n = 0; n < waiting / 4; n++) /* of four sizes, so that what is left varies */
            FEED(solo, .method = "OPTIONS", .via = fill_long_via(2 + n, 450 + 233 * (waiting % 4)),
                 .call_id = hand_branch(n) + 40);
        enum sf_ua_result result = FEED(solo, .method = "CANCEL", .via = via); /* a 200 and a 487 */
        solo->drains = true;
        solo_drain(solo);
        if (result == SF_UA_BUSY) {
            refused++;
            assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 0);
            FEED(solo, .method = "CANCEL", .via = via);
        }
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
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
    struct solo *solo = solo_new(100, fill_takes_messages);
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
    struct solo *solo = solo_new(8, fill_takes_messages);
    char call_id[32], via[120], to[300], invite[3000];
    for (unsigned n = 0; n < 4000; n++) {
        snprintf(call_id, sizeof call_id, "many%u", n);
        snprintf(via, sizeof via, "%s", hand_branch(n));
        struct hand hand = {.call_id = call_id, .via = via, .body = "v=0\r\n"};
        switch (n % 5) {
        case 0: /* answered, and ended by the peer */
            solo_answer_call(solo, &hand);
            struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
            snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
            FEED(solo, .method = "BYE", .call_id = call_id, .via = hand_branch(900000 + n),
                 .to = to, .cseq = 2);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_503),
        cmocka_unit_test(test_room_comes_back),
        cmocka_unit_test(test_the_number_of_what_finds_no_room),
        cmocka_unit_test(test_a_late_cancel_when_full),
        cmocka_unit_test(test_calls_go_on_when_full),
        cmocka_unit_test(test_peers_cannot_eat_the_reserve),
        cmocka_unit_test(test_forks_cannot_eat_the_reserve),
        cmocka_unit_test(test_cancels_cannot_eat_the_reserve),
        cmocka_unit_test(test_a_long_cancel_when_full),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_room_for_the_longest_cascade),
        cmocka_unit_test(test_busy_timers),
        cmocka_unit_test(test_thousands_of_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
