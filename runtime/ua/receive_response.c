#include "receive_response.h"

#include "challenge.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "hop.h"
#include "invitation.h"
#include "keys.h"
#include "match.h"
#include "redirect.h"
#include "refresh.h"
#include "step.h"
#include "transaction.h"

/* The host and port are ours by value, however they are written: an address in another form, a name
 * in another case, white space round the colon, the default port left out (3261:18.2.1). */
static bool is_sent_by(const struct sf_endpoint *own, const struct sf_msg *msg)
{
    struct sf_address ours = {0}, theirs = {0};
    struct sf_str host = sf_msg_str(msg, msg->via.host);
    if (sf_str_equal_nocase(sf_msg_str(msg, msg->via.sent_by), own->sent_by))
        return true;
    if ((msg->via.port < 0 ? sf_transport_port(own->address.transport) : msg->via.port) !=
        own->address.port)
        return false;
    if (sf_address_of_host(&ours, sf_own_host(own)) && sf_address_of_host(&theirs, host))
        return ours.family == theirs.family && memcmp(ours.ip, theirs.ip, sizeof ours.ip) == 0;
    return sf_str_equal_nocase(host, sf_own_host(own));
}

/* A response comes by the transport of its request (3261:18.2.2), to an endpoint of ours. */
static bool is_sent_by_us(const struct sf_ua *ua, const struct sf_msg *msg)
{
    for (unsigned i = 0; i < ua->own.endpoints; i++)
        if (ua->own.endpoint[i].address.transport == ua->source.transport &&
            is_sent_by(&ua->own.endpoint[i], msg))
            return true;
    return false;
}

/* 3261:18.1.2: the top Via is ours, and 3261:8.1.3.3: it is the only one. */
static bool is_for_us(const struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    unsigned vias = 0;
    while (vias < 2 && sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value))
        vias++;
    return vias == 1 && is_sent_by_us(ua, msg);
}

/* The tag of our From: kept with an INVITE, in its dialog with a re-INVITE. Empty: the dialog is
 * over. */
static struct sf_str from_tag(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    struct sf_name_addr from;
    if (invitation->from.first)
        return sf_invitation_from(ua, invitation, &from);
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    const struct sf_dialog *d = dialog ? sf_dialog_text_read(ua, dialog) : NULL;
    return d ? sf_dialog_str(d, d->local_tag) : (struct sf_str){NULL, 0};
}

/* 3261:12.1.2: a dialog has the Call-ID, local tag and sequence number of the request. A response
 * that would make one of others is none to that request. */
static bool is_of_request(struct sf_ua *ua, const struct sf_transaction *transaction,
                          const struct sf_msg *msg)
{
    bool makes_dialog = transaction->a.machine == SF_M_INVITE_CLIENT && msg->status > 100 &&
                        msg->status < 300;
    if (!makes_dialog || transaction->name == sf_key_of_name(ua, msg))
        return true;
    /* A From that cannot be read is that of the request (3261:8.2.6.2). */
    const struct sf_invitation *invitation = sf_invitation_get(ua, transaction->owner);
    if (msg->from_address.len || !invitation)
        return false;
    return transaction->name == sf_key_of_name_from(ua, msg, from_tag(ua, invitation));
}

void sf_receive_response(struct sf_ua *ua, const struct sf_msg *msg)
{
    struct sf_transaction *transaction = NULL;
    if (is_for_us(ua, msg))
        transaction = sf_match_transaction(
            ua, sf_key_of_client(ua, sf_msg_str(msg, msg->via.branch), msg->cseq.method));
    if (!transaction || !is_of_request(ua, transaction, msg)) { /* 6026:8.9 */
        ua->counters.stray_responses++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg, .status = msg->status};
    sf_challenge_hear(ua, transaction, msg);
    if (ua->session_timer)
        ua->session_timer->timing->hear(ua, transaction, msg);
    sf_hop_hear(ua, transaction, msg);
    sf_redirect_hear(ua, transaction, msg);
    /* By its class, known or not (3261:8.1.3.2). A client key finds a machine that takes responses;
     * the parser lets 100 to 699 pass. */
    int event = sf_registry_event_of[transaction->a.machine][SF_EVENT_CLASS_RESPONSE](msg->status);
    if (event >= 0)
        sf_step_event(ua, &transaction->a, (unsigned)event, &input);
}
