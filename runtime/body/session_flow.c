/* What two descriptions agree on for one stream. See sipfsm/session.h. */
#include "session_write.h"

/* The number under which the first description lists what the second calls `number`, or -1. If that
 * number has no a=rtpmap, it is the same number (as in sf_session_check). */
static int number_for(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                      const struct sf_mappings *mappings, const struct sf_mapping *mapping,
                      int number)
{
    struct sf_view rest = media->formats, one;
    while (sf_sdp_next_format(sdp->base, &rest, &one)) {
        int n = sf_payload_type_of(sf_sdp_str(sdp, one));
        if (n >= 0 && (mapping->encoding.p ? sf_mapping_same(&mappings->of[n], mapping)
                                           : n == number && mappings->of[n].encoding.p))
            return n;
    }
    return -1;
}

static bool is_beside(struct sf_str encoding)
{
    return sf_str_equal_nocase(encoding, SF_STR("telephone-event")) ||
           sf_str_equal_nocase(encoding, SF_STR("CN"));
}

static bool flow_rtp(const struct sf_sdp *ours, const struct sf_sdp_media *our_media,
                     const struct sf_sdp *theirs, const struct sf_sdp_media *their_media,
                     struct sf_session_flow *flow)
{
    struct sf_mappings our, their;
    struct sf_view rest = their_media->formats, one;
    bool seen[SF_PAYLOAD_TYPES] = {false};
    int event[SF_PAYLOAD_TYPES], events = 0;
    sf_mappings_read(&our, ours, our_media);
    sf_mappings_read(&their, theirs, their_media);
    while (sf_sdp_next_format(theirs->base, &rest, &one)) {
        int number = sf_payload_type_of(sf_sdp_str(theirs, one));
        if (number < 0 || seen[number])
            continue;
        seen[number] = true;
        int match = number_for(ours, our_media, &our, &their.of[number], number);
        if (match < 0)
            continue;
        struct sf_mapping mapping = their.of[number];
        if (!mapping.encoding.p)
            mapping = our.of[match];
        if (is_beside(mapping.encoding)) {
            event[events++] = number;
            continue;
        }
        if (flow->send_type >= 0)
            continue;
        flow->format = one;
        flow->send_type = number;
        flow->receive_type = match;
        flow->clock_rate_hz = mapping.clock_rate_hz;
        flow->channels = mapping.channels;
        flow->fmtp = their.of[number].fmtp;
        if (their.of[number].mapped)
            flow->encoding =
                (struct sf_view){(uint32_t)(their.of[number].encoding.p - theirs->base),
                                 (uint32_t)their.of[number].encoding.len};
    }
    for (int i = 0; i < events && flow->event_type < 0; i++) {
        struct sf_mapping *mapping = &their.of[event[i]];
        if (!mapping->encoding.p)
            mapping = &our.of[event[i]];
        if (mapping->clock_rate_hz == flow->clock_rate_hz &&
            sf_str_equal_nocase(mapping->encoding, SF_STR("telephone-event")))
            flow->event_type = event[i];
    }
    return flow->send_type >= 0;
}

static bool flow_other(const struct sf_sdp *ours, const struct sf_sdp_media *our_media,
                       const struct sf_sdp *theirs, const struct sf_sdp_media *their_media,
                       struct sf_session_flow *flow)
{
    struct sf_view rest = their_media->formats, their, mine;
    while (sf_sdp_next_format(theirs->base, &rest, &their)) {
        struct sf_view own = our_media->formats;
        while (sf_sdp_next_format(ours->base, &own, &mine)) {
            if (sf_str_equal_nocase(sf_sdp_str(theirs, their), sf_sdp_str(ours, mine))) {
                flow->format = their;
                return true;
            }
        }
    }
    return false;
}

bool sf_session_flow(const struct sf_sdp *ours, const struct sf_sdp *theirs, uint32_t media,
                     struct sf_session_flow *flow)
{
    *flow = (struct sf_session_flow){.send_type = -1, .receive_type = -1, .event_type = -1};
    if (media >= ours->media_count || media >= theirs->media_count)
        return false;
    const struct sf_sdp_media *our = &ours->media[media], *their = &theirs->media[media];
    if (!our->port || !their->port || !sf_sdp_connection_of(theirs, their, &flow->to))
        return false;
    unsigned both = sf_direction_bits(sf_sdp_direction_of(ours, our)) &
                    sf_direction_mirror(sf_direction_bits(sf_sdp_direction_of(theirs, their)));
    flow->to_port = their->port;
    flow->send = both & SF_SENDS && !sf_address_is_nowhere(sf_sdp_str(theirs, flow->to.address));
    flow->receive = (both & SF_RECEIVES) != 0;
    if (!sf_sdp_ptime_us_of(theirs, their, &flow->ptime_us))
        flow->ptime_us = 0;
    return sf_protocol_is_rtp(sf_sdp_str(theirs, their->proto))
               ? flow_rtp(ours, our, theirs, their, flow)
               : flow_other(ours, our, theirs, their, flow);
}
