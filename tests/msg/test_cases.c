/* Runs the cases of the Markdown files given on the command line: each as it stands; then cut at
 * every byte; then with each byte replaced by each of some letters, or, after "--one-in N", by
 * every Nth of them, other ones for the next byte. The last two have no expectations of their own
 * beyond: no read past the end, every view inside, and a cut message never passes for a whole one.
 */
#include "cases_run.h"
#include "inspect.h"

#include <stdio.h>
#include <stdlib.h>

static struct result result;
static size_t stride = 1;

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[70000];
    assert_true(result_of(&result, test->kind, test->input, test->length));
    assert_true(result_inside(&result));
    for (unsigned i = 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!result_says(&result, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s'", test->file, test->key_line[i], key);
        /* A place is named by the text that begins there. */
        bool place = strcmp(key, "at") == 0 || strcmp(key, "check.at") == 0;
        if (place ? strncmp(actual, value, strlen(value)) != 0 || !*value
                  : strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.200s'", test->file, test->key_line[i], key,
                     value, actual);
    }
}

/* Parses a copy that is malloc'ed to size. */
static void parse_copy(const char *kind, const char *bytes, size_t length)
{
    char *copy = malloc(length ? length : 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, length);
    assert_true(result_of(&result, kind, copy, length));
    assert_true(result_inside(&result));
    free(copy);
}

static void cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        if (test->length > 5000 || strcmp(test->kind, "uri-pair") == 0)
            continue;
        bool message = strcmp(test->kind, "message") == 0;
        result_of(&result, test->kind, test->input, test->length);
        bool whole_ok = result.ok;
        size_t end = result.msg.length, body = result.msg.body.at;
        bool sized = result.msg.content_length >= 0;
        for (size_t n = 0; n < test->length; n++) {
            parse_copy(test->kind, test->input, n);
            if (!message || !whole_ok)
                continue;
            bool complete = n >= (sized ? end : body);
            if (result.ok != complete)
                fail_msg("%s:%u: cut to %zu bytes: verdict %d", test->file, test->line, n,
                         result.code);
            if (!complete && result.code != SF_MSG_CUT_SHORT && result.code != SF_MSG_NOT_SIP)
                fail_msg("%s:%u: cut to %zu bytes: code %d", test->file, test->line, n,
                         result.code);
        }
    }
}

static void change_everywhere(void **state)
{
    static const char letters[] = "\0\r\n \t\"<>,;:@[]\\%=?*a0\x7f\x80\xff";
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        if (test->length > 1500 || strcmp(test->kind, "uri-pair") == 0)
            continue;
        for (size_t n = 0; n < test->length; n++) {
            char was = test->input[n];
            for (size_t k = n % stride; k < sizeof letters - 1; k += stride) {
                test->input[n] = letters[k];
                parse_copy(test->kind, test->input, test->length);
            }
            test->input[n] = was;
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
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--one-in") == 0 && i + 1 < argc && atoi(argv[i + 1]) > 0) {
            stride = (size_t)atoi(argv[++i]);
            continue;
        }
        failed += cases_run(argv[i], run_case, over_all);
    }
    return failed != 0;
}
