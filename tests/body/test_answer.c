/* Runs the offers of answers.md: each offer as it is, cut at every byte, and with each byte
 * replaced. All texts that are still offers are checked with the rules of rules.c. */
#include "cases_run.h"
#include "guard.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = {"OK",      "NOTHING", "FULL",     "ARGUMENT",
                                    "LINES",   "MEDIA",   "PROTOCOL", "PORT",
                                    "ADDRESS", "FORMAT",  "DIRECTION"};

static struct sf_sdp offer, answer;

static enum sf_sdp_code parse(const char *bytes, size_t length)
{
    return sf_sdp_parse(&offer, guarded(bytes, length), (struct sf_view){0, (uint32_t)length},
                        SF_SDP_LENIENT, NULL);
}

static const char *words_of(const struct test_case *test)
{
    return strcmp(test->key[0], "with") == 0 ? test->value[0] : "audio";
}

/* Null if the offer cannot be read, or the rules hold. */
static const char *broken(const struct test_case *test)
{
    struct kit kit, peer;
    kit_make(&kit, words_of(test));
    kit_make(&peer, "audio second video fax any-family");
    return rules_of_session(&kit, &peer, &offer);
}

/* ---- Keys ---- */

struct result {
    struct kit kit;
    enum sf_session_code code;
    struct sf_session_error error;
    char text[SF_LIMIT_MESSAGE_BYTES];
    size_t length;
};

static struct sf_str first_line(struct sf_view view)
{
    struct sf_str text = sf_sdp_str(&answer, view);
    const char *end = text.len ? memchr(text.p, '\r', text.len) : NULL;
    return end ? (struct sf_str){text.p, (size_t)(end - text.p)} : text;
}

static void join(struct sf_view run, char *out, size_t size)
{
    struct sf_view value;
    char type;
    size_t n = 0;
    for (*out = 0; sf_sdp_next_line(answer.base, &run, &type, &value) && n < size;)
        n += (size_t)snprintf(out + n, size - n, "%s%.*s", n ? " | " : "", (int)value.len,
                              answer.base + value.at);
}

static bool says_media(const char *key, uint32_t number, char *out, size_t size)
{
    if (!number || number > answer.media_count)
        return false;
    const struct sf_sdp_media *media = &answer.media[number - 1];
    struct sf_str line = first_line(media->whole);
    if (strcmp(key, "media") == 0)
        return snprintf(out, size, "%.*s", (int)line.len - 2, line.p + 2) > 0;
    if (strcmp(key, "attributes") == 0)
        join(media->attributes, out, size);
    else if (strcmp(key, "bandwidth") == 0)
        join(media->bandwidths, out, size);
    else
        return false;
    return true;
}

static bool says(const struct result *result, const char *key, char *out, size_t size)
{
    char word[40];
    unsigned number;
    if (strcmp(key, "code") == 0)
        return snprintf(out, size, "%s", codes[result->code]) > 0;
    if (strcmp(key, "what") == 0)
        return snprintf(out, size, "%s", result->error.what) > 0;
    if (strcmp(key, "warning") == 0)
        return snprintf(out, size, "%u", result->error.warning) > 0;
    if (strcmp(key, "where") == 0)
        return snprintf(out, size, "%d, line %u", result->error.media, result->error.line) > 0;
    if (strcmp(key, "medias") == 0)
        return snprintf(out, size, "%u", answer.media_count) > 0;
    if (strcmp(key, "times") == 0)
        join(answer.times, out, size);
    else if (strcmp(key, "text") == 0)
        escape(out, size, result->text, result->length);
    else if (sscanf(key, "%39s %u", word, &number) == 2)
        return says_media(word, number, out, size);
    else
        return false;
    return true;
}

/* ---- The tests ---- */

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[140000];
    static struct result result;
    assert_int_equal(parse(test->input, test->length), SF_SDP_OK);
    kit_make(&result.kit, words_of(test));
    result.code = sf_session_answer(&result.kit.local, &offer, NULL, result.text,
                                    sizeof result.text, &result.length, &result.error);
    assert_int_equal(result.error.code, result.code);
    assert_int_equal(sf_sdp_parse(&answer, result.text,
                                  (struct sf_view){0, (uint32_t)result.length}, SF_SDP_STRICT,
                                  NULL),
                     SF_SDP_OK);
    const char *wrong = broken(test);
    if (wrong)
        fail_msg("%s:%u: %s", test->file, test->line, wrong);
    for (unsigned i = strcmp(test->key[0], "with") == 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!says(&result, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s' here", test->file, test->key_line[i], key);
        if (strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.300s'", test->file, test->key_line[i], key,
                     value, actual);
    }
}

static void cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        for (size_t n = 0; n < cases[i].length && cases[i].length < 5000; n++) {
            const char *wrong = parse(cases[i].input, n) == SF_SDP_OK ? broken(&cases[i]) : NULL;
            if (wrong)
                fail_msg("%s:%u: cut to %zu bytes: %s", cases[i].file, cases[i].line, n, wrong);
        }
    }
}

static void change_everywhere(void **state)
{
    static const char letters[] = " \r\n/:0139az=\xff";
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        for (size_t n = 0; n < cases[i].length && cases[i].length < 1000; n++) {
            char was = cases[i].input[n];
            for (size_t k = 0; k < sizeof letters - 1; k++) {
                cases[i].input[n] = letters[k];
                const char *wrong =
                    parse(cases[i].input, cases[i].length) == SF_SDP_OK ? broken(&cases[i]) : NULL;
                if (wrong)
                    fail_msg("%s:%u: byte %zu is '%c': %s", cases[i].file, cases[i].line, n,
                             letters[k], wrong);
            }
            cases[i].input[n] = was;
        }
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest over_all[2] = {
        {"cut at every byte", cut_everywhere, NULL, NULL, NULL},
        {"every byte replaced", change_everywhere, NULL, NULL, NULL},
    };
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed += cases_run(argv[i], run_case, over_all);
    return failed != 0;
}
