# Rules of other RFCs, by their names, each with its clause. Needs core, host, uri and headers.
%%{
    machine extensions;

    # 6665:8.4
    token_nodot     = ( alphanum | [\-!%*_+`'~] )+;
    event_package   = token_nodot;
    event_template  = token_nodot;
    event_templates = event_template ( "." event_template )*;

    # 3262:10
    response_num = DIGIT+;
    CSeq_num     = DIGIT+;

    # 3323:4.2
    priv_value = token;

    # 8224:4; RFC 4474 had the signature alone, in quotes.
    base64_char            = ALPHA | DIGIT | "/" | "+" | "=" | "_" | "-";
    signed_identity_digest = ( base64_char | "." )+;
    identity_digest_4474   = DQUOTE ( ALPHA | DIGIT | [/+=] )+ DQUOTE;
}%%
