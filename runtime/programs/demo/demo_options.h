/* What the demo is asked to do. */
#ifndef SIPFSM_DEMO_OPTIONS_H
#define SIPFSM_DEMO_OPTIONS_H

#include "agent/plan.h"

#include <stdbool.h>
#include <stdint.h>

enum demo_role { DEMO_BOTH, DEMO_UAC, DEMO_UAS };

struct demo_options {
    enum demo_role role;
    struct plan plan;
    bool registers; /* with a registrar, and the call is by name */
    bool loses, seeded;
    uint64_t loss_percent, seed;
    uint64_t key; /* of passwords and nonces: the seed, or a random number */
    uint64_t time_scale;
    const char *listen, *to; /* null: not given */
    const char *table[2];    /* Alice's, Bob's; null: the compiled one */
    const char *record;      /* where a recording goes */
    const char *include;     /* where else such a table's includes lie */
    bool verbose, json, shows_credentials;
    const char *transport; /* udp, tcp, tls, ws, wss */
    const char *colour;    /* auto, always, never */
};

extern const char demo_help[];

/* False after a line on standard error. */
bool demo_options_read(struct demo_options *options, int argc, char **argv);

#endif
