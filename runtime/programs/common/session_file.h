/* --session-file: a session description that someone else has made, as an application with media
 * of its own would. It is offered, and it answers the offers that it is an answer to (3264:6). */
#ifndef SIPFSM_SESSION_FILE_H
#define SIPFSM_SESSION_FILE_H

#include <stdbool.h>

#include "sipfsm/str.h"

#define SESSION_FILE_BYTES 16384

struct session_file {
    const char *path; /* null: there is none */
    char text[SESSION_FILE_BYTES];
    size_t length;
};

/* In a table of options, and its lines in a help text. */
#define SESSION_FILE_OPTION(file)                                                                  \
    {                                                                                              \
        .name = "--session-file", .kind = OPTION_TEXT, .text = &(file)->path                       \
    }
#define SESSION_FILE_HELP                                                                          \
    "  --session-file FILE     offer this session description (SDP) and answer with it; its "      \
    "media run elsewhere; an offer\n"                                                              \
    "                          that it cannot answer gets 488\n"

/* Reads it, if there is one. Lines may end by LF alone. False after one clear line. */
bool session_file_read(struct session_file *file, const char *command);
/* {NULL, 0}: there is none. */
struct sf_str session_file_text(const struct session_file *file);

#endif
