/* The other side of a solo core as a server that wants credentials: bob, zanzibar. */
#ifndef TESTS_UA_CHALLENGER_H
#define TESTS_UA_CHALLENGER_H

#include "solo.h"

#include "sipfsm/digest_openssl.h"
#include "sipfsm/digest_server.h"

/* A server of that realm; `proxy`: it says 407. One for each, kept until the program ends. */
struct sf_digest_server *challenger_new(const char *realm, bool proxy);
/* A line with its challenge, for solo_respond; good until eight more are made. */
const char *challenger_line(struct sf_digest_server *server, bool stale);
/* Refuses the request with 401 or 407. */
void challenger_refuse(struct solo *solo, struct sf_digest_server *server, const char *request);
/* What it thinks of the request. */
enum sf_digest_verdict challenger_check(struct sf_digest_server *server, const char *request);

/* Configurations: the right password for any realm; for biloxi.com and atlanta.com alone; a wrong
 * one; and one that must be called. */
void challenger_any(struct sf_ua_config *config);
void challenger_named(struct sf_ua_config *config);
void challenger_wrong(struct sf_ua_config *config);
void challenger_asks(struct sf_ua_config *config);

#endif
