/* A core and the registrar that it registers with: what the tests of registrations have in common.
 */
#ifndef TESTS_UA_REGISTERING_H
#define TESTS_UA_REGISTERING_H

#include "solo.h"

#include "sipfsm/registration.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND 1000000u

static inline void registers(struct sf_ua_config *config)
{
    config->registering = sf_ua_registering();
    config->registrations = 2;
}

static const char bound_100_s[] = "Contact: <sip:bob@10.0.0.2:5060>;expires=100\r\n";
static const char own[] = "<sip:bob@10.0.0.2:5060>";

static inline struct sf_register account(const struct solo *solo)
{
    return (struct sf_register){.aor = SF_STR("sip:bob@example.org"), .next_hop = solo->peer};
}

static struct sf_registration begun; /* the one of a test */

static inline const char *begin(struct solo *solo, const struct sf_register *what)
{
    enum sf_ua_result result = sf_ua_register(solo->ua, solo->now_us, what, &begun);
    if (result != SF_UA_OK)
        fail_msg("%s: %s: %s", sf_ua_result_text(result), sf_ua_error(solo->ua)->argument,
                 sf_ua_error(solo->ua)->text);
    solo_drain(solo);
    assert_int_equal(solo->events, 0);
    return solo_register(solo);
}

static inline const struct sf_ua_event *told(const struct solo *solo,
                                             enum sf_registration_state state, unsigned status)
{
    assert_int_equal(solo->events, 1);
    const struct sf_ua_event *event = &solo->event[0];
    assert_int_equal(event->type, SF_UA_EV_REGISTRATION);
    assert_int_equal(event->registration_state, state);
    assert_int_equal(event->status, status);
    assert_int_equal(event->call.generation, 0);
    assert_int_equal(event->registration.slot, begun.slot);
    assert_int_equal(event->registration.generation, begun.generation);
    return event;
}

static inline unsigned number(const char *message, const char *name)
{
    return (unsigned)atoi(header_in(message, name));
}

/* Registers and is answered. */
static inline const char *registered(struct solo *solo, const char *granted)
{
    struct sf_register what = account(solo);
    const char *text = begin(solo, &what);
    solo_respond(solo, text, 200, "r", granted);
    told(solo, SF_REGISTRATION_REGISTERED, 200);
    return text;
}

/* When the next REGISTER goes out, in seconds from now, rounded down; it is the newest then. */
static inline unsigned wait_for_register(struct solo *solo)
{
    uint64_t from_us = solo->now_us;
    for (unsigned i = 0; i < 100; i++) {
        uint64_t next_us = sf_ua_next_deadline(solo->ua);
        assert_true(next_us != UINT64_MAX);
        solo_wait(solo, next_us > solo->now_us ? next_us - solo->now_us : 0);
        if (solo_count(solo, "REGISTER "))
            return (unsigned)((solo->now_us - from_us) / SECOND);
    }
    fail();
    return 0;
}

static inline void remove_at_the_end(struct solo *solo)
{
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_OK);
    solo_drain(solo);
    if (solo->outs)
        solo_respond(solo, solo_register(solo), 200, "r", NULL);
    told(solo, SF_REGISTRATION_ENDED, 200);
    assert_int_equal(sf_ua_unregister(solo->ua, solo->now_us, begun, false), SF_UA_NO_CALL);
    solo_dry(solo);
    solo_free(solo);
}

#endif
