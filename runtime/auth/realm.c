#include "realm.h"

struct sf_str sf_realm_part(const struct sf_digest_realm *realm, struct sf_digest_part part)
{
    return (struct sf_str){part.length ? realm->text + part.at : NULL, part.length};
}

struct sf_str sf_realm_word(struct sf_words *words, const struct sf_digest_realm *realm,
                            struct sf_digest_part part)
{
    return sf_word(words, realm->text + part.at, (struct sf_view){0, part.length});
}

bool sf_realm_is(const struct sf_digest_realm *realm, bool proxy, struct sf_str name)
{
    struct sf_words words;
    sf_words_begin(&words);
    return realm->used && realm->proxy == proxy &&
           sf_str_equal(sf_realm_word(&words, realm, realm->realm), name);
}

bool sf_realm_has_nonce(const struct sf_digest_realm *realm, struct sf_str nonce)
{
    struct sf_words words;
    sf_words_begin(&words);
    return realm->used && sf_str_equal(sf_realm_word(&words, realm, realm->nonce), nonce);
}

static struct sf_digest_part keep(struct sf_text *text, struct sf_str value)
{
    size_t at = text->length;
    if (value.len)
        sf_text_requote(text, value);
    return (struct sf_digest_part){(uint16_t)at, (uint16_t)(text->length - at)};
}

bool sf_realm_keep(struct sf_digest_realm *realm, struct sf_str name, struct sf_str nonce,
                   struct sf_str opaque)
{
    char kept[SF_LIMIT_DIGEST_REALM_BYTES];
    struct sf_text text = sf_text_begin(kept, sizeof kept);
    struct sf_digest_part name_part = keep(&text, name), nonce_part = keep(&text, nonce);
    struct sf_digest_part opaque_part = keep(&text, opaque);
    if (text.bad)
        return false;
    realm->realm = name_part;
    realm->nonce = nonce_part;
    realm->opaque = opaque_part;
    memset(realm->text, 0, sizeof realm->text);
    memcpy(realm->text, kept, text.length);
    return true;
}
