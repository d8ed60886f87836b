/* The help texts of fsmgen: all commands in short, or one with its options. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
    unsigned flag; /* 0: an option of each command */
    const char *name, *about;
} options[] = {
    {OUTPUT, "-o PATH",
     "where to write: a folder (created if it does not exist), or the file itself"},
    {LIST, "--clauses LIST", "the list of clauses that rows cite"},
    {CODE, "--code PATH", "C whose comments cite clauses: a file, or a folder and all below it"},
    {ROOT, "--root PATH",
     "for links: the path from the page to the folder that file names are relative to"},
    {STRIP, "--strip", "leave out the texts and lines of rows, which only tools show"},
    {PICTURES, "--pictures", "show the diagram that `emit svg -o` writes into the same folder"},
    {PREFIX, "--prefix NAME", "what names in C start with (default: fsm)"},
    {0, "-Wname, -Wno-name", "report a diagnostic, or do not (fsmgen --diagnostics lists them)"},
    {0, "-Werror=name, -Wwarning=name", "make a diagnostic an error, or a warning"},
    {0, "-Wall, -Wno-all, -Werror", "report all; report no warnings; make warnings errors"},
    {0, "-I FOLDER",
     "search for included files here too, after the folder of the file that includes"},
    {0, "--stamp FILE", "created, or its time set to now, when the command succeeds"},
    {0, "--deps FILE",
     "write a rule for make: the stamp, or the outputs, depend on all files read"},
};

static const char exits[] = "Exit codes: 0 success, 1 a table is wrong or a file cannot be read or "
                            "written, 2 wrong usage.\n";

static void print_synopsis(const struct command *command, const char *before)
{
    printf("%s fsmgen %s%s%s %s\n", before, command->verb, command->what ? " " : "",
           command->what ? command->what : "", command->synopsis);
}

static void print_options(unsigned takes, bool common)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].flag ? options[i].flag & takes : common)
            printf("  %-29s %s\n", options[i].name, options[i].about);
}

static void print_one(const struct command *command)
{
    print_synopsis(command, "usage:");
    printf("%s\n\n", command->about);
    print_options(command->takes, true);
    printf("\n%s", exits);
}

/* Prints the commands of a verb, or all if it is null. */
static void print_all(const char *verb)
{
    const char *before = "usage:";
    for (size_t i = 0; i < command_count; i++) {
        if (verb && strcmp(commands[i].verb, verb) != 0)
            continue;
        print_synopsis(&commands[i], before);
        printf("           %s\n", commands[i].about);
        before = "      ";
    }
    if (!verb)
        printf(
            "       fsmgen --diagnostics\n           lists the checks: their names, whether they "
            "are on, what they find\n       fsmgen --help | --version\n");
    printf("\nfsmgen COMMAND --help lists the options of one command. All commands take:\n");
    print_options(0, true);
    printf("\n%s", exits);
}

int command_help(int words, char **word)
{
    const char *verb = NULL;
    for (size_t i = 0; words > 0 && i < command_count; i++) {
        if (strcmp(commands[i].verb, word[0]) != 0)
            continue;
        verb = commands[i].verb;
        if (!commands[i].what || (words > 1 && strcmp(commands[i].what, word[1]) == 0)) {
            print_one(&commands[i]);
            return command_printed();
        }
    }
    print_all(verb);
    return command_printed();
}
