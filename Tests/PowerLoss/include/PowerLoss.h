// An SQLite VFS over the usual one that knows what has reached the disk: a power failure can be had at any operation.
#ifndef POWER_LOSS_H
#define POWER_LOSS_H

#include <stdbool.h>
#include <stdint.h>

/// What happens at the operation that is waited for.
enum pl_event {
    /// Nothing: operations are counted.
    PL_COUNT,
    /// The power fails: `target` gets what the disk then has. The process goes on as if nothing had happened.
    PL_POWER_LOSS,
    /// The operation fails as a disk does that cannot sync.
    PL_SYNC_FAILS,
    /// The operation fails as a disk does that is full.
    PL_DISK_FULL,
};

typedef struct {
    int32_t event;
    /// The operation (a write, a truncation or a sync) at which it happens, from 1; before it is carried out.
    int64_t operation;
    /// Chooses which of the writes that were not synced are lost, sector by sector.
    uint64_t seed;
    /// The folder that gets the files after a power failure.
    const char *target;
} pl_plan;

/// Makes the VFS the one that new connections of this process use.
int pl_install(void);
/// Watches the files in a folder, from their beginnings. One folder at a time.
/// `acknowledged` is a number of the caller's that is read at the moment of the event.
void pl_watch(const char *folder, const pl_plan *plan, const int64_t *acknowledged);
/// Ends the watch. How many operations there were; `happened` tells whether the event came, `acknowledged` what the
/// caller's number was then.
int64_t pl_end(bool *happened, int64_t *acknowledged);

#endif
