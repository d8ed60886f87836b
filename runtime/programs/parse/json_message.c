/* A message as typed JSON. See json_message.h. */
#include "parse/json_message.h"
#include "parse/json_body.h"
#include "sipfsm/kind.h"

/* A text without its quotes; one that is no longer than a header may be. */
static void text_member(struct sf_json *json, const char *name, struct sf_str text)
{
    char plain[SF_LIMIT_HEADER_VALUE_BYTES];
    size_t length;
    if (text.len && text.p[0] == '"' && sf_unquote(text, plain, sizeof plain, &length))
        text = (struct sf_str){plain, length};
    sf_json_text(json, name, text);
}

static void parameter_list(struct sf_json *json, const char *base, const struct sf_field *field,
                           struct sf_view rest)
{
    struct sf_parameter one;
    sf_json_open(json, field->name, '[');
    while (field->type == SF_FIELD_PARAMETERS        ? sf_parameter_next(base, &rest, &one)
           : field->type == SF_FIELD_AUTH_PARAMETERS ? sf_auth_parameter_next(base, &rest, &one)
                                                     : sf_uri_header_next(base, &rest, &one)) {
        struct sf_str value = sf_view_str(base, one.value);
        sf_json_open(json, NULL, '{');
        sf_json_text(json, "name", sf_view_str(base, one.name));
        if (value.p)
            text_member(json, "value", value);
        sf_json_close(json, '}');
    }
    sf_json_close(json, ']');
}

static void product_list(struct sf_json *json, const char *base, struct sf_view rest)
{
    struct sf_product product;
    sf_json_open(json, "products", '[');
    while (sf_product_next(base, &rest, &product)) {
        sf_json_open(json, NULL, '{');
        if (product.comment.len)
            sf_json_text(json, "comment", sf_view_str(base, product.comment));
        else
            sf_json_text(json, "name", sf_view_str(base, product.name));
        if (product.version.len)
            sf_json_text(json, "version", sf_view_str(base, product.version));
        sf_json_close(json, '}');
    }
    sf_json_close(json, ']');
}

static void members(struct sf_json *json, const char *base, const struct sf_kind *kind,
                    const void *typed);

static void uri_object(struct sf_json *json, const char *name, const char *base,
                       const struct sf_uri *uri)
{
    struct sf_tel tel;
    struct sf_str host = sf_view_str(base, uri->host);
    sf_json_open(json, name, '{');
    members(json, base, sf_kind_named("uri"), uri);
    if (host.len) {
        static const char *const kinds[] = {"none", "name", "ipv4", "ipv6"};
        sf_json_text(json, "host_kind", sf_str_of(kinds[sf_host_kind_of(host)]));
    }
    if (uri->scheme == SF_SCHEME_TEL && sf_tel_parse(base, uri->whole, &tel, NULL)) {
        sf_json_open(json, "tel", '{');
        members(json, base, sf_kind_named("tel"), &tel);
        sf_json_close(json, '}');
    }
    sf_json_close(json, '}');
}

/* Absent values are left out, and so are flags that are false. */
static void members(struct sf_json *json, const char *base, const struct sf_kind *kind,
                    const void *typed)
{
    for (unsigned i = 0; i < kind->fields; i++) {
        const struct sf_field *field = &kind->field[i];
        const char *from = (const char *)typed + field->at;
        struct sf_view view;
        long long number = 0;
        switch (field->type) {
        case SF_FIELD_URI:
            if (((const struct sf_uri *)(const void *)from)->whole.len)
                uri_object(json, field->name, base, (const struct sf_uri *)(const void *)from);
            continue;
        case SF_FIELD_BOOL:
            if (*(const bool *)from)
                sf_json_bool(json, field->name, true);
            continue;
        case SF_FIELD_U8:
            number = *(const uint8_t *)from;
            break;
        case SF_FIELD_U16:
            number = *(const uint16_t *)(const void *)from;
            break;
        case SF_FIELD_U32:
            number = *(const uint32_t *)(const void *)from;
            break;
        case SF_FIELD_I64:
            number = *(const int64_t *)(const void *)from;
            break;
        case SF_FIELD_TIME:
            sf_json_number(json, field->name, *(const int64_t *)(const void *)from);
            continue;
        case SF_FIELD_I32:
            number = *(const int32_t *)(const void *)from;
            break;
        case SF_FIELD_Q:
            number = *(const int32_t *)(const void *)from;
            if (number >= 0)
                sf_json_number(json, "q_thousandths", number);
            continue;
        default:
            memcpy(&view, from, sizeof view);
            if (field->type == SF_FIELD_PRODUCTS)
                product_list(json, base, view);
            else if (field->type == SF_FIELD_TEXT && (view.at || view.len))
                text_member(json, field->name, sf_view_str(base, view));
            else if (field->type != SF_FIELD_TEXT && view.len)
                parameter_list(json, base, field, view);
            continue;
        }
        if (number >= 0)
            sf_json_number(json, field->name, number);
    }
}

static void value_object(struct sf_json *json, const struct sf_msg *msg, const struct sf_kind *kind,
                         struct sf_view value)
{
    union sf_typed typed;
    uint32_t at;
    sf_json_open(json, NULL, '{');
    if (kind->parse(msg->bytes, value, &typed, &at))
        members(json, msg->bytes, kind, &typed);
    else
        sf_json_number(json, "malformed_at", at);
    sf_json_close(json, '}');
}

/* Its name and value as written; for a header that is known its standard name, its kind, and each
 * value in parts. */
static void header_object(struct sf_json *json, const struct sf_msg *msg, unsigned field)
{
    const struct sf_header *header = &msg->header[field];
    enum sf_header_id id = (enum sf_header_id)header->id;
    const struct sf_kind *kind = sf_kind_of(id);
    struct sf_msg_values at = {field, 0};
    struct sf_view value;
    sf_json_open(json, NULL, '{');
    sf_json_text(json, "name", kind ? sf_header_name(id) : sf_msg_str(msg, header->name));
    if (kind && !sf_str_equal(sf_msg_str(msg, header->name), sf_header_name(id)))
        sf_json_text(json, "written", sf_msg_str(msg, header->name));
    sf_json_text(json, "value", sf_msg_str(msg, header->value));
    if (kind) {
        sf_json_text(json, "kind", sf_str_of(kind->name));
        sf_json_open(json, "values", '[');
        while (sf_msg_next_value(msg, id, &at, &value) && at.field == field)
            value_object(json, msg, kind, value);
        sf_json_close(json, ']');
    }
    sf_json_close(json, '}');
}

static void legacy_list(struct sf_json *json, uint32_t legacy)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {
        {SF_LEGACY_NO_COOKIE, "no-cookie"},
        {SF_LEGACY_NO_FROM_TAG, "no-from-tag"},
        {SF_LEGACY_NO_TO_TAG, "no-to-tag"},
        {SF_LEGACY_NO_MAX_FORWARDS, "no-max-forwards"},
    };
    if (!legacy)
        return;
    sf_json_open(json, "legacy", '[');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (legacy & names[i].bit)
            sf_json_text(json, NULL, sf_str_of(names[i].name));
    sf_json_close(json, ']');
}

void json_put_message(struct sf_json *json, const struct sf_msg *msg)
{
    struct sf_uri uri;
    sf_json_text(json, "type", msg->is_request ? SF_STR("request") : SF_STR("response"));
    sf_json_text(json, "version", sf_msg_str(msg, msg->version));
    if (msg->is_request) {
        sf_json_text(json, "method", sf_msg_str(msg, msg->method_name));
        sf_json_text(json, "request_uri", sf_msg_str(msg, msg->request_uri));
        if (sf_uri_parse(msg->bytes, msg->request_uri, &uri, NULL))
            uri_object(json, "uri", msg->bytes, &uri);
    } else {
        sf_json_number(json, "status", msg->status);
        sf_json_text(json, "reason", sf_msg_str(msg, msg->reason));
    }
    sf_json_number(json, "bytes", msg->length);
    legacy_list(json, msg->legacy);
    sf_json_open(json, "headers", '[');
    for (unsigned i = 0; i < msg->header_count; i++)
        header_object(json, msg, i);
    sf_json_close(json, ']');
    if (msg->body.len)
        json_put_body(json, msg);
}
