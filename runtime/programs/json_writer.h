/* JSON (RFC 8259) written to a file, one value after another: commas and escapes are seen to here,
 * so that what comes out always parses. A byte that is not part of UTF-8 is written as \u00XX. */
#ifndef SIPFSM_JSON_WRITER_H
#define SIPFSM_JSON_WRITER_H

#include "sipfsm/str.h"

#include <stdio.h>

struct json {
    FILE *out;
    bool more; /* something stands before, in the object or array that is open */
};

/* `name` is null for an element of an array, and for the whole. */
void json_put_open(struct json *json, const char *name, char bracket);
void json_put_close(struct json *json, char bracket);
void json_put_text(struct json *json, const char *name, struct sf_str text);
void json_put_number(struct json *json, const char *name, long long number);
void json_put_bool(struct json *json, const char *name, bool value);
void json_put_null(struct json *json, const char *name);

/* How many bytes of UTF-8 a text begins with: 1 to 4, 0 if it begins with none or a control
 * character. */
unsigned utf8_bytes(struct sf_str text);

#endif
