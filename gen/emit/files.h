/* Names of files: those that were read, those that were made. */
#ifndef FG_FILES_H
#define FG_FILES_H

#include "read/arena.h"

struct fg_files {
    const char **at;
    size_t count, capacity;
};

/* Adds a name that is not in it. */
void fg_files_add(struct fg_arena *arena, struct fg_files *files, const char *name);

/* What a file is called in it, be it by another path; null if it is not in it. */
const char *fg_files_find(const struct fg_files *files, const char *name);

#endif
