/* sipfsm call: makes a call, or many at a rate, and says what became of them. */
#include "accounts/accounts.h"
#include "call/awaiting.h"
#include "command.h"
#include "common/drawing.h"
#include "common/endpoint.h"
#include "common/finding.h"
#include "call/holding.h"
#include "call/unheard.h"
#include "common/leave.h"
#include "accounts/login.h"
#include "common/nat_options.h"
#include "common/options.h"
#include "common/queue.h"
#include "common/secure.h"
#include "common/session_file.h"
#include "common/session_options.h"
#include "common/sessions.h"
#include "sipfsm/sockaddr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PACE_MS 5
#define CALL_SECONDS 64 /* how long a call of --duration 0 may take at worst; sizes the pools */

const char call_help[] =
    "usage: sipfsm call sip:USER@HOST[:PORT] [OPTION ...]\n"
    "\n"
    "Makes a call, talks, hangs up. Uses TCP or WebSocket if the URI has ;transport=tcp or ws, and "
    "TLS if it is sips:. Follows\n"
    "redirections (3xx) to at most five addresses. SIGINT or SIGTERM ends every call, answered or "
    "not, and waits for the other\n"
    "side, 5 s at most; a second signal ends the program at once. Exit status 0 if the call was "
    "answered; with --count, if\n"
    "every call was.\n"
    "\n"
    "  --duration MS           talk for this long (default 1000)\n"
    "  --ring-limit SECONDS    give up a call that is not answered within this time (default 180)\n"
    "  --count N               number of calls to make (default 1)\n"
    "  --rate R                calls to start a second (default 10)\n"
    "  --as ADDRESS            call as this address, or as that of an account of the file of "
    "accounts: register it, and call\n"
    "                          through its registrar or proxy and the Service-Route that the "
    "registrar gives; without --as\n"
    "                          the call goes straight to the URI\n" ACCOUNTS_HELP ACCOUNT_HELP
        LOGIN_HELP BEHIND_NAT_HELP KEEP_ALIVE_HELP AS_SAID_HELP
    "  --hold MS               hold the call after this long, and resume it after as long again\n"
    "  --reliable              require reliable provisional responses (RFC 3262)\n" REFRESH_HELP
    "  --no-offer              let the other side make the offer, and answer it in the "
    "ACK\n" SESSION_FILE_HELP AWAITING_HELP
    "  --listen ADDRESS        where to call from: udp:HOST:PORT, tcp:, tls:, ws: or wss:, of the "
    "URI's transport\n"
    "                          (default: a free port on the way to HOST)\n" NAME_SERVER_HELP
        SECURE_HELP DRAWING_HELP;

struct caller {
    uv_loop_t loop;
    uv_timer_t pace;
    struct leave leave;
    struct sf_clock clock;
    struct endpoint endpoint;
    struct queue talking, ringing;
    const char *to;
    struct sf_address target;
    struct finding finding;
    bool is_located; /* `to` is a name: each call is located */
    const char *name_server;
    struct account account;
    bool started; /* the account is registered, if there is one */
    uint64_t count, rate, duration_us, ring_limit_s;
    uint64_t begun_us;
    uint64_t made, answered, failed, ended; /* over: failed or ended; the core keeps an answered
                                               call for 64*T1 more, to repeat its ACK */
    uint64_t not_made;    /* the core had no room, ever since the pace asked for it */
    uint16_t last_status; /* of the last call that failed */
    char last_reason[128];
    char last_why[300];   /* of its challenge; or empty */
    char redirected[300]; /* where a single call goes now; empty: to `to` */
    char why[256];        /* of the last connection that failed */
    struct sessions sessions;
    struct secure secure;
    struct nat_options nat;
    struct session_file session_file;
    struct session_options session;
    struct holding holding;
    struct unheard unheard;
    struct awaiting awaiting;
    struct drawing drawing;
    const char *bad_answer; /* what was wrong with the last answer that could not be used */
    bool stopping;          /* no more calls are made */
    bool no_offer;          /* the other side makes it */
    bool gave_up;           /* a call was not answered in time */
};

static bool all_over(const struct caller *caller)
{
    return (caller->made == caller->count || caller->stopping) &&
           caller->failed + caller->ended == caller->made;
}

/* Once all calls are over, and the account's contact is removed, the program is. */
static void finish(struct caller *caller)
{
    if (!all_over(caller))
        return;
    if (caller->account.aor && !account_is_over(&caller->account)) {
        if (!caller->account.leaving) {
            account_leave(&caller->account);
            leave_limit(&caller->leave);
        }
        return;
    }
    uv_stop(&caller->loop);
}

/* Checks the session description of a 2xx. If we made no offer, it answers the one in the 2xx. If
 * that fails, or the answer to our offer is wrong, it hangs up at once. True: the call goes on. */
static bool is_answer(struct caller *caller, const struct sf_ua_event *event)
{
    uint64_t now_us = sf_clock_now_us(&caller->clock);
    const char *wrong = caller->no_offer ? sessions_acknowledge(&caller->sessions,
                                                                caller->endpoint.ua, now_us, event)
                        : event->msg ? sessions_check(&caller->sessions, event->call, event->msg)
                                     : NULL;
    if (!wrong)
        return true;
    caller->bad_answer = wrong;
    sf_ua_hangup(caller->endpoint.ua, now_us, event->call);
    return false;
}

/* Whom the newest call is to, beside caller->to. */
struct way {
    struct sf_str uri, route; /* the Request-URI: empty: caller->to */
    struct sf_address next_hop;
};

static enum sf_ua_result invite(struct caller *caller, const struct way *way)
{
    struct sf_call call;
    struct sf_invite invite = {.to = sf_str_of(caller->to),
                               .request_uri = way->uri,
                               .route = way->route,
                               .from = sf_str_of(caller->account.aor),
                               .from_name = sf_str_of(caller->account.name),
                               .next_hop = way->next_hop,
                               .content_type = caller->no_offer ? SF_STR("") : SDP_TYPE,
                               .body = caller->no_offer ? SF_STR("")
                                                        : sessions_offer(&caller->sessions)};
    uint64_t now_us = sf_clock_now_us(&caller->clock);
    enum sf_ua_result result = sf_ua_invite(caller->endpoint.ua, now_us, &invite, &call);
    if (result != SF_UA_OK)
        return result;
    /* Without memory for what it needs it is over at once. */
    if (!sessions_keep(&caller->sessions, call, invite.body) ||
        !queue_add(&caller->ringing, call, now_us + caller->ring_limit_s * 1000000))
        sf_ua_hangup(caller->endpoint.ua, now_us, call);
    return result;
}

static void start(struct caller *caller);

/* The calls begin when the account is registered; if it cannot be, there are none. */
static void take_registration(struct caller *caller, const struct sf_ua_event *event)
{
    account_take(&caller->account, event);
    if (event->registration_state == SF_REGISTRATION_REGISTERED && !caller->started)
        start(caller);
    else if (event->registration_state != SF_REGISTRATION_REGISTERED && !caller->started)
        caller->stopping = true;
}

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct caller *caller = user;
    uint64_t now_us = sf_clock_now_us(&caller->clock);
    const char *what;
    switch (event->type) {
    case SF_UA_EV_ANSWERED:
        sessions_settle(&caller->sessions, event->call);
        if (!is_answer(caller, event)) /* 3261:13.2.2.4: it has its ACK, and now a BYE */
            break;
        caller->answered++;
        if (caller->count == 1)
            printf("answered after %" PRIu64 " ms\n", (now_us - caller->begun_us) / 1000);
        /* The ring holds as many as the core does; were it full all the same, hanging up at once
         * loses nothing. */
        if (!queue_add(&caller->talking, event->call, now_us + caller->duration_us))
            sf_ua_hangup(caller->endpoint.ua, now_us, event->call);
        holding_add(&caller->holding, event->call, now_us);
        break;
    case SF_UA_EV_MODIFIED:
        what = holding_take(&caller->holding, event, now_us);
        if (what && caller->count == 1)
            printf("%s\n", what);
        break;
    case SF_UA_EV_REFRESH:
        session_options_take(&caller->sessions, caller->endpoint.ua, now_us, event);
        break;
    case SF_UA_EV_PROGRESS:
        if (caller->count == 1)
            printf("%u %.*s%s%.*s\n", event->status, (int)event->reason.len, event->reason.p,
                   event->status >= 300 ? ": calling " : "",
                   event->status >= 300 ? (int)event->to.len : 0, event->to.p);
        if (caller->count == 1 && event->status >= 300)
            snprintf(caller->redirected, sizeof caller->redirected, "%.*s", (int)event->to.len,
                     event->to.p);
        break;
    case SF_UA_EV_REGISTRATION:
        take_registration(caller, event);
        break;
    case SF_UA_EV_REQUEST:
        if (awaiting_take(&caller->awaiting, &caller->endpoint, now_us, event))
            start(caller);
        break;
    case SF_UA_EV_FAILED: /* only of calls that we made, as ENDED: those that come in are turned
                             away */
        sessions_settle(&caller->sessions, event->call);
        caller->failed++;
        caller->last_status = event->status;
        snprintf(caller->last_reason, sizeof caller->last_reason, "%.*s", (int)event->reason.len,
                 event->reason.p ? event->reason.p : "");
        snprintf(caller->last_why, sizeof caller->last_why, "%s", login_why(event));
        break;
    case SF_UA_EV_ENDED:
        caller->ended++;
        what = unheard_take(&caller->unheard, event);
        if (caller->count == 1)
            printf("%s\n", what);
        break;
    case SF_UA_EV_INCOMING:
        sf_ua_reject(caller->endpoint.ua, now_us, event->call, 486);
        break;
    case SF_UA_EV_REINVITE:
        sessions_renegotiate(&caller->sessions, caller->endpoint.ua, now_us, event);
        break;
    case SF_UA_EV_RELEASED:
        sessions_forget(&caller->sessions, event->call);
        break;
    default:
        break;
    }
    finish(caller);
}

static void on_crossing(void *user, const struct sf_net_crossing *crossing)
{
    struct caller *caller = user;
    drawing_message(&caller->drawing, crossing);
}

static void on_ended(void *user, const struct sf_net_ended *ended)
{
    struct caller *caller = user;
    if (ended->failed && ended->ours)
        snprintf(caller->why, sizeof caller->why, "%s", ended->why);
}

/* 3608:6.1: through the account's proxy, or else by its Service-Route, or else its registrar. */
static struct way way_of(const struct caller *caller, struct sf_registration_grant *grant,
                         char *text)
{
    const struct sf_address unknown = {.family = 0};
    struct way way = {.next_hop = caller->is_located ? unknown : caller->target};
    if (caller->awaiting.found)
        return (struct way){.uri = sf_str_of(caller->awaiting.contact),
                            .route = sf_str_of(caller->awaiting.path),
                            .next_hop = caller->awaiting.source};
    if (!caller->account.aor)
        return way;
    way.next_hop = caller->account.proxy_hop;
    struct sf_address hop;
    if (sf_ua_registration(caller->endpoint.ua, caller->account.registration, grant, text) ==
        SF_UA_OK)
        way.route = grant->service_route;
    if (caller->account.is_located) { /* its Service-Route, or else the server that has granted */
        way.next_hop = way.route.len ? unknown : grant->server;
        return way;
    }
    if (!caller->account.proxy && account_route_hop(&caller->account, way.route, &hop))
        way.next_hop = hop;
    return way;
}

static void make_one(struct caller *caller)
{
    struct sf_registration_grant grant = {0};
    char text[SF_REGISTRATION_TEXT_BYTES];
    struct way way = way_of(caller, &grant, text);
    enum sf_ua_result result = invite(caller, &way);
    if (result == SF_UA_OK) {
        caller->made++;
    } else if (result == SF_UA_FULL) {
        caller->not_made++; /* the next pace tries again */
    } else if (result != SF_UA_BUSY) {
        complain("call", "cannot call %s: %s", caller->to,
                 result == SF_UA_ARGUMENT ? sf_ua_error(caller->endpoint.ua)->text
                                          : sf_ua_result_text(result));
        caller->stopping = true;
        finish(caller);
    }
    sf_net_drain(caller->endpoint.net);
}

/* A call that nobody answers ends (3261:9.1). Those that have their answer only pass by. */
static void give_up(struct caller *caller)
{
    uint64_t now_us = sf_clock_now_us(&caller->clock);
    struct sf_call call;
    while (caller->ringing.count &&
           !sessions_unsettled(&caller->sessions, queue_first(&caller->ringing)))
        queue_take(&caller->ringing, UINT64_MAX, &call);
    while (queue_take(&caller->ringing, now_us, &call)) {
        if (!sessions_unsettled(&caller->sessions, call))
            continue;
        caller->gave_up = true;
        sf_ua_hangup(caller->endpoint.ua, now_us, call);
        sf_net_drain(caller->endpoint.net);
    }
}

static void on_pace(uv_timer_t *timer)
{
    struct caller *caller = timer->data;
    uint64_t now_us = sf_clock_now_us(&caller->clock),
             due = 1 + (now_us - caller->begun_us) * caller->rate / 1000000;
    struct sf_call call;
    while (queue_take(&caller->talking, now_us, &call)) {
        sf_ua_hangup(caller->endpoint.ua, now_us, call);
        sf_net_drain(caller->endpoint.net);
    }
    give_up(caller);
    holding_pace(&caller->holding, now_us);
    for (uint64_t full = caller->not_made;
         caller->made < caller->count && caller->made < due && !caller->stopping;) {
        make_one(caller);
        if (caller->not_made != full)
            break;
    }
    finish(caller);
}

static void on_leave(void *user)
{
    struct caller *caller = user;
    caller->stopping = true;
    leave_calls(&caller->sessions, &caller->endpoint, &caller->clock);
    finish(caller);
}

static void start(struct caller *caller)
{
    caller->started = true;
    caller->begun_us = sf_clock_now_us(&caller->clock);
    uv_timer_start(&caller->pace, on_pace, 0, PACE_MS);
}

static void on_missed(void *user)
{
    struct caller *caller = user;
    complain("call", "%s has not registered within %" PRIu64 " s", caller->to,
             caller->awaiting.seconds);
    caller->stopping = true;
    finish(caller);
}

static void run(struct caller *caller)
{
    uv_timer_init(&caller->loop, &caller->pace);
    leave_begin(&caller->leave, &caller->loop, on_leave, caller);
    caller->pace.data = caller;
    if (caller->awaiting.seconds)
        awaiting_begin(&caller->awaiting, &caller->endpoint, &caller->loop, on_missed, caller);
    else if (!caller->account.aor)
        start(caller);
    if (caller->started || caller->awaiting.seconds ||
        account_begin(&caller->account, &caller->endpoint, &caller->clock))
        uv_run(&caller->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&caller->pace, NULL);
    awaiting_end(&caller->awaiting);
    leave_end(&caller->leave);
}

static void say_why(const struct caller *caller)
{
    struct sf_net_counters net;
    sf_net_counters(caller->endpoint.net, &net);
    const char *to = *caller->redirected ? caller->redirected : caller->to;
    const char *trouble = sf_ua_locate_trouble(caller->endpoint.ua);
    const char *why = *caller->last_why ? caller->last_why
                      : caller->last_status == 401 || caller->last_status == 407
                          ? "it asks for a password: --password-file FILE, and --user NAME"
                          : "";
    if (caller->last_status == 503 && *trouble)
        complain("call", "%s: %s", to, trouble);
    else if (caller->gave_up)
        complain("call", "%s did not answer within %" PRIu64 " s", to, caller->ring_limit_s);
    else if (caller->last_status == 408)
        complain("call", "no answer from %s", to);
    else if (caller->last_status == 503 && net.send_failed) /* of our own making: nobody sent one */
        complain("call", "%s cannot be reached%s%s", to, *caller->why ? ": " : "", caller->why);
    else if (caller->last_status)
        complain("call", "%s: %u %s%s%s", to, caller->last_status, caller->last_reason,
                 *why ? ": " : "", why);
}

static bool report(const struct caller *caller)
{
    if (caller->count > 1) {
        struct sf_ua_counters c;
        sf_ua_counters(caller->endpoint.ua, &c);
        uint64_t ms = (sf_clock_now_us(&caller->clock) - caller->begun_us) / 1000;
        printf("calls: made %" PRIu64 ", answered %" PRIu64 ", failed %" PRIu64 ", ended %" PRIu64
               ", in %" PRIu64 ".%03" PRIu64 " s; retransmitted %" PRIu64 ", impossible %" PRIu64
               "\n",
               caller->made, caller->answered, caller->failed, caller->ended, ms / 1000, ms % 1000,
               c.retransmitted, c.impossible);
    }
    fflush(stdout);
    if (caller->failed)
        say_why(caller);
    if (caller->bad_answer)
        complain("call", "the answer of %s cannot be used: %s", caller->to, caller->bad_answer);
    unheard_report(&caller->unheard, "call", caller->to);
    bool good = caller->failed == 0 && !caller->unheard.count &&
                caller->answered == caller->count && caller->ended == caller->count;
    return (!caller->account.aor || account_end(&caller->account)) && good;
}

int call_main(int argc, char **argv)
{
    static struct caller caller;
    static struct login login;
    static struct listening listening;
    static struct accounts accounts;
    const char *wrong, *path = NULL;
    uint64_t duration_ms = 1000;
    caller.count = 1;
    caller.rate = 10;
    caller.ring_limit_s = 180;
    caller.session.refresh_s = SESSION_OPTIONS_REFRESH_S;
    const struct option table[] = {
        {.name = "--duration", .kind = OPTION_NUMBER, .number = &duration_ms, .most = 86400000},
        {.name = "--count",
         .kind = OPTION_NUMBER,
         .number = &caller.count,
         .least = 1,
         .most = 100000000},
        {.name = "--rate",
         .kind = OPTION_NUMBER,
         .number = &caller.rate,
         .least = 1,
         .most = 100000},
        {.name = "--ring-limit",
         .kind = OPTION_NUMBER,
         .number = &caller.ring_limit_s,
         .least = 1,
         .most = 86400},
        {.name = "--as", .kind = OPTION_TEXT, .text = &caller.account.aor},
        ACCOUNTS_OPTION(&path),
        ACCOUNT_OPTIONS(&caller.account),
        LOGIN_OPTIONS(&login),
        BEHIND_NAT_OPTIONS(&caller.nat),
        KEEP_ALIVE_OPTIONS(&caller.nat),
        AS_SAID_OPTIONS(&caller.nat),
        {.name = "--hold", .kind = OPTION_NUMBER, .number = &caller.holding.ms, .most = 86400000},
        SESSION_OPTIONS(&caller.session),
        {.name = "--no-offer", .kind = OPTION_FLAG, .flag = &caller.no_offer},
        LISTEN_OPTION(&listening),
        NAME_SERVER_OPTION(&caller.name_server),
        SECURE_OPTIONS(&caller.secure),
        SESSION_FILE_OPTION(&caller.session_file),
        AWAITING_OPTION(&caller.awaiting),
        DRAWING_OPTION(&caller.drawing),
    };
    if (!options_read("call", table, sizeof table / sizeof table[0], argc, argv, &caller.to))
        return EXIT_USAGE;
    if (!caller.to) {
        complain("call", "the URI to call is missing: sip:user@host:port (see sipfsm help call)");
        return EXIT_USAGE;
    }
    if (caller.awaiting.seconds && (caller.account.aor || !listening.count)) {
        complain("call",
                 "--await needs --listen, and does not go with --as (see sipfsm help call)");
        return EXIT_USAGE;
    }
    if (!caller.account.aor && (caller.account.registrar || caller.account.proxy)) {
        complain("call", "%s belongs to an account: --as names its address (see sipfsm help call)",
                 caller.account.proxy ? "--proxy" : "--registrar");
        return EXIT_USAGE;
    }
    if (!session_options_check(&caller.session, "call"))
        return EXIT_USAGE;
    if (2 * caller.holding.ms > duration_ms) {
        complain("call",
                 "--hold needs a --duration of at least twice as long (see sipfsm help call)");
        return EXIT_USAGE;
    }
    if (!session_file_read(&caller.session_file, "call"))
        return 1;
    if (caller.account.aor &&
        accounts_apply(&accounts, "call", path, &caller.account, &login, &listening) != 0)
        return 1;
    if (!endpoint_loop("call", &caller.loop) || !listening_read(&listening, "call", true))
        return 1;
    if (caller.account.aor) {
        caller.account.name_server = caller.name_server;
        if (!account_resolve(&caller.account, "call", &listening))
            return 1;
        account_secure(&caller.account, &caller.secure.config);
        caller.target = caller.account.next_hop;
        caller.account.once = true;
    } else if (!caller.awaiting.seconds && finding_is_needed(caller.to)) {
        caller.is_located = true;
    } else if (!caller.awaiting.seconds && (wrong = target_of_uri(&caller.target, caller.to))) {
        complain("call", "%s: %s", caller.to, wrong);
        return 1;
    }
    if (caller.is_located && !finding_listening(&caller.loop, "call", caller.to, caller.name_server,
                                                &listening, &caller.target))
        return 1;
    if ((caller.is_located || caller.account.is_located || caller.name_server) &&
        !finding_open(&caller.finding, &caller.loop, "call", caller.name_server, &listening))
        return 1;
    if (!listening.count) {
        listening.count = 1;
        listening.address[0].transport = caller.target.transport;
        if (!sf_address_towards(&listening.address[0], &caller.target)) {
            complain("call", "%s: no route to it",
                     caller.account.aor ? caller.account.aor : caller.to);
            return 1;
        }
    }
    listening_advertise(&listening, NULL, &caller.target);
    if (!secure_begin(&caller.secure, "call", listening.address, listening.count,
                      caller.awaiting.seconds > 0))
        return 1;

    setvbuf(stdout, NULL, _IOLBF, 0); /* what happens is seen as it does, in a file too */
    caller.duration_us = duration_ms * 1000;
    sf_clock_start(&caller.clock, 1);
    uint64_t at_once = caller.rate * (CALL_SECONDS + duration_ms / 1000) + 1;
    uint32_t calls = (uint32_t)(at_once < caller.count ? at_once : caller.count);
    uint64_t waiting = caller.rate * (caller.ring_limit_s + 1) + 1;
    uint64_t rate = caller.rate < caller.count ? caller.rate : caller.count;
    struct sf_net_config net = {.loop = &caller.loop,
                                .clock = &caller.clock,
                                .user = &caller,
                                .event = on_event,
                                .ended = on_ended,
                                .observe = caller.drawing.path ? on_crossing : NULL,
                                .tls = caller.secure.tls,
                                .resolver = caller.finding.resolver};
    struct sf_ua_config config = {.calls = calls,
                                  .calls_per_second = (uint32_t)rate,
                                  .user = SF_STR("sipfsm"),
                                  .require_reliable = caller.session.reliable,
                                  .agent = SF_STR("sipfsm/" SIPFSM_VERSION)};
    if (caller.account.aor)
        account_configure(&caller.account, &config);
    const struct sf_ua_redirect redirect = {.redirecting = sf_ua_redirecting()};
    config.redirect = &redirect; /* 3261:8.1.3.4 */
    nat_options_configure(&caller.nat, &config);
    session_options_configure(&caller.session, &config);
    if (!awaiting_configure(&caller.awaiting, "call", caller.to, &config) ||
        !login_begin(&login, "call", caller.account.aor ? caller.account.user : NULL, &config))
        return 1;
    bool room =
        queue_begin(&caller.talking, calls) &&
        holding_begin(&caller.holding, calls, &caller.sessions, &caller.endpoint) &&
        queue_begin(&caller.ringing, (uint32_t)(waiting < caller.count ? waiting : caller.count));
    if (!room)
        complain("call", "no memory for %" PRIu32 " calls", calls);
    bool good = room && drawing_open(&caller.drawing, "call", &caller.endpoint, &config) &&
                endpoint_open(&caller.endpoint, "call", &net, &config, &listening);
    if (good) {
        sessions_begin(&caller.sessions, &config.local, uv_hrtime());
        caller.sessions.given = session_file_text(&caller.session_file);
        drawing_begin(&caller.drawing, "call", sf_clock_now_us(&caller.clock));
        run(&caller);
        good = report(&caller);
    }
    endpoint_close(&caller.endpoint, &caller.loop);
    finding_end(&caller.finding);
    uv_run(&caller.loop, UV_RUN_DEFAULT);
    uv_loop_close(&caller.loop);
    secure_end(&caller.secure);
    queue_end(&caller.talking);
    holding_end(&caller.holding);
    queue_end(&caller.ringing);
    sessions_end(&caller.sessions);
    login_end(&login);
    good = drawing_end(&caller.drawing, "call") && good;
    accounts_end(&accounts);
    return good ? 0 : 1;
}
