#include "inspect.h"

#include "cases.h"
#include "sipfsm/mend.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = {"OK",        "NOT_SIP",    "CUT_SHORT",   "VERSION",
                                    "TOO_LARGE", "START_LINE", "HEADER_LINE", "HEADER_VALUE",
                                    "MISSING",   "REPEATED",   "CSEQ_METHOD", "URI"};

bool result_of(struct result *r, const char *kind, const char *base, size_t length)
{
    struct sf_view whole = {0, (uint32_t)length};
    memset(r, 0, sizeof *r);
    r->kind = kind;
    r->base = base;
    r->length = length;
    if (strcmp(kind, "message") == 0) {
        r->code = sf_msg_parse(&r->msg, base, length, &r->error);
        r->ok = r->code == SF_MSG_OK;
        if (r->ok)
            r->check_code = sf_msg_check(&r->msg, &r->check);
    } else if (strcmp(kind, "uri") == 0) {
        r->ok = sf_uri_parse(base, whole, &r->uri, &r->at);
    } else if (strcmp(kind, "via") == 0) {
        r->ok = sf_via_parse(base, whole, &r->via, &r->at);
    } else if (strcmp(kind, "name-addr") == 0) {
        r->ok = sf_name_addr_parse(base, whole, &r->name_addr, &r->at);
        r->uri = r->name_addr.uri;
    } else if (strcmp(kind, "cseq") == 0) {
        r->ok = sf_cseq_parse(base, whole, &r->cseq, &r->at);
    } else if (strcmp(kind, "content-type") == 0) {
        r->ok = sf_content_type_parse(base, whole, &r->content_type, &r->at);
    } else if (strcmp(kind, "uri-pair") == 0) { /* two lines */
        struct sf_uri other;
        const char *line = memchr(base, '\n', length);
        if (!line)
            return false;
        uint32_t n = (uint32_t)(line - base);
        r->ok = sf_uri_parse(base, (struct sf_view){0, n}, &r->uri, NULL) &&
                sf_uri_parse(base, (struct sf_view){n + 1, (uint32_t)length - n - 1}, &other, NULL);
        bool forth = r->ok && sf_uri_equal(base, &r->uri, base, &other),
             back = r->ok && sf_uri_equal(base, &other, base, &r->uri);
        r->at = forth && back ? 1 : forth || back ? 2 : 0;
    } else {
        r->typed_kind = sf_kind_named(kind);
        if (!r->typed_kind)
            return false;
        r->ok = r->typed_kind->parse(base, whole, &r->typed, &r->at);
    }
    return true;
}

/* ---- Kinds by their table ---- */

static bool is_view(unsigned type)
{
    return type <= SF_FIELD_PRODUCTS;
}

/* One by one: "a=1 | b" of parameters and headers, "name/version (comment)" of products. */
static void says_list(const char *base, struct sf_view rest, unsigned type, char *out, size_t size)
{
    struct sf_parameter one = {0};
    struct sf_product product;
    size_t n = 0;
    out[0] = 0;
    if (type == SF_FIELD_PRODUCTS) {
        while (sf_product_next(base, &rest, &product) && n + 8 < size) {
            struct sf_str name = sf_view_str(base, product.name),
                          version = sf_view_str(base, product.version),
                          comment = sf_view_str(base, product.comment);
            n += (size_t)snprintf(out + n, size - n, "%s%.*s%s%.*s%.*s", n ? " | " : "",
                                  (int)name.len, name.len ? name.p : "", version.len ? " / " : "",
                                  (int)version.len, version.len ? version.p : "", (int)comment.len,
                                  comment.len ? comment.p : "");
        }
        return;
    }
    while ((type == SF_FIELD_PARAMETERS        ? sf_parameter_next
            : type == SF_FIELD_AUTH_PARAMETERS ? sf_auth_parameter_next
                                               : sf_uri_header_next)(base, &rest, &one) &&
           n + 8 < size) {
        struct sf_str name = sf_view_str(base, one.name), value = sf_view_str(base, one.value);
        n += (size_t)snprintf(out + n, size - n, "%s%.*s%s%.*s", n ? " | " : "", (int)name.len,
                              name.len ? name.p : "", value.p ? "=" : "", (int)value.len,
                              value.len ? value.p : "");
    }
}

static bool says_field(const char *base, const struct sf_kind *kind, const void *typed,
                       const char *key, char *out, size_t size)
{
    for (unsigned i = 0; i < kind->fields; i++) {
        const struct sf_field *field = &kind->field[i];
        const char *from = (const char *)typed + field->at;
        size_t length = strlen(field->name);
        struct sf_view view;
        int64_t number = 0;
        if (field->type == SF_FIELD_URI && strncmp(key, field->name, length) == 0 &&
            key[length] == '.')
            return says_field(base, sf_kind_named("uri"), from, key + length + 1, out, size);
        if (strcmp(field->name, key) != 0)
            continue;
        switch (field->type) {
        case SF_FIELD_TEXT:
            memcpy(&view, from, sizeof view);
            if (!view.at && !view.len)
                snprintf(out, size, "(absent)");
            else
                escape(out, size, base + view.at, view.len);
            return true;
        case SF_FIELD_URI:
            memcpy(&view, from + offsetof(struct sf_uri, whole), sizeof view);
            escape(out, size, base + view.at, view.len);
            return true;
        case SF_FIELD_BOOL:
            number = *(const bool *)from;
            break;
        case SF_FIELD_U8:
            number = *(const uint8_t *)from;
            break;
        case SF_FIELD_U16:
            number = *(const uint16_t *)(const void *)from;
            break;
        case SF_FIELD_U32:
            number = *(const uint32_t *)(const void *)from;
            break;
        case SF_FIELD_Q:
        case SF_FIELD_I32:
            number = *(const int32_t *)(const void *)from;
            break;
        case SF_FIELD_TIME:
        case SF_FIELD_I64:
            number = *(const int64_t *)(const void *)from;
            break;
        default:
            memcpy(&view, from, sizeof view);
            says_list(base, view, field->type, out, size);
            return true;
        }
        snprintf(out, size, "%lld", (long long)number);
        return true;
    }
    return false;
}

static bool fields_inside(const struct sf_kind *kind, const void *typed, size_t length)
{
    for (unsigned i = 0; i < kind->fields; i++) {
        struct sf_view view;
        const char *from = (const char *)typed + kind->field[i].at;
        if (kind->field[i].type == SF_FIELD_URI &&
            !fields_inside(sf_kind_named("uri"), from, length))
            return false;
        memcpy(&view, from, is_view(kind->field[i].type) ? sizeof view : 0);
        if (is_view(kind->field[i].type) && (size_t)view.at + view.len > length)
            return false;
    }
    return true;
}

/* ---- Keys ---- */

struct field {
    const char *key;
    size_t offset;
};
#define MSG(name)                                                                                  \
    {                                                                                              \
#name, offsetof(struct result, msg.name)                                                   \
    }
#define AS(key, name)                                                                              \
    {                                                                                              \
        key, offsetof(struct result, name)                                                         \
    }

static const struct field views[] = {
    MSG(method_name),
    MSG(request_uri),
    MSG(reason),
    MSG(version),
    MSG(body),
    MSG(call_id),
    MSG(from_tag),
    MSG(to_tag),
    AS("via.whole", msg.via.whole),
    AS("via.transport", msg.via.transport),
    AS("via.host", msg.via.host),
    AS("via.sent_by", msg.via.sent_by),
    AS("via.parameters", msg.via.parameters),
    AS("via.branch", msg.via.branch),
    AS("via.rport", msg.via.rport),
    AS("via.received", msg.via.received),
    AS("via.maddr", msg.via.maddr),
    AS("cseq.method", msg.cseq.method_name),
};
static const struct field uri_views[] = {
    AS("scheme", uri.scheme_name),
    AS("user", uri.user),
    AS("password", uri.password),
    AS("host", uri.host),
    AS("parameters", uri.parameters),
    AS("headers", uri.headers),
    AS("transport", uri.transport),
    AS("maddr", uri.maddr),
    AS("method", uri.method),
    AS("ttl", uri.ttl),
    AS("user_parameter", uri.user_parameter),
    AS("whole", uri.whole),
};
static const struct field via_views[] = {
    AS("whole", via.whole),       AS("transport", via.transport),   AS("host", via.host),
    AS("sent_by", via.sent_by),   AS("parameters", via.parameters), AS("branch", via.branch),
    AS("received", via.received), AS("maddr", via.maddr),           AS("rport", via.rport),
};
static const struct field name_addr_views[] = {
    AS("whole", name_addr.whole),     AS("display", name_addr.display),
    AS("address", name_addr.address), AS("parameters", name_addr.parameters),
    AS("tag", name_addr.tag),         AS("uri.host", uri.host),
    AS("uri.user", uri.user),         AS("uri.parameters", uri.parameters),
};
static const struct field cseq_views[] = {AS("method", cseq.method_name)};
static const struct field content_type_views[] = {
    AS("type", content_type.type),
    AS("subtype", content_type.subtype),
    AS("parameters", content_type.parameters),
};
static const struct {
    const char *kind;
    const struct field *fields;
    size_t count;
} groups[] = {
#define GROUP(kind, list)                                                                          \
    {                                                                                              \
        kind, list, sizeof list / sizeof *list                                                     \
    }
    GROUP("message", views),   GROUP("uri", uri_views),
    GROUP("via", via_views),   GROUP("name-addr", name_addr_views),
    GROUP("cseq", cseq_views), GROUP("content-type", content_type_views),
};

static bool says_text(const char *base, struct sf_view view, char *out, size_t size)
{
    struct sf_str bytes = sf_view_str(base, view);
    if (!bytes.p)
        snprintf(out, size, "(absent)");
    else
        escape(out, size, bytes.p, bytes.len);
    return true;
}

static bool says_view(const struct result *r, const char *key, char *out, size_t size)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        if (strcmp(groups[g].kind, r->kind) != 0)
            continue;
        for (size_t i = 0; i < groups[g].count; i++) {
            if (strcmp(groups[g].fields[i].key, key) != 0)
                continue;
            struct sf_view view;
            memcpy(&view, (const char *)r + groups[g].fields[i].offset, sizeof view);
            return says_text(r->base, view, out, size);
        }
    }
    return false;
}

static bool text(char *out, size_t size, const char *says)
{
    snprintf(out, size, "%s", says);
    return true;
}

static bool number(char *out, size_t size, long long value)
{
    snprintf(out, size, "%lld", value);
    return true;
}

static bool says_number(const struct result *r, const char *key, char *out, size_t size)
{
    bool message = strcmp(r->kind, "message") == 0;
    const struct {
        const char *kind, *key;
        long long value;
    } numbers[] = {
        {"message", "status", r->msg.status},
        {"message", "max_forwards", r->msg.max_forwards},
        {"message", "content_length", r->msg.content_length},
        {"message", "cseq.number", r->msg.cseq.number},
        {"message", "headers", r->msg.header_count},
        {"message", "via.port", r->msg.via.port},
        {"message", "via.has_rport", r->msg.via.has_rport},
        {"message", "via.has_cookie", r->msg.via.has_cookie},
        {"message", "length", r->msg.length},
        {"message", "is_request", r->msg.is_request},
        {"uri", "port", r->uri.port},
        {"uri", "lr", r->uri.lr},
        {"name-addr", "uri.port", r->uri.port},
        {"name-addr", "uri.lr", r->uri.lr},
        {"name-addr", "star", r->name_addr.star},
        {"name-addr", "brackets", r->name_addr.brackets},
        {"via", "port", r->via.port},
        {"via", "has_rport", r->via.has_rport},
        {"via", "has_cookie", r->via.has_cookie},
        {"cseq", "number", r->cseq.number},
    };
    (void)message;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].kind, r->kind) == 0 && strcmp(numbers[i].key, key) == 0)
            return number(out, size, numbers[i].value);
    return false;
}

static bool says_legacy(const struct result *r, const char *key, char *out, size_t size)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } bits[] = {
        {SF_LEGACY_NO_COOKIE, "no cookie"},
        {SF_LEGACY_NO_FROM_TAG, "no From tag"},
        {SF_LEGACY_NO_TO_TAG, "no To tag"},
        {SF_LEGACY_NO_MAX_FORWARDS, "no Max-Forwards"},
    };
    size_t n = 0;
    if (strcmp(key, "legacy") != 0)
        return false;
    out[0] = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        if (r->msg.legacy & bits[i].bit)
            n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", bits[i].name);
    return true;
}

/* The place of an error: the text from there on, "(end)" at the end. */
static bool says_at(const struct result *r, uint32_t at, char *out, size_t size)
{
    if (at >= r->length)
        snprintf(out, size, at == r->length ? "(end)" : "(outside)");
    else
        escape(out, size, r->base + at, r->length - at);
    return true;
}

static bool says_error(const struct result *r, const struct sf_msg_error *error, const char *key,
                       char *out, size_t size)
{
    if (strcmp(key, "code") == 0)
        snprintf(out, size, "%s", codes[error->code]);
    else if (strcmp(key, "at") == 0)
        says_at(r, error->at, out, size);
    else if (strcmp(key, "header") == 0)
        snprintf(out, size, "%s", sf_header_name(error->header).p);
    else if (strcmp(key, "rule") == 0)
        snprintf(out, size, "%s", error->rule);
    else if (strcmp(key, "clause") == 0)
        snprintf(out, size, "%s", error->clause);
    else if (strcmp(key, "text") == 0)
        snprintf(out, size, "%s", sf_msg_error_text(error));
    else if (strcmp(key, "line") == 0 || strcmp(key, "column") == 0) {
        uint32_t line, column;
        sf_msg_place(r->base, r->length, error->at, &line, &column);
        snprintf(out, size, "%u", *key == 'l' ? line : column);
    } else if (strcmp(key, "answerable") == 0)
        snprintf(out, size, "%s", error->answerable ? "yes" : "no");
    else
        return false;
    return true;
}

/* The first field of that name, known or not. */
static struct sf_view field_named(const struct sf_msg *msg, const char *name)
{
    struct sf_str wanted = sf_str_of(name);
    enum sf_header_id id = sf_header_of(wanted);
    for (unsigned i = 0; i < msg->header_count; i++)
        if (id ? msg->header[i].id == id
               : sf_str_equal_nocase(sf_msg_str(msg, msg->header[i].name), wanted))
            return msg->header[i].value;
    return (struct sf_view){0, 0};
}

/* A part of one value, typed on demand: "display From", "branch Via 2", "user Request-URI",
 * "uri-headers Contact". */
static bool says_part(const struct result *r, const char *key, char *out, size_t size)
{
    const char *space = strchr(key, ' ');
    char part[24], name[40];
    unsigned nth = 1;
    if (!space || space - key >= (ptrdiff_t)sizeof part ||
        sscanf(key, "%23s %39s %u", part, name, &nth) < 2)
        return false;
    struct sf_msg_values at = {0, 0};
    struct sf_view value = r->msg.request_uri;
    enum sf_header_id id = sf_header_of(sf_str_of(name));
    if (strcmp(name, "Request-URI") != 0)
        for (unsigned i = 0; i < nth; i++)
            if (!sf_msg_next_value(&r->msg, id, &at, &value))
                return text(out, size, "(none)");
    struct sf_via via = {.port = -1};
    struct sf_name_addr party = {.uri = {.port = -1}};
    bool ok = id == SF_HEADER_VIA     ? sf_via_parse(r->base, value, &via, NULL)
              : id == SF_HEADER_OTHER ? sf_uri_parse(r->base, value, &party.uri, NULL)
                                      : sf_name_addr_parse(r->base, value, &party, NULL);
    if (!ok)
        return text(out, size, "(malformed)");
    const struct sf_uri *uri = &party.uri;
    const struct {
        const char *part;
        struct sf_view view;
    } parts[] = {
        {"display", party.display},
        {"address", party.address},
        {"parameters", party.parameters},
        {"tag", party.tag},
        {"scheme", uri->scheme_name},
        {"user", uri->user},
        {"password", uri->password},
        {"host", uri->host},
        {"uri-parameters", uri->parameters},
        {"uri-headers", uri->headers},
        {"uri-transport", uri->transport},
        {"transport", via.transport},
        {"sent_by", via.sent_by},
        {"branch", via.branch},
        {"received", via.received},
        {"rport", via.rport},
        {"maddr", via.maddr},
    };
    if (strcmp(part, "port") == 0)
        return number(out, size, id == SF_HEADER_VIA ? via.port : uri->port);
    if (strcmp(part, "lr") == 0)
        return number(out, size, uri->lr);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].part, part) == 0)
            return says_text(r->base, parts[i].view, out, size);
    return false;
}

/* "values Via": every single value of a header, with " | " between them. "value Via": the first
 * field. "folded Via". "count Via": how many values. */
static bool says_header(const struct result *r, const char *key, char *out, size_t size)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    size_t n = 0;
    if (strncmp(key, "values ", 7) == 0) {
        enum sf_header_id id = sf_header_of(sf_str_of(key + 7));
        for (out[0] = 0; sf_msg_next_value(&r->msg, id, &at, &value) && n + 8 < size;
             n += strlen(out + n)) {
            if (n || at.field > 1000)
                n += (size_t)snprintf(out + n, size - n, " | ");
            escape(out + n, size - n, r->base + value.at, value.len);
        }
        return true;
    }
    if (strncmp(key, "folded ", 7) == 0) {
        int field = sf_msg_find(&r->msg, sf_header_of(sf_str_of(key + 7)), 0);
        return field >= 0 && number(out, size, r->msg.header[field].folded);
    }
    if (strncmp(key, "value ", 6) == 0) {
        return says_text(r->base, field_named(&r->msg, key + 6), out, size);
    }
    if (strncmp(key, "count ", 6) == 0) {
        long long count = 0;
        while (sf_msg_next_value(&r->msg, sf_header_of(sf_str_of(key + 6)), &at, &value))
            count++;
        return number(out, size, count);
    }
    if (strncmp(key, "lists ", 6) == 0) { /* lists Supported 100rel */
        const char *space = strchr(key + 6, ' ');
        if (!space)
            return false;
        struct sf_str name = {key + 6, (size_t)(space - key - 6)};
        snprintf(out, size, "%s",
                 sf_msg_lists(&r->msg, sf_header_of(name), sf_str_of(space + 1)) ? "yes" : "no");
        return true;
    }
    return false;
}

/* "mend all": the code of sf_msg_parse, then sf_msg_check, once mended. "mended all": what was.
 * "mend.value all From": a header. */
static bool says_mend(const struct result *r, const char *key, char *out, size_t size)
{
    static char bytes[SF_MEND_BYTES];
    static struct sf_msg msg;
    uint32_t wanted = 0, done;
    const char *name = strchr(key, ' ');
    if (strncmp(key, "mend", 4) != 0 || !name)
        return false;
    const char *header = strchr(++name, ' ');
    struct sf_str tolerance = {name, header ? (size_t)(header - name) : strlen(name)};
    wanted = sf_str_equal(tolerance, SF_STR("all")) ? SF_MEND_ALL : sf_mend_named(tolerance);
    if (tolerance.len > 4 && strncmp(tolerance.p, "not-", 4) == 0) /* every one but that */
        wanted = SF_MEND_ALL & ~sf_mend_named((struct sf_str){tolerance.p + 4, tolerance.len - 4});
    size_t length = sf_mend(r->base, r->length, wanted, bytes, sizeof bytes, &done), n = 0;
    enum sf_msg_code code = sf_msg_parse(&msg, bytes, length, NULL);
    if (code == SF_MSG_OK)
        code = sf_msg_check(&msg, NULL);
    if (strncmp(key, "mend.value ", 11) == 0) {
        struct sf_str text = sf_msg_value(&msg, sf_header_of(sf_str_of(header + 1)));
        escape(out, size, text.p, text.len);
    } else if (strncmp(key, "mended ", 7) == 0) {
        out[0] = 0;
        for (uint32_t bit = 1; bit <= SF_MEND_ALL; bit <<= 1)
            if (done & bit)
                n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "",
                                      sf_mend_name((enum sf_mend)bit));
    } else if (strncmp(key, "mend.uri ", 9) == 0) {
        struct sf_str text = sf_msg_str(&msg, msg.request_uri);
        escape(out, size, text.p, text.len);
    } else {
        snprintf(out, size, "%s", codes[code]);
    }
    return true;
}

bool result_says(const struct result *r, const char *key, char *out, size_t size)
{
    if (strcmp(r->kind, "uri-pair") == 0 && strcmp(key, "verdict") == 0) {
        snprintf(out, size, "%s",
                 !r->ok       ? "malformed"
                 : r->at == 2 ? "unsymmetric"
                 : r->at      ? "equal"
                              : "different");
        return true;
    }
    if (strcmp(r->kind, "message") == 0) {
        if (says_mend(r, key, out, size))
            return true;
        if (strcmp(key, "verdict") == 0)
            return says_error(r, &r->error, "code", out, size);
        if (strncmp(key, "check", 5) == 0 && !r->ok)
            return text(out, size, "(not run)");
        if (strcmp(key, "check") == 0)
            return says_error(r, &r->check, "code", out, size);
        if (strncmp(key, "check.", 6) == 0)
            return says_error(r, &r->check, key + 6, out, size);
        return says_error(r, &r->error, key, out, size) || says_header(r, key, out, size) ||
               says_part(r, key, out, size) || says_legacy(r, key, out, size) ||
               says_view(r, key, out, size) || says_number(r, key, out, size);
    }
    if (strcmp(key, "verdict") == 0) {
        snprintf(out, size, "%s", r->ok ? "OK" : "malformed");
        return true;
    }
    if (strcmp(key, "at") == 0)
        return says_at(r, r->at, out, size);
    if (r->typed_kind)
        return says_field(r->base, r->typed_kind, &r->typed, key, out, size);
    return says_view(r, key, out, size) || says_number(r, key, out, size);
}

bool result_inside(const struct result *r)
{
    if (!r->ok && !(strcmp(r->kind, "message") == 0 && r->error.answerable))
        return r->at <= r->length && r->error.at <= r->length;
    if (r->typed_kind)
        return fields_inside(r->typed_kind, &r->typed, r->length);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        if (strcmp(groups[g].kind, r->kind) != 0)
            continue;
        for (size_t i = 0; i < groups[g].count; i++) {
            struct sf_view view;
            memcpy(&view, (const char *)r + groups[g].fields[i].offset, sizeof view);
            if ((size_t)view.at + view.len > r->length)
                return false;
        }
    }
    for (unsigned i = 0; strcmp(r->kind, "message") == 0 && i < r->msg.header_count; i++) {
        const struct sf_header *header = &r->msg.header[i];
        if ((size_t)header->name.at + header->name.len > r->length ||
            (size_t)header->value.at + header->value.len > r->length)
            return false;
        struct sf_msg_values at = {i, 0};
        struct sf_view value;
        if (sf_msg_next_value(&r->msg, (enum sf_header_id)header->id, &at, &value) &&
            (size_t)value.at + value.len > r->length)
            return false;
    }
    return r->msg.length <= r->length && r->error.at <= r->length && r->check.at <= r->length;
}
