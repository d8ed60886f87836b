/* See sieve.h. The program, in the order of its parts: what is no INVITE passes; the draw; the
 * group; what is drawn to pass does; a search for To; a search for a tag in its line. A load behind
 * the end of the datagram ends a program with 0, which drops it: so the first search looks at the
 * length. */
#include "sieve.h"

#include <assert.h>
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

static void pass_all(struct sf_sieve *sieve)
{
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        sieve->passing[i] = SF_SHARE_ALL;
}

void sf_sieve_init(struct sf_sieve *sieve, uint8_t family)
{
    memset(sieve, 0, sizeof *sieve);
    sieve->family = family;
    pass_all(sieve);
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
    FIRST_AT = 40, /* To is not before the end of the shortest start line and Via */
    STEP = 2,      /* its name is at one of two neighbours */
    CHECK = 32,    /* bytes between two looks at the length */
    VALUE = 130,   /* bytes of To that are searched */
    PASS = 65535   /* bytes that are kept */
};

struct program {
    struct sock_filter code[BPF_MAXINSNS];
    unsigned count;
};

static void put(struct program *program, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    assert(program->count < BPF_MAXINSNS); /* 4,025 are used */
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

/* A becomes the draw. */
static void put_draw(struct program *program, const struct sf_sieve *sieve)
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
}

/* A becomes the group of the sender, as in sf_crowd_group. */
static void put_group(struct program *program, const struct sf_sieve *sieve)
{
    unsigned at = (uint32_t)SKF_NET_OFF + (sieve->family == 6 ? 8 : 12); /* of the source */
    put(program, BPF_LD | BPF_W | BPF_ABS, at, 0, 0);
    put(program, BPF_ALU | BPF_XOR | BPF_K, sieve->key[0], 0, 0);
    put(program, BPF_ALU | BPF_MUL | BPF_K, sieve->key[1], 0, 0);
    if (sieve->family == 6) {
        put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
        put(program, BPF_LD | BPF_W | BPF_ABS, at + 4, 0, 0);
        put(program, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
        put(program, BPF_ALU | BPF_MUL | BPF_K, sieve->key[1], 0, 0);
    }
    put(program, BPF_ALU | BPF_RSH | BPF_K, 28, 0, 0);
}

/* What is drawn to pass does: a draw below what the group may. */
static void put_choice(struct program *program, const struct sf_sieve *sieve)
{
    enum { EACH = 3 };
    put(program, BPF_ST, 0, 0, 0);
    put_group(program, sieve);
    unsigned end = program->count + EACH * SF_CROWD_GROUPS;
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++) {
        put(program, BPF_JMP | BPF_JEQ | BPF_K, i, 0, 2);
        put(program, BPF_LDX | BPF_IMM, sieve->passing[i], 0, 0);
        put(program, BPF_JMP | BPF_JA, end - program->count - 1, 0, 0);
    }
    put(program, BPF_LD | BPF_MEM, 0, 0, 0);
    put(program, BPF_JMP | BPF_JGE | BPF_X, 0, 1, 0);
    put_return(program, PASS);
}

/* The beginnings of To that are known, and where in them the colon is, or should be. */
static const struct {
    char text[5];
    uint32_t colon;
} name[] = {{"\nTo:", 3}, {"\r\nTo", 4}, {"\r\nt:", 3}, {"\nt: ", 2}};

enum { NAMES = sizeof name / sizeof *name, PLACE = NAMES + 3 /* instructions of one place */ };

static unsigned checks_before(unsigned at)
{
    return at > SF_SIEVE_BYTES ? (at - SF_SIEVE_BYTES + CHECK - 1) / CHECK : 0;
}

/* Where a To is, X is its place and A its four bytes. Not found: it passes. */
static void put_search(struct program *program)
{
    enum { LENGTH_CHECK = 3 };
    unsigned places = (SF_SIEVE_WINDOW - FIRST_AT) / STEP;
    unsigned found = program->count + places * PLACE +
                     checks_before(SF_SIEVE_WINDOW) * LENGTH_CHECK + 1;
    for (unsigned at = FIRST_AT; at < SF_SIEVE_WINDOW; at += STEP) {
        if (at >= SF_SIEVE_BYTES && (at - SF_SIEVE_BYTES) % CHECK == 0) {
            put(program, BPF_LD | BPF_W | BPF_LEN, 0, 0, 0);
            put(program, BPF_JMP | BPF_JGE | BPF_K, HEADER + at + CHECK + 4, 1, 0);
            put_return(program, PASS);
        }
        put(program, BPF_LD | BPF_W | BPF_ABS, HEADER + at, 0, 0);
        for (unsigned i = 0; i < NAMES; i++)
            put(program, BPF_JMP | BPF_JEQ | BPF_K, word_at(name[i].text), NAMES - 1 - i,
                i == NAMES - 1 ? 2 : 0);
        put(program, BPF_LDX | BPF_IMM, HEADER + at, 0, 0);
        put(program, BPF_JMP | BPF_JA, found - program->count - 1, 0, 0);
    }
    put_return(program, PASS);
}

/* X becomes the place of the colon. */
static void put_colon(struct program *program)
{
    for (unsigned i = 0; i < NAMES; i++) {
        put(program, BPF_JMP | BPF_JEQ | BPF_K, word_at(name[i].text), 0, 2);
        put(program, BPF_LD | BPF_IMM, name[i].colon, 0, 0);
        put(program, BPF_JMP | BPF_JA, 3 * (NAMES - 1 - i), 0, 0);
    }
    put(program, BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0);
    put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
    put(program, BPF_LD | BPF_B | BPF_IND, 0, 0, 0);
    pass_unless(program, ':'); /* it is the beginning of a longer name */
}

/* What has "tag" in that line passes, and what has a longer or a folded one. */
static void put_value(struct program *program)
{
    enum { EACH = 9 };
    unsigned end = program->count + VALUE * EACH + 1;
    for (unsigned i = 1; i <= VALUE; i++) {
        put(program, BPF_LD | BPF_B | BPF_IND, i, 0, 0);
        put(program, BPF_JMP | BPF_JEQ | BPF_K, '\n', 0, 2);
        put(program, BPF_LD | BPF_IMM, i + 1, 0, 0);
        put(program, BPF_JMP | BPF_JA, end - program->count - 1, 0, 0);
        put(program, BPF_LD | BPF_W | BPF_IND, i, 0, 0);
        put(program, BPF_ALU | BPF_OR | BPF_K, 0x20202020, 0, 0);
        put(program, BPF_ALU | BPF_RSH | BPF_K, 8, 0, 0);
        put(program, BPF_JMP | BPF_JEQ | BPF_K, word_at("tag ") >> 8, 0, 1);
        put_return(program, PASS);
    }
    put_return(program, PASS);
    put(program, BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0);
    put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
    put(program, BPF_LD | BPF_B | BPF_IND, 0, 0, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, ' ', 1, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, '\t', 0, 1);
    put_return(program, PASS);
    put_return(program, 0);
}

static bool attach(const struct sf_sieve *sieve, int fd)
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
    put_draw(program, sieve);
    put_choice(program, sieve);
    put_search(program);
    put_colon(program);
    put_value(program);
    struct sock_fprog filter = {.len = (unsigned short)program->count, .filter = program->code};
    bool attached = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
    free(program);
    return attached;
}

/* The old one goes first: the kernel has not always room for two. */
void sf_sieve_set(struct sf_sieve *sieve, int fd, const uint32_t passing[SF_CROWD_GROUPS])
{
    const int none = 0;
    bool filters = false;
    if (sieve->useless)
        return;
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        filters |= passing[i] < SF_SHARE_ALL;
    if (sieve->filters)
        setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none);
    memcpy(sieve->passing, passing, sizeof sieve->passing);
    sieve->filters = filters && attach(sieve, fd);
    sieve->useless = filters && !sieve->filters;
    if (sieve->useless)
        pass_all(sieve);
}
#else
void sf_sieve_set(struct sf_sieve *sieve, int fd, const uint32_t passing[SF_CROWD_GROUPS])
{
    (void)fd;
    (void)passing;
    sieve->useless = true;
}
#endif
