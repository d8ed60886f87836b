/* sipfsm msg: parts of values that are evidently right (evident_uri.c says what that means). */
#include "sipfsm/auth.h"

#include "typed.h"

/* type/subtype; a wildcard type is left to the grammar. */
static const sf_byte *evident_media(const char *base, const sf_byte *p, const sf_byte *pe)
{
    if (p < pe && *p == '*')
        return NULL;
    p = evident_token(base, p, pe);
    return p && p < pe && *p == '/' ? evident_token(base, p + 1, pe) : NULL;
}

/* Products and comments that hold no other comment. */
static const sf_byte *evident_products(const char *base, const sf_byte *p, const sf_byte *pe)
{
    for (;; p++) {
        if (p < pe && *p == '(') {
            do
                p = sf_reach(base, p + 1, pe, SF_CLASS_TOKEN);
            while (p < pe && *p != '(' && *p != ')' && *p != '\\');
            if (p == pe || *p++ != ')')
                return NULL;
        } else {
            p = evident_token(base, p, pe);
            if (p && p < pe && *p == '/')
                p = evident_token(base, p + 1, pe);
        }
        if (!p || p == pe || *p != ' ')
            return p;
    }
}

enum { USERNAME = 1, REALM = 2, NONCE = 4, URI = 8, RESPONSE = 16 };

/* The bit of a parameter that Digest must have; in another case it is not evident. */
static inline unsigned digest_bit(const sf_byte *name, size_t length)
{
    if (length == 8)
        return memcmp(name, "username", 8) == 0   ? USERNAME
               : memcmp(name, "response", 8) == 0 ? RESPONSE
                                                  : 0;
    if (length == 5)
        return memcmp(name, "realm", 5) == 0 ? REALM : memcmp(name, "nonce", 5) == 0 ? NONCE : 0;
    return length == 3 && memcmp(name, "uri", 3) == 0 ? URI : 0;
}

/* nc: eight hex digits. */
static bool is_nonce_count(const sf_byte *p, const sf_byte *pe)
{
    if (pe - p != 8)
        return false;
    for (; p < pe; p++)
        if (!(sf_is_digit(*p) || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')))
            return false;
    return true;
}

/* Sets what a parameter of credentials is in their struct. False: the grammar decides. */
static inline bool take_credential(struct sf_credentials *out, const sf_byte *name, size_t length,
                                   struct sf_view value)
{
    struct sf_view *to = NULL;
    switch (length) {
    case 2:
        to = IS_NAME(name, "nc") ? &out->nc : NULL;
        break;
    case 3:
        to = IS_NAME(name, "uri") ? &out->uri : IS_NAME(name, "qop") ? &out->qop : NULL;
        break;
    case 5:
        to = IS_NAME(name, "realm") ? &out->realm : IS_NAME(name, "nonce") ? &out->nonce : NULL;
        break;
    case 6:
        to = IS_NAME(name, "cnonce") ? &out->cnonce : IS_NAME(name, "opaque") ? &out->opaque : NULL;
        break;
    case 8:
        to = IS_NAME(name, "username")   ? &out->username
             : IS_NAME(name, "response") ? &out->response
                                         : NULL;
        if (!to && IS_NAME(name, "userhash"))
            return false;
        break;
    case 9:
        to = IS_NAME(name, "algorithm") ? &out->algorithm : NULL;
        break;
    default:
        break;
    }
    if (to)
        *to = value;
    return true;
}

/* The same of a challenge. */
static inline bool take_challenge(struct sf_challenge *out, const sf_byte *name, size_t length,
                                  struct sf_view value)
{
    struct sf_view *to = NULL;
    switch (length) {
    case 3:
        to = IS_NAME(name, "qop") ? &out->qop : NULL;
        break;
    case 5:
        to = IS_NAME(name, "realm") ? &out->realm : IS_NAME(name, "nonce") ? &out->nonce : NULL;
        if (!to && IS_NAME(name, "stale"))
            return false;
        break;
    case 6:
        to = IS_NAME(name, "domain") ? &out->domain : IS_NAME(name, "opaque") ? &out->opaque : NULL;
        break;
    case 7:
        to = IS_NAME(name, "charset") ? &out->charset : NULL;
        break;
    case 8:
        return !IS_NAME(name, "userhash");
    case 9:
        to = IS_NAME(name, "algorithm") ? &out->algorithm : NULL;
        break;
    default:
        break;
    }
    if (to)
        *to = value;
    return true;
}

/* Digest, with all that must be there. `out` may be null; else it is zero, and gets all that its
 * struct has a member for but the scheme and the list. */
static SF_INLINE const sf_byte *evident_digest(const char *base, const sf_byte *p,
                                               const sf_byte *pe, void *out, bool credentials)
{
    unsigned there = credentials ? 0 : USERNAME | URI | RESPONSE;
    struct names names = {0, 0};
    if (!IS_TEXT(p, pe, "Digest "))
        return NULL;
    for (p += 7;; p++) {
        struct sf_pair pair;
        while (names.count && p < pe && *p == ' ')
            p++;
        const sf_byte *name = p;
        if (!evident_pair(base, p, pe, SF_CLASS_TOKEN, &names, &pair) || !pair.value)
            return NULL;
        size_t length = (size_t)(pair.name_end - name);
        p = pair.end;
        if (pair.value == p)
            p = p < pe && *p == '"' ? evident_quoted(base, p, pe) : NULL;
        if (!p || pair.name_end[-1] == '*' || /* both username* and username: the grammar decides */
            (credentials && length == 2 && (*name | 0x20) == 'n' && !is_nonce_count(pair.value, p)))
            return NULL;
        there |= digest_bit(name, length);
        if (out &&
            !(credentials ? take_credential(out, name, length, sf_view_of(base, pair.value, p))
                          : take_challenge(out, name, length, sf_view_of(base, pair.value, p))))
            return NULL;
        if (p == pe || *p != ',')
            return there == (USERNAME | REALM | NONCE | URI | RESPONSE) ? p : NULL;
    }
}
