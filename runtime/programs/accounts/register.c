/* sipfsm register: registers an address, and takes its calls until it is stopped. */
#include "accounts/accounts.h"
#include "command.h"
#include "common/finding.h"
#include "accounts/login.h"
#include "common/options.h"
#include "serve/serve.h"
#include "sipfsm/sockaddr.h"

const char register_help[] =
    "usage: sipfsm register [sip:USER@DOMAIN | ACCOUNT] [OPTION ...]\n"
    "\n"
    "Registers an address with the registrar of its domain, refreshes the registration in time, "
    "and takes its calls as `serve`\n"
    "does. The address is given, or is that of an account of the file of accounts (the default "
    "account if none is named).\n"
    "Prints what becomes of the registration; SIGUSR1 prints the time that is left. SIGINT or "
    "SIGTERM ends every call, removes\n"
    "the contact, and ends the program after 5 s at most. Exit status 0 if all of that was "
    "confirmed, 1 if not, or if the\n"
    "registrar has refused.\n"
    "\n" ACCOUNTS_HELP ACCOUNT_HELP LOGIN_HELP BEHIND_NAT_HELP KEEP_ALIVE_HELP AS_SAID_HELP
    "  --remove-all            at the end remove every contact of the address, also those of other "
    "telephones\n"
    "  --listen ADDRESS        where to listen: udp:HOST:PORT, tcp:, tls:, ws: or wss:, of the "
    "registrar's transport, and\n"
    "                          others (default: a free port on the way to the "
    "registrar)\n" NAME_SERVER_HELP
    "  --calls N               calls at the same time (default 10)\n"
    "  --ring-ms N             ring for this long before the 200 (default 0)\n" SECURE_HELP
        DRAWING_HELP "  --quiet                 print nothing but errors\n";

/* Where it listens: on the way to the registrar, unless an option names a place. */
static bool find_listening(struct listening *listening, const struct account *account)
{
    if (!listening->count) {
        listening->count = 1;
        listening->address[0].transport = account->next_hop.transport;
        if (!sf_address_towards(&listening->address[0], &account->next_hop)) {
            complain("register", "no route to the registrar");
            return false;
        }
    }
    listening_advertise(listening, NULL, &account->next_hop);
    return true;
}

static int run(struct serve *serve, struct login *login, struct listening *listening)
{
    struct account *account = serve->account;
    if (!listening_read(listening, "register", true) ||
        !account_resolve(account, "register", listening) || !find_listening(listening, account))
        return 1;
    serve->name_server = account->name_server;
    serve->is_locating = account->is_located || account->name_server;
    account_secure(account, &serve->secure.config);
    struct sf_ua_config config = {.calls = (uint32_t)serve->calls,
                                  .calls_per_second = (uint32_t)serve->calls,
                                  .calls_per_source = SF_UA_NO_LIMIT, /* the domain's proxy */
                                  .agent = SF_STR("sipfsm/" SIPFSM_VERSION)};
    account_configure(account, &config);
    nat_options_configure(&serve->nat, &config);
    if (!login_begin(login, "register", account->user, &config))
        return 1;
    int status = serve_on(serve, &config, listening);
    login_end(login);
    return status;
}

int register_main(int argc, char **argv)
{
    static struct serve serve;
    static struct account account;
    static struct login login;
    static struct accounts accounts;
    const char *path = NULL;
    static struct listening listening;
    uint64_t calls = 10, ring_ms = 0;
    const struct option table[] = {
        ACCOUNTS_OPTION(&path),
        ACCOUNT_OPTIONS(&account),
        LOGIN_OPTIONS(&login),
        BEHIND_NAT_OPTIONS(&serve.nat),
        KEEP_ALIVE_OPTIONS(&serve.nat),
        AS_SAID_OPTIONS(&serve.nat),
        {.name = "--remove-all", .kind = OPTION_FLAG, .flag = &account.clear},
        LISTEN_OPTION(&listening),
        NAME_SERVER_OPTION(&account.name_server),
        {.name = "--calls", .kind = OPTION_NUMBER, .number = &calls, .least = 1, .most = 1000000},
        {.name = "--ring-ms", .kind = OPTION_NUMBER, .number = &ring_ms, .most = 600000},
        SECURE_OPTIONS(&serve.secure),
        DRAWING_OPTION(&serve.drawing),
        {.name = "--quiet", .kind = OPTION_FLAG, .flag = &serve.quiet},
    };
    if (!options_read("register", table, sizeof table / sizeof table[0], argc, argv, &account.aor))
        return EXIT_USAGE;
    int status = accounts_apply(&accounts, "register", path, &account, &login, &listening);
    serve.command = "register";
    serve.account = &account;
    serve.calls = calls;
    serve.ring_us = ring_ms * 1000;
    account.quiet = serve.quiet;
    if (status == 0)
        status = run(&serve, &login, &listening);
    accounts_end(&accounts);
    return status;
}
