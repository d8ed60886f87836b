/* sipfsm auth: a server of digest authentication, and its challenges. */
#include "sipfsm/digest_server.h"

#include "hashing.h"
#include "nonce.h"
#include "text.h"

enum { NONCE_LIFETIME_S = 300, GUESS_PERIOD_S = 60 };

static bool is_realm(struct sf_str realm)
{
    char quoted[SF_LIMIT_DIGEST_BYTES];
    struct sf_text text = sf_text_begin(quoted, sizeof quoted);
    sf_text_quote(&text, realm);
    return realm.len > 0 && sf_text_end(&text) > 0;
}

bool sf_digest_server_begin(struct sf_digest_server *server,
                            const struct sf_digest_server_settings *settings,
                            const uint64_t secret[2])
{
    if (!settings->hashes || !settings->user_of || !settings->algorithms ||
        settings->algorithms > SF_ALGORITHMS || !is_realm(settings->realm))
        return false;
    for (unsigned i = 0; i < settings->algorithms; i++) {
        enum sf_digest_algorithm algorithm = settings->algorithm[i];
        struct sf_digest_hex hex;
        if (algorithm >= SF_ALGORITHMS ||
            !sf_hash_texts(settings->hashes, sf_algorithm_hash(algorithm), NULL, 0, &hex))
            return false;
        for (unsigned k = 0; k < i; k++)
            if (settings->algorithm[k] == algorithm)
                return false;
    }
    memset(server, 0, sizeof *server);
    server->settings = *settings;
    if (!server->settings.nonce_lifetime_s)
        server->settings.nonce_lifetime_s = NONCE_LIFETIME_S;
    if (!server->settings.guess_period_s)
        server->settings.guess_period_s = GUESS_PERIOD_S;
    server->secret[0] = secret[0];
    server->secret[1] = secret[1];
    return true;
}

const char *sf_digest_verdict_name(enum sf_digest_verdict verdict)
{
    static const char *const names[] = {"ok",          "exempt",   "no credentials", "stale",
                                        "replayed",    "wrong",    "unknown user",   "limited",
                                        "another URI", "malformed"};
    return (unsigned)verdict < sizeof names / sizeof *names ? names[verdict] : "?";
}

/* The quotes of each parameter are those of 7616:3.3. */
size_t sf_digest_server_challenge(struct sf_digest_server *server, uint64_t now_us, unsigned which,
                                  bool stale, char *out, size_t size)
{
    const struct sf_digest_server_settings *settings = &server->settings;
    struct sf_text text = sf_text_begin(out, size);
    char nonce[SF_DIGEST_NONCE_LENGTH];
    if (which >= settings->algorithms)
        return 0;
    sf_nonce_make(server, now_us, nonce);
    sf_text_put(&text, SF_STR("Digest realm="));
    sf_text_quote(&text, settings->realm);
    sf_text_put(&text, SF_STR(", nonce="));
    sf_text_quote(&text, (struct sf_str){nonce, sizeof nonce});
    sf_text_put(&text, settings->integrity ? SF_STR(", qop=\"auth,auth-int\", algorithm=")
                                           : SF_STR(", qop=\"auth\", algorithm="));
    sf_text_put(&text, sf_algorithm_name(settings->algorithm[which]));
    if (stale)
        sf_text_put(&text, SF_STR(", stale=true"));
    if (settings->userhash)
        sf_text_put(&text, SF_STR(", charset=UTF-8, userhash=true"));
    return sf_text_end(&text);
}
