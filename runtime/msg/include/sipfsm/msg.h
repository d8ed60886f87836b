/* sipfsm: a SIP message as views into the bytes it came in. Nothing is copied, unescaped or
 * allocated.
 *
 * Two levels. sf_msg_parse (L1) takes one pass over a whole datagram: it finds the start line,
 * indexes every header field by a known-header id, finds the body, and decodes what transactions
 * and dialogs match on. The sf_<noun>_parse functions (L2) type one header value on demand;
 * sf_msg_check types all of them and says what is wrong with the first that is.
 *
 * Lifetime: a sf_msg and every view are good for as long as the caller keeps `bytes` unchanged. All
 * functions are pure.
 */
#ifndef SIPFSM_MSG_H
#define SIPFSM_MSG_H

#include "sipfsm/limits.h"
#include "sipfsm/names.h" /* made from grammar/: enum sf_method, enum sf_header_id */
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Names ---- */

/* The method's name ("" for OTHER). */
struct sf_str sf_method_name(enum sf_method method);
/* Methods are case-sensitive (3261:7.1). */
enum sf_method sf_method_of(struct sf_str name);

/* The header's name as its RFC writes it, and its id by long or compact name in any case
 * (3261:7.3.1, 7.3.3). */
struct sf_str sf_header_name(enum sf_header_id id);
enum sf_header_id sf_header_of(struct sf_str name);

/* ---- Errors ---- */

enum sf_msg_code {
    SF_MSG_OK,
    SF_MSG_NOT_SIP,      /* no request line or status line: drop it */
    SF_MSG_CUT_SHORT,    /* the bytes end before the header section does, or before Content-Length
                            bytes of body (18.3) */
    SF_MSG_VERSION,      /* a SIP version other than 2.0: a request is answered with 505 (21.5.6) */
    SF_MSG_TOO_LARGE,    /* past a limit of sipfsm/limits.h */
    SF_MSG_START_LINE,   /* a start line that begins as SIP and is malformed */
    SF_MSG_HEADER_LINE,  /* a line that is no header field */
    SF_MSG_HEADER_VALUE, /* a known header whose value does not match its rule */
    SF_MSG_MISSING,      /* a mandatory header is missing (8.1.1; a From tag or a branch may be: RFC
                            2543) */
    SF_MSG_REPEATED,     /* a header that may stand once stands twice */
    SF_MSG_CSEQ_METHOD,  /* CSeq's method is not the request's (8.1.1.5) */
    SF_MSG_URI /* the Request-URI does not match its rule, or has what 19.1.1 forbids there */
};

struct sf_msg_error {
    enum sf_msg_code code;
    uint32_t at; /* offset of the first byte that does not fit; at most the length of the bytes */
    enum sf_header_id header; /* OTHER if it is not about one header */
    const char *rule;         /* static: the grammar rule or the limit, e.g. "CSeq", "from-spec" */
    const char *clause;       /* static: e.g. "3261:20.16" */
    bool answerable; /* a request whose Via, From, To, Call-ID and CSeq can be read: answer with a
                        400 */
};

/* A short English text for a reason phrase or a log, static: e.g. "Malformed CSeq". Never null. */
const char *sf_msg_error_text(const struct sf_msg_error *error);

/* Line and column of an offset into bytes, for people: both from 1, columns in bytes, a line ends
 * with its LF. Walks the bytes up to there; an offset past `length` is taken as `length`. */
void sf_msg_place(const char *bytes, size_t length, uint32_t at, uint32_t *line, uint32_t *column);

/* ---- Typed parts. Every view is an offset from the base that the parse function was given. ----
 */

struct sf_parameter { /* one of a list; a value that is absent is {0, 0}, a quoted one keeps its
                         quotes */
    struct sf_view name, value;
};

enum sf_scheme { SF_SCHEME_OTHER, SF_SCHEME_SIP, SF_SCHEME_SIPS, SF_SCHEME_TEL };

struct sf_uri { /* 3261:19.1.1, 25.1; for another scheme only `whole` and `scheme_name` are set */
    enum sf_scheme scheme;
    struct sf_view whole, scheme_name;
    struct sf_view user, password; /* absent if at and len are 0 */
    struct sf_view host;           /* an IPv6 reference with its brackets */
    int32_t port;                  /* -1 if absent */
    struct sf_view parameters;     /* after the first ';' up to '?', without either */
    struct sf_view headers;        /* after the '?' */
    struct sf_view transport, maddr, method, ttl, user_parameter; /* values of those parameters */
    bool lr;
};

struct sf_via {               /* 3261:20.42 */
    struct sf_view whole;     /* this value alone, of a comma-joined field */
    struct sf_view transport; /* "UDP" */
    struct sf_view host;      /* an IPv6 reference with its brackets */
    int32_t port;             /* -1 if absent */
    struct sf_view sent_by;   /* host and port as written */
    struct sf_view parameters;
    struct sf_view branch, received, maddr,
        rport; /* values; rport is present and empty as RFC 3581 sends it: see has_rport */
    bool has_rport;
    bool has_cookie; /* the branch starts with z9hG4bK (8.1.1.7) */
};

struct sf_name_addr {       /* From, To, Contact, Route, Record-Route
                               (3261:20.10, 20.20, 20.30, 20.34, 20.39) */
    struct sf_view whole;   /* this value alone */
    struct sf_view display; /* as written, quotes included */
    struct sf_view address; /* the URI as text, without < > */
    struct sf_uri uri;
    struct sf_view parameters; /* after the '>' or, without <>, all ;parameters (20.10: they are the
                                  header's, not the URI's) */
    struct sf_view tag;        /* value of the tag parameter */
    bool star;                 /* Contact: * */
    bool brackets;
};

struct sf_cseq {     /* 3261:20.16 */
    uint32_t number; /* below 2^31 (8.1.1.5) */
    enum sf_method method;
    struct sf_view method_name;
};

struct sf_content_type { /* 3261:20.15 */
    struct sf_view type, subtype, parameters;
};

/* ---- The message (L1) ---- */

struct sf_header {
    struct sf_view name; /* as written */
    struct sf_view
        value; /* white space at both ends left out; may hold folds (CRLF and white space, 7.3.1) */
    uint16_t id; /* enum sf_header_id */
    bool folded;
};

/* What a sender of RFC 2543 leaves out and RFC 3261 asks to take all the same: bits of
 * sf_msg.legacy. */
enum sf_legacy {
    SF_LEGACY_NO_COOKIE = 1,      /* a request whose top branch does not begin with z9hG4bK, or is
                                     missing (8.1.1.7, 17.2.3) */
    SF_LEGACY_NO_FROM_TAG = 2,    /* From without a tag, which is a tag of null (12.1.1) */
    SF_LEGACY_NO_TO_TAG = 4,      /* a response but 100 whose To has no tag, the same (12.1.2) */
    SF_LEGACY_NO_MAX_FORWARDS = 8 /* a request without Max-Forwards (16.6, step 3) */
};

struct sf_msg {
    const char *bytes;
    uint32_t length; /* of the message: the body's end; bytes of the datagram past it are ignored
                        (18.3) */
    bool is_request;
    enum sf_method method; /* a request's */
    struct sf_view method_name, request_uri;
    uint16_t status; /* a response's: 100..699 */
    struct sf_view reason;
    struct sf_view version; /* "SIP/2.0", in any case */
    struct sf_view body;
    uint32_t header_count;
    uint32_t legacy; /* bits of enum sf_legacy */
    /* What transactions and dialogs match on: */
    struct sf_via via; /* the topmost value */
    struct sf_view call_id;
    struct sf_view from_tag, to_tag;         /* absent: at and len 0 */
    struct sf_view from_address, to_address; /* the URIs as text, without < >; L2 types them */
    struct sf_cseq cseq;
    int32_t max_forwards;   /* -1 if absent (an RFC 2543 sender) */
    int64_t content_length; /* -1 if absent: the body runs to the end of the datagram (18.3) */
    uint32_t in_full;       /* private: what sf_msg_check need not read once more */
    uint32_t seen[(SF_HEADERS + 31) / 32]; /* bit per header id */
    struct sf_header header[SF_LIMIT_HEADERS];
};

/* Parses one datagram. Leading CRLFs are skipped (7.5). `error` may be null. On SF_MSG_OK the whole
 * of `msg` is set. On an error with error->answerable the start line, the header index and the L1
 * fields are set as far as they could be read, so that a response can be built; else `msg` must not
 * be read. Never reads past bytes + length. */
enum sf_msg_code sf_msg_parse(struct sf_msg *msg, const char *bytes, size_t length,
                              struct sf_msg_error *error);

/* Types every header it has a type for (sipfsm/kind.h), every comma-joined value of it, and the
 * Request-URI (not its scheme: 416 is the user agent's), and looks for the headers that a method or
 * a status must bring: RAck in PRACK, Refer-To in REFER, Event in SUBSCRIBE, NOTIFY and PUBLISH,
 * Subscription-State in NOTIFY, WWW-Authenticate in 401, Proxy-Authenticate in 407, Allow in 405,
 * Unsupported in 420, Min-Expires in 423, Content-Type with a body. A Contact of "*" is REGISTER's,
 * with an Expires of 0. The first error, located; SF_MSG_OK if there is none. `msg` must come from
 * a successful sf_msg_parse. */
enum sf_msg_code sf_msg_check(const struct sf_msg *msg, struct sf_msg_error *error);

/* The same for the Request-URI and the headers of these ids alone: a user agent ignores malformed
 * headers that it does not need (8.2.2), a User-Agent of free form, say. `ids` null: all. */
enum sf_msg_code sf_msg_check_only(const struct sf_msg *msg, const enum sf_header_id *ids,
                                   size_t count, struct sf_msg_error *error);

static inline struct sf_str sf_msg_str(const struct sf_msg *msg, struct sf_view view)
{
    return sf_view_str(msg->bytes, view);
}

static inline bool sf_msg_has(const struct sf_msg *msg, enum sf_header_id id)
{
    return msg->seen[id / 32] >> (id % 32) & 1;
}

/* The first field of that id at or after `from` (start with 0), or -1; go on with the result + 1.
 */
int sf_msg_find(const struct sf_msg *msg, enum sf_header_id id, unsigned from);

/* The value of the first field of that id, {NULL, 0} if there is none. */
struct sf_str sf_msg_value(const struct sf_msg *msg, enum sf_header_id id);

/* Comma-joined and repeated headers read alike (7.3.1): each call gives the next single value of
 * `id` in order, over all its fields; commas in quoted strings and in <> do not separate. Start
 * with a zeroed iterator. False when there is no more. */
struct sf_msg_values {
    uint32_t field, offset;
};
bool sf_msg_next_value(const struct sf_msg *msg, enum sf_header_id id, struct sf_msg_values *at,
                       struct sf_view *value);

/* True if `token` stands in the comma-joined token list that is the header `id` (Require,
 * Supported, Allow, ...), no case. */
bool sf_msg_lists(const struct sf_msg *msg, enum sf_header_id id, struct sf_str token);

/* ---- L2: one value at a time. `base` and `value` as in sf_view_str(base, value); views in the
 * result are from `base`. True if the whole of `value` matches; else false, `*at` (may be null) is
 * the offset from base of the first byte that does not fit, and the result is not to be read. Folds
 * inside are white space. ---- */

bool sf_uri_parse(const char *base, struct sf_view value, struct sf_uri *uri, uint32_t *at);
bool sf_via_parse(const char *base, struct sf_view value, struct sf_via *via, uint32_t *at);
bool sf_name_addr_parse(const char *base, struct sf_view value, struct sf_name_addr *name_addr,
                        uint32_t *at);
bool sf_cseq_parse(const char *base, struct sf_view value, struct sf_cseq *cseq, uint32_t *at);
bool sf_content_type_parse(const char *base, struct sf_view value, struct sf_content_type *type,
                           uint32_t *at);

/* One parameter of a parameter view (";name=value" list without the first ';'), by name in any
 * case. *value is absent if it has none; a quoted value keeps its quotes. */
bool sf_parameter_find(const char *base, struct sf_view parameters, struct sf_str name,
                       struct sf_view *value);

/* Equality by 3261:19.1.4; of tel URIs by 3966:4; of others, byte for byte after the scheme. */
bool sf_uri_equal(const char *base_a, const struct sf_uri *a, const char *base_b,
                  const struct sf_uri *b);

#ifdef __cplusplus
}
#endif
#endif
