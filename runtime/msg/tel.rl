/* tel URIs (3966:3). */
#include "sipfsm/uri.h"

#include "typed.h"

%%{
    machine sf_tel;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include tel "rules/tel.rl";

    action mark       { mark = p; }
    action global     { tel->global = true; }
    action number_end { tel->number = sf_view_of(base, mark, p); }
    action name {
        if (!first)
            first = p;
        name = p;
        value = value_end = NULL;
        if (++count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action name_end  { name_end = p; }
    action value     { value = p; }
    action value_end { value_end = p; }
    action semicolon {
        if (first && (bad = sf_take(&taking, name, name_end, value, value_end)))
            fbreak;
    }

    # Its ";" is a parameter's end: uric holds one, a parameter's value none.
    pvalue_read = ( tel_pvalue - ( any* ";" any* ) ) >value %value_end;
    par         = ";" @semicolon tel_pname >name %name_end ( "=" pvalue_read )?;
    subscriber  = ( global_number_digits >global | local_number_digits ) >mark %number_end par*;
    main       := ( "tel:"i )? subscriber;
    write data;
}%%

%%{
    machine sf_descriptor;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include tel "rules/tel.rl";

    descriptor = hostname | global_number_digits;
    main := descriptor;
    write data;
}%%

static bool is_descriptor(struct sf_str text)
{
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    int cs;
    %% write init;
    %% write exec;
    return cs >= sf_descriptor_first_final && p == pe;
}

static const struct sf_parameter_rule tel_rules[] = {
    SF_RULE("isub", TEXT, sf_tel, isub), SF_RULE("ext", TEXT, sf_tel, ext), SF_RULE("phone-context", TEXT, sf_tel, phone_context),
};

static bool parse(const char *base, struct sf_view view, struct sf_tel *tel, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + view.at, *pe = p + view.len, *eof = pe, *mark = p, *first = NULL, *bad = NULL;
    const sf_byte *name = p, *name_end = p, *value = NULL, *value_end = NULL;
    unsigned count = 0;
    int cs;
    struct sf_taking taking;
    taking.base = base;
    taking.rules = SF_RULES(tel_rules);
    taking.out = tel;
    taking.letters = true;
    taking.seen = taking.others = 0;
    %%{
        machine sf_tel;
        write init;
        write exec;
    }%%
    if (!bad && cs >= sf_tel_first_final && p == pe && !(first && (bad = sf_take(&taking, name, name_end, value, value_end)))) {
        if (first)
            tel->parameters = sf_view_of(base, first, pe);
        return true;
    }
    return sf_refuse_at(at, (uint32_t)((bad ? bad : p) - (const sf_byte *)base));
}

/* Checks the parameters, and the context of a local number. */
bool sf_tel_cite(const char *base, struct sf_view value, struct sf_tel *tel, uint32_t *at, struct sf_cited *cited)
{
    memset(tel, 0, sizeof *tel);
    *cited = (struct sf_cited){"telephone-subscriber", "3966:3"};
    if (!parse(base, value, tel, at))
        return false;
    struct sf_str ext = sf_view_str(base, tel->ext);
    for (size_t i = 0; i < ext.len; i++)
        if (!strchr("0123456789-.()", ext.p[i]))
            return sf_refuse_at(at, tel->ext.at + (uint32_t)i);
    if (tel->phone_context.len && !is_descriptor(sf_view_str(base, tel->phone_context)))
        return sf_refuse_at(at, tel->phone_context.at);
    if (tel->global || tel->phone_context.len)
        return true;
    *cited = (struct sf_cited){"phone-context", "3966:5.1.5"};
    return sf_refuse_at(at, sf_view_end(value));
}

bool sf_tel_parse(const char *base, struct sf_view value, struct sf_tel *tel, uint32_t *at)
{
    struct sf_cited cited;
    return sf_tel_cite(base, value, tel, at, &cited);
}
