/* A user agent core. */
#ifndef SF_UA_CORE_H
#define SF_UA_CORE_H

#include "capabilities.h"
#include "challenge.h"
#include "dialog.h"
#include "hop.h"
#include "own.h"
#include "part.h"
#include "queue.h"
#include "source.h"

#include "memory/heap.h"
#include "memory/index.h"
#include "memory/store.h"

#include "sipfsm/build.h"

struct sf_ua {
    /* Configuration, copied. */
    uint32_t message_bytes;
    uint16_t busy;  /* the status with which the application would refuse an INVITE, for OPTIONS; 0:
                       none */
    bool refreshes; /* an INVITE that rings is sent again (3581:3) */
    bool require_reliable; /* 100rel, of both sides */
    bool calls_limited;    /* a call ends after the longest time that is configured */
    bool grown;   /* the request that was built last goes by TCP because of its length: way.c */
    bool refused; /* the connection of what has failed just now was refused */
    bool follow_maddr;
    uint32_t udp_request_bytes; /* the largest request that goes by UDP */
    struct sf_own own;
    struct sf_capabilities can;
    const struct sf_ua_session_timer *session_timer; /* null: there is none */
    struct sf_challenges *challenge;                 /* null: no request is tried again */
    struct sf_hops *hop;                             /* null: names are not located */
    const struct sf_ua_part *part[SF_PARTS];         /* null: the application has not named it */
    /* Those of machine m begin at constants_us[constants_at[m]]. A part that is not named has none.
     */
    uint64_t *constants_us;
    uint8_t constants_at[SF_MACHINES];
    void (*random)(void *user, void *bytes, size_t size);
    void *random_user;
    uint64_t random_secret[2], random_count;
    uint64_t secret[2];      /* of every lookup key */
    struct sf_address keyed; /* the source whose key was made last: one input often asks again */
    struct sf_key keyed_as;

    uint32_t repeats_unproven;
    struct sf_source_share share; /* what one source may hold */

    struct sf_pool transactions, invitations, dialogs, sessions, session_timers, exchanges,
        registrations, reliables, calls, sources;
    struct sf_store store;
    struct sf_index by_branch, by_merge; /* over transactions */
    struct sf_index by_dialog;           /* over dialogs */
    struct sf_index by_source;           /* over sources */
    struct sf_heap heap;                 /* over all records with timers */
    uint32_t first_timed[SF_RECORDS];    /* the heap's number of the first record of that kind */

    struct sf_fsm_clock clock;
    struct sf_fsm dispatch;   /* the table that decides on requests */
    struct sf_effect *effect; /* a ring: queue.c */
    uint32_t effects_of, effect_first, effect_count;
    uint32_t ended[SF_RECORDS]; /* what one drain ended: slot + 1, linked through slot.next */

    char *arena; /* datagrams to send: output.c */
    size_t arena_bytes, arena_end, arena_at;
    uint64_t wayless[4]; /* tokens of datagrams that no transport of ours leads to: output.c */
    unsigned wayless_count;
    struct sf_told *event; /* a ring: output.c */
    uint32_t events_of, event_first, event_count;

    char *build_bytes, *recall_bytes, *mended_bytes; /* message_bytes each */
    struct sf_dialog_draft draft; /* the dialog that a guard or an action works on */
    struct sf_dialog shown;       /* the dialog of the event that was taken last: output.c */
    char *shown_bytes;
    enum sf_build_error build_error; /* why the last request came out empty */
    struct sf_ua_error error;        /* why the last command was refused */
    struct sf_address source;        /* of the datagram under way */
    uint32_t headers;                /* the most header fields of a message */
    struct sf_msg *msg;              /* the datagram under way, with room for so many */
    uint64_t to_tag, to_tag_of;      /* sf_key_of_tag of its To tag, and the datagram's number */
    const struct sf_msg *under_way;  /* that; null while no machine may have it */
    struct sf_msg *recalled;         /* a kept message, parsed again: keep.c */
    struct sf_ua_counters counters;
};

/* The constants of a machine, which may be set. */
static inline uint64_t *sf_constants_us(struct sf_ua *ua, enum sf_machine machine)
{
    return ua->constants_us + ua->constants_at[machine];
}

#endif
