/* Names for the ladder. See names.h. */
#include "names.h"
#include "alice_fsm.h"
#include "bob_fsm.h"
#include "sipfsm/ua.h"

/* The protocol's tables are the core's own: their headers speak of its insides, so they are named here, not included. */
#define MACHINES(X) X(ict) X(ist) X(nict) X(nist) X(uac) X(uas) X(dlg)
#define DECLARE(prefix)                       \
    extern const struct sf_fsm_type prefix##_type; \
    extern const struct sf_fsm_names prefix##_names;
MACHINES(DECLARE)

void names_tell(struct sf_ladder *ladder)
{
#define TELL(prefix) sf_ladder_know(ladder, &prefix##_type, &prefix##_names);
    MACHINES(TELL)
    TELL(alice)
    TELL(bob)
}

void names_draw(struct sf_ladder *ladder, unsigned actor, const struct sf_ua *ua, const struct sf_fsm_step *step)
{
    struct sf_ua_actor machine = {.machine = "?"};
    char method[16] = "";
    sf_ua_actor_of(ua, step, &machine);
    struct sf_str name = sf_method_name(machine.method);
    /* An INVITE transaction's name says its method already. */
    if (machine.method != SF_METHOD_OTHER && machine.method != SF_METHOD_INVITE)
        snprintf(method, sizeof method, "%.*s", (int)name.len, name.p);
    struct sf_ladder_step drawn = {.actor = actor, .machine = machine.machine, .detail = method, .step = step};
    sf_ladder_step(ladder, &drawn);
}
