#include "common/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/options.h"

FILE *private_file_open(const char *command, const char *path)
{
    struct stat about;
    FILE *file = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would wait for a writer */
    if (fd >= 0 && !(file = fdopen(fd, "r")))
        close(fd);
    if (!file) {
        complain(command, "%s: %s", path, strerror(errno));
        return NULL;
    }
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        complain(command, "%s: no file", path);
    else if (about.st_mode & (S_IRWXG | S_IRWXO))
        complain(command, "%s: others can read it: chmod 600 %s", path, path);
    else
        return file;
    fclose(file);
    return NULL;
}
