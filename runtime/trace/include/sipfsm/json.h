/* sipfsm: JSON (RFC 8259) written to a file, one value after another. Commas and escapes are
 * written here, so that the output always parses if every open bracket is closed. In texts a byte
 * that is not part of UTF-8 is written as \u00XX. */
#ifndef SIPFSM_JSON_H
#define SIPFSM_JSON_H

#include "sipfsm/str.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_json { /* start with {.out = a file} */
    FILE *out;
    bool more; /* private: the open object or array has a member already */
};

/* Each function writes one member of the open object, under `name`, which is ASCII without quotes;
 * or, with a NULL name, one element of the open array, or the whole document. A caller that must
 * know whether writing failed asks ferror(out). */
void sf_json_open(struct sf_json *json, const char *name, char bracket); /* '{' or '[' */
void sf_json_close(struct sf_json *json, char bracket);                  /* '}' or ']' */
void sf_json_text(struct sf_json *json, const char *name, struct sf_str text);
void sf_json_number(struct sf_json *json, const char *name, long long number);
void sf_json_bool(struct sf_json *json, const char *name, bool value);
void sf_json_null(struct sf_json *json, const char *name);

#ifdef __cplusplus
}
#endif
#endif
