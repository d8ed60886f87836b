/* A call between one core and another side, in which either side changes the session: what the
 * tests of changes have in common. */
#ifndef TESTS_UA_CHANGES_H
#define TESTS_UA_CHANGES_H

#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define S 1000000u
#define EVE "Contact: <sip:eve@192.0.2.9>\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n"
#define MOVED "Contact: <sip:eve@192.0.2.77>\r\n"
#define SDP "v=0\r\n"

static const struct sf_change by_invite = {.content = {.type = {"application/sdp", 15},
                                                       .body = {"v=0\r\n", 5}}},
                              by_update = {.content = {.type = {"application/sdp", 15},
                                                       .body = {"v=0\r\n", 5}},
                                           .update = true};

/* The newest event of that type in what came out last; null: there is none. */
static inline const struct sf_ua_event *newest(const struct solo *solo, enum sf_ua_event_type type)
{
    const struct sf_ua_event *found = NULL;
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == type)
            found = &solo->event[i];
    return found;
}

/* The status of the one MODIFIED that came out last; 0: there is none. */
static inline unsigned modified(const struct solo *solo)
{
    const struct sf_ua_event *event = newest(solo, SF_UA_EV_MODIFIED);
    return event ? event->status : 0;
}

/* The core calls the other side, which answers: its tag is "eve". */
static inline struct solo *calls_eve(const char *extra)
{
    struct solo *solo = solo_new(2, NULL);
    static char invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", extra ? extra : EVE);
    solo_expect(solo, "ACK ");
    return solo;
}

/* The other side calls, and the core answers; its own tag is in `to`, the value of To. */
static inline struct solo *eve_calls(char to[200])
{
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo,
                     &(struct hand){.body = SDP, .extra = "Allow: INVITE, ACK, BYE, UPDATE\r\n"});
    snprintf(to, 200, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    return solo;
}

/* Our change goes out: the request, in a static buffer (a few live at a time). */
static inline const char *modify(struct solo *solo, const struct sf_change *change)
{
    static char text[4][4000];
    static unsigned next;
    char *copy = text[next++ % 4];
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, change), SF_UA_OK);
    solo_drain(solo);
    snprintf(copy, 4000, "%s", solo_only(solo));
    return copy;
}

static inline void hang_up(struct solo *solo)
{
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
}

static inline void finish(struct solo *solo)
{
    solo_dry(solo);
    assert_int_equal(solo_counters(solo).impossible, 0);
    solo_free(solo);
}

#endif
