/* Addresses: a host, and the whole rule of an IPv6 address. */
#include "scan.h"

%%{
    machine sf_ipv6;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";

    # 5954:4.1 mends the BNF of 3261:25.1, which counts no groups and puts a third colon before an IPv4 tail.
    h16  = HEXDIG{1,4};
    h16c = h16 ":";
    ls32 = h16c h16 | IPv4address;
    IPv6address = h16c{6} ls32
                | "::" h16c{5} ls32
                | h16? "::" h16c{4} ls32
                | ( h16c{0,1} h16 )? "::" h16c{3} ls32
                | ( h16c{0,2} h16 )? "::" h16c{2} ls32
                | ( h16c{0,3} h16 )? "::" h16c ls32
                | ( h16c{0,4} h16 )? "::" ls32
                | ( h16c{0,5} h16 )? "::" h16
                | ( h16c{0,6} h16 )? "::";
    # The BNF of 3261:25.1 has an IPv4 tail after "::" ":"; senders that follow it are understood.
    IPv6address_2002 = ( h16 ( ":" h16 ){0,4} )? "::" ":" IPv4address;
    main := IPv6address | IPv6address_2002;
    write data;
}%%

bool sf_ipv6_match(struct sf_str text)
{
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    int cs;
    %% write init;
    %% write exec;
    return cs >= sf_ipv6_first_final && p == pe;
}

%%{
    machine sf_host;
    alphtype unsigned char;
    include core "rules/core.rl";
    include host "rules/host.rl";
    main := host;
    write data;
}%%

bool sf_host_match(struct sf_str text)
{
    const sf_byte *p = (const sf_byte *)text.p, *pe = p + text.len;
    int cs;
    %% write init;
    %% write exec;
    if (cs < sf_host_first_final || p != pe)
        return false;
    return text.p[0] != '[' || sf_ipv6_match((struct sf_str){text.p + 1, text.len - 2});
}
