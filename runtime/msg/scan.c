/* sipfsm msg: the letter classes of the grammar, and numbers. */
#include "scan.h"

/* Marks a run of letters; later marks add to earlier ones. */
#define T SF_CLASS_TOKEN
#define X SF_CLASS_TEXT
#define U SF_CLASS_URI
#define W SF_CLASS_WORD
#define D SF_CLASS_DIGIT
#define ALL (T | X | U | W)

const sf_byte sf_class[256] = {
    ['\t'] = X, [' '] = X,
    ['!'] = ALL, ['"'] = X | W, ['#'] = X | U, ['$'] = X | U, ['%'] = ALL, ['&'] = X | U, ['\''] = ALL,
    ['('] = X | U | W, [')'] = X | U | W, ['*'] = ALL, ['+'] = ALL, [','] = X | U, ['-'] = ALL, ['.'] = ALL,
    ['/'] = X | U | W,
    ['0'] = ALL | D, ['1'] = ALL | D, ['2'] = ALL | D, ['3'] = ALL | D, ['4'] = ALL | D,
    ['5'] = ALL | D, ['6'] = ALL | D, ['7'] = ALL | D, ['8'] = ALL | D, ['9'] = ALL | D,
    [':'] = X | U | W, [';'] = X | U, ['<'] = X | W, ['='] = X | U, ['>'] = X | W, ['?'] = X | U | W, ['@'] = X | U,
    ['A'] = ALL, ['B'] = ALL, ['C'] = ALL, ['D'] = ALL, ['E'] = ALL, ['F'] = ALL, ['G'] = ALL, ['H'] = ALL, ['I'] = ALL,
    ['J'] = ALL, ['K'] = ALL, ['L'] = ALL, ['M'] = ALL, ['N'] = ALL, ['O'] = ALL, ['P'] = ALL, ['Q'] = ALL, ['R'] = ALL,
    ['S'] = ALL, ['T'] = ALL, ['U'] = ALL, ['V'] = ALL, ['W'] = ALL, ['X'] = ALL, ['Y'] = ALL, ['Z'] = ALL,
    ['['] = X | U | W, ['\\'] = X | U | W, [']'] = X | U | W, ['^'] = X | U, ['_'] = ALL, ['`'] = ALL,
    ['a'] = ALL, ['b'] = ALL, ['c'] = ALL, ['d'] = ALL, ['e'] = ALL, ['f'] = ALL, ['g'] = ALL, ['h'] = ALL, ['i'] = ALL,
    ['j'] = ALL, ['k'] = ALL, ['l'] = ALL, ['m'] = ALL, ['n'] = ALL, ['o'] = ALL, ['p'] = ALL, ['q'] = ALL, ['r'] = ALL,
    ['s'] = ALL, ['t'] = ALL, ['u'] = ALL, ['v'] = ALL, ['w'] = ALL, ['x'] = ALL, ['y'] = ALL, ['z'] = ALL,
    ['{'] = X | U | W, ['|'] = X | U, ['}'] = X | U | W, ['~'] = ALL,
#define X8(n) [n] = X, [n + 1] = X, [n + 2] = X, [n + 3] = X, [n + 4] = X, [n + 5] = X, [n + 6] = X, [n + 7] = X
    X8(0x80), X8(0x88), X8(0x90), X8(0x98), X8(0xa0), X8(0xa8), X8(0xb0), X8(0xb8),
    X8(0xc0), X8(0xc8), X8(0xd0), X8(0xd8), X8(0xe0), X8(0xe8), X8(0xf0), X8(0xf8),
};

#undef T
#undef X
#undef U
#undef W
#undef D
#undef ALL
#undef X8

bool sf_number_of(struct sf_str text, uint64_t max, uint64_t *number)
{
    if (!sf_all(text, SF_CLASS_DIGIT))
        return false;
    *number = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!sf_number_digit(number, (sf_byte)text.p[i], max))
            return false;
    return true;
}
