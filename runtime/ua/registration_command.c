/* Commands about registrations, checked completely before they change a machine. */
#include "content.h"
#include "core.h"
#include "error.h"
#include "keep.h"
#include "queue.h"
#include "random.h"
#include "registration.h"
#include "request.h"
#include "reserve.h"
#include "step.h"
#include "way.h"

#include "registration_fsm.h"

#include <stdio.h>

#define EXPIRES_S 3600u
#define CONTACT_BYTES 512
#define SUPPORTED_BYTES 256

static const struct sf_content_names names = {.field_name = "register.content.field[].name",
                                              .field_value = "register.content.field[].value",
                                              .type = "register.content.type",
                                              .body = "register.content.body",
                                              .contact = "register.contact[]"};

/* The values that are made from the arguments. */
struct texts {
    char registrar[SF_REGISTRATION_TARGET_BYTES], contact[CONTACT_BYTES],
        supported[SUPPORTED_BYTES], expires[12];
    struct sf_str contact_value;
    struct sf_ua_field field[SF_REGISTER_FIELDS];
    size_t fields;
};

/* ---- Checks ---- */

static enum sf_ua_result check_contact(struct sf_ua *ua, const struct sf_register *what, size_t i)
{
    struct sf_str text = what->contact[i];
    struct sf_name_addr contact;
    uint32_t at = 0;
    if (!text.p ||
        !sf_name_addr_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &contact, &at))
        return sf_error_listed(ua, names.contact, i, at, "no address");
    if (contact.star || !contact.brackets)
        return sf_error_listed(ua, names.contact, i, 0, "no address in angle brackets");
    if (sf_parameter_find(text.p, contact.parameters, SF_STR("expires"), NULL))
        return sf_error_listed(ua, names.contact, i, contact.parameters.at,
                               "a time of its own: all contacts have the same");
    return SF_UA_OK;
}

/* 3261:10.2: the Request-URI names a domain, and has no user. */
static enum sf_ua_result check_registrar(struct sf_ua *ua, struct sf_str text)
{
    struct sf_uri uri;
    if (text.len && sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL) &&
        uri.user.at)
        return sf_error_argument(ua, "register.registrar", uri.user.at, "a URI with a user");
    return SF_UA_OK;
}

static enum sf_ua_result check_own(struct sf_ua *ua, const struct sf_register *what)
{
    size_t at;
    if (what->contacts && (what->parameters.len || what->instance.len || what->reg_id))
        return sf_error_argument(ua, "register.contact[]", 0,
                                 "parameters, instance and reg_id are of the core's own contact");
    if (what->reg_id && !what->instance.len)
        return sf_error_argument(ua, "register.reg_id", 0, "a reg-id needs an instance");
    if (what->reg_id && what->from.len) /* 5626:4.2.3 */
        return sf_error_argument(ua, "register.reg_id", 0, "a reg-id in the name of another");
    if (what->reg_id > INT32_MAX)
        return sf_error_argument(ua, "register.reg_id", 0, "past 2^31-1");
    if (what->expires_s > INT32_MAX)
        return sf_error_argument(ua, "register.expires_s", 0, "past 2^31-1");
    if (!sf_content_is_safe(what->parameters, &at) ||
        (what->parameters.len && what->parameters.p[0] != ';'))
        return sf_error_argument(ua, "register.parameters", 0, "no parameters");
    if (!sf_content_is_safe(what->instance, &at) ||
        (what->instance.len && memchr(what->instance.p, '"', what->instance.len)))
        return sf_error_argument(ua, "register.instance", 0, "no URN");
    return SF_UA_OK;
}

static enum sf_ua_result check_contacts(struct sf_ua *ua, const struct sf_register *what)
{
    enum sf_ua_result result = SF_UA_OK;
    for (size_t i = 0; i < what->contacts && result == SF_UA_OK; i++)
        result = check_contact(ua, what, i);
    return result;
}

static enum sf_ua_result check(struct sf_ua *ua, const struct sf_register *what)
{
    const struct sf_content_party party = {.to = what->aor,
                                           .from = what->from,
                                           .request_uri = what->registrar,
                                           .from_name = what->name,
                                           .route = what->route,
                                           .next_hop = &what->next_hop};
    enum sf_ua_result result = sf_content_check_party(ua, &party, &sf_content_party_of_register);
    if (result == SF_UA_OK)
        result = check_registrar(ua, what->registrar);
    if (result == SF_UA_OK)
        result = check_own(ua, what);
    if (result == SF_UA_OK)
        result = sf_content_check(ua, &what->content, 0, &names);
    if (result == SF_UA_OK && sf_content_has(&what->content, SF_HEADER_EXPIRES))
        result = sf_error_argument(ua, "register.content.field[].name", 0,
                                   "Expires is made from expires_s");
    if (result == SF_UA_OK && what->contacts + what->content.fields + 3 > SF_REGISTER_FIELDS)
        result = sf_error_argument(ua, "register.content.field[].name", 0,
                                   "too many contacts and header fields");
    return result == SF_UA_OK ? check_contacts(ua, what) : result;
}

/* ---- The REGISTER ---- */

/* 3261:10.2.6: the host part of the address-of-record. */
static struct sf_str registrar_of(struct texts *texts, const struct sf_register *what)
{
    struct sf_uri uri;
    if (what->registrar.len)
        return what->registrar;
    sf_uri_parse(what->aor.p, (struct sf_view){0, (uint32_t)what->aor.len}, &uri, NULL);
    struct sf_str scheme = sf_view_str(what->aor.p, uri.scheme_name),
                  host = sf_view_str(what->aor.p, uri.host);
    char port[16] = "";
    if (uri.port >= 0)
        snprintf(port, sizeof port, ":%d", (int)uri.port);
    int n = snprintf(texts->registrar, sizeof texts->registrar, "%.*s:%.*s%s", (int)scheme.len,
                     scheme.p, (int)host.len, host.p, port);
    return (struct sf_str){texts->registrar, (size_t)n < sizeof texts->registrar ? (size_t)n : 0};
}

static void add(struct texts *texts, const char *name, struct sf_str value)
{
    texts->field[texts->fields++] = (struct sf_ua_field){sf_str_of(name), value};
}

/* 5626:4.1, 5626:4.2: the instance, and the number of the flow. False: too long. */
static bool put_own_contact(const struct sf_ua *ua, struct texts *texts,
                            const struct sf_register *what)
{
    char instance[200] = "", flow[24] = "", room[SF_OWN_URI_BYTES];
    /* 5630:5.1.1.1: a SIPS Contact is used only with a SIPS address. */
    struct sf_str contact = sf_own_contact(sf_own_towards(&ua->own, &what->next_hop),
                                           sf_own_is_sips(what->aor), room),
                  parameters = what->parameters;
    if (what->instance.len > 150)
        return false;
    if (what->instance.len)
        snprintf(instance, sizeof instance, ";+sip.instance=\"<%.*s>\"", (int)what->instance.len,
                 what->instance.p);
    if (what->reg_id)
        snprintf(flow, sizeof flow, ";reg-id=%u", (unsigned)what->reg_id);
    int n = snprintf(texts->contact, sizeof texts->contact, "<%.*s>%.*s%s%s", (int)contact.len,
                     contact.p, (int)parameters.len, parameters.len ? parameters.p : "", instance,
                     flow);
    texts->contact_value = (struct sf_str){texts->contact, (size_t)n};
    add(texts, "Contact", texts->contact_value);
    return n > 0 && (size_t)n < sizeof texts->contact;
}

/* 3327:5.1; 5626:4.2.1; 5627:4.1. Beside what the application supports. */
static void put_supported(const struct sf_ua *ua, struct texts *texts,
                          const struct sf_register *what)
{
    struct sf_str more = sf_capabilities_supported_again(&ua->can);
    snprintf(texts->supported, sizeof texts->supported, "path%s%s%s%.*s",
             what->reg_id ? ", outbound" : "", what->instance.len ? ", gruu" : "",
             more.len ? ", " : "", (int)more.len, more.len ? more.p : "");
    add(texts, "Supported", sf_str_of(texts->supported));
}

/* False: a text is too long. */
static bool fill(const struct sf_ua *ua, struct texts *texts, const struct sf_register *what)
{
    bool fits = true;
    texts->fields = 0;
    for (size_t i = 0; i < what->contacts; i++)
        add(texts, "Contact", what->contact[i]);
    if (!what->contacts)
        fits = put_own_contact(ua, texts, what);
    snprintf(texts->expires, sizeof texts->expires, "%u",
             (unsigned)(what->expires_s ? what->expires_s : EXPIRES_S));
    add(texts, "Expires", sf_str_of(texts->expires));
    put_supported(ua, texts, what);
    for (size_t i = 0; i < what->content.fields; i++)
        texts->field[texts->fields++] = what->content.field[i];
    return fits;
}

/* Builds the model. Empty: ua->build_error says why. */
static struct sf_str build(struct sf_ua *ua, const struct texts *texts,
                           const struct sf_register *what, struct sf_str registrar, uint32_t cseq)
{
    char branch[SF_BRANCH_BYTES], call_id[32], tag[SF_TAG_BYTES];
    const struct sf_request request = {.method = SF_STR("REGISTER"),
                                       .to = what->aor,
                                       .from = what->from.len ? what->from : what->aor,
                                       .request_uri = registrar,
                                       .from_name = what->name,
                                       .route = what->route,
                                       .next_hop = what->next_hop,
                                       .content = {.field = texts->field,
                                                   .fields = texts->fields,
                                                   .type = what->content.type,
                                                   .body = what->content.body}};
    sf_random_hex(ua, call_id, sizeof call_id); /* 3261:8.1.1.4 */
    sf_random_hex(ua, tag, sizeof tag);         /* 3261:8.1.1.3 */
    return sf_request_exchange(ua, &request, NULL, sf_request_branch(ua, branch),
                               (struct sf_str){call_id, sizeof call_id},
                               (struct sf_str){tag, sizeof tag}, cseq);
}

static enum sf_ua_result check_built(struct sf_ua *ua, struct sf_str bytes,
                                     const struct texts *texts, const struct sf_register *what)
{
    const struct sf_str *contact = what->contacts ? what->contact : &texts->contact_value;
    if (!bytes.len)
        return ua->build_error == SF_BUILD_FULL
                   ? sf_error_too_long(ua, "register")
                   : sf_error_argument(ua, "register", 0, "a text that is not allowed there");
    if (sf_reserve_register_bytes(bytes.len) > ua->message_bytes)
        return sf_error_too_long(ua, "register");
    enum sf_ua_result result = sf_content_check_built(ua, bytes, &what->content, contact,
                                                      what->contacts ? what->contacts : 1, &names);
    return result == SF_UA_OK ? sf_content_check_party_built(ua, &sf_content_party_of_register)
                              : result;
}

enum sf_ua_result sf_ua_register(struct sf_ua *ua, uint64_t now_us, const struct sf_register *what,
                                 struct sf_registration *out)
{
    struct texts texts;
    struct sf_ref ref;
    uint16_t first;
    enum sf_ua_result result = check(ua, what);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_str registrar = registrar_of(&texts, what);
    if (!registrar.len)
        return sf_error_argument(ua, "register.aor", 0, "a host that is too long");
    if (!fill(ua, &texts, what))
        return sf_error_argument(ua, "register.parameters", 0, "a contact that is too long");
    sf_random_bytes(ua, &first, sizeof first); /* 3261:8.1.1.5 */
    struct sf_str bytes = build(ua, &texts, what, registrar, first);
    result = check_built(ua, bytes, &texts, what);
    if (result != SF_UA_OK)
        return result;
    result = sf_way_check(ua, bytes.len, &what->next_hop, "register");
    if (result != SF_UA_OK)
        return result;
    if (!sf_reserve_for_registration(ua, bytes.len))
        return SF_UA_FULL;
    struct sf_registration_record *registration = sf_pool_take(&ua->registrations, &ref);
    sf_actor_init(&registration->a, ref, SF_M_REGISTRATION, SF_REF_NONE);
    sf_keep(ua, &registration->model, bytes);
    registration->cseq = first;
    registration->home = registration->to = what->next_hop;
    registration->expires_s = what->expires_s ? what->expires_s : EXPIRES_S;
    registration->is_own = !what->contacts && !what->reg_id;
    *out = (struct sf_registration){ref.slot, ref.generation};
    sf_queue_start(ua, &registration->a, NULL);
    sf_step_drain(ua);
    return SF_UA_OK;
}

/* ---- Later ---- */

static enum sf_ua_result step(struct sf_ua *ua, uint64_t now_us, struct sf_registration handle,
                              unsigned event, bool all)
{
    /* The status with which it ends if nothing has to be removed. */
    struct sf_input input = {.ua = ua, .status = 200};
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_registration_record *registration =
        sf_registration_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!registration)
        return SF_UA_NO_CALL;
    if (!sf_registration_has_room(ua, registration))
        return SF_UA_FULL;
    registration->all = registration->all || all;
    return sf_step_event(ua, &registration->a, event, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                              : SF_UA_STATE;
}

enum sf_ua_result sf_ua_refresh(struct sf_ua *ua, uint64_t now_us, struct sf_registration handle)
{
    return step(ua, now_us, handle, SF_REG_EV_REFRESH, false);
}

enum sf_ua_result sf_ua_unregister(struct sf_ua *ua, uint64_t now_us, struct sf_registration handle,
                                   bool all)
{
    return step(ua, now_us, handle, SF_REG_EV_REMOVE, all);
}

enum sf_ua_result sf_ua_registration(const struct sf_ua *ua, struct sf_registration handle,
                                     struct sf_registration_grant *grant, char *text)
{
    const struct sf_registration_record *registration =
        sf_pool_get(&ua->registrations, (struct sf_ref){handle.slot, handle.generation});
    if (!registration)
        return SF_UA_NO_CALL;
    uint64_t now_us = ua->clock.now_us, until_us = registration->until_us;
    bool stands = until_us > now_us; /* 3608:6.1: of what has expired nothing is used */
    size_t route = stands ? registration->route_bytes : 0,
           public = stands ? registration->public_bytes : 0,
           temporary = stands ? registration->temporary_bytes : 0;
    memcpy(text, registration->text, route + public + temporary);
    *grant = (struct sf_registration_grant){
        .expires_s = stands ? (uint32_t)((until_us - now_us) / 1000000) : 0,
        .service_route = {text, route},
        .public_gruu = {text + route, public},
        .temporary_gruu = {text + route + public, temporary},
        .server = *sf_registration_way(registration),
        .outbound = stands && registration->outbound,
        .cut = stands && registration->cut};
    return SF_UA_OK;
}
