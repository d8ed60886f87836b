#include "part.h"

#include "core.h"
#include "refresh.h"

void sf_part_of_config(const struct sf_ua_part *part[SF_PARTS], const struct sf_ua_config *config)
{
    const struct sf_ua_session_timer *timer = config->session_timer;
    part[SF_PART_REGISTERING] = config->registering;
    part[SF_PART_REFRESH] = timer && timer->timing ? &timer->timing->part : NULL;
}

const struct sf_ua_part *sf_part_of(const struct sf_ua *ua, unsigned machine)
{
    for (unsigned i = 0; i < SF_PARTS; i++)
        if (ua->part[i] && ua->part[i]->machine == machine)
            return ua->part[i];
    return NULL;
}

const struct sf_fsm_type *sf_part_type(const struct sf_ua *ua, unsigned machine)
{
    const struct sf_fsm_type *type = sf_registry_fixed[machine];
    const struct sf_ua_part *part = type ? NULL : sf_part_of(ua, machine);
    return part ? part->type : type;
}
