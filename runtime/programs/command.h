/* The subcommands. Each returns the exit status. */
#ifndef SIPFSM_COMMAND_H
#define SIPFSM_COMMAND_H

int demo_main(int argc, char **argv);
int replay_main(int argc, char **argv);
int serve_main(int argc, char **argv);
int call_main(int argc, char **argv);
int locate_main(int argc, char **argv);
int register_main(int argc, char **argv);
int parse_main(int argc, char **argv);
int sim_main(int argc, char **argv);

extern const char replay_help[], serve_help[], call_help[], register_help[], locate_help[],
    parse_help[], sim_help[];

#endif
