/* sipfsm msg, private: letter classes, names of headers and methods as tables.
 * generate/make_tables.c writes them. */
#ifndef SIPFSM_MSG_TABLES_H
#define SIPFSM_MSG_TABLES_H

#include "sipfsm/msg.h"

typedef unsigned char sf_byte;

/* Letter classes of 3261:25.1, one bit each. */
enum {
    SF_CLASS_TOKEN = 1,  /* token */
    SF_CLASS_TEXT = 2,   /* TEXT-UTF8char, SP, HTAB: what a line may have */
    SF_CLASS_URI = 4,    /* visible ASCII but < > and the double quote */
    SF_CLASS_WORD = 8,   /* word */
    SF_CLASS_DIGIT = 16, /* DIGIT */
    SF_CLASS_HOST = 32,  /* letters of a hostname or an IPv4address: alphanum - . */
    SF_CLASS_USER = 64,  /* unreserved and user-unreserved: letters of a user that need no escape */
    SF_CLASS_PARAMETER =
        128, /* param-unreserved and unreserved: letters of a URI parameter that need no escape */
    SF_CLASS_QUOTED = 256, /* qdtext but a fold: what a quoted string may have */
    SF_CLASS_WORDS = 512   /* token and SP: words of a display name */
};
enum { SF_CLASSES = 10 };
extern const uint16_t sf_class[256];
extern const sf_byte sf_class_rows[SF_CLASSES][32],
    sf_class_columns[32]; /* the same for wide registers (generate/make_tables.c) */

extern const sf_byte sf_splat[128]
                             [32]; /* a letter 32 times: what a wide register is compared with */

/* Names of headers: a perfect hash of their length, first, middle and last letter in any case, and
 * each in small letters. */
enum { SF_HEADER_SLOTS = 512 };
extern const uint32_t sf_header_multiplier;
extern const uint8_t sf_header_slots[SF_HEADER_SLOTS];
struct sf_header_folded {
    char before[32]; /* zeros, so that 32 bytes that hold a name can be read wherever it is in them
                      */
    char name[31];
    sf_byte length;
};
extern const struct sf_header_folded sf_header_folded[SF_HEADERS];

static inline uint32_t sf_header_hash(struct sf_str name, uint32_t multiplier)
{
    const sf_byte *p = (const sf_byte *)name.p;
    uint32_t key = (uint32_t)name.len | (uint32_t)p[0] << 8 | (uint32_t)p[name.len / 2] << 16 |
                   (uint32_t)p[name.len - 1] << 24;
    return (key | 0x20202000u) * multiplier >> 23;
}

/* Names of methods: by their first letter and length, which no two share. */
enum { SF_METHOD_BYTES_MOST = 15, SF_METHOD_SLOTS = 32 * 16 };
extern const uint8_t sf_method_slots[SF_METHOD_SLOTS];

/* The name has 1 to SF_METHOD_BYTES_MOST bytes. */
static inline uint32_t sf_method_hash(struct sf_str name)
{
    return (uint32_t)((sf_byte)name.p[0] % 32 * 16 + name.len);
}

/* The header that a name can be, if it is one; the name is not empty. */
static inline enum sf_header_id sf_header_candidate(struct sf_str name)
{
    return (enum sf_header_id)sf_header_slots[sf_header_hash(name, sf_header_multiplier)];
}

#endif
