/* parser FOLDER SEED ROUNDS WORKER...: the parsers side by side. Each worker is a process of its
 * own; they run in turn, a slice each, round after round, so that what the machine does meanwhile
 * falls on all alike; medians are printed. The ratios are to the last two workers. With valgrind in
 * the path: instructions, the difference of two runs under callgrind. */
#define _POSIX_C_SOURCE 200809L
#include "corpus.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 16, ROUNDS = 200, SLICE_NS = 15000000 };

struct worker {
    const char *path;
    char name[64];
    pid_t pid;
    FILE *to, *from;
    unsigned passes;
    double ns[ROUNDS], median, mb, allocations, instructions; /* a message */
};

static struct worker workers[WORKERS];
static unsigned count;
static const char *folder, *seed;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static void start(struct worker *worker)
{
    int to[2], from[2];
    if (pipe(to) != 0 || pipe(from) != 0)
        fail("no pipe");
    worker->pid = fork();
    if (worker->pid < 0)
        fail("no process");
    if (worker->pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        for (int fd = 3; fd < 256; fd++)
            close(fd);
        execl(worker->path, worker->path, folder, seed, (char *)NULL);
        perror(worker->path);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    worker->to = fdopen(to[1], "w");
    worker->from = fdopen(from[0], "r");
    if (!fgets(worker->name, sizeof worker->name, worker->from))
        fail(worker->path);
    worker->name[strcspn(worker->name, "\n")] = '\0';
}

/* One slice; nanoseconds a message. */
static double slice(struct worker *worker, unsigned corpus)
{
    int64_t ns;
    uint64_t allocated, messages, bytes;
    fprintf(worker->to, "%u %u\n", corpus, worker->passes);
    fflush(worker->to);
    if (fscanf(worker->from, "%" SCNd64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &ns, &allocated,
               &messages, &bytes) != 4)
        fail(worker->path);
    worker->allocations = (double)allocated / (double)messages;
    return (double)ns / (double)messages;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const struct corpus *corpus, unsigned which, unsigned rounds)
{
    for (unsigned i = 0; i < count; i++) { /* as many passes as a slice takes */
        struct worker *worker = &workers[i];
        worker->passes = 1;
        while (slice(worker, which) * worker->passes * corpus->count < SLICE_NS / 4.0)
            worker->passes *= 2;
        worker->passes = worker->passes * 3;
    }
    for (unsigned round = 0; round < rounds; round++)
        for (unsigned i = 0; i < count; i++)
            workers[i].ns[round] = slice(&workers[i], which);
    for (unsigned i = 0; i < count; i++) {
        struct worker *worker = &workers[i];
        qsort(worker->ns, rounds, sizeof *worker->ns, by_size);
        worker->median = rounds % 2 ? worker->ns[rounds / 2]
                                    : (worker->ns[rounds / 2 - 1] + worker->ns[rounds / 2]) / 2;
        worker->mb = (double)corpus->bytes / corpus->count / worker->median * 1000;
    }
}

/* ---- Instructions ---- */

static double collected(const struct worker *worker, unsigned which, unsigned passes)
{
    char command[8192], line[512];
    double number = -1;
    snprintf(command, sizeof command,
             "valgrind --tool=callgrind --callgrind-out-file=/dev/null '%s' '%s' %s %u %u 2>&1",
             worker->path, folder, seed, which, passes);
    FILE *out = popen(command, "r");
    while (out && fgets(line, sizeof line, out)) {
        const char *at = strstr(line, "Collected :");
        if (at)
            number = strtod(at + strlen("Collected :"), NULL);
    }
    if (out)
        pclose(out);
    return number;
}

static void count_instructions(const struct corpus *corpus, unsigned which)
{
    bool there = system("command -v valgrind >/dev/null") == 0;
    for (unsigned i = 0; i < count; i++) {
        double once = there ? collected(&workers[i], which, 1) : -1,
               thrice = once >= 0 ? collected(&workers[i], which, 3) : -1;
        workers[i].instructions = thrice >= 0 ? (thrice - once) / (2 * corpus->count) : -1;
    }
    if (!there)
        fprintf(stderr,
                "valgrind is missing: run `make deps-dev` (instructions are not counted)\n");
}

/* ---- What is printed ---- */

static void tell_processor(void)
{
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "model name", 10) == 0) {
            printf("processor: %s", strchr(line, ':') + 2);
            break;
        }
    if (file)
        fclose(file);
}

static void tell(const struct corpus *corpus, unsigned rounds)
{
    const struct worker *peers = count >= 2 ? &workers[count - 2] : NULL;
    printf("\n%s: %u messages, mean %.0f bytes; medians of %u rounds\n", corpus->name,
           corpus->count, (double)corpus->bytes / corpus->count, rounds);
    printf("%-18s %10s %10s %12s %14s", "", "ns", "MB/s", "allocations", "instructions");
    for (unsigned i = 0; peers && i < 2; i++)
        printf("   %s x", peers[i].name);
    printf("\n");
    for (unsigned i = 0; i < count; i++) {
        const struct worker *worker = &workers[i];
        char instructions[32] = "-";
        if (worker->instructions >= 0)
            snprintf(instructions, sizeof instructions, "%.0f", worker->instructions);
        printf("%-18s %10.0f %10.0f %12.1f %14s", worker->name, worker->median, worker->mb,
               worker->allocations, instructions);
        for (unsigned k = 0; peers && k < 2; k++)
            printf("   %*.2f", (int)strlen(peers[k].name) + 2, peers[k].median / worker->median);
        printf("\n");
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static struct corpus corpora[2];
    if (argc < 6 || argc - 4 > WORKERS) {
        fprintf(stderr, "usage: %s FOLDER SEED ROUNDS WORKER WORKER...\n", argv[0]);
        return 2;
    }
    folder = argv[1];
    seed = argv[2];
    unsigned rounds = (unsigned)atoi(argv[3]);
    if (rounds < 1 || rounds > ROUNDS)
        fail("1 to 200 rounds");
    corpus_read(&corpora[0], folder);
    corpus_mix(&corpora[1], &corpora[0], strtoull(seed, NULL, 10));
    for (int i = 4; i < argc; i++) {
        workers[count].path = argv[i];
        start(&workers[count++]);
    }
    tell_processor();
    for (unsigned which = 0; which < 2; which++) {
        measure(&corpora[which], which, rounds);
        count_instructions(&corpora[which], which);
        tell(&corpora[which], rounds);
    }
    for (unsigned i = 0; i < count; i++)
        fclose(workers[i].to);
    while (wait(NULL) > 0)
        ;
    return 0;
}
