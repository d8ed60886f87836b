/* sipfsm msg, private: the runs that only the fast path asks for, in plain C. */
#ifndef SIPFSM_MSG_RUN_PLAIN_H
#define SIPFSM_MSG_RUN_PLAIN_H

#include "run.h"

#ifndef SIPFSM_NO_FAST

/* Tokens, and after each but the last a comma and spaces. */
static inline bool sf_is_token_list_plain(const char *base, const sf_byte *p, const sf_byte *pe)
{
    for (;; p++) {
        const sf_byte *end = sf_reach_plain(base, p, pe, SF_CLASS_TOKEN);
        if (end == p || end == pe || *end != ',')
            return end > p && end == pe;
        for (p = end; p + 1 < pe && p[1] == ' '; p++)
            ;
    }
}

/* A header field of one line: where its colon is and where its CRLF, and whose name it has. */
struct sf_line {
    const sf_byte *colon, *end;
    enum sf_header_id id;
};

/* The line that begins at p, if it plainly is a whole field: it has a name and no control character
 * but the tab, and the next line, of which at least one byte exists, does not continue it. The name
 * of an OTHER may not be a token. */
static inline bool sf_field_line_plain(const char *base, const sf_byte *p, const sf_byte *pe,
                                       struct sf_line *line)
{
    (void)base;
    line->colon = sf_run(p, pe, SF_CLASS_TOKEN);
    if (line->colon == p || line->colon == pe || *line->colon != ':')
        return false;
    line->end = sf_run(line->colon, pe, SF_CLASS_TEXT);
    line->id = sf_header_of((struct sf_str){(const char *)p, (size_t)(line->colon - p)});
    return pe - line->end > 2 && line->end[0] == '\r' && line->end[1] == '\n' &&
           line->end[2] != ' ' && line->end[2] != '\t';
}

/* At p: letters of a class, then perhaps a mark that is not of the class and more letters. Without
 * the mark, value is null. */
struct sf_pair {
    const sf_byte *name_end, *value, *end;
};

static inline void sf_read_pair_plain(const char *base, const sf_byte *p, const sf_byte *pe,
                                      unsigned class_bit, char mark, struct sf_pair *pair)
{
    pair->name_end = pair->end = sf_reach_plain(base, p, pe, class_bit);
    pair->value = pair->name_end < pe && *pair->name_end == (sf_byte)mark ? pair->name_end + 1
                                                                          : NULL;
    if (pair->value)
        pair->end = sf_reach_plain(base, pair->value, pe, class_bit);
}

#endif

#endif
