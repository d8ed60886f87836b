/* sipfsm msg: header fields, mended. See mend_field.h. */
#include "mend_field.h"

#include "sipfsm/kind.h"

#include "header.h"

/* ---- URIs ---- */

/* Escapes the characters of a userinfo that are not allowed there. */
void sf_mend_put_uri(struct sf_mending *mend, const char *p, const char *pe)
{
    static const char hex[] = "0123456789ABCDEF";
    const char *colon = memchr(p, ':', (size_t)(pe - p)), *sign = memchr(p, '@', (size_t)(pe - p));
    if (!sf_mend_wants(mend, SF_MEND_USER_LETTERS) || !colon || !sign || colon > sign) {
        sf_mend_keep(mend, p, pe);
        return;
    }
    sf_mend_keep(mend, p, colon + 1);
    for (p = colon + 1; p < sign; p++) {
        bool letter = sf_class[(sf_byte)*p] & SF_CLASS_DIGIT ||
                      ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
        if (letter || (*p && strchr("-_.!~*'()&=+$,;?/:", *p)) ||
            (*p == '%' && sign - p > 2 && sf_hex_of(p[1]) >= 0 && sf_hex_of(p[2]) >= 0)) {
            sf_mend_keep(mend, p, p + 1);
        } else {
            char escaped[3] = {'%', hex[(sf_byte)*p >> 4], hex[(sf_byte)*p & 15]};
            sf_mend_insert(mend, escaped, 3, p);
            mend->done |= SF_MEND_USER_LETTERS;
        }
    }
    sf_mend_keep(mend, sign, pe);
}

/* ---- Values ---- */

/* The first `c` that is in no quotes, or pe. */
static const char *outside_quotes(const char *p, const char *pe, char c)
{
    for (bool quoted = false; p < pe && (quoted || *p != c); p++)
        if (quoted && *p == '\\' && p + 1 < pe)
            p++;
        else if (*p == '"')
            quoted = !quoted;
    return p;
}

bool sf_mend_is_blank(const char *p, const char *pe)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): p < pe */
    while (p < pe && sf_is_lws((sf_byte)*p))
        p++;
    return p == pe;
}

/* A list that begins with its ";", without the empty parameters. */
static void put_parameters(struct sf_mending *mend, const char *p, const char *pe)
{
    while (p < pe) {
        const char *end = outside_quotes(p + 1, pe, ';');
        if (*p == ';' && sf_mend_is_blank(p + 1, end) && sf_mend_wants(mend, SF_MEND_EMPTIES))
            mend->done |= SF_MEND_EMPTIES;
        else
            sf_mend_keep(mend, p, end);
        p = end;
    }
}

static bool is_display(const char *p, const char *pe)
{
    while (p < pe && (sf_class[(sf_byte)*p] & SF_CLASS_TOKEN || sf_is_lws((sf_byte)*p)))
        p++;
    return p == pe;
}

static void put_display(struct sf_mending *mend, const char *p, const char *pe)
{
    const char *end = pe;
    while (end > p && sf_is_lws((sf_byte)end[-1]))
        end--;
    if (p == end || *p == '"' || is_display(p, end) ||
        !sf_mend_wants(mend, SF_MEND_DISPLAY_NAMES)) {
        sf_mend_keep(mend, p, pe);
        return;
    }
    sf_mend_insert(mend, "\"", 1, p);
    for (; p < end; p++) {
        if (*p == '"' || *p == '\\')
            sf_mend_insert(mend, "\\", 1, p);
        sf_mend_keep(mend, p, p + 1);
    }
    sf_mend_insert(mend, "\" ", 2, end);
    mend->done |= SF_MEND_DISPLAY_NAMES;
}

static void put_address(struct sf_mending *mend, const char *p, const char *pe)
{
    const char *open = outside_quotes(p, pe, '<'),
               *close = open < pe ? memchr(open, '>', (size_t)(pe - open)) : NULL;
    if (close) {
        put_display(mend, p, open);
        sf_mend_keep(mend, open, open + 1);
        sf_mend_put_uri(mend, open + 1, close);
        sf_mend_keep(mend, close, close + 1);
        put_parameters(mend, close + 1, pe);
    } else {
        const char *semicolon = outside_quotes(p, pe, ';');
        sf_mend_put_uri(mend, p, semicolon);
        put_parameters(mend, semicolon, pe);
    }
}

static void put_bracketed(struct sf_mending *mend, const char *p, const char *pe)
{
    sf_mend_insert(mend, "<", 1, p);
    sf_mend_put_uri(mend, p, pe);
    sf_mend_insert(mend, ">", 1, pe);
    mend->done |= SF_MEND_BRACKETS;
}

static void put_comment(struct sf_mending *mend, const char *p, const char *pe)
{
    sf_mend_insert(mend, "(", 1, p);
    for (; p < pe; p++) {
        if (*p == '(' || *p == ')' || *p == '\\')
            sf_mend_insert(mend, "\\", 1, p);
        sf_mend_keep(mend, p, p + 1);
    }
    sf_mend_insert(mend, ")", 1, pe);
    mend->done |= SF_MEND_PRODUCTS;
}

static void put_any(struct sf_mending *mend, const char *p, const char *pe)
{
    const char *semicolon = outside_quotes(p, pe, ';');
    sf_mend_keep(mend, p, semicolon);
    put_parameters(mend, semicolon, pe);
}

static bool parses(struct sf_mend_rule rule, const char *base, const char *p, const char *pe)
{
    union sf_typed typed;
    return rule.parse(base, sf_view_of(base, p, pe), &typed, NULL);
}

/* One way to mend a value; it stays if it helps. */
static bool helps(struct sf_mending *mend, struct sf_mend_rule rule,
                  void (*way)(struct sf_mending *, const char *, const char *), const char *p,
                  const char *pe)
{
    struct sf_mend_mark before = sf_mend_mark(mend);
    way(mend, p, pe);
    if (!mend->full && parses(rule, mend->out, mend->out + before.n, mend->out + mend->n))
        return true;
    sf_mend_take_back(mend, before);
    return false;
}

static void put_value(struct sf_mending *mend, struct sf_mend_rule rule, const char *p,
                      const char *pe)
{
    bool bare = !memchr(p, '<', (size_t)(pe - p));
    if (p < pe && !parses(rule, mend->bytes, p, pe)) {
        if (helps(mend, rule, rule.address ? put_address : put_any, p, pe))
            return;
        if (rule.address && bare && sf_mend_wants(mend, SF_MEND_BRACKETS) &&
            helps(mend, rule, put_bracketed, p, pe))
            return;
        if (rule.server && sf_mend_wants(mend, SF_MEND_PRODUCTS) &&
            helps(mend, rule, put_comment, p, pe))
            return;
    }
    sf_mend_keep(mend, p, pe);
}

/* ---- Fields ---- */

static const char *value_end(enum sf_header_id id, const char *p, const char *pe)
{
    return sf_header_shape_of(id) == SF_SHAPE_LIST
               ? sf_value_end(p, pe, id == SF_HEADER_IN_REPLY_TO)
               : pe;
}

/* True if every value matches, and none is missing next to a comma. */
static bool is_sound(const struct sf_mending *mend, enum sf_header_id id, struct sf_mend_rule rule,
                     const char *p, const char *pe)
{
    if (sf_mend_is_blank(p, pe))
        return true;
    for (;; p++) {
        const char *end = value_end(id, p, pe), *first = p, *last = end;
        sf_trim(&first, &last);
        if (!parses(rule, mend->bytes, first, last))
            return false;
        if ((p = end) == pe)
            return true;
    }
}

static void put_values(struct sf_mending *mend, enum sf_header_id id, struct sf_mend_rule rule,
                       const char *p, const char *pe)
{
    bool list = sf_header_shape_of(id) == SF_SHAPE_LIST, more = false;
    for (;; p++) {
        const char *end = value_end(id, p, pe), *first = p, *last = end;
        sf_trim(&first, &last);
        if (list && first == last && sf_mend_wants(mend, SF_MEND_EMPTIES)) {
            mend->done |= SF_MEND_EMPTIES;
        } else {
            if (more)
                sf_mend_insert(mend, ", ", 2, first);
            put_value(mend, rule, first, last);
            more = true;
        }
        if ((p = end) == pe)
            return;
    }
}

/* One field from its name to the end of its last line, whose CRLF is not in it. */
void sf_mend_put_field(struct sf_mending *mend, const char *p, const char *pe)
{
    const char *colon = memchr(p, ':', (size_t)(pe - p)), *name_end = colon;
    while (name_end && name_end > p && sf_is_wsp((sf_byte)name_end[-1]))
        name_end--;
    enum sf_header_id id = colon ? sf_header_of((struct sf_str){p, (size_t)(name_end - p)})
                                 : SF_HEADER_OTHER;
    struct sf_mend_rule rule = mend->rule_of(mend, id);
    uint32_t length;
    if (id == SF_HEADER_CONTENT_LENGTH && mend->length < 0) {
        const char *value = colon + 1;
        while (value < pe && sf_is_lws((sf_byte)*value))
            value++;
        if (sf_content_length_parse(mend->bytes, sf_view_of(mend->bytes, value, pe), &length, NULL))
            mend->length = length;
    }
    if (!rule.parse || id == SF_HEADER_CONTENT_LENGTH || is_sound(mend, id, rule, colon + 1, pe)) {
        sf_mend_keep(mend, p, pe);
        return;
    }
    const char *value = colon + 1;
    while (value < pe && sf_is_lws((sf_byte)*value))
        value++;
    struct sf_mend_mark before = sf_mend_mark(mend);
    mend->done = 0;
    sf_mend_keep(mend, p, value);
    put_values(mend, id, rule, value, pe);
    if (mend->done) {
        mend->done |= before.done;
    } else { /* nothing helped: the field stays as it was, with its own white space */
        sf_mend_take_back(mend, before);
        sf_mend_keep(mend, p, pe);
    }
}
