/* What a sender can have sent to others: to an address that it writes as its own, or that it names
 * in Via or Contact. */
#include "solo.h"

#include <stdio.h>

#define VICTIM "198.51.100.7"

static void as_shipped(struct sf_ua_config *config)
{
    config->repeats_unproven = 0;
}

static void as_in_3261(struct sf_ua_config *config)
{
    config->follow_maddr = true;
}

static struct sf_address victim(void)
{
    return (struct sf_address){.family = 4, .port = 5060, .ip = {198, 51, 100, 7}};
}

static void accept(struct solo *solo)
{
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
}

static size_t bytes_out(const struct solo *solo)
{
    size_t bytes = 0;
    for (unsigned i = 0; i < solo->outs; i++)
        bytes += solo->out[i].length;
    return bytes;
}

/* One INVITE whose source never says anything else: the 2xx and the BYE. Returns the bytes out by
 * the bytes in, in tenths. */
static unsigned amplified(void (*change)(struct sf_ua_config *), unsigned successes, unsigned byes)
{
    struct solo *solo = solo_new(8, change);
    struct hand hand = {.contact = "<sip:x@" VICTIM ">"};
    char *text;
    size_t in = hand_write(&hand, &text);
    solo->peer = victim();
    solo_feed(solo, &hand);
    accept(solo);
    size_t out = bytes_out(solo);
    solo_wait(solo, 31900000);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), successes - 1);
    out += bytes_out(solo);
    solo_wait(solo, 40000000);
    assert_int_equal(solo_count(solo, "BYE "), byes);
    out += bytes_out(solo);
    solo_dry(solo);
    solo_free(solo);
    return (unsigned)(10 * out / in);
}

static void test_an_invite_from_a_spoofed_source(void **state)
{
    (void)state;
    unsigned before = amplified(as_in_3261, 11, 11), after = amplified(as_shipped, 4, 1);
    printf("bytes out for a byte in: %u.%u as 3261 says, %u.%u as shipped\n", before / 10,
           before % 10, after / 10, after % 10);
    assert_true(before > 150 && after < 80);
}

/* A refusal is repeated as often. */
static void test_a_refusal_without_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, as_shipped);
    FEED(solo, .method = NULL);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    solo_wait(solo, 33000000);
    assert_int_equal(solo_count(solo, "SIP/2.0 486 "), 3);
    solo_dry(solo);
    solo_free(solo);
}

/* Once a source has acknowledged with our tag, it gets repeats as 3261:13.3.1.4 says; also those
 * that had stopped. */
static void test_a_source_that_has_proved_itself(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, as_shipped);
    FEED(solo, .call_id = "a", .via = hand_branch(1));
    accept(solo);
    solo_wait(solo, 10000000);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 3);
    solo_answer_call(solo, &(struct hand){.call_id = "b", .via = hand_branch(2)});
    solo_wait(solo, 10000000);
    assert_in_range(solo_count(solo, "SIP/2.0 200 "), 2, 3);
    FEED(solo, .call_id = "c", .via = hand_branch(3));
    accept(solo);
    solo_wait(solo, 31900000);
    assert_true(solo_count(solo, "SIP/2.0 200 ") >= 10);
    solo_free(solo);
}

/* How often a BYE is sent that nothing answers, in a call with that Contact. `spoof`: before it a
 * request in the dialog comes from the victim's address. */
static unsigned byes(const char *contact, bool spoof)
{
    struct solo *solo = solo_new(8, as_shipped);
    solo_answer_call(solo, &(struct hand){.contact = contact});
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    for (unsigned i = 0; spoof && i < 3; i++) {
        solo->peer = victim();
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = 2 + i, .via = hand_branch(2 + i));
        solo_expect(solo, "SIP/2.0 200 ");
    }
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    unsigned n = solo_count(solo, "BYE ");
    solo_wait(solo, 33000000);
    n += solo_count(solo, "BYE ");
    solo_dry(solo);
    solo_free(solo);
    return n;
}

static void test_a_contact_elsewhere(void **state)
{
    (void)state;
    assert_int_equal(byes("<sip:eve@192.0.2.9:5070>", false), 11);
    assert_int_equal(byes("<sip:x@" VICTIM ">", false), 4);
    assert_int_equal(byes("<sip:x@" VICTIM ">", true), 4); /* its tag is not the victim's secret */
}

/* A callee that has answered from where it was called is known. */
static void test_a_callee(void **state)
{
    (void)state;
    static const char *const contacts[] = {"Contact: <sip:eve@192.0.2.9>\r\n",
                                           "Contact: <sip:x@" VICTIM ">\r\n"};
    for (unsigned i = 0; i < 2; i++) {
        struct solo *solo = solo_new(8, as_shipped);
        char invite[3000];
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        solo_respond(solo, invite, 200, "eve", contacts[i]);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_drain(solo);
        solo_wait(solo, 33000000);
        assert_int_equal(solo_count(solo, "BYE "), i ? 3 : 10);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* 3261:18.2.2, and why it is not kept by default. */
static void test_maddr(void **state)
{
    (void)state;
    static const struct {
        const char *maddr;
        uint8_t shipped, followed; /* the first byte of where the answer goes */
    } cases[] = {{VICTIM, 192, 198}, {"239.1.2.3", 192, 239}, {"192.0.2.9", 192, 192}};
    for (unsigned i = 0; i < 6; i++) {
        struct solo *solo = solo_new(8, i % 2 ? as_in_3261 : as_shipped);
        char via[100];
        snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5070;maddr=%s;branch=z9hG4bKa",
                 cases[i / 2].maddr);
        FEED(solo, .method = "OPTIONS", .via = via);
        assert_int_equal(solo->out[0].to.ip[0],
                         i % 2 ? cases[i / 2].followed : cases[i / 2].shipped);
        assert_int_equal(solo->out[0].to.port, 5070);
        FEED(solo, .via = via); /* and of a transaction */
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        assert_int_equal(solo->out[0].to.ip[0],
                         i % 2 ? cases[i / 2].followed : cases[i / 2].shipped);
        solo_free(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_invite_from_a_spoofed_source),
        cmocka_unit_test(test_a_refusal_without_ack),
        cmocka_unit_test(test_a_source_that_has_proved_itself),
        cmocka_unit_test(test_a_contact_elsewhere),
        cmocka_unit_test(test_a_callee),
        cmocka_unit_test(test_maddr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
