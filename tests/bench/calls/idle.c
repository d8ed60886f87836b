/* `make bench-idle` (docs/bench.md): the memory of idle connections over TLS. Opens them to a
 * server and looks at how much memory the server has more.
 *   bench_idle CONNECTIONS PROGRAM [ARGUMENT ...]    PORT in an argument: the server's */
#include "links.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, ARGUMENTS = 32, BYTES = 200 };

static long resident_bytes(const struct server *server)
{
    char path[64];
    long all = 0, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)server->pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%ld %ld", &all, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv)
{
    static char text[ARGUMENTS][BYTES];
    char *given[ARGUMENTS + 1] = {0};
    struct server server;
    uint16_t port = server_port();
    int count = argc > 2 ? atoi(argv[1]) : 0;
    struct rlimit files = {(rlim_t)count + 100, (rlim_t)count + 100};
    if (count < 1 || count > MOST || argc - 2 > ARGUMENTS) {
        fprintf(stderr, "usage: bench_idle CONNECTIONS PROGRAM [ARGUMENT ...]\n");
        return 2;
    }
    if (setrlimit(RLIMIT_NOFILE, &files) != 0) {
        perror("descriptors");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        const char *at = strstr(argv[i], "PORT");
        int n = at ? (int)(at - argv[i]) : BYTES;
        snprintf(text[i - 2], BYTES, at ? "%.*s%u%s" : "%.*s", n, argv[i], port, at ? at + 4 : "");
        given[i - 2] = text[i - 2];
    }
    if (!server_start(&server, given, port, 0)) {
        fprintf(stderr, "%s does not start\n", given[0]);
        return 1;
    }
    struct links *first = links_open(port, 10, true);
    long before = resident_bytes(&server);
    struct links *links = links_open(port, (unsigned)count, true);
    const struct timespec pause = {1, 0};
    nanosleep(&pause, NULL); /* the tickets are out */
    long after = resident_bytes(&server);
    printf("%d idle connections over TLS: %ld bytes of the server's memory each\n", count,
           (after - before) / count);
    links_close(links);
    links_close(first);
    server_stop(&server);
    return 0;
}
