/* sipfsm msg: text without its escapes, in a buffer of the caller's. */
#include "sipfsm/uri.h"

#include "scan.h"

bool sf_unescape(struct sf_str text, char *out, size_t size, size_t *length)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (c == '%') {
            if (text.len - i < 3 || sf_hex_of(text.p[i + 1]) < 0 || sf_hex_of(text.p[i + 2]) < 0)
                return false;
            c = (char)(sf_hex_of(text.p[i + 1]) * 16 + sf_hex_of(text.p[i + 2]));
            i += 2;
        }
        if (n == size)
            return false;
        out[n++] = c;
    }
    *length = n;
    return true;
}

bool sf_unquote(struct sf_str text, char *out, size_t size, size_t *length)
{
    bool quoted = text.len && text.p[0] == '"';
    size_t n = 0;
    if (quoted && (text.len < 2 || text.p[text.len - 1] != '"'))
        return false;
    if (quoted)
        text = (struct sf_str){text.p + 1, text.len - 2};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (quoted && c == '\\') {
            if (++i == text.len) /* it escaped the last quote */
                return false;
            c = text.p[i];
        } else if (quoted && c == '"') {
            return false;
        } else if (c == '\r' && text.len - i >= 3 && text.p[i + 1] == '\n' &&
                   sf_is_wsp((sf_byte)text.p[i + 2])) { /* 3261:7.3.1 */
            while (n && sf_is_wsp((sf_byte)out[n - 1]))
                n--;
            for (i += 2; i + 1 < text.len && sf_is_wsp((sf_byte)text.p[i + 1]); i++)
                ;
            c = ' ';
        }
        if (n == size)
            return false;
        out[n++] = c;
    }
    *length = n;
    return true;
}
