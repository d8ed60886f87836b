/* The plain and the wide parser agree with the grammar alone on every case of the Markdown files
 * given on the command line: as it stands, cut at every byte, and changed by chance, from a seed.
 */
#include "cases.h"
#include "same.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FILES = 32, CHANGES = 300, LONG = 3000 };

static const char *file_of[FILES];
static unsigned files;
static uint64_t state = 20260;

static unsigned below(unsigned n) /* xorshift64 */
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 16) % n;
}

static void check(const struct test_case *test, const char *bytes, size_t length)
{
    bool message = strcmp(test->kind, "message") == 0;
    const char *differ = message ? same_message(bytes, length) : same_value(bytes, length);
    if (differ)
        fail_msg("%s:%u: the parsers differ in %s:\n%.*s", test->file, test->line, differ,
                 (int)length, bytes);
}

/* Some bytes replaced, doubled or left out; what it is replaced by is mostly what means something.
 */
static size_t change(char *bytes, size_t length, size_t room)
{
    static const char letters[] = "\r\n\t \"\\<>,;:@=?&%[]()*.-/0aZ~\x7f\x80\0";
    for (unsigned n = 1 + below(4); n && length; n--) {
        size_t at = below((unsigned)length);
        switch (below(4)) {
        case 0:
            memmove(bytes + at, bytes + at + 1, length - at - 1);
            length--;
            break;
        case 1:
            if (length < room) {
                memmove(bytes + at + 1, bytes + at, length - at);
                length++;
            }
            break;
        default:
            bytes[at] = letters[below(sizeof letters - 1)];
            break;
        }
    }
    return length;
}

static void every_case(void **unused)
{
    (void)unused;
    for (unsigned f = 0; f < files; f++) {
        size_t count;
        struct test_case *cases = cases_read(file_of[f], &count);
        for (size_t i = 0; i < count; i++) {
            static char bytes[LONG + 8];
            const struct test_case *test = &cases[i];
            check(test, test->input, test->length);
            if (test->length > LONG)
                continue;
            for (size_t n = 0; n < test->length; n++)
                check(test, test->input, n);
            for (unsigned n = 0; n < CHANGES; n++) {
                memcpy(bytes, test->input, test->length);
                check(test, bytes, change(bytes, test->length, sizeof bytes));
            }
        }
        cases_free(cases, count);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc && files < FILES; i++)
        file_of[files++] = argv[i];
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
