/* The input is one datagram. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= SF_LIMIT_MESSAGE_BYTES + 1)
        fuzz_message((const char *)data, size);
    return 0;
}
