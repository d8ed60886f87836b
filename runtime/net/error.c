/* What libuv's errors mean here. */
#include "sipfsm/net.h"

const char *sf_net_error_text(int error)
{
    switch (error) {
    case UV_EADDRINUSE:
        return "the address is in use";
    case UV_EADDRNOTAVAIL:
        return "not an address of this host";
    case UV_EACCES:
        return "no permission (ports below 1024 need it)";
    case UV_EEXIST:
        return "there is an endpoint at that address already";
    case UV_EAFNOSUPPORT:
        return "no endpoint of that transport and address family";
    case UV_EMFILE:
        return "too many connections or open files";
    default:
        return uv_strerror(error);
    }
}
