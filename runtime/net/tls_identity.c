/* Whom a certificate is for (5922:7.1, 5922:7.2). Names are compared whole: wildcards match nothing
 * but themselves. */
#include "tls_private.h"

#include "sipfsm/address.h"

#include <openssl/x509v3.h>

static struct sf_str str_of(const ASN1_STRING *text)
{
    return (struct sf_str){(const char *)ASN1_STRING_get0_data(text),
                           (size_t)ASN1_STRING_length(text)};
}

/* "sip:example.org" is the domain's; with a user part it is a person's, and another scheme is
 * something else. Port and parameters do not count. */
static bool domain_of(struct sf_str uri, struct sf_str *domain)
{
    if (uri.len < 4 || !sf_str_equal_nocase((struct sf_str){uri.p, 4}, SF_STR("sip:")) ||
        memchr(uri.p, '@', uri.len))
        return false;
    *domain = (struct sf_str){uri.p + 4, 0};
    while (domain->len + 4 < uri.len && !strchr(":;?", domain->p[domain->len]))
        domain->len++;
    return true;
}

/* An identity of that type is the name; *any: there is one of it at all. */
static bool has(const GENERAL_NAMES *names, int type, struct sf_str name, bool *any)
{
    bool found = false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *one = sk_GENERAL_NAME_value(names, i);
        struct sf_str domain;
        if (one->type != type)
            continue;
        domain = str_of(type == GEN_URI ? one->d.uniformResourceIdentifier : one->d.dNSName);
        if (type == GEN_URI && !domain_of(domain, &domain))
            continue;
        *any = true;
        found = found || sf_str_equal_nocase(domain, name);
    }
    return found;
}

static bool has_common_name(X509 *certificate, struct sf_str name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    return at >= 0 && sf_str_equal_nocase(
                          str_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))), name);
}

bool sf_tls_is_for(X509 *certificate, const char *name)
{
    struct sf_address address;
    struct sf_str host = sf_str_of(name);
    if (sf_address_of_host(&address, host))
        return X509_check_ip(certificate, address.ip, address.family == 4 ? 4 : 16, 0) == 1;
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (!names)
        return has_common_name(certificate, host);
    bool any = false, found = has(names, GEN_URI, host, &any);
    if (!any)
        found = has(names, GEN_DNS, host, &any);
    GENERAL_NAMES_free(names);
    return found;
}
