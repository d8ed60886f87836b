/* sipfsm auth, private: the value of a header field as it is written. */
#ifndef SIPFSM_AUTH_TEXT_H
#define SIPFSM_AUTH_TEXT_H

#include "sipfsm/digest.h"

/* The first error stays: sf_text_end then returns 0. */
struct sf_text {
    char *out;
    size_t size, length;
    bool bad;
};

static inline struct sf_text sf_text_begin(char *out, size_t size)
{
    return (struct sf_text){out, size, 0, false};
}

void sf_text_put(struct sf_text *text, struct sf_str piece);

/* A quoted-string of `piece` (3261:25.1): quotes and backslashes get a backslash. A control
 * character is an error, and so is what is no UTF-8. */
void sf_text_quote(struct sf_text *text, struct sf_str piece);

/* The text of a received parameter as a quoted-string: as it came if it has quotes, but with each
 * fold as one space (3261:7.3.1). A control character is an error. */
void sf_text_requote(struct sf_text *text, struct sf_str value);

/* A number of eight hex digits (7616:3.4, nc). */
void sf_text_nc(struct sf_text *text, uint32_t number);

static inline size_t sf_text_end(const struct sf_text *text)
{
    return text->bad ? 0 : text->length;
}

#endif
