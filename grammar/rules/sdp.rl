# Session descriptions: 8866:9, by its names (an underscore for a hyphen). The rule of a line is for its value only:
# the host file has removed "<letter>=" and the line end. Needs core.
%%{
    machine sdp;

    POS_DIGIT     = [1-9];
    integer       = POS_DIGIT DIGIT*;
    zero_based_integer = "0" | integer;
    non_zero_real = zero_based_integer "." DIGIT* POS_DIGIT;
    non_zero_int_or_real = integer | non_zero_real;
    decimal_uchar = DIGIT | POS_DIGIT DIGIT | "1" DIGIT{2} | "2" [0-4] DIGIT | "25" [0-5];

    byte_string   = ( 0x01..0x09 | 0x0b..0x0c | 0x0e..0xff )+;
    non_ws_string = ( 0x21..0x7e | 0x80..0xff )+;
    token_char    = alphanum | [!#$%&'*+\-.^_`{|}~];
    sdp_token     = token_char+;
    email_safe    = 0x01..0x09 | 0x0b..0x0c | 0x0e..0x27 | 0x2a..0x3b | "=" | 0x3f..0xff;

    # Lines
    username = non_ws_string;
    nettype  = sdp_token;
    addrtype = sdp_token;
    bwtype   = sdp_token;
    media    = sdp_token;
    fmt      = sdp_token;
    proto    = sdp_token ( "/" sdp_token )*;
    time     = POS_DIGIT DIGIT{9,};
    fixed_len_time_unit = [dhms];
    attribute_name      = sdp_token;

    # A URI-reference (RFC 3986), checked only by its letters.
    uri_letter    = alphanum | [\-._~:/?@!$&'()*+,;=\[\]] | "%" HEXDIG HEXDIG;
    uri_reference = uri_letter* ( "#" uri_letter* )?;

    # addr-spec of RFC 5322, without comments and what is obsolete there.
    atext      = alphanum | [!#$%&'*+\-/=?^_`{|}~];
    dot_atom   = atext+ ( "." atext+ )*;
    qcontent   = 0x20..0x21 | 0x23..0x5b | 0x5d..0x7e | "\t" | "\\" ( 0x20..0x7e | "\t" );
    local_part = dot_atom | '"' qcontent* '"';
    domain     = dot_atom | "[" ( 0x21..0x5a | 0x5e..0x7e )* "]";
    addr_spec  = local_part "@" domain;
    email_address = addr_spec SP+ "(" email_safe+ ")" | email_safe+ SP+ "<" addr_spec ">" | addr_spec;

    phone        = "+"? DIGIT ( SP | "-" | DIGIT )+;
    phone_number = phone SP* "(" email_safe+ ")" | email_safe+ "<" phone ">" | phone;

    # Addresses, where nettype is IN. b1 is below 224; a name has a letter, so that no malformed address passes for one.
    b1            = DIGIT | POS_DIGIT DIGIT | "1" DIGIT{2} | "2" [01] DIGIT | "22" [0-3];
    m1            = "22" [4-9] | "23" DIGIT;
    IP4_address   = b1 ( "." decimal_uchar ){3};
    IP4_group     = m1 ( "." decimal_uchar ){3};
    IP6_address   = ( HEXDIG | ":" | "." )+ & ( any* ":" any* ); # by its letters: sf_ipv6_match has the rule
    FQDN          = ( ( alphanum | [\-.] ){4,} ) & ( any* ALPHA any* );

    # The order of the lines, one letter each.
    time_description    = "t" ( "r"+ "z"? )?;
    media_description   = "m" "i"? "c"* "b"* "k"? "a"*;
    session_description = "v" "o" "s" "i"? "u"? "e"* "p"* "c"? "b"* time_description+ "k"? "a"* media_description*;
}%%
