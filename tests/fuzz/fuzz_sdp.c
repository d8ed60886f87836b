/* The first byte says what is tolerated, the rest is a session description. */
#include "fuzz.h"

#include <stdlib.h>

#include "sipfsm/sdp_build.h"

#define SHIFT 7

static struct sf_sdp near, far;
static size_t bytes_size;

static void check_error(const struct sf_sdp_error *error, const char *base, size_t first,
                        size_t size)
{
    uint32_t line = 1, column = 1;
    FUZZ_MUST(error->at >= first && error->at <= first + size,
              "the error at %u is outside of %zu bytes", error->at, size);
    FUZZ_MUST(error->rule[0] && error->clause[0] && sf_sdp_error_text(error)[0],
              "an error without a rule or a clause");
    for (const char *p = base + first; p < base + error->at; p++) {
        column = *p == '\n' ? 1 : column + 1;
        line += *p == '\n';
    }
    FUZZ_MUST(error->line == line && error->column == column, "%u:%u is reported as %u:%u", line,
              column, error->line, error->column);
}

/* ---- Views ---- */

static void inside(struct sf_view view)
{
    FUZZ_MUST(fuzz_inside(view, bytes_size), "%u+%u is outside of %zu bytes", view.at, view.len,
              bytes_size);
}

static bool same(struct sf_view a, struct sf_view b)
{
    return a.len == b.len && ((!a.at && !a.len) == (!b.at && !b.len)) &&
           memcmp(near.base + a.at, far.base + b.at, a.len) == 0;
}

/* The parts of a session or a media: how many they are, each inside of its run. */
static uint32_t count_runs(const struct sf_sdp *sdp, struct sf_view connections,
                           struct sf_view bandwidths, struct sf_view attributes)
{
    struct sf_view rest;
    struct sf_sdp_attribute attribute;
    struct sf_sdp_bandwidth bandwidth;
    struct sf_sdp_connection connection;
    uint32_t count = 0;
    for (rest = connections; sf_sdp_next_connection(sdp->base, &rest, &connection); count++)
        FUZZ_MUST(connection.ttl >= -1 && connection.ttl <= 255 && connection.count >= 1 &&
                      fuzz_within(connection.address, connections),
                  "a connection of ttl %d, %u addresses", connection.ttl, connection.count);
    FUZZ_MUST(!rest.len, "a connection cannot be typed");
    for (rest = bandwidths; sf_sdp_next_bandwidth(sdp->base, &rest, &bandwidth); count++)
        FUZZ_MUST(bandwidth.type.len && fuzz_within(bandwidth.type, bandwidths),
                  "a bandwidth without a type");
    FUZZ_MUST(!rest.len, "a bandwidth cannot be typed");
    for (rest = attributes; sf_sdp_next_attribute(sdp->base, &rest, &attribute); count++)
        FUZZ_MUST(attribute.name.len && fuzz_within(attribute.name, attributes) &&
                      fuzz_within(attribute.value, attributes) &&
                      !memchr(sdp->base + attribute.name.at, ':', attribute.name.len),
                  "an attribute without a name");
    FUZZ_MUST(!rest.len, "an attribute cannot be typed");
    return count;
}

static uint32_t count_times(const struct sf_sdp *sdp)
{
    struct sf_view rest = sdp->times;
    struct sf_sdp_time time;
    struct sf_sdp_repeat repeat;
    struct sf_sdp_zone zone;
    uint32_t count = 0;
    uint64_t offset;
    for (; sf_sdp_next_time(sdp->base, &rest, &time); count++) {
        for (; sf_sdp_next_repeat(sdp->base, &time.repeats, &repeat); count++)
            FUZZ_MUST(repeat.interval_s > 0 &&
                          sf_sdp_next_offset(sdp->base, &repeat.offsets, &offset),
                      "a repeat of nothing");
        FUZZ_MUST(!time.repeats.len, "a repeat cannot be typed");
        count += time.zone.len > 0;
        while (time.zone.len)
            FUZZ_MUST(sf_sdp_next_zone(sdp->base, &time.zone, &zone), "a zone cannot be typed");
    }
    FUZZ_MUST(!rest.len, "a time cannot be typed");
    return count;
}

/* The parts together are all lines. */
static void check_parts(const struct sf_sdp *sdp)
{
    struct sf_view rest = sdp->whole, value;
    char type;
    uint32_t lines = 0, parts = 3; /* v, o, s */
    const struct sf_view views[] = {sdp->whole,
                                    sdp->origin.username,
                                    sdp->origin.sess_id,
                                    sdp->origin.sess_version,
                                    sdp->origin.nettype,
                                    sdp->origin.addrtype,
                                    sdp->origin.address,
                                    sdp->name,
                                    sdp->information,
                                    sdp->uri,
                                    sdp->emails,
                                    sdp->phones,
                                    sdp->connection.address,
                                    sdp->bandwidths,
                                    sdp->times,
                                    sdp->key,
                                    sdp->attributes};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        inside(views[i]);
    for (; sf_sdp_next_line(sdp->base, &rest, &type, &value); lines++)
        FUZZ_MUST(fuzz_within(value, sdp->whole), "a line outside of the whole");
    FUZZ_MUST(lines == sdp->lines && !rest.len, "%u lines became %u", sdp->lines, lines);
    parts += count_runs(sdp, (struct sf_view){0, 0}, sdp->bandwidths, sdp->attributes) +
             count_times(sdp);
    parts += sdp->has_connection + (sdp->information.at > 0) + (sdp->uri.at > 0) +
             (sdp->key.at > 0);
    for (rest = sdp->emails; sf_sdp_next_line(sdp->base, &rest, &type, &value); parts++)
        FUZZ_MUST(type == 'e', "%c= among the e=", type);
    for (rest = sdp->phones; sf_sdp_next_line(sdp->base, &rest, &type, &value); parts++)
        FUZZ_MUST(type == 'p', "%c= among the p=", type);
    for (uint32_t i = 0; i < sdp->media_count; i++) {
        const struct sf_sdp_media *m = &sdp->media[i];
        struct sf_sdp_connection connection;
        struct sf_sdp_rtpmap rtpmap;
        uint64_t us;
        FUZZ_MUST(fuzz_within(m->whole, sdp->whole) && fuzz_within(m->media, m->whole) &&
                      fuzz_within(m->proto, m->whole) && fuzz_within(m->formats, m->whole) &&
                      fuzz_within(m->information, m->whole) &&
                      fuzz_within(m->connections, m->whole) &&
                      fuzz_within(m->bandwidths, m->whole) && fuzz_within(m->key, m->whole) &&
                      fuzz_within(m->attributes, m->whole),
                  "media %u reaches out of its lines", i);
        FUZZ_MUST(m->port <= 65535 && m->port_count >= 1 && m->media.len && m->proto.len &&
                      m->formats.len,
                  "media %u lacks a part", i);
        parts += 1 + (m->information.at > 0) + (m->key.at > 0) +
                 count_runs(sdp, m->connections, m->bandwidths, m->attributes);
        rest = m->formats;
        while (sf_sdp_next_format(sdp->base, &rest, &value)) {
            FUZZ_MUST(value.len && fuzz_within(value, m->formats), "an empty format");
            if (sf_sdp_rtpmap_of(sdp, m, sf_sdp_str(sdp, value), &rtpmap))
                FUZZ_MUST(rtpmap.channels && rtpmap.clock_rate_hz &&
                              fuzz_within(rtpmap.encoding, m->attributes),
                          "an rtpmap of no rate");
            if (sf_sdp_fmtp_of(sdp, m, sf_sdp_str(sdp, value), &value))
                FUZZ_MUST(value.len && fuzz_within(value, m->attributes), "an fmtp of nothing");
        }
        FUZZ_MUST(sf_sdp_connection_of(sdp, m, &connection) ||
                      sdp->tolerated & SF_SDP_NO_CONNECTION,
                  "media %u has no connection", i);
        FUZZ_MUST((unsigned)sf_sdp_direction_of(sdp, m) <= SF_SDP_INACTIVE,
                  "a direction of its own");
        sf_sdp_ptime_us_of(sdp, m, &us);
        sf_sdp_maxptime_us_of(sdp, m, &us);
    }
    FUZZ_MUST(parts == sdp->lines, "%u parts of %u lines", parts, sdp->lines);
}

/* ---- Built again, from typed parts ---- */

static void build_view(struct sf_sdp_build *build, const struct sf_sdp *sdp, const char *before,
                       struct sf_view view)
{
    sf_sdp_build_text(build, sf_str_of(before));
    sf_sdp_build_text(build, sf_sdp_str(sdp, view));
}

static void build_value(struct sf_sdp_build *build, const struct sf_sdp *sdp, char type,
                        struct sf_view view)
{
    if (view.at)
        sf_sdp_build_line(build, type, sf_sdp_str(sdp, view));
}

static void build_connection(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                             const struct sf_sdp_connection *connection)
{
    sf_sdp_build_open(build, 'c');
    build_view(build, sdp, "", connection->nettype);
    build_view(build, sdp, " ", connection->addrtype);
    build_view(build, sdp, " ", connection->address);
    for (int i = 0; i < 2; i++) {
        if (i == 0 ? connection->ttl < 0 : connection->count == 1)
            continue;
        sf_sdp_build_text(build, SF_STR("/"));
        sf_sdp_build_number(build, i == 0 ? (uint64_t)connection->ttl : connection->count);
    }
    sf_sdp_build_close(build);
}

static void build_runs(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                       struct sf_view bandwidths)
{
    struct sf_sdp_bandwidth bandwidth;
    while (sf_sdp_next_bandwidth(sdp->base, &bandwidths, &bandwidth)) {
        sf_sdp_build_open(build, 'b');
        build_view(build, sdp, "", bandwidth.type);
        sf_sdp_build_text(build, SF_STR(":"));
        sf_sdp_build_number(build, bandwidth.value);
        sf_sdp_build_close(build);
    }
}

static void build_attributes(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                             struct sf_view attributes)
{
    struct sf_sdp_attribute attribute;
    while (sf_sdp_next_attribute(sdp->base, &attributes, &attribute)) {
        sf_sdp_build_open(build, 'a');
        build_view(build, sdp, "", attribute.name);
        if (attribute.value.len)
            build_view(build, sdp, ":", attribute.value);
        sf_sdp_build_close(build);
    }
}

static void build_media(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                        const struct sf_sdp_media *media)
{
    struct sf_view rest = media->connections, formats = media->formats, format;
    struct sf_sdp_connection connection;
    sf_sdp_build_open(build, 'm');
    build_view(build, sdp, "", media->media);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_number(build, media->port);
    if (media->port_count > 1) {
        sf_sdp_build_text(build, SF_STR("/"));
        sf_sdp_build_number(build, media->port_count);
    }
    build_view(build, sdp, " ", media->proto);
    while (sf_sdp_next_format(sdp->base, &formats, &format))
        build_view(build, sdp, " ", format);
    sf_sdp_build_close(build);
    build_value(build, sdp, 'i', media->information);
    while (sf_sdp_next_connection(sdp->base, &rest, &connection))
        build_connection(build, sdp, &connection);
    build_runs(build, sdp, media->bandwidths);
    build_value(build, sdp, 'k', media->key);
    build_attributes(build, sdp, media->attributes);
}

static char *rebuild(const struct sf_sdp *sdp, size_t *length)
{
    struct sf_sdp_build build;
    struct sf_view rest = sdp->times;
    struct sf_sdp_time time;
    size_t size = 2 * (size_t)sdp->whole.len + 64;
    char *bytes = malloc(size);
    if (!bytes)
        abort();
    sf_sdp_build_begin(&build, bytes, size);
    sf_sdp_build_line(&build, 'v', SF_STR("0"));
    sf_sdp_build_open(&build, 'o');
    build_view(&build, sdp, "", sdp->origin.username);
    build_view(&build, sdp, " ", sdp->origin.sess_id);
    build_view(&build, sdp, " ", sdp->origin.sess_version);
    build_view(&build, sdp, " ", sdp->origin.nettype);
    build_view(&build, sdp, " ", sdp->origin.addrtype);
    build_view(&build, sdp, " ", sdp->origin.address);
    sf_sdp_build_close(&build);
    sf_sdp_build_line(&build, 's', sf_sdp_str(sdp, sdp->name));
    build_value(&build, sdp, 'i', sdp->information);
    build_value(&build, sdp, 'u', sdp->uri);
    sf_sdp_build_copy(&build, sdp->base, sdp->emails);
    sf_sdp_build_copy(&build, sdp->base, sdp->phones);
    if (sdp->has_connection)
        build_connection(&build, sdp, &sdp->connection);
    build_runs(&build, sdp, sdp->bandwidths);
    while (sf_sdp_next_time(sdp->base, &rest, &time)) {
        sf_sdp_build_open(&build, 't');
        sf_sdp_build_number(&build, time.start_s);
        sf_sdp_build_text(&build, SF_STR(" "));
        sf_sdp_build_number(&build, time.stop_s);
        sf_sdp_build_close(&build);
        sf_sdp_build_copy(&build, sdp->base, time.repeats);
        build_value(&build, sdp, 'z', time.zone);
    }
    build_value(&build, sdp, 'k', sdp->key);
    build_attributes(&build, sdp, sdp->attributes);
    for (uint32_t i = 0; i < sdp->media_count; i++)
        build_media(&build, sdp, &sdp->media[i]);
    *length = sf_sdp_build_end(&build);
    FUZZ_MUST(*length > 0, "it cannot be built again: error %d, %s at %u:%u", build.error,
              sf_sdp_error_text(&build.why), build.why.line, build.why.column);
    return bytes;
}

static void check_rebuilt(const struct sf_sdp *sdp)
{
    static struct sf_sdp again;
    size_t length, twice_length;
    struct sf_sdp_error error;
    struct sf_view rest = sdp->times;
    struct sf_sdp_time time;
    while (sf_sdp_next_time(
        sdp->base, &rest,
        &time)) /* spaces after a run of repeats are copied, so the copy is not strict */
        if (time.repeats.len && sdp->tolerated & SF_SDP_SPACE_AT_END)
            return;
    if (sdp->whole.len > SF_LIMIT_MESSAGE_BYTES / 2)
        return;
    char *built = rebuild(sdp, &length), *exact = fuzz_copy(built, length);
    free(built);
    FUZZ_MUST(sf_sdp_parse(&again, exact, (struct sf_view){0, (uint32_t)length}, SF_SDP_STRICT,
                           &error) == SF_SDP_OK,
              "what was built is refused");
    FUZZ_MUST(again.lines == sdp->lines && again.media_count == sdp->media_count &&
                  !again.tolerated,
              "what was built is another");
    char *twice = rebuild(&again, &twice_length);
    FUZZ_MUST(twice_length == length && memcmp(twice, exact, length) == 0,
              "building again gives other bytes");
    free(twice);
    free(exact);
}

/* ---- All of it ---- */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sf_sdp_error near_error, far_error, check, strict_error;
    static struct sf_sdp strict;
    if (size < 1 || size > SF_LIMIT_MESSAGE_BYTES + 2)
        return 0;
    uint32_t tolerate = data[0] & SF_SDP_LENIENT;
    size--;
    char *close = fuzz_copy(data + 1, size), *distant = malloc(SHIFT + size);
    if (!distant)
        abort();
    memcpy(distant, "\r\nv=0\r\n", SHIFT);
    memcpy(distant + SHIFT, close, size);
    bytes_size = size;
    enum sf_sdp_code code =
        sf_sdp_parse(&near, close, (struct sf_view){0, (uint32_t)size}, tolerate, &near_error);
    FUZZ_MUST(sf_sdp_parse(&far, distant, (struct sf_view){SHIFT, (uint32_t)size}, tolerate,
                           &far_error) == code,
              "another verdict at another place");
    FUZZ_MUST(near_error.code == code, "the code is %d, the error's %d", code, near_error.code);
    if (code != SF_SDP_OK) {
        check_error(&near_error, close, 0, size);
        FUZZ_MUST(far_error.at == near_error.at + SHIFT && far_error.line == near_error.line &&
                      far_error.column == near_error.column,
                  "the error is at another place");
    } else {
        check_parts(&near);
        FUZZ_MUST(near.lines == far.lines && near.media_count == far.media_count &&
                      near.tolerated == far.tolerated && same(near.name, far.name) &&
                      same(near.attributes, far.attributes) && same(near.times, far.times),
                  "another description at another place");
        FUZZ_MUST(!(near.tolerated & ~tolerate), "tolerated without leave");
        if (sf_sdp_check(&near, &check) != SF_SDP_OK)
            check_error(&check, close, 0, size);
        if (!(near.tolerated & (SF_SDP_NO_TIME | SF_SDP_NO_CONNECTION | SF_SDP_EMPTY_NAME)))
            check_rebuilt(&near);
    }
    /* With tolerances more is accepted, and the meaning is the same. */
    if (sf_sdp_parse(&strict, close, (struct sf_view){0, (uint32_t)size}, SF_SDP_STRICT,
                     &strict_error) == SF_SDP_OK)
        FUZZ_MUST(code == SF_SDP_OK && !near.tolerated && near.lines == strict.lines,
                  "strictly sound, and not with tolerance %x", tolerate);
    else if (code == SF_SDP_OK)
        FUZZ_MUST(near.tolerated, "nothing was tolerated, and strictly it is refused");
    free(close);
    free(distant);
    return 0;
}
