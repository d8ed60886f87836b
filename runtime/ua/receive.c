/* The way in: one datagram, one failed send, one moment. */
#include "core.h"
#include "input.h"
#include "receive_request.h"
#include "receive_response.h"
#include "response.h"
#include "step.h"
#include "timers.h"
#include "transaction.h"

/* The headers that are read here, or that say what a request needs. Others may be malformed:
 * 3261:8.2.2 wants them ignored. */
static const enum sf_header_id of_response[] = {
    SF_HEADER_VIA,  SF_HEADER_FROM,    SF_HEADER_TO,          SF_HEADER_CALL_ID,
    SF_HEADER_CSEQ, SF_HEADER_CONTACT, SF_HEADER_RECORD_ROUTE};
static const enum sf_header_id of_request[] = {SF_HEADER_VIA,
                                               SF_HEADER_FROM,
                                               SF_HEADER_TO,
                                               SF_HEADER_CALL_ID,
                                               SF_HEADER_CSEQ,
                                               SF_HEADER_MAX_FORWARDS,
                                               SF_HEADER_CONTACT,
                                               SF_HEADER_ROUTE,
                                               SF_HEADER_RECORD_ROUTE,
                                               SF_HEADER_REQUIRE,
                                               SF_HEADER_PROXY_REQUIRE,
                                               SF_HEADER_SUPPORTED,
                                               SF_HEADER_ALLOW,
                                               SF_HEADER_EXPIRES,
                                               SF_HEADER_CONTENT_LENGTH,
                                               SF_HEADER_CONTENT_TYPE,
                                               SF_HEADER_CONTENT_ENCODING,
                                               SF_HEADER_CONTENT_DISPOSITION,
                                               SF_HEADER_TIMESTAMP};

/* A malformed request that can be answered: 400 with what is wrong, or 505 (3261:21.4.1,
 * 3261:21.5.6). */
static void answer_malformed(struct sf_ua *ua, const struct sf_msg *msg,
                             const struct sf_address *from, const struct sf_msg_error *error)
{
    struct sf_response response = {.status = error->code == SF_MSG_VERSION     ? 505
                                             : error->code == SF_MSG_TOO_LARGE ? 513
                                                                               : 400};
    ua->counters.bad_requests++;
    if (msg->method == SF_METHOD_ACK)
        return;
    if (response.status == 400)
        response.reason = sf_str_of(sf_msg_error_text(error));
    sf_response_stateless(ua, msg, from, response);
}

static void receive(struct sf_ua *ua, const char *bytes, size_t length,
                    const struct sf_address *from)
{
    struct sf_msg *msg = &ua->msg;
    struct sf_msg_error error;
    enum sf_msg_code code = sf_msg_parse(msg, bytes, length, &error);
    ua->counters.received++;
    if (code != SF_MSG_OK) {
        if (error.answerable && msg->is_request)
            answer_malformed(ua, msg, from, &error);
        else
            ua->counters.not_sip++; /* a response that is cut short too: 3261:18.3 */
        return;
    }
    if (msg->length > ua->message_bytes) {
        error = (struct sf_msg_error){.code = SF_MSG_TOO_LARGE};
        if (msg->is_request)
            answer_malformed(ua, msg, from, &error);
        else
            ua->counters.bad_responses++;
        return;
    }
    if (msg->is_request) {
        if (sf_msg_check_only(msg, of_request, sizeof of_request / sizeof *of_request, &error) !=
            SF_MSG_OK) {
            answer_malformed(ua, msg, from, &error);
            return;
        }
        ua->under_way = msg;
        sf_receive_request(ua, msg);
    } else {
        if (sf_msg_check_only(msg, of_response, sizeof of_response / sizeof *of_response, &error) !=
            SF_MSG_OK) {
            ua->counters.bad_responses++;
            return;
        }
        ua->under_way = msg;
        sf_receive_response(ua, msg);
    }
    ua->under_way = NULL;
}

enum sf_ua_result sf_ua_receive(struct sf_ua *ua, uint64_t now_us, const char *bytes, size_t length,
                                const struct sf_address *from)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    ua->source = *from;
    receive(ua, bytes, length, from);
    return SF_UA_OK;
}

enum sf_ua_result sf_ua_send_failed(struct sf_ua *ua, uint64_t now_us, uint64_t token)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    struct sf_transaction *transaction = sf_transaction_get(ua, sf_transaction_of_token(token));
    struct sf_input input = {.ua = ua, .status = 503};
    int event = transaction ? sf_registry_event[transaction->a.machine][SF_SHARED_EV_TP_ERR] : -1;
    if (event >= 0)
        sf_step_event(ua, &transaction->a, (unsigned)event, &input);
    return SF_UA_OK;
}

enum sf_ua_result sf_ua_tick(struct sf_ua *ua, uint64_t now_us)
{
    sf_input_open(ua, now_us);
    return sf_timers_due(ua) ? SF_UA_BUSY : SF_UA_OK;
}
