#include "record.h"

#include <stddef.h>

#include "dialog_actor.h"
#include "exchange.h"
#include "invitation.h"
#include "refresh.h"
#include "registration.h"
#include "reliable.h"
#include "session.h"
#include "transaction.h"

static const struct {
    size_t pool; /* its place in struct sf_ua */
    size_t bytes;
    size_t timers; /* their place in the record; 0: it has none */
    void (*free)(struct sf_ua *ua, struct sf_actor *actor); /* null: its part knows (part.h) */
} kinds[SF_RECORDS] = {
    [SF_RECORD_TRANSACTION] = {offsetof(struct sf_ua, transactions), sizeof(struct sf_transaction),
                               offsetof(struct sf_transaction, timer), sf_transaction_free},
    [SF_RECORD_INVITATION] = {offsetof(struct sf_ua, invitations), sizeof(struct sf_invitation),
                              offsetof(struct sf_invitation, timer), sf_invitation_free},
    [SF_RECORD_DIALOG_ACTOR] = {offsetof(struct sf_ua, dialogs), sizeof(struct sf_dialog_actor),
                                offsetof(struct sf_dialog_actor, timer), sf_dialog_actor_free},
    [SF_RECORD_SESSION] = {offsetof(struct sf_ua, sessions), sizeof(struct sf_session),
                           offsetof(struct sf_session, timer), sf_session_free},
    [SF_RECORD_REFRESH] = {offsetof(struct sf_ua, session_timers), sizeof(struct sf_refresh),
                           offsetof(struct sf_refresh, timer), NULL},
    [SF_RECORD_EXCHANGE_RECORD] = {offsetof(struct sf_ua, exchanges),
                                   sizeof(struct sf_exchange_record),
                                   offsetof(struct sf_exchange_record, timer), sf_exchange_free},
    [SF_RECORD_REGISTRATION_RECORD] = {offsetof(struct sf_ua, registrations),
                                       sizeof(struct sf_registration_record),
                                       offsetof(struct sf_registration_record, timer), NULL},
    [SF_RECORD_RELIABLE] = {offsetof(struct sf_ua, reliables), sizeof(struct sf_reliable),
                            offsetof(struct sf_reliable, timer), sf_reliable_free},
};

struct sf_pool *sf_record_pool(struct sf_ua *ua, enum sf_record record)
{
    return (struct sf_pool *)(void *)((char *)ua + kinds[record].pool);
}

size_t sf_record_bytes(enum sf_record record)
{
    return kinds[record].bytes;
}

bool sf_record_is_timed(enum sf_record record)
{
    return kinds[record].timers != 0;
}

struct sf_fsm_timer *sf_record_timers(struct sf_actor *actor)
{
    size_t at = kinds[sf_record_of(actor->machine)].timers;
    return at ? (struct sf_fsm_timer *)(void *)((char *)actor + at) : NULL;
}

void sf_record_free(struct sf_ua *ua, struct sf_actor *actor)
{
    void (*free)(struct sf_ua *, struct sf_actor *) = kinds[sf_record_of(actor->machine)].free;
    if (!free)
        free = sf_part_of(ua, actor->machine)->free;
    free(ua, actor);
}
