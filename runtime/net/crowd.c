/* See crowd.h. */
#include "crowd.h"

#include <stdbool.h>
#include <string.h>

#define GROUPS SF_CROWD_GROUPS
#define ALL SF_SHARE_ALL
#define PARTS 16u   /* of a call, in averages */
#define AVERAGED 4u /* windows */

void sf_crowd_init(struct sf_crowd *crowd)
{
    memset(crowd, 0, sizeof *crowd);
    for (unsigned i = 0; i < GROUPS; i++)
        crowd->share[i] = ALL;
}

static uint32_t word_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint32_t sf_crowd_group(const struct sf_crowd *crowd, const struct sf_address *address)
{
    uint32_t hash = (word_at(address->ip) ^ crowd->key[0]) * crowd->key[1];
    if (address->family == 6)
        hash = (hash ^ word_at(address->ip + 4)) * crowd->key[1];
    return hash >> 28;
}

/* So many of each group are admitted at most, that all together are `room`: a group that offers
 * less leaves the rest of its part to the others. */
static uint64_t most_of_each(const struct sf_crowd *crowd, uint64_t room)
{
    bool whole[GROUPS] = {false};
    unsigned others = GROUPS;
    for (bool changed = true; changed && others;) {
        changed = false;
        uint64_t most = room / others;
        for (unsigned i = 0; i < GROUPS; i++)
            if (!whole[i] && crowd->offered[i] <= most) {
                whole[i] = changed = true;
                room -= crowd->offered[i];
                others--;
            }
    }
    return others ? room / others : UINT32_MAX;
}

void sf_crowd_settle(struct sf_crowd *crowd, const uint32_t passing[SF_CROWD_GROUPS],
                     uint32_t share)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < GROUPS; i++) {
        uint64_t offered = (uint64_t)crowd->seen[i] * PARTS * ALL / (passing[i] ? passing[i] : 1);
        if (offered > UINT32_MAX / 2)
            offered = UINT32_MAX / 2;
        int64_t change = (int64_t)offered - crowd->offered[i];
        crowd->offered[i] = (uint32_t)(crowd->offered[i] + change / (int64_t)AVERAGED);
        crowd->seen[i] = 0;
        sum += crowd->offered[i];
    }
    uint64_t most = share < ALL ? most_of_each(crowd, sum * share / ALL) : UINT32_MAX;
    for (unsigned i = 0; i < GROUPS; i++)
        crowd->share[i] = crowd->offered[i] <= most ? ALL
                                                    : (uint32_t)(most * ALL / crowd->offered[i]);
}
