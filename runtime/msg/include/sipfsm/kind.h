/* sipfsm: which typed struct the values of a header field have, and what its members are called. It
 * is for callers that treat all header fields alike, as sf_msg_check and `sipfsm parse --json` do,
 * or a binding to another language. */
#ifndef SIPFSM_KIND_H
#define SIPFSM_KIND_H

#include "sipfsm/auth.h"
#include "sipfsm/extensions.h"
#include "sipfsm/headers.h"
#include "sipfsm/uri.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_field_type {
    SF_FIELD_TEXT,            /* struct sf_view; {0, 0} if absent */
    SF_FIELD_PARAMETERS,      /* struct sf_view, for sf_parameter_next */
    SF_FIELD_AUTH_PARAMETERS, /* struct sf_view, for sf_auth_parameter_next */
    SF_FIELD_URI_HEADERS,     /* struct sf_view, for sf_uri_header_next */
    SF_FIELD_PRODUCTS,        /* struct sf_view, for sf_product_next */
    SF_FIELD_URI,             /* struct sf_uri; sf_kind_named("uri") has its members */
    SF_FIELD_BOOL,            /* bool */
    SF_FIELD_U8,
    SF_FIELD_U16,
    SF_FIELD_U32,
    SF_FIELD_I32,  /* -1 if absent */
    SF_FIELD_I64,  /* -1 if absent */
    SF_FIELD_TIME, /* int64_t, seconds since 1970; never absent */
    SF_FIELD_Q     /* int32_t, thousandths; -1 if absent */
};

/* A member of a typed struct. */
struct sf_field {
    const char *name;
    uint16_t at;  /* offset in the struct */
    uint8_t type; /* enum sf_field_type */
};

/* A kind of value. */
struct sf_kind {
    const char *name; /* "contact": its function is sf_contact_parse */
    size_t bytes;     /* of its struct, which fits into a union sf_typed */
    bool (*parse)(const char *base, struct sf_view value, void *typed, uint32_t *at);
    const struct sf_field *field;
    unsigned fields;
};

/* The kind of a header field's single values, static; NULL for OTHER. */
const struct sf_kind *sf_kind_of(enum sf_header_id id);
/* The kind of that name, static; "uri" and "tel" are kinds too. NULL if there is none. */
const struct sf_kind *sf_kind_named(const char *name);

/* Room for the struct of any kind. */
union sf_typed {
    struct sf_authentication_info authentication_info;
    struct sf_call_id call_id;
    struct sf_challenge challenge;
    struct sf_coding coding;
    struct sf_contact contact;
    struct sf_contact_preference contact_preference;
    struct sf_content_disposition content_disposition;
    struct sf_content_type content_type;
    struct sf_credentials credentials;
    struct sf_cseq cseq;
    struct sf_date date;
    struct sf_diversion diversion;
    struct sf_event event;
    struct sf_history_info history_info;
    struct sf_identity identity;
    struct sf_info info;
    struct sf_language language;
    struct sf_media_range media_range;
    struct sf_mime_version mime_version;
    struct sf_name_addr name_addr;
    struct sf_privacy privacy;
    struct sf_product product;
    struct sf_rack rack;
    struct sf_reason reason;
    struct sf_referred_by referred_by;
    struct sf_replaces replaces;
    struct sf_retry_after retry_after;
    struct sf_security security;
    struct sf_session_expires session_expires;
    struct sf_subscription_state subscription_state;
    struct sf_target_dialog target_dialog;
    struct sf_tel tel;
    struct sf_timestamp timestamp;
    struct sf_uri uri;
    struct sf_via via;
    struct sf_view text;
    struct sf_warning warning;
    uint32_t number;
};

/* ---- A message taken apart ---- */

/* The value of `field` for the Request-URI, which is not in a header field: no header field of a
 * message has this number. */
enum { SF_REQUEST_URI = SF_LIMIT_HEADERS };

/* Called with one value: `field` says which field of `msg` has it, or is SF_REQUEST_URI; `kind` is
 * its kind, static; `typed` is its struct, kind->bytes long and good until the function returns. */
typedef void sf_msg_taker(void *context, unsigned field, const struct sf_kind *kind,
                          const void *typed);

/* Types all that sf_msg_check types, and gives each value to `take`, with `context`: the
 * Request-URI first, then the values of all header fields that have a kind. Values of one header
 * field name come in their order; different names come in any order. It refuses what sf_msg_check
 * refuses, with the same error; `take` may have got values before the error is found. It takes half
 * the time of sf_msg_check followed by one parse function for each value. `msg` must come from a
 * successful sf_msg_parse. `error` may be NULL. Returns the first error, or SF_MSG_OK. */
enum sf_msg_code sf_msg_take_apart(const struct sf_msg *msg, sf_msg_taker *take, void *context,
                                   struct sf_msg_error *error);

#ifdef __cplusplus
}
#endif
#endif
