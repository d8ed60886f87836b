#include "read/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fg_block {
    struct fg_block *before;
    size_t used, size;
    max_align_t data[];
};

#define BLOCK ((size_t)64 * 1024)

static void out_of_memory(void)
{
    fputs("fsmgen: out of memory\n", stderr);
    exit(2);
}

void *fg_arena_get(struct fg_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct fg_block *block = arena->last;
    if (!block || block->size - block->used < size) {
        size_t room = size > BLOCK ? size : BLOCK;
        block = calloc(1, sizeof *block + room);
        if (!block)
            out_of_memory();
        block->size = room;
        block->before = arena->last;
        arena->last = block;
    }
    void *got = (char *)block->data + block->used;
    block->used += size;
    return got;
}

char *fg_arena_text(struct fg_arena *arena, const char *text, size_t length)
{
    char *copy = fg_arena_get(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *fg_arena_print(struct fg_arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    size_t room = length < 0 ? 1 : (size_t)length + 1;
    char *text = fg_arena_get(arena, room);
    vsnprintf(text, room, format, again);
    va_end(again);
    return text;
}

void *fg_arena_push(struct fg_arena *arena, void *array, size_t *count, size_t *capacity,
                    size_t size)
{
    if (*count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 8;
        void *more = fg_arena_get(arena, *capacity * size);
        if (*count)
            memcpy(more, array, *count * size);
        array = more;
    }
    ++*count;
    return array;
}

void fg_arena_free(struct fg_arena *arena)
{
    while (arena->last) {
        struct fg_block *before = arena->last->before;
        free(arena->last);
        arena->last = before;
    }
}
