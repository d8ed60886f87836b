/* What this user agent says that it can do: Allow, Accept and Supported (3261:11.2, 3261:20.1,
 * 3261:20.5, 3261:20.37). */
#ifndef SF_UA_CAPABILITIES_H
#define SF_UA_CAPABILITIES_H

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

#define SF_CAPABILITIES_BYTES 256
#define SF_CAPABILITIES_LIST_BYTES 128
#define SF_CAPABILITIES_TYPES 8
#define SF_CAPABILITIES_100REL SF_STR("100rel") /* the option tag: 3262:8.1 */

struct sf_capabilities {
    /* "INVITE, ACK, ..., INFO", then "application/sdp, application/isup", then "100rel, replaces,
     * timer". */
    char *text;
    uint16_t allow_bytes, own_bytes; /* the methods of the application come after the core's */
    bool options;                    /* the application answers OPTIONS */
    uint8_t accept_bytes, types, supported_bytes;
    struct {
        uint8_t at, bytes; /* in Accept: its types behind the first */
    } type[SF_CAPABILITIES_TYPES];
};

/* The bytes of the texts, or a few more. */
size_t sf_capabilities_text_bytes(const struct sf_ua_config *config);
/* From the configuration, with can->text. False: a method is no token, or one of a call's own, a
 * media type or an option tag is none, or they are too long together. */
bool sf_capabilities_init(struct sf_capabilities *can, const struct sf_ua_config *config);
/* Does the application take requests of that method? */
bool sf_capabilities_take(const struct sf_capabilities *can, struct sf_str method);
/* Is that extension served, by the core or by the application? */
bool sf_capabilities_support(const struct sf_capabilities *can, struct sf_str tag);
/* The types of the application's bodies; returns how many. */
size_t sf_capabilities_types(const struct sf_capabilities *can,
                             struct sf_str type[SF_CAPABILITIES_TYPES]);
/* The values of Accept and Supported. */
struct sf_str sf_capabilities_accept(const struct sf_capabilities *can);
struct sf_str sf_capabilities_supported(const struct sf_capabilities *can);
/* The same without 100rel; may be empty. */
struct sf_str sf_capabilities_supported_again(const struct sf_capabilities *can);
/* The value of Allow. */
struct sf_str sf_capabilities_allow(const struct sf_capabilities *can);
/* Appends the header fields that the response to an OPTIONS has besides Allow. */
void sf_capabilities_put(const struct sf_capabilities *can, struct sf_build *build);

#endif
