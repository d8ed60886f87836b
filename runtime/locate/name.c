#include "name.h"

#define NAME_BYTES 253
#define LABEL_BYTES 63

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

bool sf_name_is_usable(struct sf_str name)
{
    size_t label = 0;
    if (!name.len || name.len > NAME_BYTES)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] == '.') {
            if (!label)
                return false;
            label = 0;
        } else if (!is_letter(name.p[i]) || ++label > LABEL_BYTES) {
            return false;
        }
    return label > 0;
}

struct sf_str sf_name_trim(struct sf_str name)
{
    if (name.len && name.p[name.len - 1] == '.')
        name.len--;
    return name;
}
