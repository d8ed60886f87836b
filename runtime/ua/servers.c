/* Requests whose servers the application names. See sipfsm/locating.h. */
#include "sipfsm/locating.h"

#include "core.h"
#include "error.h"
#include "input.h"

/* Timers that are due fire before the servers are there to be found: a REGISTER of theirs has its
 * own. */
static enum sf_ua_result begin(struct sf_ua *ua, uint64_t now_us, const struct sf_address *next_hop,
                               const char *argument, const struct sf_address *server,
                               size_t servers)
{
    bool any = false;
    for (size_t i = 0; i < servers; i++)
        any |= sf_own_leads(&ua->own, &server[i]);
    if (!ua->hop)
        return SF_UA_STATE;
    if (next_hop->family)
        return sf_error_argument(ua, argument, 0, "an address besides the servers");
    if (!any)
        return sf_error_argument(ua, "server", 0,
                                 "no endpoint of the transport and address family of any");
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    ua->hop->server = server;
    ua->hop->servers = servers;
    return SF_UA_OK;
}

static void end(struct sf_ua *ua)
{
    ua->hop->server = NULL;
    ua->hop->servers = 0;
}

enum sf_ua_result sf_ua_invite_at(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                                  const struct sf_address *server, size_t servers,
                                  struct sf_call *call)
{
    enum sf_ua_result result =
        begin(ua, now_us, &invite->next_hop, "invite.next_hop", server, servers);
    if (result != SF_UA_OK)
        return result;
    result = sf_ua_invite(ua, now_us, invite, call);
    end(ua);
    return result;
}

enum sf_ua_result sf_ua_request_at(struct sf_ua *ua, uint64_t now_us,
                                   const struct sf_request *request,
                                   const struct sf_address *server, size_t servers,
                                   struct sf_exchange *exchange)
{
    const struct sf_call none = {0, 0};
    enum sf_ua_result result =
        begin(ua, now_us, &request->next_hop, "request.next_hop", server, servers);
    if (result != SF_UA_OK)
        return result;
    result = sf_ua_request(ua, now_us, none, request, exchange);
    end(ua);
    return result;
}
