/* The heads of values that the user agent core reads itself: they have a file of their own, so that
 * a program that reads no other heads does not link values.rl. */
#include "typed.h"

%%{
    machine sf_heads;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    include uri "rules/uri.rl";
    include headers "rules/headers.rl";
    include message "rules/message.rl";
    include extensions "rules/extensions.rl";

    action mark  { mark = p; }
    action token { mark = p; p = sf_run(p, pe, SF_CLASS_TOKEN) - 1; }
    action word  { mark = p; p = sf_run(p, pe, SF_CLASS_WORD) - 1; }
    action part0 { head->part[0] = sf_view_of(base, mark, p); }
    action part1 { head->part[1] = sf_view_of(base, mark, p); }
    action part2 { head->part[2] = sf_view_of(base, mark, p); }
    action rest {
        head->rest = p + 1;
        p = pe - 1;
        whole = true;
        fbreak;
    }

    parameters = ( SWS ";" @rest )?;

    one_token := token >token %part0 parameters;
    call_id   := callid >word %part0 parameters;
    rack      := response_num >mark %part0 LWS CSeq_num >mark %part1 LWS Method >token %part2;
    main      := any; # never started: a rule names its own start
    write data;
}%%

bool sf_core_head_match(enum sf_core_head_rule rule, const char *base, struct sf_view value, struct sf_head *head, uint32_t *at)
{
    static const int starts[] = {[SF_CORE_HEAD_TOKEN] = sf_heads_en_one_token,
                                 [SF_CORE_HEAD_CALL_ID] = sf_heads_en_call_id,
                                 [SF_CORE_HEAD_RACK] = sf_heads_en_rack};
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *eof = pe, *mark = p;
    bool whole = false;
    int cs = starts[rule];
    memset(head, 0, sizeof *head);
    %% write exec;
    if (whole || (cs >= sf_heads_first_final && p == pe))
        return true;
    return sf_refuse_at(at, (uint32_t)(p - (const sf_byte *)base));
}
