#include "content.h"

#include "core.h"
#include "error.h"

bool sf_content_is_safe(struct sf_str text, size_t *at)
{
    for (*at = 0; *at < text.len; ++*at)
        if ((unsigned char)text.p[*at] < 0x20 || text.p[*at] == 0x7f)
            return false;
    return true;
}

/* 3261:25.1. */
bool sf_content_is_token(struct sf_str text, size_t *at)
{
    for (*at = 0; *at < text.len; ++*at) {
        char c = text.p[*at];
        bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                            (c >= 'a' && c <= 'z');
        if (!alphanumeric && (!c || !strchr("-.!%*_+`'~", c)))
            return false;
    }
    return text.len > 0;
}

/* The core writes it itself, or computes it. */
static bool is_owned(const struct sf_ua *ua, enum sf_header_id id, unsigned status)
{
    switch (id) {
    case SF_HEADER_VIA:
    case SF_HEADER_ROUTE:
    case SF_HEADER_RECORD_ROUTE:
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_CALL_ID:
    case SF_HEADER_CSEQ:
    case SF_HEADER_MAX_FORWARDS:
    case SF_HEADER_ALLOW:
    case SF_HEADER_SUPPORTED:
    case SF_HEADER_CONTENT_TYPE:
    case SF_HEADER_CONTENT_LENGTH:
    case SF_HEADER_RSEQ:
    case SF_HEADER_RACK:
        return true;
    case SF_HEADER_CONTACT:
        return status < 400;
    case SF_HEADER_SESSION_EXPIRES:
    case SF_HEADER_MIN_SE:
        return ua->session_timer != NULL;
    case SF_HEADER_USER_AGENT:
    case SF_HEADER_SERVER:
        return ua->own.agent.len > 0;
    default:
        return false;
    }
}

static bool is_content_type(struct sf_str text)
{
    struct sf_content_type type;
    return text.len <= SF_LIMIT_HEADER_VALUE_BYTES &&
           sf_content_type_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &type, NULL);
}

static enum sf_ua_result check_body(struct sf_ua *ua, const struct sf_ua_content *content,
                                    const struct sf_content_names *names)
{
    size_t at;
    if (!sf_content_is_safe(content->type, &at))
        return sf_error_argument(ua, names->type, at, "a control character");
    if (content->type.len && !is_content_type(content->type))
        return sf_error_argument(ua, names->type, 0, "no media type");
    if (content->body.len && !content->type.len)
        return sf_error_argument(ua, names->type, 0, "a body needs a media type");
    return SF_UA_OK;
}

enum sf_ua_result sf_content_check(struct sf_ua *ua, const struct sf_ua_content *content,
                                   unsigned status, const struct sf_content_names *names)
{
    for (size_t i = 0; i < content->fields; i++) {
        const struct sf_ua_field *field = &content->field[i];
        size_t at;
        if (!sf_content_is_token(field->name, &at))
            return sf_error_listed(ua, names->field_name, i, at, "no token");
        if (field->name.len > SF_UA_FIELD_NAME_BYTES)
            return sf_error_listed(ua, names->field_name, i, SF_UA_FIELD_NAME_BYTES,
                                   "a name that is too long");
        if (is_owned(ua, sf_header_of(field->name), status))
            return sf_error_listed(ua, names->field_name, i, 0,
                                   "a header field that the core writes itself");
        if (!sf_content_is_safe(field->value, &at))
            return sf_error_listed(ua, names->field_value, i, at, "a control character");
    }
    return check_body(ua, content, names);
}

/* The offset of a fault of the built message, at `at`, in a value that is in one of its header
 * fields; false if it is not in there. */
static bool is_in(const struct sf_msg *msg, uint32_t at, enum sf_header_id id, struct sf_str value,
                  size_t *offset)
{
    for (int i = -1; (i = sf_msg_find(msg, id, (unsigned)(i + 1))) >= 0;) {
        struct sf_view view = msg->header[i].value;
        if (at >= view.at && at <= view.at + view.len &&
            sf_str_equal(sf_msg_str(msg, view), value)) {
            *offset = at - view.at;
            return true;
        }
    }
    return false;
}

/* Its white space at both ends is not part of the value. */
static struct sf_str trimmed(struct sf_str text)
{
    while (text.len && text.p[0] == ' ')
        text.p++, text.len--;
    while (text.len && text.p[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* sf_ua_error names the argument, so that the header field need not be named here. */
static const char *fault_of(const struct sf_msg_error *error)
{
    return error->code == SF_MSG_REPEATED    ? "a header field that may stand once"
           : error->code == SF_MSG_MISSING   ? "a header field is missing"
           : error->code == SF_MSG_TOO_LARGE ? "past a limit of the parser"
                                             : "a malformed value";
}

static enum sf_ua_result blame(struct sf_ua *ua, const struct sf_msg_error *error,
                               const struct sf_ua_content *content, const struct sf_str *contact,
                               size_t contacts, const struct sf_content_names *names)
{
    const char *text = fault_of(error);
    size_t offset = 0;
    for (size_t i = 0; i < contacts; i++)
        if (error->header == SF_HEADER_CONTACT &&
            is_in(ua->recalled, error->at, SF_HEADER_CONTACT, trimmed(contact[i]), &offset))
            return sf_error_listed(ua, names->contact, i,
                                   offset + (size_t)(trimmed(contact[i]).p - contact[i].p), text);
    for (size_t i = 0; i < content->fields; i++) {
        struct sf_str value = trimmed(content->field[i].value);
        if (sf_header_of(content->field[i].name) == error->header &&
            is_in(ua->recalled, error->at, error->header, value, &offset))
            return sf_error_listed(
                ua, names->field_value, i,
                offset + (size_t)(value.len ? value.p - content->field[i].value.p : 0), text);
    }
    for (size_t i = content->fields; i-- > 0;) /* one too many, say: the last of them */
        if (sf_header_of(content->field[i].name) == error->header)
            return sf_error_listed(ua, names->field_name, i, 0, text);
    return sf_error_argument(ua, names->field_value, 0, text);
}

/* A header field of the application's as the parser knows it. */
static enum sf_msg_code check_field(const struct sf_msg *msg, enum sf_header_id id,
                                    struct sf_msg_error *error)
{
#ifdef SIPFSM_SMALL /* the parsers of all header fields are most of the text: addresses only */
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    struct sf_name_addr address;
    uint32_t at;
    while (id == SF_HEADER_CONTACT && sf_msg_next_value(msg, id, &values, &value))
        if (!sf_name_addr_parse(msg->bytes, value, &address, &at)) {
            *error = (struct sf_msg_error){.code = SF_MSG_HEADER_VALUE, .at = at, .header = id};
            return SF_MSG_HEADER_VALUE;
        }
    return SF_MSG_OK;
#else
    return id == SF_HEADER_OTHER ? SF_MSG_OK : sf_msg_check_only(msg, &id, 1, error);
#endif
}

enum sf_ua_result sf_content_check_built(struct sf_ua *ua, struct sf_str bytes,
                                         const struct sf_ua_content *content,
                                         const struct sf_str *contact, size_t contacts,
                                         const struct sf_content_names *names)
{
    struct sf_msg_error error;
    enum sf_msg_code code =
        sf_msg_parse_within(ua->recalled, ua->headers, bytes.p, bytes.len, &error);
    if (code == SF_MSG_TOO_LARGE && ua->recalled->header_count == ua->headers)
        return sf_error_too_long(ua, names->field_name);
    for (size_t i = 0; i < content->fields && code == SF_MSG_OK; i++)
        code = check_field(ua->recalled, sf_header_of(content->field[i].name), &error);
    if (contacts && code == SF_MSG_OK)
        code = check_field(ua->recalled, SF_HEADER_CONTACT, &error);
    return code == SF_MSG_OK ? SF_UA_OK : blame(ua, &error, content, contact, contacts, names);
}

bool sf_content_has(const struct sf_ua_content *content, enum sf_header_id id)
{
    for (size_t i = 0; i < content->fields; i++)
        if (sf_header_of(content->field[i].name) == id)
            return true;
    return false;
}

void sf_content_put(struct sf_build *build, const struct sf_ua_content *content)
{
    char name[SF_UA_FIELD_NAME_BYTES + 1];
    for (size_t i = 0; i < content->fields; i++) {
        const struct sf_ua_field *field = &content->field[i];
        memcpy(name, field->name.p, field->name.len); /* sf_content_check has seen its length */
        name[field->name.len] = 0;
        sf_build_header(build, name, field->value);
    }
}
