/* Where the server of a URI is, for programs: RFC 3263 on a loop, with c-ares. */
#ifndef SIPFSM_FINDING_H
#define SIPFSM_FINDING_H

#include <uv.h>

#include "sipfsm/locator.h"
#include "sipfsm/resolver.h"
#include "sipfsm/ua.h"

#define NAME_SERVER_HELP                                                                           \
    "  --name-server ADDRESS   ask this name server, such as 127.0.0.1:5353, instead of those of " \
    "the system\n"
/* In a table of options. */
#define NAME_SERVER_OPTION(place)                                                                  \
    {                                                                                              \
        .name = "--name-server", .kind = OPTION_TEXT, .text = (place)                              \
    }

/* Is the host of that URI a name, which must be looked up? */
bool finding_is_needed(const char *uri);

/* What is shown of a search while it runs; `user` is the caller's. */
struct finding_show {
    void (*asked)(void *user, const struct sf_dns_query *query);
    void (*answered)(void *user, const struct sf_dns_answer *answer);
    void *user;
};

/* Looks for the servers of the URI that can be reached by the transports and families of these
 * endpoints; runs the loop until it knows. Returns how many targets there are, or 0 after one clear
 * line. `servers` and `show` may be NULL. */
size_t finding_run(uv_loop_t *loop, const char *command, const char *uri, const char *servers,
                   const struct sf_address *endpoint, size_t endpoints,
                   const struct finding_show *show, struct sf_address target[SF_LOCATOR_TARGETS]);

/* Looks for the servers of a URI, by the transports and families of `listening`; if that is empty,
 * by UDP, TCP and TLS, and it then gets an endpoint for each that is found, on the way there.
 * *target is the first server. False after one clear line. */
struct listening;
bool finding_listening(uv_loop_t *loop, const char *command, const char *uri, const char *servers,
                       struct listening *listening, struct sf_address *target);

/* A core's own: a locator in memory of its own, and a resolver. */
struct finding {
    struct sf_resolver *resolver;
    void *memory;
    struct sf_ua_locate locate;
};

/* Opens the resolver. The endpoints that are opened for `listening` have a core that locates.
 * `servers` may be NULL. False after one clear line. */
bool finding_open(struct finding *finding, uv_loop_t *loop, const char *command,
                  const char *servers, struct listening *listening);
/* Makes the locator for those endpoints and names it in the configuration. False after one clear
 * line. */
bool finding_configure(struct finding *finding, const char *command, struct sf_ua_config *config,
                       const struct sf_address *endpoint, size_t endpoints);
/* Once the core is not used any more; the loop must run once more. */
void finding_end(struct finding *finding);

#endif
