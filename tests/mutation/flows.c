#include "flows.h"

#include <stddef.h>

#include "flow_list.h"

/* Each is the main of its test, which takes no arguments or may do without. */
#define DECLARE(flow) int flow(int argc, char **argv);
UA_FLOWS(DECLARE)
LOCATE_FLOWS(DECLARE)
NET_FLOWS(DECLARE)

#define NAME(flow) flow,
typedef int flow_main(int argc, char **argv);

static flow_main *const of_ua[] = {UA_FLOWS(NAME) NULL};
static flow_main *const of_locate[] = {LOCATE_FLOWS(NAME) NULL};
static flow_main *const of_net[] = {NET_FLOWS(NAME) NULL};

int flows_run(enum flows kind)
{
    static char name[] = "flow", *argv[] = {name, NULL};
    flow_main *const *flow = kind == FLOWS_UA       ? of_ua
                             : kind == FLOWS_LOCATE ? of_locate
                             : kind == FLOWS_NET    ? of_net
                                                    : NULL;
    for (; flow && *flow; flow++)
        if ((*flow)(1, argv) != 0)
            return 1;
    return 0;
}
