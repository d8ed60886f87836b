/* Guards and actions of fsm/session/reliable_uac.fsm. */
#include <assert.h>

#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "hop.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "session.h"
#include "transaction.h"

#include "offer_fsm.h"
#include "reliable_uac_fsm.h"

/* It ends with its dialog, or before. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_reliable *reliable)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, reliable->dialog);
    assert(dialog);
    return dialog;
}

bool sf_relc_guard_next(const struct sf_reliable *reliable, const struct sf_input *in)
{
    uint32_t rseq;
    return sf_reliable_rseq(in->msg, &rseq) &&
           (!reliable->rseq || (rseq > reliable->rseq && rseq - reliable->rseq == 1));
}

bool sf_relc_guard_again(const struct sf_reliable *reliable, const struct sf_input *in)
{
    uint32_t rseq;
    return reliable->again && sf_reliable_rseq(in->msg, &rseq) && rseq == reliable->rseq;
}

bool sf_relc_guard_offers(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return reliable->late && in->msg->body.len && !*sf_reliable_described(in->ua, reliable);
}

bool sf_relc_guard_room(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return sf_reserve_for_prack(in->ua, dialog_of(in->ua, reliable));
}

bool sf_relc_guard_lost(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)reliable;
    return in->status == 408 || in->status == 481;
}

bool sf_relc_guard_refused(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)reliable;
    return in->status >= 300;
}

bool sf_relc_guard_settles(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return in->msg && in->status < 300 && in->msg->cseq.number == reliable->settling;
}

bool sf_relc_guard_open(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)in;
    return reliable->held > 0;
}

bool sf_relc_guard_last(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)in;
    return reliable->held == 1;
}

void sf_relc_do_close_prack(struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)in;
    reliable->held--;
}

void sf_relc_do_reopen(struct sf_reliable *reliable, const struct sf_input *in)
{
    reliable->again = !*sf_reliable_described(in->ua, reliable);
}

void sf_relc_do_settle(struct sf_reliable *reliable, const struct sf_input *in)
{
    const struct sf_input none = {.ua = in->ua};
    struct sf_dialog_actor *dialog = dialog_of(in->ua, reliable);
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_SETTLED, &none);
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_ACKNOWLEDGED, reliable->a.call);
    event->msg = in->msg;
    event->dialog = dialog;
}

void sf_relc_do_count(struct sf_reliable *reliable, const struct sf_input *in)
{
    sf_reliable_rseq(in->msg, &reliable->rseq); /* guard next has read it */
}

/* The guard `room`, or sf_ua_prack, has asked for the room. */
void sf_relc_do_send_prack(struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    struct sf_dialog_actor *dialog = dialog_of(ua, reliable);
    uint32_t cseq = sf_request_next_cseq(ua, &dialog->d);
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    struct sf_address to = sf_hop_of_dialog(ua, d);
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_str bytes = sf_request_prack(ua, d, cseq, branch, reliable->rseq, reliable->cseq,
                                           in->answer ? &in->answer->content : NULL);
    *sf_reliable_described(ua, reliable) |= in->answer != NULL;
    if (in->answer || (in->msg && in->msg->body.len && !reliable->late)) /* 3262:5 */
        reliable->settling = cseq;
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, reliable->a.call, SF_METHOD_PRACK, branch, &to);
    sf_transaction_own(transaction, SF_BIND_RELIABLE_UAC_PRACK, &reliable->a);
    bytes = sf_challenge_sign_if_room(ua, bytes, &transaction->peer);
    sf_hop_attach(ua, transaction);
    sf_keep(ua, &transaction->kept, bytes);
    ua->counters.unsent += !bytes.len;
    reliable->held++;
    reliable->again = false;
    sf_hop_start(ua, transaction);
}

static struct sf_told *tell(const struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_PROGRESS, reliable->a.call);
    event->status = (uint16_t)in->msg->status;
    event->msg = in->msg;
    event->dialog = dialog_of(in->ua, reliable);
    event->reliable = true;
    return event;
}

void sf_relc_do_tell_progress(struct sf_reliable *reliable, const struct sf_input *in)
{
    tell(reliable, in);
}

void sf_relc_do_tell_offer(struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_ref ref = sf_ref_of(&reliable->a);
    tell(reliable, in)->prack = (struct sf_prack){ref.slot, ref.generation};
}

void sf_relc_do_tell_unanswered(struct sf_reliable *reliable, const struct sf_input *in)
{
    sf_output_event(in->ua, SF_UA_EV_UNANSWERED, reliable->a.call);
}
