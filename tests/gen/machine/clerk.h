/* What the clerk of clerk_test.c works on. */
#ifndef CLERK_H
#define CLERK_H

struct slip {
    int number;
};

struct clerk {
    int polite;
    char log[256];
};

#endif
