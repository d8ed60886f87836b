/* A table as its program loads it, from the file that is the first argument of the test. */
#ifndef LOADED_H
#define LOADED_H

#include "sipfsm/load.h"

#include <stdint.h>
#include <stdio.h>

static const char *loaded_path;

static inline const struct sf_fsm_type *loaded_type(const struct sf_fsm_binding *binding)
{
    static uint64_t bytes[1024], memory[1024];
    FILE *file = fopen(loaded_path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(size < sizeof bytes);
    struct sf_load_error error;
    const struct sf_fsm_loaded *loaded =
        sf_fsm_load(memory, sizeof memory, bytes, size, binding, &error);
    assert_non_null(loaded);
    return &loaded->type;
}

#endif
