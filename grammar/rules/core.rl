# The basic rules of 3261:25.1, by its names (an underscore for a hyphen). No actions here: host files embed their own.
# Where the text of a section says more than the BNF, or an erratum mends it, a comment says so.
%%{
    machine core;

    ALPHA    = [A-Za-z];
    DIGIT    = [0-9];
    HEXDIG   = [0-9A-Fa-f];
    LHEX     = [0-9a-f];
    SP       = " ";
    HTAB     = "\t";
    WSP      = SP | HTAB;
    CRLF     = "\r\n";
    DQUOTE   = '"';
    alphanum = ALPHA | DIGIT;

    reserved   = [;/?:@&=+$,];
    mark       = [\-_.!~*'()];
    unreserved = alphanum | mark;
    escaped    = "%" HEXDIG HEXDIG;

    LWS    = ( WSP* CRLF )? WSP+;
    SWS    = LWS?;
    # Where a rule has one SP a line may be folded: the fold counts as one (3261:7.3.1).
    FSP    = SP | WSP? CRLF WSP+;
    HCOLON = WSP* ":" SWS;

    # Any byte from 0x80 up stands for UTF8-NONASCII and UTF8-CONT: a message is not refused for a broken sequence.
    UTF8_BYTE     = 0x80..0xff;
    TEXT_UTF8char = 0x21..0x7e | UTF8_BYTE;
    TEXT_UTF8_TRIM = TEXT_UTF8char ( LWS* TEXT_UTF8char )*;

    token = ( alphanum | [\-.!%*_+`'~] )+;
    word  = ( alphanum | [\-.!%*_+`'~()<>:\\"/\[\]?{}] )+;

    STAR   = SWS "*" SWS;
    SLASH  = SWS "/" SWS;
    EQUAL  = SWS "=" SWS;
    LPAREN = SWS "(" SWS;
    RPAREN = SWS ")" SWS;
    RAQUOT = ">" SWS;
    LAQUOT = SWS "<";
    COMMA  = SWS "," SWS;
    SEMI   = SWS ";" SWS;
    COLON  = SWS ":" SWS;

    # A quoted-pair may hold any control character but CR and LF, even a NUL.
    quoted_pair   = "\\" ( 0x00..0x09 | 0x0b..0x0c | 0x0e..0x7f );
    qdletter      = 0x21 | 0x23..0x5b | 0x5d..0x7e | UTF8_BYTE;
    qdtext        = LWS | qdletter;
    quoted_string = DQUOTE ( qdtext | quoted_pair )* DQUOTE; # the rule that uses it adds the SWS before it

    ctext = 0x21..0x27 | 0x2a..0x5b | 0x5d..0x7e | UTF8_BYTE | LWS;
    # A comment nests without end in the BNF, which no automaton can follow: hosts count, or take one level.
    flat_comment = "(" ( ctext | quoted_pair )* ")";
}%%
