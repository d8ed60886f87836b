/* Memory that lives until the program ends and is then freed at once. A generator needs no finer
 * lifetimes. */
#ifndef FG_ARENA_H
#define FG_ARENA_H

#include <stddef.h>

struct fg_arena {
    struct fg_block *last;
};

/* Zeroed memory. If there is none, ends the program (exit 2): it could not go on. */
void *fg_arena_get(struct fg_arena *arena, size_t size);

/* A copy that ends with a NUL. */
char *fg_arena_text(struct fg_arena *arena, const char *text, size_t length);

/* printf into the arena. */
char *fg_arena_print(struct fg_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void fg_arena_free(struct fg_arena *arena);

/* A place for one more element at the end of a growing array. When the array moves, its old copy
 * stays in the arena. */
void *fg_arena_push(struct fg_arena *arena, void *array, size_t *count, size_t *capacity,
                    size_t size);

/* A list is `type *at; size_t count, capacity;`. Evaluates to a pointer to its new, zeroed, last
 * element. */
#define FG_LIST(type)                                                                              \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count, capacity;                                                                    \
    }
#define FG_PUSH(arena, list)                                                                       \
    ((list)->at = fg_arena_push((arena), (list)->at, &(list)->count, &(list)->capacity,            \
                                sizeof *(list)->at),                                               \
     &(list)->at[(list)->count - 1])

#endif
