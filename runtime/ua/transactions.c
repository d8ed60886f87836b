/* Guards and actions of the four transaction tables. */
#include "core.h"

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_client_fsm.h"
#include "non_invite_server_fsm.h"

static bool is_unreliable(const struct sf_transaction *transaction)
{
    return !sf_address_is_reliable(&transaction->peer);
}

static void send_kept(const struct sf_transaction *transaction, struct sf_ua *ua)
{
    sf_out_send_kept(ua, &transaction->peer, transaction->kept, sf_transaction_token(transaction));
}

static void resend_kept(const struct sf_transaction *transaction, struct sf_ua *ua)
{
    ua->counters.retransmitted += transaction->kept.first != 0;
    send_kept(transaction, ua);
}

static void tell_owner(const struct sf_transaction *transaction, const struct sf_input *in,
                       enum sf_machine machine, unsigned event, unsigned status)
{
    struct sf_input input = *in;
    input.status = status;
    if (transaction->owner.generation)
        sf_effect_raise(in->ua, machine, transaction->owner, event, &input);
}

static void tell_trouble(const struct sf_transaction *transaction, const struct sf_input *in,
                         unsigned status)
{
    sf_out_event(in->ua, SF_UA_EV_TROUBLE, transaction->a.call)->status = (uint16_t)status;
}

/* ---- invite_client ---- */

bool sf_ict_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return is_unreliable(transaction);
}
void sf_ict_do_send_request(struct sf_transaction *transaction, const struct sf_input *in)
{
    send_kept(transaction, in->ua);
}
void sf_ict_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    resend_kept(transaction, in->ua);
}
void sf_ict_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &transaction->kept);
}

void sf_ict_do_send_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_msg *invite = sf_core_recall(in->ua, transaction->kept);
    if (!invite)
        return;
    struct sf_str ack = sf_request_ack(in->ua, invite, in->msg);
    if (!sf_core_keep_spared(in->ua, transaction->a.call, &transaction->kept, ack))
        sf_out_send(in->ua, &transaction->peer, ack, sf_transaction_token(transaction));
    send_kept(transaction, in->ua);
}

void sf_ict_do_tell_tu_provisional(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAC,
               in->status == 100 ? SF_UAC_EV_TRYING : SF_UAC_EV_PROVISIONAL, in->status);
}
void sf_ict_do_tell_tu_success(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAC, SF_UAC_EV_SUCCESS, in->status);
}
void sf_ict_do_tell_tu_failure(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAC, SF_UAC_EV_FAILURE, in->status);
}
void sf_ict_do_tell_tu_timeout(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAC, SF_UAC_EV_TIMEOUT, 408);
}
void sf_ict_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAC, SF_UAC_EV_UNREACHABLE, 503);
}

/* ---- invite_server ---- */

bool sf_ist_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return is_unreliable(transaction);
}
bool sf_ist_guard_answered(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return transaction->kept.first != 0;
}
void sf_ist_do_send_response(struct sf_transaction *transaction, const struct sf_input *in)
{
    send_kept(transaction, in->ua);
}
void sf_ist_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    resend_kept(transaction, in->ua);
}
void sf_ist_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &transaction->kept);
}

void sf_ist_do_send_trying(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_invitation_get(in->ua, transaction->owner);
    const struct sf_msg *request = invitation ? sf_core_recall(in->ua, invitation->request) : NULL;
    if (!request)
        return;
    struct sf_str trying = sf_respond_build(in->ua, request, &transaction->source,
                                            &(struct sf_response){.status = 100});
    if (!sf_core_keep_spared(in->ua, transaction->a.call, &transaction->kept, trying))
        sf_out_send(in->ua, &transaction->peer, trying, sf_transaction_token(transaction));
    send_kept(transaction, in->ua);
}

void sf_ist_do_send_success(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_invitation_get(in->ua, transaction->owner);
    if (invitation)
        sf_out_send_kept(in->ua, &transaction->peer, invitation->success,
                         sf_transaction_token(transaction));
}

void sf_ist_do_tell_tu_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_UAS, SF_UAS_EV_ACK, 0);
}
void sf_ist_do_tell_tu_no_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_trouble(transaction, in, 408);
}
void sf_ist_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_trouble(transaction, in, 503);
}

/* ---- non_invite_client ---- */

bool sf_nict_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return is_unreliable(transaction);
}
void sf_nict_do_send_request(struct sf_transaction *transaction, const struct sf_input *in)
{
    send_kept(transaction, in->ua);
}
void sf_nict_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    resend_kept(transaction, in->ua);
}
void sf_nict_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &transaction->kept);
}
void sf_nict_do_tell_tu_final(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_DLG, SF_DLG_EV_BYE_DONE, in->status);
}
void sf_nict_do_tell_tu_timeout(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_DLG, SF_DLG_EV_BYE_DONE, 408);
}
void sf_nict_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_owner(transaction, in, SF_M_DLG, SF_DLG_EV_BYE_DONE, 503);
}

/* ---- non_invite_server ---- */

bool sf_nist_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return is_unreliable(transaction);
}
void sf_nist_do_send_response(struct sf_transaction *transaction, const struct sf_input *in)
{
    send_kept(transaction, in->ua);
}
void sf_nist_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    resend_kept(transaction, in->ua);
}
void sf_nist_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    tell_trouble(transaction, in, 503);
}
