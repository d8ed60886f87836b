/* What the README's code takes for granted. */
#include "sipfsm/ua.h"

#include <stddef.h>

static void *memory;
static const char *bytes;
static size_t length;
static uint64_t now_us;
static struct sf_address address, from;
static struct sf_output output;

static void send_it(const struct sf_datagram *datagram);
static void act_on(const struct sf_ua_event *event);
static void sleep_until(uint64_t deadline_us);
