/* The same request once more: with a branch and a CSeq number of its own (3261:8.1.3.5). */
#ifndef SF_UA_AGAIN_H
#define SF_UA_AGAIN_H

#include "memory/store.h"

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

#define SF_AGAIN_MORE_BYTES 64 /* how much longer it can be, beside the text of the dialog */

struct sf_refresh;

/* Makes a request of ours in a dialog from one that was sent in it before, without its credentials,
 * for the dialog as it is now. If that one said nothing of the session's time, because its dialog
 * was early, this one does (4028:7.4); `refresh` is null if there is no session timer. Builds into
 * ua->build_bytes and returns the request, which is empty if it does not fit. */
struct sf_str sf_again_in_dialog(struct sf_ua *ua, struct sf_kept before, enum sf_method method,
                                 const struct sf_dialog *d, const struct sf_refresh *refresh,
                                 uint32_t cseq, struct sf_str branch);
/* Begins a message in `size` bytes: the request as it was, without its credentials and what
 * sf_again_end writes. It gets the given branch and CSeq number, or keeps its own if `branch` is
 * empty. `timeless`: without Session-Expires and Min-SE. Its Via must be ours alone. The caller may
 * then add header fields. */
void sf_again_begin(struct sf_build *build, char *bytes, size_t size, const struct sf_msg *before,
                    struct sf_str branch, uint32_t cseq, bool timeless);
/* The CSeq of the request with another number. */
void sf_again_put_cseq(struct sf_build *build, const struct sf_msg *before, uint32_t cseq);
/* Ends it with the body that it had. Empty if it does not fit. */
struct sf_str sf_again_end(struct sf_build *build, const struct sf_msg *before);

#endif
