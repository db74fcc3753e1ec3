#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "CProcess.h"

extern char **environ;

int cps_keep_memory_private(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0) return errno;
    limit.rlim_cur = 0;
    if (setrlimit(RLIMIT_CORE, &limit) != 0) return errno;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}

void cps_take_variables(const char *prefix, void (*take)(void *context, const char *variable), void *context) {
    if (environ == NULL) return;
    size_t length = strlen(prefix);
    char **kept = environ;
    for (char **next = environ; *next != NULL; next++) {
        if (strncmp(*next, prefix, length) != 0) {
            *kept++ = *next;
            continue;
        }
        take(context, *next);
        // The text is where the system put it when the program began, and where it is read from by others.
        explicit_bzero(*next, strlen(*next));
    }
    *kept = NULL;
}

int cps_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
