#include "names.h"

#define NAME(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define A(host, d)                                                                                 \
    {                                                                                              \
        .name = NAME(host), .type = SF_DNS_A, .ttl_s = 300, .ip = { 192, 0, 2, d }                 \
    }
#define SRV(service, prio, at, host)                                                               \
    {                                                                                              \
        .name = NAME(service), .type = SF_DNS_SRV, .ttl_s = 300, .srv = {                          \
            .priority = prio,                                                                      \
            .port = at,                                                                            \
            .target = NAME(host)                                                                   \
        }                                                                                          \
    }

static const struct sf_dns_record zone[] = {
    SRV("_sip._udp.example.org", 1, 5070, "a.example.org"),
    SRV("_sip._udp.example.org", 2, 5071, "b.example.org"),
    SRV("_sip._tcp.tcp.example.org", 1, 5072, "a.example.org"),
    SRV("_sip._tcp.tcp.example.org", 2, 5074, "b.example.org"),
    SRV("_sips._tcp.tls.example.org", 1, 5073, "a.example.org"),
    A("a.example.org", 1),
    A("b.example.org", 2),
    A("phone.example.org", 7),
};

static struct sf_address endpoints[3] = {
    {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
    {.transport = SF_TRANSPORT_TCP, .family = 4, .port = 5060, .ip = {10, 0, 0, 2}},
    {.transport = SF_TRANSPORT_TLS, .family = 4, .port = 5061, .ip = {10, 0, 0, 2}}};
struct sf_locator *names_locator;
static struct sf_ua_locate locate;
unsigned names_asked;
bool names_silent;
uint32_t names_searches;
/* Questions whose answers are late. */
bool names_hold;
static struct sf_dns_query held[8];
static char held_name[8][256];
static size_t held_count;

void names_locating(struct sf_ua_config *config)
{
    struct sf_locator_config with = {.endpoint = endpoints,
                                     .endpoints = 3,
                                     .searches = names_searches ? names_searches : 20,
                                     .seed = 1};
    size_t size = sf_locator_size(&with);
    names_locator = sf_locator_init(malloc(size), size, &with);
    assert_non_null(names_locator);
    locate = (struct sf_ua_locate){sf_ua_locating(), names_locator};
    config->locate = &locate;
    config->more_local = endpoints + 1;
    config->more_locals = 2;
}

/* Answers from the zone; all that is not in it does not exist. */
static void answer(struct solo *solo, const struct sf_dns_query *query)
{
    struct sf_dns_record record[8];
    struct sf_dns_answer from_zone = {.record = record};
    names_asked++;
    if (names_hold) {
        held[held_count] = *query;
        held[held_count].name = sf_str_of(held_name[held_count]);
        snprintf(held_name[held_count], sizeof held_name[0], "%.*s", (int)query->name.len,
                 query->name.p);
        held[held_count].name.len = query->name.len;
        held_count++;
    }
    if (names_silent || names_hold)
        return;
    for (size_t i = 0; i < sizeof zone / sizeof *zone; i++)
        if (zone[i].type == query->type && sf_str_equal_nocase(zone[i].name, query->name))
            record[from_zone.records++] = zone[i];
    assert_int_equal(sf_ua_answer_query(solo->ua, solo->now_us, query->id, &from_zone), SF_UA_OK);
}

void names_answer_held(struct solo *solo)
{
    while (held_count)
        answer(solo, &held[--held_count]);
    solo_drain(solo);
}

struct solo *names_begin_with(void (*change)(struct sf_ua_config *config))
{
    struct solo *solo = solo_new(20, change);
    solo->query = answer;
    names_asked = 0;
    names_silent = names_hold = false;
    held_count = 0;
    return solo;
}

struct solo *names_begin(void)
{
    return names_begin_with(names_locating);
}

void names_end(struct solo *solo)
{
    solo_dry(solo);
    assert_int_equal(sf_locator_searches(names_locator), 0);
    solo_free(solo);
    free(names_locator);
}

struct sf_invite names_invite(const char *uri)
{
    return (struct sf_invite){.to = sf_str_of(uri), .content_type = SOLO_TYPE, .body = SOLO_SDP};
}

void names_call(struct solo *solo, const char *uri)
{
    const struct sf_invite invite = names_invite(uri);
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &solo->call), SF_UA_OK);
    solo_drain(solo);
}

void names_went_to(const struct solo *solo, unsigned last, unsigned port, unsigned transport)
{
    assert_int_equal(solo->outs, 1);
    const struct sf_address *to = &solo->out[0].to;
    assert_int_equal(to->ip[3], last);
    assert_int_equal(to->port, port);
    assert_int_equal(to->transport, transport);
}

char names_kept[SOLO_TEXT];
const char *names_keep(const char *text)
{
    snprintf(names_kept, sizeof names_kept, "%s", text);
    return names_kept;
}

void names_same_but_branch(const char *before, const char *after)
{
    static const char *const names[] = {"From", "To", "Call-ID", "CSeq", "Contact", "Content-Type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(header_in(before, names[i]), header_in(after, names[i]));
    assert_string_not_equal(header_in(before, "Via"), header_in(after, "Via"));
}

void names_hang_up(struct solo *solo)
{
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_respond(solo, names_keep(solo->out[0].text), 200, "t", NULL);
}
