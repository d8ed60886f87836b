/* See mailbox.h. Two buffers: one is filled while the other is emptied, so that the lock is held
 * for a copy alone. */
#include "serve/mailbox.h"

#include <stdlib.h>
#include <string.h>

struct letter { /* then its bytes */
    struct sf_address from;
    size_t length;
};

bool mailbox_begin(struct mailbox *mailbox)
{
    memset(mailbox, 0, sizeof *mailbox);
    mailbox->filling = malloc(MAILBOX_BYTES);
    mailbox->emptying = malloc(MAILBOX_BYTES);
    if (mailbox->filling && mailbox->emptying && uv_mutex_init(&mailbox->mutex) == 0)
        return true;
    free(mailbox->filling);
    free(mailbox->emptying);
    mailbox->filling = NULL;
    return false;
}

void mailbox_end(struct mailbox *mailbox)
{
    if (!mailbox->filling)
        return;
    uv_mutex_destroy(&mailbox->mutex);
    free(mailbox->filling);
    free(mailbox->emptying);
}

static size_t bytes_for(size_t length)
{
    return (sizeof(struct letter) + length + 15) & ~(size_t)15;
}

bool mailbox_post(struct mailbox *mailbox, const char *bytes, size_t length,
                  const struct sf_address *from)
{
    uv_mutex_lock(&mailbox->mutex);
    bool fits = MAILBOX_BYTES - mailbox->filled >= bytes_for(length), first = mailbox->filled == 0;
    if (fits) {
        struct letter *letter = (struct letter *)(void *)(mailbox->filling + mailbox->filled);
        letter->from = *from;
        letter->length = length;
        memcpy(letter + 1, bytes, length);
        mailbox->filled += bytes_for(length);
    }
    mailbox->lost += !fits;
    uv_mutex_unlock(&mailbox->mutex);
    return first;
}

void mailbox_take(struct mailbox *mailbox,
                  void (*take)(void *user, const char *bytes, size_t length,
                               const struct sf_address *from),
                  void *user)
{
    uv_mutex_lock(&mailbox->mutex);
    char *bytes = mailbox->filling;
    size_t filled = mailbox->filled;
    mailbox->filling = mailbox->emptying;
    mailbox->emptying = bytes;
    mailbox->filled = 0;
    uv_mutex_unlock(&mailbox->mutex);
    for (size_t at = 0; at < filled;) {
        const struct letter *letter = (const struct letter *)(const void *)(bytes + at);
        take(user, (const char *)(letter + 1), letter->length, &letter->from);
        at += bytes_for(letter->length);
    }
}
