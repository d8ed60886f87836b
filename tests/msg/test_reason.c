/* Reason phrases: each status code has the phrase of its RFC, written out here once more, and no
 * other code has one. */
#include "sipfsm/build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
    unsigned code;
    const char *phrase;
} of_rfc[] = {
    /* The headings of 3261:21.1.1 to 3261:21.6.4. */
    {100, "Trying"},
    {180, "Ringing"},
    {181, "Call Is Being Forwarded"},
    {182, "Queued"},
    {183, "Session Progress"},
    {200, "OK"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {305, "Use Proxy"},
    {380, "Alternative Service"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Unsupported URI Scheme"},
    {420, "Bad Extension"},
    {421, "Extension Required"},
    {423, "Interval Too Brief"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {483, "Too Many Hops"},
    {484, "Address Incomplete"},
    {485, "Ambiguous"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {491, "Request Pending"},
    {493, "Undecipherable"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Server Time-out"},
    {505, "Version Not Supported"},
    {513, "Message Too Large"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
    /* Other RFCs. */
    {199, "Early Dialog Terminated"},                 /* 6228:11.1 */
    {202, "Accepted"},                                /* 6665:8.3.1 */
    {204, "No Notification"},                         /* 5839:7.1 */
    {412, "Conditional Request Failed"},              /* 3903:11.2.1 */
    {417, "Unknown Resource-Priority"},               /* 4412:12.4 */
    {422, "Session Interval Too Small"},              /* 4028:12.2 */
    {428, "Use Identity Header"},                     /* 8224:6.2.2 */
    {429, "Provide Referrer Identity"},               /* 3892:5 */
    {430, "Flow Failed"},                             /* 5626:11.5 */
    {436, "Bad Identity Info"},                       /* 8224:6.2.2 */
    {437, "Unsupported Credential"},                  /* 8224:6.2.2 */
    {438, "Invalid Identity Header"},                 /* 8224:6.2.2 */
    {439, "First Hop Lacks Outbound Support"},        /* 5626:11.6 */
    {440, "Max-Breadth Exceeded"},                    /* 5393:6.2 */
    {469, "Bad Info Package"},                        /* 6086:11.6 */
    {489, "Bad Event"},                               /* 6665:8.3.2 */
    {555, "Push Notification Service Not Supported"}, /* 8599:8.1 */
    {607, "Unwanted"},                                /* 8197:5.1 */
};

static void phrases(void **state)
{
    (void)state;
    unsigned found = 0;
    for (unsigned code = 0; code < 1000; code++) {
        const char *wanted = "Unknown";
        for (size_t i = 0; i < sizeof of_rfc / sizeof *of_rfc; i++)
            if (of_rfc[i].code == code) {
                wanted = of_rfc[i].phrase;
                found++;
            }
        struct sf_str phrase = sf_reason_of(code);
        if (!sf_str_equal(phrase, sf_str_of(wanted)))
            fail_msg("%u: \"%.*s\", and not \"%s\"", code, (int)phrase.len, phrase.p, wanted);
    }
    assert_int_equal(found, sizeof of_rfc / sizeof *of_rfc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(phrases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
