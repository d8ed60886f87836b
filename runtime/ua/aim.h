/* A request that has been built is rewritten for another address: its Via and its Contact name the
 * endpoint that it leaves from. Only cores that locate names or follow redirects need this. */
#ifndef SF_UA_AIM_H
#define SF_UA_AIM_H

#include "request.h"

struct sf_transaction;

struct sf_aim {
    struct sf_str request_uri; /* empty: as before; else credentials are left out */
    struct sf_str branch;
    uint32_t cseq; /* 0: as before */
    const struct sf_address *to;
};
/* Writes the request again, into `bytes`, which has room for message_bytes. Empty: it does not fit.
 */
struct sf_str sf_aim_write(struct sf_ua *ua, char *bytes, const struct sf_msg *before,
                           const struct sf_aim *aim);
/* Writes the request again, with that branch (3263:4.3), into ua->hop->bytes. It goes by TCP if it
 * is too long for UDP; *to then says so. Empty: it does not fit, or has no path. */
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
