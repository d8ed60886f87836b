#include "media.h"

#include "sipfsm/body.h"

static char text[2048];
static char host[SF_ADDRESS_TEXT_BYTES];

static const struct sf_session_codec codecs[] = {
    {.encoding = {"PCMU", 4}, .clock_rate_hz = 8000, .payload_type = 0},
    {.encoding = {"PCMA", 4}, .clock_rate_hz = 8000, .payload_type = 8},
};

/* Port 9 discards what comes. */
static struct sf_session_local local_of(const struct sf_address *local,
                                        struct sf_session_stream *stream)
{
    static uint64_t id = 1;
    *stream = (struct sf_session_stream){.media = SF_STR("audio"),
                                         .protocols = SF_STR("RTP/AVP"),
                                         .codec = codecs,
                                         .codecs = 2,
                                         .port = 9,
                                         .line = -1};
    sf_address_host_text(local, host);
    return (struct sf_session_local){
        .address = sf_str_of(host), .id = id++, .stream = stream, .streams = 1};
}

struct sf_str media_offer(const struct sf_address *address)
{
    struct sf_session_stream stream;
    struct sf_session_local local = local_of(address, &stream);
    size_t length;
    sf_session_offer(&local, NULL, NULL, text, sizeof text, &length, NULL);
    return (struct sf_str){text, length};
}

struct sf_str media_answer(const struct sf_address *address, const struct sf_msg *invite)
{
    static struct sf_sdp offer;
    struct sf_session_stream stream;
    struct sf_session_local local = local_of(address, &stream);
    struct sf_body body;
    size_t length;
    if (sf_body_find(invite, NULL, 0, &body) == SF_BODY_NONE)
        return media_offer(address);
    if (body.code != SF_BODY_SESSION ||
        sf_sdp_parse(&offer, invite->bytes, body.session, SF_SDP_LENIENT, NULL) != SF_SDP_OK ||
        sf_session_answer(&local, &offer, NULL, text, sizeof text, &length, NULL) != SF_SESSION_OK)
        return SF_STR("");
    return (struct sf_str){text, length};
}
