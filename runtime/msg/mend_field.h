/* sipfsm msg, private: one header field, mended. */
#ifndef SIPFSM_MSG_MEND_FIELD_H
#define SIPFSM_MSG_MEND_FIELD_H

#include "mending.h"

/* Writes one field, from its name to the end of its last line without the CRLF. It is mended if
 * that makes a value match that did not; else it stays as it is. */
void sf_mend_put_field(struct sf_mending *mend, const char *p, const char *pe);

/* Writes a URI, with the letters escaped that must be, as far as the tolerances allow. The caller
 * checks whether that helps. */
void sf_mend_put_uri(struct sf_mending *mend, const char *p, const char *pe);

/* True if there is nothing but white space. */
bool sf_mend_is_blank(const char *p, const char *pe);

#endif
