/* Cases of the message tests, read from Markdown: see the head of messages.md for how they are
 * written. */
#ifndef SIPFSM_TEST_CASES_H
#define SIPFSM_TEST_CASES_H

#include <stddef.h>

enum { CASE_LINES = 64 };

struct test_case {
    char *file, *title, *kind; /* kind: what the input is: message, uri, via, ... */
    unsigned line;             /* where its heading stands */
    char *input;
    size_t length;
    unsigned expects;
    char *key[CASE_LINES], *value[CASE_LINES];
    unsigned key_line[CASE_LINES];
};

/* Reads every case of a file; exits the program with a message if the file is malformed. */
struct test_case *cases_read(const char *path, size_t *count);
void cases_free(struct test_case *cases, size_t count);

/* Text with every byte that does not print as an escape, as the expectations are written. */
void escape(char *out, size_t size, const char *text, size_t length);

#endif
