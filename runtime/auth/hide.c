/* sipfsm auth: what a log must not show. */
#include "sipfsm/digest.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Everything behind the first word, which is a scheme if there is another one. */
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
