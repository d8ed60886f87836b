/* sipfsm: what belongs to URIs and parameters beside sf_uri_parse and sf_uri_equal of sipfsm/msg.h:
 * tel URIs, kinds of hosts, parameters one by one, and text without its escapes, in a buffer of the
 * caller's. */
#ifndef SIPFSM_URI_H
#define SIPFSM_URI_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- One by one: `rest` starts as the view of the list and goes on; false at its end. ---- */

/* Parameters of a header or a URI (";" between them): the view is a `parameters`. White space
 * around is left out; a value that is quoted keeps its quotes; one that is absent is {0, 0}. The
 * list must come from a parse function. */
bool sf_parameter_next(const char *base, struct sf_view *rest, struct sf_parameter *parameter);
/* Headers of a URI ("&" between them): the view is uri.headers. */
bool sf_uri_header_next(const char *base, struct sf_view *rest, struct sf_parameter *header);

/* ---- Hosts ---- */

enum sf_host_kind { SF_HOST_NONE, SF_HOST_NAME, SF_HOST_IPV4, SF_HOST_IPV6 };
/* What a host is: `text` as in uri.host or via.host; an IPv6 address with or without brackets. NONE
 * for what is no host. Four numbers with dots are an IPv4 address only if none is past 255
 * (3986:3.2.2). */
enum sf_host_kind sf_host_kind_of(struct sf_str text);

/* The bytes of an IP address, first byte first. `text` is the whole address: four decimal numbers
 * with dots between them, each of at most 3 digits and at most 255 (3986:3.2.2); or an IPv6 address
 * without brackets (3261:25.1, mended by 5954:4.1), whose last four bytes may be written as an IPv4
 * address. False for any other text, a host name among them; `ip` is then as it was. */
bool sf_ipv4_of(struct sf_str text, uint8_t ip[4]);
bool sf_ipv6_of(struct sf_str text, uint8_t ip[16]);

/* ---- Escapes ---- */

/* Writes `text` with each %HH as its byte; anything else stays. The length goes to *length: at most
 * text.len, and it may hold a NUL. False if `size` is too small or a "%" is followed by no two hex
 * digits; the buffer then holds nothing of use. */
bool sf_unescape(struct sf_str text, char *out, size_t size, size_t *length);

/* The same for a quoted-string: its quotes and backslashes taken off, each fold made one space.
 * Text that is not quoted is copied as it is. False if `size` is too small or the quotes are not
 * closed. */
bool sf_unquote(struct sf_str text, char *out, size_t size, size_t *length);

/* ---- tel (RFC 3966) ---- */

struct sf_tel {
    bool global;                  /* the number begins with "+" (3966:5.1.4) */
    struct sf_view number;        /* with its "+" and visual separators: -.() */
    struct sf_view parameters;    /* after the first ";" */
    struct sf_view isub, ext;     /* values of those parameters */
    struct sf_view phone_context; /* a local number has one (3966:5.1.5) */
};

/* `value` is a whole tel URI, or what follows "tel:" in the user part of a SIP URI with user=phone
 * (3261:19.1.6), unescaped. */
bool sf_tel_parse(const char *base, struct sf_view value, struct sf_tel *tel, uint32_t *at);

/* 3966:4: both global or both local, the same digits without the visual separators, the same
 * parameters in any order, without case. sf_uri_equal calls it for two tel URIs. */
bool sf_tel_equal(const char *base_a, const struct sf_tel *a, const char *base_b,
                  const struct sf_tel *b);

#ifdef __cplusplus
}
#endif
#endif
