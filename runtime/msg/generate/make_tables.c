/* Writes generated/msg/tables.c: tables that follow from grammar/headers.txt, grammar/methods.txt
 * and the letters of 3261:25.1.
 *
 * sf_header_slots: a perfect hash of the header names, long and compact. Searched: the multipliers
 * that let no two names share a slot. sf_header_folded: each long name, its letters small, for one
 * wide compare. sf_method_slots: each method by its first letter and length. sf_splat: each letter
 * 32 times. sf_class: the letter classes of each byte. sf_class_rows: each class as a row of 16,
 * twice, by the low half of a byte: bit n says that a byte with n as its high half is of the class.
 * sf_class_columns: that bit, by the high half. Two shuffles find the class of 32 bytes. */
#include <stdio.h>

#include "msg/lists.h"
#include "tables.h"

static const struct {
    const char *id;
    struct sf_str name;
    char letter;
} names[] = {
#define X(id, text, letter, ...) {"SF_HEADER_" #id, {text, sizeof text - 1}, letter},
    SF_HEADER_LIST(X)
#undef X
};
enum { NAMES = sizeof names / sizeof *names };

static const char *in_slot[SF_HEADER_SLOTS];

static bool put(struct sf_str name, const char *id, uint32_t multiplier)
{
    const char **slot = &in_slot[sf_header_hash(name, multiplier)];
    bool free = !*slot;
    *slot = id;
    return free;
}

static bool fits(uint32_t multiplier)
{
    memset(in_slot, 0, sizeof in_slot);
    for (int i = 0; i < NAMES; i++)
        if (!put(names[i].name, names[i].id, multiplier) ||
            (names[i].letter &&
             !put((struct sf_str){&names[i].letter, 1}, names[i].id, multiplier)))
            return false;
    return true;
}

static bool write_methods(void)
{
    static const struct {
        const char *id;
        struct sf_str name;
    } methods[] = {
#define X(id, text) {"SF_METHOD_" #id, {text, sizeof text - 1}},
        SF_METHOD_LIST(X)
#undef X
    };
    const char *used[SF_METHOD_SLOTS] = {0};
    printf("const uint8_t sf_method_slots[SF_METHOD_SLOTS] = {\n");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        uint32_t slot = sf_method_hash(methods[i].name);
        if (methods[i].name.len > SF_METHOD_BYTES_MOST || used[slot]) {
            fprintf(stderr,
                    "make_tables.c: %s is longer than %d bytes, or begins and is as long as %s: "
                    "sf_method_hash must tell them apart\n",
                    methods[i].id, SF_METHOD_BYTES_MOST, used[slot] ? used[slot] : "no other");
            return false;
        }
        used[slot] = methods[i].id;
        printf("    [%u] = %s,\n", (unsigned)slot, methods[i].id);
    }
    printf("};\n\n");
    return true;
}

/* ---- Letter classes ---- */

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define UNRESERVED ALNUM "-_.!~*'()"

static const struct {
    const char *name;
    unsigned bit;
    const char *letters;
} classes[SF_CLASSES] = {
    {"token", SF_CLASS_TOKEN, ALNUM "-.!%*_+`'~"},
    {"text", SF_CLASS_TEXT, NULL},
    {"uri", SF_CLASS_URI, NULL},
    {"word", SF_CLASS_WORD, ALNUM "-.!%*_+`'~()<>:\\\"/[]?{}"},
    {"digit", SF_CLASS_DIGIT, "0123456789"},
    {"host", SF_CLASS_HOST, ALNUM "-."},
    {"user", SF_CLASS_USER, UNRESERVED "&=+$,;?/"},
    {"parameter", SF_CLASS_PARAMETER, UNRESERVED "[]/:&+$"},
    {"quoted", SF_CLASS_QUOTED, NULL},
    {"words", SF_CLASS_WORDS, ALNUM "-.!%*_+`'~ "},
};

static bool is_of(unsigned c, int i)
{
    bool visible = c > 0x20 && c < 0x7f;
    if (classes[i].bit == SF_CLASS_TEXT)
        return visible || c == ' ' || c == '\t' || c >= 0x80;
    if (classes[i].bit == SF_CLASS_URI)
        return visible && !strchr("<>\"", (int)c);
    if (classes[i].bit == SF_CLASS_QUOTED)
        return (visible && !strchr("\"\\", (int)c)) || c == ' ' || c == '\t' || c >= 0x80;
    return c && strchr(classes[i].letters, (int)c);
}

static void write_classes(void)
{
    printf("const uint16_t sf_class[256] = {");
    for (unsigned c = 0; c < 256; c++) {
        unsigned bits = 0;
        for (int i = 0; i < SF_CLASSES; i++)
            bits |= is_of(c, i) ? classes[i].bit : 0u;
        printf("%s%u,", c % 16 ? " " : "\n    ", bits);
    }
    printf("\n};\n\n");
}

/* For wide registers alone. */
static void write_rows(void)
{
    printf("const sf_byte sf_class_rows[SF_CLASSES][32] = {\n");
    for (int i = 0; i < SF_CLASSES; i++) {
        printf("    {");
        for (unsigned low = 0; low < 32; low++) {
            unsigned row = 0;
            for (unsigned high = 0; high < 8; high++)
                row |= is_of(high << 4 | low % 16, i) ? 1u << high : 0;
            printf("%u%s", row, low < 31 ? ", " : "");
        }
        printf("}, /* %s */\n", classes[i].name);
    }
    printf("};\n\n");
}

static void write_splats(void)
{
    printf("const sf_byte sf_class_columns[32] = {1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, "
           "0, 0, 1, 2, 4, 8, 16, 32, 64, 128};\n\n"
           "const sf_byte sf_splat[128][32] = {\n");
    for (unsigned c = 0; c < 128; c++) {
        printf("    {");
        for (unsigned i = 0; i < 32; i++)
            printf("%u%s", c, i < 31 ? ", " : "");
        printf("},\n");
    }
    printf("};\n\n");
}

static bool write_headers(void)
{
    uint32_t multiplier = 1;
    while (!fits(multiplier))
        if (!(multiplier += 2) || multiplier > 1u << 30) {
            fprintf(stderr,
                    "make_tables.c: no perfect hash was found: make SF_HEADER_SLOTS larger\n");
            return false;
        }
    printf("const uint32_t sf_header_multiplier = %uu;\n\n"
           "const uint8_t sf_header_slots[SF_HEADER_SLOTS] = {\n",
           multiplier);
    for (int i = 0; i < SF_HEADER_SLOTS; i++)
        if (in_slot[i])
            printf("    [%d] = %s,\n", i, in_slot[i]);
    printf("};\n\n");
    return true;
}

/* make_lists.c has seen to it that no name is too long. */
static void write_folded(void)
{
    printf("const struct sf_header_folded sf_header_folded[SF_HEADERS] = {\n");
    for (int i = 0; i < NAMES; i++) {
        printf("    [%s] = {\"\", \"", names[i].id);
        for (size_t k = 0; k < names[i].name.len; k++)
            putchar(names[i].name.p[k] | 0x20);
        printf("\", %zu},\n", names[i].name.len);
    }
    printf("};\n\n");
}

int main(void)
{
    printf("/* Made by make_tables.c. */\n#include \"tables.h\"\n\n");
    if (!write_headers() || !write_methods())
        return 1;
    write_classes();
    printf("#if !defined SIPFSM_NO_SIMD && !defined SIPFSM_NO_FAST\n");
    write_folded();
    write_splats();
    write_rows();
    printf("#endif\n");
    return ferror(stdout) || fflush(stdout) != 0;
}
