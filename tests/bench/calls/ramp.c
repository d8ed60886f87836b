/* `make bench-ramp` (docs/bench.md): how many calls come to a good end while ever more are offered.
 * A server on one core, the load on another. Each step begins so many calls a second for a while;
 * good is a call whose BYE was answered within LOAD_LATE_US of its INVITE. Prints a plot,
 * and what the server has had of its core: a machine that others use gives it more or less of it.
 * The load needs several times the processor time of the server, as it repeats what gets no answer:
 * BESIDE processes that do nothing take their share of the server's core, so that the load is not
 * what is too slow.
 *   bench_ramp SIPFSM CAPACITY STEP_S BESIDE [OPTION of serve ...] */
#include "load.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { STEPS = 12, SECOND_US = 1000000, WIDTH = 60, ARGUMENTS = 32, RATE_MOST = 100000 };

struct step {
    double offered, good, ran, waited; /* a second */
    struct load_result result;
};

static bool start(struct server *server, const char *program, double rate, int more, char **option)
{
    char listen[40], most[20];
    uint16_t port = server_port();
    int n = 0;
    char *argv[ARGUMENTS] = {(char *)program, "serve", "--listen",           listen, "--rate", most,
                             "--calls",       most,    "--calls-per-source", "0",    "--quiet"};
    snprintf(listen, sizeof listen, "udp:127.0.0.1:%u", port);
    snprintf(most, sizeof most, "%.0f", rate);
    while (argv[n])
        n++;
    for (int i = 0; i < more && n + 1 < ARGUMENTS; i++)
        argv[n++] = option[i];
    return server_start(server, argv, port, 0);
}

static void plot(const struct step *step, double most)
{
    for (unsigned i = 0; i < STEPS; i++) {
        int good = (int)(step[i].good / most * WIDTH + 0.5);
        int offered = (int)(step[i].offered / most * WIDTH + 0.5);
        printf("%7.0f |", step[i].offered);
        for (int at = 0; at <= WIDTH; at++)
            putchar(at < good ? '#' : at == offered ? ':' : ' ');
        printf("%s %.0f\n", offered > WIDTH ? " >" : "  ", step[i].good);
    }
}

int main(int argc, char **argv)
{
    static struct step step[STEPS];
    struct server server;
    double capacity = argc > 2 ? atof(argv[2]) : 0, seconds = argc > 3 ? atof(argv[3]) : 0;
    int beside = argc > 4 ? atoi(argv[4]) : -1;
    double peak = 0;
    if (capacity < 10 || 3 * capacity > RATE_MOST || seconds < 0.1 || seconds > 60 || beside < 0 ||
        beside > 9) {
        fprintf(stderr, "usage: bench_ramp SIPFSM CAPACITY STEP_S BESIDE [OPTION of serve ...]\n");
        return 2;
    }
    setpriority(PRIO_PROCESS, 0, -20); /* if it may: others would look like the server's fault */
    if (!start(&server, argv[1], 1.2 * capacity, argc - 5, argv + 5)) {
        fprintf(stderr, "%s does not start\n", argv[1]);
        return 1;
    }
    for (int i = 0; i < beside; i++)
        server_idle_beside(&server, 0);
    server_pin(1);
    struct load *load = load_open(server.port, LOAD_UDP);
    for (unsigned i = 0; i < STEPS; i++) {
        step[i].offered = capacity * (i + 1) * 3 / STEPS;
        uint64_t ran_ns[2], waited_ns[2];
        server_times(&server, &ran_ns[0], &waited_ns[0]);
        load_run(load, step[i].offered, (uint64_t)(seconds * SECOND_US), 1000, 0);
        load_take(load, &step[i].result);
        server_times(&server, &ran_ns[1], &waited_ns[1]);
        step[i].ran = (double)(ran_ns[1] - ran_ns[0]) / 1e9 / seconds;
        step[i].waited = (double)(waited_ns[1] - waited_ns[0]) / 1e9 / seconds;
        step[i].good = (double)(step[i].result.done - step[i].result.late) / seconds;
        peak = step[i].good > peak ? step[i].good : peak;
    }
    load_close(load);
    server_stop(&server);
    printf("%8s %8s %8s %8s %8s %8s %8s %8s %8s %8s %8s\n", "offered", "good", "of peak", "ran",
           "nothing", "us/good", "refused", "late", "again", "half us", "99% us");
    for (unsigned i = 0; i < STEPS; i++) {
        const struct load_result *r = &step[i].result;
        double idle = 1 - step[i].ran - step[i].waited;
        printf("%8.0f %8.0f %7.0f%% %7.0f%% %7.0f%% %8.1f %8.0f %8.0f %8.0f %8llu %8llu\n",
               (double)r->begun / seconds, step[i].good, peak > 0 ? 100 * step[i].good / peak : 0,
               100 * step[i].ran, 100 * (idle > 0 ? idle : 0),
               step[i].good > 0 ? 1e6 * step[i].ran / step[i].good : 0,
               (double)r->refused / seconds, (double)r->late / seconds,
               (double)r->repeated / seconds, (unsigned long long)r->half_us,
               (unsigned long long)r->most_us);
    }
    printf("\ncalls a second: offered (:), and come to a good end (#)\n");
    plot(step, peak > 0 ? peak : capacity);
    return 0;
}
