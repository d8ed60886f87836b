/* A session with a timer (RFC 4028), and who keeps it alive: refresh from its table, on both sides; the dialog as what it promises: one BYE,
 * after which nothing is taken. Each side changes the session once, and the 2xx says anew who refreshes. The client transaction of an UPDATE has one outcome, a final response or none; an UPDATE whose outcome is none
 * may be lost, or arrive later. Bob may vanish: from then on he hears nothing, and says nothing. */
#define RELIABLE 1
#define MESSAGES 22
#include "world.pml"
#undef FSM_RESTARTS /* a refresh makes the session live on in the calm too */
#define FSM_RESTARTS true

#define ALICE 0
#define BOB 1
#define other(i) (1 - (i))

/* Of Alice; Bob's are one higher. The responses are those to her UPDATE. */
#define UPDATE 0
#define BYE 2
#define HERS 4 /* 200: Alice refreshes; Bob's: he does */
#define HIS 6  /* 200: the other side does */
#define NONE 8 /* 200: the session lives without a limit */
#define R491 10
#define R481 12
#define R500 14 /* any other failure */
#define CHANGE 12 /* further: the same 200s to a change of hers, 16 to 21 */
#define NO_RESPONSE 30
#define NOTHING 31

#define M_RFR 5

#define U_START 1 /* Alice refreshes; */
#define U_START_BOB 2
#define U_HANG_UP 3
#define U_VANISH 4
#define U_LOST 5 /* an UPDATE has no outcome */
#define U_ROOM 6 /* there is room for an UPDATE, or there is none */
#define U_CHANGE 7 /* a change comes to the other side, which answers it */

typedef side_t {
    bit open;    /* an UPDATE has no outcome yet */
    bit limited; /* the session lives as long as its timer says */
    bit over;
    bit changed /* the session; once is enough */
}
side_t side[2];
bit vanished;
bit room;
bit odd; /* a 2xx to an UPDATE has said what ours never says: the other side refreshes, or nobody; or a change has crossed a refresh */

#define sf_rfr_count 2
#define is_from(m, i) (about == (m) + (i))
/* `about` is a response: to ours, or what the 2xx of this side to theirs says. */
#define sf_rfr_guard_ours(i) (is_from(HERS, i) || is_from(HIS, other(i)))
#define sf_rfr_guard_theirs(i) (is_from(HIS, i) || is_from(HERS, other(i)))
#define sf_rfr_guard_success(i) (about >= HERS && about < R491)
#define sf_rfr_guard_lost(i) (is_from(R481, i) || about == NO_RESPONSE)
#define sf_rfr_guard_glare(i) (is_from(R491, i))
#define sf_rfr_guard_unlimited(i) (!side[i].limited)
#define sf_rfr_guard_takes_update(i) true
#define sf_rfr_guard_room(i) room

#include "refresh.pml"

#define change_is_out (net >> (HERS + CHANGE))
#define refresh_is_out (side[ALICE].open || side[BOB].open || in_net(UPDATE) || in_net(UPDATE + 1))

inline bye(i)
{
    must(one_bye, !side[i].over);
    side[i].over = 1;
    send(BYE + at);
    raise(M_RFR, at, NOTHING, SF_RFR_EV_OVER)
}

inline sf_rfr_do_take_interval(i) { side[i].limited = 1 }
inline sf_rfr_do_drop_interval(i) { side[i].limited = 0 }
inline sf_rfr_do_choose_wait(i, what) { skip }
inline sf_rfr_do_tell_due(i) { skip }
inline sf_rfr_do_take_target(i) { skip }
inline sf_rfr_do_send_update(i)
{
    must(one_refresh, !side[i].open);
    side[i].open = 1;
    if :: change_is_out -> odd = 1 :: else fi;
    send(UPDATE + at)
}
inline sf_rfr_do_lose(i) { bye(i) }
inline sf_rfr_do_expire(i) { must(expires_with_a_limit, side[i].limited); bye(i) }

c_decl {
static struct seen_machine seen_sf_rfr = {"sf_rfr", "ab", sf_rfr_rows};
static const char *const seen_names[] = {"a UPDATE sip:b / 2 UPDATE", "b UPDATE sip:a / 7 UPDATE", "a BYE sip:b / 3 BYE", "b BYE sip:a / 8 BYE",
    "b 200 OK (refresher uac) / 2", "a 200 OK (refresher uac) / 7", "b 200 OK (refresher uas) / 2", "a 200 OK (refresher uas) / 7",
    "b 200 OK (no timer) / 2", "a 200 OK (no timer) / 7", "b 491 Request Pending / 2", "a 491 Request Pending / 7",
    "b 481 Call Does Not Exist / 2", "a 481 Call Does Not Exist / 7", "b 500 Server Internal Error / 2", "a 500 Server Internal Error / 7",
    "b 200 OK (refresher uac) / 4 INVITE", "a 200 OK (refresher uac) / 9 INVITE", "b 200 OK (refresher uas) / 4 INVITE",
    "a 200 OK (refresher uas) / 9 INVITE", "b 200 OK (no timer) / 4 INVITE", "a 200 OK (no timer) / 9 INVITE", 0};
static const char *const seen_users[] = {"", "They talk, and Alice refreshes", "They talk, and Bob refreshes", "hangs up", "vanishes",
    "hears nothing", "has room, or has none", "changes the session"};
};

/* ---- Who gets what ---- */

inline user()
{
    if
    :: ev == U_START || ev == U_START_BOB ->
       room = 1;
       raise(M_RFR, ALICE, NOTHING, FSM_START);
       raise(M_RFR, BOB, NOTHING, FSM_START);
       if
       :: ev == U_START -> raise(M_RFR, ALICE, HERS, SF_RFR_EV_AGREED); raise(M_RFR, BOB, HERS, SF_RFR_EV_AGREED)
       :: else -> raise(M_RFR, ALICE, HERS + 1, SF_RFR_EV_AGREED); raise(M_RFR, BOB, HERS + 1, SF_RFR_EV_AGREED)
       fi
    :: ev == U_HANG_UP -> bye(at)
    :: ev == U_VANISH -> vanished = 1
    :: ev == U_LOST ->
       side[at].open = 0;
       c_code { now.net &= ~(0x5550u << at); }; /* the responses; the UPDATE itself may be late */
       raise(M_RFR, at, NO_RESPONSE, SF_RFR_EV_UPDATED)
    :: ev == U_ROOM -> room = 1 - room
    :: ev == U_CHANGE ->
       side[at].changed = 1;
       if :: refresh_is_out -> odd = 1 :: else fi;
       raise(M_RFR, 1 - at, about, SF_RFR_EV_AGREED);
       send(about + CHANGE)
    fi
}

#define is_deaf(i) (i == BOB && vanished)

/* The UPDATE of `at` comes to the other side, which answers as the move says: a 2xx changes what it knows itself. */
inline update_comes()
{
    if
    :: is_deaf(other(at)) -> skip
    :: !is_deaf(other(at)) && side[other(at)].over ->
       if :: side[at].open -> send(R481 + at) :: else fi
    :: else ->
       if :: about == HIS + at || about == NONE + at -> odd = 1 :: else fi;
       if :: about < R491 -> raise(M_RFR, 1 - at, about, SF_RFR_EV_AGREED) :: else fi;
       if :: side[at].open -> send(about) :: else fi
    fi
}

inline arrival()
{
    at = ev & 1;
    if
    :: ev <= UPDATE + 1 -> update_comes()
    :: ev == BYE || ev == BYE + 1 ->
       c_code { at = 1 - at; };
       if
       :: is_deaf(at) || side[at].over -> skip
       :: else -> side[at].over = 1; raise(M_RFR, at, NOTHING, SF_RFR_EV_OVER)
       fi
    :: ev >= HERS + CHANGE ->
       if :: !is_deaf(at) && !side[at].over -> raise(M_RFR, at, ev - CHANGE, SF_RFR_EV_AGREED) :: else fi
    :: else ->
       about = ev;
       side[at].open = 0;
       if :: !is_deaf(at) -> raise(M_RFR, at, about, SF_RFR_EV_UPDATED) :: else fi
    fi
}

inline dispatch()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_CALM -> become_calm(); room = 1
    :: machine == M_USER -> user_acts(); user()
    :: machine == M_RFR -> STEP(rfr, at)
    fi
}

inline due() { skip }
inline forget_cascade() { skip }

/* ---- The words of the properties ---- */

#define all_ended (sf_rfr_ended(ALICE) && (vanished || sf_rfr_ended(BOB)))
#define stands(i) (!side[i].over)
#define nobody_gave_up (gave_up == 0)
#define both_or_none_stand (stands(ALICE) == stands(BOB))
#define refreshes(i) (sf_rfr_in(i, OURS) || sf_rfr_in(i, SENT) || sf_rfr_in(i, WAITING))
#define is_limited(i) (stands(i) && side[i].limited)
#define somebody_refreshes (refreshes(ALICE) || refreshes(BOB))
#define limited_somewhere (is_limited(ALICE) || is_limited(BOB))
#define has_limit(i) (!(sf_rfr_in(i, THEIRS) || sf_rfr_in(i, OURS) || sf_rfr_in(i, WAITING)) || sf_rfr_runs(i, E))
#define nothing_odd (!odd)

#define group_of(m) 1

#include "refreshing.properties"

/* ---- The run ---- */

#define ANSWERS(i, with, if_so) MOVE(SOON, in_net(UPDATE + i) && (if_so), IN(M_NET, 0, with + i, UPDATE + i))
#define CHANGES(i, with) \
    MOVE(ANY, !calm && !side[i].changed && !change_is_out && stands(i) && !is_deaf(i) && stands(other(i)) && !is_deaf(other(i)), \
         IN(M_USER, i, with + i, U_CHANGE))
#define SIDE(i) \
    ANSWERS(i, HERS, true) \
    ANSWERS(i, HIS, !calm) \
    ANSWERS(i, NONE, !calm) \
    ANSWERS(i, R491, !calm) \
    ANSWERS(i, R500, !calm) \
    ARRIVE(HERS + i) \
    ARRIVE(HIS + i) \
    ARRIVE(NONE + i) \
    ARRIVE(R491 + i) \
    ARRIVE(R481 + i) \
    ARRIVE(R500 + i) \
    ARRIVE(BYE + i) \
    ARRIVE(HERS + CHANGE + i) \
    ARRIVE(HIS + CHANGE + i) \
    ARRIVE(NONE + CHANGE + i) \
    CHANGES(i, HERS) \
    CHANGES(i, HIS) \
    CHANGES(i, NONE) \
    MOVE(PART, stands(i) && !is_deaf(i) && (!vanished || sf_rfr_in(i, IDLE)), IN(M_USER, i, NOTHING, U_HANG_UP)) \
    TIMER(ANY, rfr, RFR, i, W, !calm && !is_deaf(i)) \
    TIMER_GIVES_UP(rfr, RFR, i, E, !is_deaf(i)) \
    GIVES_UP(side[i].open && !is_deaf(i) && (!calm || vanished), IN(M_USER, i, NOTHING, U_LOST))

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_rfr, (void *)0); };
    atomic {
        if
        :: input = IN(M_USER, 0, NOTHING, U_START)
        :: input = IN(M_USER, 0, NOTHING, U_START_BOB)
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
           SIDE(ALICE)
           SIDE(BOB)
           BECOME_CALM
           MOVE(ANY, !calm && (stands(ALICE) || stands(BOB)), IN(M_USER, 0, NOTHING, U_ROOM))
           GIVES_UP(!calm && !vanished, IN(M_USER, BOB, NOTHING, U_VANISH))
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
