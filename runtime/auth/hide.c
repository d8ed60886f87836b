/* sipfsm auth: what a log must not show. */
#include "sipfsm/digest.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Everything after the first word, which is a scheme if another word follows. */
static struct sf_view behind_scheme(struct sf_str value)
{
    size_t at = 0;
    while (at < value.len && !is_blank(value.p[at]))
        at++;
    while (at < value.len && is_blank(value.p[at]))
        at++;
    if (at == value.len)
        at = 0;
    return (struct sf_view){(uint32_t)at, (uint32_t)(value.len - at)};
}

bool sf_digest_hide(enum sf_header_id id, struct sf_str value, size_t *from, struct sf_view *hidden)
{
    struct sf_view whole = {0, (uint32_t)value.len};
    bool first = *from == 0;
    *from = 1;
    if (!first || !value.len)
        return false;
    if (id == SF_HEADER_AUTHORIZATION || id == SF_HEADER_PROXY_AUTHORIZATION) {
        struct sf_credentials credentials;
        bool ok = sf_credentials_parse(value.p, whole, &credentials, NULL) && credentials.digest;
        *hidden = ok ? credentials.response : behind_scheme(value);
    } else if (id == SF_HEADER_AUTHENTICATION_INFO) {
        struct sf_authentication_info info;
        *hidden = sf_authentication_info_parse(value.p, whole, &info, NULL) ? info.rspauth : whole;
    } else {
        return false;
    }
    return hidden->len > 0;
}

/* A header field's name at the start of a line, up to its colon; 0: it is another line. */
static size_t name_of(struct sf_str line, enum sf_header_id *id)
{
    static const struct {
        struct sf_str name;
        enum sf_header_id id;
    } known[] = {{{"Authorization", 13}, SF_HEADER_AUTHORIZATION},
                 {{"Proxy-Authorization", 19}, SF_HEADER_PROXY_AUTHORIZATION},
                 {{"Authentication-Info", 19}, SF_HEADER_AUTHENTICATION_INFO}};
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t at = known[i].name.len;
        if (line.len <= at || !sf_str_equal_nocase((struct sf_str){line.p, at}, known[i].name))
            continue;
        while (at < line.len && (line.p[at] == ' ' || line.p[at] == '\t'))
            at++;
        *id = known[i].id;
        return at < line.len && line.p[at] == ':' ? at + 1 : 0;
    }
    return 0;
}

/* The end of the line that begins at `at`, or with `folded` of those that go on with it. */
static size_t end_of(struct sf_str text, size_t at, bool folded)
{
    while (at < text.len) {
        bool ends = text.p[at] == '\n' ||
                    (text.p[at] == '\r' && (at + 1 == text.len || text.p[at + 1] != '\n'));
        at++;
        if (ends && !(folded && at < text.len && (text.p[at] == ' ' || text.p[at] == '\t')))
            break;
    }
    return at;
}

bool sf_digest_hide_next(struct sf_str message, size_t *from, struct sf_view *hidden)
{
    while (*from < message.len) {
        size_t at = *from, next = end_of(message, at, false);
        enum sf_header_id id;
        size_t name = name_of((struct sf_str){message.p + at, next - at}, &id);
        *from = next;
        if (!name)
            continue;
        size_t end = *from = end_of(message, at, true), inner = 0;
        at += name;
        while (at < end && is_blank(message.p[at]))
            at++;
        while (end > at && is_blank(message.p[end - 1]))
            end--;
        /* The grammar reads no header field longer than this: all of the line is hidden. */
        struct sf_str value = {message.p + at, end - at};
        if (value.len > SF_LIMIT_HEADER_VALUE_BYTES)
            *hidden = (struct sf_view){0, (uint32_t)value.len};
        else if (!sf_digest_hide(id, value, &inner, hidden))
            continue;
        hidden->at += (uint32_t)at;
        return true;
    }
    return false;
}
