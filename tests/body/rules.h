/* The rules that each answer and each offer of ours must follow, written independently of the code
 * that makes them. For the tests and the fuzzer. */
#ifndef SIPFSM_TEST_BODY_RULES_H
#define SIPFSM_TEST_BODY_RULES_H

#include "kit.h"

/* Null, or the rule that an answer to `offer` breaks. */
const char *rules_of_answer(const struct sf_session_local *local, const struct sf_sdp *offer,
                            const char *text, size_t length, enum sf_session_code code);

/* Runs a session that begins with an offer of the other side: it is answered, answered again,
 * answered on hold; then an offer of ours is answered by `peer`. Null, or the rule that is broken.
 */
const char *rules_of_session(struct kit *kit, struct kit *peer, const struct sf_sdp *offer);

#endif
