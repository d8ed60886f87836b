/* Redirects of our requests: the targets of each, and which is next. */
#ifndef SF_UA_REDIRECT_H
#define SF_UA_REDIRECT_H

#include "sipfsm/redirect.h"
#include "sipfsm/ua.h"

#include "memory/pool.h"

struct sf_transaction;

#define SF_REDIRECT_TARGETS 8
#define SF_REDIRECT_TEXT_BYTES 512

/* The target set of one request (3261:8.1.3.4). */
struct sf_redirect_set {
    uint8_t count, followed; /* targets; those that were tried after the first */
    uint16_t used;           /* bytes of `text` */
    bool secure;             /* the request had a SIPS URI */
    struct {
        uint16_t at, length;
        int16_t q; /* thousandths */
        bool tried;
    } target[SF_REDIRECT_TARGETS];
    char text[SF_REDIRECT_TEXT_BYTES];
};

/* A core's part of it. */
struct sf_redirects {
    struct sf_ua_redirect rule;
    /* By owner: first of all invitations, then of all exchanges. A set is its owner's while the
     * generations are equal; until then its memory is not touched. */
    uint32_t *generation;
    struct sf_redirect_set *set;
    uint32_t invitations;
    bool moved;           /* ua->challenge->again goes to another target, */
    struct sf_str uri;    /* the URI whose server is to be located; else empty */
    struct sf_str target; /* of the newest such request */
};

/* What sf_ua_redirecting names. */
struct sf_ua_redirecting {
    /* A response has come: may make the request for the next target, in ua->challenge->again. */
    void (*hear)(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response);
    /* The same without a response: the target has not answered. */
    void (*miss)(struct sf_ua *ua, const struct sf_transaction *transaction);
    /* The transaction of that request now goes to the target. */
    void (*go)(struct sf_ua *ua, const struct sf_transaction *from, struct sf_transaction *to);
};

/* False if the configuration is not usable. */
bool sf_redirect_init(struct sf_ua *ua, const struct sf_ua_config *config);
/* These do nothing in a core without redirects. */
void sf_redirect_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                      const struct sf_msg *response);
void sf_redirect_miss(struct sf_ua *ua, const struct sf_transaction *transaction);
/* True if the request that is to be tried again goes to another target. */
bool sf_redirect_moves(const struct sf_ua *ua);
/* If so: the transaction of the request now goes there. False: it does not. */
bool sf_redirect_go(struct sf_ua *ua, const struct sf_transaction *from, struct sf_transaction *to);

/* A PROGRESS event of 300 or more names the target. */
void sf_redirect_show(const struct sf_ua *ua, struct sf_ua_event *event);

#endif
