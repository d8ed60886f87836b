# A message in a stream, as far as it takes to find its end: 3261:7.5, 3261:18.3. Needs core and message.
%%{
    machine stream;

    # A line that begins or ends with the version is a line of SIP. message.rl checks whether it is well-formed.
    line_byte       = any - [\r\n];
    of_a_request    = token WSP ( line_byte* WSP )? SIP_Version WSP*;
    of_a_response   = "SIP/"i line_byte*;
    some_start_line = ( of_a_request | of_a_response ) CRLF;

    # Content-Length (3261:20.14), folds included.
    length_name = ( "Content-Length"i | "l"i ) WSP* ":";
    length_lws  = WSP | fold;
}%%
