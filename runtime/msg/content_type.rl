/* Content-Type (3261:20.15). */
#include "scan.h"

%%{
    machine sf_content_type;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action mark        { mark = p; }
    action type_end    { type->type = sf_view_of(base, mark, p); }
    action subtype_end { type->subtype = sf_view_of(base, mark, p); }
    action parameter {
        if (count++ == 0)
            first = p;
        if (count > SF_LIMIT_PARAMETERS) {
            bad = p;
            fbreak;
        }
    }

    main := m_type >mark %type_end SLASH m_subtype >mark %subtype_end ( SEMI m_parameter >parameter )*;
    write data;
}%%

bool sf_content_type_parse(const char *base, struct sf_view value, struct sf_content_type *type, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe;
    const sf_byte *mark = p, *first = NULL, *bad = NULL;
    unsigned count = 0;
    int cs;
    memset(type, 0, sizeof *type);
    %% write init;
    %% write exec;
    if (bad || cs < sf_content_type_first_final || p != pe) {
        if (at)
            *at = (uint32_t)((bad ? bad : p) - (const sf_byte *)base);
        return false;
    }
    if (first)
        type->parameters = sf_view_of(base, first, pe);
    return true;
}
