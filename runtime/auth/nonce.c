#include "nonce.h"

#include "hashing.h"

#include "memory/hash.h"

#include <assert.h>

enum { NUMBERS = 12, MAC = 16 }; /* bytes */

static void put_number(uint8_t *out, unsigned bytes, uint64_t number)
{
    while (bytes--) {
        out[bytes] = (uint8_t)number;
        number >>= 8;
    }
}

static void write_nonce(const struct sf_digest_server *server, uint64_t time_us, uint32_t serial,
                        char nonce[SF_DIGEST_NONCE_LENGTH])
{
    uint8_t bytes[NUMBERS + MAC];
    struct sf_hash hash;
    _Static_assert(2 * sizeof bytes == SF_DIGEST_NONCE_LENGTH, "in hex digits");
    put_number(bytes, 8, time_us);
    put_number(bytes + 8, 4, serial);
    sf_hash_begin(&hash, server->secret);
    sf_hash_part(&hash, bytes, NUMBERS);
    sf_hash_number(&hash, server->settings.proxy);
    sf_hash_part(&hash, server->settings.realm.p, server->settings.realm.len);
    struct sf_key mac = sf_hash_end(&hash);
    put_number(bytes + NUMBERS, 8, mac.hi);
    put_number(bytes + NUMBERS + 8, 8, mac.lo);
    sf_hex_write(bytes, sizeof bytes, nonce);
}

void sf_nonce_make(struct sf_digest_server *server, uint64_t now_us,
                   char nonce[SF_DIGEST_NONCE_LENGTH])
{
    write_nonce(server, now_us, ++server->serial, nonce);
}

/* False if it is not a number in lower case hex digits. */
static bool read_number(const char *p, unsigned digits, uint64_t *number)
{
    *number = 0;
    for (unsigned i = 0; i < digits; i++) {
        bool digit = p[i] >= '0' && p[i] <= '9';
        if (!digit && !(p[i] >= 'a' && p[i] <= 'f'))
            return false;
        *number = *number << 4 | (uint64_t)(digit ? p[i] - '0' : p[i] - 'a' + 10);
    }
    return true;
}

bool sf_nonce_read(const struct sf_digest_server *server, uint64_t now_us, struct sf_str nonce,
                   uint64_t *time_us, uint32_t *serial)
{
    char ours[SF_DIGEST_NONCE_LENGTH];
    uint64_t number;
    if (nonce.len != sizeof ours || !read_number(nonce.p, 16, time_us) ||
        !read_number(nonce.p + 16, 8, &number))
        return false;
    *serial = (uint32_t)number;
    write_nonce(server, *time_us, *serial, ours);
    return sf_digest_same((struct sf_str){ours, sizeof ours}, nonce) && *time_us <= now_us &&
           now_us - *time_us < (uint64_t)server->settings.nonce_lifetime_s * 1000000;
}

/* The place for one more nonce. If all places are in use, it takes the place of the oldest nonce.
 */
static struct sf_digest_used_nonce *place(struct sf_digest_server *server)
{
    struct sf_digest_used_nonce *first = &server->nonce[0];
    if (server->used < SF_LIMIT_DIGEST_NONCES)
        return &server->nonce[server->used++];
    for (unsigned i = 1; i < SF_LIMIT_DIGEST_NONCES; i++)
        if (server->nonce[i].time_us < first->time_us)
            first = &server->nonce[i];
    if (first->time_us > server->floor_us) /* a nonce that came in late may be older */
        server->floor_us = first->time_us;
    return first;
}

enum sf_nonce_use sf_nonce_use(struct sf_digest_server *server, uint64_t time_us, uint32_t serial,
                               uint32_t nc)
{
    struct sf_digest_used_nonce *used = server->nonce, *end = used + server->used;
    while (used < end && !(used->time_us == time_us && used->serial == serial))
        used++;
    if (used == end) {
        if (time_us <= server->floor_us)
            return SF_NONCE_FORGOTTEN; /* it may have been used before */
        used = place(server);
        *used = (struct sf_digest_used_nonce){.time_us = time_us, .serial = serial};
        used->nc = nc ? nc : UINT32_MAX;
        used->window = nc ? 1 : UINT64_MAX;
        return SF_NONCE_FRESH;
    }
    if (!nc)
        return SF_NONCE_REPLAYED;
    if (nc > used->nc) {
        uint32_t by = nc - used->nc;
        used->window = by < 64 ? used->window << by | 1 : 1;
        used->nc = nc;
        return SF_NONCE_FRESH;
    }
    uint32_t back = used->nc - nc;
    if (back >= 64 || used->window >> back & 1)
        return SF_NONCE_REPLAYED;
    used->window |= (uint64_t)1 << back;
    return SF_NONCE_FRESH;
}
