/* A request that has several faults is refused for the one that is looked at first (3261:8.2); one
 * of a dialog that is refused takes its CSeq number with it (3261:12.2.2). */
#include "solo.h"

#include <stdio.h>

#include "sipfsm/session_timer.h"

#define REPLACES "Replaces: x@y;from-tag=1;to-tag=2\r\n"
#define BRIEF "Supported: timer\r\nSession-Expires: 10\r\n"
#define GOOD "Supported: 100rel, timer\r\n"

static struct sf_ua_session_timer timer;

static void strict(struct sf_ua_config *config)
{
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
    config->require_reliable = true;
}

static const char cut_short[] = "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x";
static const char parts[] = "multipart/mixed;boundary=x";

static void test_the_first_fault(void **state)
{
    static const struct {
        struct hand request;
        const char *response;
    } cases[] = {
        {{.method = "REGISTER", .uri = "urn:x"}, "SIP/2.0 405 "},
        {{.method = "REGISTER", .extra = REPLACES}, "SIP/2.0 405 "},
        {{.method = "OPTIONS", .uri = "urn:x", .extra = REPLACES}, "SIP/2.0 416 "},
        {{.method = "CANCEL", .extra = REPLACES}, "SIP/2.0 400 Unusable Replaces\r\n"},
        {{.extra = "Require: x\r\n"}, "SIP/2.0 420 "},
        {{.extra = BRIEF}, "SIP/2.0 421 "},
        {{.body = "a", .extra = "Supported: 100rel\r\nContent-Encoding: gzip\r\n" BRIEF},
         "SIP/2.0 422 "},
        {{.type = parts, .body = cut_short, .contact = "*", .extra = GOOD},
         "SIP/2.0 400 Multipart body cut short\r\n"},
        {{.contact = "*", .extra = GOOD}, "SIP/2.0 400 Malformed Contact\r\n"},
        {{.extra = GOOD "Replaces: x\r\n"}, "SIP/2.0 400 Unusable Replaces\r\n"},
        {{.method = "PRACK", .extra = "RAck: 1 1 INVITE\r\n"}, "SIP/2.0 481 "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, strict);
        solo_feed(solo, &cases[i].request);
        solo_expect(solo, cases[i].response);
        assert_int_equal(solo->events, 0);
        solo_assert_empty(solo);
        solo_free(solo);
    }
}

/* 3261:8.2.2.2 comes before 3261:8.2.2.3. */
static void test_a_merged_request_that_requires_something(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = NULL);
    FEED(solo, .via = hand_branch(2), .extra = "Require: x\r\n");
    solo_expect(solo, "SIP/2.0 482 ");
    solo_dry(solo);
    solo_free(solo);
}

/* Another request with its number is out of order, one with the next is not. */
static void test_the_number_of_what_is_refused(void **state)
{
    static const struct {
        struct hand request;
        const char *response;
    } cases[] = {
        {{.method = "OPTIONS", .extra = REPLACES}, "SIP/2.0 400 Unusable Replaces\r\n"},
        {{.method = "INVITE"}, "SIP/2.0 421 "},
        {{.method = "UPDATE", .extra = BRIEF}, "SIP/2.0 422 "},
        {{.method = "INVITE", .type = parts, .body = cut_short, .extra = GOOD}, "SIP/2.0 400 "},
        {{.method = "INVITE", .contact = "*", .extra = GOOD}, "SIP/2.0 400 Malformed Contact\r\n"},
        {{.method = "UPDATE", .contact = "*"}, "SIP/2.0 400 Malformed Contact\r\n"},
        {{.method = "PRACK", .extra = "RAck: 1 1 INVITE\r\n"}, "SIP/2.0 481 "},
        {{.method = "REGISTER"}, "SIP/2.0 405 "},
        {{.method = "OPTIONS", .uri = "urn:x"}, "SIP/2.0 416 "},
        {{.method = "OPTIONS", .extra = "Require: x\r\n"}, "SIP/2.0 420 "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, strict);
        char to[200];
        solo_answer_call(solo, &(struct hand){.body = "v=0\r\n", .extra = GOOD});
        snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
                 solo->dialog.text + solo->dialog.local_tag.at);
        struct hand request = cases[i].request;
        request.to = to;
        request.cseq = 5;
        request.via = hand_branch(5);
        solo_feed(solo, &request);
        solo_expect(solo, cases[i].response);
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = 5, .via = hand_branch(6));
        solo_expect(solo, "SIP/2.0 500 ");
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = 6, .via = hand_branch(7));
        solo_expect(solo, "SIP/2.0 200 ");
        FEED(solo, .method = "BYE", .to = to, .cseq = 7, .via = hand_branch(8));
        solo_expect(solo, "SIP/2.0 200 ");
        solo_dry(solo);
        solo_free(solo);
    }
}

/* 3261:21.5.7: headers that leave no room for an answer. The number counts. */
static void test_a_change_that_cannot_be_answered(void **state)
{
    static const char *const methods[] = {"UPDATE", "INVITE"};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        unsigned refused = 0;
        for (unsigned length = 7300; length < 7900; length += 10) {
            static char via[8100];
            char to[200];
            struct solo *solo = solo_new(2, NULL);
            solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
            snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
                     solo->dialog.text + solo->dialog.local_tag.at);
            int n = snprintf(via, sizeof via, "SIP/2.0/UDP h;branch=z9hG4bK-%u;x=", length);
            memset(via + n, 'y', length - (unsigned)n);
            via[length] = 0;
            FEED(solo, .method = methods[i], .via = via, .to = to, .cseq = 5);
            if (solo_counters(solo).rejected) { /* not one that is too long itself */
                solo_expect(solo, "SIP/2.0 513 ");
                refused++;
                FEED(solo, .method = "OPTIONS", .to = to, .cseq = 5, .via = hand_branch(6));
                solo_expect(solo, "SIP/2.0 500 ");
            }
            sf_ua_hangup(solo->ua, solo->now_us, solo->call);
            solo_dry(solo);
            solo_free(solo);
        }
        assert_true(refused > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_fault),
        cmocka_unit_test(test_a_merged_request_that_requires_something),
        cmocka_unit_test(test_the_number_of_what_is_refused),
        cmocka_unit_test(test_a_change_that_cannot_be_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
