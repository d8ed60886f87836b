/* The checks of struct sf_answer that calls and exchanges have in common. */
#ifndef SF_UA_ANSWER_H
#define SF_UA_ANSWER_H

#include "sipfsm/ua.h"

struct sf_response;

/* `least`: the lowest status. `contact`: a Contact field may be given with any status. */
enum sf_ua_result sf_answer_check(struct sf_ua *ua, const struct sf_answer *answer, unsigned least,
                                  bool contact);
/* Builds the response and reads it: are the values of its header fields well-formed? */
enum sf_ua_result sf_answer_check_built(struct sf_ua *ua, const struct sf_msg *request,
                                        const struct sf_address *source,
                                        const struct sf_response *response);

#endif
