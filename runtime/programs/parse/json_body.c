/* A body as JSON. See json_body.h. */
#include "parse/json_body.h"
#include "sipfsm/sdp.h"

#include <stdlib.h>

/* The Content-Type's value; {0, 0} if it does not describe the bytes as they are. */
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

void json_put_body(struct sf_json *json, const struct sf_msg *msg)
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
