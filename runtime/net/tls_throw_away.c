/* A certificate for a trial: new key, self-signed, good for a day. */
#include "tls_private.h"

#include "sipfsm/address.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>

static bool add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool added = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

static bool fill(X509 *certificate, EVP_PKEY *key, const char *host)
{
    char alternative[300];
    struct sf_address address;
    uint64_t serial = 0;
    X509_NAME *subject = X509_get_subject_name(certificate);
    bool numeric = sf_address_of_host(&address, sf_str_of(host));
    int n = snprintf(alternative, sizeof alternative, "%s:%s", numeric ? "IP" : "DNS", host);
    return n > 0 && (size_t)n < sizeof alternative &&
           RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           X509_set_version(certificate, X509_VERSION_3) &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), 86400) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                      (const unsigned char *)"sipfsm throw-away", -1, -1, 0) &&
           X509_set_issuer_name(certificate, subject) && X509_set_pubkey(certificate, key) &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, NID_subject_alt_name, alternative) &&
           X509_sign(certificate, key, EVP_sha256());
}

bool sf_tls_throw_away(const char *host, X509 **certificate, EVP_PKEY **key)
{
    *key = EVP_EC_gen("P-256");
    *certificate = X509_new();
    if (*key && *certificate && fill(*certificate, *key, host))
        return true;
    EVP_PKEY_free(*key);
    X509_free(*certificate);
    return false;
}
