/* Lists of file names: files that were read, files that were made. */
#ifndef FG_FILES_H
#define FG_FILES_H

#include "read/arena.h"

struct fg_files {
    const char **at;
    size_t count, capacity;
};

/* Adds a name, unless the list has it. */
void fg_files_add(struct fg_arena *arena, struct fg_files *files, const char *name);

/* The name of this file in the list, which may be another path to it. Null if the list does not
 * have the file. */
const char *fg_files_find(const struct fg_files *files, const char *name);

#endif
