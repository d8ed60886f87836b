/* A C file as lines of tokens, for changes of one line (mutants.c). Comments, preprocessor lines
 * and asserts have no tokens. */
#ifndef SIPFSM_MUTATION_SOURCE_H
#define SIPFSM_MUTATION_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_TOKENS = 128, LINE_BYTES = 512 };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_MARK };

struct token {
    enum token_kind kind;
    size_t at, length; /* in the line */
};

struct line {
    char text[LINE_BYTES];
    struct token token[LINE_TOKENS];
    unsigned tokens;
    bool starts;  /* a statement begins here: what comes before it has ended */
    bool in_body; /* inside the braces of something */
    bool in_enum; /* inside the braces of an enum */
};

struct source {
    const char *path;
    struct line *line;
    size_t lines;
};

/* Reads a whole file; false if it cannot be read. Lines longer than LINE_BYTES are cut and have no
 * tokens. The memory is never freed: the program ends soon. */
bool source_read(struct source *source, const char *path);

/* The token is this word or mark. */
bool token_is(const struct line *line, unsigned token, const char *text);

#endif
