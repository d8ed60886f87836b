/* Shared by the tests of offers and answers: streams by name. */
#ifndef SIPFSM_TEST_BODY_KIT_H
#define SIPFSM_TEST_BODY_KIT_H

#include "sipfsm/session.h"

struct kit {
    struct sf_session_local local;
    struct sf_session_stream stream[8];
};

/* Words with spaces between. Streams: audio (port 4000: opus, PCMU, PCMA, telephone-event, CN),
 * second (the same at 4010), amr (4020), video (4030: H264 of packetization-mode 1, H263), fax
 * (4040, udptl), chat (4050, TCP/MSRP), savp (4060, RTP/SAVP with a crypto line). For the stream
 * before: sendonly, recvonly, inactive, off, ptime, bandwidth. For all: ip6, any-family. */
void kit_make(struct kit *kit, const char *words);

#endif
