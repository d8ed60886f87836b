/* See redirection.h. */
#include "common/redirection.h"

#include <stdio.h>

#include "common/endpoint.h"

bool redirection_of(const struct sf_ua_event *event, char uri[REDIRECTION_BYTES],
                    struct sf_address *address)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    struct sf_name_addr contact;
    if (!event->msg || event->status < 300 || event->status > 399 ||
        !sf_msg_next_value(event->msg, SF_HEADER_CONTACT, &values, &value) ||
        !sf_name_addr_parse(event->msg->bytes, value, &contact, NULL) || contact.star ||
        contact.uri.method.len)
        return false;
    struct sf_str text = sf_msg_str(event->msg, contact.address);
    if (contact.uri.headers.at)
        text.len = contact.uri.headers.at - 1 - contact.address.at;
    if (text.len >= REDIRECTION_BYTES)
        return false;
    snprintf(uri, REDIRECTION_BYTES, "%.*s", (int)text.len, text.p);
    return target_of_uri(address, uri) == NULL;
}
