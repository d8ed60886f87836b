/* sipfsm msg, private: between multipart.rl (which finds) and multipart.c (which decides). */
#ifndef SIPFSM_MSG_PART_HEAD_H
#define SIPFSM_MSG_PART_HEAD_H

#include "scan.h"
#include "sipfsm/multipart.h"

/* multipart.rl: the header fields of a part. Returns the first byte of the empty line after them;
 * null after an error, which is set, or if the bytes end before. */
const sf_byte *sf_part_head(struct sf_multipart *multipart, struct sf_part *part, const sf_byte *p,
                            const sf_byte *pe);

/* multipart.rl: bchars that do not end in a space. The first byte that does not fit, or pe. */
bool sf_boundary_match(const char *p, const char *pe, const char **at);

/* Records the error, which stays. */
void sf_multipart_fail(struct sf_multipart *multipart, enum sf_multipart_code code, const void *at,
                       const char *rule, const char *clause);

/* A field has been read: its name, and its value from the byte after the colon to the last CRLF.
 * False after an error. */
bool sf_part_field(struct sf_multipart *multipart, struct sf_part *part, const sf_byte *name,
                   const sf_byte *name_end, const sf_byte *value, const sf_byte *value_end);

#endif
