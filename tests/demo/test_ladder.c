/* What the ladder draws, line by line, in ASCII and without colour unless the test is about them.
 */
#include "sipfsm/ladder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define INVITE                                                                                     \
    "INVITE sip:bob@127.0.0.1:52311 SIP/2.0\r\nVia: SIP/2.0/UDP "                                  \
    "127.0.0.1:41234;branch=z9hG4bKa\r\nMax-Forwards: 70\r\n"                                      \
    "From: <sip:alice@127.0.0.1>;tag=1\r\nTo: <sip:bob@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 "       \
    "INVITE\r\nContent-Length: 0\r\n\r\n"
#define RINGING                                                                                    \
    "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP 127.0.0.1:41234;branch=z9hG4bKa\r\nFrom: "            \
    "<sip:alice@127.0.0.1>;tag=1\r\n"                                                              \
    "To: <sip:bob@127.0.0.1>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"

static const uint8_t final_states[] = {0, 0, 1};
static const struct sf_fsm_type type = {
    .table = {.states = 3, .events = 2, .timers = 1, .rows = 1, .final = final_states}};
static const char *const states[] = {"Calling", "Proceeding", "Terminated"}, *const events[] = {
                                                                                 "timer A", "r1xx"};
static const struct sf_fsm_row_names rows[] = {
    {0}, {"Calling", "r1xx", "", "Proceeding", "tell_tu", "3261:17.1.1.2", 33}};
static const struct sf_fsm_names names = {
    .machine = "invite_client", .file = "a.fsm", .state = states, .event = events, .row = rows};

struct drawing {
    struct sf_ladder ladder;
    char *text;
    size_t length;
};

static struct drawing begin(struct sf_ladder_options options)
{
    struct drawing d = {0};
    return options.out = NULL, d.ladder.options = options, d;
}

/* The stream writes into the drawing, so it is opened in place. */
static void open_drawing(struct drawing *d)
{
    struct sf_ladder_options options = d->ladder.options;
    options.out = open_memstream(&d->text, &d->length);
    options.actor[0].name = "Alice";
    options.actor[0].address = "127.0.0.1:41234";
    options.actor[1].name = "Bob";
    options.actor[1].address = "127.0.0.1:52311";
    options.actor[2].name = "Carol";
    options.actor[2].address = "127.0.0.1:60123";
    options.start_us = 1000;
    sf_ladder_begin(&d->ladder, &options);
}

static void check(struct drawing *d, const char *wanted)
{
    FILE *out = d->ladder.options.out;
    fclose(out);
    assert_string_equal(d->text, wanted);
    free(d->text);
}

static void step(struct drawing *d, unsigned actor, const char *detail, struct sf_fsm_step s)
{
    s.type = &type;
    struct sf_ladder_step drawn = {
        .actor = actor, .machine = "invite_client", .detail = detail, .step = &s};
    sf_ladder_step(&d->ladder, &drawn);
}

static void message(struct drawing *d, uint64_t now_us, unsigned from, bool lost, const char *bytes)
{
    struct sf_ladder_message m = {.now_us = now_us,
                                  .from = from,
                                  .to = !from,
                                  .lost = lost,
                                  .bytes = bytes,
                                  .length = strlen(bytes)};
    sf_ladder_message(&d->ladder, &m);
}

#define HEAD "    ms Alice  127.0.0.1:41234                       Bob  127.0.0.1:52311\n"

static void draws_arrows(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.ascii = true});
    open_drawing(&d);
    message(&d, 1500, 0, false, INVITE);
    message(&d, 13000, 1, false, RINGING);
    message(&d, 501000, 0, false, INVITE);
    message(&d, 501000, 0, true, INVITE);
    message(&d, 501000, 1, true, RINGING);
    message(&d, 501000, 1, false, "\x1b[2J");
    message(&d, 501000, 0, false, "\r\n\r\n");
    message(&d, 501000, 1, false, "\r\n ");
    check(&d, HEAD "     0 |- INVITE sip:bob@127.0.0.1:52311 ----- 1 -->|\n"
                   "    12 |<- 180 Ringing ------------ CSeq 1 INVITE --|\n"
                   "   500 |- INVITE again ------------------ CSeq 1 -->|\n"
                   "   500 |- INVITE again --------- CSeq 1 --x lost    |\n"
                   "   500 |    lost x- 180 Ringing again -- 1 INVITE --|\n"
                   "   500 |<- not SIP, 4 bytes ------------------------|\n"
                   "   500 |- keep-alive, 4 bytes --------------------->|\n"
                   "   500 |<- not SIP, 3 bytes ------------------------|\n");
}

#define THREE                                                                                      \
    "    ms Alice  127.0.0.1:41234                       Bob  127.0.0.1:52311                   "  \
    "      Carol  127.0.0.1:60123\n"

static void message_between(struct drawing *d, unsigned from, unsigned to, bool lost,
                            const char *bytes)
{
    struct sf_ladder_message m = {.now_us = 1000,
                                  .from = from,
                                  .to = to,
                                  .lost = lost,
                                  .bytes = bytes,
                                  .length = strlen(bytes)};
    sf_ladder_message(&d->ladder, &m);
}

/* Between neighbours, and across one who has no part in it. */
static void draws_three(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.ascii = true, .actors = 3});
    open_drawing(&d);
    sf_ladder_know(&d.ladder, &type, &names);
    message_between(&d, 0, 1, false, INVITE);
    message_between(&d, 1, 2, false, INVITE);
    message_between(&d, 2, 0, false, RINGING);
    message_between(&d, 0, 2, false, INVITE);
    message_between(&d, 0, 2, true, INVITE);
    message_between(&d, 2, 1, true, RINGING);
    step(&d, 1, "", (struct sf_fsm_step){.now_us = 1000, .event = SF_FSM_STARTED});
    step(&d, 2, "INVITE",
         (struct sf_fsm_step){.now_us = 1000, .from = 0, .to = 1, .event = 1, .row = 1});
    sf_ladder_note(&d.ladder, 2000,
                   "a note that is as long as the picture is wide, and a few words longer than "
                   "that, so that it takes a second line for the rest of its words");
    check(&d, THREE "     0 |- INVITE sip:bob@127.0.0.1:52311 ----- 1 -->|                         "
                    "                   |\n"
                    "     0 |                                            |- INVITE sip:bob@127.0.0."
                    "1:52311 ----- 1 -->|\n"
                    "     0 |<- 180 Ringing -----------------------------+-------------------------"
                    "-- CSeq 1 INVITE --|\n"
                    "     0 |- INVITE sip:bob@127.0.0.1:52311 -----------+-------------------------"
                    "-------- CSeq 1 -->|\n"
                    "     0 |- INVITE again -----------------------------+------------------------ "
                    "CSeq 1 --x lost    |\n"
                    "     0 |                                            |    lost x- 180 Ringing -"
                    "-- CSeq 1 INVITE --|\n"
                    "       |                                            | invite_client Calling   "
                    "                   |\n"
                    "       |                                            |                         "
                    "                   | invite_client INVITE Calling -> Proceeding\n"
                    "     1 | a note that is as long as the picture is wide, and a few words longer"
                    " than that, so that it takes a second line for the rest of its\n"
                    "       | words                                      |                         "
                    "                   |\n");
}

static void draws_steps(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.ascii = true});
    open_drawing(&d);
    step(&d, 0, "", (struct sf_fsm_step){.now_us = 1000, .event = SF_FSM_STARTED});
    step(&d, 0, "", (struct sf_fsm_step){.now_us = 1000, .event = 0});
    sf_ladder_know(&d.ladder, &type, &names);
    step(&d, 0, "", (struct sf_fsm_step){.now_us = 1000, .event = SF_FSM_STARTED});
    step(&d, 0, "", (struct sf_fsm_step){.now_us = 501000, .event = 0});
    step(&d, 1, "",
         (struct sf_fsm_step){.now_us = 501000, .from = 0, .to = 1, .event = 1, .row = 1});
    step(&d, 1, "INVITE",
         (struct sf_fsm_step){.now_us = 501000, .from = 0, .to = 1, .event = 1, .row = 1});
    step(&d, 0, "",
         (struct sf_fsm_step){
             .now_us = 501000, .from = 1, .to = 1, .event = 1, .row = 1}); /* nothing new */
    step(&d, 0, "",
         (struct sf_fsm_step){
             .now_us = 501000, .from = 1, .to = 1, .event = 1, .outcome = SF_FSM_IMPOSSIBLE});
    check(&d, HEAD "     0 | invite_client state 0                      |\n"
                   "       | invite_client state 0 (event 0)            |\n"
                   "       | invite_client Calling                      |\n"
                   "   500 | invite_client Calling (timer A)            |\n"
                   "       |                                            | invite_client Calling -> "
                   "Proceeding (r1xx)\n"
                   "       |                                            | invite_client INVITE "
                   "Calling -> Proceeding\n"
                   "       | invite_client IMPOSSIBLE: Proceeding r1xx  |\n");
}

static void draws_dialogs_whole(void **state)
{
    (void)state;
    static struct sf_dialog dialog = {
        .role = SF_ROLE_UAS, .has_remote_cseq = true, .remote_cseq = 7, .secure = true};
    dialog.text = "0123456789012345678901234567890123456789tagsip:alice@127.0.0.1:41234";
    dialog.call_id = (struct sf_view){0, 40};
    dialog.local_tag = (struct sf_view){40, 3};
    dialog.local_uri = (struct sf_view){43, 25};
    struct drawing d = begin((struct sf_ladder_options){.ascii = true});
    open_drawing(&d);
    sf_ladder_dialog(&d.ladder, 1000, 0, &dialog, SF_DIALOG_CONFIRMED);
    check(&d, HEAD "       | +- dialog confirmed ---------------------+ |\n"
                   "       | | Call-ID       0123456789012345678901234| |\n"
                   "       | |               567890123456789          | |\n"
                   "       | | local tag     tag                      | |\n"
                   "       | | remote tag    none                     | |\n"
                   "       | | local URI     sip:alice@127.0.0.1:41234| |\n"
                   "       | | remote URI                             | |\n"
                   "       | | remote target none                     | |\n"
                   "       | | route set     empty                    | |\n"
                   "       | | local CSeq    none yet                 | |\n"
                   "       | | remote CSeq   7                        | |\n"
                   "       | | role          UAS                      | |\n"
                   "       | | secure        yes                      | |\n"
                   "       | +----------------------------------------+ |\n");
}

static void never_wider_than_it_says(void **state)
{
    (void)state;
    static char text[3000];
    struct drawing d = begin((struct sf_ladder_options){.ascii = true});
    memset(text, 'x', sizeof text - 1);
    open_drawing(&d);
    sf_ladder_note(&d.ladder, 1000, text);
    sf_ladder_verdict(&d.ladder, 1000, false, text);
    snprintf(text, sizeof text,
             "SIP/2.0 200 %0500d\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\nFrom: "
             "<sip:a@b>;tag=1\r\nTo: <sip:b@b>;tag=2\r\n"
             "Call-ID: 1\r\nCSeq: 2147483647 INVITE\r\nContent-Length: 0\r\n\r\n",
             0);
    message(&d, 1000, 1, false, text);
    step(&d, 1, "AVERYLONGMETHODNAMETHATSOMEBODYSENTUSTODAYANDNOTBEFORE",
         (struct sf_fsm_step){.now_us = 1, .from = 0, .to = 1, .event = 1});
    fclose(d.ladder.options.out);
    for (char *line = strtok(d.text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(strlen(line) <= SF_LADDER_COLUMNS);
    free(d.text);
}

/* Cut off, a note would say the half of what is wrong. */
static void says_words_whole(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.ascii = true});
    open_drawing(&d);
    sf_ladder_note(&d.ladder, 1000, "");
    sf_ladder_note(&d.ladder, 1000,
                   "moved 3 times, by 32000 ms: Alice still has 1 call, 2 invites, 3 dialogs, 4 "
                   "transactions, 5    timers, 6 blocks");
    sf_ladder_note(&d.ladder, 1000,
                   "           "
                   "0123456789012345678901234567890123456789012345678901234567890123456789012345678"
                   "901234567890123456789");
    sf_ladder_note(&d.ladder, 1000,
                   "0123456789012345678901234567890123456789012345678901234567890123456789012345678"
                   "901234567890");
    sf_ladder_note(&d.ladder, 1000,
                   "0123456789012345678901234567890123456789012345678901234567890123456789012345678"
                   "901234567890 \xc3\xa9");
    sf_ladder_verdict(&d.ladder, 1000, false,
                      "Alice: 1 dialog, confirmed and ended; Bob: 1 dialog, confirmed and ended; "
                      "nothing is left of them all");
    check(&d, HEAD
          "     0 |                                            |\n"
          "     0 | moved 3 times, by 32000 ms: Alice still has 1 call, 2 invites, 3 dialogs, 4 "
          "transactions, 5\n"
          "       | timers, 6 blocks                           |\n"
          "     0 |            "
          "01234567890123456789012345678901234567890123456789012345678901234567890123456789\n"
          "       | 01234567890123456789                       |\n"
          "     0 | "
          "01234567890123456789012345678901234567890123456789012345678901234567890123456789012"
          "34567890\n"
          "     0 | "
          "01234567890123456789012345678901234567890123456789012345678901234567890123456789012"
          "34567890\n"
          "       | \xc3\xa9                                          |\n"
          "FAILED: Alice: 1 dialog, confirmed and ended; Bob: 1 dialog, confirmed and ended; "
          "nothing is left of\n"
          "        them all\n");
}

static void no_control_bytes_without_colour(void **state)
{
    (void)state;
    for (int verbose = 0; verbose < 2; verbose++)
        for (int json = 0; json < 2; json++) {
            struct drawing d = begin((struct sf_ladder_options){
                .verbose = verbose, .form = json ? SF_LADDER_JSON : SF_LADDER_TEXT});
            open_drawing(&d);
            message(&d, 1000, 0, false,
                    "OPTIONS sip:\x1b[31m\x07\xc2\x9b\xff SIP/2.0\r\n\x1b]0;title\x07\r\n");
            sf_ladder_note(&d.ladder, 1000, "\x1b[1m\x7f");
            fclose(d.ladder.options.out);
            for (size_t i = 0; i < d.length; i++)
                assert_true(d.text[i] == '\n' ||
                            ((unsigned char)d.text[i] >= 0x20 && d.text[i] != 0x7f));
            assert_null(strstr(d.text, "\xc2\x9b"));
            free(d.text);
        }
}

static void verbose_marks_sent_and_received(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.ascii = true, .verbose = true});
    open_drawing(&d);
    struct sf_ladder_message m = {
        .now_us = 1000, .from = 0, .to = 1, .bytes = "a\r\n\x01", .length = 4};
    sf_ladder_message(&d.ladder, &m);
    sf_ladder_arrival(&d.ladder, &m);
    m.incoming = true;
    sf_ladder_message(&d.ladder, &m);
    check(&d, HEAD "     0 |- not SIP, 4 bytes ------------------------>|\n"
                   "         Alice > 4 bytes\n         > a\n         > \\x01\n"
                   "         Bob < 4 bytes\n         < a\n         < \\x01\n"
                   "     0 |- not SIP, 4 bytes ------------------------>|\n"
                   "         Bob < 4 bytes\n         < a\n         < \\x01\n");
}

static void json_is_escaped(void **state)
{
    (void)state;
    struct drawing d = begin((struct sf_ladder_options){.form = SF_LADDER_JSON});
    open_drawing(&d);
    sf_ladder_note(&d.ladder, 2000, "say \"a\\b\"\t\xc3\xa9\xff");
    sf_ladder_know(&d.ladder, &type, &names);
    step(&d, 1, "", (struct sf_fsm_step){.now_us = 1000, .from = 0, .to = 1, .event = 1, .row = 1});
    check(&d, "{\"time_us\":0,\"event\":\"begin\",\"actors\":[{\"name\":\"Alice\",\"address\":"
              "\"127.0.0.1:41234\"},"
              "{\"name\":\"Bob\",\"address\":\"127.0.0.1:52311\"}]}\n"
              "{\"time_us\":1000,\"event\":\"note\",\"text\":\"say "
              "\\\"a\\\\b\\\"\\t\xc3\xa9\\u00ff\"}\n"
              "{\"time_us\":0,\"event\":\"step\",\"actor\":\"Bob\",\"machine\":\"invite_client\","
              "\"from\":\"Calling\",\"to\":\"Proceeding\","
              "\"input\":\"r1xx\",\"outcome\":\"taken\",\"row\":1,\"final\":false,\"file\":\"a."
              "fsm\",\"line\":33,\"clause\":\"3261:17.1.1.2\"}\n");
}

#define REGISTER(response)                                                                         \
    "REGISTER sip:a SIP/2.0\r\nAuthorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", "   \
    "uri=\"sip:a\", response=" response "\r\nContent-Length: 0\r\n\r\n"

/* What could be attacked at home is shown only if that is asked for. */
static void hides_credentials(void **state)
{
    (void)state;
    for (unsigned form = 0; form < 2; form++) {
        for (unsigned shown = 0; shown < 2; shown++) {
            struct drawing d = begin((struct sf_ladder_options){.ascii = true,
                                                                .verbose = true,
                                                                .form = (enum sf_ladder_form)form,
                                                                .shows_credentials = shown != 0});
            open_drawing(&d);
            struct sf_ladder_message m = {.now_us = 1000,
                                          .to = 1,
                                          .bytes = REGISTER("\"0123abcd\""),
                                          .length = strlen(REGISTER("\"0123abcd\""))};
            sf_ladder_message(&d.ladder, &m);
            sf_ladder_arrival(&d.ladder, &m);
            fclose(d.ladder.options.out);
            assert_int_equal(strstr(d.text, "0123abcd") != NULL, shown);
            assert_int_equal(strstr(d.text, "response=***") != NULL, !shown);
            assert_non_null(strstr(d.text, "Content-Length: 0"));
            free(d.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_arrows),
        cmocka_unit_test(draws_three),
        cmocka_unit_test(hides_credentials),
        cmocka_unit_test(draws_steps),
        cmocka_unit_test(draws_dialogs_whole),
        cmocka_unit_test(never_wider_than_it_says),
        cmocka_unit_test(says_words_whole),
        cmocka_unit_test(no_control_bytes_without_colour),
        cmocka_unit_test(verbose_marks_sent_and_received),
        cmocka_unit_test(json_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
