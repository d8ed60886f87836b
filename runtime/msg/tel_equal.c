/* sipfsm msg: equality of tel URIs (3966:4). */
#include "sipfsm/uri.h"

/* The next letter, without case; in numbers visual separators are skipped. -1 at the end. */
static int next_letter(struct sf_str *text, bool number)
{
    while (text->len) {
        int c = (unsigned char)*text->p++;
        text->len--;
        if (!number || !memchr("-.()", c, 4))
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return -1;
}

static bool equal(struct sf_str a, struct sf_str b, bool number)
{
    for (;;) {
        int x = next_letter(&a, number), y = next_letter(&b, number);
        if (x != y)
            return false;
        if (x < 0)
            return true;
    }
}

/* ext is a number; phone-context is a number if it begins with "+". */
static bool is_number(struct sf_str name, struct sf_str value)
{
    return sf_str_equal_nocase(name, SF_STR("ext")) ||
           (sf_str_equal_nocase(name, SF_STR("phone-context")) && value.len && value.p[0] == '+');
}

/* Each parameter of `a` is in `b`. */
static bool parameters_match(const char *base_a, struct sf_view a, const char *base_b,
                             struct sf_view b)
{
    struct sf_parameter parameter;
    while (sf_parameter_next(base_a, &a, &parameter)) {
        struct sf_str name = sf_view_str(base_a, parameter.name),
                      value = sf_view_str(base_a, parameter.value);
        struct sf_view other;
        if (!sf_parameter_find(base_b, b, name, &other) ||
            !equal(value, sf_view_str(base_b, other), is_number(name, value)))
            return false;
    }
    return true;
}

bool sf_tel_equal(const char *base_a, const struct sf_tel *a, const char *base_b,
                  const struct sf_tel *b)
{
    return a->global == b->global &&
           equal(sf_view_str(base_a, a->number), sf_view_str(base_b, b->number), true) &&
           parameters_match(base_a, a->parameters, base_b, b->parameters) &&
           parameters_match(base_b, b->parameters, base_a, a->parameters);
}
