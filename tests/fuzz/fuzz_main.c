/* The main of every harness: files and folders as arguments are replayed, by any compiler; without
 * arguments AFL++ feeds it in persistent mode when built by afl-clang-fast, else one input is read
 * from standard input. libFuzzer brings its own main. */
#define _DEFAULT_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_BYTES (1 << 20)

static unsigned replayed;

static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = (uint8_t *)fuzz_copy(data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    replayed++;
}

static void replay(const char *path)
{
    static uint8_t input[INPUT_BYTES];
    struct stat stat_of;
    if (stat(path, &stat_of) != 0) {
        perror(path);
        exit(2);
    }
    if (S_ISDIR(stat_of.st_mode)) {
        struct dirent **entry;
        int count = scandir(path, &entry, NULL, alphasort);
        for (int i = 0; i < count; i++) {
            char name[4096];
            snprintf(name, sizeof name, "%s/%s", path, entry[i]->d_name);
            if (entry[i]->d_name[0] != '.')
                replay(name);
            free(entry[i]);
        }
        free(count >= 0 ? entry : NULL);
        return;
    }
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    size_t size = fread(input, 1, sizeof input, file);
    fclose(file);
    if (getenv("FUZZ_VERBOSE"))
        fprintf(stderr, "%s\n", path);
    run(input, size);
}

#ifdef __AFL_COMPILER
__AFL_FUZZ_INIT();
#endif

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (int i = 1; i < argc; i++)
            replay(argv[i]);
        printf("%u inputs\n", replayed);
        return 0;
    }
#ifdef __AFL_COMPILER
    __AFL_INIT();
    const uint8_t *data = __AFL_FUZZ_TESTCASE_BUF;
    while (__AFL_LOOP(10000))
        run(data, (size_t)__AFL_FUZZ_TESTCASE_LEN);
#else
    static uint8_t input[INPUT_BYTES];
    run(input, fread(input, 1, sizeof input, stdin));
#endif
    return 0;
}
