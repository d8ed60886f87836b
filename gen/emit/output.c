#define _POSIX_C_SOURCE 200809L
#include "emit/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void append(struct fg_output *output, const char *text, size_t length)
{
    if (output->capacity - output->count < length + 1) {
        output->capacity = (output->capacity + length + 1) * 2;
        char *more = fg_arena_get(output->arena, output->capacity);
        if (output->count)
            memcpy(more, output->at, output->count);
        output->at = more;
    }
    memcpy(output->at + output->count, text, length);
    output->count += length;
}

void fg_output_print(struct fg_output *output, const char *format, ...)
{
    char small[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof small) {
        append(output, small, (size_t)length);
    } else if (length >= 0) {
        char *large = fg_arena_get(output->arena, (size_t)length + 1);
        vsnprintf(large, (size_t)length + 1, format, again);
        append(output, large, (size_t)length);
    }
    va_end(again);
}

void fg_output_bytes(struct fg_output *output, const char *bytes, size_t count)
{
    if (count)
        append(output, bytes, count);
}

size_t fg_output_columns(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

void fg_output_column(struct fg_output *output, size_t column)
{
    size_t width = 0;
    for (size_t i = output->count; i > 0 && output->at[i - 1] != '\n'; i--)
        width += ((unsigned char)output->at[i - 1] & 0xc0) != 0x80;
    for (; width < column; width++)
        append(output, " ", 1);
}

const char *fg_output_comment(struct fg_output *output, const char *text)
{
    char *safe = fg_arena_get(output->arena, 2 * strlen(text) + 1), *to = safe;
    for (; *text; text++) {
        *to++ = *text;
        if ((text[0] == '*' && text[1] == '/') || (text[0] == '/' && text[1] == '*'))
            *to++ = ' ';
    }
    return safe;
}

const char *fg_output_string(struct fg_output *output, const char *text)
{
    char *safe = fg_arena_get(output->arena, 4 * strlen(text) + 3), *to = safe;
    *to++ = '"';
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || (c == '?' && text[1] == '?')) {
            *to++ = '\\'; /* `??` would start a trigraph */
            *to++ = *text;
        } else if (c < ' ' || c == 0x7f) {
            to += snprintf(to, 5, "\\%03o", c);
        } else {
            *to++ = *text;
        }
    }
    *to = '"';
    return safe;
}

static bool make_folder(const char *name)
{
    struct stat there;
    if (mkdir(name, 0777) == 0)
        return true;
    int why = errno;
    if (stat(name, &there) == 0 && S_ISDIR(there.st_mode))
        return true;
    fprintf(stderr, "fsmgen: cannot make the folder %s: %s\n", name, strerror(why));
    return false;
}

bool fg_output_folder(struct fg_arena *arena, const char *name)
{
    for (size_t i = 1; name[0] && name[i]; i++)
        if (name[i] == '/' && name[i - 1] != '/' && !make_folder(fg_arena_text(arena, name, i)))
            return false;
    return make_folder(name);
}

static bool is_same(const struct fg_output *output, const char *name)
{
    char block[4096];
    size_t at = 0, got;
    FILE *file = fopen(name, "rb");
    if (!file)
        return false;
    bool same = true;
    while (same && (got = fread(block, 1, sizeof block, file)) > 0) {
        same = got <= output->count - at && memcmp(block, output->at + at, got) == 0;
        at += got;
    }
    same = same && !ferror(file) && at == output->count;
    fclose(file);
    return same;
}

static bool put(const struct fg_output *output, FILE *file)
{
    bool whole = fwrite(output->at, 1, output->count, file) == output->count;
    return fclose(file) == 0 && whole;
}

/* A device or a pipe is written directly: a rename would replace it by a file. */
static bool is_device(const char *name)
{
    struct stat there;
    return stat(name, &there) == 0 && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode);
}

static bool cannot_write(const char *name)
{
    fprintf(stderr, "fsmgen: cannot write %s: %s\n", name, strerror(errno));
    return false;
}

bool fg_output_file(const struct fg_output *output, const char *name)
{
    if (is_device(name)) {
        FILE *device = fopen(name, "wb");
        return (device && put(output, device)) || cannot_write(name);
    }
    if (is_same(output, name))
        return true;
    char *temporary = fg_arena_print(output->arena, "%s.%ld.tmp", name, (long)getpid());
    FILE *file = fopen(temporary, "wb");
    if (!file)
        return cannot_write(name);
    if (put(output, file) && rename(temporary, name) == 0)
        return true;
    cannot_write(name);
    remove(temporary);
    return false;
}

bool fg_output_stdout(const struct fg_output *output)
{
    if (fwrite(output->at, 1, output->count, stdout) == output->count && fflush(stdout) == 0)
        return true;
    fprintf(stderr, "fsmgen: cannot write: %s\n", strerror(errno));
    return false;
}
