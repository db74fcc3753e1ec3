// Stands in for a worker that somebody has broken into: confined as the real one is, then does what its recipe says in
// place of Lua. `probe NAME` tries something a worker must not be able to do and reports how it went in the message that
// gives the Lua version; `say HEX` writes these bytes to the host.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "CWorkerProcess.h"

static char message[1 << 16];
static pid_t host;

static long try_open(void) { return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0); }
static long try_create(void) { return syscall(SYS_openat, AT_FDCWD, "/tmp/worker-probe", O_WRONLY | O_CREAT, 0600); }
static long try_unlink(void) { return syscall(SYS_unlinkat, AT_FDCWD, "/tmp/worker-probe", 0); }
static long try_memory_file(void) { return syscall(SYS_memfd_create, "probe", 0); }
static long try_list(void) { return syscall(SYS_getdents64, 0, message, sizeof message); }
static long try_socket(void) { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }
static long try_unix_socket(void) { return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }
static long try_socketpair(void) {
    int ends[2];
    return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends);
}
static long try_connect(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    return syscall(SYS_connect, 0, &address, sizeof address);
}
static long try_bind(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/tmp/worker-probe"};
    return syscall(SYS_bind, 0, &address, sizeof address);
}
// Another process could pass a descriptor over the socket.
static long try_receive_descriptor(void) {
    struct msghdr header = {0};
    return syscall(SYS_recvmsg, 0, &header, MSG_DONTWAIT);
}
static long try_send_elsewhere(void) { return syscall(SYS_sendto, 1, "x", 1, 0, NULL, 0); }
static long try_read_elsewhere(void) { return syscall(SYS_read, 1, message, 1); }
static long try_write(void) { return syscall(SYS_write, 1, "x", 1); }
static long try_duplicate(void) { return syscall(SYS_dup, 0); }
static long try_control(void) { return syscall(SYS_ioctl, 0, 0x5401, message); }
static long try_fork(void) { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }
static long try_clone(void) {
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    return syscall(SYS_clone3, &arguments, sizeof arguments);
}
static long try_execute(void) {
    char *const arguments[] = {"/bin/true", NULL};
    return syscall(SYS_execve, arguments[0], arguments, NULL);
}
static long try_execute_at(void) {
    char *const arguments[] = {"/bin/true", NULL};
    return syscall(SYS_execveat, AT_FDCWD, arguments[0], arguments, NULL, 0);
}
static long try_trace(void) { return syscall(SYS_ptrace, PTRACE_SEIZE, host, 0, 0); }
static long try_read_memory(void) {
    struct iovec mine = {message, 8}, theirs = {(void *)0x1000, 8};
    return syscall(SYS_process_vm_readv, host, &mine, 1, &theirs, 1, 0);
}
static long try_write_memory(void) {
    struct iovec mine = {message, 8}, theirs = {(void *)0x1000, 8};
    return syscall(SYS_process_vm_writev, host, &mine, 1, &theirs, 1, 0);
}
static long try_memory_of_host(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)host);
    return syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
}
static long try_signal(void) { return syscall(SYS_kill, host, 0); }
static long try_process_descriptor(void) { return syscall(SYS_pidfd_open, host, 0); }
static long try_executable_memory(void) {
    return syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static long try_make_executable(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return syscall(SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
}
static long try_namespace(void) { return syscall(SYS_unshare, CLONE_NEWUSER); }
static long try_mount(void) { return syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL); }
static long try_chroot(void) { return syscall(SYS_chroot, "/tmp"); }
static long try_user(void) { return syscall(SYS_setuid, 0); }
static long try_limits(void) { return syscall(SYS_prlimit64, 0, 0, NULL, message); }
static long try_ring(void) { return syscall(SYS_io_uring_setup, 1, message); }
static long try_bpf(void) { return syscall(SYS_bpf, 0, message, 8); }
static long try_keys(void) { return syscall(SYS_add_key, "user", "probe", "x", 1, -3); }
static long try_another_filter(void) { return syscall(SYS_seccomp, 1, 0, NULL); }
static long try_process_control(void) { return syscall(SYS_prctl, 4, 1, 0, 0, 0); }

static const struct {
    const char *name;
    long (*attempt)(void);
} probes[] = {
    {"open", try_open},
    {"create", try_create},
    {"unlink", try_unlink},
    {"memory-file", try_memory_file},
    {"list", try_list},
    {"socket", try_socket},
    {"unix-socket", try_unix_socket},
    {"socketpair", try_socketpair},
    {"connect", try_connect},
    {"bind", try_bind},
    {"receive-descriptor", try_receive_descriptor},
    {"send-elsewhere", try_send_elsewhere},
    {"read-elsewhere", try_read_elsewhere},
    {"write", try_write},
    {"duplicate", try_duplicate},
    {"control", try_control},
    {"fork", try_fork},
    {"clone", try_clone},
    {"execute", try_execute},
    {"execute-at", try_execute_at},
    {"trace", try_trace},
    {"read-memory", try_read_memory},
    {"write-memory", try_write_memory},
    {"memory-of-host", try_memory_of_host},
    {"signal", try_signal},
    {"process-descriptor", try_process_descriptor},
    {"executable-memory", try_executable_memory},
    {"make-executable", try_make_executable},
    {"namespace", try_namespace},
    {"mount", try_mount},
    {"chroot", try_chroot},
    {"user", try_user},
    {"limits", try_limits},
    {"ring", try_ring},
    {"bpf", try_bpf},
    {"keys", try_keys},
    {"another-filter", try_another_filter},
    {"process-control", try_process_control},
    {"nothing", NULL},
};

static void send_all(const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(0, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) _exit(1);
        bytes += sent;
        count -= (size_t)sent;
    }
}

// A frame of opcode 64, the worker's first message: a list of one text.
static void report(const char *text) {
    uint8_t frame[64] = {0, 0, 0, 0, 64, 0x81, 0x78, (uint8_t)strlen(text)};
    size_t size = 8 + strlen(text);
    memcpy(frame + 8, text, strlen(text));
    frame[0] = (uint8_t)(size - 4);
    send_all(frame, size);
}

static void probe(const char *name) {
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        if (strncmp(name, probes[i].name, strlen(probes[i].name)) != 0 || name[strlen(probes[i].name)] != ';') continue;
        if (probes[i].attempt == NULL) return report("no attempt made; all is allowed that is needed");
        char text[56];
        errno = 0;
        long result = probes[i].attempt();
        snprintf(text, sizeof text, result < 0 ? "denied: %s" : "allowed: %s", strerror(errno));
        return report(text);
    }
    report("there is no such probe, which is a mistake");
}

static void say(const char *hex) {
    static uint8_t bytes[sizeof message / 2];
    size_t count = 0;
    for (unsigned value; sscanf(hex, "%2x", &value) == 1; hex += 2) bytes[count++] = (uint8_t)value;
    send_all(bytes, count);
}

int main(void) {
    host = getppid();
    // Some libc functions set themselves up at first use, which the filter forbids.
    (void)strerror(EPERM);
    if (mdl_harden_self() != 0 || mdl_restrict_system_calls() != 0) return 70;
    ssize_t count = read(0, message, sizeof message - 1);
    if (count <= 0) return 0;
    // The message begins with binary fields; the recipe's words are somewhere within.
    for (ssize_t i = 0; i < count; i++) {
        if (strncmp(message + i, "probe ", 6) == 0) probe(message + i + 6);
        if (strncmp(message + i, "say ", 4) == 0) say(message + i + 4);
    }
    while (read(0, message, sizeof message) > 0) {}
    return 0;
}
