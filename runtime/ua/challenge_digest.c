/* The part of challenge.c that needs the digest library: linked only by programs that authenticate.
 */
#include "challenge.h"

#include "core.h"
#include "dialog_actor.h"
#include "keep.h"
#include "keys.h"
#include "match.h"
#include "random.h"
#include "transaction.h"
#include "way.h"

#define CHALLENGES 6 /* of one request that are answered: four realms, and two stale nonces */
/* The length of one header field: SF_LIMIT_DIGEST_BYTES, and names and quotes. */
#define CREDENTIALS_BYTES (SF_LIMIT_DIGEST_BYTES + 256)

/* ---- Secrets ---- */

static const struct sf_ua_credential *credential_of(const struct sf_ua_auth *auth,
                                                    struct sf_str realm)
{
    for (size_t i = 0; i < auth->credentials; i++)
        if (sf_str_equal(auth->credential[i].realm, realm))
            return &auth->credential[i];
    return NULL;
}

static bool secret_of(void *context, struct sf_str realm, bool proxy,
                      struct sf_digest_secret *secret)
{
    const struct sf_ua_auth *auth = context;
    const struct sf_ua_credential *credential = realm.len ? credential_of(auth, realm) : NULL;
    if (!credential && auth->secret_of && auth->secret_of(auth->context, realm, proxy, secret))
        return true;
    if (!credential)
        credential = credential_of(auth, (struct sf_str){NULL, 0});
    if (credential)
        *secret = credential->secret;
    return credential != NULL;
}

static struct sf_digest_client client_of(struct sf_ua *ua)
{
    return (struct sf_digest_client){ua->challenge->auth.hashes, secret_of, &ua->challenge->auth};
}

/* ---- Those who challenge ---- */

/* A long request of the same dialog goes by another transport (3261:18.1.1). */
static bool is_same(const struct sf_address *a, const struct sf_address *b)
{
    return a->family == b->family && a->port == b->port && memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

static struct sf_challenger *challenger_of(struct sf_ua *ua, const struct sf_address *hop)
{
    struct sf_challenges *c = ua->challenge;
    for (uint32_t i = 0; i < c->challengers; i++)
        if (c->challenger[i].used && is_same(&c->challenger[i].hop, hop)) {
            c->challenger[i].used = ++c->order;
            return &c->challenger[i];
        }
    return NULL;
}

/* A place for a new one: a free one, or that which was used longest ago. */
static struct sf_challenger *new_challenger(struct sf_ua *ua, const struct sf_address *hop)
{
    struct sf_challenges *c = ua->challenge;
    struct sf_challenger *oldest = &c->challenger[0];
    for (uint32_t i = 1; i < c->challengers; i++)
        if (c->challenger[i].used < oldest->used)
            oldest = &c->challenger[i];
    memset(oldest, 0, sizeof *oldest);
    oldest->hop = *hop;
    oldest->used = ++c->order;
    return oldest;
}

/* `quoted` without its quotes and backslashes is `text`? */
static bool is_quoted(struct sf_str quoted, struct sf_str text)
{
    size_t n = 0;
    for (size_t i = 1; i + 1 < quoted.len; i++) {
        i += quoted.p[i] == '\\' && i + 2 < quoted.len;
        if (n == text.len || quoted.p[i] != text.p[n++])
            return false;
    }
    return n == text.len;
}

static bool is_named(const struct sf_ua_auth *auth, const struct sf_digest_realm *realm)
{
    struct sf_str quoted = {realm->text + realm->realm.at, realm->realm.length};
    for (size_t i = 0; i < auth->credentials; i++)
        if (auth->credential[i].realm.len && is_quoted(quoted, auth->credential[i].realm))
            return true;
    return false;
}

/* 3261:22.2: credentials for a server are used for the same To; 3261:22.3: those for a proxy for
 * the same Call-ID, or for all requests through it if its realm is configured. */
static bool is_wanted(struct sf_ua *ua, const struct sf_challenger *challenger, unsigned i,
                      const struct sf_msg *request)
{
    const struct sf_digest_realm *realm = &challenger->realms.realm[i];
    if (!realm->used)
        return false;
    if (!realm->proxy)
        return challenger->to[i] == sf_key_of_text(ua, sf_msg_str(request, request->to_address));
    return is_named(&ua->challenge->auth, realm) ||
           challenger->call_id[i] == sf_key_of_text(ua, sf_msg_str(request, request->call_id));
}

static bool is_any_wanted(struct sf_ua *ua, const struct sf_challenger *challenger,
                          const struct sf_msg *request)
{
    for (unsigned i = 0; i < SF_LIMIT_DIGEST_REALMS; i++)
        if (is_wanted(ua, challenger, i, request))
            return true;
    return false;
}

/* ---- The request with credentials ---- */

static struct sf_str write_with(struct sf_ua *ua, struct sf_challenger *challenger,
                                const struct sf_msg *request, struct sf_str branch, uint32_t cseq)
{
    struct sf_challenges *c = ua->challenge;
    const struct sf_digest_client client = client_of(ua);
    const struct sf_digest_request about = {sf_msg_str(request, request->method_name),
                                            sf_msg_str(request, request->request_uri),
                                            sf_msg_str(request, request->body)};
    struct sf_build b;
    char value[CREDENTIALS_BYTES];
    sf_again_begin(&b, c->bytes, ua->message_bytes, request, branch, cseq, false);
    size_t begins = b.length;
    for (unsigned i = 0; i < SF_LIMIT_DIGEST_REALMS; i++) {
        struct sf_digest_realm *realm = &challenger->realms.realm[i];
        size_t length = is_wanted(ua, challenger, i, request)
                            ? sf_digest_client_write(&client, realm, &about, value, sizeof value)
                            : 0;
        if (length)
            sf_build_header(&b, realm->proxy ? "Proxy-Authorization" : "Authorization",
                            (struct sf_str){value, length});
    }
    if (b.length == begins)
        return (struct sf_str){NULL, 0};
    return sf_again_end(&b, request);
}

/* Adds known credentials. A request with credentials from the application stays as it is. */
static struct sf_str sign(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to)
{
    struct sf_challenger *challenger = challenger_of(ua, to);
    const struct sf_msg *request = ua->recalled;
    struct sf_str none = {NULL, 0};
    if (!challenger ||
        sf_msg_parse_within(ua->recalled, ua->headers, bytes.p, bytes.len, NULL) != SF_MSG_OK ||
        sf_msg_has(request, SF_HEADER_AUTHORIZATION) ||
        sf_msg_has(request, SF_HEADER_PROXY_AUTHORIZATION) ||
        !is_any_wanted(ua, challenger, request))
        return bytes;
    struct sf_str with = write_with(ua, challenger, request, none, 0);
    return with.len ? with : bytes;
}

/* ---- A response ---- */

/* True if the other side began this call, and the challenger has not challenged a request that we
 * chose to send. A caller that is hung up on must not get a digest from which it could guess the
 * password. */
static bool is_unknown_sender(const struct sf_transaction *transaction,
                              const struct sf_dialog_actor *dialog,
                              const struct sf_challenger *challenger)
{
    return transaction->unproven || (dialog && dialog->d.role == SF_ROLE_UAS && !challenger);
}

/* Notes the challenger of each realm. Nothing has been sent yet with the nonce of a new realm. */
static void note(struct sf_ua *ua, struct sf_challenger *challenger, const struct sf_msg *request)
{
    for (unsigned i = 0; i < SF_LIMIT_DIGEST_REALMS; i++)
        if (challenger->realms.realm[i].used && !challenger->realms.realm[i].nc) {
            challenger->to[i] = sf_key_of_text(ua, sf_msg_str(request, request->to_address));
            challenger->call_id[i] = sf_key_of_text(ua, sf_msg_str(request, request->call_id));
        }
}

static enum sf_ua_challenge try_again(struct sf_ua *ua, const struct sf_transaction *transaction,
                                      struct sf_challenger *challenger,
                                      const struct sf_msg *request,
                                      const struct sf_dialog_actor *dialog)
{
    struct sf_challenges *c = ua->challenge;
    note(ua, challenger, request);
    c->branch = sf_request_branch(ua, c->branch_text);
    c->cseq = (dialog ? dialog->d.local_cseq : request->cseq.number) + 1;
    c->dialog = dialog ? sf_ref_of(&dialog->a) : SF_REF_NONE;
    c->again = write_with(ua, challenger, request, c->branch, c->cseq);
    c->to = transaction->peer;
    sf_way_grow(ua, &c->again, &c->to);
    return c->again.len ? SF_UA_CHALLENGE_ANSWERED : SF_UA_CHALLENGE_TOO_LONG;
}

/* Our own side of the dialog of a request. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_msg *request)
{
    return sf_match_dialog(ua, sf_key_of_dialog(ua, sf_msg_str(request, request->call_id),
                                                sf_msg_str(request, request->from_tag),
                                                sf_msg_str(request, request->to_tag)));
}

static enum sf_ua_challenge judge(struct sf_ua *ua, const struct sf_transaction *transaction,
                                  const struct sf_msg *request, const struct sf_msg *response)
{
    const struct sf_digest_client client = client_of(ua);
    uint8_t random[SF_DIGEST_CNONCE_BYTES];
    struct sf_view realm;
    const struct sf_dialog_actor *dialog = dialog_of(ua, request);
    struct sf_challenger *challenger = challenger_of(ua, &transaction->peer);
    if (is_unknown_sender(transaction, dialog, challenger))
        return SF_UA_CHALLENGE_UNKNOWN_SENDER;
    if (transaction->tries == CHALLENGES)
        return SF_UA_CHALLENGE_TOO_OFTEN;
    if (!challenger)
        challenger = new_challenger(ua, &transaction->peer);
    sf_random_bytes(ua, random, sizeof random);
    enum sf_digest_taken taken =
        sf_digest_client_take(&client, &challenger->realms, request, response, random, &realm);
    ua->challenge->realm = sf_msg_str(response, realm);
    switch (taken) {
    case SF_DIGEST_RETRY:
        return try_again(ua, transaction, challenger, request, dialog);
    case SF_DIGEST_REFUSED:
        return SF_UA_CHALLENGE_REFUSED;
    case SF_DIGEST_NO_SECRET:
        return SF_UA_CHALLENGE_NO_SECRET;
    default:
        return SF_UA_CHALLENGE_NOT_KNOWN;
    }
}

/* 7616:3.5: the other side proves itself, and may say the next nonce. */
static enum sf_ua_challenge prove(struct sf_ua *ua, const struct sf_transaction *transaction,
                                  const struct sf_msg *request, const struct sf_msg *response)
{
    const struct sf_digest_client client = client_of(ua);
    struct sf_challenger *challenger = challenger_of(ua, &transaction->peer);
    return challenger && sf_digest_client_prove(&client, &challenger->realms, request, response) ==
                             SF_DIGEST_DISPROVED
               ? SF_UA_CHALLENGE_DISPROVED
               : SF_UA_CHALLENGE_NONE;
}

static void hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response)
{
    bool challenges = response->status == 401 || response->status == 407;
    bool proves = response->status / 100 == 2 &&
                  sf_msg_has(response, SF_HEADER_AUTHENTICATION_INFO);
    if ((!challenges && !proves) || !transaction->kept.first)
        return;
    const struct sf_msg *request = sf_keep_recall(ua, transaction->kept);
    /* An ACK: its INVITE has had its final response. A CANCEL cannot be tried again (3261:22.1). */
    if (request->method == SF_METHOD_ACK || request->method == SF_METHOD_CANCEL)
        return;
    ua->challenge->verdict = (uint8_t)(challenges ? judge(ua, transaction, request, response)
                                                  : prove(ua, transaction, request, response));
}

const struct sf_ua_digest *sf_ua_digest(void)
{
    static const struct sf_ua_digest digest = {hear, sign};
    return &digest;
}
