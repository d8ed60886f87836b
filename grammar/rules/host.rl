# Hosts and ports: 3261:25.1. Needs core.
%%{
    machine host;

    domainlabel = alphanum | alphanum ( alphanum | "-" )* alphanum;
    toplabel    = ALPHA | ALPHA ( alphanum | "-" )* alphanum;
    hostname    = ( domainlabel "." )* toplabel "."?;
    IPv4address = DIGIT{1,3} "." DIGIT{1,3} "." DIGIT{1,3} "." DIGIT{1,3};

    # The letters of an IPv6 address; host.rl has its rule. If the rule were written out in each place that
    # allows a host, its states would be copied each time. So the files that include this one match the text between the
    # brackets with sf_ipv6_match.
    IPv6letters   = ( HEXDIG | ":" | "." )+;
    IPv6reference = "[" IPv6letters "]";

    host = hostname | IPv4address | IPv6reference;
    port = DIGIT+;
}%%
