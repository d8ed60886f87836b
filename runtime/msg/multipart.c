/* sipfsm msg: the parts of a multipart body: where their delimiters lie. */
#include "part_head.h"
#include "sipfsm/uri.h"

static const char clause[] = "2046:5.1.1";

void sf_multipart_fail(struct sf_multipart *multipart, enum sf_multipart_code code, const void *at,
                       const char *rule, const char *where)
{
    multipart->error = (struct sf_multipart_error){
        code, (uint32_t)((const char *)at - multipart->base), rule, where};
}

static enum sf_multipart_code tell(const struct sf_multipart *multipart,
                                   struct sf_multipart_error *error)
{
    if (error)
        *error = multipart->error;
    return multipart->error.code;
}

/* ---- The boundary ---- */

/* Takes the boundary out of the Content-Type's parameters, without its quotes. */
static void take_boundary(struct sf_multipart *multipart, struct sf_view parameters,
                          const char *end)
{
    const char *base = multipart->base, *p, *at;
    struct sf_parameter parameter;
    struct sf_str found = {NULL, 0};
    while (sf_parameter_next(base, &parameters, &parameter)) {
        if (!sf_str_equal_nocase(sf_view_str(base, parameter.name), SF_STR("boundary")))
            continue;
        if (found.p) {
            sf_multipart_fail(multipart, SF_MULTIPART_BOUNDARY, base + parameter.name.at,
                              "boundary", clause);
            return;
        }
        found = sf_view_str(base, parameter.value);
    }
    if (!found.p) {
        sf_multipart_fail(multipart, SF_MULTIPART_BOUNDARY, end, "boundary", clause);
        return;
    }
    bool quoted = found.len >= 2 && found.p[0] == '"';
    const char *pe = found.p + found.len - quoted;
    for (p = found.p + quoted; p < pe; p++) {
        if (quoted && *p == '\\' && p + 1 < pe)
            p++;
        if (multipart->boundary_length == sizeof multipart->boundary) {
            sf_multipart_fail(multipart, SF_MULTIPART_BOUNDARY, p, "boundary", clause);
            return;
        }
        multipart->boundary[multipart->boundary_length++] = *p;
    }
    if (sf_boundary_match(multipart->boundary, multipart->boundary + multipart->boundary_length,
                          &at))
        return;
    /* Each byte stands for itself, except a backslash and the byte after it. */
    for (p = found.p + quoted; at > multipart->boundary && p < pe; at--, p++)
        if (quoted && *p == '\\')
            p++;
    sf_multipart_fail(multipart, SF_MULTIPART_BOUNDARY, p, "boundary", clause);
}

/* ---- Delimiters ---- */

enum delimiter { NONE, OPEN, CLOSE, BROKEN };

/* The kind of the line that begins at p; *end is the byte after it. A line that goes on with other
 * letters is not a delimiter: it has another boundary that begins like ours. */
static enum delimiter delimiter_at(struct sf_multipart *multipart, const char *p, const char *pe,
                                   const char **end)
{
    size_t length = multipart->boundary_length;
    if ((size_t)(pe - p) < length + 2 || p[0] != '-' || p[1] != '-' ||
        memcmp(p + 2, multipart->boundary, length) != 0)
        return NONE;
    p += length + 2;
    bool close = pe - p >= 2 && p[0] == '-' && p[1] == '-';
    if (close)
        p += 2;
    while (p < pe && sf_is_wsp((sf_byte)*p)) /* transport-padding */
        p++;
    *end = p;
    if (close && p == pe)
        return CLOSE;
    if (p == pe || (*p == '\r' && p + 1 == pe)) {
        sf_multipart_fail(multipart, SF_MULTIPART_CUT_SHORT, pe,
                          close ? "close-delimiter" : "delimiter", clause);
        return BROKEN;
    }
    if (*p == '\n') {
        sf_multipart_fail(multipart, SF_MULTIPART_LINE_END, p, "delimiter", clause);
        return BROKEN;
    }
    if (p[0] != '\r' || p[1] != '\n')
        return NONE;
    *end = p + 2;
    return close ? CLOSE : OPEN;
}

/* The first delimiter whose CRLF is at `from` or later: *start is that CRLF, *end the byte after
 * the delimiter's line. */
static enum delimiter find_delimiter(struct sf_multipart *multipart, const char *from,
                                     const char *pe, const char **start, const char **end)
{
    for (const char *p = from; p < pe && (p = memchr(p, '\n', (size_t)(pe - p))); p++) {
        enum delimiter found = delimiter_at(multipart, p + 1, pe, end);
        if (found == NONE)
            continue;
        if (found != BROKEN && (p == from || p[-1] != '\r')) {
            sf_multipart_fail(multipart, SF_MULTIPART_LINE_END, p, "delimiter", clause);
            return BROKEN;
        }
        *start = p - 1;
        return found;
    }
    return NONE;
}

/* ---- The body ---- */

static enum sf_multipart_code begin(struct sf_multipart *multipart, const char *base,
                                    struct sf_view content_type, struct sf_view body,
                                    uint32_t depth, struct sf_multipart_error *error)
{
    struct sf_content_type type;
    const char *p = base + body.at, *pe = p + body.len, *start = p, *end = pe;
    uint32_t at;
    *multipart = (struct sf_multipart){
        .base = base, .whole = body, .depth = depth, .error = {.rule = "", .clause = ""}};
    if (!sf_content_type_parse(base, content_type, &type, &at))
        sf_multipart_fail(multipart, SF_MULTIPART_CONTENT_TYPE, base + at, "media-type",
                          "3261:20.15");
    else if (!sf_str_equal_nocase(sf_view_str(base, type.type), SF_STR("multipart")))
        sf_multipart_fail(multipart, SF_MULTIPART_CONTENT_TYPE, base + type.type.at, "multipart",
                          "2046:5.1");
    else if (depth > SF_LIMIT_NESTING)
        sf_multipart_fail(multipart, SF_MULTIPART_TOO_LARGE, p, "SF_LIMIT_NESTING", "limits.h");
    else
        take_boundary(multipart, type.parameters, base + content_type.at + content_type.len);
    if (multipart->error.code != SF_MULTIPART_OK)
        return tell(multipart, error);

    enum delimiter found = delimiter_at(multipart, p, pe, &end);
    if (found == NONE) {
        found = find_delimiter(multipart, p, pe, &start, &end);
        if (found == OPEN)
            multipart->preamble = sf_view_of(base, p, start);
    }
    if (found == NONE)
        sf_multipart_fail(multipart, SF_MULTIPART_NO_PART, pe, "dash-boundary", clause);
    else if (found == CLOSE)
        sf_multipart_fail(multipart, SF_MULTIPART_NO_PART, start == p ? p : start + 2, "body-part",
                          clause);
    multipart->next = (uint32_t)(end - base);
    return tell(multipart, error);
}

enum sf_multipart_code sf_multipart_begin(struct sf_multipart *multipart, const char *base,
                                          struct sf_view content_type, struct sf_view body,
                                          struct sf_multipart_error *error)
{
    return begin(multipart, base, content_type, body, 1, error);
}

enum sf_multipart_code sf_multipart_enter(struct sf_multipart *multipart,
                                          const struct sf_multipart *around,
                                          const struct sf_part *part,
                                          struct sf_multipart_error *error)
{
    return begin(multipart, around->base, part->content_type, part->body, around->depth + 1, error);
}

/* ---- Parts ---- */

/* The view of struct sf_part that holds the value of that header, or null. */
static struct sf_view *place_of(struct sf_part *part, struct sf_str name)
{
    const struct {
        struct sf_str name;
        struct sf_view *view;
    } places[] = {
        {{"Content-Type", 12}, &part->content_type},
        {{"Content-Disposition", 19}, &part->content_disposition},
        {{"Content-ID", 10}, &part->content_id},
        {{"Content-Transfer-Encoding", 25}, &part->content_transfer_encoding},
        {{"Content-Description", 19}, &part->content_description},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (sf_str_equal_nocase(name, places[i].name))
            return places[i].view;
    return NULL;
}

bool sf_part_field(struct sf_multipart *multipart, struct sf_part *part, const sf_byte *name,
                   const sf_byte *name_end, const sf_byte *value, const sf_byte *value_end)
{
    const char *base = multipart->base;
    const sf_byte *colon_end = value;
    while (value < value_end && sf_is_lws(*value))
        value++;
    while (value_end > value && sf_is_lws(value_end[-1]))
        value_end--;
    if (value == value_end)
        value = value_end = colon_end;
    if (part->header_count == SF_LIMIT_PART_HEADERS) {
        sf_multipart_fail(multipart, SF_MULTIPART_TOO_LARGE, name, "SF_LIMIT_PART_HEADERS",
                          "limits.h");
        return false;
    }
    if (value_end - value > SF_LIMIT_HEADER_VALUE_BYTES) {
        sf_multipart_fail(multipart, SF_MULTIPART_TOO_LARGE, value + SF_LIMIT_HEADER_VALUE_BYTES,
                          "SF_LIMIT_HEADER_VALUE_BYTES", "limits.h");
        return false;
    }
    struct sf_part_header *header = &part->header[part->header_count++];
    header->name = sf_view_of(base, name, name_end);
    header->value = sf_view_of(base, value, value_end);
    struct sf_view *place = place_of(part, sf_view_str(base, header->name));
    if (place && place->at) {
        sf_multipart_fail(multipart, SF_MULTIPART_REPEATED, name, "MIME-part-headers", "2045:3");
        return false;
    }
    if (place)
        *place = header->value;
    return true;
}

enum sf_multipart_code sf_multipart_next(struct sf_multipart *multipart, struct sf_part *part,
                                         struct sf_multipart_error *error)
{
    const char *base = multipart->base, *p = base + multipart->next,
               *pe = base + multipart->whole.at + multipart->whole.len;
    const char *start = pe, *end = pe;
    if (multipart->error.code != SF_MULTIPART_OK)
        return tell(multipart, error);
    if (multipart->parts == SF_LIMIT_PARTS) {
        sf_multipart_fail(multipart, SF_MULTIPART_TOO_LARGE, p, "SF_LIMIT_PARTS", "limits.h");
        return tell(multipart, error);
    }
    memset(part, 0, offsetof(struct sf_part, header));
    const char *empty =
        (const char *)sf_part_head(multipart, part, (const sf_byte *)p, (const sf_byte *)pe);
    if (!empty && multipart->error.code == SF_MULTIPART_OK)
        sf_multipart_fail(multipart, SF_MULTIPART_CUT_SHORT, pe, "MIME-part-headers", clause);
    if (!empty)
        return tell(multipart, error);
    /* The CRLF of the empty line may also be that of the delimiter: then the part has no body. */
    enum delimiter found = find_delimiter(multipart, empty, pe, &start, &end);
    if (found == NONE)
        sf_multipart_fail(multipart, SF_MULTIPART_CUT_SHORT, pe, "close-delimiter", clause);
    if (found == NONE || found == BROKEN)
        return tell(multipart, error);
    part->whole = sf_view_of(base, p, start);
    part->body = start > empty ? sf_view_of(base, empty + 2, start)
                               : sf_view_of(base, start, start);
    multipart->parts++;
    multipart->next = (uint32_t)(end - base);
    if (found == CLOSE) { /* told by the next call */
        multipart->epilogue = end < pe ? sf_view_of(base, end, pe) : (struct sf_view){0, 0};
        sf_multipart_fail(multipart, SF_MULTIPART_END, end, "", "");
    }
    if (error)
        *error = (struct sf_multipart_error){.code = SF_MULTIPART_OK, .rule = "", .clause = ""};
    return SF_MULTIPART_OK;
}

/* ---- All of it ---- */

static enum sf_multipart_code check(struct sf_multipart *multipart,
                                    struct sf_multipart_error *error)
{
    struct sf_part part;
    struct sf_multipart inner;
    enum sf_multipart_code code = multipart->error.code;
    while (code == SF_MULTIPART_OK &&
           (code = sf_multipart_next(multipart, &part, error)) == SF_MULTIPART_OK) {
        if (!sf_part_is_multipart(multipart->base, &part))
            continue;
        sf_multipart_enter(&inner, multipart, &part, error);
        code = check(&inner, error);
    }
    return code == SF_MULTIPART_END ? SF_MULTIPART_OK : code;
}

enum sf_multipart_code sf_multipart_check(const char *base, struct sf_view content_type,
                                          struct sf_view body, struct sf_multipart_error *error)
{
    struct sf_multipart multipart;
    struct sf_multipart_error found;
    sf_multipart_begin(&multipart, base, content_type, body, &found);
    enum sf_multipart_code code = check(&multipart, &found);
    if (error)
        *error =
            code == SF_MULTIPART_OK
                ? (struct sf_multipart_error){.code = SF_MULTIPART_OK, .rule = "", .clause = ""}
                : found;
    return code;
}

struct sf_str sf_part_value(const char *base, const struct sf_part *part, struct sf_str name)
{
    for (uint32_t i = 0; i < part->header_count; i++)
        if (sf_str_equal_nocase(sf_view_str(base, part->header[i].name), name))
            return sf_view_str(base, part->header[i].value);
    return (struct sf_str){NULL, 0};
}

bool sf_part_is_multipart(const char *base, const struct sf_part *part)
{
    struct sf_str value = sf_view_str(base, part->content_type);
    return value.len >= 9 &&
           sf_str_equal_nocase((struct sf_str){value.p, 9}, SF_STR("multipart")) &&
           (value.len == 9 || !(sf_class[(sf_byte)value.p[9]] & SF_CLASS_TOKEN));
}

const char *sf_multipart_error_text(const struct sf_multipart_error *error)
{
    switch (error->code) {
    case SF_MULTIPART_OK:
        return "No error";
    case SF_MULTIPART_END:
        return "No further part";
    case SF_MULTIPART_CONTENT_TYPE:
        return "Not a multipart body";
    case SF_MULTIPART_BOUNDARY:
        return "Missing or malformed boundary";
    case SF_MULTIPART_NO_PART:
        return "No part between delimiters";
    case SF_MULTIPART_CUT_SHORT:
        return "Multipart body cut short";
    case SF_MULTIPART_LINE_END:
        return "Line that does not end in CRLF";
    case SF_MULTIPART_HEADER_LINE:
        return "Malformed header line of a part";
    case SF_MULTIPART_HEADER_VALUE:
        return "Malformed header of a part";
    case SF_MULTIPART_REPEATED:
        return "Repeated header of a part";
    case SF_MULTIPART_TOO_LARGE:
        return "Past a limit of the parser";
    }
    return "Unknown error";
}
