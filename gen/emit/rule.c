#define _POSIX_C_SOURCE 200809L
#include "emit/rule.h"

#include "emit/output.h"
#include "read/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Null if the working directory cannot be found out. */
static const char *absolute(struct fg_arena *arena, const char *name)
{
    char here[4096];
    if (name[0] == '/')
        return name;
    return getcwd(here, sizeof here)
               ? fg_source_beside(arena, fg_arena_print(arena, "%s/", here), name)
               : NULL;
}

/* Quotes a name for make, and so for CMake and Ninja: a backslash goes before a blank or a `#`, and
 * the backslashes that precede it are doubled. */
static const char *quoted(struct fg_arena *arena, const char *name)
{
    char *safe = fg_arena_get(arena, 3 * strlen(name) + 1), *to = safe;
    size_t backslashes = 0;
    for (; *name; name++) {
        if (*name == ' ' || *name == '\t' || *name == '#') {
            while (backslashes--)
                *to++ = '\\';
            *to++ = '\\';
        } else if (*name == '$') {
            *to++ = '$';
        } else if (*name == ':') {
            *to++ = '\\';
        }
        backslashes = *name == '\\' ? backslashes + 1 : 0;
        *to++ = *name;
    }
    return safe;
}

bool fg_rule_write(struct fg_arena *arena, const char *name, const struct fg_files *target,
                   const struct fg_files *source)
{
    struct fg_output rule = {.arena = arena};
    bool apart = false;
    for (size_t i = 0; i < target->count; i++)
        apart = apart || target->at[i][0] == '/';
    for (size_t i = 0; i < target->count + source->count; i++) {
        bool left = i < target->count;
        const char *given = left ? target->at[i] : source->at[i - target->count];
        const char *file = apart ? absolute(arena, given) : given;
        if (!file || strpbrk(file, "\n\r")) {
            fprintf(
                stderr,
                file ? "fsmgen: a rule for make cannot name a file whose name has a line feed: %s\n"
                     : "fsmgen: cannot find the absolute path of %s\n",
                given);
            return false;
        }
        fg_output_print(&rule, "%s%s%s", i ? left ? " " : " \\\n  " : "", quoted(arena, file),
                        i + 1 == target->count ? ":" : "");
    }
    fg_output_print(&rule, "\n");
    /* an empty rule for each source: make does not stop if a source no longer exists or is no
     * longer included */
    for (size_t i = 0; i < source->count; i++) {
        const char *file = apart ? absolute(arena, source->at[i]) : source->at[i];
        if (!strchr(file, '%')) /* a name with % would be a pattern */
            fg_output_print(&rule, "\n%s:\n", quoted(arena, file));
    }
    return fg_output_file(&rule, name);
}

bool fg_stamp(const char *name)
{
    int file = open(name, O_WRONLY | O_CREAT, 0666);
    bool now = file >= 0 && futimens(file, NULL) == 0;
    int why = errno;
    if (file >= 0 && close(file) != 0 && now) {
        why = errno;
        now = false;
    }
    if (!now)
        fprintf(stderr, "fsmgen: cannot write %s: %s\n", name, strerror(why));
    return now;
}
