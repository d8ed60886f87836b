/* From, To, Contact, Route, Record-Route, Reply-To (3261:20.10, 3261:20.20, 3261:20.30, 3261:20.31, 3261:20.34, 3261:20.39):
 * name-addr or addr-spec, and parameters. */
#include "scan.h"

/* Ends a tag parameter: there may be one (3261:7.3.1), and it is a token (3261:25.1, tag-param).
 * The byte that does not fit, or null. */
static const sf_byte *take_tag(const char *base, struct sf_name_addr *name_addr, const sf_byte *name, const sf_byte *value,
    const sf_byte *value_end)
{
    if (name_addr->tag.len)
        return name;
    if (!value)
        return name + 3;
    name_addr->tag = sf_view_of(base, value, value_end);
    return sf_all(sf_view_str(base, name_addr->tag), SF_CLASS_TOKEN) ? NULL : value;
}

%%{
    machine sf_name_addr;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action mark        { mark = p; }
    action display_end { name_addr->display = sf_view_of(base, mark, p); }
    action run         { p = sf_reach(base, p, pe, SF_CLASS_URI) - 1; }
    action token_run   { p = sf_span(base, p, pe, SF_CLASS_TOKEN); }
    action word_run { /* of a display name: a scheme begins with the same letters, and a star is one */
        const sf_byte *end = sf_reach(base, p, pe, SF_CLASS_TOKEN);
        if (*p != '*' && end > p && (end == pe || *end != ':'))
            p = end - 1;
    }
    action quoted_run  { p = sf_span(base, p, pe, SF_CLASS_QUOTED); }
    action brackets    { /* a star before them began a display name, as of "*69" */
        name_addr->brackets = true;
        name_addr->star = false;
    }
    action address_end {
        name_addr->address = sf_view_of(base, mark, p);
        if (deep && !sf_uri_parse(base, name_addr->address, &name_addr->uri, &bad_at)) {
            bad = (const sf_byte *)base + bad_at;
            fbreak;
        }
    }
    action star { name_addr->star = true; }
    action name {
        name = p;
        if (count++ == 0)
            parameters = p;
        if (count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action name_end {
        is_tag = p - name == 3 && sf_str_equal_nocase((struct sf_str){(const char *)name, 3}, SF_STR("tag"));
        value = value_end = NULL;
    }
    action value     { value = p; }
    action value_end { value_end = p; }
    action semicolon {
        if (is_tag && (bad = take_tag(base, name_addr, name, value, value_end)))
            fbreak;
        is_tag = false;
    }

    words     = token >word_run ( LWS token >token_run )*; # display_name
    quoted    = DQUOTE ( LWS | qdletter @quoted_run | quoted_pair )* DQUOTE; # quoted_string
    display   = ( words | quoted ) >mark %display_end;
    bracketed = "<" @brackets bracketed_addr_spec >mark >run %address_end ">";
    bare      = bare_addr_spec >mark %address_end;
    parameter = token >name >token_run %name_end ( EQUAL ( token >token_run | IPv6reference | quoted ) >value %value_end )?;
    main := ( ( ( display SWS )? bracketed | bare ) ( SWS ";" @semicolon SWS parameter )* ) | "*" @star;
    write data;
}%%

static bool name_addr_parse(const char *base, struct sf_view view, struct sf_name_addr *name_addr, uint32_t *at, bool deep)
{
    const sf_byte *p = (const sf_byte *)base + view.at, *pe = p + view.len, *eof = pe;
    const sf_byte *mark = p, *name = p, *value = NULL, *value_end = NULL, *parameters = NULL, *bad = NULL;
    uint32_t bad_at = 0;
    unsigned count = 0;
    bool is_tag = false;
    int cs;
    if (deep && evident_name_addr(base, view, name_addr))
        return true;
    sf_clear(name_addr, sizeof *name_addr);
    name_addr->whole = view;
    name_addr->uri.port = -1;
    %% write init;
    %% write exec;
    if (!bad && is_tag && cs >= sf_name_addr_first_final)
        bad = take_tag(base, name_addr, name, value, value_end);
    if (bad || cs < sf_name_addr_first_final || p != pe) {
        if (at)
            *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
        return false;
    }
    if (parameters)
        name_addr->parameters = sf_view_of(base, parameters, pe);
    return true;
}

bool sf_name_addr_parse(const char *base, struct sf_view value, struct sf_name_addr *name_addr, uint32_t *at)
{
    return name_addr_parse(base, value, name_addr, at, true);
}

/* Does not type the URI, and leaves it unset: L1 needs only the tag. */
static bool name_addr_scan(const char *base, struct sf_view value, struct sf_name_addr *name_addr, uint32_t *at)
{
    if (!name_addr_parse(base, value, name_addr, at, false))
        return false;
    if (name_addr->star && at) /* a star is no address */
        *at = value.at;
    return !name_addr->star;
}
