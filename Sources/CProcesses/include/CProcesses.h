// What Swift cannot say of processes: how they are started, supervised, and tied to one another.
#ifndef CPROCESSES_H
#define CPROCESSES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// Where a started program belongs.
enum mdl_placement {
    /// The group and the session of this process: it has the terminal.
    MDL_FOREGROUND,
    /// A group of its own.
    MDL_GROUP,
    /// A session of its own, without a terminal.
    MDL_SESSION,
};

/// A program to start. Descriptors of -1 stand for /dev/null; all others are closed.
typedef struct {
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// The folder it runs in; NULL for that of this process.
    const char *folder;
    int32_t input;
    int32_t output;
    int32_t errors;
    /// What it has as descriptor 3; -1 for nothing.
    int32_t control;
    enum mdl_placement placement;
} mdl_program;

/// Starts a program. Gives 0, or the system's error number.
int32_t mdl_start(const mdl_program *program, pid_t *process);

/// A descriptor that can be read once a process has ended; -1 where there is none.
int32_t mdl_watch(pid_t process);

/// A pipe between this process, whose end never blocks, and a program. Gives 0, or the system's error number.
int32_t mdl_pipe(bool reads, int32_t *own, int32_t *other);

/// A descriptor that can be read once something was written to it; -1 where there is none.
int32_t mdl_alarm(void);

/// What a supervisor reports to its host, eight bytes each.
enum mdl_report_kind {
    /// The command runs; the value is its process.
    MDL_BEGAN = 1,
    /// It could not be started; the value is the system's error number.
    MDL_NOT_BEGUN = 2,
    /// It has ended; the value is its status as waitpid(2) gives it.
    MDL_ENDED = 3,
};

/// One report.
typedef struct {
    int32_t kind;
    int32_t value;
} mdl_report;

/// The maximum of bytes of a command's description.
enum { MDL_MAX_COMMAND = 16 << 20 };

/// What a supervisor is: reads a command from descriptor 3, starts it with descriptors 0 to 2, adopts what the command
/// leaves behind, and reports. It goes when the host says a byte, or, without a host, with the last of its children.
int32_t mdl_supervise(void);

/// The end of this process comes with that of the thread that started it.
/// Gives false where its parent, which ought to be this process, has gone already.
bool mdl_end_with(pid_t parent);

/// How many files this process may have open.
int64_t mdl_file_limit(void);

/// Allows as many files as the system lets this process have. Gives how many it were before.
int64_t mdl_raise_file_limit(void);

/// Allows this process, and those it starts, no more files than so many.
void mdl_lower_file_limit(int64_t count);

/// Whether so many more threads can run at once in this process.
bool mdl_can_start_threads(int32_t count);

/// How many processes the user may have; -1 for any number.
int64_t mdl_process_limit(void);

/// Takes a variable whose name begins so out of the environment, and wipes it where other processes see it.
/// Gives it as NAME=value, for the caller to free; NULL where there is none.
char *mdl_take_variable(const char *prefix);

/// Whether a variable, written NAME=value, is among those of an environment as /proc shows it: each with a zero byte behind.
bool mdl_has_variable(const uint8_t *environment, size_t count, const char *variable);

/// Whether all that was printed to standard output has been taken. A reader that has gone wanted no more of it.
bool mdl_has_printed_all(void);

/// Nobody of the same user may look into this process any more, and it leaves no image of its memory behind.
void mdl_close_to_others(void);

#endif
