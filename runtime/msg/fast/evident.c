/* sipfsm msg: header fields that are evidently right (evident_uri.c says what that means), for
 * sf_msg_check: most are. */
#include "evident_group.h"
#include "typed.h"

/* ---- One value ---- */

static const sf_byte *evident_party(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_name_addr address;
    p = evident_address(base, p, pe, &address, true);
    return p ? evident_parameters(base, p, pe, LIST_ADDRESS, NULL, NULL) : NULL;
}

static const sf_byte *evident_contact(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_name_addr address;
    p = evident_address(base, p, pe, &address, true);
    return p ? evident_parameters(base, p, pe, LIST_CONTACT, NULL, NULL) : NULL;
}

static const sf_byte *evident_identity(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_name_addr address;
    return evident_address(base, p, pe, &address, true);
}

static const sf_byte *evident_via_value(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_via via;
    return evident_via(base, p, pe, &via);
}

static const sf_byte *evident_range(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_media(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_RANGE, NULL, NULL) : NULL;
}

static const sf_byte *evident_reason(const char *base, const sf_byte *p, const sf_byte *pe)
{
    p = evident_token(base, p, pe);
    return p ? evident_parameters(base, p, pe, LIST_REASON, NULL, NULL) : NULL;
}

/* ---- A field ---- */

/* Values with commas between them. */
static inline bool evident_values(const char *base, const sf_byte *p, const sf_byte *pe,
                                  const sf_byte *one(const char *base, const sf_byte *p,
                                                     const sf_byte *pe))
{
    for (unsigned count = 1; count <= SF_LIMIT_VALUES; count++) {
        p = one(base, p, pe);
        if (!p || p == pe || *p != ',')
            return p == pe;
        for (p++; p < pe && *p == ' '; p++)
            ;
    }
    return false;
}

/* Tokens with semicolons between them. */
static bool evident_privacy(const char *base, const sf_byte *p, const sf_byte *pe)
{
    while ((p = evident_token(base, p, pe)) && p < pe && *p == ';')
        p++;
    return p == pe;
}

static bool is_evident_uri(const char *base, struct sf_view text)
{
    const sf_byte *p = (const sf_byte *)base + text.at, *pe = p + text.len;
    struct sf_uri uri;
    return p < pe && evident_uri(base, p, pe, &uri) == pe;
}

static SF_INLINE bool is_evident(enum sf_group group, const struct sf_msg *msg,
                                 struct sf_view value)
{
    const char *base = msg->bytes;
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    uint32_t number;
    switch (group) {
    case SF_GROUP_UNKNOWN:
        return true;
    case SF_GROUP_CALL_ID: /* L1 has matched this */
        return p < pe && msg->call_id.at == value.at && msg->call_id.len == value.len;
    case SF_GROUP_CSEQ: /* and this */
        return msg->cseq.method_name.at > value.at &&
               sf_view_end(msg->cseq.method_name) == sf_view_end(value);
    case SF_GROUP_VIA:
        if (msg->in_full & SF_VIA_IN_FULL &&
            msg->via.whole.at == value.at) { /* L1 has read the topmost */
            p += msg->via.whole.len;
            if (p == pe)
                return true;
            for (p++; p < pe && *p == ' '; p++)
                ;
        }
        return evident_values(base, p, pe, evident_via_value);
    case SF_GROUP_FROM:
        return msg->in_full & SF_FROM_IN_FULL ? is_evident_uri(base, msg->from_address)
                                              : evident_party(base, p, pe) == pe;
    case SF_GROUP_TO:
        return msg->in_full & SF_TO_IN_FULL ? is_evident_uri(base, msg->to_address)
                                            : evident_party(base, p, pe) == pe;
    case SF_GROUP_PARTY:
        return evident_party(base, p, pe) == pe;
    case SF_GROUP_ROUTE:
        return evident_values(base, p, pe, evident_party);
    case SF_GROUP_CONTACT:
        return evident_values(base, p, pe, evident_contact);
    case SF_GROUP_IDENTITY:
        return evident_values(base, p, pe, evident_identity);
    case SF_GROUP_HOPS:
        return evident_number(p, pe, 2, &number) == pe;
    case SF_GROUP_SECONDS:
        return evident_number(p, pe, 9, &number) == pe;
    case SF_GROUP_REFRESHED:
        p = evident_number(p, pe, 9, &number);
        return p && evident_parameters(base, p, pe, LIST_REFRESHER, NULL, NULL) == pe;
    case SF_GROUP_TOKENS:
        return value.len < 2 * SF_LIMIT_VALUES && sf_is_token_list(base, p, pe);
    case SF_GROUP_TOKEN:
        return evident_token(base, p, pe) == pe;
    case SF_GROUP_TEXT:
        return sf_reach(base, p, pe, SF_CLASS_TEXT) ==
               pe; /* L1 has cut the white space at its ends */
    case SF_GROUP_PRODUCTS:
        return evident_products(base, p, pe) == pe;
    case SF_GROUP_TYPE:
        p = evident_media(base, p, pe);
        return p && evident_parameters(base, p, pe, LIST_TYPE, NULL, NULL) == pe;
    case SF_GROUP_DISPOSITION:
        p = evident_token(base, p, pe);
        return p && evident_parameters(base, p, pe, LIST_DISPOSITION, NULL, NULL) == pe;
    case SF_GROUP_RANGES:
        return evident_values(base, p, pe, evident_range);
    case SF_GROUP_REASONS:
        return evident_values(base, p, pe, evident_reason);
    case SF_GROUP_PRIVACY:
        return evident_privacy(base, p, pe);
    case SF_GROUP_CREDENTIALS:
        return evident_digest(base, p, pe, NULL, true) == pe;
    case SF_GROUP_CHALLENGE:
        return evident_digest(base, p, pe, NULL, false) == pe;
    default:
        return false;
    }
}

/* Those of a group that are not evident. */
static SF_INLINE uint64_t doubtful_of(const struct sf_msg *msg, unsigned from,
                                      const uint64_t fields[SF_GROUPS], enum sf_group group)
{
    uint64_t doubtful = 0;
    for (uint64_t rest = fields[group]; rest; rest &= rest - 1)
        if (!is_evident(group, msg, msg->header[from + sf_lowest_bit(rest)].value))
            doubtful |= rest & -rest;
    return doubtful;
}

/* Fields are read group by group, not as they come: the processor then foresees what is read next.
 */
uint64_t sf_doubtful(const struct sf_msg *msg, unsigned from, uint64_t wanted)
{
    uint64_t fields[SF_GROUPS], doubtful;
    sf_clear(fields, sizeof fields);
    for (; wanted; wanted &= wanted - 1)
        fields[sf_group_of[msg->header[from + sf_lowest_bit(wanted)].id]] |= wanted & -wanted;
    doubtful = fields[SF_GROUP_NOT_EVIDENT];
#define READ(group) doubtful |= doubtful_of(msg, from, fields, SF_GROUP_##group)
    READ(VIA), READ(FROM), READ(TO), READ(PARTY), READ(CALL_ID), READ(CSEQ), READ(HOPS),
        READ(SECONDS), READ(CONTACT), READ(ROUTE), READ(TOKENS);
    READ(PRODUCTS), READ(TYPE), READ(CREDENTIALS), READ(IDENTITY), READ(REFRESHED), READ(RANGES),
        READ(REASONS), READ(PRIVACY);
    READ(TOKEN), READ(TEXT), READ(DISPOSITION), READ(CHALLENGE);
#undef READ
    return doubtful;
}

bool sf_evident_request_uri(const struct sf_msg *msg)
{
    return is_evident_uri(msg->bytes, msg->request_uri);
}
