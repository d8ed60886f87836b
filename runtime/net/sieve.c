/* See sieve.h. The program, in the order of its parts: what is no INVITE passes; the draw; what is
 * drawn to pass does; a search for the first tag, then for the second. A load behind the end of
 * the datagram ends a program with 0, which drops it: so ends the search in a short one. */
#include "sieve.h"

#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <linux/filter.h>
#include <sys/socket.h>
#endif

enum { WORDS = SF_SIEVE_BYTES / 4, MIXED = 8 /* words between two turns of mix */ };

static uint32_t word_at(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A product carries differences to higher bits only: now and then they are brought down. */
uint32_t sf_sieve_draw(const struct sf_sieve *sieve, const char *bytes, size_t length)
{
    uint32_t hash = sieve->key[0];
    for (unsigned i = 0; i < WORDS && 4 * (i + 1) <= length; i++) {
        hash = (hash ^ word_at(bytes + 4 * (size_t)i)) * sieve->key[1];
        if (i % MIXED == MIXED - 1)
            hash ^= hash >> 15;
    }
    return hash >> 16;
}

#ifdef __linux__
enum {
    HEADER = 8,    /* the filter sees the header of UDP first */
    FIRST_AT = 40, /* no tag is before the end of the shortest start line and Via */
    FIRST_END = 512,
    SECOND_END = SF_SIEVE_WINDOW,
    STEP = 2,    /* `;tag` or `tag=` is at one of two neighbours */
    SEARCH = 5,  /* instructions of one place of a search */
    PASS = 65535 /* bytes that are kept */
};

struct program {
    struct sock_filter code[BPF_MAXINSNS];
    unsigned count;
};

static void put(struct program *program, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    program->code[program->count++] =
        (struct sock_filter){.code = (uint16_t)code, .jt = (uint8_t)yes, .jf = (uint8_t)no, .k = k};
}

static void put_return(struct program *program, uint32_t bytes)
{
    put(program, BPF_RET | BPF_K, bytes, 0, 0);
}

/* Passes unless A is `value`. */
static void pass_unless(struct program *program, uint32_t value)
{
    put(program, BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
    put_return(program, PASS);
}

static void put_draw(struct program *program, const struct sf_sieve *sieve, uint32_t passing)
{
    put(program, BPF_LDX | BPF_IMM, sieve->key[0], 0, 0);
    for (unsigned i = 0; i < WORDS; i++) {
        put(program, BPF_LD | BPF_W | BPF_ABS, HEADER + 4 * i, 0, 0);
        put(program, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
        put(program, BPF_ALU | BPF_MUL | BPF_K, sieve->key[1], 0, 0);
        put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
        if (i % MIXED != MIXED - 1)
            continue;
        put(program, BPF_ALU | BPF_RSH | BPF_K, 15, 0, 0);
        put(program, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
        put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
    }
    put(program, BPF_MISC | BPF_TXA, 0, 0, 0);
    put(program, BPF_ALU | BPF_RSH | BPF_K, 16, 0, 0);
    put(program, BPF_JMP | BPF_JGE | BPF_K, passing, 1, 0);
    put_return(program, PASS);
}

/* Is a tag at `at`? Then on to the instruction number `to`. The case does not matter. */
static void put_search(struct program *program, unsigned at, unsigned to)
{
    put(program, BPF_LD | BPF_W | BPF_ABS, HEADER + at, 0, 0);
    put(program, BPF_ALU | BPF_OR | BPF_K, 0x20202020, 0, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, word_at(";tag"), 1, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, word_at("tag="), 0, 1);
    put(program, BPF_JMP | BPF_JA, to - program->count - 1, 0, 0);
}

static void put_searches(struct program *program)
{
    unsigned first = program->count;
    unsigned second = first + (FIRST_END - FIRST_AT) / STEP * SEARCH + 1;
    unsigned pass = second + (SECOND_END - FIRST_AT) / STEP * SEARCH + 1;
    for (unsigned at = FIRST_AT; at < FIRST_END; at += STEP)
        put_search(program, at, second + (at + STEP - FIRST_AT) / STEP * SEARCH);
    put_return(program, PASS); /* a long one without any: who knows */
    for (unsigned at = FIRST_AT; at < SECOND_END; at += STEP)
        put_search(program, at, pass);
    put_return(program, 0);
    put_return(program, PASS);
}

static bool attach(const struct sf_sieve *sieve, int fd, uint32_t passing)
{
    struct program *program = calloc(1, sizeof *program);
    if (!program)
        return false;
    put(program, BPF_LD | BPF_W | BPF_LEN, 0, 0, 0);
    put(program, BPF_JMP | BPF_JGE | BPF_K, HEADER + SF_SIEVE_BYTES, 1, 0);
    put_return(program, PASS);
    put(program, BPF_LD | BPF_W | BPF_ABS, HEADER, 0, 0);
    pass_unless(program, word_at("INVI"));
    put(program, BPF_LD | BPF_W | BPF_ABS, HEADER + 3, 0, 0);
    pass_unless(program, word_at("ITE "));
    put_draw(program, sieve, passing);
    put_searches(program);
    struct sock_fprog filter = {.len = (unsigned short)program->count, .filter = program->code};
    bool attached = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
    free(program);
    return attached;
}

/* The old one goes first: the kernel has not always room for two. */
void sf_sieve_set(struct sf_sieve *sieve, int fd, uint32_t passing)
{
    const int none = 0;
    if (sieve->useless || passing == sieve->passing)
        return;
    if (sieve->passing < SF_SIEVE_ALL)
        setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none);
    sieve->useless = passing < SF_SIEVE_ALL && !attach(sieve, fd, passing);
    sieve->passing = sieve->useless ? SF_SIEVE_ALL : passing;
}
#else
void sf_sieve_set(struct sf_sieve *sieve, int fd, uint32_t passing)
{
    (void)fd;
    (void)passing;
    sieve->useless = true;
}
#endif
