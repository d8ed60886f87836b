/* A ring of calls. See queue.h. */
#include "common/queue.h"

#include <stdlib.h>

bool queue_begin(struct queue *queue, uint32_t size)
{
    *queue = (struct queue){.size = size};
    queue->entry = malloc(size * sizeof queue->entry[0]);
    return queue->entry != NULL;
}

void queue_end(struct queue *queue)
{
    free(queue->entry);
}

bool queue_add(struct queue *queue, struct sf_call call, uint64_t due_us)
{
    if (queue->count == queue->size)
        return false;
    uint32_t place = (uint32_t)(((uint64_t)queue->first + queue->count++) % queue->size);
    queue->entry[place].call = call;
    queue->entry[place].due_us = due_us;
    return true;
}

struct sf_call queue_first(const struct queue *queue)
{
    return queue->count ? queue->entry[queue->first].call : (struct sf_call){0, 0};
}

bool queue_take(struct queue *queue, uint64_t now_us, struct sf_call *call)
{
    if (queue->count == 0 || queue->entry[queue->first].due_us > now_us)
        return false;
    *call = queue->entry[queue->first].call;
    queue->first = (queue->first + 1) % queue->size;
    queue->count--;
    return true;
}
