/* The part that sf_ua_nat names: the core calls it only through the configuration. */
#ifndef SF_UA_NAT_H
#define SF_UA_NAT_H

#include "sipfsm/address.h"
#include "sipfsm/msg.h"
#include "sipfsm/nat.h"

struct sf_registration_record;
struct sf_ua;

struct sf_ua_nat_part {
    /* An address that we cannot reach, as it is private and not that of the source. */
    bool (*hides)(const struct sf_address *host, const struct sf_address *source);
    /* True if a 2xx of this registration shows that the registrar sees us at another address than
     * our contact has, and there is room to register that address. */
    bool (*shows)(struct sf_ua *ua, const struct sf_registration_record *registration,
                  const struct sf_msg *response);
    /* The most seconds between two keep-alives of a registration that has this 2xx; 0: none.
     * *asked: the registrar has asked for them, and answers those by a stream. */
    uint32_t (*keeps)(const struct sf_ua *ua, const struct sf_msg *response, bool *asked);
    /* Has the registration and its endpoint follow. */
    void (*follow)(struct sf_ua *ua, struct sf_registration_record *registration,
                   const struct sf_msg *response);
};

#endif
