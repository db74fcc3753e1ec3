// Driving a branch from outside, and reading what it left.
#include <stdlib.h>

#include "errors/mdl_errors.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static void forget_branch(mdl_vm *vm, int64_t id) {
    mdl_registry(vm->main, &mdl_branches_key);
    lua_pushnil(vm->main);
    lua_rawseti(vm->main, -2, id);
    lua_settop(vm->main, 0);
    vm->branches[id].thread = NULL;
    vm->coroutines--;
}

static mdl_outcome describe_ended(mdl_vm *vm, int64_t id) {
    mdl_registry(vm->main, &mdl_results_key);
    lua_rawgeti(vm->main, -1, id);
    mdl_outcome outcome = mdl_describe_failure(vm, vm->main, vm->ended_status);
    lua_settop(vm->main, 0);
    return outcome;
}

void mdl_vm_begin_turn(mdl_vm *vm) {
    vm->turn_left = vm->limits.turn;
    vm->denials = 0;
    mdl_start_clock(vm);
}

mdl_outcome mdl_branch_resume(mdl_vm *vm, int64_t id, const mdl_reply *reply) {
    lua_State *thread = vm->branches[id].thread;
    int results = 0;
    lua_settop(vm->main, 0);
    vm->branch = id;
    vm->reply = reply;
    vm->pending = MDL_PENDING_NONE;
    vm->raises_again = false;
    vm->chain[0] = thread;
    vm->depth = 1;
    vm->blocked = 0;
    // What it has of the hook may be from before there were long strings.
    if (vm->long_strings > 0) mdl_start_hook(thread);
    int status = lua_resume(thread, NULL, reply == NULL ? 1 : 0, &results);
    vm->depth = 0;
    vm->reply = NULL;
    if (vm->is_killed) return mdl_killed(vm);
    if (status == LUA_YIELD && vm->pending == MDL_PENDING_CALL) {
        return (mdl_outcome){
            .kind = MDL_CALLED,
            .library = mdl_span_of(&vm->library),
            .through = mdl_span_of(&vm->through),
            .operation = vm->operation,
            .name = mdl_span_of(&vm->name),
            .payload = mdl_span_of(&vm->payload),
            .frames = mdl_span_of(&vm->frames),
            .number = vm->number,
        };
    }
    if (status != LUA_OK) {
        // Only a lack of memory gets here: every other error is caught by the branch's own handler.
        mdl_kill(vm, thread, MDL_LIMIT_MEMORY);
        return mdl_killed(vm);
    }
    forget_branch(vm, id);
    if (vm->ended_status != LUA_OK) return describe_ended(vm, id);
    return (mdl_outcome){.kind = MDL_RETURNED};
}

static int encode_result(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    int64_t *id = lua_touserdata(L, 1);
    mdl_registry(L, &mdl_results_key);
    lua_rawgeti(L, -1, *id);
    const char *reason = mdl_encode(vm, L, -1, &vm->payload);
    return reason == NULL ? 0 : luaL_error(L, "%s", reason);
}

mdl_outcome mdl_branch_result(mdl_vm *vm, int64_t id) {
    mdl_clear(&vm->payload);
    int status = mdl_protect(vm, encode_result, &id);
    if (status != LUA_OK) return mdl_describe_failure(vm, vm->main, status);
    return (mdl_outcome){.kind = MDL_RETURNED, .payload = mdl_span_of(&vm->payload)};
}

static int round_trip(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    mdl_decode(L, *(mdl_span *)lua_touserdata(L, 1));
    const char *reason = mdl_encode(vm, L, -1, &vm->payload);
    return reason == NULL ? 0 : luaL_error(L, "%s", reason);
}

mdl_outcome mdl_vm_round_trip(mdl_vm *vm, mdl_span value) {
    mdl_clear(&vm->payload);
    int status = mdl_protect(vm, round_trip, &value);
    if (status != LUA_OK) return mdl_describe_failure(vm, vm->main, status);
    return (mdl_outcome){.kind = MDL_RETURNED, .payload = mdl_span_of(&vm->payload)};
}
