/* sipfsm auth: wipes secrets, and compares them in constant time. */
#include "sipfsm/digest.h"

void sf_digest_wipe(void *secret, size_t size_bytes)
{
    volatile unsigned char *p = secret; /* so that the writes are kept */
    while (size_bytes--)
        *p++ = 0;
}

bool sf_digest_same(struct sf_str a, struct sf_str b)
{
    unsigned differs = 0;
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differs |= (unsigned)(unsigned char)a.p[i] ^ (unsigned char)b.p[i];
    return differs == 0;
}
