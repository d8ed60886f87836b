/* Calls that are put on hold and resumed, each after the same length of time (3264:8.4). */
#ifndef SIPFSM_HOLDING_H
#define SIPFSM_HOLDING_H

#include "common/endpoint.h"
#include "common/queue.h"
#include "common/sessions.h"

struct holding {
    uint64_t ms; /* 0: they are not */
    struct queue talking, held;
    struct sessions *sessions;
    struct endpoint *endpoint;
};

/* For so many calls at the same time. False if there is no memory. */
bool holding_begin(struct holding *holding, uint32_t calls, struct sessions *sessions,
                   struct endpoint *endpoint);
void holding_end(struct holding *holding);
/* The call is answered. */
void holding_add(struct holding *holding, struct sf_call call, uint64_t now_us);
/* Holds and resumes the calls whose time has come. */
void holding_pace(struct holding *holding, uint64_t now_us);
/* A MODIFIED event. What has happened, in a word or two, static; null: nothing that a user asked
 * for, or it was refused. */
const char *holding_take(struct holding *holding, const struct sf_ua_event *event, uint64_t now_us);

#endif
