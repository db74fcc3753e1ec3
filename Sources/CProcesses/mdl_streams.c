// What this process was started with: its variables, and where it prints.
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "CProcesses.h"

char *mdl_take_variable(const char *prefix) {
    size_t length = strlen(prefix);
    for (char **variable = environ; variable && *variable; variable++) {
        if (strncmp(*variable, prefix, length) != 0) continue;
        char *copy = strdup(*variable);
        if (!copy) return NULL;
        explicit_bzero(*variable, strlen(*variable));
        // Those behind it move up, the end among them.
        for (; *variable; variable++) variable[0] = variable[1];
        return copy;
    }
    return NULL;
}

bool mdl_has_variable(const uint8_t *environment, size_t count, const char *variable) {
    const uint8_t *rest = environment, *end = environment + count, *found;
    size_t length = strlen(variable) + 1;
    while ((found = memmem(rest, (size_t)(end - rest), variable, length))) {
        if (found == environment || found[-1] == 0) return true;
        rest = found + 1;
    }
    return false;
}

bool mdl_has_printed_all(void) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    struct pollfd request = {STDOUT_FILENO, POLLOUT, 0};
    return poll(&request, 1, 0) == 1 && (request.revents & POLLERR);
}
