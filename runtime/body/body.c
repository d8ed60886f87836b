/* Where the session description of a message is. See sipfsm/body.h. */
#include "sipfsm/body.h"
#include "sipfsm/headers.h"
#include "sipfsm/multipart.h"

/* A body or a part of one, and how it is labelled. */
struct entity {
    struct sf_view type, disposition, encoding, transfer_encoding, body;
};

struct search {
    const char *base;
    const struct sf_str *also;
    size_t count;
    struct sf_body body;
};

static enum sf_body_code say(struct search *search, enum sf_body_code code, uint32_t at,
                             const char *what, const char *clause)
{
    search->body = (struct sf_body){.code = code, .at = at, .what = what, .clause = clause};
    return code;
}

static enum sf_body_code say_none(struct search *search)
{
    return say(search, SF_BODY_NONE, 0, "No session description", "3261:13.2.1");
}

static bool is(const struct search *search, struct sf_view view, const char *text)
{
    return sf_str_equal_nocase(sf_view_str(search->base, view), sf_str_of(text));
}

/* ---- Labels ---- */

/* True for a type of the caller's list: "text/plain", or "text" and a star for the subtype. */
static bool is_also(const struct search *search, struct sf_str main, struct sf_str sub)
{
    for (size_t i = 0; i < search->count; i++) {
        struct sf_str also = search->also[i];
        if (also.len <= main.len + 1 || also.p[main.len] != '/' ||
            !sf_str_equal_nocase((struct sf_str){also.p, main.len}, main))
            continue;
        struct sf_str rest = {also.p + main.len + 1, also.len - main.len - 1};
        if (sf_str_equal(rest, SF_STR("*")) || sf_str_equal_nocase(rest, sub))
            return true;
    }
    return false;
}

/* handling=optional (3261:20.11); a disposition that cannot be read counts as absent. */
static bool read_disposition(const struct search *search, const struct entity *entity,
                             struct sf_content_disposition *disposition)
{
    if (entity->disposition.len &&
        sf_content_disposition_parse(search->base, entity->disposition, disposition, NULL))
        return true;
    *disposition = (struct sf_content_disposition){.optional = false};
    return false;
}

static bool is_encoded(const struct search *search, const struct entity *entity)
{
    static const char *const plain[] = {"7bit", "8bit", "binary"};
    if (entity->encoding.len && !is(search, entity->encoding, "identity"))
        return true;
    for (int i = 0; i < 3; i++)
        if (is(search, entity->transfer_encoding, plain[i]))
            return false;
    return entity->transfer_encoding.len > 0;
}

/* ---- Parts ---- */

static enum sf_body_code look(struct search *search, const struct sf_multipart *around,
                              const struct sf_part *part, const struct entity *entity,
                              bool alternative);

static struct entity entity_of(const struct search *search, const struct sf_part *part)
{
    struct sf_str encoding = sf_part_value(search->base, part, SF_STR("Content-Encoding"));
    struct entity entity = {.type = part->content_type,
                            .disposition = part->content_disposition,
                            .transfer_encoding = part->content_transfer_encoding,
                            .body = part->body};
    if (encoding.len)
        entity.encoding =
            (struct sf_view){(uint32_t)(encoding.p - search->base), (uint32_t)encoding.len};
    return entity;
}

/* The first sf_multipart_next reports an error of its beginning. multipart/mixed: takes the first
 * session description; every part that must be understood must be. multipart/alternative: the last
 * part that is understood (2046:5.1.4). */
static enum sf_body_code look_inside(struct search *search, struct sf_multipart *multipart,
                                     bool alternative)
{
    struct sf_part part;
    struct sf_multipart_error error;
    struct sf_body best = search->body, first_trouble = best;
    bool have_best = false, have_trouble = false;
    while (sf_multipart_next(multipart, &part, &error) == SF_MULTIPART_OK) {
        struct entity entity = entity_of(search, &part);
        enum sf_body_code code = look(search, multipart, &part, &entity, alternative);
        bool understood = code == SF_BODY_NONE || code == SF_BODY_SESSION;
        if (!understood && !have_trouble) {
            first_trouble = search->body;
            have_trouble = true;
        } else if (understood && (alternative || !have_best || best.code == SF_BODY_NONE)) {
            best = search->body;
            have_best = true;
        }
    }
    if (error.code != SF_MULTIPART_END)
        return say(search, SF_BODY_MALFORMED, error.at, sf_multipart_error_text(&error),
                   error.clause);
    if (have_trouble && (!alternative || !have_best)) {
        search->body = first_trouble;
        return first_trouble.code;
    }
    search->body = best; /* a multipart has a part, and the part was either of them */
    return best.code;
}

static enum sf_body_code look_multipart(struct search *search, const struct sf_multipart *around,
                                        const struct sf_part *part, const struct entity *entity,
                                        const struct sf_content_type *type)
{
    struct sf_multipart multipart;
    if (around)
        sf_multipart_enter(&multipart, around, part, NULL);
    else
        sf_multipart_begin(&multipart, search->base, entity->type, entity->body, NULL);
    return look_inside(search, &multipart, is(search, type->subtype, "alternative"));
}

/* What it is, regardless of whether it must be understood. */
static enum sf_body_code judge(struct search *search, const struct sf_multipart *around,
                               const struct sf_part *part, const struct entity *entity,
                               const struct sf_content_disposition *disposition)
{
    struct sf_content_type type;
    uint32_t at = entity->type.len ? entity->type.at : entity->body.at;
    if (is_encoded(search, entity))
        return say(search, SF_BODY_ENCODING,
                   entity->encoding.len && !is(search, entity->encoding, "identity")
                       ? entity->encoding.at
                       : entity->transfer_encoding.at,
                   "An encoding that is not supported", "3261:8.2.3");
    if (!entity->type.len && part) { /* 2046:5.1: such a part is text/plain */
        if (is_also(search, SF_STR("text"), SF_STR("plain")))
            return say_none(search);
        return say(search, SF_BODY_UNSUPPORTED, at, "A type that is not supported", "5621:8.4");
    }
    if (!entity->type.len || !sf_content_type_parse(search->base, entity->type, &type, NULL))
        return say(search, SF_BODY_UNSUPPORTED, at, "Missing or malformed Content-Type",
                   "3261:20.15");
    if (is(search, type.type, "multipart"))
        return look_multipart(search, around, part, entity, &type);
    if (is(search, type.type, "application") && is(search, type.subtype, "sdp") &&
        (!disposition->type.len || is(search, disposition->type, "session"))) {
        say(search, SF_BODY_SESSION, 0, "A session description", "3261:20.11");
        search->body.session = entity->body;
        return SF_BODY_SESSION;
    }
    if (is_also(search, sf_view_str(search->base, type.type),
                sf_view_str(search->base, type.subtype)))
        return say_none(search);
    if (is(search, type.type, "application") && is(search, type.subtype, "sdp"))
        return say(search, SF_BODY_UNSUPPORTED, disposition->type.at,
                   "A disposition that is not supported", "5621:8.4");
    return say(search, SF_BODY_UNSUPPORTED, at, "A type that is not supported", "5621:8.4");
}

static enum sf_body_code look(struct search *search, const struct sf_multipart *around,
                              const struct sf_part *part, const struct entity *entity,
                              bool alternative)
{
    struct sf_content_disposition disposition;
    read_disposition(search, entity, &disposition);
    enum sf_body_code code = judge(search, around, part, entity, &disposition);
    if (code == SF_BODY_NONE || code == SF_BODY_SESSION || alternative || !disposition.optional)
        return code;
    return say_none(search);
}

/* ---- The message ---- */

static struct sf_view value_of(const struct sf_msg *msg, enum sf_header_id id)
{
    int field = sf_msg_find(msg, id, 0);
    return field < 0 ? (struct sf_view){0, 0} : msg->header[field].value;
}

enum sf_body_code sf_body_find(const struct sf_msg *msg, const struct sf_str *also, size_t count,
                               struct sf_body *body)
{
    struct search search = {.base = msg->bytes, .also = also, .count = count};
    struct entity entity = {.type = value_of(msg, SF_HEADER_CONTENT_TYPE),
                            .disposition = value_of(msg, SF_HEADER_CONTENT_DISPOSITION),
                            .encoding = value_of(msg, SF_HEADER_CONTENT_ENCODING),
                            .body = msg->body};
    if (msg->body.len)
        look(&search, NULL, NULL, &entity, false);
    else
        say_none(&search);
    *body = search.body;
    return body->code;
}

bool sf_body_accepts_sdp(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_media_range range;
    int best = 0; /* how specific: 1 for any type, 2 for application, 3 for application/sdp */
    bool accepts = false, read = false, malformed = false;
    if (!sf_msg_has(msg, SF_HEADER_ACCEPT))
        return true;
    while (sf_msg_next_value(msg, SF_HEADER_ACCEPT, &at, &value)) {
        if (!sf_media_range_parse(msg->bytes, value, &range, NULL)) {
            malformed = malformed || value.len;
            continue;
        }
        read = true;
        struct sf_str type = sf_msg_str(msg, range.type), subtype = sf_msg_str(msg, range.subtype);
        bool any = sf_str_equal(subtype, SF_STR("*"));
        int specific = 0;
        if (any && sf_str_equal(type, SF_STR("*")))
            specific = 1;
        else if (sf_str_equal_nocase(type, SF_STR("application")))
            specific = any ? 2 : sf_str_equal_nocase(subtype, SF_STR("sdp")) ? 3 : 0;
        if (specific > best) {
            best = specific;
            accepts = range.q != 0;
        } else if (specific && specific == best) {
            accepts |= range.q != 0;
        }
    }
    return accepts || (malformed && !read); /* 3261:8.2.2: that is ignored */
}
