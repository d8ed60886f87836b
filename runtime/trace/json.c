/* JSON, written. See sipfsm/json.h. */
#include "sipfsm/json.h"
#include "sipfsm/utf8.h"

/* Control characters are escaped, those of U+0080 to U+009F too: output may go to a terminal. The
 * second byte of one of these is its number. */
static void put_string(FILE *out, struct sf_str text)
{
    fputc('"', out);
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.p[at];
        struct sf_str rest = {text.p + at, text.len - at};
        unsigned bytes = sf_utf8_bytes(rest);
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte == '\r' || byte == '\n' || byte == '\t')
            fputs(byte == '\r' ? "\\r" : byte == '\n' ? "\\n" : "\\t", out);
        else if (bytes == 0 || (bytes == 2 && sf_utf8_printable_bytes(rest) == 0))
            fprintf(out, "\\u%04x", bytes == 2 ? (unsigned char)rest.p[1] : byte);
        else
            fwrite(text.p + at, 1, bytes, out);
        at += bytes ? bytes : 1;
    }
    fputc('"', out);
}

static void begin(struct sf_json *json, const char *name)
{
    if (json->more)
        fputc(',', json->out);
    if (name)
        fprintf(json->out, "\"%s\":", name);
    json->more = true;
}

void sf_json_open(struct sf_json *json, const char *name, char bracket)
{
    begin(json, name);
    fputc(bracket, json->out);
    json->more = false;
}

void sf_json_close(struct sf_json *json, char bracket)
{
    fputc(bracket, json->out);
    json->more = true;
}

void sf_json_text(struct sf_json *json, const char *name, struct sf_str text)
{
    begin(json, name);
    put_string(json->out, text);
}

void sf_json_number(struct sf_json *json, const char *name, long long number)
{
    begin(json, name);
    fprintf(json->out, "%lld", number);
}

void sf_json_bool(struct sf_json *json, const char *name, bool value)
{
    begin(json, name);
    fputs(value ? "true" : "false", json->out);
}

void sf_json_null(struct sf_json *json, const char *name)
{
    begin(json, name);
    fputs("null", json->out);
}
