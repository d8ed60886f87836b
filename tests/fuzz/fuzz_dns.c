/* DNS answers as the core sees them. The input: a byte that picks the URI, one that picks the
 * endpoints, then records, which answer one question after the other; what each begins with is
 * below. Whatever the records say, a search ends, and its targets can be used. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "sipfsm/locator.h"

#define MUST(truth) FUZZ_MUST(truth, "%s", #truth)
#define RECORDS 80
#define ROUNDS 200

static const char *const uris[] = {"sip:example.org",
                                   "sips:example.org",
                                   "sip:example.org;transport=tcp",
                                   "sips:example.org;transport=ws",
                                   "sip:example.org:5080",
                                   "sip:a.example.org;maddr=b.example.org",
                                   "sip:192.0.2.1",
                                   "sip:x"};
static const char *const names[] = {"example.org",
                                    "_sip._udp.example.org",
                                    "_sip._tcp.example.org",
                                    "_sips._tcp.example.org",
                                    "a.example.org",
                                    "b.example.org",
                                    "",
                                    "..",
                                    "a..b",
                                    "x",
                                    "Example.ORG.",
                                    "evil.example"};
static const char *const services[] = {"SIP+D2U",  "sip+d2t", "SIPS+D2T", "SIP+D2W",
                                       "SIPS+D2W", "E2U+sip", ""};
static const uint16_t types[] = {SF_DNS_A, SF_DNS_AAAA, SF_DNS_CNAME, SF_DNS_SRV, SF_DNS_NAPTR, 6};

struct input {
    const uint8_t *at, *end;
};

static uint8_t next(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static uint16_t next16(struct input *in)
{
    uint16_t high = next(in);
    return (uint16_t)(high << 8 | next(in));
}

/* One of the names, the name that was asked for, or bytes of the input. */
static struct sf_str name_of(struct input *in, struct sf_str asked)
{
    unsigned which = next(in);
    if (which & 0x80) {
        struct sf_str text = {(const char *)in->at, which & 0x7f};
        if (text.len > (size_t)(in->end - in->at))
            text.len = (size_t)(in->end - in->at);
        in->at += text.len;
        return text;
    }
    which %= sizeof names / sizeof *names + 1;
    return which == sizeof names / sizeof *names ? asked : sf_str_of(names[which]);
}

static void read_record(struct input *in, const struct sf_dns_query *query,
                        struct sf_dns_record *record)
{
    unsigned type = next(in) % (sizeof types / sizeof *types + 1);
    *record = (struct sf_dns_record){0};
    record->type = type < sizeof types / sizeof *types ? types[type] : (uint16_t)query->type;
    record->name = name_of(in, query->name);
    record->ttl_s = next(in) * 10u;
    switch (record->type) {
    case SF_DNS_SRV:
        record->srv.priority = next(in);
        record->srv.weight = next16(in);
        record->srv.port = next16(in);
        record->srv.target = name_of(in, query->name);
        break;
    case SF_DNS_NAPTR:
        record->naptr.order = next(in);
        record->naptr.preference = next(in);
        record->naptr.flags = next(in) % 4 ? SF_STR("s") : SF_STR("");
        record->naptr.regexp = next(in) % 8 ? SF_STR("") : SF_STR("!.*!x!");
        record->naptr.service =
            sf_str_of(services[next(in) % (sizeof services / sizeof *services)]);
        record->naptr.replacement = name_of(in, query->name);
        break;
    case SF_DNS_CNAME:
        record->cname = name_of(in, query->name);
        break;
    default:
        for (unsigned i = 0; i < 16; i++)
            record->ip[i] = i < 4 || record->type == SF_DNS_AAAA ? next(in) : 0;
    }
}

static struct sf_dns_answer read_answer(struct input *in, const struct sf_dns_query *query,
                                        struct sf_dns_record *record)
{
    struct sf_dns_answer answer = {.record = record};
    unsigned head = next(in);
    answer.status = (enum sf_dns_status)(head & 0x80 ? head & 3 : SF_DNS_OK);
    answer.absent_s = head;
    for (unsigned left = (head & 0x7f) % RECORDS; left && in->at < in->end; left--)
        read_record(in, query, &record[answer.records++]);
    return answer;
}

static void check_targets(const struct sf_locator *locator, struct sf_location location, bool sips,
                          const struct sf_address *endpoint, size_t endpoints)
{
    struct sf_address target[SF_LOCATOR_TARGETS];
    size_t count = sf_locator_targets(locator, location, target);
    MUST(count <= SF_LOCATOR_TARGETS);
    for (size_t i = 0; i < count; i++) {
        bool ours = false;
        for (size_t k = 0; k < endpoints; k++)
            ours |= endpoint[k].transport == target[i].transport &&
                    endpoint[k].family == target[i].family;
        MUST(ours);
        MUST(target[i].port != 0);
        MUST(!sips || sf_transport_is_secure(target[i].transport));
        for (size_t k = 0; k < i; k++)
            MUST(!sf_address_equal(&target[i], &target[k]));
    }
}

static size_t endpoints_of(unsigned which, struct sf_address *endpoint)
{
    size_t count = 0;
    for (unsigned transport = 0; transport <= SF_TRANSPORT_WSS; transport++)
        for (unsigned family = 4; family <= 6; family += 2)
            if (which >> (transport + (family == 6 ? 3 : 0)) & 1)
                endpoint[count++] =
                    (struct sf_address){.transport = (uint8_t)transport, .family = (uint8_t)family};
    if (!count)
        endpoint[count++] = (struct sf_address){.family = 4};
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sf_dns_record record[RECORDS];
    struct input in = {data, data + size};
    struct sf_address endpoint[16], target;
    struct sf_locator_config config = {.endpoint = endpoint, .searches = 2, .cached = 4, .seed = 1};
    const char *uri = uris[next(&in) % (sizeof uris / sizeof *uris)];
    config.endpoints = endpoints_of(next(&in), endpoint);
    size_t bytes = sf_locator_size(&config);
    void *memory = malloc(bytes);
    struct sf_locator *locator = sf_locator_init(memory, bytes, &config);
    MUST(locator != NULL);
    uint64_t now_us = 1;
    for (unsigned run = 0; run < 3; run++) { /* later searches find remembered answers */
        const struct sf_locator_ask ask = {.uri = sf_str_of(uri)};
        struct sf_location location;
        MUST(sf_locator_begin(locator, now_us, &ask, &location) == SF_LOCATOR_OK);
        unsigned rounds = 0;
        while (sf_locator_state(locator, location) == SF_LOCATOR_ASKING) {
            struct sf_dns_query query;
            MUST(++rounds < ROUNDS);
            while (sf_locator_query(locator, &query)) {
                struct sf_dns_answer answer = read_answer(&in, &query, record);
                if (next(&in) % 16 != 1) /* else it is lost */
                    sf_locator_answer(locator, now_us, query.id, &answer);
            }
            if (sf_locator_state(locator, location) == SF_LOCATOR_ASKING) {
                MUST(sf_locator_deadline(locator) != UINT64_MAX);
                now_us = sf_locator_deadline(locator);
                sf_locator_tick(locator, now_us);
            }
        }
        check_targets(locator, location, uri[3] == 's', endpoint, config.endpoints);
        while (sf_locator_target(locator, location, &target))
            sf_locator_next(locator, now_us, location);
        MUST(sf_locator_state(locator, location) == SF_LOCATOR_NOWHERE);
        sf_locator_end(locator, now_us, location);
        MUST(sf_locator_searches(locator) == 0);
        MUST(sf_locator_deadline(locator) == UINT64_MAX);
    }
    struct sf_locator_counters counters;
    sf_locator_counters(locator, &counters);
    MUST(counters.impossible == 0);
    free(memory);
    return 0;
}
