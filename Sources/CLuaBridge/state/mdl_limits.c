// Memory and instruction limits. A limit that is reached cannot be caught by the script: the hook yields with a kill,
// and where Lua cannot yield it raises at every instruction until the script has been driven to where it can.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "state/mdl_limits.h"
#include "state/mdl_object.h"
#include "state/mdl_state.h"

enum {
    MAX_DENIALS = 64,
    /// Bytes from which on an instruction may take long with a string.
    LONG_STRING = 1 << 20,
    HOOK_COUNT_OF_LONG_STRINGS = 20,
    /// Nanoseconds between two looks at the processor time.
    LOOK_INTERVAL = 100000000,
};

static void hook(lua_State *L, lua_Debug *event);

// Memory is denied. Lua collects garbage then and tries again; only the second time becomes an error. Each costs a whole
// collection, so a script that catches them all is stopped.
static void deny(mdl_vm *vm) {
    vm->is_retrying = !vm->is_retrying;
    if (vm->depth == 0 || vm->is_killed) return;
    lua_State *L = vm->chain[vm->depth - 1];
    // At the first one already: buffers of the string library do not try again.
    mdl_clear(&vm->denial_frames);
    vm->collect_frames(vm, L, &vm->denial_frames);
    if (vm->denial_frames.count > 1) {
        // Else the stack is gone already, and what was denied before that counts.
        mdl_buffer frames = vm->kill_frames;
        vm->kill_frames = vm->denial_frames;
        vm->denial_frames = frames;
        vm->has_denial_frames = true;
    }
    if (!vm->is_retrying && ++vm->denials == MAX_DENIALS) mdl_kill(vm, L, MDL_LIMIT_MEMORY);
}

// Before each block stands its header: which object it is, and marks of ours. How many objects were made before one is
// the same in every replay, unlike its address.
static mdl_header header_of(mdl_vm *vm, size_t type, size_t size) {
    bool is_object = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TTHREAD;
    if (is_object) return ++vm->objects << MDL_MARKS;
    if (type != LUA_TSTRING || size < LONG_STRING) return 0;
    // From now on the clock is looked at more often.
    if (vm->long_strings++ == 0 && vm->depth > 0) mdl_start_hook(vm->chain[vm->depth - 1]);
    return MDL_IS_LONG;
}

static void release(mdl_vm *vm, void *block) {
    if (block == NULL) return;
    mdl_header *header = mdl_header_at(block);
    if (*header & MDL_IS_LONG) vm->long_strings--;
    free(header);
}

static void *resize(mdl_vm *vm, void *block, size_t type, size_t size) {
    mdl_header *header = realloc(block == NULL ? NULL : mdl_header_at(block), size + sizeof *header);
    if (header == NULL) return NULL;
    if (block == NULL) *header = header_of(vm, type, size);
    return header + 1;
}

void *mdl_allocate(void *context, void *block, size_t old_size, size_t size) {
    mdl_vm *vm = context;
    size_t held = block == NULL ? 0 : old_size;
    if (size == 0) {
        release(vm, block);
        vm->memory -= (int64_t)held;
        return NULL;
    }
    int64_t growth = (int64_t)size - (int64_t)held;
    bool fits = growth <= 0 || vm->memory + growth <= vm->limits.memory;
    void *result = fits ? resize(vm, block, old_size, size) : NULL;
    if (result == NULL) {
        // Shrinking must not fail, and the old block holds what is needed.
        if (growth <= 0) return block;
        deny(vm);
        return NULL;
    }
    vm->memory += growth;
    if (growth > 0) vm->is_retrying = false;
    // Filling a large string takes time that no instruction counts. Nothing else is counted here: when Lua makes small
    // strings and grows its own tables depends on addresses and the collector, and no two runs may differ by that.
    if (block == NULL && old_size == LUA_TSTRING && size >= MDL_LARGE_STRING) {
        vm->turn_left -= growth / MDL_BYTES_PER_INSTRUCTION;
        vm->instructions_left -= growth / MDL_BYTES_PER_INSTRUCTION;
    }
    if (vm->state_block == NULL) {
        vm->state_block = result;
        vm->state_size = size;
    }
    return result;
}

static int hook_count(const mdl_vm *vm) {
    return vm->long_strings > 0 ? HOOK_COUNT_OF_LONG_STRINGS : MDL_HOOK_COUNT;
}

void mdl_start_hook(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_sethook(L, hook, LUA_MASKCOUNT, !vm->is_killed ? hook_count(vm) : 1);
}

static int64_t clock_of(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void mdl_start_clock(mdl_vm *vm) {
    vm->looked_at = clock_of(CLOCK_MONOTONIC);
    vm->turn_began = clock_of(CLOCK_THREAD_CPUTIME_ID);
}

// Ends a turn that takes too much processor time. Asking for that is slow, asking what time it is is not.
static void check_clock(mdl_vm *vm, lua_State *L) {
    if (vm->limits.processor_time == 0) return;
    int64_t now = clock_of(CLOCK_MONOTONIC);
    if (now - vm->looked_at < LOOK_INTERVAL) return;
    vm->looked_at = now;
    int64_t used = (clock_of(CLOCK_THREAD_CPUTIME_ID) - vm->turn_began) / 1000000;
    if (used > vm->limits.processor_time) mdl_kill(vm, L, MDL_LIMIT_PROCESSOR_TIME);
}

// Has the hook called at every instruction, wherever the script goes on.
static void stop(mdl_vm *vm, lua_State *L) {
    for (int i = 0; i < vm->depth; i++) lua_sethook(vm->chain[i], hook, LUA_MASKCOUNT, 1);
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
}

void mdl_kill(mdl_vm *vm, lua_State *L, enum mdl_limit limit) {
    if (!vm->is_killed) {
        vm->is_killed = true;
        vm->reached = limit;
        // For want of memory the frames were taken when it was denied: by now they may be gone.
        if (limit != MDL_LIMIT_MEMORY || !vm->has_denial_frames) {
            mdl_clear(&vm->kill_frames);
            vm->collect_frames(vm, L, &vm->kill_frames);
        }
    }
    stop(vm, L);
}

void mdl_spend(mdl_vm *vm, lua_State *L, int64_t instructions) {
    vm->turn_left -= instructions;
    vm->instructions_left -= instructions;
    if (vm->is_killed) return;
    if (vm->turn_left < 0) {
        mdl_kill(vm, L, MDL_LIMIT_TURN);
    } else if (vm->instructions_left < 0) {
        mdl_kill(vm, L, MDL_LIMIT_INSTRUCTIONS);
    }
}

void mdl_pay(lua_State *L, int64_t instructions, const char *what) {
    mdl_vm *vm = mdl_of(L);
    mdl_spend(vm, L, instructions);
    if (vm->is_killed) luaL_error(L, "%s takes too long", what);
}

void mdl_check_length(lua_State *L, size_t length, const char *what) {
    int64_t limit = mdl_of(L)->limits.string;
    if (length <= (size_t)limit) return;
    luaL_error(L, "%s would make a string longer than %I bytes: resulting string too large", what, (lua_Integer)limit);
}

static void hook(lua_State *L, lua_Debug *event) {
    mdl_vm *vm = mdl_of(L);
    int count = lua_gethookcount(L);
    if (!vm->is_killed) mdl_spend(vm, L, count);
    if (!vm->is_killed) check_clock(vm, L);
    if (!vm->is_killed && count != hook_count(vm)) mdl_start_hook(L);
    if (!vm->is_killed && lua_getstack(L, (int)vm->limits.calls, event)) {
        mdl_kill(vm, L, MDL_LIMIT_CALLS);
    }
    if (!vm->is_killed) return;
    stop(vm, L);
    if (vm->blocked == 0 && lua_isyieldable(L)) {
        vm->pending = MDL_PENDING_KILL;
        lua_yield(L, 0);
    } else {
        luaL_error(L, "a limit of the run is reached");
    }
}

static int64_t value_of(const mdl_limits *limits, enum mdl_limit limit) {
    switch (limit) {
    case MDL_LIMIT_MEMORY: return limits->memory;
    case MDL_LIMIT_TURN: return limits->turn;
    case MDL_LIMIT_INSTRUCTIONS: return limits->instructions;
    case MDL_LIMIT_COROUTINES: return limits->coroutines;
    case MDL_LIMIT_LOG: return limits->log;
    case MDL_LIMIT_CALLS: return limits->calls;
    case MDL_LIMIT_PROCESSOR_TIME: return limits->processor_time;
    }
    return 0;
}

mdl_outcome mdl_killed(mdl_vm *vm) {
    return (mdl_outcome){
        .kind = MDL_KILLED,
        .operation = vm->reached,
        .frames = mdl_span_of(&vm->kill_frames),
        .number = value_of(&vm->limits, vm->reached),
    };
}
