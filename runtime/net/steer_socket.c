/* See steer_socket.h. The program: a search for the name at every third byte, one look at the whole
 * name, then the hash of what follows. A load after the end of the datagram ends the program with
 * 0, the first socket. */
#include "steer_socket.h"

#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <linux/filter.h>
#include <sys/socket.h>
#endif

#if defined __linux__ && defined SO_ATTACH_REUSEPORT_CBPF
enum {
    FIRST_AT = 24, /* no header field is before the end of the shortest start line */
    LAST_AT = 1000,
    STEP = 3,
    NAME = 10, /* bytes of "\nCall-ID: " */
    MOST = 4000,
    BY_ADDRESS = -1 /* no socket has that number: the kernel goes by address and port */
};

struct program {
    struct sock_filter code[MOST];
    unsigned count;
};

static void put(struct program *program, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    program->code[program->count++] =
        (struct sock_filter){.code = (uint16_t)code, .jt = (uint8_t)yes, .jf = (uint8_t)no, .k = k};
}

static uint32_t word(const char *text)
{
    return (uint32_t)(unsigned char)text[0] << 24 | (uint32_t)(unsigned char)text[1] << 16 |
           (uint32_t)(unsigned char)text[2] << 8 | (unsigned char)text[3];
}

/* One of three words of the name is at a third byte: X becomes the place of its line end. */
static void put_search(struct program *program)
{
    static const char name[] = "\nCall-ID: ";
    unsigned places = (LAST_AT - FIRST_AT + STEP - 1) / STEP;
    unsigned found = program->count + places * (1 + 3 * STEP) + 1;
    for (unsigned at = FIRST_AT; at < LAST_AT; at += STEP) {
        put(program, BPF_LD | BPF_W | BPF_ABS, at, 0, 0);
        for (unsigned from = NAME - 4 - STEP + 1; from <= NAME - 4; from++) {
            put(program, BPF_JMP | BPF_JEQ | BPF_K, word(name + from), 0, 2);
            put(program, BPF_LDX | BPF_IMM, at - from, 0, 0);
            put(program, BPF_JMP | BPF_JA, found - program->count - 1, 0, 0);
        }
    }
    put(program, BPF_RET | BPF_K, (uint32_t)BY_ADDRESS, 0, 0);
    for (unsigned part = 0; part < 3; part++) { /* the last one overlaps */
        unsigned from = part < 2 ? 4 * part : NAME - 4;
        put(program, BPF_LD | BPF_W | BPF_IND, from, 0, 0);
        put(program, BPF_JMP | BPF_JEQ | BPF_K, word(name + from), 1, 0);
        put(program, BPF_RET | BPF_K, (uint32_t)BY_ADDRESS, 0, 0);
    }
}

/* As sf_steer_to; M[0] is the hash, M[1] where the name is. */
static void put_hash(struct program *program, struct sf_steer_key key, unsigned count)
{
    enum { EACH = 9 };
    unsigned end = program->count + 3 + EACH * SF_STEER_BYTES;
    put(program, BPF_STX, 1, 0, 0);
    put(program, BPF_LD | BPF_IMM, key.begin, 0, 0);
    put(program, BPF_ST, 0, 0, 0);
    for (unsigned i = 0; i < SF_STEER_BYTES; i++) {
        put(program, BPF_LDX | BPF_MEM, 1, 0, 0);
        put(program, BPF_LD | BPF_B | BPF_IND, NAME + i, 0, 0);
        put(program, BPF_JMP | BPF_JGT | BPF_K, ' ', 1, 0);
        put(program, BPF_JMP | BPF_JA, end - program->count - 1, 0, 0);
        put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
        put(program, BPF_LD | BPF_MEM, 0, 0, 0);
        put(program, BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0);
        put(program, BPF_ALU | BPF_MUL | BPF_K, key.factor, 0, 0);
        put(program, BPF_ST, 0, 0, 0);
    }
    put(program, BPF_LD | BPF_MEM, 0, 0, 0);
    put(program, BPF_ALU | BPF_RSH | BPF_K, 16, 0, 0);
    put(program, BPF_ALU | BPF_MUL | BPF_K, count, 0, 0);
    put(program, BPF_ALU | BPF_RSH | BPF_K, 16, 0, 0);
    put(program, BPF_RET | BPF_A, 0, 0, 0);
}

bool sf_steer_socket(int fd, const uint64_t secret[2], unsigned count)
{
    struct program *program = calloc(1, sizeof *program);
    if (!program)
        return false;
    put_search(program);
    put_hash(program, sf_steer_key(secret), count);
    struct sock_fprog filter = {.len = (unsigned short)program->count, .filter = program->code};
    bool set = setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &filter, sizeof filter) == 0;
    free(program);
    return set;
}
#else
bool sf_steer_socket(int fd, const uint64_t secret[2], unsigned count)
{
    (void)fd;
    (void)secret;
    (void)count;
    return false;
}
#endif
