/* The text of a dialog. Its record has the views, the store has the bytes. */
#ifndef SF_UA_DIALOG_TEXT_H
#define SF_UA_DIALOG_TEXT_H

#include "dialog_actor.h"

/* The dialog with its text, in the core's draft: valid until the next draft. */
struct sf_dialog *sf_dialog_text_read(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* Keeps the draft in place of what the dialog was. The caller has asked for the blocks. */
void sf_dialog_text_write(struct sf_ua *ua, struct sf_dialog_actor *dialog);
/* The dialog as the application sees it; valid until the next one is shown. */
const struct sf_dialog *sf_dialog_text_show(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* The blocks of dialogs in limbo. */
uint32_t sf_dialog_text_resting_blocks(const struct sf_ua *ua);
/* Frees the texts of dialogs in limbo: no pointers to them are left. */
void sf_dialog_text_end_limbo(struct sf_ua *ua);

#endif
