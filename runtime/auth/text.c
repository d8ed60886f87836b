#include "text.h"

#include "hashing.h"

void sf_text_put(struct sf_text *text, struct sf_str piece)
{
    if (text->bad || piece.len > text->size - text->length) {
        text->bad = true;
        return;
    }
    if (piece.len)
        memcpy(text->out + text->length, piece.p, piece.len);
    text->length += piece.len;
}

static void put_byte(struct sf_text *text, char c)
{
    sf_text_put(text, (struct sf_str){&c, 1});
}

/* How many bytes a character has; 0 if it is a control character or no UTF-8 (3261:25.1,
 * UTF8-NONASCII). */
static size_t character(const unsigned char *p, size_t left)
{
    size_t bytes = *p < ' ' || *p == 127 ? 0
                   : *p < 0x80           ? 1
                   : *p < 0xc2           ? 0
                   : *p < 0xe0           ? 2
                   : *p < 0xf0           ? 3
                   : *p < 0xf5           ? 4
                                         : 0;
    if (bytes > left)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return bytes;
}

void sf_text_quote(struct sf_text *text, struct sf_str piece)
{
    put_byte(text, '"');
    for (size_t i = 0, bytes; i < piece.len; i += bytes) {
        bytes = character((const unsigned char *)piece.p + i, piece.len - i);
        if (!bytes) {
            text->bad = true;
            return;
        }
        if (piece.p[i] == '"' || piece.p[i] == '\\')
            put_byte(text, '\\');
        sf_text_put(text, (struct sf_str){piece.p + i, bytes});
    }
    put_byte(text, '"');
}

void sf_text_requote(struct sf_text *text, struct sf_str value)
{
    if (!value.len || value.p[0] != '"') {
        sf_text_quote(text, value); /* a token has nothing to escape */
        return;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.p[i] == '\r' && value.len - i > 2 && value.p[i + 1] == '\n') {
            while (text->length &&
                   (text->out[text->length - 1] == ' ' || text->out[text->length - 1] == '\t'))
                text->length--;
            for (i += 2; i + 1 < value.len && (value.p[i + 1] == ' ' || value.p[i + 1] == '\t');
                 i++)
                ;
            put_byte(text, ' ');
        } else {
            char c = value.p[i];
            if (((unsigned char)c < ' ' && c != '\t') || c == 127)
                text->bad = true;
            put_byte(text, c);
        }
    }
}

void sf_text_nc(struct sf_text *text, uint32_t number)
{
    const uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                              (uint8_t)(number >> 8), (uint8_t)number};
    char hex[8];
    sf_hex_write(bytes, 4, hex);
    sf_text_put(text, (struct sf_str){hex, 8});
}
