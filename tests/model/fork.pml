/* Alice's one INVITE reaches two callees, Bob and Carol, behind a proxy that forks: 3261:16.7. She keeps a dialog with each, as
 * runtime/ua/actions/invite_uac.c does. It is searched in slices: fork_slices.pml.
 *
 * The proxy is ideal. It takes the INVITE to both at once; it passes on each 180 and each 2xx; it acknowledges a failure itself, and
 * answers Alice with one when both have failed; on the first 2xx, or on Alice's CANCEL, it cancels what still rings. Nothing is lost
 * on a hop to it or from it, so nobody there repeats anything: invite_pair and call search that. */
#define MESSAGES 21
#include "fork_slices.pml"

#define INVITE 0
#define R100 1 /* the proxy's */
#define R180_B 2
#define R180_C 3
#define R200_B 4
#define R200_C 5
#define ACK_B 6
#define ACK_C 7
#define CANCEL 8 /* Alice's, and the proxy's answer; then the four BYEs, each with its answer */
#define CANCEL_OK 9
#define BYE_TO_B 10
#define BYE_TO_B_OK 11
#define BYE_TO_C 12
#define BYE_TO_C_OK 13
#define BYE_OF_B 14
#define BYE_OF_B_OK 15
#define BYE_OF_C 16
#define BYE_OF_C_OK 17
#define CANCEL_B 18 /* the proxy's */
#define CANCEL_C 19
#define FAILURE 20
#define NOTHING 31

#define is_unsafe(m) ((UNSAFE_2XX && (m) >= R180_B && (m) <= ACK_C) || (UNSAFE_BYE && (m) >= BYE_TO_B && (m) <= BYE_OF_C_OK))
#include "world.pml"

#define M_ICT 5
#define M_IST 6
#define M_NICT 7
#define M_NIST 8
#define M_UAC 9
#define M_UAS 10
#define M_DLG 11

#define BOBS 2 /* the dialogs from here on are the callees' */
#define CANCEL_OF_ALICE 0

#define U_CALL 1
#define U_HANG_UP_A 2
#define U_RING 3
#define U_ACCEPT 4
#define U_REJECT 5
#define U_HANG_UP 6

/* ---- What properties speak of ---- */

bit alice_saw_1xx, alice_hung_up, alice_told_answer, alice_told_end, alice_has_parted, somebody_left;
typedef callee_bits {
    bit dialog;       /* Alice's dialog with him has been made and has not been freed */
    bit acknowledged; /* its 2xx was acknowledged */
    bit dialog_over;  /* it was freed or refused, and is remembered */
    bit accepted, refused, acked, hung_up, told_end, has_parted
};
callee_bits callee[2]; /* 0 is Bob, 1 Carol */
hidden byte success_came, ack_went; /* in this input's cascade: whose, + 1 */
hidden byte waited_for_ack;

#include "fork_ua.pml"

c_decl {
static const char *const seen_who[] = {"Bob", "Carol", "Bob", "Carol"};
static const char *const seen_bye[] = {"CANCEL", "BYE to Bob", "BYE to Carol", "BYE of Bob", "BYE of Carol"};
static struct seen_machine seen_sf_ict = {"sf_ict", "a", sf_ict_rows, 0}, seen_sf_ist = {"sf_ist", "bb", sf_ist_rows, seen_who},
                           seen_sf_nict = {"sf_nict", "aaabb", sf_nict_rows, seen_bye}, seen_sf_nist = {"sf_nist", "bbaa", sf_nist_rows, seen_bye + 1},
                           seen_sf_uac = {"sf_uac", "a", sf_uac_rows, 0}, seen_sf_uas = {"sf_uas", "bb", sf_uas_rows, seen_who},
                           seen_sf_dlg = {"sf_dlg", "aabb", sf_dlg_rows, seen_who};
static const char *const seen_names[] = {"a INVITE sip:team / 1 INVITE", "b 100 Trying / 1 INVITE",
                                         "b 180 Bob rings / 1 INVITE", "b 180 Carol rings / 1 INVITE",
                                         "b 200 Bob answers / 1 INVITE", "b 200 Carol answers / 1 INVITE",
                                         "a ACK sip:bob@b / 1 ACK", "a ACK sip:carol@c / 1 ACK",
                                         "a CANCEL sip:team / 1 CANCEL", "b 200 OK / 1 CANCEL",
                                         "a BYE sip:bob@b / 2 BYE", "b 200 OK from Bob / 2 BYE",
                                         "a BYE sip:carol@c / 2 BYE", "b 200 OK from Carol / 2 BYE",
                                         "b BYE sip:alice@a;by=bob / 7 BYE", "a 200 OK to Bob / 7 BYE",
                                         "b BYE sip:alice@a;by=carol / 7 BYE", "a 200 OK to Carol / 7 BYE",
                                         "a CANCEL sip:bob@b / 1 CANCEL", "a CANCEL sip:carol@c / 1 CANCEL",
                                         "b 487 Request Terminated / 1 INVITE", 0};
static const char *const seen_users[] = {"", "Alice calls", "Alice hangs up", "Bob rings", "Bob accepts", "Bob rejects", "Bob hangs up",
                                         "Carol rings", "Carol accepts", "Carol rejects", "Carol hangs up"};
};

/* ---- Who gets what: command.c, receive_request.c, receive_response.c ---- */

#define alice_holds (sf_uac_lives(0) || talks > 0)
#define holds(c) (sf_uas_lives(c) || sf_dlg_lives(BOBS + c))

inline user()
{
    if
    :: ev == U_CALL -> raise(M_UAC, 0, NOTHING, FSM_START)
    :: ev == U_HANG_UP_A ->
       alice_hung_up = 1;
       somebody_left = 1;
       alice_has_parted = calm;
       if
       :: sf_uac_lives(0) -> raise(M_UAC, 0, NOTHING, SF_UAC_EV_HANGUP)
       :: else -> raise(M_DLG, now.talks - 1, NOTHING, SF_DLG_EV_HANGUP)
       fi
    :: ev == U_RING -> raise(M_UAS, at, NOTHING, SF_UAS_EV_RING)
    :: ev == U_ACCEPT -> raise(M_UAS, at, NOTHING, SF_UAS_EV_ACCEPT)
    :: ev == U_REJECT -> raise(M_UAS, at, NOTHING, SF_UAS_EV_REJECT)
    :: ev == U_HANG_UP ->
       callee[at].hung_up = 1;
       somebody_left = 1;
       callee[at].has_parted = calm;
       if
       :: sf_uas_lives(at) -> raise(M_UAS, at, NOTHING, SF_UAS_EV_HANGUP)
       :: else -> raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_HANGUP)
       fi
    fi
}

/* The BYE of dialog i comes to the other side's. */
#define bye_comes(i, to) \
    if \
    :: sf_nist_lives(i) -> raise(M_NIST, i, ev, SF_NIST_EV_REQUEST) \
    :: !sf_nist_lives(i) && sf_dlg_lives(to) -> \
       raise(M_NIST, i, ev, FSM_START); \
       raise(M_DLG, to, ev, SF_DLG_EV_BYE) \
    :: else -> send(answer_to(i + 1)) /* 481, without state */ \
    fi

inline arrival()
{
    if
    :: ev == INVITE ->
       send(R100);
       raise(M_DLG, 2, ev, FSM_START);
       raise(M_IST, 0, ev, FSM_START);
       raise(M_UAS, 0, ev, FSM_START);
       raise(M_DLG, 3, ev, FSM_START);
       raise(M_IST, 1, ev, FSM_START);
       raise(M_UAS, 1, ev, FSM_START)
    :: ev == R100 || ev == R180_B || ev == R180_C ->
       if :: sf_ict_lives(0) -> alice_saw_1xx = 1 :: else fi;
       raise(M_ICT, 0, ev, SF_ICT_EV_R1XX)
    :: ev == R200_B || ev == R200_C ->
       success_came = (sf_ict_lives(0) && sf_uac_lives(0) -> (ev & 1) + 1 : 0);
       raise(M_ICT, 0, ev, SF_ICT_EV_R2XX)
    :: ev == FAILURE -> raise(M_ICT, 0, ev, SF_ICT_EV_R3XX_6XX)
    :: ev == ACK_B || ev == ACK_C ->
       if
       :: sf_dlg_lives(BOBS + (ev & 1)) && sf_uas_lives(ev & 1) -> callee[ev & 1].acked = 1; raise(M_UAS, ev & 1, ev, SF_UAS_EV_ACK)
       :: else -> skip
       fi
    :: ev == CANCEL -> proxy_cancels()
    :: ev == CANCEL_B || ev == CANCEL_C -> raise(M_UAS, ev & 1, ev, SF_UAS_EV_CANCEL)
    :: ev == CANCEL_OK -> raise(M_NICT, CANCEL_OF_ALICE, ev, SF_NICT_EV_R2XX_6XX)
    :: ev == BYE_TO_B -> bye_comes(0, 2)
    :: ev == BYE_TO_C -> bye_comes(1, 3)
    :: ev == BYE_OF_B -> bye_comes(2, 0)
    :: ev == BYE_OF_C -> bye_comes(3, 1)
    :: ev == BYE_TO_B_OK || ev == BYE_TO_C_OK || ev == BYE_OF_B_OK || ev == BYE_OF_C_OK ->
       raise(M_NICT, (ev - CANCEL) >> 1, ev, SF_NICT_EV_R2XX_6XX)
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
    :: machine == M_USER -> c_code { seen_user(ev + (at && ev >= U_RING ? 4 : 0), readtrail); }; user()
    fi
}

inline dispatch_transactions()
{
    if
    :: machine == M_ICT -> STEP(ict, 0)
    :: machine == M_IST -> STEP(ist, at)
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
    STEP(uas, at)
}

inline dispatch_dialogs()
{
    STEP(dlg, at)
}

/* What no property will ask for any more is no part of a state. */
inline forget_history()
{
    if :: !sf_uac_lives(0) || sf_uac_in(0, ANSWERED) -> alice_saw_1xx = 0 :: else fi;
    if :: sf_uac_ended(0) -> callee[0].dialog_over = 0; callee[1].dialog_over = 0 :: else fi;
    if :: !alice_holds -> alice_hung_up = 0; rang_too_long = 0 :: else fi;
    if :: sf_dlg_ended(2) -> callee[0].acked = 0; callee[0].hung_up = 0 :: else fi;
    if :: sf_dlg_ended(3) -> callee[1].acked = 0; callee[1].hung_up = 0 :: else fi
}

inline due()
{
    DUE(ict, ICT, 0);
    DUE(ist, IST, 0);
    DUE(ist, IST, 1);
    DUE(nict, NICT, 0);
    DUE(nict, NICT, 1);
    DUE(nict, NICT, 2);
    DUE(nict, NICT, 3);
    DUE(nict, NICT, 4);
    DUE(nist, NIST, 0);
    DUE(nist, NIST, 1);
    DUE(nist, NIST, 2);
    DUE(nist, NIST, 3);
    if
    :: q_first == q_end -> free_dialog(0); free_dialog(1); forget_history()
    :: else -> skip
    fi
}

/* ---- The words of the properties ---- */

#define gone(prefix, i) (sf_##prefix##_new(i) || sf_##prefix##_ended(i))
#define both_gone(prefix, i, j) (gone(prefix, i) && gone(prefix, j))
#define all_ended (gone(ict, 0) && both_gone(ist, 0, 1) && gone(uac, 0) && both_gone(uas, 0, 1) && both_gone(dlg, 0, 1) && \
                   both_gone(dlg, 2, 3) && gone(nict, 0) && both_gone(nict, 1, 2) && both_gone(nict, 3, 4) && both_gone(nist, 0, 1) && both_gone(nist, 2, 3) && \
                   !callee[0].dialog && !callee[1].dialog)
#define nobody_gave_up (gave_up == 0)
#define stands(i) sf_dlg_in(i, CONFIRMED)
#define alice_is_in_a_call (talks > 0 && stands(talks - 1))
#define alice_is_in_a_call_with(c) (talks == c + 1 && stands(c))
#define another_dialog_stands ((stands(0) && talks != 1) || (stands(1) && talks != 2))
#define somebody_accepted (callee[0].accepted || callee[1].accepted)
#define room_for_both (ROOM == 2)

#define group_of(m) (m <= M_USER -> 1 : (m <= M_NIST -> 2 : m - M_NIST + 2))

#include "fork.properties"

/* ---- The run ---- */

#define alice_may_hang_up (alice_told_answer -> ALICE_LEAVES : ALICE_CANCELS)
/* Who acts first is called Bob: the callees are alike until then. */
#define may_act(c) (c == 0 || !sf_uas_in(0, INCOMING))
#define USER(when, c, if_so, what) MOVE(when, sf_uas_lives(c) && may_act(c) && (if_so), IN(M_USER, c, NOTHING, what))
#define CALLEE(c) \
    USER(ANY, c, !calm && CALLEES_RING, U_RING) \
    USER(ANY, c, !calm, U_ACCEPT) \
    USER(ANY, c, !calm && CALLEES_REJECT, U_REJECT) \
    MOVE(PART, holds(c) && !callee[c].has_parted && (calm || CALLEES_LEAVE) && may_act(c), IN(M_USER, c, NOTHING, U_HANG_UP)) \
    TIMER(ANY, uas, UAS, c, P, !calm && UNSAFE_2XX && CALLEES_RING && may_act(c) && !in_net(R180_B + c)) \
    TIMER(REPEAT, uas, UAS, c, R, UNSAFE_2XX && !in_net(R200_B + c)) \
    TIMER(AT_ONCE, ist, IST, c, L, !sf_uas_runs(c, W)) \
    TIMER_GIVES_UP(uas, UAS, c, V, SLICE == reject && may_act(c)) \
    TIMER_GIVES_UP(uas, UAS, c, W, !sf_ict_runs(0, B))

#define CLIENT(i) \
    TIMER(REPEAT, nict, NICT, i, E, !in_net(request_of(i))) \
    TIMER(AT_ONCE, nict, NICT, i, K, !in_net(answer_to(i)) && !in_net(request_of(i))) \
    TIMER_GIVES_UP(nict, NICT, i, F, true) \
    FAILS(nict, NICT, i)
#define BYE(i) \
    CLIENT(i + 1) \
    TIMER(AT_ONCE, nist, NIST, i, J, !in_net(request_of(i + 1)) && !sf_nict_runs(i + 1, F))

#define no_2xx_can_come(c) (!in_net(R200_B + c) && !sf_uas_runs(c, W) && !in_net(CANCEL_B + c))

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
    c_code { seen_callee = "Bob, Carol"; seen_left_out = CALLEES_RING ? 0 : 3 << R180_B; };
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
           ARRIVE(R100)
           ARRIVE(R180_B)
           ARRIVE(R180_C)
           ARRIVE(R200_B)
           ARRIVE(R200_C)
           ARRIVE(ACK_B)
           ARRIVE(ACK_C)
           ARRIVE(CANCEL)
           ARRIVE(CANCEL_OK)
           ARRIVE(BYE_TO_B)
           ARRIVE(BYE_TO_B_OK)
           ARRIVE(BYE_TO_C)
           ARRIVE(BYE_TO_C_OK)
           ARRIVE(BYE_OF_B)
           ARRIVE(BYE_OF_B_OK)
           ARRIVE(BYE_OF_C)
           ARRIVE(BYE_OF_C_OK)
           ARRIVE(CANCEL_B)
           :: may(SOON) && in_net(CANCEL_C) && may_act(1) -> input = IN(M_NET, 0, CANCEL_C, CANCEL_C); break
           ARRIVE(FAILURE)
           LOSE(R180_B)
           LOSE(R180_C)
           LOSE(R200_B)
           LOSE(R200_C)
           LOSE(ACK_B)
           LOSE(ACK_C)
           LOSE(BYE_TO_B)
           LOSE(BYE_TO_B_OK)
           LOSE(BYE_TO_C)
           LOSE(BYE_TO_C_OK)
           LOSE(BYE_OF_B)
           LOSE(BYE_OF_B_OK)
           LOSE(BYE_OF_C)
           LOSE(BYE_OF_C_OK)
           BECOME_CALM
           MOVE(PART, alice_holds && !alice_has_parted && (calm || alice_may_hang_up), IN(M_USER, 0, NOTHING, U_HANG_UP_A))
           CALLEE(0)
           CALLEE(1)
           TIMER(AT_ONCE, ict, ICT, 0, M, no_2xx_can_come(0) && no_2xx_can_come(1))
           TIMER(AT_ONCE, uac, UAC, 0, X, no_2xx_can_come(0) && no_2xx_can_come(1) && !sf_ict_runs(0, M))
           CLIENT(CANCEL_OF_ALICE)
           BYE(0)
           BYE(1)
           BYE(2)
           BYE(3)
           TIMER_GIVES_UP(ict, ICT, 0, B, true)
           TIMER_GIVES_UP(uac, UAC, 0, Y, true)
           TIMER(ANY, uac, UAC, 0, N, !calm && (SLICE == cancel || SLICE == reject))
           FAILS(ict, ICT, 0)
           LATER
           od;
           RUN
       }
    od;
rest: skip;
    d_step { come_to_rest() }
}
