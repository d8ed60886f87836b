/* What this user agent says that it can do: Allow and Accept (3261:11.2, 3261:20.5). */
#ifndef SF_UA_CAPABILITIES_H
#define SF_UA_CAPABILITIES_H

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

#define SF_CAPABILITIES_BYTES 256

struct sf_capabilities {
    char allow[SF_CAPABILITIES_BYTES]; /* "INVITE, ACK, ..., INFO" */
    uint16_t allow_bytes, own_bytes;   /* the methods of the application stand behind the core's */
    bool options;                      /* the application answers OPTIONS */
};

/* From the configuration. False: a method is no token, or one of a call's own, or they are too long
 * together. */
bool sf_capabilities_init(struct sf_capabilities *can, const struct sf_ua_config *config);
/* Does the application take requests of that method? */
bool sf_capabilities_take(const struct sf_capabilities *can, struct sf_str method);
/* The value of Allow. */
struct sf_str sf_capabilities_allow(const struct sf_capabilities *can);
/* Appends what the response to an OPTIONS says beside Allow. */
void sf_capabilities_put(struct sf_build *build);

#endif
