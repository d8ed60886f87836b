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
    bool muted;     /* the latest was not reported; so its hint is not either */
    size_t errors;  /* in the whole run, with those past the limit and those already printed */
    size_t said[2]; /* number of entries: errors, warnings */
    size_t unsaid;
};

/* A diagnostic with a name is an error, a warning or nothing, as `levels` says. */
void fg_log_error(struct fg_log *log, struct fg_place place, const char *check, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

/* Adds a line to the latest error. */
void fg_log_hint(struct fg_log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds "did you mean" to the latest error if `candidate` was found by fg_log_closer. */
void fg_log_suggest(struct fg_log *log, const char *candidate);

/* The closer of two candidates to `wrong`. Null if neither is close. `best` is null for the first
 * candidate. */
const char *fg_log_closer(const char *wrong, const char *best, const char *candidate);

/* True if that check has reported something at that place. The rows of a wildcard need one
 * complaint, not one for each state. */
bool fg_log_said(const struct fg_log *log, struct fg_place place, const char *check);

/* True if that diagnostic is an error in this run. Then its consequences need not be reported. */
bool fg_log_is_error(const struct fg_log *log, const char *check);

/* Prints what has been collected to stderr and forgets it. */
void fg_log_flush(struct fg_log *log);

#endif
