#define _GNU_SOURCE
#include "CFileSystem.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

const int cfs_o_path = O_PATH;

// The kernel's struct open_how, whose header is younger than the call.
struct how {
    uint64_t flags, mode, resolve;
};

int cfs_openat2(int folder, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct how how = {flags, mode, resolve};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
