#include "private_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "options.h"

FILE *private_file_open(const char *command, const char *path)
{
    FILE *file = fopen(path, "r");
    struct stat about;
    if (!file) {
        complain(command, "%s: %s", path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode))
        complain(command, "%s: no file", path);
    else if (about.st_mode & (S_IRWXG | S_IRWXO))
        complain(command, "%s: others can read it: chmod 600 %s", path, path);
    else
        return file;
    fclose(file);
    return NULL;
}
