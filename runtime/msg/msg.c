/* sipfsm msg: looking things up in a parsed message. */
#include "sipfsm/msg.h"

#include "header.h"
#include "scan.h"

enum sf_msg_code sf_msg_parse(struct sf_msg *msg, const char *bytes, size_t length,
                              struct sf_msg_error *error)
{
    return sf_msg_parse_within(msg, SF_LIMIT_HEADERS, bytes, length, error);
}

int sf_msg_find(const struct sf_msg *msg, enum sf_header_id id, unsigned from)
{
    if (!sf_msg_has(msg, id))
        return -1;
    for (unsigned i = from; i < msg->header_count; i++)
        if (msg->header[i].id == id)
            return (int)i;
    return -1;
}

struct sf_str sf_msg_value(const struct sf_msg *msg, enum sf_header_id id)
{
    int field = sf_msg_find(msg, id, 0);
    return field < 0 ? (struct sf_str){NULL, 0} : sf_msg_str(msg, msg->header[field].value);
}

/* The comma that ends the value which begins at p, or pe. A comma in a quoted string or in <> is
 * text; one in a Call-ID always separates, because its word may hold a lone quote or angle bracket
 * (3261:25.1). */
const char *sf_value_end(const char *p, const char *pe, bool words)
{
    bool quoted = false, angled = false;
    const char *comma = memchr(p, ',', (size_t)(pe - p));
    if (!comma || words) /* most values have none */
        return comma ? comma : pe;
    if (!memchr(p, '"', (size_t)(comma - p)) &&
        !memchr(p, '<', (size_t)(comma - p))) /* nothing shields this one */
        return comma;
    for (; p < pe; p++) {
        if (quoted) {
            if (*p == '\\' && p + 1 < pe)
                p++;
            else if (*p == '"')
                quoted = false;
        } else if (angled) {
            angled = *p != '>';
        } else if (*p == '"') {
            quoted = true;
        } else if (*p == '<') {
            angled = true;
        } else if (*p == ',') {
            return p;
        }
    }
    return pe;
}

bool sf_msg_next_value(const struct sf_msg *msg, enum sf_header_id id, struct sf_msg_values *at,
                       struct sf_view *value)
{
    bool list = sf_header_shape_of(id) == SF_SHAPE_LIST;
    for (int field; (field = sf_msg_find(msg, id, at->field)) >= 0;
         at->field = (uint32_t)field + 1, at->offset = 0) {
        struct sf_view whole = msg->header[field].value;
        if ((uint32_t)field != at->field) {
            at->field = (uint32_t)field;
            at->offset = 0;
        }
        if (at->offset > whole.len || (whole.len == 0 && list))
            continue; /* the field is read to its end; or it is an empty list, which the BNF of
                         Accept, Allow and Supported allows */
        const char *field_end = msg->bytes + whole.at + whole.len,
                   *p = msg->bytes + whole.at + at->offset;
        const char *end = list ? sf_value_end(p, field_end, id == SF_HEADER_IN_REPLY_TO)
                               : field_end;
        at->offset =
            (uint32_t)(end + 1 -
                       (msg->bytes + whole.at)); /* past the comma; past the whole at the end */
        sf_trim(&p, &end);
        *value = sf_view_of(msg->bytes, p, end);
        return true;
    }
    return false;
}

bool sf_msg_lists(const struct sf_msg *msg, enum sf_header_id id, struct sf_str token)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(msg, id, &at, &value))
        if (sf_str_equal_nocase(sf_msg_str(msg, value), token))
            return true;
    return false;
}
