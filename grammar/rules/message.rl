# The frame of a message: 3261:7, 3261:25.1. Needs core.
%%{
    machine message;

    Method      = token;
    SIP_Version = "SIP"i "/" DIGIT+ "." DIGIT+;

    # Letters of any URI, up to the space; uri.rl types them. Not in < > (3261:7.1).
    Request_URI = ALPHA ( 0x21..0x7e - [<>"] )*;

    Status_Code = [1-6] DIGIT DIGIT; # six classes (3261:7.2)
    # Wider than its BNF, which forbids, for example, a quote or a bracket: no response is refused for its text for humans.
    Reason_Phrase = ( TEXT_UTF8char | SP | HTAB )*;

    # header-value is *(TEXT-UTF8char / UTF8-CONT / LWS): lines of text, each but the first after a fold.
    header_name = token;
    line_text   = TEXT_UTF8char | SP | HTAB;
    # The characters that a quoted-pair may hold besides line_text (core.rl). The host file makes sure that they are in a
    # quoted string or a comment.
    quoted_control = 0x00..0x08 | 0x0b..0x0c | 0x0e..0x1f | 0x7f;
    fold        = CRLF WSP;
}%%
