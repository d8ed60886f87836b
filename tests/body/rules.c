/* See rules.h. */
#include "rules.h"

enum { ROOM = 70000 };

static bool same(const struct sf_sdp *a, struct sf_view x, const struct sf_sdp *b, struct sf_view y)
{
    return sf_str_equal(sf_sdp_str(a, x), sf_sdp_str(b, y));
}

/* ---- One description ---- */

static const char *well_formed(struct sf_sdp *sdp, const char *text, size_t length)
{
    if (sf_sdp_parse(sdp, text, (struct sf_view){0, (uint32_t)length}, SF_SDP_STRICT, NULL) !=
        SF_SDP_OK)
        return "it is not well-formed";
    if (sf_sdp_check(sdp, NULL) != SF_SDP_OK)
        return "an attribute is not well-formed";
    if (!sdp->has_connection)
        return "it has no c= line";
    return NULL;
}

static uint64_t number(const struct sf_sdp *sdp, struct sf_view view)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < view.len; i++)
        n = n * 10 + (uint64_t)(sdp->base[view.at + i] - '0');
    return n;
}

/* The o= line of one session: all is the same but the version, which is one higher if the text has
 * changed (3264:8). */
static const char *follows(const struct sf_sdp *last, const struct sf_sdp *next)
{
    const struct sf_sdp_origin *a = &last->origin, *b = &next->origin;
    if (!same(last, a->username, next, b->username) || !same(last, a->sess_id, next, b->sess_id) ||
        !same(last, a->addrtype, next, b->addrtype) || !same(last, a->address, next, b->address))
        return "the o= line is another";
    if (same(last, last->whole, next, next->whole))
        return NULL;
    if (number(next, b->sess_version) != number(last, a->sess_version) + 1)
        return "the version of another text is not one above";
    uint32_t at = last->origin.address.at + last->origin.address.len - last->whole.at,
             to = next->origin.address.at + next->origin.address.len - next->whole.at;
    if (last->whole.len - at == next->whole.len - to &&
        memcmp(last->base + last->whole.at + at, next->base + next->whole.at + to,
               last->whole.len - at) == 0)
        return "the version has risen though nothing changed";
    return NULL;
}

/* ---- An answer ---- */

static bool has_format(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                       struct sf_str format)
{
    struct sf_view rest = media->formats, one;
    while (sf_sdp_next_format(sdp->base, &rest, &one))
        if (sf_str_equal(sf_sdp_str(sdp, one), format))
            return true;
    return false;
}

static const char *media_answers(const struct sf_sdp *offer, const struct sf_sdp_media *offered,
                                 const struct sf_sdp *answer, const struct sf_sdp_media *answered)
{
    struct sf_view rest = answered->formats, one, attributes = answered->attributes;
    struct sf_sdp_attribute attribute;
    uint32_t directions = 0;
    if (!same(offer, offered->media, answer, answered->media))
        return "another media type";
    if (!same(offer, offered->proto, answer, answered->proto))
        return "another protocol";
    if (!offered->port && answered->port)
        return "a stream of port 0 is accepted";
    while (sf_sdp_next_format(answer->base, &rest, &one))
        if (!has_format(offer, offered, sf_sdp_str(answer, one)))
            return "a format that is not offered";
    while (sf_sdp_next_attribute(answer->base, &attributes, &attribute)) {
        struct sf_str name = sf_sdp_str(answer, attribute.name);
        if (sf_str_equal(name, SF_STR("rtcp-mux")) || sf_str_equal(name, SF_STR("mid")) ||
            sf_str_equal(name, SF_STR("candidate")) || sf_str_equal(name, SF_STR("ice-ufrag")))
            return "an attribute that nobody here supports";
        directions += !attribute.value.len && name.len == 8 && memchr("sri", *name.p, 3) != NULL;
    }
    if (!answered->port)
        return answered->attributes.len ? "a refused stream with attributes" : NULL;
    if (directions != 1)
        return "a stream without a direction of its own";
    enum sf_sdp_direction theirs = sf_sdp_direction_of(offer, offered),
                          ours = sf_sdp_direction_of(answer, answered);
    bool sends = theirs == SF_SDP_SENDRECV || theirs == SF_SDP_SENDONLY,
         receives = theirs == SF_SDP_SENDRECV || theirs == SF_SDP_RECVONLY;
    if (!sends && (ours == SF_SDP_SENDRECV || ours == SF_SDP_RECVONLY))
        return "it receives what nobody sends";
    if (!receives && (ours == SF_SDP_SENDRECV || ours == SF_SDP_SENDONLY))
        return "it sends what nobody receives";
    return NULL;
}

static const char *times_match(const struct sf_sdp *offer, const struct sf_sdp *answer)
{
    struct sf_view a = offer->times, b = answer->times;
    struct sf_sdp_time x = {0}, y = {0};
    while (sf_sdp_next_time(answer->base, &b, &y)) {
        /* NO_TIME: repeats without a t= line, after a t=0 0 that was left out */
        bool some = a.len && offer->base[a.at] == 't' && sf_sdp_next_time(offer->base, &a, &x);
        if (!some && (a.at != offer->times.at || y.start_s || y.stop_s))
            return "more times than offered";
        if (some && (x.start_s != y.start_s || x.stop_s != y.stop_s))
            return "another time than offered";
    }
    return a.len && offer->base[a.at] == 't' ? "fewer times than offered" : NULL;
}

/* Each stream that has a line answers there, and no other stream does. */
static const char *lines_match(const struct sf_session_local *local, const struct sf_sdp *answer)
{
    uint32_t known = 0, accepted = 0;
    for (uint32_t i = 0; i < local->streams; i++) {
        const struct sf_session_stream *stream = &local->stream[i];
        if (stream->line < 0)
            continue;
        known++;
        if (stream->line >= (int32_t)answer->media_count ||
            answer->media[stream->line].port != stream->port)
            return "a stream's line is another stream's";
    }
    for (uint32_t i = 0; i < answer->media_count; i++)
        accepted += answer->media[i].port != 0;
    return known == accepted ? NULL : "a stream that nobody has is accepted";
}

const char *rules_of_answer(const struct sf_session_local *local, const struct sf_sdp *offer,
                            const char *text, size_t length, enum sf_session_code code)
{
    static struct sf_sdp answer;
    struct sf_session_error error;
    const char *wrong = well_formed(&answer, text, length);
    uint32_t offered = 0, accepted = 0;
    if (wrong)
        return wrong;
    if (answer.media_count != offer->media_count)
        return "another number of m= lines";
    for (uint32_t i = 0; i < offer->media_count && !wrong; i++) {
        wrong = media_answers(offer, &offer->media[i], &answer, &answer.media[i]);
        offered += offer->media[i].port != 0;
        accepted += answer.media[i].port != 0;
    }
    if (wrong || (wrong = times_match(offer, &answer)) || (wrong = lines_match(local, &answer)))
        return wrong;
    if ((code == SF_SESSION_NOTHING) != (offered && !accepted))
        return "the code does not fit the answer";
    return sf_session_check(offer, &answer, &error) == code ? NULL : "the check sees it otherwise";
}

/* ---- A session ---- */

static bool is_rtp(const struct sf_sdp *sdp, const struct sf_sdp_media *media)
{
    struct sf_str proto = sf_sdp_str(sdp, media->proto);
    for (size_t i = 0; i + 4 <= proto.len; i++)
        if (memcmp(proto.p + i, "RTP/", 4) == 0 && (!i || proto.p[i - 1] == '/'))
            return true;
    return false;
}

/* A dynamic number keeps its meaning (3264:8.3.2). */
static const char *keeps_numbers(const struct sf_sdp *before, const struct sf_sdp *now)
{
    struct sf_sdp_rtpmap a, b;
    for (uint32_t i = 0; i < before->media_count && i < now->media_count; i++) {
        const struct sf_sdp_media *x = &before->media[i], *y = &now->media[i];
        struct sf_view rest = y->formats, one;
        if (!x->port || !y->port || !is_rtp(before, x))
            continue;
        while (sf_sdp_next_format(now->base, &rest, &one)) {
            struct sf_str format = sf_sdp_str(now, one);
            if (format.len == 1 ||
                (format.len == 2 && *format.p < '9')) /* a static number has a meaning of its own */
                continue;
            if (has_format(before, x, format) && sf_sdp_rtpmap_of(before, x, format, &a) &&
                sf_sdp_rtpmap_of(now, y, format, &b) &&
                (!sf_str_equal_nocase(sf_sdp_str(before, a.encoding),
                                      sf_sdp_str(now, b.encoding)) ||
                 a.channels != b.channels))
                return "a payload type has changed its meaning";
        }
    }
    return NULL;
}

struct story {
    char first[ROOM], again[ROOM], held[ROOM], ours[ROOM], theirs[ROOM];
    struct sf_sdp answer, hold, offer;
};

static const char *tell(struct story *s, struct kit *kit, struct kit *peer,
                        const struct sf_sdp *offer)
{
    size_t length, again;
    const char *wrong;
    enum sf_session_code code =
        sf_session_answer(&kit->local, offer, NULL, s->first, ROOM, &length, NULL);
    if (code == SF_SESSION_FULL)
        return NULL; /* an offer as long as a message can be */
    if (code != SF_SESSION_OK && code != SF_SESSION_NOTHING)
        return "an offer is not answered";
    if ((wrong = rules_of_answer(&kit->local, offer, s->first, length, code)) ||
        (wrong = well_formed(&s->answer, s->first, length)))
        return wrong;
    if (sf_session_answer(&kit->local, offer, &s->answer, s->again, ROOM, &again, NULL) != code ||
        again != length || memcmp(s->again, s->first, length) != 0)
        return "the same offer gets another answer";

    for (uint32_t i = 0; i < kit->local.streams; i++)
        kit->stream[i].direction = sf_session_hold(kit->stream[i].direction);
    if (sf_session_answer(&kit->local, offer, &s->answer, s->held, ROOM, &length, NULL) != code)
        return "on hold an offer gets another code";
    if ((wrong = rules_of_answer(&kit->local, offer, s->held, length, code)) ||
        (wrong = well_formed(&s->hold, s->held, length)) || (wrong = follows(&s->answer, &s->hold)))
        return wrong;

    code = sf_session_offer(&kit->local, &s->hold, offer, s->ours, ROOM, &length, NULL);
    if (code == SF_SESSION_FULL || (code == SF_SESSION_ARGUMENT && offer->media_count > 50))
        return NULL;
    if (code != SF_SESSION_OK)
        return "no offer can be made";
    if ((wrong = well_formed(&s->offer, s->ours, length)) || (wrong = follows(&s->hold, &s->offer)))
        return wrong;
    if (s->offer.media_count < offer->media_count)
        return "an offer has fewer m= lines than there were";
    if ((wrong = keeps_numbers(offer, &s->offer)) || (wrong = keeps_numbers(&s->hold, &s->offer)))
        return wrong;

    code = sf_session_answer(&peer->local, &s->offer, NULL, s->theirs, ROOM, &length, NULL);
    if (code != SF_SESSION_OK && code != SF_SESSION_NOTHING)
        return "our offer is not answered";
    return rules_of_answer(&peer->local, &s->offer, s->theirs, length, code);
}

const char *rules_of_session(struct kit *kit, struct kit *peer, const struct sf_sdp *offer)
{
    static struct story story; /* large */
    return tell(&story, kit, peer, offer);
}
