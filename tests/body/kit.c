/* See kit.h. */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* Octet-aligned AMR alone (4867:8.1): another payload format otherwise. */
static bool is_octet_aligned(const struct sf_session_codec *codec, struct sf_str fmtp)
{
    struct sf_str value;
    (void)codec;
    return sf_session_parameter(fmtp, SF_STR("octet-align"), &value) &&
           sf_str_equal(value, SF_STR("1"));
}

static bool is_mode_1(const struct sf_session_codec *codec, struct sf_str fmtp)
{
    struct sf_str value;
    (void)codec;
    return sf_session_parameter(fmtp, SF_STR("packetization-mode"), &value) &&
           sf_str_equal(value, SF_STR("1"));
}

static const struct sf_session_codec audio[] = {
    {.encoding = TEXT("opus"),
     .clock_rate_hz = 48000,
     .channels = 2,
     .payload_type = 96,
     .fmtp = TEXT("useinbandfec=1")},
    {.encoding = TEXT("PCMU"), .clock_rate_hz = 8000, .payload_type = 0},
    {.encoding = TEXT("PCMA"), .clock_rate_hz = 8000, .payload_type = 8},
    {.encoding = TEXT("telephone-event"),
     .clock_rate_hz = 8000,
     .payload_type = 101,
     .fmtp = TEXT("0-15"),
     .companion = true},
    {.encoding = TEXT("CN"), .clock_rate_hz = 8000, .payload_type = 13, .companion = true},
};

static const struct sf_session_codec amr[] = {
    {.encoding = TEXT("AMR"),
     .clock_rate_hz = 8000,
     .payload_type = 97,
     .fmtp = TEXT("octet-align=1"),
     .fmtp_of = SF_SESSION_FMTP_THEIRS,
     .takes = is_octet_aligned},
};

static const struct sf_session_codec video[] = {
    {.encoding = TEXT("H264"),
     .clock_rate_hz = 90000,
     .payload_type = 98,
     .fmtp = TEXT("profile-level-id=42e01f;packetization-mode=1"),
     .fmtp_of = SF_SESSION_FMTP_THEIRS,
     .takes = is_mode_1},
    {.encoding = TEXT("H263"), .clock_rate_hz = 90000, .payload_type = 34},
};

static const struct sf_session_codec fax[] = {{.encoding = TEXT("t38")}};
static const struct sf_session_codec chat[] = {{.encoding = TEXT("*")}};
static const struct sf_str fax_attributes[] = {TEXT("T38FaxVersion:0")};
static const struct sf_str chat_attributes[] = {TEXT("accept-types:text/plain"),
                                                TEXT("path:msrp://192.0.2.9:4050/s1;tcp")};
static const struct sf_str savp_attributes[] = {
    TEXT("crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz")};

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

static const struct {
    const char *name;
    struct sf_session_stream stream;
} streams[] = {
    {"audio",
     {.media = TEXT("audio"),
      .protocols = TEXT("RTP/AVP RTP/AVPF"),
      .codec = audio,
      .codecs = COUNT(audio),
      .port = 4000}},
    {"second",
     {.media = TEXT("audio"),
      .protocols = TEXT("RTP/AVP RTP/AVPF"),
      .codec = audio,
      .codecs = COUNT(audio),
      .port = 4010}},
    {"amr",
     {.media = TEXT("audio"),
      .protocols = TEXT("RTP/AVP"),
      .codec = amr,
      .codecs = COUNT(amr),
      .port = 4020}},
    {"video",
     {.media = TEXT("video"),
      .protocols = TEXT("RTP/AVP"),
      .codec = video,
      .codecs = COUNT(video),
      .port = 4030}},
    {"fax",
     {.media = TEXT("image"),
      .protocols = TEXT("udptl"),
      .codec = fax,
      .codecs = COUNT(fax),
      .port = 4040,
      .attribute = fax_attributes,
      .attributes = COUNT(fax_attributes)}},
    {"chat",
     {.media = TEXT("message"),
      .protocols = TEXT("TCP/MSRP"),
      .codec = chat,
      .codecs = COUNT(chat),
      .port = 4050,
      .attribute = chat_attributes,
      .attributes = COUNT(chat_attributes)}},
    {"savp",
     {.media = TEXT("audio"),
      .protocols = TEXT("RTP/SAVP"),
      .codec = audio,
      .codecs = COUNT(audio),
      .port = 4060,
      .attribute = savp_attributes,
      .attributes = COUNT(savp_attributes)}},
};

static bool add_stream(struct kit *kit, const char *word)
{
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        if (strcmp(word, streams[i].name) != 0)
            continue;
        kit->stream[kit->local.streams] = streams[i].stream;
        kit->stream[kit->local.streams++].line = -1;
        return true;
    }
    return false;
}

static bool change_stream(struct sf_session_stream *stream, const char *word)
{
    if (strcmp(word, "sendonly") == 0)
        stream->direction = SF_SDP_SENDONLY;
    else if (strcmp(word, "recvonly") == 0)
        stream->direction = SF_SDP_RECVONLY;
    else if (strcmp(word, "inactive") == 0)
        stream->direction = SF_SDP_INACTIVE;
    else if (strcmp(word, "off") == 0)
        stream->port = 0;
    else if (strcmp(word, "ptime") == 0)
        stream->ptime_ms = 30;
    else if (strcmp(word, "bandwidth") == 0)
        stream->bandwidth = SF_STR("AS:64");
    else
        return false;
    return true;
}

void kit_make(struct kit *kit, const char *words)
{
    char word[40];
    int read;
    *kit = (struct kit){.local = {.address = SF_STR("192.0.2.9"), .id = 77}};
    kit->local.stream = kit->stream;
    for (; sscanf(words, "%39s%n", word, &read) == 1; words += read) {
        if (strcmp(word, "ip6") == 0)
            kit->local.address = SF_STR("2001:db8::9");
        else if (strcmp(word, "any-family") == 0)
            kit->local.any_family = true;
        else if (!add_stream(kit, word) &&
                 !(kit->local.streams &&
                   change_stream(&kit->stream[kit->local.streams - 1], word))) {
            fprintf(stderr, "no such word: %s\n", word);
            exit(2);
        }
    }
}
