#include "shun.h"

bool sf_shun_has(const struct sf_locator *locator, const struct sf_address *target)
{
    for (unsigned i = 0; i < SF_LOCATOR_SHUNNED; i++)
        if (locator->shunned[i].until_us > locator->clock.now_us &&
            sf_address_equal(&locator->shunned[i].target, target))
            return true;
    return false;
}

void sf_shun(struct sf_locator *locator, const struct sf_address *target)
{
    struct sf_shunned *place = &locator->shunned[0];
    locator->counters.failed++;
    for (unsigned i = 0; i < SF_LOCATOR_SHUNNED; i++) {
        struct sf_shunned *one = &locator->shunned[i];
        if (one->until_us && sf_address_equal(&one->target, target)) {
            place = one;
            break;
        }
        if (one->until_us < place->until_us)
            place = one;
    }
    *place = (struct sf_shunned){.target = *target,
                                 .until_us = locator->clock.now_us + locator->shun_us};
}
