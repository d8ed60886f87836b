/* sipfsm msg, private: the message that is being mended, as it is written. Every byte of it passes
 * sf_mend_keep or sf_mend_insert, which know where it came from. */
#ifndef SIPFSM_MSG_MENDING_H
#define SIPFSM_MSG_MENDING_H

#include "sipfsm/mend.h"

#include "scan.h"

/* The function that reads one value of a header field; null: there is none. */
struct sf_mend_rule {
    sf_mend_parse *parse;
    bool address, server;
};

struct sf_mending {
    const char *bytes, *end;
    char *out;
    size_t size, n;
    uint32_t wanted, done;
    bool full;         /* what is being tried does not fit */
    bool crowded;      /* something did not */
    size_t at, origin; /* of sf_mend_origin */
    int64_t length;    /* the Content-Length that was seen, -1 before */
    /* The header fields that are looked at: those of a list of the caller's, or all that have a
     * kind. */
    struct sf_mend_rule (*rule_of)(const struct sf_mending *mend, enum sf_header_id id);
    const struct sf_mend_field *field;
    size_t fields;
};

/* Writes bytes of the original, as they are. */
void sf_mend_keep(struct sf_mending *mend, const char *p, const char *pe);

/* Writes bytes that the original does not have, before the byte that `source` points at. */
void sf_mend_insert(struct sf_mending *mend, const char *text, size_t count, const char *source);

static inline bool sf_mend_wants(const struct sf_mending *mend, enum sf_mend bit)
{
    return mend->wanted & bit;
}

/* A place to go back to: what is written after it can be taken back. */
struct sf_mend_mark {
    size_t n, origin;
    uint32_t done;
    bool full;
};

struct sf_mend_mark sf_mend_mark(const struct sf_mending *mend);
void sf_mend_take_back(struct sf_mending *mend, struct sf_mend_mark mark);

#endif
