// The process between a host and its command. Whatever a command starts, and whatever that does to leave its group, its
// session or its parent, stays below this process, and so belongs to this command and no other one.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CProcesses.h"

enum { CONTROL = 3 };

typedef struct {
    char *bytes;
    size_t count;
    size_t next;
} text;

static bool read_all(void *to, size_t count) {
    char *place = to;
    while (count > 0) {
        ssize_t got = read(CONTROL, place, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        place += got;
        count -= (size_t)got;
    }
    return true;
}

static void report(int32_t kind, int32_t value) {
    mdl_report message = {kind, value};
    // A host that has gone gets no report.
    (void)send(CONTROL, &message, sizeof message, MSG_NOSIGNAL);
}

// The next of the texts, each of which ends with a zero byte; NULL after the last.
static char *take(text *all) {
    if (all->next >= all->count) return NULL;
    char *start = all->bytes + all->next;
    char *end = memchr(start, 0, all->count - all->next);
    if (!end) return NULL;
    all->next = (size_t)(end - all->bytes) + 1;
    return start;
}

// A list as execve(2) takes it: its length as text, then its elements.
static char **take_list(text *all) {
    char *length = take(all);
    long count = length ? strtol(length, NULL, 10) : -1;
    if (count < 0 || (size_t)count > all->count) return NULL;
    char **list = calloc((size_t)count + 1, sizeof *list);
    for (long index = 0; list && index < count; index++)
        if (!(list[index] = take(all))) return NULL;
    return list;
}

// How many files it may have, path, folder, arguments, environment.
static int start(text *all, pid_t *command) {
    mdl_program program = {0, 0, 0, 0, 0, 1, 2, -1, MDL_SESSION};
    char *files = take(all);
    program.path = take(all);
    program.folder = take(all);
    if (!program.folder) return EINVAL;
    mdl_lower_file_limit(strtoll(files, NULL, 10));
    if (!*program.folder) program.folder = NULL;
    program.arguments = take_list(all);
    program.environment = take_list(all);
    if (!program.arguments || !program.environment) return EINVAL;
    return mdl_start(&program, command);
}

static bool read_command(text *all) {
    uint32_t count = 0;
    if (!read_all(&count, sizeof count) || count > MDL_MAX_COMMAND) return false;
    all->bytes = malloc(count ? count : 1);
    all->count = count;
    return all->bytes && read_all(all->bytes, count);
}

// The command alone holds its streams: their end is its own.
static void let_go_of_streams(void) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int place = 0; place < 3; place++)
        if (null < 0) close(place); else dup2(null, place);
    if (null > CONTROL) close(null);
}

// Reaps what has ended. Gives false when nothing is left.
static bool reap(pid_t command) {
    for (;;) {
        int status = 0;
        pid_t process = waitpid(-1, &status, WNOHANG);
        if (process == 0) return true;
        if (process < 0) return errno != ECHILD;
        if (process == command) report(MDL_ENDED, status);
    }
}

int32_t mdl_supervise(void) {
    text all = {0};
    pid_t command = 0;
    sigset_t child, others;
    prctl(PR_SET_NAME, "moondock-step");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // What is meant for the command, such as a closed terminal, is not to end this.
    sigfillset(&others);
    sigprocmask(SIG_BLOCK, &others, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (children < 0) {
        report(MDL_NOT_BEGUN, errno);
        return 1;
    }
    if (!read_command(&all)) return 1;
    int problem = start(&all, &command);
    free(all.bytes);
    report(problem ? MDL_NOT_BEGUN : MDL_BEGAN, problem ? problem : command);
    if (problem) return 1;
    let_go_of_streams();
    struct pollfd sources[2] = {{children, POLLIN, 0}, {CONTROL, POLLIN, 0}};
    for (;;) {
        bool has_host = sources[1].fd >= 0, has_children = reap(command);
        if (!has_host && !has_children) return 0;
        if (poll(sources, 2, -1) < 0 && errno != EINTR) return 1;
        struct signalfd_siginfo ended;
        while (read(children, &ended, sizeof ended) > 0) {}
        if (has_host && sources[1].revents) {
            char word;
            ssize_t count = read(CONTROL, &word, 1);
            if (count > 0) return 0;
            if (count == 0 || errno != EINTR) sources[1].fd = -1;
        }
    }
}
