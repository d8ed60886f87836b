#define _DEFAULT_SOURCE
#include "guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

char *guarded(const void *bytes, size_t length)
{
    static char *end;
    if (!end) {
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        char *memory = mmap(NULL, GUARDED_BYTES + page, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED || mprotect(memory + GUARDED_BYTES, page, PROT_NONE) != 0)
            abort();
        end = memory + GUARDED_BYTES;
    }
    if (length > GUARDED_BYTES)
        abort();
    if (length)
        memcpy(end - length, bytes, length);
    return end - length;
}
