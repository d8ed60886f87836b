/* Hashes that are quick, and good for nothing else: a fuzzer's inputs are not about them. */
#ifndef TESTS_FUZZ_QUICK_HASH_H
#define TESTS_FUZZ_QUICK_HASH_H

#include "sipfsm/digest.h"

extern const struct sf_digest_hashes quick_hashes;

#endif
