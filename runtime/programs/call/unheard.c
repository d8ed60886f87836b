/* See unheard.h. */
#include "call/unheard.h"

#include <stdio.h>

#include "common/options.h"

const char *unheard_take(struct unheard *unheard, const struct sf_ua_event *event)
{
    if (event->by_peer)
        return "the other side hung up";
    if (event->status != 408 && event->status != 503)
        return "hung up";
    struct sf_str contact = sf_dialog_str(event->dialog, event->dialog->remote_target);
    unheard->count++;
    unheard->status = event->status;
    snprintf(unheard->contact, sizeof unheard->contact, "%.*s", (int)contact.len,
             contact.p ? contact.p : "");
    return "hung up, but the other side cannot be reached";
}

void unheard_report(const struct unheard *unheard, const char *command, const char *to)
{
    if (unheard->count)
        complain(command, "%s was answered, but its Contact %s cannot be reached: %s", to,
                 unheard->contact,
                 unheard->status == 408 ? "no response to the BYE" : "the BYE could not be sent");
}
