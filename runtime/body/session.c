/* Errors, directions and addresses of offers and answers. See session_write.h. */
#include "session_write.h"

enum sf_session_code sf_session_fail(struct sf_session_error *error, enum sf_session_code code,
                                     const char *what, const char *clause)
{
    if (error)
        *error =
            (struct sf_session_error){.code = code, .media = -1, .what = what, .clause = clause};
    return code;
}

enum sf_session_code sf_session_fail_at(struct sf_session_error *error, enum sf_session_code code,
                                        const struct sf_sdp *sdp, uint32_t media, const char *what,
                                        const char *clause)
{
    sf_session_fail(error, code, what, clause);
    if (error && media < sdp->media_count) {
        error->media = (int32_t)media;
        error->line = sdp->media[media].line;
        error->at = sdp->media[media].whole.at;
    }
    return code;
}

unsigned sf_direction_bits(enum sf_sdp_direction direction)
{
    return direction == SF_SDP_SENDRECV   ? SF_SENDS | SF_RECEIVES
           : direction == SF_SDP_SENDONLY ? SF_SENDS
           : direction == SF_SDP_RECVONLY ? SF_RECEIVES
                                          : 0;
}

enum sf_sdp_direction sf_direction_of_bits(unsigned bits)
{
    static const enum sf_sdp_direction of[] = {SF_SDP_INACTIVE, SF_SDP_SENDONLY, SF_SDP_RECVONLY,
                                               SF_SDP_SENDRECV};
    return of[bits & 3];
}

unsigned sf_direction_mirror(unsigned bits)
{
    return (bits & SF_SENDS ? SF_RECEIVES : 0) | (bits & SF_RECEIVES ? SF_SENDS : 0);
}

static bool is_made_of(struct sf_str text, const char *letters)
{
    for (size_t i = 0; i < text.len; i++)
        if (!memchr(letters, text.p[i], strlen(letters)))
            return false;
    return text.len > 0;
}

bool sf_address_is_nowhere(struct sf_str address)
{
    return sf_str_equal(address, SF_STR("0.0.0.0")) ||
           (is_made_of(address, "0:") && memchr(address.p, ':', address.len));
}

bool sf_address_is_multicast(struct sf_str address)
{
    if (is_made_of(address, "0123456789."))
        return address.len > 3 && address.p[3] == '.' && address.p[0] == '2' &&
               ((address.p[1] == '2' && address.p[2] >= '4') || address.p[1] == '3');
    return address.len > 4 && address.p[4] == ':' && (address.p[0] | 0x20) == 'f' &&
           (address.p[1] | 0x20) == 'f';
}

const char *sf_session_error_text(enum sf_session_code code)
{
    switch (code) {
    case SF_SESSION_OK:
        return "No error";
    case SF_SESSION_NOTHING:
        return "No stream in common";
    case SF_SESSION_FULL:
        return "No room for the description";
    case SF_SESSION_ARGUMENT:
        return "An argument that cannot be used";
    case SF_SESSION_LINES:
        return "Another number of m= lines than offered";
    case SF_SESSION_MEDIA:
        return "Another media type than offered";
    case SF_SESSION_PROTOCOL:
        return "Another transport protocol than offered";
    case SF_SESSION_PORT:
        return "A stream that was not offered";
    case SF_SESSION_ADDRESS:
        return "No unicast address for a stream";
    case SF_SESSION_FORMAT:
        return "None of the offered formats";
    case SF_SESSION_DIRECTION:
        return "A direction that was not offered";
    }
    return "Unknown error";
}
