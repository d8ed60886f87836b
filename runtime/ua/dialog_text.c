#include "dialog_text.h"

#include <assert.h>

#include "core.h"

static void read_into(struct sf_ua *ua, const struct sf_dialog_actor *dialog, struct sf_dialog *d,
                      char *bytes)
{
    *d = dialog->d;
    d->text = bytes;
    assert(dialog->text.length_bytes <= ua->draft.room);
    sf_store_copy(&ua->store, dialog->text, bytes);
}

struct sf_dialog *sf_dialog_text_read(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    read_into(ua, dialog, &ua->draft.d, ua->draft.bytes);
    return &ua->draft.d;
}

void sf_dialog_text_write(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    dialog->d = ua->draft.d;
    dialog->d.text = NULL;
    sf_store_drop(&ua->store, &dialog->text);
    assert(sf_store_blocks_for(dialog->d.text_bytes) <= sf_store_room(&ua->store));
    sf_store_keep(&ua->store, ua->draft.bytes, dialog->d.text_bytes, &dialog->text);
}

const struct sf_dialog *sf_dialog_text_show(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    read_into(ua, dialog, &ua->shown, ua->shown_bytes);
    return &ua->shown;
}

uint32_t sf_dialog_text_resting_blocks(const struct sf_ua *ua)
{
    uint32_t blocks = 0;
    for (uint32_t at = ua->dialogs.limbo; at;) {
        const struct sf_dialog_actor *dialog = sf_pool_at(&ua->dialogs, at - 1);
        blocks += sf_store_blocks_for(dialog->text.length_bytes);
        at = dialog->a.slot.next;
    }
    return blocks;
}

void sf_dialog_text_end_limbo(struct sf_ua *ua)
{
    for (uint32_t at = ua->dialogs.limbo; at;) {
        struct sf_dialog_actor *dialog = sf_pool_at(&ua->dialogs, at - 1);
        sf_store_drop(&ua->store, &dialog->text);
        at = dialog->a.slot.next;
    }
}
