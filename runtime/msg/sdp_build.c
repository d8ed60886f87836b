/* sipfsm msg: the builder of session descriptions. Every byte passes put; what was written is
 * parsed at the end. */
#include "sipfsm/sdp_build.h"

static void fail(struct sf_sdp_build *build, enum sf_sdp_build_error error)
{
    if (build->error == SF_SDP_BUILD_OK)
        build->error = error;
}

static void put(struct sf_sdp_build *build, struct sf_str text)
{
    if (build->error != SF_SDP_BUILD_OK || text.len == 0)
        return;
    if (text.len > build->size - build->length) {
        fail(build, SF_SDP_BUILD_FULL);
        return;
    }
    memcpy(build->bytes + build->length, text.p, text.len);
    build->length += text.len;
}

void sf_sdp_build_begin(struct sf_sdp_build *build, char *bytes, size_t size)
{
    *build = (struct sf_sdp_build){.bytes = bytes, .size = size, .why = {.rule = "", .clause = ""}};
}

void sf_sdp_build_open(struct sf_sdp_build *build, char type)
{
    const char head[2] = {type, '='};
    if (build->open)
        fail(build, SF_SDP_BUILD_MISUSED);
    if (type < 'a' || type > 'z')
        fail(build, SF_SDP_BUILD_UNSAFE);
    put(build, (struct sf_str){head, 2});
    build->open = true;
}

void sf_sdp_build_text(struct sf_sdp_build *build, struct sf_str text)
{
    if (!build->open)
        fail(build, SF_SDP_BUILD_MISUSED);
    if (text.len && (memchr(text.p, '\r', text.len) || memchr(text.p, '\n', text.len) ||
                     memchr(text.p, 0, text.len)))
        fail(build, SF_SDP_BUILD_UNSAFE);
    put(build, text);
}

void sf_sdp_build_number(struct sf_sdp_build *build, uint64_t number)
{
    char digits[20], *p = digits + sizeof digits;
    do
        *--p = (char)('0' + number % 10);
    while (number /= 10);
    sf_sdp_build_text(build, (struct sf_str){p, (size_t)(digits + sizeof digits - p)});
}

void sf_sdp_build_close(struct sf_sdp_build *build)
{
    if (!build->open)
        fail(build, SF_SDP_BUILD_MISUSED);
    put(build, SF_STR("\r\n"));
    build->open = false;
}

void sf_sdp_build_line(struct sf_sdp_build *build, char type, struct sf_str value)
{
    sf_sdp_build_open(build, type);
    sf_sdp_build_text(build, value);
    sf_sdp_build_close(build);
}

void sf_sdp_build_copy(struct sf_sdp_build *build, const char *base, struct sf_view lines)
{
    struct sf_view value;
    char type;
    while (sf_sdp_next_line(base, &lines, &type, &value))
        sf_sdp_build_line(build, type, sf_view_str(base, value));
}

size_t sf_sdp_build_end(struct sf_sdp_build *build)
{
    struct sf_sdp sdp;
    if (build->open)
        fail(build, SF_SDP_BUILD_MISUSED);
    if (build->length > SF_LIMIT_MESSAGE_BYTES)
        fail(build, SF_SDP_BUILD_FULL);
    if (build->error == SF_SDP_BUILD_OK &&
        sf_sdp_parse(&sdp, build->bytes, (struct sf_view){0, (uint32_t)build->length},
                     SF_SDP_STRICT, &build->why) != SF_SDP_OK)
        fail(build, SF_SDP_BUILD_MALFORMED);
    return build->error == SF_SDP_BUILD_OK ? build->length : 0;
}
