#include "kit.h"

#include <string.h>

static size_t endpoints_of(const char *text, struct sf_address *endpoint)
{
    size_t count = 0;
    for (; *text; text += strspn(text, " ")) {
        size_t name = strcspn(text, "46"), all = strcspn(text, " ");
        for (size_t i = name; i < all; i++) {
            endpoint[count] = (struct sf_address){.family = (uint8_t)(text[i] - '0'), .port = 5060};
            assert_true(sf_transport_of((struct sf_str){text, name}, &endpoint[count].transport));
            count++;
        }
        text += all;
    }
    return count;
}

void kit_open_with(struct kit *kit, const char *endpoints, const struct sf_locator_config *given)
{
    struct sf_address endpoint[16];
    struct sf_locator_config config = *given;
    *kit = (struct kit){.now_us = 1000000};
    config.endpoint = endpoint;
    config.endpoints = endpoints_of(endpoints, endpoint);
    config.searches = config.searches ? config.searches : 4;
    size_t size = sf_locator_size(&config);
    kit->memory = malloc(size);
    kit->locator = sf_locator_init(kit->memory, size, &config);
    assert_non_null(kit->locator);
}

void kit_open(struct kit *kit, const char *endpoints)
{
    kit_open_with(kit, endpoints, &(struct sf_locator_config){.seed = 1});
}

void kit_close(struct kit *kit)
{
    struct sf_locator_counters counters;
    sf_locator_counters(kit->locator, &counters);
    assert_int_equal(counters.impossible, 0);
    free(kit->memory);
}

void kit_zone(struct kit *kit, const struct sf_dns_record *zone, size_t count)
{
    kit->zone = zone;
    kit->zones = count;
}

/* What a name server would answer: the aliases of the name, and the records at their end. */
static size_t answer_of(const struct kit *kit, struct sf_str name, unsigned type,
                        struct sf_dns_record *record)
{
    size_t count = 0;
    for (unsigned hop = 0; hop < 10; hop++) {
        size_t before = count;
        for (size_t i = 0; i < kit->zones; i++)
            if (sf_str_equal_nocase(kit->zone[i].name, name) && kit->zone[i].type == type)
                record[count++] = kit->zone[i];
        if (count > before)
            break;
        struct sf_str alias = {NULL, 0};
        for (size_t i = 0; i < kit->zones && !alias.p; i++)
            if (sf_str_equal_nocase(kit->zone[i].name, name) && kit->zone[i].type == SF_DNS_CNAME) {
                record[count++] = kit->zone[i];
                alias = kit->zone[i].cname;
            }
        if (!alias.p)
            break;
        name = alias;
    }
    return count;
}

void kit_run(struct kit *kit)
{
    struct sf_dns_query query;
    while (sf_locator_query(kit->locator, &query)) {
        size_t n = strlen(kit->asked);
        struct sf_dns_record record[64];
        snprintf(kit->asked + n, sizeof kit->asked - n, "%s%s %.*s", n ? "; " : "",
                 sf_dns_type_name(query.type), (int)query.name.len, query.name.p);
        kit->last_id = query.id;
        if (kit->silent)
            continue;
        struct sf_dns_answer answer = {.record = record,
                                       .records = answer_of(kit, query.name, query.type, record)};
        sf_locator_answer(kit->locator, kit->now_us, query.id, &answer);
    }
}

const char *kit_targets(struct kit *kit)
{
    static char text[2048];
    struct sf_address target[SF_LOCATOR_TARGETS];
    size_t n = 0, count = sf_locator_targets(kit->locator, kit->location, target);
    text[0] = 0;
    if (sf_locator_state(kit->locator, kit->location) == SF_LOCATOR_NOWHERE)
        snprintf(text, sizeof text, "(%s)", sf_locator_why(kit->locator, kit->location));
    else
        for (size_t i = 0; i < count; i++) {
            char address[SF_ADDRESS_TEXT_BYTES];
            sf_address_text(&target[i], address);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %s", n ? ", " : "",
                                  sf_transport_name(target[i].transport), address);
        }
    return text;
}

const char *kit_find_near(struct kit *kit, const char *uri, const char *prefer)
{
    struct sf_locator_ask ask = {.uri = sf_str_of(uri), .user = 7};
    struct sf_location done;
    uint64_t user = 0;
    if (prefer)
        assert_true(sf_address_of_host(&ask.prefer, sf_str_of(prefer)));
    if (sf_locator_begin(kit->locator, kit->now_us, &ask, &kit->location) != SF_LOCATOR_OK)
        return "(no URI)";
    kit->asked[0] = 0;
    kit_run(kit);
    if (kit->silent)
        return "";
    assert_true(sf_locator_done(kit->locator, &done, &user));
    assert_int_equal(user, 7);
    assert_int_equal(done.slot, kit->location.slot);
    assert_false(sf_locator_done(kit->locator, &done, &user));
    return kit_targets(kit);
}

const char *kit_find(struct kit *kit, const char *uri)
{
    return kit_find_near(kit, uri, NULL);
}

void kit_end(struct kit *kit)
{
    sf_locator_end(kit->locator, kit->now_us, kit->location);
    assert_int_equal(sf_locator_state(kit->locator, kit->location), SF_LOCATOR_GONE);
}
