/* sipfsm: how a core finds the address of a host name (RFC 3263). If the configuration has a
 * locator, a request need not have a next hop: the core looks its URI up, and tries one server
 * after the other. DNS queries come out as SF_OUTPUT_QUERY; their answers go in by
 * sf_ua_answer_query. docs/location.md. */
#ifndef SIPFSM_LOCATING_H
#define SIPFSM_LOCATING_H

#include "sipfsm/call.h"
#include "sipfsm/exchange.h"
#include "sipfsm/locator.h"
#include "sipfsm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua_locating;

/* The part of the core that locates. A program that does not call this function does not link it.
 * Static. */
const struct sf_ua_locating *sf_ua_locating(void);

/* All of it must stay as long as the core is used. */
struct sf_ua_locate {
    const struct sf_ua_locating *locating; /* sf_ua_locating() */
    /* Made by the caller, with the endpoints of the core, and used by this core alone. Each request
     * that goes to a name holds one of the locator's searches until the response has come. If all
     * are taken, a command returns SF_UA_FULL. */
    struct sf_locator *locator;
};

/* As sf_ua_invite and sf_ua_request outside a dialog, for a next hop whose addresses the
 * application has found itself. They are tried one after another in this order (3263:4.3), except
 * that one that has failed lately comes last; each from its `endpoint`, if it names one. Nothing is
 * asked. An address for which there is no endpoint of its transport and address family is left out,
 * and so is one that the first route, or without a route the Request-URI, does not allow (`sips:`,
 * `;transport=`). At most SF_LOCATOR_TARGETS are used. `next_hop` must be all zero. Also
 * SF_UA_STATE: the configuration has no locator; SF_UA_ARGUMENT: no address is left. */
enum sf_ua_result sf_ua_invite_at(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                                  const struct sf_address *server, size_t servers,
                                  struct sf_call *call);
enum sf_ua_result sf_ua_request_at(struct sf_ua *ua, uint64_t now_us,
                                   const struct sf_request *request,
                                   const struct sf_address *server, size_t servers,
                                   struct sf_exchange *exchange);

/* Gives the core the answer to a query. An answer that is no longer needed is dropped. SF_UA_OK,
 * SF_UA_BUSY, SF_UA_STATE: the configuration has no locator. */
enum sf_ua_result sf_ua_answer_query(struct sf_ua *ua, uint64_t now_us, uint64_t id,
                                     const struct sf_dns_answer *answer);

/* True while the datagram with this token is a message whose server has been located. An edge sends
 * such a response to its address as it is, and not to the port of its Via (3261:18.2.2, 3263:5). */
bool sf_ua_is_located(const struct sf_ua *ua, uint64_t token);

/* Why the last search that found no server failed: "the name server has not answered". Its request
 * has failed with 503. Static; empty if no search has failed. */
const char *sf_ua_locate_trouble(const struct sf_ua *ua);

#ifdef __cplusplus
}
#endif
#endif
