#include "sipfsm/dns.h"

const char *sf_dns_type_name(unsigned type)
{
    switch (type) {
    case SF_DNS_A:
        return "A";
    case SF_DNS_AAAA:
        return "AAAA";
    case SF_DNS_CNAME:
        return "CNAME";
    case SF_DNS_SRV:
        return "SRV";
    case SF_DNS_NAPTR:
        return "NAPTR";
    default:
        return "?";
    }
}
