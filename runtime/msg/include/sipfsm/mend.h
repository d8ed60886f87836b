/* sipfsm: tolerances for what real peers get wrong. sf_mend copies a message into a buffer of the
 * caller and changes what breaks a rule and can mean one thing only. The parser itself stays
 * strict. No tolerance is on unless the caller asks for it.
 *
 * Only a part that does not match its rule is changed, and only if it matches afterwards. So a
 * sound message comes out unchanged. A part that cannot be mended comes out unchanged too, and
 * sf_msg_parse reports its error at its place. */
#ifndef SIPFSM_MEND_H
#define SIPFSM_MEND_H

#include "sipfsm/limits.h"
#include "sipfsm/names.h"
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The tolerances, one bit each, with the names that sf_mend_name gives. */
enum sf_mend {
    /* "line-ends": lines that end in LF alone, where 3261:7 has CRLF: scripts, files and
       pasted text have them. A body that is shorter than its Content-Length by the CRs
       that it lacks gets them. Leave this off for unknown senders: two readers that
       differ in it see different header fields. */
    SF_MEND_LINE_ENDS = 1,
    /* "start-line": more than one space between the parts, white space at the end, none
       after a status code (3261:7.1, 3261:7.2). */
    SF_MEND_START_LINE = 2,
    /* "display-names": letters in a display name that need quotes: commas, brackets,
       "@", UTF-8 (3261:20.10, 3261:25.1). In a header field that may be a list, a comma
       still separates. */
    SF_MEND_DISPLAY_NAMES = 4,
    /* "brackets": a URI without < > where they must stand: around one with a "?" or a
       comma (3261:20.10), and of a route (3261:20.34). */
    SF_MEND_BRACKETS = 8,
    /* "empties": nothing between two separators, or behind the last one: ";;", ", ,"
       (3261:7.3.1, 3261:25.1). */
    SF_MEND_EMPTIES = 16,
    /* "user-letters": letters of a user part that must be escaped, such as the "#" of a
       feature code (3261:19.1.2, 3261:25.1). */
    SF_MEND_USER_LETTERS = 32,
    /* "products": Server and User-Agent in free form (3261:20.35, 3261:20.41). They
       become one comment. */
    SF_MEND_PRODUCTS = 64,
    SF_MEND_ALL = 127
};

/* A buffer of so many bytes is always large enough. */
#define SF_MEND_BYTES (SF_LIMIT_MESSAGE_BYTES + 1)

/* Copies `length` bytes to `out` and mends what the bits of `wanted` allow. `*done` gets the bits
 * of what was mended (`done` may be NULL). Returns the length of what is in `out`. 0: it does not
 * fit into `size` bytes, or the message is past SF_LIMIT_MESSAGE_BYTES; parse the original then.
 * `out` must not overlap `bytes`. The time is linear in `length`. */
size_t sf_mend(const char *bytes, size_t length, uint32_t wanted, char *out, size_t size,
               uint32_t *done);

/* A function that types one value into a struct of at most sizeof(union sf_typed) bytes, as those
 * of sipfsm/kind.h do. */
typedef bool sf_mend_parse(const char *base, struct sf_view value, void *typed, uint32_t *at);

/* A header field to look at, and how one value of it is read. */
struct sf_mend_field {
    enum sf_header_id id;
    sf_mend_parse *parse;
    bool address; /* a value is an address, maybe with a display name */
};

/* The same as sf_mend for the start line and the `fields` header fields of a list: all others stay
 * as they are. For a program that does not want the parsers of every header field linked. */
size_t sf_mend_only(const char *bytes, size_t length, uint32_t wanted,
                    const struct sf_mend_field *field, size_t fields, char *out, size_t size,
                    uint32_t *done);

/* For the place of an error: the offset in `bytes` of the byte that sf_mend has put at offset `at`.
 * A byte that sf_mend has added has the offset of the byte that follows it. The other arguments are
 * those of sf_mend, which this runs again: `out` gets the same bytes. */
size_t sf_mend_origin(const char *bytes, size_t length, uint32_t wanted, size_t at, char *out,
                      size_t size);

/* The name of one bit, e.g. "line-ends", static; "" for any other number. And the bit of a name; 0
 * if there is no such name. */
const char *sf_mend_name(enum sf_mend bit);
uint32_t sf_mend_named(struct sf_str name);

#ifdef __cplusplus
}
#endif
#endif
