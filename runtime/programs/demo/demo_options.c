/* The demo's command line. See demo_options.h. */
#include "demo/demo_options.h"
#include "common/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char demo_help[] =
    "usage: sipfsm demo [OPTION ...]\n"
    "\n"
    "Alice calls Bob: two user agents, each with its own socket on 127.0.0.1, run from transition "
    "tables. Draws the messages,\n"
    "each machine's states and both dialog records. Exit status 0 if the call ends as it should.\n"
    "\n"
    "  --busy               Bob is busy (486)\n"
    "  --cancel             Alice gives up while it rings (487)\n"
    "  --hangup WHO         alice (default) or bob ends the call\n"
    "  --hold               before that, the side that ends the call holds it, and resumes\n"
    "  --reliable           Bob rings reliably: Alice acknowledges his 180 by a PRACK\n"
    "  --early-media        his answer is in a 183, which is reliable: she hears him before he "
    "answers the call\n"
    "  --refresh            the session expires after 90 seconds, and is refreshed for four "
    "minutes of the clock, which moves\n"
    "                       on when nobody has anything to do (RFC 4028)\n"
    "  --register           first Alice and Bob register with a registrar, with a password; she "
    "calls him by name\n"
    "  --loss PERCENT       lose that share of the datagrams, 0 to 100\n"
    "  --seed N             which datagrams are lost: a hash of N, the direction and the "
    "datagram's number (default 1);\n"
    "                       the same N gives the same tags and branches\n"
    "  --time-scale N       the clock runs N times as fast, 1 to 1000\n"
    "  --transport NAME     udp (default), tcp, ws; tls or wss with a certificate made for this "
    "run;\n"
    "                       --listen and --to name their own\n"
    "  --role uas|uac       run only one of the two; the other is another process or host\n"
    "  --listen ADDRESS     where to listen, HOST:PORT or tcp:HOST:PORT (default 127.0.0.1 and a "
    "free port;\n"
    "                       with --role uas port 5060)\n"
    "  --to URI             with --role uac: whom to call, e.g. sip:bob@127.0.0.1:5060\n"
    "  --alice FILE         Alice's table, such as a changed copy of fsm/demo/alice.fsm "
    "(docs/demo.md)\n"
    "  --bob FILE           Bob's table; both may also be written by `fsmgen emit bin`\n"
    "  --include DIR        where to look for the files that they include, if not in their own "
    "folders\n"
    "  --record FILE        record what happens, for `sipfsm replay FILE`\n"
    "  --verbose            also show the messages themselves (so does SIPFSM_LOG=debug)\n"
    "  --json               print one JSON object a line instead of the picture\n"
    "  --show-credentials   with --verbose: show Authorization header fields whole; else "
    "`response` is hidden\n"
    "  --color WHEN         auto (default), always or never; NO_COLOR is honoured\n";

static uint64_t random_number(void)
{
    uint64_t number;
    FILE *random = fopen("/dev/urandom", "rb");
    if (!random || fread(&number, sizeof number, 1, random) != 1)
        number = 1;
    if (random)
        fclose(random);
    return number;
}

bool demo_options_read(struct demo_options *options, int argc, char **argv)
{
    const char *role = NULL, *hangup = "alice";
    *options =
        (struct demo_options){.seed = 1, .time_scale = 1, .colour = "auto", .transport = "udp"};
    const struct option table[] = {
        {.name = "--busy", .kind = OPTION_FLAG, .flag = &options->plan.busy},
        {.name = "--cancel", .kind = OPTION_FLAG, .flag = &options->plan.cancel},
        {.name = "--hangup", .kind = OPTION_TEXT, .text = &hangup, .choices = "alice|bob"},
        {.name = "--hold", .kind = OPTION_FLAG, .flag = &options->plan.hold},
        {.name = "--reliable", .kind = OPTION_FLAG, .flag = &options->plan.reliable},
        {.name = "--early-media", .kind = OPTION_FLAG, .flag = &options->plan.early_media},
        {.name = "--refresh", .kind = OPTION_FLAG, .flag = &options->plan.refresh},
        {.name = "--register", .kind = OPTION_FLAG, .flag = &options->registers},
        {.name = "--loss",
         .kind = OPTION_NUMBER,
         .flag = &options->loses,
         .number = &options->loss_percent,
         .most = 100},
        {.name = "--seed",
         .kind = OPTION_NUMBER,
         .flag = &options->seeded,
         .number = &options->seed,
         .most = UINT64_MAX},
        {.name = "--time-scale",
         .kind = OPTION_NUMBER,
         .number = &options->time_scale,
         .least = 1,
         .most = 1000},
        {.name = "--role", .kind = OPTION_TEXT, .text = &role, .choices = "uas|uac"},
        {.name = "--listen", .kind = OPTION_TEXT, .text = &options->listen},
        {.name = "--to", .kind = OPTION_TEXT, .text = &options->to},
        {.name = "--alice", .kind = OPTION_TEXT, .text = &options->table[0]},
        {.name = "--bob", .kind = OPTION_TEXT, .text = &options->table[1]},
        {.name = "--record", .kind = OPTION_TEXT, .text = &options->record},
        {.name = "--include", .kind = OPTION_TEXT, .text = &options->include},
        {.name = "--transport",
         .kind = OPTION_TEXT,
         .text = &options->transport,
         .choices = "udp|tcp|tls|ws|wss"},
        {.name = "--verbose", .kind = OPTION_FLAG, .flag = &options->verbose},
        {.name = "--show-credentials", .kind = OPTION_FLAG, .flag = &options->shows_credentials},
        {.name = "--json", .kind = OPTION_FLAG, .flag = &options->json},
        {.name = "--color",
         .kind = OPTION_TEXT,
         .text = &options->colour,
         .choices = "auto|always|never"},
    };
    if (!options_read("demo", table, sizeof table / sizeof table[0], argc, argv, NULL))
        return false;
    options->role = !role ? DEMO_BOTH : strcmp(role, "uac") == 0 ? DEMO_UAC : DEMO_UAS;
    options->plan.bob_hangs_up = strcmp(hangup, "bob") == 0;
    const char *wrong =
        options->plan.busy && options->plan.cancel ? "--busy and --cancel exclude each other"
        : (options->plan.hold || options->plan.refresh) &&
                (options->plan.busy || options->plan.cancel)
            ? "--hold and --refresh do not go with --busy or --cancel: no call is answered"
        : options->plan.refresh && options->role != DEMO_BOTH
            ? "--refresh does not go with --role: two clocks would move"
        : options->plan.busy && (options->plan.reliable || options->plan.early_media)
            ? "--busy does not go with --reliable or --early-media: it does not ring"
        : options->role == DEMO_UAC && !options->to        ? "--role uac needs --to URI"
        : options->role != DEMO_UAC && options->to         ? "--to needs --role uac"
        : options->role == DEMO_UAS && options->table[0]   ? "--alice does not go with --role uas"
        : options->role == DEMO_UAC && options->table[1]   ? "--bob does not go with --role uac"
        : options->role == DEMO_BOTH && options->listen    ? "--listen needs --role"
        : options->registers && options->role != DEMO_BOTH ? "--register does not go with --role"
        : options->loses && strcmp(options->transport, "udp") != 0
            ? "--loss needs --transport udp: streams lose nothing"
            : NULL;
    if (wrong) {
        complain("demo", "%s (see sipfsm help demo)", wrong);
        return false;
    }
    options->key = random_number();
    if (options->record && !options->seeded) /* what is random is recorded by its seed */
        options->seed = options->key;
    /* One side alone repeats nothing by a seed: the other may have seen the same Call-ID a moment
     * ago. */
    options->seeded = options->record || (options->seeded && options->role == DEMO_BOTH);
    if (options->seeded)
        options->key = options->seed;
    const char *log = getenv("SIPFSM_LOG");
    options->verbose |= log && strcmp(log, "debug") == 0;
    return true;
}
