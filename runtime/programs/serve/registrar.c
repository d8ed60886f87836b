/* Bindings and what a REGISTER does to them. See registrar.h. */
#define _POSIX_C_SOURCE 200809L /* gmtime_r */
#include "serve/registrar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sipfsm/headers.h"
#include "sipfsm/uri.h"

#define SECOND_US 1000000u
#define HOUR_S 3600u
#define RETRY_AFTER_S 60u

/* What a request asks for, read whole before anything changes. */
struct asked {
    const struct sf_msg *msg;
    const struct sf_address *source;
    uint64_t now_us;
    char address[REGISTRAR_ADDRESS_BYTES];
    struct sf_str call_id;
    int64_t expires_s; /* of its Expires; -1: it has none */
    bool outbound;     /* its sender supports it, and so does the way to here */
};

bool registrar_begin(struct registrar *registrar, const struct registrar_config *config)
{
    *registrar = (struct registrar){.config = *config};
    registrar->binding = calloc(config->bindings, sizeof *registrar->binding);
    return registrar->binding != NULL;
}

void registrar_end(struct registrar *registrar)
{
    free(registrar->binding);
    *registrar = (struct registrar){.binding = NULL};
}

/* ---- Answers ---- */

static void refuse(struct registrar_answer *answer, unsigned status, struct sf_str reason)
{
    answer->status = status;
    answer->reason = reason;
    answer->fields = 0;
}

static void add(struct registrar_answer *answer, const char *name, struct sf_str value)
{
    if (answer->fields < REGISTRAR_FIELDS)
        answer->field[answer->fields++] = (struct sf_ua_field){sf_str_of(name), value};
}

static void add_number(struct registrar_answer *answer, const char *name, uint32_t number)
{
    char *text = answer->text + answer->at;
    int n = snprintf(text, sizeof answer->text - answer->at, "%u", (unsigned)number);
    answer->at += (size_t)n;
    add(answer, name, (struct sf_str){text, (size_t)n});
}

/* ---- Addresses ---- */

/* 3261:10.3 step 5: without parameters and escapes. Host names are the same in any case. The port
 * is part of it. False: it has no user, is no SIP URI, or is too long. */
static bool canonical(char address[REGISTRAR_ADDRESS_BYTES], struct sf_str text)
{
    struct sf_uri uri;
    size_t n = 0;
    if (!text.p || !sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL) ||
        (uri.scheme != SF_SCHEME_SIP && uri.scheme != SF_SCHEME_SIPS) || !uri.user.len)
        return false;
    struct sf_str host = sf_view_str(text.p, uri.host);
    if (!sf_unescape(sf_view_str(text.p, uri.user), address, REGISTRAR_ADDRESS_BYTES - 1, &n) ||
        memchr(address, 0, n) || n + host.len + 8 >= REGISTRAR_ADDRESS_BYTES)
        return false;
    address[n++] = '@';
    for (size_t i = 0; i < host.len; i++)
        address[n++] = (char)(host.p[i] >= 'A' && host.p[i] <= 'Z' ? host.p[i] + 32 : host.p[i]);
    address[n] = 0;
    if (uri.port >= 0)
        snprintf(address + n, REGISTRAR_ADDRESS_BYTES - n, ":%d", (int)uri.port % 65536);
    return true;
}

static bool is_served(const struct registrar *registrar, struct sf_str text)
{
    struct sf_uri uri;
    return !registrar->config.domain ||
           (text.p && sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL) &&
            sf_str_equal_nocase(sf_view_str(text.p, uri.host),
                                sf_str_of(registrar->config.domain)));
}

static bool stands(const struct registrar_binding *binding, uint64_t now_us)
{
    return binding->until_us > now_us;
}

static bool is_of(const struct registrar_binding *binding, const char *address, uint64_t now_us)
{
    return stands(binding, now_us) && strcmp(binding->address, address) == 0;
}

static struct sf_str text_of(const char *text, size_t length)
{
    return (struct sf_str){text, length};
}

/* 3261:10.3 steps 6 and 7: of the same Call-ID only a higher number counts. */
static bool is_late(const struct registrar_binding *binding, const struct asked *asked)
{
    return sf_str_equal(text_of(binding->call_id, binding->call_id_bytes), asked->call_id) &&
           asked->msg->cseq.number <= binding->cseq;
}

/* ---- What is asked for ---- */

static bool supports(const struct sf_msg *msg, struct sf_str tag)
{
    return sf_msg_lists(msg, SF_HEADER_SUPPORTED, tag);
}

/* 5626:6: the sender itself, or an edge proxy that has said so in the first Path. */
static bool comes_by_a_flow(const struct sf_msg *msg)
{
    struct sf_msg_values vias = {0, 0}, paths = {0, 0};
    struct sf_view value;
    struct sf_name_addr path;
    sf_msg_next_value(msg, SF_HEADER_VIA, &vias, &value);
    if (!sf_msg_next_value(msg, SF_HEADER_VIA, &vias, &value))
        return true;
    return sf_msg_next_value(msg, SF_HEADER_PATH, &paths, &value) &&
           sf_name_addr_parse(msg->bytes, value, &path, NULL) &&
           sf_parameter_find(msg->bytes, path.uri.parameters, SF_STR("ob"), NULL);
}

/* Copies a text that must fit. */
static bool put(char *to, size_t size, uint16_t *bytes, struct sf_str text)
{
    if (text.len > size)
        return false;
    if (text.len)
        memcpy(to, text.p, text.len);
    *bytes = (uint16_t)text.len;
    return true;
}

/* "<uri>" and its parameters, but for the time. */
static bool put_contact(struct registrar_binding *binding, const struct sf_msg *msg,
                        const struct sf_name_addr *contact)
{
    struct sf_str uri = sf_msg_str(msg, contact->address);
    struct sf_view rest = contact->parameters;
    struct sf_parameter parameter;
    int n = snprintf(binding->contact, sizeof binding->contact, "<%.*s>", (int)uri.len, uri.p);
    while (n > 0 && (size_t)n < sizeof binding->contact &&
           sf_parameter_next(msg->bytes, &rest, &parameter)) {
        struct sf_str name = sf_msg_str(msg, parameter.name),
                      value = sf_msg_str(msg, parameter.value);
        if (!sf_str_equal_nocase(name, SF_STR("expires")))
            n += snprintf(binding->contact + n, sizeof binding->contact - (size_t)n, ";%.*s%s%.*s",
                          (int)name.len, name.p, value.len ? "=" : "", (int)value.len,
                          value.len ? value.p : "");
    }
    binding->contact_bytes = (uint16_t)n;
    return n > 0 && (size_t)n < sizeof binding->contact;
}

/* 3327:5.3: in order. */
static bool put_path(struct registrar_binding *binding, const struct sf_msg *msg)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    size_t at = 0;
    while (sf_msg_next_value(msg, SF_HEADER_PATH, &values, &value)) {
        struct sf_str text = sf_msg_str(msg, value);
        if (at + text.len + 1 > sizeof binding->path)
            return false;
        if (at)
            binding->path[at++] = ',';
        if (text.len)
            memcpy(binding->path + at, text.p, text.len);
        at += text.len;
    }
    binding->path_bytes = (uint16_t)at;
    return true;
}

/* 5626:6: an instance and a number of its flow, of a sender that does outbound. */
static bool put_flow(struct registrar_binding *binding, const struct asked *asked,
                     const struct sf_name_addr *contact)
{
    const struct sf_msg *msg = asked->msg;
    struct sf_view instance, number;
    if (!asked->outbound ||
        !sf_parameter_find(msg->bytes, contact->parameters, SF_STR("+sip.instance"), &instance) ||
        !sf_parameter_find(msg->bytes, contact->parameters, SF_STR("reg-id"), &number))
        return true;
    binding->flow = true;
    binding->reg_id = (uint32_t)strtoul(sf_msg_str(msg, number).p, NULL, 10);
    return put(binding->instance, sizeof binding->instance, &binding->instance_bytes,
               sf_msg_str(msg, instance));
}

/* The binding that a draft is for: of its flow, or of an equal URI (3261:19.1.4). */
static bool is_same(const struct registrar_binding *binding, const struct registrar_binding *draft)
{
    struct sf_name_addr a, b;
    if (binding->flow || draft->flow)
        return binding->flow && draft->flow && binding->reg_id == draft->reg_id &&
               sf_str_equal(text_of(binding->instance, binding->instance_bytes),
                            text_of(draft->instance, draft->instance_bytes));
    return sf_name_addr_parse(binding->contact, (struct sf_view){0, binding->contact_bytes}, &a,
                              NULL) &&
           sf_name_addr_parse(draft->contact, (struct sf_view){0, draft->contact_bytes}, &b,
                              NULL) &&
           sf_uri_equal(binding->contact, &a.uri, draft->contact, &b.uri);
}

/* ---- Step 7: one contact after the other, as drafts ---- */

/* 3261:10.2: a malformed time counts as an hour. */
static int64_t seconds_of(const struct sf_msg *msg, const struct sf_name_addr *contact,
                          int64_t usual_s)
{
    struct sf_view value;
    uint32_t seconds;
    if (!sf_parameter_find(msg->bytes, contact->parameters, SF_STR("expires"), &value))
        return usual_s;
    return sf_seconds_parse(msg->bytes, value, &seconds, NULL) ? seconds : HOUR_S;
}

/* The contact goes into each answer, so it must not be malformed (such as a q of 2), and must have
 * no control character, which would be legal after a backslash. */
static bool is_good(const struct registrar_binding *binding)
{
    struct sf_contact contact;
    for (size_t i = 0; i < binding->contact_bytes; i++) {
        unsigned char c = (unsigned char)binding->contact[i];
        if (c < ' ' || c == 127)
            return false;
    }
    return sf_contact_parse(binding->contact, (struct sf_view){0, binding->contact_bytes}, &contact,
                            NULL);
}

/* Can a request be sent there? A name is looked up only then. */
static bool is_reachable(const struct sf_msg *msg, const struct sf_uri *uri)
{
    struct sf_address address;
    struct sf_str host = sf_msg_str(msg, uri->maddr.len ? uri->maddr : uri->host);
    bool is_sip = uri->scheme == SF_SCHEME_SIP || uri->scheme == SF_SCHEME_SIPS;
    return !is_sip || (uri->port != 0 &&
                       (!sf_address_of_host(&address, host) || sf_address_is_of_host(&address)));
}

static bool read_contact(struct registrar *registrar, const struct asked *asked,
                         const struct sf_name_addr *contact, struct registrar_answer *answer)
{
    const struct registrar_config *config = &registrar->config;
    const struct sf_msg *msg = asked->msg;
    struct registrar_binding *draft = &registrar->draft[registrar->drafts];
    struct sf_contact typed;
    int64_t seconds = seconds_of(
        msg, contact, asked->expires_s >= 0 ? asked->expires_s : (int64_t)config->usual_s);
    *draft =
        (struct registrar_binding){.source = *asked->source, .cseq = msg->cseq.number, .q = -1};
    if (sf_contact_parse(msg->bytes, contact->whole, &typed, NULL))
        draft->q = typed.q;
    if (seconds > 0 && seconds < HOUR_S && seconds < config->least_s) {
        refuse(answer, 423, SF_STR(""));
        add_number(answer, "Min-Expires", config->least_s);
        return false;
    }
    if (seconds > config->most_s)
        seconds = config->most_s;
    draft->until_us = seconds ? asked->now_us + (uint64_t)seconds * SECOND_US : 0;
    strcpy(draft->address, asked->address);
    if (!put_contact(draft, msg, contact) || !put_path(draft, msg) ||
        !put_flow(draft, asked, contact) ||
        !put(draft->call_id, sizeof draft->call_id, &draft->call_id_bytes, asked->call_id)) {
        refuse(answer, 513, SF_STR("A text of the binding is too long"));
        return false;
    }
    if (!is_good(draft)) {
        refuse(answer, 400, SF_STR("Malformed Contact"));
        return false;
    }
    if (!is_reachable(msg, &contact->uri)) {
        refuse(answer, 400, SF_STR("Contact Cannot Be Reached"));
        return false;
    }
    for (unsigned i = 0; i < registrar->drafts; i++)
        if (is_same(&registrar->draft[i], draft)) { /* named twice: the last one counts */
            registrar->draft[i] = *draft;
            return true;
        }
    uint32_t place = 0;
    while (place < config->bindings &&
           !(is_of(&registrar->binding[place], asked->address, asked->now_us) &&
             is_same(&registrar->binding[place], draft)))
        place++;
    if (place < config->bindings && is_late(&registrar->binding[place], asked)) {
        refuse(answer, 500, SF_STR("CSeq Out of Order"));
        return false;
    }
    registrar->place[registrar->drafts++] = place;
    return true;
}

static bool next_contact(const struct sf_msg *msg, struct sf_msg_values *values,
                         struct sf_name_addr *contact, bool *good)
{
    struct sf_view value;
    if (!sf_msg_next_value(msg, SF_HEADER_CONTACT, values, &value))
        return false;
    *good = sf_name_addr_parse(msg->bytes, value, contact, NULL);
    return true;
}

static bool read_contacts(struct registrar *registrar, const struct asked *asked,
                          struct registrar_answer *answer)
{
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    unsigned staying = 0;
    bool good, flow = false;
    while (next_contact(asked->msg, &values, &contact, &good)) {
        if (!good || contact.star) {
            refuse(answer, 400, SF_STR("Malformed Contact"));
            return false;
        }
        if (registrar->drafts == REGISTRAR_CONTACTS) {
            refuse(answer, 403, SF_STR("Too Many Contacts"));
            return false;
        }
        if (!read_contact(registrar, asked, &contact, answer))
            return false;
        const struct registrar_binding *draft = &registrar->draft[registrar->drafts - 1];
        staying += draft->until_us != 0;
        flow = flow || (draft->flow && draft->until_us);
    }
    if (flow && staying > 1) { /* 5626:6 */
        refuse(answer, 400, SF_STR("More than one Contact with a reg-id"));
        return false;
    }
    return true;
}

/* ---- Room ---- */

/* Places for the drafts that make new bindings: free ones, or those that have expired. */
static bool find_places(struct registrar *registrar, const struct asked *asked,
                        struct registrar_answer *answer)
{
    const struct registrar_config *config = &registrar->config;
    uint32_t of_address = 0, of_source = 0, place = 0;
    for (uint32_t i = 0; i < config->bindings; i++) {
        const struct registrar_binding *binding = &registrar->binding[i];
        if (!stands(binding, asked->now_us))
            continue;
        of_address += strcmp(binding->address, asked->address) == 0;
        of_source += binding->source.family == asked->source->family &&
                     memcmp(binding->source.ip, asked->source->ip, 16) == 0;
    }
    for (unsigned i = 0; i < registrar->drafts; i++) {
        if (registrar->place[i] < config->bindings || !registrar->draft[i].until_us)
            continue;
        while (place < config->bindings && stands(&registrar->binding[place], asked->now_us))
            place++;
        if (of_address++ >= REGISTRAR_CONTACTS || of_source++ >= config->bindings_per_source ||
            place == config->bindings) {
            refuse(answer, 503, SF_STR("Too Many Bindings"));
            add_number(answer, "Retry-After", RETRY_AFTER_S);
            return false;
        }
        registrar->place[i] = place++;
    }
    return true;
}

static void commit(struct registrar *registrar)
{
    for (unsigned i = 0; i < registrar->drafts; i++)
        if (registrar->place[i] < registrar->config.bindings)
            registrar->binding[registrar->place[i]] = registrar->draft[i];
}

/* ---- Step 6: all at once ---- */

static bool remove_all(struct registrar *registrar, const struct asked *asked,
                       struct registrar_answer *answer)
{
    for (uint32_t i = 0; i < registrar->config.bindings; i++)
        if (is_of(&registrar->binding[i], asked->address, asked->now_us) &&
            is_late(&registrar->binding[i], asked)) {
            refuse(answer, 500, SF_STR("CSeq Out of Order"));
            return false;
        }
    for (uint32_t i = 0; i < registrar->config.bindings; i++)
        if (is_of(&registrar->binding[i], asked->address, asked->now_us))
            registrar->binding[i].until_us = 0;
    return true;
}

/* One Contact of "*" and an Expires of 0, or none at all. */
static bool check_star(const struct asked *asked, bool *star, struct registrar_answer *answer)
{
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    unsigned count = 0;
    bool good;
    *star = false;
    while (next_contact(asked->msg, &values, &contact, &good)) {
        count++;
        *star = *star || (good && contact.star);
    }
    if (!*star || (count == 1 && asked->expires_s == 0))
        return true;
    refuse(answer, 400, SF_STR("A Contact of * needs an Expires of 0"));
    return false;
}

/* ---- Steps 1 to 8 ---- */

static bool read_request(struct registrar *registrar, struct asked *asked,
                         struct registrar_answer *answer)
{
    const struct sf_msg *msg = asked->msg;
    uint32_t seconds;
    struct sf_str expires = sf_msg_value(msg, SF_HEADER_EXPIRES), to = {NULL, 0};
    to = sf_msg_str(msg, msg->to_address);
    asked->call_id = sf_msg_str(msg, msg->call_id);
    asked->expires_s = -1;
    if (expires.p) /* 3261:20.19 */
        asked->expires_s =
            sf_seconds_parse(expires.p, (struct sf_view){0, (uint32_t)expires.len}, &seconds, NULL)
                ? seconds
                : HOUR_S;
    if (!is_served(registrar, sf_msg_str(msg, msg->request_uri)) || !is_served(registrar, to) ||
        !canonical(asked->address, to)) {
        refuse(answer, 404, SF_STR(""));
        return false;
    }
    if (sf_msg_has(msg, SF_HEADER_PATH) && !supports(msg, SF_STR("path"))) { /* 3327:5.3 */
        refuse(answer, 420, SF_STR(""));
        add(answer, "Unsupported", SF_STR("path"));
        return false;
    }
    asked->outbound = supports(msg, SF_STR("outbound")) && comes_by_a_flow(msg);
    return true;
}

/* 5626:6: its sender relies on a flow that is none. */
static bool check_flow(const struct asked *asked, struct registrar_answer *answer)
{
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    bool good;
    if (asked->outbound || !supports(asked->msg, SF_STR("outbound")))
        return true;
    while (next_contact(asked->msg, &values, &contact, &good))
        if (good &&
            sf_parameter_find(asked->msg->bytes, contact.parameters, SF_STR("reg-id"), NULL)) {
            refuse(answer, 439, SF_STR("First Hop Lacks Outbound Support"));
            return false;
        }
    return true;
}

/* 3261:20.17, in the words of any locale. */
static void add_date(struct registrar_answer *answer, int64_t unix_s)
{
    static const char days[] = "SunMonTueWedThuFriSat",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t time = (time_t)unix_s;
    struct tm tm;
    if (unix_s <= 0 || !gmtime_r(&time, &tm))
        return;
    char *text = answer->text + answer->at;
    int n = snprintf(text, sizeof answer->text - answer->at,
                     "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * tm.tm_wday, tm.tm_mday,
                     months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    answer->at += (size_t)n;
    add(answer, "Date", (struct sf_str){text, (size_t)n});
}

/* Step 8: all current bindings, each with its time. */
static void list(const struct registrar *registrar, const struct asked *asked, int64_t unix_s,
                 struct registrar_answer *answer)
{
    answer->status = 200;
    for (uint32_t i = 0; i < registrar->config.bindings; i++) {
        const struct registrar_binding *binding = &registrar->binding[i];
        if (!is_of(binding, asked->address, asked->now_us))
            continue;
        char *text = answer->text + answer->at;
        uint64_t left_us = binding->until_us - asked->now_us;
        int n = snprintf(text, sizeof answer->text - answer->at, "%.*s;expires=%u",
                         (int)binding->contact_bytes, binding->contact,
                         (unsigned)((left_us + SECOND_US - 1) / SECOND_US));
        answer->at += (size_t)n;
        add(answer, "Contact", (struct sf_str){text, (size_t)n});
    }
    for (unsigned i = 0; i < registrar->drafts; i++)
        if (registrar->draft[i].flow && registrar->draft[i].until_us)
            add(answer, "Require", SF_STR("outbound"));
    if (registrar->drafts && registrar->draft[0].path_bytes) /* 3327:5.3 */
        add(answer, "Path", text_of(registrar->draft[0].path, registrar->draft[0].path_bytes));
    add_date(answer, unix_s);
}

void registrar_take(struct registrar *registrar, uint64_t now_us, int64_t unix_s,
                    const struct sf_msg *request, const struct sf_address *source,
                    struct registrar_answer *answer)
{
    struct asked asked = {.msg = request, .source = source, .now_us = now_us};
    bool star;
    answer->status = 0;
    answer->reason = SF_STR("");
    answer->fields = answer->at = 0;
    answer->changed = false;
    registrar->drafts = 0;
    if (!read_request(registrar, &asked, answer) || !check_star(&asked, &star, answer) ||
        !check_flow(&asked, answer))
        return;
    if (star ? !remove_all(registrar, &asked, answer)
             : !read_contacts(registrar, &asked, answer) || !find_places(registrar, &asked, answer))
        return;
    commit(registrar);
    answer->changed = star || registrar->drafts;
    list(registrar, &asked, unix_s, answer);
}

/* ---- To look at ---- */

static int compare(const void *a, const void *b)
{
    const struct registrar_binding *x = *(const struct registrar_binding *const *)a,
                                   *y = *(const struct registrar_binding *const *)b;
    int32_t q = x->q < 0 ? 1000 : x->q, r = y->q < 0 ? 1000 : y->q;
    return q != r ? (q < r) - (q > r) : (x > y) - (x < y);
}

/* The bindings of an address, the highest q first. */
static unsigned find(const struct registrar *registrar, uint64_t now_us, struct sf_str uri,
                     const struct registrar_binding *found[REGISTRAR_CONTACTS])
{
    char address[REGISTRAR_ADDRESS_BYTES];
    unsigned count = 0;
    if (!canonical(address, uri))
        return 0;
    for (uint32_t i = 0; i < registrar->config.bindings && count < REGISTRAR_CONTACTS; i++)
        if (is_of(&registrar->binding[i], address, now_us))
            found[count++] = &registrar->binding[i];
    qsort(found, count, sizeof *found, compare);
    return count;
}

unsigned registrar_find(struct registrar *registrar, uint64_t now_us, struct sf_str uri,
                        struct sf_str contact[REGISTRAR_CONTACTS])
{
    const struct registrar_binding *found[REGISTRAR_CONTACTS];
    unsigned count = find(registrar, now_us, uri, found);
    for (unsigned i = 0; i < count; i++)
        contact[i] = text_of(found[i]->contact, found[i]->contact_bytes);
    return count;
}

const struct registrar_binding *registrar_first(const struct registrar *registrar, uint64_t now_us,
                                                struct sf_str uri)
{
    const struct registrar_binding *found[REGISTRAR_CONTACTS];
    return find(registrar, now_us, uri, found) ? found[0] : NULL;
}

uint32_t registrar_count(const struct registrar *registrar, uint64_t now_us)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < registrar->config.bindings; i++)
        count += stands(&registrar->binding[i], now_us);
    return count;
}
