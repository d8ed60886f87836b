/* Runs the cases of bodies.md: each as it is, with its body cut at every byte, and with each byte
 * of the body replaced. */
#include "cases_run.h"
#include "guard.h"
#include "sipfsm/body.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = {"NONE", "SESSION", "UNSUPPORTED", "ENCODING", "MALFORMED"};

static struct sf_msg msg;

static enum sf_msg_code parse(const char *bytes, size_t length)
{
    return sf_msg_parse(&msg, guarded(bytes, length), length, NULL);
}

/* `with: application/isup, text/plain`: types that the caller reads itself. */
static enum sf_body_code find(const struct test_case *test, struct sf_body *body)
{
    struct sf_str also[4];
    size_t count = 0;
    const char *p = strcmp(test->key[0], "with") == 0 ? test->value[0] : "";
    for (; *p; p += strspn(p, ", ")) {
        also[count++] = (struct sf_str){p, strcspn(p, ", ")};
        p += also[count - 1].len;
    }
    return sf_body_find(&msg, count ? also : NULL, count, body);
}

/* ---- What must hold of any message ---- */

static void holds(const struct test_case *test)
{
    struct sf_body body;
    enum sf_body_code code = find(test, &body);
    assert_int_equal(code, body.code);
    assert_true(body.what && body.what[0] && body.clause && body.clause[0]);
    assert_true(body.at <= msg.length);
    if (code == SF_BODY_SESSION)
        assert_true(body.session.at >= msg.body.at &&
                    body.session.at + body.session.len <= msg.body.at + msg.body.len);
    else
        assert_true(!body.session.at && !body.session.len);
    sf_body_accepts_sdp(&msg);
}

/* ---- Keys ---- */

static bool says(const struct test_case *test, const char *key, char *out, size_t size)
{
    struct sf_body body;
    find(test, &body);
    if (strcmp(key, "code") == 0)
        return snprintf(out, size, "%s", codes[body.code]) > 0;
    if (strcmp(key, "what") == 0)
        return snprintf(out, size, "%s", body.what) > 0;
    if (strcmp(key, "clause") == 0)
        return snprintf(out, size, "%s", body.clause) > 0;
    if (strcmp(key, "accepts") == 0)
        return snprintf(out, size, "%s", sf_body_accepts_sdp(&msg) ? "yes" : "no") > 0;
    if (strcmp(key, "session") == 0)
        escape(out, size, msg.bytes + body.session.at, body.session.len);
    else if (strcmp(key, "at") == 0)
        escape(out, size, msg.bytes + body.at, msg.length - body.at);
    else
        return false;
    return true;
}

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[140000];
    assert_int_equal(parse(test->input, test->length), SF_MSG_OK);
    holds(test);
    for (unsigned i = strcmp(test->key[0], "with") == 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!says(test, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s' here", test->file, test->key_line[i], key);
        bool place = strcmp(key, "at") == 0;
        if (place ? strncmp(actual, value, strlen(value)) != 0 || !*value
                  : strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.200s'", test->file, test->key_line[i], key,
                     value, actual);
    }
}

static void cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_count; i++)
        for (size_t n = 0; n < cases[i].length && cases[i].length < 5000; n++)
            if (parse(cases[i].input, n) == SF_MSG_OK)
                holds(&cases[i]);
}

static void change_everywhere(void **state)
{
    static const char letters[] = "\0\r\n ;,*-/=\"1x\xff";
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        for (size_t n = 0; n < cases[i].length && cases[i].length < 2000; n++) {
            char was = cases[i].input[n];
            for (size_t k = 0; k < sizeof letters - 1; k++) {
                cases[i].input[n] = letters[k];
                if (parse(cases[i].input, cases[i].length) == SF_MSG_OK)
                    holds(&cases[i]);
            }
            cases[i].input[n] = was;
        }
    }
}

/* A description as deep as the limit allows, and one level deeper. */
static void nesting(void **state)
{
    static char text[20000];
    (void)state;
    for (unsigned depth = SF_LIMIT_NESTING; depth <= SF_LIMIT_NESTING + 1; depth++) {
        struct sf_body body;
        size_t n = (size_t)sprintf(
            text, "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                  "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
                  "Content-Type: multipart/mixed;boundary=b1\r\n\r\n");
        for (unsigned i = 1; i < depth; i++)
            n += (size_t)sprintf(
                text + n, "--b%u\r\nContent-Type: multipart/mixed;boundary=b%u\r\n\r\n", i, i + 1);
        n += (size_t)sprintf(text + n, "--b%u\r\nContent-Type: application/sdp\r\n\r\nv=0", depth);
        for (unsigned i = depth; i; i--)
            n += (size_t)sprintf(text + n, "\r\n--b%u--", i);
        assert_int_equal(parse(text, n), SF_MSG_OK);
        bool deep = depth > SF_LIMIT_NESTING;
        assert_int_equal(sf_body_find(&msg, NULL, 0, &body),
                         deep ? SF_BODY_MALFORMED : SF_BODY_SESSION);
        if (deep)
            assert_string_equal(body.what, "Past a limit of the parser");
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest over_all[2] = {
        {"cut at every byte", cut_everywhere, NULL, NULL, NULL},
        {"every byte replaced", change_everywhere, NULL, NULL, NULL},
    };
    static const struct CMUnitTest others[] = {cmocka_unit_test(nesting)};
    int failed = cmocka_run_group_tests(others, NULL, NULL);
    for (int i = 1; i < argc; i++)
        failed += cases_run(argv[i], run_case, over_all);
    return failed != 0;
}
