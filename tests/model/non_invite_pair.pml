/* The non-INVITE transaction pair: non_invite_client and non_invite_server, and a server's user that answers whatever it likes at
 * any moment, too often as well. */
#define MESSAGES 3
#include "world.pml"

#define REQUEST 0
#define R100 1
#define R200 2 /* any final response */

#define M_NICT 5
#define M_NIST 6

/* ---- The users ---- */

#define U_START 1
#define U_TRYING 2
#define U_ANSWER 3

bit told;   /* the client's user: a final response, a timeout, an error */
bit final;  /* it was a response */
bit gave;   /* the server's user has answered */
/* In this input's cascade: the server's user gives what is to be sent, the request comes again and was answered, its transport fails. */
hidden byte gives, came_again, failed;

/* ---- non_invite_client ---- */

bit sf_nict_kept;

#define sf_nict_guard_answerable(i) false /* nobody challenges */
#define sf_nict_guard_elsewhere(i) false /* there is one server */
#define sf_nict_guard_spent(i) false /* the other side is known */
#define sf_nict_guard_unreliable(i) (!RELIABLE)
inline sf_nict_do_send_request(i) { sf_nict_kept = 1; send(REQUEST) }
inline sf_nict_do_resend(i) { must(kept_while_needed, sf_nict_kept); send(REQUEST) }
inline sf_nict_do_try_again(i) { skip }
inline sf_nict_do_try_elsewhere(i) { skip }
inline sf_nict_do_forget(i) { sf_nict_kept = 0 }
inline sf_nict_do_tell_tu_provisional(i) { skip }
inline sf_nict_do_tell_tu_final(i) { must(told_once, !told); told = 1; final = 1 }
inline sf_nict_do_tell_tu_timeout(i) { must(told_once, !told); told = 1 }
inline sf_nict_do_tell_tu_error(i) { must(told_once, !told); told = 1 }

/* ---- non_invite_server ---- */

unsigned sf_nist_kept : 2; /* a message's number + 1 */

#define sf_nist_guard_lasting(i) (!RELIABLE)
#define sf_nist_guard_elsewhere(i) false /* its sent-by is no name */
inline sf_nist_do_send_response(i) { must(kept_while_needed, sf_nist_kept > 0); send(now.sf_nist_kept - 1) }
inline sf_nist_do_resend(i) { must(kept_while_needed, sf_nist_kept > 0); send(now.sf_nist_kept - 1) }
inline sf_nist_do_send_elsewhere(i) { skip }
inline sf_nist_do_tell_tu_error(i) { tell(0) }

#include "non_invite_client.pml"
#include "non_invite_server.pml"

c_decl {
static struct seen_machine seen_sf_nict = {"sf_nict", "a", sf_nict_rows}, seen_sf_nist = {"sf_nist", "b", sf_nist_rows};
static const char *const seen_names[] = {"a BYE sip:bob / 2 BYE", "b 100 Trying / 2 BYE", "b 200 OK / 2 BYE", 0};
static const char *const seen_users[] = {"", "Alice asks", "Bob answers for now", "Bob answers"};
};

/* ---- Who gets what ---- */

inline user()
{
    if
    :: ev == U_START -> raise(M_NICT, 0, 0, FSM_START)
    :: ev == U_TRYING ->
       gives = !gave;
       if :: !gave -> sf_nist_kept = R100 + 1 :: else fi;
       raise(M_NIST, 0, 0, SF_NIST_EV_SEND_1XX)
    :: ev == U_ANSWER -> gives = !gave; gave = 1; sf_nist_kept = R200 + 1; raise(M_NIST, 0, 0, SF_NIST_EV_SEND_FINAL)
    fi
}

inline arrival()
{
    if
    :: ev == REQUEST ->
       if
       :: sf_nist_new(0) -> raise(M_NIST, 0, 0, FSM_START)
       :: else ->
          must(no_second_call, sf_nist_lives(0));
          came_again = sf_nist_kept > 0;
          raise(M_NIST, 0, 0, SF_NIST_EV_REQUEST)
       fi
    :: ev == R100 -> raise(M_NICT, 0, 0, SF_NICT_EV_R1XX)
    :: ev == R200 -> raise(M_NICT, 0, 0, SF_NICT_EV_R2XX_6XX)
    fi
}

inline dispatch()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_LOSS -> lose(ev)
    :: machine == M_CALM -> become_calm()
    :: machine == M_USER -> user_acts(); user()
    :: machine == M_NICT -> STEP(nict, 0)
    :: machine == M_NIST -> failed = (ev == SF_NIST_EV_TP_ERR && sf_nist_kept > 0); STEP(nist, 0)
    fi
}

inline due()
{
    DUE(nict, NICT, 0);
    DUE(nist, NIST, 0)
}

/* ---- The words of the properties ---- */

#define all_ended (sf_nict_ended(0) && (sf_nist_new(0) || sf_nist_ended(0)))
#define nobody_gave_up (gave_up == 0)
#define client_told_final final
#define server_gave_final gave
#define client_told told
#define server_told_error (told_now & 1)

#define group_of(m) 1

inline forget_cascade()
{
    gives = 0;
    came_again = 0;
    failed = 0
}

#include "non_invite_pair.properties"

/* ---- The run ---- */

#define client_repeats sf_nict_runs(0, E)

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_nict, &seen_sf_nist, (void *)0); };
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
           ARRIVE(REQUEST)
           ARRIVE(R100)
           ARRIVE(R200)
           LOSE(REQUEST)
           LOSE(R100)
           LOSE(R200)
           BECOME_CALM
           MOVE(ANY, !calm && sf_nist_lives(0), IN(M_USER, 0, 0, U_TRYING))
           MOVE(SOON, sf_nist_lives(0) && (!calm || !gave), IN(M_USER, 0, 0, U_ANSWER))
           TIMER(REPEAT, nict, NICT, 0, E, !in_net(REQUEST))
           TIMER(ABSORB, nict, NICT, 0, K, !in_net(R200) && !in_net(REQUEST))
           TIMER(ABSORB, nist, NIST, 0, J, !in_net(REQUEST) && !client_repeats)
           TIMER_GIVES_UP(nict, NICT, 0, F, true)
           FAILS(nict, NICT, 0)
           FAILS(nist, NIST, 0)
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
