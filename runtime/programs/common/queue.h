/* Calls that wait for the same length of time: first in, first out, and nothing to sort. */
#ifndef SIPFSM_QUEUE_H
#define SIPFSM_QUEUE_H

#include "sipfsm/ua.h"

struct queue {
    struct {
        struct sf_call call;
        uint64_t due_us;
    } * entry;
    uint32_t size, first, count;
};

/* False if there is no memory. */
bool queue_begin(struct queue *queue, uint32_t size);
void queue_end(struct queue *queue);

/* False if it is full. */
bool queue_add(struct queue *queue, struct sf_call call, uint64_t due_us);

/* The first; {0, 0} if there is none. */
struct sf_call queue_first(const struct queue *queue);

/* Takes the first whose time has come. */
bool queue_take(struct queue *queue, uint64_t now_us, struct sf_call *call);

#endif
