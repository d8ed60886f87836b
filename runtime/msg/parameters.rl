/* Parameters of a header (3261:7.3.1, 3261:25.1): one list for all of them; what each means is in the rules that the caller gives. */
#include "typed.h"

%%{
    machine sf_parameters;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action name {
        if (!first)
            first = p;
        name = p;
        value = value_end = NULL;
        if (++count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
        p = sf_run(p, pe, SF_CLASS_TOKEN) - 1;
    }
    action name_end  { name_end = p; }
    action value     { value = p; }
    action run       { p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action uri_run   { p = sf_run(p, pe, SF_CLASS_URI) - 1; }
    action value_end { value_end = p; }
    action semicolon {
        if ((bad = sf_take(&taking, name, name_end, value, value_end)))
            fbreak;
    }

    # gen-value, a token as one step; and Identity's info (8224:4), which is a URI in < >.
    value     = token >run | IPv6reference | quoted_string;
    angled    = "<" bracketed_addr_spec >uri_run ">";
    parameter = token >name %name_end ( EQUAL value >value %value_end )?;
    wider     = token >name %name_end ( EQUAL ( value | angled ) >value %value_end )?;

    list        := SWS parameter ( SWS ";" @semicolon SWS parameter )*;
    angled_list := SWS wider ( SWS ";" @semicolon SWS wider )*;
    main        := any; # never started
    write data;
}%%

bool sf_parameters_parse(const char *base, const sf_byte *p, const sf_byte *pe, struct sf_parameter_rules rules, void *out, bool with_angled,
    struct sf_view *parameters, uint32_t *at)
{
    const sf_byte *eof = pe, *first = NULL, *name = p, *name_end = p, *value = NULL, *value_end = NULL, *bad = NULL;
    unsigned count = 0;
    int cs = with_angled ? sf_parameters_en_angled_list : sf_parameters_en_list;
    struct sf_taking taking;
    if (parameters)
        *parameters = (struct sf_view){0, 0};
    if (!p)
        return true;
    taking.base = base;
    taking.rules = rules;
    taking.out = out;
    taking.letters = false;
    taking.seen = taking.others = 0;
    %% write exec;
    if (!bad && cs >= sf_parameters_first_final && p == pe && !(bad = sf_take(&taking, name, name_end, value, value_end))) {
        if (parameters)
            *parameters = sf_view_of(base, first, pe);
        return true;
    }
    return sf_refuse_at(at, (uint32_t)((bad ? bad : p) - (const sf_byte *)base));
}
