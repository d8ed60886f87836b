/* See finding.h. */
#include "common/finding.h"

#include "common/endpoint.h"
#include "common/options.h"
#include "sipfsm/sockaddr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_SEARCHES 16
#define SEARCHES_PER_CALL 2 /* an INVITE, and a request in its dialog */
#define MOST_SEARCHES 10000

bool finding_is_needed(const char *text)
{
    struct sf_uri uri;
    struct sf_address numeric;
    return sf_uri_parse(text, (struct sf_view){0, (uint32_t)strlen(text)}, &uri, NULL) &&
           (uri.scheme == SF_SCHEME_SIP || uri.scheme == SF_SCHEME_SIPS) &&
           !sf_address_of_host(&numeric, sf_view_str(text, uri.maddr.len ? uri.maddr : uri.host));
}

static struct sf_locator *new_locator(void **memory, uint32_t searches,
                                      const struct sf_address *endpoint, size_t endpoints)
{
    struct sf_locator_config config = {
        .endpoint = endpoint, .endpoints = endpoints, .searches = searches};
    size_t bytes = sf_locator_size(&config);
    if (uv_random(NULL, NULL, &config.seed, sizeof config.seed, 0, NULL) != 0)
        config.seed = uv_hrtime();
    *memory = bytes ? malloc(bytes) : NULL;
    return *memory ? sf_locator_init(*memory, bytes, &config) : NULL;
}

/* ---- One search ---- */

struct one {
    struct sf_locator *locator;
    struct sf_resolver *resolver;
    uv_timer_t timer;
    const struct finding_show *show;
    struct sf_location location;
    bool is_over;
};

static uint64_t now_us(void)
{
    return uv_hrtime() / 1000;
}

static void go_on(struct one *one);

static void on_timer(uv_timer_t *timer)
{
    struct one *one = timer->data;
    sf_locator_tick(one->locator, now_us());
    go_on(one);
}

static void on_answer(void *user, uint64_t id, const struct sf_dns_answer *answer)
{
    struct one *one = user;
    if (one->show && one->show->answered)
        one->show->answered(one->show->user, answer);
    sf_locator_answer(one->locator, now_us(), id, answer);
    go_on(one);
}

static void go_on(struct one *one)
{
    struct sf_dns_query query;
    while (sf_locator_query(one->locator, &query)) {
        if (one->show && one->show->asked)
            one->show->asked(one->show->user, &query);
        sf_resolver_ask(one->resolver, &query);
    }
    if (sf_locator_state(one->locator, one->location) != SF_LOCATOR_ASKING) {
        one->is_over = true;
        uv_stop(one->timer.loop);
        return;
    }
    uint64_t due_us = sf_locator_deadline(one->locator), now = now_us();
    uv_timer_start(&one->timer, on_timer, due_us > now ? (due_us - now) / 1000 + 1 : 0, 0);
}

static bool search(struct one *one, uv_loop_t *loop, const char *command, const char *uri)
{
    const struct sf_locator_ask ask = {.uri = sf_str_of(uri)};
    if (sf_locator_begin(one->locator, now_us(), &ask, &one->location) != SF_LOCATOR_OK) {
        complain(command, "%s: not a SIP URI that can be looked up, such as sip:user@host", uri);
        return false;
    }
    sf_resolver_hook(one->resolver, on_answer, one);
    uv_timer_init(loop, &one->timer);
    one->timer.data = one;
    go_on(one);
    while (!one->is_over && uv_run(loop, UV_RUN_DEFAULT))
        ;
    uv_close((uv_handle_t *)&one->timer, NULL);
    return true;
}

size_t finding_run(uv_loop_t *loop, const char *command, const char *uri, const char *servers,
                   const struct sf_address *endpoint, size_t endpoints,
                   const struct finding_show *show, struct sf_address target[SF_LOCATOR_TARGETS])
{
    struct one one = {.show = show};
    const struct sf_resolver_config config = {.loop = loop, .servers = servers};
    size_t count = 0;
    void *memory;
    const char *wrong = sf_resolver_open(&one.resolver, &config);
    if (wrong) {
        complain(command, "%s%s%s", servers ? servers : "", servers ? ": " : "", wrong);
        return 0;
    }
    one.locator = new_locator(&memory, 1, endpoint, endpoints);
    if (one.locator && search(&one, loop, command, uri)) {
        count = sf_locator_targets(one.locator, one.location, target);
        if (!count)
            complain(command, "%s: %s", uri, sf_locator_why(one.locator, one.location));
    }
    sf_resolver_close(one.resolver);
    uv_run(loop, UV_RUN_NOWAIT);
    free(memory);
    return count;
}

static size_t usual_endpoints(const char *text, struct sf_address *endpoint)
{
    static const uint8_t usual[] = {SF_TRANSPORT_UDP, SF_TRANSPORT_TCP, SF_TRANSPORT_TLS};
    struct sf_uri uri;
    uint8_t named;
    size_t count = 0;
    if (sf_uri_parse(text, (struct sf_view){0, (uint32_t)strlen(text)}, &uri, NULL) &&
        sf_transport_of(sf_view_str(text, uri.transport), &named) && sf_transport_is_ws(named)) {
        named = uri.scheme == SF_SCHEME_SIPS ? SF_TRANSPORT_WSS : SF_TRANSPORT_WS;
        for (uint8_t family = 4; family <= 6; family += 2)
            endpoint[count++] = (struct sf_address){.transport = named, .family = family};
        return count;
    }
    for (size_t i = 0; i < sizeof usual; i++)
        for (uint8_t family = 4; family <= 6; family += 2)
            endpoint[count++] = (struct sf_address){.transport = usual[i], .family = family};
    return count;
}

static bool has_like(const struct listening *listening, const struct sf_address *target)
{
    for (unsigned i = 0; i < listening->count; i++)
        if (listening->address[i].transport == target->transport &&
            listening->address[i].family == target->family)
            return true;
    return false;
}

bool finding_listening(uv_loop_t *loop, const char *command, const char *uri, const char *servers,
                       struct listening *listening, struct sf_address *first)
{
    struct sf_address endpoint[16], target[SF_LOCATOR_TARGETS];
    size_t endpoints = listening->count;
    if (endpoints)
        memcpy(endpoint, listening->address, endpoints * sizeof *endpoint);
    else
        endpoints = usual_endpoints(uri, endpoint);
    size_t count = finding_run(loop, command, uri, servers, endpoint, endpoints, NULL, target);
    if (!count)
        return false;
    *first = target[0];
    if (listening->count)
        return true;
    for (size_t i = 0; i < count && listening->count < SF_UA_ENDPOINTS; i++) {
        struct sf_address local = {.transport = target[i].transport};
        if (has_like(listening, &target[i]) || !sf_address_towards(&local, &target[i]))
            continue;
        listening->address[listening->count++] = local;
    }
    if (!listening->count)
        complain(command, "%s: no route to its servers", uri);
    return listening->count > 0;
}

/* ---- A core's own ---- */

bool finding_open(struct finding *finding, uv_loop_t *loop, const char *command,
                  const char *servers, struct listening *listening)
{
    const struct sf_resolver_config config = {.loop = loop, .servers = servers};
    listening->finding = finding;
    const char *wrong = sf_resolver_open(&finding->resolver, &config);
    if (wrong)
        complain(command, "%s%s%s", servers ? servers : "", servers ? ": " : "", wrong);
    return !wrong;
}

bool finding_configure(struct finding *finding, const char *command, struct sf_ua_config *config,
                       const struct sf_address *endpoint, size_t endpoints)
{
    uint64_t searches = LEAST_SEARCHES + (uint64_t)SEARCHES_PER_CALL * config->calls;
    struct sf_locator *locator = new_locator(
        &finding->memory, (uint32_t)(searches < MOST_SEARCHES ? searches : MOST_SEARCHES), endpoint,
        endpoints);
    finding->locate = (struct sf_ua_locate){sf_ua_locating(), locator};
    if (locator)
        config->locate = &finding->locate;
    else
        complain(command, "no memory to look up names");
    return locator != NULL;
}

void finding_end(struct finding *finding)
{
    if (finding->resolver)
        sf_resolver_close(finding->resolver);
    free(finding->memory);
    memset(finding, 0, sizeof *finding);
}
