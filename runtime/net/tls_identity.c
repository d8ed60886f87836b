/* The names that a certificate is for (5922:7.1, 5922:7.2). Names are compared as a whole: a
 * wildcard matches only itself. */
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

/* Appends with a comma; what is not printable is a dot. */
static size_t add_name(char *text, size_t size, size_t at, struct sf_str name)
{
    if (at + (at ? 2 : 0) + name.len + 1 > size)
        return at;
    if (at) {
        memcpy(text + at, ", ", 2);
        at += 2;
    }
    for (size_t i = 0; i < name.len; i++)
        text[at++] = (char)(name.p[i] > 0x20 && name.p[i] < 0x7f ? name.p[i] : '.');
    text[at] = 0;
    return at;
}

void sf_tls_names(X509 *certificate, char *text, size_t size)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    X509_NAME *subject = X509_get_subject_name(certificate);
    int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    size_t at = 0;
    text[0] = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *one = sk_GENERAL_NAME_value(names, i);
        char host[SF_ADDRESS_TEXT_BYTES];
        struct sf_address address = {.family = 4};
        if (one->type == GEN_URI || one->type == GEN_DNS) {
            at = add_name(
                text, size, at,
                str_of(one->type == GEN_URI ? one->d.uniformResourceIdentifier : one->d.dNSName));
        } else if (one->type == GEN_IPADD) {
            struct sf_str bytes = str_of(one->d.iPAddress);
            if (bytes.len != 4 && bytes.len != 16)
                continue;
            address.family = bytes.len == 4 ? 4 : 6;
            memcpy(address.ip, bytes.p, bytes.len);
            sf_address_host_text(&address, host);
            at = add_name(text, size, at, sf_str_of(host));
        }
    }
    if (!names && place >= 0)
        add_name(text, size, 0,
                 str_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place))));
    GENERAL_NAMES_free(names);
}
