/* Makes offers (3264:5, 8). See sipfsm/session.h. */
#include "session_write.h"

/* ---- Which line ---- */

/* True if a stream of ours that is off had that line: the line is closed, and is not given to
 * another stream at once. */
static bool is_closing(const struct sf_session_job *job, uint32_t line)
{
    for (uint32_t i = 0; i < job->local->streams; i++)
        if (job->local->stream[i].line == (int32_t)line && !job->local->stream[i].port)
            return true;
    return false;
}

/* A line of the last description for a stream that has none: one of its media type, that flows, or
 * that has port 0. */
static int old_line(const struct sf_session_job *job, const struct sf_session_stream *stream,
                    bool flows)
{
    for (uint32_t i = 0; job->last && i < job->last->media_count; i++) {
        const struct sf_sdp_media *media = &job->last->media[i];
        if (job->stream[i] < 0 && (media->port != 0) == flows && !is_closing(job, i) &&
            sf_str_equal_nocase(sf_sdp_str(job->last, media->media), stream->media))
            return (int)i;
    }
    return -1;
}

/* False if there are too many lines. */
static bool assign(struct sf_session_job *job)
{
    const struct sf_session_local *local = job->local;
    uint64_t placed = 0;
    for (uint32_t i = 0; i < local->streams; i++) {
        int32_t line = local->stream[i].line;
        if (!local->stream[i].port)
            placed |= UINT64_C(1) << i;
        else if (line >= 0 && (uint32_t)line < job->lines) {
            job->stream[line] = (int8_t)i;
            placed |= UINT64_C(1) << i;
        }
    }
    for (int pass = 0; pass < 3; pass++) {
        for (uint32_t i = 0; i < local->streams; i++) {
            if (placed >> i & 1)
                continue;
            int line = pass < 2 ? old_line(job, &local->stream[i], pass == 0) : (int)job->lines;
            if (line == SF_LIMIT_SESSION_STREAMS)
                return false;
            if (line < 0)
                continue;
            job->lines += pass == 2;
            job->stream[line] = (int8_t)i;
            placed |= UINT64_C(1) << i;
        }
    }
    return true;
}

/* ---- Which payload type ---- */

/* What an m= line has meant so far, in ours [0] and theirs [1]. */
struct past {
    const struct sf_sdp *sdp[2];
    struct sf_mappings mappings[2];
    bool used[SF_PAYLOAD_TYPES]; /* in the line that is written */
};

static void read_past(struct past *past, const struct sf_session_job *job, uint32_t line)
{
    past->sdp[0] = job->last;
    past->sdp[1] = job->theirs;
    memset(past->used, 0, sizeof past->used);
    for (int i = 0; i < 2; i++) {
        if (past->sdp[i] && line < past->sdp[i]->media_count)
            sf_mappings_read(&past->mappings[i], past->sdp[i], &past->sdp[i]->media[line]);
        else
            memset(&past->mappings[i], 0, sizeof past->mappings[i]);
    }
}

/* True if the number may stand for the codec: it stands for nothing else, in the line or before. */
static bool is_free(const struct past *past, unsigned number, const struct sf_session_codec *codec)
{
    const struct sf_mapping ours = {.encoding = codec->encoding,
                                    .clock_rate_hz = codec->clock_rate_hz,
                                    .channels = codec->channels ? codec->channels : 1};
    for (int i = 0; i < 2; i++) {
        const struct sf_mapping *mapping = &past->mappings[i].of[number];
        if (mapping->encoding.p && !sf_mapping_same(mapping, &ours))
            return false;
    }
    return !past->used[number];
}

static int number_of(const struct past *past, const struct sf_session_codec *codec)
{
    static const uint8_t ranges[][2] = {{96, 127}, {35, 63}}; /* 3551:6: dynamic, unassigned */
    for (int i = 0; i < 2; i++)
        for (unsigned n = 0; n < SF_PAYLOAD_TYPES; n++)
            if (sf_mapping_is(&past->mappings[i].of[n], past->sdp[i] ? past->sdp[i]->base : NULL,
                              codec) &&
                is_free(past, n, codec))
                return (int)n;
    if (is_free(past, codec->payload_type, codec))
        return codec->payload_type;
    for (int i = 0; i < 2; i++)
        for (unsigned n = ranges[i][0]; n <= ranges[i][1]; n++)
            if (is_free(past, n, codec))
                return (int)n;
    return -1;
}

/* ---- Writing ---- */

/* The protocol that the line has, if it is one of ours; else our first. */
static struct sf_str protocol_of(const struct sf_session_job *job, uint32_t line,
                                 const struct sf_session_stream *stream)
{
    struct sf_str rest = stream->protocols, one, first = {NULL, 0};
    while (sf_next_protocol(&rest, &one)) {
        if (job->last && line < job->last->media_count &&
            sf_str_equal_nocase(one, sf_sdp_str(job->last, job->last->media[line].proto)))
            return one;
        if (!first.len)
            first = one;
    }
    return first;
}

static void write_media(struct sf_sdp_build *build, struct sf_session_job *job, uint32_t line)
{
    struct past past;
    int number[SF_LIMIT_SESSION_CODECS];
    if (job->stream[line] < 0) {
        sf_write_refused(build, job->last, &job->last->media[line]);
        return;
    }
    const struct sf_session_stream *stream = &job->local->stream[job->stream[line]];
    struct sf_str protocol = protocol_of(job, line, stream);
    bool rtp = sf_protocol_is_rtp(protocol);
    read_past(&past, job, line);
    sf_write_media(build, stream->media, stream->port, protocol);
    for (uint32_t i = 0; i < stream->codecs; i++) {
        sf_sdp_build_text(build, SF_STR(" "));
        if (!rtp) {
            sf_sdp_build_text(build, stream->codec[i].encoding);
            continue;
        }
        number[i] = number_of(&past, &stream->codec[i]);
        if (number[i] < 0) {
            job->no_number = true;
            number[i] = 0;
        }
        past.used[number[i]] = true;
        sf_sdp_build_number(build, (uint64_t)number[i]);
    }
    sf_sdp_build_close(build);
    if (stream->bandwidth.len)
        sf_sdp_build_line(build, 'b', stream->bandwidth);
    for (uint32_t i = 0; i < stream->codecs && rtp; i++)
        sf_write_mapping(build, (unsigned)number[i], stream->codec[i].encoding,
                         stream->codec[i].clock_rate_hz, stream->codec[i].channels,
                         stream->codec[i].fmtp);
    sf_write_end_of_media(build, stream, stream->direction);
}

enum sf_session_code sf_session_offer(const struct sf_session_local *local,
                                      const struct sf_sdp *last, const struct sf_sdp *theirs,
                                      char *bytes, size_t size, size_t *length,
                                      struct sf_session_error *error)
{
    struct sf_session_job job = {
        .local = local, .last = last, .theirs = theirs, .lines = last ? last->media_count : 0};
    *length = 0;
    if (!sf_session_arguments(local, error))
        return SF_SESSION_ARGUMENT;
    memset(job.stream, -1, sizeof job.stream);
    if (!assign(&job))
        return sf_session_fail(error, SF_SESSION_ARGUMENT,
                               "More than SF_LIMIT_SESSION_STREAMS m= lines", "sipfsm/session.h");
    return sf_session_finish(&job, write_media, bytes, size, length, error);
}
