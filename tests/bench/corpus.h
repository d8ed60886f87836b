/* What is measured: the eight messages of messages/, and a mixed corpus that a seed makes of them.
 */
#ifndef TESTS_BENCH_CORPUS_H
#define TESTS_BENCH_CORPUS_H

#include <stddef.h>
#include <stdint.h>

enum { CORPUS_MESSAGES = 8, CORPUS_VARIANTS = 512 };

struct corpus {
    const char *name;
    unsigned count;
    size_t bytes; /* of all of them */
    struct corpus_message {
        char *bytes; /* malloc'ed to size */
        size_t length;
    } message[CORPUS_VARIANTS];
};

/* Both exit with a message if the folder does not hold the eight. */
void corpus_read(struct corpus *corpus, const char *folder);
/* 512 variants, 64 of each: random tags, branches, Call-IDs, users and hosts, the order of the
 * headers shuffled (those of one name stay in order), one in ten with compact names. The same seed
 * makes the same bytes. */
void corpus_mix(struct corpus *corpus, const struct corpus *messages, uint64_t seed);
void corpus_free(struct corpus *corpus);

#endif
