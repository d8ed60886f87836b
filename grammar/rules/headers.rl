# Header values that the hosts type: 3261:25.1. Needs core and host.
%%{
    machine headers;

    # gen-value's hostname and IPv4address are tokens.
    gen_value     = token | IPv6reference | quoted_string;
    generic_param = token ( EQUAL gen_value )?;

    callid = word ( "@" word )?;

    # 3261:20.10: "There may or may not be LWS between the display-name and the <", so the last LWS of *(token LWS) is SWS.
    display_name = token ( LWS token )* | quoted_string;
    # Letters of a URI between < and >, and of one without them, where a comma, semicolon or question mark would be the
    # header's (3261:20.10). uri.rl types them.
    bracketed_addr_spec = ( 0x21..0x7e - [<>"] )+;
    bare_addr_spec      = scheme ":" ( 0x21..0x7e - [<>",;?] )+;

    protocol_name    = token;
    protocol_version = token;
    transport        = token;
    # The BNF has no brackets around a received IPv6 address; senders write both.
    via_value = gen_value | IPv6letters;

    m_type      = token;
    m_subtype   = token;
    m_parameter = token EQUAL ( token | quoted_string );

    # ---- One value each of the headers that are checked and not taken apart (values.rl) ----

    delta_seconds = DIGIT+;
    qvalue        = "0" ( "." DIGIT{0,3} )? | "1" ( "." "0"{0,3} )?;
    # accept-param: q = qvalue is a generic-param too, so the two differ only if q is malformed; the host file checks q.
    media_range    = ( "*/*" | m_type SLASH "*" | m_type SLASH m_subtype );
    content_coding = token;
    codings        = content_coding | "*";
    language_range = ALPHA{1,8} ( "-" ALPHA{1,8} )* | "*";
    # RFC 3066 and later tags hold digits after the first part; the BNF of 2002 has letters alone.
    language_tag   = ALPHA{1,8} ( "-" alphanum{1,8} )*;
    option_tag     = token;
    angled_uri     = "<" bracketed_addr_spec ">"; # LAQUOT absoluteURI RAQUOT

    auth_param  = token EQUAL ( token | quoted_string );
    auth_scheme = token;
    # Digest, whose parameters are all of auth-param's form, and any other scheme.
    challenge   = auth_scheme LWS auth_param ( COMMA auth_param )*;
    credentials = challenge;
    ainfo       = auth_param;

    disp_type    = token;
    wkday        = "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun";
    month        = "Jan" | "Feb" | "Mar" | "Apr" | "May" | "Jun" | "Jul" | "Aug" | "Sep" | "Oct" | "Nov" | "Dec";
    date1        = DIGIT{2} FSP month FSP DIGIT{4};
    time         = DIGIT{2} ":" DIGIT{2} ":" DIGIT{2};
    rfc1123_date = wkday "," FSP date1 FSP time FSP "GMT";

    MIME_version   = DIGIT+ "." DIGIT+;
    priority_value = token;
    delay          = DIGIT* ( "." DIGIT* )?;
    timestamp      = DIGIT+ ( "." DIGIT* )? ( LWS delay )?;
    product        = token ( SLASH token )?;

    hostport      = host ( ":" port )?;
    warn_agent    = hostport | token;
    warning_value = DIGIT{3} FSP warn_agent LWS quoted_string; # its SP, and the SWS that quoted-string begins with
}%%
