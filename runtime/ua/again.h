/* The same request once more: with a branch and a CSeq number of its own, and with what the dialog
 * now is. */
#ifndef SF_UA_AGAIN_H
#define SF_UA_AGAIN_H

#include "memory/store.h"

#include "sipfsm/ua.h"

/* A request of ours in a dialog, made of one that was sent in it before. Builds into
 * ua->build_bytes and returns what stands there, empty if it does not fit. */
struct sf_str sf_again_in_dialog(struct sf_ua *ua, struct sf_kept before, enum sf_method method,
                                 const struct sf_dialog *d, uint32_t cseq, struct sf_str branch);

#endif
