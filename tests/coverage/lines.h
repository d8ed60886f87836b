/* Line coverage of handwritten code, from `gcovr --csv`. */
#ifndef TESTS_COVERAGE_LINES_H
#define TESTS_COVERAGE_LINES_H

#include <stdbool.h>

struct file_lines {
    char path[160];
    unsigned lines, covered, branches, branches_taken;
};

#define FILES_MAX 1024

struct lines {
    struct file_lines file[FILES_MAX]; /* by path */
    unsigned files;
};

/* False if it cannot be read or is not gcovr's CSV. */
bool lines_read(struct lines *lines, const char *path);

/* "runtime/ua" of "runtime/ua/call.c": how long it is. */
unsigned lines_folder(const struct file_lines *file);

/* The sums over the files from `first` on that are in the same folder; gives the next folder's
 * first file. */
unsigned lines_sum(const struct lines *lines, unsigned first, struct file_lines *sum);

#endif
