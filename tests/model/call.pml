/* Alice calls Bob: invite_uac and invite_uas with every transaction under them, both dialogs, and users who may do anything at any
 * moment: ring, accept, reject, hang up on either side, before the answer and after. */
#define MESSAGES 13
#include "world.pml"

#ifndef FULL /* Alice has no room for a dialog */
#define FULL 0
#endif

#ifndef LATE /* Alice's INVITE has no offer: the 2xx brings it, the ACK her answer */
#define LATE 0
#endif

#define INVITE 0
#define ACK 1     /* of a failure: the transaction's own */
#define ACK_2XX 2 /* of a 2xx: invite_uac's */
#define R100 3
#define R180 4
#define R200 5
#define R4XX 6
#define CANCEL 7
#define CANCEL_OK 8 /* 200 or 481: nobody tells them apart */
#define BYE_A 9
#define BYE_A_OK 10
#define BYE_B 11
#define BYE_B_OK 12
#define NOTHING 15

#define M_ICT 5
#define M_IST 6
#define M_NICT 7
#define M_NIST 8
#define M_UAC 9
#define M_UAS 10
#define M_DLG 11

#define ALICE 0
#define BOB 1
#define CANCEL_OF_ALICE 0
#define BYE_OF_ALICE 1
#define BYE_OF_BOB 2

#define U_CALL 1
#define U_HANG_UP_A 2
#define U_RING 3
#define U_ACCEPT 4
#define U_REJECT 5
#define U_HANG_UP_B 6
#define U_ANSWER 7

/* ---- What properties speak of ---- */

bit alice_saw_1xx, alice_hung_up, alice_told_answer, alice_told_end;
bit bob_accepted, bob_refused, bob_was_acked, bob_hung_up, bob_told_end;
bit alice_has_parted, bob_has_parted; /* when it is calm */
hidden byte success_came, ack_went, waited_for_ack; /* in this input's cascade */

#include "ua.pml"

c_decl {
static struct seen_machine seen_sf_ict = {"sf_ict", "a", sf_ict_rows}, seen_sf_ist = {"sf_ist", "b", sf_ist_rows}, seen_sf_nict = {"sf_nict", "aab", sf_nict_rows},
                           seen_sf_nist = {"sf_nist", "bba", sf_nist_rows}, seen_sf_uac = {"sf_uac", "a", sf_uac_rows}, seen_sf_uas = {"sf_uas", "b", sf_uas_rows},
                           seen_sf_dlg = {"sf_dlg", "ab", sf_dlg_rows};
static const char *const seen_names[] = {"a INVITE sip:bob / 1 INVITE", "a ACK sip:bob / 1 ACK",    "a ACK sip:bob@b / 1 ACK",
                                         "b 100 Trying / 1 INVITE",     "b 180 Ringing / 1 INVITE", "b 200 OK / 1 INVITE",
                                         "b 487 Request Terminated / 1 INVITE", "a CANCEL sip:bob / 1 CANCEL", "b 200 OK / 1 CANCEL",
                                         "a BYE sip:bob@b / 2 BYE",     "b 200 OK / 2 BYE",         "b BYE sip:alice@a / 7 BYE",
                                         "a 200 OK / 7 BYE",            0};
static const char *const seen_users[] = {"", "Alice calls", "Alice hangs up", "Bob rings", "Bob accepts", "Bob rejects", "Bob hangs up", "Alice answers"};
};

/* ---- Who gets what: command.c, receive_request.c, receive_response.c ---- */

#define alice_holds (sf_uac_lives(0) || (dialog && talks))
#define bob_holds (sf_uas_lives(0) || sf_dlg_lives(BOB))

inline user()
{
    if
    :: ev == U_CALL -> raise(M_UAC, 0, NOTHING, FSM_START)
    :: ev == U_HANG_UP_A ->
       alice_hung_up = 1;
       alice_has_parted = calm;
       if
       :: sf_uac_lives(0) -> raise(M_UAC, 0, NOTHING, SF_UAC_EV_HANGUP)
       :: else -> raise(M_DLG, ALICE, NOTHING, SF_DLG_EV_HANGUP)
       fi
    :: ev == U_ANSWER -> raise(M_UAC, 0, NOTHING, SF_UAC_EV_ANSWER)
    :: ev == U_RING -> raise(M_UAS, 0, NOTHING, SF_UAS_EV_RING)
    :: ev == U_ACCEPT -> raise(M_UAS, 0, NOTHING, SF_UAS_EV_ACCEPT)
    :: ev == U_REJECT -> raise(M_UAS, 0, NOTHING, SF_UAS_EV_REJECT)
    :: ev == U_HANG_UP_B ->
       bob_hung_up = 1;
       bob_has_parted = calm;
       if
       :: sf_uas_lives(0) -> raise(M_UAS, 0, NOTHING, SF_UAS_EV_HANGUP)
       :: else -> raise(M_DLG, BOB, NOTHING, SF_DLG_EV_HANGUP)
       fi
    fi
}

inline ack_of_2xx()
{
    if
    :: sf_dlg_lives(BOB) && sf_uas_lives(0) -> bob_was_acked = 1; raise(M_UAS, 0, ev, SF_UAS_EV_ACK)
    :: else -> skip
    fi
}

/* A BYE of Alice's comes to Bob, or the other way round. */
#define bye_comes(whose, to) \
    if \
    :: sf_nist_lives(whose) -> raise(M_NIST, whose, ev, SF_NIST_EV_REQUEST) \
    :: !sf_nist_lives(whose) && sf_dlg_lives(to) -> \
       raise(M_NIST, whose, ev, FSM_START); \
       raise(M_DLG, to, ev, SF_DLG_EV_BYE) \
    :: else -> send(answer_to(whose)) /* 481, without state */ \
    fi

inline arrival()
{
    if
    :: ev == INVITE ->
       if
       :: sf_ist_new(0) ->
          asked = 1;
          raise(M_DLG, BOB, ev, FSM_START);
          raise(M_IST, 0, ev, FSM_START);
          raise(M_UAS, 0, ev, FSM_START)
       :: else ->
          must(no_second_call, sf_ist_lives(0));
          raise(M_IST, 0, ev, SF_IST_EV_INVITE)
       fi
    :: ev == ACK ->
       if
       :: sf_ist_lives(0) -> raise(M_IST, 0, ev, SF_IST_EV_ACK)
       :: else -> ack_of_2xx()
       fi
    :: ev == ACK_2XX -> ack_of_2xx()
    :: ev == CANCEL ->
       if
       :: sf_nist_lives(CANCEL_OF_ALICE) -> raise(M_NIST, CANCEL_OF_ALICE, ev, SF_NIST_EV_REQUEST)
       :: !sf_nist_lives(CANCEL_OF_ALICE) && sf_ist_lives(0) ->
          raise(M_NIST, CANCEL_OF_ALICE, ev, FSM_START);
          raise(M_NIST, CANCEL_OF_ALICE, ev, SF_NIST_EV_SEND_FINAL);
          raise(M_UAS, 0, ev, SF_UAS_EV_CANCEL)
       :: else -> send(CANCEL_OK) /* 481, without state */
       fi
    :: ev == BYE_A -> bye_comes(BYE_OF_ALICE, BOB)
    :: ev == BYE_B_OK -> raise(M_NICT, BYE_OF_BOB, ev, SF_NICT_EV_R2XX_6XX)
    :: ev == R100 || ev == R180 ->
       if :: sf_ict_lives(0) -> alice_saw_1xx = 1 :: else fi;
       raise(M_ICT, 0, ev, SF_ICT_EV_R1XX)
    :: ev == R200 ->
       success_came = sf_ict_lives(0) && sf_uac_lives(0);
       raise(M_ICT, 0, ev, SF_ICT_EV_R2XX)
    :: ev == R4XX -> raise(M_ICT, 0, ev, SF_ICT_EV_R3XX_6XX)
    :: ev == CANCEL_OK -> raise(M_NICT, CANCEL_OF_ALICE, ev, SF_NICT_EV_R2XX_6XX)
    :: ev == BYE_A_OK -> raise(M_NICT, BYE_OF_ALICE, ev, SF_NICT_EV_R2XX_6XX)
    :: ev == BYE_B -> bye_comes(BYE_OF_BOB, ALICE)
    fi
}

/* ---- Whose turn it is ---- */

inline forget_cascade()
{
    success_came = 0;
    ack_went = 0;
    waited_for_ack = 0
}

inline dispatch_world()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_LOSS -> lose(ev)
    :: machine == M_CALM -> become_calm()
    :: machine == M_USER -> user_acts(); user()
    fi
}

inline dispatch_transactions()
{
    if
    :: machine == M_ICT -> STEP(ict, 0)
    :: machine == M_IST -> STEP(ist, 0)
    :: machine == M_NICT -> STEP(nict, at)
    :: machine == M_NIST -> STEP(nist, at)
    fi
}

inline dispatch_uac()
{
    STEP(uac, 0)
}

inline dispatch_uas()
{
    waited_for_ack = (ev == SF_UAS_EV_TIMER_W);
    STEP(uas, 0)
}

inline dispatch_dialogs()
{
    STEP(dlg, at)
}

/* What no property will ask for any more is no part of a state. */
inline forget_history()
{
    if :: !sf_uac_lives(0) || sf_uac_in(0, ANSWERED) -> alice_saw_1xx = 0 :: else fi;
    if :: !alice_holds -> alice_hung_up = 0; rang_too_long = 0 :: else fi;
    if :: sf_dlg_ended(BOB) -> bob_was_acked = 0; bob_hung_up = 0 :: else fi
}

inline due()
{
    DUE(ict, ICT, 0);
    DUE(ist, IST, 0);
    DUE(nict, NICT, 0);
    DUE(nict, NICT, 1);
    DUE(nict, NICT, 2);
    DUE(nist, NIST, 0);
    DUE(nist, NIST, 1);
    DUE(nist, NIST, 2);
    if
    :: q_first == q_end -> free_ended(); forget_history()
    :: else -> skip
    fi
}

/* ---- The words of the properties ---- */

#define gone(prefix, i) (sf_##prefix##_new(i) || sf_##prefix##_ended(i))
#define all_ended (gone(ict, 0) && gone(ist, 0) && gone(uac, 0) && gone(uas, 0) && gone(dlg, 0) && gone(dlg, 1) && \
                   gone(nict, 0) && gone(nict, 1) && gone(nict, 2) && gone(nist, 0) && gone(nist, 1) && gone(nist, 2))
#define nobody_gave_up (gave_up == 0)
#define alice_is_in_a_call (dialog && talks && sf_dlg_in(ALICE, CONFIRMED))
#define bob_is_in_a_call (sf_dlg_in(BOB, CONFIRMED))
#define bob_was_called (!sf_uas_new(0))

#define group_of(m) (m <= M_USER -> 1 : (m <= M_NIST -> 2 : m - M_NIST + 2))

#include "call.properties"

/* ---- The run ---- */

#define client_repeats sf_ict_runs(0, A)
#ifdef SF_IST_EV_TIMER_H /* a wrong table may lack it */
#define server_repeats sf_ist_runs(0, H)
#else
#define server_repeats false
#endif
#define client_waits sf_ict_runs(0, B)
#define callee_waits sf_uas_runs(0, W)
#ifdef SF_ICT_EV_TIMER_M
#define client_accepts sf_ict_runs(0, M)
#else
#define client_accepts false
#endif

#define TRANSACTION(i) \
    TIMER(REPEAT, nict, NICT, i, E, !in_net(request_of(i))) \
    TIMER(AT_ONCE, nict, NICT, i, K, !in_net(answer_to(i)) && !in_net(request_of(i))) \
    TIMER(AT_ONCE, nist, NIST, i, J, !in_net(request_of(i)) && !sf_nict_runs(i, F)) \
    TIMER_GIVES_UP(nict, NICT, i, F, true) \
    FAILS(nict, NICT, i) \
    FAILS(nist, NIST, i)

/* One input and what follows. */
#define RUN \
    BEGIN; \
    do \
    GROUP(1, dispatch_world) \
    GROUP(2, dispatch_transactions) \
    GROUP(3, dispatch_uac) \
    GROUP(4, dispatch_uas) \
    GROUP(5, dispatch_dialogs) \
    END(due) \
    od

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_ict, &seen_sf_ist, &seen_sf_nict, &seen_sf_nist, &seen_sf_uac, &seen_sf_uas, &seen_sf_dlg,
                       (void *)0); };
    atomic {
        input = IN(M_USER, 0, NOTHING, U_CALL);
        RUN
    };
    do
    :: atomic {
           level = AT_ONCE;
           do
           ARRIVE(INVITE)
           ARRIVE(ACK)
           ARRIVE(ACK_2XX)
           ARRIVE(R100)
           ARRIVE(R180)
           ARRIVE(R200)
           ARRIVE(R4XX)
           ARRIVE(CANCEL)
           ARRIVE(CANCEL_OK)
           ARRIVE(BYE_A)
           ARRIVE(BYE_A_OK)
           ARRIVE(BYE_B)
           ARRIVE(BYE_B_OK)
           LOSE(INVITE)
           LOSE(ACK)
           LOSE(ACK_2XX)
           LOSE(R100)
           LOSE(R180)
           LOSE(R200)
           LOSE(R4XX)
           LOSE(CANCEL)
           LOSE(CANCEL_OK)
           LOSE(BYE_A)
           LOSE(BYE_A_OK)
           LOSE(BYE_B)
           LOSE(BYE_B_OK)
           BECOME_CALM
           MOVE(PART, alice_holds && !alice_has_parted, IN(M_USER, 0, NOTHING, U_HANG_UP_A))
           MOVE(ANY, !calm && sf_uas_lives(0), IN(M_USER, 0, NOTHING, U_RING))
           MOVE(ANY, !calm && sf_uas_lives(0), IN(M_USER, 0, NOTHING, U_ACCEPT))
           MOVE(ANY, !calm && sf_uas_lives(0), IN(M_USER, 0, NOTHING, U_REJECT))
           MOVE(PART, bob_holds && !bob_has_parted, IN(M_USER, 0, NOTHING, U_HANG_UP_B))
           MOVE(ANY, LATE && !calm && sf_uac_lives(0), IN(M_USER, 0, NOTHING, U_ANSWER))
           MOVE(SOON, LATE && sf_uac_in(0, OFFERED) && dialog && talks, IN(M_USER, 0, NOTHING, U_ANSWER))
           TIMER(ANY, uac, UAC, 0, U, !calm)
           TIMER(ABSORB, uac, UAC, 0, U, calm && !(dialog && talks))
           TIMER(ANY, ist, IST, 0, TRYING, !calm)
           TIMER(ANY, uas, UAS, 0, P, !calm && !in_net(R180))
           TIMER(REPEAT, ict, ICT, 0, A, !in_net(INVITE))
#ifdef SF_IST_EV_TIMER_G
           TIMER(REPEAT, ist, IST, 0, G, !in_net(R4XX))
#endif
           TIMER(REPEAT, uas, UAS, 0, R, !in_net(R200))
           TIMER(AT_ONCE, ict, ICT, 0, D, !in_net(R4XX) && !server_repeats)
#ifdef SF_ICT_EV_TIMER_M /* not before RFC 6026 */
           TIMER(AT_ONCE, ict, ICT, 0, M, !in_net(R200) && !callee_waits)
#endif
           TIMER(AT_ONCE, uac, UAC, 0, X, !in_net(R200) && !callee_waits && !client_accepts)
#ifdef SF_IST_EV_TIMER_I
           TIMER(ABSORB, ist, IST, 0, I, !in_net(INVITE) && !in_net(ACK) && !in_net(R4XX) && !client_repeats)
#endif
#ifdef SF_IST_EV_TIMER_L
           TIMER(ABSORB, ist, IST, 0, L, !in_net(INVITE) && !client_repeats && !callee_waits)
#endif
           TRANSACTION(CANCEL_OF_ALICE)
           TRANSACTION(BYE_OF_ALICE)
           TRANSACTION(BYE_OF_BOB)
           TIMER_GIVES_UP(ict, ICT, 0, B, true)
#ifdef SF_IST_EV_TIMER_H
           TIMER_GIVES_UP(ist, IST, 0, H, !in_net(INVITE) && !client_waits)
#endif
           TIMER_GIVES_UP(uac, UAC, 0, Y, true)
           TIMER(ANY, uac, UAC, 0, N, !calm)
           TIMER_GIVES_UP(uas, UAS, 0, V, true)
           TIMER_GIVES_UP(uas, UAS, 0, W, !client_waits)
           FAILS(ict, ICT, 0)
           FAILS(ist, IST, 0)
           LATER
           od;
           RUN
       }
    od;
rest: skip;
    d_step { come_to_rest() }
}
