/* Diagnostics: collected, sorted by place, printed with the line and a caret. */
#ifndef FG_LOG_H
#define FG_LOG_H

#include "read/diagnostics.h"
#include "read/source.h"

#include <stdbool.h>

struct fg_entry {
    struct fg_place place;
    const char *check; /* the diagnostic's name, or null for plain reading errors */
    bool warning;
    const char *text;
    const char *hint; /* a line below the caret, or null */
};

struct fg_log {
    struct fg_arena *arena;
    FG_LIST(struct fg_entry) entries;
    struct fg_levels levels;
    bool muted;     /* the latest was not told: nor is its hint */
    size_t errors;  /* of the whole run: also those past the limit and those already printed */
    size_t said[2]; /* of the entries: errors, warnings */
    size_t unsaid;
};

/* A named one is an error, a warning or nothing, as `levels` says. */
void fg_log_error(struct fg_log *log, struct fg_place place, const char *check, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

/* Adds a line to the latest error. */
void fg_log_hint(struct fg_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds "did you mean" to the latest error if `candidate` was found by fg_log_closer. */
void fg_log_suggest(struct fg_log *log, const char *candidate);

/* Of two candidates the one that is closer to `wrong`; null if neither is close. Start with null as
 * `best`. */
const char *fg_log_closer(const char *wrong, const char *best, const char *candidate);

/* True if that check has spoken about that place: the rows of a wildcard need one complaint, not
 * one for each state. */
bool fg_log_said(const struct fg_log *log, struct fg_place place, const char *check);

/* Is what that check finds an error in this run? Then what only follows from it need not be told.
 */
bool fg_log_is_error(const struct fg_log *log, const char *check);

/* Prints what has been collected to stderr and forgets it. */
void fg_log_flush(struct fg_log *log);

#endif
