/* The races, each a function that plays it and asserts what must happen: races.def. */
#ifndef TESTS_RACES_RACES_H
#define TESTS_RACES_RACES_H

#include "stage.h"

#define RACE(name, clauses, title, words) void race_##name(void);
#include "races.def"
#undef RACE

#endif
