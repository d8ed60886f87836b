# Hosts and ports: 3261:25.1. Needs core.
%%{
    machine host;

    domainlabel = alphanum | alphanum ( alphanum | "-" )* alphanum;
    toplabel    = ALPHA | ALPHA ( alphanum | "-" )* alphanum;
    hostname    = ( domainlabel "." )* toplabel "."?;
    IPv4address = DIGIT{1,3} "." DIGIT{1,3} "." DIGIT{1,3} "." DIGIT{1,3};

    # The letters of an IPv6 address; host.rl has its rule. Writing the rule out wherever a host may stand would copy
    # its states every time, so that hosts of this file run sf_ipv6_match over what stands between the brackets.
    IPv6letters   = ( HEXDIG | ":" | "." )+;
    IPv6reference = "[" IPv6letters "]";

    host = hostname | IPv4address | IPv6reference;
    port = DIGIT+;
}%%
