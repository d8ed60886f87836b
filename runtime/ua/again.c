#include "again.h"

#include "core.h"
#include "keep.h"
#include "request.h"

/* What a request in a dialog begins with (sf_request_begin_in_dialog), and its end. */
static bool is_written_anew(const struct sf_ua *ua, enum sf_header_id id)
{
    switch (id) {
    case SF_HEADER_VIA:
    case SF_HEADER_MAX_FORWARDS:
    case SF_HEADER_ROUTE:
    case SF_HEADER_FROM:
    case SF_HEADER_TO:
    case SF_HEADER_CALL_ID:
    case SF_HEADER_CSEQ:
    case SF_HEADER_CONTENT_TYPE:
    case SF_HEADER_CONTENT_LENGTH:
        return true;
    case SF_HEADER_USER_AGENT: /* without one of the core's own it is the application's */
        return ua->own.agent.len > 0;
    default:
        return false;
    }
}

struct sf_str sf_again_in_dialog(struct sf_ua *ua, struct sf_kept kept, enum sf_method method,
                                 const struct sf_dialog *d, uint32_t cseq, struct sf_str branch)
{
    struct sf_build b;
    sf_request_begin_in_dialog(ua, &b, d, sf_method_name(method), cseq, branch);
    const struct sf_msg *before = sf_keep_recall(ua, kept); /* the beginning uses its place */
    for (unsigned i = 0; i < before->header_count; i++)
        if (!is_written_anew(ua, before->header[i].id))
            sf_build_copy(&b, before, i);
    return sf_request_end(ua, &b, sf_msg_value(before, SF_HEADER_CONTENT_TYPE),
                          sf_msg_str(before, before->body));
}
