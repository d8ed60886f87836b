/* The session timer of a dialog (RFC 4028): what the machine `refresh` knows. There is one a
 * session, if the configuration has session timers. */
#ifndef SF_UA_REFRESH_H
#define SF_UA_REFRESH_H

#include "actor.h"
#include "input.h"
#include "part.h"

#include "sipfsm/build.h"
#include "sipfsm/session_timer.h"

struct sf_dialog_actor;
struct sf_session;
struct sf_transaction;

/* What a 2xx says of the session. */
struct sf_interval {
    uint32_t seconds; /* 0: it lives without a limit */
    bool ours;        /* this side refreshes it */
    bool said;        /* of a 2xx of ours: it has a Session-Expires */
    bool require;     /* and a Require */
};

struct sf_refresh {
    struct sf_actor a;
    struct sf_ref dialog;
    uint32_t wish_s;          /* of the application, for this call; 0: as configured */
    uint32_t least_s;         /* the largest Min-SE that has come in the dialog; 0: none */
    struct sf_interval now;   /* as the last 2xx says */
    struct sf_interval given; /* as our 2xx says that goes out */
    struct sf_fsm_timer timer[SF_TIMERS_REFRESH];
};

/* What sf_ua_timing names. */
struct sf_ua_timing {
    struct sf_ua_part part;
    /* Makes the session's record, and queues the start of its machine. */
    void (*open)(struct sf_ua *ua, struct sf_dialog_actor *dialog);
    /* True if the request asks for a shorter interval than is accepted here, and its sender
     * understands a 422 (4028:9). */
    bool (*is_brief)(const struct sf_ua *ua, const struct sf_msg *request);
    /* Appends what our 422 says. */
    void (*refuse)(const struct sf_ua *ua, struct sf_build *build);
    /* Appends what a request of ours asks for: in a dialog, or with a null pointer outside. */
    void (*ask)(const struct sf_ua *ua, struct sf_build *build, const struct sf_refresh *refresh,
                uint32_t wish_s);
    /* Makes what our 2xx to that request in that dialog says (4028:9). */
    struct sf_interval (*answer)(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                 const struct sf_msg *request);
    /* Appends that to the 2xx. */
    void (*say)(struct sf_build *build, struct sf_interval interval);
    /* The 2xx goes out. */
    void (*give)(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                 const struct sf_msg *request, struct sf_interval interval);
    /* A 422 has come: the request is tried again if its Min-SE is above what it has asked for. */
    void (*hear)(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response);
};

/* Null: there is none, or the session is over. */
struct sf_refresh *sf_refresh_get(struct sf_ua *ua, const struct sf_session *session);
struct sf_refresh *sf_refresh_of_dialog(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
void sf_refresh_free(struct sf_ua *ua, struct sf_actor *actor);
/* Raises an event of its machine; nothing if there is none. */
void sf_refresh_raise(struct sf_ua *ua, const struct sf_session *session, unsigned event,
                      const struct sf_input *input);
/* Sets how long the application wants its session to live. Does nothing without a session timer. */
void sf_refresh_wish(struct sf_ua *ua, const struct sf_dialog_actor *dialog, uint32_t wish_s);
/* The functions of struct sf_ua_timing, for cores that may have none. */
struct sf_interval sf_refresh_answer(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                     const struct sf_msg *request);
void sf_refresh_give(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_msg *request, struct sf_interval interval);

/* 4028:4: the least that there is, and what is recommended; and a day. */
#define SF_REFRESH_LEAST_S 90
#define SF_REFRESH_INTERVAL_S 1800
#define SF_REFRESH_MOST_S 86400

/* ---- refresh_interval.c: what messages say ---- */

/* The value of Session-Expires or Min-SE; 0: there is none, or it is malformed (3261:8.2.2). A
 * value of 0 is given as 1, which is too small as well. `refresher`: enum sf_refresher; may be
 * null. */
uint32_t sf_interval_in(const struct sf_msg *msg, enum sf_header_id id, unsigned *refresher);
/* Does its Supported have `timer`? */
bool sf_interval_is_supported(const struct sf_msg *msg);
/* The least interval that is taken here. */
uint32_t sf_interval_least(const struct sf_ua *ua);
/* Is it longer than the longest that is kept to here, then that, and refreshed by this side: the
 * other side needs to refresh it only later. */
struct sf_interval sf_interval_bounded(const struct sf_ua *ua, const struct sf_refresh *refresh,
                                       struct sf_interval interval);
/* How long a session of this call is to live, by the application's wish; 0: without a limit. */
uint32_t sf_interval_wish(const struct sf_ua *ua, uint32_t wish_s);
/* What a 2xx of the other side says, else what our last 2xx has said. */
struct sf_interval sf_interval_agreed(struct sf_ua *ua, const struct sf_refresh *refresh,
                                      const struct sf_msg *success);
/* What our 2xx to that request is to say (4028:9, its table 2). */
struct sf_interval sf_interval_for(const struct sf_ua *ua, const struct sf_refresh *refresh,
                                   const struct sf_msg *request);

#endif
