#define _POSIX_C_SOURCE 200809L
#include "emit/files.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

void fg_files_add(struct fg_arena *arena, struct fg_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->at[i], name) == 0)
            return;
    *FG_PUSH(arena, files) = name;
}

const char *fg_files_find(const struct fg_files *files, const char *name)
{
    struct stat file, other;
    bool is_there = stat(name, &file) == 0 && S_ISREG(file.st_mode);
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->at[i], name) == 0 ||
            (is_there && stat(files->at[i], &other) == 0 && file.st_dev == other.st_dev &&
             file.st_ino == other.st_ino))
            return files->at[i];
    return NULL;
}
