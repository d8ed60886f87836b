/* sipfsm msg, private: what the hosts of the grammar (*.rl) and the handwritten files share. */
#ifndef SIPFSM_MSG_SCAN_H
#define SIPFSM_MSG_SCAN_H

#include "run.h"

static inline bool sf_is_wsp(sf_byte c)
{
    return c == ' ' || c == '\t';
}

static inline bool sf_is_digit(sf_byte c)
{
    return c >= '0' && c <= '9';
}

/* The value of a hex digit, -1 for any other byte. */
static inline int sf_hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* White space of a value: WSP and the CR LF of a fold (framing has made sure that a value has no
 * other CR or LF). */
static inline bool sf_is_lws(sf_byte c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Moves both ends past the white space there. */
static inline void sf_trim(const char **from, const char **to)
{
    while (*from < *to && sf_is_lws((sf_byte) * *from))
        ++*from;
    while (*to > *from && sf_is_lws((sf_byte)(*to)[-1]))
        --*to;
}

static inline struct sf_view sf_view_of(const void *base, const void *from, const void *to)
{
    return (struct sf_view){(uint32_t)((const sf_byte *)from - (const sf_byte *)base),
                            (uint32_t)((const sf_byte *)to - (const sf_byte *)from)};
}

/* Appends a digit; false if the number would pass max. */
static inline bool sf_number_digit(uint64_t *number, sf_byte digit, uint64_t max)
{
    *number = *number * 10 + (uint64_t)(digit - '0');
    return *number <= max;
}

/* parameter.c: a value has been refused at a byte. True if the reason is that more than
 * SF_LIMIT_PARAMETERS parameters begin there. */
bool sf_past_parameters(const char *base, struct sf_view value, uint32_t at);

/* msg.c: the comma that ends the single value which begins at p, or pe; `words`: for In-Reply-To,
 * where a comma in quotes separates too. */
const char *sf_value_end(const char *p, const char *pe, bool words);

/* All of a text is of a class, and it is not empty. */
static inline bool sf_all(struct sf_str text, unsigned class_bits)
{
    const sf_byte *p = (const sf_byte *)text.p;
    return text.len && sf_run(p, p + text.len, class_bits) == p + text.len;
}

/* A number of digits alone, at most max (scan.c). */
bool sf_number_of(struct sf_str text, uint64_t max, uint64_t *number);

/* ---- Entry points of the grammar beside those of sipfsm/msg.h ---- */

/* host.rl: an IPv6 address without brackets; a host (name, IPv4, IPv6 in brackets). */
bool sf_ipv6_match(struct sf_str text);
bool sf_host_match(struct sf_str text);

/* call_id.rl: callid. */
bool sf_call_id_match(const char *base, struct sf_view value, uint32_t *at);

/* Bits of sf_msg.in_full: read by hand by L1, all but the URIs of From and To. */
enum { SF_VIA_IN_FULL = 1, SF_FROM_IN_FULL = 2, SF_TO_IN_FULL = 4 };

struct sf_kind;

/* ---- L2, between check.c, which refuses, and fast/evident.c, which knows what is right ---- */

/* Those of the wanted fields that are not evidently right; without the fast path these are all. Bit
 * 0 of both is the field `from`. */
uint64_t sf_doubtful(const struct sf_msg *msg, unsigned from, uint64_t wanted);
bool sf_evident_request_uri(const struct sf_msg *msg);

/* What the grammars say. */
enum sf_msg_code sf_check_field(const struct sf_msg *msg, unsigned field,
                                struct sf_msg_error *error);
enum sf_msg_code sf_check_request_uri(const struct sf_msg *msg, struct sf_uri *uri,
                                      struct sf_msg_error *error);

/* Types one value of a field that has a kind, from *offset on, into `typed` (see sipfsm/kind.h).
 * *offset becomes the start of the next value, or more than the field's length if there is none. It
 * stays 0 if the field is empty, which some may be. `number`: 1 for the first. */
enum sf_msg_code sf_check_value(const struct sf_msg *msg, unsigned field, uint32_t *offset,
                                unsigned number, void *typed, struct sf_msg_error *error);

/* Checks what concerns the message as a whole, once each field is right: which fields must exist,
 * and whether a Contact of "*" is allowed. `ids` and `count`: those of sf_msg_check_only. */
enum sf_msg_code sf_check_whole(const struct sf_msg *msg, const enum sf_header_id *ids,
                                size_t count, bool may_be_star, struct sf_msg_error *error);

/* kind.c: that of the Request-URI, "uri". */
const struct sf_kind *sf_kind_of_uri(void);

/* ---- L1, between message.rl (which finds) and l1.c (which decides) ---- */

struct sf_l1 {
    struct sf_msg *msg;
    struct sf_msg_error error; /* the first */
    uint32_t header_room;      /* the most header fields that `msg` has room for */
    bool in_order; /* fields are typed as they come, so that the first error is known; else after
                      the last field, and any error will do */
    bool start_ok; /* enough of a start line to answer to */
    uint32_t readable; /* bit per header of l1_typed.c's five that could be read */
    bool via_lost;     /* a Via past the limit of fields */
    uint16_t
        first[SF_HEADERS]; /* by id: the first field of it, if msg->seen says that there is one */
};

#endif
