/* Servers that the application names: tried one after another, each from an endpoint of its family
 * (3263:4.3). */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 1, SECOND, SIX, TLS };

static const struct sf_address endpoints[] = {
    {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
    {.family = 4, .port = 5062, .ip = {10, 0, 0, 3}},
    {.family = 6, .port = 5063, .ip = {0xfd, [15] = 2}},
    {.transport = SF_TRANSPORT_TLS, .family = 4, .port = 5061, .ip = {10, 0, 0, 2}}};
static const struct sf_address
    eve4 = {.family = 4, .port = 5060, .ip = {192, 0, 2, 1}},
    eve4_second = {.family = 4, .port = 5060, .ip = {192, 0, 2, 2}, .endpoint = SECOND},
    eve6 = {.family = 6, .port = 5070, .ip = {0x20, 1, 0xd, 0xb8, [15] = 9}},
    by_tcp = {.transport = SF_TRANSPORT_TCP, .family = 4, .port = 5060, .ip = {192, 0, 2, 4}},
    by_tls = {.transport = SF_TRANSPORT_TLS, .family = 4, .port = 5061, .ip = {192, 0, 2, 5}};

static struct sf_locator *locator;
static struct sf_ua_locate locate;

static void locating(struct sf_ua_config *config)
{
    const struct sf_locator_config with = {
        .endpoint = endpoints, .endpoints = 4, .searches = 4, .seed = 1};
    size_t size = sf_locator_size(&with);
    locator = sf_locator_init(malloc(size), size, &with);
    assert_non_null(locator);
    locate = (struct sf_ua_locate){sf_ua_locating(), locator};
    config->locate = &locate;
    config->more_local = endpoints + 1;
    config->more_locals = 3;
}

static struct solo *begin(void)
{
    return solo_new(4, locating);
}

static void end(struct solo *solo)
{
    solo_dry(solo);
    assert_int_equal(sf_locator_searches(locator), 0);
    solo_free(solo);
    free(locator);
}

static enum sf_ua_result call(struct solo *solo, const char *uri, const struct sf_address *server,
                              size_t servers)
{
    const struct sf_invite invite = {
        .to = sf_str_of(uri), .content_type = SOLO_TYPE, .body = SOLO_SDP};
    enum sf_ua_result result =
        sf_ua_invite_at(solo->ua, solo->now_us, &invite, server, servers, &solo->call);
    solo_drain(solo);
    return result;
}

/* The one request that came out went there, from that endpoint. */
static void went_to(const struct solo *solo, const struct sf_address *to, unsigned endpoint)
{
    char host[SF_ADDRESS_TEXT_BYTES], via[100];
    sf_address_text(&endpoints[endpoint - 1], host);
    snprintf(via, sizeof via, " %s;rport;branch=", host);
    assert_int_equal(solo->outs, 1);
    assert_true(sf_address_equal(&solo->out[0].to, to));
    assert_int_equal(solo->out[0].to.endpoint, endpoint);
    if (!strstr(header_in(solo->out[0].text, "Via"), via) ||
        !strstr(header_in(solo->out[0].text, "Contact"), host))
        fail_msg("not from %s: %s", host, solo->out[0].text);
}

static void lose(struct solo *solo)
{
    uint64_t token = solo->out[0].token;
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
    solo_drain(solo);
}

static void test_one_after_another(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const struct sf_address servers[] = {eve6, eve4, by_tcp, eve4_second};
    assert_int_equal(call(solo, "sip:eve@eve.example", servers, 4), SF_UA_OK);
    assert_memory_equal(solo->out[0].text, "INVITE sip:eve@eve.example SIP/2.0\r\n", 36);
    went_to(solo, &eve6, SIX);
    lose(solo);
    went_to(solo, &eve4, FIRST);
    static char request[SOLO_TEXT];
    snprintf(request, sizeof request, "%s", solo->out[0].text);
    solo->peer = eve4;
    solo_respond(solo, request, 503, "t", NULL);
    assert_int_equal(solo->outs, 2); /* the ACK, and the next one: by TCP there is no endpoint */
    assert_memory_equal(solo->out[0].text, "ACK ", 4);
    assert_true(sf_address_equal(&solo->out[1].to, &eve4_second));
    assert_int_equal(solo->out[1].to.endpoint, SECOND);
    assert_non_null(strstr(header_in(solo->out[1].text, "Via"), " 10.0.0.3:5062;"));
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[1].token), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    /* Those that have failed come last the next time. */
    const struct sf_address again[] = {eve6, by_tls};
    assert_int_equal(call(solo, "sip:eve@eve.example", again, 2), SF_UA_OK);
    went_to(solo, &by_tls, TLS);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    end(solo);
}

static void test_other_requests(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const struct sf_request request = {.method = SF_STR("OPTIONS"),
                                       .to = SF_STR("sip:eve@eve.example")};
    const struct sf_address servers[] = {eve4_second, eve6};
    struct sf_exchange exchange;
    assert_int_equal(sf_ua_request_at(solo->ua, solo->now_us, &request, servers, 2, &exchange),
                     SF_UA_OK);
    solo_drain(solo);
    went_to(solo, &eve4_second, SECOND);
    lose(solo);
    went_to(solo, &eve6, SIX);
    lose(solo);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_RESPONSE], 1);
    /* A request without servers is located again. */
    struct sf_request plain = request;
    plain.next_hop = eve4;
    assert_int_equal(
        sf_ua_request(solo->ua, solo->now_us, (struct sf_call){0, 0}, &plain, &exchange), SF_UA_OK);
    solo_drain(solo);
    went_to(solo, &eve4, FIRST);
    end(solo);
}

static void test_what_the_uri_allows(void **state)
{
    (void)state;
    struct solo *solo = begin();
    const struct sf_address servers[] = {eve4, by_tls};
    assert_int_equal(call(solo, "sips:eve@eve.example", servers, 2), SF_UA_OK);
    went_to(solo, &by_tls, TLS);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    end(solo);
    solo = begin();
    assert_int_equal(call(solo, "sips:eve@eve.example", servers, 1), SF_UA_OK);
    assert_int_equal(solo->outs, 0); /* none of them */
    assert_int_equal(sf_ua_tick(solo->ua, solo->now_us), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_string_equal(sf_ua_locate_trouble(solo->ua), "no transport of ours leads there");
    end(solo);
}

static void test_arguments(void **state)
{
    (void)state;
    struct solo *solo = begin();
    struct sf_address wrong[] = {by_tcp, eve6};
    wrong[1].endpoint = FIRST; /* of another family */
    assert_int_equal(call(solo, "sip:eve@eve.example", wrong, 2), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "server");
    assert_string_equal(sf_ua_error(solo->ua)->text,
                        "no endpoint of the transport and address family of any");
    assert_int_equal(call(solo, "sip:eve@eve.example", NULL, 0), SF_UA_ARGUMENT);
    const struct sf_invite invite = {.to = SF_STR("sip:eve@h"), .next_hop = eve4};
    assert_int_equal(sf_ua_invite_at(solo->ua, solo->now_us, &invite, &eve4, 1, &solo->call),
                     SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "invite.next_hop");
    end(solo);
    solo = solo_new(1, NULL);
    assert_int_equal(call(solo, "sip:eve@eve.example", &eve4, 1), SF_UA_STATE);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_another),
        cmocka_unit_test(test_other_requests),
        cmocka_unit_test(test_what_the_uri_allows),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
