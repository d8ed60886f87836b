/* What a restored dialog's requests say and where they go: route set, target, sequence numbers and
 * the secure flag are those of the dialog that was saved. One core against messages by hand. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define S 1000000u
#define ROUTES                                                                                     \
    "Record-Route: <sip:a,b@192.0.2.51;lr>, <sip:192.0.2.52;lr>\r\n"                               \
    "Record-Route: <sip:192.0.2.53;lr>\r\n"

static unsigned char record[1000];
static size_t record_bytes;

static void over_tls(struct sf_ua_config *config)
{
    config->local.transport = SF_TRANSPORT_TLS;
    config->local.port = 5061;
}

/* The call of `solo` in a core of its own; that of `solo` no longer exists. */
static struct solo *moved(struct solo *solo, void (*change)(struct sf_ua_config *))
{
    struct solo *next = solo_new(4, change);
    assert_int_equal(
        sf_dialog_save(solo->ua, solo->now_us, solo->call, 1, record, sizeof record, &record_bytes),
        SF_SNAPSHOT_OK);
    next->peer = solo->peer;
    next->core.random = 99;
    next->dialog = solo->dialog;
    memcpy(next->dialog_text, solo->dialog_text, sizeof next->dialog_text);
    next->dialog.text = next->dialog_text;
    solo_free(solo);
    assert_int_equal(
        sf_dialog_restore(next->ua, next->now_us, record, record_bytes, 1, 0, &next->call),
        SF_SNAPSHOT_OK);
    unsigned char again[sizeof record]; /* nothing is lost: the secure flag, say */
    size_t again_bytes;
    assert_int_equal(
        sf_dialog_save(next->ua, next->now_us, next->call, 1, again, sizeof again, &again_bytes),
        SF_SNAPSHOT_OK);
    assert_int_equal(again_bytes, record_bytes);
    assert_memory_equal(again, record, record_bytes);
    return next;
}

static const char *hang_up(struct solo *solo)
{
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    return solo_only(solo);
}

static void finish(struct solo *solo, const char *bye)
{
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

static void test_callee(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE",
                                          .extra = ROUTES,
                                          .cseq = 77,
                                          .contact = "<sip:eve@192.0.2.9:5070;line=1>"});
    solo = moved(solo, NULL);
    const char *bye = hang_up(solo);
    assert_memory_equal(bye, "BYE sip:eve@192.0.2.9:5070;line=1 SIP", 37);
    assert_int_equal(solo->out[0].to.ip[3], 51);
    assert_string_equal(nth_header(bye, "Route", 0),
                        "<sip:a,b@192.0.2.51;lr>,<sip:192.0.2.52;lr>,<sip:192.0.2.53;lr>");
    finish(solo, bye);
}

static void test_caller(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo = solo_new(4, NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", ROUTES "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_expect(solo, "ACK ");
    unsigned cseq = (unsigned)strtoul(header_in(invite, "CSeq"), NULL, 10);
    solo = moved(solo, NULL);
    const char *bye = hang_up(solo);
    assert_string_equal(nth_header(bye, "Route", 0),
                        "<sip:192.0.2.53;lr>,<sip:192.0.2.52;lr>,<sip:a,b@192.0.2.51;lr>");
    assert_int_equal(strtoul(header_in(bye, "CSeq"), NULL, 10), cseq + 1);
    assert_string_equal(header_in(bye, "Call-ID"), header_in(invite, "Call-ID"));
    assert_string_equal(header_in(bye, "From"), header_in(invite, "From"));
    assert_string_equal(tag_in(bye, "To"), "eve");
    finish(solo, bye);
}

/* 3261:12.2.2: a lower number of theirs gets 500, the next one is taken. */
static void test_remote_cseq(void **state)
{
    (void)state;
    char to[300];
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE", .cseq = 77});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog_text + solo->dialog.local_tag.at);
    solo = moved(solo, NULL);
    FEED(solo, .method = "BYE", .to = to, .cseq = 76, .via = hand_branch(30));
    solo_expect(solo, "SIP/2.0 500 ");
    FEED(solo, .method = "BYE", .to = to, .cseq = 78, .via = hand_branch(31));
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:12.1.1: a secure dialog says so with a SIPS Contact, over TLS. */
static void test_secure(void **state)
{
    (void)state;
    for (unsigned sips = 0; sips < 2; sips++) {
        struct solo *solo = solo_new(4, over_tls);
        solo->peer.transport = SF_TRANSPORT_TLS;
        solo_answer_call(solo, &(struct hand){.method = "INVITE",
                                              .uri = sips ? "sips:bob@10.0.0.2" : NULL,
                                              .contact = sips ? "<sips:eve@192.0.2.9>" : NULL,
                                              .via = "SIP/2.0/TLS 192.0.2.9;branch=z9hG4bK-1"});
        assert_int_equal(solo->dialog.secure, sips);
        solo = moved(solo, over_tls);
        const struct sf_change change = {
            .content = {.type = SF_STR("application/sdp"), .body = SF_STR("v=0\r\n")}};
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &change), SF_UA_OK);
        solo_drain(solo);
        const char *invite = solo_only(solo);
        assert_int_equal(solo->out[0].to.transport, SF_TRANSPORT_TLS);
        assert_int_equal(strncmp(header_in(invite, "Contact"), "<sips:", 6) == 0, sips);
        solo_free(solo);
    }
}

/* Another call takes the restored one's place (RFC 3891). */
static void test_replaced(void **state)
{
    (void)state;
    char line[1000], to[300];
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    solo = moved(solo, NULL);
    struct sf_call old = solo->call;
    struct sf_str id = sf_dialog_str(&solo->dialog, solo->dialog.call_id),
                  local = sf_dialog_str(&solo->dialog, solo->dialog.local_tag),
                  remote = sf_dialog_str(&solo->dialog, solo->dialog.remote_tag);
    snprintf(line, sizeof line, "Replaces: %.*s;to-tag=%.*s;from-tag=%.*s\r\n", (int)id.len, id.p,
             (int)local.len, local.p, (int)remote.len, remote.p);
    FEED(solo, .extra = line, .via = hand_branch(20), .call_id = "carol",
         .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->event[0].replaces.slot, old.slot);
    assert_int_equal(solo->event[0].replaces.generation, old.generation);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(21), .call_id = "carol", .to = to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
    solo_expect(solo, "BYE ");
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_callee),      cmocka_unit_test(test_caller),
        cmocka_unit_test(test_remote_cseq), cmocka_unit_test(test_secure),
        cmocka_unit_test(test_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
