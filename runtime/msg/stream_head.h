/* sipfsm msg, private: between stream.rl (which finds) and stream.c (which decides). */
#ifndef SIPFSM_MSG_STREAM_HEAD_H
#define SIPFSM_MSG_STREAM_HEAD_H

#include "scan.h"
#include "sipfsm/stream.h"

enum sf_stream_found {
    SF_STREAM_FOUND_NOTHING,
    SF_STREAM_FOUND_CRLF,
    SF_STREAM_FOUND_HEAD,
    SF_STREAM_FOUND_OTHER_PROTOCOL
};

/* stream.rl: goes on from where it was; p is the first byte that it has not seen. Returns the byte
 * after the last that it took; *start is where the message begins, if it begins in these bytes. */
const sf_byte *sf_stream_scan(struct sf_stream *stream, const sf_byte *p, const sf_byte *pe,
                              const sf_byte **start, enum sf_stream_found *found);
int sf_stream_start_state(void);

/* Keeps the first error of a message. */
void sf_stream_error(struct sf_stream *stream, enum sf_msg_code code, uint32_t at, const char *rule,
                     const char *clause);

/* A Content-Length has been read to its end. */
void sf_stream_length(struct sf_stream *stream);

#endif
