/* sipfsm msg: one value of a message taken apart, by the grammar. */
#include "apart.h"

bool sf_apart_request_uri(struct sf_apart *apart)
{
    struct sf_uri uri;
    if (sf_check_request_uri(apart->msg, &uri, NULL) != SF_MSG_OK)
        return false;
    apart->take(apart->context, SF_REQUEST_URI, sf_kind_of_uri(), &uri);
    return true;
}

bool sf_apart_value(struct sf_apart *apart, unsigned field, uint32_t *offset, unsigned number)
{
    enum sf_header_id id = (enum sf_header_id)apart->msg->header[field].id;
    const struct sf_kind *kind = sf_kind_of(id);
    union sf_typed typed;
    apart->may_be_star = apart->may_be_star || id == SF_HEADER_CONTACT;
    if (sf_check_value(apart->msg, field, offset, number, &typed, NULL) != SF_MSG_OK)
        return false;
    if (*offset) /* else the field is empty, as it may be */
        apart->take(apart->context, field, kind, &typed);
    return true;
}
