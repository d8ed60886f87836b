/* The diagnostics by name: what each is about, and whether it is reported. Errors of reading have
 * no name, and are always told. */
#ifndef FG_DIAGNOSTICS_H
#define FG_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

enum fg_level { FG_OFF, FG_WARNING, FG_ERROR };

struct fg_diagnostic {
    const char *name;
    const char *about; /* in one line */
    enum fg_level level;
    bool fixed; /* what is made of a table relies on it: it cannot be turned off */
};

#define FG_DIAGNOSTICS 24
extern const struct fg_diagnostic fg_diagnostics[FG_DIAGNOSTICS];

/* -1 if there is none of that name. */
int fg_diagnostic_find(const char *name, size_t length);

/* How each is reported in this run; zeros are the defaults. */
struct fg_levels {
    unsigned char set[FG_DIAGNOSTICS]; /* enum fg_level + 1; 0: as it is by itself */
    bool all_errors;                   /* what would be a warning is an error */
};

enum fg_level fg_level_of(const struct fg_levels *levels, int diagnostic);

/* "-Wname", "-Wno-name", "-Werror=name", "-Wwarning=name", "-Werror", "-Wall", by what follows -W.
 * Null, or what is wrong with it. */
const char *fg_levels_read(struct fg_levels *levels, const char *option);

#endif
