/* sipfsm: tolerances. What real peers get wrong is mended before it is parsed: sf_mend copies a
 * message into a buffer of the caller's and changes what breaks a rule and has one plain meaning.
 * The parser itself stays strict, costs nothing for this, and whoever reads or passes on the mended
 * message has a sound one. Nothing is on that the caller does not ask for.
 *
 * Only what does not match its rule is touched, and only if it matches once it is mended: a sound
 * message comes out as it was, and what cannot be helped too, so that its error is told where it
 * stands.
 */
#ifndef SIPFSM_MEND_H
#define SIPFSM_MEND_H

#include "sipfsm/limits.h"
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_mend { /* bits; the names are sf_mend_name's */
               /* "line-ends": lines that end in LF alone (3261:7 has CRLF; RFC 2543 let it be).
                * From scripts, files, and pasted text. Off where strangers send: a header could be
                * hidden in another's value from whoever reads it differently. A body that is
                * shorter than its Content-Length by the CRs it lacks gets them. */
               SF_MEND_LINE_ENDS = 1,
               /* "start-line": more than one space between the parts, white space at the end, none
                  after a status code (3261:7.1, 7.2). */
               SF_MEND_START_LINE = 2,
               /* "display-names": letters in a display name that want quotes: commas, brackets,
                * "@", UTF-8 (3261:20.10, 25.1). In a header that may be a list a comma separates
                * all the same. */
               SF_MEND_DISPLAY_NAMES = 4,
               /* "brackets": a URI without < > where they must stand: around one with a "?" or a
                  comma (3261:20.10), and of a route (20.34). */
               SF_MEND_BRACKETS = 8,
               /* "empties": nothing between two separators, or at the end behind one: ";;", ", ,"
                  (3261:7.3.1, 25.1). */
               SF_MEND_EMPTIES = 16,
               /* "user-letters": letters of a user part that must be escaped, such as the "#" of a
                  feature code (3261:19.1.2, 25.1). */
               SF_MEND_USER_LETTERS = 32,
               /* "products": Server and User-Agent in free form (3261:20.35, 20.41), which become
                  one comment. */
               SF_MEND_PRODUCTS = 64,
               SF_MEND_ALL = 127
};

/* Room that is always enough for a message within the limits. */
#define SF_MEND_BYTES (SF_LIMIT_MESSAGE_BYTES + 1)

/* Copies `bytes` to `out`, with the bits of `wanted` mended; `done` (may be null) gets the bits of
 * what was. The length of what is in `out`; 0 if it does not fit into `size`, or the message is
 * past SF_LIMIT_MESSAGE_BYTES: parse the original then. `out` must not overlap `bytes`. Linear in
 * the bytes. */
size_t sf_mend(const char *bytes, size_t length, uint32_t wanted, char *out, size_t size,
               uint32_t *done);

/* Where in `bytes` the byte at `at` of what sf_mend makes came from, for an error's place; what was
 * put in has the place of what stands after it. Does it once more: the rest of the arguments are
 * sf_mend's, and `out` gets the same bytes. */
size_t sf_mend_origin(const char *bytes, size_t length, uint32_t wanted, size_t at, char *out,
                      size_t size);

/* "line-ends" of SF_MEND_LINE_ENDS; "" of anything else. And back: 0 for no such name. */
const char *sf_mend_name(enum sf_mend bit);
uint32_t sf_mend_named(struct sf_str name);

#ifdef __cplusplus
}
#endif
#endif
