// What a process can do about being looked into by others of the same user, and calls that the C library shows to GNU
// sources only.
#ifndef C_PROCESS_H
#define C_PROCESS_H

/// Keeps the process's memory, and with it its environment, from other processes of its user and out of core dumps. What
/// it starts leaves no core dumps either.
/// @return 0, or the reason as `errno` has it.
int cps_keep_memory_private(void);

/// Takes the variables whose names begin with a prefix out of the environment, and wipes what the system shows of them in
/// `/proc`. To be called before there are other threads.
/// @param take is given each, as `NAME=value`.
void cps_take_variables(const char *prefix, void (*take)(void *context, const char *variable), void *context);

/// Makes a file that is in memory only.
/// @return its descriptor, which programs that are started do not get; -1 with the reason in `errno`.
int cps_memory_file(const char *name);

#endif
