/* Counts the calls of malloc, calloc and realloc of the whole process, those of shared libraries
 * too: what is defined in the program comes before what is in a library. glibc keeps its own under
 * other names. */
#include "peer.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *p, size_t size);

static uint64_t count;

void *malloc(size_t size)
{
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    count++;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
    count++;
    return __libc_realloc(p, size);
}

uint64_t allocations(void)
{
    return count;
}
