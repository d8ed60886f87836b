/* sipfsm auth: takes the challenges of a 401 or 407 into the list of realms. */
#include "sipfsm/digest_client.h"

#include "hashing.h"
#include "realm.h"
#include "response.h"

/* One challenge as it is judged. */
struct candidate {
    struct sf_challenge views;
    bool proxy;
    struct sf_str realm, nonce; /* without quotes, in `words` */
    enum sf_digest_algorithm algorithm;
    enum sf_digest_qop qop;
    struct sf_words words;
};

/* One call of sf_digest_client_take. */
struct taking {
    const struct sf_digest_client *client;
    struct sf_digest_realms *realms;
    const struct sf_msg *request, *response;
    const uint8_t *random;
    unsigned taken; /* bit per realm that this response has challenged */
    /* The realms of the results, as views of `response`; absent if they have not been read. */
    struct sf_view retry, refused, no_secret;
};

/* True if the challenge is of an algorithm and a qop that we know (8760:2.4). */
static bool is_known(const struct taking *taking, const char *base, struct candidate *c)
{
    const struct sf_challenge *views = &c->views;
    if (!views->digest)
        return false;
    sf_words_begin(&c->words);
    c->realm = sf_word(&c->words, base, views->realm);
    c->nonce = sf_word(&c->words, base, views->nonce);
    c->algorithm = sf_algorithm_of(sf_word(&c->words, base, views->algorithm));
    if (c->words.bad || c->algorithm == SF_ALGORITHMS ||
        !taking->client->hashes->hash[sf_algorithm_hash(c->algorithm)])
        return false;
    if (!views->qop.len) { /* credentials with a cnonce need a qop (3261:22.4, item 8) */
        c->qop = SF_QOP_NONE;
        return !sf_algorithm_is_session(c->algorithm);
    }
    c->qop = sf_qop_offers(base, views->qop, sf_qop_name(SF_QOP_AUTH))       ? SF_QOP_AUTH
             : sf_qop_offers(base, views->qop, sf_qop_name(SF_QOP_AUTH_INT)) ? SF_QOP_AUTH_INT
                                                                             : SF_QOPS;
    return c->qop != SF_QOPS;
}

/* The place of the realm; SF_LIMIT_DIGEST_REALMS if it has none. */
static unsigned place_of(const struct sf_digest_realms *realms, const struct candidate *c)
{
    unsigned i = 0;
    while (i < SF_LIMIT_DIGEST_REALMS && !sf_realm_is(&realms->realm[i], c->proxy, c->realm))
        i++;
    return i;
}

/* A place for a new realm: a free one, or the first that this response does not challenge. */
static unsigned free_place(const struct taking *taking)
{
    unsigned i;
    for (i = 0; i < SF_LIMIT_DIGEST_REALMS; i++)
        if (!taking->realms->realm[i].used)
            return i;
    for (i = 0; i < SF_LIMIT_DIGEST_REALMS; i++)
        if (!(taking->taken >> i & 1))
            break;
    return i;
}

/* Stores the challenge in `realm`, which holds this realm, or is zeroed. False, and nothing is
 * changed, if it is too long. */
static bool store(const struct taking *taking, const struct candidate *c,
                  struct sf_digest_realm *realm)
{
    const struct sf_msg *response = taking->response;
    bool same = sf_realm_has_nonce(realm, c->nonce);
    if (!sf_realm_keep(realm, sf_msg_str(response, c->views.realm),
                       sf_msg_str(response, c->views.nonce), sf_msg_str(response, c->views.opaque)))
        return false;
    realm->used = true;
    realm->proxy = c->proxy;
    realm->named = c->views.algorithm.len > 0;
    realm->userhash = c->views.userhash;
    realm->algorithm = (uint8_t)c->algorithm;
    realm->qop = (uint8_t)c->qop;
    if (!same) { /* else nc goes on, or the server would see it twice (7616:3.4) */
        realm->nc = 0;
        sf_hex_write(taking->random, SF_DIGEST_CNONCE_BYTES, realm->cnonce);
    }
    return true;
}

/* True if the challenge answers credentials that the request had for this realm, and says that the
 * secret is wrong. `realm` is what was kept of it; or NULL. */
static bool is_refusal(const struct taking *taking, const struct candidate *c,
                       const struct sf_digest_realm *realm)
{
    struct sf_credential_words sent;
    if (!taking->request || c->views.stale ||
        !sf_credential_find(&sent, taking->request, c->proxy, c->realm))
        return false;
    if (sf_str_equal(sent.nonce, c->nonce))
        return true;
    uint32_t nc = sf_credential_nc(&sent);
    if (!nc) /* without qop nobody counts but we */
        nc = realm && sf_realm_has_nonce(realm, sent.nonce) ? realm->nc : 1;
    return nc <= 1;
}

static void take_one(struct taking *taking, struct candidate *c)
{
    struct sf_digest_secret secret;
    if (!is_known(taking, taking->response->bytes, c))
        return;
    unsigned place = place_of(taking->realms, c);
    bool is_new = place == SF_LIMIT_DIGEST_REALMS;
    if (!is_new && taking->taken >> place & 1)
        return; /* one above it was taken */
    memset(&secret, 0, sizeof secret);
    if (!taking->client->secret_of(taking->client->context, c->realm, c->proxy, &secret) ||
        !sf_secret_fits(&secret, sf_algorithm_hash(c->algorithm))) {
        taking->no_secret = c->views.realm;
        return;
    }
    if (is_new && (place = free_place(taking)) == SF_LIMIT_DIGEST_REALMS)
        return;
    struct sf_digest_realm *kept = &taking->realms->realm[place], realm;
    memset(&realm, 0, sizeof realm);
    if (!is_new)
        realm = *kept;
    bool refusal = is_refusal(taking, c, is_new ? NULL : kept);
    if (!store(taking, c, &realm))
        return;
    *kept = realm;
    taking->taken |= 1u << place;
    if (refusal)
        taking->refused = c->views.realm;
    else
        taking->retry = c->views.realm;
}

enum sf_digest_taken
sf_digest_client_take(const struct sf_digest_client *client, struct sf_digest_realms *realms,
                      const struct sf_msg *request, const struct sf_msg *response,
                      const uint8_t random[SF_DIGEST_CNONCE_BYTES], struct sf_view *about)
{
    struct taking taking = {.client = client,
                            .realms = realms,
                            .request = request,
                            .response = response,
                            .random = random};
    for (int proxy = 0; proxy <= 1; proxy++) {
        enum sf_header_id id = proxy ? SF_HEADER_PROXY_AUTHENTICATE : SF_HEADER_WWW_AUTHENTICATE;
        struct sf_msg_values at = {0, 0};
        struct sf_view value;
        while (sf_msg_next_value(response, id, &at, &value)) {
            struct candidate candidate;
            candidate.proxy = proxy != 0;
            if (sf_challenge_parse(response->bytes, value, &candidate.views, NULL))
                take_one(&taking, &candidate);
        }
    }
    struct sf_view none = {0, 0};
    struct sf_view realm = taking.refused.len ? taking.refused
                           : taking.retry.len ? taking.retry
                                              : taking.no_secret;
    if (about)
        *about = realm.len ? realm : none;
    return taking.refused.len     ? SF_DIGEST_REFUSED
           : taking.retry.len     ? SF_DIGEST_RETRY
           : taking.no_secret.len ? SF_DIGEST_NO_SECRET
                                  : SF_DIGEST_NOT_KNOWN;
}
