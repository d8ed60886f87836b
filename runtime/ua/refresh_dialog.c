/* The session timer of a dialog, where there may be none. */
#include "core.h"
#include "dialog_actor.h"
#include "refresh.h"
#include "session.h"

struct sf_refresh *sf_refresh_of_dialog(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const struct sf_session *session = sf_session_get(ua, dialog->session);
    return session ? sf_refresh_get(ua, session) : NULL;
}

struct sf_interval sf_refresh_answer(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                     const struct sf_msg *request)
{
    if (!ua->session_timer || !dialog)
        return (struct sf_interval){.seconds = 0};
    return ua->session_timer->timing->answer(ua, dialog, request);
}

void sf_refresh_give(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_msg *request, struct sf_interval interval)
{
    if (ua->session_timer)
        ua->session_timer->timing->give(ua, dialog, request, interval);
}

void sf_refresh_wish(struct sf_ua *ua, const struct sf_dialog_actor *dialog, uint32_t wish_s)
{
    struct sf_refresh *refresh = dialog ? sf_refresh_of_dialog(ua, dialog) : NULL;
    if (refresh)
        refresh->wish_s = wish_s;
}
