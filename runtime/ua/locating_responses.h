/* Responses whose sent-by is located: 3261:18.2.2, 3263:5. Only cores that locate names have them.
 */
#ifndef SF_UA_LOCATING_RESPONSES_H
#define SF_UA_LOCATING_RESPONSES_H

#include "hop.h"

/* The functions that sf_hop_can_answer and sf_hop_answer call. */
bool sf_locating_can_answer(struct sf_ua *ua, const struct sf_transaction *transaction);
void sf_locating_answer(struct sf_ua *ua, struct sf_transaction *transaction);
/* Is it a server's? Then a search of it that is over goes to sf_locating_respond. */
bool sf_locating_is_server(const struct sf_transaction *transaction);
/* Sends the response to the target in use. */
void sf_locating_respond(struct sf_ua *ua, struct sf_transaction *transaction);

#endif
