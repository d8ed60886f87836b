/* What the code of docs/embedding.md takes for granted, where it quotes no example. */
#include "sipfsm/ua.h"

static const struct sf_address local;
static struct sf_address from;
static uint32_t socket_number;
static int socket_of[3];
static struct sf_ua *ua;
static uint64_t now_us;
static const char *bytes;
static size_t length;
static struct sf_output output;

static void send_from(int socket, const struct sf_datagram *datagram);
