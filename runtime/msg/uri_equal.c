/* sipfsm msg: equality of URIs (3261:19.1.4, 3966:4). */
#include "sipfsm/uri.h"

#include "scan.h"

/* The next letter of a text, unescaped; -1 at its end. An escaped letter of the "reserved" set
 * (2396:2.2) is not the letter: it gets a bit of its own, so that %3B equals %3b and never ";". */
enum { ESCAPED_RESERVED = 0x100 };

static int next_letter(struct sf_str *text)
{
    if (text->len == 0)
        return -1;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is not empty */
    int c = (unsigned char)text->p[0];
    size_t used = 1;
    if (c == '%' && text->len >= 3 && sf_hex_of(text->p[1]) >= 0 && sf_hex_of(text->p[2]) >= 0) {
        c = sf_hex_of(text->p[1]) * 16 + sf_hex_of(text->p[2]);
        used = 3;
        if (c && strchr(";/?:@&=+$,", c))
            c |= ESCAPED_RESERVED;
    }
    text->p += used;
    text->len -= used;
    return c;
}

static bool equal(struct sf_str a, struct sf_str b, bool nocase)
{
    if (!a.p != !b.p)
        return false;
    for (;;) {
        int x = next_letter(&a), y = next_letter(&b);
        if (nocase) {
            x = x >= 'A' && x <= 'Z' ? x + 32 : x;
            y = y >= 'A' && y <= 'Z' ? y + 32 : y;
        }
        if (x != y)
            return false;
        if (x < 0)
            return true;
    }
}

/* Names without case and no escapes (3261:19.1.2); IPv6 addresses by value, however written
 * (5954:4.2). */
static bool hosts_match(struct sf_str a, struct sf_str b)
{
    uint8_t x[16], y[16];
    if (sf_str_equal_nocase(a, b))
        return true;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): not empty */
    return a.len > 2 && b.len > 2 && a.p[0] == '[' && b.p[0] == '[' &&
           sf_ipv6_of((struct sf_str){a.p + 1, a.len - 2}, x) &&
           sf_ipv6_of((struct sf_str){b.p + 1, b.len - 2}, y) && memcmp(x, y, sizeof x) == 0;
}

/* One "name=value" of a list that `mark` separates. */
static bool next_pair(struct sf_str *list, char mark, struct sf_str *name, struct sf_str *value)
{
    if (list->len == 0)
        return false;
    const char *end = memchr(list->p, mark, list->len);
    size_t len = end ? (size_t)(end - list->p) : list->len;
    const char *sign = memchr(list->p, '=', len);
    *name = (struct sf_str){list->p, sign ? (size_t)(sign - list->p) : len};
    *value = sign ? (struct sf_str){sign + 1, len - name->len - 1} : (struct sf_str){NULL, 0};
    list->p += end ? len + 1 : len;
    list->len -= end ? len + 1 : len;
    return true;
}

/* Every parameter of both must match; one of these in one URI alone never does (3261:19.1.4).
 * transport is not in the first list of 3261:19.1.4 ("user, ttl, or method"), but the paragraph on
 * default values before it names it, and an example after it has sip:bob@biloxi.com differ from the
 * same with transport=udp. */
static bool decides_alone(struct sf_str name)
{
    static const struct sf_str names[] = {
        {"user", 4}, {"ttl", 3}, {"method", 6}, {"maddr", 5}, {"transport", 9},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (equal(name, names[i], true))
            return true;
    return false;
}

/* A repeated name, which 3261:19.1.1 forbids, matches if each of its values has an equal one. */
static bool parameters_match(struct sf_str a, struct sf_str b)
{
    struct sf_str name, value, other_name, other_value;
    while (next_pair(&a, ';', &name, &value)) {
        bool found = false, same = false;
        for (struct sf_str rest = b; !same && next_pair(&rest, ';', &other_name, &other_value);)
            if (equal(name, other_name, true)) {
                found = true;
                same = equal(value, other_value, true);
            }
        if (found ? !same : decides_alone(name))
            return false;
    }
    return true;
}

/* Headers are compared in any order; each must occur as often in one URI as in the other. This
 * looks for headers of `a` that `b` lacks. Names are compared without case. So are values, as
 * 3261:7.3.1 says by default, although 3261:20 may say otherwise of some headers. */
static unsigned times(struct sf_str list, struct sf_str name, struct sf_str value)
{
    struct sf_str other_name, other_value;
    unsigned n = 0;
    while (next_pair(&list, '&', &other_name, &other_value))
        n += equal(name, other_name, true) && equal(value, other_value, true);
    return n;
}

static bool headers_match(struct sf_str a, struct sf_str b)
{
    struct sf_str name, value;
    for (struct sf_str rest = a; next_pair(&rest, '&', &name, &value);)
        if (times(a, name, value) != times(b, name, value))
            return false;
    return true;
}

bool sf_uri_equal(const char *base_a, const struct sf_uri *a, const char *base_b,
                  const struct sf_uri *b)
{
#define BOTH(part) sf_view_str(base_a, a->part), sf_view_str(base_b, b->part)
    if (a->scheme != b->scheme)
        return false; /* a SIP and a SIPS URI are never equal */
    if (a->scheme != SF_SCHEME_SIP && a->scheme != SF_SCHEME_SIPS) {
        struct sf_tel tel_a, tel_b;
        if (a->scheme == SF_SCHEME_TEL && sf_tel_parse(base_a, a->whole, &tel_a, NULL) &&
            sf_tel_parse(base_b, b->whole, &tel_b, NULL))
            return sf_tel_equal(base_a, &tel_a, base_b, &tel_b);
        /* The rules of other schemes are unknown here: compares the scheme without case, and the
         * rest byte for byte (2396:6). */
        struct sf_str x = sf_view_str(base_a, a->whole), y = sf_view_str(base_b, b->whole);
        size_t n = a->scheme_name.len;
        return x.len == y.len && n == b->scheme_name.len &&
               /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a whole URI */
               sf_str_equal_nocase(BOTH(scheme_name)) && memcmp(x.p + n, y.p + n, x.len - n) == 0;
    }
    return equal(BOTH(user), false) && equal(BOTH(password), false) && hosts_match(BOTH(host)) &&
           a->port == b->port && parameters_match(BOTH(parameters)) &&
           parameters_match(sf_view_str(base_b, b->parameters),
                            sf_view_str(base_a, a->parameters)) &&
           headers_match(BOTH(headers)) &&
           headers_match(sf_view_str(base_b, b->headers), sf_view_str(base_a, a->headers));
#undef BOTH
}
