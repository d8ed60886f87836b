/* What the configuration says that the application can do: media types and extensions. */
#include "solo.h"

#include <stdlib.h>

static void reads_more(struct sf_ua_config *config)
{
    static const struct sf_str types[] = {{"application/isup", 16}, {"text/*", 6}};
    config->accept = types;
    config->accepts = 2;
}

static void serves_two(struct sf_ua_config *config)
{
    static const struct sf_str tags[] = {{"replaces", 8}, {"X-Fast", 6}};
    config->supported = tags;
    config->supporteds = 2;
}

#define ALL "application/sdp, application/isup, text/*"

/* 3261:8.2.3: a body that the application reads reaches it; another gets 415 with what is read. */
static void test_media_types(void **state)
{
    static const struct {
        const char *type;
        bool taken;
    } cases[] = {
        {"application/sdp", true},    {"Application/ISUP;version=x", true}, {"text/plain", true},
        {"application/isup2", false}, {"application/dtmf-relay", false},    {"image/png", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, reads_more);
        FEED(solo, .type = cases[i].type, .body = "x");
        assert_int_equal(solo->seen[SF_UA_EV_INCOMING], cases[i].taken);
        if (!cases[i].taken) {
            solo_expect(solo, "SIP/2.0 415 ");
            assert_string_equal(header_in(solo_only(solo), "Accept"), ALL);
            solo_assert_empty(solo);
        }
        solo_free(solo);
    }
    struct solo *solo = solo_new(2, reads_more);
    FEED(solo, .method = "OPTIONS");
    assert_string_equal(header_in(solo_only(solo), "Accept"), ALL); /* 3261:11.2 */
    solo_free(solo);
}

static void test_extensions(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, serves_two);
    FEED(solo, .extra = "Require: replaces, timer\r\nRequire: x-fast\r\n");
    solo_expect(solo, "SIP/2.0 420 ");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "timer");
    FEED(solo, .extra = "Require: replace\r\n");
    assert_string_equal(header_in(solo_only(solo), "Unsupported"), "replace");
    FEED(solo, .method = "OPTIONS", .extra = "Require: x-fast,Replaces\r\n");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Supported"), "100rel, replaces, X-Fast");
    FEED(solo, .via = hand_branch(3), .extra = "Require: replaces\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Supported"), "100rel, replaces, X-Fast");
    assert_string_equal(header_in(solo_invite(solo), "Supported"), "100rel, replaces, X-Fast");
    solo_free(solo);
}

static void test_bad_configurations(void **state)
{
    static const struct sf_str types[] = {{"application", 11}, {"a/", 2}, {"/b", 2},
                                          {"a/b;c=d", 7},      {"", 0},   {"a/b\r\n", 5},
                                          {"a/b, c/d", 8}};
    static const struct sf_str tags[] = {{"", 0}, {"a b", 3}, {"a,b", 3}, {"a\r\n", 3}};
    static char longest[101] = "x/";
    (void)state;
    struct sf_ua_config config = {
        .calls = 1, .calls_per_second = 1, .local = {.family = 4, .port = 5060}};
    size_t plain = sf_ua_size(&config);
    void *memory = malloc(plain + 512); /* of longer texts too */
    assert_non_null(memory);
    config.accepts = 1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        config.accept = &types[i];
        assert_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    }
    memset(longest + 2, 'y', sizeof longest - 2);
    struct sf_str text = {longest, 100};
    config.accept = &text;
    assert_true(sf_ua_size(&config) > plain && sf_ua_size(&config) <= plain + 512);
    assert_non_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    const struct sf_str many[] = {{"a/b", 3}, {"a/b", 3}, {"a/b", 3}, {"a/b", 3}, {"a/b", 3},
                                  {"a/b", 3}, {"a/b", 3}, {"a/b", 3}, {"a/b", 3}};
    config.accept = many;
    config.accepts = 9;
    assert_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    config.accepts = 8;
    assert_non_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    config.accepts = 0;
    config.supporteds = 1;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        config.supported = &tags[i];
        assert_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    }
    text = (struct sf_str){longest + 2, 98};
    const struct sf_str two[] = {text, {longest + 2, 97}};
    config.supported = two;
    assert_non_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    config.supporteds = 2;
    assert_null(sf_ua_init(memory, sf_ua_size(&config), &config));
    free(memory);
}

/* ---- Parameters of the Contact ---- */

#define PARAMETERS ";isfocus;+sip.instance=\"<urn:uuid:0>\""

static void is_focus(struct sf_ua_config *config)
{
    config->contact_parameters = SF_STR(PARAMETERS);
}

static void test_contact_parameters(void **state)
{
    static const char contact[] = "<sip:bob@10.0.0.2:5060>" PARAMETERS;
    struct sf_exchange exchange;
    (void)state;
    struct solo *solo = solo_new(3, is_focus);
    assert_string_equal(header_in(solo_invite(solo), "Contact"), contact);
    FEED(solo, .method = NULL);
    sf_ua_ring(solo->ua, solo->now_us, solo->call, 180);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Contact"), contact);
    sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Contact"), contact);
    static const struct sf_ua_field package = {{"Event", 5}, {"presence", 8}};
    const struct sf_request request = {.method = SF_STR("SUBSCRIBE"),
                                       .to = SF_STR("sip:eve@192.0.2.9"),
                                       .next_hop = solo->peer,
                                       .content = {.field = &package, .fields = 1}};
    sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0, 0}, &request, &exchange);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Contact"), contact);
    solo_free(solo);
}

static void test_bad_contact_parameters(void **state)
{
    static const char *const bad[] = {"isfocus", ";", ";a=\"", ";a\r\nb", ",<sip:a@b>", ";a b"};
    struct sf_ua_config config = {.calls = 1, .local = {.family = 4, .port = 5060}};
    (void)state;
    size_t size = sf_ua_size(&config);
    void *memory = malloc(size);
    assert_non_null(memory);
    assert_non_null(sf_ua_init(memory, size, &config));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        config.contact_parameters = sf_str_of(bad[i]);
        if (sf_ua_init(memory, size, &config))
            fail_msg("taken: %s", bad[i]);
    }
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_media_types),        cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_contact_parameters), cmocka_unit_test(test_bad_contact_parameters),
        cmocka_unit_test(test_bad_configurations),
    };
    return cmocka_run_group_tests_name("capabilities", tests, NULL, NULL);
}
