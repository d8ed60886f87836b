/* What a core puts out: datagrams in an arena that empties when all are taken, events in a ring. */
#ifndef SF_UA_OUTPUT_H
#define SF_UA_OUTPUT_H

#include "memory/store.h"

#include "memory/pool.h"

#include "sipfsm/ua.h"

struct sf_dialog_actor;

/* An event that waits: what sf_ua_next_event makes a struct sf_ua_event of. */
struct sf_told {
    uint8_t type; /* enum sf_ua_event_type */
    union {
        uint8_t dialog_state;       /* enum sf_dialog_state */
        uint8_t registration_state; /* REGISTRATION: enum sf_registration_state */
        uint8_t refresh_state;      /* REFRESH: enum sf_refresh_state */
    };
    uint8_t challenge; /* enum sf_ua_challenge */
    bool by_peer, reliable;
    bool msg; /* it has the current datagram; a pointer to that makes it true */
    uint16_t status;
    struct sf_ref call;
    union {
        struct sf_exchange exchange;
        struct sf_registration registration; /* REGISTRATION */
        struct sf_call replaces;             /* INCOMING */
        struct sf_prack prack;               /* PROGRESS */
        uint32_t session_s;                  /* REFRESH */
    };
    union {
        uint64_t user;
        struct {
            uint32_t expires_s, retry_s;
        } time; /* REGISTRATION */
    };
    /* It rests in its pool while events wait; null: none. */
    const struct sf_dialog_actor *dialog;
};

/* What one datagram of so many bytes takes of the arena. */
size_t sf_output_bytes_for(size_t length);
/* Room for the most that one input can put out? */
bool sf_output_has_room(const struct sf_ua *ua);
/* Room for the most that one input can put out, and then also for a command to each event that
 * waits, for one more command, and for the datagrams of `commands` of them? */
bool sf_output_has_spare(const struct sf_ua *ua, uint32_t commands);
/* Starts the arena anew if all its datagrams have been taken. */
void sf_output_settle(struct sf_ua *ua);
/* Appends a datagram: bytes, or kept ones. Nothing if there are none. `to` without a family: no
 * transport of ours leads there, and the token's transaction gets an event at the next input. */
void sf_output_send(struct sf_ua *ua, const struct sf_address *to, struct sf_str bytes,
                    uint64_t token);
void sf_output_send_kept(struct sf_ua *ua, const struct sf_address *to, struct sf_kept kept,
                         uint64_t token);
/* An event that waits has the message that was received last. */
bool sf_output_holds_message(const struct sf_ua *ua);
/* Appends an application event and returns it for the rest to be filled in; the call's user number
 * and the datagram under way are in it. */
struct sf_told *sf_output_event(struct sf_ua *ua, enum sf_ua_event_type type, struct sf_ref call);
/* Takes the next datagram, or event, in the order in which they were made. False: there is none. */
bool sf_output_next_datagram(struct sf_ua *ua, struct sf_datagram *datagram);
bool sf_output_next_event(struct sf_ua *ua, struct sf_ua_event *event);

#endif
