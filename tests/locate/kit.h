/* A locator, and a zone of records that answers its questions. */
#ifndef TESTS_LOCATE_KIT_H
#define TESTS_LOCATE_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sipfsm/locator.h"

struct kit {
    struct sf_locator *locator;
    void *memory;
    uint64_t now_us;
    const struct sf_dns_record *zone;
    size_t zones;
    char asked[2048]; /* "NAPTR example.org; SRV ..." */
    bool silent;      /* questions are noted and not answered */
    uint64_t last_id; /* of the question that was asked last */
    struct sf_location location;
};

/* Endpoints: the names of transports, each with 4 or 6 or both: "udp4 tcp4 tls46". */
void kit_open(struct kit *kit, const char *endpoints);
void kit_open_with(struct kit *kit, const char *endpoints, const struct sf_locator_config *config);
void kit_close(struct kit *kit);
void kit_zone(struct kit *kit, const struct sf_dns_record *zone, size_t count);

/* Begins a search, and answers all its questions from the zone. Returns the targets as text, "udp
 * 192.0.2.1:5060, ...", good until the next call; or why there are none, in brackets. */
const char *kit_find(struct kit *kit, const char *uri);
const char *kit_find_near(struct kit *kit, const char *uri, const char *prefer);
/* Asks what there is to ask, and answers it. */
void kit_run(struct kit *kit);
/* The targets, as above. */
const char *kit_targets(struct kit *kit);
void kit_end(struct kit *kit);

#define NAME(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define A(host, a, b, c, d)                                                                        \
    {                                                                                              \
        .name = NAME(host), .type = SF_DNS_A, .ttl_s = 300, .ip = { a, b, c, d }                   \
    }
#define AAAA(host, last)                                                                           \
    {                                                                                              \
        .name = NAME(host), .type = SF_DNS_AAAA, .ttl_s = 300, .ip = {                             \
            0x20,                                                                                  \
            0x01,                                                                                  \
            0x0d,                                                                                  \
            0xb8,                                                                                  \
            [15] = last                                                                            \
        }                                                                                          \
    }
#define SRV(service, prio, heavy, at, host)                                                        \
    {                                                                                              \
        .name = NAME(service), .type = SF_DNS_SRV, .ttl_s = 300, .srv = {                          \
            .priority = prio,                                                                      \
            .weight = heavy,                                                                       \
            .port = at,                                                                            \
            .target = NAME(host)                                                                   \
        }                                                                                          \
    }
#define NAPTR(host, first, then, what, to)                                                         \
    {                                                                                              \
        .name = NAME(host), .type = SF_DNS_NAPTR, .ttl_s = 300, .naptr = {                         \
            .order = first,                                                                        \
            .preference = then,                                                                    \
            .flags = NAME("s"),                                                                    \
            .service = NAME(what),                                                                 \
            .replacement = NAME(to)                                                                \
        }                                                                                          \
    }
#define CNAME(host, to)                                                                            \
    {                                                                                              \
        .name = NAME(host), .type = SF_DNS_CNAME, .ttl_s = 300, .cname = NAME(to)                  \
    }
#define ZONE(kit, records) kit_zone(kit, records, sizeof(records) / sizeof *(records))

#endif
