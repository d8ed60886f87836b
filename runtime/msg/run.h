/* sipfsm msg, private: runs of bytes of one class, which is where parsing time goes. What ends in
 * _plain is there as _wide too, for registers of 32 bytes (run_wide.h), with the same answer: the
 * parser is compiled with the one (plain.c) and with the other (wide.c).
 *
 * Nothing at or after `pe` is read, nor before `base`, where the bytes begin that p points into. */
#ifndef SIPFSM_MSG_RUN_H
#define SIPFSM_MSG_RUN_H

#include "tables.h"

/* For what is to be made anew for each constant that it is called with. */
#ifdef __GNUC__
#define SF_INLINE inline __attribute__((always_inline))
#else
#define SF_INLINE inline
#endif

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
 * less than 32 bytes. Else null, and the grammar reads on: it alone refuses. There is a byte at p.
 */
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

/* Tokens, and after each but the last a comma and spaces. */
static inline bool sf_is_token_list_plain(const char *base, const sf_byte *p, const sf_byte *pe)
{
    for (;; p++) {
        const sf_byte *end = sf_reach_plain(base, p, pe, SF_CLASS_TOKEN);
        if (end == p || end == pe || *end != ',')
            return end > p && end == pe;
        for (p = end; p + 1 < pe && p[1] == ' '; p++)
            ;
    }
}

/* A header field of one line: where its colon is and where its CRLF, and whose name it has. */
struct sf_line {
    const sf_byte *colon, *end;
    enum sf_header_id id;
};

/* The line that begins at p, if it plainly is a whole field: a name, no control character but the
 * tab, and the next line, of which there is a byte, does not go on with it. What is before the
 * colon of an OTHER may be no token. */
static inline bool sf_field_line_plain(const char *base, const sf_byte *p, const sf_byte *pe,
                                       struct sf_line *line)
{
    (void)base;
    line->colon = sf_run(p, pe, SF_CLASS_TOKEN);
    if (line->colon == p || line->colon == pe || *line->colon != ':')
        return false;
    line->end = sf_run(line->colon, pe, SF_CLASS_TEXT);
    line->id = sf_header_of((struct sf_str){(const char *)p, (size_t)(line->colon - p)});
    return pe - line->end > 2 && line->end[0] == '\r' && line->end[1] == '\n' &&
           line->end[2] != ' ' && line->end[2] != '\t';
}

/* What stands at p: letters of a class, and a mark that is not of it and more of them, if there is
 * one: value is null if not. */
struct sf_pair {
    const sf_byte *name_end, *value, *end;
};

static inline void sf_read_pair_plain(const char *base, const sf_byte *p, const sf_byte *pe,
                                      unsigned class_bit, char mark, struct sf_pair *pair)
{
    pair->name_end = pair->end = sf_reach_plain(base, p, pe, class_bit);
    pair->value = pair->name_end < pe && *pair->name_end == (sf_byte)mark ? pair->name_end + 1
                                                                          : NULL;
    if (pair->value)
        pair->end = sf_reach_plain(base, pair->value, pe, class_bit);
}

#endif
