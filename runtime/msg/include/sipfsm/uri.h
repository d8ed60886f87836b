/* sipfsm: what belongs to URIs and parameters, besides sf_uri_parse and sf_uri_equal of
 * sipfsm/msg.h: parameters one by one, kinds of hosts and their addresses, text without its
 * escapes, tel URIs. */
#ifndef SIPFSM_URI_H
#define SIPFSM_URI_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- One by one. `rest` is a copy of the list's view, which must come from a parse function; each
 * call takes the first one from it. False when there is no further one. ---- */

/* Parameters of a header field or a URI, with ";" between them: the view is a `parameters`. White
 * space around is left out. A quoted value keeps its quotes; an absent one is {0, 0}. */
bool sf_parameter_next(const char *base, struct sf_view *rest, struct sf_parameter *parameter);

/* Headers of a URI, with "&" between them: the view is uri.headers (3261:19.1.1). */
bool sf_uri_header_next(const char *base, struct sf_view *rest, struct sf_parameter *header);

/* ---- Hosts ---- */

enum sf_host_kind { SF_HOST_NONE, SF_HOST_NAME, SF_HOST_IPV4, SF_HOST_IPV6 };

/* What a host is. `text` is as in uri.host or via.host; an IPv6 address may lack its brackets. NONE
 * if it is no host. Four numbers with dots are an IPv4 address only if none is past 255
 * (3986:3.2.2). */
enum sf_host_kind sf_host_kind_of(struct sf_str text);

/* The bytes of an IP address, first byte first. `text` is the whole address: four decimal numbers
 * with dots between them, each of at most 3 digits and at most 255 (3986:3.2.2); or an IPv6 address
 * without brackets (3261:25.1, mended by 5954:4.1), whose last four bytes may be written as an IPv4
 * address. False for any other text, a host name among them; `ip` is then as it was. */
bool sf_ipv4_of(struct sf_str text, uint8_t ip[4]);
bool sf_ipv6_of(struct sf_str text, uint8_t ip[16]);

/* ---- Escapes ---- */

/* Writes `text` to `out` with each %HH as its byte (3261:19.1.2), and its length to *length. That
 * is at most text.len; the bytes may hold a NUL, and no NUL is put behind them. False if `size`
 * bytes are too few, or a "%" has no two hex digits behind it; `out` must not be used then.
 */
bool sf_unescape(struct sf_str text, char *out, size_t size, size_t *length);

/* The same for a quoted-string (3261:25.1): without its quotes and backslashes, each fold as one
 * space. Text without quotes is copied as it is. False if `size` bytes are too few, or the quotes
 * are not closed. */
bool sf_unquote(struct sf_str text, char *out, size_t size, size_t *length);

/* ---- tel (3966:3) ---- */

struct sf_tel {
    bool global;                  /* the number begins with "+" (3966:5.1.4) */
    struct sf_view number;        /* with its "+" and visual separators: -.() */
    struct sf_view parameters;    /* from behind the first ";" */
    struct sf_view isub, ext;     /* values of those parameters */
    struct sf_view phone_context; /* a local number has one (3966:5.1.5) */
};

/* Types a tel URI. `value` is a whole one; or the user part of a SIP URI with user=phone
 * (3261:19.1.6), unescaped, which is what follows "tel:". The result and `at` are as for
 * sf_uri_parse. */
bool sf_tel_parse(const char *base, struct sf_view value, struct sf_tel *tel, uint32_t *at);

/* True if both are global or both local, have the same digits (visual separators do not count), and
 * the same parameters in any order and any case (3966:4). sf_uri_equal calls this for two tel
 * URIs. */
bool sf_tel_equal(const char *base_a, const struct sf_tel *a, const char *base_b,
                  const struct sf_tel *b);

#ifdef __cplusplus
}
#endif
#endif
