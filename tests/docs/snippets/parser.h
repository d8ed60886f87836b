/* What the code of docs/parser.md takes for granted: a message that was received, and what is done
 * with what it holds. */
#include "sipfsm/auth.h"
#include "sipfsm/build.h"
#include "sipfsm/headers.h"
#include "sipfsm/kind.h"
#include "sipfsm/mend.h"
#include "sipfsm/multipart.h"
#include "sipfsm/sdp.h"
#include "sipfsm/sdp_build.h"
#include "sipfsm/stream.h"
#include "sipfsm/ua.h"

#include <stdio.h>

static struct sf_msg msg;
static const char *bytes, *datagram;
static char reply[1000], out[1000];
static size_t received, length, size;
static struct sf_ua *ua;
static uint64_t now_us;
static struct sf_address from;

static void send(const char *text, size_t length);
static void send_text(const char *text);
static void answer(const struct sf_stream_result *result);
static void handle(); /* of a message, or of a part with its type */
static void consider(unsigned port, struct sf_view encoding, uint32_t clock_rate_hz,
                     enum sf_sdp_direction direction);
static size_t answer_400(const struct sf_msg *msg, const struct sf_msg_error *error, char *out,
                         size_t size);

static int contacts;
static struct sf_msg_error error;
static void add_contact(void *contacts, const struct sf_contact *contact);
static void take_value(void *context, unsigned field, const struct sf_kind *kind,
                       const void *typed);
