/* Memory that ends where a page begins that nobody may touch, so that a read past the end is found
 * without sanitizers too. */
#ifndef SIPFSM_TEST_GUARD_H
#define SIPFSM_TEST_GUARD_H

#include <stddef.h>

enum { GUARDED_BYTES = 1 << 18 };

/* A copy of the bytes whose last stands before the guard page; good until the next call. */
char *guarded(const void *bytes, size_t length);

#endif
