/* The application's answer to a request that waits for it. */
#ifndef SF_UA_EXCHANGE_ANSWER_H
#define SF_UA_EXCHANGE_ANSWER_H

#include "sipfsm/exchange.h"

struct sf_exchange_record;

/* The application answers it. `answer` has passed sf_answer_check, for 200 to 699. */
enum sf_ua_result sf_exchange_answer(struct sf_ua *ua, struct sf_exchange_record *exchange,
                                     const struct sf_answer *answer);

#endif
