/* The clauses that C cites, in the comments of .c, .h and .rl files. */
#ifndef FG_CODE_H
#define FG_CODE_H

#include "read/log.h"

struct fg_code_citation {
    const char *clause; /* 3261:8.1.1.1, whatever its document */
    struct fg_place place;
};

struct fg_code_file {
    struct fg_source source;
    const char *name; /* of the source, with `.` and `folder/..` folded */
    FG_LIST(struct fg_code_citation) citations;
};

struct fg_code {
    FG_LIST(struct fg_code_file *) files;
};

#define FG_CODE_FILES_MAX 20000

/* Reads a file, or all C files below a folder, in the order of their names. Hidden files and links
 * to folders are left out. False after a complaint in the log: the file or folder cannot be read,
 * or the folder has no C file. */
bool fg_code_read(struct fg_code *code, struct fg_arena *arena, struct fg_log *log,
                  const char *path);

/* The file of that name, however its path is written. Null if it was not read. */
const struct fg_code_file *fg_code_find(const struct fg_code *code, struct fg_arena *arena,
                                        const char *name);

bool fg_code_cites(const struct fg_code_file *file, const char *clause);

#endif
