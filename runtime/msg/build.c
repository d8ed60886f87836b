/* sipfsm msg: the message builder. Every byte that the caller gives passes put_checked: nothing
 * else may end a line. */
#include "sipfsm/build.h"

#include "scan.h"

enum { STAGE_START, STAGE_HEADERS, STAGE_OPEN, STAGE_ENDED };

static void fail(struct sf_build *build, enum sf_build_error error)
{
    if (build->error == SF_BUILD_OK)
        build->error = error;
}

/* True if the builder is in that stage and well. */
static bool in(struct sf_build *build, int stage)
{
    if (build->error == SF_BUILD_OK && build->stage != stage)
        fail(build, SF_BUILD_MISUSED);
    return build->error == SF_BUILD_OK;
}

static void put(struct sf_build *build, struct sf_str text)
{
    if (build->error != SF_BUILD_OK || text.len == 0)
        return;
    if (text.len > build->size - build->length) {
        fail(build, SF_BUILD_FULL);
        return;
    }
    memcpy(build->bytes + build->length, text.p, text.len);
    build->length += text.len;
}

static void put_checked(struct sf_build *build, struct sf_str text, sf_byte class_bits)
{
    if (build->error != SF_BUILD_OK || text.len == 0)
        return;
    if (!sf_all(text, class_bits)) {
        fail(build, SF_BUILD_UNSAFE);
        return;
    }
    put(build, text);
}

static void put_number(struct sf_build *build, uint64_t number)
{
    char digits[20], *p = digits + sizeof digits;
    do
        *--p = (char)('0' + number % 10);
    while (number /= 10);
    put(build, (struct sf_str){p, (size_t)(digits + sizeof digits - p)});
}

/* A whole name: a token, and not empty. */
static void put_token(struct sf_build *build, struct sf_str token)
{
    if (!sf_all(token, SF_CLASS_TOKEN))
        fail(build, SF_BUILD_UNSAFE);
    put(build, token);
}

void sf_build_begin(struct sf_build *build, char *bytes, size_t size)
{
    *build = (struct sf_build){.bytes = bytes, .size = size, .stage = STAGE_START};
}

void sf_build_request(struct sf_build *build, struct sf_str method, struct sf_str uri)
{
    if (!in(build, STAGE_START))
        return;
    put_token(build, method);
    put(build, SF_STR(" "));
    if (uri.len == 0)
        fail(build, SF_BUILD_UNSAFE);
    put_checked(build, uri, SF_CLASS_URI); /* no space either: it would end the URI (3261:7.1) */
    put(build, SF_STR(" SIP/2.0\r\n"));
    build->stage = STAGE_HEADERS;
}

void sf_build_status(struct sf_build *build, unsigned status, struct sf_str reason)
{
    if (!in(build, STAGE_START))
        return;
    if (status < 100 || status > 699)
        fail(build, SF_BUILD_UNSAFE);
    put(build, SF_STR("SIP/2.0 "));
    put_number(build, status);
    put(build, SF_STR(" "));
    put_checked(build, reason, SF_CLASS_TEXT);
    put(build, SF_STR("\r\n"));
    build->stage = STAGE_HEADERS;
}

static void open_token(struct sf_build *build, struct sf_str name)
{
    if (++build->headers > SF_LIMIT_HEADERS)
        fail(build, SF_BUILD_FULL);
    put_token(build, name);
    put(build, SF_STR(": "));
    build->value_at = build->length;
    build->stage = STAGE_OPEN;
}

void sf_build_open(struct sf_build *build, const char *name)
{
    if (!in(build, STAGE_HEADERS))
        return;
    open_token(build, sf_str_of(name));
}

void sf_build_text(struct sf_build *build, struct sf_str text)
{
    if (in(build, STAGE_OPEN))
        put_checked(build, text, SF_CLASS_TEXT);
}

void sf_build_number(struct sf_build *build, uint64_t number)
{
    if (in(build, STAGE_OPEN))
        put_number(build, number);
}

/* Received text may hold a control character after a backslash (quoted-pair, 3261:25.1): it is
 * passed on as it is. */
void sf_build_unfolded(struct sf_build *build, struct sf_str text)
{
    if (!in(build, STAGE_OPEN) || text.len == 0)
        return;
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    while (p < pe && build->error == SF_BUILD_OK) {
        const sf_byte *run_end = sf_run(p, pe, SF_CLASS_TEXT);
        const sf_byte *kept = run_end;
        bool fold = pe - run_end >= 3 && run_end[0] == '\r' && run_end[1] == '\n' &&
                    sf_is_wsp(run_end[2]);
        while (fold && kept > p && sf_is_wsp(kept[-1]))
            kept--;
        put(build, (struct sf_str){(const char *)p, (size_t)(kept - p)});
        p = run_end;
        if (fold) {
            while (p < pe && sf_is_lws(*p))
                p++; /* several folds in a row are also one space; a stray CR or LF among them is
                        left out */
            put(build, SF_STR(" "));
        } else if (p < pe && p > (const sf_byte *)text.p && p[-1] == '\\' && *p != '\r' &&
                   *p != '\n') {
            put(build, (struct sf_str){(const char *)p, 1});
            p++;
        } else if (p < pe) {
            fail(build, SF_BUILD_UNSAFE);
        }
    }
}

void sf_build_close(struct sf_build *build)
{
    if (!in(build, STAGE_OPEN))
        return;
    if (build->length - build->value_at > SF_LIMIT_HEADER_VALUE_BYTES)
        fail(build, SF_BUILD_FULL);
    put(build, SF_STR("\r\n"));
    build->stage = STAGE_HEADERS;
}

void sf_build_header(struct sf_build *build, const char *name, struct sf_str value)
{
    sf_build_open(build, name);
    sf_build_text(build, value);
    sf_build_close(build);
}

void sf_build_header_number(struct sf_build *build, const char *name, uint64_t number)
{
    sf_build_open(build, name);
    sf_build_number(build, number);
    sf_build_close(build);
}

void sf_build_copy(struct sf_build *build, const struct sf_msg *msg, unsigned field)
{
    if (!in(build, STAGE_HEADERS))
        return;
    if (field >= msg->header_count) {
        fail(build, SF_BUILD_MISUSED);
        return;
    }
    const struct sf_header *header = &msg->header[field];
    struct sf_str name = sf_header_name((enum sf_header_id)header->id);
    open_token(build, name.len ? name : sf_msg_str(msg, header->name));
    sf_build_unfolded(build, sf_msg_str(msg, header->value));
    sf_build_close(build);
}

void sf_build_copy_all(struct sf_build *build, const struct sf_msg *msg, enum sf_header_id id)
{
    if (!in(build, STAGE_HEADERS))
        return;
    for (int field = -1; (field = sf_msg_find(msg, id, (unsigned)(field + 1))) >= 0;)
        sf_build_copy(build, msg, (unsigned)field);
}

size_t sf_build_end(struct sf_build *build, struct sf_str content_type, struct sf_str body)
{
    if (in(build, STAGE_HEADERS) && body.len &&
        content_type.len) /* without one the caller has written it, such as a copy */
        sf_build_header(build, "Content-Type", content_type);
    sf_build_header_number(build, "Content-Length", body.len);
    put(build, SF_STR("\r\n"));
    put(build, body);
    if (build->length > SF_LIMIT_MESSAGE_BYTES)
        fail(build, SF_BUILD_FULL);
    if (build->error != SF_BUILD_OK)
        return 0;
    build->stage = STAGE_ENDED;
    return build->length;
}

size_t sf_build_message(struct sf_build *build, const struct sf_msg *msg)
{
    if (msg->is_request)
        sf_build_request(build, sf_msg_str(msg, msg->method_name),
                         sf_msg_str(msg, msg->request_uri));
    else
        sf_build_status(build, msg->status, sf_msg_str(msg, msg->reason));
    for (unsigned i = 0; i < msg->header_count; i++)
        if (msg->header[i].id != SF_HEADER_CONTENT_LENGTH)
            sf_build_copy(build, msg, i);
    return sf_build_end(build, (struct sf_str){NULL, 0}, sf_msg_str(msg, msg->body));
}
