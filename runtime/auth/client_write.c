/* sipfsm auth: the credentials for one realm (3261:20.7, 7616:3.4). */
#include "sipfsm/digest_client.h"

#include "realm.h"
#include "response.h"

static void put_named(struct sf_text *text, const char *name, struct sf_str value)
{
    sf_text_put(text, sf_str_of(name));
    sf_text_put(text, value);
}

static void put_quoted(struct sf_text *text, const char *name, struct sf_str value)
{
    sf_text_put(text, sf_str_of(name));
    sf_text_quote(text, value);
}

/* The user's name, or its hash if the server accepts that (7616:3.4.4: the hash must then be sent).
 */
static bool put_username(const struct sf_digest_client *client, const struct sf_digest_realm *realm,
                         struct sf_str username, const struct sf_digest_terms *terms,
                         struct sf_text *text)
{
    struct sf_digest_hex hash;
    if (!realm->userhash) {
        put_quoted(text, "Digest username=", username);
        return username.len > 0 && !text->bad;
    }
    put_named(text, "Digest userhash=", SF_STR("true"));
    bool ok = username.len > 0 &&
              sf_digest_userhash(client->hashes, sf_algorithm_hash(terms->algorithm), username,
                                 terms->realm, &hash);
    if (ok)
        put_quoted(text, ", username=", sf_hex_str(&hash));
    return ok;
}

/* All behind the user's name. */
static void put_rest(const struct sf_digest_realm *realm, const struct sf_digest_terms *terms,
                     const struct sf_digest_hex *response, struct sf_text *text)
{
    put_named(text, ", realm=", sf_realm_part(realm, realm->realm));
    put_named(text, ", nonce=", sf_realm_part(realm, realm->nonce));
    put_quoted(text, ", uri=", terms->uri); /* always in quotes (3261:22.4, item 2) */
    put_quoted(text, ", response=", sf_hex_str(response));
    if (realm->named) /* that of the challenge (7616:3.4) */
        put_named(text, ", algorithm=", sf_algorithm_name(terms->algorithm));
    if (realm->opaque.length)
        put_named(text, ", opaque=", sf_realm_part(realm, realm->opaque));
    if (terms->qop == SF_QOP_NONE) /* neither cnonce nor nc (2617:3.2.2) */
        return;
    put_named(text, ", qop=", terms->qop_name);
    put_named(text, ", nc=", terms->nc);
    put_quoted(text, ", cnonce=", terms->cnonce);
}

size_t sf_digest_client_write(const struct sf_digest_client *client, struct sf_digest_realm *realm,
                              const struct sf_digest_request *request, char *out, size_t size)
{
    struct sf_words words;
    struct sf_digest_secret secret;
    struct sf_digest_hex response;
    char nc[8];
    struct sf_text count = sf_text_begin(nc, sizeof nc), text = sf_text_begin(out, size);
    if (!realm->used || realm->nc == UINT32_MAX)
        return 0;
    sf_words_begin(&words);
    sf_text_nc(&count, realm->nc + 1);
    struct sf_digest_terms terms = {
        .algorithm = (enum sf_digest_algorithm)realm->algorithm,
        .qop = (enum sf_digest_qop)realm->qop,
        .realm = sf_realm_word(&words, realm, realm->realm),
        .nonce = sf_realm_word(&words, realm, realm->nonce),
        .uri = request->uri,
        .nc = {nc, sizeof nc},
        .cnonce = sf_str_of(realm->cnonce),
        .qop_name = sf_qop_name((enum sf_digest_qop)realm->qop),
        .method = request->method,
        .body = request->body,
    };
    memset(&secret, 0, sizeof secret);
    if (words.bad || !client->secret_of(client->context, terms.realm, realm->proxy, &secret) ||
        !sf_secret_fits(&secret, sf_algorithm_hash(terms.algorithm)) ||
        !put_username(client, realm, secret.username, &terms, &text) ||
        !sf_response_compute(client->hashes, &secret, &terms, &response))
        return 0;
    put_rest(realm, &terms, &response, &text);
    if (!text.bad)
        realm->nc++;
    return sf_text_end(&text);
}
