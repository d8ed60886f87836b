/* One peer in a process of its own.
 *   worker FOLDER SEED                    reads lines "CORPUS PASSES" (corpus 0: the messages, 1:
 * mixed), answers each with "NANOSECONDS ALLOCATIONS MESSAGES BYTES" of all passes (of its own
 *                                         processor time: other processes count less); a first line
 * gives the name worker FOLDER SEED CORPUS PASSES      runs that once and is silent: for callgrind
 */
#define _POSIX_C_SOURCE 200809L
#include "corpus.h"
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct corpus corpora[2];

static void pass(const struct corpus *corpus)
{
    for (unsigned i = 0; i < corpus->count; i++)
        if (!peer_parse(corpus->message[i].bytes, corpus->message[i].length)) {
            fprintf(stderr, "bench: %s refuses message %u of the corpus '%s':\n%.*s\n", peer_name,
                    i, corpus->name, (int)corpus->message[i].length, corpus->message[i].bytes);
            exit(1);
        }
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int main(int argc, char **argv)
{
    unsigned which, passes;
    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: %s FOLDER SEED [CORPUS PASSES]\n", argv[0]);
        return 2;
    }
    corpus_read(&corpora[0], argv[1]);
    corpus_mix(&corpora[1], &corpora[0], strtoull(argv[2], NULL, 10));
    peer_start();
    if (argc == 5) {
        for (passes = (unsigned)atoi(argv[4]); passes; passes--)
            pass(&corpora[atoi(argv[3]) & 1]);
        return 0;
    }
    pass(&corpora[0]);
    pass(&corpora[1]);
    printf("%s\n", peer_name);
    fflush(stdout);
    while (scanf("%u %u", &which, &passes) == 2) {
        const struct corpus *corpus = &corpora[which & 1];
        uint64_t before = allocations();
        int64_t start = now_ns();
        for (unsigned i = 0; i < passes; i++)
            pass(corpus);
        int64_t ns = now_ns() - start;
        printf("%lld %llu %llu %llu\n", (long long)ns, (unsigned long long)(allocations() - before),
               (unsigned long long)corpus->count * passes,
               (unsigned long long)corpus->bytes * passes);
        fflush(stdout);
    }
    return 0;
}
