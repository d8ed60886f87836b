/* Whether what a core sends is sound. */
#include "sipfsm/virtual.h"

#include <stdio.h>
#include <string.h>

/* A response to a malformed request. The request may have mistakes that the response cannot leave
 * out. */
static bool answers_malformed(const struct sf_msg *msg)
{
    return !msg->is_request && (msg->status == 400 || msg->status == 505 || msg->status == 513);
}

/* Where only the top Via of a request can be read, its response has the other header fields as the
 * request has them, or lacks them too. */
static bool is_echo(const struct sf_msg_error *error)
{
    bool other = error->header == SF_HEADER_FROM || error->header == SF_HEADER_TO ||
                 error->header == SF_HEADER_CALL_ID || error->header == SF_HEADER_CSEQ;
    return other && (error->code == SF_MSG_HEADER_VALUE || error->code == SF_MSG_MISSING);
}

/* A response copies these of its request, and an ACK the To of its response (3261:8.2.6.2,
 * 3261:17.1.1.3). They may be malformed where the core needs them for nothing else (3261:8.2.2). */
static bool is_copied(const struct sf_msg *msg, const struct sf_msg_error *error)
{
    if (error->code != SF_MSG_HEADER_VALUE)
        return false;
    if (msg->is_request)
        return msg->method == SF_METHOD_ACK && error->header == SF_HEADER_TO;
    return error->header == SF_HEADER_FROM || error->header == SF_HEADER_TO ||
           error->header == SF_HEADER_VIA;
}

/* 5626:3.5.1: CRLFs alone, a ping or its pong. */
static bool is_keep_alive(const struct sf_datagram *datagram)
{
    return (datagram->length == 2 || datagram->length == 4) &&
           memcmp(datagram->bytes, "\r\n\r\n", datagram->length) == 0;
}

static void describe(const struct sf_msg_error *error, char text[SF_VIRTUAL_TEXT_BYTES])
{
    snprintf(text, SF_VIRTUAL_TEXT_BYTES, "%s (%s) at %u", sf_msg_error_text(error),
             error->rule ? error->rule : "", error->at);
}

bool sf_virtual_is_sound(struct sf_msg *msg, const struct sf_datagram *datagram, bool damaged,
                         char text[SF_VIRTUAL_TEXT_BYTES])
{
    struct sf_msg_error error;
    text[0] = 0;
    if (is_keep_alive(datagram)) {
        snprintf(text, SF_VIRTUAL_TEXT_BYTES, "a keep-alive");
        return true;
    }
    if (sf_msg_parse(msg, datagram->bytes, datagram->length, &error) != SF_MSG_OK) {
        describe(&error, text);
        return damaged && ((answers_malformed(msg) && is_echo(&error)) || is_copied(msg, &error));
    }
    if (msg->length != datagram->length) {
        snprintf(text, SF_VIRTUAL_TEXT_BYTES, "a message of %u bytes in a datagram of %zu",
                 msg->length, datagram->length);
        return false;
    }
    if (sf_msg_check(msg, &error) == SF_MSG_OK)
        return true;
    describe(&error, text);
    return damaged && (answers_malformed(msg) || is_copied(msg, &error));
}
