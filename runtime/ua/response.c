#include "response.h"

#include "content.h"
#include "core.h"
#include "input.h"
#include "keys.h"
#include "output.h"
#include "queue.h"
#include "random.h"
#include "transaction.h"

#include <assert.h>
#include <stdio.h>

static bool is_host_of(struct sf_str host, const struct sf_address *address)
{
    struct sf_address named = {0};
    return sf_address_of_host(&named, host) && named.family == address->family &&
           memcmp(named.ip, address->ip, 16) == 0;
}

/* The top Via with what 3261:18.2.1 and 3581:4 add: `received` if the sender's address is
 * not what it wrote, or it asked for rport; and rport's value. Values of these two that came with
 * it are left out. */
static void put_top_via(struct sf_build *b, const struct sf_msg *request,
                        const struct sf_address *source, uint32_t keep_s)
{
    const struct sf_via *via = &request->via;
    struct sf_str parameters = sf_msg_str(request, via->parameters);
    uint32_t head = via->sent_by.at + via->sent_by.len;
    char host[SF_ADDRESS_TEXT_BYTES];
    struct sf_str text = {host, sf_address_host_text(source, host)};
    if (source->family == 6) /* via-received is an IPv6address without brackets (3261:25.1) */
        text = (struct sf_str){host + 1, text.len - 2};
    sf_build_open(b, "Via");
    sf_build_unfolded(b, (struct sf_str){request->bytes + via->whole.at, head - via->whole.at});
    for (size_t at = 0; at < parameters.len;) {
        size_t end = at, name_end;
        for (bool quoted = false; end < parameters.len && (quoted || parameters.p[end] != ';');
             end++) {
            if (quoted && parameters.p[end] == '\\' && end + 1 < parameters.len)
                end++;
            else if (parameters.p[end] == '"')
                quoted = !quoted;
        }
        while (at < end && strchr(" \t\r\n", parameters.p[at]))
            at++;
        for (name_end = at; name_end < end && !strchr("= \t\r\n", parameters.p[name_end]);
             name_end++)
            ;
        struct sf_str name = {parameters.p + at, name_end - at};
        if (!sf_str_equal_nocase(name, SF_STR("received")) &&
            !sf_str_equal_nocase(name, SF_STR("rport"))) {
            sf_build_text(b, SF_STR(";"));
            sf_build_unfolded(b, (struct sf_str){parameters.p + at, end - at});
            if (keep_s && name_end == end && sf_str_equal_nocase(name, SF_STR("keep"))) {
                sf_build_text(b, SF_STR("=")); /* 6223:4.4 */
                sf_build_number(b, keep_s);
            }
        }
        at = end + 1;
    }
    if (via->has_rport || !is_host_of(sf_msg_str(request, via->host), source)) {
        sf_build_text(b, SF_STR(";received="));
        sf_build_text(b, text);
    }
    if (via->has_rport) {
        sf_build_text(b, SF_STR(";rport="));
        sf_build_number(b, source->port);
    }
    sf_build_close(b);
}

/* 3261:8.2.6.2: all Via values, in order, each in a field of its own. Past VIA_FIELDS those that
 * came joined stay joined: a message has room for more values than fields. */
#define VIA_FIELDS 64

static void put_vias(struct sf_build *b, const struct sf_msg *request,
                     const struct sf_address *source, uint32_t keep_s)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    uint32_t field = 0; /* of the value before */
    unsigned n = 0;
    for (; sf_msg_next_value(request, SF_HEADER_VIA, &at, &value); n++) {
        bool joined = n > VIA_FIELDS && at.field == field;
        if (n > 1 && !joined)
            sf_build_close(b);
        field = at.field;
        if (n == 0) {
            put_top_via(b, request, source, keep_s);
            continue;
        }
        if (joined)
            sf_build_text(b, SF_STR(","));
        else
            sf_build_open(b, "Via");
        sf_build_unfolded(b, sf_msg_str(request, value));
    }
    if (n > 1)
        sf_build_close(b);
}

/* 3261:8.2.2.3: each extension that Require names and that is not supported. */
static void put_unsupported(const struct sf_ua *ua, struct sf_build *b,
                            const struct sf_msg *request)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    sf_build_open(b, "Unsupported");
    for (bool first = true; sf_msg_next_value(request, SF_HEADER_REQUIRE, &at, &value);) {
        struct sf_str tag = sf_msg_str(request, value);
        if (sf_capabilities_support(&ua->can, tag))
            continue;
        sf_build_text(b, first ? SF_STR("") : SF_STR(", "));
        sf_build_unfolded(b, tag);
        first = false;
    }
    sf_build_close(b);
}

/* The first field of that id: a malformed request may have two, and is still answered. */
static void put_first(struct sf_build *b, const struct sf_msg *request, enum sf_header_id id)
{
    int field = sf_msg_find(request, id, 0);
    if (field >= 0)
        sf_build_copy(b, request, (unsigned)field);
}

/* The application's own contacts and header fields. */
static void put_answer(struct sf_build *b, const struct sf_answer *answer)
{
    for (size_t i = 0; i < answer->contacts; i++)
        sf_build_header(b, "Contact", answer->contact[i]);
    sf_content_put(b, &answer->content);
}

static size_t digits(struct sf_str text, size_t at)
{
    while (at < text.len && text.p[at] >= '0' && text.p[at] <= '9')
        at++;
    return at;
}

/* 3261:8.2.6.1: the time that the request says, and the delay since it came, in seconds
 * (3261:20.38). A Timestamp without a time is ignored. */
static void put_timestamp(struct sf_build *b, const struct sf_msg *request, uint64_t delay_us)
{
    struct sf_str value = sf_msg_value(request, SF_HEADER_TIMESTAMP);
    size_t end = digits(value, 0);
    char delay[32];
    if (!end)
        return;
    if (end < value.len && value.p[end] == '.')
        end = digits(value, end + 1);
    if (end < value.len && !strchr(" \t\r\n", value.p[end]))
        return;
    sf_build_open(b, "Timestamp");
    sf_build_text(b, (struct sf_str){value.p, end});
    uint64_t ms = (delay_us + 500) / 1000;
    int n = snprintf(delay, sizeof delay, " %llu.%03u", (unsigned long long)(ms / 1000),
                     (unsigned)(ms % 1000));
    sf_build_text(b, (struct sf_str){delay, (size_t)n});
    sf_build_close(b);
}

static void put_to(struct sf_build *b, const struct sf_msg *request, struct sf_str tag)
{
    if (!sf_msg_value(request, SF_HEADER_TO).len) /* of a malformed request */
        return;
    sf_build_open(b, "To");
    sf_build_unfolded(b, sf_msg_value(request, SF_HEADER_TO));
    if (tag.len && !request->to_tag.len) {
        sf_build_text(b, SF_STR(";tag="));
        sf_build_text(b, tag);
    }
    sf_build_close(b);
}

/* 3261:12.1.1: true if the Request-URI is a SIPS URI, or if the first Record-Route is one. If there
 * is no Record-Route, the Contact counts in its place. */
static bool asks_for_sips(const struct sf_msg *request)
{
    bool routed = sf_msg_has(request, SF_HEADER_RECORD_ROUTE);
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_name_addr first;
    return sf_own_is_sips(sf_msg_str(request, request->request_uri)) ||
           (sf_msg_next_value(request, routed ? SF_HEADER_RECORD_ROUTE : SF_HEADER_CONTACT, &at,
                              &value) &&
            sf_name_addr_parse(request->bytes, value, &first, NULL) &&
            first.uri.scheme == SF_SCHEME_SIPS);
}

/* The keep-alives that are asked of a client that offers them with its registration. */
static uint32_t keep_alive_s(const struct sf_ua *ua, const struct sf_msg *request, unsigned status)
{
    const struct sf_ua_nat *nat = ua->own.nat;
    return nat && request->method == SF_METHOD_REGISTER && status >= 200 && status < 300 &&
                   nat->ask_keep_alive_s < 10000
               ? nat->ask_keep_alive_s
               : 0;
}

struct sf_str sf_response_build(struct sf_ua *ua, const struct sf_msg *request,
                                const struct sf_address *source, const struct sf_response *response)
{
    const struct sf_answer *answer = response->answer;
    struct sf_str reason = answer ? answer->reason : response->reason;
    struct sf_build b;
    sf_build_begin(&b, ua->build_bytes, ua->message_bytes);
    sf_build_status(&b, response->status, reason.len ? reason : sf_reason_of(response->status));
    put_vias(&b, request, source, keep_alive_s(ua, request, response->status));
    if (response->contact) /* 3261:12.1.1: it makes a dialog, and has a Contact too */
        sf_build_copy_all(&b, request, SF_HEADER_RECORD_ROUTE);
    put_first(&b, request, SF_HEADER_FROM);
    put_to(&b, request, response->to_tag);
    put_first(&b, request, SF_HEADER_CALL_ID);
    put_first(&b, request, SF_HEADER_CSEQ);
    if (response->status == 100)
        put_timestamp(&b, request, response->delay_us);
    if (response->contact) /* the same in each: 3311:5.1 */
        sf_own_put_contact(&b, &ua->own, sf_own_towards(&ua->own, source), asks_for_sips(request));
    if (response->capabilities || (response->contact && response->status >= 200) ||
        response->status == 405) /* 3261:8.2.1 */
        sf_build_header(&b, "Allow", sf_capabilities_allow(&ua->can));
    if (response->capabilities || (response->contact && response->status >= 200))
        sf_build_header(&b, "Supported",
                        sf_capabilities_supported(&ua->can)); /* 3261:13.3.1.4, 3261:11.2 */
    if (response->capabilities)                               /* 3261:11.2 */
        sf_capabilities_put(&ua->can, &b);
    if (ua->session_timer)
        ua->session_timer->timing->say(&b, response->interval);
    if (ua->session_timer && response->status == 422 && !answer)
        ua->session_timer->timing->refuse(ua, &b);
    if (response->rseq) {
        sf_build_header(&b, "Require", SF_CAPABILITIES_100REL); /* 3262:3 */
        sf_build_header_number(&b, "RSeq", response->rseq);
    }
    if (response->status == 420 && !answer) /* 3262:3 as well */
        put_unsupported(ua, &b, request);
    if (response->header)
        sf_build_header(&b, response->header, response->value);
    if (ua->own.agent.len)
        sf_build_header(&b, "Server", ua->own.agent);
    if (answer)
        put_answer(&b, answer);
    size_t length = sf_build_end(&b, answer ? answer->content.type : SF_STR(""),
                                 answer ? answer->content.body : SF_STR(""));
    return (struct sf_str){b.bytes, length};
}

size_t sf_response_bytes(struct sf_ua *ua, const struct sf_msg *request,
                         const struct sf_address *source, const struct sf_response *response)
{
    const struct sf_answer *answer = response->answer;
    size_t most = request->length + SF_RESPONSE_OVERHEAD_BYTES;
    if (answer)
        most += answer->content.type.len + answer->content.body.len;
    if (response->interval.said)
        most += SF_RESPONSE_INTERVAL_BYTES;
    bool plain = !response->exact &&
                 (!answer || (!answer->contacts && !answer->content.fields && !answer->reason.len));
    if (plain && most <= ua->message_bytes && most <= SF_LIMIT_HEADER_VALUE_BYTES &&
        request->header_count <= SF_LIMIT_HEADERS / 2)
        return most;
    return sf_response_build(ua, request, source, response).len;
}

bool sf_response_fits(struct sf_ua *ua, const struct sf_msg *request,
                      const struct sf_address *source, const struct sf_response *response)
{
    return sf_response_bytes(ua, request, source, response) > 0;
}

/* 3261:18.2.2, and 3581:4 between its second step and its third. */
struct sf_address sf_response_goes_to(const struct sf_ua *ua, const struct sf_msg *request,
                                      const struct sf_address *source)
{
    struct sf_address to = *source,
                      named = {.transport = source->transport, .endpoint = source->endpoint};
    if (sf_address_is_reliable(source))
        return to; /* the connection that the request came on */
    if (request->via.maddr.len &&
        sf_address_of_host(&named, sf_msg_str(request, request->via.maddr)) &&
        (ua->follow_maddr || is_host_of(sf_msg_str(request, request->via.maddr), source))) {
        named.port = (uint16_t)(request->via.port < 0 ? 5060 : request->via.port);
        return named;
    }
    if (!request->via.has_rport)
        to.port = (uint16_t)(request->via.port < 0 ? 5060 : request->via.port);
    return to;
}

/* 3261:8.2.7: final, sent once, and each copy of the request gets the same tag, made of what it is
 * matched by. */
void sf_response_stateless(struct sf_ua *ua, const struct sf_msg *request,
                           const struct sf_address *source, struct sf_response response)
{
    static const char hex[] = "0123456789abcdef";
    struct sf_key server = sf_key_of_server(ua, request, request->method);
    struct sf_address to = sf_response_goes_to(ua, request, source);
    struct sf_hash hash;
    char tag[SF_TAG_BYTES];
    sf_hash_begin(&hash, ua->secret);
    sf_hash_number(&hash, server.lo);
    sf_hash_number(&hash, server.hi);
    struct sf_key key = sf_hash_end(&hash);
    for (int i = 0; i < SF_TAG_BYTES; i++)
        tag[i] = hex[key.lo >> (4 * i) & 15];
    response.to_tag = (struct sf_str){tag, SF_TAG_BYTES};
    sf_output_send(ua, &to, sf_response_build(ua, request, source, &response), 0);
}

void sf_response_refuse(struct sf_ua *ua, const struct sf_msg *request,
                        const struct sf_address *source, struct sf_response response)
{
    sf_response_stateless(ua, request, source, response);
    ua->counters.rejected++;
}

void sf_response_refuse_busy(struct sf_ua *ua, const struct sf_msg *request,
                             const struct sf_address *source)
{
    sf_response_stateless(ua, request, source,
                          (struct sf_response){.status = 503,
                                               .header = "Retry-After",
                                               .value = SF_RESPONSE_RETRY_AFTER});
}

void sf_response_give(struct sf_ua *ua, struct sf_transaction *transaction,
                      const struct sf_msg *request, const struct sf_response *response,
                      unsigned event)
{
    struct sf_str bytes = sf_response_build(ua, request, &transaction->source, response);
    struct sf_input input = {.ua = ua, .status = response->status};
    ua->counters.bad_requests += !bytes.len; /* its Vias alone are too long for an answer */
    sf_transaction_keep(ua, transaction, bytes);
    sf_queue_raise(ua, transaction->a.machine, sf_ref_of(&transaction->a), event, &input);
}

void sf_response_answer(const struct sf_input *in, unsigned status, unsigned event)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    struct sf_response response = {.status = status};
    assert(transaction); /* dispatch has made it */
    if (status == 503) {
        response.header = "Retry-After";
        response.value = SF_RESPONSE_RETRY_AFTER;
        in->ua->counters.full++;
    }
    sf_response_give(in->ua, transaction, in->msg, &response, event);
}
