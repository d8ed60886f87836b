/* The input is a URI, or two with a line end between them, which are compared. */
#include "fuzz.h"

#include <stdlib.h>

static void compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    struct sf_uri first, second;
    char *x = fuzz_copy(a, a_size), *y = fuzz_copy(b, b_size);
    if (sf_uri_parse(x, (struct sf_view){0, (uint32_t)a_size}, &first, NULL) &&
        sf_uri_parse(y, (struct sf_view){0, (uint32_t)b_size}, &second, NULL)) {
        bool forth = sf_uri_equal(x, &first, y, &second),
             back = sf_uri_equal(y, &second, x, &first);
        FUZZ_MUST(forth == back, "sf_uri_equal is not symmetric: %d, %d", forth, back);
        if (a_size == b_size && memcmp(a, b, a_size) == 0)
            FUZZ_MUST(forth, "a URI does not equal its copy");
    }
    free(x);
    free(y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data, *line = size ? memchr(bytes, '\n', size) : NULL;
    if (size > SF_LIMIT_MESSAGE_BYTES)
        return 0;
    size_t first = line ? (size_t)(line - bytes) : size;
    fuzz_uri(bytes, first);
    compare(bytes, first, bytes, first);
    if (line) {
        fuzz_uri(line + 1, size - first - 1);
        compare(bytes, first, line + 1, size - first - 1);
    }
    return 0;
}
