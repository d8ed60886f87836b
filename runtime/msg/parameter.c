/* sipfsm msg: one parameter of a list, of a header or a URI. */
#include "scan.h"

/* White space around either is left out. */
bool sf_parameter_next(const char **at, const char *pe, struct sf_str *name, struct sf_str *value)
{
    const char *p = *at, *end = p, *equal = NULL;
    if (p >= pe)
        return false;
    for (bool quoted = false; end < pe && (quoted || *end != ';'); end++) {
        if (quoted && *end == '\\' && end + 1 < pe)
            end++;
        else if (*end == '"')
            quoted = !quoted;
        else if (*end == '=' && !equal)
            equal = end;
    }
    *at = end < pe ? end + 1 : end;
    const char *name_end = equal ? equal : end, *value_at = equal ? equal + 1 : end;
    while (p < name_end && sf_is_lws((sf_byte)*p))
        p++;
    while (name_end > p && sf_is_lws((sf_byte)name_end[-1]))
        name_end--;
    while (value_at < end && sf_is_lws((sf_byte)*value_at))
        value_at++;
    while (end > value_at && sf_is_lws((sf_byte)end[-1]))
        end--;
    *name = (struct sf_str){p, (size_t)(name_end - p)};
    *value = equal ? (struct sf_str){value_at, (size_t)(end - value_at)} : (struct sf_str){NULL, 0};
    return true;
}

bool sf_parameter_find(const char *base, struct sf_view parameters, struct sf_str name, struct sf_view *value)
{
    struct sf_str text = sf_view_str(base, parameters), name_at, value_at;
    const char *p = text.p;
    while (text.p && sf_parameter_next(&p, text.p + text.len, &name_at, &value_at)) {
        if (!sf_str_equal_nocase(name_at, name))
            continue;
        if (value)
            *value = value_at.p ? sf_view_of(base, value_at.p, value_at.p + value_at.len) : (struct sf_view){0, 0};
        return true;
    }
    return false;
}
