/* What the formats of an m= line are. See codec.h. */
#include "codec.h"

/* 3551:6, tables 4 and 5. */
static const struct {
    const char *encoding;
    uint32_t clock_rate_hz;
    uint8_t channels;
} statics[] = {
    [0] = {"PCMU", 8000, 1},   [3] = {"GSM", 8000, 1},    [4] = {"G723", 8000, 1},
    [5] = {"DVI4", 8000, 1},   [6] = {"DVI4", 16000, 1},  [7] = {"LPC", 8000, 1},
    [8] = {"PCMA", 8000, 1},   [9] = {"G722", 8000, 1},   [10] = {"L16", 44100, 2},
    [11] = {"L16", 44100, 1},  [12] = {"QCELP", 8000, 1}, [13] = {"CN", 8000, 1},
    [14] = {"MPA", 90000, 1},  [15] = {"G728", 8000, 1},  [16] = {"DVI4", 11025, 1},
    [17] = {"DVI4", 22050, 1}, [18] = {"G729", 8000, 1},  [25] = {"CelB", 90000, 1},
    [26] = {"JPEG", 90000, 1}, [28] = {"nv", 90000, 1},   [31] = {"H261", 90000, 1},
    [32] = {"MPV", 90000, 1},  [33] = {"MP2T", 90000, 1}, [34] = {"H263", 90000, 1},
};
enum { STATICS = sizeof statics / sizeof *statics };

int sf_payload_type_of(struct sf_str format)
{
    int number = 0;
    if (format.len < 1 || format.len > 3 || (format.len > 1 && format.p[0] == '0'))
        return -1;
    for (size_t i = 0; i < format.len; i++) {
        if (format.p[i] < '0' || format.p[i] > '9')
            return -1;
        number = number * 10 + (format.p[i] - '0');
    }
    return number < SF_PAYLOAD_TYPES ? number : -1;
}

bool sf_protocol_is_rtp(struct sf_str protocol)
{
    const char *p = protocol.p, *end = p + protocol.len;
    while (p < end) {
        const char *slash = memchr(p, '/', (size_t)(end - p)), *stop = slash ? slash : end;
        if (sf_str_equal_nocase((struct sf_str){p, (size_t)(stop - p)}, SF_STR("RTP")))
            return true;
        p = stop < end ? stop + 1 : end;
    }
    return false;
}

static void read_attribute(struct sf_mappings *mappings, const struct sf_sdp *sdp,
                           const struct sf_sdp_attribute *attribute)
{
    struct sf_str name = sf_sdp_str(sdp, attribute->name);
    struct sf_sdp_rtpmap rtpmap;
    struct sf_view format, parameters;
    int number;
    if (sf_str_equal(name, SF_STR("rtpmap")) && attribute->value.len &&
        sf_sdp_rtpmap_parse(sdp->base, attribute->value, &rtpmap, NULL)) {
        number = sf_payload_type_of(sf_sdp_str(sdp, rtpmap.format));
        if (number < 0 || mappings->of[number].mapped)
            return; /* 8866:6.6: one for each; the first counts */
        mappings->of[number].mapped = true;
        mappings->of[number].encoding = sf_sdp_str(sdp, rtpmap.encoding);
        mappings->of[number].clock_rate_hz = rtpmap.clock_rate_hz;
        mappings->of[number].channels = rtpmap.channels;
    } else if (sf_str_equal(name, SF_STR("fmtp")) && attribute->value.len &&
               sf_sdp_fmtp_parse(sdp->base, attribute->value, &format, &parameters, NULL)) {
        number = sf_payload_type_of(sf_sdp_str(sdp, format));
        if (number >= 0 && !mappings->of[number].fmtp.len)
            mappings->of[number].fmtp = parameters;
    }
}

void sf_mappings_read(struct sf_mappings *mappings, const struct sf_sdp *sdp,
                      const struct sf_sdp_media *media)
{
    struct sf_view rest = media->attributes;
    struct sf_sdp_attribute attribute;
    memset(mappings, 0, sizeof *mappings);
    mappings->rtp = sf_protocol_is_rtp(sf_sdp_str(sdp, media->proto));
    if (!mappings->rtp)
        return;
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute))
        read_attribute(mappings, sdp, &attribute);
    for (int i = 0; i < STATICS; i++) {
        struct sf_mapping *mapping = &mappings->of[i];
        struct sf_str encoding = sf_str_of(statics[i].encoding);
        /* An rtpmap may give the number another meaning; a wrong clock rate (G722/16000) is a
         * mistake that the number corrects. */
        if (!encoding.p || (mapping->mapped && !sf_str_equal_nocase(mapping->encoding, encoding)))
            continue;
        if (!mapping->mapped)
            mapping->encoding = encoding;
        mapping->clock_rate_hz = statics[i].clock_rate_hz;
        mapping->channels = statics[i].channels;
    }
}

bool sf_mapping_same(const struct sf_mapping *a, const struct sf_mapping *b)
{
    return a->encoding.p && b->encoding.p && a->clock_rate_hz == b->clock_rate_hz &&
           a->channels == b->channels && sf_str_equal_nocase(a->encoding, b->encoding);
}

bool sf_mapping_is(const struct sf_mapping *mapping, const char *base,
                   const struct sf_session_codec *codec)
{
    const struct sf_mapping ours = {.encoding = codec->encoding,
                                    .clock_rate_hz = codec->clock_rate_hz,
                                    .channels = codec->channels ? codec->channels : 1};
    return sf_mapping_same(mapping, &ours) &&
           (!codec->takes || codec->takes(codec, sf_view_str(base, mapping->fmtp)));
}

bool sf_session_parameter(struct sf_str fmtp, struct sf_str name, struct sf_str *value)
{
    if (!fmtp.len)
        return false;
    const char *p = fmtp.p, *end = p + fmtp.len;
    while (p < end) {
        const char *semicolon = memchr(p, ';', (size_t)(end - p)),
                   *stop = semicolon ? semicolon : end, *next = stop;
        while (p < stop && *p == ' ')
            p++;
        while (stop > p && stop[-1] == ' ')
            stop--;
        const char *equals = memchr(p, '=', (size_t)(stop - p)), *name_end = equals ? equals : stop;
        if (name_end > p && sf_str_equal_nocase((struct sf_str){p, (size_t)(name_end - p)}, name)) {
            if (value)
                *value = equals ? (struct sf_str){equals + 1, (size_t)(stop - equals - 1)}
                                : (struct sf_str){stop, 0};
            return true;
        }
        p = next < end ? next + 1 : end;
    }
    return false;
}
