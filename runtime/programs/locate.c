/* sipfsm locate: where the servers of a URI are, and why. */
#include "command.h"
#include "common/endpoint.h"
#include "common/finding.h"
#include "common/options.h"

#include <stdio.h>
#include <string.h>

const char locate_help[] =
    "usage: sipfsm locate sip:HOST [OPTION ...]\n"
    "\n"
    "Looks up the servers of the URI as RFC 3263 says. Shows each question, each answer, and the "
    "servers in the order in which\n"
    "a request would try them. Exit status 0 if there are any, 1 if not.\n"
    "\n"
    "  --transports LIST       the transports that could be used: of udp, tcp, tls, ws, wss "
    "(default udp,tcp,tls)\n"
    "  --ipv4, --ipv6          only that family (default both)\n" NAME_SERVER_HELP
    "  --quiet                 show only the servers\n";

static void show_asked(void *user, const struct sf_dns_query *query)
{
    (void)user;
    printf("? %-5s %.*s\n", sf_dns_type_name(query->type), (int)query->name.len, query->name.p);
}

static void show_record(const struct sf_dns_record *record)
{
    char text[SF_ADDRESS_TEXT_BYTES];
    struct sf_address address = {.family = record->type == SF_DNS_A ? 4 : 6};
    printf("  %-5s %.*s: ", sf_dns_type_name(record->type), (int)record->name.len, record->name.p);
    switch (record->type) {
    case SF_DNS_A:
    case SF_DNS_AAAA:
        memcpy(address.ip, record->ip, record->type == SF_DNS_A ? 4 : 16);
        sf_address_host_text(&address, text);
        printf("%s", text);
        break;
    case SF_DNS_CNAME:
        printf("%.*s", (int)record->cname.len, record->cname.p);
        break;
    case SF_DNS_SRV:
        printf("priority %u, weight %u, port %u, %.*s", record->srv.priority, record->srv.weight,
               record->srv.port, (int)record->srv.target.len, record->srv.target.p);
        break;
    case SF_DNS_NAPTR:
        printf("order %u, preference %u, \"%.*s\" \"%.*s\", %.*s", record->naptr.order,
               record->naptr.preference, (int)record->naptr.flags.len, record->naptr.flags.p,
               (int)record->naptr.service.len, record->naptr.service.p,
               (int)record->naptr.replacement.len, record->naptr.replacement.p);
        break;
    default:
        printf("(type %u)", record->type);
    }
    printf(", for %u s\n", (unsigned)record->ttl_s);
}

static void show_answered(void *user, const struct sf_dns_answer *answer)
{
    static const char *const nothing[] = {[SF_DNS_OK] = "no records",
                                          [SF_DNS_NO_NAME] = "no such name",
                                          [SF_DNS_FAILED] = "the name server has failed",
                                          [SF_DNS_SILENT] = "no answer"};
    (void)user;
    for (size_t i = 0; i < answer->records; i++)
        show_record(&answer->record[i]);
    if (!answer->records)
        printf("  %s\n", nothing[answer->status]);
}

/* "udp,tcp" for both families, or one. 0: a name is none. */
static size_t endpoints_of(const char *list, bool ipv4, bool ipv6, struct sf_address *endpoint)
{
    size_t count = 0;
    while (*list) {
        size_t length = strcspn(list, ",");
        uint8_t transport;
        if (!sf_transport_of((struct sf_str){list, length}, &transport) || count + 2 > 16)
            return 0;
        for (uint8_t family = 4; family <= 6; family += 2)
            if (family == 4 ? ipv4 : ipv6)
                endpoint[count++] = (struct sf_address){.transport = transport, .family = family};
        list += length + (list[length] == ',');
    }
    return count;
}

int locate_main(int argc, char **argv)
{
    const char *uri = NULL, *servers = NULL, *transports = "udp,tcp,tls";
    bool quiet = false, ipv4 = false, ipv6 = false;
    struct sf_address endpoint[16], target[SF_LOCATOR_TARGETS];
    const struct finding_show show = {.asked = show_asked, .answered = show_answered};
    uv_loop_t loop;
    const struct option table[] = {
        {.name = "--transports", .kind = OPTION_TEXT, .text = &transports},
        {.name = "--ipv4", .kind = OPTION_FLAG, .flag = &ipv4},
        {.name = "--ipv6", .kind = OPTION_FLAG, .flag = &ipv6},
        NAME_SERVER_OPTION(&servers),
        {.name = "--quiet", .kind = OPTION_FLAG, .flag = &quiet},
    };
    if (!options_read("locate", table, sizeof table / sizeof table[0], argc, argv, &uri))
        return EXIT_USAGE;
    size_t endpoints = endpoints_of(transports, ipv4 || !ipv6, ipv6 || !ipv4, endpoint);
    if (!uri || !endpoints) {
        complain("locate",
                 uri ? "--transports %s: only udp, tcp, tls, ws and wss are known"
                     : "the URI is missing: sip:host (see sipfsm help locate)",
                 transports);
        return EXIT_USAGE;
    }
    if (!endpoint_loop("locate", &loop))
        return 1;
    size_t count = finding_run(&loop, "locate", uri, servers, endpoint, endpoints,
                               quiet ? NULL : &show, target);
    for (size_t i = 0; i < count; i++) {
        char text[ENDPOINT_TEXT_BYTES];
        endpoint_text(&target[i], text);
        printf("%zu. %s\n", i + 1, text);
    }
    uv_loop_close(&loop);
    return count ? 0 : 1;
}
