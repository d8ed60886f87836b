/* Memory that ends at a page that cannot be read, so that a read past the end is found even without
 * sanitizers. */
#ifndef SIPFSM_TEST_GUARD_H
#define SIPFSM_TEST_GUARD_H

#include <stddef.h>

enum { GUARDED_BYTES = 1 << 18 };

/* A copy of the bytes that ends right before the guard page; valid until the next call. */
char *guarded(const void *bytes, size_t length);

#endif
