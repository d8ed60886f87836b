/* JSON, written. See json_writer.h. */
#include "json_writer.h"

/* No overlong forms, no surrogates, nothing past U+10FFFF (3629:4). */
unsigned utf8_bytes(struct sf_str text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    if (text.len == 0 || p[0] < 0x20 || p[0] == 0x7f)
        return 0;
    if (p[0] < 0x80)
        return 1;
    unsigned bytes = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    if (bytes == 0 || text.len < bytes)
        return 0;
    for (unsigned i = 1; i < bytes; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool bad = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
               (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return bad ? 0 : bytes;
}

static void put_string(FILE *out, struct sf_str text)
{
    fputc('"', out);
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.p[at];
        unsigned bytes = utf8_bytes((struct sf_str){text.p + at, text.len - at});
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte == '\r' || byte == '\n' || byte == '\t')
            fputs(byte == '\r' ? "\\r" : byte == '\n' ? "\\n" : "\\t", out);
        else if (bytes == 0)
            fprintf(out, "\\u%04x", byte);
        else
            fwrite(text.p + at, 1, bytes, out);
        at += bytes ? bytes : 1;
    }
    fputc('"', out);
}

static void begin(struct json *json, const char *name)
{
    if (json->more)
        fputc(',', json->out);
    if (name)
        fprintf(json->out, "\"%s\":", name);
    json->more = true;
}

void json_put_open(struct json *json, const char *name, char bracket)
{
    begin(json, name);
    fputc(bracket, json->out);
    json->more = false;
}

void json_put_close(struct json *json, char bracket)
{
    fputc(bracket, json->out);
    json->more = true;
}

void json_put_text(struct json *json, const char *name, struct sf_str text)
{
    begin(json, name);
    put_string(json->out, text);
}

void json_put_number(struct json *json, const char *name, long long number)
{
    begin(json, name);
    fprintf(json->out, "%lld", number);
}

void json_put_bool(struct json *json, const char *name, bool value)
{
    begin(json, name);
    fputs(value ? "true" : "false", json->out);
}

void json_put_null(struct json *json, const char *name)
{
    begin(json, name);
    fputs("null", json->out);
}
