/* What a ladder shows of a message. */
#ifndef SIPFSM_SHOWN_H
#define SIPFSM_SHOWN_H

#include "sipfsm/ladder.h"

/* The bytes, with *** in place of what a password could be guessed from, unless the options say
 * that credentials are shown. The caller frees *copy; NULL: the result is the bytes themselves.
 * Without memory the result is an empty text. */
struct sf_str sf_ladder_shown(const struct sf_ladder *ladder, struct sf_str bytes, char **copy);

#endif
