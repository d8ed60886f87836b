/* Alice alone: a test plays the network and answers her INVITE by hand. Forks, repeats, races
 * (3261:13.2.2.4, 3261:9.1, 3261:12.1.2). */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S 1000000u

static char invite[2048];

static bool loses_all(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    (void)from;
    (void)bytes;
    return false;
}

static struct world *calling(void)
{
    struct world *world = world_new(NULL);
    world->passes = loses_all; /* Bob never hears of it */
    assert_int_equal(world_invite(world), SF_UA_OK);
    strcpy(invite, world->last_sent[0]);
    return world;
}

/* A response to a request of Alice's, with that To tag and further headers. */
static void answer_to(struct world *world, const char *request, const char *status_line,
                      const char *tag, const char *headers)
{
    char text[2048], via[512], from[256], to[256], call_id[128], cseq[64];
    snprintf(via, sizeof via, "%s", header_of(request, "Via"));
    snprintf(from, sizeof from, "%s", header_of(request, "From"));
    snprintf(to, sizeof to, "%s", header_of(request, "To"));
    snprintf(call_id, sizeof call_id, "%s", header_of(request, "Call-ID"));
    snprintf(cseq, sizeof cseq, "%s", header_of(request, "CSeq"));
    snprintf(
        text, sizeof text,
        "SIP/2.0 %s\nVia: %s\nFrom: %s\nTo: %s%s%s\nCall-ID: %s\nCSeq: %s\n%sContent-Length: 0\n\n",
        status_line, via, from, to, tag ? ";tag=" : "", tag ? tag : "", call_id, cseq,
        headers ? headers : "");
    world_feed(world, 0, text);
}

static void answer(struct world *world, const char *status_line, const char *tag)
{
    char contact[128];
    snprintf(contact, sizeof contact, "Contact: <sip:%s@192.0.2.9>\n", tag ? tag : "nobody");
    answer_to(world, invite, status_line, tag, contact);
}

static void end(struct world *world)
{
    world_run_dry(world);
    world_assert_empty(world, 0);
    world_free(world);
}

static void answer_last(struct world *world, const char *status_line)
{
    char request[2048];
    strcpy(request, world->last_sent[0]);
    answer_to(world, request, status_line, NULL, NULL);
}

static void test_two_forks_answer(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "180 Ringing", "left");
    answer(world, "180 Ringing", "right");
    assert_int_equal(world->agent[0].earlies, 2);
    answer(world, "200 OK", "right");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world_count_sent(world, 0, "ACK sip:right@192.0.2.9"), 1);
    /* the second to answer is acknowledged and ended (3261:13.2.2.4) */
    answer(world, "200 OK", "left");
    assert_int_equal(world_count_sent(world, 0, "ACK sip:left@192.0.2.9"), 1);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:left@192.0.2.9"), 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world->agent[0].confirms, 2); /* it is a dialog until the BYE is answered */
    assert_int_equal(world->agent[0].terminations, 0);
    answer_last(world, "200 OK");
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED],
                     0);              /* that dialog was not the application's */
    answer(world, "200 OK", "right"); /* a repeated 2xx: the ACK again */
    assert_int_equal(world_count_sent(world, 0, "ACK sip:right@192.0.2.9"), 2);
    answer(world, "200 OK", "left"); /* of a dialog that our BYE has ended: its ACK all the same */
    assert_int_equal(world_count_sent(world, 0, "ACK sip:left@192.0.2.9"), 2);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:left@192.0.2.9"), 1);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:right@192.0.2.9"), 1);
    answer_last(world, "200 OK");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    end(world);
}

static void test_ack_is_the_same_each_time(void **state)
{
    (void)state;
    struct world *world = calling();
    char ack[2048];
    answer(world, "200 OK", "bob");
    strcpy(ack, world->last_sent[0]);
    answer(world, "200 OK", "bob");
    assert_string_equal(ack, world->last_sent[0]);
    char via[256];
    snprintf(via, sizeof via, "%s", header_of(invite, "Via"));
    assert_string_not_equal(header_of(ack, "Via"), via); /* a branch of its own (3261:8.1.1.7) */
    assert_int_equal(strtoul(header_of(ack, "CSeq"), NULL, 10),
                     strtoul(header_of(invite, "CSeq"), NULL, 10));
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    answer_last(world, "481 Call Does Not Exist"); /* ends it as well (3261:15.1.1) */
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].last_status, 481);
    end(world);
}

static void test_early_fork_ends_with_the_invite(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "180 Ringing", "left");
    answer(world, "200 OK", "right");
    assert_int_equal(world->agent[0].terminations, 0);
    world_run(world, 33 * S);
    /* 64*T1 after the first 2xx (3261:13.2.2.4) */
    assert_int_equal(world->agent[0].terminations, 1);
    assert_true(sf_str_equal(
        sf_dialog_str(&world->agent[0].terminated, world->agent[0].terminated.remote_tag),
        SF_STR("left")));
    struct sf_ua_counters before, after;
    sf_ua_counters(world->agent[0].ua, &before);
    answer(world, "200 OK", "left"); /* later ones are stray */
    sf_ua_counters(world->agent[0].ua, &after);
    assert_int_equal(after.stray_responses, before.stray_responses + 1);
    sf_ua_hangup(world->agent[0].ua, world->now_us,
                 world->agent[0].call); /* the INVITE is over, the dialog is not */
    world_drain(world, 0);
    answer_last(world, "200 OK");
    end(world);
}

/* 3261:12.1: a dialog is made by 101 to 299, so a 100 makes none, whatever it bears. */
static void test_100_makes_no_dialog(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "100 Trying", "left");
    assert_int_equal(world->agent[0].earlies, 0);
    answer(world, "180 Ringing", "left");
    assert_int_equal(world->agent[0].earlies, 1);
    answer(world, "486 Busy Here", "left");
    end(world);
}

static void test_failure_ends_early_dialogs(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "183 Session Progress", "left");
    answer(world, "183 Session Progress", "left");
    answer(world, "180 Ringing", "right");
    answer(world, "180 Ringing", NULL); /* no To tag: no dialog */
    assert_int_equal(world->agent[0].earlies, 2);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_PROGRESS], 4);
    answer(world, "603 Decline", "left");
    assert_int_equal(world->agent[0].terminations, 2); /* 3261:12.3 */
    assert_int_equal(world->agent[0].last_status, 603);
    assert_true(strstr(world->last_sent[0], "ACK ") == world->last_sent[0]);
    char via[256];
    snprintf(via, sizeof via, "%s", header_of(invite, "Via"));
    assert_string_equal(header_of(world->last_sent[0], "Via"),
                        via); /* 3261:17.1.1.3: the INVITE's branch */
    answer(world, "603 Decline", "left");
    answer(world, "180 Ringing", "left");
    answer(world, "200 OK", "left");
    assert_int_equal(world_count_sent(world, 0, "ACK"), 2); /* one for each 603, none for the 200 */
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    end(world);
}

static void test_late_responses_after_a_2xx(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "200 OK", "bob");
    answer(world, "180 Ringing", "bob");
    answer(world, "486 Busy Here", "bob");
    assert_int_equal(
        world->agent[0].seen[SF_UA_EV_PROGRESS] + world->agent[0].seen[SF_UA_EV_FAILED], 0);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    answer_last(world, "100 Trying");
    answer_last(world, "100 Trying");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 0);
    world_run(world, 9 * S); /* Proceeding: the BYE every T2 (3261:17.1.2.2) */
    assert_int_equal(world_count_sent(world, 0, "BYE"), 4);
    answer_last(world, "200 OK");
    answer_last(world, "200 OK");
    answer_last(world, "100 Trying");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    end(world);
}

static void test_bye_proceeding_gives_up(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "200 OK", "bob");
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    answer_last(world, "100 Trying");
    world_run(world, 33 * S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].last_status, 408);
    end(world);
}

/* A 2xx that makes no dialog: its route set cannot be read. */
#define NO_DIALOG "Contact: <sip:bob@192.0.2.9>\nRecord-Route: sip:no.brackets\n"

static void test_2xx_without_room(void **state)
{
    (void)state;
    struct world *world = calling();
    answer_to(world, invite, "200 OK", "bob", NO_DIALOG);
    assert_int_equal(world_count_sent(world, 0, "ACK sip:bob@192.0.2.9"), 1);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:bob@192.0.2.9"), 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(world->agent[0].last_status, 503);
    assert_int_equal(world->agent[0].confirms, 0);
    end(world);
}

static void test_no_slot_for_another_fork(void **state)
{
    (void)state;
    struct world *world = calling();
    char tag[16];
    unsigned acks = 0;
    answer(world, "200 OK", "first");
    for (int i = 0; i < 30; i++) { /* more forks than the pool has dialogs */
        snprintf(tag, sizeof tag, "fork%d", i);
        answer(world, "200 OK", tag);
    }
    for (int i = 0; i < 30; i++) {
        char line[64];
        snprintf(line, sizeof line, "ACK sip:fork%d@", i);
        acks += world_sent(world, 0, line);
    }
    assert_int_equal(
        acks,
        /* each is acknowledged, with or without a slot (3261:13.2.2.4); the log ends at 64 lines */
        30);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    unsigned sent = world->sent[0];
    answer(world, "200 OK",
           "fork29"); /* a repeat of one that was refused: an ACK, no further BYE */
    assert_int_equal(world->sent[0], sent + 1);
    assert_memory_equal(world->last_sent[0], "ACK sip:fork29@", 15);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    end(world);
}

static void test_cancel_details(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "180 Ringing", "bob");
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    const char *cancel = world->last_sent[0];
    char via[256], from[128], to[128], call_id[64], max_forwards[8];
    assert_true(strncmp(cancel, "CANCEL sip:bob@10.0.0.2:5060 SIP/2.0\r\n", 38) == 0);
    snprintf(via, sizeof via, "%s", header_of(invite, "Via"));
    snprintf(from, sizeof from, "%s", header_of(invite, "From"));
    snprintf(to, sizeof to, "%s", header_of(invite, "To"));
    snprintf(call_id, sizeof call_id, "%s", header_of(invite, "Call-ID"));
    snprintf(max_forwards, sizeof max_forwards, "%s", header_of(cancel, "Max-Forwards"));
    assert_string_equal(header_of(cancel, "Via"), via); /* 3261:9.1 */
    assert_string_equal(header_of(cancel, "From"), from);
    assert_string_equal(header_of(cancel, "To"), to);
    assert_string_equal(header_of(cancel, "Call-ID"), call_id);
    assert_int_equal(strtoul(header_of(cancel, "CSeq"), NULL, 10),
                     strtoul(header_of(invite, "CSeq"), NULL, 10));
    assert_non_null(strstr(header_of(cancel, "CSeq"), " CANCEL"));
    answer(world, "180 Ringing", "bob");
    answer(world, "100 Trying", NULL);
    assert_int_equal(world_count_sent(world, 0, "CANCEL"), 1);
    answer(world, "487 Request Terminated", "bob");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    end(world);
}

static void test_cancel_held_then(void **state)
{
    (void)state;
    static const struct {
        const char *status;
        const char *sends;
        unsigned failed;
    } cases[] = {{"100 Trying", "CANCEL", 0},
                 {"180 Ringing", "CANCEL", 0},
                 {"200 OK", "BYE", 0},
                 {"404 Not Found", "ACK", 1}};
    for (unsigned i = 0; i < 4; i++) {
        struct world *world = calling();
        sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        assert_int_equal(world->sent[0], 1);
        answer(world, cases[i].status, "bob");
        assert_true(world_sent(world, 0, cases[i].sends));
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], cases[i].failed);
        end(world);
    }
    struct world *world = calling(); /* and nothing at all: timer B */
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_run(world, 33 * S);
    assert_int_equal(world->agent[0].last_status, 408);
    assert_false(world_sent(world, 0, "CANCEL"));
    end(world);
    world = calling();
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    sf_ua_send_failed(world->agent[0].ua, world->now_us,
                      (uint64_t)1 << 32); /* the first transaction's token */
    world_drain(world, 0);
    assert_int_equal(world->agent[0].last_status, 503);
    end(world);
}

static void bye_of_bob(struct world *world)
{
    char bye[1024], from[128], call_id[64];
    snprintf(from, sizeof from, "%s", header_of(invite, "From"));
    snprintf(call_id, sizeof call_id, "%s", header_of(invite, "Call-ID"));
    snprintf(bye, sizeof bye,
             "BYE sip:alice@10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKb\nFrom: "
             "<sip:bob@10.0.0.2:5060>;tag=bob\nTo: %s\nCall-ID: %s\nCSeq: 1 BYE\nMax-Forwards: "
             "70\nContent-Length: 0\n\n",
             from, call_id);
    world_feed(world, 0, bye);
}

static void test_bye_in_an_early_dialog(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "180 Ringing", "bob");
    bye_of_bob(world); /* a callee may not do this (15), and gets a 200 for it: the dialog is over,
                          the INVITE is not */
    assert_true(world_sent(world, 0, "SIP/2.0 200 OK"));
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 0);
    answer(world, "486 Busy Here", "bob");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    end(world);
}

/* The callee waited 64*T1 for the ACK and hung up (3261:13.3.1.4); his BYE overtook copies of his
 * own responses. */
static void test_bye_overtakes_the_2xx(void **state)
{
    (void)state;
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        struct world *world = calling();
        answer(world, "180 Ringing", "bob");
        bye_of_bob(world);
        if (cancelled)
            assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                             SF_UA_OK);
        answer(world, "180 Ringing", "bob");
        assert_int_equal(world->agent[0].earlies, 1); /* its dialog does not come back, */
        answer(world, "200 OK", "bob");
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED],
                         0); /* and nobody talks to a callee who has left */
        assert_int_equal(world_count_sent(world, 0, "ACK sip:bob@192.0.2.9"), 1);
        answer(world, "200 OK", "bob"); /* each copy is acknowledged (3261:13.2.2.4) */
        assert_int_equal(world_count_sent(world, 0, "ACK sip:bob@192.0.2.9"), 2);
        world_run(world, 33 * S); /* another fork might have answered */
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
        assert_int_equal(world->agent[0].last_status, 487);
        end(world);
    }
}

static void test_late_send_errors_are_ignored(void **state)
{
    (void)state;
    struct world *world = calling();
    uint64_t token = (uint64_t)1 << 32;
    answer(world, "180 Ringing", "bob");
    sf_ua_send_failed(world->agent[0].ua, world->now_us, token);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0); /* a copy did arrive */
    answer(world, "200 OK", "bob");
    sf_ua_send_failed(world->agent[0].ua, world->now_us, token);
    world_drain(world, 0);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    answer_last(world, "200 OK");
    end(world);

    world = calling(); /* but an ACK that cannot be sent ends the transaction (6026:8.4), and the
                          application hears of it (3261:17.1.4) */
    answer(world, "486 Busy Here", "bob");
    sf_ua_send_failed(world->agent[0].ua, world->now_us, token);
    world_drain(world, 0);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_TROUBLE], 1);
    assert_int_equal(world->agent[0].last_status, 503);
    world_assert_empty(world, 0);
    end(world);
}

/* The call ends once. A later answer of another fork belongs to no call: it is acknowledged, ended
 * with a BYE, and not reported. */
static void test_a_fork_answers_when_the_call_is_over(void **state)
{
    (void)state;
    static const struct {
        const char *first; /* how the first 2xx finds the call */
        unsigned ended, failed;
    } cases[] = {
        {"ended by Bob", 1, 0}, {"cancelled", 1, 0}, {"hung up", 1, 0}, {"without room", 0, 1}};
    for (unsigned i = 0; i < 4; i++) {
        struct world *world = calling();
        answer(world, "180 Ringing", "left");
        if (i == 1)
            sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        answer_to(world, invite, "200 OK", "bob",
                  i == 3 ? NO_DIALOG : "Contact: <sip:bob@192.0.2.9>\n");
        if (i == 0)
            bye_of_bob(world);
        if (i == 2)
            sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        if (i == 1 || i == 2)
            answer_last(world, "200 OK"); /* to our BYE */
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], cases[i].ended);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], cases[i].failed);
        answer(world, "200 OK", "left");
        assert_int_equal(world_count_sent(world, 0, "ACK sip:left@192.0.2.9"), 1);
        assert_int_equal(world_count_sent(world, 0, "BYE sip:left@192.0.2.9"), 1);
        answer_last(world, "200 OK");
        if (world->agent[0].seen[SF_UA_EV_ENDED] != cases[i].ended)
            print_message("the first 2xx was %s: ENDED %u times\n", cases[i].first,
                          world->agent[0].seen[SF_UA_EV_ENDED]);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], cases[i].ended);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], cases[i].failed);
        end(world);
    }
}

/* 3261:13.2.2.4: one callee has left before his 2xx came; the other's makes the call. */
static void test_another_fork_answers_after_a_dialog_is_over(void **state)
{
    (void)state;
    for (int early = 0; early < 2; early++) {
        struct world *world = calling();
        if (early)
            answer(world, "180 Ringing", "left");
        answer(world, "180 Ringing", "bob");
        bye_of_bob(world);
        answer(world, "200 OK", "bob");
        assert_int_equal(world_count_sent(world, 0, "ACK sip:bob@192.0.2.9"), 1);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0);
        answer(world, "200 OK", "left");
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
        assert_int_equal(world_count_sent(world, 0, "ACK sip:left@192.0.2.9"), 1);
        assert_false(world_sent(world, 0, "BYE"));
        sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        answer_last(world, "200 OK");
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0);
        end(world);
    }
}

/* The same, and the application does not wait: what is answered then is ended. */
static void test_hangup_after_the_2xx_of_a_dialog_that_is_over(void **state)
{
    (void)state;
    struct world *world = calling();
    answer(world, "180 Ringing", "bob");
    bye_of_bob(world);
    answer(world, "200 OK", "bob");
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    assert_int_equal(world->agent[0].last_status, 487);
    answer(world, "200 OK", "left");
    assert_int_equal(world_count_sent(world, 0, "ACK sip:left@192.0.2.9"), 1);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:left@192.0.2.9"), 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 0);
    answer_last(world, "200 OK");
    end(world);
}

/* 3261:13.2.2.4: the first 2xx makes the call, of a ninth callee too. The early dialog that made
 * room is as new if it is answered later. */
static void test_the_ninth_of_nine_forks_answers(void **state)
{
    (void)state;
    struct world *world = calling();
    char tag[16];
    for (int i = 0; i < 9; i++) {
        snprintf(tag, sizeof tag, "fork%d", i);
        answer(world, "180 Ringing", tag);
    }
    assert_int_equal(world->agent[0].earlies, 8);
    answer(world, "200 OK", "fork8");
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world_count_sent(world, 0, "ACK sip:fork8@192.0.2.9"), 1);
    assert_false(world_sent(world, 0, "BYE"));
    assert_int_equal(world->agent[0].terminations, 1);
    for (int i = 0; i < 8; i++) { /* all others too: each is acknowledged and ended */
        char line[64];
        snprintf(tag, sizeof tag, "fork%d", i);
        answer(world, "200 OK", tag);
        snprintf(line, sizeof line, "ACK sip:%s@192.0.2.9", tag);
        assert_int_equal(world_count_sent(world, 0, line), 1);
        snprintf(line, sizeof line, "BYE sip:%s@192.0.2.9", tag);
        assert_int_equal(world_count_sent(world, 0, line), 1);
    }
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    assert_int_equal(world_count_sent(world, 0, "BYE sip:fork8@192.0.2.9"), 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_forks_answer),
        cmocka_unit_test(test_ack_is_the_same_each_time),
        cmocka_unit_test(test_early_fork_ends_with_the_invite),
        cmocka_unit_test(test_100_makes_no_dialog),
        cmocka_unit_test(test_failure_ends_early_dialogs),
        cmocka_unit_test(test_late_responses_after_a_2xx),
        cmocka_unit_test(test_bye_proceeding_gives_up),
        cmocka_unit_test(test_2xx_without_room),
        cmocka_unit_test(test_no_slot_for_another_fork),
        cmocka_unit_test(test_cancel_details),
        cmocka_unit_test(test_cancel_held_then),
        cmocka_unit_test(test_bye_in_an_early_dialog),
        cmocka_unit_test(test_bye_overtakes_the_2xx),
        cmocka_unit_test(test_another_fork_answers_after_a_dialog_is_over),
        cmocka_unit_test(test_hangup_after_the_2xx_of_a_dialog_that_is_over),
        cmocka_unit_test(test_the_ninth_of_nine_forks_answers),
        cmocka_unit_test(test_late_send_errors_are_ignored),
        cmocka_unit_test(test_a_fork_answers_when_the_call_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
