// Memory and instruction limits. A limit that is reached cannot be caught by the script: the hook yields with a kill,
// and where Lua cannot yield it raises at every instruction until the script has been driven to where it can.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mdl_internal.h"

// Lua collects garbage after a refusal and tries again; only the second refusal becomes an error. Each costs a whole
// collection, so a script that catches them all is stopped.
static void refuse(mdl_vm *vm) {
    vm->is_retrying = !vm->is_retrying;
    if (vm->depth == 0 || vm->kill_limit != NULL) return;
    lua_State *L = vm->chain[vm->depth - 1];
    // At the first one already: buffers of the string library do not try again.
    mdl_clear(&vm->refusal_frames);
    mdl_collect_frames(vm, L, &vm->refusal_frames);
    if (vm->refusal_frames.count > 1) {
        // Else the stack is gone already, and what was refused before that counts.
        mdl_buffer frames = vm->kill_frames;
        vm->kill_frames = vm->refusal_frames;
        vm->refusal_frames = frames;
        vm->has_refusal_frames = true;
    }
    if (!vm->is_retrying && ++vm->refusals == MDL_MAX_REFUSALS) mdl_kill(vm, L, "memory", vm->limits.memory);
}

// Before each block stands its header: which object it is, and marks of ours. How many objects were made before one is
// the same in every replay, unlike its address.
static mdl_header header_of(mdl_vm *vm, size_t type, size_t size) {
    bool is_object = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TTHREAD;
    if (is_object) return ++vm->objects << MDL_MARKS;
    if (type != LUA_TSTRING || size < MDL_LONG_STRING) return 0;
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
        refuse(vm);
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
    return vm->long_strings > 0 ? MDL_HOOK_COUNT_OF_LONG_STRINGS : MDL_HOOK_COUNT;
}

void mdl_start_hook(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_sethook(L, mdl_hook, LUA_MASKCOUNT, vm->kill_limit == NULL ? hook_count(vm) : 1);
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

enum { LOOK_INTERVAL = 100000000 };

// Ends a turn that takes too much processor time. Asking for that is slow, asking what time it is is not.
static void check_clock(mdl_vm *vm, lua_State *L) {
    if (vm->limits.processor_time == 0) return;
    int64_t now = clock_of(CLOCK_MONOTONIC);
    if (now - vm->looked_at < LOOK_INTERVAL) return;
    vm->looked_at = now;
    int64_t used = (clock_of(CLOCK_THREAD_CPUTIME_ID) - vm->turn_began) / 1000000;
    if (used > vm->limits.processor_time) mdl_kill(vm, L, "processor_time", vm->limits.processor_time);
}

void mdl_kill(mdl_vm *vm, lua_State *L, const char *limit, int64_t value) {
    if (vm->kill_limit == NULL) {
        vm->kill_limit = limit;
        vm->kill_value = value;
        // For want of memory the frames were taken when it was refused: by now they may be gone.
        if (limit[0] != 'm' || !vm->has_refusal_frames) {
            mdl_clear(&vm->kill_frames);
            mdl_collect_frames(vm, L, &vm->kill_frames);
        }
    }
    for (int i = 0; i < vm->depth; i++) lua_sethook(vm->chain[i], mdl_hook, LUA_MASKCOUNT, 1);
    lua_sethook(L, mdl_hook, LUA_MASKCOUNT, 1);
}

void mdl_spend(mdl_vm *vm, lua_State *L, int64_t instructions) {
    vm->turn_left -= instructions;
    vm->instructions_left -= instructions;
    if (vm->kill_limit != NULL) return;
    if (vm->turn_left < 0) {
        mdl_kill(vm, L, "instructions_per_turn", vm->limits.turn);
    } else if (vm->instructions_left < 0) {
        mdl_kill(vm, L, "instructions", vm->limits.instructions);
    }
}

void mdl_pay(lua_State *L, int64_t instructions, const char *what) {
    mdl_vm *vm = mdl_of(L);
    mdl_spend(vm, L, instructions);
    if (vm->kill_limit != NULL) luaL_error(L, "%s takes too long", what);
}

void mdl_check_length(lua_State *L, size_t length, const char *what) {
    int64_t limit = mdl_of(L)->limits.string;
    if (length <= (size_t)limit) return;
    luaL_error(L, "%s would make a string longer than %I bytes: resulting string too large", what, (lua_Integer)limit);
}

void mdl_hook(lua_State *L, lua_Debug *event) {
    mdl_vm *vm = mdl_of(L);
    int count = lua_gethookcount(L);
    if (vm->kill_limit == NULL) mdl_spend(vm, L, count);
    if (vm->kill_limit == NULL) check_clock(vm, L);
    if (vm->kill_limit == NULL && count != hook_count(vm)) mdl_start_hook(L);
    if (vm->kill_limit == NULL && lua_getstack(L, (int)vm->limits.calls, event)) {
        mdl_kill(vm, L, "calls", vm->limits.calls);
    }
    if (vm->kill_limit == NULL) return;
    mdl_kill(vm, L, NULL, 0);
    if (vm->blocked == 0 && lua_isyieldable(L)) {
        vm->pending = MDL_PENDING_KILL;
        lua_yield(L, 0);
    } else {
        luaL_error(L, "the run's limit of %s is reached", vm->kill_limit);
    }
}

mdl_outcome mdl_killed(mdl_vm *vm) {
    return (mdl_outcome){
        .kind = MDL_KILLED,
        .name = {(const uint8_t *)vm->kill_limit, strlen(vm->kill_limit)},
        .frames = mdl_span_of(&vm->kill_frames),
        .number = vm->kill_value,
    };
}
