/* A registration of a program. See account.h. */
#include "accounts/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/finding.h"
#include "accounts/login.h"
#include "sipfsm/sockaddr.h"

/* "HOST:PORT", before it perhaps a transport, else account->transport. */
static const char *resolve_place(const struct account *account, struct sf_address *address,
                                 const char *place)
{
    char text[512];
    uint8_t number = SF_TRANSPORT_UDP;
    const char *colon = strchr(place, ':');
    bool says = colon && sf_transport_of((struct sf_str){place, (size_t)(colon - place)}, &number);
    if (!says && account->transport)
        sf_transport_of(sf_str_of(account->transport), &number);
    int n = snprintf(text, sizeof text, "%s%s%s", says ? "" : sf_transport_name(number),
                     says ? "" : ":", place);
    if (n < 0 || (size_t)n >= sizeof text)
        return "too long";
    return sf_resolve(address, text, sf_transport_port(number));
}

/* The first server of the domain, as RFC 3263 finds it when the program begins: it says where to
 * listen. Later the core locates it for each request. False after one clear line. */
static bool find_domain(struct account *account, const char *command, struct listening *listening)
{
    uv_loop_t loop;
    if (!endpoint_loop(command, &loop))
        return false;
    account->is_located = finding_listening(&loop, command, account->aor, account->name_server,
                                            listening, &account->next_hop);
    uv_loop_close(&loop);
    return account->is_located;
}

/* The host of the address itself. */
static const char *resolve_domain(const struct account *account, struct sf_address *address,
                                  const struct sf_uri *uri)
{
    char place[300];
    if (!account->transport || uri->transport.len)
        return target_of_uri(address, account->aor);
    int n = uri->port >= 0 ? snprintf(place, sizeof place, "%.*s:%d", (int)uri->host.len,
                                      account->aor + uri->host.at, (int)uri->port)
                           : snprintf(place, sizeof place, "%.*s", (int)uri->host.len,
                                      account->aor + uri->host.at);
    return n < 0 || (size_t)n >= sizeof place ? "the host name is too long"
                                              : resolve_place(account, address, place);
}

bool account_resolve(struct account *account, const char *command, struct listening *listening)
{
    struct sf_uri uri;
    const char *aor = account->aor, *wrong = NULL;
    account->command = command;
    if (!sf_uri_parse(aor, (struct sf_view){0, (uint32_t)strlen(aor)}, &uri, NULL) ||
        (uri.scheme != SF_SCHEME_SIP && uri.scheme != SF_SCHEME_SIPS) || !uri.user.len)
        wrong = "not an address such as sip:user@domain";
    else if (uri.user.len >= sizeof account->user)
        wrong = "the user is too long";
    if (wrong) {
        complain(command, "%s: %s", aor, wrong);
        return false;
    }
    snprintf(account->user, sizeof account->user, "%.*s", (int)uri.user.len, aor + uri.user.at);
    const char *place = account->registrar ? account->registrar : account->proxy;
    if (!place && !account->transport && finding_is_needed(aor)) {
        bool found = find_domain(account, command, listening);
        account->proxy_hop = account->next_hop;
        return found;
    }
    wrong = place ? resolve_place(account, &account->next_hop, place)
                  : resolve_domain(account, &account->next_hop, &uri);
    account->proxy_hop = account->next_hop;
    if (!wrong && account->proxy && account->registrar)
        wrong = resolve_place(account, &account->proxy_hop, place = account->proxy);
    if (wrong)
        complain(command, "%s: %s%s", place ? place : aor, wrong,
                 place ? "" : " (--registrar says where to register)");
    return !wrong;
}

void account_secure(const struct account *account, struct sf_tls_config *tls)
{
    if (!tls->trusted && (account->is_located || /* its next server may be reached by TLS */
                          sf_transport_is_secure(account->next_hop.transport) ||
                          sf_transport_is_secure(account->proxy_hop.transport)))
        tls->trusted = account->trusted;
}

void account_configure(struct account *account, struct sf_ua_config *config)
{
    config->user = sf_str_of(account->user);
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

static bool refused(const struct account *account, enum sf_ua_result result)
{
    const struct sf_ua_error *error = sf_ua_error(account->endpoint->ua);
    if (result == SF_UA_ARGUMENT || result == SF_UA_TOO_LONG)
        complain(account->command, "cannot register %s: %s: %s", account->aor, error->argument,
                 error->text);
    else if (result != SF_UA_OK)
        complain(account->command, "cannot register %s: %s", account->aor,
                 sf_ua_result_text(result));
    return result != SF_UA_OK;
}

bool account_begin(struct account *account, struct endpoint *endpoint, const struct sf_clock *clock)
{
    account->endpoint = endpoint;
    account->clock = clock;
    if (account->q)
        snprintf(account->parameters, sizeof account->parameters, ";q=%s", account->q);
    const struct sf_address unknown = {.family = 0};
    const struct sf_register what = {.aor = sf_str_of(account->aor),
                                     .next_hop = account->is_located ? unknown : account->next_hop,
                                     .name = sf_str_of(account->name),
                                     .parameters = sf_str_of(account->parameters),
                                     .instance = sf_str_of(account->instance),
                                     .reg_id = (uint32_t)account->reg_id,
                                     .expires_s = (uint32_t)account->expires_s};
    account->failed = refused(account, sf_ua_register(endpoint->ua, sf_clock_now_us(clock), &what,
                                                      &account->registration));
    if (!account->failed)
        sf_net_drain(endpoint->net);
    return !account->failed;
}

bool account_end(const struct account *account)
{
    if (!account_is_over(account) && account->bound)
        complain(account->command, "%s",
                 "the registrar has not confirmed the removal of the contact");
    return account_is_over(account) && account->bound && !account->failed;
}

static const char *plural(uint32_t n)
{
    return n == 1 ? "" : "s";
}

#define WHY_BYTES 512

/* "404 Not Found: what a person can do"; without a status if none was received. */
static void why(char *text, size_t size, const struct sf_ua_event *event)
{
    const char *advice = event->challenge ? login_why(event)
                         : event->msg || event->status == 408
                             ? sf_registration_advice(event->status)
                             : "the REGISTER could not be sent: if no line "
                               "above says why, check the address of the registrar and the network";
    if (event->msg)
        snprintf(text, size, "%u %.*s: %s", event->status, (int)event->reason.len,
                 event->reason.len ? event->reason.p : "", advice);
    else
        snprintf(text, size, "%s", advice);
}

static void say_waiting(const struct account *account, const struct sf_ua_event *event)
{
    char text[WHY_BYTES];
    why(text, sizeof text, event);
    if (account->once)
        complain(account->command, "cannot register %s: %s", account->aor, text);
    else if (event->expires_s)
        complain(account->command,
                 "%s stays registered for %" PRIu32 " second%s more, and the refresh has failed: "
                 "%s; next try in %" PRIu32 " second%s",
                 account->aor, event->expires_s, plural(event->expires_s), text, event->retry_s,
                 plural(event->retry_s));
    else
        complain(account->command, "%s is not registered: %s; next try in %" PRIu32 " second%s",
                 account->aor, text, event->retry_s, plural(event->retry_s));
}

/* The time that was granted has passed, and no refresh has failed: none was made in time. */
static void say_gap(const struct account *account)
{
    uint64_t now_us = sf_clock_now_us(account->clock);
    if (account->bound && !account->waits && now_us > account->until_us)
        complain(account->command,
                 "%s was not registered for %" PRIu64 " ms: this program or its computer was "
                 "suspended; it is registered again",
                 account->aor, (now_us - account->until_us) / 1000);
}

static void say_end(struct account *account, const struct sf_ua_event *event)
{
    bool removed = event->status >= 200 && event->status < 300;
    account->failed = account->failed || !removed;
    if (removed && !account->quiet)
        printf("no longer registered: %s\n", account->aor);
    else if (!removed && account->leaving && account->bound)
        complain(account->command, "%s stays registered until its time is over: %u %.*s",
                 account->aor, event->status, (int)event->reason.len,
                 event->reason.len ? event->reason.p : "no answer to its removal");
    else if (!removed && !account->leaving) {
        char text[WHY_BYTES];
        why(text, sizeof text, event);
        complain(account->command, "cannot register %s: %s", account->aor, text);
    }
}

void account_take(struct account *account, const struct sf_ua_event *event)
{
    switch ((enum sf_registration_state)event->registration_state) {
    case SF_REGISTRATION_REGISTERED:
        say_gap(account);
        account->bound = true;
        account->waits = false;
        account->until_us = sf_clock_now_us(account->clock) + event->expires_s * UINT64_C(1000000);
        if (!account->quiet)
            account_print(account);
        break;
    case SF_REGISTRATION_WAITING:
        account->waits = true;
        say_waiting(account, event);
        break;
    case SF_REGISTRATION_ENDED:
        account->registration.generation = 0;
        say_end(account, event);
        break;
    }
    fflush(stdout);
}

void account_leave(struct account *account)
{
    account->leaving = true;
    if (account->registration.generation &&
        sf_ua_unregister(account->endpoint->ua, sf_clock_now_us(account->clock),
                         account->registration, account->clear) == SF_UA_OK) {
        if (!account->quiet)
            printf("leaving: %s of %s\n",
                   account->clear ? "removing every contact" : "removing the contact",
                   account->aor);
        fflush(stdout);
        sf_net_drain(account->endpoint->net);
    }
}

bool account_is_over(const struct account *account)
{
    return !account->registration.generation;
}

void account_print(const struct account *account)
{
    struct sf_registration_grant grant;
    char text[SF_REGISTRATION_TEXT_BYTES], where[ENDPOINT_TEXT_BYTES];
    if (account_is_over(account) ||
        sf_ua_registration(account->endpoint->ua, account->registration, &grant, text) !=
            SF_UA_OK ||
        !grant.expires_s) {
        printf("not registered: %s\n", account->aor);
        return;
    }
    endpoint_text(grant.server.family ? &grant.server : &account->next_hop, where);
    printf("registered: %s at %s, %" PRIu32 " second%s left%s\n", account->aor, where,
           grant.expires_s, plural(grant.expires_s), grant.outbound ? ", outbound" : "");
    if (grant.service_route.len)
        printf("  later requests go by %.*s\n", (int)grant.service_route.len,
               grant.service_route.p);
    if (grant.public_gruu.len)
        printf("  GRUU: %.*s\n", (int)grant.public_gruu.len, grant.public_gruu.p);
}

bool account_route_hop(const struct account *account, struct sf_str route, struct sf_address *hop)
{
    struct sf_name_addr first;
    char uri[256];
    const char *end = route.len ? memchr(route.p, '>', route.len) : NULL;
    if (!end || !sf_name_addr_parse(route.p, (struct sf_view){0, (uint32_t)(end + 1 - route.p)},
                                    &first, NULL))
        return false;
    int n = snprintf(uri, sizeof uri, "%.*s", (int)first.address.len, route.p + first.address.at);
    return n > 0 && (size_t)n < sizeof uri && !target_of_uri(hop, uri) &&
           hop->transport == account->next_hop.transport;
}
