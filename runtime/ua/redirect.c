#include "redirect.h"

#include "core.h"

#define MOST 5 /* targets after the first, if the configuration says nothing */

static struct sf_redirects *redirects_of(const struct sf_ua *ua)
{
    return ua->challenge ? ua->challenge->redirects : NULL;
}

bool sf_redirect_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    struct sf_redirects *redirects = redirects_of(ua);
    if (!redirects)
        return true;
    redirects->rule = *config->redirect;
    if (!redirects->rule.most)
        redirects->rule.most = MOST;
    return redirects->rule.redirecting != NULL;
}

void sf_redirect_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                      const struct sf_msg *response)
{
    struct sf_redirects *redirects = redirects_of(ua);
    if (redirects)
        redirects->rule.redirecting->hear(ua, transaction, response);
}

void sf_redirect_miss(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    struct sf_redirects *redirects = redirects_of(ua);
    if (ua->challenge)
        ua->challenge->again.len = 0;
    if (redirects && transaction)
        redirects->rule.redirecting->miss(ua, transaction);
}

bool sf_redirect_moves(const struct sf_ua *ua)
{
    const struct sf_redirects *redirects = redirects_of(ua);
    return redirects && redirects->moved;
}

bool sf_redirect_go(struct sf_ua *ua, const struct sf_transaction *from, struct sf_transaction *to)
{
    if (!sf_redirect_moves(ua))
        return false;
    struct sf_redirects *redirects = redirects_of(ua);
    redirects->moved = false;
    redirects->rule.redirecting->go(ua, from, to);
    return true;
}

void sf_redirect_show(const struct sf_ua *ua, struct sf_ua_event *event)
{
    if (event->status >= 300 && redirects_of(ua))
        event->to = redirects_of(ua)->target;
}
