#include "words.h"

#include "sipfsm/uri.h"

struct sf_str sf_word(struct sf_words *words, const char *base, struct sf_view value)
{
    struct sf_str text = sf_view_str(base, value);
    struct sf_str word = {words->room + words->used, 0};
    if (!text.p)
        return text;
    if (words->bad ||
        !sf_unquote(text, words->room + words->used, sizeof words->room - words->used, &word.len)) {
        words->bad = true;
        return (struct sf_str){NULL, 0};
    }
    words->used += word.len;
    return word;
}

/* username* (7616:3.4): a charset, a language, and the name with %HH for bytes. */
static struct sf_str encoded_word(struct sf_words *words, struct sf_str text)
{
    struct sf_str word = {words->room + words->used, 0};
    const char *charset_end = text.p ? memchr(text.p, '\'', text.len) : NULL;
    const char *name = NULL, *end = text.p + text.len;
    if (charset_end)
        name = memchr(charset_end + 1, '\'', (size_t)(end - charset_end - 1));
    if (!name ||
        !sf_str_equal_nocase((struct sf_str){text.p, (size_t)(charset_end - text.p)},
                             SF_STR("UTF-8")) ||
        !sf_unescape((struct sf_str){name + 1, (size_t)(end - name - 1)}, words->room + words->used,
                     sizeof words->room - words->used, &word.len)) {
        words->bad = true;
        return (struct sf_str){NULL, 0};
    }
    words->used += word.len;
    return word;
}

enum sf_credential_kind sf_credential_read(struct sf_credential_words *credential, const char *base,
                                           struct sf_view value)
{
    struct sf_credentials *views = &credential->views;
    struct sf_words *words = &credential->words;
    if (!sf_credentials_parse(base, value, views, NULL))
        return SF_CREDENTIAL_MALFORMED;
    if (!views->digest)
        return SF_CREDENTIAL_OTHER;
    sf_words_begin(words);
    credential->realm = sf_word(words, base, views->realm);
    credential->username = views->username.len
                               ? sf_word(words, base, views->username)
                               : encoded_word(words, sf_view_str(base, views->username_star));
    credential->nonce = sf_word(words, base, views->nonce);
    credential->uri = sf_word(words, base, views->uri);
    credential->response = sf_word(words, base, views->response);
    credential->cnonce = sf_word(words, base, views->cnonce);
    credential->qop = sf_word(words, base, views->qop);
    credential->nc = sf_word(words, base, views->nc);
    credential->algorithm = sf_algorithm_of(sf_word(words, base, views->algorithm));
    return words->bad ? SF_CREDENTIAL_MALFORMED : SF_CREDENTIAL_DIGEST;
}

bool sf_credential_find(struct sf_credential_words *credential, const struct sf_msg *request,
                        bool proxy, struct sf_str realm)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(request, sf_authorization_of(proxy), &at, &value))
        if (sf_credential_read(credential, request->bytes, value) == SF_CREDENTIAL_DIGEST &&
            sf_str_equal(credential->realm, realm))
            return true;
    return false;
}

uint32_t sf_credential_nc(const struct sf_credential_words *credential)
{
    uint32_t number = 0;
    for (size_t i = 0; i < credential->nc.len; i++) {
        unsigned char c = (unsigned char)credential->nc.p[i];
        number = number << 4 | (c <= '9' ? (uint32_t)c - '0' : ((uint32_t)c | 0x20) - 'a' + 10);
    }
    return number;
}
