#include "targets.h"

#include "endpoint.h"
#include "shun.h"

static void append(struct sf_locator *locator, struct sf_search *search,
                   const struct sf_address *target)
{
    for (unsigned i = 0; i < search->targets; i++)
        if (sf_address_equal(&search->list[i], target))
            return;
    if (search->targets == SF_LOCATOR_TARGETS) {
        locator->counters.surplus++;
        return;
    }
    search->list[search->targets++] = *target;
}

static void append_offer(struct sf_locator *locator, struct sf_search *search,
                         const struct sf_search_offer *offer)
{
    for (unsigned family = 6; family >= 4; family -= 2)
        for (unsigned i = 0; i < search->addresses; i++) {
            const struct sf_search_address *address = &search->address[i];
            if (address->host != offer->host || address->family != family ||
                !sf_endpoint_has(locator, offer->transport, family))
                continue;
            struct sf_address target = {.transport = offer->transport,
                                        .family = address->family,
                                        .port = offer->port,
                                        .endpoint = search->prefer.endpoint};
            memcpy(target.ip, address->ip, sizeof target.ip);
            append(locator, search, &target);
        }
}

/* 0: preferred; 1: one of the others; 2: it has failed lately. */
static unsigned rank_of(const struct sf_locator *locator, const struct sf_search *search,
                        const struct sf_address *target)
{
    if (sf_shun_has(locator, target))
        return 2;
    return target->family == search->prefer.family &&
                   memcmp(target->ip, search->prefer.ip, sizeof target->ip) == 0
               ? 0
               : 1;
}

void sf_targets_rank(struct sf_locator *locator, struct sf_search *search)
{
    struct sf_address unranked[SF_LOCATOR_TARGETS];
    unsigned count = 0;
    memcpy(unranked, search->list, sizeof unranked);
    for (unsigned rank = 0; rank <= 2; rank++)
        for (unsigned i = 0; i < search->targets; i++)
            if (rank_of(locator, search, &unranked[i]) == rank)
                search->list[count++] = unranked[i];
}

void sf_targets_list(struct sf_locator *locator, struct sf_search *search)
{
    search->targets = search->target = 0;
    for (unsigned i = 0; i < search->offers; i++)
        append_offer(locator, search, &search->offer[i]);
    sf_targets_rank(locator, search);
}

void sf_targets_give(struct sf_locator *locator, struct sf_search *search,
                     const struct sf_address *target, size_t targets)
{
    search->is_given = targets > 0;
    for (size_t i = 0; i < targets; i++)
        if ((!search->has_transport || search->transport == target[i].transport) &&
            sf_endpoint_serves(locator, search->sips, target[i].transport) &&
            sf_endpoint_has(locator, target[i].transport, target[i].family))
            append(locator, search, &target[i]);
}
