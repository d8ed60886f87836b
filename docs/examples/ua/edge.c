/* Two user agents on the edge: Alice calls Bob over TLS. The edge has the sockets, the connections
 * and the timers, on one libuv loop; the program gives commands and takes events.
 *
 *     edge [CERTIFICATE KEY TRUSTED]     three PEM files; without them a certificate is made */
#include <sipfsm/net.h>

#include <stdio.h>
#include <stdlib.h>

struct agent {
    const char *name;
    struct sf_net *net;
    struct sf_ua *ua;
};

static struct sf_clock monotonic;
static uv_loop_t loop;
static unsigned over; /* ends of the call that are over */
static int status = 1;

static const struct sf_str type = {"application/sdp", 15};
static const char sdp[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0\r\n";

static void end(void)
{
    uv_stop(&loop); /* sf_net_close is not allowed in the hook */
}

/* The edge takes what these commands put out as soon as this returns. */
static void on_event(void *user, const struct sf_ua_event *event)
{
    struct agent *agent = user;
    uint64_t now_us = sf_clock_now_us(&monotonic);
    switch (event->type) {
    case SF_UA_EV_INCOMING:
        printf("%s: a call from %.*s\n", agent->name, (int)event->from.len, event->from.p);
        sf_ua_accept(agent->ua, now_us, event->call, type, sf_str_of(sdp));
        break;
    case SF_UA_EV_ANSWERED:
        printf("%s: the call is answered\n", agent->name);
        sf_ua_hangup(agent->ua, now_us, event->call);
        break;
    case SF_UA_EV_FAILED:
        printf("%s: %u %.*s\n", agent->name, event->status, (int)event->reason.len,
               event->reason.p);
        end();
        break;
    case SF_UA_EV_ENDED:
        printf("%s: the call is over\n", agent->name);
        if (++over == 2) {
            status = 0;
            end();
        }
        break;
    default:
        break;
    }
}

/* Says why a connection failed: a certificate that does not fit, an authority that is unknown. */
static void on_ended(void *user, const struct sf_net_ended *ended)
{
    const struct agent *agent = user;
    if (ended->failed)
        printf("%s: %s\n", agent->name, ended->why);
}

/* An edge that listens for TLS at a free port, and a core with the address that it has got. */
static bool open_agent(struct agent *agent, const char *name, struct sf_tls *tls)
{
    const struct sf_address listen = {
        .transport = SF_TRANSPORT_TLS, .family = 4, .ip = {127, 0, 0, 1}};
    const struct sf_net_config edge = {.loop = &loop,
                                       .clock = &monotonic,
                                       .user = agent,
                                       .event = on_event,
                                       .ended = on_ended,
                                       .tls = tls};
    agent->name = name;
    int error = sf_net_open(&agent->net, &edge, &listen);
    if (error) {
        fprintf(stderr, "%s: %s\n", name, sf_net_error_text(error));
        return false;
    }
    /* A further sf_net_listen gives a further address: sf_net_endpoint(agent->net, 1), which goes
     * to `more_local`. */
    struct sf_ua_config config = {
        .calls = 10, .calls_per_second = 10, .local = *sf_net_address(agent->net)};
    size_t size = sf_ua_size(&config);
    void *memory = size ? malloc(size) : NULL;
    agent->ua = memory ? sf_ua_init(memory, size, &config) : NULL;
    return agent->ua && sf_net_attach(agent->net, agent->ua) == 0;
}

static bool call(struct agent *from, const struct agent *to)
{
    char uri[60];
    struct sf_call handle;
    const struct sf_address *target = sf_net_address(to->net);
    snprintf(uri, sizeof uri, "sip:bob@127.0.0.1:%u;transport=tls", target->port);
    struct sf_invite invite = {
        .to = sf_str_of(uri), .next_hop = *target, .content_type = type, .body = sf_str_of(sdp)};
    enum sf_ua_result result =
        sf_ua_invite(from->ua, sf_clock_now_us(&monotonic), &invite, &handle);
    sf_net_drain(from->net); /* after each command that is not given in the hook */
    return result == SF_UA_OK;
}

int main(int argc, char **argv)
{
    struct agent alice = {.name = "Alice"}, bob = {.name = "Bob"};
    char error[SF_TLS_ERROR_BYTES];
    struct sf_tls_config config = {.throw_away = "127.0.0.1"}; /* for trials alone */
    if (argc == 4)
        config = (struct sf_tls_config){.certificate = argv[1], .key = argv[2], .trusted = argv[3]};
    struct sf_tls *tls = sf_tls_make(&config, error);
    if (!tls) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    sf_clock_start(&monotonic, 1);
    uv_loop_init(&loop);
    if (open_agent(&alice, "Alice", tls) && open_agent(&bob, "Bob", tls) && call(&alice, &bob))
        uv_run(&loop, UV_RUN_DEFAULT);
    if (alice.net)
        sf_net_close(alice.net);
    if (bob.net)
        sf_net_close(bob.net);
    uv_run(&loop, UV_RUN_DEFAULT); /* frees what the edges had */
    uv_loop_close(&loop);
    sf_tls_free(tls);
    free(alice.ua);
    free(bob.ua);
    return status;
}
