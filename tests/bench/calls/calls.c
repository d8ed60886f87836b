/* `make bench-calls` (docs/bench.md): what one call costs a server, in processor time. Server by
 * server: it is started on one core, the load runs on another, and after a warm-up the rounds are
 * measured. `bench_calls` alone says how it is called. */
#include "load.h"
#include "server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SERVERS = 7,
    ROUNDS_MOST = 99,
    SECOND_US = 1000000,
    RATE_MOST = 50000,
    SECONDS_MOST = 600,
    SKIPPED = 77
};

static struct {
    double rate;
    uint64_t warm_us, round_us, burst_us;
    unsigned rounds;
} plan;

struct row {
    const char *name;
    enum load_transport transport;
    double call_us[ROUNDS_MOST]; /* sorted */
    struct load_result sum;
    bool measured;
};

static struct server under_load;

static void on_end(int number)
{
    if (under_load.pid > 0)
        kill(-under_load.pid, SIGKILL);
    _exit(128 + number);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void add(struct load_result *sum, const struct load_result *round)
{
    sum->begun += round->begun;
    sum->done += round->done;
    sum->refused += round->refused;
    sum->failed += round->failed;
    sum->repeated += round->repeated;
    sum->half_us = round->half_us;
    sum->most_us = round->most_us > sum->most_us ? round->most_us : sum->most_us;
}

static void measure(struct row *row)
{
    struct load *load = load_open(under_load.port, row->transport);
    struct load_result result;
    load_run(load, plan.rate, plan.warm_us, plan.burst_us, 0);
    load_take(load, &result);
    for (unsigned i = 0; i < plan.rounds; i++) {
        uint64_t before_ns = server_cpu_ns(&under_load);
        load_run(load, plan.rate, plan.round_us, plan.burst_us, 0);
        uint64_t ns = server_cpu_ns(&under_load) - before_ns;
        load_take(load, &result);
        add(&row->sum, &result);
        row->call_us[i] = result.done ? (double)ns / 1000 / (double)result.done : 0;
    }
    qsort(row->call_us, plan.rounds, sizeof row->call_us[0], compare);
    row->measured = true;
    load_close(load);
}

static void run(struct row *row, char *const argv[], uint16_t port)
{
    if (!server_start(&under_load, argv, port, 0)) {
        printf("%-28s not measured: `%s` does not start\n", row->name, argv[0]);
        return;
    }
    measure(row);
    server_stop(&under_load);
}

/* A key and its certificate, of this minute. */
static bool make_certificate(char *key, char *certificate)
{
    char command[400];
    int fd[2] = {mkstemp(key), mkstemp(certificate)};
    close(fd[0]);
    close(fd[1]);
    snprintf(
        command, sizeof command,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
        "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s 2>/dev/null",
        key, certificate);
    return system(command) == 0; /* NOLINT(cert-env33-c): the files are ours */
}

static void run_sipfsm(struct row *row, const char *program, const char *threads)
{
    static const char *const names[] = {"udp", "tcp", "tls"};
    char listen[40], rate[20], calls[20];
    char key[] = "/tmp/bench_key_XXXXXX", certificate[] = "/tmp/bench_certificate_XXXXXX";
    uint16_t port = server_port();
    snprintf(listen, sizeof listen, "%s:127.0.0.1:%u", names[row->transport], port);
    snprintf(rate, sizeof rate, "%.0f", plan.rate * 1.2);
    snprintf(calls, sizeof calls, "%.0f", plan.rate < 10000 ? 10000 : plan.rate);
    char *argv[] = {(char *)program,
                    "serve",
                    "--listen",
                    listen,
                    "--rate",
                    rate,
                    "--calls",
                    calls,
                    "--quiet",
                    "--calls-per-source",
                    "0",
                    "--threads",
                    (char *)threads,
                    NULL,
                    NULL,
                    NULL,
                    NULL,
                    NULL};
    if (row->transport == LOAD_TLS) {
        if (!make_certificate(key, certificate)) {
            printf("%-28s not measured: no certificate\n", row->name);
            return;
        }
        char *const more[] = {"--certificate", certificate, "--key", key};
        for (unsigned i = 0; i < 4; i++)
            argv[13 + i] = more[i];
    }
    run(row, argv, port);
    if (row->transport == LOAD_TLS) {
        unlink(key);
        unlink(certificate);
    }
}

static void run_floor(struct row *row, const char *program)
{
    char text[20];
    uint16_t port = server_port();
    snprintf(text, sizeof text, "%u", port);
    char *argv[] = {(char *)program, text, NULL};
    run(row, argv, port);
}

static void run_sipp(struct row *row)
{
    char text[20];
    uint16_t port = server_port();
    snprintf(text, sizeof text, "%u", port);
    char *argv[] = {"sipp", "-sn",        "uas",     "-i",       "127.0.0.1", "-p",
                    text,   "-buff_size", "4194304", "-nostdin", NULL};
    run(row, argv, port);
}

/* As many responses as ours, of the same meaning, and nothing kept. */
static void run_kamailio(struct row *row)
{
    char file[] = "/tmp/bench_kamailio_XXXXXX";
    uint16_t port = server_port();
    int fd = mkstemp(file);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out)
        return;
    fprintf(out,
            "debug=0\nlog_stderror=yes\nfork=yes\nchildren=1\ndisable_tcp=yes\nauto_aliases=no\n"
            "listen=udp:127.0.0.1:%u\nloadmodule \"sl.so\"\n"
            "request_route {\n"
            "  if (method == \"ACK\") exit;\n"
            "  if (method == \"INVITE\") sl_send_reply(\"180\", \"Ringing\");\n"
            "  sl_send_reply(\"200\", \"OK\");\n  exit;\n}\n",
            port);
    fclose(out);
    char *argv[] = {"kamailio", "-DD", "-E", "-f", file, NULL};
    run(row, argv, port);
    unlink(file);
}

static void print_row(const struct row *row, double sipp, double floor)
{
    if (!row->measured)
        return;
    double half = row->call_us[plan.rounds / 2];
    printf("%-28s %8.2f %8.2f %8.2f", row->name, row->call_us[0], half,
           row->call_us[plan.rounds - 1]);
    if (sipp > 0)
        printf(" %8.2f", half / sipp);
    else
        printf(" %8s", "-");
    printf(" %8.2f %10llu %6llu %6llu %8llu %8llu\n", floor > 0 ? half / floor : 0,
           (unsigned long long)row->sum.done,
           (unsigned long long)(row->sum.refused + row->sum.failed),
           (unsigned long long)row->sum.repeated, (unsigned long long)row->sum.half_us,
           (unsigned long long)row->sum.most_us);
}

static const char usage[] =
    "usage: bench_calls SIPFSM FLOOR [OPTION ...]\n"
    "  --rate N      calls a second (10000, at most 50000)\n"
    "  --burst US    begun in bursts, one every so many microseconds (1000); 0: each on its own\n"
    "  --warm S      seconds before the first round (36: what is left of a call stands for 32)\n"
    "  --rounds N    how many are measured (7)\n"
    "  --round S     how long each is, in seconds (4)\n"
    "  --only NAME   rows whose name begins so: floor, \"sipfsm serve\", sipfsm, sipp, kamailio\n";

static bool read_number(const char *text, double most, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return *text && !*end && *number >= 0 && *number <= most;
}

static bool read_plan(int argc, char **argv, const char **only)
{
    static const struct option options[] = {{"rate", required_argument, NULL, 'r'},
                                            {"burst", required_argument, NULL, 'b'},
                                            {"warm", required_argument, NULL, 'w'},
                                            {"rounds", required_argument, NULL, 'n'},
                                            {"round", required_argument, NULL, 's'},
                                            {"only", required_argument, NULL, 'o'},
                                            {NULL, 0, NULL, 0}};
    double number = 0;
    int option;
    plan.rate = 10000;
    plan.burst_us = 1000;
    plan.warm_us = 36 * SECOND_US;
    plan.rounds = 7;
    plan.round_us = 4 * SECOND_US;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'o')
            *only = optarg;
        else if (option == '?' || !read_number(optarg,
                                               option == 'r'   ? RATE_MOST
                                               : option == 'b' ? SECOND_US
                                               : option == 'n' ? ROUNDS_MOST
                                                               : SECONDS_MOST,
                                               &number))
            return false;
        else if (option == 'r')
            plan.rate = number;
        else if (option == 'b')
            plan.burst_us = (uint64_t)number;
        else if (option == 'w')
            plan.warm_us = (uint64_t)(number * SECOND_US);
        else if (option == 'n')
            plan.rounds = (unsigned)number;
        else
            plan.round_us = (uint64_t)(number * SECOND_US);
    }
    return argc - optind == 2 && plan.rate >= 1 && plan.rounds && plan.round_us;
}

static bool is_wanted(const struct row *row, const char *only)
{
    return !only || strncmp(row->name, only, strlen(only)) == 0;
}

int main(int argc, char **argv)
{
    static struct row row[SERVERS] = {{.name = "floor: echo by the batch"},
                                      {.name = "sipfsm serve"},
                                      {.name = "sipp -sn uas"},
                                      {.name = "kamailio, stateless"},
                                      {.name = "sipfsm, 2 threads"},
                                      {.name = "sipfsm, TCP", .transport = LOAD_TCP},
                                      {.name = "sipfsm, TLS", .transport = LOAD_TLS}};
    const char *only = NULL;
    if (!read_plan(argc, argv, &only)) {
        fputs(usage, stderr);
        return 2;
    }
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        fprintf(stderr, "bench_calls needs two processors\n");
        return SKIPPED;
    }
    signal(SIGINT, on_end);
    signal(SIGTERM, on_end);
    server_pin(1);
    printf("%.0f calls a second in bursts of %llu us, %llu s of warm-up, then %u rounds of %.1f s; "
           "server on core 0, load on core 1\n\n",
           plan.rate, (unsigned long long)plan.burst_us,
           (unsigned long long)(plan.warm_us / SECOND_US), plan.rounds,
           (double)plan.round_us / SECOND_US);
    if (is_wanted(&row[0], only))
        run_floor(&row[0], argv[optind + 1]);
    if (is_wanted(&row[1], only))
        run_sipfsm(&row[1], argv[optind], "1");
    if (is_wanted(&row[2], only))
        run_sipp(&row[2]);
    if (is_wanted(&row[3], only))
        run_kamailio(&row[3]);
    for (unsigned i = 4; i < SERVERS; i++)
        if (is_wanted(&row[i], only))
            run_sipfsm(&row[i], argv[optind], i == 4 ? "2" : "1");
    double floor = row[0].measured ? row[0].call_us[plan.rounds / 2] : 0;
    double sipp = row[2].measured ? row[2].call_us[plan.rounds / 2] : 0;
    printf("%-28s %26s %17s %10s %6s %6s %17s\n", "", "processor us a call", "ratio to", "calls",
           "lost", "sent", "us until the 200");
    printf("%-28s %8s %8s %8s %8s %8s %10s %6s %6s %8s %8s\n", "", "least", "median", "most",
           "sipp", "floor", "", "", "again", "half", "99 %");
    bool all = true;
    for (unsigned i = 0; i < SERVERS; i++) {
        print_row(&row[i], sipp, floor);
        all &= !row[i].measured || row[i].sum.done;
    }
    return row[1].measured == is_wanted(&row[1], only) && all ? 0 : 1;
}
