/* A registrar's answers, given to a core. See registering.h. */
#include "accounts/registering.h"

#include <inttypes.h>
#include <stdio.h>

#include "sipfsm/build.h"

static void say(const struct registrar *registrar, uint64_t now_us,
                const struct registrar_answer *answer, const struct sf_ua_event *event)
{
    struct sf_str reason = answer->reason.len ? answer->reason : sf_reason_of(answer->status);
    if (answer->status == 200)
        printf("register: %.*s, %" PRIu32 " bound in all\n", (int)event->to.len,
               event->to.len ? event->to.p : "", registrar_count(registrar, now_us));
    else
        printf("register: %.*s refused: %u %.*s\n", (int)event->to.len,
               event->to.len ? event->to.p : "", answer->status, (int)reason.len, reason.p);
    fflush(stdout);
}

bool registering_answer(struct registrar *registrar, struct endpoint *endpoint, uint64_t now_us,
                        int64_t unix_s, const struct sf_ua_event *event, bool quiet)
{
    static struct registrar_answer made;
    struct sf_address source;
    if (sf_ua_asked_from(endpoint->ua, event->exchange, &source) != SF_UA_OK)
        return false;
    registrar_take(registrar, now_us, unix_s, event->msg, &source, &made);
    const struct sf_answer answer = {.status = made.status,
                                     .reason = made.reason,
                                     .content = {.field = made.field, .fields = made.fields}};
    if (!quiet && (made.changed || made.status != 200))
        say(registrar, now_us, &made, event);
    if (sf_ua_answer(endpoint->ua, now_us, event->exchange, &answer) == SF_UA_OK)
        return true;
    const struct sf_answer failed = {.status = 500}; /* no request waits for ever */
    return sf_ua_answer(endpoint->ua, now_us, event->exchange, &failed) == SF_UA_OK;
}

bool registering_redirect(struct registrar *registrar, struct endpoint *endpoint, uint64_t now_us,
                          const struct sf_ua_event *event)
{
    struct sf_str contact[REGISTRAR_CONTACTS];
    unsigned count =
        registrar_find(registrar, now_us, sf_msg_str(event->msg, event->msg->request_uri), contact);
    const struct sf_answer answer = {
        .status = count ? 302 : 480, .contact = contact, .contacts = count};
    if (sf_ua_respond(endpoint->ua, now_us, event->call, &answer) == SF_UA_OK)
        return true;
    const struct sf_answer failed = {.status = 500}; /* they are too long together */
    return sf_ua_respond(endpoint->ua, now_us, event->call, &failed) == SF_UA_OK;
}
