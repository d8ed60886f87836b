/* The way in: one datagram, one failed send, one moment. */
#include <assert.h>

#include "challenge.h"
#include "core.h"
#include "flow.h"
#include "input.h"
#include "needs.h"
#include "output.h"
#include "receive_request.h"
#include "receive_response.h"
#include "response.h"
#include "transaction.h"

#define REASON_BYTES 80

/* Like sf_msg_error_text, which would link a text for each header field. */
static struct sf_str reason_of(const struct sf_msg_error *error, char *text)
{
    struct sf_str about, what = sf_str_of(sf_msg_error_what(error, &about));
    size_t length = what.len + (about.len > 0) + about.len;
    assert(length <= REASON_BYTES);
    memcpy(text, what.p, what.len);
    text[what.len] = ' ';
    memcpy(text + length - about.len, about.p, about.len);
    return (struct sf_str){text, length};
}

/* A malformed request that can be answered: 400 with what is wrong, or 505 (3261:21.4.1,
 * 3261:21.5.6). */
static void answer_malformed(struct sf_ua *ua, const struct sf_msg *msg,
                             const struct sf_address *from, const struct sf_msg_error *error)
{
    struct sf_response response = {.status = error->code == SF_MSG_VERSION     ? 505
                                             : error->code == SF_MSG_TOO_LARGE ? 513
                                                                               : 400};
    char text[REASON_BYTES];
    ua->counters.bad_requests++;
    if (msg->method == SF_METHOD_ACK)
        return;
    if (response.status == 400)
        response.reason = reason_of(error, text);
    sf_response_stateless(ua, msg, from, response);
}

/* A keep-alive, or half of one (5626:3.5.1); by UDP it gets no answer. */
static bool is_keep_alive(const char *bytes, size_t length)
{
    if (!length)
        return false;
    while (length && (*bytes == '\r' || *bytes == '\n'))
        bytes++, length--;
    return !length;
}

/* A WebSocket has messages of its own (7118:5). */
static bool is_framed_by_length(const struct sf_address *from)
{
    return sf_address_is_reliable(from) && !sf_transport_is_ws(from->transport);
}

static void receive(struct sf_ua *ua, const char *bytes, size_t length,
                    const struct sf_address *from)
{
    struct sf_msg *msg = ua->msg;
    struct sf_msg_error error;
    if (is_keep_alive(bytes, length))
        return;
    bool usable = sf_needs_read(ua, bytes, length, &error);
    ua->counters.received++;
    if (usable && msg->content_length < 0 && is_framed_by_length(from)) { /* 3261:20.14 */
        error = (struct sf_msg_error){
            .code = SF_MSG_MISSING, .header = SF_HEADER_CONTENT_LENGTH, .routable = true};
        usable = false;
    }
    if (usable && msg->length > ua->message_bytes) {
        error = (struct sf_msg_error){.code = SF_MSG_TOO_LARGE, .routable = true};
        usable = false;
    }
    if (!usable) {
        if (!error.routable)
            ua->counters.not_sip++;
        else if (msg->is_request)
            answer_malformed(ua, msg, from, &error);
        else /* one that is cut short too: 3261:18.3 */
            ua->counters.bad_responses++;
        return;
    }
    ua->under_way = msg;
    if (msg->is_request)
        sf_receive_request(ua, msg);
    else
        sf_receive_response(ua, msg);
    ua->under_way = NULL;
}

enum sf_ua_result sf_ua_receive(struct sf_ua *ua, uint64_t now_us, const char *bytes, size_t length,
                                const struct sf_address *from)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    if (sf_output_holds_message(ua)) /* it would be written over */
        return SF_UA_BUSY;
    ua->source = *from;
    sf_challenge_forget(ua);
    receive(ua, bytes, length, from);
    return SF_UA_OK;
}

enum sf_ua_result sf_ua_send_failed(struct sf_ua *ua, uint64_t now_us, uint64_t token)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    sf_input_send_failed(ua, token);
    return SF_UA_OK;
}

enum sf_ua_result sf_ua_not_connected(struct sf_ua *ua, uint64_t now_us, uint64_t token)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    ua->refused = true;
    sf_input_send_failed(ua, token);
    ua->refused = false;
    return SF_UA_OK;
}

bool sf_ua_awaits(const struct sf_ua *ua, uint64_t token)
{
    const struct sf_registration_record *registration = sf_flow_of_token(ua, token);
    const struct sf_transaction *transaction =
        registration ? sf_pool_get(&ua->transactions, registration->sent)
                     : sf_transaction_of_token(ua, token);
    if (registration && registration->keep_s)
        return true;
    return transaction && (transaction->a.machine == SF_M_INVITE_CLIENT ||
                           transaction->a.machine == SF_M_NON_INVITE_CLIENT);
}

enum sf_ua_result sf_ua_tick(struct sf_ua *ua, uint64_t now_us)
{
    sf_input_open(ua, now_us);
    return sf_input_waits(ua) ? SF_UA_BUSY : SF_UA_OK;
}
