#include "guess.h"

#include "memory/hash.h"

static uint64_t key_of(const struct sf_digest_server *server, struct sf_str source)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, server->secret);
    sf_hash_part(&hash, source.p, source.len);
    return sf_hash_end(&hash).lo;
}

static bool is_over(const struct sf_digest_server *server, uint64_t now_us,
                    const struct sf_digest_guesser *guesser)
{
    return now_us - guesser->last_us >= (uint64_t)server->settings.guess_period_s * 1000000;
}

bool sf_guess_limited(const struct sf_digest_server *server, uint64_t now_us, struct sf_str source)
{
    if (!server->settings.guesses || !source.p)
        return false;
    uint64_t key = key_of(server, source);
    for (unsigned i = 0; i < server->guessers; i++)
        if (server->guesser[i].key == key)
            return server->guesser[i].wrong >= server->settings.guesses &&
                   !is_over(server, now_us, &server->guesser[i]);
    return false;
}

void sf_guess_wrong(struct sf_digest_server *server, uint64_t now_us, struct sf_str source)
{
    if (!server->settings.guesses || !source.p)
        return;
    uint64_t key = key_of(server, source);
    struct sf_digest_guesser *guesser = NULL, *oldest = &server->guesser[0];
    for (unsigned i = 0; i < server->guessers; i++) {
        if (server->guesser[i].key == key)
            guesser = &server->guesser[i];
        if (server->guesser[i].last_us < oldest->last_us)
            oldest = &server->guesser[i];
    }
    if (!guesser) {
        guesser = server->guessers < SF_LIMIT_DIGEST_SOURCES ? &server->guesser[server->guessers++]
                                                             : oldest;
        *guesser = (struct sf_digest_guesser){.key = key, .last_us = now_us};
    } else if (is_over(server, now_us, guesser)) {
        guesser->wrong = 0;
    }
    guesser->wrong++;
    guesser->last_us = now_us;
}
