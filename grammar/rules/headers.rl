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

    delta_seconds = DIGIT+;
}%%
