/* See route.h. */
#include "route.h"

#include "sipfsm/msg.h"
#include "sipfsm/uri.h"

#include <stdio.h>

static struct sf_str host_of(const struct sf_msg *msg, struct sf_view address)
{
    struct sf_uri uri;
    if (!sf_uri_parse(msg->bytes, address, &uri, NULL) || uri.scheme == SF_SCHEME_OTHER)
        return (struct sf_str){NULL, 0};
    return sf_view_str(msg->bytes, uri.host);
}

static struct sf_str next_host(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_name_addr route;
    if (!msg->is_request)
        return sf_view_str(msg->bytes, msg->via.host);
    if (sf_msg_next_value(msg, SF_HEADER_ROUTE, &at, &value) &&
        sf_name_addr_parse(msg->bytes, value, &route, NULL))
        return host_of(msg, route.address);
    return host_of(msg, msg->request_uri);
}

const char *sf_route_name(char *room, const struct sf_datagram *message)
{
    struct sf_msg msg;
    struct sf_str host = {NULL, 0};
    if (sf_msg_parse(&msg, message->bytes, message->length, NULL) == SF_MSG_OK)
        host = next_host(&msg);
    if (host.len > 1 && host.p[0] == '[')
        host = (struct sf_str){host.p + 1, host.len - 2};
    snprintf(room, SF_ROUTE_NAME_BYTES, "%.*s", (int)host.len, host.len ? host.p : "");
    return room;
}

bool sf_route_back(struct sf_address *to, const struct sf_datagram *message)
{
    struct sf_msg msg;
    if (sf_transport_is_ws(to->transport) || message->length < 8 ||
        memcmp(message->bytes, "SIP/2.0 ", 8) != 0 ||
        sf_msg_parse(&msg, message->bytes, message->length, NULL) != SF_MSG_OK)
        return false;
    to->port = msg.via.port >= 0 ? (uint16_t)msg.via.port : sf_transport_port(to->transport);
    return true;
}
