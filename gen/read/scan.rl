/* The flat grammar of the table language. Structure lies in the parser; here are lines, tokens and clauses. */
#include "read/scan.h"

/* ---- What a line is. The alternatives must stay disjoint: Ragel would run the actions of two that match silently.
 * A row's first cell starts with a letter, `*` or `!`, a rule's with `-` or `:`, so no line is both. ---- */
%%{
    machine fg_line;
    alphtype unsigned char;

    blanks  = [ \t]*;
    comment = '#' any*;
    dashes  = blanks ':'? '-'+ ':'? blanks;

    blank       = blanks comment?;
    declaration = blanks [A-Za-z_] any*;
    rule        = blanks '|' dashes ('|' dashes)* '|'? blanks comment?;
    row         = blanks '|' blanks [A-Za-z_*!] any*;

    main := blank       %{ kind = FG_LINE_BLANK; }
          | declaration %{ kind = FG_LINE_DECLARATION; }
          | rule        %{ kind = FG_LINE_RULE; }
          | row         %{ kind = FG_LINE_ROW; };

    write data noerror nofinal noentry;
}%%

enum fg_line_kind fg_scan_line(const char *line, size_t length)
{
    const unsigned char *p = (const unsigned char *)line, *pe = p + length, *eof = pe;
    enum fg_line_kind kind = FG_LINE_BAD;
    int cs;
    %% write init;
    %% write exec;
    return kind;
}

/* ---- Tokens ---- */
%%{
    machine fg_token;
    alphtype unsigned char;

    word = [A-Za-z_] [A-Za-z0-9_]*;

    main := |*
        [ \t]+;
        '#' any*;
        word                              => { kind = FG_WORD; fbreak; };
        digit+                            => { kind = FG_NUMBER; fbreak; };
        digit+ ('us' | 'ms' | 's' | 'min' | 'h') => { kind = FG_SPAN; fbreak; };
        digit+ word                       => { kind = FG_BAD_NUMBER; fbreak; };
        '"' [^"]* '"'                     => { kind = FG_STRING; fbreak; };
        '"' [^"]*                         => { kind = FG_OPEN_STRING; fbreak; };
        '..'                              => { kind = FG_RANGE; fbreak; };
        '.'                               => { kind = FG_DOT; fbreak; };
        ','                               => { kind = FG_COMMA; fbreak; };
        ':'                               => { kind = FG_COLON; fbreak; };
        '->'                              => { kind = FG_ARROW; fbreak; };
        '('                               => { kind = FG_LEFT; fbreak; };
        ')'                               => { kind = FG_RIGHT; fbreak; };
        '!'                               => { kind = FG_NOT; fbreak; };
        '*'                               => { kind = FG_STAR; fbreak; };
        '-'                               => { kind = FG_DASH; fbreak; };
        '|'                               => { kind = FG_BAR; fbreak; };
        0x80..0xff+                       => { kind = FG_STRAY; fbreak; };
        any                               => { kind = FG_STRAY; fbreak; };
    *|;

    write data noerror nofinal noentry;
}%%

void fg_scan_tokens(struct fg_arena *arena, struct fg_tokens *tokens, const char *line, size_t length)
{
    const unsigned char *start = (const unsigned char *)line, *p = start, *pe = p + length, *eof = pe, *ts, *te;
    int cs, act;
    %% write init;
    (void)act;
    while (p < pe) {
        enum fg_token_kind kind = FG_END;
        %% write exec;
        if (kind == FG_END)
            break; /* only blanks or a comment were left */
        *FG_PUSH(arena, tokens) =
            (struct fg_token){.kind = kind, .at = (uint32_t)(ts - start), .length = (uint32_t)(te - ts)};
    }
}

/* ---- Clauses ---- */
%%{
    machine fg_clause;
    alphtype unsigned char;
    main := [A-Za-z0-9_\-]+ ':' alnum+ ('.' alnum+)*;
    write data noerror noentry;
}%%

bool fg_scan_is_clause(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text, *pe = p + length;
    int cs;
    %% write init;
    %% write exec;
    return cs >= fg_clause_first_final;
}
