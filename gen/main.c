/* fsmgen: checks state machines written as tables, and makes C, diagrams and tables from them.
 * Knows no protocol. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#ifndef FSMGEN_VERSION
#define FSMGEN_VERSION "0"
#endif

/* The place of an option's value. Null if this is no option, or not one of this command. */
static const char **option(struct job *job, const char *word, unsigned takes)
{
    if (strcmp(word, "-o") == 0 && takes & OUTPUT)
        return &job->output;
    if (strcmp(word, "--clauses") == 0 && takes & LIST)
        return &job->list;
    if (strcmp(word, "--root") == 0 && takes & ROOT)
        return &job->root;
    if (strcmp(word, "--prefix") == 0 && takes & PREFIX)
        return &job->prefix;
    if (strcmp(word, "--deps") == 0)
        return &job->deps;
    if (strcmp(word, "--stamp") == 0)
        return &job->stamp;
    return NULL;
}

/* The options of all commands. */
static bool is_option(const char *word)
{
    static const char *const option[] = {"-o",     "--clauses", "--root",    "--strip",
                                         "--code", "--prefix",  "--pictures"};
    for (size_t i = 0; i < sizeof option / sizeof *option; i++)
        if (strcmp(word, option[i]) == 0)
            return true;
    return false;
}

static int run(struct job *job, int words, char **word)
{
    if (words == 0)
        return command_usage("no command given", NULL);
    for (size_t i = 0; i < command_count; i++) {
        int used = commands[i].what ? 2 : 1;
        if (strcmp(word[0], commands[i].verb) != 0 ||
            (used == 2 && (words < 2 || strcmp(word[1], commands[i].what) != 0)))
            continue;
        for (int w = used; w < words; w++) {
            const char **value = option(job, word[w], commands[i].takes);
            if (value) {
                if (*value || w + 1 == words)
                    return command_usage(*value ? "given twice" : "a value must follow", word[w]);
                *value = word[++w];
            } else if (strncmp(word[w], "-W", 2) == 0) {
                const char *wrong = fg_levels_read(&job->log.levels, word[w] + 2);
                if (wrong)
                    return command_usage(wrong, word[w]);
            } else if (strcmp(word[w], "-I") == 0) {
                if (w + 1 == words)
                    return command_usage("a folder must follow", word[w]);
                job->folder[job->folders++] = word[++w];
            } else if (strcmp(word[w], "--code") == 0 && commands[i].takes & CODE) {
                if (w + 1 == words)
                    return command_usage("a value must follow", word[w]);
                job->code[job->codes++] = word[++w];
            } else if (strcmp(word[w], "--strip") == 0 && commands[i].takes & STRIP) {
                job->strip = true;
            } else if (strcmp(word[w], "--pictures") == 0 && commands[i].takes & PICTURES) {
                job->pictures = true;
            } else if (word[w][0] == '-') {
                return command_usage(is_option(word[w]) ? "not an option of this command"
                                                        : "unknown option",
                                     word[w]);
            } else {
                job->file[job->files++] = word[w];
            }
        }
        if (job->files == 0)
            return command_usage("no file given", NULL);
        for (int f = 0; f < job->files; f++) {
            if (!*job->file[f])
                return command_usage("a file name is empty", NULL);
            for (int g = 0; g < f; g++)
                if (strcmp(job->file[f], job->file[g]) == 0)
                    return command_usage("given twice", job->file[f]);
        }
        if (job->output && !*job->output)
            return command_usage("the name after -o is empty", NULL);
        if ((job->deps && !*job->deps) || (job->stamp && !*job->stamp))
            return command_usage("the file name after --deps or --stamp is empty", NULL);
        if (job->files > 1 && !(commands[i].takes & MANY))
            return command_usage("this command takes only one file, not also", job->file[1]);
        if (job->deps && !job->stamp && !job->output)
            return command_usage("--deps needs -o or --stamp, as the target of its rule", NULL);
        int code = commands[i].run(job);
        return code == OK ? command_record(job) : code;
    }
    if (strcmp(word[0], "emit") != 0)
        return command_usage("unknown command", word[0]);
    return words > 1 ? command_usage("emit has no such output", word[1])
                     : command_usage("emit what? c, bin, dot, svg, ...", NULL);
}

static int list_diagnostics(void)
{
    static const char *const level[] = {"off", "warning", "error"};
    for (int i = 0; i < FG_DIAGNOSTICS; i++)
        printf("%-14s %-8s %s\n", fg_diagnostics[i].name,
               fg_diagnostics[i].fixed ? "always" : level[fg_diagnostics[i].level],
               fg_diagnostics[i].about);
    return command_printed();
}

int main(int argc, char **argv)
{
    struct job job = {.arena = {0}};
    job.log.arena = &job.arena;
    bool asked = false; /* for help, wherever it stands */
    for (int i = 1; i < argc; i++)
        asked = asked || strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
    if (asked || (argc == 2 && strcmp(argv[1], "help") == 0))
        return command_help(argc - 1, argv + 1);
    if (argc == 2 && strcmp(argv[1], "--diagnostics") == 0)
        return list_diagnostics();
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return printf("fsmgen %s\n", FSMGEN_VERSION), command_printed();
    job.file = fg_arena_get(&job.arena, (size_t)(argc + 1) * sizeof *job.file);
    job.code = fg_arena_get(&job.arena, (size_t)(argc + 1) * sizeof *job.code);
    job.folder = fg_arena_get(&job.arena, (size_t)(argc + 1) * sizeof *job.folder);
    int code = run(&job, argc - 1, argv + 1);
    fg_arena_free(&job.arena);
    return code;
}
