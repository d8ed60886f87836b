#include "work.h"

#define WORK_DEFINE(n) \
    bool work_guard_##n(const void *context, const void *payload) { (void)payload; return ((const struct work *)context)->guards >> n & 1; } \
    void work_action_##n(void *context, const void *payload) { (void)payload; ((struct work *)context)->count[n]++; }
WORK_LIST(WORK_DEFINE)
