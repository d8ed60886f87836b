/* sipfsm body, private: what the formats of an m= line are, and whether two are the same. */
#ifndef SIPFSM_BODY_CODEC_H
#define SIPFSM_BODY_CODEC_H

#include "sipfsm/session.h"

#define SF_PAYLOAD_TYPES 128

/* One payload type, as a=rtpmap or 3551:6 says. */
struct sf_mapping {
    struct sf_str encoding; /* {NULL, 0}: nobody says what it is */
    uint32_t clock_rate_hz, channels;
    struct sf_view fmtp;
    bool mapped; /* there is an a=rtpmap */
};

/* The mappings of one m= line, found in one pass over its attributes. */
struct sf_mappings {
    bool rtp;
    struct sf_mapping of[SF_PAYLOAD_TYPES];
};

void sf_mappings_read(struct sf_mappings *mappings, const struct sf_sdp *sdp,
                      const struct sf_sdp_media *media);

/* True for a protocol of RTP: "RTP/AVP", "UDP/TLS/RTP/SAVPF". */
bool sf_protocol_is_rtp(struct sf_str protocol);

/* The payload type that a format of m= is, or -1. */
int sf_payload_type_of(struct sf_str format);

/* True if both are known and the same: encoding, clock rate, channels. */
bool sf_mapping_same(const struct sf_mapping *a, const struct sf_mapping *b);

/* True if a mapping is one of a codec, parameters included. `base` is that of its fmtp. */
bool sf_mapping_is(const struct sf_mapping *mapping, const char *base,
                   const struct sf_session_codec *codec);

#endif
