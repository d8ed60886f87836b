/* sipfsm: the program. One file a subcommand; this one finds it. */
#include "command.h"
#include "demo/demo_options.h"
#include "common/options.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: sipfsm COMMAND [OPTION ...]\n"
                            "\n"
                            "  demo      Alice calls Bob on this machine, drawn as a ladder\n"
                            "  replay    runs a recorded demo again, and compares the steps\n"
                            "  serve     answers calls until it is stopped\n"
                            "  call      makes a call, or many\n"
                            "  register  registers an address, and takes its calls\n"
                            "  locate    finds the servers of a URI, and their order\n"
                            "  sim       runs many calls on a bad network, in virtual time\n"
                            "  parse     checks SIP messages, or prints them as JSON\n"
                            "  help      shows the options of COMMAND\n"
                            "\n"
                            "sipfsm --help, sipfsm --version\n";

static const struct command {
    const char *name;
    int (*main)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"demo", demo_main, demo_help},
    {"replay", replay_main, replay_help},
    {"serve", serve_main, serve_help},
    {"call", call_main, call_help},
    {"register", register_main, register_help},
    {"locate", locate_main, locate_help},
    {"parse", parse_main, parse_help},
    {"sim", sim_main, sim_help},
};

static const struct command *find(const char *name)
{
    for (unsigned i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* A standard descriptor that is closed would be given to the next file or socket that is opened,
 * and what is written for people would go there. So it becomes one of which every use fails. */
static void hold_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY); /* takes the lowest: this one */
}

/* Output that could not be written is an error of every command: a closed pipe, a full disk. */
static int close_output(int status)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed)
        return status;
    fprintf(stderr, "sipfsm: cannot write the output%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return 1;
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct command *command = find(name);
    if (command) {
        for (int i = 2; i < argc; i++)
            if (strcmp(argv[i], "--help") == 0)
                return fputs(command->help, stdout) < 0;
        return command->main(argc - 1, argv + 1);
    }
    if (strcmp(name, "--version") == 0)
        return printf("sipfsm %s\n", SIPFSM_VERSION) < 0;
    if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) {
        command = argc > 2 ? find(argv[2]) : NULL;
        if (argc <= 2 || command)
            return fputs(command ? command->help : usage, stdout) < 0;
        name = argv[2];
    }
    if (*name)
        fprintf(stderr, "sipfsm: unknown command '%s' (see sipfsm --help)\n", name);
    else
        fputs(usage, stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a write fails instead */
    hold_standard_descriptors();
    return close_output(run(argc, argv));
}
