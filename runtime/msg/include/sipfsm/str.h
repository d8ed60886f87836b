/* sipfsm: text whose bytes belong to something else, in two shapes: a pointer, or an offset from a
 * base. A text is good for as long as its bytes are. */
#ifndef SIPFSM_STR_H
#define SIPFSM_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* `len` bytes from `p`, without a NUL behind them. {NULL, 0} is absent. {p, 0} is present and
 * empty. */
struct sf_str {
    const char *p;
    size_t len;
};

/* `len` bytes at offset `at` from a base that is known from elsewhere: a message's first byte, a
 * dialog's text. {0, 0} is absent. {at, 0} is present and empty. */
struct sf_view {
    uint32_t at, len;
};

/* A string literal as a sf_str. */
#define SF_STR(literal) ((struct sf_str){(literal), sizeof(literal) - 1})

/* A text that ends with a NUL; absent for NULL. */
static inline struct sf_str sf_str_of(const char *text)
{
    return (struct sf_str){text, text ? strlen(text) : 0};
}

/* The text of a view; absent for an absent view. */
static inline struct sf_str sf_view_str(const char *base, struct sf_view view)
{
    return view.at || view.len ? (struct sf_str){base + view.at, view.len}
                               : (struct sf_str){NULL, 0};
}

/* True if both have the same bytes. Absent and empty are equal. */
static inline bool sf_str_equal(struct sf_str a, struct sf_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* True if both have the same bytes but for the case of ASCII letters: how tokens compare unless
 * their rule says otherwise (3261:7.3.1). */
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
