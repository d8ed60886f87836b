/* Runs the stream cases of the Markdown files given on the command line: the input in one piece,
 * then in every two and three pieces, byte by byte and at random. What is reported must not depend
 * on the cuts, and a message is the bytes that went in. */
#include "cases_run.h"
#include "guard.h"
#include "sipfsm/stream.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = {"OK",        "NOT_SIP",    "CUT_SHORT",   "VERSION",
                                    "TOO_LARGE", "START_LINE", "HEADER_LINE", "HEADER_VALUE",
                                    "MISSING",   "REPEATED",   "CSEQ_METHOD", "URI"};
static const char *const events[] = {"MORE", "MESSAGE", "PING", "PONG", "ERROR"};
enum { LOG_EVENTS = 40 };

/* What was reported, in order, without the pointers. */
struct told {
    enum sf_stream_event event;
    uint64_t at;
    size_t length;
    struct sf_msg_error error;
    bool close;
};
struct log {
    unsigned count;
    struct told told[LOG_EVENTS];
    struct sf_msg_error end;
};

static char buffer[SF_LIMIT_MESSAGE_BYTES];
static struct sf_stream stream;

static void begin(struct log *log)
{
    memset(log, 0, sizeof *log);
    sf_stream_init(&stream, buffer, sizeof buffer);
}

/* Feeds a piece; false when nothing more can come. */
static bool feed(struct log *log, const struct test_case *test, const char *piece, size_t length)
{
    struct sf_stream_result result;
    enum sf_stream_event event;
    while ((event = sf_stream_feed(&stream, piece, length, &result)) != SF_STREAM_MORE) {
        assert_true(result.consumed <= length);
        assert_true(log->count < LOG_EVENTS);
        log->told[log->count++] =
            (struct told){event, result.at, result.message.len, result.error, result.close};
        if (result.message.p)
            assert_memory_equal(result.message.p, test->input + result.at, result.message.len);
        assert_true(event != SF_STREAM_ERROR || result.at + result.error.at <= test->length);
        if (event == SF_STREAM_ERROR && result.close)
            return false;
        piece += result.consumed;
        length -= result.consumed;
    }
    assert_int_equal(result.consumed, length);
    return true;
}

static void finish(struct log *log)
{
    sf_stream_end(&stream, &log->end);
}

static void same(const struct test_case *test, const struct log *a, const struct log *b,
                 const char *how, size_t i, size_t k)
{
    bool equal = a->count == b->count && a->end.code == b->end.code && a->end.at == b->end.at;
    for (unsigned n = 0; equal && n < a->count; n++) {
        const struct told *x = &a->told[n], *y = &b->told[n];
        equal = x->event == y->event && x->at == y->at && x->length == y->length &&
                x->error.code == y->error.code && x->error.at == y->error.at &&
                x->error.header == y->error.header && x->close == y->close;
    }
    if (!equal)
        fail_msg("%s:%u: told otherwise when cut %s at %zu and %zu", test->file, test->line, how, i,
                 k);
}

static void whole(struct log *log, const struct test_case *test)
{
    begin(log);
    feed(log, test, guarded(test->input, test->length), test->length);
    finish(log);
}

/* ---- The expectations ---- */

static const struct told *nth(const struct log *log, enum sf_stream_event event, unsigned n)
{
    for (unsigned i = 0; i < log->count; i++)
        if (log->told[i].event == event && n-- == 1)
            return &log->told[i];
    return NULL;
}

static bool says_error(const struct test_case *test, const struct sf_msg_error *error,
                       uint64_t base, const char *key, char *out, size_t size)
{
    if (!*key)
        snprintf(out, size, "%s", codes[error->code]);
    else if (strcmp(key, ".at") == 0) {
        size_t at = (size_t)base + error->at;
        if (at == test->length)
            snprintf(out, size, "(end)");
        else
            escape(out, size, test->input + at, test->length - at);
    } else if (strcmp(key, ".rule") == 0)
        snprintf(out, size, "%s", error->rule);
    else if (strcmp(key, ".clause") == 0)
        snprintf(out, size, "%s", error->clause);
    else if (strcmp(key, ".header") == 0)
        snprintf(out, size, "%s", sf_header_name(error->header).p);
    else
        return false;
    return true;
}

static bool says(const struct test_case *test, const struct log *log, const char *key, char *out,
                 size_t size)
{
    static struct sf_msg msg;
    const struct told *error = nth(log, SF_STREAM_ERROR, 1);
    unsigned n = 1;
    if (strcmp(key, "events") == 0) {
        size_t at = 0;
        out[0] = 0;
        for (unsigned i = 0; i < log->count; i++)
            at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " " : "",
                                   events[log->told[i].event]);
        return true;
    }
    if (sscanf(key, "length %u", &n) == 1 || sscanf(key, "verdict %u", &n) == 1 ||
        sscanf(key, "body %u", &n) == 1) {
        const struct told *told = nth(log, SF_STREAM_MESSAGE, n);
        if (!told)
            return false;
        enum sf_msg_code code = sf_msg_parse(&msg, test->input + told->at, told->length, NULL);
        if (*key == 'l')
            snprintf(out, size, "%zu", told->length);
        else if (*key == 'v')
            snprintf(out, size, "%s", codes[code]);
        else
            escape(out, size, msg.bytes + msg.body.at, msg.body.len);
        return true;
    }
    if (strncmp(key, "end", 3) == 0)
        return says_error(
            test, &log->end,
            log->count ? log->told[log->count - 1].at + log->told[log->count - 1].length : 0,
            key + 3, out, size);
    if (!error)
        return false;
    if (strncmp(key, "error", 5) == 0)
        return says_error(test, &error->error, error->at, key + 5, out, size);
    if (strcmp(key, "close") == 0)
        snprintf(out, size, "%s", error->close ? "yes" : "no");
    else if (strcmp(key, "answerable") == 0) { /* from the header section that the error brings */
        struct sf_msg_error why;
        if (!error->length)
            snprintf(out, size, "no");
        else
            snprintf(
                out, size, "%s",
                sf_msg_parse(&msg, test->input + error->at, error->length, &why) == SF_MSG_OK ||
                        (why.code == SF_MSG_CUT_SHORT && why.header == SF_HEADER_CONTENT_LENGTH) ||
                        why.answerable
                    ? "yes"
                    : "no");
    } else
        return false;
    return true;
}

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[140000];
    struct log log;
    whole(&log, test);
    for (unsigned i = 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!says(test, &log, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s' here", test->file, test->key_line[i], key);
        bool place = strstr(key, ".at");
        if (place ? strncmp(actual, value, strlen(value)) != 0 || !*value
                  : strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.200s'", test->file, test->key_line[i], key,
                     value, actual);
    }
}

/* ---- Cuts ---- */

static void in_pieces(const struct test_case *test, const struct log *expected, size_t first,
                      size_t second, const char *how)
{
    struct log log;
    begin(&log);
    if (feed(&log, test, guarded(test->input, first), first) &&
        feed(&log, test, guarded(test->input + first, second - first), second - first))
        feed(&log, test, guarded(test->input + second, test->length - second),
             test->length - second);
    finish(&log);
    same(test, expected, &log, how, first, second);
}

static void cut_everywhere(void **state)
{
    (void)state;
    struct log expected, log;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        whole(&expected, test);
        size_t step = test->length < 300 ? 1 : test->length < 1000 ? 7 : test->length / 50;
        for (size_t a = 0; a <= test->length; a += test->length < 1000 ? 1 : 37)
            in_pieces(test, &expected, a, a, "in two");
        for (size_t a = 0; a <= test->length; a += step)
            for (size_t b = a; b <= test->length; b += step)
                in_pieces(test, &expected, a, b, "in three");
        begin(&log);
        for (size_t n = 0; n < test->length && feed(&log, test, guarded(test->input + n, 1), 1);
             n++)
            ;
        finish(&log);
        same(test, &expected, &log, "into bytes", 0, 0);
    }
}

/* All cases in a row, the sound ones, in cuts of any size: one connection. */
static void a_connection(void **state)
{
    (void)state;
    struct test_case all = {.file = "all", .length = 0};
    static char bytes[400000];
    static const char *const seed = "cuts";
    struct log log, expected;
    for (unsigned first = 0; first < case_count; first += 4) {
        all.length = 0;
        for (unsigned i = first; i < first + 4 && i < case_count; i++) {
            struct log one;
            whole(&one, &cases[i]);
            if (one.end.code != SF_MSG_OK || nth(&one, SF_STREAM_ERROR, 1) ||
                cases[i].length > 90000)
                continue;
            memcpy(bytes + all.length, cases[i].input, cases[i].length);
            all.length += cases[i].length;
        }
        all.input = bytes;
        whole(&expected, &all);
        uint32_t random = (uint32_t)strlen(seed) + first;
        for (unsigned round = 0; round < 50; round++) {
            begin(&log);
            for (size_t at = 0, n; at < all.length; at += n) {
                random = random * 1664525 + 1013904223;
                n = 1 + (random >> 8) % (round % 2 ? 19 : 1700);
                n = n < all.length - at ? n : all.length - at;
                assert_true(feed(&log, &all, guarded(bytes + at, n), n));
            }
            finish(&log);
            same(&all, &expected, &log, "at random", round, first);
        }
    }
}

/* ---- What a case cannot say ---- */

#define HEAD                                                                                       \
    "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: "                      \
    "<sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n"                                           \
    "CSeq: 1 OPTIONS\r\n"

/* A message that lies whole in the fed bytes is not copied. */
static void in_place(void **state)
{
    (void)state;
    static const char bytes[] = "\r\n" HEAD "l: 2\r\n\r\nokrest";
    struct sf_stream_result result;
    sf_stream_init(&stream, buffer, sizeof buffer);
    assert_int_equal(sf_stream_feed(&stream, bytes, sizeof bytes - 1, &result), SF_STREAM_PONG);
    assert_int_equal(result.consumed, 2);
    assert_int_equal(sf_stream_feed(&stream, bytes + 2, sizeof bytes - 3, &result),
                     SF_STREAM_MESSAGE);
    assert_ptr_equal(result.message.p, bytes + 2);
    assert_int_equal(result.consumed, sizeof bytes - 1 - 2 - 4); /* the rest is the caller's */
    assert_int_equal(result.at, 2);
}

/* The buffer's size is the limit, and it holds for what would not have needed the buffer too. */
static void size_of_the_buffer(void **state)
{
    (void)state;
    static const char bytes[] = HEAD "l: 10\r\n\r\n0123456789";
    struct sf_stream_result result;
    for (size_t size = 0; size < sizeof bytes + 3; size++) {
        for (size_t cut = 1; cut < sizeof bytes; cut += cut < 20 ? 1 : 31) {
            char *room = malloc(size ? size : 1);
            assert_non_null(room);
            size_t at = 0, n = 0;
            enum sf_stream_event event = SF_STREAM_MORE;
            for (sf_stream_init(&stream, room, size);
                 at < sizeof bytes - 1 && event == SF_STREAM_MORE; at += n) {
                n = cut < sizeof bytes - 1 - at ? cut : sizeof bytes - 1 - at;
                event = sf_stream_feed(&stream, bytes + at, n, &result);
            }
            free(room);
            assert_int_equal(event, size >= sizeof bytes - 1 ? SF_STREAM_MESSAGE : SF_STREAM_ERROR);
            if (event == SF_STREAM_ERROR) {
                assert_int_equal(result.error.code, SF_MSG_TOO_LARGE);
                assert_string_equal(result.error.rule, "size of the buffer");
                assert_int_equal(result.close, size < sizeof bytes - 1 - 10);
            }
        }
    }
}

/* What cannot be gone on from stays so. */
static void sticky(void **state)
{
    (void)state;
    static const char bytes[] = HEAD "l: x\r\n\r\n", sound[] = HEAD "l: 0\r\n\r\n";
    struct sf_stream_result result;
    struct sf_msg_error error;
    sf_stream_init(&stream, buffer, sizeof buffer);
    assert_int_equal(sf_stream_feed(&stream, bytes, sizeof bytes - 1, &result), SF_STREAM_ERROR);
    assert_true(result.close);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sf_stream_feed(&stream, sound, sizeof sound - 1, &result),
                         SF_STREAM_ERROR);
        assert_int_equal(result.error.code, SF_MSG_HEADER_VALUE);
        assert_int_equal(result.consumed, 0);
        assert_null(result.message.p);
        assert_true(result.close);
    }
    assert_int_equal(sf_stream_end(&stream, &error), SF_MSG_HEADER_VALUE);
    sf_stream_init(&stream, buffer, sizeof buffer);
    assert_int_equal(sf_stream_feed(&stream, sound, sizeof sound - 1, &result), SF_STREAM_MESSAGE);
    assert_int_equal(sf_stream_feed(&stream, NULL, 0, &result), SF_STREAM_MORE);
    assert_int_equal(sf_stream_end(&stream, NULL), SF_MSG_OK);
}

/* A body of 4 GB less one is passed over without a byte of it being kept. */
static void the_largest_body(void **state)
{
    (void)state;
    static const char bytes[] = HEAD "Content-Length: 4294967295\r\n\r\n",
                      sound[] = HEAD "l: 0\r\n\r\n";
    static char zeros[1 << 20];
    struct sf_stream_result result;
    uint64_t left = 4294967295;
    sf_stream_init(&stream, buffer, sizeof buffer);
    assert_int_equal(sf_stream_feed(&stream, bytes, sizeof bytes - 1, &result), SF_STREAM_ERROR);
    assert_int_equal(result.error.code, SF_MSG_TOO_LARGE);
    assert_false(result.close);
    for (size_t n; left; left -= n) {
        n = left < sizeof zeros ? (size_t)left : sizeof zeros;
        assert_int_equal(sf_stream_end(&stream, NULL), SF_MSG_CUT_SHORT);
        assert_int_equal(sf_stream_feed(&stream, zeros, n, &result), SF_STREAM_MORE);
    }
    assert_int_equal(sf_stream_feed(&stream, sound, sizeof sound - 1, &result), SF_STREAM_MESSAGE);
    assert_int_equal(result.at, sizeof bytes - 1 + UINT64_C(4294967295));
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest over_all[2] = {
        {"cut everywhere", cut_everywhere, NULL, NULL, NULL},
        {"a connection", a_connection, NULL, NULL, NULL},
    };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(in_place),
        cmocka_unit_test(size_of_the_buffer),
        cmocka_unit_test(sticky),
        cmocka_unit_test(the_largest_body),
    };
    int failed = cmocka_run_group_tests(others, NULL, NULL);
    for (int i = 1; i < argc; i++)
        failed += cases_run(argv[i], run_case, over_all);
    return failed != 0;
}
