/* sipfsm msg: start lines and header lines that are evidently right (evident_uri.c says what that
 * means). The first line that is not evidently right is left to the grammar, and to l1.c. */
#include "scan.h"

static const sf_byte *evident_start(struct sf_l1 *l1, const sf_byte *line, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const char *base = msg->bytes;
    const sf_byte *p = line;
    if (pe - p < 16)
        return NULL;
    if (memcmp(p, "SIP/2.0 ", 8) == 0) {
        if (p[8] < '1' || p[8] > '6' || !sf_is_digit(p[9]) || !sf_is_digit(p[10]) || p[11] != ' ')
            return NULL;
        const sf_byte *end = sf_reach(base, p + 12, pe, SF_CLASS_TEXT);
        if (pe - end < 2 || end[0] != '\r' || end[1] != '\n')
            return NULL;
        msg->status = (uint16_t)((p[8] - '0') * 100 + (p[9] - '0') * 10 + (p[10] - '0'));
        msg->version = sf_view_of(base, p, p + 7);
        msg->reason = sf_view_of(base, p + 12, end);
        sf_l1_started(l1);
        return end + 2;
    }
    const sf_byte *method_end = sf_reach(base, p, pe, SF_CLASS_TOKEN);
    if (method_end == p || pe - method_end < 2 || *method_end != ' ')
        return NULL;
    const sf_byte *uri = method_end + 1;
    if ((*uri | 0x20) < 'a' || (*uri | 0x20) > 'z')
        return NULL;
    const sf_byte *uri_end = sf_reach(base, uri, pe, SF_CLASS_URI);
    if (pe - uri_end < 10 || memcmp(uri_end, " SIP/2.0\r\n", 10) != 0)
        return NULL;
    msg->is_request = true;
    msg->method_name = sf_view_of(base, line, method_end);
    msg->request_uri = sf_view_of(base, uri, uri_end);
    msg->version = sf_view_of(base, uri_end + 1, uri_end + 8);
    sf_l1_started(l1);
    return uri_end + 10;
}

static const sf_byte *evident_fields(struct sf_l1 *l1, const sf_byte *p, const sf_byte *pe)
{
    struct sf_msg *msg = l1->msg;
    const char *base = msg->bytes;
    struct sf_header *header = &msg->header[msg->header_count];
    struct sf_line line;
    uint32_t count = msg->header_count, most = l1->in_order ? 0 : l1->header_room;
    for (; count < most && p < pe && sf_field_line(base, p, pe, &line); count++) {
        const sf_byte *value = line.colon + 1, *value_end = line.end;
        enum sf_header_id id = line.id;
        if (id == SF_HEADER_OTHER && sf_reach(base, p, line.colon, SF_CLASS_TOKEN) != line.colon)
            break;
        value += *value == ' '; /* there is a byte: the CR, if it is empty */
        if (*value <= ' ' || value_end[-1] <= ' ') {
            value = line.colon + 1;
            trim(&value, &value_end);
        }
        if (value_end - value > SF_LIMIT_HEADER_VALUE_BYTES ||
            (!note(l1, id, count) && sf_header_shape_of(id) == SF_SHAPE_ONE))
            break;
        header->name = sf_view_of(base, p, line.colon);
        header->value = sf_view_of(base, value, value_end);
        header->id = (uint16_t)id;
        header->folded = false;
        header++;
        p = line.end + 2;
    }
    msg->header_count = count;
    return p;
}
