#include "again.h"

#include "core.h"
#include "keep.h"
#include "refresh.h"
#include "request.h"

/* The beginning of a request in a dialog (sf_request_begin_in_dialog), and its end. */
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
    case SF_HEADER_AUTHORIZATION: /* each is sent once; the caller writes others */
    case SF_HEADER_PROXY_AUTHORIZATION:
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
                                 const struct sf_dialog *d, const struct sf_refresh *refresh,
                                 uint32_t cseq, struct sf_str branch)
{
    struct sf_build b;
    sf_request_begin_in_dialog(ua, &b, d, sf_method_name(method), cseq, branch);
    const struct sf_msg *before = sf_keep_recall(ua, kept); /* the beginning uses its place */
    for (unsigned i = 0; i < before->header_count; i++)
        if (!is_written_anew(ua, before->header[i].id))
            sf_build_copy(&b, before, i);
    if (refresh && !sf_msg_has(before, SF_HEADER_SESSION_EXPIRES))
        ua->session_timer->timing->ask(ua, &b, refresh, 0);
    return sf_request_end(ua, &b, sf_msg_value(before, SF_HEADER_CONTENT_TYPE),
                          sf_msg_str(before, before->body));
}

static void put_via(struct sf_build *build, const struct sf_msg *before, struct sf_str branch)
{
    const struct sf_via *via = &before->via;
    struct sf_view front = {via->whole.at, via->branch.at - via->whole.at};
    struct sf_view rest = {via->branch.at + via->branch.len,
                           via->whole.at + via->whole.len - via->branch.at - via->branch.len};
    sf_build_open(build, "Via");
    sf_build_text(build, sf_msg_str(before, front));
    sf_build_text(build, branch);
    if (rest.len)
        sf_build_text(build, sf_msg_str(before, rest));
    sf_build_close(build);
}

void sf_again_put_cseq(struct sf_build *build, const struct sf_msg *before, uint32_t cseq)
{
    sf_build_open(build, "CSeq");
    sf_build_number(build, cseq);
    sf_build_text(build, SF_STR(" "));
    sf_build_text(build, sf_msg_str(before, before->method_name));
    sf_build_close(build);
}

void sf_again_begin(struct sf_build *build, char *bytes, size_t size, const struct sf_msg *before,
                    struct sf_str branch, uint32_t cseq, bool timeless)
{
    sf_build_begin(build, bytes, size);
    sf_build_request(build, sf_msg_str(before, before->method_name),
                     sf_msg_str(before, before->request_uri));
    for (unsigned i = 0; i < before->header_count; i++)
        switch (before->header[i].id) {
        case SF_HEADER_VIA:
            if (branch.len)
                put_via(build, before, branch);
            else
                sf_build_copy(build, before, i);
            break;
        case SF_HEADER_CSEQ:
            sf_again_put_cseq(build, before, branch.len ? cseq : before->cseq.number);
            break;
        case SF_HEADER_AUTHORIZATION:
        case SF_HEADER_PROXY_AUTHORIZATION:
        case SF_HEADER_CONTENT_TYPE:
        case SF_HEADER_CONTENT_LENGTH:
            break;
        case SF_HEADER_SESSION_EXPIRES:
        case SF_HEADER_MIN_SE:
            if (!timeless)
                sf_build_copy(build, before, i);
            break;
        default:
            sf_build_copy(build, before, i);
        }
}

struct sf_str sf_again_end(struct sf_build *build, const struct sf_msg *before)
{
    size_t length = sf_build_end(build, sf_msg_value(before, SF_HEADER_CONTENT_TYPE),
                                 sf_msg_str(before, before->body));
    return (struct sf_str){build->bytes, length};
}
