/* What must hold for one typed value. */
#include "fuzz.h"
#include "same.h"

#include <stdlib.h>

#define SHIFT 7

/* Two readings of the same bytes, the second SHIFT bytes further on. */
struct twice {
    char *near, *far;
    struct sf_view near_value, far_value;
    uint32_t near_at, far_at;
};

static struct twice begin(const char *bytes, size_t size)
{
    const char *differ = same_value(bytes, size);
    FUZZ_MUST(!differ, "the plain and the wide parser differ in %s", differ);
    struct twice t = {.near = fuzz_copy(bytes, size), .far = malloc(SHIFT + size)};
    if (!t.far)
        abort();
    memcpy(t.far, "\";<,@:\\", SHIFT); /* what stands before must not matter */
    memcpy(t.far + SHIFT, t.near, size);
    t.near_value = (struct sf_view){0, (uint32_t)size};
    t.far_value = (struct sf_view){SHIFT, (uint32_t)size};
    t.near_at = t.far_at = UINT32_MAX;
    return t;
}

static bool end(struct twice *t, const char *kind, bool near, bool far)
{
    FUZZ_MUST(near == far, "%s: well-formed at offset 0 is %d, at %d is %d", kind, near, SHIFT,
              far);
    if (!near) {
        FUZZ_MUST(t->near_at <= t->near_value.len, "%s: the error at %u is outside of %u bytes",
                  kind, t->near_at, t->near_value.len);
        FUZZ_MUST(t->far_at == t->near_at + SHIFT,
                  "%s: the error is at %u, and %d bytes further at %u", kind, t->near_at, SHIFT,
                  t->far_at);
    }
    free(t->near);
    free(t->far);
    return near;
}

/* The same text in both. A view that is present and empty at offset 0 reads as absent there, which
 * `sf_view` says. */
static void same(const struct twice *t, const char *what, struct sf_view near, struct sf_view far)
{
    FUZZ_MUST(fuzz_inside(near, t->near_value.len), "%s: %u+%u is outside of %u bytes", what,
              near.at, near.len, t->near_value.len);
    FUZZ_MUST(fuzz_within(far, t->far_value), "%s: %u+%u is outside of its value", what, far.at,
              far.len);
    bool absent = !near.at && !near.len;
    FUZZ_MUST(absent ? far.len == 0 && (far.at == 0 || far.at == SHIFT)
                     : far.at == near.at + SHIFT && far.len == near.len,
              "%s: %u+%u here is %u+%u at %d", what, near.at, near.len, far.at, far.len, SHIFT);
}

static void same_parameter(const struct twice *t, const char *what, struct sf_view parameters,
                           const char *name, struct sf_view known)
{
    struct sf_view found = {0, 0};
    bool is = sf_parameter_find(t->near, parameters, sf_str_of(name), &found);
    FUZZ_MUST(is || !known.len, "%s: sf_parameter_find does not know the %s that was typed", what,
              name);
    FUZZ_MUST(!is || (found.at == known.at && found.len == known.len) || (!found.len && !known.len),
              "%s: %s is %u+%u, sf_parameter_find says %u+%u", what, name, known.at, known.len,
              found.at, found.len);
}

static void same_uri(const struct twice *t, const struct sf_uri *a, const struct sf_uri *b)
{
    FUZZ_MUST(a->scheme == b->scheme && a->port == b->port && a->lr == b->lr,
              "uri: scheme, port or lr depends on the offset");
    FUZZ_MUST(a->port >= -1 && a->port <= 65535, "uri: port %d", a->port);
    same(t, "uri.whole", a->whole, b->whole);
    same(t, "uri.scheme_name", a->scheme_name, b->scheme_name);
    same(t, "uri.user", a->user, b->user);
    same(t, "uri.password", a->password, b->password);
    same(t, "uri.host", a->host, b->host);
    same(t, "uri.parameters", a->parameters, b->parameters);
    same(t, "uri.headers", a->headers, b->headers);
    same(t, "uri.transport", a->transport, b->transport);
    same(t, "uri.maddr", a->maddr, b->maddr);
    same(t, "uri.method", a->method, b->method);
    same(t, "uri.ttl", a->ttl, b->ttl);
    same(t, "uri.user_parameter", a->user_parameter, b->user_parameter);
    if (a->scheme != SF_SCHEME_SIP && a->scheme != SF_SCHEME_SIPS)
        return;
    FUZZ_MUST(a->host.len > 0, "uri: a sip URI without a host");
    const struct sf_view order[] = {a->scheme_name, a->user,       a->password,
                                    a->host,        a->parameters, a->headers};
    uint32_t past = a->whole.at;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!order[i].at && !order[i].len)
            continue;
        FUZZ_MUST(fuzz_within(order[i], a->whole) && order[i].at >= past,
                  "uri: part %zu overlaps the one before it", i);
        past = order[i].at + order[i].len;
    }
    const struct sf_view values[] = {a->transport, a->maddr, a->method, a->ttl, a->user_parameter};
    static const char *const names[] = {"transport", "maddr", "method", "ttl", "user"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        FUZZ_MUST(fuzz_within(values[i], a->parameters),
                  "uri: the value of %s is not among the parameters", names[i]);
        same_parameter(t, "uri", a->parameters, names[i], values[i]);
    }
}

bool fuzz_uri(const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    struct sf_uri near, far;
    bool a = sf_uri_parse(t.near, t.near_value, &near, &t.near_at),
         b = sf_uri_parse(t.far, t.far_value, &far, &t.far_at);
    if (a && b) {
        same_uri(&t, &near, &far);
        FUZZ_MUST(near.whole.at == 0 && near.whole.len == size, "uri: the whole is not the whole");
    }
    return end(&t, "uri", a, b);
}

bool fuzz_via(const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    struct sf_via near, far;
    bool a = sf_via_parse(t.near, t.near_value, &near, &t.near_at),
         b = sf_via_parse(t.far, t.far_value, &far, &t.far_at);
    if (a && b) {
        FUZZ_MUST(near.port == far.port && near.has_rport == far.has_rport &&
                      near.has_cookie == far.has_cookie,
                  "via: a number depends on the offset");
        FUZZ_MUST(near.port >= -1 && near.port <= 65535, "via: port %d", near.port);
        same(&t, "via.whole", near.whole, far.whole);
        same(&t, "via.transport", near.transport, far.transport);
        same(&t, "via.host", near.host, far.host);
        same(&t, "via.sent_by", near.sent_by, far.sent_by);
        same(&t, "via.parameters", near.parameters, far.parameters);
        same(&t, "via.branch", near.branch, far.branch);
        same(&t, "via.received", near.received, far.received);
        same(&t, "via.maddr", near.maddr, far.maddr);
        same(&t, "via.rport", near.rport, far.rport);
        FUZZ_MUST(near.host.len && near.transport.len, "via: no host or no transport");
        FUZZ_MUST(fuzz_within(near.host, near.sent_by), "via: the host is not in sent-by");
        same_parameter(&t, "via", near.parameters, "branch", near.branch);
        same_parameter(&t, "via", near.parameters, "received", near.received);
        same_parameter(&t, "via", near.parameters, "maddr", near.maddr);
        same_parameter(&t, "via", near.parameters, "rport", near.rport);
    }
    return end(&t, "via", a, b);
}

bool fuzz_name_addr(const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    struct sf_name_addr near, far;
    bool a = sf_name_addr_parse(t.near, t.near_value, &near, &t.near_at),
         b = sf_name_addr_parse(t.far, t.far_value, &far, &t.far_at);
    if (a && b) {
        FUZZ_MUST(near.star == far.star && near.brackets == far.brackets,
                  "name-addr: star or brackets depends on the offset");
        same(&t, "name_addr.whole", near.whole, far.whole);
        same(&t, "name_addr.display", near.display, far.display);
        same(&t, "name_addr.address", near.address, far.address);
        same(&t, "name_addr.parameters", near.parameters, far.parameters);
        same(&t, "name_addr.tag", near.tag, far.tag);
        same_parameter(&t, "name-addr", near.parameters, "tag", near.tag);
        if (!near.star) {
            char *address = fuzz_copy(t.near + near.address.at, near.address.len);
            struct sf_uri alone;
            same_uri(&t, &near.uri, &far.uri);
            FUZZ_MUST(near.uri.whole.at == near.address.at &&
                          near.uri.whole.len == near.address.len,
                      "name-addr: the URI is not the address");
            FUZZ_MUST(sf_uri_parse(address, (struct sf_view){0, near.address.len}, &alone, NULL),
                      "name-addr: its address alone is no URI");
            FUZZ_MUST(sf_uri_equal(address, &alone, t.near, &near.uri),
                      "name-addr: its address alone is another URI");
            free(address);
        }
    }
    return end(&t, "name-addr", a, b);
}

bool fuzz_cseq(const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    struct sf_cseq near, far;
    bool a = sf_cseq_parse(t.near, t.near_value, &near, &t.near_at),
         b = sf_cseq_parse(t.far, t.far_value, &far, &t.far_at);
    if (a && b) {
        FUZZ_MUST(near.number == far.number && near.number < 1u << 31, "cseq: number %u, %u",
                  near.number, far.number);
        same(&t, "cseq.method_name", near.method_name, far.method_name);
        FUZZ_MUST(near.method == sf_method_of(sf_view_str(t.near, near.method_name)),
                  "cseq: the method is not the name's");
    }
    return end(&t, "cseq", a, b);
}

bool fuzz_content_type(const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    struct sf_content_type near, far;
    bool a = sf_content_type_parse(t.near, t.near_value, &near, &t.near_at),
         b = sf_content_type_parse(t.far, t.far_value, &far, &t.far_at);
    if (a && b) {
        same(&t, "content_type.type", near.type, far.type);
        same(&t, "content_type.subtype", near.subtype, far.subtype);
        same(&t, "content_type.parameters", near.parameters, far.parameters);
        FUZZ_MUST((near.type.len || near.type.at) && near.subtype.len,
                  "content-type: no type or no subtype");
    }
    return end(&t, "content-type", a, b);
}

/* ---- Any kind ---- */

static void same_list(const struct twice *t, const char *what, unsigned type, struct sf_view near,
                      struct sf_view far)
{
    struct sf_parameter a, b;
    bool (*next)(const char *, struct sf_view *, struct sf_parameter *) =
        type == SF_FIELD_PARAMETERS        ? sf_parameter_next
        : type == SF_FIELD_AUTH_PARAMETERS ? sf_auth_parameter_next
                                           : sf_uri_header_next;
    struct sf_view in = near;
    unsigned count = 0;
    while (next(t->near, &near, &a)) {
        FUZZ_MUST(next(t->far, &far, &b), "%s: a parameter less at %d", what, SHIFT);
        FUZZ_MUST(fuzz_within(a.name, in) && fuzz_within(a.value, in),
                  "%s: a parameter is outside of its list", what);
        FUZZ_MUST(a.name.len > 0, "%s: a parameter without a name", what);
        same(t, what, a.name, b.name);
        same(t, what, a.value, b.value);
        count++;
    }
    FUZZ_MUST(!next(t->far, &far, &b), "%s: a parameter more at %d", what, SHIFT);
    FUZZ_MUST(count <= SF_LIMIT_PARAMETERS, "%s: %u parameters", what, count);
}

static void same_products(const struct twice *t, struct sf_view near, struct sf_view far)
{
    struct sf_product a, b;
    uint32_t past = near.at;
    while (sf_product_next(t->near, &near, &a)) {
        FUZZ_MUST(sf_product_next(t->far, &far, &b), "a product less at %d", SHIFT);
        same(t, "product.name", a.name, b.name);
        same(t, "product.version", a.version, b.version);
        same(t, "product.comment", a.comment, b.comment);
        struct sf_view what = a.name.len ? a.name : a.comment;
        FUZZ_MUST(what.len && what.at >= past, "a product begins in the one before");
        past = what.at + what.len;
    }
    FUZZ_MUST(near.len == 0, "products: it stops %u bytes before the end", near.len);
}

static void same_members(const struct twice *t, const struct sf_kind *kind, const char *near,
                         const char *far)
{
    for (unsigned i = 0; i < kind->fields; i++) {
        const struct sf_field *field = &kind->field[i];
        const char *a = near + field->at, *b = far + field->at;
        static const size_t sizes[] = {[SF_FIELD_BOOL] = sizeof(bool),
                                       [SF_FIELD_U8] = 1,
                                       [SF_FIELD_U16] = 2,
                                       [SF_FIELD_U32] = 4,
                                       [SF_FIELD_I32] = 4,
                                       [SF_FIELD_I64] = 8,
                                       [SF_FIELD_TIME] = 8,
                                       [SF_FIELD_Q] = 4};
        struct sf_view x, y;
        if (field->type == SF_FIELD_URI) {
            if (((const struct sf_uri *)(const void *)a)->whole.len)
                same_uri(t, (const struct sf_uri *)(const void *)a,
                         (const struct sf_uri *)(const void *)b);
            continue;
        }
        if (field->type > SF_FIELD_URI) {
            FUZZ_MUST(memcmp(a, b, sizes[field->type]) == 0, "%s: %s depends on the offset",
                      kind->name, field->name);
            continue;
        }
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        same(t, field->name, x, y);
        if (field->type == SF_FIELD_PRODUCTS)
            same_products(t, x, y);
        else if (field->type != SF_FIELD_TEXT)
            same_list(t, field->name, field->type, x, y);
        char *out = malloc(x.len + 1u);
        size_t length;
        if (!out)
            abort();
        if (sf_unquote(sf_view_str(t->near, x), out, x.len, &length))
            FUZZ_MUST(length <= x.len, "%s: longer without quotes", field->name);
        free(out);
    }
}

bool fuzz_kind(const struct sf_kind *kind, const char *bytes, size_t size)
{
    struct twice t = begin(bytes, size);
    union sf_typed near, far;
    memset(&near, 0x5a, sizeof near); /* nothing is left as it was */
    memset(&far, 0x5a, sizeof far);
    bool a = kind->parse(t.near, t.near_value, &near, &t.near_at),
         b = kind->parse(t.far, t.far_value, &far, &t.far_at);
    FUZZ_MUST(kind->bytes <= sizeof near, "%s does not fit", kind->name);
    if (a && b)
        same_members(&t, kind, (const char *)&near, (const char *)&far);
    return end(&t, kind->name, a, b);
}
