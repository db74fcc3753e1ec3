// How much of what the system has this process may use.
#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>

#include "CProcesses.h"

static int64_t number(rlim_t value) { return value > INT64_MAX ? INT64_MAX : (int64_t)value; }

int64_t mdl_file_limit(void) {
    struct rlimit limits = {0};
    getrlimit(RLIMIT_NOFILE, &limits);
    return number(limits.rlim_cur);
}

int64_t mdl_raise_file_limit(void) {
    struct rlimit limits = {0};
    if (getrlimit(RLIMIT_NOFILE, &limits) != 0) return mdl_file_limit();
    rlim_t before = limits.rlim_cur;
    limits.rlim_cur = limits.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limits);
    return number(before);
}

void mdl_lower_file_limit(int64_t count) {
    struct rlimit limits = {0};
    if (getrlimit(RLIMIT_NOFILE, &limits) != 0 || count < 0 || (rlim_t)count >= limits.rlim_cur) return;
    limits.rlim_cur = (rlim_t)count;
    setrlimit(RLIMIT_NOFILE, &limits);
}

int64_t mdl_process_limit(void) {
    struct rlimit limits = {0};
    getrlimit(RLIMIT_NPROC, &limits);
    return limits.rlim_cur == RLIM_INFINITY ? -1 : number(limits.rlim_cur);
}

static void *wait_for_turn(void *turn) {
    pthread_mutex_lock(turn);
    pthread_mutex_unlock(turn);
    return NULL;
}

enum { MAX_THREADS = 16 };

bool mdl_can_start_threads(int32_t count) {
    pthread_t threads[MAX_THREADS];
    pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    int32_t started = 0;
    // None of them ends before the last was started.
    pthread_mutex_lock(&turn);
    while (started < count && started < MAX_THREADS &&
           pthread_create(&threads[started], NULL, wait_for_turn, &turn) == 0)
        started++;
    pthread_mutex_unlock(&turn);
    for (int32_t thread = 0; thread < started; thread++) pthread_join(threads[thread], NULL);
    pthread_mutex_destroy(&turn);
    return started >= count;
}
