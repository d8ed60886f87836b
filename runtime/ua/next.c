/* The one poll. */
#include "hop.h"
#include "output.h"

bool sf_ua_next(struct sf_ua *ua, struct sf_output *output)
{
    output->deadline_us = sf_ua_next_deadline(ua);
    if (sf_output_next_datagram(ua, &output->datagram)) {
        output->type = SF_OUTPUT_DATAGRAM;
        return true;
    }
    output->type = SF_OUTPUT_QUERY;
    if (sf_hop_query(ua, &output->query))
        return true;
    output->type = SF_OUTPUT_EVENT;
    return sf_output_next_event(ua, &output->event);
}
