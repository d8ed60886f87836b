#include "flow.h"

#include "core.h"

#define TOKEN_BIT (1u << 31) /* no transaction has such a slot */
#define TOKEN_FLOW_BITS 14   /* below it; then the slot, of at most 100,000 */
#define TOKEN_SLOT_BITS (31 - TOKEN_FLOW_BITS)

uint64_t sf_flow_token(const struct sf_registration_record *registration)
{
    uint32_t flow = registration->flow & ((1u << TOKEN_FLOW_BITS) - 1);
    return (uint64_t)registration->a.slot.generation << 32 | TOKEN_BIT | flow << TOKEN_SLOT_BITS |
           registration->a.self;
}

struct sf_registration_record *sf_flow_of_token(const struct sf_ua *ua, uint64_t token)
{
    uint32_t slot = (uint32_t)token & ((1u << TOKEN_SLOT_BITS) - 1);
    struct sf_registration_record *registration = NULL;
    if (token & TOKEN_BIT)
        registration =
            sf_pool_get(&ua->registrations, (struct sf_ref){slot, (uint32_t)(token >> 32)});
    return registration && sf_flow_token(registration) == token ? registration : NULL;
}
