// The thread that runs the recipe: its stack, and its end with the host.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "CWorkerProcess.h"

/// Bytes of stack: the parser's and the debug library's recursion in Lua 5.4.4 is bounded by the source's size only.
enum { STACK_SIZE = 64 << 20 };

typedef struct {
    void (*body)(void *);
    void *context;
} job;

static void *run_job(void *argument) {
    job *j = argument;
    j->body(j->context);
    return NULL;
}

// Waits for a thread. A process whose parent has gone ends, whatever the thread does: no hook of Lua's sees time within
// one operation, and nobody is left who would.
static int32_t join(pthread_t thread, int32_t parent, int32_t orphaned) {
    for (;;) {
        struct timespec next;
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_sec += 1;
        int status = pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &next);
        if (status != ETIMEDOUT) return status;
        if (parent > 0 && getppid() != parent) _exit(orphaned);
    }
}

int32_t mdl_run_with_stack(int32_t parent, int32_t orphaned, void (*body)(void *), void *context) {
    pthread_attr_t attributes;
    pthread_t thread;
    job j = {body, context};
    pthread_attr_init(&attributes);
    int status = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (status == 0) status = pthread_create(&thread, &attributes, run_job, &j);
    pthread_attr_destroy(&attributes);
    return status == 0 ? join(thread, parent, orphaned) : status;
}
