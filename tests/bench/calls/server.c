/* See server.h. */
#include "server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int bind_to(uint16_t port, uint16_t *bound, int type)
{
    const int on = 1;
    struct sockaddr_in own = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    int fd = socket(AF_INET, type, 0);
    if (type == SOCK_STREAM) /* as the server binds it */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int error = bind(fd, (struct sockaddr *)&own, size);
    if (!error && bound && getsockname(fd, (struct sockaddr *)&own, &size) == 0)
        *bound = ntohs(own.sin_port);
    close(fd);
    return error;
}

/* It listens there: a port is bound a moment before. */
static bool takes_connections(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool taken = connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
    close(fd);
    return taken;
}

uint16_t server_port(void)
{
    uint16_t port = 0;
    for (unsigned turn = 0; turn < 100; turn++)
        if (bind_to(0, &port, SOCK_DGRAM) == 0 && bind_to(port, NULL, SOCK_STREAM) == 0)
            break;
    return port;
}

void server_pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        perror("sched_setaffinity");
}

static pid_t left; /* the group that runs; 0: none */

static void stop_left(void)
{
    if (left > 0)
        kill(-left, SIGKILL);
}

/* If the benchmark is killed, its server goes with it. */
static void run(char *const argv[], int cpu)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    server_pin(cpu);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(argv[0], argv);
    _exit(127);
}

bool server_start(struct server *server, char *const argv[], uint16_t port, int cpu)
{
    const struct timespec pause = {0, 50000000};
    static bool prepared;
    if (!prepared)
        prepared = atexit(stop_left) == 0;
    server->port = port;
    server->pid = fork();
    if (server->pid == 0)
        run(argv, cpu);
    setpgid(server->pid, server->pid);
    left = server->pid;
    for (unsigned turn = 0; turn < 200; turn++) {
        if (waitpid(server->pid, NULL, WNOHANG) == server->pid) {
            left = 0;
            return false;
        }
        if (bind_to(port, NULL, SOCK_DGRAM) != 0 || takes_connections(port))
            return true;
        nanosleep(&pause, NULL);
    }
    server_stop(server);
    return false;
}

void server_idle_beside(const struct server *server, int cpu)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setpgid(0, server->pid);
        server_pin(cpu);
        for (volatile unsigned long turns = 0;; turns++)
            ;
    }
    setpgid(pid, server->pid);
}

void server_stop(struct server *server)
{
    kill(-server->pid, SIGKILL);
    while (waitpid(-server->pid, NULL, 0) > 0)
        ;
    left = 0;
}

/* Time on a processor of one task, as the scheduler has counted it. */
static uint64_t task_ns(const char *pid, const char *task)
{
    char path[600];
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%s/task/%s/schedstat", pid, task);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%llu", &ns) != 1)
        ns = 0;
    fclose(file);
    return ns;
}

static uint64_t process_ns(const char *pid)
{
    char path[300];
    uint64_t ns = 0;
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));)
        if (task->d_name[0] != '.')
            ns += task_ns(pid, task->d_name);
    if (tasks)
        closedir(tasks);
    return ns;
}

void server_times(const struct server *server, uint64_t *ran_ns, uint64_t *waited_ns)
{
    char path[60];
    unsigned long long ran = 0, waited = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)server->pid);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%llu %llu", &ran, &waited) != 2)
        ran = waited = 0;
    if (file)
        fclose(file);
    *ran_ns = ran;
    *waited_ns = waited;
}

uint64_t server_cpu_ns(const struct server *server)
{
    uint64_t ns = 0;
    DIR *processes = opendir("/proc");
    for (struct dirent *process; processes && (process = readdir(processes));) {
        int pid = atoi(process->d_name);
        if (pid > 0 && getpgid(pid) == server->pid)
            ns += process_ns(process->d_name);
    }
    if (processes)
        closedir(processes);
    return ns;
}
