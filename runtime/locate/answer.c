#include "answer.h"

#include "endpoint.h"
#include "name.h"

#define ALIASES 8
#define LONGEST_S 86400 /* that an answer is remembered, whatever its TTL */

/* An address that a server can have: not 0.0.0.0 and similar ones, nor of a group. */
static bool is_of_host(unsigned type, const uint8_t *ip)
{
    static const uint8_t none[16];
    if (type == SF_DNS_A)
        return ip[0] != 0 && ip[0] < 224;
    return ip[0] != 0xff && memcmp(ip, none, 16) != 0;
}

/* Only those that lead to SRV records of a transport of SIP (3263:4.1): the flag is "s", there is
 * no regular expression. One that leads to further NAPTR records would be followed without end. */
static bool is_pointer(const struct sf_dns_record *record)
{
    uint8_t transport;
    return sf_str_equal_nocase(record->naptr.flags, SF_STR("s")) && !record->naptr.regexp.len &&
           sf_endpoint_of_service(record->naptr.service, &transport) &&
           sf_name_is_usable(sf_name_trim(record->naptr.replacement));
}

static bool is_right(const struct sf_dns_record *record)
{
    switch (record->type) {
    case SF_DNS_A:
    case SF_DNS_AAAA:
        return is_of_host(record->type, record->ip);
    case SF_DNS_SRV: {
        struct sf_str target = sf_name_trim(record->srv.target);
        return !target.len || (record->srv.port && sf_name_is_usable(target));
    }
    case SF_DNS_NAPTR:
        return is_pointer(record);
    default:
        return false;
    }
}

static size_t looked_at(const struct sf_dns_answer *answer)
{
    return answer->records < SF_LOCATOR_RECORDS ? answer->records : SF_LOCATOR_RECORDS;
}

static bool is_named(const struct sf_dns_record *record, struct sf_str name)
{
    return sf_str_equal_nocase(sf_name_trim(record->name), name);
}

static bool is_alias_of(const struct sf_dns_record *record, struct sf_str name)
{
    return record->type == SF_DNS_CNAME && is_named(record, name) &&
           sf_name_is_usable(sf_name_trim(record->cname));
}

/* The name at the end of the aliases. A circle ends after ALIASES of them. Lowers *ttl_s, counts
 * in *used. */
static struct sf_str follow(const struct sf_dns_answer *answer, struct sf_str name, uint32_t *ttl_s,
                            uint64_t *used)
{
    for (unsigned hop = 0; hop < ALIASES; hop++) {
        size_t i = 0, count = looked_at(answer);
        while (i < count && !is_alias_of(&answer->record[i], name))
            i++;
        if (i == count)
            break;
        name = sf_name_trim(answer->record[i].cname);
        *ttl_s = answer->record[i].ttl_s < *ttl_s ? answer->record[i].ttl_s : *ttl_s;
        ++*used;
    }
    return name;
}

uint32_t sf_answer_read(struct sf_locator *locator, unsigned type, struct sf_str name,
                        const struct sf_dns_answer *answer, struct sf_dns_answer *read)
{
    uint32_t ttl_s = LONGEST_S;
    uint64_t aliases = 0;
    size_t count = answer->status == SF_DNS_OK ? looked_at(answer) : 0;
    struct sf_str asked = count ? follow(answer, name, &ttl_s, &aliases) : name;
    *read = (struct sf_dns_answer){.status = answer->status, .record = locator->record};
    for (size_t i = 0; i < count; i++) {
        const struct sf_dns_record *record = &answer->record[i];
        if (record->type != type || !is_named(record, asked) || !is_right(record))
            continue;
        ttl_s = record->ttl_s < ttl_s ? record->ttl_s : ttl_s;
        locator->record[read->records++] = *record;
    }
    if (answer->status == SF_DNS_OK) {
        uint64_t taken = read->records + aliases;
        locator->counters.refused += count > taken ? count - taken : 0;
        locator->counters.surplus += answer->records - count;
    }
    if (answer->status == SF_DNS_FAILED || answer->status == SF_DNS_SILENT)
        return 0;
    return read->records ? ttl_s : answer->absent_s < LONGEST_S ? answer->absent_s : LONGEST_S;
}
