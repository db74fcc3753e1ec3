// A plain C host of the same Lua: what the work costs without a sandbox, a wire format, or Swift.
//
//   lua_host call N       a host function called N times by a coroutine      -> N lines, ns each
//   lua_host socket N     the same, answered by another process              -> N lines, ns each
//   lua_host create N     states made with all standard libraries and closed -> N lines, ns each
//   lua_host branches N   N coroutines that wait at once, then go on         -> ns in all, peak memory in KiB
//   lua_host loop N       a loop of N rounds without calls                   -> ns in all
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { frame = 96 };
static int wire;

static long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int wait_for_host(lua_State *L) { return lua_yield(L, lua_gettop(L)); }

static int ask_over_wire(lua_State *L) {
    char message[frame] = {0};
    lua_getfield(L, 1, "name");
    strncpy(message, lua_tostring(L, -1), frame - 1);
    if (write(wire, message, frame) != frame || read(wire, message, frame) != frame) exit(1);
    lua_pushnil(L);
    return 1;
}

static lua_State *state_with(lua_CFunction noop) {
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    lua_register(L, "noop", noop);
    return L;
}

static void load(lua_State *L, const char *source) {
    if (luaL_loadstring(L, source) == LUA_OK) return;
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    exit(1);
}

static void call(int rounds) {
    lua_State *L = state_with(wait_for_host);
    lua_State *branch = lua_newthread(L);
    int results;
    load(branch, "while true do noop { name = 'x' } end");
    lua_resume(branch, L, 0, &results);
    for (int round = 0; round < rounds; round++) {
        long long start = nanoseconds();
        lua_settop(branch, 0);
        lua_pushnil(branch);
        if (lua_resume(branch, L, 1, &results) != LUA_YIELD) exit(1);
        printf("%lld\n", nanoseconds() - start);
    }
    lua_close(L);
}

static void socket_calls(int rounds) {
    int ends[2];
    char message[frame];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) exit(1);
    if (fork() == 0) {
        wire = ends[1];
        close(ends[0]);
        lua_State *L = state_with(ask_over_wire);
        load(L, "while true do noop { name = 'x' } end");
        lua_call(L, 0, 0);
    }
    close(ends[1]);
    if (read(ends[0], message, frame) != frame) exit(1);
    for (int round = 0; round < rounds; round++) {
        long long start = nanoseconds();
        if (write(ends[0], message, frame) != frame || read(ends[0], message, frame) != frame) exit(1);
        printf("%lld\n", nanoseconds() - start);
    }
}

static void create(int rounds) {
    for (int round = 0; round < rounds; round++) {
        long long start = nanoseconds();
        lua_close(state_with(wait_for_host));
        printf("%lld\n", nanoseconds() - start);
    }
}

static void branches(int count) {
    lua_State *L = state_with(wait_for_host);
    lua_State **threads = calloc((size_t)count, sizeof *threads);
    int results;
    long long start = nanoseconds();
    lua_createtable(L, count, 0);
    load(L, "noop { name = 'x' }");
    for (int index = 0; index < count; index++) {
        threads[index] = lua_newthread(L);
        lua_rawseti(L, 1, index + 1);
        lua_pushvalue(L, 2);
        lua_xmove(L, threads[index], 1);
        if (lua_resume(threads[index], L, 0, &results) != LUA_YIELD) exit(1);
    }
    for (int index = 0; index < count; index++) {
        lua_settop(threads[index], 0);
        if (lua_resume(threads[index], L, 0, &results) != LUA_OK) exit(1);
    }
    long long end = nanoseconds();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld\n%ld\n", end - start, usage.ru_maxrss);
    lua_close(L);
}

static void loop(int rounds) {
    lua_State *L = state_with(wait_for_host);
    load(L, "local sum = 0 for i = 1, ... do sum = sum + i % 7 end return sum");
    lua_pushinteger(L, rounds);
    long long start = nanoseconds();
    lua_call(L, 1, 1);
    printf("%lld\n", nanoseconds() - start);
    lua_close(L);
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    int rounds = atoi(arguments[2]);
    if (strcmp(arguments[1], "call") == 0) call(rounds);
    else if (strcmp(arguments[1], "socket") == 0) socket_calls(rounds);
    else if (strcmp(arguments[1], "create") == 0) create(rounds);
    else if (strcmp(arguments[1], "branches") == 0) branches(rounds);
    else if (strcmp(arguments[1], "loop") == 0) loop(rounds);
    else return 2;
    return 0;
}
