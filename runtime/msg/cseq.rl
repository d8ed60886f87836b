/* CSeq (3261:20.16): 1*DIGIT LWS Method. */
#include "scan.h"

%%{
    machine sf_cseq;
    alphtype unsigned char;
    include core "rules/core.rl";
    include message "rules/message.rl";

    action digit {
        if (!sf_number_digit(&number, *p, 0x7fffffff)) /* 3261:8.1.1.5 */
            fbreak;
    }
    action method { method = p; }
    main := DIGIT+ $digit LWS Method >method;
    write data;
}%%

bool sf_cseq_parse(const char *base, struct sf_view value, struct sf_cseq *cseq, uint32_t *at)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len, *method = p;
    uint64_t number = 0;
    if (evident_cseq(base, value, cseq))
        return true;
    int cs;
    %% write init;
    %% write exec;
    if (cs < sf_cseq_first_final || p != pe || number > 0x7fffffff) {
        if (number > 0x7fffffff)
            p--; /* the digit that is too many: fbreak has stepped past it */
        if (at)
            *at = (uint32_t)(p - (const sf_byte *)base);
        return false;
    }
    cseq->number = (uint32_t)number;
    cseq->method_name = sf_view_of(base, method, pe);
    cseq->method = sf_method_of(sf_view_str(base, cseq->method_name));
    return true;
}
