/* sipfsm msg: parameters by a table of rules, and the numbers of typed values. */
#include "sipfsm/uri.h"

#include "typed.h"

bool sf_number_view(const char *base, struct sf_view view, uint64_t least, uint64_t most,
                    uint32_t *number, uint32_t *at)
{
    const sf_byte *first = (const sf_byte *)base + view.at, *p = first, *pe = p + view.len;
    uint64_t sum = 0;
    for (; p < pe && *p >= '0' && *p <= '9'; p++)
        if (!sf_number_digit(&sum, *p, most))
            return sf_refuse_at(at, (uint32_t)(p - (const sf_byte *)base));
    if (p < pe || p == first)
        return sf_refuse_at(at, (uint32_t)(p - (const sf_byte *)base));
    if (sum < least)
        return sf_refuse_at(at, view.at);
    *number = (uint32_t)sum;
    return true;
}

bool sf_qvalue_of(struct sf_str text, int32_t *thousandths)
{
    int32_t sum = 0, unit = 100;
    if (text.len == 0 || text.len > 5 || (text.p[0] != '0' && text.p[0] != '1') ||
        (text.len > 1 && text.p[1] != '.'))
        return false;
    for (size_t i = 2; i < text.len; i++, unit /= 10) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        sum += (text.p[i] - '0') * unit;
    }
    if (text.p[0] == '1' && sum)
        return false;
    *thousandths = text.p[0] == '1' ? 1000 : sum;
    return true;
}

/* number *("." number) (7044:5: index-val); a number may begin with zeros, as in RFC 4244. */
static const sf_byte *index_misfit(const sf_byte *p, const sf_byte *pe)
{
    for (;; p++) {
        const sf_byte *digits = p;
        p = sf_run(p, pe, SF_CLASS_DIGIT);
        if (p == digits || (p < pe && *p != '.'))
            return p;
        if (p == pe)
            return NULL;
    }
}

/* Sets one known parameter. The byte that does not fit, or null. */
static const sf_byte *take_known(struct sf_taking *taking, const struct sf_parameter_rule *rule,
                                 const sf_byte *name_end, const sf_byte *value,
                                 const sf_byte *value_end)
{
    char *to = (char *)taking->out + rule->to;
    struct sf_str text = {(const char *)value, (size_t)(value_end - value)};
    struct sf_view view = {0, 0};
    const sf_byte *misfit = NULL;
    uint32_t number, at;
    if (rule->type == SF_PARAMETER_EXPIRES && !(value && sf_all(text, SF_CLASS_DIGIT))) {
        *(int64_t *)(void *)to = 3600;
        return NULL;
    }
    if (!value && rule->type != SF_PARAMETER_FLAG && rule->type != SF_PARAMETER_TEXT)
        return name_end;
    if (value)
        view = sf_view_of(taking->base, value, value_end);
    switch (rule->type) {
    case SF_PARAMETER_FLAG:
        *(bool *)to = true;
        return NULL;
    case SF_PARAMETER_NUMBER:
    case SF_PARAMETER_EXPIRES:
        if (!sf_number_view(taking->base, view, 0, UINT32_MAX, &number, &at))
            return (const sf_byte *)taking->base + at;
        *(int64_t *)(void *)to = number;
        return NULL;
    case SF_PARAMETER_Q:
        return sf_qvalue_of(text, (int32_t *)(void *)to) ? NULL : value;
    case SF_PARAMETER_ANGLED:
        if (*value != '<')
            return value;
        view = (struct sf_view){view.at + 1, view.len - 2};
        break;
    case SF_PARAMETER_TOKEN:
        misfit = sf_run(value, value_end, SF_CLASS_TOKEN);
        misfit = misfit == value_end ? NULL : misfit;
        break;
    case SF_PARAMETER_QUOTED:
        misfit = *value == '"' ? NULL : value;
        break;
    case SF_PARAMETER_INDEX:
        misfit = index_misfit(value, value_end);
        break;
    default:
        misfit = value && *value == '<' ? value : NULL;
        break;
    }
    if (!misfit)
        *(struct sf_view *)(void *)to = view;
    return misfit;
}

static bool is_letterwise(const char *known, const sf_byte *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((sf_byte)known[i] != (name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]))
            return false;
    return true;
}

const sf_byte *sf_take(struct sf_taking *taking, const sf_byte *name, const sf_byte *name_end,
                       const sf_byte *value, const sf_byte *value_end)
{
    struct sf_str text = {(const char *)name, (size_t)(name_end - name)};
    if (value && *value == '[' && !taking->letters &&
        !sf_ipv6_match((struct sf_str){(const char *)value + 1, (size_t)(value_end - value) - 2}))
        return value;
    for (unsigned i = 0; i < taking->rules.count; i++) {
        const struct sf_parameter_rule *rule = &taking->rules.rule[i];
        if (rule->length != text.len || !is_letterwise(rule->name, name, text.len))
            continue;
        if (taking->seen >> i & 1) /* 3261:7.3.1: no parameter more than once */
            return name;
        taking->seen |= 1u << i;
        return take_known(taking, rule, name_end, value, value_end);
    }
    for (unsigned i = 0; i < taking->others; i++)
        if (sf_str_equal_nocase(taking->other[i], text))
            return name;
    taking->other[taking->others++] = text;
    return value && *value == '<' ? value : NULL;
}

bool sf_parameters_again(const char *base, struct sf_view list, struct sf_parameter_rules rules,
                         void *out, uint32_t *at)
{
    struct sf_parameter parameter;
    struct sf_taking taking;
    struct sf_str text = sf_view_str(base, list);
    if (!rules.count &&
        (!text.len || (!memchr(text.p, ';', text.len) && !memchr(text.p, '[', text.len))))
        return true; /* one parameter: it cannot be repeated, and its value has been matched */
    taking.base = base;
    taking.rules = rules;
    taking.out = out;
    taking.letters = false;
    taking.seen = taking.others = 0;
    while (sf_parameter_next(base, &list, &parameter)) {
        const sf_byte *name = (const sf_byte *)base + parameter.name.at, *misfit;
        const sf_byte *value = parameter.value.at ? (const sf_byte *)base + parameter.value.at
                                                  : NULL;
        if ((misfit = sf_take(&taking, name, name + parameter.name.len, value,
                              value ? value + parameter.value.len : NULL)))
            return sf_refuse_at(at, (uint32_t)(misfit - (const sf_byte *)base));
    }
    return true;
}
