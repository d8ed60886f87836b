/* A registration and a registrar: registration from its table; the client transaction below it as what it promises: each REGISTER has
 * one outcome, a final response or none. A REGISTER whose outcome is none may be lost, or arrive later. The registrar grants, refuses
 * for a while or for good, wants longer times, sends elsewhere, and starts again without its bindings. */
#define MESSAGES 8
#include "world.pml"

#define BIND 0    /* a REGISTER with our contact */
#define REMOVE 1  /* a REGISTER that removes it */
#define GRANTED 2 /* 200 to the first, 200 to the second: */
#define GONE 3
#define BRIEF 4
#define MOVED 5
#define BUSY 6
#define NO 7

#define M_REG 5

/* ---- The user, and what befalls the transaction and the registrar ---- */

#define U_START 1
#define U_REFRESH 2
#define U_REMOVE 3
#define U_LOST 4    /* no outcome: the REGISTER or its response is lost */
#define U_LATE 5    /* no outcome, and the REGISTER arrives later */
#define U_RESTART 6 /* the registrar starts again */
#define U_ROOM 7    /* there is room for a REGISTER, or there is none */

unsigned asked : 2; /* the REGISTER that has no outcome yet: its number + 1 */
unsigned turns : 2; /* 423 and 3xx, one after another */
bit room;           /* a transaction and blocks are free */
bit granted, doubt; /* what the core knows of its binding: there is one; there may be */
bit bound;          /* the registrar has one */
bit removed;        /* it has taken the removal: an older REGISTER is out of order from then on */
bit forgot;         /* it has started again since it granted */
bit over, over_well;
/* In this input's cascade: the response, and whether the outcome is a 2xx. */
hidden byte says, well, told_registered, told_end;

/* ---- registration ---- */

#define sf_reg_guard_granted(i) (says == GRANTED)
#define sf_reg_guard_shown(i) false /* see test_nat.c */
#define sf_reg_guard_kept(i) false
#define sf_reg_guard_lasted(i) false
#define sf_reg_guard_brief(i) (says == BRIEF && turns < 2)
#define sf_reg_guard_moved(i) (says == MOVED && turns < 2)
#define sf_reg_guard_refused(i) (says == NO)
#define sf_reg_guard_room(i) room
#define sf_reg_guard_bound(i) (granted || doubt)
inline sf_reg_do_send(i) { must(one_at_a_time, asked == 0); asked = BIND + 1; removed = 0; send(BIND) }
inline sf_reg_do_send_removal(i) { must(one_at_a_time, asked == 0); asked = REMOVE + 1; send(REMOVE) }
inline sf_reg_do_keep_grant(i) { granted = 1; doubt = 0; turns = 0 }
inline sf_reg_do_follow_shown(i) { skip }
inline sf_reg_do_draw_keep(i) { skip }
inline sf_reg_do_keep_alive(i) { skip }
inline sf_reg_do_ask_longer(i) { turns++ }
inline sf_reg_do_follow(i) { turns++ }
inline sf_reg_do_back_off(i) { turns = 0 }
inline sf_reg_do_doubt(i) { doubt = 1 }
inline sf_reg_do_tell_registered(i) { told_registered = 1; tell(0) }
inline sf_reg_do_tell_waiting(i) { tell(1) }
inline sf_reg_do_tell_ended(i) { must(ends_once, !over); over = 1; over_well = well; told_end = 1; tell(2) }
inline sf_reg_do_tell_unremoved(i, status) { must(ends_once, !over); over = 1; over_well = 0; told_end = 1; tell(2) }

#include "registration.pml"

c_decl {
static struct seen_machine seen_sf_reg = {"sf_reg", "a", sf_reg_rows};
static const char *const seen_names[] = {"a REGISTER sip:b / 1 REGISTER", "a REGISTER sip:b Expires 0 / 2 REGISTER", "b 200 OK / 1 REGISTER",
    "b 200 OK / 2 REGISTER", "b 423 Interval Too Brief / 1 REGISTER", "b 302 Moved / 1 REGISTER", "b 503 Unavailable / 1 REGISTER",
    "b 404 Not Found / 1 REGISTER", 0};
static const char *const seen_users[] = {"", "Alice registers", "Alice registers again", "Alice wants her contact removed",
    "a REGISTER has no outcome: it is lost", "a REGISTER has no outcome: it is late", "the registrar starts again", "room comes or goes"};
};

/* ---- Who gets what ---- */

inline user()
{
    if
    :: ev == U_START -> room = 1; raise(M_REG, 0, 0, FSM_START)
    :: ev == U_REFRESH -> raise(M_REG, 0, 0, SF_REG_EV_REFRESH)
    :: ev == U_REMOVE -> well = 1; raise(M_REG, 0, 0, SF_REG_EV_REMOVE)
    :: ev == U_LOST -> asked = 0; net = 0; raise(M_REG, 0, 0, SF_REG_EV_UNANSWERED)
    :: ev == U_LATE -> asked = 0; net = net & (1 << BIND); raise(M_REG, 0, 0, SF_REG_EV_UNANSWERED)
    :: ev == U_RESTART -> bound = 0; forgot = 1
    :: ev == U_ROOM -> room = 1 - room
    fi
}

/* A response; that of a transaction that is over is dropped. */
#define respond(m, to) if :: asked == to + 1 -> send(m) :: else fi

/* What it says is decided by the move: `about`. */
inline registrar()
{
    if
    :: ev == BIND && removed -> skip /* 3261:10.3, step 7: late */
    :: ev == BIND && !removed && about == GRANTED -> bound = 1; forgot = 0; respond(GRANTED, BIND)
    :: ev == BIND && !removed && about == BRIEF -> respond(BRIEF, BIND)
    :: ev == BIND && !removed && about == MOVED -> respond(MOVED, BIND)
    :: ev == BIND && !removed && about == BUSY -> respond(BUSY, BIND)
    :: ev == BIND && !removed && about == NO -> respond(NO, BIND)
    :: ev == REMOVE && about == GONE -> bound = 0; removed = 1; respond(GONE, REMOVE)
    :: ev == REMOVE && about == BUSY -> respond(BUSY, REMOVE)
    fi
}

inline arrival()
{
    if
    :: ev <= REMOVE -> registrar()
    :: else ->
       says = ev;
       well = (ev == GRANTED || ev == GONE);
       asked = 0;
       raise(M_REG, 0, 0, SF_REG_EV_ANSWERED)
    fi
}

inline dispatch()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_CALM -> become_calm(); room = 1
    :: machine == M_USER -> user_acts(); user()
    :: machine == M_REG -> STEP(reg, 0)
    fi
}

inline due()
{
    DUE(reg, REG, 0)
}

/* ---- The words of the properties ---- */

#define all_ended sf_reg_ended(0)
#define told_bound told_registered
#define known (bound || forgot)
#define waits_alone (sf_reg_lives(0) && asked == 0)
#define has_timer (sf_reg_runs(0, REFRESH) || sf_reg_runs(0, WAIT))
#define told_it_ended over
#define told_removed (over && over_well)
#define registrar_has bound

#define group_of(m) 1

inline forget_cascade()
{
    says = 0;
    well = 0;
    told_registered = 0;
    told_end = 0
}

#include "registering.properties"

/* ---- The run ---- */

#define SAYS(m, what, if_so) MOVE(SOON, in_net(m) && (if_so), IN(M_NET, 0, what, m))

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_reg, (void *)0); };
    atomic {
        input = IN(M_USER, 0, 0, U_START);
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
           SAYS(BIND, GRANTED, true)
           SAYS(BIND, BRIEF, !calm)
           SAYS(BIND, MOVED, !calm)
           SAYS(BIND, BUSY, !calm)
           SAYS(BIND, NO, !calm)
           SAYS(REMOVE, GONE, true)
           SAYS(REMOVE, BUSY, !calm)
           ARRIVE(GRANTED)
           ARRIVE(GONE)
           ARRIVE(BRIEF)
           ARRIVE(MOVED)
           ARRIVE(BUSY)
           ARRIVE(NO)
           BECOME_CALM
           MOVE(PART, room && sf_reg_lives(0), IN(M_USER, 0, 0, U_REMOVE))
           MOVE(ANY, !calm && room && sf_reg_lives(0), IN(M_USER, 0, 0, U_REFRESH))
           MOVE(ANY, !calm && bound, IN(M_USER, 0, 0, U_RESTART))
           MOVE(ANY, !calm && sf_reg_lives(0), IN(M_USER, 0, 0, U_ROOM))
           TIMER(ANY, reg, REG, 0, REFRESH, !calm)
           TIMER(ANY, reg, REG, 0, WAIT, !calm)
           GIVES_UP(!calm && asked, IN(M_USER, 0, 0, U_LOST))
           GIVES_UP(!calm && asked == BIND + 1, IN(M_USER, 0, 0, U_LATE))
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
