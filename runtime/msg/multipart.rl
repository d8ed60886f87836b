/* Multipart bodies: the header fields of a part, and the boundary. multipart.c finds the end of a
 * part, with memchr. */
#include "part_head.h"

%%{
    machine sf_part_head;
    alphtype unsigned char;
    include core "rules/core.rl";
    include message "rules/message.rl";
    include multipart "rules/multipart.rl";

    action name     { name = p; colon = NULL; }
    action colon    { colon = p; }
    action run      { p = sf_run(p, pe, SF_CLASS_TEXT) - 1; }
    action line_end { /* a line that begins with white space goes on with the field */
        if (p + 1 < pe && !sf_is_wsp(p[1])) {
            if (!sf_part_field(multipart, part, name, colon, colon + 1, p - 1))
                return NULL;
            name = colon = NULL;
        }
    }
    action ended {
        ended = true;
        fbreak;
    }

    value_line   = ( line_text @run )*;
    header_field = field_name >name ":" @colon value_line ( fold value_line )* CRLF @line_end;

    main := header_field* CRLF @ended;
    write data;
}%%

const sf_byte *sf_part_head(struct sf_multipart *multipart, struct sf_part *part, const sf_byte *p, const sf_byte *pe)
{
    const sf_byte *name = NULL, *colon = NULL;
    bool ended = false;
    int cs;
    %% write init;
    %% write exec;
    if (ended)
        return p - 2;
    if (cs != sf_part_head_error)
        return NULL; /* the bytes end in it */
    if (*p == '\n')
        sf_multipart_fail(multipart, SF_MULTIPART_LINE_END, p, "CRLF", "5322:2.2");
    else if (colon)
        sf_multipart_fail(multipart, SF_MULTIPART_HEADER_VALUE, p, "field-body", "5322:2.2");
    else
        sf_multipart_fail(multipart, SF_MULTIPART_HEADER_LINE, p, "field-name", "5322:2.2");
    return NULL;
}

%%{
    machine sf_boundary;
    alphtype unsigned char;
    include core "rules/core.rl";
    include message "rules/message.rl";
    include multipart "rules/multipart.rl";

    main := boundary;
    write data;
}%%

bool sf_boundary_match(const char *text, const char *end, const char **at)
{
    const sf_byte *p = (const sf_byte *)text, *pe = (const sf_byte *)end;
    int cs;
    %% write init;
    %% write exec;
    *at = (const char *)p;
    return p == pe && cs >= sf_boundary_first_final;
}
