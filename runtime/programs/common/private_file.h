/* Files with secrets: they must be readable by their owner alone. */
#ifndef SIPFSM_PRIVATE_FILE_H
#define SIPFSM_PRIVATE_FILE_H

#include <stdio.h>

/* Opens it to be read. NULL after one clear line: it cannot be opened, is no file, or others may
 * read or change it. */
FILE *private_file_open(const char *command, const char *path);

#endif
