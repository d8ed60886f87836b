/* Command line options, for all subcommands alike: "--name", "--name VALUE", "--name=VALUE". */
#ifndef SIPFSM_OPTIONS_H
#define SIPFSM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define EXIT_USAGE 2

enum option_kind { OPTION_FLAG, OPTION_NUMBER, OPTION_TEXT, OPTION_TEXTS };

struct option {
    const char *name; /* with its dashes */
    enum option_kind kind;
    bool *flag;       /* FLAG; may be null for the others: set when the option is there */
    uint64_t *number; /* NUMBER, of least..most */
    uint64_t least, most;
    const char **text;   /* TEXT; TEXTS: `most` of them, if the option is there several times */
    unsigned *count;     /* TEXTS */
    const char *choices; /* TEXT: "a|b", or null for any */
};

/* Reads argv[1..]; at most one word without dashes goes to *word if `word` is not null. True, or
 * false after a usage line. */
bool options_read(const char *command, const struct option *options, unsigned count, int argc,
                  char **argv, const char **word);

/* One line on standard error: "sipfsm COMMAND: ..." */
void complain(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
