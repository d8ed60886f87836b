/* The searches of the models asked about one table, by search.sh. */
#ifndef TESTS_MUTATION_SEARCH_H
#define TESTS_MUTATION_SEARCH_H

enum search_verdict { SEARCH_FOUND, SEARCH_NOT_FOUND, SEARCH_FAILED };

/* Runs in the folder root; fsmgen, ladder, folder and mutant are absolute paths. What it said, in a
 * line, is in said until the next call. SEARCH_FAILED is whatever is not said to be one of the
 * others. */
enum search_verdict search_ask(const char *root, const char *fsmgen, const char *ladder,
                               const char *folder, const char *machine, const char *mutant);
extern char search_said[256];

#endif
