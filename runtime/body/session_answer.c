/* Answers an offer (3264:6, 3261:13.2.1). See sipfsm/session.h. */
#include "session_write.h"

/* Formats that both have, in the offer's order. */
struct choice {
    uint32_t count, companions;
    struct {
        struct sf_view format;
        uint8_t codec;
        uint8_t number; /* over RTP */
    } of[SF_PAYLOAD_TYPES];
};

/* Why a stream cannot be set up, in order, the nearest miss last; with the warn-codes of
 * 3261:20.43. */
enum reason {
    NO_MEDIA,
    NO_PROTOCOL,
    NO_FORMAT,
    IS_OFF,
    NO_ADDRESS,
    MULTICAST,
    FAMILY,
    PORTS,
    FITS
};
static const struct {
    uint16_t warning;
    const char *what, *clause;
} reasons[] = {
    [NO_MEDIA] = {304, "No stream of ours is left for this media type", "3264:6"},
    [NO_PROTOCOL] = {302, "No stream of ours has this transport protocol", "3264:6"},
    [NO_FORMAT] = {305, "No format in common", "3264:6.1"},
    [IS_OFF] = {399, "Offered with port 0", "3264:8.2"},
    [NO_ADDRESS] = {301, "No address", "8866:5.7"},
    [MULTICAST] = {330, "A multicast address", "3264:6.2"},
    [FAMILY] = {300, "An address of another network than ours", "3264:6"},
    [PORTS] = {399, "More than one port", "8866:5.14"},
    [FITS] = {0, "No error", ""},
};

/* ---- Formats ---- */

static bool add(struct choice *choice, const struct sf_session_stream *stream,
                struct sf_view format, uint32_t codec, int number)
{
    choice->of[choice->count].format = format;
    choice->of[choice->count].codec = (uint8_t)codec;
    choice->of[choice->count].number = (uint8_t)(number < 0 ? 0 : number);
    choice->count++;
    choice->companions += stream->codec[codec].companion;
    return true;
}

/* True if one of them makes a stream. */
static bool choose_formats(struct choice *choice, const struct sf_session_stream *stream,
                           const struct sf_sdp *offer, const struct sf_sdp_media *media,
                           const struct sf_mappings *mappings)
{
    bool seen[SF_PAYLOAD_TYPES] = {false}; /* payload types, or codecs */
    struct sf_view rest = media->formats, format;
    choice->count = choice->companions = 0;
    while (sf_sdp_next_format(offer->base, &rest, &format)) {
        struct sf_str text = sf_sdp_str(offer, format);
        int number = mappings->rtp ? sf_payload_type_of(text) : -1;
        if (mappings->rtp && (number < 0 || seen[number]))
            continue;
        for (uint32_t i = 0; i < stream->codecs; i++) {
            const struct sf_session_codec *codec = &stream->codec[i];
            bool is = mappings->rtp ? sf_mapping_is(&mappings->of[number], offer->base, codec)
                                    : !seen[i] && sf_str_equal_nocase(codec->encoding, text);
            if (!is)
                continue;
            seen[mappings->rtp ? (uint32_t)number : i] = add(choice, stream, format, i, number);
            break;
        }
    }
    return choice->count > choice->companions;
}

/* ---- Which stream ---- */

static bool has_protocol(const struct sf_session_stream *stream, struct sf_str protocol)
{
    struct sf_str rest = stream->protocols, one;
    while (sf_next_protocol(&rest, &one))
        if (sf_str_equal_nocase(one, protocol))
            return true;
    return false;
}

/* Why the answerer cannot take an offered stream. */
static enum reason look_at(const struct sf_session_job *job, const struct sf_sdp_media *media)
{
    const struct sf_sdp *offer = job->offer;
    struct sf_sdp_connection to;
    if (!media->port)
        return IS_OFF;
    if (media->port_count != 1)
        return PORTS;
    if (!sf_sdp_connection_of(offer, media, &to))
        return NO_ADDRESS;
    if (sf_address_is_multicast(sf_sdp_str(offer, to.address)))
        return MULTICAST;
    bool ip6 = memchr(job->local->address.p, ':', job->local->address.len) != NULL;
    bool is6 = sf_str_equal_nocase(sf_sdp_str(offer, to.addrtype), SF_STR("IP6"));
    bool is4 = sf_str_equal_nocase(sf_sdp_str(offer, to.addrtype), SF_STR("IP4"));
    if (!sf_str_equal_nocase(sf_sdp_str(offer, to.nettype), SF_STR("IN")) || !(is4 || is6) ||
        (is6 != ip6 && !job->local->any_family))
        return FAMILY;
    return FITS;
}

static enum reason try_stream(const struct sf_session_job *job,
                              const struct sf_session_stream *stream,
                              const struct sf_sdp_media *media, const struct sf_mappings *mappings)
{
    struct choice choice;
    if (!stream->port || !sf_str_equal_nocase(sf_sdp_str(job->offer, media->media), stream->media))
        return NO_MEDIA;
    if (!has_protocol(stream, sf_sdp_str(job->offer, media->proto)))
        return NO_PROTOCOL;
    return choose_formats(&choice, stream, job->offer, media, mappings) ? FITS : NO_FORMAT;
}

/* Gives a line the first stream that is free and fits; `own`: only the stream that has this line
 * already. */
static enum reason assign(struct sf_session_job *job, uint32_t line, bool own, uint64_t *taken)
{
    const struct sf_sdp_media *media = &job->offer->media[line];
    struct sf_mappings mappings;
    enum reason best = NO_MEDIA, reason = look_at(job, media);
    if (reason != FITS)
        return reason;
    sf_mappings_read(&mappings, job->offer, media);
    for (uint32_t i = 0; i < job->local->streams; i++) {
        const struct sf_session_stream *stream = &job->local->stream[i];
        if (*taken >> i & 1 || (own && stream->line != (int32_t)line))
            continue;
        reason = try_stream(job, stream, media, &mappings);
        if (reason == FITS) {
            job->stream[line] = (int8_t)i;
            *taken |= UINT64_C(1) << i;
            return FITS;
        }
        best = reason > best ? reason : best;
    }
    return best;
}

/* ---- Writing ---- */

static enum sf_sdp_direction direction_of(const struct sf_session_job *job,
                                          const struct sf_sdp_media *media,
                                          const struct sf_session_stream *stream)
{
    unsigned theirs = sf_direction_bits(sf_sdp_direction_of(job->offer, media));
    struct sf_sdp_connection to;
    if (sf_sdp_connection_of(job->offer, media, &to) &&
        sf_address_is_nowhere(sf_sdp_str(job->offer, to.address)))
        theirs &= ~(unsigned)SF_RECEIVES;
    return sf_direction_of_bits(sf_direction_mirror(theirs) & sf_direction_bits(stream->direction));
}

static void write_media(struct sf_sdp_build *build, struct sf_session_job *job, uint32_t line)
{
    const struct sf_sdp *offer = job->offer;
    const struct sf_sdp_media *media = &offer->media[line];
    struct sf_mappings mappings;
    struct choice choice;
    if (job->stream[line] < 0) {
        sf_write_refused(build, offer, media);
        return;
    }
    const struct sf_session_stream *stream = &job->local->stream[job->stream[line]];
    sf_mappings_read(&mappings, offer, media);
    choose_formats(&choice, stream, offer, media, &mappings);
    sf_write_media(build, sf_sdp_str(offer, media->media), stream->port,
                   sf_sdp_str(offer, media->proto));
    for (uint32_t i = 0; i < choice.count; i++) {
        sf_sdp_build_text(build, SF_STR(" "));
        sf_sdp_build_text(build, sf_sdp_str(offer, choice.of[i].format));
    }
    sf_sdp_build_close(build);
    if (stream->bandwidth.len)
        sf_sdp_build_line(build, 'b', stream->bandwidth);
    for (uint32_t i = 0; i < choice.count && mappings.rtp; i++) {
        const struct sf_session_codec *codec = &stream->codec[choice.of[i].codec];
        const struct sf_mapping *mapping = &mappings.of[choice.of[i].number];
        struct sf_str fmtp = codec->fmtp_of == SF_SESSION_FMTP_THEIRS
                                 ? sf_sdp_str(offer, mapping->fmtp)
                                 : codec->fmtp;
        sf_write_mapping(build, choice.of[i].number, mapping->encoding, mapping->clock_rate_hz,
                         mapping->channels, fmtp);
    }
    sf_write_end_of_media(build, stream, direction_of(job, media, stream));
}

enum sf_session_code sf_session_answer(const struct sf_session_local *local,
                                       const struct sf_sdp *offer, const struct sf_sdp *last,
                                       char *bytes, size_t size, size_t *length,
                                       struct sf_session_error *error)
{
    struct sf_session_job job = {
        .local = local, .offer = offer, .last = last, .lines = offer->media_count};
    uint64_t taken = 0;
    uint32_t accepted = 0, refused = 0, first = 0;
    enum reason why = FITS;
    *length = 0;
    if (!sf_session_arguments(local, error))
        return SF_SESSION_ARGUMENT;
    memset(job.stream, -1, sizeof job.stream);
    for (uint32_t i = 0; i < job.lines; i++)
        assign(&job, i, true, &taken);
    for (uint32_t i = 0; i < job.lines; i++) {
        enum reason reason = job.stream[i] < 0 ? assign(&job, i, false, &taken) : FITS;
        accepted += reason == FITS;
        if (reason != FITS && reason != IS_OFF && !refused++) {
            first = i;
            why = reason;
        }
    }
    enum sf_session_code code = sf_session_finish(&job, write_media, bytes, size, length, error);
    if (code != SF_SESSION_OK || accepted || !refused)
        return code;
    sf_session_fail_at(error, SF_SESSION_NOTHING, offer, first, reasons[why].what,
                       reasons[why].clause);
    if (error)
        error->warning = reasons[why].warning;
    return SF_SESSION_NOTHING;
}
