/* The header section of a message in a stream, in pieces as they come: where it ends, and its Content-Length. Any line that is
 * not a Content-Length is passed over by memchr. */
#include "stream_head.h"

%%{
    machine sf_stream_head;
    alphtype unsigned char;
    include core "rules/core.rl";
    include message "rules/message.rl";
    include stream "rules/stream.rl";

    action crlf {
        *found = SF_STREAM_FOUND_CRLF;
        fbreak;
    }
    action begin   { *start = p; }
    action started { fgoto line; }
    action ended {
        *found = SF_STREAM_FOUND_HEAD;
        fbreak;
    }
    action run { /* up to the CR that may end the line */
        const sf_byte *end = memchr(p, '\r', (size_t)(pe - p));
        p = (end ? end : pe) - 1;
    }
    action line_end { fgoto line; }
    action other {
        fhold;
        fgoto rest;
    }

    action name  { stream->name_at = AT(p); }
    action colon {
        stream->value_at = AT(p) + 1;
        stream->digits = false;
        stream->number = 0;
        fgoto length;
    }
    action digit {
        if (!stream->digits)
            stream->digits_at = AT(p);
        stream->digits = true;
        stream->digits_end = AT(p) + 1;
        if (!sf_number_digit(&stream->number, *p, UINT32_MAX))
            stream->number = (uint64_t)UINT32_MAX + 1; /* stays there */
    }
    action length_end {
        sf_stream_length(stream);
        fhold;
        fgoto line;
    }
    action length_bad {
        sf_stream_error(stream, SF_MSG_HEADER_VALUE, stream->digits ? stream->digits_end : AT(p), "Content-Length", "3261:20.14");
        fhold;
        fgoto rest;
    }

    rest   := ( ^"\r" @run | "\r"+ ^[\r\n] )* "\r"+ "\n" @line_end;
    length := ( length_lws* ( DIGIT+ $digit length_lws* )? CRLF ^WSP @length_end ) $err length_bad;
    line   := ( CRLF @ended | length_name >name @colon ) $err other;
    main   := ( CRLF @crlf )* some_start_line >begin @started;
    write data;
}%%

int sf_stream_start_state(void)
{
    return sf_stream_head_start;
}

/* The offset of a byte in the message. */
#define AT(byte) (scanned + (uint32_t)((byte) - first))

const sf_byte *sf_stream_scan(struct sf_stream *stream, const sf_byte *p, const sf_byte *pe, const sf_byte **start,
    enum sf_stream_found *found)
{
    const sf_byte *first = p, *eof = NULL; /* nobody knows here */
    uint32_t scanned = stream->scanned;
    int cs = stream->state;
    *found = SF_STREAM_FOUND_NOTHING;
    %% write exec;
    stream->state = cs;
    stream->scanned = AT(p);
    if (cs == sf_stream_head_error)
        *found = SF_STREAM_FOUND_OTHER_PROTOCOL;
    return p;
}
