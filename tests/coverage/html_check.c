/* html_check FILE: checks that any browser reads the page in the same way, and that the page is
 * complete. Elements are properly nested, attributes are quoted and not repeated, ids are unique,
 * links within the page have a target, and the page needs no other file. */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEEP 64
#define NAMES 20000

#define PAGE_BYTES (1 << 24)

static char text[PAGE_BYTES];
static char *open_tag[DEEP];
static char *id[NAMES], *target[NAMES];
static unsigned deep, ids, targets, wrongs;

static void wrong(const char *at, const char *what, const char *which)
{
    unsigned line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    if (wrongs++ < 20)
        printf("line %u: %s: %s\n", line, what, which);
}

static char *word(const char *from, size_t length)
{
    static char words[2 * PAGE_BYTES]; /* they live to the end */
    static size_t used;
    char *copy = words + used;
    used += length + 1;
    if (used > sizeof words) {
        printf("the page is too large\n");
        exit(2);
    }
    memcpy(copy, from, length);
    copy[length] = 0;
    return copy;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static void attribute(const char *at, char *name, char *value)
{
    static const char *const asks[] = {"src", "srcset", "data", "action", "poster", NULL};
    if (strcmp(name, "id") == 0 && ids < NAMES)
        id[ids++] = value;
    if ((strcmp(name, "href") == 0 || strcmp(name, "xlink:href") == 0) && value[0] == '#' &&
        targets < NAMES)
        target[targets++] = value + 1;
    if (is_one_of(name, asks) || strstr(value, "url("))
        wrong(at, "asks for another file", value);
}

/* From the end of the name to after the `>`. Sets *empty for `/>`. */
static const char *attributes(const char *at, bool *empty)
{
    const char *seen[32];
    unsigned count = 0;
    for (;;) {
        at += strspn(at, " \n\t");
        if (*at == '/' && at[1] == '>') {
            *empty = true;
            return at + 2;
        }
        if (*at == '>')
            return at + 1;
        size_t length = strcspn(at, " \n\t=/>");
        if (length == 0 || *at == 0) {
            wrong(at, "a tag that does not end", word(at, strnlen(at, 20)));
            return at + strlen(at);
        }
        char *name = word(at, length), *value = word("", 0);
        const char *start = at;
        at += length;
        if (*at == '=') {
            if (at[1] != '"') {
                wrong(at, "no quotes around the value of", name);
                return at + 1 + strcspn(at + 1, ">") + 1;
            }
            length = strcspn(at + 2, "\"");
            value = word(at + 2, length);
            at += 2 + length + 1;
        }
        if (strchr(value, '<'))
            wrong(start, "`<` in the value of", name);
        for (unsigned i = 0; i < count; i++)
            if (strcmp(seen[i], name) == 0)
                wrong(start, "an attribute twice", name);
        if (count < 32)
            seen[count++] = name;
        attribute(start, name, value);
    }
}

static const char *element(const char *at)
{
    static const char *const empty_ones[] = {"meta", "input", "br", "img", "hr", "col", NULL};
    static const char *const asks[] = {"link", "img", "iframe", "object", "embed", "base", NULL};
    bool closes = at[1] == '/', empty = false;
    const char *start = at;
    at += closes ? 2 : 1;
    size_t length = strcspn(at, " \n\t/>");
    char *name = word(at, length);
    at = attributes(at + length, &empty);
    if (is_one_of(name, asks))
        wrong(start, "asks for another file", name);
    if (closes) {
        if (deep == 0 || strcmp(open_tag[deep - 1], name) != 0)
            wrong(start, "closes what is not open", name);
        else
            deep--;
        return at;
    }
    if (empty || is_one_of(name, empty_ones))
        return at;
    if (strcmp(name, "style") == 0 || strcmp(name, "script") == 0) { /* no markup until it closes */
        const char *end = strstr(at, name[1] == 't' ? "</style>" : "</script>");
        if (!end)
            wrong(start, "does not close", name);
        else if (memchr(at, 0, (size_t)(end - at)) ||
                 strstr(word(at, (size_t)(end - at)), "@import") ||
                 strstr(word(at, (size_t)(end - at)), "url("))
            wrong(start, "asks for another file", name);
        return end ? strchr(end, '>') + 1 : at + strlen(at);
    }
    if (deep < DEEP)
        open_tag[deep++] = name;
    else
        wrong(start, "too deep", name);
    return at;
}

static const char *character(const char *at)
{
    size_t length =
        strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");
    if (at[1 + length] != ';' || length == 0)
        wrong(at, "`&` that begins no character", word(at, strnlen(at, 12)));
    return at + 1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: html_check FILE\n");
        return 2;
    }
    size_t length = fread(text, 1, PAGE_BYTES - 1, file);
    fclose(file);
    const char *at = text;
    if (strncmp(at, "<!DOCTYPE html>", 15) != 0)
        wrong(at, "no HTML", "the first line");
    for (at += strcspn(at, ">"); at < text + length;)
        if (strncmp(at, "<!--", 4) == 0)
            at = strstr(at, "-->") ? strstr(at, "-->") + 3 : text + length;
        else if (*at == '<' && (isalpha((unsigned char)at[1]) || at[1] == '/'))
            at = element(at);
        else if (*at == '<')
            wrong(at, "`<` that begins no tag", word(at, strnlen(at, 8))), at++;
        else if (*at == '&')
            at = character(at);
        else
            at++;
    while (deep)
        wrong(at, "does not close", open_tag[--deep]);
    qsort(id, ids, sizeof *id, compare);
    for (unsigned i = 1; i < ids; i++)
        if (strcmp(id[i - 1], id[i]) == 0)
            wrong(at, "an id twice", id[i]);
    for (unsigned i = 0; i < targets; i++)
        if (!bsearch(&target[i], id, ids, sizeof *id, compare))
            wrong(at, "a link to nothing", target[i]);
    printf("%s: %u ids, %u links, %u wrong\n", wrongs ? "bad" : "ok", ids, targets, wrongs);
    return wrongs > 0;
}
