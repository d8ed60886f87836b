/* Names for the ladder. See names.h. */
#include "names.h"
#include "alice_fsm.h"
#include "bob_fsm.h"
#include "sipfsm/ua.h"

/* The protocol's tables are the core's own: their headers speak of its insides, so they are named
 * here, not included. */
#define MACHINES(X) X(sf_ict) X(sf_ist) X(sf_nict) X(sf_nist) X(sf_uac) X(sf_uas) X(sf_dlg)
#define DECLARE(prefix)                                                                            \
    extern const struct sf_fsm_type prefix##_type;                                                 \
    extern const struct sf_fsm_names prefix##_names;
MACHINES(DECLARE)

void names_tell(struct sf_ladder *ladder)
{
#define TELL(prefix) sf_ladder_know(ladder, &prefix##_type, &prefix##_names);
    MACHINES(TELL)
    TELL(alice)
    TELL(bob)
}

static const struct sf_fsm_names *names_of(const struct sf_fsm_type *type)
{
#define TRY(prefix)                                                                                \
    if (type == &prefix##_type)                                                                    \
        return &prefix##_names;
    MACHINES(TRY)
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
