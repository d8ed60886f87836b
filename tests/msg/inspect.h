/* The text that a parsed message or value has for a key of the cases. */
#ifndef SIPFSM_TEST_INSPECT_H
#define SIPFSM_TEST_INSPECT_H

#include "sipfsm/kind.h"

#include <stdbool.h>

/* Everything that is known of one input. */
struct result {
    const char *kind, *base;
    size_t length;
    bool ok;
    uint32_t at;
    enum sf_msg_code code, check_code;
    struct sf_msg_error error, check;
    struct sf_msg msg;
    struct sf_uri uri;
    struct sf_via via;
    struct sf_name_addr name_addr;
    struct sf_cseq cseq;
    struct sf_content_type content_type;
    const struct sf_kind *typed_kind; /* any other kind of sipfsm/kind.h */
    union sf_typed typed;
};

/* Parses an input of that kind; false if there is no such kind. */
bool result_of(struct result *result, const char *kind, const char *base, size_t length);

/* The text under a key, escaped; false if there is no such key. */
bool result_says(const struct result *result, const char *key, char *out, size_t size);

/* Every view of the result lies within its bytes. */
bool result_inside(const struct result *result);

#endif
