/* What a program does about NATs, from its command line. docs/transports.md. */
#ifndef SIPFSM_NAT_OPTIONS_H
#define SIPFSM_NAT_OPTIONS_H

#include "common/options.h"
#include "sipfsm/net.h"

struct nat_options {
    bool behind;           /* our Contact follows what the registrar sees */
    bool as_said;          /* a private Contact is not answered to its source */
    uint64_t keep_alive_s; /* 0: no keep-alives */
    struct sf_ua_nat nat;
};

/* Their lines in a table of options and in a help text: of who has an account, and of who takes
 * calls. */
#define BEHIND_NAT_OPTIONS(options)                                                                \
    {                                                                                              \
        .name = "--behind-nat", .kind = OPTION_FLAG, .flag = &(options)->behind                    \
    }
#define BEHIND_NAT_HELP                                                                            \
    "  --behind-nat            register the address that the registrar sees, and put it into "     \
    "Contact\n"
#define KEEP_ALIVE_OPTIONS(options)                                                                \
    {                                                                                              \
        .name = "--keep-alive", .kind = OPTION_NUMBER, .number = &(options)->keep_alive_s,         \
        .most = 9999                                                                               \
    }
#define KEEP_ALIVE_HELP                                                                            \
    "  --keep-alive SECONDS    send the registrar a keep-alive this often; if the flow to it has " \
    "failed, register again\n"
#define KEEP_ALIVE_ASK_HELP                                                                        \
    "  --keep-alive SECONDS    with --registrar: ask clients to send a keep-alive this often\n"
#define AS_SAID_OPTIONS(options)                                                                   \
    {                                                                                              \
        .name = "--contacts-as-said", .kind = OPTION_FLAG, .flag = &(options)->as_said             \
    }
#define AS_SAID_HELP                                                                               \
    "  --contacts-as-said      send to private addresses in Contacts (default: to the source of "  \
    "the messages instead)\n"

/* Sets config->nat. The options must stay as long as the core is used. */
void nat_options_configure(struct nat_options *options, struct sf_ua_config *config);

#endif
