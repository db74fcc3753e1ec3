// How programs are started, and how processes are tied to one another.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CProcesses.h"

// Descriptors are given in the order 0 to 3, and a later one must not be overwritten by an earlier one.
static int32_t out_of_the_way(int32_t descriptor, int32_t *copy) {
    if (descriptor < 0 || descriptor > 3) return descriptor;
    return *copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 4);
}

static int give(posix_spawn_file_actions_t *actions, int32_t descriptor, int place) {
    if (descriptor >= 0) return posix_spawn_file_actions_adddup2(actions, descriptor, place);
    return posix_spawn_file_actions_addopen(actions, place, "/dev/null", place == 0 ? O_RDONLY : O_WRONLY, 0);
}

static int fill(posix_spawn_file_actions_t *actions, const mdl_program *program, const int32_t *descriptors) {
    int status = 0;
    for (int place = 0; place < 3 && status == 0; place++) status = give(actions, descriptors[place], place);
    if (status == 0 && program->control >= 0) status = give(actions, descriptors[3], 3);
    if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(actions, program->control >= 0 ? 4 : 3);
    if (status == 0 && program->folder) status = posix_spawn_file_actions_addchdir_np(actions, program->folder);
    return status;
}

static int describe(posix_spawnattr_t *attributes, enum mdl_placement placement) {
    sigset_t all, none;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigemptyset(&none);
    sigfillset(&all);
    // Whatever this process ignores or blocks is no business of others.
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setpgroup(attributes, 0);
    if (placement == MDL_GROUP) flags |= POSIX_SPAWN_SETPGROUP;
    if (placement == MDL_SESSION) flags |= POSIX_SPAWN_SETSID;
    return posix_spawnattr_setflags(attributes, flags);
}

int32_t mdl_start(const mdl_program *program, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int32_t copies[4] = {-1, -1, -1, -1};
    const int32_t wanted[4] = {program->input, program->output, program->errors, program->control};
    int32_t descriptors[4];
    int status = 0;
    for (int place = 0; place < 4 && status == 0; place++) {
        descriptors[place] = out_of_the_way(wanted[place], &copies[place]);
        if (wanted[place] >= 0 && descriptors[place] < 0) status = errno;
    }
    if (status == 0) {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        status = fill(&actions, program, descriptors);
        if (status == 0) status = describe(&attributes, program->placement);
        if (status == 0)
            status = posix_spawn(
                process, program->path, &actions, &attributes, program->arguments, program->environment);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
    }
    for (int place = 0; place < 4; place++)
        if (copies[place] >= 0) close(copies[place]);
    return status;
}

int32_t mdl_watch(pid_t process) {
    // https://man7.org/linux/man-pages/man2/pidfd_open.2.html: it is closed on execution.
    return (int32_t)syscall(SYS_pidfd_open, process, 0);
}

int32_t mdl_pipe(bool reads, int32_t *own, int32_t *other) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    *own = ends[reads ? 0 : 1];
    *other = ends[reads ? 1 : 0];
    return fcntl(*own, F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
}

int32_t mdl_alarm(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

bool mdl_end_with(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Whoever died before that call sends no signal any more.
    return getppid() == parent;
}

void mdl_close_to_others(void) {
    prctl(PR_SET_DUMPABLE, 0);
    // What it starts has secrets as well, and can be looked into again.
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
    limit.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &limit);
}
