/* The ceiling: what picohttpparser does for a message, and no SIP. It finds where the words of the
 * start line, the names and the values stand, and refuses a name that is no token and a control
 * character: it knows no header, and looks into no value. Our own loop, with the SIMD that the
 * parser has. */
#include "peer.h"

#include <string.h>

const char peer_name[] = "spans alone";

typedef unsigned char byte;

static struct span {
    const byte *name, *value;
    uint32_t name_length, value_length;
} span[128];
static struct {
    const byte *at;
    size_t length;
} word[3];

static byte is_token[256];

void peer_start(void)
{
    for (int c = 0; c < 256; c++)
        is_token[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      (c && strchr("-.!%*_+`'~", c));
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>
#define WIDE __attribute__((target("avx2,bmi")))

/* The next control character but a tab. */
WIDE static inline const byte *to_control(const byte *p, const byte *pe)
{
    while (pe - p >= 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
        __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v);
        __m256i stop =
            _mm256_or_si256(_mm256_andnot_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\t')), low),
                            _mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x7f)));
        unsigned mask = (unsigned)_mm256_movemask_epi8(stop);
        if (mask)
            return p + _tzcnt_u32(mask);
        p += 32;
    }
    while (p < pe && ((*p >= 0x20 && *p != 0x7f) || *p == '\t'))
        p++;
    return p;
}
#else
#define WIDE
static inline const byte *to_control(const byte *p, const byte *pe)
{
    while (p < pe && ((*p >= 0x20 && *p != 0x7f) || *p == '\t'))
        p++;
    return p;
}
#endif

WIDE bool peer_parse(const char *bytes, size_t length)
{
    const byte *p = (const byte *)bytes, *pe = p + length, *end = to_control(p, pe);
    unsigned count = 0;
    for (unsigned i = 0; i < 3; i++) {
        const byte *space = i < 2 ? memchr(p, ' ', (size_t)(end - p)) : end;
        if (!space)
            return false;
        word[i].at = p;
        word[i].length = (size_t)(space - p);
        p = space + 1;
    }
    for (p = end;; p = end) {
        if (pe - p < 4 || p[0] != '\r' || p[1] != '\n')
            return false;
        p += 2;
        if (p[0] == '\r')
            return p[1] == '\n' && count > 0;
        if (count == 128)
            return false;
        struct span *s = &span[count++];
        s->name = p;
        while (p < pe && is_token[*p])
            p++;
        s->name_length = (uint32_t)(p - s->name);
        if (p == pe || *p != ':' || !s->name_length)
            return false;
        p++;
        while (p < pe && (*p == ' ' || *p == '\t'))
            p++;
        end = to_control(p, pe);
        s->value = p;
        for (p = end; p > s->value && (p[-1] == ' ' || p[-1] == '\t'); p--)
            ;
        s->value_length = (uint32_t)(p - s->value);
    }
}
