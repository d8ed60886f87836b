/* Shared by the harnesses. A harness is one file with LLVMFuzzerTestOneInput, for libFuzzer and
 * OSS-Fuzz; it depends on no fuzzer. FUZZ_MUST states what must hold: if it does not, FUZZ_MUST
 * reports that and aborts. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "sipfsm/kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_MUST(truth, ...) ((truth) ? (void)0 : fuzz_fail(__FILE__, __LINE__, __VA_ARGS__))
_Noreturn void fuzz_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A heap copy of exactly that size, so that ASan sees a read one byte past it. Free it. */
char *fuzz_copy(const void *bytes, size_t size);

static inline bool fuzz_inside(struct sf_view view, size_t length)
{
    return view.at <= length && view.len <= length - view.at;
}

/* `inner` is absent or lies in `outer`. */
static inline bool fuzz_within(struct sf_view inner, struct sf_view outer)
{
    return (!inner.at && !inner.len) ||
           (inner.at >= outer.at &&
            (uint64_t)inner.at + inner.len <= (uint64_t)outer.at + outer.len);
}

/* ---- Oracles (oracle_value.c, oracle_message.c) ---- */

/* Types one value twice: alone at offset 0, and after other bytes. The results must be the same,
 * every view must be inside the value, and the rules of its kind must hold. False if it is
 * malformed. */
bool fuzz_uri(const char *bytes, size_t size);
bool fuzz_via(const char *bytes, size_t size);
bool fuzz_name_addr(const char *bytes, size_t size);
bool fuzz_cseq(const char *bytes, size_t size);
bool fuzz_content_type(const char *bytes, size_t size);
/* Any kind, by the table of its members. */
bool fuzz_kind(const struct sf_kind *kind, const char *bytes, size_t size);

/* Gives one datagram to everything that reads datagrams. docs/fuzzing.md says what must hold. */
void fuzz_message(const char *bytes, size_t size);

#endif
