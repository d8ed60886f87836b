#include "emit/dot_label.h"

#include <string.h>

/* The length in bytes of the UTF-8 character that starts here; 0 if there is none. */
static size_t character(const unsigned char *at)
{
    size_t length = at[0] < 0x80                    ? 1
                    : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                    : (at[0] & 0xf0) == 0xe0        ? 3
                    : at[0] >= 0xf0 && at[0] < 0xf5 ? 4
                                                    : 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return length;
}

const char *fg_dot_label(struct fg_output *out, const char *text)
{
    char *safe = fg_arena_get(out->arena, 6 * strlen(text) + 1), *to = safe;
    while (*text) {
        size_t length = character((const unsigned char *)text);
        const char *as = *text == '&'   ? "&amp;"
                         : *text == '<' ? "&lt;"
                         : *text == '>' ? "&gt;"
                         : *text == '"' ? "&quot;"
                                        : NULL;
        if (as)
            to += strlen(strcpy(to, as));
        else if (length == 0 || (unsigned char)*text < ' ' || *text == 0x7f)
            *to++ = '?';
        else
            to = (char *)memcpy(to, text, length) + length;
        text += length ? length : 1;
    }
    return safe;
}
