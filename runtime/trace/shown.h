/* What a ladder shows of a message. */
#ifndef SIPFSM_SHOWN_H
#define SIPFSM_SHOWN_H

#include "sipfsm/ladder.h"

/* The bytes, with *** in place of what could be attacked at home, unless the options say that
 * credentials are shown. *copy is to be freed; NULL: it is the bytes themselves. Without memory it
 * is an empty text. */
struct sf_str sf_ladder_shown(const struct sf_ladder *ladder, struct sf_str bytes, char **copy);

#endif
