/* sipfsm: challenges and credentials, split into their parameters (3261:22, 3261:25.1; RFC 2617,
 * RFC 7616, RFC 8760). The functions follow the rules of sipfsm/headers.h. Nothing is computed
 * here: no hash, no comparison of a response.
 *
 * A value keeps the form that it came in: a token, or a quoted string with its quotes. The rule of
 * auth-param allows both, and senders use both for qop and algorithm. sf_unquote (sipfsm/uri.h)
 * makes the text of either. */
#ifndef SIPFSM_AUTH_H
#define SIPFSM_AUTH_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_challenge { /* WWW-Authenticate, Proxy-Authenticate (3261:20.44, 3261:20.27) */
    struct sf_view scheme, parameters;
    bool digest; /* the scheme is Digest; then realm and nonce are present (2617:3.2.1) */
    struct sf_view realm, domain, nonce, opaque, algorithm, stale_value;
    struct sf_view qop;                     /* a quoted list: auth,auth-int */
    bool stale;                             /* stale is present and true */
    struct sf_view charset, userhash_value; /* 7616:3.3 */
    bool userhash;                          /* userhash is present and true */
};
bool sf_challenge_parse(const char *base, struct sf_view value, struct sf_challenge *challenge,
                        uint32_t *at);

struct sf_credentials { /* Authorization, Proxy-Authorization (3261:20.7, 3261:20.28) */
    struct sf_view scheme, parameters;
    bool digest; /* the scheme is Digest; then realm, nonce, uri, response are present, and either
                    username or username* (2617:3.2.2, 7616:3.4) */
    struct sf_view username, realm, nonce, uri, response, algorithm, cnonce, opaque, qop,
        nc;                       /* nc: 8 hex digits */
    struct sf_view username_star; /* username*: UTF-8''J%C3%A4s (7616:3.4) */
    struct sf_view userhash_value;
    bool userhash; /* the username is the hash of one (7616:3.4.4) */
};
bool sf_credentials_parse(const char *base, struct sf_view value,
                          struct sf_credentials *credentials, uint32_t *at);

struct sf_authentication_info { /* 3261:20.6: a whole field; its commas separate parameters */
    struct sf_view parameters, nextnonce, qop, rspauth, cnonce, nc;
};
bool sf_authentication_info_parse(const char *base, struct sf_view value,
                                  struct sf_authentication_info *info, uint32_t *at);

/* Gives one parameter after another of the structs above. `rest` is a copy of their `parameters`;
 * each call takes the first one from it. False when there is no further parameter. */
bool sf_auth_parameter_next(const char *base, struct sf_view *rest, struct sf_parameter *parameter);

/* True if `option` is in a qop list, quoted or not, in any case (2617:3.2.1). `qop` is a view of
 * the structs above. */
bool sf_qop_offers(const char *base, struct sf_view qop, struct sf_str option);

#ifdef __cplusplus
}
#endif
#endif
