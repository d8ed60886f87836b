/* `sipfsm parse`, taken apart: a message (parse_message.c), a stream of them (parse_stream.c),
 * files and options (parse.c). */
#ifndef PROGRAMS_PARSE_H
#define PROGRAMS_PARSE_H

#include "sipfsm/msg.h"

enum { GOOD, BAD, UNREADABLE };

#define PARSE_WARNINGS 32 /* of a message, at most */

/* What is wrong, from whichever check. */
struct fault {
    const char *text, *rule, *clause, *code;
    const char *name; /* of a warning; null: an error */
    uint32_t at;      /* in parse->text */
    struct sf_str header;
    bool answerable;
    char note[160];
};

/* All that is wrong with a message. */
struct findings {
    struct fault error; /* what makes it unusable, if `bad` */
    bool bad;
    bool usable; /* it may be read all the same */
    struct fault warning[PARSE_WARNINGS];
    unsigned warnings;
};

struct parse {
    bool json, stream, level1, strict, shows_credentials;
    uint32_t tolerate;
    const char *name;      /* of the file */
    struct sf_str text;    /* the whole input; of a stream the current message and what follows */
    struct sf_str read;    /* the current message, or what it was mended into */
    char *bytes;           /* those of `text`: what credentials prove is overwritten */
    uint64_t begins;       /* where `text` begins in the file */
    uint32_t line, column; /* ... as one less than people count */
    char *mended;
    struct findings findings;
};

/* One message at the beginning of parse->text. With --json it is printed, with a fault or without;
 * else the verdict is, but of a stream a fault alone. GOOD or BAD. */
int parse_message(struct parse *parse, struct sf_str text);

/* Every message of a stream; without --json the first that is bad is the verdict. UNREADABLE after
 * one clear line. */
int parse_stream(struct parse *parse, int fd);

/* For a fault that no message has: prints it as --json or text. */
void parse_say_fault(struct parse *parse, const struct fault *fault);
const char *parse_code_name(enum sf_msg_code code);

/* Parses `text` into `msg` and finds what is wrong. What makes the message unusable is an error: L1
 * cannot read it, or a header is malformed or missing without which it cannot be acted on. A
 * mistake in its body, in another header (3261:8.2.2) or after the message is a warning. */
void parse_find(struct parse *parse, struct sf_msg *msg, struct sf_str text);

#endif
