#include "sipfsm/utf8.h"

/* No overlong forms, no surrogates, nothing past U+10FFFF (3629:4). */
unsigned sf_utf8_bytes(struct sf_str text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    if (text.len == 0 || p[0] < 0x20 || p[0] == 0x7f)
        return 0;
    if (p[0] < 0x80)
        return 1;
    unsigned bytes = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    if (bytes == 0 || text.len < bytes)
        return 0;
    for (unsigned i = 1; i < bytes; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool bad = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
               (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return bad ? 0 : bytes;
}

unsigned sf_utf8_printable_bytes(struct sf_str text)
{
    unsigned bytes = sf_utf8_bytes(text);
    return bytes == 2 && (unsigned char)text.p[0] == 0xc2 && (unsigned char)text.p[1] < 0xa0
               ? 0
               : bytes;
}
