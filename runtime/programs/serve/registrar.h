/* A small registrar (3261:10.3): bindings in memory, bounded for each source of requests and in
 * all. It is pure: requests and times in, answers out. It forwards nothing. */
#ifndef SIPFSM_REGISTRAR_H
#define SIPFSM_REGISTRAR_H

#include "sipfsm/address.h"
#include "sipfsm/field.h"
#include "sipfsm/msg.h"

#define REGISTRAR_CONTACTS 10 /* of one address-of-record */
#define REGISTRAR_ADDRESS_BYTES 128
#define REGISTRAR_TEXT_BYTES 384

struct registrar_binding {
    uint64_t until_us; /* 0: this place is free */
    struct sf_address source;
    uint32_t cseq;
    int32_t q; /* thousandths; -1: not given */
    bool flow; /* outbound: known by its instance and its reg-id (5626:6) */
    uint16_t call_id_bytes, contact_bytes, path_bytes, instance_bytes;
    uint32_t reg_id;
    char address[REGISTRAR_ADDRESS_BYTES]; /* canonical, with a NUL */
    char contact[REGISTRAR_TEXT_BYTES];    /* "<uri>;parameters", without its time */
    char path[REGISTRAR_TEXT_BYTES];       /* values of Path, with commas between them */
    char call_id[REGISTRAR_ADDRESS_BYTES], instance[REGISTRAR_ADDRESS_BYTES];
};

struct registrar_config {
    uint32_t bindings, bindings_per_source;
    uint32_t least_s, usual_s, most_s; /* what is granted; `usual_s` if nothing is asked for */
    const char *domain; /* the domain whose addresses are served; NULL: any. The caller owns it */
};

struct registrar {
    struct registrar_config config;
    struct registrar_binding *binding; /* config.bindings of them */
    /* What one request changes, before it is known to succeed as a whole. */
    struct registrar_binding draft[REGISTRAR_CONTACTS];
    uint32_t place[REGISTRAR_CONTACTS]; /* that each draft goes to; config.bindings: none yet */
    unsigned drafts;
};

#define REGISTRAR_FIELDS (REGISTRAR_CONTACTS + 4)

struct registrar_answer {
    unsigned status;
    struct sf_str reason; /* static; empty: the standard phrase */
    struct sf_ua_field field[REGISTRAR_FIELDS];
    size_t fields;
    char text[(REGISTRAR_CONTACTS + 2) * (REGISTRAR_TEXT_BYTES + 32)]; /* what they point into */
    size_t at;
    bool changed; /* bindings were made, refreshed or removed */
};

/* False: no memory. */
bool registrar_begin(struct registrar *registrar, const struct registrar_config *config);
void registrar_end(struct registrar *registrar);

/* Does what a REGISTER asks, all of it or nothing, and fills *answer. `unix_s` is for Date; 0: it
 * has none. */
void registrar_take(struct registrar *registrar, uint64_t now_us, int64_t unix_s,
                    const struct sf_msg *request, const struct sf_address *source,
                    struct registrar_answer *answer);

/* The contacts of the address that `uri` names, the highest q first: views of the registrar's own
 * text, good until the next call. Returns how many. */
unsigned registrar_find(struct registrar *registrar, uint64_t now_us, struct sf_str uri,
                        struct sf_str contact[REGISTRAR_CONTACTS]);

/* The binding with the highest q of the address that `uri` names; null if there is none. */
const struct registrar_binding *registrar_first(const struct registrar *registrar, uint64_t now_us,
                                                struct sf_str uri);

/* How many bindings stand. */
uint32_t registrar_count(const struct registrar *registrar, uint64_t now_us);

#endif
