#include "cache.h"

static struct sf_key key_of(const struct sf_locator *locator, unsigned type, struct sf_str name)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, locator->seed);
    sf_hash_number(&hash, type);
    sf_hash_part_nocase(&hash, name.p, name.len);
    return sf_hash_end(&hash);
}

static struct sf_cached *find(const struct sf_locator *locator, struct sf_key key)
{
    for (uint32_t i = 0; i < locator->caches; i++) {
        struct sf_cached *cached = &locator->cached[i];
        if (cached->until_us > locator->clock.now_us && sf_key_equal(cached->key, key))
            return cached;
    }
    return NULL;
}

/* The place of that answer, an empty one, or the one that ends first. */
static struct sf_cached *place_for(struct sf_locator *locator, struct sf_key key)
{
    struct sf_cached *found = find(locator, key);
    for (uint32_t i = 0; i < locator->caches && !found; i++)
        if (locator->cached[i].until_us <= locator->clock.now_us)
            found = &locator->cached[i];
    for (uint32_t i = 0; i < locator->caches && !found; i++)
        for (uint32_t k = 0; k < locator->caches; k++)
            if (!found || locator->cached[k].until_us < found->until_us)
                found = &locator->cached[k];
    return found;
}

/* ---- Records as bytes: numbers first, then each text with its length ---- */

struct packing {
    char *bytes;
    size_t at;
    bool full;
};

static void put(struct packing *out, const void *bytes, size_t length)
{
    if (length > SF_CACHED_BYTES - out->at) {
        out->full = true;
        return;
    }
    if (length)
        memcpy(out->bytes + out->at, bytes, length);
    out->at += length;
}

static void put_text(struct packing *out, struct sf_str text)
{
    uint8_t length = (uint8_t)text.len;
    if (text.len > UINT8_MAX)
        out->full = true;
    put(out, &length, 1);
    put(out, text.p, length);
}

static void put_number(struct packing *out, uint16_t number)
{
    put(out, &number, sizeof number);
}

static void put_record(struct packing *out, const struct sf_dns_record *record)
{
    switch (record->type) {
    case SF_DNS_SRV:
        put_number(out, record->srv.priority);
        put_number(out, record->srv.weight);
        put_number(out, record->srv.port);
        put_text(out, record->srv.target);
        break;
    case SF_DNS_NAPTR: /* flags and regular expression are the same in all that are kept */
        put_number(out, record->naptr.order);
        put_number(out, record->naptr.preference);
        put_text(out, record->naptr.service);
        put_text(out, record->naptr.replacement);
        break;
    default:
        put(out, record->ip, record->type == SF_DNS_A ? 4 : 16);
    }
}

static uint16_t number_of(const char **bytes)
{
    uint16_t number;
    memcpy(&number, *bytes, sizeof number);
    *bytes += sizeof number;
    return number;
}

static struct sf_str text_of(const char **bytes)
{
    struct sf_str text = {*bytes + 1, (uint8_t) * *bytes};
    *bytes += 1 + text.len;
    return text;
}

static void read_record(const char **bytes, struct sf_dns_record *record)
{
    size_t length = record->type == SF_DNS_A ? 4 : 16;
    switch (record->type) {
    case SF_DNS_SRV:
        record->srv.priority = number_of(bytes);
        record->srv.weight = number_of(bytes);
        record->srv.port = number_of(bytes);
        record->srv.target = text_of(bytes);
        break;
    case SF_DNS_NAPTR:
        record->naptr.order = number_of(bytes);
        record->naptr.preference = number_of(bytes);
        record->naptr.service = text_of(bytes);
        record->naptr.replacement = text_of(bytes);
        break;
    default:
        memcpy(record->ip, *bytes, length);
        *bytes += length;
    }
}

void sf_cache_keep(struct sf_locator *locator, unsigned type, struct sf_str name,
                   const struct sf_dns_answer *answer, uint32_t ttl_s)
{
    struct sf_key key = key_of(locator, type, name);
    char bytes[SF_CACHED_BYTES];
    struct packing out = {.bytes = bytes};
    if (!ttl_s)
        return;
    for (size_t i = 0; i < answer->records; i++)
        put_record(&out, &answer->record[i]);
    if (out.full)
        return;
    struct sf_cached *cached = place_for(locator, key);
    *cached = (struct sf_cached){.key = key,
                                 .until_us = locator->clock.now_us + ttl_s * UINT64_C(1000000),
                                 .status = (uint8_t)answer->status,
                                 .records = (uint8_t)answer->records};
    memcpy(cached->bytes, bytes, out.at);
}

bool sf_cache_has(const struct sf_locator *locator, unsigned type, struct sf_str name)
{
    return find(locator, key_of(locator, type, name)) != NULL;
}

bool sf_cache_find(struct sf_locator *locator, unsigned type, struct sf_str name,
                   struct sf_dns_answer *answer)
{
    const struct sf_cached *cached = find(locator, key_of(locator, type, name));
    if (!cached)
        return false;
    const char *bytes = cached->bytes;
    for (unsigned i = 0; i < cached->records; i++) {
        locator->record[i] = (struct sf_dns_record){.type = (uint16_t)type};
        read_record(&bytes, &locator->record[i]);
    }
    *answer = (struct sf_dns_answer){.status = (enum sf_dns_status)cached->status,
                                     .record = locator->record,
                                     .records = cached->records};
    return true;
}
