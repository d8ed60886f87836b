/* The registrar of the demo: Alice and Bob register with it, and it redirects their calls. Their
 * passwords are made from one number, both for the registrar and for the members. */
#ifndef SIPFSM_DESK_H
#define SIPFSM_DESK_H

#include "agent/agent.h"
#include "serve/registrar.h"
#include "sipfsm/digest_server.h"

#define DESK_MEMBERS 2 /* alice, bob */
#define DESK_PASSWORD_BYTES 33

struct desk {
    struct registrar registrar;
    const char *domain;
    bool asks; /* for passwords: this build has hash functions */
    struct sf_digest_server server;
    struct sf_digest_refusal refusal;
    struct sf_ua_field field[SF_ALGORITHMS];
    struct member {
        char user[8], password[DESK_PASSWORD_BYTES];
        struct sf_ua_credential credential;
        struct sf_ua_auth auth;
    } member[DESK_MEMBERS];
};

/* The domain of the demo. A certificate made for the occasion is for an address, and domains are
 * held against it: by a secure transport it is that. Static. */
const char *desk_domain(unsigned transport);

/* `key` makes passwords and nonces: the same key, the same run. `domain` must stay. False after one
 * clear line. */
bool desk_begin(struct desk *desk, const char *command, uint64_t key, const char *domain);
void desk_end(struct desk *desk);

/* What the core of the registrar needs, and that of a member. */
void desk_config(struct sf_ua_config *config);
void desk_member_config(struct desk *desk, unsigned member, struct sf_ua_config *config);
/* The agent of a member registers there. */
void desk_enrol(const struct desk *desk, unsigned member, struct agent *agent,
                const struct sf_address *registrar);

/* An event of the registrar's core. */
void desk_take(struct desk *desk, struct endpoint *endpoint, uint64_t now_us,
               const struct sf_ua_event *event);

#endif
