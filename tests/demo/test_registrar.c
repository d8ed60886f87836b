/* The registrar of `serve`: each step of 3261:10.3, on requests written by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "serve/registrar.h"

#define SECOND UINT64_C(1000000)

static struct registrar registrar;
static struct registrar_answer answer;
static uint64_t now_us;
static uint8_t source_of; /* the last byte of the source's address */

static void begin(uint32_t bindings, uint32_t per_source, const char *domain)
{
    const struct registrar_config config = {.bindings = bindings,
                                            .bindings_per_source = per_source,
                                            .least_s = 60,
                                            .usual_s = 3600,
                                            .most_s = 7200,
                                            .domain = domain};
    assert_true(registrar_begin(&registrar, &config));
    now_us = 5 * SECOND;
    source_of = 1;
}

struct request {
    const char *uri, *to, *call_id, *fields; /* whole lines */
    unsigned cseq;
};

static unsigned take(struct request request)
{
    static char text[20000];
    static struct sf_msg msg;
    const struct sf_address source = {.family = 4, .port = 5060, .ip = {192, 0, 2, source_of}};
    int n = snprintf(text, sizeof text,
                     "REGISTER %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                     "Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <%s>\r\nCall-ID: %s\r\n"
                     "CSeq: %u REGISTER\r\n%sContent-Length: 0\r\n\r\n",
                     request.uri ? request.uri : "sip:example.org",
                     request.to ? request.to : "sip:alice@example.org",
                     request.call_id ? request.call_id : "c1", request.cseq ? request.cseq : 1,
                     request.fields ? request.fields : "");
    assert_int_equal(sf_msg_parse(&msg, text, (size_t)n, NULL), SF_MSG_OK);
    registrar_take(&registrar, now_us, 1258154940, &msg, &source, &answer);
    assert_true(answer.at <= sizeof answer.text && answer.fields <= REGISTRAR_FIELDS);
    return answer.status;
}
#define TAKE(...) take((struct request){__VA_ARGS__})

/* The nth value of a field of the answer; "" if there is none. */
static const char *nth(const char *name, unsigned n)
{
    static char copy[4][1000];
    static unsigned next;
    char *text = copy[next++ % 4];
    text[0] = 0;
    for (size_t i = 0; i < answer.fields; i++)
        if (sf_str_equal(answer.field[i].name, sf_str_of(name)) && n-- == 0)
            snprintf(text, sizeof copy[0], "%.*s", (int)answer.field[i].value.len,
                     answer.field[i].value.p);
    return text;
}

static unsigned contacts(void)
{
    unsigned count = 0;
    for (size_t i = 0; i < answer.fields; i++)
        count += sf_str_equal(answer.field[i].name, SF_STR("Contact"));
    return count;
}

static void test_binds_and_lists(void **state)
{
    (void)state;
    begin(10, 10, NULL);
    assert_int_equal(TAKE(.fields = NULL), 200); /* a query: step 6 */
    assert_int_equal(contacts(), 0);
    assert_false(answer.changed);
    assert_int_equal(
        TAKE(.fields = "Contact: \"A\" <sip:a@192.0.2.4>;q=0.5;expires=100;x=\"y;z\"\r\n"), 200);
    assert_true(answer.changed);
    assert_string_equal(nth("Contact", 0), "<sip:a@192.0.2.4>;q=0.5;x=\"y;z\";expires=100");
    assert_string_equal(nth("Date", 0), "Fri, 13 Nov 2009 23:29:00 GMT");
    now_us += 10 * SECOND;
    assert_int_equal(TAKE(.cseq = 2, .fields = "Contact: sip:a@192.0.2.5;q=1\r\nExpires: 200\r\n"),
                     200);
    assert_int_equal(contacts(), 2);
    assert_string_equal(nth("Contact", 0), "<sip:a@192.0.2.4>;q=0.5;x=\"y;z\";expires=90");
    assert_string_equal(nth("Contact", 1), "<sip:a@192.0.2.5>;q=1;expires=200");
    now_us += 90 * SECOND;
    assert_int_equal(TAKE(.to = "sip:ali%63e@EXAMPLE.org;x=y"), 200); /* step 5: the same */
    assert_int_equal(contacts(), 1);
    assert_int_equal(registrar_count(&registrar, now_us), 1);
    static const char *const others[] = {"sip:Alice@example.org", "sip:alice@example.com",
                                         "sip:alice@fxample.org", "sip:alice@example.org:5060",
                                         "sip:alice@example.org:0"};
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(TAKE(.to = others[i]), 200);
        assert_int_equal(contacts(), 0);
    }
    /* Without a time: the usual one; no more than the most; a malformed one is an hour. */
    assert_int_equal(TAKE(.to = "sip:b@c", .fields = "Contact: <sip:b@1.2.3.4>\r\n"), 200);
    assert_string_equal(nth("Contact", 0), "<sip:b@1.2.3.4>;expires=3600");
    assert_int_equal(
        TAKE(.to = "sip:b@c", .cseq = 2, .fields = "Contact: <sip:b@1.2.3.4>;expires=8000\r\n"),
        200);
    assert_string_equal(nth("Contact", 0), "<sip:b@1.2.3.4>;expires=7200");
    assert_int_equal(
        TAKE(.to = "sip:b@c", .cseq = 3, .fields = "Contact: <sip:b@1.2.3.4>;expires=x\r\n"), 200);
    assert_string_equal(nth("Contact", 0), "<sip:b@1.2.3.4>;expires=3600");
    assert_int_equal(contacts(), 1); /* 3261:19.1.4: it is the same contact each time */
    registrar_end(&registrar);
}

static void test_removes(void **state)
{
    (void)state;
    static const char two[] = "Contact: <sip:a@192.0.2.4>, <sip:a@192.0.2.5>\r\n";
    begin(10, 10, NULL);
    assert_int_equal(TAKE(.fields = two), 200);
    assert_int_equal(TAKE(.cseq = 2, .fields = "Contact: <sip:a@192.0.2.4>;expires=0\r\n"), 200);
    assert_int_equal(contacts(), 1);
    assert_string_equal(nth("Contact", 0), "<sip:a@192.0.2.5>;expires=3600");
    /* Of another Call-ID it is removed too. */
    assert_int_equal(
        TAKE(.call_id = "c2", .fields = "Contact: <sip:a@192.0.2.5>\r\nExpires: 0\r\n"), 200);
    assert_int_equal(contacts(), 0);
    /* Step 6: the star. */
    assert_int_equal(TAKE(.cseq = 5, .fields = two), 200);
    assert_int_equal(TAKE(.cseq = 6, .fields = "Contact: *\r\n"), 400);
    assert_int_equal(TAKE(.cseq = 6, .fields = "Contact: *\r\nExpires: 1\r\n"), 400);
    assert_int_equal(TAKE(.cseq = 6, .fields = "Contact: *, <sip:a@b>\r\nExpires: 0\r\n"), 400);
    assert_int_equal(TAKE(.cseq = 5, .fields = "Contact: *\r\nExpires: 0\r\n"), 500);
    assert_int_equal(TAKE(.fields = NULL), 200);
    assert_int_equal(contacts(), 2);
    assert_int_equal(TAKE(.to = "sip:bob@example.org", .fields = two), 200);
    assert_int_equal(TAKE(.cseq = 6, .fields = "Contact: *\r\nExpires: 0\r\n"), 200);
    assert_int_equal(contacts(), 0);
    assert_int_equal(TAKE(.to = "sip:bob@example.org"), 200);
    assert_int_equal(contacts(), 2); /* another's stay */
    assert_int_equal(registrar_count(&registrar, now_us), 2);
    registrar_end(&registrar);
}

/* Step 7: of the same Call-ID only a higher number counts; all of a REGISTER is done, or nothing.
 */
static void test_order_and_all_or_nothing(void **state)
{
    (void)state;
    begin(10, 10, NULL);
    assert_int_equal(TAKE(.cseq = 7, .fields = "Contact: <sip:a@192.0.2.4>;expires=100\r\n"), 200);
    assert_int_equal(TAKE(.cseq = 7, .fields = "Contact: <sip:a@192.0.2.4>;expires=200\r\n"), 500);
    assert_int_equal(
        TAKE(.cseq = 6, .fields = "Contact: <sip:new@192.0.2.9>, <sip:a@192.0.2.4>\r\n"), 500);
    assert_int_equal(
        TAKE(.cseq = 8, .fields = "Contact: <sip:new@192.0.2.9>, <sip:a@192.0.2.4>;expires=59\r\n"),
        423);
    assert_string_equal(nth("Min-Expires", 0), "60");
    assert_int_equal(
        TAKE(.cseq = 8, .fields = "Contact: <sip:new@192.0.2.9>\r\nContact: \"bad\r\n"), 400);
    assert_int_equal(TAKE(.fields = NULL), 200);
    assert_int_equal(contacts(), 1);
    assert_string_equal(nth("Contact", 0), "<sip:a@192.0.2.4>;expires=100");
    assert_int_equal(
        TAKE(.call_id = "c2", .cseq = 1, .fields = "Contact: <sip:a@192.0.2.4>;expires=60\r\n"),
        200);
    assert_string_equal(nth("Contact", 0), "<sip:a@192.0.2.4>;expires=60");
    /* The same contact twice in one REGISTER is one. */
    assert_int_equal(
        TAKE(.call_id = "c3", .fields = "Contact: <sip:x@y>;expires=90, <sip:x@Y>;expires=80\r\n"),
        200);
    assert_int_equal(contacts(), 2);
    assert_string_equal(nth("Contact", 1), "<sip:x@Y>;expires=80");
    registrar_end(&registrar);
}

/* Steps 1 and 5. */
static void test_domains(void **state)
{
    (void)state;
    begin(10, 10, "example.org");
    assert_int_equal(TAKE(.fields = "Contact: <sip:a@b>\r\n"), 200);
    assert_int_equal(TAKE(.uri = "sip:example.com", .fields = "Contact: <sip:a@b>\r\n"), 404);
    assert_int_equal(TAKE(.to = "sip:alice@example.com"), 404);
    assert_int_equal(TAKE(.to = "sip:alice@EXAMPLE.org"), 200);
    assert_int_equal(TAKE(.to = "sip:example.org"), 404);
    assert_int_equal(TAKE(.to = "tel:+1"), 404);
    assert_int_equal(TAKE(.to = "sip:a%00b@example.org"), 404);
    char longer[300] = "sip:";
    memset(longer + 4, 'a', 200);
    strcpy(longer + 204, "@example.org");
    assert_int_equal(TAKE(.to = longer), 404);
    registrar_end(&registrar);
}

static void test_bounds(void **state)
{
    (void)state;
    char field[100], to[60];
    begin(12, 5, NULL);
    for (unsigned i = 0; i < 12; i++) {
        source_of = (uint8_t)(i / 4);
        snprintf(field, sizeof field, "Contact: <sip:a@192.0.2.%u>\r\n", i);
        snprintf(to, sizeof to, "sip:u%u@example.org", i / 6);
        assert_int_equal(TAKE(.to = to, .cseq = i + 1, .fields = field), 200);
    }
    source_of = 9;
    assert_int_equal(TAKE(.to = "sip:u9@b", .fields = "Contact: <sip:a@b>\r\n"), 503);
    assert_string_equal(nth("Retry-After", 0), "60");
    /* What stands can be refreshed and removed, and what has expired makes room. */
    assert_int_equal(TAKE(.to = "sip:u0@example.org", .cseq = 90,
                          .fields = "Contact: <sip:a@192.0.2.0>;expires=60\r\n"),
                     200);
    now_us += 60 * SECOND;
    assert_int_equal(registrar_count(&registrar, now_us), 11);
    assert_int_equal(TAKE(.to = "sip:u9@b", .fields = "Contact: <sip:a@b>\r\n"), 200);
    registrar_end(&registrar);

    begin(100, 5, NULL);
    for (unsigned i = 0; i < 6; i++) { /* of one source */
        snprintf(field, sizeof field, "Contact: <sip:a@192.0.2.%u>\r\n", i);
        assert_int_equal(TAKE(.cseq = i + 1, .fields = field), i < 5 ? 200 : 503);
    }
    for (unsigned i = 5; i < 11; i++) { /* of one address */
        source_of = (uint8_t)i;
        snprintf(field, sizeof field, "Contact: <sip:a@192.0.2.%u>\r\n", i);
        assert_int_equal(TAKE(.cseq = i + 1, .fields = field), i < 10 ? 200 : 503);
    }
    assert_int_equal(TAKE(.fields = NULL), 200);
    assert_int_equal(contacts(), REGISTRAR_CONTACTS);
    char many[600] = "Contact: <sip:x0@y>";
    for (unsigned i = 1; i < 11; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), ", <sip:x%u@y>", i);
    strcat(many, "\r\n");
    assert_int_equal(TAKE(.to = "sip:z@z", .fields = many), 403);
    /* Texts. */
    static char text[1000], fields[1200];
    memset(text, 'a', sizeof text - 1);
    snprintf(fields, sizeof fields, "Contact: <sip:%.400s@b>\r\n", text);
    assert_int_equal(TAKE(.to = "sip:z@z", .fields = fields), 513);
    snprintf(fields, sizeof fields, "Contact: <sip:a@b>;x=%.400s\r\n", text);
    assert_int_equal(TAKE(.to = "sip:z@z", .fields = fields), 513);
    snprintf(
        fields, sizeof fields,
        "Supported: path\r\nPath: <sip:%.200s>\r\nPath: <sip:%.200s>\r\nContact: <sip:a@b>\r\n",
        text, text);
    assert_int_equal(TAKE(.to = "sip:z@z", .fields = fields), 513);
    text[200] = 0;
    assert_int_equal(TAKE(.to = "sip:z@z", .call_id = text, .fields = "Contact: <sip:a@b>\r\n"),
                     513);
    registrar_end(&registrar);
}

/* 3327:5.3. */
static void test_path(void **state)
{
    (void)state;
    begin(10, 10, NULL);
    assert_int_equal(TAKE(.fields = "Path: <sip:p@q;lr>\r\nContact: <sip:a@b>\r\n"), 420);
    assert_string_equal(nth("Unsupported", 0), "path");
    assert_int_equal(TAKE(.fields = "Supported: x, path\r\nPath: <sip:p@q;lr>,<sip:r@s;lr>\r\n"
                                    "Path: <sip:t@u;lr>\r\nContact: <sip:a@b>\r\n"),
                     200);
    assert_string_equal(nth("Path", 0), "<sip:p@q;lr>,<sip:r@s;lr>,<sip:t@u;lr>");
    assert_int_equal(TAKE(.fields = NULL), 200);
    assert_string_equal(nth("Path", 0), "");
    registrar_end(&registrar);
}

/* 5626:6. */
static void test_outbound(void **state)
{
    (void)state;
#define FLOW(uri, number) "Contact: <" uri ">;+sip.instance=\"<urn:x:1>\";reg-id=" number "\r\n"
#define HOPS "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\n"
    begin(10, 10, NULL);
    assert_int_equal(TAKE(.fields = "Supported: path, outbound\r\n" FLOW("sip:a@1.2.3.4", "1")),
                     200);
    assert_string_equal(nth("Require", 0), "outbound");
    /* The same flow from elsewhere, after a start with another Call-ID. */
    assert_int_equal(
        TAKE(.call_id = "c2", .fields = "Supported: path, outbound\r\n" FLOW("sip:a@5.6.7.8", "1")),
        200);
    assert_int_equal(contacts(), 1);
    assert_string_equal(nth("Contact", 0),
                        "<sip:a@5.6.7.8>;+sip.instance=\"<urn:x:1>\";reg-id=1;expires=3600");
    assert_int_equal(
        TAKE(.call_id = "c3", .fields = "Supported: path, outbound\r\n" FLOW("sip:a@5.6.7.8", "2")),
        200);
    assert_int_equal(contacts(), 2);
    /* Its sender does not do it: a contact as any other, known by its URI. */
    assert_int_equal(TAKE(.to = "sip:b@c", .fields = FLOW("sip:a@1.2.3.4", "1")), 200);
    assert_string_equal(nth("Require", 0), "");
    assert_int_equal(TAKE(.to = "sip:b@c", .call_id = "c2", .fields = FLOW("sip:a@5.6.7.8", "1")),
                     200);
    assert_int_equal(contacts(), 2);
    /* Not the first hop: an edge proxy has to say that it keeps flows. */
    assert_int_equal(
        TAKE(.to = "sip:d@e", .fields = HOPS "Supported: path, outbound\r\n" FLOW("sip:a@b", "1")),
        439);
    assert_int_equal(
        TAKE(.to = "sip:d@e",
             .fields = HOPS
             "Path: <sip:edge;lr>\r\nSupported: path, outbound\r\n" FLOW("sip:a@b", "1")),
        439);
    assert_int_equal(
        TAKE(.to = "sip:d@e",
             .fields = HOPS
             "Path: <sip:edge;lr;ob>\r\nSupported: path, outbound\r\n" FLOW("sip:a@b", "1")),
        200);
    assert_string_equal(nth("Require", 0), "outbound");
    assert_int_equal(
        TAKE(.to = "sip:d@e", .fields = HOPS "Supported: outbound\r\nContact: <sip:a@f>\r\n"), 200);
    assert_int_equal(TAKE(.to = "sip:f@g", .fields = "Supported: path, outbound\r\n" FLOW(
                                               "sip:a@b", "1") "Contact: <sip:c@d>\r\n"),
                     400);
    assert_int_equal(TAKE(.to = "sip:d@e", .call_id = "c2",
                          .fields = "Supported: path, outbound\r\n" FLOW(
                              "sip:a@b", "1;expires=0") "Contact: <sip:c@d>\r\n"),
                     200);
    registrar_end(&registrar);
}

static void test_finds(void **state)
{
    (void)state;
    struct sf_str contact[REGISTRAR_CONTACTS];
    begin(10, 10, NULL);
    assert_int_equal(registrar_find(&registrar, now_us, SF_STR("sip:alice@example.org"), contact),
                     0);
    assert_int_equal(TAKE(.fields = "Contact: <sip:a@h>;q=0.2, <sip:b@h>;q=0.9, <sip:c@h>, "
                                    "<sip:d@h>;q=0.9;expires=60, <sip:e@h>;q=0\r\n"),
                     200);
    assert_int_equal(
        registrar_find(&registrar, now_us, SF_STR("sip:alice@example.org;user=phone"), contact), 5);
    assert_true(sf_str_equal(contact[0], SF_STR("<sip:c@h>")));
    assert_true(sf_str_equal(contact[1], SF_STR("<sip:b@h>;q=0.9")));
    assert_true(sf_str_equal(contact[2], SF_STR("<sip:d@h>;q=0.9")));
    assert_true(sf_str_equal(contact[3], SF_STR("<sip:a@h>;q=0.2")));
    assert_true(sf_str_equal(contact[4], SF_STR("<sip:e@h>;q=0")));
    now_us += 60 * SECOND;
    assert_int_equal(registrar_find(&registrar, now_us, SF_STR("sip:alice@example.org"), contact),
                     4);
    assert_int_equal(registrar_find(&registrar, now_us, SF_STR("nonsense"), contact), 0);
    registrar_end(&registrar);
}

/* What could not stand in an answer is not kept: else no later answer for the address could go. */
static void test_refuses_what_no_answer_takes(void **state)
{
    static const char *const wrong[] = {";q=2",           ";q=-1",         ";q",
                                        ";q=1;q=0",       ";x=\"\\\x01\"", ";x=\"\\\x7f\"",
                                        ";x=\"a\r\n b\"", ";x=\"\t\""};
    (void)state;
    begin(10, 10, NULL);
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char fields[100];
        snprintf(fields, sizeof fields, "Contact: <sip:a@192.0.2.4>%s;expires=100\r\n", wrong[i]);
        assert_int_equal(TAKE(.cseq = i + 1, .fields = fields), 400);
        assert_int_equal(registrar_count(&registrar, now_us), 0);
    }
    assert_int_equal(TAKE(.cseq = 9, .fields = "Contact: <sip:a@192.0.2.4>;q=1.000\r\n"), 200);
    assert_int_equal(contacts(), 1);
    registrar_end(&registrar);
}

static void test_refuses_what_no_request_reaches(void **state)
{
    static const struct {
        const char *contact;
        unsigned status;
    } cases[] = {
        {"sip:a@192.0.2.4:0", 400},
        {"sips:a@example.com:0", 400},
        {"sip:a@255.255.255.255", 400},
        {"sip:a@224.0.1.75:5060", 400},
        {"sip:a@0.0.0.0", 400},
        {"sip:a@240.0.0.1", 400},
        {"sip:a@[::]", 400},
        {"sip:a@[ff02::1]", 400},
        {"sip:a@[::ffff:224.0.1.75]", 400},
        {"sip:a@example.com;maddr=239.255.255.1", 400},
        {"sip:a@223.255.255.255:1", 200},
        {"sip:a@[::1]", 200},
        {"sip:a@224.example.com", 200},
        {"tel:+1-201-555-0123", 200},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fields[100];
        begin(10, 10, NULL);
        snprintf(fields, sizeof fields, "Contact: <%s>;expires=100\r\n", cases[i].contact);
        if (TAKE(.fields = fields) != cases[i].status)
            fail_msg("%s", cases[i].contact);
        assert_int_equal(registrar_count(&registrar, now_us), cases[i].status == 200);
        registrar_end(&registrar);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binds_and_lists),
        cmocka_unit_test(test_removes),
        cmocka_unit_test(test_order_and_all_or_nothing),
        cmocka_unit_test(test_domains),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_outbound),
        cmocka_unit_test(test_finds),
        cmocka_unit_test(test_refuses_what_no_answer_takes),
        cmocka_unit_test(test_refuses_what_no_request_reaches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
