/* sipfsm msg: Call-ID and CSeq values that are evidently right (evident_uri.c says what that
 * means). */
#include "scan.h"

/* Letters of a word, and perhaps one "@" among them. */
static inline bool evident_call_id(const char *base, struct sf_view value)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len;
    struct sf_pair pair;
    sf_read_pair(base, p, pe, SF_CLASS_WORD, '@', &pair);
    return pair.end == pe && pair.name_end > p && pair.value != pe;
}

/* Less than ten digits, a space, a method. */
static inline bool evident_cseq(const char *base, struct sf_view value, struct sf_cseq *cseq)
{
    const sf_byte *p = (const sf_byte *)base + value.at, *pe = p + value.len,
                  *method = evident_number(p, pe, 9, &cseq->number);
    if (!method || pe - method < 2 || *method++ != ' ' ||
        sf_reach(base, method, pe, SF_CLASS_TOKEN) != pe)
        return false;
    cseq->method_name = sf_view_of(base, method, pe);
    cseq->method = sf_method_of(sf_view_str(base, cseq->method_name));
    return true;
}
