/* A request that has been built is made one for another address: its Via and its Contact are of the
 * endpoint that it leaves from. Only where names are located. */
#ifndef SF_UA_AIM_H
#define SF_UA_AIM_H

#include "request.h"

struct sf_transaction;

/* The request once more, with that branch (3263:4.3), in ua->hop->bytes. By TCP if it is too long
 * for UDP; *to is then that. Empty: it does not fit, or has no way. */
struct sf_str sf_aim_again(struct sf_ua *ua, const struct sf_msg *request, struct sf_str branch,
                           struct sf_address *to);
/* The request in `bytes`, with its own branch; they themselves if nothing changes. */
struct sf_str sf_aim_text(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to);
/* The transaction, which has not begun, sends to that address. */
void sf_aim_transaction(struct sf_ua *ua, struct sf_transaction *transaction,
                        const struct sf_address *to);
/* The BYE of a dialog may go to an address that has proved nothing. */
void sf_aim_judge(struct sf_ua *ua, struct sf_transaction *transaction);

#endif
