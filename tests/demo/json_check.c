/* json_check < FILE: exits 0 if every line is one JSON object (RFC 8259) and the last one ends with
 * a newline. No values are kept. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *at, *end;

static bool value(unsigned depth);

static void blanks(void)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
}

static bool take(char c)
{
    blanks();
    if (at == end || *at != c)
        return false;
    at++;
    return true;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool utf8(void)
{
    unsigned char first = (unsigned char)*at;
    int more = first < 0x80                    ? 0
               : first >= 0xc2 && first < 0xe0 ? 1
               : first >= 0xe0 && first < 0xf0 ? 2
               : first >= 0xf0 && first < 0xf5 ? 3
                                               : -1;
    if (more < 0 || end - at <= more)
        return false;
    for (int i = 1; i <= more; i++)
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return false;
    at += more + 1;
    return true;
}

static bool string(void)
{
    if (!take('"'))
        return false;
    while (at < end && *at != '"') {
        if ((unsigned char)*at < 0x20)
            return false;
        if (*at != '\\') {
            if (!utf8())
                return false;
            continue;
        }
        if (++at == end)
            return false;
        if (*at == 'u') {
            for (int i = 1; i <= 4; i++)
                if (end - at <= i || !is_hex(at[i]))
                    return false;
            at += 4;
        } else if (!strchr("\"\\/bfnrt", *at)) {
            return false;
        }
        at++;
    }
    return at < end && *at++ == '"';
}

static bool digits(void)
{
    const char *first = at;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at > first;
}

static bool number(void)
{
    if (at < end && *at == '-')
        at++;
    const char *first = at;
    if (!digits() || (*first == '0' && at - first > 1))
        return false;
    if (at < end && *at == '.' && (at++, !digits()))
        return false;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        return digits();
    }
    return true;
}

static bool word(const char *text)
{
    size_t length = strlen(text);
    if ((size_t)(end - at) < length || memcmp(at, text, length) != 0)
        return false;
    at += length;
    return true;
}

static bool members(unsigned depth, bool named, char close)
{
    if (take(close))
        return true;
    do {
        if (named && (!string() || !take(':')))
            return false;
        if (!value(depth + 1))
            return false;
    } while (take(','));
    return take(close);
}

static bool value(unsigned depth)
{
    blanks();
    if (at == end || depth > 16)
        return false;
    switch (*at) {
    case '{':
        at++;
        return members(depth, true, '}');
    case '[':
        at++;
        return members(depth, false, ']');
    case '"':
        return string();
    case 't':
        return word("true");
    case 'f':
        return word("false");
    case 'n':
        return word("null");
    default:
        return number();
    }
}

int main(void)
{
    static char line[1 << 20];
    unsigned number_of_line = 0;
    while (fgets(line, sizeof line, stdin)) {
        number_of_line++;
        at = line;
        end = line + strlen(line);
        if (end == at || end[-1] != '\n') {
            fprintf(stderr, "line %u has no end\n", number_of_line);
            return 1;
        }
        end--;
        if (*at != '{' || !value(0) || (blanks(), at != end)) {
            fprintf(stderr, "line %u, column %td: not JSON\n", number_of_line, at - line + 1);
            return 1;
        }
    }
    return number_of_line == 0;
}
