#define _POSIX_C_SOURCE 200809L
#include "read/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *fg_source_read(struct fg_arena *arena, struct fg_source *source, const char *name)
{
    source->name = name;
    source->text = "";
    source->length = 0;
    FILE *file = fopen(name, "rb");
    if (!file)
        return strerror(errno);
    size_t room = 16 * 1024, length = 0;
    char *text = malloc(room);
    const char *why = NULL;
    while (text) {
        length += fread(text + length, 1, room - length, file);
        if (length < room || length > FG_SOURCE_MAX)
            break;
        room *= 2;
        char *more = realloc(text, room);
        if (!more)
            free(text);
        text = more;
    }
    if (!text)
        why = "out of memory";
    else if (ferror(file))
        why = strerror(errno);
    else if (length > FG_SOURCE_MAX)
        why = "larger than 16 MiB";
    fclose(file);
    if (!why) {
        size_t mark = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        source->length = length - mark;
        source->text = fg_arena_text(arena, text + mark, source->length);
    }
    free(text);
    return why;
}

bool fg_source_is_there(const char *name)
{
    struct stat is;
    return stat(name, &is) == 0;
}

bool fg_source_is_file(const char *name)
{
    struct stat is;
    return stat(name, &is) != 0 || S_ISREG(is.st_mode) || S_ISDIR(is.st_mode);
}

const char *fg_source_beside(struct fg_arena *arena, const char *from, const char *target)
{
    const char *slash = strrchr(from, '/');
    int directory = slash && target[0] != '/' ? (int)(slash - from) + 1 : 0;
    char *joined = fg_arena_print(arena, "%.*s%s", directory, from, target);
    char *folded = fg_arena_get(arena, strlen(joined) + 1);
    size_t length = 0;
    for (const char *part = joined; *part;) {
        size_t width = strcspn(part, "/");
        size_t step = width + (part[width] == '/');
        if (width == 2 && memcmp(part, "..", 2) == 0 && length > 1) {
            /* drop the part before, unless that is `..` too */
            size_t start = length - 1;
            while (start > 0 && folded[start - 1] != '/')
                start--;
            if (!(length - start == 3 && memcmp(folded + start, "../", 3) == 0)) {
                length = start;
                part += step;
                continue;
            }
        }
        if (!(width == 1 && part[0] == '.') && !(width == 0 && length > 0)) {
            memcpy(folded + length, part, step);
            length += step;
        }
        part += step;
    }
    folded[length] = 0;
    return folded;
}
