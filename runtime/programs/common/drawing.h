/* A program's ladder, in a file: what crosses between it and all others, and what its machines do.
 */
#ifndef SIPFSM_DRAWING_H
#define SIPFSM_DRAWING_H

#include "common/endpoint.h"
#include "common/options.h"
#include "sipfsm/ladder.h"

struct drawing {
    const char *path; /* NULL: nothing is drawn, and the functions below do nothing */
    FILE *out;
    const struct endpoint *endpoint;
    struct sf_ladder ladder;
    char address[ENDPOINT_TEXT_BYTES];
};

/* Its line in a table of options, and in a help text. */
#define DRAWING_OPTION(drawing)                                                                    \
    {                                                                                              \
        .name = "--ladder", .kind = OPTION_TEXT, .text = &(drawing)->path                          \
    }
#define DRAWING_HELP                                                                               \
    "  --ladder FILE           draw the messages and the steps of the machines into this file\n"

/* Opens the file, and has the core tell of its steps. Before the endpoint is opened. False after
 * one clear line. `drawing` and `endpoint` must stay as long as the core. */
bool drawing_open(struct drawing *drawing, const char *command, const struct endpoint *endpoint,
                  struct sf_ua_config *config);
/* Writes the head, once the endpoint has its address. */
void drawing_begin(struct drawing *drawing, const char *command, uint64_t now_us);
/* For sf_net_config.observe. */
void drawing_message(struct drawing *drawing, const struct sf_net_crossing *crossing);
/* Closes the file. False after one clear line if it could not be written whole. */
bool drawing_end(struct drawing *drawing, const char *command);

#endif
