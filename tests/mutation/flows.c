#include "flows.h"

#include <stddef.h>

#include "flow_list.h"

#define DECLARE(flow) int flow(void);
UA_FLOWS(DECLARE)
LOCATE_FLOWS(DECLARE)
NET_FLOWS(DECLARE)

#define NAME(flow) flow,
static int (*const of_ua[])(void) = {UA_FLOWS(NAME) NULL};
static int (*const of_locate[])(void) = {LOCATE_FLOWS(NAME) NULL};
static int (*const of_net[])(void) = {NET_FLOWS(NAME) NULL};

int flows_run(enum flows kind)
{
    int (*const *flow)(void) = kind == FLOWS_UA       ? of_ua
                               : kind == FLOWS_LOCATE ? of_locate
                               : kind == FLOWS_NET    ? of_net
                                                      : NULL;
    for (; flow && *flow; flow++)
        if ((*flow)() != 0)
            return 1;
    return 0;
}
