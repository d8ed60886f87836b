#include "answer.h"

#include "content.h"
#include "error.h"
#include "response.h"

static const struct sf_content_names names = {.field_name = "answer.content.field[].name",
                                              .field_value = "answer.content.field[].value",
                                              .type = "answer.content.type",
                                              .body = "answer.content.body",
                                              .contact = "answer.contact[]"};

/* 3261:21.3: a redirect says where to. */
static enum sf_ua_result check_contacts(struct sf_ua *ua, const struct sf_answer *answer)
{
    bool redirects = answer->status >= 300 && answer->status <= 399;
    if (redirects && !answer->contacts)
        return sf_error_argument(ua, "answer.contact", 0, "a status of 300 to 399 needs a Contact");
    if (!redirects && answer->contacts)
        return sf_error_argument(ua, "answer.contact", 0, "only for a status of 300 to 399");
    for (size_t i = 0; i < answer->contacts; i++) {
        size_t at;
        if (!sf_content_is_safe(answer->contact[i], &at))
            return sf_error_listed(ua, names.contact, i, at, "a control character");
        if (!answer->contact[i].len || answer->contact[i].p[0] == '*')
            return sf_error_listed(ua, names.contact, i, 0, "no Contact of a redirect");
    }
    return SF_UA_OK;
}

/* Header fields that a response with that status needs. */
static enum sf_ua_result check_needs(struct sf_ua *ua, const struct sf_answer *answer)
{
    static const struct {
        unsigned status;
        enum sf_header_id id;
        const char *text;
    } needs[] = {
        {401, SF_HEADER_WWW_AUTHENTICATE, "401 needs a WWW-Authenticate field"},     /* 3261:22.2 */
        {407, SF_HEADER_PROXY_AUTHENTICATE, "407 needs a Proxy-Authenticate field"}, /* 3261:22.3 */
        {420, SF_HEADER_UNSUPPORTED, "420 needs an Unsupported field"}, /* 3261:8.2.2.3 */
        {421, SF_HEADER_REQUIRE, "421 needs a Require field"},          /* 3261:21.4.16 */
        {423, SF_HEADER_MIN_EXPIRES, "423 needs a Min-Expires field"},  /* 3261:10.3 */
    };
    const struct sf_ua_content *content = &answer->content;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].status == answer->status && !sf_content_has(content, needs[i].id))
            return sf_error_argument(ua, "answer.content.field", 0, needs[i].text);
    if (answer->status == 415 && !sf_content_has(content, SF_HEADER_ACCEPT) &&
        !sf_content_has(content, SF_HEADER_ACCEPT_ENCODING) &&
        !sf_content_has(content, SF_HEADER_ACCEPT_LANGUAGE)) /* 3261:21.4.13 */
        return sf_error_argument(ua, "answer.content.field", 0,
                                 "415 needs an Accept, Accept-Encoding or Accept-Language field");
    return SF_UA_OK;
}

enum sf_ua_result sf_answer_check(struct sf_ua *ua, const struct sf_answer *answer, unsigned least,
                                  bool contact)
{
    size_t at;
    if (answer->status < least || answer->status > 699)
        return sf_error_argument(ua, "answer.status", 0, "not a status that can be given here");
    if (!sf_content_is_safe(answer->reason, &at))
        return sf_error_argument(ua, "answer.reason", at, "a control character");
    enum sf_ua_result result = check_contacts(ua, answer);
    if (result == SF_UA_OK)
        result = check_needs(ua, answer);
    if (result == SF_UA_OK)
        result = sf_content_check(
            ua, &answer->content,
            contact && !answer->contacts ? SF_CONTENT_WITH_CONTACT : answer->status, &names);
    return result;
}

enum sf_ua_result sf_answer_check_built(struct sf_ua *ua, const struct sf_msg *request,
                                        const struct sf_address *source,
                                        const struct sf_response *response)
{
    const struct sf_answer *answer = response->answer;
    if (!answer->contacts && !answer->content.fields)
        return SF_UA_OK;
    struct sf_str bytes = sf_response_build(ua, request, source, response);
    return sf_content_check_built(ua, bytes, &answer->content, answer->contact, answer->contacts,
                                  &names);
}
