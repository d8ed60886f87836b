#define _POSIX_C_SOURCE 200809L
#include "read/code.h"

#include "read/scan.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 32 /* of folders */

/* ---- Comments ---- */

struct walk {
    struct fg_arena *arena;
    struct fg_code_file *file;
    size_t at;
    uint32_t line;
    size_t line_start;
};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* The length of a clause that starts here; 0 if none does. */
static size_t clause_at(const char *text, const char *end)
{
    const char *at = text;
    while (at < end && is_name(*at))
        at++;
    if (at == text || at == end || *at != ':')
        return 0;
    while (at + 1 < end && isalnum((unsigned char)at[1])) {
        at++;
        while (at < end && isalnum((unsigned char)*at))
            at++;
        if (at == end || *at != '.')
            break;
    }
    return fg_scan_is_clause(text, (size_t)(at - text)) ? (size_t)(at - text) : 0;
}

/* One character of a comment, or a clause. */
static void step_comment(struct walk *walk)
{
    const struct fg_source *source = &walk->file->source;
    const char *text = source->text + walk->at;
    bool begins = is_name(*text) && (walk->at == 0 || !is_name(text[-1]));
    size_t length = begins ? clause_at(text, source->text + source->length) : 0;
    if (length)
        *FG_PUSH(walk->arena, &walk->file->citations) =
            (struct fg_code_citation){fg_arena_text(walk->arena, text, length),
                                      {.source = source,
                                       .offset = (uint32_t)walk->at,
                                       .line = walk->line,
                                       .column = (uint32_t)(walk->at - walk->line_start) + 1,
                                       .width = (uint32_t)length}};
    walk->at += length ? length : 1;
}

/* `hash`: a `#` starts a comment too, as in Ragel. */
static void find_citations(struct walk *walk, bool hash)
{
    const struct fg_source *source = &walk->file->source;
    enum { CODE, LINE, BLOCK, QUOTE } in = CODE;
    char quote = 0;
    while (walk->at < source->length) {
        const char *text = source->text + walk->at;
        char next = walk->at + 1 < source->length ? text[1] : 0;
        if (*text == '\n') {
            walk->line++;
            walk->line_start = ++walk->at;
            in = in == BLOCK ? BLOCK : CODE; /* an unclosed quote starts nothing */
        } else if (in == BLOCK && *text == '*' && next == '/') {
            in = CODE;
            walk->at += 2;
        } else if (in == LINE || in == BLOCK) {
            step_comment(walk);
        } else if (in == QUOTE) {
            in = *text == quote ? CODE : QUOTE;
            walk->at += *text == '\\' && next && next != '\n' ? 2 : 1;
        } else {
            quote = *text;
            in = *text == '/' && next == '*'                               ? BLOCK
                 : (*text == '/' && next == '/') || (hash && *text == '#') ? LINE
                 : *text == '"' || *text == '\''                           ? QUOTE
                                                                           : CODE;
            walk->at += in == BLOCK || (in == LINE && *text == '/') ? 2 : 1;
        }
    }
}

/* ---- Files ---- */

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

static bool is_code(const char *name)
{
    return ends_with(name, ".c") || ends_with(name, ".h") || ends_with(name, ".rl");
}

static bool complain(struct fg_arena *arena, struct fg_log *log, const char *name, const char *why)
{
    struct fg_source *source = fg_arena_get(arena, sizeof *source);
    *source = (struct fg_source){.name = name, .text = ""};
    struct fg_place place = {.source = source, .line = 1, .column = 1};
    fg_log_error(log, place, NULL, "%s", why);
    return false;
}

static bool read_file(struct fg_code *code, struct fg_arena *arena, struct fg_log *log,
                      const char *name)
{
    struct fg_code_file *file = fg_arena_get(arena, sizeof *file);
    const char *why = fg_source_read(arena, &file->source, name);
    if (why)
        return complain(arena, log, name, fg_arena_print(arena, "cannot read the file: %s", why));
    if (code->files.count == FG_CODE_FILES_MAX)
        return complain(arena, log, name,
                        fg_arena_print(arena, "more than %d files of C", FG_CODE_FILES_MAX));
    file->name = fg_source_beside(arena, "", name);
    file->source.order = (unsigned)code->files.count;
    struct walk walk = {.arena = arena, .file = file, .line = 1};
    find_citations(&walk, ends_with(name, ".rl"));
    *FG_PUSH(arena, &code->files) = file;
    return true;
}

struct names {
    FG_LIST(const char *) list;
};

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The names in a folder, sorted. False if it cannot be read. */
static bool list_folder(struct fg_arena *arena, const char *path, struct names *names)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    if (!folder)
        return false;
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            *FG_PUSH(arena, &names->list) =
                fg_arena_text(arena, entry->d_name, strlen(entry->d_name));
    closedir(folder);
    if (names->list.count)
        qsort(names->list.at, names->list.count, sizeof *names->list.at, by_name);
    return true;
}

static bool read_folder(struct fg_code *code, struct fg_arena *arena, struct fg_log *log,
                        const char *path, int depth)
{
    struct names names = {0};
    struct stat is;
    bool sound = true;
    if (!list_folder(arena, path, &names))
        return complain(arena, log, path,
                        fg_arena_print(arena, "cannot read the folder: %s", strerror(errno)));
    for (size_t i = 0; i < names.list.count && sound; i++) {
        bool slash = ends_with(path, "/");
        const char *name =
            fg_arena_print(arena, "%s%s%s", path, slash ? "" : "/", names.list.at[i]);
        if (lstat(name, &is) != 0)
            continue;
        if (S_ISDIR(is.st_mode))
            sound = depth == DEPTH_MAX || read_folder(code, arena, log, name, depth + 1);
        else if (is_code(name) && stat(name, &is) == 0 && S_ISREG(is.st_mode))
            sound = read_file(code, arena, log, name);
    }
    return sound;
}

bool fg_code_read(struct fg_code *code, struct fg_arena *arena, struct fg_log *log,
                  const char *path)
{
    struct stat is;
    size_t before = code->files.count;
    if (stat(path, &is) != 0)
        return complain(arena, log, path, strerror(errno));
    if (!S_ISDIR(is.st_mode))
        return read_file(code, arena, log, path);
    return read_folder(code, arena, log, path, 0) &&
           (code->files.count > before || complain(arena, log, path, "this folder has no C file"));
}

const struct fg_code_file *fg_code_find(const struct fg_code *code, struct fg_arena *arena,
                                        const char *name)
{
    const char *folded = fg_source_beside(arena, "", name);
    for (size_t i = 0; i < code->files.count; i++)
        if (strcmp(code->files.at[i]->name, folded) == 0)
            return code->files.at[i];
    return NULL;
}

bool fg_code_cites(const struct fg_code_file *file, const char *clause)
{
    for (size_t i = 0; i < file->citations.count; i++)
        if (strcmp(file->citations.at[i].clause, clause) == 0)
            return true;
    return false;
}
