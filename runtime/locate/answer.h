/* What of an answer is believed. */
#ifndef SF_LOCATE_ANSWER_H
#define SF_LOCATE_ANSWER_H

#include "locator_private.h"

/* Reads an answer to a question of that type and name. What was asked for and can be right is
 * copied into locator->record, which *read then points to; the strings are those of `answer`. All
 * else is counted. Aliases are followed within the answer, 8 at most. Returns how many seconds it
 * may be remembered. */
uint32_t sf_answer_read(struct sf_locator *locator, unsigned type, struct sf_str name,
                        const struct sf_dns_answer *answer, struct sf_dns_answer *read);

#endif
