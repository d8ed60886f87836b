/* A header field's value: its head, then its parameters. */
#include "typed.h"

bool sf_value_parse(enum sf_head_rule rule, const char *base, struct sf_view value,
                    struct sf_head *head, struct sf_parameter_rules rules, void *out,
                    struct sf_view *parameters, uint32_t *at)
{
    return sf_head_match(rule, base, value, head, at) &&
           sf_parameters_parse(base, head->rest, (const sf_byte *)base + sf_view_end(value), rules,
                               out, false, parameters, at);
}

bool sf_core_value_parse(enum sf_core_head_rule rule, const char *base, struct sf_view value,
                         struct sf_head *head, struct sf_parameter_rules rules, void *out,
                         struct sf_view *parameters, uint32_t *at)
{
    return sf_core_head_match(rule, base, value, head, at) &&
           sf_parameters_parse(base, head->rest, (const sf_byte *)base + sf_view_end(value), rules,
                               out, false, parameters, at);
}
