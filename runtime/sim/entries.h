/* What is remembered of each transaction and dialog at each agent, found by a key. */
#ifndef SIPFSM_SIM_ENTRIES_H
#define SIPFSM_SIM_ENTRIES_H

#include <stdbool.h>
#include <stdint.h>

enum entry_kind {
    ENTRY_DIRECTION, /* of a dialog: Call-ID, the sender's tag, the other's */
    ENTRY_CLIENT,    /* a client transaction: branch, method */
    ENTRY_SERVER,    /* a server's responses: branch, method, To tag */
    ENTRY_ANSWER,    /* a 2xx: Call-ID, its sender's tag, the other's */
    ENTRY_CALL,      /* Call-ID */
    ENTRY_OFFER,     /* a dialog's: Call-ID, own tag, the other's */
    ENTRY_AGREED,    /* a dialog's: the same; its INVITE's offer has been answered */
    ENTRY_TARGET,    /* a target of a request outside a dialog: Call-ID, URI */
    ENTRY_SEARCH,    /* all of them: Call-ID; `status` is how many */
    ENTRY_REQUEST    /* a server transaction: branch, method */
};

struct entry {
    uint64_t key;
    uint32_t round;
    uint32_t cseq;
    uint64_t branch, to_tag;
    /* By the agent's clock; 0: never. `at`: the first message. `last`: the last one that went out.
     */
    uint64_t at_us, last_us, final_us, cancel_us, ack_us;
    uint64_t interval_us; /* until the next repetition */
    uint16_t status;
    bool provisional, acknowledged;
    bool first;    /* it is outside a dialog */
    bool dead;     /* a datagram of it could not be sent, and that has ended it */
    bool kept;     /* a server: a transaction keeps its response (else 3261:8.2.7) */
    bool late;     /* an INVITE without an offer */
    bool doubtful; /* something came when its time was up: it may be gone */
};

#define ENTRIES 16384

struct entries {
    struct entry *entry;
    uint32_t round, used;
};

bool sf_entries_open(struct entries *entries);
void sf_entries_close(struct entries *entries);
void sf_entries_begin(struct entries *entries);
uint64_t sf_entry_key(enum entry_kind kind, unsigned agent, uint64_t a, uint64_t b, uint64_t c);
/* Forgets what that agent's core knew. What its dialogs and calls have shown of themselves stays.
 */
void sf_entries_forget(struct entries *entries, unsigned agent);
/* The entry of a key, a new one if there is none and `make`; NULL: none, or no place for it. */
struct entry *sf_entry_of(struct entries *entries, uint64_t key, bool make);

#endif
