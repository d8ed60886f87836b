/* Writes session descriptions of ours. See session_write.h. */
#include "session_write.h"

/* ---- Arguments ---- */

static const char *wrong_stream(const struct sf_session_stream *stream)
{
    if (!stream->media.len || !stream->protocols.len)
        return "A stream without media type or protocol";
    if (!stream->codecs || stream->codecs > SF_LIMIT_SESSION_CODECS)
        return "A stream without codecs, or with more than SF_LIMIT_SESSION_CODECS";
    if (stream->line < -1 || stream->line >= SF_LIMIT_SESSION_STREAMS)
        return "A stream's line is out of range";
    if ((unsigned)stream->direction > SF_SDP_INACTIVE)
        return "A stream's direction is none";
    for (uint32_t i = 0; i < stream->codecs; i++) {
        if (!stream->codec[i].encoding.len)
            return "A codec without a name";
        if (stream->codec[i].payload_type >= SF_PAYLOAD_TYPES)
            return "A codec's payload type is above 127";
    }
    return NULL;
}

bool sf_session_arguments(const struct sf_session_local *local, struct sf_session_error *error)
{
    const char *wrong = NULL;
    uint64_t lines = 0;
    if (!local->address.len)
        wrong = "No address";
    else if (local->id > INT64_MAX)
        wrong = "The session id is not below 2^63";
    else if (local->streams > SF_LIMIT_SESSION_STREAMS)
        wrong = "More than SF_LIMIT_SESSION_STREAMS streams";
    for (uint32_t i = 0; i < local->streams && !wrong; i++) {
        int32_t line = local->stream[i].line;
        wrong = wrong_stream(&local->stream[i]);
        if (!wrong && line >= 0 && lines >> line & 1)
            wrong = "Two streams have the same line";
        else if (!wrong && line >= 0)
            lines |= UINT64_C(1) << line;
    }
    sf_session_fail(error, wrong ? SF_SESSION_ARGUMENT : SF_SESSION_OK, wrong ? wrong : "No error",
                    wrong ? "sipfsm/session.h" : "");
    return !wrong;
}

bool sf_next_protocol(struct sf_str *rest, struct sf_str *protocol)
{
    while (rest->len && *rest->p == ' ')
        *rest = (struct sf_str){rest->p + 1, rest->len - 1};
    if (!rest->len)
        return false;
    const char *space = memchr(rest->p, ' ', rest->len);
    size_t length = space ? (size_t)(space - rest->p) : rest->len;
    *protocol = (struct sf_str){rest->p, length};
    *rest = (struct sf_str){rest->p + length, rest->len - length};
    return true;
}

/* ---- Media ---- */

void sf_write_media(struct sf_sdp_build *build, struct sf_str media, uint16_t port,
                    struct sf_str protocol)
{
    sf_sdp_build_open(build, 'm');
    sf_sdp_build_text(build, media);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_number(build, port);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, protocol);
}

/* There must be one format, which is not examined (3264:6, 8.2). */
void sf_write_refused(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                      const struct sf_sdp_media *media)
{
    struct sf_view rest = media->formats, format = {0, 0};
    sf_sdp_next_format(sdp->base, &rest, &format);
    sf_write_media(build, sf_sdp_str(sdp, media->media), 0, sf_sdp_str(sdp, media->proto));
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, sf_sdp_str(sdp, format));
    sf_sdp_build_close(build);
}

void sf_write_mapping(struct sf_sdp_build *build, unsigned number, struct sf_str encoding,
                      uint32_t clock_rate_hz, uint32_t channels, struct sf_str fmtp)
{
    sf_sdp_build_open(build, 'a');
    sf_sdp_build_text(build, SF_STR("rtpmap:"));
    sf_sdp_build_number(build, number);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, encoding);
    sf_sdp_build_text(build, SF_STR("/"));
    sf_sdp_build_number(build, clock_rate_hz);
    if (channels > 1) {
        sf_sdp_build_text(build, SF_STR("/"));
        sf_sdp_build_number(build, channels);
    }
    sf_sdp_build_close(build);
    if (!fmtp.len)
        return;
    sf_sdp_build_open(build, 'a');
    sf_sdp_build_text(build, SF_STR("fmtp:"));
    sf_sdp_build_number(build, number);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, fmtp);
    sf_sdp_build_close(build);
}

void sf_write_end_of_media(struct sf_sdp_build *build, const struct sf_session_stream *stream,
                           enum sf_sdp_direction direction)
{
    static const struct sf_str names[] = {
        {"sendrecv", 8}, {"sendonly", 8}, {"recvonly", 8}, {"inactive", 8}};
    if (stream->ptime_ms) {
        sf_sdp_build_open(build, 'a');
        sf_sdp_build_text(build, SF_STR("ptime:"));
        sf_sdp_build_number(build, stream->ptime_ms);
        sf_sdp_build_close(build);
    }
    for (uint32_t i = 0; i < stream->attributes; i++)
        sf_sdp_build_line(build, 'a', stream->attribute[i]);
    sf_sdp_build_line(build, 'a', names[direction]);
}

/* ---- The whole ---- */

static struct sf_str addrtype_of(struct sf_str address)
{
    return memchr(address.p, ':', address.len) ? SF_STR("IP6") : SF_STR("IP4");
}

/* Once the line has been sent, only its version changes (3264:8). */
static void write_origin(struct sf_sdp_build *build, const struct sf_session_job *job,
                         uint64_t version)
{
    const struct sf_session_local *local = job->local;
    const struct sf_sdp *last = job->last;
    struct sf_str username = local->username.len ? local->username : SF_STR("-"),
                  addrtype = addrtype_of(local->address), address = local->address;
    if (last) {
        username = sf_sdp_str(last, last->origin.username);
        addrtype = sf_sdp_str(last, last->origin.addrtype);
        address = sf_sdp_str(last, last->origin.address);
    }
    sf_sdp_build_open(build, 'o');
    sf_sdp_build_text(build, username);
    sf_sdp_build_text(build, SF_STR(" "));
    if (last)
        sf_sdp_build_text(build, sf_sdp_str(last, last->origin.sess_id));
    else
        sf_sdp_build_number(build, local->id);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_number(build, version);
    sf_sdp_build_text(build, SF_STR(" IN "));
    sf_sdp_build_text(build, addrtype);
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, address);
    sf_sdp_build_close(build);
}

/* The time cannot be negotiated (3264:6). It is copied without the spaces that are tolerated at the
 * end of a line. */
static void write_times(struct sf_sdp_build *build, const struct sf_sdp *from)
{
    struct sf_view rest = from ? from->times : (struct sf_view){0, 0}, value;
    char type;
    if (!rest.len || from->base[rest.at] != 't') /* left out, which is tolerated */
        sf_sdp_build_line(build, 't', SF_STR("0 0"));
    while (rest.len && sf_sdp_next_line(from->base, &rest, &type, &value)) {
        while (value.len && from->base[value.at + value.len - 1] == ' ')
            value.len--;
        sf_sdp_build_line(build, type, sf_sdp_str(from, value));
    }
}

static void write_head(struct sf_sdp_build *build, const struct sf_session_job *job,
                       uint64_t version)
{
    sf_sdp_build_line(build, 'v', SF_STR("0"));
    write_origin(build, job, version);
    sf_sdp_build_line(build, 's', SF_STR("-"));
    sf_sdp_build_open(build, 'c');
    sf_sdp_build_text(build, SF_STR("IN "));
    sf_sdp_build_text(build, addrtype_of(job->local->address));
    sf_sdp_build_text(build, SF_STR(" "));
    sf_sdp_build_text(build, job->local->address);
    sf_sdp_build_close(build);
    write_times(build, job->offer ? job->offer : job->last);
}

/* A number below 2^63 - 1, so that it can rise. */
static bool read_version(struct sf_str digits, uint64_t *version)
{
    *version = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (*version > (INT64_MAX - 10) / 10)
            return false;
        *version = *version * 10 + (uint64_t)(digits.p[i] - '0');
    }
    return true;
}

static enum sf_session_code failed(const struct sf_sdp_build *build,
                                   const struct sf_session_job *job, struct sf_session_error *error)
{
    if (build->error == SF_SDP_BUILD_FULL)
        return sf_session_fail(error, SF_SESSION_FULL, sf_session_error_text(SF_SESSION_FULL), "");
    if (job->no_number)
        return sf_session_fail(error, SF_SESSION_ARGUMENT, "No payload type is left for a codec",
                               "3264:8.3.2");
    return sf_session_fail(error, SF_SESSION_ARGUMENT,
                           "A text that a session description cannot carry",
                           build->why.clause[0] ? build->why.clause : "8866:5");
}

static void write_all(struct sf_sdp_build *build, struct sf_session_job *job, uint64_t version,
                      sf_session_write_media *write_media, char *bytes, size_t size)
{
    sf_sdp_build_begin(build, bytes, size);
    write_head(build, job, version);
    for (uint32_t i = 0; i < job->lines; i++)
        write_media(build, job, i);
}

enum sf_session_code sf_session_finish(struct sf_session_job *job,
                                       sf_session_write_media *write_media, char *bytes,
                                       size_t size, size_t *length, struct sf_session_error *error)
{
    const struct sf_sdp *last = job->last;
    struct sf_sdp_build build;
    struct sf_sdp written;
    uint64_t version = 1;
    if (last && !read_version(sf_sdp_str(last, last->origin.sess_version), &version))
        return sf_session_fail(error, SF_SESSION_ARGUMENT, "The last version of o= is too large",
                               "3264:5");
    write_all(&build, job, version, write_media, bytes, size);
    if (last && build.error == SF_SDP_BUILD_OK &&
        !sf_str_equal((struct sf_str){bytes, build.length}, sf_sdp_str(last, last->whole)))
        write_all(&build, job, version + 1, write_media, bytes, size);
    *length = sf_sdp_build_end(&build);
    if (!*length || job->no_number)
        return *length = 0, failed(&build, job, error);
    struct sf_view whole = {0, (uint32_t)*length};
    if (sf_sdp_parse(&written, bytes, whole, SF_SDP_STRICT, &build.why) != SF_SDP_OK ||
        sf_sdp_check(&written, &build.why) != SF_SDP_OK)
        return *length = 0, failed(&build, job, error);
    for (uint32_t i = 0; i < job->local->streams; i++)
        job->local->stream[i].line = -1;
    for (uint32_t i = 0; i < job->lines; i++)
        if (job->stream[i] >= 0)
            job->local->stream[job->stream[i]].line = (int32_t)i;
    return SF_SESSION_OK;
}
