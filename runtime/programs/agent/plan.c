/* See plan.h. */
#include "agent/plan.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t at;
} part[] = {
    {"busy", offsetof(struct plan, busy)},
    {"cancel", offsetof(struct plan, cancel)},
    {"bob_hangs_up", offsetof(struct plan, bob_hangs_up)},
    {"hold", offsetof(struct plan, hold)},
    {"reliable", offsetof(struct plan, reliable)},
    {"early_media", offsetof(struct plan, early_media)},
    {"refresh", offsetof(struct plan, refresh)},
};

void plan_write(const struct plan *plan, FILE *out)
{
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (*(const bool *)((const char *)plan + part[i].at))
            fprintf(out, "set %s\n", part[i].name);
}

bool plan_read(struct plan *plan, const char *name)
{
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (strcmp(name, part[i].name) == 0)
            return *(bool *)((char *)plan + part[i].at) = true;
    return false;
}
