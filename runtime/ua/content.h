/* What an application adds to a message: header fields, contacts, a body. It is checked completely
 * before a machine is changed. */
#ifndef SF_UA_CONTENT_H
#define SF_UA_CONTENT_H

#include "sipfsm/build.h"
#include "sipfsm/ua.h"

/* The arguments of one command as sf_ua_error names them; static. */
struct sf_content_names {
    const char *field_name, *field_value, *type, *body, *contact;
};

/* `status` of a message that may have a Contact field of the application's. */
#define SF_CONTENT_WITH_CONTACT 999

/* The From and To of a request outside a dialog. */
struct sf_content_party {
    struct sf_str to, from, request_uri, from_name, to_name, route;
    const struct sf_address *next_hop;
};

/* Those, as sf_ua_error names them; static. */
struct sf_content_party_names {
    const char *to, *from, *request_uri, *from_name, *to_name, *route, *next_hop;
};
extern const struct sf_content_party_names sf_content_party_of_invite, sf_content_party_of_request,
    sf_content_party_of_register;

/* A token: 3261:25.1. Sets *at to the first byte that is none. */
bool sf_content_is_token(struct sf_str text, size_t *at);
/* SF_UA_OK, or SF_UA_ARGUMENT. */
enum sf_ua_result sf_content_check_party(struct sf_ua *ua, const struct sf_content_party *party,
                                         const struct sf_content_party_names *names);
/* The same of the message that was built, and that sf_content_check_built has parsed. */
enum sf_ua_result sf_content_check_party_built(struct sf_ua *ua,
                                               const struct sf_content_party_names *names);
/* No control characters. Sets *at to the first. */
bool sf_content_is_safe(struct sf_str text, size_t *at);
/* SF_UA_OK, or SF_UA_ARGUMENT: a name that is no token or that the core owns, a control character,
 * a body without a type, a type that is none. `status` 0: of a request. */
enum sf_ua_result sf_content_check(struct sf_ua *ua, const struct sf_ua_content *content,
                                   unsigned status, const struct sf_content_names *names);
/* Parses the message that was built of checked fields and contacts. SF_UA_OK, or SF_UA_ARGUMENT:
 * the value of a known header field is malformed. */
enum sf_ua_result sf_content_check_built(struct sf_ua *ua, struct sf_str bytes,
                                         const struct sf_ua_content *content,
                                         const struct sf_str *contact, size_t contacts,
                                         const struct sf_content_names *names);
/* Has it a field of that name? */
bool sf_content_has(const struct sf_ua_content *content, enum sf_header_id id);
/* Appends the fields. */
void sf_content_put(struct sf_build *build, const struct sf_ua_content *content);

#endif
