/* The commands of fsmgen, and their arguments. */
#ifndef FG_COMMANDS_H
#define FG_COMMANDS_H

#include "emit/files.h"
#include "read/log.h"
#include "read/machine.h"

#include <stddef.h>

enum { OK = 0, FAILED = 1, USAGE = 2 };

struct job {
    struct fg_arena arena;
    struct fg_log log;
    const char **file;
    int files;
    const char *output;       /* -o */
    const char *list;         /* --clauses */
    const char *root;         /* --root */
    const char *prefix;       /* --prefix */
    const char *deps, *stamp; /* --deps, --stamp */
    const char **folder;      /* of each -I, and a null */
    int folders;
    const char **code; /* of each --code */
    int codes;
    bool strip;                  /* --strip */
    bool pictures;               /* --pictures */
    struct fg_machine **machine; /* of each file, once load_all has run */
    struct fg_files read, made;  /* for --deps */
};

enum {
    MANY = 1,
    OUTPUT = 2,
    LIST = 4,
    ROOT = 8,
    STRIP = 16,
    PREFIX = 32,
    CODE = 64,
    PICTURES = 128
}; /* several files; -o; --clauses; --root; --strip; --prefix; --code; --pictures */

struct command {
    const char *verb, *what; /* what: of `emit` */
    int (*run)(struct job *);
    unsigned takes;
    const char *synopsis, *about; /* what follows its name; what it makes, in a line */
};
extern const struct command commands[];
extern const size_t command_count;

/* Called after success: writes what --deps and --stamp ask for. */
int command_record(struct job *job);

/* Prints help to stdout: of the command that the words name, or of all commands. */
int command_help(int words, char **word);

int command_usage(const char *why, const char *what); /* reports a wrong command line: USAGE */
int command_printed(void); /* checks that stdout was written, and reports if not */

#endif
