/* Call-ID (3261:20.8). */
#include "scan.h"

%%{
    machine sf_call_id;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";

    action run { p = sf_reach(base, p, pe, SF_CLASS_WORD) - 1; }
    main := callid >run;
    write data;
}%%

bool sf_call_id_match(const char *base, struct sf_view value, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    if (evident_call_id(base, value))
        return true;
    int cs;
    %% write init;
    %% write exec;
    if (cs >= sf_call_id_first_final && p == pe)
        return true;
    if (at)
        *at = (uint32_t)(p - (const sf_byte *)base);
    return false;
}
