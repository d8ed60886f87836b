/* `sipfsm parse`, taken apart: a message (parse_message.c), a stream of them (parse_stream.c),
 * files and options (parse.c). */
#ifndef PROGRAMS_PARSE_H
#define PROGRAMS_PARSE_H

#include "sipfsm/msg.h"

enum { GOOD, BAD, UNREADABLE };

struct parse {
    bool json, stream, level1;
    uint32_t tolerate;
    const char *name;   /* of the file */
    struct sf_str text; /* all of it */
    char *mended;
};

/* What is wrong, whoever found it. */
struct fault {
    const char *text, *rule, *clause, *code;
    uint32_t at; /* in the text of the file */
    struct sf_str header;
    bool answerable;
    char note[160];
};

/* One message at `begins` of the file. With --json it is printed, with a fault or without; else the
 * verdict is, but of a stream a fault alone. GOOD or BAD. */
int parse_message(struct parse *parse, struct sf_str text, uint32_t begins);

/* Every message of a stream; without --json the first that is bad is the verdict. */
int parse_stream(struct parse *parse);

/* For a fault that no message has: prints it as --json or text. */
void parse_say_fault(struct parse *parse, const struct fault *fault, uint32_t begins);
const char *parse_code_name(enum sf_msg_code code);

#endif
