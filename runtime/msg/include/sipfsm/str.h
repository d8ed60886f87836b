/* sipfsm: borrowed text. Two shapes: a `sf_str` points at bytes, a `sf_view` is an offset into a
 * message's bytes. */
#ifndef SIPFSM_STR_H
#define SIPFSM_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that somebody else owns; not terminated by a NUL. {NULL, 0} is absent, {p, 0} is present
 * and empty. */
struct sf_str {
    const char *p;
    size_t len;
};

/* The same as an offset from a base that goes with it (a message's first byte, a dialog's text).
 * len 0 with at 0: absent. */
struct sf_view {
    uint32_t at, len;
};

#define SF_STR(literal) ((struct sf_str){(literal), sizeof(literal) - 1})

static inline struct sf_str sf_str_of(const char *text)
{
    return (struct sf_str){text, text ? strlen(text) : 0};
}

static inline struct sf_str sf_view_str(const char *base, struct sf_view view)
{
    return view.at || view.len ? (struct sf_str){base + view.at, view.len}
                               : (struct sf_str){NULL, 0};
}

static inline bool sf_str_equal(struct sf_str a, struct sf_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* Equal but for the case of ASCII letters (3261:7.3.1: what tokens compare by unless said
 * otherwise). */
static inline bool sf_str_equal_nocase(struct sf_str a, struct sf_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        unsigned char x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        x = (unsigned char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (unsigned char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y)
            return false;
    }
    return true;
}

#ifdef __cplusplus
}
#endif
#endif
