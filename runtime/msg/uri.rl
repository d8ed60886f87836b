/* URIs (3261:19.1.1, 3261:25.1): sip and sips typed, any other kept whole. */
#include "scan.h"

enum { URI_OTHER, URI_TRANSPORT, URI_MADDR, URI_METHOD, URI_TTL, URI_USER, URI_LR };

/* The parameter of a name; names are compared without case (3261:19.1.4). */
static int uri_parameter_of(struct sf_str name)
{
    static const struct { struct sf_str name; int id; } known[] = {
        {{"lr", 2}, URI_LR}, {{"ttl", 3}, URI_TTL}, {{"user", 4}, URI_USER}, {{"maddr", 5}, URI_MADDR}, {{"method", 6}, URI_METHOD},
        {{"transport", 9}, URI_TRANSPORT},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (sf_str_equal_nocase(name, known[i].name))
            return known[i].id;
    return URI_OTHER;
}

/* Types a known parameter's value; an absent one is {NULL, 0}. */
static bool uri_parameter_typed(struct sf_uri *uri, int id, struct sf_str text, struct sf_view view)
{
    uint64_t number;
    switch (id) {
    case URI_TRANSPORT:
        uri->transport = view;
        return sf_all(text, SF_CLASS_TOKEN);
    case URI_USER:
        uri->user_parameter = view;
        return sf_all(text, SF_CLASS_TOKEN);
    case URI_METHOD:
        uri->method = view;
        return sf_all(text, SF_CLASS_TOKEN);
    case URI_MADDR:
        uri->maddr = view;
        return text.len && sf_host_match(text);
    case URI_TTL:
        uri->ttl = view;
        return text.len <= 3 && sf_number_of(text, 255, &number); /* 1*3DIGIT */
    default: /* lr, written lr=on or lr=true by some */
        return true;
    }
}

%%{
    machine sf_uri;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";

    action mark { mark = p; }
    action scheme {
        uri->scheme_name = sf_view_of(base, whole, p);
        struct sf_str name = sf_view_str(base, uri->scheme_name);
        uri->scheme = sf_str_equal_nocase(name, SF_STR("sip")) ? SF_SCHEME_SIP
            : sf_str_equal_nocase(name, SF_STR("sips"))        ? SF_SCHEME_SIPS
            : sf_str_equal_nocase(name, SF_STR("tel"))         ? SF_SCHEME_TEL
                                                               : SF_SCHEME_OTHER;
        if (uri->scheme != SF_SCHEME_SIP && uri->scheme != SF_SCHEME_SIPS)
            fgoto absolute;
        /* No part but the userinfo may hold a bare "@", so finding one "@" tells a user from a
         * host. */
        if (sf_has(base, p, pe, '@'))
            fgoto with_user;
        fgoto without_user;
    }
    action user_end     { uri->user = sf_view_of(base, mark, p); }
    action password_end { uri->password = sf_view_of(base, mark, p); }
    action user_run  { p = sf_span(base, p, pe, SF_CLASS_USER); }
    action param_run { p = sf_span(base, p, pe, SF_CLASS_PARAMETER); }
    action host_run {
        const sf_byte *host = sf_host_end(base, p, pe);
        if (host) {
            uri->host = sf_view_of(base, p, host);
            p = host - 1;
            fgoto behind_host;
        }
    }
    action host_end {
        uri->host = sf_view_of(base, mark, p);
        if (*mark == '[' && !sf_ipv6_match((struct sf_str){(const char *)mark + 1, (size_t)(p - mark) - 2})) {
            bad = mark;
            fbreak;
        }
    }
    action port_digit {
        if (!sf_number_digit(&port, *p, 65535)) {
            bad = p;
            fbreak;
        }
    }
    action port_end { uri->port = (int32_t)port; }
    action name {
        mark = p;
        if (count++ == 0)
            uri->parameters.at = (uint32_t)(p - (const sf_byte *)base);
        if (count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action name_end {
        parameter = uri_parameter_of((struct sf_str){(const char *)mark, (size_t)(p - mark)});
        name = mark;
        value = value_end = NULL;
    }
    action value     { value = p; }
    action value_end { value_end = p; }
    action parameter_end {
        if (parameter != URI_OTHER) {
            if (seen >> parameter & 1) { /* 3261:19.1.1: no parameter more than once */
                bad = name;
                fbreak;
            }
            seen |= 1u << parameter;
            struct sf_view view = value ? sf_view_of(base, value, value_end) : (struct sf_view){0, 0};
            if (!uri_parameter_typed(uri, parameter, sf_view_str(base, view), view)) {
                bad = value ? value : p;
                fbreak;
            }
            uri->lr = uri->lr || parameter == URI_LR;
        }
    }
    action parameters_end {
        if (count)
            uri->parameters.len = (uint32_t)(p - (const sf_byte *)base) - uri->parameters.at;
    }
    action headers     { mark = p; }
    action header {
        if (++headers > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action headers_end { uri->headers = sf_view_of(base, mark, p); }

    headers_counted = uri_header >header ( "&" uri_header >header )*;
    userinfo      = user >mark >user_run %user_end ( ":" password >mark %password_end )? "@";
    port_part     = ( ":" port $port_digit %port_end )?;
    hostport      = host >mark >host_run %host_end port_part;
    uri_parameter = pname >name >param_run %name_end ( "=" pvalue >value >param_run %value_end )?;
    after_host    = ( ";" uri_parameter %parameter_end )* %parameters_end ( "?" headers_counted >headers %headers_end )?;

    with_user    := userinfo hostport after_host;
    without_user := hostport after_host;
    behind_host  := port_part after_host;
    absolute     := absolute_rest;
    main         := scheme ":" @scheme;
    write data;
}%%

/* The host of an absolute URI, if it is an IPv6 reference: no other part has brackets. */
static bool absolute_host(const sf_byte *p, const sf_byte *pe, const sf_byte **bad)
{
    const sf_byte *open = memchr(p, '[', (size_t)(pe - p)), *close = open ? memchr(open, ']', (size_t)(pe - open)) : NULL;
    if (!close || sf_ipv6_match((struct sf_str){(const char *)open + 1, (size_t)(close - open) - 1}))
        return true;
    *bad = open;
    return false;
}

bool sf_uri_parse(const char *base, struct sf_view view, struct sf_uri *uri, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + view.at, *pe = p + view.len, *eof = pe, *whole = p;
    const sf_byte *mark = p, *name = p, *value = NULL, *value_end = NULL, *bad = NULL;
    uint64_t port = 0;
    unsigned count = 0, headers = 0, seen = 0;
    int parameter = URI_OTHER, cs;
    if (evident_whole_uri(base, view, uri))
        return true;
    sf_clear(uri, sizeof *uri);
    uri->whole = view;
    uri->port = -1;
    %% write init;
    %% write exec;
    if (!bad && cs >= sf_uri_first_final && p == pe && (uri->host.len || absolute_host(whole, pe, &bad)))
        return true;
    if (at)
        *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
    return false;
}
