/* The diagnostics by name: what each is about, and whether it is reported. Errors of reading have
 * no name, and are always reported. */
#ifndef FG_DIAGNOSTICS_H
#define FG_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

enum fg_level { FG_OFF, FG_WARNING, FG_ERROR };

struct fg_diagnostic {
    const char *name;
    const char *about; /* in one line */
    enum fg_level level;
    bool fixed; /* the outputs rely on it: it cannot be turned off */
};

#define FG_DIAGNOSTICS 24
extern const struct fg_diagnostic fg_diagnostics[FG_DIAGNOSTICS];

/* -1 if there is no diagnostic of that name. */
int fg_diagnostic_find(const char *name, size_t length);

/* How each is reported in this run. Zeros are the defaults. */
struct fg_levels {
    unsigned char set[FG_DIAGNOSTICS]; /* enum fg_level + 1; 0: the default */
    bool all_errors;                   /* warnings become errors */
};

enum fg_level fg_level_of(const struct fg_levels *levels, int diagnostic);

/* Takes what follows -W in "-Wname", "-Wno-name", "-Werror=name", "-Wwarning=name", "-Werror" or
 * "-Wall". Returns null, or what is wrong with it. */
const char *fg_levels_read(struct fg_levels *levels, const char *option);

#endif
