/* sipfsm msg, private: what the grammar's host files and the handwritten files share. */
#ifndef SIPFSM_MSG_SCAN_H
#define SIPFSM_MSG_SCAN_H

#include "sipfsm/msg.h"

typedef unsigned char sf_byte;

/* Letter classes of 3261:25.1, one bit each (scan.c). */
enum {
    SF_CLASS_TOKEN = 1, /* token */
    SF_CLASS_TEXT = 2,  /* TEXT-UTF8char, SP, HTAB: what may stand in a line */
    SF_CLASS_URI = 4,   /* visible ASCII but < > and the double quote */
    SF_CLASS_WORD = 8,  /* word */
    SF_CLASS_DIGIT = 16
};
extern const sf_byte sf_class[256];

/* Runs: the first byte at or after p that is not of the class, at most pe. Long runs are where parsing time goes: these are
 * the only places that walk them, so that they can be made wide (SIMD) without touching the grammar. */
static inline const sf_byte *sf_run(const sf_byte *p, const sf_byte *pe, sf_byte class_bits)
{
    while (p < pe && sf_class[*p] & class_bits)
        p++;
    return p;
}

static inline bool sf_is_wsp(sf_byte c)
{
    return c == ' ' || c == '\t';
}

/* White space of a value: WSP and the CR LF of a fold (framing has seen to it that no other CR or LF is in one). */
static inline bool sf_is_lws(sf_byte c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
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

/* parameter.c: a value has been refused at a byte: is that because there one more parameter begins than SF_LIMIT_PARAMETERS? */
bool sf_past_parameters(const char *base, struct sf_view value, uint32_t at);

/* msg.c: the comma that ends the single value which begins at p, or pe; `words`: of In-Reply-To, where no quotes shield one. */
const char *sf_value_end(const char *p, const char *pe, bool words);

/* All of a text is of a class, and it is not empty. */
static inline bool sf_all(struct sf_str text, sf_byte class_bits)
{
    const sf_byte *p = (const sf_byte *)text.p;
    return text.len && sf_run(p, p + text.len, class_bits) == p + text.len;
}

/* A number of digits alone, at most max (scan.c). */
bool sf_number_of(struct sf_str text, uint64_t max, uint64_t *number);

/* ---- Entry points of the grammar beside those of sipfsm/msg.h ---- */

/* address.rl: an IPv6 address without brackets; a host (name, IPv4, IPv6 in brackets). */
bool sf_ipv6_match(struct sf_str text);
bool sf_host_match(struct sf_str text);

/* ipv6.c: the address that the text says; false if it is none. */
bool sf_ipv6_bytes(struct sf_str text, uint8_t out[16]);

/* via.rl: the first value of a comma-joined field; what follows its comma is not looked at. */
bool sf_via_parse_first(const char *base, struct sf_view value, struct sf_via *via, uint32_t *at);

/* name_addr.rl: without typing the URI, which is left unset (L1 wants the tag alone). */
bool sf_name_addr_scan(const char *base, struct sf_view value, struct sf_name_addr *name_addr, uint32_t *at);

/* call_id.rl: callid. */
bool sf_call_id_match(const char *base, struct sf_view value, uint32_t *at);

/* ---- L1, between message.rl (which finds) and l1.c (which decides) ---- */

struct sf_l1 {
    struct sf_msg *msg;
    struct sf_msg_error error; /* the first */
    bool start_ok;             /* enough of a start line to answer to */
    uint32_t readable;         /* bit per header of l1.c's five that could be read */
    bool via_lost;             /* a Via past the limit of fields */
};

void sf_l1_error(struct sf_l1 *l1, enum sf_msg_code code, const void *at, enum sf_header_id header, const char *rule,
    const char *clause);

/* A start line has been read: its method and version. */
void sf_l1_started(struct sf_l1 *l1);

/* One field: its name, and its value from the byte after the colon to the last CRLF. */
void sf_l1_field(struct sf_l1 *l1, const sf_byte *name, const sf_byte *name_end, const sf_byte *value, const sf_byte *value_end,
    bool folded);

/* A start line that does not match: reads what it can of one and returns the byte after its CRLF, null if there is none. */
const sf_byte *sf_l1_bad_start(struct sf_l1 *l1, const sf_byte *line, const sf_byte *at, const sf_byte *pe);

/* message.rl: the start line and every field. Returns the first byte after the empty line, or null (CUT_SHORT recorded). */
const sf_byte *sf_message_frame(struct sf_l1 *l1, const sf_byte *p, const sf_byte *pe);

#endif
