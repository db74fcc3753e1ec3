// System calls that the C library of Debian 12 has no function for.
#ifndef C_FILE_SYSTEM_H
#define C_FILE_SYSTEM_H

#include <stdint.h>

/// O_PATH, which the C library shows to GNU sources only.
extern const int cfs_o_path;

/// How `openat2` follows what a path leads through (linux/openat2.h).
enum {
    CFS_RESOLVE_NO_MAGICLINKS = 0x02,
    CFS_RESOLVE_NO_SYMLINKS = 0x04,
    CFS_RESOLVE_BENEATH = 0x08,
};

/// Opens a path as Linux 5.6 and later can.
/// @return the descriptor, or -1 with the reason in `errno`; ENOSYS and, in some sandboxes, EPERM where there is no such
/// call.
int cfs_openat2(int folder, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);

#endif
