#include "sipfsm/digest_openssl.h"

#include <openssl/evp.h>

static bool compute(const EVP_MD *kind, const struct sf_str *text, size_t count, uint8_t *hash)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context && EVP_DigestInit_ex(context, kind, NULL) == 1;
    for (size_t i = 0; ok && i < count; i++)
        ok = EVP_DigestUpdate(context, text[i].p, text[i].len) == 1;
    ok = ok && EVP_DigestFinal_ex(context, hash, NULL) == 1;
    EVP_MD_CTX_free(context); /* and wipes it */
    return ok;
}

static bool md5(const struct sf_str *text, size_t count, uint8_t *hash)
{
    return compute(EVP_md5(), text, count, hash);
}

static bool sha_256(const struct sf_str *text, size_t count, uint8_t *hash)
{
    return compute(EVP_sha256(), text, count, hash);
}

static bool sha_512_256(const struct sf_str *text, size_t count, uint8_t *hash)
{
    return compute(EVP_sha512_256(), text, count, hash);
}

const struct sf_digest_hashes *sf_digest_openssl(void)
{
    static const struct sf_digest_hash by_md5 = {16, md5}, by_sha_256 = {32, sha_256},
                                       by_sha_512_256 = {32, sha_512_256};
    static const struct sf_digest_hashes hashes = {{&by_md5, &by_sha_256, &by_sha_512_256}};
    return &hashes;
}
