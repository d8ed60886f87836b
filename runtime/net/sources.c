/* See sources.h. */
#include "sources.h"

#include <assert.h>
#include <stdlib.h>

struct source {
    struct sf_slot slot;
    uint32_t connections;
};

bool sf_sources_init(struct sf_sources *sources, uint32_t connections, const uint64_t secret[2])
{
    size_t records = (connections * sizeof(struct source) + 15) & ~(size_t)15;
    sources->memory = calloc(1, records + sf_index_size(connections));
    if (!sources->memory)
        return false;
    sf_pool_init(&sources->pool, sources->memory, sizeof(struct source), connections);
    sf_index_init(&sources->index, (char *)sources->memory + records, connections);
    memcpy(sources->secret, secret, sizeof sources->secret);
    return true;
}

void sf_sources_free(struct sf_sources *sources)
{
    free(sources->memory);
    sources->memory = NULL;
}

static struct sf_key key_of(const struct sf_sources *sources, const struct sf_address *address)
{
    struct sf_hash hash;
    sf_hash_begin(&hash, sources->secret);
    sf_hash_bytes(&hash, address->ip, address->family == 6 ? 8 : 4);
    sf_hash_number(&hash, address->family);
    return sf_hash_end(&hash);
}

bool sf_sources_add(struct sf_sources *sources, const struct sf_address *address, uint32_t most)
{
    struct sf_key key = key_of(sources, address);
    uint32_t at = sf_index_find(&sources->index, key, 0);
    struct sf_ref ref;
    struct source *source;
    if (at) {
        source = sf_pool_at(&sources->pool, at - 1);
    } else {
        source = sf_pool_take(&sources->pool, &ref);
        assert(source); /* there are no more sources than connections */
        sf_index_add(&sources->index, ref.slot, key);
    }
    if (source->connections >= most)
        return false;
    source->connections++;
    return true;
}

void sf_sources_remove(struct sf_sources *sources, const struct sf_address *address)
{
    uint32_t at = sf_index_find(&sources->index, key_of(sources, address), 0);
    assert(at);
    struct source *source = sf_pool_at(&sources->pool, at - 1);
    if (--source->connections)
        return;
    sf_index_remove(&sources->index, at - 1);
    sf_pool_give(&sources->pool, (struct sf_ref){at - 1, source->slot.generation});
    sf_pool_end_limbo(&sources->pool);
}
