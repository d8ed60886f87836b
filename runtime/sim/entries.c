#include "entries.h"

#include <stdlib.h>

#include "choice.h"

bool sf_entries_open(struct entries *entries)
{
    entries->entry = calloc(ENTRIES, sizeof *entries->entry);
    return entries->entry != NULL;
}

void sf_entries_close(struct entries *entries)
{
    free(entries->entry);
}

void sf_entries_begin(struct entries *entries)
{
    entries->round++;
    entries->used = 0;
}

uint64_t sf_entry_key(enum entry_kind kind, unsigned agent, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t key = sf_random_mix((uint64_t)kind * 64 + agent + 1);
    key = sf_random_mix(key ^ a);
    key = sf_random_mix(key ^ b);
    key = sf_random_mix(key ^ c);
    return (key & ~UINT64_C(0x3ff)) | (uint64_t)kind << 6 | (uint64_t)agent << 1 | 1;
}

void sf_entries_forget(struct entries *entries, unsigned agent)
{
    for (uint32_t at = 0; at < ENTRIES; at++) {
        struct entry *entry = &entries->entry[at];
        unsigned kind = entry->key >> 6 & 15;
        if (entry->round == entries->round && (entry->key >> 1 & 31) == agent &&
            kind != ENTRY_DIRECTION && kind != ENTRY_CALL && kind != ENTRY_AGREED)
            entry->key = 0; /* none is found by it; its place stays taken */
    }
}

struct entry *sf_entry_of(struct entries *entries, uint64_t key, bool make)
{
    for (uint32_t at = (uint32_t)(key >> 20);; at++) {
        struct entry *entry = &entries->entry[at % ENTRIES];
        if (entry->round == entries->round && entry->key == key)
            return entry;
        if (entry->round == entries->round)
            continue;
        if (!make || entries->used >= ENTRIES / 4 * 3)
            return NULL;
        entries->used++;
        *entry = (struct entry){.key = key, .round = entries->round};
        return entry;
    }
}
