#include "challenge.h"

#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "hop.h"
#include "invitation.h"
#include "keep.h"
#include "keys.h"
#include "redirect.h"
#include "registration.h"
#include "reserve.h"
#include "transaction.h"
#include "way.h"

bool sf_challenge_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    struct sf_challenges *challenge = ua->challenge;
    if (!challenge || !config->auth)
        return true;
    challenge->auth = *config->auth;
    for (uint32_t i = 0; i < challenge->challengers; i++)
        memset(&challenge->challenger[i], 0, sizeof *challenge->challenger);
    return challenge->auth.digest && challenge->auth.hashes &&
           (challenge->auth.credential || !challenge->auth.credentials);
}

void sf_challenge_forget(struct sf_ua *ua)
{
    struct sf_challenges *challenge = ua->challenge;
    if (!challenge)
        return;
    challenge->verdict = SF_UA_CHALLENGE_NONE;
    challenge->realm = challenge->again = (struct sf_str){NULL, 0};
}

void sf_challenge_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                       const struct sf_msg *response)
{
    if (ua->challenge && ua->challenge->auth.digest)
        ua->challenge->auth.digest->hear(ua, transaction, response);
}

struct sf_str sf_challenge_sign(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to)
{
    return ua->challenge && ua->challenge->auth.digest && bytes.len
               ? ua->challenge->auth.digest->sign(ua, bytes, to)
               : bytes;
}

struct sf_str sf_challenge_sign_if_room(struct sf_ua *ua, struct sf_str bytes,
                                        struct sf_address *to)
{
    struct sf_str with = sf_challenge_sign(ua, bytes, to);
    struct sf_address way = *to;
    sf_way_grow(ua, &with, &way);
    ua->grown = false; /* the transaction has been made already */
    uint32_t need = sf_store_blocks_for(with.len) +
                    sf_store_blocks_for(sf_challenge_credentials(ua, with).len);
    if (need > sf_store_room(&ua->store))
        return bytes;
    *to = way;
    return with;
}

static bool is_credentials(struct sf_str line)
{
    static const struct sf_str names[] = {{"Authorization: ", 15}, {"Proxy-Authorization: ", 21}};
    for (unsigned i = 0; i < 2; i++)
        if (line.len > names[i].len && memcmp(line.p, names[i].p, names[i].len) == 0)
            return true;
    return false;
}

struct sf_str sf_challenge_credentials(const struct sf_ua *ua, struct sf_str bytes)
{
    struct sf_str found = {NULL, 0};
    if (!ua->challenge || bytes.p != ua->challenge->bytes)
        return found;
    const char *line = bytes.p, *end;
    for (; (end = memchr(line, '\n', (size_t)(bytes.p + bytes.len - line))) && end - line > 1;
         line = end + 1) {
        if (!is_credentials((struct sf_str){line, (size_t)(end - line)}))
            continue;
        if (!found.p)
            found.p = line;
        found.len = (size_t)(end + 1 - found.p); /* they follow each other */
    }
    return found;
}

/* Returns `room`. If it is false, notes that only room is missing to answer a challenge. */
static bool is_room(struct sf_ua *ua, bool room)
{
    if (!room)
        ua->challenge->verdict = SF_UA_CHALLENGE_NO_ROOM;
    return room;
}

bool sf_challenge_is_answerable(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    size_t bytes = ua->challenge ? ua->challenge->again.len : 0;
    return ua->under_way && bytes && is_room(ua, sf_reserve_for_retry(ua, transaction, bytes));
}

bool sf_challenge_is_invite_ready(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_challenges *challenge = ua->challenge;
    return challenge && challenge->again.len &&
           is_room(ua,
                   sf_reserve_for_invite_again(ua, invitation, challenge->again.len,
                                               sf_challenge_credentials(ua, challenge->again).len));
}

bool sf_challenge_is_invite_answerable(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    return ua->under_way && sf_challenge_is_invite_ready(ua, invitation);
}

/* The dialog (3261:12.2.1.1) or the registration (3261:10.2) has sent one more request. */
static void count(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, ua->challenge->dialog);
    if (dialog)
        dialog->d.local_cseq = ua->challenge->cseq;
    if (transaction->binding == SF_BIND_REGISTRATION_REGISTER) {
        struct sf_registration_record *owner = sf_pool_get(&ua->registrations, transaction->owner);
        if (owner)
            owner->cseq = ua->challenge->cseq;
    }
}

void sf_challenge_retry(struct sf_ua *ua, struct sf_transaction *transaction)
{
    struct sf_challenges *challenge = ua->challenge;
    bool kept = sf_keep_spared(ua, transaction->a.call, &transaction->kept, challenge->again);
    assert(kept); /* sf_challenge_is_answerable */
    (void)kept;
    sf_index_remove(&ua->by_branch, transaction->a.self);
    sf_index_add(&ua->by_branch, transaction->a.self,
                 sf_key_of_client(ua, challenge->branch, (enum sf_method)transaction->method));
    transaction->peer = challenge->to;
    transaction->grown = transaction->grown || ua->grown;
    ua->grown = false;
    if (!sf_redirect_go(ua, transaction, transaction))
        transaction->tries++;
    count(ua, transaction);
    challenge->again.len = 0;
}

void sf_challenge_retry_invite(struct sf_ua *ua, struct sf_invitation *invitation)
{
    struct sf_challenges *challenge = ua->challenge;
    const struct sf_transaction *old = sf_transaction_get(ua, invitation->transaction);
    assert(old); /* the response under way is to it */
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_INVITE_CLIENT, old->a.call, SF_METHOD_INVITE, challenge->branch, &challenge->to);
    sf_transaction_own(transaction, (enum sf_binding)old->binding, &invitation->a);
    transaction->tries = (uint8_t)(old->tries + 1);
    if (!sf_redirect_go(ua, old, transaction))
        sf_hop_move(ua, old, transaction);
    sf_keep(ua, &invitation->credentials, sf_challenge_credentials(ua, challenge->again));
    sf_keep(ua, &transaction->kept, challenge->again);
    transaction->name = sf_key_of_name(ua, sf_keep_recall(ua, transaction->kept));
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = challenge->cseq;
    count(ua, transaction);
    challenge->again.len = 0;
}

const char *sf_ua_challenge_text(enum sf_ua_challenge challenge)
{
    static const char *const texts[] = {
        [SF_UA_CHALLENGE_NONE] = "no challenge",
        [SF_UA_CHALLENGE_NO_SECRET] = "no credentials for this realm",
        [SF_UA_CHALLENGE_REFUSED] = "the user name or the password is wrong",
        [SF_UA_CHALLENGE_NOT_KNOWN] = "not Digest, or an algorithm that is not known",
        [SF_UA_CHALLENGE_UNKNOWN_SENDER] = "an unknown sender asks for credentials",
        [SF_UA_CHALLENGE_TOO_OFTEN] = "challenged too often",
        [SF_UA_CHALLENGE_TOO_LONG] = "the request is too long with credentials",
        [SF_UA_CHALLENGE_NO_ROOM] = "a pool is full",
        [SF_UA_CHALLENGE_DISPROVED] = "the server does not know the password",
        [SF_UA_CHALLENGE_ANSWERED] = "answered"};
    return (unsigned)challenge < sizeof texts / sizeof *texts ? texts[challenge] : "unknown";
}
