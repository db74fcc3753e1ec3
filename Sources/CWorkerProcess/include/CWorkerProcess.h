// What a worker's process gives up before it reads the first byte of a recipe, and the thread it runs it on.
#ifndef CWORKERPROCESS_H
#define CWORKERPROCESS_H

#include <stdint.h>

/// Gives up new privileges, core dumps, files and all but some memory and processor time. 0 or an errno.
int32_t mdl_harden_self(void);

/// Leaves all threads of this process the system calls that a worker needs. After mdl_harden_self. 0 or an errno.
int32_t mdl_restrict_system_calls(void);

/// Runs `body` on a thread with the stack that Lua needs and waits for it. 0 or an errno.
/// Exits with `orphaned` when `parent` is no longer this process's parent; 0 for whoever that is.
int32_t mdl_run_with_stack(int32_t parent, int32_t orphaned, void (*body)(void *), void *context);

#endif
