/* sipfsm msg: L1, what the frame of a message means: the index of headers, and the fields that transactions and dialogs
 * match on. The first error is kept and the reading goes on, because the answer to a bad request is made of the rest. */
#include "header_list.h"
#include "scan.h"

enum { GOT_VIA = 1, GOT_FROM = 2, GOT_TO = 4, GOT_CALL_ID = 8, GOT_CSEQ = 16, GOT_ALL = 31 };

void sf_l1_error(struct sf_l1 *l1, enum sf_msg_code code, const void *at, enum sf_header_id header, const char *rule,
    const char *clause)
{
    if (l1->error.code != SF_MSG_OK)
        return;
    l1->error.code = code;
    l1->error.at = (uint32_t)((const char *)at - l1->msg->bytes);
    l1->error.header = header;
    l1->error.rule = rule;
    l1->error.clause = clause;
}

/* The value of the field that has just been listed. */
static void bad_value(struct sf_l1 *l1, enum sf_header_id id, uint32_t at, const char *rule, const char *clause)
{
    if (sf_past_parameters(l1->msg->bytes, l1->msg->header[l1->msg->header_count - 1].value, at))
        sf_l1_error(l1, SF_MSG_TOO_LARGE, l1->msg->bytes + at, id, "SF_LIMIT_PARAMETERS", "limits.h");
    else
        sf_l1_error(l1, SF_MSG_HEADER_VALUE, l1->msg->bytes + at, id, rule, clause);
}

/* ---- The start line ---- */

void sf_l1_started(struct sf_l1 *l1)
{
    struct sf_msg *msg = l1->msg;
    l1->start_ok = true;
    if (msg->is_request)
        msg->method = sf_method_of(sf_msg_str(msg, msg->method_name));
    struct sf_str version = sf_msg_str(msg, msg->version);
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
    return dot > major && dot < pe && *dot == '.' && dot + 1 < pe && sf_run(dot + 1, pe, SF_CLASS_DIGIT) == pe;
}

const sf_byte *sf_l1_bad_start(struct sf_l1 *l1, const sf_byte *line, const sf_byte *at, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const sf_byte *end = line;
    while (end < pe && !(*end == '\r' && pe - end >= 2 && end[1] == '\n'))
        end++;
    const sf_byte *next = end < pe ? end + 2 : NULL;

    if (end - line >= 4 && sf_str_equal_nocase((struct sf_str){(const char *)line, 4}, SF_STR("SIP/"))) {
        sf_l1_error(l1, SF_MSG_START_LINE, at, SF_HEADER_OTHER, "Status-Line", "3261:7.2");
        return NULL; /* a response is never answered */
    }
    const sf_byte *method_end = sf_run(line, end, SF_CLASS_TOKEN);
    if (method_end == line || method_end == end || !sf_is_wsp(*method_end)) {
        sf_l1_error(l1, SF_MSG_NOT_SIP, at, SF_HEADER_OTHER, "SIP-message", "3261:7");
        return NULL;
    }
    /* The version is the last word, the URI what stands between: near enough for an answer. */
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
    /* A stray space is the line's fault, any other byte between method and version the URI's. */
    bool spaced = at < pe && sf_is_wsp(*at);
    for (const sf_byte *p = uri; p < uri_end; p++)
        spaced = spaced || sf_is_wsp(*p);
    if (at >= uri && at < uri_end && !spaced)
        sf_l1_error(l1, SF_MSG_URI, at, SF_HEADER_OTHER, "Request-URI", "3261:7.1");
    else
        sf_l1_error(l1, SF_MSG_START_LINE, at, SF_HEADER_OTHER, "Request-Line", "3261:7.1");
    msg->is_request = true;
    msg->request_uri = uri < uri_end ? sf_view_of(msg->bytes, uri, uri_end) : (struct sf_view){0, 0};
    msg->version = versioned ? sf_view_of(msg->bytes, version, version_end) : (struct sf_view){0, 0};
    sf_l1_started(l1);
    return next;
}

/* ---- Fields ---- */

static void field_party(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    struct sf_name_addr party;
    uint32_t at;
    bool from = id == SF_HEADER_FROM;
    /* Its text can be copied back even when its rule is broken. */
    if (value.len)
        l1->readable |= from ? GOT_FROM : GOT_TO;
    if (!name_addr_scan(l1->msg->bytes, value, &party, &at))
        bad_value(l1, id, at, from ? "from-spec" : "To", from ? "3261:20.20" : "3261:20.39");
    else if (from)
        l1->msg->from_tag = party.tag;
    else
        l1->msg->to_tag = party.tag;
}

static void field_number(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    uint64_t number;
    struct sf_str text = sf_msg_str(l1->msg, value);
    bool length = id == SF_HEADER_CONTENT_LENGTH;
    if (!sf_number_of(text, length ? UINT32_MAX : 255, &number)) {
        const sf_byte *p = (const sf_byte *)text.p, *digits_end = sf_run(p, p + text.len, SF_CLASS_DIGIT);
        uint32_t at = value.at + (uint32_t)(digits_end - p); /* past the digits if there are too many */
        bad_value(l1, id, at, length ? "Content-Length" : "Max-Forwards", length ? "3261:20.14" : "3261:20.22");
    } else if (length) {
        l1->msg->content_length = (int64_t)number;
    } else {
        l1->msg->max_forwards = (int32_t)number;
    }
}

/* Types the fields of L1; the first of an id counts. */
static void field_typed(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    struct sf_msg *msg = l1->msg;
    uint32_t at;
    switch (id) {
    case SF_HEADER_VIA:
        if (!via_parse_first(msg->bytes, value, &msg->via, &at))
            bad_value(l1, id, at, "via-parm", "3261:20.42");
        else
            l1->readable |= GOT_VIA;
        break;
    case SF_HEADER_CALL_ID:
        if (!sf_call_id_match(msg->bytes, value, &at)) {
            bad_value(l1, id, at, "callid", "3261:20.8");
        } else {
            msg->call_id = value;
            l1->readable |= GOT_CALL_ID;
        }
        break;
    case SF_HEADER_CSEQ:
        if (!sf_cseq_parse(msg->bytes, value, &msg->cseq, &at))
            bad_value(l1, id, at, "CSeq", "3261:20.16");
        else
            l1->readable |= GOT_CSEQ;
        break;
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
        field_party(l1, id, value);
        break;
    case SF_HEADER_CONTENT_LENGTH:
    case SF_HEADER_MAX_FORWARDS:
        field_number(l1, id, value);
        break;
    default:
        break;
    }
}

static inline void list_field(struct sf_l1 *l1, const sf_byte *name, const sf_byte *name_end,
    const sf_byte *value, const sf_byte *value_end, bool folded)
{
    struct sf_msg *msg = l1->msg;
    const char *base = msg->bytes;
    const sf_byte *colon_end = value;
    if (value < value_end && *value == ' ')
        value++;
    if (value == value_end || *value <= ' ' || value_end[-1] <= ' ') {
        while (value < value_end && sf_is_lws(*value))
            value++;
        while (value_end > value && sf_is_lws(value_end[-1]))
            value_end--;
    }
    if (value == value_end)
        value = value_end = colon_end; /* empty: it stands right after the colon, whatever white space there is */

    struct sf_str text = {(const char *)name, (size_t)(name_end - name)};
    enum sf_header_id id = text.len > 1 ? sf_header_candidate(text) : sf_header_of(text);
    if (text.len > 1 && id != SF_HEADER_OTHER && !sf_is_header(base, text, id))
        id = SF_HEADER_OTHER;
    if (msg->header_count == SF_LIMIT_HEADERS) {
        sf_l1_error(l1, SF_MSG_TOO_LARGE, name, id, "SF_LIMIT_HEADERS", "limits.h");
        l1->via_lost = l1->via_lost || id == SF_HEADER_VIA;
        return;
    }
    struct sf_header *header = &msg->header[msg->header_count++];
    header->name = sf_view_of(base, name, name_end);
    header->value = sf_view_of(base, value, value_end);
    header->id = (uint16_t)id;
    header->folded = folded && memchr(value, '\n', (size_t)(value_end - value));
    if (header->value.len > SF_LIMIT_HEADER_VALUE_BYTES) {
        sf_l1_error(l1, SF_MSG_TOO_LARGE, value + SF_LIMIT_HEADER_VALUE_BYTES, id, "SF_LIMIT_HEADER_VALUE_BYTES", "limits.h");
        msg->seen[id / 32] |= 1u << (id % 32);
        return; /* the values of a message stay within the limit: a mandatory one that does not cannot be read */
    }
    if (sf_msg_has(msg, id)) {
        if (sf_header_shape_of(id) == SF_SHAPE_ONE)
            sf_l1_error(l1, SF_MSG_REPEATED, name, id, sf_header_name(id).p, "3261:7.3.1");
        return;
    }
    msg->seen[id / 32] |= 1u << (id % 32);
    field_typed(l1, id, header->value);
}

void sf_l1_field(struct sf_l1 *l1, const sf_byte *name, const sf_byte *name_end, const sf_byte *value, const sf_byte *value_end,
    bool folded)
{
    list_field(l1, name, name_end, value, value_end, folded);
}

const sf_byte *sf_l1_plain_fields(struct sf_l1 *l1, const sf_byte *p, const sf_byte *pe)
{
    const char *base = l1->msg->bytes;
    struct sf_lines lines = {0};
    while (SF_BY_HAND) {
        const sf_byte *name_end = sf_reach(base, p, pe, SF_CLASS_TOKEN);
        if (name_end == p || name_end == pe || *name_end != ':')
            return p;
        const sf_byte *end = sf_text_end(base, &lines, name_end + 1, pe);
        if (pe - end < 3 || end[0] != '\r' || end[1] != '\n' || sf_is_wsp(end[2]))
            return p;
        list_field(l1, p, name_end, name_end + 1, end, false);
        p = end + 2;
    }
    return p;
}

/* ---- The message ---- */

/* 3261:8.1.1 names six; one without Max-Forwards is an RFC 2543 sender's (3261:16.6, step 3). */
static void check_mandatory(struct sf_l1 *l1, const sf_byte *end)
{
    static const enum sf_header_id mandatory[] = {
        SF_HEADER_VIA, SF_HEADER_FROM, SF_HEADER_TO, SF_HEADER_CALL_ID, SF_HEADER_CSEQ,
    };
    for (size_t i = 0; i < sizeof mandatory / sizeof *mandatory; i++)
        if (!sf_msg_has(l1->msg, mandatory[i]))
            sf_l1_error(l1, SF_MSG_MISSING, end, mandatory[i], sf_header_name(mandatory[i]).p, "3261:8.1.1");
}

static void check_cseq_method(struct sf_l1 *l1)
{
    struct sf_msg *msg = l1->msg;
    if (msg->is_request && l1->readable & GOT_CSEQ
        && !sf_str_equal(sf_msg_str(msg, msg->cseq.method_name), sf_msg_str(msg, msg->method_name)))
        sf_l1_error(l1, SF_MSG_CSEQ_METHOD, msg->bytes + msg->cseq.method_name.at, SF_HEADER_CSEQ, "CSeq", "3261:8.1.1.5");
}

/* Accepted and flagged: see enum sf_legacy. */
static uint32_t legacy_of(const struct sf_msg *msg)
{
    uint32_t legacy = msg->from_tag.len ? 0 : SF_LEGACY_NO_FROM_TAG;
    if (!msg->is_request)
        return legacy | (msg->to_tag.len || msg->status == 100 ? 0 : SF_LEGACY_NO_TO_TAG);
    return legacy | (msg->via.has_cookie ? 0 : SF_LEGACY_NO_COOKIE) | (msg->max_forwards < 0 ? SF_LEGACY_NO_MAX_FORWARDS : 0);
}

/* The body is as long as Content-Length says, and the rest of the datagram is no part of the message (3261:18.3). */
static void take_body(struct sf_l1 *l1, const sf_byte *body, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const sf_byte *end = pe;
    if (msg->content_length >= 0) {
        if (msg->content_length > pe - body)
            sf_l1_error(l1, SF_MSG_CUT_SHORT, pe, SF_HEADER_CONTENT_LENGTH, "message-body", "3261:18.3");
        else
            end = body + msg->content_length;
    }
    msg->body = sf_view_of(msg->bytes, body, end);
    msg->length = (uint32_t)(end - (const sf_byte *)msg->bytes);
}

enum sf_msg_code sf_msg_parse(struct sf_msg *msg, const char *bytes, size_t length, struct sf_msg_error *error)
{
    memset(msg, 0, offsetof(struct sf_msg, header));
    msg->bytes = bytes;
    msg->via.port = -1;
    msg->max_forwards = -1;
    msg->content_length = -1;
    struct sf_l1 l1 = {.msg = msg, .error = {.rule = "", .clause = ""}};

    if (length > SF_LIMIT_MESSAGE_BYTES) {
        sf_l1_error(&l1, SF_MSG_TOO_LARGE, bytes + SF_LIMIT_MESSAGE_BYTES, SF_HEADER_OTHER, "SF_LIMIT_MESSAGE_BYTES", "limits.h");
    } else if (length == 0) {
        sf_l1_error(&l1, SF_MSG_NOT_SIP, bytes, SF_HEADER_OTHER, "SIP-message", "3261:7");
    } else {
        const sf_byte *p = (const sf_byte *)bytes, *pe = p + length;
        const sf_byte *body = sf_message_frame(&l1, p, pe);
        if (body)
            check_mandatory(&l1, body - 2);
        check_cseq_method(&l1);
        msg->legacy = legacy_of(msg);
        if (body)
            take_body(&l1, body, pe);
        else
            msg->length = (uint32_t)length;
    }
    l1.error.answerable = l1.error.code != SF_MSG_OK && msg->is_request && l1.start_ok && l1.readable == GOT_ALL && !l1.via_lost;
    if (error)
        *error = l1.error;
    return l1.error.code;
}
