#define _DEFAULT_SOURCE
#include "bindings.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
    const int16_t *at; /* null: no change */
    int16_t to;
} change;

bool bindings_apply(void)
{
    if (!change.at)
        return true;
    long page = sysconf(_SC_PAGESIZE);
    char *from = (char *)((uintptr_t)change.at & ~(uintptr_t)(page - 1));
    if (mprotect(from, (size_t)page, PROT_READ | PROT_WRITE) != 0)
        return false;
    *(int16_t *)(uintptr_t)change.at = change.to;
    return true;
}

/* The other bindings that an event could have: that of another event of the port, or ignored. There
 * are none if the owner ignores all of them. */
static unsigned others(const struct sf_fsm_port_binding *binding, unsigned event, int16_t *to)
{
    unsigned count = 0;
    for (int i = -1; i < binding->events; i++) {
        int16_t candidate = i < 0 ? -1 : binding->event[i];
        bool known = candidate == binding->event[event];
        for (unsigned k = 0; k < count; k++)
            known = known || to[k] == candidate;
        if (!known)
            to[count++] = candidate;
    }
    return count;
}

static const char *name_of(const struct sf_fsm_port_binding *binding, int16_t event)
{
    return event < 0 ? "ignored" : sf_registry_names[binding->owner]->event[event];
}

void bindings_mutate(const char *owner, void (*judge)(const char *what))
{
    char what[256];
    int16_t to[256 + 1];
    for (unsigned b = SF_BIND_NONE + 1; b < SF_BINDINGS; b++) {
        const struct sf_fsm_port_binding *binding = &sf_registry_port[b];
        if (strcmp(sf_registry_name[binding->owner], owner) != 0)
            continue;
        for (unsigned e = 0; e < binding->events; e++)
            for (unsigned i = 0, count = others(binding, e, to); i < count; i++) {
                change.at = &binding->event[e];
                change.to = to[i];
                snprintf(what, sizeof what, "owns %s, event %u of the port: %s becomes %s",
                         sf_registry_port_name[b], e + 1, name_of(binding, binding->event[e]),
                         name_of(binding, to[i]));
                judge(what);
            }
    }
    change.at = NULL;
}
