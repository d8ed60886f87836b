/* sipfsm: every hard limit of the parser, the builder and dialogs. A message past a limit is
 * refused with an error that names the limit. Nothing is cut short. */
#ifndef SIPFSM_LIMITS_H
#define SIPFSM_LIMITS_H

#define SF_LIMIT_MESSAGE_BYTES                                                                     \
    65535                    /* a UDP datagram's largest payload is a little less (3261:18.1.1) */
#define SF_LIMIT_HEADERS 256 /* header fields a message */
#define SF_LIMIT_HEADER_VALUE_BYTES 8192 /* one field's value, folding included */
#define SF_LIMIT_PARAMETERS 64           /* parameters of one value or URI */
#define SF_LIMIT_VALUES 256              /* comma-joined values of one field */
#define SF_LIMIT_ROUTES 256              /* routes of a dialog */
#define SF_LIMIT_SDP_LINES 4096          /* lines of a session description */
#define SF_LIMIT_SDP_MEDIA 64            /* media descriptions of one */
#define SF_LIMIT_SDP_DIGITS 14           /* digits of a number in one that is read as a number */
#define SF_LIMIT_PARTS 128               /* parts of a multipart body */
#define SF_LIMIT_PART_HEADERS 32         /* header fields of a part */
#define SF_LIMIT_NESTING 8               /* multipart bodies in each other */

#endif
