/* The order of SRV records (2782). */
#ifndef SF_LOCATE_SRV_H
#define SF_LOCATE_SRV_H

#include "locator_private.h"

/* Sorts them by priority, those of one priority by a draw of their weights. */
void sf_srv_order(struct sf_locator *locator, struct sf_dns_record *record, size_t count);

#endif
