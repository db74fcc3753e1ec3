// Branches: the coroutines that the host itself resumes. Each runs its function under a handler that remembers where an
// error was raised, and leaves its result in the registry.
#include <stdlib.h>
#include <string.h>

#include "branches/mdl_branches.h"
#include "calls/mdl_calls.h"
#include "errors/mdl_errors.h"
#include "modules/mdl_modules.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static bool reserve_branch(mdl_vm *vm, int64_t id) {
    if (id < 0 || id > 1 << 24) return false;
    if ((size_t)id < vm->branch_capacity) return true;
    size_t capacity = vm->branch_capacity ? vm->branch_capacity : 16;
    while (capacity <= (size_t)id) capacity *= 2;
    mdl_branch *branches = realloc(vm->branches, capacity * sizeof *branches);
    if (branches == NULL) return false;
    memset(branches + vm->branch_capacity, 0, (capacity - vm->branch_capacity) * sizeof *branches);
    vm->branches = branches;
    vm->branch_capacity = capacity;
    return true;
}

// Counts the coroutines that are still alive; the table's keys are weak.
static int64_t count_alive(lua_State *L) {
    int64_t alive = 0;
    lua_gc(L, LUA_GCCOLLECT);
    mdl_registry(L, &mdl_threads_key);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        alive++;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return alive;
}

void mdl_count_coroutine(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    // A coroutine shorter than the hook's count would run for nothing.
    mdl_spend(vm, L, MDL_HOOK_COUNT);
    if (++vm->coroutines <= vm->limits.coroutines) return;
    vm->coroutines = count_alive(L) + 1;
    if (vm->coroutines > vm->limits.coroutines) {
        mdl_kill(vm, L, MDL_LIMIT_COROUTINES);
        luaL_error(L, "the run's limit of coroutines is reached");
    }
}

static int branch_ended(lua_State *L, int status, lua_KContext context) {
    (void)context;
    mdl_vm *vm = mdl_of(L);
    vm->ended_status = status == LUA_YIELD ? LUA_OK : status;
    mdl_registry(L, &mdl_results_key);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, vm->branch);
    return 0;
}

static int branch_main(lua_State *L) {
    lua_pushcfunction(L, mdl_message_handler);
    lua_insert(L, 1);
    return branch_ended(L, lua_pcallk(L, 0, 1, 1, 0, branch_ended), 0);
}

// Opens branch `id` with the function on top of the stack.
static void open_branch(lua_State *L, int64_t id) {
    mdl_vm *vm = mdl_of(L);
    mdl_registry(L, &mdl_branches_key);
    lua_State *thread = lua_newthread(L);
    *mdl_thread_state_of(thread) = MDL_THREAD_BRANCH;
    mdl_start_hook(thread);
    mdl_registry(L, &mdl_threads_key);
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    lua_rawseti(L, -2, id);
    lua_pushcfunction(thread, branch_main);
    lua_pushvalue(L, -2);
    lua_xmove(L, thread, 1);
    vm->branches[id] = (mdl_branch){.thread = thread, .parent_branch = -1};
}

typedef struct {
    mdl_span chunk, text;
    int64_t id, parent, token, index;
    int status;
} opening;

static int load_branch(lua_State *L) {
    opening *o = lua_touserdata(L, 1);
    o->status = mdl_load(L, o->chunk, o->text);
    if (o->status != LUA_OK) lua_error(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &mdl_wrapper_key) == LUA_TFUNCTION) {
        lua_insert(L, -2);
        lua_call(L, 1, 1);
    } else {
        lua_pop(L, 1);
    }
    open_branch(L, o->id);
    return 0;
}

mdl_outcome mdl_branch_load(mdl_vm *vm, int64_t id, mdl_span chunk, mdl_span text) {
    opening o = {.chunk = chunk, .text = text, .id = id};
    if (!reserve_branch(vm, id)) return mdl_describe_failure(vm, vm->main, LUA_ERRMEM);
    int status = mdl_protect(vm, load_branch, &o);
    if (status == LUA_OK) return (mdl_outcome){.kind = MDL_RETURNED};
    return mdl_describe_failure(vm, vm->main, status == LUA_ERRMEM ? status : o.status != LUA_OK ? o.status : status);
}

static int fork_branch(lua_State *L) {
    opening *o = lua_touserdata(L, 1);
    mdl_vm *vm = mdl_of(L);
    mdl_registry(L, &mdl_forks_key);
    lua_rawgeti(L, -1, o->token);
    lua_rawgeti(L, -1, o->index);
    open_branch(L, o->id);
    vm->branches[o->id].parent = vm->branches[o->parent].waiting;
    vm->branches[o->id].parent_branch = o->parent;
    mdl_registry(L, &mdl_contexts_key);
    lua_rawgeti(L, -1, o->parent);
    lua_rawseti(L, -2, o->id);
    return 0;
}

mdl_outcome mdl_branch_fork(mdl_vm *vm, int64_t id, int64_t parent, int64_t token, int64_t index) {
    opening o = {.id = id, .parent = parent, .token = token, .index = index};
    bool has_room = reserve_branch(vm, id) && reserve_branch(vm, parent);
    lua_State *opener = has_room ? vm->branches[parent].waiting : vm->main;
    if (has_room && ++vm->coroutines > vm->limits.coroutines) {
        vm->coroutines = count_alive(vm->main) + 1;
        lua_settop(vm->main, 0);
        if (vm->coroutines > vm->limits.coroutines) mdl_kill(vm, opener, MDL_LIMIT_COROUTINES);
    }
    if (!vm->is_killed && (!has_room || mdl_protect(vm, fork_branch, &o) != LUA_OK)) {
        mdl_kill(vm, opener, MDL_LIMIT_MEMORY);
    }
    return vm->is_killed ? mdl_killed(vm) : (mdl_outcome){.kind = MDL_RETURNED};
}

static int fork_resumed(lua_State *L, int status, lua_KContext token) {
    (void)status;
    mdl_registry(L, &mdl_forks_key);
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)token);
    if (mdl_of(L)->reply->kind != MDL_REPLY_FORK) return mdl_push_reply(L);
    mdl_decode(L, mdl_of(L)->reply->value);
    int reply = lua_gettop(L);
    lua_rawgeti(L, reply, 1);
    int states = lua_gettop(L), count = (int)lua_rawlen(L, states);
    lua_createtable(L, count, 0);
    int results = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, states, i);
        lua_rawgeti(L, -1, 1);
        lua_Integer branch = lua_tointeger(L, -1);
        lua_rawgeti(L, -2, 2);
        lua_Integer state = lua_tointeger(L, -1);
        lua_settop(L, results);
        lua_createtable(L, 0, 3);
        lua_pushboolean(L, state == MDL_BRANCH_RETURNED);
        lua_setfield(L, -2, "ok");
        lua_pushboolean(L, state == MDL_BRANCH_CANCELLED || state == MDL_BRANCH_NOT_STARTED);
        lua_setfield(L, -2, "cancelled");
        if (state != MDL_BRANCH_NOT_STARTED) {
            mdl_registry(L, &mdl_results_key);
            lua_rawgeti(L, -1, branch);
            lua_setfield(L, -3, state == MDL_BRANCH_RETURNED ? "value" : "error");
            lua_pushnil(L);
            lua_rawseti(L, -2, branch);
            lua_pop(L, 1);
        }
        lua_rawseti(L, results, i);
    }
    lua_rawgeti(L, reply, 2);
    return 2;
}

int mdl_parallel(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_settop(L, 3);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
    if (count != (lua_Integer)lua_rawlen(L, 1)) return luaL_error(L, "parallel: every branch needs a name");
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 2, i) != LUA_TFUNCTION) return luaL_error(L, "parallel: branch %I is not a function", i);
        lua_pop(L, 1);
    }
    const char *module = mdl_module_being_loaded(L);
    if (module != NULL) return luaL_error(L, "parallel was called while loading module '%s'", module);
    mdl_clear(&vm->payload);
    lua_createtable(L, 2, 0);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, 3);
    lua_rawseti(L, -2, 2);
    const char *reason = mdl_encode(vm, L, -1, &vm->payload);
    if (reason != NULL) return luaL_error(L, "parallel: %s", reason);
    int64_t token = ++vm->next_token;
    mdl_registry(L, &mdl_forks_key);
    lua_pushvalue(L, 2);
    lua_rawseti(L, -2, token);
    vm->number = token;
    vm->branches[vm->branch].waiting = L;
    mdl_clear(&vm->name);
    return mdl_wait(L, MDL_OP_FORK, "parallel", (lua_KContext)token, fork_resumed);
}
