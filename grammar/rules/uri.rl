# URIs: 3261:19.1.1, 3261:25.1. Needs core and host.
%%{
    machine uri;

    scheme = ALPHA ( ALPHA | DIGIT | [+\-.] )*;

    # SIP and SIPS URIs. A telephone-subscriber, escaped as 3261:19.1.2 asks, is always a user too.
    user_unreserved = [&=+$,;?/];
    user            = ( unreserved | escaped | user_unreserved )+;
    password        = ( unreserved | escaped | [&=+$,] )*;

    # transport, user, method, ttl, maddr and lr are all of other-param's form; the host types their values.
    param_unreserved = [\[\]/:&+$];
    paramchar        = param_unreserved | unreserved | escaped;
    pname            = paramchar+;
    pvalue           = paramchar+;

    hnv_unreserved = [\[\]/?:+$];
    hname          = ( hnv_unreserved | unreserved | escaped )+;
    hvalue         = ( hnv_unreserved | unreserved | escaped )*;
    uri_header     = hname "=" hvalue;
    headers        = uri_header ( "&" uri_header )*; # after the "?"

    # Any other URI (RFC 2396), after its scheme and colon.
    uric          = reserved | unreserved | escaped;
    uric_no_slash = unreserved | escaped | [;?:@&=+$,];
    pchar         = unreserved | escaped | [:@&=+$,];
    param         = pchar*;
    segment       = pchar* ( ";" param )*;
    path_segments = segment ( "/" segment )*;
    abs_path      = "/" path_segments;
    srvr          = ( ( ( user ( ":" password )? "@" )? host ( ":" port )? )? );
    reg_name      = ( unreserved | escaped | [$,;:@&=+] )+;
    authority     = srvr | reg_name;
    net_path      = "//" authority abs_path?;
    query         = uric*;
    hier_part     = ( net_path | abs_path ) ( "?" query )?;
    opaque_part   = uric_no_slash uric*;
    absolute_rest = hier_part | opaque_part;
}%%
