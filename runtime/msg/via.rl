/* Via (3261:20.42). */
#include "scan.h"

enum { VIA_OTHER, VIA_BRANCH, VIA_MADDR, VIA_RECEIVED, VIA_RPORT, VIA_TTL };

static int via_parameter_of(struct sf_str name)
{
    static const struct sf_str names[] = {
        [VIA_BRANCH] = {"branch", 6}, [VIA_MADDR] = {"maddr", 5}, [VIA_RECEIVED] = {"received", 8}, [VIA_RPORT] = {"rport", 5}, [VIA_TTL] = {"ttl", 3},
    };
    int id;
    switch (name.len) { /* no two of the same length and first letter */
    case 3:
        id = VIA_TTL;
        break;
    case 5:
        id = (name.p[0] | 0x20) == 'r' ? VIA_RPORT : VIA_MADDR;
        break;
    case 6:
        id = VIA_BRANCH;
        break;
    case 8:
        id = VIA_RECEIVED;
        break;
    default:
        return VIA_OTHER;
    }
    return memcmp(name.p, names[id].p, name.len) == 0 || sf_str_equal_nocase(name, names[id]) ? id : VIA_OTHER;
}

/* The parameter that is being read. */
struct via_parameter {
    int id;
    const sf_byte *name, *name_end, *value, *value_end;
};

static bool is_plain_host(const char *base, struct sf_str text)
{
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    return sf_host_end(base, p, pe) == pe;
}

static bool via_parameter_typed(const char *base, struct sf_via *via, int id, struct sf_str text, struct sf_view view)
{
    uint64_t number;
    switch (id) {
    case VIA_BRANCH:
        via->branch = view;
        via->has_cookie = text.len >= 7
            && (memcmp(text.p, "z9hG4bK", 7) == 0 || sf_str_equal_nocase((struct sf_str){text.p, 7}, SF_STR("z9hG4bK")));
        return text.len && sf_reach(base, (const sf_byte *)text.p, (const sf_byte *)text.p + text.len, SF_CLASS_TOKEN) == (const sf_byte *)text.p + text.len;
    case VIA_MADDR:
        via->maddr = view;
        return text.len && sf_host_match(text);
    case VIA_RECEIVED: /* an address; any host is taken, and an IPv6 address with and without brackets */
        via->received = view;
        return text.len && (is_plain_host(base, text) || sf_host_match(text) || sf_ipv6_match(text));
    case VIA_RPORT: /* 3581:3: with a value in responses only */
        via->rport = view;
        via->has_rport = true;
        return !text.p || sf_number_of(text, 65535, &number);
    default: /* VIA_TTL: 1*3DIGIT */
        return text.len <= 3 && sf_number_of(text, 255, &number);
    }
}

/* Ends a parameter: at the next semicolon or at the end, because white space after a name may
 * belong to EQUAL. The byte that does not fit, or null. */
static const sf_byte *via_parameter_end(const char *base, struct sf_via *via, struct via_parameter *parameter, unsigned *seen)
{
    int id = parameter->id;
    parameter->id = VIA_OTHER;
    if (id == VIA_OTHER)
        return NULL;
    if (*seen >> id & 1) /* 3261:7.3.1: no parameter more than once */
        return parameter->name;
    *seen |= 1u << id;
    const sf_byte *value = parameter->value;
    struct sf_view view = value ? sf_view_of(base, value, parameter->value_end) : (struct sf_view){0, 0};
    if (via_parameter_typed(base, via, id, sf_view_str(base, view), view))
        return NULL;
    return value ? value : parameter->name_end;
}

%%{
    machine sf_via;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action mark          { mark = p; }
    action token_run     { p = sf_span(base, p, pe, SF_CLASS_TOKEN); }
    action sip_2_0 { /* what every Via of ours begins with */
        if (pe - p >= 8 && memcmp(p, "SIP/2.0/", 8) == 0) {
            p += 7;
            fgoto behind_version;
        }
    }
    action host_run {
        const sf_byte *host = sf_host_end(base, p, pe);
        if (host) {
            via->sent_by = via->host = sf_view_of(base, p, host);
            mark = p;
            p = host - 1;
            fgoto behind_host;
        }
    }
    action value_run { /* a token, if it is plainly one: letters of an IPv6 address may be those of a token */
        const sf_byte *run = sf_reach(base, p, pe, SF_CLASS_TOKEN);
        if (run > p && (run == pe || *run == ';' || *run == ','))
            p = run - 1;
    }
    action transport_end { via->transport = sf_view_of(base, mark, p); }
    action host_end {
        via->host = sf_view_of(base, mark, p);
        via->sent_by = via->host;
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
    action port_end {
        via->port = (int32_t)port;
        via->sent_by = sf_view_of(base, mark, p);
    }
    action semicolon {
        if ((bad = via_parameter_end(base, via, &parameter, &seen)))
            fbreak;
    }
    action name {
        parameter = (struct via_parameter){.name = p};
        if (count++ == 0)
            parameters = p;
        if (count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }
    action name_end {
        parameter.id = via_parameter_of((struct sf_str){(const char *)parameter.name, (size_t)(p - parameter.name)});
        parameter.name_end = end = p;
    }
    action value     { parameter.value = p; }
    action value_end { parameter.value_end = end = p; }
    action comma {
        comma = p;
        fbreak;
    }

    protocol      = protocol_name >sip_2_0 SLASH protocol_version SLASH;
    via_param     = token >name >token_run %name_end ( EQUAL via_value >value >value_run %value_end )?;
    after_host    = ( COLON port $port_digit %port_end )? ( SWS ";" @semicolon SWS via_param )* ( SWS "," @comma )?;
    after_version = transport >mark >token_run %transport_end LWS host >mark >host_run %host_end after_host;

    behind_host    := after_host;
    behind_version := SWS after_version;
    main           := protocol after_version;
    write data;
}%%

/* The first value of a comma-joined field; what follows its comma is not read. */
static bool via_parse_first(const char *base, struct sf_view view, struct sf_via *via, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + view.at, *pe = p + view.len, *eof = pe, *whole = p;
    const sf_byte *mark = p, *parameters = NULL, *end = p;
    const sf_byte *comma = NULL, *bad = NULL;
    uint64_t port = 0;
    unsigned count = 0, seen = 0;
    struct via_parameter parameter = {.id = VIA_OTHER};
    int cs;
    if (evident_first_via(base, view, via))
        return true;
    sf_clear(via, sizeof *via);
    via->port = -1;
    %% write init;
    %% write exec;
    if (!bad && cs >= sf_via_first_final)
        bad = via_parameter_end(base, via, &parameter, &seen);
    if (bad || cs < sf_via_first_final || (p != pe && !comma)) {
        if (at)
            *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
        return false;
    }
    if (parameters)
        via->parameters = sf_view_of(base, parameters, end);
    else
        end = (const sf_byte *)base + via->sent_by.at + via->sent_by.len;
    via->whole = sf_view_of(base, whole, end);
    return true;
}

bool sf_via_parse(const char *base, struct sf_view value, struct sf_via *via, uint32_t *at)
{
    if (!via_parse_first(base, value, via, at))
        return false;
    if (via->whole.at + via->whole.len == value.at + value.len)
        return true;
    if (at)
        *at = via->whole.at + via->whole.len; /* the white space or comma after the one value */
    return false;
}
