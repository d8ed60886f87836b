/* Alice and Bob talk, and each changes the session once, by a re-INVITE or an UPDATE, whenever they may; each may hang up at any moment.
 * The machines are offer, reinvite, invite_uas and dialog, on both sides. Transactions are left out: a message comes once, and in any
 * order; that none comes is the client transaction's timeout. The ACK of the first INVITE may come late. */
#define RELIABLE 1
#define MESSAGES 20
#include "world.pml"

#define ALICE 0
#define BOB 1
#define other(i) (1 - (i))

/* Of Alice; Bob's are one higher. */
#define INVITE 0
#define UPDATE 2
#define R2XX 4 /* the responses are those to her change */
#define R491 6
#define R5XX 8 /* any refusal that ends nothing */
#define R481 10
#define ACK 12
#define BYE 14
#define BYE_OK 16
#define FIRST_ACK 18 /* Alice's, of the INVITE that made the call */
#define NO_RESPONSE 30
#define NOTHING 31

#define M_UAS 5
#define M_DLG 6
#define M_OFFER 7
#define M_REINVITE 8

#define U_START 1
#define U_STAND 2
#define U_INVITE 3
#define U_UPDATE 4
#define U_ACCEPT 5
#define U_REJECT 6
#define U_HANG_UP 7
#define U_LOSE 8 /* no response comes to the change */
#define U_FORGET 9 /* the application does not answer the UPDATE */

typedef side_t {
    bit by_update; /* the change is an UPDATE */
    bit asked;     /* for it, and has not heard how it ended */
    bit again;     /* it is out for the second time */
    bit waits;     /* the other side's UPDATE waits for the application */
    bit parted;    /* has hung up */
    bit told_end;
    unsigned changes : 1; /* that may still be asked for */
    unsigned version : 2  /* of the session: 0, or whose change is in force + 1 */
}
side_t side[2];
bit first_due; /* the ACK of the first INVITE */
#define sf_uas_count 2
#define sf_dlg_count 2
#define sf_offer_count 2
#define sf_reinvite_count 2

#define sf_uas_guard_expires(i) false /* as if the application did not answer in time */
#define sf_uas_guard_spent(i) false
#define sf_uas_guard_reliable(i) false /* RFC 3262 is not searched */
#define sf_uas_guard_ready(i) false
#define sf_uas_guard_waiting(i) false
#define sf_uas_guard_outweighed(i) false
#define sf_uas_guard_unheard(i) false /* nor is an UPDATE of an early dialog */
#define sf_dlg_guard_uas_pending(i) (sf_uas_lives(i))
#define sf_dlg_guard_told(i) (side[i].told_end)
#define sf_dlg_guard_limited(i) false
#define sf_dlg_guard_outgrown(i) false
#define sf_dlg_guard_early_only(i) false
#define sf_dlg_guard_target_room(i) true
#define sf_offer_guard_ours(i) (i == ALICE)
#define sf_offer_guard_answer_due(i) false /* see call, -DLATE=1 */
#define sf_offer_guard_offerless(i) false
#define sf_offer_guard_offered(i) false
#define sf_offer_guard_leaving(i) (sf_uas_in(i, CLOSING))
#define sf_offer_guard_invite_room(i) true
#define sf_offer_guard_update_room(i) true
#define sf_offer_guard_again_room(i) true
#define sf_offer_guard_early(i) false /* the call stands */
#define sf_offer_guard_untimed(i) false
#define sf_offer_guard_takes_update(i) true
#define sf_offer_guard_calling(i) (!side[i].by_update)
#define sf_offer_guard_by_update(i) (side[i].by_update)
#define is_response(r) (about == r || about == r + 1)
#define sf_offer_guard_success(i) (is_response(R2XX))
#define sf_offer_guard_glare(i) (is_response(R491) && !side[i].again)
#define sf_offer_guard_lost(i) (is_response(R481) || about == NO_RESPONSE)
#define sf_reinvite_guard_followed(i) false /* progress is left out */
#define sf_reinvite_guard_offers(i) false /* each change has an offer */
#define sf_reinvite_guard_cancellable(i) true
#define sf_reinvite_guard_answerable(i) false /* nobody challenges */
#define sf_reinvite_guard_elsewhere(i) false /* there is one server */

#include "invite_uas.pml"
#include "dialog.pml"
#include "offer.pml"
#include "reinvite.pml"

c_decl {
static struct seen_machine seen_sf_uas = {"sf_uas", "ab", sf_uas_rows}, seen_sf_dlg = {"sf_dlg", "ab", sf_dlg_rows}, seen_sf_offer = {"sf_offer", "ab", sf_offer_rows},
                           seen_sf_reinvite = {"sf_reinvite", "ab", sf_reinvite_rows};
static const char *const seen_names[] = {"a INVITE sip:bob@b / 2 INVITE", "b INVITE sip:alice@a / 7 INVITE",
                                         "a UPDATE sip:bob@b / 2 UPDATE", "b UPDATE sip:alice@a / 7 UPDATE",
                                         "b 200 OK / 2", "a 200 OK / 7",
                                         "b 491 Request Pending / 2", "a 491 Request Pending / 7",
                                         "b 500 Server Internal Error / 2", "a 500 Server Internal Error / 7",
                                         "b 481 Call Does Not Exist / 2", "a 481 Call Does Not Exist / 7",
                                         "a ACK sip:bob@b / 2 ACK", "b ACK sip:alice@a / 7 ACK",
                                         "a BYE sip:bob@b / 3 BYE", "b BYE sip:alice@a / 8 BYE",
                                         "b 200 OK / 3 BYE", "a 200 OK / 8 BYE", "a ACK sip:bob@b / 1 ACK", 0};
static const char *const seen_users[] = {"", "They talk", "They talk", "changes the session by a re-INVITE", "changes the session by an UPDATE",
                                         "accepts", "rejects", "hangs up", "hears nothing", "forgets the UPDATE"};
};

/* ---- invite_uas: the other side's re-INVITE ---- */

#define T_UAS 0
#define T_UPDATE 2

inline change_is_made() { side[at].version = 1 + other(at) }

inline sf_uas_do_tell_incoming(i) { tell(T_UAS + at) }
inline sf_uas_do_read_expires(i) { skip }
inline sf_uas_do_send_progress(i) { skip } /* it changes nothing: 6141:4.7 */
inline sf_uas_do_send_provisional(i) { skip }
inline sf_uas_do_repeat_provisional(i) { skip }
inline sf_uas_do_send_success(i) { change_is_made(); send(R2XX + other(at)) }
inline sf_uas_do_send_reliably(i) { skip } /* RFC 3262 is not searched */
inline sf_uas_do_send_waiting(i) { skip }
inline sf_uas_do_renew(i) { skip }
inline sf_uas_do_hold_success(i) { skip }
inline sf_uas_do_release_success(i) { skip }
inline sf_uas_do_repeat_success(i) { skip }
inline sf_uas_do_mark(i, state)
{
    if :: state == SF_UAS_MARK_CONFIRMED -> raise(M_DLG, at, NOTHING, SF_DLG_EV_CONFIRM) :: else fi
}
inline sf_uas_do_send_failure(i) { send(R5XX + other(at)) }
inline sf_uas_do_respond(i, status) { send(R5XX + other(at)) }
inline sf_uas_do_drop_dialog(i) { raise(M_OFFER, at, NOTHING, SF_OFFER_EV_REFUSED) }
inline sf_uas_do_settle(i) { raise(M_OFFER, at, NOTHING, SF_OFFER_EV_ACKNOWLEDGED) }
inline sf_uas_do_end_replaced(i) { skip } /* no INVITE has a Replaces */
inline sf_uas_do_leave_later(i) { skip }
inline sf_uas_do_hang_up(i) { raise(M_DLG, at, NOTHING, SF_DLG_EV_LEAVE) }
inline sf_uas_do_give_up(i) { raise(M_DLG, at, NOTHING, SF_DLG_EV_UNACKNOWLEDGED) }
inline sf_uas_do_tell_cancelled(i) { skip }
inline sf_uas_do_tell_unanswered(i, status) { skip }
inline sf_uas_do_tell_confirmed(i) { skip }

/* ---- dialog ---- */

inline sf_dlg_do_announce(i, state) { skip }
inline sf_dlg_do_refresh_target(i) { skip }
inline sf_dlg_do_send_bye(i) { must(no_bye_before_ack, !sf_uas_in(i, WAITING) || ev != SF_DLG_EV_HANGUP); send(BYE + at) }
inline sf_dlg_do_answer(i, status)
{
    if
    :: ev == SF_DLG_EV_BYE -> send(BYE_OK + other(at))
    :: else -> send(R481 + other(at))
    fi
}
inline sf_dlg_do_refuse(i, status) { send(R481 + other(at)) }
inline sf_dlg_do_open_session(i) { raise(M_OFFER, at, NOTHING, FSM_START) }
inline sf_dlg_do_end_session(i) { raise(M_OFFER, at, NOTHING, SF_OFFER_EV_OVER) }
inline sf_dlg_do_part(i) { raise(M_OFFER, at, NOTHING, SF_OFFER_EV_PARTED) }
inline sf_dlg_do_take_replacement(i) { skip }
inline sf_dlg_do_cancel_invite(i) { skip }
inline sf_dlg_do_end_requests(i) { skip }
inline sf_dlg_do_agree(i) { raise(M_OFFER, at, NOTHING, SF_OFFER_EV_AGREED) }
inline sf_dlg_do_pass_invite(i) { raise(M_OFFER, at, about, SF_OFFER_EV_INVITE) }
inline sf_dlg_do_pass_update(i) { raise(M_OFFER, at, about, SF_OFFER_EV_UPDATE) }
inline sf_dlg_do_hang_up_invite(i) { raise(M_UAS, at, NOTHING, SF_UAS_EV_HANGUP) }
inline sf_dlg_do_end_reliable(i) { skip }
inline sf_dlg_do_tell_ended(i) { must(told_end_once, !side[i].told_end); side[i].told_end = 1 }

/* ---- offer ---- */

inline sf_offer_do_send_invite(i) { side[i].again = 0; raise(M_REINVITE, at, NOTHING, FSM_START) }
inline sf_offer_do_send_update(i) { side[i].again = 0; send(UPDATE + at) }
inline sf_offer_do_send_again(i)
{
    side[i].again = 1;
    if
    :: side[i].by_update -> send(UPDATE + at)
    :: else -> raise(M_REINVITE, at, NOTHING, FSM_START)
    fi
}
inline sf_offer_do_choose_wait(i) { skip }
inline sf_offer_do_forget(i) { skip }
inline sf_offer_do_take_invite(i) { raise(M_UAS, at, NOTHING, FSM_START) }
inline sf_offer_do_overtake(i)
{
    if
    :: sf_uas_in(i, WAITING) -> raise(M_UAS, at, NOTHING, SF_UAS_EV_OVERTAKEN)
    :: else -> first_due = 0
    fi
}
inline sf_offer_do_take_update(i) { side[i].waits = 1; tell(T_UPDATE + at) }
inline sf_offer_do_take_target(i) { skip }
inline sf_offer_do_answer_update(i) { skip }
inline sf_offer_do_refuse_invite(i, status)
{
    if
    :: status == 491 -> send(R491 + other(at))
    :: else -> send(R5XX + other(at))
    fi
}
inline sf_offer_do_refuse_update(i, status)
{
    if
    :: status == 491 -> send(R491 + other(at))
    :: else -> send(R5XX + other(at))
    fi
}
inline sf_offer_do_invite_later(i) { send(R5XX + other(at)) }
inline sf_offer_do_update_later(i) { send(R5XX + other(at)) }
inline sf_offer_do_tell_modified(i)
{
    must(told_once, side[i].asked);
    side[i].asked = 0;
    if :: is_response(R2XX) -> side[i].version = 1 + i :: else fi
}
inline sf_offer_do_tell(i, status) { must(told_once, side[i].asked); side[i].asked = 0 }
inline sf_offer_do_settle(i) { skip } /* the first INVITE has its 2xx */
inline sf_offer_do_end_invite(i)
{
    if :: sf_uas_lives(i) -> raise(M_UAS, at, NOTHING, SF_UAS_EV_BYE) :: else fi
}
inline sf_offer_do_end_update(i)
{
    if :: side[i].waits -> side[i].waits = 0; send(R5XX + other(at)) :: else fi
}
inline sf_offer_do_end_change(i)
{
    if :: sf_reinvite_in(i, CALLING) -> raise(M_REINVITE, at, NOTHING, SF_REINVITE_EV_OVER) :: else fi
}
inline sf_offer_do_renewed(i) { skip }
inline sf_offer_do_end_refresh(i) { skip }
inline sf_offer_do_lose(i) { raise(M_DLG, at, NOTHING, SF_DLG_EV_LOST) }

/* ---- reinvite ---- */

inline sf_reinvite_do_start_transaction(i) { send(INVITE + at) }
inline sf_reinvite_do_follow(i) { skip }
inline sf_reinvite_do_end_following(i) { skip }
inline sf_reinvite_do_refresh_target(i) { skip }
inline sf_reinvite_do_acknowledge(i) { send(ACK + at) }
inline sf_reinvite_do_acknowledge_call(i) { skip }
inline sf_reinvite_do_prepare_ack(i) { skip }
inline sf_reinvite_do_tell_offer(i) { skip }
inline sf_reinvite_do_tell_unanswered(i) { skip }
inline sf_reinvite_do_leave_call(i) { skip }
inline sf_reinvite_do_send_cancel(i) { skip }
inline sf_reinvite_do_give_up(i) { skip }
inline sf_reinvite_do_try_again(i) { skip }
inline sf_reinvite_do_try_elsewhere(i) { skip }
inline sf_reinvite_do_conclude(i) { raise(M_OFFER, at, about, SF_OFFER_EV_CONCLUDED) }
inline sf_reinvite_do_conclude_as(i, status) { raise(M_OFFER, at, NO_RESPONSE, SF_OFFER_EV_CONCLUDED) }

/* ---- Who gets what ---- */

inline concludes()
{
    if
    :: side[at].by_update -> raise(M_OFFER, at, about, SF_OFFER_EV_UPDATED)
    :: !side[at].by_update && is_response(R2XX) -> raise(M_REINVITE, at, about, SF_REINVITE_EV_SUCCESS)
    :: else -> raise(M_REINVITE, at, about, SF_REINVITE_EV_FAILURE)
    fi
}

/* What exchange_uas does with an UPDATE: it has one final response. */
inline refuse_the_update()
{
    side[at].waits = 0;
    send(R5XX + other(at));
    raise(M_OFFER, at, R5XX, SF_OFFER_EV_ANSWERED)
}

inline user()
{
    if
    :: ev == U_START ->
       raise(M_DLG, ALICE, NOTHING, FSM_START);
       raise(M_DLG, BOB, NOTHING, FSM_START);
       raise(M_DLG, ALICE, NOTHING, SF_DLG_EV_CONFIRM);
       raise(M_DLG, BOB, NOTHING, SF_DLG_EV_CONFIRM);
       side[ALICE].changes = 1;
       side[BOB].changes = 1;
       first_due = 1;
       send(FIRST_ACK)
    :: ev == U_INVITE || ev == U_UPDATE ->
       side[at].changes = 0;
       side[at].asked = 1;
       side[at].by_update = (ev == U_UPDATE);
       raise(M_OFFER, at, NOTHING, SF_OFFER_EV_MODIFY)
    :: ev == U_ACCEPT || ev == U_REJECT ->
       if
       :: side[at].waits && ev == U_ACCEPT -> side[at].waits = 0; change_is_made(); send(R2XX + other(at)); raise(M_OFFER, at, R2XX, SF_OFFER_EV_ANSWERED)
       :: side[at].waits && ev == U_REJECT -> refuse_the_update()
       :: !side[at].waits && ev == U_ACCEPT -> raise(M_UAS, at, NOTHING, SF_UAS_EV_ACCEPT)
       :: else -> raise(M_UAS, at, NOTHING, SF_UAS_EV_REJECT)
       fi
    :: ev == U_HANG_UP ->
       side[at].parted = 1;
       if
       :: sf_uas_lives(at) -> raise(M_UAS, at, NOTHING, SF_UAS_EV_HANGUP)
       :: else -> raise(M_DLG, at, NOTHING, SF_DLG_EV_HANGUP)
       fi
    :: ev == U_FORGET -> refuse_the_update()
    :: ev == U_LOSE ->
       c_code { now.net &= ~(0x555u << at); }; /* the change, and what answers it */
       about = NO_RESPONSE;
       concludes()
    fi
}

/* A request of `at` comes to the other side. */
#define request_comes(event) \
    c_code { at = 1 - at; }; \
    if \
    :: sf_dlg_lives(at) -> raise(M_DLG, at, about, event) \
    :: else -> if :: about == BYE + other(at) -> send(BYE_OK + other(at)) :: else -> send(R481 + other(at)) fi \
    fi

inline arrival()
{
    about = ev;
    at = ev & 1;
    if
    :: ev == INVITE || ev == INVITE + 1 -> request_comes(SF_DLG_EV_INVITE)
    :: ev == UPDATE || ev == UPDATE + 1 -> request_comes(SF_DLG_EV_UPDATE)
    :: ev == BYE || ev == BYE + 1 -> request_comes(SF_DLG_EV_BYE)
    :: ev == ACK || ev == ACK + 1 -> raise(M_UAS, 1 - at, NOTHING, SF_UAS_EV_ACK)
    :: ev == BYE_OK || ev == BYE_OK + 1 -> raise(M_DLG, at, NOTHING, SF_DLG_EV_BYE_DONE)
    :: ev == FIRST_ACK ->
       if :: first_due -> raise(M_OFFER, BOB, NOTHING, SF_OFFER_EV_ACKNOWLEDGED) :: else fi;
       first_due = 0
    :: else -> concludes()
    fi
}

/* ---- Whose turn it is ---- */

inline forget_cascade() { skip }

inline dispatch_world()
{
    if
    :: machine == M_NET -> take(ev); arrival()
    :: machine == M_LOSS -> lose(ev)
    :: machine == M_CALM -> become_calm()
    :: machine == M_USER -> user_acts(); user()
    fi
}

inline dispatch_usages()
{
    if
    :: machine == M_UAS -> STEP(uas, at)
    :: machine == M_REINVITE -> STEP(reinvite, at)
    fi
}

inline dispatch_dialogs() { STEP(dlg, at) }
inline dispatch_offers() { STEP(offer, at) }

/* What ends with the session is no part of a state any more. */
inline due()
{
    if :: sf_offer_ended(0) -> side[0].asked = 0; side[0].waits = 0; side[0].again = 0 :: else fi;
    if :: sf_offer_ended(1) -> side[1].asked = 0; side[1].waits = 0; side[1].again = 0 :: else fi
}

/* ---- The words of the properties ---- */

#define gone(prefix, i) (sf_##prefix##_new(i) || sf_##prefix##_ended(i))
#define all_ended (gone(uas, 0) && gone(uas, 1) && gone(dlg, 0) && gone(dlg, 1) && gone(offer, 0) && gone(offer, 1) && gone(reinvite, 0) && gone(reinvite, 1))
#define nobody_gave_up (gave_up == 0)
#define stands(i) (sf_dlg_in(i, CONFIRMED))
#define both_stand (stands(0) && stands(1))
#define is_stable(i) (sf_offer_in(i, STABLE))
#define one_changes (!(sf_offer_in(0, ASKED) && sf_offer_in(1, ASKED)) && !(sf_offer_in(0, UPDATING) && sf_offer_in(1, UPDATING)) && \
                     !(sf_offer_in(0, ASKED) && sf_offer_in(1, UPDATING)) && !(sf_offer_in(0, UPDATING) && sf_offer_in(1, ASKED)))

#define group_of(m) (m <= M_USER -> 1 : (m == M_DLG -> 3 : (m == M_OFFER -> 4 : 2)))

#include "change.properties"

#define RUN \
    BEGIN; \
    do \
    GROUP(1, dispatch_world) \
    GROUP(2, dispatch_usages) \
    GROUP(3, dispatch_dialogs) \
    GROUP(4, dispatch_offers) \
    END(due) \
    od

#define is_asked(i) (side[i].waits || sf_uas_in(i, INCOMING))
#define response_waits(i) (in_net(R2XX + (i)) || in_net(R491 + (i)) || in_net(R5XX + (i)) || in_net(R481 + (i)))
#define SIDE(i) \
    MOVE(ANY, !calm && side[i].changes && is_stable(i), IN(M_USER, i, NOTHING, U_INVITE)) \
    MOVE(ANY, !calm && side[i].changes && is_stable(i), IN(M_USER, i, NOTHING, U_UPDATE)) \
    MOVE(SOON, is_asked(i), IN(M_USER, i, NOTHING, U_ACCEPT)) \
    MOVE(SOON, is_asked(i), IN(M_USER, i, NOTHING, U_REJECT)) \
    MOVE(PART, stands(i) && !side[i].parted, IN(M_USER, i, NOTHING, U_HANG_UP)) \
    MOVE(REPEAT, sf_offer_runs(i, W) && sf_offer_in(i, GLARE), IN(M_OFFER, i, NOTHING, SF_OFFER_EV_TIMER_W)) \
    MOVE(ANY, !calm && side[i].waits, IN(M_USER, i, NOTHING, U_FORGET)) \
    TIMER_GIVES_UP(uas, UAS, i, V, true) \
    TIMER_GIVES_UP(uas, UAS, i, W, true) \
    TIMER(AT_ONCE, reinvite, REINVITE, i, X, !in_net(R2XX + i)) \
    GIVES_UP(!calm && (sf_offer_in(i, OFFERING) || sf_reinvite_in(i, CALLING) || sf_reinvite_in(i, CANCEL_HELD)) && !response_waits(i), IN(M_USER, i, NOTHING, U_LOSE))

active proctype world()
{
    c_code { seen_open(readtrail, seen_names, seen_users, &seen_sf_uas, &seen_sf_dlg, &seen_sf_offer, &seen_sf_reinvite, (void *)0); };
    atomic {
        input = IN(M_USER, 0, NOTHING, U_START);
        RUN
    };
    do
    :: atomic {
           level = AT_ONCE;
           do
           ARRIVE(INVITE)
           ARRIVE(INVITE + 1)
           ARRIVE(UPDATE)
           ARRIVE(UPDATE + 1)
           ARRIVE(R2XX)
           ARRIVE(R2XX + 1)
           ARRIVE(R491)
           ARRIVE(R491 + 1)
           ARRIVE(R5XX)
           ARRIVE(R5XX + 1)
           ARRIVE(R481)
           ARRIVE(R481 + 1)
           ARRIVE(ACK)
           ARRIVE(ACK + 1)
           ARRIVE(BYE)
           ARRIVE(BYE + 1)
           ARRIVE(BYE_OK)
           ARRIVE(BYE_OK + 1)
           ARRIVE(FIRST_ACK)
           BECOME_CALM
           SIDE(ALICE)
           SIDE(BOB)
           LATER
           od;
           RUN
       }
    od;
rest: skip;
    d_step { come_to_rest() }
}
