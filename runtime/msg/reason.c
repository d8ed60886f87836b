/* sipfsm msg: the reason phrases of 3261:21. */
#include "sipfsm/build.h"

struct sf_str sf_reason_of(unsigned status)
{
    switch (status) {
#define R(code, text)                                                                              \
    case code:                                                                                     \
        return SF_STR(text);
        R(100, "Trying")
        R(180, "Ringing")
        R(181, "Call Is Being Forwarded")
        R(182, "Queued")
        R(183, "Session Progress")
        R(200, "OK")
        R(300, "Multiple Choices")
        R(301, "Moved Permanently")
        R(302, "Moved Temporarily")
        R(305, "Use Proxy")
        R(380, "Alternative Service")
        R(400, "Bad Request")
        R(401, "Unauthorized")
        R(402, "Payment Required")
        R(403, "Forbidden")
        R(404, "Not Found")
        R(405, "Method Not Allowed")
        R(406, "Not Acceptable")
        R(407, "Proxy Authentication Required")
        R(408, "Request Timeout")
        R(410, "Gone")
        R(413, "Request Entity Too Large")
        R(414, "Request-URI Too Long")
        R(415, "Unsupported Media Type")
        R(416, "Unsupported URI Scheme")
        R(420, "Bad Extension")
        R(421, "Extension Required")
        R(423, "Interval Too Brief")
        R(480, "Temporarily Unavailable")
        R(481, "Call/Transaction Does Not Exist")
        R(482, "Loop Detected")
        R(483, "Too Many Hops")
        R(484, "Address Incomplete")
        R(485, "Ambiguous")
        R(486, "Busy Here")
        R(487, "Request Terminated")
        R(488, "Not Acceptable Here")
        R(491, "Request Pending")
        R(493, "Undecipherable")
        R(500, "Server Internal Error")
        R(501, "Not Implemented")
        R(502, "Bad Gateway")
        R(503, "Service Unavailable")
        R(504, "Server Time-out")
        R(505, "Version Not Supported")
        R(513, "Message Too Large")
        R(600, "Busy Everywhere")
        R(603, "Decline")
        R(604, "Does Not Exist Anywhere")
        R(606, "Not Acceptable")
#undef R
    default:
        return SF_STR("Unknown");
    }
}
