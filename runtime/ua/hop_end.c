/* Ends searches, and moves them to the next server. It calls only the table, so that any file may
 * call it. */
#include "core.h"
#include "hop.h"

void sf_hop_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response)
{
    if (ua->hop)
        ua->hop->locating->hear(ua, transaction, response);
}

void sf_hop_move(struct sf_ua *ua, const struct sf_transaction *from,
                 const struct sf_transaction *to)
{
    if (ua->hop)
        ua->hop->locating->move(ua, from, to);
}

void sf_hop_release(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    if (ua->hop)
        ua->hop->locating->release(ua, transaction);
}

void sf_hop_release_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    if (ua->hop)
        ua->hop->locating->release_ack(ua, dialog);
}

bool sf_hop_waits(const struct sf_ua *ua, const struct sf_transaction *transaction)
{
    return ua->hop && transaction && ua->hop->locating->waits(ua, transaction);
}

bool sf_hop_can_answer(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    return ua->hop && ua->hop->locating->can_answer(ua, transaction);
}

void sf_hop_answer(struct sf_ua *ua, struct sf_transaction *transaction)
{
    ua->hop->locating->answer_elsewhere(ua, transaction);
}

bool sf_hop_settle(struct sf_ua *ua)
{
    return ua->hop && ua->hop->locating->settle(ua);
}

bool sf_hop_query(struct sf_ua *ua, struct sf_dns_query *query)
{
    return ua->hop && ua->hop->locating->query(ua, query);
}

uint64_t sf_hop_deadline(const struct sf_ua *ua)
{
    return ua->hop ? ua->hop->locating->deadline(ua) : UINT64_MAX;
}
