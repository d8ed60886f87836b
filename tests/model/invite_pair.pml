/* The INVITE transaction pair: invite_client and invite_server, and two transaction users that do whatever they may at any moment.
 * The client's user is on the left. It acknowledges each 2xx that it is told; the server's user repeats its 2xx until then. */
#define MESSAGES 7
#include "world.pml"

#define INVITE 0
#define ACK 1    /* of a failure: the client transaction's own */
#define ACK_2XX 2 /* of a 2xx: the user's */
#define R100 3
#define R180 4
#define R200 5
#define R486 6

#define M_ICT 5
#define M_IST 6

/* ---- The users ---- */

#define NOTHING 0
#define FAILED 1
#define ANSWERED 2
#define GONE 3 /* the client's user: timeout, transport error, or it waits no longer */

#define U_START 1
#define U_RING 2
#define U_ACCEPT 3
#define U_REJECT 4
#define U_REPEAT 5
#define U_STOP 6 /* the server's user waits for the ACK no longer */

unsigned told : 2;  /* the client's user */
unsigned gave : 2;  /* the server's user */
bit repeats;        /* it repeats its 2xx until the ACK, */
bit timer_R;        /* by this timer, once more when it is calm (as a timer of a table) */
bit acked;          /* the ACK was told it */
/* In this input's cascade: the server's user gives what is to be sent, the INVITE comes again and was answered, its transport fails. */
hidden byte gives, came_again, failed;

/* ---- invite_client ---- */

unsigned sf_ict_kept : 3; /* a message's number + 1 */

#define sf_ict_guard_unreliable(i) (!RELIABLE)
#define sf_ict_guard_refreshed(i) false /* as a copy of the INVITE from the network */
inline sf_ict_do_send_request(i) { sf_ict_kept = INVITE + 1; send(INVITE) }
inline sf_ict_do_resend(i) { must(kept_while_needed, sf_ict_kept > 0); send(now.sf_ict_kept - 1) }
inline sf_ict_do_send_ack(i) { sf_ict_kept = ACK + 1; send(ACK) }
inline sf_ict_do_forget(i) { sf_ict_kept = 0 }
inline sf_ict_do_tell_tu_provisional(i) { tell(0) }

inline sf_ict_do_tell_tu_success(i)
{
    must(one_outcome, told == NOTHING || told == ANSWERED || told == GONE);
    tell(1);
    if :: told == NOTHING -> told = ANSWERED :: else fi;
    send(ACK_2XX)
}

inline sf_ict_do_tell_tu_failure(i)
{
    must(one_outcome, told == NOTHING || told == GONE);
    tell(2);
    if :: told == NOTHING -> told = FAILED :: else fi
}

inline sf_ict_do_tell_tu_timeout(i)
{
    must(one_outcome, told == NOTHING);
    told = GONE
}

inline sf_ict_do_tell_trouble(i) { tell(7) }

inline sf_ict_do_tell_tu_error(i)
{
    tell(3);
    if :: told == NOTHING -> told = GONE :: else fi
}

/* ---- invite_server ---- */

unsigned sf_ist_kept : 3;

#define sf_ist_guard_unreliable(i) (!RELIABLE)
#define sf_ist_guard_elsewhere(i) false /* its sent-by is no name */
#define sf_ist_guard_spent(i) false /* the other side is known */
#define sf_ist_guard_answered(i) (sf_ist_kept > 0)
inline sf_ist_do_send_trying(i) { sf_ist_kept = R100 + 1; send(R100) }
inline sf_ist_do_send_response(i) { must(kept_while_needed, sf_ist_kept > 0); send(now.sf_ist_kept - 1) }
inline sf_ist_do_send_success(i) { send(R200) }
inline sf_ist_do_resend(i) { must(kept_while_needed, sf_ist_kept > 0); send(now.sf_ist_kept - 1) }
inline sf_ist_do_forget(i) { sf_ist_kept = 0 }
inline sf_ist_do_unmerge(i) { skip }
inline sf_ist_do_tell_tu_ack(i) { tell(4); acked = 1; repeats = 0 }
inline sf_ist_do_tell_tu_no_ack(i) { tell(5) }
inline sf_ist_do_send_elsewhere(i) { skip }
inline sf_ist_do_tell_tu_error(i) { tell(6) }

#include "invite_client.pml"
#include "invite_server.pml"

#ifdef SF_IST_CONFIRMED /* a wrong table may lack it */
#define has_its_ack sf_ist_in(0, CONFIRMED)
#else
#define has_its_ack false
#endif

c_decl {
static struct seen_machine seen_sf_ict = {"sf_ict", "a", sf_ict_rows}, seen_sf_ist = {"sf_ist", "b", sf_ist_rows};
static const char *const seen_names[] = {"a INVITE sip:bob / 1 INVITE", "a ACK sip:bob / 1 ACK",  "a ACK sip:bob@b / 1 ACK",
                                         "b 100 Trying / 1 INVITE",     "b 180 Ringing / 1 INVITE", "b 200 OK / 1 INVITE",
                                         "b 486 Busy Here / 1 INVITE",  0};
static const char *const seen_users[] = {"", "Alice calls", "Bob rings", "Bob accepts", "Bob rejects", "Bob repeats his 200",
                                         "Bob waits for the ACK no longer"};
};

/* ---- Who gets what ---- */

inline user()
{
    if
    :: ev == U_START -> raise(M_ICT, 0, 0, FSM_START)
    :: ev == U_RING -> gives = 1; sf_ist_kept = R180 + 1; raise(M_IST, 0, 0, SF_IST_EV_SEND_1XX)
    :: ev == U_ACCEPT -> gives = 1; gave = ANSWERED; repeats = 1; timer_R = 1; raise(M_IST, 0, 0, SF_IST_EV_SEND_2XX)
    :: ev == U_REJECT -> gives = 1; gave = FAILED; sf_ist_kept = R486 + 1; raise(M_IST, 0, 0, SF_IST_EV_SEND_3XX_6XX)
    :: ev == U_REPEAT -> gives = sf_ist_lives(0); timer_R = FSM_RESTARTS; raise(M_IST, 0, 0, SF_IST_EV_SEND_2XX)
    :: ev == U_STOP -> repeats = 0
    fi
}

inline arrival()
{
    if
    :: ev == INVITE ->
       if
       :: sf_ist_new(0) -> raise(M_IST, 0, 0, FSM_START)
       :: else ->
          must(no_second_call, sf_ist_lives(0));
          came_again = sf_ist_kept > 0;
          raise(M_IST, 0, 0, SF_IST_EV_INVITE)
       fi
    :: ev == ACK -> raise(M_IST, 0, 0, SF_IST_EV_ACK)
    :: ev == ACK_2XX -> /* its branch is its own, unless the client is of RFC 2543 */
       if
       :: about == 1 -> raise(M_IST, 0, 0, SF_IST_EV_ACK)
       :: else -> acked = 1; repeats = 0
       fi
    :: ev == R100 || ev == R180 -> raise(M_ICT, 0, 0, SF_ICT_EV_R1XX)
    :: ev == R200 -> raise(M_ICT, 0, 0, SF_ICT_EV_R2XX)
    :: ev == R486 -> raise(M_ICT, 0, 0, SF_ICT_EV_R3XX_6XX)
    fi
}

inline dispatch()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_LOSS -> lose(ev)
    :: machine == M_CALM -> become_calm()
    :: machine == M_USER -> user_acts(); user()
    :: machine == M_ICT ->
       if :: ev == SF_ICT_EV_ABANDON && told == NOTHING -> told = GONE :: else fi;
       STEP(ict, 0)
    :: machine == M_IST -> failed = (ev == SF_IST_EV_TP_ERR && !has_its_ack); STEP(ist, 0)
    fi
}

inline due()
{
    DUE(ict, ICT, 0);
    DUE(ist, IST, 0)
}

/* ---- The words of the properties ---- */

#define all_ended (sf_ict_ended(0) && (sf_ist_new(0) || sf_ist_ended(0)))
#define nobody_gave_up (gave_up == 0)
#define client_told_failure (told == FAILED)
#define client_told_success (told == ANSWERED)
#define server_gave_failure (gave == FAILED)
#define server_gave_success (gave == ANSWERED)
#define client_told (told != NOTHING)
#define server_told_error (told_now >> 6 & 1)

#define group_of(m) 1

inline forget_cascade()
{
    gives = 0;
    came_again = 0;
    failed = 0
}

#include "invite_pair.properties"

/* ---- The run ---- */

#define client_repeats sf_ict_runs(0, A)
#ifdef SF_IST_EV_TIMER_H /* a wrong table may lack it */
#define server_repeats sf_ist_runs(0, H)
#else
#define server_repeats false
#endif
#define serving (sf_ist_lives(0) && gave == NOTHING)

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_ict, &seen_sf_ist, (void *)0); };
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
           ARRIVE(INVITE)
           ARRIVE(ACK)
           ARRIVE(ACK_2XX)
           MOVE(SOON, !calm && in_net(ACK_2XX), IN(M_NET, 0, 1, ACK_2XX))
           ARRIVE(R100)
           ARRIVE(R180)
           ARRIVE(R200)
           ARRIVE(R486)
           LOSE(INVITE)
           LOSE(ACK)
           LOSE(ACK_2XX)
           LOSE(R100)
           LOSE(R180)
           LOSE(R200)
           LOSE(R486)
           BECOME_CALM
           MOVE(ANY, !calm && serving, IN(M_USER, 0, 0, U_RING))
           MOVE(SOON, serving, IN(M_USER, 0, 0, U_ACCEPT))
           MOVE(SOON, serving, IN(M_USER, 0, 0, U_REJECT))
           TIMER(ANY, ist, IST, 0, TRYING, !calm)
           TIMER(REPEAT, ict, ICT, 0, A, !in_net(INVITE))
#ifdef SF_IST_EV_TIMER_G
           TIMER(REPEAT, ist, IST, 0, G, !in_net(R486))
#endif
           MOVE(REPEAT, repeats && timer_R && !in_net(R200), IN(M_USER, 0, 0, U_REPEAT))
           TIMER(ABSORB, ict, ICT, 0, D, !in_net(R486) && !server_repeats)
#ifdef SF_ICT_EV_TIMER_M /* not before RFC 6026 */
           TIMER(ABSORB, ict, ICT, 0, M, !in_net(R200) && !repeats)
#endif
#ifdef SF_IST_EV_TIMER_I
           TIMER(ABSORB, ist, IST, 0, I, !in_net(INVITE) && !in_net(ACK) && !in_net(R486) && !client_repeats)
#endif
#ifdef SF_IST_EV_TIMER_L
           TIMER(ABSORB, ist, IST, 0, L, !in_net(INVITE) && !client_repeats && !repeats)
#endif
           TIMER_GIVES_UP(ict, ICT, 0, B, true)
#ifdef SF_IST_EV_TIMER_H
           TIMER_GIVES_UP(ist, IST, 0, H, !in_net(INVITE) && !client_repeats)
#endif
           GIVES_UP(repeats, IN(M_USER, 0, 0, U_STOP))
           GIVES_UP(sf_ict_in(0, PROCEEDING), IN(M_ICT, 0, 0, SF_ICT_EV_ABANDON))
           FAILS(ict, ICT, 0)
           FAILS(ist, IST, 0)
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
