/* `serve --threads`: each message of a call comes from another address, and all of them meet the
 * core that has the call; counters are of all threads; a signal ends the calls of each.
 *   test_threads SIPFSM */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOCKETS = 6, CALLS = 120, STANDING = 12, WAIT_MS = 20000, BYTES = 4000 };

static int fd[SOCKETS];
static unsigned port[SOCKETS];
static struct sockaddr_in serve_at;
static FILE *output;
static pid_t serve;

static void fail(const char *what, const char *text)
{
    fprintf(stderr, "FAIL: %s\n%s\n", what, text);
    kill(serve, SIGKILL);
    exit(1);
}

static void open_socket(unsigned i)
{
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    fd[i] = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd[i] < 0 || bind(fd[i], (struct sockaddr *)&own, size) != 0 ||
        getsockname(fd[i], (struct sockaddr *)&own, &size) != 0)
        fail("socket", "");
    port[i] = ntohs(own.sin_port);
}

static void start(char *program)
{
    int way[2];
    char line[BYTES] = "";
    char *argv[] = {program,   "serve", "--threads",          "4", "--listen", "udp:127.0.0.1:0",
                    "--calls", "400",   "--calls-per-source", "0", NULL};
    if (pipe(way) != 0 || (serve = fork()) < 0)
        fail("fork", "");
    if (serve == 0) {
        dup2(way[1], 1);
        close(way[0]);
        close(way[1]);
        execv(program, argv);
        _exit(127);
    }
    close(way[1]);
    output = fdopen(way[0], "r");
    const char *at = fgets(line, sizeof line, output) ? strrchr(line, ':') : NULL;
    if (!at)
        fail("serve does not listen", line);
    serve_at = (struct sockaddr_in){.sin_family = AF_INET,
                                    .sin_port = htons((uint16_t)atoi(at + 1)),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void send_from(unsigned from, const char *text)
{
    if (sendto(fd[from], text, strlen(text), 0, (struct sockaddr *)&serve_at, sizeof serve_at) < 0)
        fail("send", text);
}

static void receive(unsigned at, char *text)
{
    struct pollfd ready = {.fd = fd[at], .events = POLLIN};
    ssize_t length = poll(&ready, 1, WAIT_MS) == 1 ? recv(fd[at], text, BYTES - 1, 0) : -1;
    if (length < 0)
        fail("nothing came", "");
    text[length] = 0;
}

/* The final response to that request; what else comes is of an earlier one. */
static void receive_final(unsigned at, unsigned call, const char *cseq, char *text)
{
    char call_id[40], line[40];
    snprintf(call_id, sizeof call_id, "\r\nCall-ID: %u@127.0.0.1\r\n", call);
    snprintf(line, sizeof line, "\r\nCSeq: %s\r\n", cseq);
    do
        receive(at, text);
    while (strncmp(text, "SIP/2.0 ", 8) != 0 || text[8] == '1' || !strstr(text, call_id) ||
           !strstr(text, line));
    if (strncmp(text, "SIP/2.0 200 ", 12) != 0)
        fail(line, text);
}

static void copy_field(char *to, const char *message, const char *name)
{
    const char *at = strstr(message, name);
    if (!at)
        fail(name, message);
    strncat(to, at, strcspn(at + 2, "\r") + 2);
}

/* The kernel does not find it by its short name (3261:20.8): such a message is passed on. */
static const char *id_name(unsigned from)
{
    return from % 2 ? "Call-ID" : "i";
}

static void request(unsigned from, const char *method, unsigned call, unsigned cseq, const char *to)
{
    char text[BYTES];
    snprintf(text, sizeof text,
             "%s sip:serve@127.0.0.1 SIP/2.0\r\n"
             "Via: SIP/2.0/UDP 127.0.0.1:%u;rport;branch=z9hG4bK%u-%u-%s\r\n"
             "From: <sip:eve@127.0.0.1>;tag=%u%.299s\r\n%s: %u@127.0.0.1\r\n"
             "CSeq: %u %s\r\nContact: <sip:eve@127.0.0.1:%u>\r\nMax-Forwards: 70\r\n"
             "Content-Length: 0\r\n\r\n",
             method, port[from], call, cseq, method, call, to, id_name(from), call, cseq, method,
             port[0]);
    send_from(from, text);
}

/* The To of the 200, as a line. */
static void call(unsigned number, char *to)
{
    static const char plain[] = "\r\nTo: <sip:serve@127.0.0.1>";
    char text[BYTES];
    unsigned from = number % SOCKETS;
    request(from, "INVITE", number, 1, plain);
    receive_final(from, number, "1 INVITE", text);
    *to = 0;
    copy_field(to, text, "\r\nTo:");
    /* An OPTIONS of that dialog from elsewhere finds it. */
    request((from + 1) % SOCKETS, "OPTIONS", number, 2, to);
    receive_final((from + 1) % SOCKETS, number, "2 OPTIONS", text);
    char answer[300], ack[BYTES];
    snprintf(answer, sizeof answer,
             "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
             "m=audio 6000 RTP/AVP 0\r\n");
    snprintf(ack, sizeof ack,
             "ACK sip:serve@127.0.0.1 SIP/2.0\r\n"
             "Via: SIP/2.0/UDP 127.0.0.1:%u;rport;branch=z9hG4bK%u-a\r\n"
             "From: <sip:eve@127.0.0.1>;tag=%u%.299s\r\n%s: %u@127.0.0.1\r\nCSeq: 1 ACK\r\n"
             "Max-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
             port[from], number, number, to, id_name(from), number, strlen(answer), answer);
    send_from((from + 2) % SOCKETS, ack);
}

static void hang_up(unsigned number, const char *to)
{
    char text[BYTES];
    unsigned from = (number + 3) % SOCKETS;
    request(from, "BYE", number, 3, to);
    receive_final(from, number, "3 BYE", text);
}

static void expect_line(const char *wanted)
{
    char line[BYTES] = "";
    do
        if (!fgets(line, sizeof line, output))
            fail("this line is not there", wanted);
    while (strncmp(line, wanted, strlen(wanted)) != 0);
}

/* Each call that stands gets a BYE at its Contact. */
static void answer_byes(void)
{
    static const char *const names[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:"};
    bool seen[STANDING] = {false};
    for (unsigned answered = 0; answered < STANDING;) {
        char text[BYTES], answer[BYTES] = "SIP/2.0 200 OK";
        receive(0, text);
        const char *id = strstr(text, "\r\nCall-ID: ");
        unsigned call = id ? (unsigned)atoi(id + 11) : STANDING;
        if (strncmp(text, "BYE ", 4) != 0 || call >= STANDING)
            continue;
        answered += !seen[call];
        seen[call] = true;
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            copy_field(answer, text, names[n]);
        strcat(answer, "\r\nContent-Length: 0\r\n\r\n");
        send_from(0, answer);
    }
}

int main(int argc, char **argv)
{
    char to[CALLS][300], wanted[200];
    int status;
    if (argc != 2)
        return 2;
    for (unsigned i = 0; i < SOCKETS; i++)
        open_socket(i);
    start(argv[1]);
    for (unsigned i = 0; i < CALLS; i++)
        call(i, to[i]);
    for (unsigned i = STANDING; i < CALLS; i++)
        hang_up(i, to[i]);
    kill(serve, SIGUSR1);
    snprintf(wanted, sizeof wanted, "calls: in %d, answered %d, failed 0, ended %d, now %d of ",
             CALLS, CALLS, CALLS - STANDING, STANDING);
    expect_line(wanted);
    kill(serve, SIGTERM);
    answer_byes();
    snprintf(wanted, sizeof wanted, "calls: in %d, answered %d, failed 0, ended %d, now 0 of ",
             CALLS, CALLS, CALLS);
    expect_line(wanted);
    expect_line("bad: not SIP 0, requests 0, responses 0, stray responses 0, stray ACKs 0");
    if (waitpid(serve, &status, 0) != serve || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("its exit status", "");
    printf("ok: %d calls\n", CALLS);
    return 0;
}
