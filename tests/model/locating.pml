/* One search for the servers of a URI (locate, from its table), the name servers, and the request that is tried at one server after
 * the other. The name servers have records, or none, or say that the service does not exist; they fail; they answer late, twice, in
 * any order, or never. The servers fail or answer. A round has one question or two: one, or two, services, hosts and addresses stand
 * for all numbers. What the locator does before the table hears of an answer is as in runtime/locate/locator.c. */
#define MESSAGES 3
#include "world.pml"

/* Questions under way, or their answers: two of the present round, and any of a round that is over. */
#define FIRST 0
#define SECOND 1
#define OLD 2

/* What an answer says. */
#define HAS 1    /* records that can be used */
#define NONE 2   /* no record, or none that can be used */
#define ROOT 3   /* SRV: there is no such service */
#define FAILED 4 /* the name server fails, or refuses */
#define SILENT 5 /* the resolver has given up */

#define M_LOC 5

#define U_START 1 /* about: what the URI is */
#define U_FAIL 2  /* the server in use has failed */
#define U_END 3   /* the request is done with, or is not wanted any more */

/* ---- The search ---- */

unsigned facts : 4;     /* what the URI is: */
#define REACHABLE 1
#define NUMERIC 2
#define PORT 4
#define TRANSPORT 8
unsigned rounds : 2;
unsigned awaited : 2;   /* a bit a question of this round */
unsigned asked : 2;     /* how many there were */
unsigned services : 2;  /* that NAPTR records name */
unsigned offers : 2;    /* hosts of SRV records, or the URI's own */
unsigned addresses : 2;
bit denied, unanswered, failed;
unsigned targets : 2;
unsigned target : 2;
bit blamed;             /* it says why there is no target */
bit told;               /* its user knows the result */

/* ---- The request ---- */

unsigned tried : 2; /* a bit a server */
bit trying;         /* it is out, at the target in use */

#define is(what) ((facts / (what)) % 2)
#define sf_loc_guard_reachable(i) is(REACHABLE)
#define sf_loc_guard_numeric(i) is(NUMERIC)
#define sf_loc_guard_port(i) is(PORT)
#define sf_loc_guard_transport(i) is(TRANSPORT)
#define sf_loc_guard_pointed(i) (services > 0)
#define sf_loc_guard_awaited(i) (awaited > 0)
#define sf_loc_guard_served(i) (offers > 0)
#define sf_loc_guard_denied(i) denied
#define sf_loc_guard_found(i) (addresses > 0)
#define sf_loc_guard_unanswered(i) unanswered
#define sf_loc_guard_failed(i) (failed && !unanswered)
#define sf_loc_guard_another(i) (target + 1 < targets)

/* Begins a round of so many questions; what is under way is of no use any more. */
#define ask(count) \
    must(three_rounds, rounds < 3); \
    rounds++; \
    net = (net > 0 -> 1 << OLD : 0); \
    asked = count; \
    awaited = (count == 2 -> 3 : 1); \
    send(FIRST); \
    if :: asked == 2 -> send(SECOND) :: else fi

#define try_target \
    must(after_the_other, !trying); \
    must(tried_once, !((tried >> target) & 1)); \
    tried = tried | (1 << target); \
    trying = 1

inline sf_loc_do_take_address(i) { targets = 1; target = 0 }
inline sf_loc_do_ask_pointers(i) { ask(1) }
inline sf_loc_do_ask_pointed(i) { ask(services) }
inline sf_loc_do_ask_services(i) { services = (is(TRANSPORT) -> 1 : 2); ask(services) }
inline sf_loc_do_ask_hosts(i) { ask(offers) }
inline sf_loc_do_ask_host(i) { offers = 1; ask(2) /* A and AAAA */ }
inline sf_loc_do_list(i) { targets = addresses; target = 0 }
inline sf_loc_do_advance(i) { target++; try_target }
inline sf_loc_do_remember(i) { target = targets; blamed = 1 }
inline sf_loc_do_tell(i)
{
    told = 1;
    if
    :: target < targets -> try_target
    :: else
    fi
}
inline sf_loc_do_blame(i, why) { targets = 0; target = 0; blamed = 1 }

#include "locate.pml"

c_decl {
static struct seen_machine seen_sf_loc = {"sf_loc", "a", sf_loc_rows};
static const char *const seen_names[] = {"b ANSWER first / 1 ANSWER", "b ANSWER second / 2 ANSWER", "b ANSWER of a round before / 3 ANSWER", 0};
static const char *const seen_users[] = {"", "Alice looks for a server", "the server in use fails", "Alice needs it no more"};
};

/* ---- Who gets what ---- */

inline user()
{
    if
    :: ev == U_START -> facts = about; raise(M_LOC, 0, 0, FSM_START); raise(M_LOC, 0, 0, SF_LOC_EV_BEGIN)
    :: ev == U_FAIL -> trying = 0; raise(M_LOC, 0, 0, SF_LOC_EV_NEXT)
    :: ev == U_END -> trying = 0; awaited = 0; net = (net > 0 -> 1 << OLD : 0); raise(M_LOC, 0, 0, SF_LOC_EV_END)
    fi
}

/* What it has: for a pointer, a service; for a service, a host; for a host, an address. */
inline hear()
{
    if
    :: about == HAS && sf_loc_in(0, POINTERS) && services < 2 -> services++
    :: about == HAS && sf_loc_in(0, SERVICES) && offers < 2 -> offers++
    :: about == HAS && sf_loc_in(0, HOSTS) && addresses < 2 -> addresses++
    :: about == ROOT && sf_loc_in(0, SERVICES) -> denied = 1
    :: about == FAILED -> failed = 1
    :: about == SILENT -> unanswered = 1
    :: else
    fi
}

/* An answer counts once, and only if it is of this round. */
inline arrival()
{
    if
    :: ev != OLD && ((awaited >> ev) & 1) ->
       awaited = awaited & ~(1 << ev);
       hear();
       raise(M_LOC, 0, 0, SF_LOC_EV_ANSWER)
    :: else
    fi
}

inline dispatch()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_LOSS -> lose(ev)
    :: machine == M_CALM -> become_calm()
    :: machine == M_USER -> user_acts(); user()
    :: machine == M_LOC -> STEP(loc, 0)
    fi
}

inline due()
{
    skip
}

/* ---- The words of the properties ---- */

#define asks (sf_loc_in(0, POINTERS) || sf_loc_in(0, SERVICES) || sf_loc_in(0, HOSTS))
#define has_timer sf_loc_runs(0, wait)
#define found sf_loc_in(0, FOUND)
#define nowhere sf_loc_in(0, NOWHERE)
#define has_target (target < targets)
#define all_ended sf_loc_ended(0)

#define group_of(m) 1

inline forget_cascade()
{
    skip
}

#include "locating.properties"

/* ---- The run ---- */

#define SAYS(m, what, if_so) MOVE(SOON, in_net(m) && (if_so), IN(M_NET, 0, what, m))
#define ANSWERS(m) \
    SAYS(m, HAS, true) \
    SAYS(m, NONE, true) \
    SAYS(m, ROOT, sf_loc_in(0, SERVICES)) \
    SAYS(m, FAILED, true) \
    SAYS(m, SILENT, true)

#define BEGINS(what) :: true -> input = IN(M_USER, 0, what, U_START)

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_loc, (void *)0); };
    atomic {
        if
        BEGINS(0)
        BEGINS(NUMERIC)
        BEGINS(REACHABLE)
        BEGINS(REACHABLE + NUMERIC)
        BEGINS(REACHABLE + PORT)
        BEGINS(REACHABLE + TRANSPORT)
        BEGINS(REACHABLE + PORT + TRANSPORT)
        fi;
        BEGIN;
        do
        GROUP(1, dispatch)
        END(due)
        od
    };
    do
    :: atomic {
           level = AT_ONCE;
           do
           ANSWERS(FIRST)
           ANSWERS(SECOND)
           ARRIVE(OLD)
           LOSE(FIRST)
           LOSE(SECOND)
           LOSE(OLD)
           BECOME_CALM
           MOVE(ANY, !calm && trying, IN(M_USER, 0, 0, U_FAIL))
           MOVE(PART, sf_loc_lives(0) && (told || !calm), IN(M_USER, 0, 0, U_END))
           MOVE(ABSORB, sf_loc_runs(0, wait), IN(M_LOC, 0, 0, SF_LOC_EV_TIMER_WAIT))
           LATER
           od;
           BEGIN;
           do
           GROUP(1, dispatch)
           END(due)
           od
       }
    od;
rest: skip;
    d_step { come_to_rest() }
}
