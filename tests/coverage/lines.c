#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The index of the column with that name in the heading line, or -1. */
static int column(const char *heading, const char *name)
{
    int at = 0;
    size_t length = strlen(name);
    for (const char *cell = heading; cell; cell = strchr(cell, ','), at++) {
        cell += *cell == ',';
        if (strncmp(cell, name, length) == 0 && strchr(",\r\n", cell[length]))
            return at;
    }
    return -1;
}

static const char *cell_of(const char *line, int at)
{
    while (at-- > 0 && line)
        if ((line = strchr(line, ',')))
            line++;
    return line ? line : "";
}

/* By folder first, so that the files of a folder come together, and those of its subfolders
 * separately. */
static int by_path(const void *a, const void *b)
{
    const struct file_lines *x = a, *y = b;
    unsigned n = lines_folder(x), m = lines_folder(y);
    int order = strncmp(x->path, y->path, n < m ? n : m);
    if (order == 0 && n != m)
        return n < m ? -1 : 1;
    return order ? order : strcmp(x->path, y->path);
}

bool lines_read(struct lines *lines, const char *path)
{
    static const char *const name[] = {"filename", "line_total", "line_covered", "branch_total",
                                       "branch_covered"};
    char line[1024];
    int at[5];
    bool ok = true;
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    ok = fgets(line, sizeof line, file);
    for (int i = 0; ok && i < 5; i++)
        ok = (at[i] = column(line, name[i])) >= 0;
    while (ok && fgets(line, sizeof line, file) && lines->files < FILES_MAX) {
        struct file_lines *of = &lines->file[lines->files++];
        const char *said = cell_of(line, at[0]);
        snprintf(of->path, sizeof of->path, "%.*s", (int)strcspn(said, ",\r\n"), said);
        of->lines = (unsigned)strtoul(cell_of(line, at[1]), NULL, 10);
        of->covered = (unsigned)strtoul(cell_of(line, at[2]), NULL, 10);
        of->branches = (unsigned)strtoul(cell_of(line, at[3]), NULL, 10);
        of->branches_taken = (unsigned)strtoul(cell_of(line, at[4]), NULL, 10);
    }
    fclose(file);
    qsort(lines->file, lines->files, sizeof *lines->file, by_path);
    return ok;
}

unsigned lines_folder(const struct file_lines *file)
{
    const char *slash = strrchr(file->path, '/');
    return slash ? (unsigned)(slash - file->path) : 0;
}

unsigned lines_sum(const struct lines *lines, unsigned first, struct file_lines *sum)
{
    const struct file_lines *head = &lines->file[first];
    unsigned length = lines_folder(head), i = first;
    *sum = (struct file_lines){0};
    snprintf(sum->path, sizeof sum->path, "%.*s", (int)length, head->path);
    for (; i < lines->files && lines_folder(&lines->file[i]) == length &&
           strncmp(lines->file[i].path, head->path, length) == 0;
         i++) {
        sum->lines += lines->file[i].lines;
        sum->covered += lines->file[i].covered;
        sum->branches += lines->file[i].branches;
        sum->branches_taken += lines->file[i].branches_taken;
    }
    return i;
}
