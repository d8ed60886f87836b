/* sipfsm msg: L1, what the frame of a message means: the index of headers, and the fields that
 * transactions and dialogs match on. The first error is kept, and the rest is read too, because the
 * answer to a bad request is made from it. * A message is first read by hand, as far as it is
 * plainly correct, and its fields are typed when all are listed. That is enough for a correct
 * message. Any other is read again, by the grammar alone and field by field. */
#include "header.h"
#include "scan.h"

void sf_l1_error(struct sf_l1 *l1, enum sf_msg_code code, const void *at, enum sf_header_id header,
                 const char *rule, const char *clause)
{
    if (l1->error.code != SF_MSG_OK)
        return;
    l1->error.code = code;
    l1->error.at = (uint32_t)((const char *)at - l1->msg->bytes);
    l1->error.header = header;
    l1->error.rule = rule;
    l1->error.clause = clause;
}

/* ---- The start line ---- */

void sf_l1_started(struct sf_l1 *l1)
{
    struct sf_msg *msg = l1->msg;
    l1->start_ok = true;
    if (msg->is_request)
        msg->method = sf_method_of(sf_msg_str(msg, msg->method_name));
    struct sf_str version = sf_msg_str(msg, msg->version);
    if (version.len == 7 && memcmp(version.p, "SIP/2.0", 7) == 0)
        return;
    /* A literal string but for the case of its letters (3261:7.1). */
    if (version.p && !sf_str_equal_nocase(version, SF_STR("SIP/2.0")))
        sf_l1_error(l1, SF_MSG_VERSION, version.p, SF_HEADER_OTHER, "SIP-Version", "3261:7.1");
}

/* The text is "SIP/" and digits with a dot in them. */
static bool is_version(const sf_byte *p, const sf_byte *pe)
{
    if (pe - p < 7 || !sf_str_equal_nocase((struct sf_str){(const char *)p, 4}, SF_STR("SIP/")))
        return false;
    const sf_byte *major = p + 4, *dot = sf_run(major, pe, SF_CLASS_DIGIT);
    return dot > major && dot < pe && *dot == '.' && dot + 1 < pe &&
           sf_run(dot + 1, pe, SF_CLASS_DIGIT) == pe;
}

const sf_byte *sf_l1_bad_start(struct sf_l1 *l1, const sf_byte *line, const sf_byte *at,
                               const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const sf_byte *end = line;
    while (end < pe && !(*end == '\r' && pe - end >= 2 && end[1] == '\n'))
        end++;
    const sf_byte *next = end < pe ? end + 2 : NULL;

    if (end - line >= 4 &&
        sf_str_equal_nocase((struct sf_str){(const char *)line, 4}, SF_STR("SIP/"))) {
        sf_l1_error(l1, SF_MSG_START_LINE, at, SF_HEADER_OTHER, "Status-Line", "3261:7.2");
        return NULL; /* a response is never answered */
    }
    const sf_byte *method_end = sf_run(line, end, SF_CLASS_TOKEN);
    if (method_end == line || method_end == end || !sf_is_wsp(*method_end)) {
        sf_l1_error(l1, SF_MSG_NOT_SIP, at, SF_HEADER_OTHER, "SIP-message", "3261:7");
        return NULL;
    }
    /* The version is taken to be the last word, and the URI what is between: good enough for an
     * answer. */
    const sf_byte *version_end = end, *version, *uri = method_end, *uri_end;
    while (version_end > uri && sf_is_wsp(version_end[-1]))
        version_end--;
    version = version_end;
    while (version > uri && !sf_is_wsp(version[-1]))
        version--;
    bool versioned = is_version(version, version_end);
    msg->method_name = sf_view_of(msg->bytes, line, method_end);
    if (!versioned && sf_method_of(sf_msg_str(msg, msg->method_name)) == SF_METHOD_OTHER) {
        sf_l1_error(l1, SF_MSG_NOT_SIP, at, SF_HEADER_OTHER, "SIP-message", "3261:7");
        return NULL;
    }
    uri_end = versioned ? version : version_end;
    while (uri < uri_end && sf_is_wsp(*uri))
        uri++;
    while (uri_end > uri && sf_is_wsp(uri_end[-1]))
        uri_end--;
    /* A stray space is an error of the line; any other byte between method and version is an error
     * of the URI. */
    bool spaced = at < pe && sf_is_wsp(*at);
    for (const sf_byte *p = uri; p < uri_end; p++)
        spaced = spaced || sf_is_wsp(*p);
    if (at >= uri && at < uri_end && !spaced)
        sf_l1_error(l1, SF_MSG_URI, at, SF_HEADER_OTHER, "Request-URI", "3261:7.1");
    else
        sf_l1_error(l1, SF_MSG_START_LINE, at, SF_HEADER_OTHER, "Request-Line", "3261:7.1");
    msg->is_request = true;
    msg->request_uri = uri < uri_end ? sf_view_of(msg->bytes, uri, uri_end)
                                     : (struct sf_view){0, 0};
    msg->version = versioned ? sf_view_of(msg->bytes, version, version_end)
                             : (struct sf_view){0, 0};
    sf_l1_started(l1);
    return next;
}

/* ---- Fields ---- */

/* Leaves out the white space at both ends. An empty value is placed right after the colon, whatever
 * white space there is. */
static inline void trim(const sf_byte **value, const sf_byte **value_end)
{
    const sf_byte *from = *value, *to = *value_end;
    while (from < to && sf_is_lws(*from))
        from++;
    while (to > from && sf_is_lws(to[-1]))
        to--;
    *value_end = from == to ? *value : to;
    *value = from == to ? *value : from;
}

/* True if it is the first of its id. */
static inline bool note(struct sf_l1 *l1, enum sf_header_id id, uint32_t field)
{
    uint32_t *seen = &l1->msg->seen[id / 32], before = *seen;
    *seen = before | 1u << (id % 32);
    if (before >> (id % 32) & 1)
        return false;
    if (SF_BY_HAND)
        l1->first[id] = (uint16_t)field;
    return true;
}

void sf_l1_field(struct sf_l1 *l1, const sf_byte *name, const sf_byte *name_end,
                 const sf_byte *value, const sf_byte *value_end, bool folded)
{
    struct sf_msg *msg = l1->msg;
    enum sf_header_id id =
        sf_header_of((struct sf_str){(const char *)name, (size_t)(name_end - name)});
    trim(&value, &value_end);
    if (msg->header_count == l1->header_room) {
        sf_l1_error(l1, SF_MSG_TOO_LARGE, name, id, "SF_LIMIT_HEADERS", "limits.h");
        l1->via_lost = l1->via_lost || id == SF_HEADER_VIA;
        return;
    }
    struct sf_header *header = &msg->header[msg->header_count];
    header->name = sf_view_of(msg->bytes, name, name_end);
    header->value = sf_view_of(msg->bytes, value, value_end);
    header->id = (uint16_t)id;
    header->folded = folded && memchr(value, '\n', (size_t)(value_end - value));
    bool first = note(l1, id, msg->header_count++);
    if (value_end - value > SF_LIMIT_HEADER_VALUE_BYTES) /* values stay within it; a mandatory field
                                                            that does not cannot be read */
        sf_l1_error(l1, SF_MSG_TOO_LARGE, value + SF_LIMIT_HEADER_VALUE_BYTES, id,
                    "SF_LIMIT_HEADER_VALUE_BYTES", "limits.h");
    else if (!first && sf_header_shape_of(id) == SF_SHAPE_ONE)
        sf_l1_error(l1, SF_MSG_REPEATED, name, id, sf_header_name(id).p, "3261:7.3.1");
    else if (first && (!SF_BY_HAND || l1->in_order))
        field_typed(l1, id, header->value);
}

/* ---- The message ---- */

/* 3261:8.1.1 names six; one without Max-Forwards is an RFC 2543 sender's (3261:16.6, step 3). */
static void check_mandatory(struct sf_l1 *l1, const sf_byte *end)
{
    static const enum sf_header_id mandatory[] = {
        SF_HEADER_VIA, SF_HEADER_FROM, SF_HEADER_TO, SF_HEADER_CALL_ID, SF_HEADER_CSEQ,
    };
    if (l1->readable == GOT_ALL)
        return;
    for (size_t i = 0; i < sizeof mandatory / sizeof *mandatory; i++)
        if (!sf_msg_has(l1->msg, mandatory[i]))
            sf_l1_error(l1, SF_MSG_MISSING, end, mandatory[i], sf_header_name(mandatory[i]).p,
                        "3261:8.1.1");
}

static void check_cseq_method(struct sf_l1 *l1)
{
    struct sf_msg *msg = l1->msg;
    if (msg->is_request && l1->readable & GOT_CSEQ &&
        (msg->method == SF_METHOD_OTHER || msg->method != msg->cseq.method) &&
        !sf_str_equal(sf_msg_str(msg, msg->cseq.method_name), sf_msg_str(msg, msg->method_name)))
        sf_l1_error(l1, SF_MSG_CSEQ_METHOD, msg->bytes + msg->cseq.method_name.at, SF_HEADER_CSEQ,
                    "CSeq", "3261:8.1.1.5");
}

/* Accepted and flagged: see enum sf_legacy. */
static uint32_t legacy_of(const struct sf_msg *msg)
{
    uint32_t legacy = msg->from_tag.len ? 0 : SF_LEGACY_NO_FROM_TAG;
    if (!msg->is_request)
        return legacy | (msg->to_tag.len || msg->status == 100 ? 0 : SF_LEGACY_NO_TO_TAG);
    return legacy | (msg->via.has_cookie ? 0 : SF_LEGACY_NO_COOKIE) |
           (msg->max_forwards < 0 ? SF_LEGACY_NO_MAX_FORWARDS : 0);
}

/* The body is as long as Content-Length says, and the rest of the datagram is no part of the
 * message (3261:18.3). */
static void take_body(struct sf_l1 *l1, const sf_byte *body, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const sf_byte *end = pe;
    if (msg->content_length >= 0) {
        if (msg->content_length > pe - body)
            sf_l1_error(l1, SF_MSG_CUT_SHORT, pe, SF_HEADER_CONTENT_LENGTH, "message-body",
                        "3261:18.3");
        else
            end = body + msg->content_length;
    }
    msg->body = sf_view_of(msg->bytes, body, end);
    msg->length = (uint32_t)(end - (const sf_byte *)msg->bytes);
}

/* 1..SF_LIMIT_MESSAGE_BYTES bytes. */
static void read_message(struct sf_l1 *l1, size_t length)
{
    struct sf_msg *msg = l1->msg;
    const sf_byte *p = (const sf_byte *)msg->bytes, *pe = p + length;
    const sf_byte *body = sf_message_frame(l1, p, pe);
    if (SF_BY_HAND && !l1->in_order)
        type_fields(l1);
    if (body)
        check_mandatory(l1, body - 2);
    check_cseq_method(l1);
    msg->legacy = legacy_of(msg);
    if (body)
        take_body(l1, body, pe);
    else
        msg->length = (uint32_t)length;
}

static void read_by(struct sf_l1 *l1, struct sf_msg *msg, const char *bytes, size_t length,
                    bool in_order)
{
    sf_clear(msg, offsetof(struct sf_msg, header));
    msg->bytes = bytes;
    msg->via.port = -1;
    msg->max_forwards = -1;
    msg->content_length = -1;
    l1->msg = msg;
    l1->error = (struct sf_msg_error){.rule = "", .clause = ""};
    l1->in_order = in_order;
    l1->start_ok = l1->via_lost = false;
    l1->readable = 0;
    if (length > SF_LIMIT_MESSAGE_BYTES)
        sf_l1_error(l1, SF_MSG_TOO_LARGE, bytes + SF_LIMIT_MESSAGE_BYTES, SF_HEADER_OTHER,
                    "SF_LIMIT_MESSAGE_BYTES", "limits.h");
    else if (length == 0)
        sf_l1_error(l1, SF_MSG_NOT_SIP, bytes, SF_HEADER_OTHER, "SIP-message", "3261:7");
    else
        read_message(l1, length);
}

enum sf_msg_code sf_msg_parse_within(struct sf_msg *msg, uint32_t headers, const char *bytes,
                                     size_t length, struct sf_msg_error *error)
{
    struct sf_l1 l1;
    l1.header_room = headers;
    read_by(&l1, msg, bytes, length, !SF_BY_HAND);
    if (SF_BY_HAND && l1.error.code != SF_MSG_OK)
        read_by(&l1, msg, bytes, length, true);
    l1.error.answerable = l1.error.code != SF_MSG_OK && msg->is_request && l1.start_ok &&
                          l1.readable == GOT_ALL && !l1.via_lost;
    l1.error.routable = l1.error.code != SF_MSG_OK && l1.start_ok && !l1.via_lost &&
                        l1.readable & GOT_VIA && (msg->is_request || l1.readable & GOT_CSEQ);
    if (error)
        *error = l1.error;
    return l1.error.code;
}
