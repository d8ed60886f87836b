#define _POSIX_C_SOURCE 200809L
#include "emit/graphviz.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MISSING 127

static bool no(const char *why, const char *what)
{
    fprintf(stderr, "fsmgen: %s%s\n", why, what);
    return false;
}

static void run_dot(FILE *input, int output)
{
    if (dup2(fileno(input), STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
        _exit(1);
    execlp("dot", "dot", "-Tplain", (char *)NULL);
    _exit(MISSING);
}

static void take(struct fg_output *places, int from)
{
    char block[4096];
    ssize_t got;
    while ((got = read(from, block, sizeof block)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            fg_output_bytes(places, block, (size_t)got);
}

bool fg_graphviz(const struct fg_output *graph, struct fg_output *places)
{
    int pipe_of[2], status = 0;
    FILE *input = tmpfile();
    if (!input || fwrite(graph->at, 1, graph->count, input) != graph->count || fflush(input) != 0 ||
        fseek(input, 0, SEEK_SET) != 0 || pipe(pipe_of) != 0) {
        int why = errno;
        if (input)
            fclose(input);
        return no("cannot give the diagram to dot: ", strerror(why));
    }
    pid_t child = fork();
    if (child == 0)
        run_dot(input, pipe_of[1]);
    fclose(input);
    close(pipe_of[1]);
    if (child > 0)
        take(places, pipe_of[0]);
    close(pipe_of[0]);
    if (child < 0)
        return no("cannot run dot: ", strerror(errno));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == MISSING)
        return no("`dot`, which draws the diagram, is missing: install Graphviz, or take `fsmgen "
                  "emit dot`",
                  "");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || places->count == 0)
        return no("`dot` failed to draw the diagram", "");
    return true;
}
