/* sipfsm msg: the parts of a session description that are typed when they are asked for. The
 * grammar has accepted every line, so what is looked for here exists. */
#include "sdp_line.h"

/* The first line of a run. */
static bool take(const char *base, struct sf_view *rest, char *type, struct sf_view *value)
{
    const char *p = base + rest->at, *pe = p + rest->len;
    if (!rest->len)
        return false;
    const char *lf = memchr(p, '\n', rest->len), *end = lf ? lf : pe, *next = lf ? lf + 1 : pe;
    if (end > p && end[-1] == '\r')
        end--;
    if (end - p < 2)
        return false;
    *type = *p;
    *value = sf_view_of(base, p + 2, end);
    *rest = sf_view_of(base, next, pe);
    return true;
}

bool sf_sdp_next_line(const char *base, struct sf_view *rest, char *type, struct sf_view *value)
{
    return take(base, rest, type, value);
}

/* The first line, taken apart. It may have spaces at its end, if they were tolerated. */
static bool take_typed(const char *base, struct sf_view *rest, struct sf_sdp_line *line)
{
    char type;
    struct sf_view value;
    uint32_t at;
    if (!take(base, rest, &type, &value))
        return false;
    while (type != 'a' && value.len && base[value.at + value.len - 1] == ' ')
        value.len--;
    return sf_sdp_line_match(type, base, value, line, &at);
}

bool sf_sdp_next_attribute(const char *base, struct sf_view *rest,
                           struct sf_sdp_attribute *attribute)
{
    char type;
    struct sf_view value;
    if (!take(base, rest, &type, &value))
        return false;
    const char *p = base + value.at, *colon = value.len ? memchr(p, ':', value.len) : NULL;
    *attribute = (struct sf_sdp_attribute){.name = value};
    if (colon) {
        attribute->name.len = (uint32_t)(colon - p);
        attribute->value = sf_view_of(base, colon + 1, p + value.len);
    }
    return true;
}

bool sf_sdp_next_bandwidth(const char *base, struct sf_view *rest,
                           struct sf_sdp_bandwidth *bandwidth)
{
    struct sf_sdp_line line;
    if (!take_typed(base, rest, &line))
        return false;
    *bandwidth = (struct sf_sdp_bandwidth){line.part[0], line.number[0]};
    return true;
}

bool sf_sdp_next_connection(const char *base, struct sf_view *rest,
                            struct sf_sdp_connection *connection)
{
    struct sf_sdp_line line;
    uint32_t at;
    if (!take_typed(base, rest, &line))
        return false;
    *connection = (struct sf_sdp_connection){
        .nettype = line.part[0], .addrtype = line.part[1], .address = line.part[2]};
    return sf_sdp_address_match(false, base, connection, &at);
}

/* ---- Times ---- */

bool sf_sdp_next_time(const char *base, struct sf_view *rest, struct sf_sdp_time *time)
{
    struct sf_sdp_line line;
    struct sf_view first;
    char type;
    if (!take_typed(base, rest, &line))
        return false;
    *time = (struct sf_sdp_time){.start_s = line.number[0], .stop_s = line.number[1]};
    first = *rest;
    while (rest->len && base[rest->at] == 'r' && take(base, rest, &type, &time->zone))
        time->repeats = (struct sf_view){first.at, rest->at - first.at};
    time->zone = (struct sf_view){0, 0};
    if (rest->len && base[rest->at] == 'z')
        take(base, rest, &type, &time->zone);
    while (time->zone.len && base[time->zone.at + time->zone.len - 1] == ' ')
        time->zone.len--;
    return true;
}

bool sf_sdp_next_repeat(const char *base, struct sf_view *rest, struct sf_sdp_repeat *repeat)
{
    struct sf_sdp_line line;
    if (!take_typed(base, rest, &line))
        return false;
    *repeat = (struct sf_sdp_repeat){line.number[0], line.number[1], line.part[0]};
    return true;
}

/* The first of the words between single spaces. */
static bool take_word(const char *base, struct sf_view *rest, struct sf_view *word)
{
    const char *p = base + rest->at, *pe = p + rest->len;
    if (!rest->len)
        return false;
    const char *space = memchr(p, ' ', rest->len);
    *word = sf_view_of(base, p, space ? space : pe);
    *rest = sf_view_of(base, space ? space + 1 : pe, pe);
    return true;
}

/* Digits, and the unit after them (8866:5.10). */
static uint64_t seconds_of(const char *p, const char *pe)
{
    uint64_t number = 0;
    for (; p < pe && *p >= '0' && *p <= '9'; p++)
        number = number * 10 + (uint64_t)(*p - '0');
    return number * (p == pe ? 1u : *p == 'd' ? 86400u : *p == 'h' ? 3600u : *p == 'm' ? 60u : 1u);
}

bool sf_sdp_next_offset(const char *base, struct sf_view *rest, uint64_t *offset_s)
{
    struct sf_view word;
    if (!take_word(base, rest, &word))
        return false;
    *offset_s = seconds_of(base + word.at, base + word.at + word.len);
    return true;
}

bool sf_sdp_next_zone(const char *base, struct sf_view *rest, struct sf_sdp_zone *zone)
{
    struct sf_view at, offset;
    if (!take_word(base, rest, &at) || !take_word(base, rest, &offset))
        return false;
    const char *p = base + offset.at, *pe = p + offset.len;
    bool negative = p < pe && *p == '-';
    int64_t seconds = (int64_t)seconds_of(p + negative, pe);
    *zone = (struct sf_sdp_zone){seconds_of(base + at.at, base + at.at + at.len),
                                 negative ? -seconds : seconds};
    return true;
}

bool sf_sdp_next_format(const char *base, struct sf_view *rest, struct sf_view *format)
{
    return take_word(base, rest, format);
}

/* ---- What is asked most ---- */

bool sf_sdp_attribute_find(const char *base, struct sf_view attributes, struct sf_str name,
                           struct sf_view *value)
{
    struct sf_sdp_attribute attribute;
    while (sf_sdp_next_attribute(base, &attributes, &attribute)) {
        if (!sf_str_equal(sf_view_str(base, attribute.name), name))
            continue;
        if (value)
            *value = attribute.value;
        return true;
    }
    return false;
}

bool sf_sdp_connection_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                          struct sf_sdp_connection *connection)
{
    struct sf_view rest = media ? media->connections : (struct sf_view){0, 0};
    if (sf_sdp_next_connection(sdp->base, &rest, connection))
        return true;
    if (sdp->has_connection)
        *connection = sdp->connection;
    return sdp->has_connection;
}

static bool direction_in(const char *base, struct sf_view rest, enum sf_sdp_direction *direction)
{
    static const struct sf_str names[] = {
        {"sendrecv", 8}, {"sendonly", 8}, {"recvonly", 8}, {"inactive", 8}};
    struct sf_sdp_attribute attribute;
    while (sf_sdp_next_attribute(base, &rest, &attribute)) {
        if (attribute.name.len != 8 || attribute.value.len)
            continue;
        for (int i = 0; i < 4; i++) {
            if (memcmp(base + attribute.name.at, names[i].p, 8) == 0) {
                *direction = (enum sf_sdp_direction)i;
                return true;
            }
        }
    }
    return false;
}

enum sf_sdp_direction sf_sdp_direction_of(const struct sf_sdp *sdp,
                                          const struct sf_sdp_media *media)
{
    enum sf_sdp_direction direction = SF_SDP_SENDRECV;
    if (!media || !direction_in(sdp->base, media->attributes, &direction))
        direction_in(sdp->base, sdp->attributes, &direction);
    return direction;
}

/* ---- Attributes' values ---- */

bool sf_sdp_rtpmap_parse(const char *base, struct sf_view value, struct sf_sdp_rtpmap *rtpmap,
                         uint32_t *at)
{
    struct sf_sdp_line line;
    uint32_t end = value.at;
    bool ok = sf_sdp_line_match(SF_SDP_RTPMAP, base, value, &line, &end);
    if (ok && line.number[0] > 127) { /* a field of 7 bits */
        ok = false;
        end = line.part[0].at;
    } else if (ok && line.number[1] > UINT32_MAX) {
        ok = false;
        end = line.part[1].at + line.part[1].len + 1;
    }
    if (!ok) {
        if (at)
            *at = end;
        return false;
    }
    *rtpmap = (struct sf_sdp_rtpmap){line.part[0], line.part[1], (uint32_t)line.number[1],
                                     line.number[2] ? (uint32_t)line.number[2] : 1};
    return true;
}

bool sf_sdp_fmtp_parse(const char *base, struct sf_view value, struct sf_view *format,
                       struct sf_view *parameters, uint32_t *at)
{
    struct sf_sdp_line line;
    uint32_t end;
    if (!sf_sdp_line_match(SF_SDP_FMTP, base, value, &line, &end)) {
        if (at)
            *at = end;
        return false;
    }
    *format = line.part[0];
    *parameters = line.part[1];
    return true;
}

bool sf_sdp_rtpmap_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                      struct sf_str format, struct sf_sdp_rtpmap *rtpmap)
{
    struct sf_view rest = media ? media->attributes : sdp->attributes;
    struct sf_sdp_attribute attribute;
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute))
        if (attribute.value.len &&
            sf_str_equal(sf_sdp_str(sdp, attribute.name), SF_STR("rtpmap")) &&
            sf_sdp_rtpmap_parse(sdp->base, attribute.value, rtpmap, NULL) &&
            sf_str_equal(sf_sdp_str(sdp, rtpmap->format), format))
            return true;
    return false;
}

bool sf_sdp_fmtp_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                    struct sf_str format, struct sf_view *parameters)
{
    struct sf_view rest = media ? media->attributes : sdp->attributes, of;
    struct sf_sdp_attribute attribute;
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute))
        if (attribute.value.len && sf_str_equal(sf_sdp_str(sdp, attribute.name), SF_STR("fmtp")) &&
            sf_sdp_fmtp_parse(sdp->base, attribute.value, &of, parameters, NULL) &&
            sf_str_equal(sf_sdp_str(sdp, of), format))
            return true;
    return false;
}

/* Milliseconds with a fraction, in microseconds. */
static bool microseconds_of(struct sf_str text, uint64_t *us)
{
    size_t whole = 0;
    *us = 0;
    while (whole < text.len && text.p[whole] != '.')
        whole++;
    if (whole > SF_LIMIT_SDP_DIGITS)
        return false;
    for (size_t i = 0; i < whole; i++)
        *us = *us * 10 + (uint64_t)(text.p[i] - '0');
    for (size_t i = whole + 1; i < whole + 4; i++)
        *us = *us * 10 + (i < text.len ? (uint64_t)(text.p[i] - '0') : 0);
    return true;
}

static bool real_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                       struct sf_str name, uint64_t *us)
{
    struct sf_view rest = media ? media->attributes : sdp->attributes;
    struct sf_sdp_attribute attribute;
    struct sf_sdp_line line;
    uint32_t at;
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute))
        if (sf_str_equal(sf_sdp_str(sdp, attribute.name), name) &&
            sf_sdp_line_match(SF_SDP_REAL, sdp->base, attribute.value, &line, &at) &&
            microseconds_of(sf_sdp_str(sdp, attribute.value), us))
            return true;
    return false;
}

bool sf_sdp_ptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                        uint64_t *ptime_us)
{
    return real_us_of(sdp, media, SF_STR("ptime"), ptime_us);
}

bool sf_sdp_maxptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                           uint64_t *maxptime_us)
{
    return real_us_of(sdp, media, SF_STR("maxptime"), maxptime_us);
}
