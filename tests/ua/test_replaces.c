/* An INVITE that is to take the place of a call (RFC 3891). */
#include "solo.h"

#include <stdio.h>

static char invite[4000];

/* A Replaces field for the newest dialog of the core, as its other side knows it. */
static const char *replaces(const struct solo *solo, const char *more)
{
    static char line[1000];
    char value[500];
    size_t length = sf_dialog_replaces(&solo->dialog, value, sizeof value);
    /* The sender of the INVITE is not the dialog's other side, but knows what that knows: there the
     * tags stand the other way round. */
    assert_true(length > 0);
    struct sf_str local = sf_dialog_str(&solo->dialog, solo->dialog.local_tag),
                  remote = sf_dialog_str(&solo->dialog, solo->dialog.remote_tag),
                  id = sf_dialog_str(&solo->dialog, solo->dialog.call_id);
    char own[500];
    snprintf(own, sizeof own, "%.*s;to-tag=%.*s;from-tag=%.*s", (int)id.len, id.p, (int)remote.len,
             remote.p, (int)local.len, local.p);
    assert_int_equal(length, strlen(own));
    assert_memory_equal(own, value, length);
    snprintf(line, sizeof line, "Replaces: %.*s;to-tag=%.*s;from-tag=%.*s%s\r\n", (int)id.len, id.p,
             (int)local.len, local.p, (int)remote.len, remote.p, more);
    return line;
}

static void carol(struct solo *solo, const char *extra, unsigned branch)
{
    char id[30];
    snprintf(id, sizeof id, "carol-%u", branch);
    FEED(solo, .extra = extra, .via = hand_branch(branch), .call_id = id,
         .from = "<sip:carol@192.0.2.7>;tag=c");
}

/* Carol's call is accepted; her ACK comes. */
static void accept(struct solo *solo, unsigned branch)
{
    char id[30], to[300];
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    snprintf(id, sizeof id, "carol-%u", branch);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(branch + 1), .call_id = id, .to = to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
}

/* The BYE of the call that was replaced, and its end. */
static void test_confirmed(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    struct sf_call old = solo->call;
    carol(solo, replaces(solo, ""), 20);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    const struct sf_ua_event *event = NULL;
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_INCOMING)
            event = &solo->event[i];
    assert_non_null(event);
    assert_int_equal(event->replaces.generation, old.generation);
    assert_int_equal(event->replaces.slot, old.slot);
    accept(solo, 20);
    assert_int_equal(solo_count(solo, "BYE "), 1);
    char bye[4000];
    snprintf(bye, sizeof bye, "%.*s", (int)sizeof bye - 1, solo->out[0].text);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_ENDED)
            assert_int_equal(solo->event[i].call.slot, old.slot);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_free(solo);
}

/* 5407:3.1.4: a re-INVITE of the new call shows that its 2xx has arrived, as the ACK does. */
static void test_overtaken_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char to[300], bye[4000] = "";
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    FEED(solo, .extra = replaces(solo, ""), .via = hand_branch(20), .call_id = "carol-20",
         .from = "<sip:carol@192.0.2.7>;tag=c", .body = "v=0\r\n");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .via = hand_branch(30), .call_id = "carol-20", .to = to, .cseq = 2,
         .body = "v=0\r\n", .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 2);
    assert_int_equal(solo_count(solo, "BYE sip:eve@"), 1);
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            snprintf(bye, sizeof bye, "%.*s", (int)sizeof bye - 1, solo->out[i].text);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

/* 3891:3: a refused INVITE leaves the call as it was. */
static void test_refused(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    carol(solo, replaces(solo, ""), 20);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 403), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 403 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(solo_usage(solo).calls, 1);
    solo_free(solo);
}

static void test_early_only(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    carol(solo, replaces(solo, ";early-only"), 20);
    solo_expect(solo, "SIP/2.0 486 ");
    assert_true(*tag_in(solo_only(solo), "To"));
    char first[4000];
    snprintf(first, sizeof first, "%s", solo_only(solo));
    carol(solo, replaces(solo, ";early-only"), 20); /* a copy gets the same answer */
    assert_string_equal(solo_only(solo), first);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    solo_free(solo);
}

/* An early dialog of ours: it gets a CANCEL. One that the other side has begun: 481. */
static void test_early(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char to[300];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "bob", "Contact: <sip:bob@192.0.2.9>\r\n");
    carol(solo, replaces(solo, ";early-only"), 20);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    accept(solo, 20);
    assert_int_equal(solo_count(solo, "CANCEL "), 1);
    assert_int_equal(solo_count(solo, "BYE "), 0);
    assert_int_equal(solo_usage(solo).dialogs, 2);
    solo_respond(solo, invite, 487, "bob", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(solo->dialog.state, SF_DIALOG_TERMINATED);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);

    solo = solo_new(4, NULL);
    FEED(solo, .method = "INVITE");
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    carol(solo, replaces(solo, ""), 20);
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 1);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To")); /* hers is early as before */
    FEED(solo, .method = "ACK", .via = hand_branch(20), .call_id = "carol-20", .to = to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->dialog.state, SF_DIALOG_CONFIRMED);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(21), .to = to);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_free(solo);
}

/* The INVITE has forked, and one of its early dialogs is named: the CANCEL ends them all, but none
 * before the new call has its ACK. */
static void test_early_fork(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    const struct sf_call call = solo->call;
    solo_respond(solo, invite, 180, "dan", "Contact: <sip:dan@192.0.2.8>\r\n");
    solo_respond(solo, invite, 180, "bob", "Contact: <sip:bob@192.0.2.9>\r\n");
    carol(solo, replaces(solo, ""), 20);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->event[0].replaces.slot, call.slot);
    assert_int_equal(solo->event[0].replaces.generation, call.generation);
    assert_int_equal(solo_count(solo, "CANCEL "), 0);
    accept(solo, 20);
    assert_int_equal(solo_count(solo, "CANCEL "), 1);
    assert_int_equal(solo_count(solo, "BYE "), 0);
    solo_respond(solo, invite, 487, "proxy", NULL);
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    solo_free(solo);
}

/* Its BYE is out: the new call is not wanted either. */
static void test_ending(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    const char *line = replaces(solo, "");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    carol(solo, line, 20);
    solo_expect(solo, "SIP/2.0 603 ");
    solo_free(solo);
}

/* It names no dialog, two, or none that can be read; or the request is no INVITE. */
static void test_refusals(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char twice[2000];
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    snprintf(twice, sizeof twice, "%s%s", replaces(solo, ""), replaces(solo, ""));
    carol(solo, twice, 20);
    solo_expect(solo, "SIP/2.0 400 ");
    carol(solo, "Replaces: a@b;to-tag=1\r\n", 22);
    solo_expect(solo, "SIP/2.0 400 ");
    carol(solo, "Replaces: a@b;to-tag=1;from-tag=2\r\n", 24);
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "OPTIONS", .extra = "Replaces: a@b;to-tag=1;from-tag=2\r\n",
         .via = hand_branch(26), .call_id = "o");
    solo_expect(solo, "SIP/2.0 400 ");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    carol(solo, "Require: replaces\r\n", 28); /* the core serves it */
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_confirmed), cmocka_unit_test(test_overtaken_ack),
        cmocka_unit_test(test_refused),   cmocka_unit_test(test_early_only),
        cmocka_unit_test(test_early),     cmocka_unit_test(test_early_fork),
        cmocka_unit_test(test_ending),    cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
