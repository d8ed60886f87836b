/* The action of fsm/session/ping.fsm. */
#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "invitation.h"
#include "keep.h"
#include "request.h"
#include "transaction.h"

#include "ping_fsm.h"

void sf_ping_do_send_options(struct sf_invitation *ping, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    char text[SF_BRANCH_BYTES];
    const struct sf_call_record *call = sf_call_get(ua, ping->a.call);
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    if (!d->has_local_cseq) {
        d->local_cseq = 0;
        d->has_local_cseq = true;
    }
    d->local_cseq++;
    sf_dialog_text_write(ua, dialog);
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_str bytes = sf_request_in_dialog(ua, d, SF_METHOD_OPTIONS, d->local_cseq, branch);
    struct sf_address to = sf_dialog_next_hop(&in->ua->own, d);
    assert(bytes.len && sf_reserve_for_transaction(ua, bytes.len)); /* who starts a ping asks */
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, ping->a.call, SF_METHOD_OPTIONS, branch, &to);
    sf_transaction_own(transaction, SF_BIND_PING_OPTIONS, &ping->a);
    sf_keep(ua, &transaction->kept, bytes);
    sf_queue_start(ua, &transaction->a, NULL);
}
