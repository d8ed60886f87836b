/* Sessions of more than one description: versions, hold and resume, ports, lines that come and go,
 * payload types; answers that break the rules; and what flows. */
#include "kit.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

/* A description of ours or theirs, as text and parsed. */
struct description {
    char text[4096];
    size_t length;
    struct sf_sdp sdp;
};

static struct description offer, answer, next, after;

static void read(struct description *d)
{
    struct sf_sdp_error error;
    if (sf_sdp_parse(&d->sdp, d->text, (struct sf_view){0, (uint32_t)d->length}, SF_SDP_STRICT,
                     &error) != SF_SDP_OK)
        fail_msg("%s at %u:%u in:\n%.*s", sf_sdp_error_text(&error), error.line, error.column,
                 (int)d->length, d->text);
}

/* A description of the other side. The head is always the same; the caller gives the m= lines and
 * what follows them. */
static void theirs(struct description *d, const char *media)
{
    d->length = (size_t)snprintf(d->text, sizeof d->text,
                                 "v=0\r\no=- 9 1 IN IP4 198.51.100.4\r\ns=-\r\nc=IN IP4 "
                                 "198.51.100.4\r\nt=0 0\r\n%s",
                                 media);
    read(d);
}

static enum sf_session_code make_answer(struct kit *kit, const struct description *to,
                                        const struct description *last, struct description *d)
{
    struct sf_session_error error;
    enum sf_session_code code = sf_session_answer(&kit->local, &to->sdp, last ? &last->sdp : NULL,
                                                  d->text, sizeof d->text, &d->length, &error);
    assert_int_equal(error.code, code);
    if (code == SF_SESSION_OK || code == SF_SESSION_NOTHING)
        read(d);
    else
        assert_int_equal(d->length, 0);
    return code;
}

static void make_offer(struct kit *kit, const struct description *last,
                       const struct description *from, struct description *d)
{
    struct sf_session_error error;
    enum sf_session_code code = sf_session_offer(&kit->local, last ? &last->sdp : NULL,
                                                 from ? &from->sdp : NULL, d->text, sizeof d->text,
                                                 &d->length, &error);
    if (code != SF_SESSION_OK)
        fail_msg("%s: %s", sf_session_error_text(code), error.what);
    assert_int_equal(error.code, SF_SESSION_OK);
    read(d);
}

/* The whole text without its o= line, and separately the version. */
static void says(const struct description *d, unsigned version, const char *media)
{
    char expected[4096];
    snprintf(expected, sizeof expected,
             "v=0\r\no=- 77 %u IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n%s",
             version, media);
    char text[4097];
    snprintf(text, sizeof text, "%.*s", (int)d->length, d->text);
    assert_string_equal(text, expected);
}

#define G711 "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
#define ALL                                                                                        \
    "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n" G711                                \
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=rtpmap:13 CN/8000\r\n"

/* ---- Offers ---- */

static void first_offer(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio ptime bandwidth amr off fax");
    make_offer(&kit, NULL, NULL, &offer);
    says(&offer, 1,
         "m=audio 4000 RTP/AVP 96 0 8 101 13\r\nb=AS:64\r\n" ALL "a=ptime:30\r\na=sendrecv\r\n"
         "m=image 4040 udptl t38\r\na=T38FaxVersion:0\r\na=sendrecv\r\n");
    assert_int_equal(kit.stream[0].line, 0);
    assert_int_equal(kit.stream[1].line, -1);
    assert_int_equal(kit.stream[2].line, 1);
}

static void hold_and_resume(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio video recvonly");
    make_offer(&kit, NULL, NULL, &offer);
    for (int i = 0; i < 2; i++)
        kit.stream[i].direction = sf_session_hold(kit.stream[i].direction);
    make_offer(&kit, &offer, NULL, &next);
    says(&next, 2,
         "m=audio 4000 RTP/AVP 96 0 8 101 13\r\n" ALL "a=sendonly\r\n"
         "m=video 4030 RTP/AVP 98 34\r\na=rtpmap:98 H264/90000\r\na=fmtp:98 "
         "profile-level-id=42e01f;packetization-mode=1\r\na=rtpmap:34 "
         "H263/90000\r\na=inactive\r\n");
    make_offer(&kit, &next, NULL, &after); /* a refresh: nothing changes, so neither does o= */
    assert_int_equal(after.length, next.length);
    assert_memory_equal(after.text, next.text, next.length);
    kit.stream[0].direction = SF_SDP_SENDRECV;
    kit.stream[1].direction = SF_SDP_RECVONLY;
    make_offer(&kit, &next, NULL, &after);
    assert_int_equal(after.length, offer.length); /* as at first, but for the version */
    assert_non_null(strstr(after.text, "o=- 77 3 IN IP4 192.0.2.9\r\n"));
}

/* The port and the address of c= change; o= stays the same (3264:8). */
static void move(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "fax");
    make_offer(&kit, NULL, NULL, &offer);
    kit.stream[0].port = 5000;
    kit.local.address = SF_STR("2001:db8::7");
    kit.local.id = 12;
    make_offer(&kit, &offer, NULL, &next);
    char text[4097];
    snprintf(text, sizeof text, "%.*s", (int)next.length, next.text);
    assert_string_equal(text, "v=0\r\no=- 77 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP6 2001:db8::7\r\n"
                              "t=0 0\r\nm=image 5000 udptl t38\r\na=T38FaxVersion:0\r\n"
                              "a=sendrecv\r\n");
}

/* Lines never go (3264:8): a stream that ends leaves its line with port 0, which the next one of
 * its media type takes (6337:5.2.5). */
static void lines_come_and_go(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio fax chat off");
    make_offer(&kit, NULL, NULL, &offer);
    assert_int_equal(offer.sdp.media_count, 2);
    kit.stream[0].port = 0;
    kit.stream[2].port = 4050;
    make_offer(&kit, &offer, NULL, &next);
    assert_int_equal(next.sdp.media_count, 3);
    assert_int_equal(next.sdp.media[0].port, 0);
    assert_int_equal(next.sdp.media[0].attributes.len, 0);
    assert_int_equal(next.sdp.media[1].port, 4040);
    assert_int_equal(next.sdp.media[2].port, 4050);
    assert_int_equal(kit.stream[0].line, -1);
    assert_int_equal(kit.stream[2].line, 2);
    kit.stream[0].port = 4002;
    make_offer(&kit, &next, NULL, &after);
    assert_int_equal(after.sdp.media_count, 3);
    assert_int_equal(after.sdp.media[0].port, 4002);
    assert_int_equal(kit.stream[0].line, 0);
}

/* The line of a stream that ends is not reused in the same offer. */
static void a_line_closes_first(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio second off");
    make_offer(&kit, NULL, NULL, &offer);
    kit.stream[0].port = 0;
    kit.stream[1].port = 4010;
    make_offer(&kit, &offer, NULL, &next);
    assert_int_equal(next.sdp.media_count, 2);
    assert_int_equal(next.sdp.media[0].port, 0);
    assert_int_equal(next.sdp.media[1].port, 4010);
}

/* A caller that keeps no lines gets the same ones from the last description. */
static void lines_that_nobody_kept(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "fax audio");
    theirs(&offer,
           "m=audio 6000 RTP/AVP 0\r\nm=video 6002 RTP/AVP 34\r\nm=image 6004 udptl t38\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    kit.stream[0].line = kit.stream[1].line = -1;
    make_offer(&kit, &answer, &offer, &next);
    assert_int_equal(next.sdp.media_count, 3);
    assert_int_equal(next.sdp.media[0].port, 4000);
    assert_int_equal(next.sdp.media[1].port, 0);
    assert_int_equal(next.sdp.media[2].port, 4040);
}

/* A line with media is taken before one with port 0. */
static void the_line_that_flows(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "second audio");
    theirs(&offer, "m=audio 0 RTP/AVP 0\r\nm=audio 6002 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    kit_make(&kit, "second");
    make_offer(&kit, &answer, &offer, &next);
    assert_int_equal(next.sdp.media_count, 2);
    assert_int_equal(next.sdp.media[0].port, 0);
    assert_int_equal(next.sdp.media[1].port, 4010);
}

/* A payload type never changes its meaning within a session (3264:8.3.2). */
static void payload_types_stay(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio");
    /* opus under a number of theirs; 101 and 96 are taken for what we do not have */
    theirs(&offer, "m=audio 6000 RTP/AVP 111 101 0 96\r\na=rtpmap:111 opus/48000/2\r\n"
                   "a=rtpmap:101 speex/8000\r\na=rtpmap:96 telephone-event/48000\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    make_offer(&kit, &answer, &offer, &next);
    says(&next, 2,
         "m=audio 4000 RTP/AVP 111 0 8 97 13\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 "
         "useinbandfec=1\r\n" G711 "a=rtpmap:97 telephone-event/8000\r\na=fmtp:97 "
         "0-15\r\na=rtpmap:13 CN/8000\r\na=sendrecv\r\n");
}

static void no_payload_type_left(void **state)
{
    static struct sf_session_codec codec[SF_LIMIT_SESSION_CODECS];
    static char names[SF_LIMIT_SESSION_CODECS][4], text[4096];
    struct sf_session_error error;
    struct kit kit;
    size_t n = 0, length;
    (void)state;
    kit_make(&kit, "audio");
    for (int i = 0; i < SF_LIMIT_SESSION_CODECS; i++) {
        snprintf(names[i], sizeof names[i], "c%02d", i);
        codec[i] = (struct sf_session_codec){
            .encoding = {names[i], 3}, .clock_rate_hz = 8000, .payload_type = 96};
    }
    kit.stream[0].codec = codec;
    kit.stream[0].codecs = SF_LIMIT_SESSION_CODECS; /* 96 to 127 are as many */
    make_offer(&kit, NULL, NULL, &offer);
    assert_non_null(strstr(offer.text, "a=rtpmap:127 c31/8000\r\n"));
    n += (size_t)sprintf(text, "m=audio 6000 RTP/AVP 0\r\n");
    for (int i = 96; i < 128; i++)
        n += (size_t)sprintf(text + n, "a=rtpmap:%d x/8000\r\n", i);
    theirs(&answer, text);
    kit.stream[0].codecs = 29; /* 35 to 63 are as many */
    make_offer(&kit, NULL, &answer, &next);
    assert_non_null(strstr(next.text, "a=rtpmap:63 c28/8000\r\n"));
    kit.stream[0].codecs = 30;
    assert_int_equal(sf_session_offer(&kit.local, NULL, &answer.sdp, next.text, sizeof next.text,
                                      &length, &error),
                     SF_SESSION_ARGUMENT);
    assert_string_equal(error.what, "No payload type is left for a codec");
    assert_int_equal(length, 0);
}

/* ---- Answers within a session ---- */

static void versions_of_answers(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    says(&answer, 1, "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n");
    assert_int_equal(make_answer(&kit, &offer, &answer, &next), SF_SESSION_OK);
    says(&next, 1, "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\na=sendonly\r\n");
    assert_int_equal(make_answer(&kit, &offer, &next, &answer), SF_SESSION_OK);
    says(&answer, 2, "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=recvonly\r\n");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, &answer, &next), SF_SESSION_OK);
    says(&next, 3, "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n");
}

/* Two streams of one media type: each stays on its line, whichever would fit first. */
static void streams_keep_their_lines(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio second");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\nm=audio 6002 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    theirs(&offer, "m=audio 0 RTP/AVP 0\r\nm=audio 6002 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, &answer, &next), SF_SESSION_OK);
    assert_int_equal(next.sdp.media[0].port, 0);
    assert_int_equal(next.sdp.media[1].port, 4010);
    assert_int_equal(kit.stream[0].line, -1);
    theirs(&offer, "m=audio 6006 RTP/AVP 0\r\nm=audio 6002 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, &next, &after), SF_SESSION_OK);
    assert_int_equal(after.sdp.media[0].port, 4000);
    assert_int_equal(after.sdp.media[1].port, 4010);
}

/* A line changes its media type (3264:8.3.3): audio becomes fax. */
static void a_line_changes_its_type(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio fax");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    theirs(&offer, "m=image 6000 udptl t38\r\n");
    assert_int_equal(make_answer(&kit, &offer, &answer, &next), SF_SESSION_OK);
    assert_int_equal(next.sdp.media[0].port, 4040);
    assert_int_equal(kit.stream[0].line, -1);
    assert_int_equal(kit.stream[1].line, 0);
}

/* Our codec comes under the offer's number even if our offer had another. */
static void their_numbers(void **state)
{
    struct kit kit;
    (void)state;
    kit_make(&kit, "audio");
    make_offer(&kit, NULL, NULL, &offer);
    theirs(&next, "m=audio 6000 RTP/AVP 120\r\na=rtpmap:120 opus/48000/2\r\n");
    assert_int_equal(make_answer(&kit, &next, &offer, &answer), SF_SESSION_OK);
    says(&answer, 2,
         "m=audio 4000 RTP/AVP 120\r\na=rtpmap:120 opus/48000/2\r\n"
         "a=fmtp:120 useinbandfec=1\r\na=sendrecv\r\n");
}

/* ---- Room and arguments ---- */

static void every_size(void **state)
{
    struct kit kit;
    char text[4096];
    size_t length;
    struct sf_session_error error;
    (void)state;
    kit_make(&kit, "audio");
    theirs(&offer, "m=audio 6000 RTP/AVP 0\r\n");
    assert_int_equal(make_answer(&kit, &offer, NULL, &answer), SF_SESSION_OK);
    kit.stream[0].line = -1;
    for (size_t size = 0; size < answer.length; size++) {
        memset(text, 'x', sizeof text);
        assert_int_equal(
            sf_session_answer(&kit.local, &offer.sdp, NULL, text, size, &length, &error),
            SF_SESSION_FULL);
        assert_int_equal(error.code, SF_SESSION_FULL);
        assert_int_equal(length, 0);
        assert_int_equal(text[size], 'x');
        assert_int_equal(kit.stream[0].line, -1);
        assert_int_equal(sf_session_offer(&kit.local, NULL, NULL, text, size, &length, NULL),
                         SF_SESSION_FULL);
    }
    assert_int_equal(
        sf_session_answer(&kit.local, &offer.sdp, NULL, text, answer.length, &length, NULL),
        SF_SESSION_OK);
    assert_int_equal(length, answer.length);
}

static void refuses(struct kit *kit, const char *what)
{
    struct sf_session_error error;
    char text[4096];
    size_t length = 1;
    assert_int_equal(sf_session_offer(&kit->local, NULL, NULL, text, sizeof text, &length, &error),
                     SF_SESSION_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(error.code, SF_SESSION_ARGUMENT);
    assert_int_equal(error.media, -1);
    assert_string_equal(error.what, what);
    assert_true(error.clause[0]);
}

static void arguments(void **state)
{
    static const char carry[] = "A text that a session description cannot carry";
    static struct sf_session_stream many[SF_LIMIT_SESSION_STREAMS + 1];
    static const struct sf_str attribute = {"x:1\r\nm=audio 1 RTP/AVP 0", 24};
    struct sf_session_codec codec = {.encoding = SF_STR("PCMU"), .clock_rate_hz = 8000};
    struct kit kit;
    (void)state;
#define WITH(change, what)                                                                         \
    kit_make(&kit, "audio second");                                                                \
    kit.stream[0].codec = &codec;                                                                  \
    kit.stream[0].codecs = 1;                                                                      \
    change;                                                                                        \
    refuses(&kit, what)
    WITH(kit.local.address.len = 0, "No address");
    WITH(kit.local.id = UINT64_C(1) << 63, "The session id is not below 2^63");
    WITH(kit.local.username = SF_STR("a b"), carry);
    WITH(kit.local.address = SF_STR("192.0.2"), carry);
    WITH(kit.stream[0].media.len = 0, "A stream without media type or protocol");
    WITH(kit.stream[0].protocols.len = 0, "A stream without media type or protocol");
    WITH(kit.stream[0].media = SF_STR("au dio"), carry);
    WITH(kit.stream[0].codecs = 0,
         "A stream without codecs, or with more than SF_LIMIT_SESSION_CODECS");
    WITH(kit.stream[0].codecs = SF_LIMIT_SESSION_CODECS + 1,
         "A stream without codecs, or with more than SF_LIMIT_SESSION_CODECS");
    WITH(kit.stream[0].line = -2, "A stream's line is out of range");
    WITH(kit.stream[0].line = SF_LIMIT_SESSION_STREAMS, "A stream's line is out of range");
    WITH(kit.stream[0].line = kit.stream[1].line = 3, "Two streams have the same line");
    WITH(kit.stream[0].direction = (enum sf_sdp_direction)4, "A stream's direction is none");
    WITH(kit.stream[0].bandwidth = SF_STR("64"), carry);
    WITH((kit.stream[0].attribute = &attribute, kit.stream[0].attributes = 1), carry);
    WITH(codec.encoding.len = 0, "A codec without a name");
    codec.encoding = SF_STR("PC MU");
    WITH((void)0, carry);
    codec.encoding = SF_STR("PCMU");
    codec.payload_type = 128;
    WITH((void)0, "A codec's payload type is above 127");
    codec.payload_type = 0;
    codec.clock_rate_hz = 0;
    WITH((void)0, carry);
    codec.clock_rate_hz = 8000;
    codec.fmtp = SF_STR("a\nb");
    WITH((void)0, carry);

    kit_make(&kit, "audio");
    for (int i = 0; i <= SF_LIMIT_SESSION_STREAMS; i++)
        many[i] = kit.stream[0];
    kit.local.stream = many;
    kit.local.streams = SF_LIMIT_SESSION_STREAMS + 1;
    refuses(&kit, "More than SF_LIMIT_SESSION_STREAMS streams");
    kit.local.streams = SF_LIMIT_SESSION_STREAMS;
    static char text[65536];
    size_t length;
    assert_int_equal(sf_session_offer(&kit.local, NULL, NULL, text, sizeof text, &length, NULL),
                     SF_SESSION_OK);
}

/* All lines are taken, and the new stream is of another type. */
static void too_many_lines(void **state)
{
    static char text[8192];
    static struct sf_sdp last;
    struct sf_session_error error;
    struct kit kit;
    size_t n = (size_t)sprintf(text, "v=0\r\no=- 77 4 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 "
                                     "192.0.2.9\r\nt=0 0\r\n"),
           length;
    char out[8192];
    (void)state;
    for (int i = 0; i < SF_LIMIT_SDP_MEDIA; i++)
        n += (size_t)sprintf(text + n, "m=video 0 RTP/AVP 34\r\n");
    assert_int_equal(
        sf_sdp_parse(&last, text, (struct sf_view){0, (uint32_t)n}, SF_SDP_STRICT, NULL),
        SF_SDP_OK);
    kit_make(&kit, "audio");
    assert_int_equal(sf_session_offer(&kit.local, &last, NULL, out, sizeof out, &length, &error),
                     SF_SESSION_ARGUMENT);
    assert_string_equal(error.what, "More than SF_LIMIT_SESSION_STREAMS m= lines");
    kit_make(&kit, "video");
    assert_int_equal(sf_session_offer(&kit.local, &last, NULL, out, sizeof out, &length, &error),
                     SF_SESSION_OK);
}

static void last_version(void **state)
{
    struct kit kit;
    struct sf_session_error error;
    (void)state;
    kit_make(&kit, "audio");
    make_offer(&kit, NULL, NULL, &offer);
    char *version = strstr(offer.text, " 1 IN ");
    struct {
        const char *is, *becomes;
    } cases[] = {{"9", "10"},
                 {"99999999999999999", "100000000000000000"},
                 {"9223372036854775807", NULL},
                 {"99999999999999999999", NULL}};
    for (size_t i = 0; i < 4; i++) {
        char expected[80];
        next.length = (size_t)snprintf(
            next.text, sizeof next.text, "%.*s %s IN %.*s", (int)(version - offer.text), offer.text,
            cases[i].is, (int)(offer.length - (size_t)(version + 6 - offer.text)), version + 6);
        read(&next);
        kit.stream[0].port = 4002;
        enum sf_session_code code = sf_session_offer(&kit.local, &next.sdp, NULL, after.text,
                                                     sizeof after.text, &after.length, &error);
        if (cases[i].becomes) {
            assert_int_equal(code, SF_SESSION_OK);
            snprintf(expected, sizeof expected, "o=- 77 %s IN IP4 ", cases[i].becomes);
            assert_non_null(strstr(after.text, expected));
        } else {
            assert_int_equal(code, SF_SESSION_ARGUMENT);
            assert_string_equal(error.what, "The last version of o= is too large");
        }
    }
}

/* ---- Answers of the other side ---- */

static const struct {
    const char *answer;
    enum sf_session_code code;
    int32_t media;
    uint32_t line;
} verdicts[] = {
    {"m=audio 6000 RTP/AVP 0\r\nm=image 0 udptl t38\r\n", SF_SESSION_OK, -1, 0},
    {"m=audio 6000 RTP/AVP 8 0\r\na=inactive\r\nm=image 6002 UDPTL T38\r\na=recvonly\r\n",
     SF_SESSION_OK, -1, 0},
    {"m=audio 6000 RTP/AVP 120\r\na=rtpmap:120 OPUS/48000/2\r\nm=image 0 udptl t38\r\n",
     SF_SESSION_OK, -1, 0}, /* another number for it (3264:5.1) */
    {"m=audio 6000 RTP/AVP 96\r\nm=image 0 udptl t38\r\n", SF_SESSION_OK, -1,
     0}, /* no rtpmap: as offered */
    {"m=audio 0 RTP/SAVP 99\r\nm=image 0 x y\r\n", SF_SESSION_NOTHING, -1, 0},
    {"m=audio 6000 RTP/AVP 0\r\n", SF_SESSION_LINES, -1, 0},
    {"", SF_SESSION_LINES, -1, 0},
    {"m=audio 6000 RTP/AVP 0\r\nm=image 0 udptl t38\r\nm=video 0 RTP/AVP 34\r\n", SF_SESSION_LINES,
     -1, 0},
    {"m=image 6002 udptl t38\r\nm=audio 6000 RTP/AVP 0\r\n", SF_SESSION_MEDIA, 0, 6},
    {"m=audio 6000 RTP/SAVP 0\r\nm=image 0 udptl t38\r\n", SF_SESSION_PROTOCOL, 0, 6},
    {"m=audio 6000 RTP/AVP 0\r\nm=image 6002 tcptl t38\r\n", SF_SESSION_PROTOCOL, 1, 7},
    {"m=audio 6000 RTP/AVP 18 3\r\nm=image 0 udptl t38\r\n", SF_SESSION_FORMAT, 0, 6},
    {"m=audio 6000 RTP/AVP 96\r\na=rtpmap:96 iLBC/8000\r\nm=image 0 udptl t38\r\n",
     SF_SESSION_FORMAT, 0, 6},
    {"m=audio 6000 RTP/AVP 0\r\nm=image 6002 udptl t39\r\n", SF_SESSION_FORMAT, 1, 7},
    {"m=audio 6000 RTP/AVP 0\r\nc=IN IP4 233.252.0.4/9\r\nm=image 0 udptl t38\r\n",
     SF_SESSION_ADDRESS, 0, 6},
    {"m=audio 6000 RTP/AVP 0\r\nm=image 6002 udptl t38\r\na=sendrecv\r\n", SF_SESSION_DIRECTION, 1,
     7},
    {"m=audio 6000 RTP/AVP 0\r\nm=image 6002 udptl t38\r\na=sendonly\r\n", SF_SESSION_DIRECTION, 1,
     7},
};

static void checks(void **state)
{
    struct kit kit;
    struct sf_session_error error;
    (void)state;
    kit_make(&kit, "audio fax sendonly");
    make_offer(&kit, NULL, NULL, &offer);
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        theirs(&answer, verdicts[i].answer);
        enum sf_session_code code = sf_session_check(&offer.sdp, &answer.sdp, &error);
        if (code != verdicts[i].code || error.code != code || error.media != verdicts[i].media ||
            error.line != verdicts[i].line)
            fail_msg("%zu: %s, m= line %d, line %u", i, sf_session_error_text(code), error.media,
                     error.line);
        assert_true(code == SF_SESSION_OK || error.clause[0]);
        assert_int_equal(sf_session_check(&offer.sdp, &answer.sdp, NULL), code);
        if (error.media >= 0)
            assert_memory_equal(answer.text + error.at, "m=", 2);
    }
    kit.stream[1].port = 0;
    make_offer(&kit, &offer, NULL, &next);
    theirs(&answer, "m=audio 6000 RTP/AVP 0\r\nm=image 6002 udptl t38\r\n");
    assert_int_equal(sf_session_check(&next.sdp, &answer.sdp, &error), SF_SESSION_PORT);
    assert_int_equal(error.media, 1);
}

/* ---- What flows ---- */

static void flows(void **state)
{
    struct kit kit;
    struct sf_session_flow flow;
    (void)state;
    kit_make(&kit, "audio fax");
    make_offer(&kit, NULL, NULL, &offer);
    theirs(&answer, "m=audio 6000 RTP/AVP 126 120 0\r\nc=IN IP4 198.51.100.5\r\n"
                    "a=rtpmap:126 telephone-event/48000\r\na=rtpmap:120 opus/48000/2\r\n"
                    "a=fmtp:120 stereo=1\r\na=ptime:2.5\r\na=recvonly\r\nm=image 0 udptl t38\r\n");
    assert_true(sf_session_flow(&offer.sdp, &answer.sdp, 0, &flow));
    assert_true(flow.send && !flow.receive);
    assert_int_equal(flow.to_port, 6000);
    assert_true(sf_str_equal(sf_sdp_str(&answer.sdp, flow.to.address), SF_STR("198.51.100.5")));
    assert_int_equal(flow.send_type, 120);
    assert_int_equal(flow.receive_type, 96);
    assert_int_equal(flow.event_type, -1); /* ours is at 8000 Hz */
    assert_int_equal(flow.clock_rate_hz, 48000);
    assert_int_equal(flow.channels, 2);
    assert_int_equal(flow.ptime_us, 2500);
    assert_true(sf_str_equal(sf_sdp_str(&answer.sdp, flow.format), SF_STR("120")));
    assert_true(sf_str_equal(sf_sdp_str(&answer.sdp, flow.encoding), SF_STR("opus")));
    assert_true(sf_str_equal(sf_sdp_str(&answer.sdp, flow.fmtp), SF_STR("stereo=1")));
    assert_false(sf_session_flow(&offer.sdp, &answer.sdp, 1, &flow));
    assert_false(sf_session_flow(&offer.sdp, &answer.sdp, 2, &flow));

    theirs(&answer, "m=audio 6000 RTP/AVP 101 0\r\na=rtpmap:101 telephone-event/8000\r\n"
                    "m=image 6002 UDPTL T38\r\na=sendonly\r\n");
    assert_true(sf_session_flow(&offer.sdp, &answer.sdp, 0, &flow));
    assert_true(flow.send && flow.receive);
    assert_int_equal(flow.send_type, 0);
    assert_int_equal(flow.receive_type, 0);
    assert_int_equal(flow.event_type, 101);
    assert_int_equal(flow.clock_rate_hz, 8000);
    assert_int_equal(flow.encoding.len, 0); /* a static number without an rtpmap */
    assert_true(sf_session_flow(&offer.sdp, &answer.sdp, 1, &flow));
    assert_true(!flow.send && flow.receive);
    assert_int_equal(flow.send_type, -1);
    assert_true(sf_str_equal(sf_sdp_str(&answer.sdp, flow.format), SF_STR("T38")));

    theirs(&answer, "m=audio 6000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\nm=image 6002 udptl t39\r\n");
    assert_true(sf_session_flow(&offer.sdp, &answer.sdp, 0, &flow));
    assert_true(!flow.send && flow.receive); /* nowhere to send to (3264:8.4) */
    assert_false(sf_session_flow(&offer.sdp, &answer.sdp, 1, &flow));
    /* events at the clock rate of the codec in use */
    static const char rates[] = "m=audio 6000 RTP/AVP 101 102 0\r\na=rtpmap:101 "
                                "telephone-event/48000\r\na=rtpmap:102 telephone-event/8000\r\n";
    theirs(&next, rates);
    theirs(&answer, rates);
    assert_true(sf_session_flow(&next.sdp, &answer.sdp, 0, &flow));
    assert_int_equal(flow.event_type, 102);
    theirs(&answer, "m=audio 6000 RTP/AVP 101 18\r\nm=image 0 udptl t38\r\n");
    assert_false(sf_session_flow(&offer.sdp, &answer.sdp, 0, &flow));
}

/* ---- Small ones ---- */

static void parameters(void **state)
{
    struct sf_str fmtp = SF_STR("a=1; Bee=2 ;c;;d=;e=x=y"), value;
    (void)state;
    static const struct {
        const char *name, *value;
    } cases[] = {{"a", "1"}, {"BEE", "2"}, {"c", ""}, {"d", ""}, {"e", "x=y"}};
    for (size_t i = 0; i < 5; i++) {
        assert_true(sf_session_parameter(fmtp, sf_str_of(cases[i].name), &value));
        assert_true(sf_str_equal(value, sf_str_of(cases[i].value)));
    }
    assert_true(sf_session_parameter(fmtp, SF_STR("c"), NULL));
    assert_false(sf_session_parameter(fmtp, SF_STR("b"), &value));
    assert_false(sf_session_parameter(fmtp, SF_STR(""), &value));
    assert_false(sf_session_parameter((struct sf_str){NULL, 0}, SF_STR("a"), &value));
}

static void texts(void **state)
{
    (void)state;
    for (int code = SF_SESSION_OK; code <= SF_SESSION_DIRECTION + 1; code++)
        assert_true(sf_session_error_text((enum sf_session_code)code)[0]);
    assert_int_equal(sf_session_hold(SF_SDP_SENDRECV), SF_SDP_SENDONLY);
    assert_int_equal(sf_session_hold(SF_SDP_SENDONLY), SF_SDP_SENDONLY);
    assert_int_equal(sf_session_hold(SF_SDP_RECVONLY), SF_SDP_INACTIVE);
    assert_int_equal(sf_session_hold(SF_SDP_INACTIVE), SF_SDP_INACTIVE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_offer),
        cmocka_unit_test(hold_and_resume),
        cmocka_unit_test(move),
        cmocka_unit_test(lines_come_and_go),
        cmocka_unit_test(a_line_closes_first),
        cmocka_unit_test(lines_that_nobody_kept),
        cmocka_unit_test(the_line_that_flows),
        cmocka_unit_test(payload_types_stay),
        cmocka_unit_test(no_payload_type_left),
        cmocka_unit_test(versions_of_answers),
        cmocka_unit_test(streams_keep_their_lines),
        cmocka_unit_test(a_line_changes_its_type),
        cmocka_unit_test(their_numbers),
        cmocka_unit_test(every_size),
        cmocka_unit_test(arguments),
        cmocka_unit_test(too_many_lines),
        cmocka_unit_test(last_version),
        cmocka_unit_test(checks),
        cmocka_unit_test(flows),
        cmocka_unit_test(parameters),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
