/* A message as typed JSON. See json_message.h. */
#include "json_message.h"
#include "sipfsm/kind.h"
#include "sipfsm/multipart.h"
#include "sipfsm/sdp.h"

#include <stdlib.h>

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

/* What is absent is left out, and so are truths that are not. */
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

/* ---- Bodies ---- */

/* The Content-Type's value; {0, 0} if it says nothing of the bytes as they are. */
static struct sf_view plain_type(const struct sf_msg *msg)
{
    int field = sf_msg_find(msg, SF_HEADER_CONTENT_TYPE, 0);
    return field >= 0 && msg->body.len && !sf_msg_has(msg, SF_HEADER_CONTENT_ENCODING)
               ? msg->header[field].value
               : (struct sf_view){0, 0};
}

static bool is_type(const char *base, struct sf_view value, struct sf_str type,
                    struct sf_str subtype)
{
    struct sf_content_type typed;
    return value.len && sf_content_type_parse(base, value, &typed, NULL) &&
           sf_str_equal_nocase(sf_view_str(base, typed.type), type) &&
           (!subtype.p || sf_str_equal_nocase(sf_view_str(base, typed.subtype), subtype));
}

static bool is_sdp(const char *base, struct sf_view type)
{
    return is_type(base, type, SF_STR("application"), SF_STR("sdp"));
}

bool message_has_sdp(const struct sf_msg *msg)
{
    return is_sdp(msg->bytes, plain_type(msg));
}

bool part_has_sdp(const char *base, const struct sf_part *part)
{
    struct sf_str encoding = sf_view_str(base, part->content_transfer_encoding);
    bool encoded =
        encoding.p &&
        (encoding.len < 4 ||
         !sf_str_equal_nocase((struct sf_str){encoding.p + encoding.len - 3, 3}, SF_STR("bit"))) &&
        !sf_str_equal_nocase(encoding, SF_STR("binary"));
    return !encoded && is_sdp(base, part->content_type);
}

bool message_has_multipart(const struct sf_msg *msg)
{
    return is_type(msg->bytes, plain_type(msg), SF_STR("multipart"), (struct sf_str){NULL, 0});
}

static void sdp_text(struct sf_json *json, const char *name, const struct sf_sdp *sdp,
                     struct sf_view view)
{
    if (view.at || view.len)
        sf_json_text(json, name, sf_sdp_str(sdp, view));
}

static void sdp_connection(struct sf_json *json, const char *name, const struct sf_sdp *sdp,
                           const struct sf_sdp_connection *connection)
{
    sf_json_open(json, name, '{');
    sdp_text(json, "nettype", sdp, connection->nettype);
    sdp_text(json, "addrtype", sdp, connection->addrtype);
    sdp_text(json, "address", sdp, connection->address);
    if (connection->ttl >= 0)
        sf_json_number(json, "ttl", connection->ttl);
    if (connection->count != 1)
        sf_json_number(json, "count", connection->count);
    sf_json_close(json, '}');
}

static void sdp_attributes(struct sf_json *json, const struct sf_sdp *sdp, struct sf_view rest)
{
    struct sf_sdp_attribute attribute;
    if (!rest.len)
        return;
    sf_json_open(json, "attributes", '[');
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute)) {
        sf_json_open(json, NULL, '{');
        sf_json_text(json, "name", sf_sdp_str(sdp, attribute.name));
        sdp_text(json, "value", sdp, attribute.value);
        sf_json_close(json, '}');
    }
    sf_json_close(json, ']');
}

/* Lines of a run that have no parts of their own here. */
static void sdp_lines(struct sf_json *json, const char *name, const struct sf_sdp *sdp,
                      struct sf_view rest)
{
    struct sf_view value;
    char type;
    if (!rest.len)
        return;
    sf_json_open(json, name, '[');
    while (sf_sdp_next_line(sdp->base, &rest, &type, &value)) {
        sf_json_open(json, NULL, '{');
        sf_json_text(json, "type", (struct sf_str){&type, 1});
        sf_json_text(json, "value", sf_sdp_str(sdp, value));
        sf_json_close(json, '}');
    }
    sf_json_close(json, ']');
}

static void sdp_media(struct sf_json *json, const struct sf_sdp *sdp,
                      const struct sf_sdp_media *media)
{
    struct sf_view rest = media->formats, format;
    struct sf_sdp_connection connection;
    sf_json_open(json, NULL, '{');
    sf_json_text(json, "media", sf_sdp_str(sdp, media->media));
    sf_json_number(json, "port", media->port);
    if (media->port_count != 1)
        sf_json_number(json, "port_count", media->port_count);
    sf_json_text(json, "proto", sf_sdp_str(sdp, media->proto));
    sf_json_open(json, "formats", '[');
    while (sf_sdp_next_format(sdp->base, &rest, &format))
        sf_json_text(json, NULL, sf_sdp_str(sdp, format));
    sf_json_close(json, ']');
    sdp_text(json, "information", sdp, media->information);
    rest = media->connections;
    if (rest.len) {
        sf_json_open(json, "connections", '[');
        while (sf_sdp_next_connection(sdp->base, &rest, &connection))
            sdp_connection(json, NULL, sdp, &connection);
        sf_json_close(json, ']');
    }
    sdp_lines(json, "bandwidths", sdp, media->bandwidths);
    sdp_attributes(json, sdp, media->attributes);
    sf_json_close(json, '}');
}

static void sdp_object(struct sf_json *json, const struct sf_sdp *sdp)
{
    sf_json_open(json, "sdp", '{');
    sf_json_open(json, "origin", '{');
    sdp_text(json, "username", sdp, sdp->origin.username);
    sdp_text(json, "sess_id", sdp, sdp->origin.sess_id);
    sdp_text(json, "sess_version", sdp, sdp->origin.sess_version);
    sdp_text(json, "nettype", sdp, sdp->origin.nettype);
    sdp_text(json, "addrtype", sdp, sdp->origin.addrtype);
    sdp_text(json, "address", sdp, sdp->origin.address);
    sf_json_close(json, '}');
    sdp_text(json, "name", sdp, sdp->name);
    sdp_text(json, "information", sdp, sdp->information);
    sdp_text(json, "uri", sdp, sdp->uri);
    sdp_lines(json, "emails", sdp, sdp->emails);
    sdp_lines(json, "phones", sdp, sdp->phones);
    if (sdp->has_connection)
        sdp_connection(json, "connection", sdp, &sdp->connection);
    sdp_lines(json, "bandwidths", sdp, sdp->bandwidths);
    sdp_lines(json, "times", sdp, sdp->times);
    sdp_attributes(json, sdp, sdp->attributes);
    sf_json_open(json, "media", '[');
    for (uint32_t i = 0; i < sdp->media_count; i++)
        sdp_media(json, sdp, &sdp->media[i]);
    sf_json_close(json, ']');
    sf_json_close(json, '}');
}

/* A body, or a part's: what it is, split if that is known, and its text else. */
static void content(struct sf_json *json, const char *base, struct sf_view type,
                    struct sf_view body)
{
    static struct sf_sdp sdp;
    if (is_sdp(base, type) && sf_sdp_parse(&sdp, base, body, SF_SDP_LENIENT, NULL) == SF_SDP_OK)
        sdp_object(json, &sdp);
    else
        sf_json_text(json, "text", sf_view_str(base, body));
}

static void parts(struct sf_json *json, struct sf_multipart *multipart)
{
    struct sf_part *part = malloc(sizeof *part);
    struct sf_multipart inner;
    sf_json_open(json, "parts", '[');
    while (part && sf_multipart_next(multipart, part, NULL) == SF_MULTIPART_OK) {
        sf_json_open(json, NULL, '{');
        sf_json_open(json, "headers", '[');
        for (uint32_t i = 0; i < part->header_count; i++) {
            sf_json_open(json, NULL, '{');
            sf_json_text(json, "name", sf_view_str(multipart->base, part->header[i].name));
            sf_json_text(json, "value", sf_view_str(multipart->base, part->header[i].value));
            sf_json_close(json, '}');
        }
        sf_json_close(json, ']');
        sf_json_number(json, "bytes", part->body.len);
        if (sf_part_is_multipart(multipart->base, part) &&
            sf_multipart_enter(&inner, multipart, part, NULL) == SF_MULTIPART_OK)
            parts(json, &inner);
        else
            content(json, multipart->base, part->content_type, part->body);
        sf_json_close(json, '}');
    }
    sf_json_close(json, ']');
    free(part);
}

static void body_object(struct sf_json *json, const struct sf_msg *msg)
{
    struct sf_multipart multipart;
    struct sf_view type = plain_type(msg);
    sf_json_open(json, "body", '{');
    sf_json_number(json, "bytes", msg->body.len);
    if (message_has_multipart(msg) &&
        sf_multipart_begin(&multipart, msg->bytes, type, msg->body, NULL) == SF_MULTIPART_OK)
        parts(json, &multipart);
    else
        content(json, msg->bytes, type, msg->body);
    sf_json_close(json, '}');
}

/* ---- The message ---- */

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
        body_object(json, msg);
}
