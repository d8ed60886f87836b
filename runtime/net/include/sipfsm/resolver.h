/* sipfsm: asks name servers the DNS queries of a core (sipfsm/locating.h), by c-ares on a loop of
 * libuv. It looks at /etc/hosts first. The name servers are those of resolv.conf, unless the
 * configuration names some. */
#ifndef SIPFSM_RESOLVER_H
#define SIPFSM_RESOLVER_H

#include "sipfsm/dns.h"

#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_resolver;

struct sf_resolver_config {
    uv_loop_t *loop;
    /* "192.0.2.53", "127.0.0.1:5353", several with commas; NULL: those of the system. */
    const char *servers;
    unsigned try_ms; /* how long one server may take, doubled with each of 3 tries; 0: 1,000 */
};

/* Returns NULL and sets *resolver; or returns why it failed, in a few words, static. */
const char *sf_resolver_open(struct sf_resolver **resolver,
                             const struct sf_resolver_config *config);

/* Called with each answer, after sf_resolver_ask has returned. The answer is good until this
 * function returns. */
typedef void sf_resolver_answered(void *user, uint64_t id, const struct sf_dns_answer *answer);
void sf_resolver_hook(struct sf_resolver *resolver, sf_resolver_answered *answered, void *user);

/* Asks. Every question is answered, if only with SF_DNS_SILENT or SF_DNS_FAILED. */
void sf_resolver_ask(struct sf_resolver *resolver, const struct sf_dns_query *query);

/* Drops the questions that are open, and frees all when the loop has run once more. */
void sf_resolver_close(struct sf_resolver *resolver);

#ifdef __cplusplus
}
#endif
#endif
