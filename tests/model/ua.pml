/* What guards and actions mean to Alice and Bob, as runtime/ua/actions/ has it, and the calls' records of
 * runtime/ua/call.c. What a message says is its number; a record that lives is a machine that lives. */

/* ---- Guards, and the machines ---- */

unsigned sf_ict_kept : 4, sf_ist_kept : 4; /* a message's number + 1 */
bit dialog;       /* Alice's only dialog (there is one callee) has been made and has not been freed */
bit acknowledged; /* its 2xx was acknowledged */
bit dialog_over;  /* it was freed, and is remembered */
bit talks;     /* it is the one that Alice talks on */
bit rang_too_long; /* Alice has cancelled it for that */
bit refused;   /* there was no room for it */
bit asked;     /* Bob: the INVITE is kept, to be answered */

#define sf_ict_guard_unreliable(i) (!RELIABLE)
#define sf_ict_guard_refreshed(i) false /* as a copy of the INVITE from the network */
#define sf_ist_guard_unreliable(i) (!RELIABLE)
#define sf_ist_guard_answered(i) (sf_ist_kept > 0)
#define sf_nict_guard_unreliable(i) (!RELIABLE)
#define sf_nist_guard_lasting(i) (!RELIABLE)
#define sf_nist_guard_elsewhere(i) false /* its sent-by is no name */
#define sf_uac_guard_answerable(i) false /* nobody challenges */
#define sf_uac_guard_elsewhere(i) false /* there is one server */
#define sf_uac_guard_onward(i) false /* nobody redirects */
#define sf_uac_guard_unsent(i) false    /* it has an address */
#define sf_uac_guard_acknowledged(i) (dialog && acknowledged)
#define sf_uac_guard_dialog_over(i) (dialog_over)
#define sf_uac_guard_evictable(i) false
#define sf_uac_guard_offers(i) (LATE)
#define sf_uac_guard_reliable(i) false /* RFC 3262 is not searched */
#define sf_uac_guard_followed(i) false
#define sf_uac_guard_early_dialog(i) false
#define sf_uac_guard_waits(i) (dialog && talks && !acknowledged)
#define sf_uac_guard_leg(i) (dialog && talks)
#define sf_uac_guard_dialog_room(i) (dialog || !FULL)
#define sf_uac_guard_makes_dialog(i) (about != R100 && !dialog && !dialog_over && !FULL)
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
#define sf_dlg_guard_uas_pending(i) (i == BOB && sf_uas_lives(0))
#define sf_dlg_guard_told(i) (i == BOB && bob_told_end)

#define sf_nict_count 3
#define sf_nist_count 3
#define sf_dlg_count 2
#include "invite_client.pml"
#include "invite_server.pml"
#include "non_invite_client.pml"
#include "non_invite_server.pml"
#include "invite_uac.pml"
#include "invite_uas.pml"
#include "dialog.pml"

/* What applications are told and nothing else depends on: a bit each. */
#define T_NO_ACK 0
#define T_PROGRESS 1
#define T_INCOMING 2
#define T_CONFIRMED 3
#define T_DIALOG 4 /* six: early, confirmed, terminated of both sides */
#define T_ERROR 10 /* four: of the INVITE, of the others */
#define T_UNANSWERED 14
#define T_TROUBLE 15

/* ---- The transactions of the INVITE ---- */

inline sf_ict_do_send_request(i) { sf_ict_kept = INVITE + 1; send(INVITE) }
inline sf_ict_do_resend(i) { must(kept_while_needed, sf_ict_kept > 0); send(now.sf_ict_kept - 1) }
inline sf_ict_do_send_ack(i) { sf_ict_kept = ACK + 1; send(ACK) }
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
inline sf_ict_do_tell_trouble(i) { tell(T_TROUBLE) }
inline sf_ict_do_tell_tu_error(i) { raise(M_UAC, 0, about, SF_UAC_EV_UNREACHABLE) }

inline sf_ist_do_send_trying(i) { sf_ist_kept = R100 + 1; send(R100) }
inline sf_ist_do_send_response(i) { must(kept_while_needed, sf_ist_kept > 0); send(now.sf_ist_kept - 1) }
inline sf_ist_do_send_success(i) { if :: sf_uas_lives(0) -> send(R200) :: else fi }
inline sf_ist_do_resend(i) { must(kept_while_needed, sf_ist_kept > 0); send(now.sf_ist_kept - 1) }
inline sf_ist_do_forget(i) { sf_ist_kept = 0 }
inline sf_ist_do_unmerge(i) { skip }
inline sf_ist_do_tell_tu_ack(i) { raise(M_UAS, 0, about, SF_UAS_EV_ACK) }
inline sf_ist_do_tell_tu_no_ack(i) { tell(T_NO_ACK) }
inline sf_ist_do_send_elsewhere(i) { skip }
inline sf_ist_do_tell_tu_error(i) { tell(T_ERROR) }

/* ---- Those of a CANCEL and the BYEs: number 0 is the CANCEL, 1 Alice's BYE, 2 Bob's ---- */

#define request_of(i) (CANCEL + 2 * (i))
#define answer_to(i) (CANCEL + 2 * (i) + 1)

inline sf_nict_do_send_request(i) { send(request_of(at)) }
inline sf_nict_do_resend(i) { send(request_of(at)) }
inline sf_nict_do_forget(i) { skip }
inline sf_nict_do_tell_tu_provisional(i) { skip }

inline bye_is_done(i)
{
    if
    :: i == BYE_OF_ALICE && !refused -> raise(M_DLG, ALICE, NOTHING, SF_DLG_EV_BYE_DONE)
    :: i == BYE_OF_BOB -> raise(M_DLG, BOB, NOTHING, SF_DLG_EV_BYE_DONE)
    :: else -> skip /* nobody waits for a CANCEL's, nor for that of a BYE without a dialog */
    fi
}
inline sf_nict_do_tell_tu_final(i) { bye_is_done(i) }
inline sf_nict_do_tell_tu_timeout(i) { bye_is_done(i) }
inline sf_nict_do_tell_tu_error(i) { bye_is_done(i) }

inline sf_nist_do_send_response(i) { send(answer_to(at)) }
inline sf_nist_do_resend(i) { send(answer_to(at)) }
inline sf_nist_do_send_elsewhere(i) { skip }
inline sf_nist_do_tell_tu_error(i) { tell(T_ERROR + 1 + at) }

/* ---- invite_uac: Alice's INVITE. One callee, so one dialog ---- */

inline dialog_is_made()
{
    must(no_dialog_again, sf_dlg_new(ALICE));
    dialog = 1;
    raise(M_DLG, ALICE, about, FSM_START)
}

inline sf_uac_do_start_transaction(i) { raise(M_ICT, 0, NOTHING, FSM_START) }
inline sf_uac_do_follow(i) { skip } /* RFC 3262 is not searched */
inline sf_uac_do_make_dialog(i) { dialog_is_made(); raise(M_DLG, ALICE, about, SF_DLG_EV_EARLY) }

inline sf_uac_do_confirm_dialog(i)
{
    must(no_dialog_again, dialog || sf_dlg_new(ALICE));
    c_code { if (!now.dialog) { raise_c(M_DLG, ALICE, about, FSM_START) } now.dialog = 1; raise_c(M_DLG, ALICE, about, SF_DLG_EV_CONFIRM) }
}

inline sf_uac_do_adopt_dialog(i) { talks = 1 }

inline sf_uac_do_acknowledge(i)
{
    c_code { if (now.dialog) { now.acknowledged = 1; ack_went = 1; send_c(ACK_2XX) } }
}

inline sf_uac_do_acknowledge_call(i) { must(ack_waits_for_answer, LATE && !acknowledged); sf_uac_do_acknowledge(i) }
inline sf_uac_do_acknowledge_over(i) { ack_went = 1; send(ACK_2XX) }
inline sf_uac_do_evict_dialog(i) { skip }

inline sf_uac_do_end_dialog(i)
{
    c_code { if (now.dialog) { raise_c(M_DLG, ALICE, NOTHING, SF_DLG_EV_LEAVE) } }
}

inline sf_uac_do_refuse_dialog(i)
{
    c_code { now.refused = 1; now.dialog_over = 1; ack_went = 1; send_c(ACK_2XX) raise_c(M_NICT, BYE_OF_ALICE, NOTHING, FSM_START) if (now.dialog) { raise_c(M_DLG, ALICE, NOTHING, SF_DLG_EV_REJECTED) } }
}

inline sf_uac_do_try_again(i) { skip }
inline sf_uac_do_try_elsewhere(i) { skip }
inline sf_uac_do_withdraw(i) { skip }
inline sf_nict_do_try_again(i) { skip }
inline sf_nict_do_try_elsewhere(i) { skip }
inline sf_uac_do_end_early_dialogs(i)
{
    c_code { if (now.dialog) { raise_c(M_DLG, ALICE, NOTHING, SF_DLG_EV_REJECTED) } }
}

inline sf_uac_do_hang_up_call(i)
{
    c_code { if (now.dialog && now.talks) { raise_c(M_DLG, ALICE, NOTHING, SF_DLG_EV_HANGUP) } }
}
inline sf_uac_do_leave_call(i)
{
    c_code { if (now.dialog && now.talks) { raise_c(M_DLG, ALICE, NOTHING, SF_DLG_EV_LEAVE) } }
}

inline sf_uac_do_send_cancel(i)
{
    if :: ev == SF_UAC_EV_TIMER_N -> rang_too_long = 1 :: else fi;
    must(cancel_after_provisional, alice_saw_1xx);
    if :: sf_ict_lives(0) && sf_ict_kept > 0 -> raise(M_NICT, CANCEL_OF_ALICE, NOTHING, FSM_START) :: else fi
}

inline sf_uac_do_give_up(i) { raise(M_ICT, 0, NOTHING, SF_ICT_EV_ABANDON) }
inline sf_uac_do_tell_progress(i) { tell(T_PROGRESS) }
inline sf_uac_do_tell_unanswered(i) { tell(T_UNANSWERED) }
inline sf_uac_do_tell_answered(i) { must(told_answer_once, !alice_told_answer && !alice_told_end); alice_told_answer = 1 }
#define alice_is_told_end must(told_end_once, !alice_told_end); alice_told_end = 1
inline sf_uac_do_tell_failed(i) { must(told_why, ev == SF_UAC_EV_FAILURE || ev == SF_UAC_EV_TIMEOUT || ev == SF_UAC_EV_UNREACHABLE); alice_is_told_end }
inline sf_uac_do_fail(i, status) { must(told_why, (status == 503 && refused) || (status == 408 && rang_too_long) || (status == 487 && (alice_hung_up || dialog_over))); alice_is_told_end }

/* ---- invite_uas: Bob's ---- */

#define respond(message, event) \
    must(kept_while_needed, asked && sf_ist_lives(0)); \
    sf_ist_kept = message + 1; \
    raise(M_IST, 0, NOTHING, event)

inline sf_uas_do_tell_incoming(i) { tell(T_INCOMING) }
inline sf_uas_do_read_expires(i) { skip }
inline sf_uas_do_send_progress(i) { respond(R180, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_send_provisional(i) { must(as_asked, ev == SF_UAS_EV_RING); respond(R180, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_repeat_provisional(i) { respond(R180, SF_IST_EV_SEND_1XX) }
inline sf_uas_do_mark(i, state)
{
    if
    :: state == SF_UAS_MARK_EARLY -> raise(M_DLG, BOB, NOTHING, SF_DLG_EV_EARLY)
    :: else -> raise(M_DLG, BOB, NOTHING, SF_DLG_EV_CONFIRM)
    fi
}
inline sf_uas_do_send_success(i) { must(as_asked, ev == SF_UAS_EV_ACCEPT); must(kept_while_needed, asked); asked = 0; bob_accepted = 1; raise(M_IST, 0, NOTHING, SF_IST_EV_SEND_2XX) }
inline sf_uas_do_send_reliably(i) { skip } /* RFC 3262 is not searched */
inline sf_uas_do_send_waiting(i) { skip }
inline sf_uas_do_renew(i) { skip }
inline sf_uas_do_hold_success(i) { skip }
inline sf_uas_do_release_success(i) { skip }
inline sf_uas_do_repeat_success(i) { raise(M_IST, 0, NOTHING, SF_IST_EV_SEND_2XX) }
#define bob_refuses respond(R4XX, SF_IST_EV_SEND_3XX_6XX); asked = 0; bob_refused = 1
inline sf_uas_do_send_failure(i) { must(as_asked, ev == SF_UAS_EV_REJECT); bob_refuses }
inline sf_uas_do_respond(i, status)
{
    must(as_asked, (status == 480 && (ev == SF_UAS_EV_HANGUP || ev == SF_UAS_EV_TIMER_V)) || (status == 487 && (ev == SF_UAS_EV_TIMER_E || ev == SF_UAS_EV_CANCEL || ev == SF_UAS_EV_BYE)));
    bob_refuses
}
inline sf_uas_do_drop_dialog(i) { raise(M_DLG, BOB, NOTHING, SF_DLG_EV_REJECTED) }
inline sf_uas_do_leave_later(i) { skip }
inline sf_uas_do_hang_up(i) { raise(M_DLG, BOB, NOTHING, SF_DLG_EV_LEAVE) }
inline sf_uas_do_give_up(i) { raise(M_DLG, BOB, NOTHING, SF_DLG_EV_UNACKNOWLEDGED) }
#define bob_is_told_end must(told_end_once, !bob_told_end); bob_told_end = 1
inline sf_uas_do_tell_unanswered(i, status) { bob_is_told_end }
inline sf_uas_do_tell_cancelled(i) { bob_is_told_end }
inline sf_uas_do_tell_confirmed(i) { tell(T_CONFIRMED) }

/* ---- dialog: 0 is Alice's, 1 Bob's ---- */

#define bye_of(i) (BYE_OF_ALICE + (i))
#define other(i) (1 - (i))

inline sf_dlg_do_announce(i, state)
{
    if
    :: state == SF_DLG_ANNOUNCE_EARLY -> tell(T_DIALOG + at)
    :: state == SF_DLG_ANNOUNCE_CONFIRMED -> tell(T_DIALOG + 2 + at)
    :: else -> tell(T_DIALOG + 4 + at)
    fi
}
inline sf_dlg_do_hang_up_invite(i) { raise(M_UAS, 0, NOTHING, SF_UAS_EV_HANGUP) }
inline sf_dlg_do_refresh_target(i) { skip }
inline sf_dlg_do_answer(i, status) { raise(M_NIST, bye_of(other(at)), NOTHING, SF_NIST_EV_SEND_FINAL) }
/* No re-INVITE is searched yet. */
inline sf_dlg_do_refuse(i, status) { skip }
/* Sessions and their changes have a model of their own: change. */
inline sf_dlg_do_open_session(i) { skip }
inline sf_dlg_do_part(i) { skip }
/* All that is left of them here: an INVITE that waits is ended. */
inline sf_dlg_do_end_session(i)
{
    if :: i == BOB && sf_uas_lives(0) -> raise(M_UAS, 0, NOTHING, SF_UAS_EV_BYE) :: else fi
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
    must(no_bye_before_ack, i == ALICE || bob_was_acked || waited_for_ack);
    raise(M_NICT, bye_of(at), NOTHING, FSM_START)
}

inline sf_dlg_do_end_reliable(i) { skip }
inline sf_dlg_do_tell_ended(i)
{
    if
    :: i == BOB -> bob_is_told_end
    :: i == ALICE && talks -> alice_is_told_end
    :: else -> skip
    fi
}

/* What ended is freed once the queue is empty: dialog_actor.c. */
inline free_ended()
{
    if
    :: dialog && sf_dlg_ended(ALICE) ->
       dialog = 0;
       acknowledged = 0;
       talks = 0;
       if :: sf_uac_lives(0) -> dialog_over = 1 :: else fi
    :: else -> skip
    fi
}
