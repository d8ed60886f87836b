/* Compares an answer with its offer (3264:6, 6.1, 8.2). See sipfsm/session.h. */
#include "session_write.h"

/* Outside of RTP a format is its text. */
static bool lists(const struct sf_sdp *sdp, const struct sf_sdp_media *media, struct sf_str format)
{
    struct sf_view rest = media->formats, one;
    while (sf_sdp_next_format(sdp->base, &rest, &one))
        if (sf_str_equal_nocase(sf_sdp_str(sdp, one), format))
            return true;
    return false;
}

/* Payload types that an m= line lists and whose meaning is known. */
static void read_listed(struct sf_mappings *mappings, const struct sf_sdp *sdp,
                        const struct sf_sdp_media *media)
{
    bool listed[SF_PAYLOAD_TYPES] = {false};
    struct sf_view rest = media->formats, one;
    sf_mappings_read(mappings, sdp, media);
    while (sf_sdp_next_format(sdp->base, &rest, &one)) {
        int number = sf_payload_type_of(sf_sdp_str(sdp, one));
        if (number >= 0)
            listed[number] = true;
    }
    for (int i = 0; i < SF_PAYLOAD_TYPES; i++)
        if (!listed[i])
            mappings->of[i].encoding = (struct sf_str){NULL, 0};
}

/* A codec under any number, or a number whose meaning neither side gives. */
static bool common_format(const struct sf_sdp *offer, const struct sf_sdp_media *offered,
                          const struct sf_sdp *answer, const struct sf_sdp_media *answered)
{
    struct sf_mappings ours, theirs;
    struct sf_view rest = answered->formats, one;
    if (!sf_protocol_is_rtp(sf_sdp_str(offer, offered->proto))) {
        while (sf_sdp_next_format(answer->base, &rest, &one))
            if (lists(offer, offered, sf_sdp_str(answer, one)))
                return true;
        return false;
    }
    read_listed(&ours, offer, offered);
    read_listed(&theirs, answer, answered);
    for (int i = 0; i < SF_PAYLOAD_TYPES; i++)
        for (int k = 0; k < SF_PAYLOAD_TYPES && theirs.of[i].encoding.p; k++)
            if (sf_mapping_same(&theirs.of[i], &ours.of[k]))
                return true;
    while (sf_sdp_next_format(answer->base, &rest, &one)) {
        int number = sf_payload_type_of(sf_sdp_str(answer, one));
        if (number >= 0 && !theirs.of[number].encoding.p && !theirs.of[number].mapped &&
            lists(offer, offered, sf_sdp_str(answer, one)))
            return true; /* the answer leaves out a=rtpmap: that of the offer counts */
    }
    return false;
}

static enum sf_session_code check_media(const struct sf_sdp *offer, const struct sf_sdp *answer,
                                        uint32_t i, struct sf_session_error *error)
{
    const struct sf_sdp_media *offered = &offer->media[i], *answered = &answer->media[i];
    struct sf_sdp_connection to;
    if (!sf_str_equal_nocase(sf_sdp_str(offer, offered->media),
                             sf_sdp_str(answer, answered->media)))
        return sf_session_fail_at(error, SF_SESSION_MEDIA, answer, i,
                                  sf_session_error_text(SF_SESSION_MEDIA), "3264:6.1");
    if (!answered->port)
        return SF_SESSION_OK;
    if (!offered->port)
        return sf_session_fail_at(error, SF_SESSION_PORT, answer, i,
                                  sf_session_error_text(SF_SESSION_PORT), "3264:8.2");
    if (!sf_str_equal_nocase(sf_sdp_str(offer, offered->proto),
                             sf_sdp_str(answer, answered->proto)))
        return sf_session_fail_at(error, SF_SESSION_PROTOCOL, answer, i,
                                  sf_session_error_text(SF_SESSION_PROTOCOL), "3264:6");
    if (!sf_sdp_connection_of(answer, answered, &to) ||
        sf_address_is_multicast(sf_sdp_str(answer, to.address)))
        return sf_session_fail_at(error, SF_SESSION_ADDRESS, answer, i,
                                  sf_session_error_text(SF_SESSION_ADDRESS), "3264:6.1");
    if (!common_format(offer, offered, answer, answered))
        return sf_session_fail_at(error, SF_SESSION_FORMAT, answer, i,
                                  sf_session_error_text(SF_SESSION_FORMAT), "3264:6.1");
    return SF_SESSION_OK;
}

enum sf_session_code sf_session_check(const struct sf_sdp *offer, const struct sf_sdp *answer,
                                      struct sf_session_error *error)
{
    uint32_t offered = 0, accepted = 0;
    sf_session_fail(error, SF_SESSION_OK, "No error", "");
    if (offer->media_count != answer->media_count)
        return sf_session_fail(error, SF_SESSION_LINES, sf_session_error_text(SF_SESSION_LINES),
                               "3264:6");
    for (uint32_t i = 0; i < offer->media_count; i++) {
        enum sf_session_code code = check_media(offer, answer, i, error);
        if (code != SF_SESSION_OK)
            return code;
        offered += offer->media[i].port != 0;
        accepted += answer->media[i].port != 0;
    }
    if (offered && !accepted)
        return sf_session_fail(error, SF_SESSION_NOTHING, sf_session_error_text(SF_SESSION_NOTHING),
                               "3264:6");
    for (uint32_t i = 0; i < offer->media_count; i++) {
        unsigned left =
            sf_direction_mirror(sf_direction_bits(sf_sdp_direction_of(offer, &offer->media[i])));
        unsigned took = sf_direction_bits(sf_sdp_direction_of(answer, &answer->media[i]));
        if (answer->media[i].port && took & ~left)
            return sf_session_fail_at(error, SF_SESSION_DIRECTION, answer, i,
                                      sf_session_error_text(SF_SESSION_DIRECTION), "3264:6.1");
    }
    return SF_SESSION_OK;
}
