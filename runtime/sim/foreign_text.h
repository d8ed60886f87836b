/* The messages of the foreign user agent. */
#ifndef SIPFSM_SIM_FOREIGN_TEXT_H
#define SIPFSM_SIM_FOREIGN_TEXT_H

#include "foreign.h"

#include "sipfsm/msg.h"

enum foreign_with { /* bits */
                    WITH_OFFER = 1,
                    WITH_EXPIRES = 2,
                    WITH_REQUIRE = 4,
                    WITH_TEXT = 8,       /* a body that is no session description */
                    WITH_CODING = 16,    /* one with a Content-Encoding */
                    WITH_STAR = 32,      /* a Contact of * */
                    WITH_PARTS = 64,     /* a body of several parts that cannot be taken apart */
                    WITH_LONG = 128,     /* a Contact that is almost as long as a message */
                    WITH_REPLACES = 256, /* a Replaces (RFC 3891) of the call `replaces` */
                    WITH_EARLY_ONLY = 512
};

/* A request in its call: fork `tag` of its own, branch number `branch`, with a To tag or without.
 */
void sf_foreign_request(struct sf_sim *sim, uint32_t number, const char *method, uint32_t cseq,
                        unsigned branch, unsigned tag, bool in_dialog, unsigned with);
/* A response to a request that has come, from fork `tag`. */
void sf_foreign_respond(struct sf_sim *sim, uint32_t number, const struct sf_msg *request,
                        unsigned status, unsigned tag, bool offer);

#endif
