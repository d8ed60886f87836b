#include "core.h"
#include "hop.h"
#include "input.h"
#include "transaction.h"

enum sf_ua_result sf_ua_answer_query(struct sf_ua *ua, uint64_t now_us, uint64_t id,
                                     const struct sf_dns_answer *answer)
{
    if (!ua->hop)
        return SF_UA_STATE;
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    ua->hop->locating->answer(ua, id, answer);
    /* Messages that have waited for the answer are sent, as far as there is room. */
    sf_input_open(ua, now_us);
    return SF_UA_OK;
}

bool sf_ua_is_located(const struct sf_ua *ua, uint64_t token)
{
    const struct sf_transaction *transaction = sf_transaction_of_token(ua, token);
    return ua->hop && transaction && ua->hop->of_transaction[transaction->a.self].aimed;
}

const char *sf_ua_locate_trouble(const struct sf_ua *ua)
{
    return ua->hop && ua->hop->trouble ? ua->hop->trouble : "";
}
