/* sipfsm msg: parameters of a list one by one, of a header, a URI or a challenge. */
#include "sipfsm/auth.h"
#include "sipfsm/uri.h"

#include "scan.h"

/* The next of a list if it is token or token=token, as most are: no white space, no quotes. The
 * same as next_of's answer. */
static bool next_plain(char mark, const char *base, struct sf_view *rest,
                       struct sf_parameter *parameter)
{
    const sf_byte *p = (const sf_byte *)base + rest->at, *pe = p + rest->len,
                  *name_end = sf_run(p, pe, SF_CLASS_TOKEN), *end = name_end;
    if (name_end == p)
        return false;
    parameter->name = sf_view_of(base, p, name_end);
    parameter->value = (struct sf_view){0, 0};
    if (end < pe && *end == '=') {
        end = sf_run(end + 1, pe, SF_CLASS_TOKEN);
        parameter->value = sf_view_of(base, name_end + 1, end);
    }
    if (end < pe && *end != (sf_byte)mark)
        return false;
    *rest = sf_view_of(base, end < pe ? end + 1 : end, pe);
    return true;
}

/* The next "name=value" of a list that `mark` separates; white space around either is left out. The
 * list has been matched, so every mark outside quotes and < > separates. */
static bool next_of(char mark, const char *base, struct sf_view *rest,
                    struct sf_parameter *parameter)
{
    const char *p = base + rest->at, *pe = p + rest->len, *end = p, *equal = NULL;
    if (p == pe)
        return false;
    if (next_plain(mark, base, rest, parameter))
        return true;
    for (bool quoted = false, angled = false; end < pe && (quoted || angled || *end != mark);
         end++) {
        if (quoted && *end == '\\' && end + 1 < pe)
            end++;
        else if (*end == '"' && !angled)
            quoted = !quoted;
        else if (*end == '=' && !equal)
            equal = end;
        else if (!quoted && (*end == '<' || *end == '>'))
            angled = *end == '<';
    }
    const char *next = end < pe ? end + 1 : end;
    *rest = sf_view_of(base, next, pe);
    const char *name_end = equal ? equal : end, *value = equal ? equal + 1 : end;
    while (p < name_end && sf_is_lws((sf_byte)*p))
        p++;
    while (name_end > p && sf_is_lws((sf_byte)name_end[-1]))
        name_end--;
    while (value < end && sf_is_lws((sf_byte)*value))
        value++;
    while (end > value && sf_is_lws((sf_byte)end[-1]))
        end--;
    parameter->name = sf_view_of(base, p, name_end);
    parameter->value = equal ? sf_view_of(base, value, end) : (struct sf_view){0, 0};
    return true;
}

bool sf_parameter_next(const char *base, struct sf_view *rest, struct sf_parameter *parameter)
{
    return next_of(';', base, rest, parameter);
}

bool sf_uri_header_next(const char *base, struct sf_view *rest, struct sf_parameter *header)
{
    return next_of('&', base, rest, header);
}

bool sf_auth_parameter_next(const char *base, struct sf_view *rest, struct sf_parameter *parameter)
{
    return next_of(',', base, rest, parameter);
}

bool sf_parameter_find(const char *base, struct sf_view parameters, struct sf_str name,
                       struct sf_view *value)
{
    struct sf_parameter parameter;
    while (sf_parameter_next(base, &parameters, &parameter)) {
        if (!sf_str_equal_nocase(sf_view_str(base, parameter.name), name))
            continue;
        if (value)
            *value = parameter.value;
        return true;
    }
    return false;
}

bool sf_qop_offers(const char *base, struct sf_view qop, struct sf_str option)
{
    struct sf_str text = sf_view_str(base, qop);
    if (text.len >= 2 && text.p[0] == '"')
        text = (struct sf_str){text.p + 1, text.len - 2};
    const char *p = text.p, *pe = p + text.len;
    while (p < pe) {
        const char *end =
            (const char *)sf_run((const sf_byte *)p, (const sf_byte *)pe, SF_CLASS_TOKEN);
        if (end > p && sf_str_equal_nocase((struct sf_str){p, (size_t)(end - p)}, option))
            return true;
        p = end < pe ? end + 1 : pe;
    }
    return false;
}

/* Counts what separates parameters: since the last bracket, because those of a URI in < > are
 * counted apart, and since the user and the "?" of a URI. The first parameter of a list after a
 * head has a separator before it. The first of a list without a head has none. */
bool sf_past_parameters(const char *base, struct sf_view value, uint32_t at)
{
    const char *p = base + value.at, *end = base + at;
    unsigned count = 0;
    bool quoted = false;
    char last = 0; /* the separator, if nothing but white space has come since */
    for (; p < end; p++) {
        bool open = quoted;
        if (*p == '"')
            quoted = !quoted;
        if (open || quoted) {
            p += open && *p == '\\';
            last = 0;
        } else if (*p == ';' || *p == '&' || *p == ',') {
            count++;
            last = *p;
        } else if (!sf_is_lws((sf_byte)*p)) {
            last = 0;
            if (*p == '<' || *p == '>' || *p == '?' || *p == '@')
                count = 0;
        }
    }
    return last == ';' ? count > SF_LIMIT_PARAMETERS : last && count >= SF_LIMIT_PARAMETERS;
}
