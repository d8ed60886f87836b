/* sipfsm msg: text without its escapes, in a buffer of the caller's; and what kind of host a text
 * is. */
#include "sipfsm/uri.h"

#include "scan.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool sf_unescape(struct sf_str text, char *out, size_t size, size_t *length)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (c == '%') {
            if (text.len - i < 3 || hex(text.p[i + 1]) < 0 || hex(text.p[i + 2]) < 0)
                return false;
            c = (char)(hex(text.p[i + 1]) * 16 + hex(text.p[i + 2]));
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
                   sf_is_wsp((sf_byte)text.p[i + 2])) { /* 7.3.1 */
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

/* Four numbers of at most 255 (3986:3.2.2); the rule of 3261:25.1 counts digits alone. */
static bool is_ipv4(struct sf_str text)
{
    unsigned numbers = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned number = 0, digits = 0;
        for (; i < text.len && text.p[i] >= '0' && text.p[i] <= '9'; i++, digits++)
            number = number < 1000 ? number * 10 + (unsigned)(text.p[i] - '0') : number;
        numbers++;
        if (!digits || digits > 3 || number > 255 || (i < text.len && text.p[i] != '.') ||
            (numbers == 4 && i < text.len))
            return false;
    }
    return numbers == 4;
}

enum sf_host_kind sf_host_kind_of(struct sf_str text)
{
    if (text.len == 0)
        return SF_HOST_NONE;
    if (text.p[0] == '[' || memchr(text.p, ':', text.len))
        return (text.p[0] == '[' ? sf_host_match(text) : sf_ipv6_match(text)) ? SF_HOST_IPV6
                                                                              : SF_HOST_NONE;
    if (is_ipv4(text))
        return SF_HOST_IPV4;
    /* A name's last label begins with a letter, so that 300.1.2.3 is neither. */
    for (size_t i = 0; i < text.len; i++)
        if (!((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '.'))
            return sf_host_match(text) ? SF_HOST_NAME : SF_HOST_NONE;
    return SF_HOST_NONE;
}
