/* The users that a server lets in: a file of them, and what becomes of their requests. */
#ifndef SIPFSM_USERS_H
#define SIPFSM_USERS_H

#include "sipfsm/digest_server.h"
#include "sipfsm/ua.h"

struct users_line;

struct users {
    const char *file, *realm; /* options; file NULL: all are let in */
    char *text;               /* of the file */
    struct users_line *line;
    size_t count;
    struct sf_digest_server server;
    struct sf_digest_refusal refusal;
    struct sf_ua_field field[SF_ALGORITHMS];
};

/* Reads the file: lines "user:password", or "user:realm:H(A1)" with 32 (MD5) or 64 (SHA-256) hex
 * digits; empty ones and those that begin with # are skipped. `realm`: if there is no --realm.
 * False after one clear line. */
bool users_begin(struct users *users, const char *command, const char *realm,
                 const uint64_t secret[2]);
void users_end(struct users *users);

/* Is the request of a user let in? Else *answer is what it gets, and points into `users`. `owner`
 * may be NULL: else the user must be that of this URI. */
bool users_admit(struct users *users, uint64_t now_us, const struct sf_msg *request,
                 const struct sf_address *source, const struct sf_str *owner,
                 struct sf_answer *answer);

#endif
