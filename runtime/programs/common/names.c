/* Names for the ladder. See names.h. */
#include "common/names.h"

#include "demo_registry.h"
#include "sf_registry.h"
#include "sipfsm/ua.h"

#include <string.h>

void names_tell(struct sf_ladder *ladder)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        sf_ladder_know(ladder, sf_registry_type[m], sf_registry_names[m]);
    for (unsigned m = 0; m < DEMO_MACHINES; m++)
        sf_ladder_know(ladder, demo_registry_type[m], demo_registry_names[m]);
}

static const struct sf_fsm_names *names_of(const struct sf_fsm_type *type)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        if (type == sf_registry_type[m])
            return sf_registry_names[m];
    return NULL;
}

/* An INVITE transaction's name says its method already. */
static void method_of(const struct sf_ua_actor *machine, char method[16])
{
    struct sf_str name = sf_method_name(machine->method);
    bool shown = machine->method != SF_METHOD_OTHER && machine->method != SF_METHOD_INVITE;
    snprintf(method, 16, "%.*s", shown ? (int)name.len : 0, name.p);
}

size_t names_text(char *text, const char *actor, const struct sf_ua *ua,
                  const struct sf_fsm_step *step)
{
    struct sf_ua_actor machine = {.machine = "?"};
    char method[16];
    sf_ua_actor_of(ua, step, &machine);
    method_of(&machine, method);
    struct sf_trace_actor who = {actor, machine.machine, method, names_of(step->type)};
    return sf_trace_text(text, &who, step);
}

void names_draw(struct sf_ladder *ladder, unsigned actor, const struct sf_ua *ua,
                const struct sf_fsm_step *step)
{
    struct sf_ua_actor machine = {.machine = "?"};
    char method[16];
    sf_ua_actor_of(ua, step, &machine);
    method_of(&machine, method);
    struct sf_ladder_step drawn = {
        .actor = actor, .machine = machine.machine, .detail = method, .step = step};
    sf_ladder_step(ladder, &drawn);
}

bool names_is(const struct sf_fsm_step *step, const char *machine, const char *from, const char *to)
{
    const struct sf_fsm_names *names = names_of(step->type);
    return names && step->outcome == SF_FSM_TAKEN && step->event != SF_FSM_STARTED &&
           strcmp(names->machine, machine) == 0 && strcmp(names->state[step->from], from) == 0 &&
           strcmp(names->state[step->to], to) == 0;
}
