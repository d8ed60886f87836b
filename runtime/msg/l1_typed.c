/* sipfsm msg: the seven fields that L1 types: what transactions and dialogs match on. */
#include "scan.h"

/* The five headers of an answer: bits of sf_l1.readable. */
enum { GOT_VIA = 1, GOT_FROM = 2, GOT_TO = 4, GOT_CALL_ID = 8, GOT_CSEQ = 16, GOT_ALL = 31 };

static void bad_value(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value, uint32_t at,
                      const char *rule, const char *clause)
{
    if (sf_past_parameters(l1->msg->bytes, value, at))
        sf_l1_error(l1, SF_MSG_TOO_LARGE, l1->msg->bytes + at, id, "SF_LIMIT_PARAMETERS",
                    "limits.h");
    else
        sf_l1_error(l1, SF_MSG_HEADER_VALUE, l1->msg->bytes + at, id, rule, clause);
}

static void field_party(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    struct sf_msg *msg = l1->msg;
    struct sf_name_addr party;
    uint32_t at;
    bool from = id == SF_HEADER_FROM;
    struct sf_view *tag = from ? &msg->from_tag : &msg->to_tag,
                   *address = from ? &msg->from_address : &msg->to_address;
    /* The text of the field can be copied back even if it breaks its rule. */
    if (value.len)
        l1->readable |= from ? GOT_FROM : GOT_TO;
    if (evident_tag(msg->bytes, value, address, tag)) {
        msg->in_full |= from ? SF_FROM_IN_FULL : SF_TO_IN_FULL;
    } else if (name_addr_scan(msg->bytes, value, &party, &at)) {
        *tag = party.tag;
        *address = party.address;
    } else {
        bad_value(l1, id, value, at, from ? "from-spec" : "To", from ? "3261:20.20" : "3261:20.39");
    }
}

static SF_INLINE void field_number(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    uint64_t number;
    struct sf_str text = sf_msg_str(l1->msg, value);
    bool length = id == SF_HEADER_CONTENT_LENGTH;
    if (!evident_digits(text, length ? 9 : 2, &number) &&
        !sf_number_of(text, length ? UINT32_MAX : 255, &number)) {
        const sf_byte *p = (const sf_byte *)text.p,
                      *digits_end = sf_run(p, p + text.len, SF_CLASS_DIGIT);
        uint32_t at = value.at +
                      (uint32_t)(digits_end - p); /* past the digits if there are too many */
        bad_value(l1, id, value, at, length ? "Content-Length" : "Max-Forwards",
                  length ? "3261:20.14" : "3261:20.22");
        return;
    }
    if (length)
        l1->msg->content_length = (int64_t)number;
    else
        l1->msg->max_forwards = (int32_t)number;
}

/* The top Via. `msg->via` is as read_by has left it. */
static bool field_via(struct sf_msg *msg, struct sf_view value, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)msg->bytes + value.at, *pe = p + value.len;
    const sf_byte *end = evident_via(msg->bytes, p, pe, &msg->via);
    bool in_full = end && (end == pe || *end == ',');
    msg->in_full |= in_full ? SF_VIA_IN_FULL : 0;
    return in_full || via_parse_first(msg->bytes, value, &msg->via, at);
}

/* Types the fields of L1; the first of an id counts. */
static SF_INLINE void field_typed(struct sf_l1 *l1, enum sf_header_id id, struct sf_view value)
{
    struct sf_msg *msg = l1->msg;
    uint32_t at;
    switch (id) {
    case SF_HEADER_VIA:
        if (!field_via(msg, value, &at))
            bad_value(l1, id, value, at, "via-parm", "3261:20.42");
        else
            l1->readable |= GOT_VIA;
        break;
    case SF_HEADER_CALL_ID:
        if (!evident_call_id(msg->bytes, value) && !sf_call_id_match(msg->bytes, value, &at)) {
            bad_value(l1, id, value, at, "callid", "3261:20.8");
        } else {
            msg->call_id = value;
            l1->readable |= GOT_CALL_ID;
        }
        break;
    case SF_HEADER_CSEQ:
        if (!evident_cseq(msg->bytes, value, &msg->cseq) &&
            !sf_cseq_parse(msg->bytes, value, &msg->cseq, &at))
            bad_value(l1, id, value, at, "CSeq", "3261:20.16");
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

static SF_INLINE void type_first(struct sf_l1 *l1, enum sf_header_id id)
{
    if (sf_msg_has(l1->msg, id))
        field_typed(l1, id, l1->msg->header[l1->first[id]].value);
}

/* When all fields have been listed. */
static void type_fields(struct sf_l1 *l1)
{
    type_first(l1, SF_HEADER_VIA);
    type_first(l1, SF_HEADER_FROM);
    type_first(l1, SF_HEADER_TO);
    type_first(l1, SF_HEADER_CALL_ID);
    type_first(l1, SF_HEADER_CSEQ);
    type_first(l1, SF_HEADER_CONTENT_LENGTH);
    type_first(l1, SF_HEADER_MAX_FORWARDS);
}
