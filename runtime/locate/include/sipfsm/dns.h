/* sipfsm: DNS as the core sees it: questions that go out, and the records of an answer that comes
 * in. A program that asks a name server turns a message of DNS into these (runtime/net does so). */
#ifndef SIPFSM_DNS_H
#define SIPFSM_DNS_H

#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_dns_type {
    SF_DNS_A = 1,
    SF_DNS_CNAME = 5,
    SF_DNS_AAAA = 28,
    SF_DNS_SRV = 33,
    SF_DNS_NAPTR = 35
};

/* "A", "NAPTR"; "?" for any other number. Static. */
const char *sf_dns_type_name(unsigned type);

/* A question of the class IN. */
struct sf_dns_query {
    uint64_t id; /* the answer has the same; never 0 */
    enum sf_dns_type type;
    struct sf_str name; /* without a dot at the end; good until the next call */
};

/* From good to bad. */
enum sf_dns_status {
    SF_DNS_OK,      /* the name exists; there may be no records of the type */
    SF_DNS_NO_NAME, /* the name does not exist */
    SF_DNS_FAILED,  /* the name server refuses, or reports a failure */
    SF_DNS_SILENT   /* no answer has come */
};

/* One record of an answer. Names have no dot at the end; the root is empty. */
struct sf_dns_record {
    struct sf_str name;
    uint16_t type; /* enum sf_dns_type; records of any other type are ignored */
    uint32_t ttl_s;
    union {
        uint8_t ip[16]; /* A: the first four bytes; AAAA */
        struct sf_str cname;
        struct {
            uint16_t priority, weight, port;
            struct sf_str target;
        } srv;
        struct {
            uint16_t order, preference;
            struct sf_str flags, service, regexp, replacement;
        } naptr;
    };
};

/* The strings are needed only until the call returns. `record` may be NULL if `records` is 0. */
struct sf_dns_answer {
    enum sf_dns_status status;
    const struct sf_dns_record *record; /* of the answer section, in its order */
    size_t records;
    uint32_t absent_s; /* how long an absence is valid (RFC 2308); 0: not known */
};

#ifdef __cplusplus
}
#endif
#endif
