/* A toy machine: tables written by hand in the shape that sipfsm/fsm.h describes, and a log of what
 * ran. */
#ifndef TESTS_ENGINE_TOY_H
#define TESTS_ENGINE_TOY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sipfsm/fsm.h"

#define TOY_TIMERS 4
#define TOY_GUARDS 3
#define MS 1000u

struct toy {
    struct sf_fsm machine;
    struct sf_fsm_timer timer[TOY_TIMERS];
    struct sf_fsm_clock clock;
    struct sf_fsm_run run;
    char log[256]; /* a letter for each action that ran, and between them what else happened */
    const void *payload; /* of the last action or guard */
    unsigned argument;   /* of the last action */
    bool holds[TOY_GUARDS];
    unsigned asked[TOY_GUARDS]; /* how often each guard was asked */
    struct sf_fsm_step step;    /* what the tracer was told last */
    unsigned traced;
};

extern sf_fsm_action *const toy_actions[]; /* a, b, c, d, e, f: each logs its letter */
extern const uint16_t toy_arguments[];     /* what each of them is given */
extern sf_fsm_guard *const toy_guards[];   /* 0, 1, 2: as toy->holds says */

/* A toy that runs `type`; its clock stands at one second. */
void toy_init(struct toy *toy, const struct sf_fsm_type *type);
/* Logs 't' at each step, so that its place among the actions is seen. */
void toy_trace(struct toy *toy);
#define toy_start(toy) sf_fsm_start(&(toy)->run, NULL)
#define toy_event(toy, event) sf_fsm_event(&(toy)->run, (event), NULL)
/* The log since the last call. */
const char *toy_log(struct toy *toy);

#endif
