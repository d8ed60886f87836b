/* sipfsm auth: whether a request is let in, and the response if it is not. */
#include "sipfsm/digest_server.h"

/* Room for one challenge: what sf_digest_server_challenge may need. */
static bool put_challenge(struct sf_digest_server *server, uint64_t now_us, bool stale,
                          struct sf_digest_refusal *refusal, size_t *used)
{
    size_t length = sf_digest_server_challenge(server, now_us, refusal->challenges, stale,
                                               refusal->text + *used, sizeof refusal->text - *used);
    if (!length)
        return false;
    refusal->challenge[refusal->challenges++] = (struct sf_str){refusal->text + *used, length};
    *used += length;
    return true;
}

enum sf_digest_verdict sf_digest_server_admit(struct sf_digest_server *server, uint64_t now_us,
                                              const struct sf_msg *request, struct sf_str source,
                                              struct sf_digest_checked *checked,
                                              struct sf_digest_refusal *refusal)
{
    enum sf_digest_verdict verdict =
        sf_digest_server_check(server, now_us, request, source, checked);
    bool stale;
    size_t used = 0;
    refusal->challenges = 0;
    if (verdict == SF_DIGEST_OK || verdict == SF_DIGEST_EXEMPT) {
        refusal->status = 0;
    } else if (sf_digest_challenges(verdict, &stale)) {
        while (refusal->challenges < server->settings.algorithms &&
               put_challenge(server, now_us, stale, refusal, &used))
            ;
        refusal->status = !refusal->challenges ? 500 : server->settings.proxy ? 407 : 401;
    } else {
        refusal->status = verdict == SF_DIGEST_LIMITED ? 403 : 400;
    }
    return verdict;
}
