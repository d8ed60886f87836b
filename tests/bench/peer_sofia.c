/* sofia-sip: msg_make, which copies the bytes and extracts and parses every header of its default
 * class. */
#include "peer.h"

#include <sofia-sip/msg.h>
#include <sofia-sip/sip_header.h>

const char peer_name[] = "sofia-sip";

void peer_start(void)
{
}

bool peer_parse(const char *bytes, size_t length)
{
    msg_t *msg = msg_make(sip_default_mclass(), 0, bytes, (ssize_t)length);
    sip_t *sip = msg ? sip_object(msg) : NULL;
    bool ok = sip && msg_is_complete(msg) && !msg_has_error(msg) && !sip->sip_error &&
              sip->sip_via && sip->sip_via->v_branch && sip->sip_cseq && sip->sip_call_id &&
              sip->sip_from && sip->sip_from->a_tag && sip->sip_from->a_url->url_host &&
              (!sip->sip_contact || sip->sip_contact->m_url->url_host);
    if (msg)
        msg_destroy(msg);
    return ok;
}
