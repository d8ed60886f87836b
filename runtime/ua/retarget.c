#include "retarget.h"

#include <assert.h>

#include "core.h"
#include "dialog.h"
#include "dialog_text.h"
#include "request.h"
#include "reserve.h"

/* How long the dialog's text is with that target. */
static size_t refreshed_bytes(const struct sf_dialog_actor *dialog, struct sf_str target)
{
    const struct sf_dialog *d = &dialog->d;
    return target.p ? d->remote_uri.at + d->remote_uri.len + target.len + d->route_set.len
                    : d->text_bytes;
}

bool sf_retarget_fits(const struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                      struct sf_str target)
{
    return sf_request_fits_in_dialog(ua, refreshed_bytes(dialog, target));
}

bool sf_retarget_has_room(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                          struct sf_str target)
{
    return sf_reserve_for_text(ua, dialog, refreshed_bytes(dialog, target));
}

size_t sf_retarget_most_bytes(const struct sf_dialog_actor *dialog, struct sf_str target)
{
    size_t bytes = refreshed_bytes(dialog, target);
    return bytes > dialog->d.text_bytes ? bytes : dialog->d.text_bytes;
}

struct sf_ref sf_retarget_call(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    return sf_dialog_actor_is_calls_own(ua, dialog) ? dialog->a.call : SF_REF_NONE;
}

bool sf_retarget(struct sf_ua *ua, struct sf_dialog_actor *dialog, struct sf_str target)
{
    if (!target.p)
        return true;
    if (!sf_retarget_fits(ua, dialog, target) || !sf_retarget_has_room(ua, dialog, target))
        return false;
    sf_dialog_text_read(ua, dialog);
    bool put = sf_dialog_refresh(&ua->draft, target);
    assert(put); /* it fits */
    (void)put;
    sf_dialog_text_write(ua, dialog);
    sf_reserve_bye(ua, sf_retarget_call(ua, dialog), dialog->d.text_bytes);
    return true;
}
