/* What guards and actions mean where Alice's INVITE reaches Bob and Carol: as ua.pml, which has one callee. Callee 0 is Bob, 1 Carol,
 * and a message's last bit says whose To tag it bears. */

unsigned sf_ict_kept : 1;
unsigned talks : 2; /* the callee in whose dialog she talks, + 1 */

bit rang_too_long;  /* Alice has cancelled it for that */

#define whose (about & 1)
#define dialogs_held (callee[0].dialog + callee[1].dialog)

#define sf_ict_guard_unreliable(i) false /* the hop to the proxy loses nothing: invite_pair has one that does */
#define sf_ict_guard_refreshed(i) false /* as a copy of the INVITE from the network */
#define sf_ist_guard_unreliable(i) false
#define sf_ist_guard_answered(i) false
#define sf_nict_guard_unreliable(i) (UNSAFE_BYE && i != CANCEL_OF_ALICE)
#define sf_nist_guard_lasting(i) (UNSAFE_BYE)
#define sf_nist_guard_elsewhere(i) false /* its sent-by is no name */
#define sf_uac_guard_answerable(i) false /* nobody challenges */
#define sf_uac_guard_elsewhere(i) false /* there is one server */
#define sf_uac_guard_onward(i) false /* nobody redirects */
#define sf_uac_guard_unsent(i) false    /* it has an address */
#define sf_uac_guard_acknowledged(i) (callee[whose].dialog && callee[whose].acknowledged)
#define sf_uac_guard_dialog_over(i) (callee[whose].dialog_over)
#define sf_uac_guard_evictable(i) false
#define sf_uac_guard_offers(i) false /* see call */
#define sf_uac_guard_reliable(i) false /* RFC 3262 is not searched */
#define sf_uac_guard_followed(i) false
#define sf_uac_guard_early_dialog(i) false
#define sf_uac_guard_waits(i) false
#define sf_uac_guard_leg(i) (talks > 0 && callee[talks - 1].dialog)
#define sf_uac_guard_dialog_room(i) (callee[whose].dialog || dialogs_held < ROOM)
#define sf_uac_guard_makes_dialog(i) (!callee[whose].dialog && !callee[whose].dialog_over && dialogs_held < ROOM)
#define sf_uas_guard_expires(i) false /* as if the application did not answer in time, but for the status */
#define sf_dlg_guard_limited(i) false /* as if a user hung up */
#define sf_dlg_guard_outgrown(i) false
#define sf_dlg_guard_early_only(i) false
#define sf_dlg_guard_target_room(i) true
#define sf_uas_guard_spent(i) false /* the other side is known */
#define sf_uas_guard_reliable(i) false /* RFC 3262 is not searched */
#define sf_uas_guard_ready(i) false
#define sf_uas_guard_waiting(i) false
#define sf_uas_guard_outweighed(i) false
#define sf_uas_guard_unheard(i) false
#define sf_ist_guard_elsewhere(i) false /* its sent-by is no name */
#define sf_ist_guard_spent(i) false
#define sf_nict_guard_answerable(i) false
#define sf_nict_guard_elsewhere(i) false /* there is one server */
#define sf_nict_guard_spent(i) false
#define sf_dlg_guard_uas_pending(i) (i >= BOBS && sf_uas_lives(i - BOBS))
#define sf_dlg_guard_told(i) (i >= BOBS && callee[i - BOBS].told_end)

#define sf_ist_count 2
#define sf_uas_count 2
#define sf_nict_count 5
#define sf_nist_count 4
#define sf_dlg_count 4
#include "invite_client.pml"
#include "invite_server.pml"
#include "non_invite_client.pml"
#include "non_invite_server.pml"
#include "invite_uac.pml"
#include "invite_uas.pml"
#include "dialog.pml"

/* What applications are told and nothing else depends on: a bit each. */
#define T_PROGRESS 0
#define T_NO_ACK 1 /* of each callee, as the next two */
#define T_INCOMING 3
#define T_CONFIRMED 5
#define T_DIALOG 7  /* twelve: early, confirmed, terminated of each dialog */
#define T_ERROR 19  /* six: of the INVITE at each callee, of the others at each server */

/* ---- The proxy ---- */

#define pends(c) (!callee[c].accepted && !callee[c].refused)
#define other (1 - at)

inline branch_fails()
{
    callee[at].refused = 1;
    raise(M_IST, at, NOTHING, SF_IST_EV_ACK); /* the proxy's, at once */
    if :: callee[0].refused && callee[1].refused -> send(FAILURE) :: else fi
}

inline branch_succeeds()
{
    if :: pends(other) && !callee[at].accepted -> send(CANCEL_B + other) :: else fi;
    callee[at].accepted = 1;
    send(R200_B + at)
}

inline proxy_cancels()
{
    send(CANCEL_OK);
    if
    :: callee[0].accepted || callee[1].accepted -> skip /* it was done on the first 2xx */
    :: else ->
       if :: pends(0) -> send(CANCEL_B) :: else fi;
       if :: pends(1) -> send(CANCEL_C) :: else fi
    fi
}

/* ---- The transactions of the INVITE ---- */

inline sf_ict_do_send_request(i) { sf_ict_kept = 1; send(INVITE) }
inline sf_ict_do_resend(i) { skip }
inline sf_ict_do_send_ack(i) { skip } /* the proxy's */
inline sf_ict_do_forget(i) { sf_ict_kept = 0 }

inline sf_ict_do_tell_tu_provisional(i)
{
    if
    :: about == R100 -> raise(M_UAC, 0, about, SF_UAC_EV_TRYING)
    :: else -> raise(M_UAC, 0, about, SF_UAC_EV_PROVISIONAL)
    fi
}
inline sf_ict_do_tell_tu_success(i) { raise(M_UAC, 0, about, SF_UAC_EV_SUCCESS) }
inline sf_ict_do_tell_tu_failure(i) { raise(M_UAC, 0, about, SF_UAC_EV_FAILURE) }
inline sf_ict_do_tell_tu_timeout(i) { raise(M_UAC, 0, about, SF_UAC_EV_TIMEOUT) }
inline sf_ict_do_tell_trouble(i) { skip }
inline sf_ict_do_tell_tu_error(i) { raise(M_UAC, 0, about, SF_UAC_EV_UNREACHABLE) }

inline sf_ist_do_send_trying(i) { skip }
inline sf_ist_do_send_response(i) { if :: about == FAILURE -> branch_fails() :: else -> send(R180_B + at) fi }
inline sf_ist_do_send_success(i) { if :: sf_uas_lives(i) -> branch_succeeds() :: else fi }
inline sf_ist_do_resend(i) { skip }
inline sf_ist_do_forget(i) { skip }
inline sf_ist_do_unmerge(i) { skip }
inline sf_ist_do_tell_tu_ack(i) { skip }
inline sf_ist_do_tell_tu_no_ack(i) { tell(T_NO_ACK + at) }
inline sf_ist_do_send_elsewhere(i) { skip }
inline sf_ist_do_tell_tu_error(i) { tell(T_ERROR + at) }

/* ---- Those of the CANCEL and the BYEs. The BYE of dialog i is number i + 1, at its server i: the CANCEL's is the proxy ---- */

#define request_of(i) (CANCEL + 2 * (i))
#define answer_to(i) (CANCEL + 2 * (i) + 1)

inline sf_nict_do_send_request(i) { send(request_of(at)) }
inline sf_nict_do_resend(i) { send(request_of(at)) }
inline sf_nict_do_forget(i) { skip }
inline sf_nict_do_tell_tu_provisional(i) { skip }

/* Nobody waits for a CANCEL's end; a dialog that is none drops its BYE's. */
#define bye_is_done(i) if :: i != CANCEL_OF_ALICE -> raise(M_DLG, at - 1, NOTHING, SF_DLG_EV_BYE_DONE) :: else fi
inline sf_nict_do_tell_tu_final(i) { bye_is_done(i) }
inline sf_nict_do_tell_tu_timeout(i) { bye_is_done(i) }
inline sf_nict_do_tell_tu_error(i) { bye_is_done(i) }

inline sf_nist_do_send_response(i) { send(answer_to(at + 1)) }
inline sf_nist_do_resend(i) { send(answer_to(at + 1)) }
inline sf_nist_do_send_elsewhere(i) { skip }
inline sf_nist_do_tell_tu_error(i) { tell(T_ERROR + 2 + at) }

/* ---- invite_uac: Alice's INVITE, a dialog for each To tag ---- */

inline dialog_is_made()
{
    must(no_dialog_again, sf_dlg_new(whose));
    callee[whose].dialog = 1;
    raise(M_DLG, whose, about, FSM_START)
}

inline sf_uac_do_start_transaction(i) { raise(M_ICT, 0, NOTHING, FSM_START) }
inline sf_uac_do_follow(i) { skip } /* RFC 3262 is not searched */
inline sf_uac_do_make_dialog(i) { dialog_is_made(); raise(M_DLG, whose, about, SF_DLG_EV_EARLY) }

inline sf_uac_do_confirm_dialog(i)
{
    must(no_dialog_again, callee[whose].dialog || sf_dlg_new(whose));
    c_code { if (!now.callee[whose].dialog) { raise_c(M_DLG, whose, about, FSM_START) } now.callee[whose].dialog = 1; raise_c(M_DLG, whose, about, SF_DLG_EV_CONFIRM) }
}

#define ack_goes ack_went = whose + 1; send(ACK_B + whose)

inline sf_uac_do_adopt_dialog(i) { talks = whose + 1 }

inline sf_uac_do_acknowledge(i)
{
    c_code { if (now.callee[whose].dialog) { now.callee[whose].acknowledged = 1; ack_went = whose + 1; send_c(ACK_B + whose) } }
}

inline sf_uac_do_acknowledge_call(i) { skip }
inline sf_uac_do_acknowledge_over(i) { ack_goes }
inline sf_uac_do_evict_dialog(i) { skip }

inline sf_uac_do_end_dialog(i)
{
    c_code { if (now.callee[whose].dialog) { raise_c(M_DLG, whose, NOTHING, SF_DLG_EV_LEAVE) } }
}

inline sf_uac_do_refuse_dialog(i)
{
    c_code { now.callee[whose].dialog_over = 1; ack_went = whose + 1; send_c(ACK_B + whose) raise_c(M_NICT, 1 + whose, NOTHING, FSM_START) if (now.callee[whose].dialog) { raise_c(M_DLG, whose, NOTHING, SF_DLG_EV_REJECTED) } }
}

inline sf_uac_do_try_again(i) { skip }
inline sf_uac_do_try_elsewhere(i) { skip }
inline sf_uac_do_withdraw(i) { skip }
inline sf_nict_do_try_again(i) { skip }
inline sf_nict_do_try_elsewhere(i) { skip }
inline sf_uac_do_end_early_dialogs(i)
{
    c_code { if (now.callee[0].dialog) { raise_c(M_DLG, 0, NOTHING, SF_DLG_EV_REJECTED) } if (now.callee[1].dialog) { raise_c(M_DLG, 1, NOTHING, SF_DLG_EV_REJECTED) } }
}

inline sf_uac_do_hang_up_call(i)
{
    c_code { if (now.talks > 0) { raise_c(M_DLG, now.talks - 1, NOTHING, SF_DLG_EV_HANGUP) } }
}
inline sf_uac_do_leave_call(i)
{
    c_code { if (now.talks > 0) { raise_c(M_DLG, now.talks - 1, NOTHING, SF_DLG_EV_LEAVE) } }
}

inline sf_uac_do_send_cancel(i)
{
    rang_too_long = rang_too_long || ev == SF_UAC_EV_TIMER_N;
    somebody_left = somebody_left || ev == SF_UAC_EV_TIMER_N;
    must(cancel_after_provisional, alice_saw_1xx);
    if :: sf_ict_lives(0) && sf_ict_kept > 0 -> raise(M_NICT, CANCEL_OF_ALICE, NOTHING, FSM_START) :: else fi
}

inline sf_uac_do_give_up(i) { raise(M_ICT, 0, NOTHING, SF_ICT_EV_ABANDON) }
inline sf_uac_do_tell_progress(i) { tell(T_PROGRESS) }
inline sf_uac_do_tell_unanswered(i) { skip }
inline sf_uac_do_tell_answered(i)
{
    must(told_answer_once, !alice_told_answer && !alice_told_end);
    must(answer_was_given, callee[whose].accepted);
    alice_told_answer = 1
}
#define alice_is_told_end must(told_end_once, !alice_told_end); alice_told_end = 1
inline sf_uac_do_tell_failed(i) { must(told_why, ev == SF_UAC_EV_FAILURE || ev == SF_UAC_EV_TIMEOUT || ev == SF_UAC_EV_UNREACHABLE); alice_is_told_end }
inline sf_uac_do_fail(i, status) { must(told_why, (status == 503 && callee[whose].dialog_over) || (status == 408 && rang_too_long) || (status == 487 && (alice_hung_up || callee[0].dialog_over || callee[1].dialog_over))); alice_is_told_end }

/* ---- invite_uas: the callees' ---- */

inline sf_uas_do_tell_incoming(i) { tell(T_INCOMING + at) }
inline sf_uas_do_read_expires(i) { skip }
inline sf_uas_do_send_progress(i) { raise(M_IST, at, NOTHING, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_send_provisional(i) { must(as_asked, ev == SF_UAS_EV_RING); raise(M_IST, at, NOTHING, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_repeat_provisional(i) { raise(M_IST, at, NOTHING, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_mark(i, state)
{
    if
    :: state == SF_UAS_MARK_EARLY -> raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_EARLY)
    :: else -> raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_CONFIRM)
    fi
}
inline sf_uas_do_send_success(i) { must(as_asked, ev == SF_UAS_EV_ACCEPT); raise(M_IST, at, NOTHING, SF_IST_EV_SEND_2XX) }
inline sf_uas_do_send_reliably(i) { skip } /* RFC 3262 is not searched */
inline sf_uas_do_send_waiting(i) { skip }
inline sf_uas_do_renew(i) { skip }
inline sf_uas_do_hold_success(i) { skip }
inline sf_uas_do_release_success(i) { skip }
inline sf_uas_do_repeat_success(i) { raise(M_IST, at, NOTHING, SF_IST_EV_SEND_2XX) }
#define callee_refuses raise(M_IST, at, FAILURE, SF_IST_EV_SEND_3XX_6XX)
inline sf_uas_do_send_failure(i) { must(as_asked, ev == SF_UAS_EV_REJECT); callee_refuses }
inline sf_uas_do_respond(i, status)
{
    must(as_asked, (status == 480 && (ev == SF_UAS_EV_HANGUP || ev == SF_UAS_EV_TIMER_V)) || (status == 487 && (ev == SF_UAS_EV_TIMER_E || ev == SF_UAS_EV_CANCEL || ev == SF_UAS_EV_BYE)));
    callee_refuses
}
inline sf_uas_do_drop_dialog(i) { raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_REJECTED) }
inline sf_uas_do_leave_later(i) { skip }
inline sf_uas_do_hang_up(i) { raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_LEAVE) }
inline sf_uas_do_give_up(i) { raise(M_DLG, BOBS + at, NOTHING, SF_DLG_EV_UNACKNOWLEDGED) }
#define callee_is_told_end(c) must(told_end_once, !callee[c].told_end); callee[c].told_end = 1
inline sf_uas_do_tell_unanswered(i, status) { callee_is_told_end(i) }
inline sf_uas_do_tell_cancelled(i) { callee_is_told_end(i) }
inline sf_uas_do_tell_confirmed(i) { tell(T_CONFIRMED + at) }

/* ---- dialog: 0 and 1 are Alice's with Bob and with Carol, 2 Bob's, 3 Carol's ---- */

inline sf_dlg_do_announce(i, state)
{
    if
    :: state == SF_DLG_ANNOUNCE_EARLY -> tell(T_DIALOG + at)
    :: state == SF_DLG_ANNOUNCE_CONFIRMED -> tell(T_DIALOG + 4 + at)
    :: else -> tell(T_DIALOG + 8 + at)
    fi
}
inline sf_dlg_do_hang_up_invite(i) { raise(M_UAS, at - BOBS, NOTHING, SF_UAS_EV_HANGUP) }
inline sf_dlg_do_refresh_target(i) { skip }
#define other_side ((at) ^ 2)
inline sf_dlg_do_answer(i, status) { raise(M_NIST, other_side, NOTHING, SF_NIST_EV_SEND_FINAL) }
/* No re-INVITE is searched yet. */
inline sf_dlg_do_refuse(i, status) { skip }
/* Sessions and their changes have a model of their own: change. */
inline sf_dlg_do_open_session(i) { skip }
inline sf_dlg_do_part(i) { skip }
/* All that is left of them here: an INVITE that waits is ended. */
inline sf_dlg_do_end_session(i)
{
    if :: at >= BOBS && sf_uas_lives(at - BOBS) -> raise(M_UAS, at - BOBS, NOTHING, SF_UAS_EV_BYE) :: else fi
}
inline sf_dlg_do_agree(i) { skip }
inline sf_dlg_do_pass_invite(i) { skip }
inline sf_dlg_do_pass_update(i) { skip }
inline sf_dlg_do_end_requests(i) { skip } /* calls have no other requests */
inline sf_uas_do_settle(i) { skip }
inline sf_uas_do_end_replaced(i) { skip } /* calls take no place of another */
inline sf_dlg_do_take_replacement(i) { skip }
inline sf_dlg_do_cancel_invite(i) { skip }

inline sf_dlg_do_send_bye(i)
{
    must(no_bye_before_ack, i < BOBS || callee[i - BOBS].acked || waited_for_ack);
    raise(M_NICT, at + 1, NOTHING, FSM_START)
}

inline sf_dlg_do_end_reliable(i) { skip }
inline sf_dlg_do_tell_ended(i)
{
    if
    :: i >= BOBS -> callee_is_told_end(i - BOBS)
    :: i < BOBS && talks == i + 1 -> alice_is_told_end
    :: else -> skip /* a fork's other dialogs are not the application's */
    fi
}

/* What ended is freed once the queue is empty: dialog_actor.c. */
#define free_dialog(c) \
    if \
    :: callee[c].dialog && sf_dlg_ended(c) -> \
       callee[c].dialog = 0; \
       callee[c].acknowledged = 0; \
       if :: talks == c + 1 -> talks = 0 :: else fi; \
       if :: sf_uac_lives(0) -> callee[c].dialog_over = 1 :: else fi \
    :: else -> skip \
    fi
