/* The first byte says what is tolerated, the second who answers, the rest is an offer. Whatever it
 * is, if it is a session description it gets an answer, and a session that goes on from there keeps
 * the rules of RFC 3264 (tests/body/rules.c). */
#include "fuzz.h"

#include <stdlib.h>

#include "rules.h"

static const char *const kits[] = {
    "audio",
    "audio second video fax",
    "audio recvonly amr video sendonly chat",
    "audio ptime bandwidth second inactive savp any-family",
    "video fax ip6 any-family",
    "amr audio off fax",
    "savp chat video ip6",
    "audio second amr video fax chat savp any-family",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sf_sdp offer;
    struct kit kit, peer;
    if (size < 2 || size > SF_LIMIT_MESSAGE_BYTES + 2)
        return 0;
    char *bytes = fuzz_copy(data + 2, size - 2);
    if (sf_sdp_parse(&offer, bytes, (struct sf_view){0, (uint32_t)size - 2},
                     data[0] & SF_SDP_LENIENT, NULL) == SF_SDP_OK) {
        kit_make(&kit, kits[data[1] & 7]);
        kit_make(&peer, kits[data[1] >> 3 & 7]);
        const char *wrong = rules_of_session(&kit, &peer, &offer);
        FUZZ_MUST(!wrong, "%s", wrong);
    }
    free(bytes);
    return 0;
}
