/* sipfsm msg: the values of the attributes that 8866:6 defines. */
#include "sdp_line.h"

enum { PROPERTY = 0 }; /* an attribute without a value */

static const struct known {
    struct sf_str name;
    int rule;
    const char *text, *clause;
} known[] = {
    {{"rtpmap", 6}, SF_SDP_RTPMAP, "rtpmap-value", "8866:6.6"},
    {{"fmtp", 4}, SF_SDP_FMTP, "fmtp-value", "8866:6.15"},
    {{"ptime", 5}, SF_SDP_REAL, "ptime-value", "8866:6.4"},
    {{"maxptime", 8}, SF_SDP_REAL, "maxptime-value", "8866:6.5"},
    {{"framerate", 9}, SF_SDP_REAL, "framerate-value", "8866:6.13"},
    {{"quality", 7}, SF_SDP_INTEGER, "quality-value", "8866:6.14"},
    {{"sendrecv", 8}, PROPERTY, "sendrecv", "8866:6.7"},
    {{"sendonly", 8}, PROPERTY, "sendonly", "8866:6.7"},
    {{"recvonly", 8}, PROPERTY, "recvonly", "8866:6.7"},
    {{"inactive", 8}, PROPERTY, "inactive", "8866:6.7"},
};

static bool value_fits(const char *base, const struct known *of,
                       const struct sf_sdp_attribute *attribute, uint32_t *at)
{
    struct sf_sdp_line line;
    struct sf_sdp_rtpmap rtpmap;
    bool valued = attribute->value.len > 0;
    *at = attribute->name.at + attribute->name.len;
    if (of->rule == PROPERTY)
        return !valued;
    if (!valued)
        return false;
    if (of->rule == SF_SDP_RTPMAP)
        return sf_sdp_rtpmap_parse(base, attribute->value, &rtpmap, at);
    return sf_sdp_line_match(of->rule, base, attribute->value, &line, at);
}

static bool fail(const struct sf_sdp *sdp, struct sf_sdp_error *error, const struct known *of,
                 uint32_t at)
{
    const char *p = sdp->base + sdp->whole.at, *place = sdp->base + at, *lf;
    *error = (struct sf_sdp_error){.code = SF_SDP_VALUE,
                                   .at = at,
                                   .line = 1,
                                   .type = 'a',
                                   .rule = of->text,
                                   .clause = of->clause};
    for (; (lf = memchr(p, '\n', (size_t)(place - p))); p = lf + 1)
        error->line++;
    error->column = (uint32_t)(place - p) + 1;
    return false;
}

static bool check_run(const struct sf_sdp *sdp, struct sf_view rest, struct sf_sdp_error *error)
{
    struct sf_sdp_attribute attribute;
    uint32_t at;
    while (sf_sdp_next_attribute(sdp->base, &rest, &attribute))
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (sf_str_equal(sf_sdp_str(sdp, attribute.name), known[i].name) &&
                !value_fits(sdp->base, &known[i], &attribute, &at))
                return fail(sdp, error, &known[i], at);
    return true;
}

enum sf_sdp_code sf_sdp_check(const struct sf_sdp *sdp, struct sf_sdp_error *error)
{
    struct sf_sdp_error found = {.rule = "", .clause = "", .line = 1, .column = 1};
    bool ok = check_run(sdp, sdp->attributes, &found);
    for (uint32_t i = 0; ok && i < sdp->media_count; i++)
        ok = check_run(sdp, sdp->media[i].attributes, &found);
    if (error)
        *error = found;
    return found.code;
}
