/* Shared by the tests of runtime/auth: messages made from text, and both ends with the hashes of
 * OpenSSL. */
#ifndef TESTS_AUTH_KIT_H
#define TESTS_AUTH_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sipfsm/digest_client.h"
#include "sipfsm/digest_openssl.h"
#include "sipfsm/digest_server.h"

#define REALM "biloxi.com"
#define BOB "sip:bob@biloxi.com"

/* A parsed message with a start line, header lines that each end in CRLF, and a body. It is valid
 * until 16 more have been made. */
const struct sf_msg *kit_message(const char *start, const char *headers, const char *body);
const struct sf_msg *kit_request(const char *headers); /* INVITE to BOB */
const struct sf_msg *kit_response(unsigned status, const char *headers);

/* A header line. It is valid until 16 more have been made. */
const char *kit_line(const char *name, const char *value);

/* The user bob, password zanzibar; `context` may be another secret. */
sf_digest_secret_of kit_secret_of;
sf_digest_user_of kit_user_of;
extern const struct sf_digest_secret kit_bob;

struct kit_ends {
    struct sf_digest_client client;
    struct sf_digest_realms realms;
    struct sf_digest_server server;
    uint64_t now_us;
    uint8_t random[SF_DIGEST_CNONCE_BYTES];
    char value[4096]; /* of the last header field that was written */
};

/* Both ends know bob; the server offers SHA-256 with auth and auth-int. */
struct sf_digest_server_settings kit_settings(void);
void kit_begin(struct kit_ends *ends, const struct sf_digest_server_settings *settings);

/* The server challenges, the client takes it. */
enum sf_digest_taken kit_challenge(struct kit_ends *ends, const struct sf_msg *request, bool stale);

/* A request of the client with its credentials of the first realm. */
const struct sf_msg *kit_answer(struct kit_ends *ends, const char *method, const char *uri,
                                const char *body);

/* The verdict on a request from 192.0.2.1. */
enum sf_digest_verdict kit_check(struct kit_ends *ends, const struct sf_msg *request);

/* True if `value` has `piece`. */
bool kit_has(const char *value, const char *piece);

#endif
