/* Runs the multipart cases of the Markdown files given on the command line: each as it stands; cut
 * at every byte; with each byte replaced. The Content-Type stands in front of the body, as it does
 * in a message. */
#include "cases_run.h"
#include "guard.h"
#include "sipfsm/multipart.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = {"OK",           "END",       "CONTENT_TYPE", "BOUNDARY",
                                    "NO_PART",      "CUT_SHORT", "LINE_END",     "HEADER_LINE",
                                    "HEADER_VALUE", "REPEATED",  "TOO_LARGE"};

struct input {
    const char *base;
    size_t length;
    struct sf_view content_type, body;
    struct sf_multipart_error error; /* of sf_multipart_check */
};

static void parse(struct input *in, const char *content_type, const char *bytes, size_t length)
{
    static char text[GUARDED_BYTES];
    size_t n = strlen(content_type);
    memcpy(text, content_type, n);
    memcpy(text + n, "\r\n\r\n", 4);
    if (length)
        memcpy(text + n + 4, bytes, length);
    in->length = n + 4 + length;
    in->base = guarded(text, in->length);
    in->content_type = (struct sf_view){0, (uint32_t)n};
    in->body = (struct sf_view){(uint32_t)n + 4, (uint32_t)length};
    sf_multipart_check(in->base, in->content_type, in->body, &in->error);
}

/* ---- What must hold of any body ---- */

static void within(struct sf_view inner, struct sf_view outer)
{
    if (inner.at || inner.len)
        assert_true(inner.at >= outer.at &&
                    (uint64_t)inner.at + inner.len <= (uint64_t)outer.at + outer.len);
}

static void error_holds(const struct input *in, const struct sf_multipart_error *error)
{
    assert_true(error->at <= in->length);
    assert_true(error->rule && error->clause);
    if (error->code != SF_MULTIPART_OK && error->code != SF_MULTIPART_END)
        assert_true(error->rule[0] && error->clause[0]);
}

static enum sf_multipart_code walk(const struct input *in, struct sf_multipart *multipart,
                                   struct sf_multipart_error *error)
{
    struct sf_part part;
    enum sf_multipart_code code = multipart->error.code;
    uint32_t past = multipart->whole.at;
    while (code == SF_MULTIPART_OK &&
           (code = sf_multipart_next(multipart, &part, error)) == SF_MULTIPART_OK) {
        within(part.whole, multipart->whole);
        within(part.body, part.whole);
        assert_true(part.whole.at > past);
        past = part.whole.at + part.whole.len;
        assert_true(part.body.at + part.body.len == past);
        for (uint32_t i = 0; i < part.header_count; i++) {
            within(part.header[i].name, part.whole);
            within(part.header[i].value, part.whole);
            assert_true(part.header[i].name.len > 0 &&
                        part.header[i].value.at > part.header[i].name.at);
        }
        if (sf_part_is_multipart(in->base, &part)) {
            struct sf_multipart inner;
            sf_multipart_enter(&inner, multipart, &part, error);
            if ((code = walk(in, &inner, error)) != SF_MULTIPART_END)
                return code;
            code = SF_MULTIPART_OK;
        }
    }
    error_holds(in, error);
    struct sf_multipart_error again;
    assert_int_equal(sf_multipart_next(multipart, &part, &again),
                     multipart->error.code); /* it stays */
    return code;
}

static void holds(const struct input *in)
{
    struct sf_multipart multipart;
    struct sf_multipart_error error;
    sf_multipart_begin(&multipart, in->base, in->content_type, in->body, &error);
    enum sf_multipart_code code = walk(in, &multipart, &error);
    assert_int_equal(code == SF_MULTIPART_END ? SF_MULTIPART_OK : code, in->error.code);
    if (in->error.code != SF_MULTIPART_OK)
        assert_int_equal(error.at, in->error.at);
    error_holds(in, &in->error);
}

/* ---- Keys ---- */

static void says_view(const struct input *in, struct sf_view view, char *out, size_t size)
{
    struct sf_str text = sf_view_str(in->base, view);
    if (text.p)
        escape(out, size, text.p, text.len);
    else
        snprintf(out, size, "(absent)");
}

static bool says_part(const struct input *in, const struct sf_part *part, const char *key,
                      char *out, size_t size)
{
    const struct {
        const char *key;
        struct sf_view view;
    } views[] = {
        {"body", part->body},
        {"whole", part->whole},
        {"content_type", part->content_type},
        {"content_disposition", part->content_disposition},
        {"content_id", part->content_id},
        {"content_transfer_encoding", part->content_transfer_encoding},
        {"content_description", part->content_description},
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (strcmp(key, views[i].key) == 0) {
            says_view(in, views[i].view, out, size);
            return true;
        }
    }
    if (strcmp(key, "headers") == 0)
        return snprintf(out, size, "%u", part->header_count) > 0;
    if (strncmp(key, "header ", 7) == 0) {
        struct sf_str value = sf_part_value(in->base, part, sf_str_of(key + 7));
        if (value.p)
            escape(out, size, value.p, value.len);
        else
            snprintf(out, size, "(absent)");
        return true;
    }
    return false;
}

/* "2.body": of the second part; "2.1.body": of the first part of the second. */
static bool says_path(const struct input *in, struct sf_multipart *multipart, const char *key,
                      char *out, size_t size)
{
    static struct sf_part part;
    struct sf_multipart inner;
    char *dot;
    unsigned long n = strtoul(key, &dot, 10);
    if (*dot != '.')
        return false;
    while (n--)
        if (sf_multipart_next(multipart, &part, NULL) != SF_MULTIPART_OK)
            return false;
    if (dot[1] < '0' || dot[1] > '9')
        return says_part(in, &part, dot + 1, out, size);
    return sf_multipart_enter(&inner, multipart, &part, NULL) == SF_MULTIPART_OK &&
           says_path(in, &inner, dot + 1, out, size);
}

static bool says(const struct input *in, const char *key, char *out, size_t size)
{
    struct sf_multipart multipart;
    struct sf_part part;
    sf_multipart_begin(&multipart, in->base, in->content_type, in->body, NULL);
    if (strcmp(key, "verdict") == 0)
        return snprintf(out, size, "%s", codes[in->error.code]) > 0;
    if (strcmp(key, "at") == 0) {
        if (in->error.at == in->length)
            snprintf(out, size, "(end)");
        else
            escape(out, size, in->base + in->error.at, in->length - in->error.at);
        return true;
    }
    if (strcmp(key, "rule") == 0)
        return snprintf(out, size, "%s", in->error.rule) > 0;
    if (strcmp(key, "clause") == 0)
        return snprintf(out, size, "%s", in->error.clause) > 0;
    if (strncmp(key, "part ", 5) == 0)
        return says_path(in, &multipart, key + 5, out, size);
    while (sf_multipart_next(&multipart, &part, NULL) == SF_MULTIPART_OK)
        ;
    if (strcmp(key, "parts") == 0)
        return snprintf(out, size, "%u", multipart.parts) > 0;
    if (strcmp(key, "boundary") == 0)
        return snprintf(out, size, "%.*s", (int)multipart.boundary_length, multipart.boundary) >= 0;
    if (strcmp(key, "preamble") == 0 || strcmp(key, "epilogue") == 0) {
        says_view(in, *key == 'p' ? multipart.preamble : multipart.epilogue, out, size);
        return true;
    }
    return false;
}

static const char *content_type_of(const struct test_case *test)
{
    return strcmp(test->key[0], "with") == 0 ? test->value[0] : "multipart/mixed;boundary=b1";
}

/* ---- The tests ---- */

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[140000];
    struct input in;
    parse(&in, content_type_of(test), test->input, test->length);
    holds(&in);
    for (unsigned i = strcmp(test->key[0], "with") == 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!says(&in, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s' here", test->file, test->key_line[i], key);
        bool place = strcmp(key, "at") == 0;
        if (place ? strncmp(actual, value, strlen(value)) != 0 || !*value
                  : strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.200s'", test->file, test->key_line[i], key,
                     value, actual);
    }
}

/* A sound body, cut anywhere before its close delimiter is whole, is not sound. */
static void cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        struct input in;
        if (test->length > 5000)
            continue;
        parse(&in, content_type_of(test), test->input, test->length);
        bool sound = in.error.code == SF_MULTIPART_OK;
        struct sf_multipart multipart;
        struct sf_part part;
        sf_multipart_begin(&multipart, in.base, in.content_type, in.body, NULL);
        while (sf_multipart_next(&multipart, &part, NULL) == SF_MULTIPART_OK)
            ;
        size_t closed = multipart.next - in.body.at, before = in.body.at;
        for (size_t n = 0; n < test->length; n++) {
            parse(&in, content_type_of(test), test->input, n);
            holds(&in);
            if (!sound)
                continue;
            size_t kept = n, length = multipart.boundary_length;
            while (kept && strchr("\r\n \t", test->input[kept - 1]))
                kept--; /* padding, and the end of the line, may be missing */
            bool closes = kept >= length + 4 && memcmp(test->input + kept - 2, "--", 2) == 0 &&
                          memcmp(test->input + kept - 2 - length, multipart.boundary, length) == 0;
            if (n >= closed)
                assert_int_equal(in.error.code, SF_MULTIPART_OK);
            else if (in.error.code == SF_MULTIPART_OK && !closes)
                fail_msg("%s:%u: sound when cut to %zu of %zu bytes", test->file, test->line, n,
                         test->length);
            else if (in.error.code != SF_MULTIPART_OK) {
                assert_true(in.error.code == SF_MULTIPART_CUT_SHORT ||
                            in.error.code == SF_MULTIPART_NO_PART);
                assert_int_equal(in.error.at, before + n);
            }
        }
    }
}

static void change_everywhere(void **state)
{
    static const char letters[] = "\0\r\n \t-:b1\"\\;\x7f\xff";
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        struct input in;
        if (test->length > 2000)
            continue;
        for (size_t n = 0; n < test->length; n++) {
            char was = test->input[n];
            for (size_t k = 0; k < sizeof letters - 1; k++) {
                test->input[n] = letters[k];
                parse(&in, content_type_of(test), test->input, test->length);
                holds(&in);
            }
            test->input[n] = was;
        }
        char type[400];
        snprintf(type, sizeof type, "%s", content_type_of(test));
        for (size_t n = 0; type[n]; n++) {
            char was = type[n];
            for (size_t k = 1; k < sizeof letters - 1; k++) {
                type[n] = letters[k];
                parse(&in, type, test->input, test->length);
                holds(&in);
            }
            type[n] = was;
        }
    }
}

/* At each limit, and one past it. */
static void limits(void **state)
{
    (void)state;
    static char text[SF_LIMIT_MESSAGE_BYTES];
    struct input in;
    for (unsigned more = 0; more < 2; more++) {
        size_t n = 0;
        for (unsigned i = 0; i < SF_LIMIT_PARTS + more; i++)
            n += (size_t)sprintf(text + n, "--b1\r\n\r\nx\r\n");
        n += (size_t)sprintf(text + n, "--b1--");
        parse(&in, "multipart/mixed;boundary=b1", text, n);
        holds(&in);
        assert_int_equal(in.error.code, more ? SF_MULTIPART_TOO_LARGE : SF_MULTIPART_OK);
        assert_string_equal(in.error.rule, more ? "SF_LIMIT_PARTS" : "");

        n = (size_t)sprintf(text, "--b1\r\n");
        for (unsigned i = 0; i < SF_LIMIT_PART_HEADERS + more; i++)
            n += (size_t)sprintf(text + n, "X: y\r\n");
        n += (size_t)sprintf(text + n, "\r\n--b1--");
        parse(&in, "multipart/mixed;boundary=b1", text, n);
        holds(&in);
        assert_int_equal(in.error.code, more ? SF_MULTIPART_TOO_LARGE : SF_MULTIPART_OK);
        assert_string_equal(in.error.rule, more ? "SF_LIMIT_PART_HEADERS" : "");

        n = (size_t)sprintf(text, "--b1\r\nX: ");
        memset(text + n, 'x', SF_LIMIT_HEADER_VALUE_BYTES + more);
        n += SF_LIMIT_HEADER_VALUE_BYTES + more;
        n += (size_t)sprintf(text + n, "\r\n\r\n--b1--");
        parse(&in, "multipart/mixed;boundary=b1", text, n);
        holds(&in);
        assert_int_equal(in.error.code, more ? SF_MULTIPART_TOO_LARGE : SF_MULTIPART_OK);
        assert_string_equal(in.error.rule, more ? "SF_LIMIT_HEADER_VALUE_BYTES" : "");

        n = (size_t)sprintf(text, "--b1\r\n");
        for (unsigned i = 2; i <= SF_LIMIT_NESTING + more; i++)
            n += (size_t)sprintf(
                text + n, "Content-Type: multipart/mixed;boundary=b%u\r\n\r\n--b%u\r\n", i, i);
        n += (size_t)sprintf(text + n, "\r\nx");
        for (unsigned i = SF_LIMIT_NESTING + more; i >= 1; i--)
            n += (size_t)sprintf(text + n, "\r\n--b%u--", i);
        parse(&in, "multipart/mixed;boundary=b1", text, n);
        holds(&in);
        assert_int_equal(in.error.code, more ? SF_MULTIPART_TOO_LARGE : SF_MULTIPART_OK);
        assert_string_equal(in.error.rule, more ? "SF_LIMIT_NESTING" : "");
    }
}

static void texts(void **state)
{
    (void)state;
    for (int code = SF_MULTIPART_OK; code <= SF_MULTIPART_TOO_LARGE; code++) {
        struct sf_multipart_error error = {.code = (enum sf_multipart_code)code};
        assert_true(sf_multipart_error_text(&error)[0]);
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest over_all[2] = {
        {"cut at every byte", cut_everywhere, NULL, NULL, NULL},
        {"every byte replaced", change_everywhere, NULL, NULL, NULL},
    };
    static const struct CMUnitTest others[] = {cmocka_unit_test(limits), cmocka_unit_test(texts)};
    int failed = cmocka_run_group_tests(others, NULL, NULL);
    for (int i = 1; i < argc; i++)
        failed += cases_run(argv[i], run_case, over_all);
    return failed != 0;
}
