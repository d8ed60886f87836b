/* sipfsm serve: answers calls until it is stopped. It makes one allocation for each call, for its
 * last session description. */
#include "command.h"
#include "serve/crew.h"
#include "common/endpoint.h"
#include "common/options.h"
#include "accounts/registering.h"
#include "serve/serve.h"
#include "sipfsm/sockaddr.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a registrar grants, in seconds, if it is asked for nothing, and at most. */
#define USUAL_S 3600
#define MOST_S 7200
#define PACE_MS 5 /* how exactly --ring-ms is kept */

const char serve_help[] =
    "usage: sipfsm serve --listen TRANSPORT:HOST:PORT [OPTION ...]\n"
    "\n"
    "Answers calls: 180, then 200 with an answer to the offer (one audio stream, PCMU or PCMA, not "
    "played), or with an offer if\n"
    "the INVITE has none; 488 if nothing is in common. Takes BYE, CANCEL, OPTIONS and re-INVITE. "
    "Prints its counters on SIGUSR1\n"
    "and at the end. SIGHUP reads the TLS files again. SIGINT or SIGTERM ends every call and waits "
    "for the other sides, 5 s at\n"
    "most; a second signal ends the program at once. Exit status 0 if every call has ended, 1 if "
    "the other side of a call did\n"
    "not confirm its end, or if serve cannot listen.\n"
    "\n"
    "  --listen ADDRESS        where to listen: udp:HOST:PORT, tcp:, tls:, ws: or wss:; may be "
    "repeated\n"
    "                          (default udp: and tcp:127.0.0.1:5060)\n"
    "  --calls N               calls at the same time (default 10000); further ones get 503 with "
    "Retry-After\n"
    "  --calls-per-source N    calls at the same time from one address; further ones get 503 "
    "(default a quarter of --calls,\n"
    "                          at least 2); 0: no limit, as behind a proxy that all calls come "
    "through\n"
    "  --rate N                expected calls a second (default 1000): sizes what a finished call "
    "leaves behind for 32 s\n"
    "  --threads N             number of threads that take calls by UDP, one core each (default "
    "1); each has its share of\n"
    "                          --calls, --rate and --calls-per-source; UDP only, without "
    "--registrar, --users and --ladder\n"
    "  --longest-wait-ms N     UDP: if messages wait longer before they are read, some new calls "
    "get 503 with Retry-After\n"
    "                          at once, and the others are served (default 100); 0: never\n"
    "  --ring-ms N             ring for this long before the 200 (default 0)\n"
    "  --early-media           send a 183 with the answer instead of the 180\n"
    "  --reliable              send provisional responses reliably (RFC 3262) if the caller "
    "supports it\n" REFRESH_HELP SESSION_FILE_HELP
    "  --name-server ADDRESS   look up names in calls there (default: not at all)\n"
    "  --ws-origin ORIGIN      accept WebSockets only from web pages of https://HOST[:PORT], and "
    "from clients that are no\n"
    "                          browsers; may be repeated (default: from all pages)\n"
    "  --advertise HOST        the IP address to put into messages when listening on 0.0.0.0 "
    "(default: that of the route out)\n" SECURE_HELP
    "  --registrar             take registrations and keep them in memory; redirect calls (302), "
    "answer and forward none\n"
    "  --domain NAME           with --registrar: the domain whose addresses may register (default: "
    "any)\n"
    "  --bindings N            with --registrar: contacts in all (default 1000), at most a quarter "
    "of them from one address\n"
    "  --least-expires SECONDS with --registrar: a shorter expiry gets 423 (default 60)\n"
    "  --users FILE            take calls and registrations only from these users: lines of "
    "user:password or\n"
    "                          user:realm:hash; others must not be able to read the file\n"
    "  --realm TEXT            with --users: the realm of the challenges (default "
    "sipfsm)\n" KEEP_ALIVE_ASK_HELP AS_SAID_HELP
    "  --clients-certified     TLS: take only clients with a certificate of a trusted "
    "authority\n" DRAWING_HELP "  --quiet                 print nothing but errors\n";

/* One command for each event, so that the core has room for it. What it refuses is counted: a call
 * may end on its own before its command is given. `status`: 200 with what the session
 * says, or a refusal. */
static void give(struct serve *serve, struct sf_call call, unsigned status)
{
    struct sf_ua *ua = serve->endpoint.ua;
    uint64_t now_us = sf_clock_now_us(&serve->clock);
    enum sf_ua_result result;
    if (status < 300)
        result = sf_ua_accept(ua, now_us, call, SDP_TYPE, sessions_last(&serve->sessions, call));
    else
        result = sessions_refuse(&serve->sessions, ua, now_us, call, status);
    serve->refused += result != SF_UA_OK;
}

/* A 180; or a 183 with the answer. Without an offer in the INVITE the 2xx brings ours, and no
 * reliable response before it (3262:5). */
static bool ring(struct serve *serve, const struct sf_ua_event *event)
{
    struct sf_answer answer = {.status = 180,
                               .reliable = serve->session.reliable && event->body.len};
    if (serve->early_media && event->body.len) {
        answer.status = 183;
        answer.content = (struct sf_ua_content){
            .type = SDP_TYPE, .body = sessions_last(&serve->sessions, event->call)};
    }
    enum sf_ua_result result =
        sf_ua_respond(serve->endpoint.ua, sf_clock_now_us(&serve->clock), event->call, &answer);
    serve->refused += result != SF_UA_OK;
    return result == SF_UA_OK;
}

/* False: it has got 401, or another refusal. */
static bool is_caller_admitted(struct serve *serve, const struct sf_ua_event *event)
{
    uint64_t now_us = sf_clock_now_us(&serve->clock);
    struct sf_answer answer;
    if (!serve->users.file ||
        users_admit(&serve->users, now_us, event->msg, &event->dialog->peer, NULL, &answer))
        return true;
    serve->refused += sf_ua_respond(serve->endpoint.ua, now_us, event->call, &answer) != SF_UA_OK;
    return false;
}

/* For a REGISTER: its user must be that of the address. */
static bool is_sender_admitted(struct serve *serve, const struct sf_ua_event *event)
{
    uint64_t now_us = sf_clock_now_us(&serve->clock);
    struct sf_ua *ua = serve->endpoint.ua;
    struct sf_address source;
    struct sf_answer answer;
    if (!serve->users.file || sf_ua_asked_from(ua, event->exchange, &source) != SF_UA_OK ||
        users_admit(&serve->users, now_us, event->msg, &source, &event->to, &answer))
        return true;
    serve->refused += sf_ua_answer(ua, now_us, event->exchange, &answer) != SF_UA_OK;
    return false;
}

/* An INVITE is negotiated as it comes. A call rings first; its 200 follows when the 180 has made a
 * dialog. */
static void take(struct serve *serve, const struct sf_ua_event *event)
{
    struct sf_str text;
    bool first = event->type == SF_UA_EV_INCOMING;
    if (!is_caller_admitted(serve, event))
        return;
    if (first && serve->registrar) {
        serve->refused += !registering_redirect(serve->registrar, &serve->endpoint,
                                                sf_clock_now_us(&serve->clock), event);
        return;
    }
    if (first && serve->leave.leaving) {
        give(serve, event->call, 480);
        return;
    }
    /* The core has room for some more, so that forks and what is over find it. */
    if (first && serve->sessions.count >= serve->calls) {
        give(serve, event->call, 503);
        serve->full++;
        return;
    }
    unsigned status = sessions_answer(&serve->sessions, event->call, event->msg, &text);
    if (status) {
        give(serve, event->call, status);
        return;
    }
    if (!first || !ring(serve, event))
        give(serve, event->call, 200);
}

static void answer(struct serve *serve, struct sf_call call)
{
    uint64_t due_us = sf_clock_now_us(&serve->clock) + serve->ring_us;
    if (!serve->ring_us || !queue_add(&serve->ringing, call, due_us))
        give(serve, call, 200);
}

/* After a signal: the calls have ended, and the contact is removed. Without one an account that the
 * registrar has refused is the end too. */
static void stop_if_over(struct serve *serve)
{
    bool over = serve->account && account_is_over(serve->account);
    if (serve->crew && serve->leave.leaving && !serve->sessions.count) {
        crew_idle(serve);
        if (!serve->leave.loop || !crew_is_idle(serve->crew)) /* not the first, or not all */
            return;
    }
    if (over && !serve->leave.leaving && !serve->sessions.count)
        uv_stop(&serve->loop);
    if (serve->leave.leaving && !serve->sessions.count && (over || !serve->account))
        uv_stop(&serve->loop);
}

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct serve *serve = user;
    if (event->type == SF_UA_EV_INCOMING || event->type == SF_UA_EV_REINVITE)
        take(serve, event);
    else if (event->type == SF_UA_EV_DIALOG && event->dialog_state == SF_DIALOG_EARLY)
        answer(serve, event->call);
    else if (event->type == SF_UA_EV_CONFIRMED && event->msg &&
             sessions_check(&serve->sessions, event->call, event->msg))
        sf_ua_hangup(serve->endpoint.ua, sf_clock_now_us(&serve->clock), event->call);
    else if (event->type == SF_UA_EV_ENDED || event->type == SF_UA_EV_CANCELLED ||
             event->type == SF_UA_EV_RELEASED)
        sessions_forget(&serve->sessions, event->call);
    else if (event->type == SF_UA_EV_REQUEST && serve->registrar)
        serve->refused += is_sender_admitted(serve, event) &&
                          !registering_answer(serve->registrar, &serve->endpoint,
                                              sf_clock_now_us(&serve->clock), (int64_t)time(NULL),
                                              event, serve->quiet);
    else if (event->type == SF_UA_EV_REGISTRATION)
        account_take(serve->account, event);
    else if (event->type == SF_UA_EV_REFRESH)
        session_options_take(&serve->sessions, serve->endpoint.ua, sf_clock_now_us(&serve->clock),
                             event);
    stop_if_over(serve);
}

static void on_crossing(void *user, const struct sf_net_crossing *crossing)
{
    struct serve *serve = user;
    drawing_message(&serve->drawing, crossing);
}

static void on_pace(uv_timer_t *timer)
{
    struct serve *serve = timer->data;
    struct sf_call call;
    while (queue_take(&serve->ringing, sf_clock_now_us(&serve->clock), &call)) {
        if (!sessions_last(&serve->sessions, call).p)
            continue; /* it is over */
        give(serve, call, 200);
        sf_net_drain(serve->endpoint.net);
    }
}

static void read_tally(const struct serve *serve, struct tally *tally)
{
    *tally = (struct tally){
        .refused = serve->refused, .full = serve->full, .sessions = serve->sessions.count};
    tally_read(tally, &serve->endpoint);
}

/* Of all threads. */
static struct tally tally_of(const struct serve *serve)
{
    struct tally tally;
    read_tally(serve, &tally);
    if (serve->crew)
        crew_tally(serve->crew, &tally);
    return tally;
}

static void on_usr1(uv_signal_t *signal, int number)
{
    (void)number;
    struct serve *serve = signal->data;
    if (serve->account)
        account_print(serve->account);
    struct tally tally = tally_of(serve);
    tally_print(&tally);
}

static void on_hup(uv_signal_t *signal, int number)
{
    struct serve *serve = signal->data;
    (void)number;
    secure_again(&serve->secure, serve->command);
}

static void on_leave(void *user)
{
    struct serve *serve = user;
    leave_calls(&serve->sessions, &serve->endpoint, &serve->clock);
    if (serve->account)
        account_leave(serve->account);
    if (serve->crew)
        crew_leave(serve->crew);
    stop_if_over(serve);
}

/* The calls that ring for a while, in each thread. */
static bool open_pace(struct serve *serve)
{
    uv_timer_init(&serve->loop, &serve->pace);
    serve->pace.data = serve;
    if (!serve->ring_us)
        return true;
    uv_timer_start(&serve->pace, on_pace, PACE_MS, PACE_MS);
    if (queue_begin(&serve->ringing, (uint32_t)serve->calls))
        return true;
    complain(serve->command, "no memory for %" PRIu64 " calls", serve->calls);
    return false;
}

/* True if no call is left. */
static bool run(struct serve *serve)
{
    leave_begin(&serve->leave, &serve->loop, on_leave, serve);
    uv_signal_init(&serve->loop, &serve->usr1);
    serve->usr1.data = serve;
    uv_signal_start(&serve->usr1, on_usr1, SIGUSR1);
    uv_signal_init(&serve->loop, &serve->hup);
    serve->hup.data = serve;
    uv_signal_start(&serve->hup, on_hup, SIGHUP);
    char text[ENDPOINT_TEXT_BYTES];
    const struct sf_address *endpoint;
    for (unsigned i = 0; (endpoint = sf_net_endpoint(serve->endpoint.net, i)) && !serve->quiet;
         i++) {
        endpoint_text(endpoint, text);
        printf("listening on %s\n", text);
    }
    /* Otherwise nobody reads the address, and serving would be useless. */
    if (fflush(stdout) == 0 &&
        (!serve->account || account_begin(serve->account, &serve->endpoint, &serve->clock)) &&
        (!serve->crew || crew_start(serve->crew)))
        uv_run(&serve->loop, UV_RUN_DEFAULT);
    if (serve->crew)
        crew_stop(serve->crew);
    struct tally tally = tally_of(serve);
    uint32_t left = tally.sessions;
    if (!serve->quiet)
        tally_print(&tally);
    if (left)
        complain(serve->command, "left %" PRIu32 " call%s whose other side did not confirm the end",
                 left, left == 1 ? "" : "s");
    uv_close((uv_handle_t *)&serve->usr1, NULL);
    uv_close((uv_handle_t *)&serve->hup, NULL);
    leave_end(&serve->leave);
    return left == 0 && (!serve->account || account_end(serve->account));
}

static void on_ended(void *user, const struct sf_net_ended *ended)
{
    struct serve *serve = user;
    broken_take(&serve->broken, serve->command, sf_clock_now_us(&serve->clock), ended);
}

/* Sessions and the pace, once the endpoint is open. */
static bool open_sessions(struct serve *serve, const struct sf_ua_config *config)
{
    sessions_begin(&serve->sessions, &config->local, uv_hrtime());
    serve->sessions.given = session_file_text(&serve->session_file);
    return open_pace(serve);
}

static bool open_part(struct serve *serve, const struct sf_net_config *net,
                      const struct sf_ua_config *config, const struct listening *listening)
{
    struct sf_net_config own = *net;
    struct sf_ua_config core = *config;
    struct listening at = *listening;
    sf_clock_start(&serve->clock, 1);
    if (!endpoint_loop(serve->command, &serve->loop))
        return false;
    bool open = !serve->is_locating || finding_open(&serve->finding, &serve->loop, serve->command,
                                                    serve->name_server, &at);
    own.resolver = serve->finding.resolver;
    own.loop = &serve->loop;
    own.clock = &serve->clock;
    own.user = serve;
    open = open && endpoint_open(&serve->endpoint, serve->command, &own, &core, &at);
    if (open && open_sessions(serve, &core))
        return true;
    if (open)
        uv_close((uv_handle_t *)&serve->pace, NULL);
    endpoint_close(&serve->endpoint, &serve->loop);
    finding_end(&serve->finding);
    uv_run(&serve->loop, UV_RUN_DEFAULT);
    uv_loop_close(&serve->loop);
    return false;
}

static void close_part(struct serve *serve)
{
    uv_close((uv_handle_t *)&serve->pace, NULL);
    endpoint_close(&serve->endpoint, &serve->loop);
    finding_end(&serve->finding);
    uv_run(&serve->loop, UV_RUN_DEFAULT);
    uv_loop_close(&serve->loop);
    queue_end(&serve->ringing);
    sessions_end(&serve->sessions);
}

static const struct crew_part part = {open_part, close_part, stop_if_over, read_tally};

int serve_on(struct serve *serve, struct sf_ua_config *config, struct listening *listening)
{
    if (!secure_begin(&serve->secure, serve->command, listening->address, listening->count,
                      !serve->account))
        return 1;
    struct sf_net_config net = {.event = on_event,
                                .ended = on_ended,
                                .ws_origin = serve->ws_origin,
                                .ws_origins = serve->ws_origins,
                                .tls = serve->secure.tls,
                                .longest_wait_us = serve->longest_wait_us};
    if (serve->drawing.path)
        net.observe = on_crossing;
    bool good = drawing_open(&serve->drawing, serve->command, &serve->endpoint, config) &&
                (serve->threads < 2 || crew_make(serve, serve->threads, &part, &net));
    bool open = good && open_part(serve, &net, config, listening);
    good = open && (!serve->crew || crew_open(serve->crew, &net, config, listening));
    if (good) {
        drawing_begin(&serve->drawing, serve->command, sf_clock_now_us(&serve->clock));
        good = run(serve);
    }
    if (serve->crew)
        crew_close(serve->crew);
    if (open)
        close_part(serve);
    broken_end(&serve->broken, serve->command);
    if (serve->crew)
        crew_free(serve->crew);
    secure_end(&serve->secure);
    good = drawing_end(&serve->drawing, serve->command) && good;
    return good ? 0 : 1;
}

/* ---- sipfsm serve ---- */

/* Options that concern no call, or that need a file or connections, work with one thread only. */
static bool may_share(const struct serve *serve, const struct listening *listening, bool registers)
{
    const char *with = registers             ? "--registrar"
                       : serve->users.file   ? "--users"
                       : serve->drawing.path ? "--ladder"
                                             : NULL;
    for (unsigned i = 0; i < listening->count; i++)
        if (listening->address[i].transport != SF_TRANSPORT_UDP)
            with = "an endpoint other than --listen udp:";
    if (with)
        complain(serve->command, "--threads does not go with %s", with);
    return !with;
}

int serve_main(int argc, char **argv)
{
    static struct serve serve;
    static struct registrar registrar;
    /* 3261:10.3, 3261:8.2.2.3: a REGISTER may require them; another gets 420 from the core. */
    static const struct sf_str extensions[] = {{"path", 4}, {"outbound", 8}};
    static struct listening listening;
    const char *advertise = NULL;
    uint64_t calls = 10000, rate = 1000, ring_ms = 0, wait_ms = 100, per_source = UINT64_MAX;
    uint64_t bindings = 1000, least_s = 60, threads = 1;
    const char *domain = NULL;
    bool registers = false;
    const struct option table[] = {
        LISTEN_OPTION(&listening),
        {.name = "--calls", .kind = OPTION_NUMBER, .number = &calls, .least = 1, .most = 1000000},
        {.name = "--calls-per-source",
         .kind = OPTION_NUMBER,
         .number = &per_source,
         .most = 1000000},
        {.name = "--rate", .kind = OPTION_NUMBER, .number = &rate, .least = 1, .most = 100000},
        {.name = "--threads",
         .kind = OPTION_NUMBER,
         .number = &threads,
         .least = 1,
         .most = CREW_MOST},
        NAME_SERVER_OPTION(&serve.name_server),
        {.name = "--longest-wait-ms", .kind = OPTION_NUMBER, .number = &wait_ms, .most = 10000},
        {.name = "--ring-ms", .kind = OPTION_NUMBER, .number = &ring_ms, .most = 600000},
        {.name = "--early-media", .kind = OPTION_FLAG, .flag = &serve.early_media},
        SESSION_OPTIONS(&serve.session),
        {.name = "--advertise", .kind = OPTION_TEXT, .text = &advertise},
        SECURE_OPTIONS(&serve.secure),
        {.name = "--registrar", .kind = OPTION_FLAG, .flag = &registers},
        {.name = "--domain", .kind = OPTION_TEXT, .text = &domain},
        {.name = "--bindings",
         .kind = OPTION_NUMBER,
         .number = &bindings,
         .least = 1,
         .most = 1000000},
        {.name = "--least-expires", .kind = OPTION_NUMBER, .number = &least_s, .most = 3599},
        {.name = "--users", .kind = OPTION_TEXT, .text = &serve.users.file},
        {.name = "--realm", .kind = OPTION_TEXT, .text = &serve.users.realm},
        KEEP_ALIVE_OPTIONS(&serve.nat),
        AS_SAID_OPTIONS(&serve.nat),
        {.name = "--clients-certified",
         .kind = OPTION_FLAG,
         .flag = &serve.secure.config.asks_clients},
        SESSION_FILE_OPTION(&serve.session_file),
        {.name = "--ws-origin",
         .kind = OPTION_TEXTS,
         .text = serve.ws_origin,
         .count = &serve.ws_origins,
         .most = WS_ORIGINS},
        DRAWING_OPTION(&serve.drawing),
        {.name = "--quiet", .kind = OPTION_FLAG, .flag = &serve.quiet},
    };
    serve.session.refresh_s = SESSION_OPTIONS_REFRESH_S;
    if (!options_read("serve", table, sizeof table / sizeof table[0], argc, argv, NULL))
        return EXIT_USAGE;
    if (!session_options_check(&serve.session, "serve"))
        return EXIT_USAGE;
    struct sf_address advertised = {0};
    if (!listening.count) { /* 3261:18.2.1: where it listens by UDP it listens by TCP */
        listening.text[listening.count++] = "udp:127.0.0.1:5060";
        listening.text[listening.count++] = "tcp:127.0.0.1:5060";
    }
    if (!session_file_read(&serve.session_file, "serve") ||
        !listening_read(&listening, "serve", false) ||
        (advertise && !listen_address("serve", &advertised, advertise, 0)))
        return 1;
    listening_advertise(&listening, &advertised, NULL);
    serve.command = "serve";
    serve.is_locating = serve.name_server != NULL;
    serve.threads = (unsigned)threads;
    if (threads > 1 && !may_share(&serve, &listening, registers))
        return EXIT_USAGE;
    serve.ring_us = ring_ms * 1000;
    serve.longest_wait_us = wait_ms * 1000;
    serve.calls = (calls + threads - 1) / threads; /* each thread has its part */
    struct sf_ua_config config = {
        .calls = (uint32_t)serve.calls,
        .calls_per_second = (uint32_t)((rate + threads - 1) / threads),
        .calls_per_source = per_source == UINT64_MAX ? 0
                            : per_source == 0        ? SF_UA_NO_LIMIT
                                              : (uint32_t)((per_source + threads - 1) / threads),
        .method = &SF_STR("REGISTER"),
        .methods = registers,
        .supported = extensions,
        .supporteds = registers ? 2 : 0,
        .agent = SF_STR("sipfsm/" SIPFSM_VERSION)};
    nat_options_configure(&serve.nat, &config);
    session_options_configure(&serve.session, &config);
    const struct registrar_config keeps = {.bindings = (uint32_t)bindings,
                                           .bindings_per_source = (uint32_t)(bindings + 3) / 4,
                                           .least_s = (uint32_t)least_s,
                                           .usual_s = USUAL_S,
                                           .most_s = MOST_S,
                                           .domain = domain};
    if (registers && !registrar_begin(&registrar, &keeps)) {
        complain("serve", "no memory for %" PRIu64 " bindings", bindings);
        return 1;
    }
    serve.registrar = registers ? &registrar : NULL;
    uint64_t secret[2];
    if (uv_random(NULL, NULL, secret, sizeof secret, 0, NULL) != 0 ||
        !users_begin(&serve.users, "serve", domain ? domain : "sipfsm", secret))
        return 1;
    int status = serve_on(&serve, &config, &listening);
    users_end(&serve.users);
    registrar_end(&registrar);
    return status;
}
