/* sipfsm msg, private: runs of bytes of one class. Parsing spends most of its time there. The
 * functions whose names end in _plain exist as _wide too, for registers of 32 bytes
 * (fast/run_wide.h), with the same answers. parser.inc says which of them a parser is compiled
 * with. * Nothing at or after `pe` is read, nor before `base`, where the bytes begin that p points
 * into. */
#ifndef SIPFSM_MSG_RUN_H
#define SIPFSM_MSG_RUN_H

#include "tables.h"

/* For a function that is compiled separately for each constant that it is called with. */
#ifdef __GNUC__
#define SF_INLINE inline __attribute__((always_inline))
#else
#define SF_INLINE inline
#endif

/* Zeroes a struct. At -O2 gcc compiles a memset of some hundred bytes to `rep stos`, whose start
 * takes longer than all the stores. */
static SF_INLINE void sf_clear(void *to, size_t size)
{
#if defined __OPTIMIZE__ && !defined __OPTIMIZE_SIZE__ && !defined __SANITIZE_ADDRESS__
    char *p = to;
#define SF_CLEAR_32(at)                                                                            \
    if (size >= (at) + 32)                                                                         \
    memset(p + (at), 0, 32)
    SF_CLEAR_32(0);
    SF_CLEAR_32(32);
    SF_CLEAR_32(64);
    SF_CLEAR_32(96);
    SF_CLEAR_32(128);
    SF_CLEAR_32(160);
    SF_CLEAR_32(192);
    SF_CLEAR_32(224);
#undef SF_CLEAR_32
    size_t done = size < 256 ? size / 32 * 32 : 256;
    memset(p + done, 0, size - done);
#else
    memset(to, 0, size);
#endif
}

/* The number of the lowest bit of a word that is not zero. */
static inline unsigned sf_lowest_bit(uint64_t word)
{
#ifdef __GNUC__
    return (unsigned)__builtin_ctzll(word);
#else
    unsigned n = 0;
    while (!(word >> n & 1))
        n++;
    return n;
#endif
}

/* The first byte at or after p that is not of the class, at most pe. */
static inline const sf_byte *sf_run(const sf_byte *p, const sf_byte *pe, unsigned class_bits)
{
    while (p < pe && sf_class[*p] & class_bits)
        p++;
    return p;
}

static inline const sf_byte *sf_reach_plain(const char *base, const sf_byte *p, const sf_byte *pe,
                                            unsigned class_bit)
{
    (void)base;
    return sf_run(p, pe, class_bit);
}

/* The last byte of the run that begins at p; p too if p is not of the class. An action that sets p
 * to it lets the grammar see a run as one letter. */
#define sf_span(base, p, pe, class_bit)                                                            \
    (sf_reach(base, p, pe, class_bit) - (sf_class[*(p)] & (class_bit) ? 1 : 0))

/* The byte after a host that begins at p, if it is plainly one: a hostname or an IPv4address of
 * less than 32 bytes. Else null: the grammar then reads it, and only the grammar refuses. There is
 * a byte at p. */
static inline const sf_byte *sf_host_end_plain(const char *base, const sf_byte *p,
                                               const sf_byte *pe)
{
    (void)base, (void)p, (void)pe;
    return NULL;
}

static inline bool sf_has_plain(const char *base, const sf_byte *p, const sf_byte *pe, char letter)
{
    (void)base;
    return p < pe && memchr(p, letter, (size_t)(pe - p));
}

#endif
