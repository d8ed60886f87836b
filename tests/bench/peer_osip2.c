/* osip2: osip_message_parse, which parses each header that it knows as it comes. */
#include "peer.h"

#include <osipparser2/osip_parser.h>

const char peer_name[] = "osip2";

void peer_start(void)
{
    parser_init();
}

bool peer_parse(const char *bytes, size_t length)
{
    osip_message_t *message;
    if (osip_message_init(&message) != 0)
        return false;
    bool ok = osip_message_parse(message, bytes, length) == 0 && message->cseq &&
              message->call_id && message->from && message->from->url &&
              osip_list_size(&message->vias) > 0;
    osip_message_free(message);
    return ok;
}
