// The system calls a worker has left: bytes on its one descriptor, memory without execution, locks, and its end.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CWorkerProcess.h"

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the worker's system call filter knows x86-64 and arm64"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define FINISH(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define WHEN_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define ALLOW(call) WHEN_EQUAL(__NR_##call, 0, 1), FINISH(SECCOMP_RET_ALLOW)
#define KILL(call) WHEN_EQUAL(__NR_##call, 0, 1), FINISH(SECCOMP_RET_KILL_PROCESS)
#define DENY FINISH(SECCOMP_RET_ERRNO | EPERM)
// The first argument must be zero: descriptor 0. Its upper word is none of the call's, the kernel takes 32 bits.
#define ALLOW_ON_SOCKET(call)                                                                                          \
    WHEN_EQUAL(__NR_##call, 0, 4), LOAD(args[0]), WHEN_EQUAL(0, 1, 0), DENY, FINISH(SECCOMP_RET_ALLOW)
#define ALLOW_UNLESS_EXECUTABLE(call)                                                                                  \
    WHEN_EQUAL(__NR_##call, 0, 4), LOAD(args[2]), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), DENY,       \
        FINISH(SECCOMP_RET_ALLOW)

static struct sock_filter filter[] = {
    LOAD(arch),
    WHEN_EQUAL(NATIVE_ARCHITECTURE, 1, 0),
    FINISH(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
#if defined(__x86_64__)
    // The x32 calls share the architecture and would pass beside the numbers below.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    FINISH(SECCOMP_RET_KILL_PROCESS),
#endif
    ALLOW_ON_SOCKET(read),
    ALLOW_ON_SOCKET(sendto),
    ALLOW_UNLESS_EXECUTABLE(mmap),
    ALLOW_UNLESS_EXECUTABLE(mprotect),
    ALLOW(munmap),
    ALLOW(mremap),
    ALLOW(brk),
    ALLOW(madvise),
    ALLOW(futex),
    ALLOW(sched_yield),
    ALLOW(clock_gettime),
    ALLOW(getrandom),
    ALLOW(getppid),
    ALLOW(rt_sigprocmask),
    ALLOW(rt_sigreturn),
    ALLOW(restart_syscall),
    ALLOW(exit),
    ALLOW(exit_group),
    // What no library does by the way, and only somebody who broke out would try.
    KILL(execve),
    KILL(execveat),
    KILL(clone),
    KILL(clone3),
    KILL(ptrace),
    KILL(process_vm_readv),
    KILL(process_vm_writev),
    KILL(socket),
    KILL(connect),
    DENY,
};

int32_t mdl_restrict_system_calls(void) {
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    long status = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (status > 0) return EBUSY;
    return status == 0 ? 0 : errno;
}
