#include "address_key.h"

#include "memory/hash.h"

struct sf_key sf_address_key(const struct sf_net *net, const struct sf_address *address)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, net->secret);
    sf_hash_number(&hash, (uint64_t)address->transport << 32 | (uint64_t)address->family << 24 |
                              address->port);
    sf_hash_bytes(&hash, address->ip, sizeof address->ip);
    return sf_hash_end(&hash);
}
