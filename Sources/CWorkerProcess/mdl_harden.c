// What a worker gives up before it reads the first byte of a recipe.
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "CWorkerProcess.h"

/// Seconds of processor time of a whole run; the host's watchdog allows far less between two messages.
enum { PROCESSOR_TIME = 2 * 60 * 60 };
/// Bytes of address space; the Lua state's own limit is far lower.
#define ADDRESS_SPACE ((rlim_t)2 << 30)

static int limit(int resource, rlim_t value) {
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return errno;
    if (current.rlim_max != RLIM_INFINITY && current.rlim_max < value) value = current.rlim_max;
    struct rlimit wanted = {value, value};
    return setrlimit(resource, &wanted) == 0 ? 0 : errno;
}

int32_t mdl_harden_self(void) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // Other processes of the user must not read its memory.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    int status = limit(RLIMIT_CORE, 0);
    if (status == 0) status = limit(RLIMIT_AS, ADDRESS_SPACE);
    if (status == 0) status = limit(RLIMIT_CPU, PROCESSOR_TIME);
    if (status == 0) status = limit(RLIMIT_FSIZE, 0);
    if (status == 0) status = limit(RLIMIT_NOFILE, 1);
    return status;
}
