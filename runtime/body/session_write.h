/* sipfsm body, private: what writing an offer and writing an answer have in common. */
#ifndef SIPFSM_BODY_SESSION_WRITE_H
#define SIPFSM_BODY_SESSION_WRITE_H

#include "codec.h"
#include "sipfsm/sdp_build.h"

struct sf_session_job {
    const struct sf_session_local *local;
    const struct sf_sdp *offer;              /* an answer: what is answered; else null */
    const struct sf_sdp *last, *theirs;      /* as in sf_session_offer */
    uint32_t lines;                          /* m= lines that are written */
    int8_t stream[SF_LIMIT_SESSION_STREAMS]; /* of each line; -1: the line has port 0 */
    bool no_number; /* found while it was written: no payload type is left for a codec */
};

/* ---- session.c ---- */

enum sf_session_code sf_session_fail(struct sf_session_error *error, enum sf_session_code code,
                                     const char *what, const char *clause);
/* The same about an m= line of `sdp`. */
enum sf_session_code sf_session_fail_at(struct sf_session_error *error, enum sf_session_code code,
                                        const struct sf_sdp *sdp, uint32_t media, const char *what,
                                        const char *clause);

/* Directions as bits, as the side sees them that wrote the description. */
enum { SF_SENDS = 1, SF_RECEIVES = 2 };
unsigned sf_direction_bits(enum sf_sdp_direction direction);
enum sf_sdp_direction sf_direction_of_bits(unsigned bits);
/* What the other side does when this one does `bits`. */
unsigned sf_direction_mirror(unsigned bits);

/* 0.0.0.0 and ::, to which nothing can be sent (3264:8.4). */
bool sf_address_is_nowhere(struct sf_str address);
bool sf_address_is_multicast(struct sf_str address);

/* ---- session_write.c ---- */

/* The arguments of both functions. The function returns false after an error. */
bool sf_session_arguments(const struct sf_session_local *local, struct sf_session_error *error);

/* Writes one line of a job. */
typedef void sf_session_write_media(struct sf_sdp_build *build, struct sf_session_job *job,
                                    uint32_t line);

/* Writes the description, write_media once for each line, with the version that is due (3264:8),
 * and gives every stream its line. */
enum sf_session_code sf_session_finish(struct sf_session_job *job,
                                       sf_session_write_media *write_media, char *bytes,
                                       size_t size, size_t *length, struct sf_session_error *error);

/* Pieces of a media description. */
void sf_write_refused(struct sf_sdp_build *build, const struct sf_sdp *sdp,
                      const struct sf_sdp_media *media);
void sf_write_media(struct sf_sdp_build *build, struct sf_str media, uint16_t port,
                    struct sf_str protocol);
void sf_write_mapping(struct sf_sdp_build *build, unsigned number, struct sf_str encoding,
                      uint32_t clock_rate_hz, uint32_t channels, struct sf_str fmtp);
void sf_write_end_of_media(struct sf_sdp_build *build, const struct sf_session_stream *stream,
                           enum sf_sdp_direction direction);

/* The next of the protocols of a stream, and `rest` goes on. */
bool sf_next_protocol(struct sf_str *rest, struct sf_str *protocol);

#endif
