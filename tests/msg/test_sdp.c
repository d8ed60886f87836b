/* Runs the session description cases of the Markdown files given on the command line: each as it
 * stands; built again from its views; cut at every byte; with each byte replaced. */
#include "cases_run.h"
#include "guard.h"
#include "sipfsm/sdp_build.h"

#include <stdio.h>
#include <stdlib.h>

enum { BEFORE = 5 }; /* bytes in front of the description: it is part of a message */

static const char *const codes[] = {"OK",      "CUT_SHORT", "LINE",    "TYPE",     "ORDER",
                                    "MISSING", "VALUE",     "VERSION", "TOO_LARGE"};
static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
static const char *const tolerances[] = {"LONE_LF",       "NO_LAST_END", "NO_TIME",
                                         "NO_CONNECTION", "EMPTY_NAME",  "SPACE_AT_END",
                                         "LINES_AT_END"};

/* One description, parsed. */
struct result {
    const char *base;
    size_t length; /* with what stands before */
    struct sf_sdp sdp;
    struct sf_sdp_error error, check;
};
static struct result result;

static void parse(struct result *r, const char *bytes, size_t length, uint32_t tolerate)
{
    static char input[GUARDED_BYTES];
    memcpy(input, "a=\r\nX", BEFORE);
    if (length)
        memcpy(input + BEFORE, bytes, length);
    r->base = guarded(input, BEFORE + length);
    r->length = BEFORE + length;
    sf_sdp_parse(&r->sdp, r->base, (struct sf_view){BEFORE, (uint32_t)length}, tolerate, &r->error);
    if (r->error.code == SF_SDP_OK)
        sf_sdp_check(&r->sdp, &r->check);
}

/* ---- What must hold of any result ---- */

static void inside(const struct result *r, struct sf_view view)
{
    if (view.at || view.len) {
        assert_true(view.at >= BEFORE + 2 || view.at == BEFORE);
        assert_true((size_t)view.at + view.len <= r->length);
    }
}

static void error_holds(const struct result *r, const struct sf_sdp_error *error)
{
    uint32_t line = 1, column = 1;
    assert_true(error->rule && error->clause);
    if (error->code == SF_SDP_OK)
        return;
    assert_true(error->at >= BEFORE && error->at <= r->length);
    assert_true(error->rule[0] && error->clause[0]);
    for (const char *p = r->base + BEFORE; p < r->base + error->at; p++) {
        column = *p == '\n' ? 1 : column + 1;
        line += *p == '\n';
    }
    assert_int_equal(error->line, line);
    assert_int_equal(error->column, column);
}

static void holds(const struct result *r)
{
    error_holds(r, &r->error);
    if (r->error.code != SF_SDP_OK)
        return;
    error_holds(r, &r->check);
    const struct sf_sdp *sdp = &r->sdp;
    inside(r, sdp->whole);
    inside(r, sdp->name);
    inside(r, sdp->attributes);
    inside(r, sdp->times);
    for (uint32_t i = 0; i < sdp->media_count; i++) {
        inside(r, sdp->media[i].whole);
        inside(r, sdp->media[i].formats);
        inside(r, sdp->media[i].attributes);
        assert_true(sdp->media[i].formats.len && sdp->media[i].port <= 65535 &&
                    sdp->media[i].port_count >= 1);
    }
}

/* ---- Keys ---- */

static size_t put(char *out, size_t size, size_t at, const char *before, const char *base,
                  struct sf_view view)
{
    char text[4096];
    struct sf_str s = sf_view_str(base, view);
    escape(text, sizeof text, s.p, s.len);
    int n = snprintf(out + at, size - at, "%s%s", at ? before : "", s.p ? text : "(absent)");
    return at + (size_t)n;
}

static size_t put_number(char *out, size_t size, size_t at, const char *before, long long number)
{
    return at + (size_t)snprintf(out + at, size - at, "%s%lld", at ? before : "", number);
}

static void says_connection(char *out, size_t size, const char *base,
                            const struct sf_sdp_connection *c)
{
    size_t n = put(out, size, 0, "", base, c->nettype);
    n = put(out, size, n, " ", base, c->addrtype);
    n = put(out, size, n, " ", base, c->address);
    n = put_number(out, size, n, " ttl ", c->ttl);
    put_number(out, size, n, " count ", c->count);
}

/* A run of lines, with " | " between what they say. */
static bool says_run(const struct result *r, char kind, struct sf_view rest, char *out, size_t size)
{
    const char *base = r->base;
    size_t n = 0;
    struct sf_sdp_attribute attribute;
    struct sf_sdp_bandwidth bandwidth;
    struct sf_sdp_connection connection;
    struct sf_sdp_time time;
    struct sf_view text;
    char type;
    snprintf(out, size, "(none)");
    switch (kind) {
    case 'a':
        while (sf_sdp_next_attribute(base, &rest, &attribute)) {
            n = put(out, size, n, " | ", base, attribute.name);
            n = attribute.value.len ? put(out, size, n, "=", base, attribute.value) : n;
        }
        return true;
    case 'b':
        while (sf_sdp_next_bandwidth(base, &rest, &bandwidth)) {
            n = put(out, size, n, " | ", base, bandwidth.type);
            n = put_number(out, size, n, " ", (long long)bandwidth.value);
        }
        return true;
    case 'c':
        while (sf_sdp_next_connection(base, &rest, &connection)) {
            n += (size_t)snprintf(out + n, size - n, "%s", n ? " | " : "");
            says_connection(out + n, size - n, base, &connection);
            n += strlen(out + n);
        }
        return true;
    case 't':
        while (sf_sdp_next_time(base, &rest, &time)) {
            struct sf_sdp_repeat repeat;
            struct sf_sdp_zone zone;
            n = put_number(out, size, n, " | ", (long long)time.start_s);
            n = put_number(out, size, n, " ", (long long)time.stop_s);
            while (sf_sdp_next_repeat(base, &time.repeats, &repeat)) {
                uint64_t offset;
                n = put_number(out, size, n, " every ", (long long)repeat.interval_s);
                n = put_number(out, size, n, " for ", (long long)repeat.duration_s);
                while (sf_sdp_next_offset(base, &repeat.offsets, &offset))
                    n = put_number(out, size, n, " + ", (long long)offset);
            }
            while (sf_sdp_next_zone(base, &time.zone, &zone)) {
                n = put_number(out, size, n, " at ", (long long)zone.at_s);
                n = put_number(out, size, n, " shift ", (long long)zone.offset_s);
            }
        }
        return true;
    default:
        while (sf_sdp_next_line(base, &rest, &type, &text))
            n = put(out, size, n, " | ", base, text);
        return true;
    }
}

static bool says_media(const struct result *r, const struct sf_sdp_media *m, const char *key,
                       char *out, size_t size)
{
    const struct sf_sdp *sdp = &r->sdp;
    struct sf_sdp_connection connection;
    struct sf_sdp_rtpmap rtpmap;
    struct sf_view view, rest = m->formats;
    uint64_t us;
    size_t n = 0;
    if (strcmp(key, "line") == 0)
        return put_number(out, size, 0, "", m->line), true;
    if (strcmp(key, "m") == 0) {
        n = put(out, size, 0, "", r->base, m->media);
        n = put_number(out, size, n, " ", m->port);
        n = put_number(out, size, n, "/", m->port_count);
        n = put(out, size, n, " ", r->base, m->proto);
        while (sf_sdp_next_format(r->base, &rest, &view))
            n = put(out, size, n, ",", r->base, view);
        return true;
    }
    if (strcmp(key, "information") == 0)
        return put(out, size, 0, "", r->base, m->information), true;
    if (strcmp(key, "key") == 0)
        return put(out, size, 0, "", r->base, m->key), true;
    if (strcmp(key, "attributes") == 0)
        return says_run(r, 'a', m->attributes, out, size);
    if (strcmp(key, "bandwidths") == 0)
        return says_run(r, 'b', m->bandwidths, out, size);
    if (strcmp(key, "connections") == 0)
        return says_run(r, 'c', m->connections, out, size);
    if (strcmp(key, "direction") == 0)
        return snprintf(out, size, "%s", directions[sf_sdp_direction_of(sdp, m)]) > 0;
    if (strcmp(key, "connection") == 0) {
        if (sf_sdp_connection_of(sdp, m, &connection))
            says_connection(out, size, r->base, &connection);
        else
            snprintf(out, size, "(none)");
        return true;
    }
    if (strncmp(key, "rtpmap ", 7) == 0) {
        snprintf(out, size, "(none)");
        if (sf_sdp_rtpmap_of(sdp, m, sf_str_of(key + 7), &rtpmap)) {
            n = put(out, size, 0, "", r->base, rtpmap.encoding);
            n = put_number(out, size, n, " ", rtpmap.clock_rate_hz);
            put_number(out, size, n, " ", rtpmap.channels);
        }
        return true;
    }
    if (strncmp(key, "fmtp ", 5) == 0) {
        snprintf(out, size, "(none)");
        if (sf_sdp_fmtp_of(sdp, m, sf_str_of(key + 5), &view))
            put(out, size, 0, "", r->base, view);
        return true;
    }
    if (strcmp(key, "ptime") == 0 || strcmp(key, "maxptime") == 0) {
        bool found = *key == 'p' ? sf_sdp_ptime_us_of(sdp, m, &us)
                                 : sf_sdp_maxptime_us_of(sdp, m, &us);
        snprintf(out, size, "(none)");
        if (found)
            put_number(out, size, 0, "", (long long)us);
        return true;
    }
    return false;
}

static bool says_error(const struct result *r, const struct sf_sdp_error *error, const char *key,
                       char *out, size_t size)
{
    if (strcmp(key, "code") == 0)
        snprintf(out, size, "%s", codes[error->code]);
    else if (strcmp(key, "at") == 0 && error->at == r->length)
        snprintf(out, size, "(end)");
    else if (strcmp(key, "at") == 0)
        escape(out, size, r->base + error->at, r->length - error->at);
    else if (strcmp(key, "place") == 0)
        snprintf(out, size, "%u:%u", error->line, error->column);
    else if (strcmp(key, "rule") == 0)
        snprintf(out, size, "%s", error->rule);
    else if (strcmp(key, "clause") == 0)
        snprintf(out, size, "%s", error->clause);
    else if (strcmp(key, "type") == 0)
        snprintf(out, size, "%c", error->type ? error->type : '-');
    else
        return false;
    return true;
}

static bool says(const struct result *r, const char *key, char *out, size_t size)
{
    const struct sf_sdp *sdp = &r->sdp;
    const struct {
        const char *key;
        struct sf_view view;
    } views[] = {
        {"username", sdp->origin.username},
        {"sess_id", sdp->origin.sess_id},
        {"sess_version", sdp->origin.sess_version},
        {"nettype", sdp->origin.nettype},
        {"addrtype", sdp->origin.addrtype},
        {"address", sdp->origin.address},
        {"name", sdp->name},
        {"information", sdp->information},
        {"uri", sdp->uri},
        {"key", sdp->key},
    };
    const struct {
        const char *key;
        char kind;
        struct sf_view run;
    } runs[] = {
        {"emails", 'e', sdp->emails},         {"phones", 'p', sdp->phones},
        {"bandwidths", 'b', sdp->bandwidths}, {"times", 't', sdp->times},
        {"attributes", 'a', sdp->attributes},
    };
    unsigned n;
    int at = 0;
    if (strcmp(key, "verdict") == 0)
        return says_error(r, &r->error, "code", out, size);
    if (strcmp(key, "check") == 0)
        return says_error(r, &r->check, "code", out, size);
    if (strncmp(key, "check.", 6) == 0)
        return says_error(r, &r->check, key + 6, out, size);
    if (says_error(r, &r->error, key, out, size))
        return true;
    if (r->error.code != SF_SDP_OK)
        return false;
    if (sscanf(key, "media %u.%n", &n, &at) == 1 && at)
        return n >= 1 && n <= sdp->media_count &&
               says_media(r, &sdp->media[n - 1], key + at, out, size);
    if (strcmp(key, "media") == 0)
        return put_number(out, size, 0, "", sdp->media_count), true;
    if (strcmp(key, "lines") == 0)
        return put_number(out, size, 0, "", sdp->lines), true;
    if (strcmp(key, "direction") == 0)
        return snprintf(out, size, "%s", directions[sf_sdp_direction_of(sdp, NULL)]) > 0;
    if (strcmp(key, "connection") == 0) {
        snprintf(out, size, "(none)");
        if (sdp->has_connection)
            says_connection(out, size, r->base, &sdp->connection);
        return true;
    }
    if (strcmp(key, "tolerated") == 0) {
        size_t length = 0;
        out[0] = 0;
        for (unsigned i = 0; i < sizeof tolerances / sizeof *tolerances; i++)
            if (sdp->tolerated >> i & 1)
                length += (size_t)snprintf(out + length, size - length, "%s%s", length ? " " : "",
                                           tolerances[i]);
        return true;
    }
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (strcmp(key, views[i].key) == 0)
            return put(out, size, 0, "", r->base, views[i].view), true;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (strcmp(key, runs[i].key) == 0)
            return says_run(r, runs[i].kind, runs[i].run, out, size);
    return false;
}

/* "with STRICT", "with LONE_LF NO_TIME", the first expectation if it is there. */
static uint32_t tolerance_of(const struct test_case *test)
{
    uint32_t bits = 0;
    if (strcmp(test->key[0], "with") != 0)
        return SF_SDP_DEFAULT;
    if (strcmp(test->value[0], "LENIENT") == 0)
        return SF_SDP_LENIENT;
    for (unsigned i = 0; i < sizeof tolerances / sizeof *tolerances; i++)
        if (strstr(test->value[0], tolerances[i]))
            bits |= 1u << i;
    return bits;
}

/* ---- Built again ---- */

static void build_all(struct sf_sdp_build *build, const struct sf_sdp *sdp, char *bytes,
                      size_t size)
{
    sf_sdp_build_begin(build, bytes, size);
    sf_sdp_build_copy(build, sdp->base, sdp->whole);
}

static void built_again(const struct result *r)
{
    static char bytes[2 * SF_LIMIT_MESSAGE_BYTES];
    static struct sf_sdp again;
    struct sf_sdp_build build;
    build_all(&build, &r->sdp, bytes, sizeof bytes);
    size_t length = sf_sdp_build_end(&build);
    if (r->sdp.tolerated & ~(uint32_t)(SF_SDP_LONE_LF | SF_SDP_NO_LAST_END | SF_SDP_LINES_AT_END)) {
        assert_int_equal(build.error, SF_SDP_BUILD_MALFORMED);
        return;
    }
    assert_int_equal(build.error, SF_SDP_BUILD_OK);
    assert_int_equal(
        sf_sdp_parse(&again, bytes, (struct sf_view){0, (uint32_t)length}, SF_SDP_STRICT, NULL),
        SF_SDP_OK);
    assert_int_equal(again.lines, r->sdp.lines);
    assert_int_equal(again.media_count, r->sdp.media_count);
    if (!r->sdp.tolerated)
        assert_memory_equal(bytes, r->base + r->sdp.whole.at, length);
}

/* ---- The tests ---- */

static void run_case(void **state)
{
    const struct test_case *test = *state;
    static char actual[140000];
    uint32_t tolerate = tolerance_of(test);
    parse(&result, test->input, test->length, tolerate);
    holds(&result);
    for (unsigned i = strcmp(test->key[0], "with") == 0; i < test->expects; i++) {
        const char *key = test->key[i], *value = test->value[i];
        if (!says(&result, key, actual, sizeof actual))
            fail_msg("%s:%u: no such key '%s' here (%s at %u:%u)", test->file, test->key_line[i],
                     key, codes[result.error.code], result.error.line, result.error.column);
        bool place = strcmp(key, "at") == 0 || strcmp(key, "check.at") == 0;
        if (place ? strncmp(actual, value, strlen(value)) != 0 || !*value
                  : strcmp(actual, value) != 0)
            fail_msg("%s:%u: %s: expected '%s', got '%.200s'", test->file, test->key_line[i], key,
                     value, actual);
    }
    if (result.error.code == SF_SDP_OK)
        built_again(&result);
}

/* Cut in a line, a description is reported as cut short; between lines it may be whole, or lacks
 * something. */
static void cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        if (test->length > 5000)
            continue;
        parse(&result, test->input, test->length, SF_SDP_STRICT);
        bool sound = result.error.code == SF_SDP_OK;
        for (size_t n = 0; n < test->length; n++) {
            parse(&result, test->input, n, SF_SDP_STRICT);
            holds(&result);
            bool between = n && test->input[n - 1] == '\n';
            if (sound && !between)
                assert_int_equal(result.error.code, SF_SDP_CUT_SHORT);
            if (sound && between)
                assert_true(result.error.code == SF_SDP_OK || result.error.code == SF_SDP_MISSING);
            parse(&result, test->input, n, SF_SDP_LENIENT);
            holds(&result);
        }
    }
}

static void change_everywhere(void **state)
{
    static const char letters[] = "\0\r\n \t=:/-vosmatrzk09.@<(\x7f\x80\xff";
    (void)state;
    for (size_t i = 0; i < case_count; i++) {
        const struct test_case *test = &cases[i];
        if (test->length > 1000)
            continue;
        for (size_t n = 0; n < test->length; n++) {
            char was = test->input[n];
            for (size_t k = 0; k < sizeof letters - 1; k++) {
                test->input[n] = letters[k];
                parse(&result, test->input, test->length, k % 2 ? SF_SDP_LENIENT : SF_SDP_STRICT);
                holds(&result);
            }
            test->input[n] = was;
        }
    }
}

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

/* At each limit, and one past it. */
static void limits(void **state)
{
    (void)state;
    static char text[SF_LIMIT_MESSAGE_BYTES + 100];
    for (unsigned more = 0; more < 2; more++) {
        size_t n = (size_t)sprintf(text, HEAD);
        for (unsigned i = 0; i < SF_LIMIT_SDP_MEDIA + more; i++)
            n += (size_t)sprintf(text + n, "m=audio %u RTP/AVP 0\r\n", i);
        parse(&result, text, n, SF_SDP_STRICT);
        assert_int_equal(result.error.code, more ? SF_SDP_TOO_LARGE : SF_SDP_OK);
        assert_string_equal(result.error.rule, more ? "SF_LIMIT_SDP_MEDIA" : "");
        assert_int_equal(result.sdp.media_count, SF_LIMIT_SDP_MEDIA);
        holds(&result);

        n = (size_t)sprintf(text, HEAD);
        for (unsigned i = 0; i < SF_LIMIT_SDP_LINES - 5 + more; i++)
            n += (size_t)sprintf(text + n, "a=a\r\n");
        parse(&result, text, n, SF_SDP_STRICT);
        assert_int_equal(result.error.code, more ? SF_SDP_TOO_LARGE : SF_SDP_OK);
        assert_string_equal(result.error.rule, more ? "SF_LIMIT_SDP_LINES" : "");
        holds(&result);

        n = (size_t)sprintf(text, HEAD "b=AS:%.*s\r\n", SF_LIMIT_SDP_DIGITS + (int)more,
                            "999999999999999");
        parse(&result, text, n, SF_SDP_STRICT); /* a b= after the t=: the order is checked first */
        assert_int_equal(result.error.code, SF_SDP_ORDER);
        n = (size_t)sprintf(text, HEAD "m=audio 0 RTP/AVP 0\r\nb=AS:%.*s\r\n",
                            SF_LIMIT_SDP_DIGITS + (int)more, "999999999999999");
        parse(&result, text, n, SF_SDP_STRICT);
        assert_int_equal(result.error.code, more ? SF_SDP_TOO_LARGE : SF_SDP_OK);
        assert_string_equal(result.error.rule, more ? "SF_LIMIT_SDP_DIGITS" : "");
        holds(&result);

        n = (size_t)sprintf(text, HEAD "a=");
        memset(text + n, 'a', SF_LIMIT_MESSAGE_BYTES - 2 - n + more);
        memcpy(text + SF_LIMIT_MESSAGE_BYTES - 2 + more, "\r\n", 2);
        parse(&result, text, SF_LIMIT_MESSAGE_BYTES + more, SF_SDP_STRICT);
        assert_int_equal(result.error.code, more ? SF_SDP_TOO_LARGE : SF_SDP_OK);
        assert_string_equal(result.error.rule, more ? "SF_LIMIT_MESSAGE_BYTES" : "");
    }
}

static void builder(void **state)
{
    (void)state;
    static const char expected[] = HEAD "m=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n";
    char bytes[sizeof expected];
    struct sf_sdp_build build;
    for (size_t size = 0; size < sizeof bytes; size++) {
        sf_sdp_build_begin(&build, bytes, size);
        sf_sdp_build_line(&build, 'v', SF_STR("0"));
        sf_sdp_build_line(&build, 'o', SF_STR("- 1 1 IN IP4 192.0.2.1"));
        sf_sdp_build_line(&build, 's', SF_STR("-"));
        sf_sdp_build_line(&build, 'c', SF_STR("IN IP4 192.0.2.1"));
        sf_sdp_build_line(&build, 't', SF_STR("0 0"));
        sf_sdp_build_open(&build, 'm');
        sf_sdp_build_text(&build, SF_STR("audio "));
        sf_sdp_build_number(&build, 4000);
        sf_sdp_build_text(&build, SF_STR(" RTP/AVP 0"));
        sf_sdp_build_close(&build);
        sf_sdp_build_line(&build, 'a', SF_STR("sendrecv"));
        size_t length = sf_sdp_build_end(&build);
        assert_int_equal(build.error,
                         size < sizeof expected - 1 ? SF_SDP_BUILD_FULL : SF_SDP_BUILD_OK);
        assert_int_equal(length, size < sizeof expected - 1 ? 0 : sizeof expected - 1);
    }
    assert_memory_equal(bytes, expected, sizeof expected - 1);
}

static void builder_errors(void **state)
{
    (void)state;
    static const struct sf_str unsafe[] = {{"a\r\nm=x", 6}, {"a\nb", 3}, {"a\0b", 3}, {"a\r", 2}};
    char bytes[200];
    struct sf_sdp_build build;
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
        sf_sdp_build_begin(&build, bytes, sizeof bytes);
        sf_sdp_build_line(&build, 's', unsafe[i]);
        assert_int_equal(sf_sdp_build_end(&build), 0);
        assert_int_equal(build.error, SF_SDP_BUILD_UNSAFE);
    }
    sf_sdp_build_begin(&build, bytes, sizeof bytes);
    sf_sdp_build_text(&build, SF_STR("x"));
    assert_int_equal(build.error, SF_SDP_BUILD_MISUSED);
    sf_sdp_build_begin(&build, bytes, sizeof bytes);
    sf_sdp_build_open(&build, 'v');
    assert_int_equal(sf_sdp_build_end(&build), 0);
    assert_int_equal(build.error, SF_SDP_BUILD_MISUSED);
    sf_sdp_build_begin(&build, bytes, sizeof bytes);
    sf_sdp_build_open(&build, 'v');
    sf_sdp_build_open(&build, 'o');
    assert_int_equal(build.error, SF_SDP_BUILD_MISUSED);
    sf_sdp_build_begin(&build, bytes, sizeof bytes);
    sf_sdp_build_open(&build, '\n');
    assert_int_equal(build.error, SF_SDP_BUILD_UNSAFE);
    sf_sdp_build_begin(&build, bytes, sizeof bytes);
    sf_sdp_build_line(&build, 'v', SF_STR("0"));
    sf_sdp_build_line(&build, 's', SF_STR("-"));
    assert_int_equal(sf_sdp_build_end(&build), 0);
    assert_int_equal(build.error, SF_SDP_BUILD_MALFORMED);
    assert_int_equal(build.why.code, SF_SDP_MISSING);
    assert_string_equal(build.why.rule, "origin-field");
    assert_int_equal(build.why.line, 2);
}

static void texts(void **state)
{
    (void)state;
    for (int code = SF_SDP_OK; code <= SF_SDP_TOO_LARGE; code++) {
        struct sf_sdp_error error = {.code = (enum sf_sdp_code)code};
        assert_true(sf_sdp_error_text(&error)[0]);
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest over_all[2] = {
        {"cut at every byte", cut_everywhere, NULL, NULL, NULL},
        {"every byte replaced", change_everywhere, NULL, NULL, NULL},
    };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(limits),
        cmocka_unit_test(builder),
        cmocka_unit_test(builder_errors),
        cmocka_unit_test(texts),
    };
    int failed = cmocka_run_group_tests(others, NULL, NULL);
    for (int i = 1; i < argc; i++)
        failed += cases_run(argv[i], run_case, over_all);
    return failed != 0;
}
