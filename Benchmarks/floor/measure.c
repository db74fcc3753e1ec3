// Runs one command and prints: exit status, wall time in ns, processor time in µs, peak memory in KiB.
//
// A process of its own, and a small one: Linux counts the memory of the process that spawns towards the peak of the
// one that is spawned.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

int main(int count, char **arguments) {
    extern char **environ;
    if (count < 3) return 2;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, arguments[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t process;
    int status;
    struct rusage usage;
    long long start = nanoseconds();
    int problem = posix_spawnp(&process, arguments[2], &actions, NULL, arguments + 2, environ);
    if (problem != 0) {
        fprintf(stderr, "cannot run %s: %s\n", arguments[2], strerror(problem));
        return 1;
    }
    while (wait4(process, &status, 0, &usage) < 0 && errno == EINTR) {}
    long long wall = nanoseconds() - start;
    printf("%d %lld %lld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall,
           microseconds(usage.ru_utime) + microseconds(usage.ru_stime), usage.ru_maxrss);
    return 0;
}
