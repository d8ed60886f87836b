/* A file that was read, and places in it. */
#ifndef FG_SOURCE_H
#define FG_SOURCE_H

#include "read/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define FG_SOURCE_MAX                                                                              \
    ((size_t)16 * 1024 * 1024) /* bytes; a table of 30,000 rows takes a quarter of this */

struct fg_source {
    const char *name; /* as given, or joined to the name of the file that includes it */
    const char *text; /* without a byte order mark */
    size_t length;
    unsigned order; /* place in the order of reading: diagnostics are sorted by it */
};

struct fg_place {
    const struct fg_source *source;
    uint32_t offset;       /* in `text` */
    uint32_t line, column; /* from 1; columns count bytes */
    uint32_t width;        /* what the caret line underlines */
};

/* Null on success, else why the file cannot be read. The source is filled in either way, at least
 * with its name. */
const char *fg_source_read(struct fg_arena *arena, struct fg_source *source, const char *name);

/* Does a file or folder of that name exist? */
bool fg_source_is_there(const char *name);

/* Can it be opened without waiting: is it no pipe, no socket and no device? True also for a folder
 * and for a name that does not exist; reading finds these out. */
bool fg_source_is_file(const char *name);

/* The name of `target` as seen from the file `from`, with `.` and `dir/..` folded: "a/b/x.fsm",
 * "../y.fsm" -> "a/y.fsm". */
const char *fg_source_beside(struct fg_arena *arena, const char *from, const char *target);

#endif
