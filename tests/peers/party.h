/* A party of a scene: a user agent on real sockets that follows a scene, writes down what it
 * has seen, and draws its ladder. */
#ifndef SIPFSM_TESTS_PARTY_H
#define SIPFSM_TESTS_PARTY_H

#include "common/drawing.h"
#include "common/endpoint.h"
#include "sipfsm/challenge.h"

#define PARTY_SEEN 64
#define PARTY_TEXT_BYTES 120

struct party {
    char name[32];
    const struct sf_clock *clock;
    struct endpoint endpoint;
    struct drawing drawing;
    char ladder[512];
    struct listening listening;
    char listen[SF_UA_ENDPOINTS][64];
    struct sf_ua_credential credential;
    struct sf_ua_auth auth;
    char user[64], password[64];
    struct sf_call call; /* the last one */
    struct sf_registration registration;
    const char *direction; /* of our side of the session */
    unsigned version;      /* of our session description */
    unsigned pad_bytes;    /* that it is longer */
    char seen[PARTY_SEEN][PARTY_TEXT_BYTES];
    unsigned seen_count;
};

/* Opens it on `ip`, a port for each of the transports: a free one ("udp,tcp"), or a certain one
 * ("udp@5060"). `user`: NULL, or its user name for challenges. `ladder`: where it draws. False
 * after one clear line. */
bool party_open(struct party *party, const char *name, const char *ip, const char *transports,
                const char *user, const char *password, const char *ladder, uv_loop_t *loop,
                const struct sf_clock *clock, struct sf_tls *tls);
void party_close(struct party *party, uv_loop_t *loop);

/* Its address of that transport, "127.64.1.2:4711". False: it has none. */
bool party_address(const struct party *party, const char *transport, char *text);

#define PARTY_PAD_BYTES 4000 /* the most */

/* Commands. What the core says. */
enum sf_ua_result party_register(struct party *party, const char *aor, const struct sf_address *via,
                                 unsigned expires_s);
enum sf_ua_result party_unregister(struct party *party);
enum sf_ua_result party_call(struct party *party, const char *to, const struct sf_address *via,
                             const char *from);
enum sf_ua_result party_answer(struct party *party, unsigned status);
/* With the session description, reliably (RFC 3262). */
enum sf_ua_result party_answer_early(struct party *party, unsigned status);
/* By a re-INVITE, or an UPDATE. */
enum sf_ua_result party_change(struct party *party, const char *direction, bool update);
enum sf_ua_result party_hang_up(struct party *party);

/* What it has seen first, and is not forgotten: "progress 180 Ringing", "reinvite sendonly". NULL:
 * nothing. */
const char *party_first(const struct party *party);
void party_forget_first(struct party *party);

/* Steps of its machines that no row foresees. */
unsigned long long party_impossible(const struct party *party);

#endif
