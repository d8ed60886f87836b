/* Datagrams on their way: each has a place, which is taken until the datagram is released. */
#ifndef SIPFSM_PACKETS_H
#define SIPFSM_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#define PACKET_BYTES 2048

/* What the wire is watched for. Texts are kept as hashes. */
struct wire_facts {
    bool known; /* it is a SIP message, and has not been corrupted */
    bool is_request, has_to_tag, has_body;
    bool reliable;   /* a response with an RSeq: 3262:3 */
    bool kept;       /* a transaction has sent it, and may repeat it */
    uint8_t method;  /* enum sf_method: of CSeq */
    uint16_t status; /* a response's */
    uint32_t cseq;
    uint32_t number; /* the planned call's; sim->calls: none */
    uint64_t branch, call_id, from_tag, to_tag;
};

struct packet {
    uint16_t from, to; /* nodes */
    uint64_t token;    /* what the core gave with it; 0: none */
    uint16_t length;
    uint32_t connection; /* of a stream: its number, of this way */
    struct wire_facts facts;
    uint32_t next; /* free: the next free one, from 1; 0: none */
    char bytes[PACKET_BYTES];
};

/* A new one is all zeros. Places are used again; they end with sf_packets_close. */
struct packets {
    struct packet **packet;
    uint32_t count, free; /* free: from 1; 0: none */
};

/* All places are free. */
void sf_packets_clear(struct packets *packets);
void sf_packets_close(struct packets *packets);
/* Takes a place; its contents are of an earlier datagram. Aborts if there is no memory. */
uint32_t sf_packets_take(struct packets *packets);
struct packet *sf_packets_at(const struct packets *packets, uint32_t at);
void sf_packets_release(struct packets *packets, uint32_t at);

#endif
