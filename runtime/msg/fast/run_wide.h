/* sipfsm msg, private: the runs of run.h and run_plain.h for registers of 32 bytes, with the same
 * answers. */
#ifndef SIPFSM_MSG_RUN_WIDE_H
#define SIPFSM_MSG_RUN_WIDE_H

#include "run_plain.h"

#if defined __x86_64__ && defined __GNUC__ && !defined SIPFSM_NO_SIMD && !defined SIPFSM_NO_FAST
#define SF_WIDE 1 /* AVX2 and BMI */
#include <immintrin.h>

#define SF_WIDE_FUNCTION __attribute__((target("avx2,bmi,bmi2"))) static inline

/* Bytes from p on: bit n of a mask of them, shifted to the right by `skip`, is p[n], for n < count.
 */
struct sf_window {
    __m256i bytes;
    unsigned skip, count;
};

SF_WIDE_FUNCTION __m256i sf_load(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

/* False if there are no 32 bytes between base and pe. Near pe the window begins before p. */
SF_WIDE_FUNCTION bool sf_look(struct sf_window *window, const char *base, const sf_byte *p,
                              const sf_byte *pe)
{
    if (pe - p >= 32) {
        *window = (struct sf_window){sf_load(p), 0, 32};
        return true;
    }
    if (pe - (const sf_byte *)base < 32)
        return false;
    *window = (struct sf_window){sf_load(pe - 32), 32 - (unsigned)(pe - p), (unsigned)(pe - p)};
    return true;
}

/* A bit for each byte that is not of the class. */
SF_WIDE_FUNCTION uint32_t sf_others(__m256i bytes, unsigned class_bit)
{
    if (class_bit == SF_CLASS_TEXT ||
        class_bit == SF_CLASS_QUOTED) { /* no control character, but the tab */
        __m256i other = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, sf_load(sf_splat[0x1f])), bytes);
        other = _mm256_andnot_si256(_mm256_cmpeq_epi8(bytes, sf_load(sf_splat['\t'])), other);
        other = _mm256_or_si256(other, _mm256_cmpeq_epi8(bytes, sf_load(sf_splat[0x7f])));
        if (class_bit == SF_CLASS_QUOTED) {
            other = _mm256_or_si256(other, _mm256_cmpeq_epi8(bytes, sf_load(sf_splat['"'])));
            other = _mm256_or_si256(other, _mm256_cmpeq_epi8(bytes, sf_load(sf_splat['\\'])));
        }
        return (uint32_t)_mm256_movemask_epi8(other);
    }
    /* A bit of a row for each low half, the row of each high half: none for 8 and up. The shuffle
     * gives 0 for a byte from 0x80 up. */
    const __m256i rows = sf_load(sf_class_rows[_tzcnt_u32(class_bit)]);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), sf_load(sf_splat[15]));
    __m256i found = _mm256_and_si256(_mm256_shuffle_epi8(rows, bytes),
                                     _mm256_shuffle_epi8(sf_load(sf_class_columns), high));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_setzero_si256()));
}

SF_WIDE_FUNCTION uint32_t sf_equal(__m256i bytes, char letter)
{
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(bytes, sf_load(sf_splat[(sf_byte)letter])));
}

SF_WIDE_FUNCTION const sf_byte *sf_reach_wide(const char *base, const sf_byte *p, const sf_byte *pe,
                                              unsigned class_bit)
{
    struct sf_window window;
    for (; p < pe; p += window.count) {
        if (!sf_look(&window, base, p, pe))
            return sf_run(p, pe, class_bit);
        uint32_t others = sf_others(window.bytes, class_bit) >> window.skip;
        if (others)
            return p + _tzcnt_u32(others);
    }
    return pe;
}

/* A bit for each byte that may end a line or may not be part of one: control characters; and bytes
 * from 0x80 up, which are allowed. */
SF_WIDE_FUNCTION uint32_t sf_stops(__m256i bytes)
{
    __m256i above =
        _mm256_add_epi8(bytes, sf_load(sf_splat[1])); /* 0x7f becomes the least, as 0x80 is */
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(sf_load(sf_splat[0x21]), above));
}

/* The first `length` bytes of the register are that header's name, in any case. Two bytes that
 * differ only in the bit 0x20 are the two cases of one letter, or one is a control character. */
SF_WIDE_FUNCTION bool sf_is_named(__m256i bytes, unsigned skip, size_t length, enum sf_header_id id)
{
    const struct sf_header_folded *known = &sf_header_folded[id];
    __m256i folded = _mm256_or_si256(bytes, sf_load(sf_splat[0x20]));
    uint32_t same = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
        folded, sf_load((const char *)known + offsetof(struct sf_header_folded, name) - skip)));
    return length == known->length && _bzhi_u32(~same >> skip, (unsigned)length) == 0;
}

/* At a CR: it ends a field, and another line follows. */
SF_WIDE_FUNCTION bool sf_is_field_end(const sf_byte *cr, const sf_byte *pe)
{
    return pe - cr > 2 && cr[1] == '\n' && (cr[2] > ' ' || (cr[2] != ' ' && cr[2] != '\t'));
}

/* The CR of a line that goes on at p; null if it has another control character. */
__attribute__((target("avx2,bmi,bmi2"), noinline, unused)) static const sf_byte *
sf_line_cr(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_window window;
    for (; p < pe && sf_look(&window, base, p, pe); p += window.count)
        for (uint32_t stops = sf_stops(window.bytes) >> window.skip; stops;
             stops = _blsr_u32(stops)) {
            const sf_byte *stop = p + _tzcnt_u32(stops);
            if (*stop == '\r')
                return stop;
            if (*stop < 0x80 && *stop != '\t')
                return NULL;
        }
    return NULL;
}

/* One that begins in the last 63 bytes, where a register may begin before it. */
__attribute__((target("avx2,bmi,bmi2"), noinline, unused)) static bool
sf_last_line(const char *base, const sf_byte *p, const sf_byte *pe, struct sf_line *line)
{
    struct sf_window window;
    if (!sf_look(&window, base, p, pe))
        return sf_field_line_plain(base, p, pe, line);
    uint32_t colons = sf_equal(window.bytes, ':') >> window.skip, length = _tzcnt_u32(colons);
    if (!colons || !length)
        return false;
    line->colon = p + length;
    line->end = sf_line_cr(base, p, pe);
    line->id = length == 1 ? sf_header_of((struct sf_str){(const char *)p, 1})
                           : sf_header_candidate((struct sf_str){(const char *)p, length});
    if (length > 1 && !sf_is_named(window.bytes, window.skip, length, line->id))
        line->id = SF_HEADER_OTHER;
    return line->end > line->colon && sf_is_field_end(line->end, pe);
}

/* A name of 31 bytes at most. Most lines end within 64 bytes, nearly all within 128, so the
 * processor need not guess how far they go. */
SF_WIDE_FUNCTION bool sf_field_line_wide(const char *base, const sf_byte *p, const sf_byte *pe,
                                         struct sf_line *line)
{
    if (pe - p < 64) {
        struct sf_line last; /* so that what is used of `line` can stay in registers */
        bool found = sf_last_line(base, p, pe, &last);
        *line = last;
        return found;
    }
    __m256i bytes = sf_load(p);
    uint32_t colons = sf_equal(bytes, ':'), length = _tzcnt_u32(colons);
    uint64_t stops = sf_stops(bytes) | (uint64_t)sf_stops(sf_load(p + 32)) << 32;
    if (!colons || !length)
        return false;
    const sf_byte *from = p;
    if (pe - p >= 128) { /* both halves and a choice: a jump would often be guessed wrong */
        uint64_t later = sf_stops(sf_load(p + 64)) | (uint64_t)sf_stops(sf_load(p + 96)) << 32;
        from = stops ? p : p + 64;
        stops = stops ? stops : later;
    }
    const sf_byte *end = from + _tzcnt_u64(stops);
    if (!stops || *end != '\r') /* further on, or after a letter that is not ASCII */
        end = sf_line_cr(base, stops ? from : from + 64, pe);
    line->colon = p + length;
    line->end = end;
    line->id = sf_header_candidate((struct sf_str){(const char *)p, length});
    if (!sf_is_named(bytes, 0, length, line->id))
        line->id = length == 1 ? sf_header_of((struct sf_str){(const char *)p, 1})
                               : SF_HEADER_OTHER;
    return end > line->colon && sf_is_field_end(end, pe);
}

SF_WIDE_FUNCTION const sf_byte *sf_host_end_wide(const char *base, const sf_byte *p,
                                                 const sf_byte *pe)
{
    struct sf_window window;
    if (!sf_look(&window, base, p, pe))
        return NULL;
    uint32_t others = sf_others(window.bytes, SF_CLASS_HOST) >> window.skip;
    unsigned length = others ? (unsigned)_tzcnt_u32(others) : window.count;
    if (length == 0 || length > 31)
        return NULL;
    uint32_t all = _bzhi_u32(UINT32_MAX, length), last = 1u << (length - 1);
    uint32_t dots = sf_equal(window.bytes, '.') >> window.skip & all,
             hyphens = sf_equal(window.bytes, '-') >> window.skip & all;
    uint32_t starts = dots << 1 | 1;
    /* An empty label, a hyphen at the edge of one. A dot at the end is rare. */
    if ((dots | hyphens) & (starts | last) || hyphens & dots >> 1)
        return NULL;
    if ((p[dots ? 32 - __builtin_clz(dots) : 0] | 0x20) >= 'a') /* toplabel begins with ALPHA */
        return p + length;
    uint32_t above =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(window.bytes, sf_load(sf_splat['9'])));
    uint32_t letters = above >> window.skip & all, digits = all & ~dots,
             third = _blsr_u32(_blsr_u32(dots));
    bool is_ipv4 = !(letters | hyphens) && third && !_blsr_u32(third) &&
                   !(digits & digits >> 1 & digits >> 2 & digits >> 3);
    return is_ipv4 ? p + length : NULL;
}

SF_WIDE_FUNCTION void sf_read_pair_wide(const char *base, const sf_byte *p, const sf_byte *pe,
                                        unsigned class_bit, char mark, struct sf_pair *pair)
{
    uint32_t others = 0;
    if (p < pe && pe - (const sf_byte *)base >= 32) {
        const sf_byte *from = p < pe - 32 ? p : pe - 32;
        others = sf_others(sf_load(from), class_bit) >> (p - from) |
                 ~(UINT32_MAX >> (p - from)); /* pe is one */
    }
    pair->name_end = pair->end = others ? p + _tzcnt_u32(others)
                                        : sf_reach_wide(base, p, pe, class_bit);
    pair->value = NULL;
    if (pair->name_end == pe || *pair->name_end != (sf_byte)mark)
        return;
    pair->value = pair->name_end + 1;
    others &= others - 1;
    pair->end = others ? p + _tzcnt_u32(others) : sf_reach_wide(base, pair->value, pe, class_bit);
}

SF_WIDE_FUNCTION bool sf_has_wide(const char *base, const sf_byte *p, const sf_byte *pe,
                                  char letter)
{
    struct sf_window window;
    for (; p < pe; p += window.count) {
        if (!sf_look(&window, base, p, pe))
            return memchr(p, letter, (size_t)(pe - p)) != NULL;
        if (sf_equal(window.bytes, letter) >> window.skip)
            return true;
    }
    return false;
}

SF_WIDE_FUNCTION bool sf_is_token_list_wide(const char *base, const sf_byte *p, const sf_byte *pe)
{
    struct sf_window window;
    uint32_t token_before = 0,
             mark_before = 0; /* the byte before the window is of a token, is a comma or a space */
    for (; p < pe; p += window.count) {
        if (!sf_look(&window, base, p, pe))
            return sf_is_token_list_plain(base, p, pe); /* a short one, from its first byte */
        uint32_t all = _bzhi_u32(UINT32_MAX, window.count),
                 tokens = ~(sf_others(window.bytes, SF_CLASS_TOKEN) >> window.skip) & all;
        uint32_t commas = sf_equal(window.bytes, ',') >> window.skip & all,
                 spaces = sf_equal(window.bytes, ' ') >> window.skip & all;
        uint32_t marks = commas | spaces;
        if ((tokens | marks) != all || commas & ~(tokens << 1 | token_before) ||
            spaces & ~(marks << 1 | mark_before))
            return false;
        token_before = tokens >> (window.count - 1);
        mark_before = marks >> (window.count - 1);
    }
    return token_before;
}

#endif

#endif
