/* sipfsm: a SIP message as views into the bytes it came in. Nothing is copied, unescaped or
 * allocated.
 *
 * There are two levels. L1 is sf_msg_parse: one pass over a datagram, which finds the start line,
 * every header field and the body, and types what transactions and dialogs match on. L2 is the
 * sf_<kind>_parse functions, each of which types one header value, and sf_msg_check, which types
 * all of them and reports the first that is wrong.
 *
 * Lifetime: a struct sf_msg and all its views are good until the caller changes or frees `bytes`.
 * All functions are pure: they keep nothing between calls, and any thread may call them.
 *
 * Ids of methods and header fields are in sipfsm/names.h, made from grammar/.
 */
#ifndef SIPFSM_MSG_H
#define SIPFSM_MSG_H

#include "sipfsm/limits.h"
#include "sipfsm/names.h"
#include "sipfsm/str.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Names ---- */

/* The method's name, static; empty for OTHER and for a number that is no method. */
struct sf_str sf_method_name(enum sf_method method);

/* The method of that name; OTHER if it is not known. The case of letters counts (3261:7.1). */
enum sf_method sf_method_of(struct sf_str name);

/* The header field's name as its RFC writes it, static; empty for OTHER and for a number that is no
 * header. */
struct sf_str sf_header_name(enum sf_header_id id);

/* The header field of that name, long (3261:7.3.1) or compact (3261:7.3.3), in any case; OTHER if
 * it is not known. */
enum sf_header_id sf_header_of(struct sf_str name);

/* ---- Errors ---- */

/* What to do with an error: if error.answerable is set, answer with a 400, or 505 for VERSION; else
 * drop the message. */
enum sf_msg_code {
    SF_MSG_OK,
    /* Neither a request line nor a status line. */
    SF_MSG_NOT_SIP,
    /* The bytes end before the header section ends, or before Content-Length bytes of body
     * (3261:18.3). */
    SF_MSG_CUT_SHORT,
    /* A SIP version other than 2.0 (3261:21.5.6). */
    SF_MSG_VERSION,
    /* Past a limit of sipfsm/limits.h: error.rule is its name. */
    SF_MSG_TOO_LARGE,
    /* A start line that begins as one of SIP and is malformed (3261:7.1, 3261:7.2). */
    SF_MSG_START_LINE,
    /* A line that is no header field (3261:7.3). */
    SF_MSG_HEADER_LINE,
    /* The value of a known header field does not match its rule. */
    SF_MSG_HEADER_VALUE,
    /* A mandatory header field is missing (3261:8.1.1). A tag of From and a branch of Via may be
     * missing: see enum sf_legacy. */
    SF_MSG_MISSING,
    /* A header field that may be in a message only once is in it twice (3261:7.3.1). */
    SF_MSG_REPEATED,
    /* The method in CSeq is not the request's (3261:8.1.1.5). */
    SF_MSG_CSEQ_METHOD,
    /* The Request-URI does not match its rule, or has a part that 3261:19.1.1 forbids there. */
    SF_MSG_URI
};

struct sf_msg_error {
    enum sf_msg_code code;
    uint32_t at;              /* offset of the first byte that does not fit; at most the length */
    enum sf_header_id header; /* OTHER if the error is not about one header field */
    const char *rule;         /* static: the grammar rule or the limit, e.g. "CSeq", "from-spec" */
    const char *clause;       /* static, e.g. "3261:20.16" */
    /* A request whose Via, From, To, Call-ID and CSeq can be read, so that a response can be made.
     */
    bool answerable;
    /* A request whose start line and top Via can be read: an answer can be routed, though From, To,
     * Call-ID or CSeq may be missing or malformed. A response whose top Via and CSeq can be read:
     * its transaction can be found (3261:17.1.3). True whenever `answerable` is. */
    bool routable;
};

/* A short English text for a reason phrase or a log, static, never NULL: e.g. "Malformed CSeq". */
const char *sf_msg_error_text(const struct sf_msg_error *error);

/* The same text in two parts, for a program that need not link a text for each header field: the
 * first part, static; *about is the second, which follows after a space, or is empty. "Malformed"
 * and "CSeq". */
const char *sf_msg_error_what(const struct sf_msg_error *error, struct sf_str *about);

/* The line and column of the byte at offset `at`, for people. Both count from 1, columns in bytes;
 * a line ends with its LF. An offset past `length` is taken as `length`. Linear in `at`. */
void sf_msg_place(const char *bytes, size_t length, uint32_t at, uint32_t *line, uint32_t *column);

/* ---- Typed parts. Each view is an offset from the `base` that the parse function was given. One
 * that is absent is {0, 0}. ---- */

struct sf_parameter {           /* one of a list */
    struct sf_view name, value; /* a quoted value keeps its quotes */
};

enum sf_scheme { SF_SCHEME_OTHER, SF_SCHEME_SIP, SF_SCHEME_SIPS, SF_SCHEME_TEL };

struct sf_uri { /* 3261:19.1.1, 3261:25.1; of TEL and OTHER only `whole`, `scheme` and `scheme_name`
                   are set */
    enum sf_scheme scheme;
    struct sf_view whole, scheme_name;
    struct sf_view user, password;
    struct sf_view host;       /* an IPv6 reference with its brackets */
    int32_t port;              /* -1 if absent */
    struct sf_view parameters; /* from behind the first ';' up to the '?' or the end */
    struct sf_view headers;    /* from behind the '?' to the end */
    struct sf_view transport, maddr, method, ttl, user_parameter; /* values of these parameters */
    bool lr;
};

struct sf_via {               /* 3261:20.42 */
    struct sf_view whole;     /* this value alone, of a comma-joined field */
    struct sf_view transport; /* "UDP" */
    struct sf_view host;      /* an IPv6 reference with its brackets */
    int32_t port;             /* -1 if absent */
    struct sf_view sent_by;   /* host and port as written */
    struct sf_view parameters;
    struct sf_view branch, received, maddr, rport; /* values of these parameters */
    bool has_rport;  /* rport is present; a client sends it without a value (3581:3) */
    bool has_cookie; /* the branch begins with z9hG4bK (3261:8.1.1.7) */
};

/* From, To, Reply-To, Contact, Route, Record-Route (3261:20.20, 3261:20.39, 3261:20.31, 3261:20.10,
 * 3261:20.34, 3261:20.30) */
struct sf_name_addr {
    struct sf_view whole;   /* this value alone */
    struct sf_view display; /* as written, with its quotes */
    struct sf_view address; /* the URI as text, without < > */
    struct sf_uri uri;
    /* From behind the '>'. Without < > every ;parameter is here, and none is the URI's
     * (3261:20.10). */
    struct sf_view parameters;
    struct sf_view tag; /* value of the tag parameter */
    bool star;          /* Contact: * */
    bool brackets;      /* the URI is in < > */
};

struct sf_cseq {     /* 3261:20.16 */
    uint32_t number; /* below 2^31 (3261:8.1.1.5) */
    enum sf_method method;
    struct sf_view method_name;
};

struct sf_content_type { /* 3261:20.15 */
    struct sf_view type, subtype, parameters;
};

/* ---- The message (L1) ---- */

struct sf_header {
    struct sf_view name; /* as written */
    /* Without the white space at both ends. It may hold folds: CRLF and white space (3261:7.3.1).
     */
    struct sf_view value;
    uint16_t id; /* enum sf_header_id */
    bool folded;
};

/* What a sender of RFC 2543 leaves out, and 3261 accepts: bits of sf_msg.legacy. */
enum sf_legacy {
    /* A request whose top branch is missing or does not begin with z9hG4bK (3261:8.1.1.7,
     * 3261:17.2.3). */
    SF_LEGACY_NO_COOKIE = 1,
    /* From without a tag: the tag is null (3261:12.1.1). */
    SF_LEGACY_NO_FROM_TAG = 2,
    /* A response other than 100 whose To has no tag: the tag is null (3261:12.1.2). */
    SF_LEGACY_NO_TO_TAG = 4,
    /* A request without Max-Forwards (3261:16.6, step 3). */
    SF_LEGACY_NO_MAX_FORWARDS = 8
};

/* About 5 KiB. */
struct sf_msg {
    const char *bytes;
    /* The length of the message, to the end of its body. Bytes of the datagram after it are ignored
     * (3261:18.3). */
    uint32_t length;
    bool is_request;
    enum sf_method method; /* a request's */
    struct sf_view method_name, request_uri;
    uint16_t status; /* a response's: 100..699 */
    struct sf_view reason;
    struct sf_view version; /* "SIP/2.0", in any case */
    struct sf_view body;
    uint32_t header_count; /* of `header` */
    uint32_t legacy;       /* bits of enum sf_legacy */
    /* What transactions and dialogs match on: */
    struct sf_via via; /* the topmost value */
    struct sf_view call_id;
    struct sf_view from_tag, to_tag;
    struct sf_view from_address, to_address; /* the URIs as text, without < >; L2 types them */
    struct sf_cseq cseq;
    int32_t max_forwards;   /* -1 if absent */
    int64_t content_length; /* -1 if absent: the body is the rest of the datagram (3261:18.3) */
    uint32_t in_full;       /* private: what sf_msg_check need not read once more */
    uint32_t seen[(SF_HEADERS + 31) / 32]; /* a bit for each header id: see sf_msg_has */
    struct sf_header header[SF_LIMIT_HEADERS];
};

/* Parses one datagram of `length` bytes; CRLFs in front of the start line are skipped (3261:7.5).
 * Never reads past bytes + length. `error` may be NULL.
 *
 * SF_MSG_OK: all of `msg` is set. Any other code is the first error, which `error` describes. If
 * error->routable is set, the start line, the header fields and the L1 fields of `msg` are set as
 * far as they can be read, so that a response can be built from them. Else `msg` must not be read.
 */
enum sf_msg_code sf_msg_parse(struct sf_msg *msg, const char *bytes, size_t length,
                              struct sf_msg_error *error);

/* The same for a message of at most `headers` header fields, for a `msg` of sf_msg_bytes(headers)
 * bytes alone. More fields are an error of the code SF_MSG_TOO_LARGE. */
enum sf_msg_code sf_msg_parse_within(struct sf_msg *msg, uint32_t headers, const char *bytes,
                                     size_t length, struct sf_msg_error *error);

/* The bytes of a struct sf_msg with room for `headers` header fields. */
static inline size_t sf_msg_bytes(uint32_t headers)
{
    return offsetof(struct sf_msg, header) + headers * sizeof(struct sf_header);
}

/* Types every value of every header field that has a kind (sipfsm/kind.h), and the Request-URI.
 * `msg` must come from a successful sf_msg_parse. `error` may be NULL. Returns the first error, or
 * SF_MSG_OK.
 *
 * It also checks that a message has what it must have: RAck in PRACK (3262:7), Refer-To in REFER
 * (3515:2.4.1), Event in SUBSCRIBE, NOTIFY and PUBLISH (6665:3.1.2, 6665:3.2.1, 3903:4.1),
 * Subscription-State in NOTIFY (6665:4.1.3), WWW-Authenticate in 401 (3261:22.2), Allow in 405
 * (3261:21.4.6), Proxy-Authenticate in 407 (3261:22.3), Unsupported in 420 (3261:8.2.2.3),
 * Min-Expires in 423 (3261:10.3), Content-Type with a body (3261:20.15). A Contact of "*" must be
 * in a REGISTER with an Expires of 0 (3261:10.2.2). The scheme of the Request-URI is not checked: a
 * 416 is the user agent's decision. */
enum sf_msg_code sf_msg_check(const struct sf_msg *msg, struct sf_msg_error *error);

/* The same for the Request-URI and the header fields of `count` ids alone. A user agent ignores
 * malformed header fields that it does not need (3261:8.2.2). `ids` NULL: all. */
enum sf_msg_code sf_msg_check_only(const struct sf_msg *msg, const enum sf_header_id *ids,
                                   size_t count, struct sf_msg_error *error);

/* The text of a view of `msg`; {NULL, 0} if the view is absent. */
static inline struct sf_str sf_msg_str(const struct sf_msg *msg, struct sf_view view)
{
    return sf_view_str(msg->bytes, view);
}

/* True if the message has a header field of that id. */
static inline bool sf_msg_has(const struct sf_msg *msg, enum sf_header_id id)
{
    return msg->seen[id / 32] >> (id % 32) & 1;
}

/* The place in msg->header of the first field of that id at or behind place `from`; -1 if there is
 * none. Start with 0, and go on with the result + 1. */
int sf_msg_find(const struct sf_msg *msg, enum sf_header_id id, unsigned from);

/* The value of the first field of that id; {NULL, 0} if there is none. */
struct sf_str sf_msg_value(const struct sf_msg *msg, enum sf_header_id id);

/* Gives one single value of `id` after another, over all its fields: joined by commas and repeated
 * fields read alike (3261:7.3.1). A comma in a quoted string or in < > does not separate. Start
 * with a zeroed iterator. False, and `value` unchanged, when there is no further value. */
struct sf_msg_values {
    uint32_t field, offset;
};
bool sf_msg_next_value(const struct sf_msg *msg, enum sf_header_id id, struct sf_msg_values *at,
                       struct sf_view *value);

/* True if `token` is one of the values of `id`, a list of tokens (Require, Supported, Allow, ...),
 * in any case. */
bool sf_msg_lists(const struct sf_msg *msg, enum sf_header_id id, struct sf_str token);

/* ---- L2: one value at a time.
 *
 * `base` and `value` are such that sf_view_str(base, value) is the value: for a message, msg->bytes
 * and what sf_msg_next_value gives. Views in the result are offsets from `base`. Folds inside the
 * value are white space.
 *
 * True if the whole value matches its rule. Else false: `*at` is the offset from `base` of the
 * first byte that does not fit (`at` may be NULL), and the result must not be read. ---- */

bool sf_uri_parse(const char *base, struct sf_view value, struct sf_uri *uri, uint32_t *at);
bool sf_via_parse(const char *base, struct sf_view value, struct sf_via *via, uint32_t *at);
bool sf_name_addr_parse(const char *base, struct sf_view value, struct sf_name_addr *name_addr,
                        uint32_t *at);
bool sf_cseq_parse(const char *base, struct sf_view value, struct sf_cseq *cseq, uint32_t *at);
bool sf_content_type_parse(const char *base, struct sf_view value, struct sf_content_type *type,
                           uint32_t *at);

/* True if a list of parameters has one of that name, in any case. `parameters` is a view of a parse
 * function: ";name=value ..." without the first ';'. `*value` is absent if the parameter has no
 * value; a quoted value keeps its quotes. `value` may be NULL. */
bool sf_parameter_find(const char *base, struct sf_view parameters, struct sf_str name,
                       struct sf_view *value);

/* True if two URIs are equal: of SIP and SIPS by 3261:19.1.4, of tel by 3966:4, of other schemes
 * byte for byte behind the scheme. Both must come from sf_uri_parse. */
bool sf_uri_equal(const char *base_a, const struct sf_uri *a, const char *base_b,
                  const struct sf_uri *b);

#ifdef __cplusplus
}
#endif
#endif
