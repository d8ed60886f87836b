/* The head of a value that is one token before its parameters: a file of its own, so that a program that reads no other head
 * need not link values.rl. */
#include "typed.h"

%%{
    machine sf_token;
    alphtype unsigned char;
    include core "rules/core.rl";

    action token { mark = p; p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action part0 { head->part[0] = sf_view_of(base, mark, p); }
    action rest {
        head->rest = p + 1;
        p = pe - 1;
        whole = true;
        fbreak;
    }

    main := token >token %part0 ( SWS ";" @rest )?;
    write data;
}%%

bool sf_token_head(const char *base, struct sf_view value, struct sf_head *head, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe, *mark = p;
    bool whole = false;
    int cs;
    memset(head, 0, sizeof *head);
    %% write init;
    %% write exec;
    if (whole || (cs >= sf_token_first_final && p == pe))
        return true;
    return sf_refuse_at(at, (uint32_t)(p - (const sf_byte *)base));
}
