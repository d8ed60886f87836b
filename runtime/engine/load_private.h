/* A file that is being loaded. load.c stands on load_check.c, and both on load_file.c. */
#ifndef SIPFSM_LOAD_PRIVATE_H
#define SIPFSM_LOAD_PRIVATE_H

#include "sipfsm/load.h"

#define LOAD_NAMES_MAX 4096u /* of guards, of actions, of constants */

/* Where each part of the file starts. */
struct layout {
    size_t constants, timers, names, rows, programs, index, finals, strings, positions,
        position_strings, end;
};

struct load {
    const unsigned char *bytes;
    const struct sf_fsm_file *head;
    struct layout at;
    const struct sf_fsm_binding *binding;
    struct sf_load_error *error;
};

/* load_file.c: a sound header, and parts that fill the file. */
bool sf_load_open(struct load *load, const void *bytes, size_t size);

/* load_file.c. Always false: the first thing that is wrong. */
bool sf_load_fail(struct load *load, enum sf_load_code code, size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The parts in place. */
static inline const uint64_t *load_constants(const struct load *l)
{
    return (const void *)(l->bytes + l->at.constants);
}
static inline const struct sf_fsm_timer_rule *load_timers(const struct load *l)
{
    return (const void *)(l->bytes + l->at.timers);
}
static inline const uint32_t *load_names(const struct load *l)
{
    return (const void *)(l->bytes + l->at.names);
}
static inline const struct sf_fsm_row *load_rows(const struct load *l)
{
    return (const void *)(l->bytes + l->at.rows);
}
static inline const uint16_t *load_programs(const struct load *l)
{
    return (const void *)(l->bytes + l->at.programs);
}
static inline const struct sf_fsm_file_row *load_positions(const struct load *l)
{
    return (const void *)(l->bytes + l->at.positions);
}
static inline const char *load_string(const struct load *l, uint32_t name)
{
    return (const char *)l->bytes + l->at.strings + name;
}
static inline unsigned load_cell(const struct load *l, size_t cell)
{
    const unsigned char *index = l->bytes + l->at.index;
    return l->head->index_bytes == 1 ? index[cell] : ((const uint16_t *)(const void *)index)[cell];
}

/* How many names there are in all, and where the first of a kind stands. */
static inline size_t load_name_count(const struct sf_fsm_file *h)
{
    return SF_FSM_FILE_NAMES + (size_t)h->states + h->events + h->timers + h->guards + h->actions +
           h->constants + h->actions;
}

/* load_check.c: all that the engine takes for granted, for a file whose header and size are sound.
 */
bool sf_load_check(struct load *load);

#endif
