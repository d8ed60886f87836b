/* A user agent of another make: it speaks SIP by hand, and does what ours do not, or do seldom:
 * re-INVITEs, forks by itself, BYEs on early dialogs, a CANCEL that crosses, an ACK that comes
 * late, numbers out of order, methods that nobody knows. It answers all requests. */
#ifndef SIPFSM_SIM_FOREIGN_H
#define SIPFSM_SIM_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "network.h"

#include "sipfsm/msg.h"

struct sf_sim;
struct item;

#define FOREIGN_EXPECTS 8

struct foreign { /* its end of a planned call */
    bool is, caller, talks, leaves, over, heard, cancelled, early_only;
    unsigned agent;    /* whom it talks with */
    uint32_t replaces; /* the call that its INVITE is to replace */
    uint32_t cseq, invite_cseq;
    uint32_t final_cseq;     /* the newest INVITE of its own that has its final response */
    uint32_t offerless_cseq; /* the newest INVITE of its own without a body */
    uint32_t unacked_cseq;   /* of a 2xx with an offer that has no ACK yet; 0: none */
    unsigned tries, branch;  /* branch: of its newest INVITE */
    bool acked[16];          /* by fork: the callee's responses */
    uint16_t status[16];
    char call_id[64], remote_tag[32], remote[96]; /* remote: the address of the other end */
    char *invite;                                 /* that it has got */
    size_t invite_bytes;
    struct {
        uint32_t cseq;
        enum sf_method method;
        const uint16_t *status; /* what may come, up to a 0 */
    } expect[FOREIGN_EXPECTS];
    unsigned expects;
};

void sf_foreign_close(struct sf_sim *sim);
void sf_foreign_begin(struct sf_sim *sim);
/* Makes planned call `number` to that agent. */
void sf_foreign_call(struct sf_sim *sim, uint32_t number, unsigned agent);
void sf_foreign_receive(struct sf_sim *sim, const struct packet *packet);
/* ITEM_FOREIGN: a: the call; b: what; c: with what. */
void sf_foreign_act(struct sf_sim *sim, const struct item *item);
/* Ends all its calls. */
void sf_foreign_end(struct sf_sim *sim);

#endif
