/* sipfsm msg: addresses that are evidently right (evident_uri.c says what that means): a URI in <
 * >, maybe with a display name before it, and the parameters after it. */
#include "sipfsm/extensions.h"
#include "sipfsm/headers.h"

#include "typed.h"

/* A display name and the white space after it: the byte that must be "<". */
static inline const sf_byte *evident_display(const char *base, const sf_byte *p, const sf_byte *pe,
                                             struct sf_view *display)
{
    const sf_byte *end;
    if (*p == '"') {
        end = evident_quoted(base, p, pe);
        if (!end || end == pe)
            return NULL;
        *display = sf_view_of(base, p, end);
        return *end == ' ' ? end + 1 : end;
    }
    end = sf_reach(base, p, pe, SF_CLASS_WORDS);
    if (end == p || *p == ' ' || *p == '*' || (end[-1] == ' ' && end[-2] == ' '))
        return NULL;
    *display = sf_view_of(base, p, end - (end[-1] == ' '));
    return end;
}

/* All but its parameters, and `whole`. `address` is zero if it is to be read. Not deep: the URI is
 * not typed, as for L1. */
static SF_INLINE const sf_byte *evident_address(const char *base, const sf_byte *p,
                                                const sf_byte *pe, struct sf_name_addr *address,
                                                bool deep)
{
    const sf_byte *end;
    if (p < pe && *p != '<')
        p = evident_display(base, p, pe, &address->display);
    if (!p || p == pe || *p++ != '<')
        return NULL;
    end = deep ? evident_uri(base, p, pe, &address->uri) : sf_reach(base, p, pe, SF_CLASS_URI);
    if (!end || end == p || end == pe || *end != '>')
        return NULL;
    address->brackets = true;
    address->address = sf_view_of(base, p, end);
    if (deep)
        address->uri.whole = address->address;
    return end + 1;
}

/* ---- Parameters of headers ---- */

/* The parameters of a header besides generic ones: the value of a known parameter must fit. */
enum {
    LIST_ADDRESS,
    LIST_CONTACT,
    LIST_TYPE,
    LIST_RANGE,
    LIST_DISPOSITION,
    LIST_REASON,
    LIST_REFRESHER
};

/* True if a name of the given length is `known`, regardless of case. `known` is in small letters.
 */
static SF_INLINE bool is_name(const sf_byte *name, const char *known, size_t length)
{
    uint32_t first, last, known_first, known_last;
    if (length < 4)
        return (name[0] | 0x20) == (sf_byte)known[0] &&
               (length < 2 || (name[1] | 0x20) == (sf_byte)known[1]) &&
               (length < 3 || (name[2] | 0x20) == (sf_byte)known[2]);
    for (size_t i = 0; i + 8 < length; i += 4) {
        memcpy(&first, name + i, 4);
        memcpy(&known_first, known + i, 4);
        if ((first | 0x20202020u) != known_first)
            return false;
    }
    size_t near = length > 8 ? length - 8 : 0;
    memcpy(&first, name + near, 4);
    memcpy(&known_first, known + near, 4);
    memcpy(&last, name + (length - 4), 4);
    memcpy(&known_last, known + (length - 4), 4);
    return (first | 0x20202020u) == known_first && (last | 0x20202020u) == known_last;
}
#define IS_NAME(name, literal) is_name(name, literal, sizeof(literal) - 1)

/* True if the value of a parameter evidently has the form that its name demands in this kind of
 * list. `value` is null if the parameter has none; else it is a token, or a quoted-string if
 * `quoted`. `out` is the struct of the list: it gets the value if it has a member for it. It may be
 * null. False proves no error: some names are compared by length and first letter only. */
static SF_INLINE bool evident_fits(const char *base, int list, void *out, const sf_byte *name,
                                   size_t length, const sf_byte *value, const sf_byte *end,
                                   bool quoted)
{
    sf_byte first = *name | 0x20;
    bool token = value && !quoted;
    uint32_t number;
    int32_t q;
    switch (list) {
    case LIST_CONTACT:
        if (length == 1 && first == 'q') {
            if (!token ||
                !sf_qvalue_of((struct sf_str){(const char *)value, (size_t)(end - value)}, &q))
                return false;
            if (out)
                ((struct sf_contact *)out)->q = q;
            return true;
        }
        if (length == 7 && first == 'e') {
            if (!token || evident_number(value, end, 9, &number) != end)
                return false;
            if (out && IS_NAME(name, "expires"))
                ((struct sf_contact *)out)->expires_s = number;
            return true;
        }
        return !(length == 3 && first == 't') || token;
    case LIST_ADDRESS:
        return !(length == 3 && first == 't') || token; /* tag */
    case LIST_TYPE:
        return value != NULL;
    case LIST_RANGE:
        if (length != 1 || first != 'q')
            return true;
        if (!token ||
            !sf_qvalue_of((struct sf_str){(const char *)value, (size_t)(end - value)}, &q))
            return false;
        if (out)
            ((struct sf_media_range *)out)->q = q;
        return true;
    case LIST_DISPOSITION:
        if (length != 8 || first != 'h')
            return true;
        if (out && token && IS_NAME(name, "handling"))
            ((struct sf_content_disposition *)out)->handling = sf_view_of(base, value, end);
        return token;
    case LIST_REASON:
        if (length == 5 && first == 'c') {
            if (!token || evident_number(value, end, 9, &number) != end)
                return false;
            if (out && IS_NAME(name, "cause"))
                ((struct sf_reason *)out)->cause = number;
            return true;
        }
        if (length != 4 || first != 't')
            return true;
        if (out && quoted && IS_NAME(name, "text"))
            ((struct sf_reason *)out)->text = sf_view_of(base, value, end);
        return quoted;
    case LIST_REFRESHER:
        if (length != 9 || first != 'r')
            return true;
        if (!token || end - value != 3 || value[0] != 'u' || value[1] != 'a' ||
            (value[2] != 'c' && value[2] != 's'))
            return false;
        if (out && IS_NAME(name, "refresher")) {
            struct sf_session_expires *expires = out;
            expires->refresher_value = sf_view_of(base, value, end);
            expires->refresher = value[2] == 'c' ? SF_REFRESHER_UAC : SF_REFRESHER_UAS;
        }
        return true;
    default:
        return true;
    }
}

/* Parameters whose first semicolon is at p, if there are any. `tag` (may be null) gets the value of
 * the one of that name, `out` (may be null) those that its struct has a member for. */
static SF_INLINE const sf_byte *evident_parameters(const char *base, const sf_byte *p,
                                                   const sf_byte *pe, int list, void *out,
                                                   struct sf_view *tag)
{
    struct names names = {0, 0};
    while (p < pe && *p == ';') {
        struct sf_pair pair;
        const sf_byte *name = p + 1;
        bool quoted = false;
        if (!evident_pair(base, name, pe, SF_CLASS_TOKEN, &names, &pair))
            return NULL;
        p = pair.end;
        if (pair.value == p) {
            quoted = p < pe && *p == '"';
            p = quoted ? evident_quoted(base, p, pe) : NULL;
        }
        if (!p || !evident_fits(base, list, out, name, (size_t)(pair.name_end - name), pair.value,
                                p, quoted))
            return NULL;
        if (tag && pair.name_end - name == 3 && IS_NAME(name, "tag"))
            *tag = sf_view_of(base, pair.value, p);
    }
    return p;
}

/* The parameters of an address. Most have a tag alone, or none. */
static SF_INLINE const sf_byte *evident_tagged(const char *base, const sf_byte *p,
                                               const sf_byte *pe, struct sf_view *tag)
{
    if (pe - p > 5 && memcmp(p, ";tag=", 5) == 0) {
        const sf_byte *end = sf_reach(base, p + 5, pe, SF_CLASS_TOKEN);
        if (end > p + 5 && (end == pe || *end == ',')) {
            *tag = sf_view_of(base, p + 5, end);
            return end;
        }
    }
    return p < pe && *p == ';' ? evident_parameters(base, p, pe, LIST_ADDRESS, NULL, tag) : p;
}

/* A whole name-addr and its parameters, of which only the tag is typed: what name_addr.rl makes of
 * it. */
static bool evident_name_addr(const char *base, struct sf_view value, struct sf_name_addr *address)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *end;
    sf_clear(address, sizeof *address);
    address->whole = value;
    address->uri.port = -1;
    p = evident_address(base, p, pe, address, true);
    end = p ? evident_tagged(base, p, pe, &address->tag) : NULL;
    if (end != pe)
        return false;
    if (end > p)
        address->parameters = sf_view_of(base, p + 1, pe);
    return true;
}

/* The tag of an address, and its URI as text: L1 needs nothing else. */
static bool evident_tag(const char *base, struct sf_view value, struct sf_view *text,
                        struct sf_view *tag)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    struct sf_name_addr address;
    struct sf_view found = {0, 0};
    p = evident_address(base, p, pe, &address, false);
    if (!p || evident_tagged(base, p, pe, &found) != pe)
        return false;
    *text = address.address;
    *tag = found;
    return true;
}
