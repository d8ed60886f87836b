/* A dialog that one core has saved and another restored (sipfsm/snapshot.h): the call goes on, from
 * either side. Records that are damaged, or do not fit, are refused with the reason. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

#define S 1000000u
#define MINUTE (60 * (uint64_t)S)
#define YEAR_2026_US UINT64_C(1767225600000000)

static const struct sf_change by_invite = {.content = {.type = {"application/sdp", 15},
                                                       .body = {"v=0\r\n", 5}}},
                              by_update = {.content = {.type = {"application/sdp", 15},
                                                       .body = {"v=0\r\n", 5}},
                                           .update = true};

static struct sf_ua_session_timer timer;
static struct world *spare; /* whose cores take over; its random numbers are others */
static unsigned modified[2], asked[2], expired[2];
static struct sf_exchange info;

static void timed(struct sf_ua_config *config, unsigned side)
{
    (void)side;
    config->session_timer = &timer;
}

static void limited(struct sf_ua_config *config, unsigned side)
{
    static const struct sf_str method = {"INFO", 4};
    config->longest_call_us = side ? 0 : 100 * (uint64_t)S; /* Alice ends it */
    config->method = &method;
    config->methods = 1;
}

static void act(struct world *world, const struct sf_ua_event *event, unsigned side)
{
    struct sf_ua *ua = world->agent[side].ua;
    if (event->type == SF_UA_EV_MODIFIED)
        modified[side] = event->status;
    if (event->type == SF_UA_EV_REQUEST)
        info = event->exchange;
    if (event->type == SF_UA_EV_REFRESH && event->refresh_state == SF_REFRESH_EXPIRED)
        expired[side]++;
    asked[side] += event->type == SF_UA_EV_REINVITE;
    if (event->type == SF_UA_EV_INCOMING || event->type == SF_UA_EV_REINVITE)
        assert_int_equal(sf_ua_accept(ua, world->now_us, event->call, SDP_TYPE, SDP_ANSWER),
                         SF_UA_OK);
}

static void alice(struct world *world, const struct sf_ua_event *event)
{
    act(world, event, 0);
}

static void bob(struct world *world, const struct sf_ua_event *event)
{
    act(world, event, 1);
}

/* Alice has called Bob, and the ACK has come. */
static struct world *in_call(void (*change)(struct sf_ua_config *, unsigned))
{
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing(), .interval_s = 200};
    struct world *world = world_new_configured(NULL, 4, SF_TRANSPORT_UDP, change);
    spare = world_new_configured(NULL, 4, SF_TRANSPORT_UDP, change);
    spare->agent[0].core.random = 4711;
    spare->agent[1].core.random = 4712;
    memset(modified, 0, sizeof modified);
    memset(asked, 0, sizeof asked);
    memset(expired, 0, sizeof expired);
    world->alice = alice;
    world->bob = bob;
    assert_int_equal(world_invite(world), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    return world;
}

static void done(struct world *world)
{
    world_free(spare);
    world_free(world);
}

struct record {
    unsigned char bytes[1000];
    size_t length;
};

static enum sf_snapshot_result save(struct world *world, unsigned side, struct record *record)
{
    return sf_dialog_save(world->agent[side].ua, world->now_us, world->agent[side].call,
                          YEAR_2026_US + world->now_us, record->bytes, sizeof record->bytes,
                          &record->length);
}

static enum sf_snapshot_result restore(struct world *world, unsigned side,
                                       const struct record *record, uint32_t unseen)
{
    unsigned char *exact = malloc(record->length); /* so that a read past the end is seen */
    memcpy(exact, record->bytes, record->length);
    enum sf_snapshot_result result = sf_dialog_restore(world->agent[side].ua, world->now_us, exact,
                                                       record->length, YEAR_2026_US + world->now_us,
                                                       unseen, &world->agent[side].call);
    free(exact);
    return result;
}

/* The core of that side has ended; another one has its address. */
static void die(struct world *world, unsigned side)
{
    world_swap_core(world, spare, side);
}

static void move(struct world *world, unsigned side, uint64_t while_us)
{
    struct record record;
    assert_int_equal(save(world, side, &record), SF_SNAPSHOT_OK);
    die(world, side);
    world->now_us += while_us;
    assert_int_equal(restore(world, side, &record, 0), SF_SNAPSHOT_OK);
    world_drain(world, side);
}

static void expect_over(struct world *world, unsigned by)
{
    assert_int_equal(sf_ua_hangup(world->agent[by].ua, world->now_us, world->agent[by].call),
                     SF_UA_OK);
    world_drain(world, by);
    world_run(world, S);
    for (unsigned side = 0; side < 2; side++) {
        assert_int_equal(world->agent[side].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[side].seen[SF_UA_EV_TROUBLE], 0);
    }
    assert_int_equal(world->agent[by].last_status, 200);
    world_assert_both_empty(world);
}

/* ---- The call goes on ---- */

static void test_bye(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 4; way++) {
        struct world *world = in_call(NULL);
        move(world, way / 2, S);
        expect_over(world, way % 2);
        done(world);
    }
}

static void test_both_restored(void **state)
{
    (void)state;
    struct world *world = in_call(NULL);
    world_run(world, MINUTE); /* the INVITE is done with */
    move(world, 0, S);
    move(world, 1, S);
    expect_over(world, 0);
    done(world);
}

static void change(struct world *world, unsigned side, const struct sf_change *change)
{
    modified[side] = 0;
    asked[1 - side] = 0;
    assert_int_equal(
        sf_ua_modify(world->agent[side].ua, world->now_us, world->agent[side].call, change),
        SF_UA_OK);
    world_drain(world, side);
    world_run(world, S);
    assert_int_equal(modified[side], 200);
    assert_int_equal(asked[1 - side], 1);
}

static void test_changes(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++) {
        struct world *world = in_call(NULL);
        change(world, 0, &by_invite); /* sequence numbers rise */
        change(world, 1, &by_invite);
        world_run(world, MINUTE);
        move(world, side, S);
        change(world, side, &by_update); /* it knows that the other side takes UPDATE */
        assert_true(world_sent(world, side, "UPDATE "));
        change(world, 1 - side, &by_invite);
        change(world, side, &by_invite);
        change(world, 1 - side, &by_update);
        expect_over(world, side);
        done(world);
    }
}

/* What is saved of a restored dialog is the record that it was restored from. */
static void test_same_record(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++) {
        struct record before, after;
        struct world *world = in_call(timed);
        change(world, 0, &by_invite);
        assert_int_equal(save(world, side, &before), SF_SNAPSHOT_OK);
        assert_true(before.length > SF_SNAPSHOT_FRAME_BYTES / 2 && before.length < 400);
        die(world, side);
        assert_int_equal(restore(world, side, &before, 0), SF_SNAPSHOT_OK);
        assert_int_equal(save(world, side, &after), SF_SNAPSHOT_OK);
        assert_int_equal(before.length, after.length);
        assert_memory_equal(before.bytes, after.bytes, before.length);
        expect_over(world, side);
        done(world);
    }
}

/* The newest record is older than the last request of ours. */
static void test_unseen(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++) {
        struct record record;
        struct world *world = in_call(NULL);
        assert_int_equal(save(world, side, &record), SF_SNAPSHOT_OK);
        change(world, side, &by_invite);
        change(world, side, &by_update);
        world_run(world, MINUTE);
        die(world, side);
        assert_int_equal(restore(world, side, &record, 16), SF_SNAPSHOT_OK);
        change(world, side, &by_invite);
        change(world, 1 - side, &by_invite);
        expect_over(world, 1 - side);
        done(world);
    }
}

/* However many are left out, the numbers stay below 2^31: Bob takes the BYE. */
static void test_unseen_to_the_end(void **state)
{
    (void)state;
    struct record record;
    struct world *world = in_call(timed);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    die(world, 0);
    assert_int_equal(restore(world, 0, &record, UINT32_MAX), SF_SNAPSHOT_OK);
    world_drain(world, 0);
    expect_over(world, 0);
    done(world);
}

/* Without numbers left out the other side refuses what it has seen (3261:12.2.2). */
static void test_seen(void **state)
{
    (void)state;
    struct record record;
    struct world *world = in_call(NULL);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    change(world, 0, &by_invite);
    change(world, 0, &by_invite);
    world_run(world, MINUTE);
    die(world, 0);
    assert_int_equal(restore(world, 0, &record, 0), SF_SNAPSHOT_OK);
    modified[0] = 0;
    assert_int_equal(
        sf_ua_modify(world->agent[0].ua, world->now_us, world->agent[0].call, &by_invite),
        SF_UA_OK);
    world_drain(world, 0);
    world_run(world, S);
    assert_int_equal(modified[0], 500);
    done(world);
}

/* ---- Timers ---- */

static bool loses_all(struct world *world, unsigned from, const char *bytes)
{
    (void)world, (void)from, (void)bytes;
    return false;
}

/* Alice refreshes after 100 of 200 seconds. */
static void test_refresh(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++) {
        struct world *world = in_call(timed);
        world_run(world, 59 * (uint64_t)S);
        move(world, side, 20 * (uint64_t)S);
        world_run(world, 10 * (uint64_t)S);
        assert_false(world_sent(world, 0, "UPDATE "));
        world_run(world, 15 * (uint64_t)S);
        assert_int_equal(world_count_sent(world, 0, "UPDATE "), 1);
        world_run(world, 1000 * (uint64_t)S);
        assert_true(world_count_sent(world, 0, "UPDATE ") >= 9);
        assert_int_equal(expired[0] + expired[1], 0);
        expect_over(world, side);
        done(world);
    }
}

/* A refresh that came due while no core ran goes out at once. */
static void test_overdue(void **state)
{
    (void)state;
    struct world *world = in_call(timed);
    move(world, 0, 120 * (uint64_t)S);
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 0, "UPDATE "), 1);
    expect_over(world, 0);
    done(world);
}

/* The other side never comes back: 168 seconds after the last refresh the session has expired. */
static void test_expiry(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++) {
        struct world *world = in_call(timed);
        world->passes = loses_all;
        move(world, side, 60 * (uint64_t)S);
        world_run(world, 90 * (uint64_t)S);
        assert_int_equal(expired[side], 0);
        world_run(world, 30 * (uint64_t)S);
        assert_int_equal(expired[side] + (side == 0), 1); /* Alice's refresh has got no answer */
        world_run(world, MINUTE);
        assert_int_equal(world->agent[side].seen[SF_UA_EV_ENDED], 1);
        world_run_dry(world);
        world_assert_empty(world, side);
        done(world);
    }
}

static void test_longest_call(void **state)
{
    (void)state;
    struct world *world = in_call(limited);
    world_run(world, 40 * (uint64_t)S);
    move(world, 0, 20 * (uint64_t)S);
    world_run(world, 30 * (uint64_t)S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 0);
    world_run(world, 10 * (uint64_t)S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    done(world);
}

/* ---- What is not saved ---- */

static void silent(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, event->call, 180), SF_UA_OK);
}

static void test_not_confirmed(void **state)
{
    (void)state;
    struct record record;
    struct world *world = world_new(NULL);
    world->bob = silent;
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_NO_CALL);
    assert_int_equal(world_invite(world), SF_UA_OK);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_NO_DIALOG);
    world_run(world, S);
    for (unsigned side = 0; side < 2; side++)
        assert_int_equal(save(world, side, &record), SF_SNAPSHOT_NO_DIALOG);
    world->passes = world_loses_acks;
    world->drops_left = 1;
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_OK);
    assert_int_equal(save(world, 1, &record), SF_SNAPSHOT_CHANGING); /* no ACK */
    assert_int_equal(record.length, 0);
    world_drain(world, 1);
    world->passes = NULL;
    world_run(world, S);
    for (unsigned side = 0; side < 2; side++)
        assert_int_equal(save(world, side, &record), SF_SNAPSHOT_OK);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_NO_DIALOG);
    world_drain(world, 0);
    world_assert_both_empty(world);
    for (unsigned side = 0; side < 2; side++)
        assert_int_equal(save(world, side, &record), SF_SNAPSHOT_NO_CALL);
    world_free(world);
}

static void test_changing(void **state)
{
    (void)state;
    struct record record;
    struct world *world = in_call(NULL);
    const struct sf_change *const changes[] = {&by_invite, &by_update};
    world->bob = silent;
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(
            sf_ua_modify(world->agent[0].ua, world->now_us, world->agent[0].call, changes[i]),
            SF_UA_OK);
        world_drain(world, 0);
        world_run(world, S);
        for (unsigned side = 0; side < 2; side++)
            assert_int_equal(save(world, side, &record), SF_SNAPSHOT_CHANGING);
        assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 488),
                         SF_UA_OK);
        world_drain(world, 1);
        world_run(world, S);
        for (unsigned side = 0; side < 2; side++)
            assert_int_equal(save(world, side, &record), SF_SNAPSHOT_OK);
    }
    expect_over(world, 0);
    done(world);
}

static void test_refreshing(void **state)
{
    (void)state;
    struct record record;
    struct world *world = in_call(timed);
    world->passes = loses_all;
    world_run(world, 100 * (uint64_t)S);
    assert_int_equal(world_count_sent(world, 0, "UPDATE ") > 0, 1);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_CHANGING);
    assert_int_equal(save(world, 1, &record), SF_SNAPSHOT_OK);
    world->passes = NULL;
    world_run(world, 5 * S);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    expect_over(world, 0);
    done(world);
}

static void test_asked(void **state)
{
    (void)state;
    struct record record;
    struct world *world = in_call(limited);
    struct sf_request request = {.method = SF_STR("INFO")};
    struct sf_exchange exchange;
    const struct sf_answer ok = {.status = 200};
    assert_int_equal(
        sf_ua_request(world->agent[0].ua, world->now_us, world->agent[0].call, &request, &exchange),
        SF_UA_OK);
    world_drain(world, 0);
    world_run(world, S);
    assert_int_equal(save(world, 1, &record), SF_SNAPSHOT_ASKED);
    assert_int_equal(sf_ua_answer(world->agent[1].ua, world->now_us, info, &ok), SF_UA_OK);
    world_drain(world, 1);
    world_run(world, S);
    assert_int_equal(save(world, 1, &record), SF_SNAPSHOT_OK);
    expect_over(world, 1);
    done(world);
}

/* ---- What is refused ---- */

static void expect_refused(struct world *world, const struct record *record,
                           enum sf_snapshot_result reason)
{
    enum sf_snapshot_result result = restore(world, 0, record, 0);
    if (reason == SF_SNAPSHOT_OK) /* any reason */
        assert_in_range(result, SF_SNAPSHOT_CUT, SF_SNAPSHOT_VERSION_DIFFERS);
    else
        assert_int_equal(result, reason);
    world_assert_empty(world, 0);
}

static void test_damage(void **state)
{
    (void)state;
    struct record good, bad;
    struct world *world = in_call(timed);
    assert_int_equal(save(world, 0, &good), SF_SNAPSHOT_OK);
    die(world, 0);
    for (size_t length = 0; length < good.length; length++) {
        bad = good;
        bad.length = length;
        expect_refused(world, &bad, SF_SNAPSHOT_CUT);
    }
    for (size_t at = 0; at < good.length; at++)
        for (unsigned flip = 1; flip < 256; flip++) {
            bad = good;
            bad.bytes[at] ^= (unsigned char)flip;
            expect_refused(world, &bad, SF_SNAPSHOT_OK);
        }
    bad = good;
    bad.length++;
    expect_refused(world, &bad, SF_SNAPSHOT_CORRUPT);
    bad = good;
    bad.bytes[5]++;
    sf_snapshot_seal(bad.bytes, bad.length);
    expect_refused(world, &bad, SF_SNAPSHOT_VERSION_DIFFERS);
    bad = good;
    bad.bytes[11] ^= 1; /* the first of the digest */
    sf_snapshot_seal(bad.bytes, bad.length);
    expect_refused(world, &bad, SF_SNAPSHOT_TABLES_DIFFER);
    assert_int_equal(restore(world, 0, &good, 0), SF_SNAPSHOT_OK);
    assert_int_equal(restore(world, 0, &good, 0), SF_SNAPSHOT_KNOWN);
    expect_over(world, 0);
    done(world);
}

/* Sound bytes by their checksum, with texts that are none. */
static void test_forged(void **state)
{
    (void)state;
    char tag[5] = "";
    struct record good, bad;
    struct world *world = in_call(timed);
    const struct sf_dialog *d = &world->agent[0].confirmed;
    memcpy(tag, d->text + d->local_tag.at, 4);
    const struct {
        const char *was, *is;
    } texts[] = {{tag, "\r\n: "},
                 {"sip:bob@10.0.0.2:5060", "sip:bob@10.0.0.2\r\nX:1"},
                 {"sip:alice@10.0.0.1", "sip:alice@10.0.0.>"},
                 {"sip:alice@10.0.0.1", "http://10.0.0.1 xy"}};
    assert_int_equal(save(world, 0, &good), SF_SNAPSHOT_OK);
    die(world, 0);
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        unsigned found = 0;
        size_t length = strlen(texts[i].was);
        bad = good;
        for (size_t at = 0; at + length <= bad.length; at++)
            if (memcmp(bad.bytes + at, texts[i].was, length) == 0) {
                memcpy(bad.bytes + at, texts[i].is, length);
                found++;
            }
        assert_true(found > 0);
        sf_snapshot_seal(bad.bytes, bad.length);
        expect_refused(world, &bad, SF_SNAPSHOT_CORRUPT);
    }
    done(world);
}

static void test_does_not_fit(void **state)
{
    (void)state;
    struct record record;
    size_t length;
    struct world *world = in_call(timed);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    assert_int_equal(sf_dialog_save(world->agent[0].ua, world->now_us, world->agent[0].call, 1,
                                    NULL, 0, &length),
                     SF_SNAPSHOT_NO_SPACE);
    assert_int_equal(length, record.length);
    assert_int_equal(sf_dialog_save(world->agent[0].ua, world->now_us, world->agent[0].call, 1,
                                    record.bytes, length - 1, &length),
                     SF_SNAPSHOT_NO_SPACE);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    struct world *other = world_new(NULL);
    expect_refused(other, &record, SF_SNAPSHOT_NO_TIMERS);
    world_free(other);
    other = world_new_configured(NULL, 4, SF_TRANSPORT_TCP, timed);
    expect_refused(other, &record, SF_SNAPSHOT_NO_WAY);
    world_free(other);
    done(world);
}

/* A core has room for as many as it is configured for; then it says so. */
static void test_full(void **state)
{
    (void)state;
    struct record record;
    struct sf_call call[100];
    struct sf_ua_counters counters;
    unsigned restored = 0;
    enum sf_snapshot_result result;
    struct world *world = in_call(NULL);
    assert_int_equal(save(world, 0, &record), SF_SNAPSHOT_OK);
    die(world, 0);
    /* The Call-ID is after its length and before the tags: another digit makes another dialog. */
    size_t at = record.length;
    for (size_t i = 0; i + 2 < record.length && at == record.length; i++)
        if (record.bytes[i] == 0 && record.bytes[i + 1] == 32)
            at = i + 2;
    assert_true(at < record.length);
    do {
        record.bytes[at] = (unsigned char)('g' + restored);
        sf_snapshot_seal(record.bytes, record.length);
        result = sf_dialog_restore(world->agent[0].ua, world->now_us, record.bytes, record.length,
                                   0, 0, &call[restored]);
        restored += result == SF_SNAPSHOT_OK;
    } while (result == SF_SNAPSHOT_OK && restored < 60);
    assert_int_equal(result, SF_SNAPSHOT_FULL);
    assert_in_range(restored, 4, 59);
    for (unsigned i = 0; i < restored; i++) { /* each has kept what its BYE needs */
        assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, call[i]), SF_UA_OK);
        world_drain(world, 0);
    }
    sf_ua_counters(world->agent[0].ua, &counters);
    assert_int_equal(counters.unkept + counters.unsent, 0);
    assert_int_equal(world_count_sent(world, 0, "BYE "), restored);
    done(world);
}

static void test_texts(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= SF_SNAPSHOT_BUSY; i++)
        assert_true(strlen(sf_snapshot_text((enum sf_snapshot_result)i)) > 1);
    assert_string_equal(sf_snapshot_text((enum sf_snapshot_result)(SF_SNAPSHOT_BUSY + 1)),
                        "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bye),          cmocka_unit_test(test_both_restored),
        cmocka_unit_test(test_changes),      cmocka_unit_test(test_same_record),
        cmocka_unit_test(test_unseen),       cmocka_unit_test(test_unseen_to_the_end),
        cmocka_unit_test(test_seen),         cmocka_unit_test(test_refresh),
        cmocka_unit_test(test_overdue),      cmocka_unit_test(test_expiry),
        cmocka_unit_test(test_longest_call), cmocka_unit_test(test_not_confirmed),
        cmocka_unit_test(test_changing),     cmocka_unit_test(test_refreshing),
        cmocka_unit_test(test_asked),        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_forged),       cmocka_unit_test(test_does_not_fit),
        cmocka_unit_test(test_full),         cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
