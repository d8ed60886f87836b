/* sipfsm msg, private: how often a header field may occur in a message, and what its value is
 * (grammar/headers.txt). */
#ifndef SIPFSM_MSG_HEADER_H
#define SIPFSM_MSG_HEADER_H

#include "sipfsm/msg.h"

enum sf_header_shape {
    SF_SHAPE_ROWS, /* may be repeated, each value is one whole */
    SF_SHAPE_ONE,  /* once, its value is one whole */
    SF_SHAPE_LIST  /* may be repeated, its values may be joined by commas (3261:7.3.1) */
};

/* ROWS for a header that is not known. */
enum sf_header_shape sf_header_shape_of(enum sf_header_id id);

#endif
