/* sipfsm msg: messages taken apart by hand, 32 bytes at a time: x86-64 with AVX2 and BMI. */
#include "dispatch.h"

#ifdef SF_WIDE
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
#endif

#define SF_VARIANT(name) name##_wide
#define SF_RUN(name) name##_wide
#include "apart.inc"

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
