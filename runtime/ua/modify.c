#include "modify.h"

#include "call.h"
#include "content.h"
#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "error.h"
#include "input.h"
#include "invitation.h"
#include "refresh.h"
#include "request.h"
#include "reserve.h"
#include "session.h"
#include "step.h"
#include "way.h"

#include "offer_fsm.h"

static const struct sf_content_names names = {.field_name = "change.content.field[].name",
                                              .field_value = "change.content.field[].value",
                                              .type = "change.content.type",
                                              .body = "change.content.body",
                                              .contact = "change"};

static enum sf_ua_result check(struct sf_ua *ua, const struct sf_change *change)
{
    return sf_content_check(ua, &change->content, 0, &names);
}

/* Builds the request once, to see that it fits and can be read. */
static enum sf_ua_result check_built(struct sf_ua *ua, const struct sf_session *session,
                                     const struct sf_change *change)
{
    static const struct sf_str some_branch = {"z9hG4bK0123456789abcdef0123", 27};
    const struct sf_dialog *d = sf_dialog_text_read(ua, sf_dialog_actor_get(ua, session->dialog));
    bool update = sf_session_updates(ua, session, change);
    struct sf_address to = sf_dialog_next_hop(&ua->own, d);
    struct sf_str bytes = sf_request_change(ua, &change->content, d, sf_refresh_get(ua, session),
                                            update ? SF_METHOD_UPDATE : SF_METHOD_INVITE, INT32_MAX,
                                            some_branch);
    if (!bytes.len)
        return ua->build_error == SF_BUILD_FULL
                   ? sf_error_too_long(ua, "change")
                   : sf_error_argument(ua, "change", 0, "a text that is not allowed there");
    enum sf_ua_result result = sf_content_check_built(ua, bytes, &change->content, NULL, 0, &names);
    if (result == SF_UA_OK)
        result = sf_way_check(ua, bytes.len, &to, "change");
    if (result == SF_UA_OK && !sf_reserve_for_change(ua, bytes.len, !update))
        result = SF_UA_FULL;
    return result;
}

struct sf_session *sf_modify_session(struct sf_ua *ua, const struct sf_call_record *call)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    return dialog ? sf_session_get(ua, dialog->session) : NULL;
}

struct sf_invitation *sf_modify_invitation(struct sf_ua *ua, const struct sf_call_record *call)
{
    const struct sf_session *session = sf_modify_session(ua, call);
    return session ? sf_invitation_get(ua, session->under_way) : NULL;
}

/* The session that the change is for; null: there is none. */
static struct sf_session *session_of(struct sf_ua *ua, const struct sf_call_record *call,
                                     const struct sf_change *change)
{
    if (!change->early.generation)
        return sf_modify_session(ua, call);
    const struct sf_dialog_actor *dialog =
        sf_dialog_actor_get(ua, (struct sf_ref){change->early.slot, change->early.generation});
    return dialog && sf_ref_equal(dialog->a.call, sf_call_ref(call))
               ? sf_session_get(ua, dialog->session)
               : NULL;
}

enum sf_ua_result sf_ua_modify(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                               const struct sf_change *change)
{
    struct sf_input input = {.ua = ua, .change = change};
    enum sf_ua_result result = check(ua, change);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    const struct sf_call_record *call =
        sf_call_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!call)
        return SF_UA_NO_CALL;
    struct sf_session *session = session_of(ua, call, change);
    if (!session)
        return SF_UA_STATE;
    result = check_built(ua, session, change);
    if (result != SF_UA_OK)
        return result;
    return sf_step_event(ua, &session->a, SF_OFFER_EV_MODIFY, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                                      : SF_UA_STATE;
}
