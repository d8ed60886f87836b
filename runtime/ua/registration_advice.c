#include "sipfsm/registration.h"

const char *sf_registration_advice(unsigned status)
{
    switch (status) {
    case 401:
    case 407:
        return "the registrar asks for a password, and takes none that it has got: check the user "
               "name and the password";
    case 403:
        return "the registrar forbids it: ask its operator whether the account may register, and "
               "from where";
    case 404:
        return "the registrar does not know this address: check the user and the domain";
    case 405:
    case 501:
        return "this server takes no registrations: check the address of the registrar";
    case 408:
        return "no answer has come: check the address of the registrar, its transport and the "
               "network";
    case 416:
        return "the registrar does not serve this kind of address: sip: is the usual one";
    case 420:
    case 421:
        return "the registrar and this side disagree about extensions: the response names them";
    case 423:
        return "the registrar wants a longer time: ask for more than its Min-Expires";
    case 439:
        return "a proxy on the way does not do outbound: register without a reg-id";
    case 480:
    case 486:
    case 600:
        return "the server answers as a telephone would: check the address of the registrar";
    case 513:
        return "the request is too long for the registrar: register fewer contacts";
    case 503:
        return "the registrar cannot be reached or is overloaded: it is worth waiting";
    default:
        break;
    }
    if (status >= 200 && status < 300)
        return "the registrar answers, and grants no time: check how long it lets a contact stay";
    if (status >= 300 && status < 400)
        return "the registrar is elsewhere: the response names its address";
    if (status >= 500 && status < 600)
        return "the registrar has a fault of its own: it is worth waiting";
    return "the registrar refuses the request: its reason phrase says why";
}
