/* See desk.h. */
#include "demo/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/loss.h"
#include "common/options.h"
#include "accounts/registering.h"
#ifdef SIPFSM_CRYPTO
#include "sipfsm/digest_openssl.h"
#endif

static const char *const names[DESK_MEMBERS] = {"alice", "bob"};

#ifdef SIPFSM_CRYPTO
static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                    struct sf_digest_secret *secret)
{
    const struct desk *desk = context;
    for (unsigned i = 0; i < DESK_MEMBERS; i++)
        if (hash == SF_DIGEST_HASHES &&
            sf_str_equal(desk->member[i].credential.secret.username, username)) {
            *secret = desk->member[i].credential.secret;
            return true;
        }
    return false;
}

static bool ask(struct desk *desk, uint64_t key)
{
    const struct sf_digest_server_settings settings = {
        .hashes = sf_digest_openssl(),
        .realm = sf_str_of(desk->domain),
        .algorithm = {SF_ALGORITHM_SHA_256, SF_ALGORITHM_MD5},
        .algorithms = 2,
        .guesses = 10,
        .user_of = user_of,
        .context = desk};
    const uint64_t secret[2] = {loss_mix(key, 1), loss_mix(key, 2)};
    for (unsigned i = 0; i < DESK_MEMBERS; i++) {
        struct member *member = &desk->member[i];
        snprintf(member->password, sizeof member->password, "%016" PRIx64 "%016" PRIx64,
                 loss_mix(key, 3 + 2 * i), loss_mix(key, 4 + 2 * i));
        member->credential.realm = settings.realm;
        member->credential.secret.username = sf_str_of(names[i]);
        member->credential.secret.password = sf_str_of(member->password);
        member->auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                                           .hashes = settings.hashes,
                                           .credential = &member->credential,
                                           .credentials = 1};
    }
    desk->asks = true;
    return sf_digest_server_begin(&desk->server, &settings, secret);
}
#else
static bool ask(struct desk *desk, uint64_t key)
{
    (void)key;
    desk->asks = false;
    return true;
}
#endif

const char *desk_domain(unsigned transport)
{
    return sf_transport_is_secure(transport) ? "127.0.0.1" : "example.org";
}

bool desk_begin(struct desk *desk, const char *command, uint64_t key, const char *domain)
{
    const struct registrar_config keeps = {.bindings = 8,
                                           .bindings_per_source = 8,
                                           .least_s = 60,
                                           .usual_s = 3600,
                                           .most_s = 7200,
                                           .domain = domain};
    desk->domain = domain;
    bool begun = registrar_begin(&desk->registrar, &keeps) && ask(desk, key);
    if (!begun)
        complain(command, "no memory for a registrar");
    return begun;
}

void desk_end(struct desk *desk)
{
    for (unsigned i = 0; i < DESK_MEMBERS; i++)
        sf_digest_wipe(desk->member[i].password, sizeof desk->member[i].password);
    registrar_end(&desk->registrar);
}

void desk_config(struct sf_ua_config *config)
{
    static const struct sf_str extensions[] = {{"path", 4}, {"outbound", 8}};
    static const struct sf_str methods[] = {{"REGISTER", 8}};
    config->method = methods;
    config->methods = 1;
    config->supported = extensions;
    config->supporteds = 2;
}

void desk_member_config(struct desk *desk, unsigned member, struct sf_ua_config *config)
{
    config->registering = sf_ua_registering();
    config->registrations = 1;
    if (desk->asks)
        config->auth = &desk->member[member].auth;
}

void desk_enrol(const struct desk *desk, unsigned member, struct agent *agent,
                const struct sf_address *registrar)
{
    bool secure = sf_transport_is_secure(registrar->transport);
    agent->membership = (struct membership){.wanted = true, .registrar = *registrar};
    snprintf(agent->membership.aor, sizeof agent->membership.aor, "%s:%s@%s",
             secure ? "sips" : "sip", names[member], desk->domain);
}

/* False: it has got 401, or another refusal. */
static bool is_admitted(struct desk *desk, struct endpoint *endpoint, uint64_t now_us,
                        const struct sf_ua_event *event)
{
    struct sf_address source;
    char host[SF_ADDRESS_TEXT_BYTES];
    struct sf_digest_refusal *refusal = &desk->refusal;
    if (!desk->asks || sf_ua_asked_from(endpoint->ua, event->exchange, &source) != SF_UA_OK)
        return true;
    sf_address_host_text(&source, host);
    sf_digest_server_admit(&desk->server, now_us, event->msg, sf_str_of(host), NULL, refusal);
    if (!refusal->status)
        return true;
    for (unsigned i = 0; i < refusal->challenges; i++)
        desk->field[i] = (struct sf_ua_field){SF_STR("WWW-Authenticate"), refusal->challenge[i]};
    const struct sf_answer answer = {
        .status = refusal->status,
        .content = {.field = desk->field, .fields = refusal->challenges}};
    sf_ua_answer(endpoint->ua, now_us, event->exchange, &answer);
    return false;
}

void desk_take(struct desk *desk, struct endpoint *endpoint, uint64_t now_us,
               const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        registering_redirect(&desk->registrar, endpoint, now_us, event);
    else if (event->type == SF_UA_EV_REQUEST && is_admitted(desk, endpoint, now_us, event))
        registering_answer(&desk->registrar, endpoint, now_us, 0, event, true);
}
