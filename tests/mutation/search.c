#define _DEFAULT_SOURCE
#include "search.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char search_said[256];

static void read_said(const char *path)
{
    FILE *in = fopen(path, "r");
    if (!in || !fgets(search_said, sizeof search_said, in))
        strcpy(search_said, "could not be searched: search.sh did not run");
    search_said[strcspn(search_said, "\n")] = 0;
    if (in)
        fclose(in);
}

enum search_verdict search_ask(const char *root, const char *fsmgen, const char *ladder,
                               const char *folder, const char *machine, const char *mutant)
{
    char path[512];
    int status = -1;
    snprintf(path, sizeof path, "%s/said", folder);
    unlink(path);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
        if (chdir(root) != 0)
            _exit(127);
        execlp("sh", "sh", "tests/mutation/search.sh", fsmgen, ladder, folder, machine, mutant,
               (char *)NULL);
        _exit(127);
    }
    if (pid > 0 && waitpid(pid, &status, 0) != pid)
        status = -1;
    read_said(path);
    if (pid < 0 || !WIFEXITED(status))
        return SEARCH_FAILED;
    /* The word and the status must agree: a shell that fails has neither. */
    if (WEXITSTATUS(status) == 0 && strncmp(search_said, "found: ", 7) == 0)
        return SEARCH_FOUND;
    return WEXITSTATUS(status) == 3 ? SEARCH_NOT_FOUND : SEARCH_FAILED;
}
